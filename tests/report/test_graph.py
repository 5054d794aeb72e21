from __future__ import annotations

from menurut.model import Article, Dossier, Edge, Lineage
from menurut.report.catalogue import voice_for
from menurut.report.graph import LETTER, Graph, draw_family
from menurut.report.story import index_dossier


def drawn(dossier: Dossier) -> Graph:
    story = index_dossier(dossier)
    return draw_family(story, story.families[0], voice_for("id"))


def large(size: int) -> Dossier:
    return Dossier(
        subject=None,
        articles=tuple(
            Article(
                id=f"n{n}",
                text="x",
                outlet=f"Media {n}",
                published=f"2041-03-{1 + n // 48:02}T{n // 2 % 24:02}:{n % 2 * 30:02}:00Z",
            )
            for n in range(size)
        ),
        lineage=Lineage(
            edges=tuple(
                Edge(child=f"n{n}", parent=f"n{n // 3}", kind="copy", confidence=0.9, evidence=())
                for n in range(1, size)
            )
        ),
    )


def test_time_runs_to_the_right(demo: Dossier) -> None:
    places = {node.id: node.x for node in drawn(demo).nodes if node.article}

    order = sorted(places, key=places.__getitem__)

    assert order[0] == "selvane"
    assert order[-1] == "norrick-observer"


def test_no_two_names_share_a_place(demo: Dossier) -> None:
    nodes = [node for node in drawn(demo).nodes if node.article]

    clashes = [
        (a.name, b.name)
        for a in nodes
        for b in nodes
        if a.y == b.y and a.x < b.x < a.x + LETTER * len(a.name)
    ]

    assert clashes == []


def test_everything_is_inside_the_drawing() -> None:
    graph = drawn(large(300))

    outside = [n for n in graph.nodes if not (0 <= n.x < graph.width and 0 < n.y < graph.height)]

    assert outside == []
    assert sum(line.path.count("M") for line in graph.lines) == 299


def test_sources_stand_at_the_left_edge_and_unnamed_ones_are_hatched(demo: Dossier) -> None:
    sources = [(node.name[:11], node.unnamed) for node in drawn(demo).nodes if not node.article]

    assert sources == [("an official", True), ("Damira Wost", False)]


def test_late_citations_are_drawn_apart(demo: Dossier) -> None:
    styles = [line.style for line in drawn(demo).lines]

    assert styles.count("late") == 1


def test_an_article_without_time_is_drawn_beside_its_parent() -> None:
    dossier = Dossier(
        subject=None,
        articles=(
            Article(id="a", text="x", published="2041-03-04T06:00:00Z"),
            Article(id="b", text="x"),
        ),
        lineage=Lineage(
            edges=(Edge(child="b", parent="a", kind="copy", confidence=0.9, evidence=()),)
        ),
    )

    nodes = {node.id: node for node in drawn(dossier).nodes}

    assert nodes["b"].timeless
    assert nodes["b"].x > nodes["a"].x


def test_a_line_goes_over_an_article_that_is_not_its_own() -> None:
    times = {"root": "08:00", "between": "10:00", "child": "12:00"}
    articles = tuple(
        Article(id=id_, text="x", outlet="M", published=f"2041-03-01T{at}:00Z")
        for id_, at in times.items()
    )
    edges = (
        Edge(child="between", parent="root", kind="copy", confidence=0.9, evidence=()),
        Edge(child="child", parent="between", kind="copy", confidence=0.9, evidence=()),
        Edge(child="child", parent="root", kind="cites", confidence=0.9, evidence=()),
    )
    graph = drawn(Dossier(subject=None, articles=articles, lineage=Lineage(edges=edges)))
    cited = next(line for line in graph.lines if line.cites)

    assert "C" in cited.path
    assert all("C" not in line.path for line in graph.lines if not line.cites)
