"""Addresses of the app: every article, case, passage and source has one.

An id may hold anything, a slash too. So paths stay percent-encoded until a route has matched, and
each part is decoded by itself. Permanent addresses are made of content: `/documents/HASH` is this
text with this headline by this outlet, whatever is later stored under the same id.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from menurut.archive.rows import STORED_COLUMNS, article_row
from menurut.model import Article

HASH_DIGITS = 15
DOCUMENT = re.compile(r"sha256:([0-9a-f]{15})")
_DIGEST = STORED_COLUMNS.index("content_sha256")
_LOST_IN_PATHS = frozenset({"", ".", ".."})
"""Browsers take these parts out of a path before they ask for it."""


class EncodedPaths:
    """ASGI middleware: routes see the path as it was sent, so that %2F divides nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with its path still encoded."""
        if scope["type"] == "http":
            raw = scope.get("raw_path") or quote(scope["path"]).encode()
            scope = {**scope, "path": raw.decode("latin-1")}
        await self.app(scope, receive, send)


def decoded(part: str) -> str:
    """One part of a path as it was meant.

    >>> decoded("https%3A%2F%2Fkabar.example%2F1")
    'https://kabar.example/1'
    """
    return unquote(part)


def encoded(part: str) -> str:
    """One part of a path, whatever it holds; a lone surrogate becomes a question mark.

    >>> encoded("a/b?c")
    'a%2Fb%3Fc'
    """
    return quote(part, safe="", errors="replace")


def content_hash(article: Article) -> str:
    """The first digits of the hash of all that is stored of an article.

    >>> content_hash(Article(id="a", text="x")) == content_hash(Article(id="a", text="y"))
    False
    """
    digest: str = article_row(article)[_DIGEST]
    return digest[:HASH_DIGITS]


def article_address(article: Article) -> str:
    """Where an article is shown.

    >>> article_address(Article(id="a/b", text="x"))
    '/articles/a%2Fb'
    """
    if article.id in _LOST_IN_PATHS:
        return document_address(article)
    return f"/articles/{encoded(article.id)}"


def document_address(article: Article) -> str:
    """The permanent address of this very text."""
    return f"/documents/{content_hash(article)}"


def compare_address(one: Article, other: Article) -> str:
    """Where two articles are shown side by side; made of their content, so it is permanent."""
    return f"/compare/sha256:{content_hash(one)}/sha256:{content_hash(other)}"


def source_address(name: str) -> str:
    """The page of a source.

    >>> source_address("Damira & Co")
    '/sources?name=Damira+%26+Co'
    """
    return "/sources?" + urlencode({"name": name}, errors="replace")
