"""A row of a table, or a JSON object that is no ClaimReview → FactCheck.

In: a mapping. Out: a fact-check; columns are known by the names that data sets use (GESIS,
Kaggle tables, our own JSONL). What is not known is kept in `extra`.
"""

from __future__ import annotations

from typing import Any

from menurut.check.fields import (
    Warnings,
    claims_of_value,
    make_check_id,
    plain_words,
    publisher_of_url,
    stated_date,
    web_address,
    words_of_value,
)
from menurut.model import FactCheck, Problem

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "factcheck_id", "fact_check_id"),
    "claim": (
        "claim",
        "claims",
        "claim_text",
        "claimText",
        "claimReviewed",
        "claim_reviewed",
        "statement",
        "vclaim",
    ),
    "title": ("title", "headline", "name", "reviewTitle"),
    "summary": ("summary", "description", "reviewBody", "subtitle"),
    "verdict": (
        "verdict",
        "textualRating",
        "textual_rating",
        "ratingName",
        "rating",
        "label",
        "truthRating",
        "alternateName",
    ),
    "publisher": ("publisher", "organization", "sourceName", "site", "source"),
    "url": ("url", "link", "review_url", "reviewUrl", "reviewurl"),
    "date": ("date", "published", "review_date", "datePublished", "reviewDate"),
    "lang": ("lang", "language", "languageCode", "inLanguage"),
    "claimant": ("claimant", "speaker", "claim_author", "creativeWork_author_name"),
    "appearances": ("appearances", "appearance"),
}
_NAMES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "portuguese": "pt",
    "spanish": "es",
    "indonesian": "id",
}


def looks_plain(record: dict[str, Any]) -> bool:
    """Whether an object has what a fact-check needs: a claim or a title, and something else.

    >>> looks_plain({"claim": "Bulan terbelah", "verdict": "KELIRU"})
    True
    """
    flat = _flat(record)
    wanted = [flat.get(name) for field in ("claim", "title") for name in COLUMNS[field]]
    others = [
        flat.get(name) for field in ("verdict", "publisher", "url") for name in COLUMNS[field]
    ]
    return "@type" not in record and any(wanted) and (any(others) or bool(flat.get("claim")))


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """GESIS wraps: {"id", "content": {"date": {"type", "value"}}}."""
    content = record.get("content")
    if isinstance(content, dict):
        return {**record, **{k: words_of_value(v) for k, v in content.items() if k != "id"}}
    return record


def read_plain_record(record: dict[str, Any], where: str) -> FactCheck | Problem:
    """A fact-check of a table row.

    >>> read_plain_record({"claim": "Bulan terbelah", "verdict": "KELIRU", "desk": 3}, "a").extra
    {'desk': 3}
    """
    warnings = Warnings()
    flat = _flat(record)
    found = {
        field: next((flat[n] for n in names if flat.get(n)), None)
        for field, names in COLUMNS.items()
    }
    claims = claims_of_value(found["claim"], warnings)
    title = plain_words(found["title"], warnings)
    if not claims and not title:
        return Problem(
            where=where,
            what="has neither claim nor title.",
            remedy=f"It has: {', '.join(map(str, list(record)[:12]))}.",
        )
    url = web_address(found["url"], warnings)
    verdict = words_of_value(found["verdict"])
    stated = words_of_value(found["id"])
    listed = found["appearances"] if isinstance(found["appearances"], list) else []
    known = {name for names in COLUMNS.values() for name in names} | {"warnings"}
    given = record.get("warnings")
    return FactCheck(
        id=stated or make_check_id(url, claims or (title or "",), verdict),
        claim=claims,
        title=title,
        summary=plain_words(found["summary"], warnings),
        verdict=verdict,
        publisher=plain_words(found["publisher"], warnings) or publisher_of_url(url),
        url=url,
        date=stated_date(found["date"], warnings),
        lang=_language(words_of_value(found["lang"])),
        claimant=plain_words(found["claimant"], warnings),
        appearances=tuple(str(address) for address in listed),
        warnings=(*(str(w) for w in given if w), *warnings.said())
        if isinstance(given, list)
        else warnings.said(),
        extra=_rest(record, known),
    )


def _language(words: str | None) -> str | None:
    return _NAMES.get(words.lower(), words) if words else None


def _rest(record: dict[str, Any], known: set[str]) -> dict[str, Any]:
    extra = record.get("extra")
    rest = {k: v for k, v in record.items() if k not in known and k not in {"extra", "content"}}
    if isinstance(record.get("content"), dict):
        rest |= {k: v for k, v in record["content"].items() if k not in known}
    return {**(extra if isinstance(extra, dict) else {}), **rest}
