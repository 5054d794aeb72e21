"""Whatever a dossier holds, every form of the report is made of it, twice the same."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut import report
from menurut.errors import UsageError
from menurut.model import (
    Article,
    Attributed,
    Attribution,
    CheckRun,
    Dossier,
    Drift,
    Edge,
    Evidence,
    FactCheck,
    Family,
    Hit,
    IndependentSource,
    Lineage,
    Loop,
    Outside,
    Reuse,
    Span,
)
from menurut.report import read_dossier, render_file, render_json

ids = st.sampled_from(["a", "b", "c", "d", "nowhere", ""])
texts = st.text(max_size=25)
spans = st.builds(Span, st.integers(-9, 40), st.integers(-9, 40))
several = lambda strategy, most=3: st.lists(strategy, max_size=most).map(tuple)  # noqa: E731
times = st.sampled_from(
    [None, "2041-03-04", "2041", "2041-03-04T06:10:00Z", "9999-12-31", "0001-01-01", "soon"]
)
kinds = st.sampled_from(["copy", "excerpt", "rewrite", "translation", "cites"])
shares = st.floats(0, 1)

articles = st.builds(
    Article,
    id=ids,
    text=texts,
    title=st.none() | texts,
    outlet=st.none() | texts,
    url=st.none() | texts,
    lang=st.none() | texts,
    published=times,
    updated=times,
)
evidence = st.builds(
    Evidence,
    kind=st.just("name"),
    article=ids,
    spans=several(spans),
    field=st.sampled_from(["text", "title", "metadata"]),
    other=st.none() | ids,
    other_spans=several(spans),
    detail=st.none() | texts,
)
edges = st.builds(
    Edge,
    child=ids,
    parent=ids,
    kind=kinds,
    confidence=shares,
    late=st.booleans(),
    evidence=several(evidence, 2),
    runner_up=st.none() | ids,
)
sources = st.builds(
    IndependentSource,
    id=texts,
    name=texts,
    source_type=st.sampled_from(["anonymous", "outlet", "person_named", "none"]),
    through=several(ids),
    certain=st.booleans(),
    evidence=st.just(()),
)
drift = st.builds(
    Drift,
    child=ids,
    parent=st.none() | ids,
    type=st.sampled_from(["number_change", "hedge_dropped", "headline_unsupported"]),
    from_value=st.none() | texts,
    to_value=st.none() | texts,
    from_span=st.none() | spans,
    to_span=st.none() | spans,
    to_field=st.sampled_from(["text", "title"]),
)
lineages = st.builds(
    Lineage,
    edges=several(edges, 6),
    roots=st.dictionaries(ids, several(ids)),
    independent_range=st.dictionaries(ids, st.tuples(st.integers(0, 3), st.integers(0, 3))),
    outside=several(
        st.builds(
            Outside,
            id=texts,
            name=texts,
            source_type=st.just("outlet"),
            cited_by=several(ids),
            root_of=several(ids),
        )
    ),
    loops=several(st.builds(Loop, members=several(ids), evidence=st.just(()))),
    drift=several(drift),
    families=several(
        st.builds(
            Family,
            id=texts,
            members=several(ids, 5),
            origins=several(ids),
            sources=several(sources),
            certain=st.integers(0, 4),
            possible=st.integers(0, 4),
        ),
        2,
    ),
)
attributions = st.builds(
    Attribution,
    source=several(spans),
    cue=several(spans),
    content=several(spans),
    hedge=several(spans),
    via=several(several(spans)),
    kind=st.just("direct"),
    source_type=st.just("anonymous"),
)
reuses = st.builds(
    Reuse,
    a=ids,
    a0=st.integers(-3, 30),
    a1=st.integers(-3, 30),
    b=ids,
    b0=st.integers(-3, 30),
    b1=st.integers(-3, 30),
    similarity=shares,
    kind=st.sampled_from(["copy", "translation", "furniture"]),
    pairs=several(st.tuples(spans, spans)),
)
dossiers = st.builds(
    Dossier,
    subject=st.none() | ids,
    articles=st.lists(articles, max_size=4, unique_by=lambda a: a.id).map(tuple),
    attributed=several(
        st.builds(
            Attributed, id=ids, attributions=several(attributions), unattributed=several(spans)
        )
    ),
    reuses=several(reuses),
    lineage=lineages,
    checks=several(
        st.builds(
            CheckRun,
            query_id=texts,
            query=st.none() | texts,
            hits=several(st.builds(Hit, id=ids, score=shares, why=texts)),
        )
    ),
    fact_checks=several(st.builds(FactCheck, id=ids, claim=several(texts), url=st.none() | texts)),
)

FORMS = [f"r{form.ending}" for form in report.FORMS]


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.ids: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id"]
        self.depth += tag in {"ul", "ol", "li", "div", "section", "details", "span"}

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in {"ul", "ol", "li", "div", "section", "details", "span"}


@pytest.mark.parametrize("form", FORMS)
@given(dossier=dossiers)
@settings(max_examples=20, deadline=None)
def test_every_form_is_made_and_the_same_twice(form: str, dossier: Dossier) -> None:
    made = render_file(dossier, form, lang="id")

    assert made == render_file(dossier, form, lang="id")
    for text in made.values():
        text.encode()


@given(dossier=dossiers)
@settings(max_examples=20, deadline=None)
def test_the_page_closes_what_it_opens_and_names_nothing_twice(dossier: Dossier) -> None:
    parsed = Balance()

    parsed.feed(render_file(dossier, "r.html", lang="en")["r.html"])

    assert parsed.depth == 0
    assert len(parsed.ids) == len(set(parsed.ids))


@given(dossier=dossiers)
@settings(max_examples=20, deadline=None)
def test_json_out_and_in_is_the_same_dossier(dossier: Dossier) -> None:
    assert read_dossier(render_json(dossier).encode()) == dossier


def test_a_name_without_a_known_ending_is_refused() -> None:
    with pytest.raises(UsageError, match=r"r\.pdf: no report has this ending"):
        render_file(Dossier(subject=None, articles=()), "r.pdf", lang="id")
