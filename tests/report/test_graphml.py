from __future__ import annotations

import csv
import io
from pathlib import Path

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.model import Article, Dossier, Edge, Lineage
from menurut.report import render_csv, render_graphml


def graph_of(dossier: Dossier) -> nx.DiGraph:
    return nx.parse_graphml(render_graphml(dossier))


def test_networkx_opens_it_with_articles_and_informants(demo: Dossier) -> None:
    graph = graph_of(demo)
    kinds = [kind for _, kind in graph.nodes(data="type")]

    assert (kinds.count("article"), kinds.count("source")) == (12, 2)
    assert graph.is_directed()


def test_arrows_are_those_of_the_table_of_edges(demo: Dossier) -> None:
    graph = graph_of(demo)
    ids = dict(graph.nodes(data="id"))
    table = csv.DictReader(io.StringIO(render_csv(demo)["edges"], newline=""))

    arrows = {
        (ids[child], ids[parent], data["kind"], data["confidence"])
        for child, parent, data in graph.edges(data=True)
        if data["kind"] != "heard"
    }

    assert arrows == {(r["child"], r["parent"], r["kind"], float(r["confidence"])) for r in table}


def test_values_have_their_types(demo: Dossier) -> None:
    graph = graph_of(demo)
    (subject,) = [data for _, data in graph.nodes(data=True) if data.get("subject")]

    assert subject["label"] == "The Norrick Observer"
    assert type(subject["certain"]) is int


def test_it_is_read_from_a_file_too(demo: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "story.graphml"
    path.write_text(render_graphml(demo), encoding="utf-8")

    assert nx.read_graphml(path).number_of_edges() == 12


@given(st.text(st.characters(), max_size=30), st.text(st.characters(), max_size=30))
@settings(max_examples=40, deadline=None)
def test_whatever_the_names_are_it_is_xml(title: str, other: str) -> None:
    articles = (
        Article(id=title, text="x", title=other, url=other, outlet=title),
        Article(id=f"{title}2", text="y", lang=other),
    )
    edge = Edge(child=title, parent=f"{title}2", kind="copy", confidence=0.5, evidence=())
    dossier = Dossier(subject=title, articles=articles, lineage=Lineage(edges=(edge,)))

    assert graph_of(dossier).number_of_edges() == 1
