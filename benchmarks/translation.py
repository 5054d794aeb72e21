"""Speed of the translation matcher, on one core.

python -m benchmarks translation, or with another size of archive:

    python benchmarks/translation.py [--articles 20000] [--data ../shared]

CPU seconds to load the tables, to compare 100 and 1,372 articles with each other, to
index articles, and milliseconds to look one article up in an archive of so many (100,000: ten
minutes, most of them to fill it). Beyond what there is, articles are made of the halves of two.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from pathlib import Path

import msgspec
import numpy as np

from menurut.archive import Archive
from menurut.model import Article, article_from_json
from menurut.reuse import find_translations, find_translations_among, index_translation
from menurut.reuse.translation_sentences import (
    make_pool,
    nearest_sentences,
    read_sentences,
)
from menurut.reuse.translation_table import load_english, load_table, meaning_of, shape_of
from menurut.reuse.translation_words import key_of, sentences_in, stem_of

SHARED = Path(__file__).parent.parent.parent / "shared"
ARCHIVE_SIZE = 20_000
QUERIES = 60
POOL = 100_000


def cpu_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return round(time.process_time() - started, 3)


def read_articles(path: Path) -> list[Article]:
    with path.open(encoding="utf-8") as lines:
        return [article_from_json(json.loads(line)) for line in lines]


def background(path: Path, known: set[str]) -> Iterator[Article]:
    """Other articles, without end: first as they are, then each with the second half of another."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found = [article_from_json(json.loads(line)) for line in lines]
    found = [article for article in found if article.id not in known]
    yield from found
    for turn in count(1):
        for place, first in enumerate(found):
            second = found[(place + 997 * turn) % len(found)]
            second = second if second.lang == first.lang else first
            halves = first.text[: len(first.text) // 2], second.text[len(second.text) // 2 :]
            yield msgspec.structs.replace(first, id=f"{first.id}-{turn}", text="\n".join(halves))


def sentence_times(data: Path, pool_size: int) -> dict[str, float]:
    """Sentences a second: made ready for search; read and searched for in five languages.

    Once with all words new, once with all of them known.
    """
    with (data / "gold/crosslingual/ntrex_dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with lzma.open(data / "gold/reuse/base.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = (d["text"] for d in map(json.loads, lines) if d["lang"] == "en")
        english = [s.of(t) for t in islice(texts, pool_size // 20) for s in sentences_in(t)]
    english = english[:pool_size]
    made = [make_pool(read_sentences(english[:2], "en"))]
    nearest_sentences(read_sentences(english[:1], "en"), made[0])  # compiles, or loads
    seconds = cpu_seconds(lambda: made.append(make_pool(read_sentences(english, "en"))))
    queries: dict[str, list[str]] = {}
    for row in rows:
        queries.setdefault(row["lang"], []).append(row["src"])

    def search() -> None:
        for lang, sentences in queries.items():
            nearest_sentences(read_sentences(sentences, lang), made[-1])

    forget_words()
    first, again = cpu_seconds(search), cpu_seconds(search)
    return {
        "pool_sentences": len(made[-1].totals),
        "made_ready_a_second": round(len(english) / seconds),
        "searched_a_second": round(len(rows) / first),
        "searched_a_second_words_known": round(len(rows) / again),
    }


def forget_words() -> None:
    """So that every word is met for the first time."""
    for kept in (meaning_of, stem_of, key_of, shape_of):
        kept.cache_clear()


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
    nothing = read_articles(gold / "reuse/r2k/docs.jsonl")
    find_translations_among(small[:2])  # compiles, or loads what was compiled
    return {
        "load_tables_seconds": loading,
        "among_100_seconds": cpu_seconds(lambda: find_translations_among(small)),
        f"among_{len(dev)}_seconds": cpu_seconds(lambda: find_translations_among(dev)),
        f"among_{len(nothing)}_without_translations_seconds": cpu_seconds(
            lambda: find_translations_among(nothing)
        ),
        **sentence_times(data, POOL),
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
