"""Fact-check retrieval on pairs_dev: S@1, S@5, MAP@5 by set, and recall at 90 % precision.

A sample with a fixed seed (SAMPLE queries of each set, all of a smaller one); each query is
searched in the corpus its set was made for, with no threshold, as the CheckThat! organisers do.
"With the fact-check absent" is the same query after its own fact-checks were taken out.
Figures are those of the shipped model, which has seen part of these queries: scripts/train_check.py
prints the cross-validated ones. Writes the run for ../shared/score/factcheck.py when asked to.
"""

from __future__ import annotations

import json
import lzma
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from menurut.check.features import find_candidates
from menurut.check.folding import fold
from menurut.check.index import ClaimIndex, build_index
from menurut.check.matching import chances, load_weights
from menurut.check.plain_records import read_plain_record
from menurut.model import FactCheck

SHARED = Path(__file__).parent.parent.parent / "shared" / "gold" / "factcheck"
SAMPLE = 150
SEED = 7
PRECISION = 0.9


def load() -> tuple[ClaimIndex, np.ndarray]:
    checks, corpora = [], []
    with lzma.open(SHARED / "factchecks.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            check = read_plain_record(record, "factchecks")
            if isinstance(check, FactCheck):
                checks.append(check)
                corpora.append(record["corpus"])
    return build_index(checks), np.array(corpora)


def sample() -> dict[str, list[dict]]:
    by_set: dict[str, list[dict]] = defaultdict(list)
    with (SHARED / "pairs_dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            # The labels of ct22's devtest point at unrelated stories: kept, but kept apart.
            apart = f" {pair['split']}" if pair["set"] == "ct22" else ""
            by_set[pair["set"] + apart].append(pair)
    chosen = random.Random(SEED)
    return {n: chosen.sample(p, min(SAMPLE, len(p))) for n, p in sorted(by_set.items())}


def ranked(index: ClaimIndex, query: str, allowed: np.ndarray) -> tuple[list[int], list[float]]:
    found = find_candidates(index, fold(query), allowed)
    chance = chances(found.features, load_weights())
    order = np.argsort(-chance, kind="stable")
    return [int(found.numbers[i]) for i in order], [float(chance[i]) for i in order]


def average_precision(places: list[int], relevant: int) -> float:
    return sum((n + 1) / (p + 1) for n, p in enumerate(p for p in places if p < 5)) / min(
        5, relevant
    )


def measure_set(index: ClaimIndex, corpora: np.ndarray, pairs: list[dict]) -> dict[str, float]:
    number_of = {name: i for i, name in enumerate(index.ids)}
    first, five, precision_sum, best = 0, 0, 0.0, []
    shown_absent = 0
    for pair in pairs:
        right = {number_of[name] for name in pair["relevant"] if name in number_of}
        allowed = corpora == pair["corpus"]
        hits, chance = ranked(index, pair["query"], allowed)
        places = [place for place, number in enumerate(hits) if number in right]
        first += bool(places and places[0] == 0)
        five += bool(places and places[0] < 5)
        precision_sum += average_precision(places, len(right))
        best.append((chance[0] if chance else 0.0, bool(places and places[0] == 0)))
        allowed[list(right)] = False
        _, without = ranked(index, pair["query"], allowed)
        shown_absent += bool(without and without[0] >= load_weights().threshold)
    size = len(pairs)
    return {
        "S@1": first / size,
        "S@5": five / size,
        "MAP@5": precision_sum / size,
        "recall at 90 % precision": recall_at(best, PRECISION),
        "quiet when absent": 1 - shown_absent / size,
    }


def recall_at(best: list[tuple[float, bool]], precision: float) -> float:
    good, found = 0, 0
    for shown, (_, right) in enumerate(sorted(best, reverse=True), 1):
        good += right
        found = good if good / shown >= precision else found
    return found / len(best)


def measure() -> dict[str, float]:
    """Figures by set; none where the dev sets are not beside the checkout."""
    if not SHARED.is_dir():
        print(f"{SHARED} is not there: nothing to measure.")
        return {}
    index, corpora = load()
    return {
        f"{name} {figure}": round(value, 4)
        for name, pairs in sample().items()
        for figure, value in measure_set(index, corpora, pairs).items()
    }


if __name__ == "__main__":
    figures = measure()
    print(json.dumps(figures, indent=1))
    if figures and len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if figures else 3)
