"""Plain text → Article.

In: bytes. Out: an article whose text is the file as it is; its first line is the title where
it reads like one. Weak: a date counts only where a line near the top is nothing else.
"""

from __future__ import annotations

import hashlib

from menurut.errors import InputError
from menurut.model import Article, Clock, Problem
from menurut.read.clocks import iso_of, make_clock, order_clocks
from menurut.read.encodings import decode_bytes
from menurut.read.enrichment import enrich_article, make_id
from menurut.read.limits import ReadSettings, check_size
from menurut.read.origins import Origin

TITLE_CHARS = 160
HEAD_LINES = 5
DATE_LINE_CHARS = 60


def read_text(data: bytes, origin: Origin, settings: ReadSettings) -> Article:
    r"""The article of a plain text; raises `InputError` where there is none.

    >>> read_text(b"Pasar dibuka\n\nPasar itu dibuka, kata dia.", Origin(where="a.txt"),
    ...           ReadSettings()).title
    'Pasar dibuka'
    """
    check_size(len(data), settings.page_bytes, origin.where)
    decoded = decode_bytes(data, origin.where, origin.charset)
    text = decoded.text.removeprefix("\ufeff")
    if not text.strip():
        raise InputError(f"{origin.where}: the file is empty. Give a file with the article's text.")
    identity = make_id(origin.url) if origin.url else make_id(text)
    warning = decoded.warning
    clocks = order_clocks((*_dated_lines(text), *origin.clocks))
    return enrich_article(
        Article(
            id=identity,
            text=text,
            url=origin.url,
            title=_title(text),
            published=iso_of(next((c for c in clocks if c.kind == "text"), None)),
            clocks=clocks,
            sha256=hashlib.sha256(data).hexdigest(),
            problems=(Problem(where=origin.where, what=f"{warning}.", article=identity),)
            if warning
            else (),
        )
    )


def _title(text: str) -> str | None:
    """A first line that stands alone and does not end like a sentence."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    if (
        not rest.strip()
        or len(first) > TITLE_CHARS
        or first.endswith((".", ":", ";", ",", "”", '"'))
    ):
        return None
    return first or None


def _dated_lines(text: str) -> list[Clock | None]:
    lines = [line.strip() for line in text.lstrip().split("\n")[:HEAD_LINES]]
    return [make_clock(line, "text") for line in lines if 0 < len(line) <= DATE_LINE_CHARS]
