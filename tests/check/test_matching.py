"""Claims find their fact-checks; other claims find nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.archive import Archive
from menurut.check import CheckSettings, Query, find_fact_checks
from menurut.check.features import NAMES
from menurut.check.index import build_index
from menurut.check.matching import find_hits, load_weights, look_up
from menurut.model import FactCheck, Span


def first(archive, text: str) -> str | None:
    (run,) = find_fact_checks([Query(id="q", text=text)], archive)
    return run.hits[0].id if run.hits else None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Heboh! Badan antariksa Sarune menyatakan bulan terbelah dua tahun 1998", "moon"),
        (
            "Video of the Sarune pier collapsing in an earthquake, 300 people killed https://a.example",
            "pier",
        ),
        ("#PlasticRice is sold in the markets of Tolamar!!", "rice"),
        ("SUSU KUDA LIAR menyembuhkan rabun ayam", "milk"),
    ],
)
def test_a_claim_finds_its_fact_check(archive, claim, expected):
    assert expected == first(archive, claim)


@pytest.mark.parametrize(
    "claim",
    ["", "!!!", "Resep sayur bening dengan jagung manis", "The library opens later on Fridays"],
)
def test_nothing_close_is_an_answer(archive, claim):
    assert first(archive, claim) is None


def test_why_names_the_shared_words(archive):
    (run,) = find_fact_checks(
        [Query(id="q", text="bulan terbelah dua, kata Badan antariksa Sarune")], archive
    )

    assert "terbelah" in run.hits[0].why
    assert "moon" == run.hits[0].id


def test_hits_are_chances_best_first(archive):
    (run,) = find_fact_checks(
        [Query(id="q", text="The Sarune pier collapsed in an earthquake, 300 people killed")],
        archive,
    )
    scores = [hit.score for hit in run.hits]

    assert sorted(scores, reverse=True) == scores
    assert all(0 <= score <= 1 for score in scores)


def test_runs_keep_query_and_span(archive):
    span = Span(3, 9)
    (run,) = find_fact_checks([Query(id="a#3-9", text="apa saja", span=span)], archive)

    assert ("a#3-9", "apa saja", span) == (run.query_id, run.query, run.span)


def test_what_is_added_is_found(archive):
    claim = "Jembatan Lomari dijual kepada pengusaha asing"
    assert first(archive, claim) is None
    archive.add_fact_checks([FactCheck(id="bridge", claim=(claim,))])

    assert "bridge" == first(archive, claim)


def test_an_archive_without_fact_checks():
    with Archive.open(":memory:", create=True) as empty:
        (run,) = find_fact_checks([Query(id="q", text="Bulan terbelah dua")], empty)

        assert () == run.hits


def test_the_order_of_fact_checks_does_not_matter(checks):
    shuffled = list(checks)
    random.Random(3).shuffle(shuffled)
    claim = "Video of the Sarune pier collapsing in an earthquake"

    assert find_hits(claim, build_index(checks), CheckSettings()) == find_hits(
        claim, build_index(shuffled), CheckSettings()
    )


def test_more_of_what_is_shared_never_counts_against():
    weights = load_weights()
    rank = dict(zip(NAMES, weights.rank, strict=True))

    assert [] == [n for n in NAMES if n in {"rank", "numbers_clash", "gap"} and rank[n] > 0]
    assert [] == [
        n for n in NAMES if n.endswith(("share", "covered", "relative", "exact")) and rank[n] < 0
    ]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(claim=st.text(max_size=120), texts=st.lists(st.text(max_size=60), max_size=6))
def test_any_text(claim, texts):
    index = build_index(FactCheck(id=str(n), claim=(text,)) for n, text in enumerate(texts))
    hits = find_hits(claim, index, CheckSettings(threshold=0.0))

    assert len(hits) <= 5
    assert all(hit.id in index.ids for hit in hits)


def test_a_fact_check_that_names_the_articles_own_address_is_found(checks):
    said = FactCheck(
        id="told", claim=("Something else",), appearances=("https://www.kabar.example/berita/7/",)
    )
    index = build_index((*checks, said))
    query = Query(id="q", text="Harga cabai naik", urls=("http://kabar.example/berita/7#atas",))

    hit = look_up(query, index, CheckSettings()).hits[0]

    assert ("told", 1.0) == (hit.id, hit.score)
    assert "address" in hit.why


@pytest.mark.parametrize("lang", ["id", None])
def test_a_function_word_is_no_match(lang):
    checks = [FactCheck(id="f", claim=("470 orang di Sarune tewas karena jamu",), lang="id")]
    index = build_index(checks)
    query = Query(id="q", text="resep masakan di rumah dari ibu", lang=lang)

    assert () == look_up(query, index, CheckSettings()).hits


def test_why_names_no_function_words():
    index = build_index([FactCheck(id="f", claim=("470 orang di Sarune tewas karena jamu",))])
    query = Query(id="q", text="470 orang tewas di Sarune", lang="id")
    (hit,) = look_up(query, index, CheckSettings()).hits

    assert "shares 470, orang, sarune, tewas" == hit.why
