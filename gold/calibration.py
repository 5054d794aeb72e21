"""Whether the confidence of an attribution holds: `python -m gold.calibration [--fit]`.

In: the annotated articles of ../shared/gold/attribution, and for Indonesian the invented ones of
practice_attribution. Out: for each set how sure the findings were and how many were right
(content matched and source right), by steps of confidence; and the expected calibration error,
the mean distance between the two, weighted by findings. Of the packs also that error when each
fifth of the articles is judged by rates measured on the rest. `--fit` prints the rates for
[attribution.confidence] of the packs. Weakness: dev articles were looked at, so that rates
measured on them are high for texts of another make.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from gold.attribution import PACK_ALONE, SHARED, article_of, load_scorer, pair_found, read_gold
from gold.labels import read_practice
from menurut.attribute import AttributeSettings, find_attributions
from menurut.attribute.tagger import tagger_is_installed

STEPS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)
FOLDS = 5
# So many findings of the rate on unseen articles are added to each rung: 2 of 2 is not sure.
WEIGHT = 3
# How often findings are right in articles whose errors nobody looked at. Indonesian: practice
# id_varied on first sight. Russian and Arabic: half way between the dev sets when their packs
# were new (.7, .6) and now, for want of unseen articles.
UNSEEN = {"id": 0.93, "ru": 0.8, "ar": 0.77}
SETS: dict[str, tuple[str, ...]] = {
    "id": ("id_dev", "practice id", "practice id_varied"),
    "en": ("polnear_dev",),
    "ru": ("ru_dev",),
    "ar": ("ar_dev",),
}


class Judged(msgspec.Struct, frozen=True):
    """One finding: its article, its rung, how sure it was, and whether it is right."""

    article: str
    rule: str
    sure: float
    right: bool


def judged(name: str, settings: AttributeSettings) -> list[Judged]:
    """Every finding of a set; "practice id" is a file of practice_attribution."""
    practice = name.removeprefix("practice ")
    gold = read_gold(name) if practice == name else read_practice(practice)
    found: list[Judged] = []
    for record in gold:
        ours = msgspec.to_builtins(find_attributions(article_of(record), settings).attributions)
        right = right_ones(record, ours)
        found += [
            Judged(record["id"], a["rule"], a["confidence"], n in right) for n, a in enumerate(ours)
        ]
    return found


def right_ones(record: dict[str, Any], found: Sequence[dict[str, Any]]) -> set[int]:
    """Numbers of the findings whose content is matched and whose source is right."""
    annotated, gold, ours, matched = pair_found(record, found)
    is_right = load_scorer("attribution").source_right
    return {
        p
        for g, p in matched.items()
        if is_right(record["text"], annotated[g]["source"], gold[g]["source"], ours[p]["source"])
    }


def rates(found: Iterable[Judged], unseen: float | None = None) -> dict[str, float]:
    """How often each rung is right, drawn towards `unseen` or the mean where there are few.

    >>> rates([Judged("a", "clause", 0.5, True), Judged("a", "noun", 0.5, False)])
    {'clause': 0.62, 'noun': 0.38}
    """
    seen, right = Counter[str](), Counter[str]()
    for finding in found:
        seen[finding.rule] += 1
        right[finding.rule] += finding.right
    mean = right.total() / seen.total() if unseen is None else unseen
    return {
        rule: round((right[rule] + WEIGHT * mean) / (n + WEIGHT), 2)
        for rule, n in seen.most_common()
    }


def cross_validated(found: list[Judged], unseen: float | None = None) -> list[Judged]:
    """The findings, each as sure as rates measured on other articles make it."""
    number = {article: n for n, article in enumerate(dict.fromkeys(f.article for f in found))}
    result: list[Judged] = []
    for fold in range(FOLDS):
        held = [f for f in found if number[f.article] % FOLDS == fold]
        rest = [f for f in found if number[f.article] % FOLDS != fold]
        measured, mean = rates(rest, unseen), sum(f.right for f in rest) / len(rest)
        result += [msgspec.structs.replace(f, sure=measured.get(f.rule, mean)) for f in held]
    return result


def rows_of(found: Sequence[Judged]) -> list[tuple[str, int, float, float]]:
    """For each step of confidence: findings, mean confidence, share right."""
    rows = []
    for low, high in pairwise(STEPS):
        inside = [f for f in found if low <= f.sure < high]
        if inside:
            sure = sum(f.sure for f in inside) / len(inside)
            right = sum(f.right for f in inside) / len(inside)
            rows.append((f"{low:.1f} to {min(high, 1.0):.1f}", len(inside), sure, right))
    return rows


def calibration_error(found: Sequence[Judged]) -> float:
    """Expected calibration error over the steps.

    >>> round(calibration_error([Judged("a", "", 0.8, True), Judged("a", "", 0.8, False)]), 2)
    0.3
    """
    return sum(n * abs(sure - right) for _, n, sure, right in rows_of(found)) / len(found)


def print_set(name: str, found: list[Judged]) -> None:
    """The table of one set."""
    print(f"{name}: expected calibration error {calibration_error(found):.3f}")
    for step, n, sure, right in rows_of(found):
        print(f"  {step}: {n} findings, {sure:.2f} sure, {right:.2f} right")


def print_pack(lang: str, *, fit: bool) -> None:
    """The tables of a pack, its error across articles, and with `fit` its rates."""
    sets = {name: judged(name, PACK_ALONE) for name in SETS[lang]}
    for name, found in sets.items():
        print_set(name, found)
    together = [finding for found in sets.values() for finding in found]
    error = calibration_error(cross_validated(together, UNSEEN.get(lang)))
    print(f"{lang}, rates of other articles: expected calibration error {error:.3f}")
    if fit:
        measured = ", ".join(
            f"{rule} = {rate}" for rule, rate in rates(together, UNSEEN.get(lang)).items()
        )
        print(f"confidence = {{ {measured} }}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="print rates for the packs")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"skipped: no annotated articles at {SHARED}")
        return 0
    for lang in SETS:
        print_pack(lang, fit=arguments.fit)
    if tagger_is_installed():
        print_set("polnear_dev with the tagger", judged("polnear_dev", AttributeSettings()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
