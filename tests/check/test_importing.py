"""ClaimReview in all its containers, tables, broken files."""

from __future__ import annotations

import gzip
import json
import lzma

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.check import read_fact_checks
from menurut.check.claimreview import read_claim_review
from menurut.check.containers import read_page_checks, read_value
from menurut.check.json_values import stream_elements
from menurut.errors import InputError
from menurut.model import FactCheck, Problem

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "Bulan terbelah dua",
    "url": "https://cek.example/2031/bulan",
    "datePublished": "2031-03-04",
    "inLanguage": "id",
    "author": {"@type": "Organization", "name": "Cek Sarune"},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "KELIRU"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Warga"},
        "appearance": [{"@type": "CreativeWork", "url": "https://media.example/p/1"}],
    },
}  # fmt: skip


def with_(**changes: object) -> dict[str, object]:
    return {**REVIEW, **changes}


def check_of(review: dict[str, object]) -> FactCheck:
    found = read_claim_review(review, "a")
    assert isinstance(found, FactCheck)
    return found


def test_a_clean_review_has_no_warnings():
    found = check_of(REVIEW)

    assert () == found.warnings
    assert ("KELIRU", "Cek Sarune", "Warga") == (found.verdict, found.publisher, found.claimant)
    assert ("https://media.example/p/1",) == found.appearances


@pytest.mark.parametrize(
    "container",
    [
        REVIEW,
        [REVIEW],
        {"@graph": [{"@type": "WebPage"}, REVIEW]},
        {"@type": "WebPage", "mainEntity": {"review": REVIEW}},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": REVIEW}]},
        {"claim_reviews": [REVIEW]},
        with_(**{"@type": ["Review", "ClaimReview"]}),
        with_(**{"@type": "http://schema.org/ClaimReview"}),
    ],
)
def test_containers(container):
    (found,) = read_value(container, "a")

    assert isinstance(found, FactCheck)
    assert ("Bulan terbelah dua",) == found.claim


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"inLanguage": None}, "language not stated"),
        ({"datePublished": None}, "no date"),
        ({"datePublished": "2031-03-04 10:00 UTC"}, "date written as"),
        ({"datePublished": "kemarin"}, "cannot be read"),
        ({"claimReviewed": ["a b", "c d"]}, "2 claims"),
        ({"claimReviewed": "", "headline": "Bulan utuh"}, "no claim stated"),
        ({"claimReviewed": "Kata &#039;dia&#039;"}, "entities"),
        ({"url": "cek.example/bulan"}, "without https"),
        ({"url": "/bulan"}, "not a whole one"),
        ({"url": "https://cek.example/%25E0%25A4"}, "twice"),
        ({"author": [{"@type": "Person", "name": "A"}]}, "several authors"),
        ({"author": {"@type": "Person", "name": "A"}}, "publisher not named"),
        ({"reviewRating": "KELIRU"}, "bare string"),
        ({"reviewRating": {"alternateName": "tidak_benar_sama_sekali"}}, "internal label"),
        (
            {
                "reviewRating": {
                    "alternateName": "X",
                    "ratingValue": "",
                    "bestRating": 1,
                    "worstRating": 1,
                }
            },
            "no width",
        ),
        (
            {
                "reviewRating": {
                    "alternateName": "X",
                    "ratingValue": 2,
                    "bestRating": 1,
                    "worstRating": 5,
                }
            },
            "turned round",
        ),
        ({"reviewRating": {"ratingValue": -1, "bestRating": -1, "worstRating": -1}}, "number only"),
        ({"reviewRating": None}, "no rating"),
        ({"itemReviewed": None}, "nothing said"),
        ({"itemReviewed": {"appearance": "1"}}, "is not an address"),
        ({"itemReviewed": {"url": "https://cek.example/2031/bulan"}}, "its own article"),
    ],
)
def test_oddities_are_told(change, warning):
    assert any(warning in said for said in check_of(with_(**change)).warnings)


@pytest.mark.parametrize(
    "verdict", ["não é bem assim", "Miscaptioned ", "FALSO: era outra coisa.", "Belum Terbukti"]
)
def test_the_verdict_is_word_for_word(verdict):
    found = check_of(with_(reviewRating={"alternateName": verdict}))

    assert verdict.strip() == found.verdict


def test_unmapped_fields_are_kept():
    found = check_of(with_(sdPublisher={"name": "x"}, backstory="y"))

    assert {"name": "x"} == found.extra["sdPublisher"]
    assert "y" == found.extra["backstory"]


def test_joined_appearances_come_apart():
    joined = "https://a.example/1, https://b.example/2 and https://c.example/3"
    found = check_of(with_(itemReviewed={"appearance": joined, "author": {"name": "A"}}))

    assert (
        "https://a.example/1",
        "https://b.example/2",
        "https://c.example/3",
    ) == found.appearances


def test_api_answer_with_two_reviews_of_one_claim():
    review = {
        "publisher": {"site": "cek.example"},
        "url": "https://cek.example/1",
        "textualRating": "Keliru",
    }
    answer = {
        "claims": [
            {
                "text": "Bulan terbelah",
                "claimant": "Warga",
                "claimReview": [review, {**review, "url": "https://b.example/2"}],
            }
        ],
        "nextPageToken": "x",
    }
    found = list(read_value(answer, "a"))

    assert ["cek.example", "cek.example"] == [check.publisher for check in found]
    assert 2 == len({check.id for check in found})


def test_list_with_the_verdict_before_the_title():
    entry = {
        "id": "7",
        "classification": "False Context",
        "title": "[SALAH] Video bulan terbelah",
        "content": "Bulan terbelah!",
        "tanggal": "2031-03-04",
    }
    (found,) = read_value([entry], "a")

    assert ("SALAH", "False Context", ("Bulan terbelah!",)) == (
        found.verdict,
        found.extra["classification"],
        found.claim,
    )


def test_page_with_scripts_and_microdata():
    micro = (
        '<div itemscope itemtype="http://schema.org/ClaimReview"><meta itemprop="url" content="https://cek.example/2">'
        '<span itemprop="claimReviewed">Laut surut sehari</span><div itemprop="reviewRating" itemscope>'
        '<span itemprop="alternateName">Sesat</span></div></div>'
    )
    page = f'<html><script type="application/ld+json">{json.dumps(REVIEW)}</script>{micro}</html>'
    found = list(read_page_checks(page, "a.html"))

    assert ["KELIRU", "Sesat"] == [check.verdict for check in found]


def test_markup_with_stray_quotation_marks_is_mended():
    broken = '{"@type": "ClaimReview", "claimReviewed": "Kata "dia" bulan\n terbelah", "reviewRating": {"alternateName": "KELIRU"},}'
    page = f'<html><script type="application/ld+json">{broken}</script></html>'
    (found,) = read_page_checks(page, "a.html")

    assert ('Kata "dia" bulan terbelah',) == found.claim
    assert "its JSON was repaired" in found.warnings


@pytest.mark.parametrize(
    ("suffix", "opener"), [(".jsonl", open), (".jsonl.gz", gzip.open), (".jsonl.xz", lzma.open)]
)
def test_lines_plain_and_packed(tmp_path, suffix, opener):
    path = tmp_path / f"checks{suffix}"
    with opener(path, "wt", encoding="utf-8") as stream:
        stream.write(
            json.dumps({"id": "a", "claim": "Bulan terbelah", "verdict": "KELIRU"}) + "\n{bad\n"
        )
        stream.write(
            json.dumps({"id": "b", "claim": None, "title": "Laut surut", "publisher": "Cek"}) + "\n"
        )
    found = list(read_fact_checks([path]))

    assert ["a", Problem, "b"] == [x.id if isinstance(x, FactCheck) else type(x) for x in found]
    assert found[1].where.endswith(":2")


def test_table(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text("claim_reviewed,textual_rating,desk\nBulan terbelah,KELIRU,3\n,,4\n")
    found = list(read_fact_checks([path]))

    assert ("KELIRU", {"desk": "3"}) == (found[0].verdict, found[0].extra)
    assert isinstance(found[1], Problem)


def test_a_large_feed_is_streamed(tmp_path, monkeypatch):
    monkeypatch.setattr("menurut.check.files.STREAM_BYTES", 1000)
    feed = {
        "@type": "DataFeed",
        "dataFeedElement": [
            {"url": str(n), "item": [with_(url=f"https://cek.example/{n}")]} for n in range(50)
        ],
    }
    (tmp_path / "feed.json").write_text(json.dumps(feed, indent=1))
    found = list(read_fact_checks([tmp_path / "feed.json"]))

    assert 50 == len({check.id for check in found})


def test_a_large_feed_that_breaks_off(tmp_path, monkeypatch):
    monkeypatch.setattr("menurut.check.files.STREAM_BYTES", 1000)
    feed = json.dumps({"dataFeedElement": [{"item": [REVIEW]} for _ in range(20)]}, indent=1)
    (tmp_path / "feed.json").write_text(feed[:-900])
    found = list(read_fact_checks([tmp_path / "feed.json"]))

    assert isinstance(found[-1], Problem)
    assert 15 < len(found)


def test_stream_elements_at_the_root():
    import io

    assert [1, {"a": "]"}, "x"] == list(
        stream_elements(io.BytesIO(b'[1, {"a": "]"}, "x"] tail'), None)
    )


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b"{", b"[[[[", b"<html>", b"\xff\xfe"])
def test_what_holds_no_fact_check_is_told(tmp_path, data):
    path = tmp_path / "checks.json"
    path.write_bytes(data)
    found = list(read_fact_checks([path]))

    assert found
    assert all(isinstance(item, Problem) for item in found)


def test_a_missing_file():
    with pytest.raises(InputError, match="no such file"):
        list(read_fact_checks(["none.json"]))


def test_every_sample_of_the_wild_is_read(shared):
    samples = sorted((shared / "gold" / "factcheck" / "claimreview_raw").iterdir())
    found = {path.name: list(read_fact_checks([path])) for path in samples}

    assert [] == [name for name, items in found.items() if not items]
    assert ["gesis_claims_head.json"] == [  # cut off in the middle of its JSON
        name for name, items in found.items() if any(isinstance(item, Problem) for item in items)
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [
                *REVIEW,
                "headline",
                "name",
                "@graph",
                "review",
                "creativeWork",
                "text",
                "claimReview",
                "content",
                "classification",
                "title",
                "claim",
            ]
        ),
        json_values,
    )
)
def test_any_review(fields):
    for record in (fields, {**REVIEW, **fields}, {**fields, "@type": "ClaimReview"}):
        for found in read_value(record, "a"):
            assert isinstance(found, FactCheck | Problem)
