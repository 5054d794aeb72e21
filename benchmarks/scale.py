"""How `menurut reuse` grows: CPU seconds and memory from 1,000 articles on, drawn beside the floor.

python -m benchmarks.scale [SIZE ...] [--memory 2GB] [--keep FOLDER] [--draw]

Each size runs in a process of its own; figures are CPU and wall-clock seconds and peak memory of
that process, start-up included, and the disk it needs beside input and output. Peak memory counts
the pages of mapped files too, which the system takes back when it needs room; the part that it
cannot take back is told as anonymous. Collections are made with ../shared/gold/reuse/gen_reuse.py
(news texts cut to 1.5 KB, a quarter of them derived from others), up to 100,000; larger ones are
several of these whose words differ, so that they share nothing with each other. The floor is what
finding all words and hashing them once costs. Figures are kept in scale.json, the picture in
docs/images.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from math import log10
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
FIGURES = HERE / "scale.json"
PICTURE = HERE.parent / "docs" / "images" / "scale.svg"
SIZES = (1000, 2000, 5000, 20_000, 100_000)
LARGEST = 100_000
SEED, SPLIT = 5, 200
TAILS = "bcdfghjklm"
LETTERS = re.compile(r"[^\W\d_]{3,}")

JOB = """
import sys
from menurut.corpus import CorpusSettings, find_reuse_in_corpus
report = find_reuse_in_corpus(sys.argv[1], sys.argv[2], CorpusSettings(memory=sys.argv[3]))
print(report.articles, report.passages)
"""
FLOOR = """
import json, sys, time
from menurut.reuse.fingerprints import winnow
from menurut.reuse.words import find_words
winnow(find_words(["a b c d e f"]))
chars, spent = 0, 0.0
def take(texts):
    began = time.process_time()
    winnow(find_words(texts))
    return time.process_time() - began
texts = []
for line in open(sys.argv[1], encoding="utf-8"):
    texts.append(json.loads(line)["text"])
    chars += len(texts[-1])
    if len(texts) == 2000:
        spent += take(texts)
        texts.clear()
spent += take(texts)
print(chars, int(1000 * spent))
"""
MEASURED = """
import resource, sys
code = sys.stdin.read()
exec(code)
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def collection(size: int) -> Path:
    """The file of a collection of this size, made once."""
    folder = Path(tempfile.gettempdir()) / f"menurut-scale-{size}"
    made = folder / "in.jsonl"
    if made.exists():
        return made
    if size > LARGEST:
        folder.mkdir(exist_ok=True)
        return copies(collection(LARGEST), made, size // LARGEST)
    generator = SHARED / "gold" / "reuse" / "gen_reuse.py"
    cut = ["--seed", str(SEED), "--split-words", str(SPLIT)]
    command = [sys.executable, str(generator), str(size), str(folder), *cut]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines, made.open("w") as out:
        for record in map(json.loads, lines):
            article = {"id": record["id"], "text": record["text"], "outlet": record["series"]}
            article |= {"published": record["date"] or None, "lang": record["lang"]}
            out.write(json.dumps(article) + "\n")
    return made


def copies(source: Path, made: Path, count: int) -> Path:
    """Several times the same collection in words of its own."""
    with made.open("w", encoding="utf-8") as out:
        for number in range(count):
            tail = f"{TAILS[number - 1]}q" if number else ""
            with source.open(encoding="utf-8") as lines:
                for record in map(json.loads, lines):
                    record["id"] = f"{number}-{record['id']}"
                    record["text"] = LETTERS.sub(lambda word, t=tail: word[0] + t, record["text"])
                    out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return made


class Used(NamedTuple):
    """What a process printed and used."""

    told: list[int]
    cpu_seconds: float
    wall_seconds: float
    peak_mb: int
    anonymous_mb: int
    disk_mb: int


def run(code: str, *arguments: str, folder: str | None = None) -> Used:
    """Run code in a process of its own, watched twenty times a second; `folder`: its files."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-c", MEASURED, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    seen: list[tuple[int, int]] = [(0, 0)]
    watch = Thread(target=watched, args=(child, folder, seen), daemon=True)
    watch.start()
    printed, _ = child.communicate(code)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, "the measured code")
    told, used = printed.strip().splitlines()[-2:]
    seconds, memory = used.split()
    return Used(
        told=[int(value) for value in told.split()],
        cpu_seconds=float(seconds),
        wall_seconds=time.monotonic() - began,
        peak_mb=int(memory),
        anonymous_mb=max(anonymous for anonymous, _ in seen),
        disk_mb=max(disk for _, disk in seen),
    )


def watched(child: subprocess.Popen[str], folder: str | None, seen: list[tuple[int, int]]) -> None:
    """Note anonymous memory (where the system tells it) and disk in MB until the process ends."""
    status = Path(f"/proc/{child.pid}/status")
    while child.poll() is None:
        try:
            anonymous = int(status.read_text().partition("RssAnon:")[2].split()[0]) // 1024
        except (OSError, IndexError):
            anonymous = 0
        seen.append((anonymous, megabytes(folder) if folder else 0))
        time.sleep(0.05)


def megabytes(folder: str) -> int:
    """What the files in a folder take; some may vanish while they are looked at."""
    total = 0
    for path in Path(folder).rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total // 1_000_000


def measure_size(size: int, memory: str, keep: Path | None = None) -> dict[str, Any]:
    """The figures of one size; what is found is left in `keep`."""
    source = collection(size)
    with tempfile.TemporaryDirectory(dir=keep) as folder:
        used = run(JOB, str(source), f"{folder}/out.jsonl", memory, folder=folder)
        written = (Path(folder) / "out.jsonl").stat().st_size // 1_000_000
        if keep:
            (Path(folder) / "out.jsonl").replace(keep / f"out-{size}.jsonl")
    chars, floor = run(FLOOR, str(source)).told
    return {
        "articles": size,
        "characters": chars,
        "passages": used.told[1],
        "cpu_seconds": round(used.cpu_seconds, 1),
        "wall_seconds": round(used.wall_seconds),
        "memory": memory,
        "peak_mb": used.peak_mb,
        "anonymous_mb": used.anonymous_mb,
        "disk_mb": used.disk_mb,
        "written_mb": written,
        "floor_cpu_seconds": round(floor / 1000, 2),
    }


def draw(rows: list[dict[str, Any]]) -> str:
    """Both axes logarithmic: a straight line at 45 degrees is linear growth."""
    width, height, left, bottom = 640, 400, 70, 50
    low_x, high_x, low_y, high_y = 3.0, 6.0, -2.0, 3.0

    def place(articles: float, seconds: float) -> tuple[float, float]:
        x = left + (log10(articles) - low_x) / (high_x - low_x) * (width - left - 30)
        y = (
            height
            - bottom
            - (log10(max(seconds, 0.01)) - low_y) / (high_y - low_y) * (height - bottom - 30)
        )
        return round(x, 1), round(y, 1)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            'font-family="sans-serif" font-size="13" role="img" '
            'aria-label="CPU seconds by number of articles, both logarithmic">'
        ),
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(int(low_y), int(high_y) + 1):
        (x0, y), (x1, _) = place(1000, 10.0**power), place(1_000_000, 10.0**power)
        parts.append(f'<path d="M{x0} {y}H{x1}" stroke="#ddd"/>')
        parts.append(f'<text x="{x0 - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>')
    for power in range(int(low_x), int(high_x) + 1):
        (x, y0), (_, y1) = place(10**power, 0.01), place(10**power, 1000)
        parts.append(f'<path d="M{x} {y0}V{y1}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{y0 + 20}" text-anchor="middle">{10**power:,}</text>')
    parts.append(f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle">articles</text>')
    for key, colour, dash, name, beside in (
        ("cpu_seconds", "#00539f", "", "menurut reuse", -12),
        ("floor_cpu_seconds", "#b34700", "5 4", "floor: finding and hashing all words once", 24),
    ):
        points = [place(row["articles"], row[key]) for row in rows if row[key] is not None]
        line = " ".join(f"{x},{y}" for x, y in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(
            f'<text x="{x - 8}" y="{y + beside}" text-anchor="end" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def told(row: dict[str, Any], name: str, unit: int, sign: str) -> str:
    """A figure that rows measured earlier do not have."""
    if name not in row:
        return "-"
    return f"{row[name] / unit:,.{0 if unit == 1 else 2}f} {sign}"


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as they stand in docs/scale.md."""
    heads = ("articles", "characters", "passages", "CPU s", "ms an article", "peak memory")
    heads += ("anonymous", "disk", "floor, CPU s")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for row in rows:
        each = 1000 * row["cpu_seconds"] / row["articles"]
        lines.append(
            f"| {row['articles']:,} | {row['characters'] / 1e6:.0f} M | {row['passages']:,} | "
            f"{row['cpu_seconds']:.1f} | {each:.2f} | {row['peak_mb']:,} MB | "
            f"{told(row, 'anonymous_mb', 1, 'MB')} | {told(row, 'disk_mb', 1000, 'GB')} | "
            f"{row['floor_cpu_seconds'] or '-'} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--keep", type=Path, help="folder for the output files")
    parser.add_argument("--draw", action="store_true", help="only picture and table")
    options = parser.parse_args()
    rows = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else []
    if not options.draw:
        if not (SHARED / "gold").is_dir():
            print("scale: ../shared is not beside this checkout; nothing measured")
            return 0
        for size in options.sizes or SIZES:
            found = measure_size(size, options.memory, options.keep)
            print(json.dumps(found), flush=True)
            rows = [row for row in rows if row["articles"] != size] + [found]
            rows.sort(key=lambda row: row["articles"])
            FIGURES.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(draw(rows), encoding="utf-8")
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
