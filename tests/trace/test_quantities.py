"""Numbers with units: the examples of the packs, figures and words there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.languages import known_languages, load_pack
from menurut.trace.drift_numerals import read_digits
from menurut.trace.quantities import agree, find_quantities, reach_of

LANGUAGES = ("en", "id", "ru", "ar")


def pack_examples():
    for code in known_languages():
        pack = load_pack(code)
        for example in pack.numbers.examples if pack else ():
            yield pytest.param(code, example, id=f"{code}: {example.text}")


@pytest.mark.parametrize(("code", "example"), list(pack_examples()))
def test_every_example_of_a_pack_is_read(code, example):
    (found,) = find_quantities(example.text, code)

    assert found.low == pytest.approx(example.low)
    assert found.high == pytest.approx(example.high or example.low)
    assert found.unit == example.unit


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(LANGUAGES))
def test_plain_and_grouped_figures_are_read_back(number, code):
    pack = load_pack(code)
    grouped = f"{number:,}".replace(",", pack.numbers.group[0])

    assert read_digits(str(number), code) == number
    assert read_digits(grouped, code) == number


@given(st.integers(min_value=10, max_value=999), st.integers(min_value=1, max_value=9))
def test_decimals_are_read_back(whole, tenth):
    for code, mark in (("en", "."), ("id", ","), ("ru", ","), ("ar", "٫")):
        assert read_digits(f"{whole}{mark}{tenth}", code) == pytest.approx(whole + tenth / 10)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_arabic_indic_digits_mean_the_same(number):
    indic = str(number).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert read_digits(indic, "ar") == number


def indonesian(number: int) -> str:
    ones = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
    if number < 10:
        return ones[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number, f"{ones[number - 10]} belas")
    if number < 100:
        return f"{ones[number // 10]} puluh {ones[number % 10]}".strip()
    if number < 1000:
        head = "seratus" if number < 200 else f"{ones[number // 100]} ratus"
        return f"{head} {indonesian(number % 100)}".strip()
    head = "seribu" if number < 2000 else f"{indonesian(number // 1000)} ribu"
    return f"{head} {indonesian(number % 1000)}".strip()


@given(st.integers(min_value=2, max_value=999_999))
def test_indonesian_number_words_are_read_back(number):
    (found,) = find_quantities(f"Ada {indonesian(number)} desa.", "id")

    assert (found.low, found.unit) == (number, "village")


TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]


def english(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        tail = f"-{ONES[number % 10]}" if number % 10 else ""
        return TENS[number // 10 - 2] + tail
    if number < 1000:
        tail = f" and {english(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{tail}"
    tail = f" {english(number % 1000)}" if number % 1000 else ""
    return f"{english(number // 1000)} thousand{tail}"


@given(st.integers(min_value=2, max_value=999_999))
def test_english_number_words_are_read_back(number):
    (found,) = find_quantities(f"There are {english(number)} villages.", "en")

    assert (found.low, found.unit) == (number, "village")


@pytest.mark.parametrize(
    ("text", "code", "low", "high", "unit"),
    [
        ("dua ratusan kaleng ditarik", "id", 200, 299, "tin"),
        ("Rp4,8 miliar", "id", 4.8e9, 4.8e9, "IDR"),
        ("a 16m-dollar deal", "en", 16e6, 16e6, "USD"),
        ("at least 9,000 people", "en", 9000, 9000, "people"),
        ("полторы тысячи домов", "ru", 1500, 1500, "building"),
        ("30 ألفاً", "ar", 30_000, 30_000, None),
        ("صافي ٣٫٥ مليار روبية", "ar", 3.5e9, 3.5e9, "IDR"),
        ("three quarters of the island", "en", 75, 75, "%"),
    ],
)
def test_forms_that_newsrooms_write(text, code, low, high, unit):
    found = find_quantities(text, code)[0]

    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("on 4 March 2031", "en"),
        ("pukul 22.40", "id"),
        ("in 1984", "en"),
        ("11/6/2032", "id"),
        ("20 июня", "ru"),
        ("row 214 stays", "en"),
        ("the 8th floor", "en"),
    ],
)
def test_dates_times_and_numberings_count_nothing(text, code):
    assert all(q.calendar for q in find_quantities(text, code))


def test_rounding_agrees_and_another_number_does_not():
    def one(text):
        return find_quantities(text, "en")[0]

    assert agree(one("more than a hundred boats"), one("120 boats"))
    assert agree(one("1.1 million users"), one("over a million users"))
    assert agree(one("dozens of boats"), one("31 boats"))
    assert not agree(one("17 boats"), one("18 boats"))
    assert not agree(one("at least nine boats"), one("90 boats"))


@given(st.text(max_size=300), st.sampled_from((*LANGUAGES, None, "xx")))
def test_any_text_gives_spans_inside_it(text, code):
    for found in find_quantities(text, code):
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert found.low <= found.high
        assert reach_of(found)[0] <= reach_of(found)[1]
