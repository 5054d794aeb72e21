"""ninjs (IPTC News in JSON) 1, 2 and 3 → Article.

In: a JSON object. Out: an article with `infoSources` as credits, the strongest statement of
origin that a machine can read. Weak: associations (pictures, related items) are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from menurut.errors import InputError
from menurut.model import Article, Credit
from menurut.outlets import find_outlet
from menurut.read.clocks import iso_of, make_clock, order_clocks
from menurut.read.enrichment import enrich_article, make_id
from menurut.read.feeds import text_of_fragment
from menurut.read.limits import ReadSettings

_BODY_KEYS = ("body_text", "body_html", "body_xhtml", "bodies", "body")
OWN_ROLES = ("distribut", "aggregat", "supplied", "enhanc")
"""Parties that handled a text without having it first."""


def looks_like_ninjs(record: dict[str, Any]) -> bool:
    """Whether a JSON object is a ninjs item rather than an article of ours.

    >>> looks_like_ninjs({"uri": "urn:a", "body_text": "Kata dia."})
    True
    """
    return "uri" in record and "text" not in record and any(key in record for key in _BODY_KEYS)


def read_ninjs(record: dict[str, Any], where: str, settings: ReadSettings) -> Article:
    """The article of a ninjs item; raises `InputError` where it has no body."""
    text = _body(record, where, settings)
    if not text:
        raise InputError(f"{where}: the ninjs item has no body. Only text items can be read.")
    uri = str(record["uri"])
    clocks = order_clocks(
        make_clock(record.get(key), "ninjs")
        for key in (
            "firstCreated",
            "firstcreated",
            "versionCreated",
            "versioncreated",
            "contentCreated",
            "contentcreated",
        )
    )
    updated = order_clocks(
        make_clock(record.get(key), "ninjs") for key in ("versionCreated", "versioncreated")
    )
    language = record.get("language")
    return enrich_article(
        Article(
            id=make_id(uri),
            text=text,
            url=uri if uri.startswith(("http://", "https://")) else None,
            title=_value(record.get("headlines"))
            or _value(record.get("headline"))
            or _value(record.get("title")),
            outlet=_value(record.get("source"))
            or _value(record.get("copyrightholder"))
            or _value(record.get("copyrightHolder")),
            byline=_value(record.get("byline")) or _value(record.get("by")),
            lang=language.split("-")[0].lower() if isinstance(language, str) and language else None,
            published=iso_of(next(iter(clocks), None)),
            updated=updated[0].stated if updated else None,
            clocks=clocks,
            updated_clocks=updated,
            credits=tuple(_credits(record)),
            extra={"uri": uri},
        )
    )


def _value(stated: Any) -> str | None:
    """The words of a value that may be a string, a list or an object with name or value."""
    if isinstance(stated, list):
        return next((words for words in map(_value, stated[:10]) if words), None)
    if isinstance(stated, dict):
        stated = stated.get("value") or stated.get("name") or stated.get("literal")
    return stated.strip() if isinstance(stated, str) and stated.strip() else None


def _body(record: dict[str, Any], where: str, settings: ReadSettings) -> str:
    if isinstance(record.get("body_text"), str):
        return str(record["body_text"])
    bodies = record.get("bodies") or record.get("body")
    bodies = bodies if isinstance(bodies, list) else [bodies]
    pieces = [record.get("body_html"), record.get("body_xhtml"), *map(_value, bodies[:10])]
    for piece in pieces:
        if isinstance(piece, str) and (text := text_of_fragment(piece, where, settings)):
            return text
    return ""


def _credits(record: dict[str, Any]) -> Iterator[Credit]:
    sources = (
        record.get("infoSources") or record.get("infosource") or record.get("infosources") or []
    )
    for source in sources if isinstance(sources, list) else [sources]:
        name = _value(source)
        role = str(source.get("role", "")) if isinstance(source, dict) else ""
        if not name or any(word in role.lower() for word in OWN_ROLES):
            continue
        outlet = find_outlet(name)
        uri = source.get("uri") if isinstance(source, dict) else None
        yield Credit(
            name=outlet.name if outlet else name,
            kind="ninjs",
            url=uri if isinstance(uri, str) else None,
        )
