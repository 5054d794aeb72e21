"""Where fact-checks stand inside JSON and HTML: every container seen in the wild.

In: a decoded JSON value or a page. Out: the fact-checks in it, in order. ClaimReviews may stand
at the root, in lists, in `@graph`, under `review`, in a Data Commons feed, in the answer of the
Fact Check Tools API, in Mafindo's list, as microdata. Weak: what looks like none of these is a
problem, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import msgspec

from menurut.check.claimreview import is_claim_review, read_claim_review
from menurut.check.fields import (
    Warnings,
    make_check_id,
    plain_words,
    publisher_of_url,
    stated_date,
    web_address,
    words_of_value,
)
from menurut.check.json_values import decode_value
from menurut.check.plain_records import looks_plain, read_plain_record
from menurut.errors import InputError
from menurut.model import FactCheck, Problem

Found = FactCheck | Problem
MOST_VALUES = 100_000
"""JSON values walked in one document while looking for reviews."""
_HOLDERS = (
    "@graph",
    "mainEntity",
    "review",
    "reviews",
    "item",
    "itemListElement",
    "hasPart",
    "dataFeedElement",
    "claimReview",
    "claim_reviews",
    "properties",
)
_SCRIPT = re.compile(
    r"<script\b[^>]{0,500}ld\+json[^>]{0,500}>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL
)
_CANONICAL = re.compile(
    r"<link\b(?=[^>]{0,500}\brel=[\"']?canonical)[^>]{0,500}\bhref=[\"']([^\"']{1,2000})",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[([^\[\]]{2,60})\]")


def read_value(value: Any, where: str, *, page: str | None = None) -> Iterator[Found]:
    """All fact-checks in a JSON value."""
    count = 0
    for number, (kind, record) in enumerate(_candidates(value), 1):
        count += 1
        place = f"{where}#{number}" if number > 1 else where
        yield from _READERS[kind](record, place, page)
    if not count:
        keys = ", ".join(list(value)[:8]) if isinstance(value, dict) else type(value).__name__
        yield Problem(where=where, what=f"no fact-check in it ({keys}).")


def _candidates(root: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    waiting, seen = [root], 0
    while waiting and seen < MOST_VALUES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value))
            continue
        if not isinstance(value, dict):
            continue
        kind = _kind(value)
        if kind:
            yield kind, value
            continue
        held = [value[key] for key in _HOLDERS if key in value]
        held += [value["claims"]] if isinstance(value.get("claims"), list) else []
        waiting.extend(reversed(held))


def _kind(value: dict[str, Any]) -> str | None:
    if is_claim_review(value):
        return "review"
    reviews = value.get("claimReview")
    if isinstance(reviews, list) and "text" in value:
        return "api"
    if "classification" in value and "content" in value and "title" in value:
        return "mafindo"
    return "plain" if looks_plain(value) else None


def _review(record: dict[str, Any], where: str, page: str | None) -> Iterator[Found]:
    yield read_claim_review(record, where, page=page)


def _plain(record: dict[str, Any], where: str, _page: str | None) -> Iterator[Found]:
    yield read_plain_record(record, where)


def _api(record: dict[str, Any], where: str, _page: str | None) -> Iterator[Found]:
    """One claim of the Fact Check Tools API, which many may have reviewed."""
    for number, review in enumerate(record["claimReview"], 1):
        place = f"{where}/{number}" if number > 1 else where
        if not isinstance(review, dict):
            yield Problem(where=place, what="a review that is no object.")
            continue
        yield _api_review(record, review, place)


def _api_review(claim: dict[str, Any], review: dict[str, Any], where: str) -> Found:
    warnings = Warnings()
    text = plain_words(claim.get("text"), warnings)
    title = plain_words(review.get("title"), warnings)
    if text is None and title is None:
        return Problem(where=where, what="a reviewed claim with neither text nor title.")
    url = web_address(review.get("url"), warnings)
    publisher = review.get("publisher") if isinstance(review.get("publisher"), dict) else {}
    assert isinstance(publisher, dict)
    name = plain_words(publisher.get("name"), warnings)
    if name is None:
        warnings.add("publisher not named; taken from its site")
        name = words_of_value(publisher.get("site")) or publisher_of_url(url)
    verdict = words_of_value(review.get("textualRating"))
    if verdict is None:
        warnings.add("no verdict in words")
    claims = (text,) if text else ()
    known = {"text", "claimant", "claimReview"}
    return FactCheck(
        id=make_check_id(url, claims or (title or "",), verdict),
        claim=claims,
        title=title,
        verdict=verdict,
        publisher=name,
        url=url,
        date=stated_date(review.get("reviewDate"), warnings),
        lang=words_of_value(review.get("languageCode")),
        claimant=plain_words(claim.get("claimant"), warnings),
        warnings=warnings.said(),
        extra={k: v for k, v in claim.items() if k not in known},
    )


def _mafindo(record: dict[str, Any], where: str, _page: str | None) -> Iterator[Found]:
    """An entry of Mafindo's list: the tag before its title is the verdict."""
    warnings = Warnings()
    title = plain_words(record.get("title"), warnings) or ""
    tag = _TAG.match(title)
    verdict = tag[1] if tag else words_of_value(record.get("classification"))
    if tag is None:
        warnings.add("no verdict before the title; its classification stands for it")
    claim = plain_words(record.get("content"), warnings)
    url = web_address(record.get("url") or record.get("link"), warnings)
    if url is None:
        warnings.add("no address")
    if not claim and not title:
        yield Problem(where=where, what="an entry with neither narrative nor title.")
        return
    source = words_of_value(record.get("source_link"))
    stated = words_of_value(record.get("id"))
    yield FactCheck(
        id=f"mafindo:{stated}" if stated else make_check_id(url, (claim or title,), verdict),
        claim=(claim,) if claim else (),
        title=title or None,
        summary=plain_words(record.get("conclusion") or record.get("fact"), warnings),
        verdict=verdict,
        publisher="Mafindo",
        url=url,
        date=stated_date(record.get("tanggal") or record.get("date"), warnings),
        lang="id",
        appearances=(source,) if source and source.startswith("http") else (),
        warnings=warnings.said(),
        extra={k: v for k, v in record.items() if k not in {"title", "content", "conclusion"}},
    )


_READERS = {"review": _review, "plain": _plain, "api": _api, "mafindo": _mafindo}


def read_page_checks(page: str, where: str) -> Iterator[Found]:
    """Fact-checks of an HTML page: JSON-LD scripts, then microdata."""
    canonical = _CANONICAL.search(page)
    address = canonical[1] if canonical else None
    count = 0
    for script in _SCRIPT.finditer(page):
        if "ClaimReview" not in script[1] and "claimReviewed" not in script[1]:
            continue
        try:
            value, repaired = decode_value(script[1].encode("utf-8", "replace"))
        except InputError as error:
            yield Problem(where=where, what=f"a ClaimReview that {error}")
            count += 1
            continue
        for found in read_value(value, where, page=address):
            count += 1
            yield found if not repaired else _with_warning(found, "its JSON was repaired")
    for review in _microdata(page):
        count += 1
        yield read_claim_review(review, where, page=address)
    if not count:
        yield Problem(where=where, what="no ClaimReview in this page.")


def _with_warning(found: Found, what: str) -> Found:
    if isinstance(found, Problem):
        return found
    return msgspec.structs.replace(found, warnings=(*found.warnings, what))


def _microdata(page: str) -> Iterator[dict[str, Any]]:
    if "ClaimReview" not in page or "itemtype" not in page:
        return
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"))
    except (lxml.etree.LxmlError, ValueError):
        return
    for scope in tree.xpath("//*[contains(@itemtype, 'schema.org/ClaimReview')]")[:100]:
        yield {"@type": "ClaimReview", **_properties(scope, 0)}


def _properties(scope: Any, depth: int) -> dict[str, Any]:
    """Name and value of each property inside a microdata scope."""
    found: dict[str, Any] = {}
    waiting = list(reversed(scope))
    while waiting and depth < 8:
        element = waiting.pop()
        names = (element.get("itemprop") or "").split() if isinstance(element.tag, str) else []
        inner = element.get("itemscope") is not None if isinstance(element.tag, str) else False
        for name in names:
            value = _properties(element, depth + 1) if inner else _property_value(element)
            found[name] = value if name not in found else [*_listed(found[name]), value]
        if not inner:
            waiting.extend(reversed(element))
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _property_value(element: Any) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        if element.get(attribute):
            return str(element.get(attribute)).strip()
    return " ".join(element.text_content().split())
