"""How many informants stand behind a claim: invented stories, traced from their texts alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from menurut.investigate import trace_articles
from menurut.languages import known_languages, load_pack
from menurut.languages.informants import InformantExample
from menurut.model import Lineage, article_from_json
from menurut.trace.signs import signs_in

EXPECTED = ("best", "possible")
CASES: list[dict[str, Any]] = msgspec.toml.decode(
    (Path(__file__).parent / "independence_cases.toml").read_bytes()
)["cases"]


@cache
def traced(number: int) -> Lineage:
    records = [
        {key: value for key, value in record.items() if key not in EXPECTED}
        for record in CASES[number]["articles"]
    ]
    return trace_articles(
        [article_from_json({**r, "text": r["text"].strip()}) for r in records]
    ).lineage


ARTICLES = [
    pytest.param(number, record, id=f"{case['name']}: {record['id']}")
    for number, case in enumerate(CASES)
    for record in case["articles"]
]


@pytest.mark.parametrize(("number", "record"), ARTICLES)
def test_the_best_estimate(number: int, record: dict[str, Any]) -> None:
    assert record["best"] == traced(number).independent[record["id"]]


@pytest.mark.parametrize(("number", "record"), ARTICLES)
def test_the_range_holds_the_truth(number: int, record: dict[str, Any]) -> None:
    certain, possible = traced(number).independent_range[record["id"]]

    assert certain <= record["best"] <= possible
    assert record.get("possible", 0) <= possible


EXAMPLES = [
    pytest.param(code, example, id=f"{code}: {example.text}")
    for code in known_languages()
    for pack in [load_pack(code)]
    for example in (pack.informants.examples if pack else ())
]


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_every_example_of_a_pack_shows_its_signs(code: str, example: InformantExample) -> None:
    assert set(example.finds) == signs_in(example.text, code)
