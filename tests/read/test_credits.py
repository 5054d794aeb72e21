"""Who an article says it has its text from. The packs' own examples are tests, too."""

from __future__ import annotations

import pytest

from menurut.languages import known_languages, load_pack
from menurut.model import Article
from menurut.read.credits import find_credits, wire_of

EXAMPLES = [
    (code, example)
    for code in known_languages()
    if (pack := load_pack(code))
    for example in pack.reading.credit_examples
]


@pytest.mark.parametrize(
    ("code", "example"), EXAMPLES, ids=lambda value: getattr(value, "text", value)
)
def test_pack_examples(code, example):
    found = [credit.name for credit in find_credits(Article(id="a", text=example.text), lang=code)]

    assert ([example.name] if example.name else []) == found


@pytest.mark.parametrize(
    ("text", "lang", "name", "kind"),
    [
        ("WASHINGTON (Sputnik) – The harbour was closed.", "en", "Sputnik", "dateline"),
        ("MOSCOW, March 4. /TASS/. The ship sank.", "en", "TASS", "dateline"),
        ("МОСКВА, 4 мар — РИА Новости. Корабль затонул.", "ru", "RIA Novosti", "dateline"),
        ("KOTASARI, Nov 21 (Harbour Wire) - The bank closed.", "en", "Harbour Wire", "dateline"),
        ("The harbour was quiet.\n(Xinhua)", "en", "Xinhua", "wire"),
        ("Pelabuhan sepi. (AFP/Reuters)", "id", "AFP", "wire"),
        ("Pelabuhan sepi.\nSumber: Harian Dermaga", "id", "Harian Dermaga", "credit-line"),
        ("Pelabuhan sepi.\nSumber: https://www.aljazeera.com/a", "id", "Al Jazeera", "credit-line"),
        ("Dilansir dari Suara Dermaga, Selasa, kapal itu karam.", "id", "Suara Dermaga", "formula"),
        ("Kapal itu karam, demikian dilansir kantor berita IRNA.", "id", "IRNA", "formula"),
    ],
)
def test_rungs(text, lang, name, kind):
    found = {(c.name, c.kind) for c in find_credits(Article(id="a", text=text), lang=lang)}

    assert (name, kind) in found


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Menteri itu (54) - ayah dua anak - mengutip pepatah lama.", "id"),
        ("The bank said - twice - that it was open.", "en"),
        ("Citing fatigue, the captain left. Time passed.", "en"),
        ("Dilansir oleh warga setempat, kapal itu karam.", "id"),
    ],
)
def test_what_is_no_credit(text, lang):
    assert () == find_credits(Article(id="a", text=text), lang=lang)


def test_an_outlet_does_not_credit_itself():
    text = "JAKARTA, KOMPAS.com - Pasar itu dibuka."
    article = Article(id="a", text=text, url="https://regional.kompas.com/read/1")

    assert () == find_credits(article, lang="id")


def test_spans_lie_on_the_words():
    text = "\n\nJakarta (ANTARA) - Pasar itu dibuka.\n\nSumber: Reuters, AFP dan Xinhua"
    found = find_credits(Article(id="a", text=text), lang="id")

    assert ["ANTARA", "Reuters", "AFP", "Xinhua"] == [c.spans[0].of(text) for c in found]


def test_a_formula_alone_makes_no_wire():
    found = find_credits(Article(id="a", text="Kapal karam, dilansir AFP."), lang="id")

    assert ["AFP"] == [credit.name for credit in found]
    assert wire_of(found) is None
