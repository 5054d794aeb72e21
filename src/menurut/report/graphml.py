"""The lineage as GraphML, for Gephi, yEd, Cytoscape or networkx.

Nodes are articles, sources outside the collection and informants; an arrow goes from the text that
took to what it was taken from, as in the table of edges. Node names are the report's permanent
anchors, which are valid XML names whatever ids the articles were given; the id stands in `id`.

Weakness: GraphML knows no intervals; a time stands as its earliest and latest moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

import msgspec

from menurut.model import Dossier, Edge, IndependentSource
from menurut.report.sources import SourceRow, source_rows
from menurut.report.story import Story, anchor, edge_anchor, index_dossier, share_taken
from menurut.report.visible import show_hidden

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
NODE_KEYS = {
    "label": "string", "type": "string", "id": "string", "title": "string", "url": "string",
    "published": "string", "earliest": "string", "latest": "string", "lang": "string",
    "source_type": "string", "certain": "int", "possible": "int", "subject": "boolean",
}  # fmt: skip
EDGE_KEYS = {
    "kind": "string", "confidence": "double", "late": "boolean", "share": "double",
    "certain": "boolean",
}  # fmt: skip

_NO_XML = re.compile("[\ufffe\uffff]")

Value = str | int | float | bool | None


class _Node(msgspec.Struct, frozen=True):
    name: str
    data: Mapping[str, Value]


class _Arrow(msgspec.Struct, frozen=True):
    name: str
    source: str
    target: str
    data: Mapping[str, Value]


def render_graphml(dossier: Dossier) -> str:
    """The articles, sources and edges of a dossier as one directed graph.

    >>> render_graphml(Dossier(subject=None, articles=())).splitlines()[0]
    '<?xml version="1.0" encoding="UTF-8"?>'
    """
    story = index_dossier(dossier)
    root = ET.Element("graphml", xmlns=NAMESPACE)
    for domain, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        for name, kind in keys.items():
            ET.SubElement(
                root,
                "key",
                {"id": f"{domain}-{name}", "for": domain, "attr.name": name, "attr.type": kind},
            )
    graph = ET.SubElement(root, "graph", id="lineage", edgedefault="directed")
    for node in _nodes(story):
        _tell(ET.SubElement(graph, "node", id=node.name), "node", node.data)
    for arrow in _arrows(story):
        place = {"id": arrow.name, "source": arrow.source, "target": arrow.target}
        _tell(ET.SubElement(graph, "edge", place), "edge", arrow.data)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _tell(element: ET.Element, domain: str, data: Mapping[str, Value]) -> None:
    for name, value in data.items():
        if value is not None:
            ET.SubElement(element, "data", key=f"{domain}-{name}").text = _written(value)


def _written(value: Value) -> str:
    r"""A value as GraphML writes it; characters that no XML can hold become marks.

    >>> _written(True), _written("a\x00")
    ('true', 'a[U+0000]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NO_XML.sub("\ufffd", show_hidden(str(value)))


def _nodes(story: Story) -> Iterator[_Node]:
    for row in source_rows(story):
        yield _Node(story.anchors[row.article.id], _article(story, row))
    for id_, outside in story.outside.items():
        told = {"label": outside.name, "type": "outside", "id": id_,
                "source_type": outside.source_type}  # fmt: skip
        yield _Node(_outside_name(id_), told)
    for name, source in _informants(story).items():
        yield _Node(
            name,
            {"label": source.name, "type": "source", "id": source.id,
             "source_type": source.source_type},
        )  # fmt: skip


def _article(story: Story, row: SourceRow) -> dict[str, Value]:
    article, clock = row.article, row.clock
    certain, possible = row.independent or (None, None)
    return {
        "label": row.name, "type": "article", "id": article.id, "title": article.title,
        "url": article.url, "published": article.published,
        "earliest": clock.earliest.isoformat() if clock and clock.earliest else None,
        "latest": clock.latest.isoformat() if clock and clock.latest else None,
        "lang": article.lang, "certain": certain, "possible": possible,
        "subject": article.id == story.dossier.subject,
    }  # fmt: skip


def _outside_name(id_: str) -> str:
    return anchor("x", id_)


def _informants(story: Story) -> dict[str, IndependentSource]:
    found: dict[str, IndependentSource] = {}
    for family in story.families:
        for source in family.sources:
            found.setdefault(anchor("i", family.id, source.id, source.name), source)
    return found


def _arrows(story: Story) -> Iterator[_Arrow]:
    yield from (
        _edge(story, edge) for edges in story.parents.values() for edge in edges
    )  # fmt: skip
    places = {**story.anchors, **{id_: _outside_name(id_) for id_ in story.outside}}
    for id_, outside in story.outside.items():
        for article in dict.fromkeys(outside.cited_by):
            if article in story.anchors:
                yield _link(story.anchors[article], places[id_], {"kind": "names"})
    for name, source in _informants(story).items():
        for through in dict.fromkeys(source.through):
            if through in places:
                yield _link(places[through], name, {"kind": "heard", "certain": source.certain})


def _edge(story: Story, edge: Edge) -> _Arrow:
    share = share_taken(story, edge)
    data = {
        "kind": edge.kind,
        "confidence": round(edge.confidence, 4),
        "late": edge.late,
        "share": None if share is None else round(share, 4),
    }
    return _Arrow(
        edge_anchor(story, edge), story.anchors[edge.child], story.anchors[edge.parent], data
    )


def _link(source: str, target: str, data: Mapping[str, Value]) -> _Arrow:
    return _Arrow(anchor("l", source, target, data["kind"]), source, target, data)
