"""Words: where they are, and which spellings are one word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.reuse.fingerprints import REPEATS, WINDOW, winnow
from menurut.reuse.words import find_words


def spans(text):
    words = find_words([text])
    return [text[b:e] for b, e in zip(words.starts, words.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air naik, kata dia.", ["Air", "naik", "kata", "dia"]),
        ("Rp4.500,75 per kilo", ["Rp4.500,75", "per", "kilo"]),
        ("pasal 3. Lalu", ["pasal", "3", "Lalu"]),
        ("don't", ["don", "t"]),
        ("مَدِينَة لوا", ["مَدِينَة", "لوا"]),
        ("洪水", ["洪", "水"]),
        ("", []),
        ("\ud83d x \udfff", ["x"]),
    ],
)
def test_where_words_are(text, expected):
    assert expected == spans(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Éclair", "ECLAIR"),
        ("e\u0301clair", "éclair"),
        ("40.000", "1,5"),
        ("2031", "٢٠٣٢"),
        ("والمدينة", "مدينة"),
        ("بالمدينة", "المدينة"),
        ("للمدينة", "وكالمدينة"),
        ("فللمدينة", "مدينة"),
        ("مَدِينَةٌ", "مدينه"),
        ("ёлка", "елка"),
        ("co\u00adop", "coop"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_spellings_of_one_word(one, other):
    words = find_words([one, other])

    assert [1, 1] == np.diff(words.bounds).tolist()
    assert words.hashes[0] == words.hashes[1]


def test_different_words_differ():
    words = find_words(["banjir banjar naik baik 洪水 水洪"])

    assert len(words.hashes) == len(set(words.hashes.tolist()))


def test_lines_are_known():
    words = find_words(["satu dua\ntiga\n\nempat lima"])

    assert [True, False, True, True, False] == words.opens.tolist()


@given(st.lists(st.text(max_size=40), max_size=6))
def test_words_lie_in_their_texts_in_order(texts):
    words = find_words(texts)

    assert len(texts) == len(words.bounds) - 1
    for number, text in enumerate(texts):
        own = slice(words.bounds[number], words.bounds[number + 1])
        starts, ends = words.starts[own], words.ends[own]
        assert np.all(starts < ends)
        assert np.all(ends[:-1] <= starts[1:])
        assert not len(ends) or ends[-1] <= len(text)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_text_is_read_alike_alone_and_among_others(texts):
    words = find_words(texts)

    for number, text in enumerate(texts):
        own = words.hashes[words.bounds[number] : words.bounds[number + 1]]
        assert find_words([text]).hashes.tolist() == own.tolist()


def test_eight_words_in_a_row_share_a_fingerprint():
    shared = "air naik merendam empat puluh rumah warga desa"
    keys, _, texts = winnow(find_words([f"satu dua tiga {shared} lima", f"enam {shared}"]))

    assert len(shared.split()) == 5 + WINDOW - 1
    assert set(keys[texts == 0]) & set(keys[texts == 1])


def test_a_text_that_repeats_itself_has_few_fingerprints():
    keys, _, _ = winnow(find_words(["kata " * 10_000]))

    assert REPEATS == len(keys)


def test_short_texts_have_none():
    keys, _, _ = winnow(find_words(["satu dua tiga empat", "", "satu"]))

    assert 0 == len(keys)
