"""Whatever the bytes, a reader gives articles and problems or an error of ours."""

from __future__ import annotations

import gzip
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.errors import MenurutError
from menurut.model import Article
from menurut.read import detect_language, enrich_article
from menurut.read.credits import find_credits
from menurut.read.files import READ_SETTINGS, read_stream
from menurut.read.invisible import restore_hidden, show_hidden, stand_ins
from menurut.read.markup import tame_markup

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = [
    "",
    "a.html",
    "a.txt",
    "a.jsonl",
    "a.csv",
    "a.json",
    "a.xml",
    "a.warc",
    "a.warc.gz",
    "a.wacz",
    "a.mhtml",
]
PARTS = [
    b"<html>", b"<p>", b"</p>", b"<div a='", b"<!--", b"-->", b"<script type='application/ld+json'>",
    b'{"@type": "NewsArticle", "datePublished": ', b"</script>", b"<rss><item>", b"<source url='x'>",
    b"&#x202e;", b"\xff\xfe", b"\0", b"WARC/1.0\r\n", b"Content-Length: 9\r\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n",
    b'{"id": "a", "text": "', b'"}\n', b"id,text\n", b'"', b"\xd8\xa7", b"Sumber: ", b"(Reuters) - ", b"\x1f\x8b\x08",
]  # fmt: skip
pieces = st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=20)), max_size=20).map(
    b"".join
)


def survives(data: bytes, name: str) -> None:
    try:
        for found in read_stream(io.BytesIO(data), name or "stdin", name, READ_SETTINGS):
            json.dumps(found.text if isinstance(found, Article) else found.what)
    except MenurutError:
        return


@QUICK
@given(data=pieces, name=st.sampled_from(NAMES))
def test_any_bytes(data, name):
    survives(data, name)


@QUICK
@given(data=pieces, cut=st.integers(0, 200))
def test_any_gzip(data, cut):
    survives(gzip.compress(b"WARC/1.0\r\n" + data)[: cut + 20], "a.warc.gz")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = [
    "id",
    "text",
    "url",
    "title",
    "published",
    "updated",
    "lang",
    "links",
    "byline",
    "clocks",
    "credits",
    "wire",
    "date",
    "extra",
    "uri",
    "bodies",
    "headlines",
    "infoSources",
    "problems",
]


@QUICK
@given(record=st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_any_record(record):
    survives(json.dumps(record).encode() + b"\n", "a.jsonl")


@QUICK
@given(value=json_values)
def test_any_json_ld(value):
    page = b"<p>Kata dia kepada wartawan di pelabuhan.</p><script type='application/ld+json'>"
    node = {
        "@type": "NewsArticle",
        "headline": value,
        "author": value,
        "publisher": value,
        "isBasedOn": value,
        "datePublished": value,
    }
    survives(page + json.dumps(node).encode() + b"</script>", "a.html")


@QUICK
@given(text=st.text(max_size=300))
def test_spans_lie_inside_the_text(text):
    article = enrich_article(Article(id="a", text=text))

    assert text == article.text
    for credit in find_credits(article, lang="id"):
        assert all(0 <= span.start < span.end <= len(text) for span in credit.spans)


@QUICK
@given(text=st.text(alphabet=st.sampled_from("ab\u202e\u200b\u202c<>&;#x20e")))
def test_hidden_characters_come_back(text):
    signs = stand_ins(text)
    plain = text.replace("&", "")

    assert plain == restore_hidden(show_hidden(plain, signs), signs)


@QUICK
@given(markup=st.text(alphabet="<>/ab ='\"!-", max_size=200))
def test_tame_markup_ends_and_keeps_short_pages(markup):
    tamed, warnings = tame_markup(markup, "a", READ_SETTINGS)

    assert (markup, ()) == (tamed, warnings)


@pytest.mark.parametrize("text", ["", "   ", "1234", "x" * 5])
def test_too_little_text_has_no_language(text):
    assert detect_language(text) is None
