"""The lineage as W3C PROV-JSON, for tools that reason about provenance.

Articles are entities, attributed to the outlets that published them. An edge that took text is a
derivation (a quotation for an excerpt, a revision for a copy or a rewrite, a plain derivation for
a translation); a mere citation is an influence. What an informant said is an entity of its own,
attributed to the informant, and the primary source of the article it came through.

Weakness: PROV has no place for a probability; confidences stand as attributes under `mn:`.
"""

from __future__ import annotations

from typing import Any

from prov.model import PROV, ProvDocument

from menurut.model import Article, Dossier, Edge, IndependentSource, Outside
from menurut.report.story import (
    Story,
    anchor,
    clock_of,
    index_dossier,
    outlet_of,
)

NAMESPACE = "https://menurut.example/ns#"
"""A name, not an address: nothing is to be found there."""

_DERIVATION = {
    "copy": PROV["Revision"],
    "rewrite": PROV["Revision"],
    "excerpt": PROV["Quotation"],
}
_AGENT = {
    "person_named": PROV["Person"],
    "anonymous": PROV["Person"],
    "office_unnamed": PROV["Person"],
    "organisation": PROV["Organization"],
    "outlet": PROV["Organization"],
}


def render_prov(dossier: Dossier) -> str:
    """The lineage of a dossier as PROV-JSON; the same dossier gives the same bytes.

    >>> '"prefix"' in render_prov(Dossier(subject=None, articles=()))
    True
    """
    story = index_dossier(dossier)
    document = ProvDocument()
    document.add_namespace("mn", NAMESPACE)
    entities = {
        id_: _article(document, article, story.anchors[id_])
        for id_, article in story.articles.items()
    }
    for edges in story.parents.values():
        for edge in edges:
            _edge(document, entities, edge)
    for outside in dossier.lineage.outside:
        _outside(document, entities, outside)
    for family in story.families:
        for source in family.sources:
            _source(document, story, entities, source)
    text: str = document.serialize(format="json", indent=2, sort_keys=True)
    return text + "\n"


def _kept(attributes: dict[str, Any]) -> dict[str, Any]:
    """What is known; characters that no file can hold become their escapes."""
    return {
        key: value.encode("utf-8", "backslashreplace").decode() if type(value) is str else value
        for key, value in attributes.items()
        if value is not None
    }


def _article(document: ProvDocument, article: Article, name: str) -> Any:
    clock = clock_of(article)
    entity = document.entity(
        f"mn:{name}",
        _kept({
            "prov:type": "mn:Article",
            "prov:label": article.title,
            "mn:id": article.id,
            "mn:url": article.url,
            "mn:language": article.lang,
            "mn:notBefore": clock.earliest if clock else None,
            "mn:notAfter": clock.latest if clock else None,
            "mn:sha256": article.sha256,
        }),
    )  # fmt: skip
    outlet = outlet_of(article)
    agent = document.agent(
        f"mn:{anchor('o', outlet)}",
        _kept({"prov:type": PROV["Organization"], "prov:label": outlet}),
    )
    _attribute(document, entity, agent)
    return entity


def _attribute(document: ProvDocument, entity: Any, agent: Any) -> None:
    """Relations carry names, so that a document read back is the same to the letter."""
    name = anchor("by", entity.identifier, agent.identifier)
    document.wasAttributedTo(entity, agent, identifier=f"mn:{name}")


def _derive(document: ProvDocument, entity: Any, origin: Any) -> Any:
    name = anchor("from", entity.identifier, origin.identifier)
    return document.wasDerivedFrom(entity, origin, identifier=f"mn:{name}")


def _edge(document: ProvDocument, entities: dict[str, Any], edge: Edge) -> None:
    child, parent = entities[edge.child], entities[edge.parent]
    told = {"mn:kind": edge.kind, "mn:confidence": round(edge.confidence, 4), "mn:late": edge.late}
    if edge.kind == "cites":
        name = anchor("cites", child.identifier, parent.identifier)
        document.wasInfluencedBy(child, parent, identifier=f"mn:{name}", other_attributes=told)
        return
    derivation = _derive(document, child, parent)
    derivation.add_attributes(told)
    if edge.kind in _DERIVATION:
        derivation.add_asserted_type(_DERIVATION[edge.kind])


def _outside(document: ProvDocument, entities: dict[str, Any], outside: Outside) -> None:
    entity = document.entity(
        f"mn:{anchor('x', outside.id)}",
        _kept({"prov:type": "mn:OutsideSource", "prov:label": outside.name}),
    )
    for article in outside.cited_by:
        if article in entities:
            _derive(document, entities[article], entity)


def _source(
    document: ProvDocument, story: Story, entities: dict[str, Any], source: IndependentSource
) -> None:
    name = anchor("s", source.id, *sorted(map(story.names.get, source.through), key=str))
    kind = _AGENT.get(source.source_type)
    agent = document.agent(
        f"mn:{name}",
        _kept({
            "prov:type": kind, "prov:label": source.name, "mn:sourceType": source.source_type,
            "mn:certain": source.certain,
        }),
    )  # fmt: skip
    said = document.entity(f"mn:{name}-said", {"prov:type": "mn:Statement"})
    _attribute(document, said, agent)
    for article in source.through:
        if article in entities:
            _derive(document, entities[article], said).add_asserted_type(PROV["PrimarySource"])
