"""RSS and Atom."""

from __future__ import annotations

import pytest

from menurut.errors import InputError

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Kabar Teluk</title>
<item><title>Dermaga ambruk</title><link>https://kabarteluk.example/a</link>
<pubDate>Tue, 04 Mar 2031 21:05:00 +0700</pubDate>
<source url="https://www.antaranews.com/rss">ANTARA News</source>
<description>Ringkas&nbsp;saja</description>
<content:encoded><![CDATA[<p>Dermaga Sarune ambruk, kata Wira &amp; Dita.</p><p>Tidak ada korban.</p>]]></content:encoded>
</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>
<entry><title>Pier falls</title><link href="https://harbour.example/1"/><id>urn:1</id>
<published>2031-03-04T14:05:00Z</published><updated>2031-03-05T00:00:00Z</updated>
<content type="html">&lt;p&gt;The pier fell.&lt;/p&gt;</content><author><name>Ann Tallow</name></author></entry></feed>"""


def test_rss_source_is_a_credit(read_bytes):
    (article,) = read_bytes(RSS.encode())

    assert [("ANTARA", "feed")] == [(credit.name, credit.kind) for credit in article.credits]
    assert "ANTARA" == article.wire
    assert "Kabar Teluk" == article.outlet


def test_rss_text_and_clock(read_bytes):
    (article,) = read_bytes(RSS.encode())

    assert "Dermaga Sarune ambruk, kata Wira & Dita.\nTidak ada korban." == article.text
    assert "feed" == article.clocks[0].kind
    assert "2031-03-04T14:05:00+00:00" == article.clocks[0].earliest.isoformat()


def test_atom(read_bytes):
    (article,) = read_bytes(ATOM.encode())
    expected = ("The pier fell.", "https://harbour.example/1", "Ann Tallow", "2031-03-05T00:00:00Z")

    assert expected == (article.text, article.url, article.byline, article.updated)


def test_a_teaser_is_told(read_bytes):
    (article,) = read_bytes(ATOM.encode())

    assert any("teaser" in problem.what for problem in article.problems)


def test_entities_expand_to_nothing(read_bytes):
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    (article,) = read_bytes(
        f"{bomb}<rss><channel><item><title>t</title><description>x &b; y</description></item></channel></rss>".encode(),
        "a.rss",
    )

    assert "haha" not in article.text


def test_a_broken_feed_is_read_as_far_as_it_goes(read_bytes):
    (article,) = read_bytes(RSS[: RSS.index("</item>")].encode())

    assert "Dermaga ambruk" == article.title


def test_a_feed_without_entries(read_bytes):
    with pytest.raises(InputError, match="without entries"):
        read_bytes(b"<rss><channel><title>x</title></channel></rss>")
