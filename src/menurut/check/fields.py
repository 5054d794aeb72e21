"""What stands in the fields of published fact-checks, and what is odd about it.

In: values as JSON gives them. Out: clean words, addresses and dates, and warnings: whatever was
repaired, guessed or set aside is said, nothing is dropped in silence. The list of oddities
comes from markup of some forty publishers (docs/check.md).
"""

from __future__ import annotations

import hashlib
import html
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from menurut.model import interval_of
from menurut.outlets import find_outlet_by_url

ID_DIGITS = 12
MOST_WORDS = 20_000
"""Characters kept of one field; a page's whole text may stand where a claim should."""
_SPLIT = re.compile(r"[\s,;]+(?:and\s+)?(?=https?://)")
_SCHEMELESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]|$)", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4}-\d\d?-\d\d?)(?:[T ]+(\d\d?:\d\d(?::\d\d)?(?:\.\d+)?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
)


class Warnings:
    """Oddities of one fact-check, each said once, in order."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    def add(self, what: str) -> None:
        """Say something."""
        self._said[what] = None

    def said(self) -> tuple[str, ...]:
        """All that was said."""
        return tuple(self._said)


def words_of_value(value: Any) -> str | None:
    """The words of a string, number, list or `{"@value": ...}`; `None` where there are none.

    >>> words_of_value({"@value": " Falso "})
    'Falso'
    """
    if isinstance(value, list):
        return next((words for words in map(words_of_value, value[:20]) if words), None)
    if isinstance(value, dict):
        value = next((value[k] for k in ("@value", "value", "name", "text") if value.get(k)), None)
        return words_of_value(value) if not isinstance(value, dict) else None
    if isinstance(value, bool) or value is None:
        return None
    words = str(value).strip()[:MOST_WORDS]
    return words or None


def plain_words(value: Any, warnings: Warnings) -> str | None:
    """Words on one line, entities resolved (`&#039;` stands in many claims)."""
    words = words_of_value(value)
    if words is None:
        return None
    shown = html.unescape(words)
    if shown != words:
        warnings.add("HTML entities in the text were resolved")
    return " ".join(shown.split()) or None


def claims_of_value(value: Any, warnings: Warnings) -> tuple[str, ...]:
    """All claims of `claimReviewed`, which may be a list."""
    listed = value if isinstance(value, list) else [value]
    if isinstance(value, list) and len(value) > 1:
        warnings.add(f"{len(value)} claims in one review")
    claims = [claim for claim in (plain_words(item, warnings) for item in listed[:50]) if claim]
    return tuple(dict.fromkeys(claims))


def stated_date(value: Any, warnings: Warnings) -> str | None:
    """A date as ISO 8601 where it can be read, else as it stands.

    >>> stated_date("2031-03-04 14:05 UTC", Warnings())
    '2031-03-04T14:05Z'
    """
    words = words_of_value(value)
    if words is None:
        return None
    if interval_of(words) and ("T" in words or len(words) <= 10):
        return words
    match = _DATE.fullmatch(words)
    if match:
        zone = (match[3] or "").replace("UTC", "Z").replace("GMT", "Z")
        day = "-".join(part.zfill(2) for part in match[1].split("-"))
        made = f"{day}T{match[2].zfill(5)}{zone}" if match[2] else day
        if interval_of(made):
            warnings.add(f"date written as {words!r}")
            return made
    warnings.add(f"date {words[:60]!r} cannot be read")
    return words


def web_address(value: Any, warnings: Warnings) -> str | None:
    """An address, repaired where it can be: without scheme, encoded twice, with blanks.

    >>> web_address("a.example/cek/1", Warnings())
    'https://a.example/cek/1'
    """
    words = words_of_value(value)
    if words is None:
        return None
    if "%25" in words and unquote(words).count("%") > 1:
        warnings.add("address was percent-encoded twice")
        words = unquote(words)
    if words.startswith("//") or _SCHEMELESS.match(words):
        warnings.add("address without https://")
        words = "https://" + words.lstrip("/")
    if not words.startswith(("http://", "https://")):
        warnings.add(f"address {words[:80]!r} is not a whole one")
    return words


def addresses_in(value: Any, warnings: Warnings) -> list[str]:
    """All addresses of appearances: strings, lists, objects, several joined in one string."""
    if isinstance(value, list):
        return [found for item in value[:100] for found in addresses_in(item, warnings)]
    if isinstance(value, dict):
        found = value.get("url") or value.get("@id") or value.get("contentUrl")
        if found is None and value.get("sameAs"):
            found = value["sameAs"]
        return addresses_in(found, warnings)
    words = words_of_value(value)
    if words is None:
        return []
    parts = _SPLIT.split(words)
    junk = [part for part in parts if not part.startswith(("http://", "https://"))]
    for part in junk:
        warnings.add(f"appearance {part[:60]!r} is not an address")
    return [part.rstrip(",;") for part in parts if part not in junk]


def host_of(url: str | None) -> str | None:
    """The host of an address, without "www."."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def publisher_of_url(url: str | None) -> str | None:
    """The outlet an address belongs to, or its host."""
    known = find_outlet_by_url(url) if url else None
    return known.name if known else host_of(url)


def make_check_id(url: str | None, claims: tuple[str, ...], verdict: str | None) -> str:
    """A stable id of address and claim; two verdicts on one page are two fact-checks."""
    joined = "\x1f".join((url or "", *claims, verdict or "")).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:ID_DIGITS]
