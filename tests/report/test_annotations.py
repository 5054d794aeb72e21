from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from menurut.demo import demo_articles
from menurut.model import Dossier, Span
from menurut.report import render_annotations
from menurut.report.annotations import select_span


def test_selectors_find_their_words_on_the_page(demo: Dossier) -> None:
    texts = {article.url: article.text for article in demo_articles()}
    page = json.loads(render_annotations(demo))

    items = page["first"]["items"]
    targets = [
        t for i in items for t in (i["target"] if type(i["target"]) is list else [i["target"]])
    ]

    assert page["total"] == len(items) == 2
    for target in targets:
        quote, place = target["selector"]
        assert texts[target["source"]][place["start"] : place["end"]] == quote["exact"]


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_a_quote_and_what_stands_around_it_is_in_the_text(text: str, start: int, end: int) -> None:
    quote, _ = select_span(text, Span(start, end))

    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
