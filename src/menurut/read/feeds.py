"""RSS, RDF and Atom → articles, one for each entry.

In: bytes. Out: articles. `<source url>` names the real publisher of an entry that a feed only
carries, and is kept as a credit. Parsed with lxml without entities, network or huge trees,
so that entity bombs have nothing to expand. Weak: many feeds carry a teaser only; that is said
in the article's problems.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import msgspec

from menurut.errors import InputError
from menurut.model import Article, Credit, Problem
from menurut.outlets import find_outlet, find_outlet_by_url
from menurut.read.clocks import iso_of, make_clock, order_clocks
from menurut.read.encodings import decode_bytes
from menurut.read.enrichment import enrich_article, make_id
from menurut.read.limits import ReadSettings, check_size
from menurut.read.markup import tame_markup
from menurut.read.origins import Origin

MOST_ENTRIES = 10_000
TEASER_CHARS = 400
"""Below this an entry's text is hardly the whole article."""
_ENTITY = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:([a-zA-Z]{2,30});)?"
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,500}(?:\[[^\]]{0,100000}\])?[^>]{0,500}>", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr)>|<br\s*/?>", re.IGNORECASE)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def read_feed(data: bytes, origin: Origin, settings: ReadSettings) -> Iterator[Article | Problem]:
    """Articles of a feed; raises `InputError` where it is none."""
    check_size(len(data), settings.page_bytes, origin.where)
    root = _parse(decode_bytes(data, origin.where, origin.charset).text, origin.where)
    entries = [e for e in root.iter() if _local(e) in {"item", "entry"}]
    if not entries:
        raise InputError(f"{origin.where}: a feed without entries. Nothing to read in it.")
    channel = _channel_title(root)
    for number, entry in enumerate(entries[:MOST_ENTRIES], 1):
        place = msgspec.structs.replace(origin, where=f"{origin.where}#{number}")
        yield _read_entry(entry, channel, place, settings)


def _parse(text: str, where: str) -> Any:
    text = _DOCTYPE.sub("", _DECLARATION.sub("", CONTROLS.sub("", text), count=1), count=1)
    text = _ENTITY.sub(_known_entity, text)
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = lxml.etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise InputError(f"{where}: this feed cannot be parsed ({error}).") from error
    if root is None:
        raise InputError(f"{where}: this feed cannot be parsed. Is it RSS or Atom?")
    return root


def _known_entity(match: re.Match[str]) -> str:
    """Entities of HTML, which feeds use and XML does not know; a lone "&" becomes "&amp;"."""
    shown = html.unescape(match[0])
    return html.escape(shown, quote=False) if match[1] else "&amp;"


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def _children(element: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(_local(child), []).append(child)
    return found


def _words(children: dict[str, list[Any]], *names: str) -> str | None:
    for name in names:
        for element in children.get(name, ()):
            words = " ".join("".join(element.itertext()).split())
            if words:
                return words
    return None


def _channel_title(root: Any) -> str | None:
    for element in root.iter():
        if _local(element) in {"channel", "feed"}:
            return _words(_children(element), "title")
    return None


def _read_entry(
    entry: Any, channel: str | None, origin: Origin, settings: ReadSettings
) -> Article | Problem:
    children = _children(entry)
    text = _entry_text(children, origin.where, settings)
    title = _words(children, "title")
    if not text and not title:
        return Problem(where=origin.where, what="the entry has neither title nor text.")
    url = _entry_url(children)
    name = url or _words(children, "guid", "id")
    identity = make_id(name) if name else make_id(title or "", text)
    source = _source(children)
    clocks = [
        make_clock(_words(children, tag), "feed")
        for tag in ("pubdate", "published", "issued", "date")
    ]
    updated = order_clocks(
        [make_clock(_words(children, tag), "feed") for tag in ("updated", "modified")]
    )
    ordered = order_clocks([*clocks, *(updated if not any(clocks) else ())])
    problems: tuple[Problem, ...] = ()
    if len(text) < TEASER_CHARS:
        what = "the feed carries only a teaser of this article."
        problems = (Problem(where=origin.where, what=what, article=identity),)
    return enrich_article(
        Article(
            id=identity,
            text=text or title or "",
            url=url,
            title=title,
            outlet=_outlet(url, source, channel),
            byline=_words(children, "creator", "author"),
            published=iso_of(next(iter(ordered), None)),
            updated=iso_of(next(iter(updated), None)),
            clocks=ordered,
            updated_clocks=updated,
            credits=(source,) if source else (),
            problems=problems,
        )
    )


def _entry_url(children: dict[str, list[Any]]) -> str | None:
    for link in children.get("link", ()):
        address = (link.get("href") or link.text or "").strip()
        if link.get("rel", "alternate") == "alternate" and address.startswith(
            ("http://", "https://")
        ):
            return str(address)
    return None


def _source(children: dict[str, list[Any]]) -> Credit | None:
    for element in children.get("source", ()):
        inner = _children(element)
        url = element.get("url") or _entry_url(inner)
        name = _words(inner, "title") or " ".join((element.text or "").split()) or url
        if name:
            outlet = find_outlet(name) or (find_outlet_by_url(url) if url else None)
            return Credit(name=outlet.name if outlet else name, kind="feed", url=url)
    return None


def _outlet(url: str | None, source: Credit | None, channel: str | None) -> str | None:
    """Whose entry it is: that of the address, else of the source, else of the feed."""
    known = find_outlet_by_url(url) if url else None
    if known:
        return known.name
    return channel or (source.name if source else None)


def _entry_text(children: dict[str, list[Any]], where: str, settings: ReadSettings) -> str:
    for name in ("encoded", "content", "description", "summary"):
        for element in children.get(name, ()):
            inner = "".join(
                [element.text or "", *(lxml.etree.tostring(c, encoding="unicode") for c in element)]
            )
            text = text_of_fragment(inner, where, settings)
            if text:
                return text
    return ""


def text_of_fragment(fragment: str, where: str, settings: ReadSettings) -> str:
    r"""The text of a piece of HTML, a paragraph a line.

    >>> text_of_fragment("<p>Kata dia.</p><p>Ya &amp; tidak.</p>", "a", ReadSettings())
    'Kata dia.\nYa & tidak.'
    """
    if "<" not in fragment:
        return "\n".join(
            " ".join(line.split()) for line in html.unescape(fragment).split("\n")
        ).strip()
    tamed, _ = tame_markup(_BLOCK_END.sub(lambda match: match[0] + "\n", fragment), where, settings)
    try:
        tree = lxml.html.fragment_fromstring(tamed, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return ""
    for element in tree.xpath("//script | //style"):
        element.drop_tree()
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
