"""Invented pages and records that the tests of reading share; bytes read as if from a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from menurut.model import Article, Problem
from menurut.read import ReadSettings
from menurut.read.files import read_stream

SETTINGS = ReadSettings()
STORY = (
    "Dermaga kayu di Teluk Sarune ambruk pada Senin malam setelah diterjang ombak setinggi dua meter. "
    "Kepala pelabuhan, Wira Tandek, mengatakan tidak ada korban jiwa dalam kejadian itu."
)
SECOND = "Perbaikan dermaga diperkirakan selesai dalam enam bulan, kata Wira kepada wartawan di pelabuhan."
LD = (
    '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Dermaga Sarune ambruk",'
    ' "datePublished": "2031-03-04T21:05:00+07:00", "dateModified": "2031-03-05T08:00:00+07:00",'
    ' "author": {"@type": "Person", "name": "Dita Lumban"},'
    ' "publisher": {"@type": "Organization", "name": "Kabar Teluk"},'
    ' "isBasedOn": "https://www.reuters.com/world/pier-2031-03-04/"}'
)


def page(body: str = "", head: str = "", *, lang: str = "id") -> bytes:
    paragraphs = body or f"<p>{STORY}</p><p>{SECOND}</p>"
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>Dermaga Sarune ambruk - Kabar Teluk</title>{head}</head>"
        f"<body><nav><a href='/'>Beranda</a></nav><article><h1>Dermaga Sarune ambruk</h1>"
        f"{paragraphs}</article></body></html>"
    ).encode()


def full_page() -> bytes:
    head = (
        f'<script type="application/ld+json">{LD}</script>'
        '<meta property="og:site_name" content="Kabar Teluk">'
        '<link rel="canonical" href="https://kabarteluk.example/2031/03/04/dermaga">'
    )
    body = (
        f"<p>{STORY}</p><p>Baca juga: <a href='/lain'>Pasar ikan pindah</a></p>"
        f"<p>{SECOND} <a href='https://pelabuhan.example/laporan'>Laporan</a></p><p>Sumber: ANTARA</p>"
    )
    return page(body, head)


def warc_record(url: str, body: bytes, *, http: bytes = b"", length: int | None = None) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + http + b"\r\n" + body
    size = len(block) if length is None else length
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url.encode() + b"\r\n"
        b"WARC-Date: 2031-03-06T08:00:00Z\r\nContent-Type: application/http\r\n"
        b"Content-Length: " + str(size).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )


@pytest.fixture
def made() -> SimpleNamespace:
    """Makers of pages and WARC records, and the sentences in them."""
    return SimpleNamespace(
        page=page, full_page=full_page, warc_record=warc_record, story=STORY, second=SECOND
    )


@pytest.fixture
def read_bytes() -> Callable[..., list[Article | Problem]]:
    """Bytes and a name in; what was found out."""

    def read(
        data: bytes, name: str = "", settings: ReadSettings = SETTINGS
    ) -> list[Article | Problem]:
        return list(read_stream(io.BytesIO(data), name or "stdin", name, settings))

    return read
