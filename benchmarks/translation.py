"""Speed of the translation matcher, on one core.

python -m benchmarks translation, or with another size of archive:

    python benchmarks/translation.py [--articles 20000] [--data ../shared]

CPU seconds to load the tables, to compare 100 and 1,372 articles with each other, to
index articles, and milliseconds to look one article up in an archive of so many.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np

from menurut.archive import Archive
from menurut.model import Article, article_from_json
from menurut.reuse import find_translations, find_translations_among, index_translation
from menurut.reuse.translation_table import load_english, load_table

SHARED = Path(__file__).parent.parent.parent / "shared"
ARCHIVE_SIZE = 20_000
QUERIES = 60


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return round(time.process_time() - started, 3)


def read_articles(path: Path) -> list[Article]:
    with path.open(encoding="utf-8") as lines:
        return [article_from_json(json.loads(line)) for line in lines]


def background(path: Path, known: set[str]) -> Iterator[Article]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = article_from_json(json.loads(line))
            if article.id not in known:
                yield article


def lookup_times(dev: list[Article], base: Path, size: int) -> dict[str, float]:
    """Put the dev articles and others into an archive; look dev articles up in it."""
    others = background(base, {a.id for a in dev})
    everything = chain(dev, islice(others, size - len(dev)))
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(Path(folder) / "speed.db", create=True) as archive,
    ):
        seconds = cpu_seconds(lambda: archive.add(everything, indexers=(index_translation,)))
        queries = [a for a in dev if a.lang in {"id", "ru", "ar"}][:: len(dev) // QUERIES]
        find_translations(queries[0], archive)
        times = [1000 * cpu_seconds(lambda q=q: find_translations(q, archive)) for q in queries]
        return {
            "archive_articles": archive.stats().articles,
            "add_ms_an_article": round(1000 * seconds / size, 2),
            "lookup_cpu_ms_median": round(float(np.median(times))),
            "lookup_cpu_ms_p95": round(float(np.percentile(times, 95))),
        }


def measure(data: Path = SHARED, size: int = ARCHIVE_SIZE) -> dict[str, float]:
    """All figures; empty where the dev sets are absent."""
    gold = data / "gold"
    if not gold.is_dir():
        return {}
    loading = cpu_seconds(lambda: [load_english(), *map(load_table, ("id", "ru", "ar"))])
    dev = read_articles(gold / "crosslingual/articles_dev/docs.jsonl")
    small = read_articles(gold / "lineage/cascades_dev/all_articles.jsonl")[:100]
    find_translations_among(small[:2])  # compiles, or loads what was compiled
    return {
        "load_tables_seconds": loading,
        "among_100_seconds": cpu_seconds(lambda: find_translations_among(small)),
        f"among_{len(dev)}_seconds": cpu_seconds(lambda: find_translations_among(dev)),
        **lookup_times(dev, gold / "reuse/base.jsonl.xz", size),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=ARCHIVE_SIZE)
    parser.add_argument("--data", type=Path, default=SHARED)
    args = parser.parse_args()
    print(json.dumps(measure(args.data, args.articles), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
