from __future__ import annotations

import json

from prov.model import ProvDerivation, ProvDocument, ProvEntity, ProvInfluence

from menurut.model import Article, Dossier
from menurut.report import render_prov


def test_out_and_in_is_the_same_document(demo: Dossier) -> None:
    written = render_prov(demo)

    read = ProvDocument.deserialize(content=written, format="json")

    assert json.loads(read.serialize(format="json")) == json.loads(written)
    assert ProvDocument.deserialize(content=read.serialize(format="json"), format="json") == read


def test_every_article_edge_and_source_is_there(demo: Dossier) -> None:
    document = ProvDocument.deserialize(content=render_prov(demo), format="json")

    counts = (
        len(list(document.get_records(ProvEntity))),
        len(list(document.get_records(ProvDerivation))),
        len([r for r in document.get_records(ProvInfluence) if type(r) is ProvInfluence]),
    )

    # 12 articles and 2 statements; 7 edges that took text and 2 primary sources; 3 citations
    assert counts == (14, 9, 3)


def test_the_same_dossier_gives_the_same_bytes(demo: Dossier) -> None:
    assert render_prov(demo) == render_prov(demo)


def test_hostile_strings_survive() -> None:
    nasty = Article(id='"}', text="\ud800", title='\x00"</script>\ud800', outlet="\u202e")

    document = render_prov(Dossier(subject=None, articles=(nasty,)))

    assert ProvDocument.deserialize(content=document, format="json").get_records(ProvEntity)
    assert document.encode()


# Keys of https://www.w3.org/submissions/prov-json/ that we use, and of PROV-DM's reserved attributes.
SECTIONS = {"prefix", "entity", "agent", "wasAttributedTo", "wasDerivedFrom", "wasInfluencedBy"}
ATTRIBUTES = {
    "prov:type", "prov:label", "prov:entity", "prov:agent", "prov:generatedEntity",
    "prov:usedEntity", "prov:influencee", "prov:influencer",
}  # fmt: skip
TYPES = {
    "prov:Organization", "prov:Person", "prov:Revision", "prov:Quotation", "prov:PrimarySource",
}  # fmt: skip


def test_every_name_is_one_of_the_vocabulary_or_our_own(demo: Dossier) -> None:
    document = json.loads(render_prov(demo))

    assert set(document) <= SECTIONS
    records = [r for name, part in document.items() if name != "prefix" for r in part.values()]
    for record in records:
        assert {name for name in record if not name.startswith("mn:")} <= ATTRIBUTES
        kinds = record.get("prov:type", [])
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            name = kind["$"] if isinstance(kind, dict) else kind
            assert name.startswith("mn:") or name in TYPES
