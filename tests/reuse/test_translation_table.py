"""Words, names and numbers in keys that all languages share."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.reuse.translation_table import english_of, load_table, meaning_of
from menurut.reuse.translation_words import (
    _rules,
    language_for,
    normalise_number,
    sentences_in,
    skeletons_of,
    stem_of,
    translation_languages,
    words_in,
)

ASSETS = resources.files("menurut.reuse") / "assets"


def shared_keys(one: tuple[str, str], two: tuple[str, str]) -> set[int]:
    return set(meaning_of(*one).keys) & set(meaning_of(*two).keys)


@pytest.mark.parametrize(
    ("word", "lang", "english"),
    [
        ("menteri", "id", "minister"),
        ("kerajaan", "ms", "kingdom"),
        ("пожар", "ru", "fire"),
        ("міністр", "uk", "minister"),
        ("المدينة", "ar", "city"),
        ("وقال", "ar", "said"),
    ],
)
def test_a_word_shares_a_meaning_with_its_translation(word, lang, english):
    assert shared_keys((word, lang), (english, "en"))


def test_british_and_american_spelling_are_one_word():
    assert stem_of("harbour", "en") == stem_of("harbor", "en")
    assert stem_of("organisation", "en") == stem_of("organization", "en")
    assert stem_of("hour", "en") == "hour"


@pytest.mark.parametrize("name", ["Путин بوتين", "Kalvani Калвани", "Trump ترامب"])
def test_names_meet_across_scripts(name):
    one, two = map(skeletons_of, name.split())

    assert one[0] == two[0]
    assert {*one} & {*two}


@pytest.mark.parametrize("number", ["1.000", "1,000", "١٠٠٠", "١٬٠٠٠", "1000"])
def test_a_thousand_is_one_number_however_written(number):
    assert normalise_number(number) == "1000"


def test_a_small_number_means_its_word():
    assert shared_keys(("14", "id"), ("fourteen", "en"))


def test_a_language_without_a_table_has_no_translations():
    assert load_table("fr") is None
    assert english_of("incendie", "fr") == ()


@pytest.mark.parametrize("lang", sorted(set(translation_languages()) - {"en"}))
def test_every_language_has_a_table_a_script_and_common_words(lang):
    entry = translation_languages()[lang]

    assert load_table(lang) is not None
    assert entry.script
    assert len(entry.common) >= 15


def test_the_manifest_names_the_bytes_that_ship():
    manifest = json.loads((ASSETS / "translation_licences.json").read_text(encoding="utf-8"))

    for name, listed in manifest["files"].items():
        assert listed["sha256"] == hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()


def test_no_source_under_forbidden_terms_was_read():
    manifest = json.loads((ASSETS / "translation_licences.json").read_text(encoding="utf-8"))
    terms = {row["terms"] for rows in manifest["trained_on"].values() for row in rows}

    assert not [t for t in terms if "GPL" in t or "-NC" in t or "-ND" in t]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ani datang. Ia pulang.", ["Dr. Ani datang.", "Ia pulang."]),
        ("He left at 3.5 km. The end", ["He left at 3.5 km.", "The end"]),
        ("قال نعم. ثم ذهب؟ نعم", ["قال نعم.", "ثم ذهب؟", "نعم"]),
        ("One\n\nTwo", ["One", "Two"]),
        ('"We saw it." She left.', ['"We saw it."', "She left."]),
    ],
)
def test_sentences(text, expected):
    assert expected == [span.of(text) for span in sentences_in(text)]


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("Пожар в порту был потушен, и это не первый случай за год.", None, "ru"),
        ("Пожежа в порту була погашена, і це не перший випадок, що стався.", None, "uk"),
        ("Kebakaran itu tidak menimbulkan korban di pelabuhan dan sekitarnya.", "en", "id"),
        ("Le feu et la mer", "fr", "fr"),
        ("Пожар", "id", "xx"),
        ("", None, "xx"),
    ],
)
def test_the_language_a_text_is_read_in(text, tag, expected):
    assert expected == language_for(text, tag)


RULES = {c: (*e.spelling, *e.folding) for c, e in translation_languages().items()}
LETTERS = sorted(
    {c for rules in RULES.values() for source, _ in rules for c in source if c.isalpha()}
)


@given(st.sampled_from(sorted(RULES)), st.text(st.sampled_from([*LETTERS, "'", "ـ"]), max_size=12))
def test_rules_do_what_their_patterns_say(lang, word):
    expected = found = word
    for source, target in RULES[lang]:
        expected = re.sub(source, target, expected)
    for rule in _rules(RULES[lang]):
        found = rule(found)

    assert expected == found


@given(st.text(max_size=200))
def test_sentences_and_words_lie_inside_the_text_in_order(text):
    last = 0
    for span in sentences_in(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end
        for word, start, end in words_in(span.of(text)):
            assert span.of(text)[start:end] == word


@given(st.text(min_size=1, max_size=30), st.sampled_from([*translation_languages(), "fr", "xx"]))
def test_any_word_has_weights_between_0_and_1(word, lang):
    for found, _, _ in words_in(word):
        meaning = meaning_of(found, lang)

        assert len(meaning.keys) == len(meaning.weights)
        assert all(0 < w <= 1 for w in meaning.weights)
        assert meaning.rarity > 0
