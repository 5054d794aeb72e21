"""HTML → Article: the main text by trafilatura, everything else from the page's own statements.

In: bytes of a page, where it came from. Out: an article. The page is made harmless first
(`markup`), hidden characters are carried through the extractor behind stand-ins (`invisible`),
and what was cut or guessed stands in the article's problems. Weak: paywalls and pages that
are made by scripts in the browser leave only a teaser.
"""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import lxml.etree
import lxml.html
import msgspec

from menurut.errors import InputError
from menurut.model import Article, Problem
from menurut.outlets import find_outlet_by_url
from menurut.read.clocks import capture_clock, iso_of, order_clocks, url_clock
from menurut.read.encodings import decode_bytes
from menurut.read.enrichment import enrich_article, make_id
from menurut.read.furniture import drop_furniture, is_furniture
from menurut.read.invisible import restore_hidden, show_hidden, stand_ins
from menurut.read.language import detect_language
from menurut.read.limits import ReadSettings, check_size
from menurut.read.markup import tame_markup
from menurut.read.metadata import Metadata, read_metadata
from menurut.read.origins import Origin

MOST_LINKS = 200
_UNSEEN = frozenset({"script", "style", "template", "noscript", "textarea", "title"})
_STORY_TAGS = frozenset({"p", "blockquote"})
EXTRACTOR_ELEMENTS = 15_000
"""Up to here trafilatura stays below three seconds; it takes half a minute for 49,000 spans."""
SAVED_CHARS = 4000
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]{3,2000})"
)
# As browsers write it: saved from url=(0026) and the address, inside a comment.
SHORT_TEXT_CHARS = 200
"""Below this the extractor may have missed the story: all paragraphs are compared with it."""


def read_page(data: bytes, origin: Origin, settings: ReadSettings) -> Article:
    """The article of an HTML page; raises `InputError` where it has no text.

    >>> page = b"<title>Pasar</title><p>Pasar itu dibuka kembali pada Rabu pagi, kata dia.</p>"
    >>> read_page(page, Origin(where="a.html"), ReadSettings()).title
    'Pasar'
    """
    check_size(len(data), settings.page_bytes, origin.where)
    decoded = decode_bytes(data, origin.where, origin.charset)
    markup, cuts = tame_markup(decoded.text, origin.where, settings)
    signs = stand_ins(markup)
    tree = _parse(show_hidden(markup, signs), origin.where)
    metadata = read_metadata(tree)
    origin = _saved_origin(decoded.text, origin)
    url = origin.url or _absolute(metadata.canonical)
    links = _links(tree, url)
    large = sum(1 for _ in tree.iter()) > EXTRACTOR_ELEMENTS
    if large:
        cuts = (*cuts, "so large a page that all its paragraphs were taken, not the story alone")
    text = restore_hidden(_main_text(tree, metadata.title, large=large), signs)
    if not text:
        raise InputError(
            f"{origin.where}: no text found in this page. "
            "If a script fills it in the browser, save it from there as a complete page."
        )
    warnings = (*cuts, decoded.warning) if decoded.warning else cuts
    restored = _restore(metadata, signs)
    article = _assemble(text, restored, origin, url)
    return enrich_article(
        msgspec.structs.replace(
            article,
            links=tuple(restore_hidden(link, signs) for link in links),
            sha256=hashlib.sha256(data).hexdigest(),
            problems=tuple(
                Problem(where=origin.where, what=f"{cut}.", article=article.id) for cut in warnings
            ),
        )
    )


def _saved_origin(markup: str, origin: Origin) -> Origin:
    """The address that a browser writes into the pages it saves."""
    match = _SAVED_FROM.search(markup[:SAVED_CHARS])
    if origin.url or match is None:
        return origin
    saved = re.search(r"saved date:\s*(.{10,80}?)(?:\s*\(|\n)", markup[:SAVED_CHARS])
    capture = capture_clock(re.sub(r"GMT([+-]\d{4}).*", r"\1", saved[1])) if saved else None
    clocks = (*origin.clocks, capture) if capture else origin.clocks
    return msgspec.structs.replace(origin, url=match[1], clocks=clocks)


def _parse(markup: str, where: str) -> Any:
    # The declaration may name an encoding that no longer holds for a str.
    parser = lxml.html.HTMLParser(
        recover=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise InputError(f"{where}: this page cannot be parsed ({error}). Is it HTML?") from error
    return tree


def _absolute(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _main_text(tree: Any, title: str | None, *, large: bool) -> str:
    paragraphs = _paragraphs(tree)
    lines = [] if large else _extracted(tree)
    if sum(map(len, lines)) < SHORT_TEXT_CHARS:
        lines = max(lines, paragraphs, key=lambda found: sum(map(len, found)))
    lines = lines or _all_lines(tree)
    if title and lines and lines[0].casefold() == title.casefold() and len(lines) > 1:
        lines = lines[1:]
    lang = detect_language("\n".join(lines))
    return "\n".join(drop_furniture(lines, lang))


def _extracted(tree: Any) -> list[str]:
    from trafilatura import bare_extraction  # noqa: PLC0415  a second to import

    try:
        document = bare_extraction(tree, include_comments=False, include_tables=True, fast=True)
    except Exception:  # noqa: BLE001  whatever it stumbles over, the paragraphs are still there
        return []
    text = getattr(document, "text", None) or ""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _paragraphs(tree: Any) -> list[str]:
    lines = (" ".join(p.text_content().split()) for p in tree.iter("p"))
    return [line for line in lines if line]


def _all_lines(tree: Any) -> list[str]:
    body = tree.find("body")
    elements = body.iter() if body is not None else ()
    pieces = (
        piece
        for element in elements
        for piece in ("" if element.tag in _UNSEEN else element.text, element.tail)
    )
    return [" ".join(piece.split()) for piece in pieces if piece and piece.strip()]


def _links(tree: Any, base: str | None) -> tuple[str, ...]:
    """Addresses that the story's own paragraphs point at."""
    found: dict[str, None] = {}
    furniture: dict[Any, bool] = {}
    # One walk: XPath's union of "//p//a" and its like takes seconds for 20,000 paragraphs.
    for anchor in tree.iter("a"):
        if len(found) == MOST_LINKS:
            break
        block = next((e for e in islice(anchor.iterancestors(), 8) if e.tag in _STORY_TAGS), None)
        if block is None or not anchor.get("href"):
            continue
        if block not in furniture:
            furniture[block] = is_furniture(block.text_content(), None)
        link = None if furniture[block] else _joined(base, anchor.get("href").strip())
        if link:
            found[link] = None
    return tuple(found)


def _joined(base: str | None, href: str) -> str | None:
    try:
        return _absolute(urljoin(base or "", href))
    except ValueError:
        return None


def _restore(metadata: Metadata, signs: dict[str, str]) -> Metadata:
    """The same with hidden characters in place of their stand-ins."""
    shown = {
        name: restore_hidden(value, signs)
        for name in ("title", "outlet", "byline", "canonical")
        if (value := getattr(metadata, name)) is not None
    }
    named = tuple(
        msgspec.structs.replace(credit, name=restore_hidden(credit.name, signs))
        for credit in metadata.credits
    )
    return msgspec.structs.replace(metadata, **shown, credits=named)


def _assemble(text: str, metadata: Metadata, origin: Origin, url: str | None) -> Article:
    clocks = order_clocks((*metadata.clocks, url_clock(url), *origin.clocks))
    published = next((clock for clock in clocks if clock.kind not in {"capture", "header"}), None)
    known = find_outlet_by_url(url) if url else None
    return Article(
        id=make_id(url) if url else make_id(metadata.title or "", text),
        text=text,
        url=url,
        outlet=known.name if known else metadata.outlet,
        title=metadata.title,
        byline=metadata.byline,
        lang=detect_language(text) or metadata.lang,
        canonical=metadata.canonical,
        published=iso_of(published),
        updated=iso_of(next(iter(metadata.updated_clocks), None)),
        clocks=clocks,
        updated_clocks=metadata.updated_clocks,
        credits=metadata.credits,
    )
