from __future__ import annotations

import msgspec

from menurut.model import (
    Article,
    Attributed,
    Attribution,
    Dossier,
    Edge,
    Family,
    IndependentSource,
    Lineage,
    Link,
    Outside,
    Span,
)
from menurut.report.ladder import find_ladders, join_ladders
from menurut.report.story import index_dossier


def names(dossier: Dossier) -> list[list[str]]:
    return [[rung.name for rung in ladder] for ladder in find_ladders(index_dossier(dossier))]


def article(id_: str) -> Article:
    return Article(id=id_, text=id_, outlet=id_.upper())


def edge(child: str, parent: str, *, confidence: float = 0.9, late: bool = False) -> Edge:
    return Edge(
        child=child, parent=parent, kind="copy", confidence=confidence, late=late, evidence=()
    )


def test_the_demo_leads_from_the_reader_to_an_unnamed_official(demo: Dossier) -> None:
    assert names(demo) == [
        [
            "The Norrick Observer",
            "Gema Osmarra",
            "Layar Kini",
            "Warta Rindala",
            "Selvane News Agency",
            "an official at Osmarra's Deposit Guarantee Board",
        ]
    ]


def test_the_last_rung_of_the_demo_is_hatched(demo: Dossier) -> None:
    (ladder,) = find_ladders(index_dossier(demo))

    assert [rung.unnamed for rung in ladder] == [False] * 5 + [True]


def test_an_article_with_two_origins_has_two_ladders(demo: Dossier) -> None:
    merged = msgspec.structs.replace(demo, subject="ledger-quay")

    ends = [ladder[-1].name for ladder in find_ladders(index_dossier(merged))]

    assert ends == ["an official at Osmarra's Deposit Guarantee Board", "Damira Wostani"]


def test_without_a_subject_the_farthest_article_starts(demo: Dossier) -> None:
    whole = msgspec.structs.replace(demo, subject=None)

    assert names(whole)[0][0] == "The Norrick Observer"


def test_the_surer_path_is_taken() -> None:
    lineage = Lineage(
        edges=(
            edge("a", "b", confidence=0.9),
            edge("b", "d", confidence=0.9),
            edge("a", "c", confidence=0.3),
            edge("c", "d", confidence=0.9),
        )
    )
    dossier = Dossier(subject="a", articles=tuple(map(article, "abcd")), lineage=lineage)

    assert names(dossier) == [["A", "B", "D", ""]]


def test_a_circle_ends_and_late_citations_make_no_ladder() -> None:
    lineage = Lineage(edges=(edge("a", "b"), edge("b", "a"), edge("a", "c", late=True)))
    dossier = Dossier(subject="a", articles=tuple(map(article, "abc")), lineage=lineage)

    assert names(dossier) == [["A", ""]]


def test_a_relay_outside_the_collection_stands_before_its_informant() -> None:
    outside = Outside(
        id="outside:kawat", name="Kawat", source_type="outlet", cited_by=("a",), root_of=("a",)
    )
    source = IndependentSource(
        id="s",
        name="Kawat: sumber itu",
        source_type="anonymous",
        through=("a", "outside:kawat"),
        certain=True,
        evidence=(),
    )
    family = Family(
        id="f",
        members=("a",),
        origins=("outside:kawat",),
        sources=(source,),
        certain=1,
        possible=1,
    )
    dossier = Dossier(
        subject="a",
        articles=(article("a"),),
        lineage=Lineage(outside=(outside,), families=(family,)),
    )

    assert names(dossier) == [["A", "Kawat", "sumber itu"]]


def test_a_chain_in_the_text_is_used_where_the_lineage_names_nobody() -> None:
    chain = (
        Link(name="A", source_type="outlet"),
        Link(name="Kawat", source_type="outlet"),
        Link(name="seorang pejabat", source_type="anonymous"),
    )
    said = Attribution(
        source=(Span(0, 1),),
        cue=(),
        content=(),
        kind="indirect",
        source_type="anonymous",
        chain=chain,
    )
    dossier = Dossier(
        subject="a",
        articles=(article("a"),),
        attributed=(Attributed(id="a", attributions=(said,)),),
    )

    assert names(dossier) == [["A", "Kawat", "seorang pejabat"]]


def informant(name: str, *through: str) -> IndependentSource:
    return IndependentSource(
        id=name, name=name, source_type="person_named", through=through, certain=True, evidence=()
    )


def chained(*sources: IndependentSource) -> Dossier:
    family = Family(
        id="f", members=("a", "b"), origins=("b",), sources=sources, certain=1, possible=2
    )
    return Dossier(
        subject="a",
        articles=tuple(map(article, "ab")),
        lineage=Lineage(edges=(edge("a", "b"),), families=(family,)),
    )


def test_ladders_over_the_same_articles_are_one_with_several_ends() -> None:
    dossier = chained(informant("Ratmi", "b"), informant("Sastro", "b"))

    (joined,) = join_ladders(find_ladders(index_dossier(dossier)))

    assert [rung.name for rung in joined.articles] == ["A", "B"]
    assert [[rung.name for rung in end] for end in joined.ends] == [["Ratmi"], ["Sastro"]]


def test_an_informant_who_came_in_on_the_way_stands_at_that_rung() -> None:
    dossier = chained(informant("Ratmi", "b"), informant("Sastro", "a"))

    (ladder,) = find_ladders(index_dossier(dossier))

    assert [[source.name for source in rung.heard] for rung in ladder] == [["Sastro"], [], []]


def test_an_outlet_that_is_its_own_source_is_not_named_twice() -> None:
    (ladder,) = find_ladders(index_dossier(chained(informant("B", "b"))))

    assert [rung.name for rung in ladder] == ["A", "B", ""]
