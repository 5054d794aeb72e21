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
