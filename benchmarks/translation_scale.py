"""Translations in large collections: how many are found among others, and what the search costs.

python -m benchmarks.translation_scale [SIZE ...] [--memory 2GB]

articles_dev (../shared/gold/crosslingual) is mixed into a collection of benchmarks.scale of each
size, and `menurut reuse` runs on it with and without translations, each in a process of its own.
Prints one JSON object a size: pairs found of those that `find_translations_among` finds in
articles_dev alone and of the gold pairs, others told, CPU seconds and peak memory of both runs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.scale import SHARED, collection, run
from menurut.model import article_from_json
from menurut.reuse import find_translations_among

SIZES = (20_000, 50_000, 100_000)
SEED = 3
DEV = SHARED / "gold" / "crosslingual" / "articles_dev"
JOB = """
import sys
from menurut.corpus import CorpusSettings, find_reuse_in_corpus
settings = CorpusSettings(memory=sys.argv[3], translations=sys.argv[4] == "with")
report = find_reuse_in_corpus(sys.argv[1], sys.argv[2], settings)
print(report.articles, report.passages)
"""


def records(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def mixed(size: int, made: Path) -> Path:
    """articles_dev among so many articles, in an order without meaning."""
    rows = [{**r, "id": f"other-{r['id']}"} for r in records(collection(size))]
    rows += [
        {"id": r["id"], "text": r["text"], "outlet": r["series"], "lang": r["lang"]}
        for r in records(DEV / "docs.jsonl")
    ]
    random.Random(SEED).shuffle(rows)
    with made.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return made


def measure(size: int, memory: str, known: set[frozenset[str]]) -> dict[str, float]:
    gold = {frozenset((r["a"], r["b"])) for r in records(DEV / "gold.jsonl")}
    row: dict[str, float] = {"articles": size}
    with tempfile.TemporaryDirectory() as folder:
        source = mixed(size, Path(folder) / "in.jsonl")
        out = Path(folder) / "out.jsonl"
        for how in ("without", "with"):
            _, seconds, peak = run(JOB, str(source), str(out), memory, how)
            row |= {f"cpu_s_{how}": round(seconds, 1), f"peak_mb_{how}": peak}
        with out.open(encoding="utf-8") as lines:
            told = [json.loads(line) for line in lines if '"translation"' in line]
    pairs = {frozenset((r["a"], r["b"])) for r in told}
    found = {"found": len(pairs & known), "of": len(known), "others": len(pairs - known)}
    return row | found | {"gold_found": len(pairs & gold), "gold": len(gold)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--memory", default="2GB")
    options = parser.parse_args()
    if not DEV.is_dir():
        print("translation_scale: ../shared is not beside this checkout; nothing measured")
        return 0
    alone = find_translations_among([article_from_json(r) for r in records(DEV / "docs.jsonl")])
    known = {frozenset((reuse.a, reuse.b)) for reuse in alone}
    for size in options.sizes or SIZES:
        print(json.dumps(measure(size, options.memory, known)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
