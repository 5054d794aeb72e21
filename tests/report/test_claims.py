from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from menurut.model import Article, Claim, Dossier, Evidence, Span
from menurut.report import render_claim_review, render_claims

VOCABULARY = tomllib.loads(
    (Path(__file__).parent / "schemaorg.toml").read_text(encoding="utf-8")
)  # fmt: skip


def allowed(kind: str) -> set[str]:
    entry = VOCABULARY[kind]
    return set(entry["properties"]) | (allowed(entry["parent"]) if "parent" in entry else set())


def things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from things(item)


@pytest.fixture
def claimed(demo: Dossier) -> Dossier:
    """The demo with the claim that its reader met, said by the unnamed official."""
    selvane = next(a for a in demo.articles if a.id == "selvane")
    span = Span(0, selvane.text.index("Monday") + 7)
    claim = Claim(
        id="c", article="selvane", span=span, central=True,
        carriers=("norrick-observer", "chronicle", "selvane", "warta-rindala"),
    )  # fmt: skip
    family = demo.lineage.families[0]
    official, director = family.sources
    evidence = Evidence(kind="attribution", article="selvane", spans=(Span(20, 40),))
    family = msgspec.structs.replace(
        family,
        claims=(claim,),
        sources=(msgspec.structs.replace(official, evidence=(evidence,)), director),
    )
    return msgspec.structs.replace(
        demo, lineage=msgspec.structs.replace(demo.lineage, families=(family,))
    )


def test_a_claim_tells_where_it_appeared_first_and_then(claimed: Dossier) -> None:
    graph = json.loads(render_claims(claimed))["@graph"]
    outlets = {t["@id"]: t["publisher"]["name"] for t in graph if t["@type"] == "NewsArticle"}
    (claim,) = [t for t in graph if t["@type"] == "Claim"]

    assert outlets[claim["firstAppearance"]["@id"]] == "Selvane News Agency"
    assert [outlets[t["@id"]] for t in claim["appearance"]] == [
        "The Ellivane Chronicle",
        "Warta Rindala",
        "The Norrick Observer",
    ]


def test_an_informant_without_a_name_is_described_and_others_are_not_made_to_say_it(
    claimed: Dossier,
) -> None:
    claim = json.loads(render_claims(claimed))["@graph"][0]

    assert claim["author"] == [
        {"@type": "Person", "description": "an official at Osmarra's Deposit Guarantee Board"}
    ]


def test_articles_say_what_they_are_based_on(claimed: Dossier) -> None:
    graph = json.loads(render_claims(claimed))["@graph"]
    names = {t["publisher"]["name"]: t for t in graph if t["@type"] == "NewsArticle"}
    origin = [{"@id": names["Selvane News Agency"]["@id"]}]

    assert names["The Ellivane Chronicle"]["isBasedOn"] == origin
    assert names["Warta Rindala"]["translationOfWork"] == origin


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_draft_is_a_draft_and_has_no_verdict(claimed: Dossier, lang: str) -> None:
    draft = json.loads(render_claim_review(claimed, lang=lang))

    assert (draft["@type"], draft["creativeWorkStatus"]) == ("ClaimReview", "Draft")
    assert draft["claimReviewed"] == "Hackers drain 900 accounts, Osmarra central bank says"
    assert draft["itemReviewed"]["@type"] == "Claim"
    assert not {"reviewRating", "author", "datePublished", "url"} & draft.keys()
    assert not {k for t in things(draft) for k in t} & {"reviewRating", "ratingValue"}


def test_every_property_is_one_of_schema_org(claimed: Dossier) -> None:
    for text in (render_claims(claimed), render_claim_review(claimed, lang="id")):
        for thing in things(json.loads(text)):
            own = {name for name in thing if not name.startswith("@")}
            if "@type" in thing:
                assert own - allowed(thing["@type"]) == set()
            else:
                assert own in (set(), own if "@graph" in thing else set())


def test_nothing_found_is_a_draft_of_the_headline_alone() -> None:
    lone = Article(id="a", text="x", title="Jembatan Lowa runtuh", url="javascript:alert(1)")

    draft = json.loads(render_claim_review(Dossier(subject="a", articles=(lone,)), lang="en"))

    assert draft["claimReviewed"] == "Jembatan Lowa runtuh"
    assert "url" not in draft["itemReviewed"]["firstAppearance"]


def test_it_may_stand_in_a_script_of_somebody_elses_page() -> None:
    nasty = Article(id="a", text="x", title="</script><script>alert(1)</script>\u2028\ud800")
    dossier = Dossier(subject="a", articles=(nasty,))

    for text in (render_claims(dossier), render_claim_review(dossier, lang="id")):
        assert not set("<>&\u2028") & set(text)
        assert text.encode()
        assert "</script>" in json.dumps(json.loads(text), ensure_ascii=False)
