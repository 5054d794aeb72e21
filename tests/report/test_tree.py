from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from menurut.model import Article, Dossier, Edge, Family, Lineage
from menurut.report.story import index_dossier
from menurut.report.tree import lineage_rows

IDS = [f"n{number}" for number in range(8)]
pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.booleans())


def story_with(edges: list[tuple[str, str, bool]]):
    family = Family(id="f", members=tuple(IDS), origins=(), sources=(), certain=0, possible=0)
    return index_dossier(
        Dossier(
            subject=None,
            articles=tuple(Article(id=i, text=i) for i in IDS),
            lineage=Lineage(
                edges=tuple(
                    Edge(child=c, parent=p, kind="copy", confidence=0.9, late=late, evidence=())
                    for c, p, late in edges
                ),
                families=(family,),
            ),
        )
    ), family


@given(st.lists(pairs, max_size=14))
def test_every_article_stands_once_whatever_the_edges(edges: list[tuple[str, str, bool]]) -> None:
    story, family = story_with(edges)

    rows = lineage_rows(story, family)

    assert sorted(row.article for row in rows) == IDS


@given(st.lists(pairs, max_size=14))
def test_lists_that_open_are_closed(edges: list[tuple[str, str, bool]]) -> None:
    story, family = story_with(edges)

    rows = lineage_rows(story, family)

    assert sum(row.opens for row in rows) == sum(row.closes for row in rows)


@given(st.lists(pairs, max_size=14))
def test_no_edge_is_lost(edges: list[tuple[str, str, bool]]) -> None:
    story, family = story_with(edges)

    rows = lineage_rows(story, family)

    shown = sum(len(row.others) + (row.edge is not None) for row in rows)
    assert shown == sum(len(group) for group in story.parents.values())


def test_the_demo_reads_from_the_agency_down(demo: Dossier) -> None:
    story = index_dossier(demo)

    rows = lineage_rows(story, story.families[0])

    assert [(row.depth, row.article) for row in rows] == [
        (0, "selvane"),
        (1, "chronicle"),
        (2, "ledger-quay"),
        (1, "rindala-post"),
        (1, "warta-rindala"),
        (2, "layar-kini"),
        (3, "gema-osmarra"),
        (4, "suara-ellivane"),
        (4, "norrick-observer"),
        (0, "harian-wendara"),
    ]
