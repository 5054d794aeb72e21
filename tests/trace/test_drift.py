"""Drift along edges: invented cases in four languages, and what must hold for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.attribute import find_attributions
from menurut.demo import demo_articles, demo_truth
from menurut.model import Article, Drift, Edge, article_from_json
from menurut.trace.drift import find_drift, find_headline_drift
from menurut.trace.drift_view import LONGEST_LINE, view_of

CASES = [
    case
    for name in ("drift_cases.json", "drift_cases_varied.json")
    for case in json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "gold"


def edge(kind: str = "rewrite", child: str = "c", parent: str = "p") -> Edge:
    return Edge(child=child, parent=parent, kind=kind, confidence=0.9, evidence=())


def drift_of(parent: Article, child: Article, kind: str = "rewrite") -> tuple[Drift, ...]:
    articles = {child.id: child, parent.id: parent}
    return find_drift(articles, {}, [edge(kind, child.id, parent.id)], [])


def marked(case):
    fails = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
    return pytest.param(case, id=case["label"], marks=fails)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_what_changed_on_the_way(case):
    parent, child = Article(id="p", **case["parent"]), Article(id="c", **case["child"])

    found = drift_of(parent, child, case["kind"])

    assert {drift.type for drift in found} == set(case["expected"])


@pytest.mark.parametrize("case", [marked(case) for case in CASES if "expect" not in case])
def test_both_spans_lie_in_their_texts(case):
    parent, child = Article(id="p", **case["parent"]), Article(id="c", **case["child"])

    for drift in drift_of(parent, child, case["kind"]):
        source = parent.title if drift.from_field == "title" else parent.text
        target = child.title if drift.to_field == "title" else child.text
        assert drift.to_span is not None
        assert drift.to_span.of(target or "").strip()
        assert 0 < drift.confidence <= 1
        if drift.type != "headline_unsupported":
            assert drift.from_span is not None
            assert drift.from_span.of(source or "").strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
@pytest.mark.parametrize("side", ["parent", "child"])
def test_an_article_does_not_drift_from_its_own_reprint(case, side):
    original = Article(id="p", **case[side])
    reprint = Article(id="c", **{**case[side], "outlet": "Another"})

    assert drift_of(original, reprint, "copy") == ()


def test_a_reprint_with_another_headline_may_only_drift_there():
    text = "Smoke rose from a mill in Arvale, a shepherd said."
    parent = Article(id="p", lang="en", title="Smoke in Arvale", text=text)
    child = Article(id="c", lang="en", title="Mill explodes in Arvale", text=text)

    assert [d.type for d in drift_of(parent, child, "copy")] == ["headline_unsupported"]


def test_what_the_parents_headline_had_is_inherited():
    parent = Article(id="p", lang="en", title="Mill explodes", text="Smoke rose from a mill.")
    child = Article(id="c", lang="id", title="Penggilingan meledak", text="Asap keluar dari sana.")

    assert drift_of(parent, child, "translation") == ()


def test_nothing_drifts_along_a_citation():
    parent = Article(id="p", lang="en", text="Nine goats drowned near Larkmoor, a shepherd said.")
    child = Article(id="c", lang="en", text="Ninety goats drowned near Larkmoor, a shepherd said.")

    assert drift_of(parent, child, "cites") == ()
    assert [d.type for d in drift_of(parent, child)] == ["number_change"]


def test_values_are_given_in_figures():
    parent = Article(id="p", lang="id", text="Jembatan Kenanga menelan Rp1,5 miliar, kata bupati.")
    child = Article(id="c", lang="id", text="Jembatan Kenanga menelan Rp1,5 triliun, kata bupati.")

    (drift,) = drift_of(parent, child)

    assert (drift.from_value, drift.to_value) == ("1.5 billion IDR", "1.5 trillion IDR")


def test_of_two_siblings_with_one_slip_the_first_is_told():
    parent = Article(id="p", lang="en", text="Nine goats drowned near Larkmoor, a shepherd said.")
    slip = "Ninety goats drowned near Larkmoor, a shepherd said."
    first = Article(id="z", lang="en", text=slip, published="2031-03-01T08:00:00Z")
    second = Article(id="b", lang="en", text=slip + " More soon.", published="2031-03-01T09:00:00Z")
    articles = {"p": parent, "z": first, "b": second}

    found = find_drift(articles, {}, [edge(child="b"), edge(child="z")], [])

    assert [d.child for d in found] == ["z"]


def test_edges_to_articles_that_are_not_there_are_passed_over():
    assert find_drift({}, {}, [edge()], []) == ()


words = st.sampled_from(
    [
        *[
            "Nine",
            "12",
            "1.5",
            "million",
            "may",
            "said",
            "tewas",
            "диуга",
            "3%",
            "Rp4",
            "sumber",
            "مصدر",
            "قد",
            ".",
            "!",
            "?",
            "\n",
            "—",
            '"',
            "“",
            "Larkmoor",
        ]
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=40).map(" ".join))


@given(texts, texts, st.sampled_from(("en", "id", "ru", "ar", None)), st.sampled_from(("en", "ar")))
def test_any_two_texts_give_spans_inside_them(one, two, lang_one, lang_two):
    parent = Article(id="p", lang=lang_one, title=one[:50], text=one)
    child = Article(id="c", lang=lang_two, title=two[:50], text=two)

    for drift in drift_of(parent, child):
        source = parent.title if drift.from_field == "title" else parent.text
        target = child.title if drift.to_field == "title" else child.text
        if drift.from_span:
            assert 0 <= drift.from_span.start < drift.from_span.end <= len(source or "")
        assert drift.to_span is not None
        assert 0 <= drift.to_span.start < drift.to_span.end <= len(target or "")


@given(texts, st.sampled_from(("en", "id", "ru", "ar", None)))
def test_identical_texts_give_no_drift(text, lang):
    parent = Article(id="p", lang=lang, title=text[:40], text=text)
    child = Article(id="c", lang=lang, title=text[:40], text=text)

    assert drift_of(parent, child, "copy") == ()


def test_of_a_text_without_sentence_ends_only_a_stretch_is_read():
    huge = "Rp4 tewas may 12 " * 60_000

    (line,) = view_of(Article(id="p", lang="id", text=huge)).lines

    assert line.span.end <= LONGEST_LINE


def test_the_demo_story_drifts_where_its_truth_says():
    articles = {article.id: article for article in demo_articles()}
    truth = demo_truth()
    edges = [edge(e["kind"], e["child"], e["parent"]) for e in truth["edges"]]

    found = {(d.child, d.parent, d.type) for d in find_drift(articles, {}, edges, [])}

    assert found == {(d["child"], d["parent"], d["type"]) for d in truth["drift"]}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_founding_story():
    rows = (SHARED / "lineage" / "seed_family.jsonl").read_text(encoding="utf-8").splitlines()
    articles = {r["id"]: article_from_json(r) for r in map(json.loads, rows)}

    headlines = find_headline_drift(articles, list(articles))
    found = find_drift(articles, {}, [edge("translation", "pg13", "sf_islamtimes")], [])

    assert [d.child for d in headlines] == ["seed"]
    assert [(d.type, d.from_value) for d in found] == [("number_change", "90")]


def test_another_person_in_the_same_words_is_another_mouth():
    words = "The kiln in Orlund cracked because the clay was wet, potter {} said on Tuesday."
    parent = Article(id="p", lang="en", text=words.format("Maja Tveit"))
    child = Article(id="c", lang="en", text=words.format("Ulrik Sande"))
    attributed = {a.id: find_attributions(a) for a in (parent, child)}

    found = find_drift({"c": child, "p": parent}, attributed, [edge()], [])

    assert [d.type for d in found] == ["attribution_moved"]


def test_the_same_figure_of_something_else_is_another_actor():
    parent = Article(id="p", lang="en", text="Fog killed 300 ducks in Orlund, a ranger said.")
    child = Article(id="c", lang="en", text="Fog killed 300 people in Orlund, a ranger said.")

    assert [d.type for d in drift_of(parent, child)] == ["actor_changed"]


def test_a_vague_number_that_both_have_does_not_hide_a_changed_one():
    words = (
        "Sedikitnya {} orang hilang di Desa Walasari, kata kepala badan penanggulangan bencana."
        "\n\nPuluhan warga sedang menyeberang ke pasar ketika tali baja putus."
    )
    parent = Article(id="p", lang="id", text=words.format(14))
    child = Article(id="c", lang="id", text=words.format(41))

    changes = [
        (d.from_value, d.to_value)
        for d in drift_of(parent, child, "copy")
        if d.type == "number_change"
    ]

    assert [("14", "41")] == changes
