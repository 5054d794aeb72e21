from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from menurut.demo import demo_articles
from menurut.model import Dossier, Span
from menurut.report import render_annotations
from menurut.report.annotations import select_span

# The terms of http://www.w3.org/ns/anno.jsonld that we use; "menurut:" is our own prefix.
TERMS = {
    "AnnotationCollection": {"@context", "id", "type", "total", "first"},
    "AnnotationPage": {"type", "startIndex", "items"},
    "Annotation": {"id", "type", "motivation", "body", "target"},
    "TextualBody": {"type", "purpose", "value"},
    "SpecificResource": {"type", "purpose", "source", "selector", "menurut:role"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    None: {"source", "selector"},
}


def resolve(text: str, quote: dict[str, str]) -> list[int]:
    """Where a TextQuoteSelector fits, as the recommendation says: prefix, exact, suffix."""
    wanted = quote["prefix"] + quote["exact"] + quote["suffix"]
    starts = [i for i in range(len(text) + 1) if text.startswith(wanted, i)]
    return [start + len(quote["prefix"]) for start in starts]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from objects(item)


def test_every_selector_resolves_to_its_place(demo: Dossier) -> None:
    texts = {article.url: article.text for article in demo_articles()}
    page = json.loads(render_annotations(demo))
    targets = [each for each in objects(page) if "selector" in each]

    assert page["total"] == len(page["first"]["items"]) == 2
    assert len(targets) > page["total"]
    for target in targets:
        quote, place = target["selector"]
        assert texts[target["source"]][place["start"] : place["end"]] == quote["exact"]
        assert resolve(texts[target["source"]], quote) == [place["start"]]


def test_every_term_is_one_of_the_vocabulary(demo: Dossier) -> None:
    page = json.loads(render_annotations(demo))
    page["@context"] = "http://www.w3.org/ns/anno.jsonld"

    for each in objects(page):
        assert set(each) - TERMS[each.get("type")] == set()


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_a_quote_and_what_stands_around_it_is_in_the_text(text: str, start: int, end: int) -> None:
    quote, _ = select_span(text, Span(start, end))

    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


@given(st.text("ab ", min_size=1, max_size=400), st.data())
def test_a_quote_fits_one_place_only_however_often_its_words_stand(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    quote, place = select_span(text, Span(start, end))

    assert resolve(text, quote) == [place["start"]] == [start]
