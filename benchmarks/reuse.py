"""Times of reuse on real texts with planted reuse: words, fingerprints, lookup, collection, corpus.

Collections of 1,000, 2,000 and 10,000 articles (5 KB each) are made with
../shared/gold/reuse/gen_reuse.py once and kept in the temporary folder; where it is absent nothing
is measured. CPU seconds of this process, all threads. The floor is what reading the words and
hashing them once costs. datasketch (MinHash, whole documents only) runs beside it where installed;
passim has its own measurement in docs/scale.md.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from gold.reuse import read_corpus, scorer

from menurut.archive import Archive
from menurut.corpus import CorpusSettings, find_reuse_in_corpus
from menurut.model import Article, article_to_json
from menurut.reuse import find_reuse, find_reuse_among, fingerprint_article
from menurut.reuse.fingerprints import winnow
from menurut.reuse.words import find_words

SHARED = Path(__file__).parent.parent.parent / "shared"
ONE_LANGUAGE = CorpusSettings(translations=False)
SIZES = (1000, 2000, 10_000)
SEED = 5
SPLIT_FROM, SPLIT_WORDS = 50_000, 200
"""For large collections the base texts are cut into articles of so many words: they are too few."""
LOOKUPS = 300
RIVAL_SIZE = 2000
RIVAL_THRESHOLD = 0.1


def corpus(size: int) -> Path:
    """The folder of a generated collection."""
    folder = Path(tempfile.gettempdir()) / f"menurut-reuse-{size}-{SEED}"
    if not (folder / "meta.json").exists():
        generator = SHARED / "gold" / "reuse" / "gen_reuse.py"
        command = [sys.executable, str(generator), str(size), str(folder), "--seed", str(SEED)]
        if size >= SPLIT_FROM:
            command += ["--split-words", str(SPLIT_WORDS)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def measure_size(size: int) -> dict[str, float]:
    articles = read_corpus(corpus(size))
    chars = sum(len(article.text) for article in articles)
    reading, words = cpu(lambda: find_words([article.text for article in articles]))
    hashing, _ = cpu(lambda: winnow(words))
    among, found = cpu(lambda: find_reuse_among(articles))
    figures = {
        "words_cpu_seconds": reading,
        "words_mb_per_second": chars / reading / 1e6,
        "fingerprints_cpu_seconds": hashing,
        "among_cpu_seconds": among,
        "among_times_floor": among / (reading + hashing),
        "among_passages": float(len(found)),
        **measure_corpus(articles),
        **measure_archive(articles),
    }
    return {f"{size}_{name}": value for name, value in figures.items()}


def measure_corpus(articles: Sequence[Article]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.jsonl"
        lines = (json.dumps(article_to_json(article)) + "\n" for article in articles)
        source.write_text("".join(lines), encoding="utf-8")
        seconds, _ = cpu(
            lambda: find_reuse_in_corpus(str(source), str(Path(folder) / "o.jsonl"), ONE_LANGUAGE)
        )
    return {"corpus_cpu_seconds": seconds}


def measure_archive(articles: Sequence[Article]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with Archive.open(path, create=True) as archive:
            adding, _ = cpu(lambda: archive.add(articles, indexers=[fingerprint_article]))
            step = max(1, len(articles) // LOOKUPS)
            times = [cpu(lambda a=a: find_reuse(a, archive))[0] for a in articles[::step]]
        size = path.stat().st_size
    return {
        "added_per_cpu_second": len(articles) / adding,
        "archive_bytes_per_article": size / len(articles),
        "lookup_median_ms": 1000 * float(np.median(times)),
        "lookup_p95_ms": 1000 * float(np.percentile(times, 95)),
        "lookup_max_ms": 1000 * max(times),
    }


def measure_datasketch(size: int) -> dict[str, float]:
    """Document pairs by MinHash over five-word shingles, as a whole-document tool does it."""
    if importlib.util.find_spec("datasketch") is None:
        print("reuse: datasketch is not installed (pip install datasketch); not compared")
        return {}
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - optional

    articles = read_corpus(corpus(size))

    def pairs() -> list[dict[str, str]]:
        index, found = MinHashLSH(threshold=RIVAL_THRESHOLD, num_perm=128), []
        for article in articles:
            words = article.text.lower().split()
            sketch = MinHash(num_perm=128)
            sketch.update_batch([" ".join(words[k : k + 5]).encode() for k in range(len(words))])
            found += [{"a": other, "b": article.id} for other in index.query(sketch)]
            index.insert(article.id, sketch)
        return found

    seconds, found = cpu(pairs)
    score = scorer().score(str(corpus(size)), found, docs_only=True)
    return {
        f"{size}_datasketch_cpu_seconds": seconds,
        f"{size}_datasketch_doc_f1": score["doc_f1"],
    }


def measure(sizes: Sequence[int] = SIZES) -> dict[str, float]:
    if not (SHARED / "gold").is_dir():
        print("reuse: ../shared is not beside this checkout; nothing measured")
        return {}
    compiling, _ = cpu(lambda: find_reuse_among([Article(id=k, text="a b c d e") for k in "ab"]))
    figures = {"first_call_cpu_seconds": compiling}
    for size in sizes:
        figures |= measure_size(size)
    return figures | measure_datasketch(RIVAL_SIZE)


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(json.dumps(measure(sizes), indent=1))


if __name__ == "__main__":
    main()
