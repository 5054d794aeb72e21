"""Pages and texts made to hurt: each ends, and says what was done."""

from __future__ import annotations

import pytest

from menurut.model import Article

BIG = {
    "paragraphs": "<p>abc satu dua tiga empat" * 49_000,
    "links": "<p>" + "<a href='https://a.example/x'>a</a> " * 20_000,
    "spans": "<p>" + "<span>x</span>" * 45_000,
    "bold": "<b>" * 40_000,
    "quotes": '<a x="' * 40_000,
    "graph": "<script type='application/ld+json'>" + '{"@graph":' * 5_000 + "</script>",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BIG)
def test_large_pages_end(made, read_bytes, name):
    (article,) = read_bytes(made.page(f"<p>{made.story}</p>{BIG[name]}"))

    assert isinstance(article, Article)
    assert made.story[:40] in article.text


@pytest.mark.slow
@pytest.mark.parametrize("words", ["dilansir dari ", "Sumber: ", " - ", "(", "1 januari ", "a\n"])
def test_long_texts_end(read_bytes, words):
    text = words * (2_000_000 // len(words))
    (article,) = read_bytes(text.encode(), "a.txt")

    assert text == article.text
