"""Score `find_drift` on cascades_dev, given the true edges.

    python gold/drift.py [--errors] [--type hedge_dropped]

Prints precision, recall and F1 per kind of drift, with a bootstrap interval over cascades for
the whole. Passages and attributions are what the stages find unless --bare is given.
The data are not part of the repository; without ../shared this says so and stops.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

from menurut.attribute import find_attributions
from menurut.model import Attributed, Drift, Edge, Reuse, article_from_json
from menurut.reuse import find_reuse_among, find_translations_among
from menurut.trace.drift import find_drift

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
DATA = SHARED / "gold" / "lineage" / "cascades_dev"


def load_scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score_lineage", SHARED / "score" / "lineage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stage_results(articles: dict[str, Any]) -> tuple[dict[str, Attributed], list[Reuse]]:
    """What attribute and reuse find in one cascade."""
    attributed = {i: find_attributions(a) for i, a in articles.items()}
    everything = list(articles.values())
    return attributed, [*find_reuse_among(everything), *find_translations_among(everything)]


def predict(truth: dict[str, Any], records: dict[str, Any], *, bare: bool) -> list[Drift]:
    found: list[Drift] = []
    for cascade in truth.values():
        articles = {i: article_from_json(records[i]) for i in cascade["articles"]}
        attributed, reuses = ({}, []) if bare else stage_results(articles)
        edges = [
            Edge(
                child=e["child"],
                parent=e["parent"],
                kind=e["kind"],
                confidence=1.0,
                late=bool(e.get("late")),
                evidence=(),
            )
            for e in cascade["edges"]
        ]
        found += find_drift(articles, attributed, edges, reuses)
    return found


def as_json(drift: Drift) -> dict[str, Any]:
    return {
        "child": drift.child,
        "parent": drift.parent,
        "type": drift.type,
        "from_value": drift.from_value,
        "to_value": drift.to_value,
    }


def interval(truth: dict[str, Any], found: list[Drift]) -> tuple[float, float]:
    """95 % bootstrap interval of F1 over cascades."""

    def key(child: str, parent: str | None, kind: str) -> tuple[str, str | None, str]:
        return child, parent, kind

    counts = []
    for cascade in truth.values():
        gold = {key(d["child"], d["parent"], d["type"]) for d in cascade["drift"]}
        ours = {key(d.child, d.parent, d.type) for d in found if d.child in cascade["articles"]}
        counts.append((len(gold & ours), len(ours), len(gold)))
    draw = random.Random(7)
    scores = []
    for _ in range(2000):
        sample = [draw.choice(counts) for _ in counts]
        right, found_n, gold_n = (sum(c[k] for c in sample) for k in range(3))
        scores.append(2 * right / (found_n + gold_n) if found_n + gold_n else 1.0)
    scores.sort()
    return scores[50], scores[1949]


def show_errors(
    truth: dict[str, Any], records: dict[str, Any], found: list[Drift], kind: str
) -> None:
    gold = {(d["child"], d["parent"], d["type"]): d for t in truth.values() for d in t["drift"]}
    ours = {(d.child, d.parent, d.type): d for d in found}
    where = {i: c for c, t in truth.items() for i in t["articles"]}
    for label, keys in (
        ("MISSED", gold.keys() - ours.keys()),
        ("EXTRA", ours.keys() - gold.keys()),
        ("RIGHT", ours.keys() & gold.keys()),
    ):
        for key in sorted(keys, key=lambda k: (k[2], where[k[0]], k)):
            if kind not in ("all", key[2]):
                continue
            child, parent = records[key[0]], records[key[1]]
            print(f"{label} {key[2]} {where[key[0]]} {key[0][:4]}<-{key[1][:4]} "
                  f"{parent['lang']}->{child['lang']}")  # fmt: skip
            if key in gold:
                print("   gold:", gold[key].get("from_text"), "=>", gold[key].get("to_text"))
            if key in ours:
                d = ours[key]
                source = parent["title"] if d.from_field == "title" else parent["text"]
                target = child["title"] if d.to_field == "title" else child["text"]
                print(f"   ours: {d.confidence} {d.from_value}->{d.to_value}",
                      repr(d.from_span.of(source or "")) if d.from_span else None, "=>",
                      repr(d.to_span.of(target or "")) if d.to_span else None)  # fmt: skip


def measure() -> dict[str, float]:
    """F1 by type, given the true edges."""
    scorer = load_scorer()
    records, truth = scorer.load(str(DATA))
    found = predict(truth, records, bare=False)
    result = scorer.score(records, truth, {"edges": [], "drift": [as_json(d) for d in found]})
    figures = {f"{kind} f1": row["f1"] for kind, row in result["drift_by_type"].items()}
    return {**figures, "all f1": result["drift"]["f1"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare", action="store_true", help="without attributions and passages")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--type", default="all")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"{DATA} is not here: nothing to score. See gold/README.md.")
        return 3
    scorer = load_scorer()
    records, truth = scorer.load(str(DATA))
    found = predict(truth, records, bare=options.bare)
    result = scorer.score(records, truth, {"edges": [], "drift": [as_json(d) for d in found]})
    for kind, row in (*result["drift_by_type"].items(), ("all", result["drift"]),
                      ("number values", result["drift_number_values"])):  # fmt: skip
        print(f"{kind:22s} P {row['p']:.3f}  R {row['r']:.3f}  F1 {row['f1']:.3f}  "
              f"(right {row['tp']}, found {row['pred']}, gold {row['gold']})")  # fmt: skip
    low, high = interval(truth, found)
    print(f"95 % interval of F1 over cascades: {low:.2f} to {high:.2f}")
    if options.errors:
        show_errors(truth, records, found, options.type)
    print(json.dumps({"f1": result["drift"]["f1"], "bare": options.bare}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
