"""How well `find_attributions` does on the annotated articles of ../shared/gold/attribution.

    python -m gold.attribution [--json OUT.json] [--sets id_dev polnear_dev]
        [--changes | --keep | --errors [--show KIND]]

Prints one table: packs alone, and with the English tagger where its model is installed. The
figures are those of ../shared/score/attribution.py and
attribution_labels.py, loaded by path. Skips with a message where ../shared is absent.
`--changes` prints the annotated attributions that were gained and lost since `--keep` last
stored which are found (matched.json: numbers, no texts): people argue better about sentences.
`--errors` sorts what is wrong into kinds and counts them (attribution_errors.py).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import msgspec

from menurut.attribute import AttributeSettings, find_attributions
from menurut.attribute.tagger import tagger_is_installed
from menurut.model import Article, article_from_json

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = ("id_dev", "polnear_dev", "ru_dev", "ar_dev")
MATCHED = Path(__file__).parent / "matched.json"
PACK_ALONE = AttributeSettings(tagger=False)
LABELS = ("kind", "source_type", "act", "via", "hedged", "antecedent_overlap")


@cache
def load_scorer(name: str) -> ModuleType:
    """A scorer of ../shared/score, by its path."""
    spec = importlib.util.spec_from_file_location(f"score_{name}", SHARED / "score" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED / "score" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_gold(name: str) -> list[dict[str, Any]]:
    path = SHARED / "gold" / "attribution" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def article_of(record: dict[str, Any]) -> Article:
    known = {k: record[k] for k in ("id", "text", "lang", "outlet", "title") if record.get(k)}
    return article_from_json(known)


def predict(
    gold: list[dict[str, Any]], settings: AttributeSettings
) -> tuple[list[dict[str, Any]], float]:
    """Predictions as JSON, and CPU seconds."""
    articles = [article_of(record) for record in gold]
    begun = time.process_time()
    found = [find_attributions(article, settings) for article in articles]
    seconds = time.process_time() - begun
    return [msgspec.to_builtins(item) for item in found], seconds


def score_set(name: str, settings: AttributeSettings = PACK_ALONE) -> dict[str, Any]:
    """All figures of one annotated set."""
    gold = read_gold(name)
    predicted, seconds = predict(gold, settings)
    spans = load_scorer("attribution").score(gold, predicted)
    result = {
        "articles": len(gold),
        "matched": spans["content_matched"],
        "exact": spans["content_exact"]["f1"],
        "triple": spans["triple"]["f1"],
        "source_acc": spans["source_acc"],
        "recall_indirect": spans["recall_indirect"]["r"],
        "articles_per_second": round(len(gold) / seconds, 1) if seconds else None,
    }
    if "kind" in gold[0]["attributions"][0]:
        result["labels"] = score_labels(gold, predicted)
    return result


def score_labels(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> dict[str, float]:
    labels, _ = load_scorer("attribution_labels").score(
        {d["id"]: d["attributions"] for d in gold}, {d["id"]: d["attributions"] for d in predicted}
    )
    shares = {k: str(labels[k]) for k in LABELS if k in labels}
    return {k: float(v.rsplit("=", 1)[1]) for k, v in shares.items()}


def print_row(name: str, result: dict[str, Any]) -> None:
    labels = "  ".join(f"{k} {v:.3f}" for k, v in result.get("labels", {}).items())
    matched = result["matched"]
    print(
        f"{name:<24} matched {matched['f1']:.3f} (P {matched['p']:.3f} R {matched['r']:.3f})  "
        f"triple {result['triple']:.3f}  exact {result['exact']:.3f}  "
        f"source {result['source_acc'] or 0:.3f}  {result['articles_per_second']}/s  {labels}"
    )


class Pairing(NamedTuple):
    """The annotated attributions of an article beside those that were found."""

    annotated: list[dict[str, Any]]
    gold: list[dict[str, set[int]]]
    """The characters of each annotated one by role."""
    ours: list[dict[str, set[int]]]
    matched: dict[int, int]
    """The number of an annotated one to that of the finding whose content matches."""


def pair_found(record: dict[str, Any], found: Sequence[dict[str, Any]]) -> Pairing:
    """Pairs as the scorer makes them."""
    scorer = load_scorer("attribution")
    annotated = [a for a in record["attributions"] if a["content"]]
    gold, ours = (
        [{role: scorer.chars(record["text"], a[role]) for role in scorer.ROLES} for a in side]
        for side in (annotated, found)
    )
    pairs = scorer.pair([a["content"] for a in gold], [a["content"] for a in ours])
    return Pairing(annotated, gold, ours, {g: p for g, p, j in pairs if j >= scorer.JACCARD})


def matched_of(name: str) -> dict[str, list[int]]:
    """For each article the numbers of the annotated attributions that are found."""
    gold = read_gold(name)
    predicted, _ = predict(gold, AttributeSettings())
    return {
        record["id"]: sorted(pair_found(record, ours["attributions"]).matched)
        for record, ours in zip(gold, predicted, strict=True)
    }


def print_changes(name: str, before: dict[str, list[int]], now: dict[str, list[int]]) -> None:
    """The sentences that one version finds and the other does not."""
    for record in read_gold(name):
        annotated = [a for a in record["attributions"] if a["content"]]
        old, new = set(before.get(record["id"], ())), set(now[record["id"]])
        for word, numbers in (("gained", new - old), ("lost", old - new)):
            for number in sorted(numbers):
                parts = (
                    "…".join(record["text"][b:e] for b, e in annotated[number][role])
                    for role in ("source", "cue", "content")
                )
                print(f"{name} {word} {record['id']}: {' | '.join(parts)}")


def changes(*, keep: bool) -> int:
    """Print what was gained and lost since the stored state, or store the present one."""
    now = {name: matched_of(name) for name in SETS}
    if keep:
        MATCHED.write_text(json.dumps(now, separators=(",", ":")) + "\n", encoding="utf-8")
        return 0
    before = json.loads(MATCHED.read_text(encoding="utf-8")) if MATCHED.exists() else {}
    for name, found in now.items():
        print_changes(name, before.get(name, {}), found)
    return 0


def errors(names: list[str], show: str | None) -> int:
    """Print the kinds of error that remain, as the sets are read by default."""
    from gold.attribution_errors import print_errors  # noqa: PLC0415  it imports this module

    print_errors([(name, AttributeSettings()) for name in names], show)
    return 0


def measure() -> dict[str, float]:
    """Figures of the gate: packs alone, and English with the tagger where it is installed."""
    results = {name: score_set(name) for name in SETS}
    if tagger_is_installed():
        results["polnear_dev tagger"] = score_set("polnear_dev", AttributeSettings())
    figures: dict[str, float] = {}
    for name, result in results.items():
        figures[f"{name} matched"] = result["matched"]["f1"]
        figures[f"{name} triple"] = result["triple"]
        figures[f"{name} recall_indirect"] = result["recall_indirect"]
        if name == "id_dev":
            figures |= {f"{name} {label}": v for label, v in result["labels"].items()}
    return {name: round(value, 4) for name, value in figures.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="store the figures here")
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--changes", action="store_true", help="print what was gained and lost")
    parser.add_argument("--keep", action="store_true", help="store what is found now")
    parser.add_argument(
        "--errors", action="store_true", help="count the kinds of error that remain"
    )
    parser.add_argument("--show", metavar="KIND", help="with --errors: the sentences of one kind")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"skipped: no annotated articles at {SHARED} (see gold/README.md)")
        return 0
    if arguments.changes or arguments.keep:
        return changes(keep=arguments.keep)
    if arguments.errors:
        return errors(arguments.sets, arguments.show)
    results = {name: score_set(name) for name in arguments.sets}
    if "polnear_dev" in results and tagger_is_installed():
        results["polnear_dev with tagger"] = score_set("polnear_dev", AttributeSettings())
    for name, result in results.items():
        print_row(name, result)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
