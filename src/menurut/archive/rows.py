"""An article or a fact-check as a row of a table, and back, without losing anything.

Fields that people look for have a column; all others stand as JSON in `details`. SQLite's TEXT is
UTF-8, which cannot hold lone surrogates: a string that has some (broken input does) is stored as
bytes in the same column and comes back as it was.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec

from menurut.model import Article, FactCheck, article_from_json, article_to_json, clocks_of

ARTICLE_COLUMNS = (
    "id", "outlet", "published", "updated", "lang", "title", "byline", "wire", "url", "canonical",
    "text",
)  # fmt: skip
STORED_COLUMNS = (*ARTICLE_COLUMNS, "published_utc", "details", "content_sha256")
FACT_CHECK_COLUMNS = (
    "id", "title", "summary", "verdict", "publisher", "url", "date", "lang", "claimant",
)  # fmt: skip
CLAIM_BREAK = "\n"
"""Several wordings of one claim stand in one column, a line each; `details` has them apart."""


class StoredText(msgspec.Struct, frozen=True, kw_only=True):
    """What comparing texts needs of an article, without the cost of all its fields."""

    id: str
    text: str
    outlet: str | None
    published_utc: str | None
    """The middle of its publication clock."""
    lang: str | None = None


def stored_text(article: Article) -> StoredText:
    """The same of an article that is at hand.

    >>> stored_text(Article(id="a", text="x", published="2031-03-04T07:00+07:00")).published_utc
    '2031-03-04T00:00:00+00:00'
    """
    return StoredText(
        id=article.id,
        text=article.text,
        outlet=article.outlet,
        published_utc=middle_utc(article),
        lang=article.lang,
    )


def storable(value: str | None) -> str | bytes | None:
    r"""A string as SQLite can hold it.

    >>> storable("berita"), storable("\ud83d")
    ('berita', b'\xed\xa0\xbd')
    """
    if value is None:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
    return value


def restored(value: str | bytes | None) -> str | None:
    """A string as it was before `storable`."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def article_row(article: Article) -> tuple[Any, ...]:
    """The values of `STORED_COLUMNS` for one article."""
    record = article_to_json(article)
    columns = [storable(getattr(article, name)) for name in ARTICLE_COLUMNS]
    rest = {k: v for k, v in record.items() if k not in ARTICLE_COLUMNS}
    details = json.dumps(rest, sort_keys=True) if rest else None
    return (*columns, middle_utc(article), details, content_digest(columns, details))


def content_digest(columns: list[str | bytes | None], details: str | None) -> str:
    """What two articles share exactly when nothing in them differs."""
    total = hashlib.sha256()
    for value in (*columns, details):
        part = value.encode() if isinstance(value, str) else value
        # A length before each field: ("ab", "c") and ("a", "bc") are not the same content.
        total.update(b"-" if part is None else f"{len(part)}:".encode() + part)
    return total.hexdigest()


def middle_utc(article: Article) -> str | None:
    """The middle of the surest clock's interval: what lists are ordered by."""
    for clock in clocks_of(article):
        if clock.earliest and clock.latest:
            middle = clock.earliest + (clock.latest - clock.earliest) / 2
            return middle.isoformat(timespec="seconds")
    return None


def article_of(row: tuple[Any, ...]) -> Article:
    """The article of a row (`ARTICLE_COLUMNS`, then `details`)."""
    record = {
        name: value
        for name, value in zip(ARTICLE_COLUMNS, map(restored, row), strict=False)
        if value is not None
    }
    details = row[len(ARTICLE_COLUMNS)]
    return article_from_json({**record, **(json.loads(details) if details else {})})


def fact_check_row(check: FactCheck) -> tuple[Any, ...]:
    """The values of `FACT_CHECK_COLUMNS`, `claim` and `details` for one fact-check."""
    record: dict[str, Any] = msgspec.to_builtins(check)
    rest = {k: v for k, v in record.items() if k not in FACT_CHECK_COLUMNS}
    return (
        *(storable(getattr(check, name)) for name in FACT_CHECK_COLUMNS),
        storable(CLAIM_BREAK.join(check.claim)),
        json.dumps(rest, sort_keys=True),
    )


def fact_check_of(row: tuple[Any, ...]) -> FactCheck:
    """The fact-check of a row (`FACT_CHECK_COLUMNS`, then `details`)."""
    record = {
        name: value
        for name, value in zip(FACT_CHECK_COLUMNS, map(restored, row), strict=False)
        if value is not None
    }
    return msgspec.convert({**record, **json.loads(row[len(FACT_CHECK_COLUMNS)])}, FactCheck)
