"""What a page says of itself: JSON-LD, meta tags, canonical, times, authors, credits.

In: a parsed page. Out: a `Metadata` record with every statement kept apart by where it stood.
All of it is evidence for lineage: `isBasedOn`, `citation`, `creditText`, a publisher that is an
agency, a canonical address on another site. Weak: pages may state anything; nothing is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from menurut.errors import InputError
from menurut.model import Clock, Credit
from menurut.outlets import find_outlet, find_outlet_by_url
from menurut.read.clocks import find_worded_date, make_clock, order_clocks
from menurut.read.tables import decode_json

MOST_NODES = 500
"""JSON-LD nodes looked at: a page of news has a dozen."""
MOST_SCRIPTS = 50
NAME_CHARS = 200
VISIBLE_DATE_CHARS = 3000
"""How far from the top a printed date is still that of the article."""

PUBLISHED_META = (
    "article:published_time", "og:published_time", "datepublished", "article.published",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "parsely-pub-date",
    "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate",
    "content_publisheddate",
    "cxenseparse:recs:publishtime", "dc.date", "date", "dcterms.date", "rnews:datepublished",
)  # fmt: skip
UPDATED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod",
    "dc.date.modified", "last-modified",
)  # fmt: skip
AUTHOR_META = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "byl",
    "sailthru.author",
)
SITE_META = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "publisher",
    "apple-mobile-web-app-title",
)
SOURCE_META = (
    "syndication-source",
    "original-source",
    "article:source",
    "source",
    "news_source",
    "dc.source",
)

_ARTICLE_TYPE = re.compile(r"(Article|Posting|Report)$")
_AUTHOR_CLASS = "contains(concat(' ', translate(@class, '_-', '  '), ' '), ' {} ')"
_AUTHOR_PATHS = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    "//a[@rel='author']",
    "//*["
    + " or ".join(_AUTHOR_CLASS.format(c) for c in ("author", "byline", "penulis", "reporter"))
    + "]",
)


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a page states of itself."""

    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    lang: str | None = None
    canonical: str | None = None
    clocks: tuple[Clock, ...] = ()
    updated_clocks: tuple[Clock, ...] = ()
    credits: tuple[Credit, ...] = ()


def read_metadata(tree: Any) -> Metadata:
    """What the page says of itself, each from its surest place."""
    node = _article_node(tree)
    meta = _meta_tags(tree)
    return Metadata(
        title=_first_text(
            node.get("headline"),
            meta.get("og:title"),
            _heading(tree),
            meta.get("twitter:title"),
            _page_title(tree),
        ),
        outlet=_first_text(_name_of(node.get("publisher")), *(meta.get(key) for key in SITE_META)),
        byline=_byline(tree, node, meta),
        lang=_language(tree, node, meta),
        canonical=_first_text(
            *tree.xpath("//link[@rel='canonical']/@href")[:1], meta.get("og:url")
        ),
        clocks=_published(tree, node, meta),
        updated_clocks=order_clocks(
            [
                make_clock(node.get("dateModified"), "json-ld"),
                *(make_clock(meta.get(key), "meta") for key in UPDATED_META),
            ]
        ),
        credits=tuple(_credits(node, meta)),
    )


def _first_text(*values: Any) -> str | None:
    for value in values:
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return None


def _meta_tags(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop")
        content = tag.get("content")
        if key and content and content.strip():
            found.setdefault(key.strip().lower(), content.strip())
    return found


def _heading(tree: Any) -> str | None:
    headings = tree.xpath("//h1")
    # Several h1: the site's name may be one of them; then the page's title tells better.
    return " ".join(headings[0].text_content().split()) if len(headings) == 1 else None


def _page_title(tree: Any) -> str | None:
    title = tree.find(".//title")
    return title.text_content() if title is not None else None


def _article_node(tree: Any) -> dict[str, Any]:
    """The JSON-LD node of the article, or an empty one."""
    nodes = [node for script in _ld_scripts(tree) for node in ld_nodes(script)]
    articles = [n for n in nodes if any(_ARTICLE_TYPE.search(t) for t in _types(n))]
    return articles[0] if articles else {}


def _ld_scripts(tree: Any) -> Iterator[Any]:
    scripts = tree.xpath("//script[contains(@type, 'ld+json')]")
    for script in scripts[:MOST_SCRIPTS]:
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->")
        text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
        try:
            # Newlines inside strings are the commonest slip of hand-made JSON-LD.
            yield decode_json(re.sub(r"[\r\n\t]", " ", text).encode("utf-8", "replace"))
        except InputError:
            continue


def ld_nodes(root: Any) -> list[dict[str, Any]]:
    """All objects of a JSON-LD value that stand at its root, in lists or in `@graph`.

    >>> ld_nodes([{"@graph": [{"@type": "Article"}]}])[-1]
    {'@type': 'Article'}
    """
    found: list[dict[str, Any]] = []
    waiting = [root]
    while waiting and len(found) < MOST_NODES:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value[:MOST_NODES])
        elif isinstance(value, dict):
            found.append(value)
            waiting.extend(
                value[key] for key in ("@graph", "mainEntity", "itemListElement") if key in value
            )
    return found


def _types(node: dict[str, Any]) -> list[str]:
    stated = node.get("@type")
    stated = stated if isinstance(stated, list) else [stated]
    return [kind for kind in stated if isinstance(kind, str)]


def _name_of(value: Any) -> str | None:
    """The name of a person or organisation, however JSON-LD says it."""
    if isinstance(value, list):
        names = [name for name in map(_name_of, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        value = value.get("name") or value.get("legalName")
        value = value[0] if isinstance(value, list) and value else value
    return value.strip()[:NAME_CHARS] if isinstance(value, str) and value.strip() else None


def _byline(tree: Any, node: dict[str, Any], meta: dict[str, str]) -> str | None:
    stated = _first_text(_name_of(node.get("author")), *(meta.get(key) for key in AUTHOR_META))
    if stated and not stated.startswith("http"):
        return stated[:NAME_CHARS]
    for path in _AUTHOR_PATHS:
        for element in tree.xpath(path)[:1]:
            words = " ".join(element.text_content().split())
            if 0 < len(words) <= 100:
                return words
    return None


def _language(tree: Any, node: dict[str, Any], meta: dict[str, str]) -> str | None:
    stated = _first_text(tree.get("lang"), node.get("inLanguage"), meta.get("og:locale"))
    match = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", stated or "")
    return match[0].lower() if match else None


def _published(tree: Any, node: dict[str, Any], meta: dict[str, str]) -> tuple[Clock, ...]:
    clocks = [
        make_clock(node.get("datePublished"), "json-ld"),
        *(make_clock(meta.get(key), "meta") for key in PUBLISHED_META),
    ]
    if not any(clocks):
        clocks.extend(_shown_times(tree))
    return order_clocks(clocks)


def _shown_times(tree: Any) -> Iterator[Clock | None]:
    """Times that the page shows: the `time` element, else a date printed near the top."""
    for element in tree.xpath("//time[@datetime]")[:1]:
        clock = make_clock(element.get("datetime"), "meta")
        if clock:
            yield clock
            return
    headings = tree.xpath("//h1")
    start = headings[0].getparent() if headings and headings[0].getparent() is not None else None
    for root in (start, tree.find("body")):
        words = find_worded_date(_text_near_top(root)) if root is not None else None
        if words:
            yield make_clock(words, "text")
            return


def _text_near_top(root: Any) -> str:
    pieces: list[str] = []
    length = 0
    for piece in root.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > VISIBLE_DATE_CHARS:
            break
    return " ".join(pieces)[:VISIBLE_DATE_CHARS]


def _credits(node: dict[str, Any], meta: dict[str, str]) -> Iterator[Credit]:
    for key in (
        "isBasedOn",
        "isBasedOnUrl",
        "citation",
        "translationOfWork",
        "sourceOrganization",
        "provider",
    ):
        yield from _credit_of(node.get(key))
    credit_text = _name_of(node.get("creditText"))
    if credit_text:
        yield _named(re.sub(r"^(source|sumber|via)\s*:\s*", "", credit_text, flags=re.IGNORECASE))
    publisher = _name_of(node.get("publisher"))
    known = find_outlet(publisher) if publisher else None
    site = meta.get("og:site_name")
    if known and known.kind == "agency" and site and find_outlet(site) != known:
        yield _named(known.name)
    for key in SOURCE_META:
        yield from _credit_of(meta.get(key))


def _credit_of(value: Any) -> Iterator[Credit]:
    if isinstance(value, list):
        for item in value[:20]:
            yield from _credit_of(item)
    elif isinstance(value, dict):
        url = next(
            (value[k] for k in ("url", "@id", "sameAs") if isinstance(value.get(k), str)), None
        )
        name = _name_of(value.get("publisher")) or _name_of(value) or url
        if name:
            yield _named(name, url)
    elif isinstance(value, str) and value.strip():
        yield _named(value.strip())


def _named(name: str, url: str | None = None) -> Credit:
    if url is None and name.startswith(("http://", "https://")):
        url = name
    outlet = find_outlet(name) or (find_outlet_by_url(url) if url else None)
    return Credit(name=outlet.name if outlet else name[:NAME_CHARS], kind="json-ld", url=url)
