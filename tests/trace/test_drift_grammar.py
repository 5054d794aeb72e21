"""Drift that a grammar states: parts and multiples, ranges, units, hearsay, headlines; loops of three."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.attribute import find_attributions
from menurut.model import Article, Drift, Edge
from menurut.trace.drift import find_drift
from menurut.trace.drift_numbers import stated_value
from menurut.trace.evidence import replay_evidence
from menurut.trace.lineage import trace_lineage
from menurut.trace.quantities import find_quantities


def changes(parent: Article, child: Article, *, attributed: bool = False) -> tuple[Drift, ...]:
    both = {"p": parent, "c": child}
    said = {i: find_attributions(a) for i, a in both.items()} if attributed else {}
    edge = Edge(child="c", parent="p", kind="rewrite", confidence=0.9, evidence=())
    return find_drift(both, said, [edge], [])


def text(article_id: str, lang: str, body: str, title: str | None = None) -> Article:
    return Article(id=article_id, lang=lang, text=body, title=title)


NUMBERS = [
    (
        "a part made a multiple",
        ("id", "Harga beras di Larkmoor naik seperlima menurut pedagang pasar."),
        ("en", "The price of rice in Larkmoor rose fivefold, market traders say."),
        {("20 %", "5")},
    ),
    (
        "days made weeks",
        ("ru", "Паромщики Ларкмура объявили двухдневную забастовку из-за зарплаты."),
        ("en", "Ferrymen in Larkmoor have called a two-week strike over pay."),
        {("2 day", "2 week")},
    ),
    (
        "a range made its upper end",
        ("en", "Between two and four drones fell into the strait near Larkmoor on Sunday."),
        ("en", "Four drones fell into the strait near Larkmoor on Sunday."),
        {("2–4", "4")},
    ),
    (
        "a guess by its order",
        ("ru", "На свадьбу в Ларкмуре приехало двести гостей."),
        ("ru", "На свадьбу в Ларкмуре приехало гостей десятков шесть."),
        {("200", "60")},
    ),
    (
        "a range kept, and one added",
        ("en", "Two to four ships sank near Larkmoor, and the strike lasts two days."),
        ("id", "Dua sampai empat kapal tenggelam di Larkmoor, mogok berlangsung dua hari."),
        set(),
    ),
]


@pytest.mark.parametrize(
    ("parent", "child", "expected"), [pytest.param(*rest, id=label) for label, *rest in NUMBERS]
)
def test_numbers(parent, child, expected):
    found = changes(text("p", *parent), text("c", *child))

    assert expected == {(d.from_value, d.to_value) for d in found if d.type == "number_change"}


@given(st.integers(2, 900), st.integers(2, 900))
def test_a_changed_number_is_read_again_from_its_places(before: int, after: int) -> None:
    parent = text("p", "en", f"Some {before} goats drowned near Larkmoor, a shepherd said.")
    child = text("c", "id", f"Ada {after} kambing tenggelam di Larkmoor, kata gembala.")

    for drift in changes(parent, child):
        if drift.type == "number_change":
            assert drift.from_span
            assert drift.to_span
            old = find_quantities(drift.from_span.of(parent.text), "en")
            new = find_quantities(drift.to_span.of(child.text), "id")
            assert [drift.from_value] == [stated_value(q) for q in old]
            assert [drift.to_value] == [stated_value(q) for q in new]


PARENT = (
    "The ferry service to Larkmoor will end in May. Harbour master Oline Hart said that the pier "
    "is rotten. The island has 300 people. Oline Hart said that the mail boat had sprung a leak "
    "at the pier in March."
)


def test_an_attribution_below_the_lead_may_be_dropped():
    child = PARENT.replace("Oline Hart said that the mail", "The mail").replace("on her", "")
    child = child.replace("Harbour master Oline Hart said that the pier is", "The pier is")
    found = changes(text("p", "en", PARENT), text("c", "en", child), attributed=True)

    assert "attribution_dropped" in {d.type for d in found}


def test_hearsay_keeps_an_attribution():
    parent = text("p", "id", "Nakhoda Sorel mengklaim kapal Tern membawa emas dari Larkmoor.")
    child = text("c", "id", "Kapal Tern, konon, membawa emas dari Larkmoor.")

    assert "attribution_dropped" not in {d.type for d in changes(parent, child, attributed=True)}


HEADLINES = [
    ("Dam on the brink of collapse at Larkmoor", set()),
    ("Dam collapses at Larkmoor", {"collapse"}),
    ("Hackers behind cracks in Larkmoor dam", {"hacker"}),
    ("Engineers look at cracks in Larkmoor dam", set()),
]


@pytest.mark.parametrize(("title", "expected"), HEADLINES)
def test_headlines(title, expected):
    body = "Cracks have opened in the dam above Larkmoor, engineers said on Monday. It leaks."
    found = changes(text("p", "en", body, "Cracks in dam"), text("c", "en", body + " So.", title))

    assert expected == {d.to_value for d in found if d.type == "headline_unsupported"}


def test_a_loop_of_three_is_told_with_the_evidence_of_every_step():
    body = (
        "Nine people were hurt in a fire in the port of Larkmoor, {} reported on Monday. The blaze "
        "began in a shed with nets and spread to two trawlers before crews put it out."
    )
    circle = ("Tidewater Daily", "Norwire", "Brevia Post")
    articles = [
        Article(
            id=name, lang="en", outlet=outlet, text=body.format(source),
            published=f"2031-03-04T0{hour}:10:00Z",
        )
        for name, outlet, source, hour in zip(
            "abc", ("Norwire", "Brevia Post", "Tidewater Daily"), circle, (2, 3, 4), strict=True
        )
    ]  # fmt: skip
    said = [find_attributions(article) for article in articles]
    found = trace_lineage(articles, said, [])
    by_id = {article.id: article for article in articles}

    assert [{"a", "b", "c"}] == [set(loop.members) for loop in found.loops]
    assert all(replay_evidence(e, by_id) for loop in found.loops for e in loop.evidence)
    for family in found.families:
        assert all(replay_evidence(e, by_id) for s in family.sources for e in s.evidence)
