"""How `menurut reuse` grows: CPU seconds and memory from 1,000 articles on, drawn beside the floor.

python -m benchmarks.scale [SIZE ...] [--memory 2GB] [--draw]

Each size runs in a process of its own; figures are CPU seconds and peak memory of that process,
start-up included. Collections are made with ../shared/gold/reuse/gen_reuse.py (news texts cut to
1.5 KB, a quarter of them derived from others), up to 100,000; larger ones are several of these
whose words differ, so that they share nothing with each other. The floor is what finding all
words and hashing them once costs. Figures are kept in scale.json, the picture in docs/images.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from math import log10
from pathlib import Path

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


def run(code: str, *arguments: str) -> tuple[list[int], float, int]:
    """(what the code printed, CPU seconds, peak memory in MB) of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        input=code,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    told, used = done.stdout.strip().splitlines()[-2:]
    seconds, memory = used.split()
    return [int(value) for value in told.split()], float(seconds), int(memory)


def measure_size(size: int, memory: str) -> dict[str, float]:
    source = collection(size)
    with tempfile.TemporaryDirectory() as folder:
        found, seconds, peak = run(JOB, str(source), f"{folder}/out.jsonl", memory)
    (chars, floor), _, _ = run(FLOOR, str(source))
    return {
        "articles": size,
        "characters": chars,
        "passages": found[1],
        "cpu_seconds": round(seconds, 1),
        "peak_mb": peak,
        "floor_cpu_seconds": round(floor / 1000, 2),
    }


def draw(rows: list[dict[str, float]]) -> str:
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


def table(rows: list[dict[str, float]]) -> str:
    """The rows as they stand in docs/scale.md."""
    lines = [
        "| articles | characters | passages | CPU s | ms an article | peak memory | floor, CPU s |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        each = 1000 * row["cpu_seconds"] / row["articles"]
        lines.append(
            f"| {row['articles']:,} | {row['characters'] / 1e6:.0f} M | {row['passages']:,} | "
            f"{row['cpu_seconds']:.1f} | {each:.2f} | {row['peak_mb']:,} MB | "
            f"{row['floor_cpu_seconds'] or '-'} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--draw", action="store_true", help="only picture and table")
    options = parser.parse_args()
    rows = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else []
    if not options.draw:
        if not (SHARED / "gold").is_dir():
            print("scale: ../shared is not beside this checkout; nothing measured")
            return 0
        for size in options.sizes or SIZES:
            found = measure_size(size, options.memory)
            print(json.dumps(found), flush=True)
            rows = [row for row in rows if row["articles"] != size] + [found]
            rows.sort(key=lambda row: row["articles"])
            FIGURES.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(draw(rows), encoding="utf-8")
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
