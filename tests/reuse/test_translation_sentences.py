"""The sentence behind a translated sentence, and what is near by meaning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.reuse.translation_sentences import (
    MOST_WORDS,
    make_pool,
    nearest_sentences,
    read_sentences,
    vectors_of,
)
from menurut.reuse.translation_table import meaning_of
from menurut.reuse.translation_words import skeletons_of, stem_of

ENGLISH = [
    "The ferry sank near the lighthouse and two sailors drowned.",
    "The mayor opened a floating library for the children of the islands.",
    "Inflation rose to 7.4 percent in March, the central bank said.",
    "The court sentenced the former minister to nine years in prison.",
    "Doctors at the hospital treated fourteen injured workers.",
]
POOL = make_pool(read_sentences(ENGLISH, "en"))


@pytest.mark.parametrize(
    ("sentence", "lang", "expected"),
    [
        ("Feri itu tenggelam di dekat mercusuar dan dua pelaut tewas.", "id", 0),
        ("Datuk bandar membuka perpustakaan terapung untuk kanak-kanak pulau.", "ms", 1),
        ("Инфляция в марте выросла до 7,4 процента, сообщил центральный банк.", "ru", 2),
        ("Суд засудив колишнього міністра до дев'яти років в'язниці.", "uk", 3),
        ("عالج الأطباء في المستشفى أربعة عشر عاملا مصابا.", "ar", 4),
    ],
)
def test_the_sentence_behind_a_translation_is_first(sentence, lang, expected):
    found = nearest_sentences(read_sentences([sentence], lang), POOL)

    assert found.numbers[0, 0] == expected
    assert (np.diff(found.scores[0][found.numbers[0] >= 0]) <= 0).all()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(max_size=80) | st.sampled_from(ENGLISH), max_size=4),
    st.sampled_from(["en", "id", "ru", "ar", "fr"]),
)
def test_any_texts_can_be_asked_together_or_alone(texts, lang):
    together = nearest_sentences(read_sentences(texts, lang), POOL)
    alone = [nearest_sentences(read_sentences([text], lang), POOL) for text in texts]

    assert together.numbers.tolist() == [one.numbers[0].tolist() for one in alone]
    assert together.scores.tolist() == [one.scores[0].tolist() for one in alone]
    for numbers in together.numbers.tolist():
        found = [n for n in numbers if n >= 0]
        assert len(found) == len(set(found))
        assert numbers[len(found) :] == [-1] * (len(numbers) - len(found))


@pytest.mark.parametrize("texts", [[], [""], ["...", "2031"]])
def test_a_pool_may_be_empty_or_wordless(texts):
    found = nearest_sentences(read_sentences(ENGLISH, "en"), make_pool(read_sentences(texts, "en")))

    assert (found.numbers == -1).all()


def test_a_copy_of_a_sentence_explains_all_of_it():
    found = nearest_sentences(read_sentences(ENGLISH, "en"), POOL)

    assert found.numbers[:, 0].tolist() == list(range(len(ENGLISH)))


def test_a_sentence_without_end_is_read_up_to_a_bound():
    endless = " ".join(f"{word} lighthouse" for word in map(chr, range(0x410, 0x450)) for _ in "ab")

    assert read_sentences([endless * 20], "en").bounds[-1] <= MOST_WORDS


def test_a_sentence_without_words_has_no_direction():
    assert not vectors_of(read_sentences(["..."], "en")).any()


@pytest.mark.parametrize(
    "names", ["George Джордж", "Aguero أجويرو", "Philip Филип", "Johnson جونسون", "Wilson Вилсон"]
)
def test_names_meet_whatever_script_they_are_written_in(names):
    one, two = names.split()

    assert set(skeletons_of(one)) & set(skeletons_of(two))


def test_russian_and_ukrainian_stems_meet():
    assert stem_of("пассажиры", "ru") == stem_of("пасажири", "uk")


def test_a_word_that_no_table_knows_is_guessed_only_where_asked():
    word = "денуклеаризации"
    narrow, wide = meaning_of(word, "ru"), meaning_of(word, "ru", wide=True)

    assert set(narrow.keys) < set(wide.keys)
    assert set(wide.keys) & set(meaning_of("denuclearization", "en", wide=True).keys)
