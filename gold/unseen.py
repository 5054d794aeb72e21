"""What holds on stories that nobody tuned on: trace, drift and attribution on gold/heldout.

The articles are invented and were written without sight of the code. The scorers are those of
../shared/score; where they are absent there is nothing to score with.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from gold.attribution import article_of, load_scorer, score_labels
from menurut.attribute import find_attributions
from menurut.investigate import trace_articles
from menurut.model import article_from_json

HELDOUT = Path(__file__).parent / "heldout"
SHOWN = (
    "edges_directed",
    "edges_undirected",
    "recall_cross_language",
    "kind_accuracy_on_correct_edges",
    "root_exact_derived",
    "independent_exact_article",
    "drift",
)


def score_lineage() -> dict[str, Any]:
    """Every figure of the lineage scorer, all cascades traced as one collection."""
    scorer = load_scorer("lineage")
    articles, truth = scorer.load(str(HELDOUT))
    found = trace_articles([article_from_json(record) for record in articles.values()]).lineage
    prediction = msgspec.to_builtins(found)
    prediction["drift"] = [d for d in prediction["drift"] if d["parent"] in articles]
    prediction["independent"] |= {
        cascade: len({s for a in t["articles"] for s in _sources(found, a)})
        for cascade, t in truth.items()
    }
    result: dict[str, Any] = scorer.score(articles, truth, prediction)
    return result


def _sources(found: Any, article: str) -> set[str]:
    return {s.id for f in found.families if article in f.members for s in f.sources}


def score_attribution(lang: str) -> dict[str, float]:
    """Span and label figures of one language."""
    path = HELDOUT / "attribution" / f"{lang}.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    predicted = [msgspec.to_builtins(find_attributions(article_of(record))) for record in gold]
    spans = load_scorer("attribution").score(gold, predicted)
    return {
        f"{lang} matched": spans["content_matched"]["f1"],
        f"{lang} triple": spans["triple"]["f1"],
        **{f"{lang} {name}": value for name, value in score_labels(gold, predicted).items()},
    }


def measure() -> dict[str, float]:
    """The figures of the gate, better when higher."""
    lineage = score_lineage()
    figures = {
        name: value["f1"] if isinstance(value, dict) else value
        for name, value in ((name, lineage[name]) for name in SHOWN)
    }
    figures["distractors_left_alone"] = 1 - lineage["distractors_attached"]
    for lang in ("id", "en"):
        figures |= score_attribution(lang)
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    print(json.dumps({"lineage": score_lineage(), **score_attribution("id")}, indent=1))
