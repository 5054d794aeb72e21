"""Lineages of small invented stories: edges, origins, sources, loops, families."""

from __future__ import annotations

import time

import pytest

from menurut.model import Article, Attributed, Attribution, Credit, Edge, Reuse, Span
from menurut.trace.citations import find_citations
from menurut.trace.collection import read_collection
from menurut.trace.evidence import replay_evidence
from menurut.trace.lineage import trace_lineage

WIRE = (
    "PORT SELDA (Norwire) - A grain silo collapsed in the harbour of Port Selda on Monday night "
    "and buried 14 lorries, fire chief Odile Vantar told Norwire. Nobody was in the cabs, she "
    "said. The silo was built in 1961 and held 3,200 tonnes of barley for the Torvik mill."
)
PAPER = (
    WIRE.replace("PORT SELDA (Norwire) - ", "") + " The road stays shut, the Selda Post learned."
)


def reuse(a: Article, b: Article, start: int = 30, length: int = 120) -> Reuse:
    words = a.text[start : start + length]
    place = b.text.index(words)
    return Reuse(
        a=a.id, a0=start, a1=start + length, b=b.id, b0=place, b1=place + length,
        similarity=1.0, kind="copy",
    )  # fmt: skip


def wire() -> Article:
    return Article(
        id="w", text=WIRE, outlet="Norwire", lang="en", published="2031-05-05T22:00:00Z",
        url="https://norwire.example/silo",
    )  # fmt: skip


def paper(**more: object) -> Article:
    fields: dict[str, object] = {
        "id": "p", "text": PAPER, "outlet": "Selda Post", "lang": "en",
        "published": "2031-05-06T05:00:00Z", "url": "https://seldapost.example/silo",
    }  # fmt: skip
    return Article(**{**fields, **more})  # type: ignore[arg-type]


def test_a_reprint_is_a_copy_of_the_wire() -> None:
    lineage = trace_lineage([paper(), wire()], [], [reuse(wire(), paper(), length=220)])

    assert [("p", "w", "copy")] == [(e.child, e.parent, e.kind) for e in lineage.edges]
    assert {"p": ("w",), "w": ("w",)} == lineage.roots


def test_a_copy_rests_on_the_same_single_source() -> None:
    lineage = trace_lineage([paper(), wire()], [], [reuse(wire(), paper(), length=220)])

    assert {"p": 1, "w": 1} == lineage.independent
    assert (1,) == tuple(family.possible for family in lineage.families)


def test_an_unrelated_article_stays_alone() -> None:
    other = Article(id="x", text="The choir of Lund sang for two hours.", lang="en", outlet="Lund")
    lineage = trace_lineage([wire(), other], [], [])

    assert () == lineage.edges
    assert {"w": ("w",), "x": ("x",)} == lineage.roots


def test_a_source_outside_is_one_node_however_many_reprint_it() -> None:
    texts = [f"Minister Ana Orlo will step down, Halvar Agency said. Note {n} here." for n in "abc"]
    articles = [
        Article(
            id=str(n), text=text, lang="en", outlet=f"Outlet {n}",
            credits=(Credit(name="Halvar Agency", kind="credit-line", spans=(Span(34, 47),)),),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    lineage = trace_lineage(articles, [], [])

    assert ["outside:halvar"] == [node.id for node in lineage.outside]
    assert [("0", "1", "2")] == [node.root_of for node in lineage.outside]
    assert [("outside:halvar",)] == [family.origins for family in lineage.families]
    assert [(1, 1)] == [(family.certain, family.possible) for family in lineage.families]


def test_a_link_without_shared_text_is_a_citation() -> None:
    column = Article(
        id="c", outlet="Tidewater blog", lang="en", published="2031-05-07T09:00:00Z",
        text="Barley again. My grandfather carried sacks there as a boy, my mother was born in the "
        "row of cottages behind it, and I have never once liked how that silo leans. Spare me the "
        "speeches about heritage, and somebody please count the swallows before the crane comes.",
        links=("https://www.norwire.example/silo/",),
    )  # fmt: skip
    lineage = trace_lineage([wire(), column], [], [])

    assert [("c", "w", "cites")] == [(e.child, e.parent, e.kind) for e in lineage.edges]
    assert ["link"] == [e.kind for e in lineage.edges[0].evidence if e.kind == "link"]


def test_a_citation_added_in_an_update_is_late_and_closes_a_loop() -> None:
    first = Article(
        id="a", outlet="Kabar Lima", lang="en", published="2031-05-05T08:00:00Z",
        updated="2031-05-05T20:00:00Z", links=("https://pesisirkini.example/2",),
        url="https://kabarlima.example/1",
        text="Rumour has it that Meeru island was sold to Corvane Holdings for 40 million crowns.",
    )  # fmt: skip
    second = Article(
        id="b", outlet="Pesisir Kini", lang="en", published="2031-05-05T12:00:00Z",
        url="https://pesisirkini.example/2", links=("https://kabarlima.example/1",),
        text="Meeru island now belongs to Corvane Holdings. Kabar Lima puts it at 40 million crowns.",
    )  # fmt: skip
    lineage = trace_lineage([first, second], [], [])

    assert {("a", "b", True), ("b", "a", False)} == {
        (e.child, e.parent, e.late) for e in lineage.edges
    }
    assert [(("a", "b"), True)] == [(loop.members, loop.by_update) for loop in lineage.loops]
    assert {"a": ("a",), "b": ("a",)} == lineage.roots


def test_two_ids_with_one_text_are_tied_and_the_earlier_is_the_parent() -> None:
    twin = paper(id="t", text=WIRE)
    lineage = trace_lineage([twin, wire()], [], [])

    assert [("t", "w", "copy")] == [(e.child, e.parent, e.kind) for e in lineage.edges]
    assert ["same_text"] == [e.kind for e in lineage.edges[0].evidence]


def test_an_article_that_cites_itself_has_no_edge_to_itself() -> None:
    lineage = trace_lineage([paper(links=("https://seldapost.example/silo",))], [], [])

    assert () == lineage.edges
    assert () == lineage.loops


def test_an_article_from_the_future_is_still_traced() -> None:
    late = paper(published="2931-01-01T00:00:00Z")
    lineage = trace_lineage([late, wire()], [], [reuse(wire(), late, length=220)])

    assert [("p", "w")] == [(e.child, e.parent) for e in lineage.edges]


@pytest.mark.parametrize("published", [None, "", "yesterday", "2031-99-99", "0001-01-01"])
def test_clocks_that_cannot_be_read_are_no_trouble(published: str | None) -> None:
    odd = paper(published=published, outlet=None, url=None)
    lineage = trace_lineage([odd, wire()], [], [reuse(wire(), odd, length=220)])

    assert {frozenset("pw")} == {frozenset((e.child, e.parent)) for e in lineage.edges}


def test_an_empty_collection_gives_an_empty_lineage() -> None:
    lineage = trace_lineage([], [], [])

    assert () == lineage.edges
    assert {} == lineage.roots


def test_articles_without_text_are_not_twins() -> None:
    lineage = trace_lineage([Article(id="a", text=""), Article(id="b", text="")], [], [])

    assert () == lineage.edges


def test_records_of_unknown_articles_are_passed_over() -> None:
    stray = Reuse(a="w", a0=0, a1=9, b="gone", b0=0, b1=9, similarity=1.0, kind="copy")
    lineage = trace_lineage([wire()], [Attributed(id="gone", attributions=())], [stray])

    assert () == lineage.edges


def test_the_source_of_an_article_without_parent_is_who_it_quotes() -> None:
    text = "The bridge is safe, engineer Paula Reyne said. Trucks may cross it."
    said = Attribution(
        source=(Span(20, 40),), cue=(Span(41, 45),), content=(Span(0, 18),), kind="indirect",
        source_type="person_named",
    )  # fmt: skip
    article = Article(id="a", text=text, lang="en", outlet="Norwire")
    again = Article(id="b", text=text, lang="en", outlet="Selda Post")
    lineage = trace_lineage([article, again], [Attributed(id="a", attributions=(said,))], [])

    assert ["engineer Paula Reyne"] == [s.name for s in lineage.families[0].sources]


def test_every_edge_can_be_replayed() -> None:
    articles = [wire(), paper()]
    lineage = trace_lineage(articles, [], [reuse(wire(), paper(), length=220)])
    by_id = {article.id: article for article in articles}

    assert all(replay_evidence(e, by_id) for edge in lineage.edges for e in edge.evidence)


def test_five_thousand_identical_reprints_cost_what_they_weigh() -> None:
    crowd = [paper(id=f"p{n}", url=None, outlet=f"Paper {n}", text=WIRE) for n in range(5000)]
    started = time.process_time()
    lineage = trace_lineage([wire(), *crowd], [], [])

    assert 5000 == len(lineage.edges)
    assert {"w"} == {edge.parent for edge in lineage.edges}
    assert {1} == set(lineage.independent.values())
    assert time.process_time() - started < 8


def test_edges_never_say_late_without_a_later_parent() -> None:
    edge = Edge(child="b", parent="a", kind="cites", confidence=0.9, evidence=())

    assert edge.late is False


def smoking_mill(credit: str | None) -> Article:
    named = (Credit(name=credit, kind="credit-line", spans=(Span(33, 47),)),) if credit else ()
    return Article(
        id="m", outlet="Selda Post", lang="en", title="Mill of Torvik explodes", credits=named,
        text="A mill smoked in Torvik on Monday, Halvar Agency said. Nobody was in it.",
    )  # fmt: skip


def test_a_headline_is_held_against_its_body_where_the_parent_is_an_outside_source() -> None:
    drift = trace_lineage([smoking_mill("Halvar Agency")], [], []).drift

    assert [("m", "outside:halvar", "headline_unsupported")] == [
        (d.child, d.parent, d.type) for d in drift
    ]


def test_a_headline_of_an_article_without_any_source_is_left_alone() -> None:
    assert () == trace_lineage([smoking_mill(None)], [], []).drift


FERRY = (
    "The night ferry to Ostrel was cancelled after its bow door jammed, and 240 passengers slept "
    "on the quay until buses came at dawn, harbour pilot Milo Sarne told the Quay Herald."
)


def test_a_merge_has_both_parents_though_a_later_article_carries_its_second_half_too() -> None:
    ferry = Article(
        id="f", text=FERRY, outlet="Quay Herald", lang="en", published="2031-05-06T01:00:00Z"
    )
    both = paper(text=f"{PAPER}\n\n{FERRY}")
    later = Article(
        id="z", text=f"Ferries run again. {FERRY}", outlet="Ostrel Courier", lang="en",
        published="2031-05-08T01:00:00Z",
    )  # fmt: skip
    size = len(FERRY)
    reuses = [
        reuse(wire(), both, length=220), reuse(ferry, both, 0, size), reuse(ferry, later, 0, size),
        reuse(both, later, len(PAPER) + 2, size),
    ]  # fmt: skip
    lineage = trace_lineage([wire(), ferry, both, later], [], reuses)

    assert {"w", "f"} == {edge.parent for edge in lineage.edges if edge.child == "p"}


def test_a_citation_of_an_old_article_is_less_sure_than_one_of_yesterdays() -> None:
    def sureness(published: str) -> float:
        own = Article(
            id="q", outlet="Selda Post", lang="en", published=published,
            text="Torvik said after the collapse in Port Selda, which Norwire had reported, that "
            "Odile Vantar was right: 14 lorries stood there against the rules of 1961.",
        )  # fmt: skip
        [citation] = find_citations(read_collection([wire(), own], {}, []), [])
        return citation.confidence

    assert sureness("2031-05-06T09:00:00Z") > sureness("2031-07-06T09:00:00Z")
