"""Floors on the annotated articles beside the checkout; skipped where they are absent."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

spec = importlib.util.spec_from_file_location("gold_attribution", ROOT / "gold" / "attribution.py")
gold_attribution = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gold_attribution)

pytestmark = pytest.mark.skipif(
    not gold_attribution.SHARED.is_dir(),
    reason="no annotated articles at ../shared/gold/attribution",
)


def fields(attribution: dict) -> tuple:
    listed = ("source", "cue", "content", "via")
    plain = ("kind", "source_type", "hedged", "act")
    return tuple(str(attribution[f]) for f in listed) + tuple(attribution[f] for f in plain)


def test_founding_article_comes_out_right_in_every_field():
    gold = [d for d in gold_attribution.read_gold("id_dev") if d["id"] == "seed"]
    predicted, _ = gold_attribution.predict(gold, gold_attribution.PACK_ALONE)
    expected = sorted(fields(a) for a in gold[0]["attributions"])

    got = [
        {**a, "via": [list(map(list, v)) for v in a["via"]]} for a in predicted[0]["attributions"]
    ]
    got = [{**a, **{f: [list(s) for s in a[f]] for f in ("source", "cue", "content")}} for a in got]

    assert sorted(fields(a) for a in got) == expected


# Floors lie a little under what stands today (docs/attribute.md); a fall shows here.
@pytest.mark.parametrize(
    ("name", "matched", "triple"),
    [
        ("id_dev", 0.91, 0.90),
        ("polnear_dev", 0.62, 0.54),
        ("ru_dev", 0.70, 0.55),
        ("ar_dev", 0.65, 0.45),
    ],
)
@pytest.mark.slow
def test_floors(name, matched, triple):
    result = gold_attribution.score_set(name, gold_attribution.PACK_ALONE)

    assert result["matched"]["f1"] >= matched
    assert result["triple"] >= triple


@pytest.mark.slow
def test_floors_of_labels():
    labels = gold_attribution.score_set("id_dev", gold_attribution.PACK_ALONE)["labels"]
    floors = {
        "kind": 0.95,
        "source_type": 0.90,
        "hedged": 0.95,
        "via": 0.65,
        "antecedent_overlap": 0.75,
    }

    assert {k: v for k, v in floors.items() if labels[k] < v} == {}
