"""Tokens and pack entries: each example of a pack is a test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.languages import known_languages, load_pack
from menurut.trace.drift_view import quotations, sound_of, split_sentences
from menurut.trace.drift_words import find_mentions, fold, tokenize

TABLES = {
    "sources": "source", "offices": "office", "forces": "force", "actors": "actor",
    "places": "place", "things": "thing", "events": "event", "movements": "move",
}  # fmt: skip


def pack_examples():
    for code in known_languages():
        pack = load_pack(code)
        for example in pack.drift.examples if pack else ():
            yield pytest.param(code, example, id=f"{code}: {example.text}")


def label_of(entry: str) -> str:
    """What an entry of an example is called in the mentions: "events:fire" is "event:fire"."""
    table, _, name = entry.partition(":")
    return f"{TABLES.get(table, table)}:{name}" if name else table


@pytest.mark.parametrize(("code", "example"), list(pack_examples()))
def test_every_example_of_a_pack_finds_its_entries(code, example):
    labels = {m.label for m in find_mentions(tokenize(example.text), code)}

    assert {label_of(e) for e in example.finds} <= labels
    assert not {label_of(e) for e in example.absent} & labels


@pytest.mark.parametrize("table", [*TABLES])
def test_all_languages_name_the_same_kinds(table):
    kinds = {code: set(getattr(load_pack(code).drift, table)) for code in ("en", "id", "ru", "ar")}

    assert kinds["id"] == kinds["en"] == kinds["ru"] == kinds["ar"]


def test_what_stands_inside_a_longer_entry_is_not_found():
    mentions = find_mentions(tokenize("Pejabat yang enggan disebut namanya"), "id")

    assert "hedges" not in {m.label for m in mentions}


def test_names_sound_alike_in_all_scripts():
    assert sound_of("Krasnovar") == sound_of("Красновар") == sound_of("كراسنوفار")


def test_abbreviations_and_initials_end_no_sentence():
    text = "Kata Dr. Sari, J. Brock dari U.S. Steel datang. Dua orang pergi."

    assert len(split_sentences(text, "id")) == 2


def test_quotations_stay_inside_a_paragraph():
    text = '"No," he said.\n"Yes, and\nthen'

    assert [span.of(text) for span in quotations(text)] == ['"No,"']


@given(st.text(max_size=400), st.sampled_from(("en", "id", "ru", "ar", None)))
def test_sentences_and_tokens_lie_inside_any_text(text, code):
    for span in split_sentences(text, code):
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text).strip() == span.of(text)
    for token in tokenize(text):
        assert fold(text[token.start : token.end]) == token.key


def test_an_arabic_stroke_that_stands_alone_is_no_word() -> None:
    assert ["القاهره", "رويترز"] == [token.key for token in tokenize("القاهرة ـ رويترز")]
