"""Whether the confidence of an attribution holds: `python -m gold.calibration`.

In: the annotated articles of ../shared/gold/attribution. Out: for each set how sure the findings
were and how many were right (content matched and source right), by steps of confidence; and the
expected calibration error, the mean distance between the two, weighted by findings.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Any

from gold.attribution import PACK_ALONE, SHARED, load_scorer, predict, read_gold
from menurut.attribute import AttributeSettings
from menurut.attribute.tagger import tagger_is_installed

STEPS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)
Pair = tuple[float, bool]


def pairs_of(name: str, settings: AttributeSettings) -> list[Pair]:
    """Confidence of every finding of a set, and whether it is right."""
    scorer, gold = load_scorer("attribution"), read_gold(name)
    predicted, _ = predict(gold, settings)
    found: list[Pair] = []
    for record, ours in zip(gold, predicted, strict=True):
        right = right_ones(scorer, record, ours["attributions"])
        found += [(a["confidence"], n in right) for n, a in enumerate(ours["attributions"])]
    return found


def right_ones(scorer: Any, record: dict[str, Any], found: list[dict[str, Any]]) -> set[int]:
    """Numbers of the findings whose content is matched and whose source is right."""
    text = record["text"]
    annotated = [a for a in record["attributions"] if a["content"]]
    gold = [{r: scorer.chars(text, a[r]) for r in scorer.ROLES} for a in annotated]
    ours = [{r: scorer.chars(text, a[r]) for r in scorer.ROLES} for a in found]
    pairs = scorer.pair([a["content"] for a in gold], [a["content"] for a in ours])
    return {
        p
        for g, p, share in pairs
        if share >= scorer.JACCARD
        and scorer.source_right(text, annotated[g]["source"], gold[g]["source"], ours[p]["source"])
    }


def rows_of(pairs: list[Pair]) -> list[tuple[str, int, float, float]]:
    """For each step of confidence: findings, mean confidence, share right."""
    rows = []
    for low, high in pairwise(STEPS):
        inside = [pair for pair in pairs if low <= pair[0] < high]
        if inside:
            sure = sum(c for c, _ in inside) / len(inside)
            right = sum(r for _, r in inside) / len(inside)
            rows.append((f"{low:.1f} to {min(high, 1.0):.1f}", len(inside), sure, right))
    return rows


def calibration_error(pairs: list[Pair]) -> float:
    """Expected calibration error over the steps.

    >>> round(calibration_error([(0.8, True), (0.8, False)]), 2)
    0.3
    """
    return sum(n * abs(sure - right) for _, n, sure, right in rows_of(pairs)) / len(pairs)


def main() -> int:
    if not SHARED.is_dir():
        print(f"skipped: no annotated articles at {SHARED}")
        return 0
    runs = [(name, PACK_ALONE) for name in ("id_dev", "polnear_dev", "ru_dev", "ar_dev")]
    if tagger_is_installed():
        runs.append(("polnear_dev", AttributeSettings()))
    for name, settings in runs:
        pairs = pairs_of(name, settings)
        with_tagger = " with the tagger" if settings.tagger else ""
        print(f"{name}{with_tagger}: expected calibration error {calibration_error(pairs):.3f}")
        for step, n, sure, right in rows_of(pairs):
            print(f"  {step}: {n} findings, {sure:.2f} sure, {right:.2f} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
