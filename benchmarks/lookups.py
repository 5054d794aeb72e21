"""How long one article takes against an archive of 10,000, 100,000 or a million others.

    python -m benchmarks.lookups SIZE [--folder DIR] [--minutes 7] [--save]

Builds the archive (batches of 1,000, on one core; run it again to go on where the minutes ended),
then looks 500 of its articles up: CPU milliseconds as median, p95, p99, maximum and histogram,
articles added per CPU second, peak memory of the lookups in a process of their own. Up to 100,000
the texts are those of gen_reuse.py; beyond, they come again with their letters moved along the
alphabet, so that another hundred thousand has the same statistics and nothing in common: real
archives have more stock phrases at a million than this one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
from gold.reuse import read_corpus

from benchmarks.reuse import SHARED, corpus
from menurut.archive import Archive, InBatches
from menurut.archive.adding import parts
from menurut.model import Article
from menurut.reuse import find_reuse, fingerprint_articles

SIZES = (10_000, 100_000)
LARGEST_SET = 100_000
BATCH = 1000
LOOKUPS = 500
EDGES_MS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
RESULTS = Path(__file__).parent / "results.json"


def articles(size: int, start: int = 0) -> Iterator[Article]:
    """So many articles, but the first ones: those generated, then the same in other letters."""
    base = read_corpus(corpus(min(size, LARGEST_SET)))
    for world in range(start // len(base), -(-size // len(base))):
        moved = str.maketrans(LETTERS, LETTERS[world:] + LETTERS[:world])
        done = world * len(base)
        for article in islice(base, max(0, start - done), size - done):
            text = article.text.translate(moved)
            yield msgspec.structs.replace(article, id=f"{world}-{article.id}", text=text)


def build(path: Path, size: int, minutes: float) -> bool:
    """Add what is missing, for so many minutes; whether all is there. Notes the seconds beside."""
    noted = path.with_suffix(".seconds.json")
    seconds: list[float] = json.loads(noted.read_text()) if noted.exists() else []
    until = time.monotonic() + 60 * minutes
    fingerprint_articles(
        [Article(id="a", text="a b c d e f")]
    )  # compiles, or loads what was compiled
    with Archive.open(path, create=True) as archive:
        there = archive.stats().articles
        for batch in parts(articles(size, there), BATCH):
            if time.monotonic() > until:
                return False
            began = time.process_time()
            archive.add(batch, indexers=[InBatches(fingerprint_articles)])
            seconds.append(time.process_time() - began)
            noted.write_text(json.dumps(seconds))
    return True


def look_up(path: Path, size: int) -> dict[str, float]:
    """Look articles up, spread over the archive."""
    with Archive.open(path) as archive:
        # Not every 2,000th of a million: the texts come again every 100,000.
        chosen = list(islice(archive.ids(), 7, None, max(1, size // LOOKUPS - 1)))[:LOOKUPS]
        asked = [archive.get(found) for found in chosen]
        find_reuse(asked[0], archive)
        times, found = [], []
        for article in asked:
            began = time.process_time()
            told = find_reuse(article, archive)
            times.append(1000 * (time.process_time() - began))
            found.append(len({one.b for one in told}))
    counts, _ = np.histogram(times, bins=[0, *EDGES_MS, np.inf])
    return {
        "lookup_median_ms": float(np.median(times)),
        "lookup_p95_ms": float(np.percentile(times, 95)),
        "lookup_p99_ms": float(np.percentile(times, 99)),
        "lookup_max_ms": max(times),
        "lookup_articles_found_mean": float(np.mean(found)),
        "lookup_articles_found_max": float(max(found)),
        "lookup_peak_mb": peak_mb(),
        **{
            f"lookup_up_to_{edge}_ms": float(count)
            for edge, count in zip((*EDGES_MS, "more"), counts.tolist(), strict=True)
        },
    }


def peak_mb() -> float:
    """Peak memory of this process, without that of the one that started it where it can be told."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_size(folder: Path, size: int, minutes: float) -> dict[str, float]:
    path = folder / f"archive-{size}.db"
    if not build(path, size, minutes):
        print(f"lookups: {path} is not complete yet; run the command again")
        return {}
    command = [sys.executable, "-m", "benchmarks.lookups", str(size), "--ask", str(path)]
    asked = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # a memory of its own
    seconds = json.loads(path.with_suffix(".seconds.json").read_text())
    figures = {
        "added_per_cpu_second": BATCH * len(seconds) / sum(seconds),
        "last_tenth_added_per_cpu_second": BATCH
        * len(seconds[-(len(seconds) // 10) :])
        / sum(seconds[-(len(seconds) // 10) :]),
        "slowest_thousand_cpu_seconds": max(seconds),
        "archive_bytes_per_article": path.stat().st_size / size,
        **json.loads(asked.stdout),
    }
    return {f"{size}_{name}": value for name, value in figures.items()}


def measure(sizes: tuple[int, ...] = SIZES, folder: Path | None = None) -> dict[str, float]:
    """Figures of all sizes; empty where the dev set is absent."""
    if not (SHARED / "gold").is_dir():
        print("lookups: ../shared is not beside this checkout; nothing measured")
        return {}
    with tempfile.TemporaryDirectory() as made:
        there = folder or Path(made)
        return {k: v for size in sizes for k, v in measure_size(there, size, 600).items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--minutes", type=float, default=7.0)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(look_up(options.ask, options.size)))
        return 0
    figures = measure_size(options.folder, options.size, options.minutes)
    print(json.dumps(figures, indent=1))
    if options.save and figures:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
        results["lookups"] = {**results.get("lookups", {}), **figures}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
