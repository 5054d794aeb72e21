"""menurut beside passim 2, datasketch and rensa, in one run on one collection.

    python -m benchmarks.rivals [--set DIR] [--scratch DIR] [--only NAME ...] [--save]

Installs each rival into a virtual environment of its own under the scratch folder (once), runs it
as a process of its own on one core, and scores all with ../shared/score/reuse.py. "menurut" looks
for translations too, as by default; "menurut-one-language" does not, as no rival does. CPU seconds
are those of the whole process tree, start-up and compiled caches included. passim comes from its
repository (PyPI's package of that name is another program) and needs Java 17; without the jar of
GraphFrames it is stopped where its passages are aligned (`--to-extents`). "passim, padded" gets
forty invented words around each document, which works round what it loses at their beginnings.
What cannot be installed is told and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from gold.reuse import SHARED, scorer

RESULTS = Path(__file__).parent / "results.json"
PASSIM = "git+https://github.com/dasmiq/passim.git@878ccb3c396e814cf5110d1575ab823c21fa74c9"
PACKAGES = {"passim": PASSIM, "datasketch": "datasketch", "rensa": "rensa"}
NAMES = ("menurut", "menurut-one-language", "datasketch", "rensa", "passim", "passim-padded")
THRESHOLDS = {"datasketch": ("0.05", "0.1", "0.2"), "rensa": ("0.1", "0.2", "0.4")}
"""The best of these is told: how alike two documents must be is theirs to choose."""
PADDING = " ".join(f"qz{letter}x{letter}v" for letter in "abcdefghijklmnopqrstuvwxyzabcdefghijklmn")
SHOWN = ("char_f1_nb", "doc_f1_nb", "doc_f1", "passage_r")
MEMORY = "6g"
TICKS = os.sysconf("SC_CLK_TCK")

Found = list[dict[str, Any]]


def environment(scratch: Path, name: str) -> Path | None:
    """The folder of programs of a rival's own environment; None where it cannot be had."""
    folder = scratch / name
    programs = folder / "bin"
    if (folder / "complete").exists():
        return programs
    commands: list[list[str]] = [
        [sys.executable, "-m", "venv", str(folder)],
        [str(programs / "pip"), "install", "--quiet", PACKAGES[name]],
    ]
    for command in commands:
        made = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if made.returncode:
            print(f"rivals: {name} cannot be installed here ({PACKAGES[name]}); left out")
            return None
    (folder / "complete").touch()
    return programs


def run(command: Sequence[str], folder: Path, **variables: str) -> tuple[float, float] | None:
    """(CPU seconds of the whole tree, wall seconds); None if it failed, which is told."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    settings = {**os.environ, "OMP_NUM_THREADS": "1", **variables}
    with (folder / "log.txt").open("wb") as log:
        started = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env=settings, start_new_session=True
        )
        seen: dict[int, float] = {}
        watch = threading.Thread(target=follow_session, args=(started, seen))
        watch.start()
        try:
            failed = started.wait()
        except BaseException:
            os.killpg(started.pid, signal.SIGTERM)  # Spark's processes would go on alone
            raise
        finally:
            watch.join()
    if failed:
        print(f"rivals: {command[0]} failed: {(folder / 'log.txt').read_text()[-500:]}")
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # Workers whose parent ended first are nobody's children: the larger of the two counts is true.
    return max(waited, sum(seen.values())), time.monotonic() - began


def follow_session(started: subprocess.Popen[bytes], seen: dict[int, float]) -> None:
    """Note the CPU seconds of each process of a session until it ends."""
    while started.poll() is None:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if int(fields[3]) == started.pid:
                seen[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / TICKS
        time.sleep(0.3)


def read_lines(path: Path) -> Found:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def by_menurut(*options: str) -> Callable[[Path, Path, Path], tuple[Found, float, float] | None]:
    def find(collection: Path, work: Path, _scratch: Path) -> tuple[Found, float, float] | None:
        source = work / "articles.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for doc in read_lines(collection / "docs.jsonl"):
                kept = {"id": doc["id"], "text": doc["text"], "lang": doc["lang"]}
                kept |= {"outlet": doc["series"], "published": doc["date"] or None}
                out.write(json.dumps(kept) + "\n")
        output = work / "passages.jsonl"
        command = [sys.executable, "-m", "menurut", "reuse", str(source), "-o", str(output)]
        spent = run([*command, *options], work)
        return spent and (read_lines(output), *spent)

    return find


def by_neighbours(name: str) -> Callable[[Path, Path, Path], tuple[Found, float, float] | None]:
    def find(collection: Path, work: Path, scratch: Path) -> tuple[Found, float, float] | None:
        programs = environment(scratch, name)
        best: tuple[Found, float, float] | None = None
        reached = -1.0
        for threshold in THRESHOLDS[name] if programs else ():
            output = work / f"{threshold}.jsonl"
            program = str(Path(__file__).with_name("neighbours.py").absolute())
            python = str(programs / "python") if programs else ""
            source = str((collection / "docs.jsonl").absolute())
            spent = run([python, program, name, source, str(output), threshold], work)
            found = read_lines(output) if spent else []
            score = scorer().score(str(collection), found, docs_only=True)["doc_f1"]
            if spent and score > reached:
                best, reached = (found, *spent), score
        return best

    return find


def by_passim(padding: str) -> Callable[[Path, Path, Path], tuple[Found, float, float] | None]:
    def find(collection: Path, work: Path, scratch: Path) -> tuple[Found, float, float] | None:
        programs = environment(scratch, "passim")
        if programs is None:
            return None
        before = f"{padding} " if padding else ""
        lengths: dict[str, int] = {}
        source = work / "in.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for doc in read_lines(collection / "docs.jsonl"):
                lengths[doc["id"]] = len(doc["text"])
                text = f"{before}{doc['text']} {padding}".rstrip()
                record = {"id": doc["id"], "series": doc["series"], "text": text}
                out.write(json.dumps(record) + "\n")
        command = [
            str(programs / "spark-submit"), "--master", "local[1]", "--driver-memory", MEMORY,
            str(passim_script(programs)), "--all-pairs", "--fields", "id",
            "xxhash64(series) as gid", "--filterpairs", "gid < gid2", "--to-extents",
            str(source), str(work / "out"),
        ]  # fmt: skip
        python = str(programs / "python")
        spent = run(command, work, PYSPARK_PYTHON=python, PYSPARK_DRIVER_PYTHON=python)
        return spent and (extents(work / "out", len(before), lengths), *spent)

    return find


def passim_script(programs: Path) -> Path:
    return next(programs.parent.glob("lib/python*/site-packages/passim/seriatim.py"))


def extents(folder: Path, shift: int, lengths: dict[str, int]) -> Found:
    """What passim aligned, with offsets in the documents as they were before padding."""
    files = folder / "tmp" / "extents.parquet" / "*" / "*.parquet"
    rows = duckdb.sql(f"SELECT id, begin, \"end\", id2, begin2, end2 FROM '{files}'").fetchall()
    found = []
    for a, a0, a1, b, b0, b1 in rows:
        record = {"a": a, "b": b}
        for name, value in (("a0", a0), ("a1", a1)):
            record[name] = min(max(0, value - shift), lengths[a])
        for name, value in (("b0", b0), ("b1", b1)):
            record[name] = min(max(0, value - shift), lengths[b])
        if record["a0"] < record["a1"] and record["b0"] < record["b1"]:
            found.append(record)
    return found


FINDERS = {
    "menurut": by_menurut(),
    "menurut-one-language": by_menurut("--no-translations"),
    "datasketch": by_neighbours("datasketch"),
    "rensa": by_neighbours("rensa"),
    "passim": by_passim(""),
    "passim-padded": by_passim(PADDING),
}
"""Each: collection, folder to work in, scratch folder to (findings, CPU seconds, wall seconds)."""


def measure_rival(name: str, collection: Path, scratch: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=scratch) as work:
        made = FINDERS[name](collection, Path(work), scratch)
    if made is None:
        return {}
    found, cpu, wall = made
    whole = name in THRESHOLDS
    scores = scorer().score(str(collection), found, docs_only=whole)
    figures = {f"{name}_{figure}": scores[figure] for figure in SHOWN if figure in scores}
    label = re.sub(r"\W", "_", collection.name)
    return {
        f"{label}_{key}": float(value)
        for key, value in {
            **figures,
            f"{name}_cpu_seconds": cpu,
            f"{name}_wall_seconds": wall,
        }.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=SHARED / "gold" / "reuse" / "r2k")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "rivals")
    parser.add_argument("--passim-source", help="where pip finds passim, such as git+file:///...")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    if not options.set.is_dir():
        print(f"rivals: {options.set} is not there; nothing measured")
        return 1
    PACKAGES["passim"] = options.passim_source or PASSIM
    options.scratch.mkdir(parents=True, exist_ok=True)
    figures: dict[str, float] = {}
    for name in options.only:
        figures |= measure_rival(name, options.set.absolute(), options.scratch.absolute())
    print(json.dumps(figures, indent=1))
    if options.save:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
        results["rivals"] = {**results.get("rivals", {}), **figures}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
