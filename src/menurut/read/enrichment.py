"""Article → Article: language, clocks, credits, wire and warnings, from what is there.

The last step of every reader, and the first one for articles made elsewhere. It adds only what
is missing and never touches the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from menurut.model import Article, Clock, Credit, Problem, clocks_of, interval_of
from menurut.read.clocks import LAST_YEAR, order_clocks, url_clock
from menurut.read.credits import find_credits, wire_of
from menurut.read.invisible import hidden_problem
from menurut.read.language import detect_language

ID_DIGITS = 12
"""48 bits: among a million articles two ids clash with probability 0.2 %."""

SHOWN_DATE = 40
"""Characters shown of a date that is none."""


def make_id(*parts: str) -> str:
    """A stable id for an article that has none: of its address, or else of its content.

    >>> make_id("https://a.example/1") == make_id("https://a.example/1")
    True
    """
    joined = "\\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:ID_DIGITS]


def enrich_article(article: Article) -> Article:
    """Fill language, clocks, credits, wire and warnings of an article; its text stays as it is.

    >>> article = enrich_article(Article(id="a", text="Jakarta (ANTARA) - Pasar itu dibuka."))
    >>> article.wire, article.lang
    ('ANTARA', 'id')
    """
    lang = article.lang or detect_language(article.text)
    named = merge_credits(article.credits, find_credits(article, lang=lang))
    clocks = order_clocks((*map(_zoned, clocks_of(article)), url_clock(article.url)))
    problems = _merge_problems(
        article.problems,
        (
            _future_problem(article, clocks),
            _late_problem(article),
            _hidden(article),
            _undated(article, clocks),
        ),
    )
    return msgspec.structs.replace(
        article,
        lang=lang,
        clocks=clocks,
        updated_clocks=tuple(map(_zoned, article.updated_clocks)),
        credits=named,
        wire=article.wire or wire_of(named),
        problems=problems,
    )


def _zoned(clock: Clock) -> Clock:
    """A clock that was given without a zone, taken as UTC: times must be comparable."""
    ends = (clock.earliest, clock.latest)
    earliest, latest = (end.replace(tzinfo=end.tzinfo or UTC) if end else None for end in ends)
    return msgspec.structs.replace(clock, earliest=earliest, latest=latest)


def merge_credits(first: Iterable[Credit], second: Iterable[Credit]) -> tuple[Credit, ...]:
    """Both, each once.

    >>> credit = Credit(name="AP", kind="wire")
    >>> len(merge_credits((credit,), (credit,)))
    1
    """
    merged = {(c.kind, c.name, c.spans): c for c in (*first, *second)}
    return tuple(merged.values())


def _merge_problems(
    given: tuple[Problem, ...], found: Iterable[Problem | None]
) -> tuple[Problem, ...]:
    new = [p for p in found if p is not None and all(p.what != g.what for g in given)]
    return (*given, *new)


def _hidden(article: Article) -> Problem | None:
    shown = f"{article.title or ''}\n{article.text}\n{article.outlet or ''}\n{article.byline or ''}"
    return hidden_problem(article.id, shown, article.id)


def _undated(article: Article, clocks: tuple[Clock, ...]) -> Problem | None:
    if clocks:
        return None
    stated = f" ({article.published!r} cannot be read)" if article.published else ""
    return Problem(
        where=article.id,
        what=f"no date of publication{stated}.",
        remedy='Add one as "published" (ISO 8601) if you know it; without it the order is a guess.',
        article=article.id,
        note=not article.published,
    )


def _late_problem(article: Article) -> Problem | None:
    """A date of publication that cannot be: no date at all, after the update, or centuries away.

    Held against the article's own clocks only: the machine's says nothing about a text.
    """
    if not article.published:
        return None
    stated = interval_of(article.published)
    if stated is None:
        what = f"the date of publication cannot be read: {article.published[:SHOWN_DATE]!r}."
        # Without another clock `_undated` says so, and louder.
        return _date_note(article, what) if clocks_of(article) or url_clock(article.url) else None
    changed = _last_change(article)
    if changed is not None and stated[0] > changed:
        against = f"the article's own clocks say it stood at {changed.isoformat()}"
    elif stated[0].year > LAST_YEAR:
        against = f"after {LAST_YEAR}"
    else:
        return None
    return _date_note(article, f"published lies in the future: {article.published}; {against}.")


def _last_change(article: Article) -> datetime | None:
    """The latest moment at which the article says it was changed, or a server says so."""
    updated = interval_of(article.updated) if article.updated else None
    clocks = (*article.updated_clocks, *(c for c in article.clocks if c.kind == "header"))
    ends = [_zoned(clock).latest for clock in clocks] + ([updated[1]] if updated else [])
    return max((end for end in ends if end is not None), default=None)


def _date_note(article: Article, what: str) -> Problem:
    return Problem(
        where=article.id,
        what=what,
        remedy='Correct "published" (ISO 8601), or leave it out.',
        article=article.id,
        note=True,
    )


def _future_problem(article: Article, clocks: tuple[Clock, ...]) -> Problem | None:
    """A text that says it is younger than its own capture."""
    captures = [c.latest for c in clocks if c.kind == "capture" and c.latest]
    stated = [c for c in clocks if c.kind != "capture" and c.earliest]
    if not captures or not stated:
        return None
    first = min(captures)
    late = next((c for c in stated if c.earliest and c.earliest > first), None)
    if late is None:
        return None
    return Problem(
        where=article.id,
        what=f"says it was published {late.stated}, but was captured at {first.isoformat()}.",
        remedy="One of the two clocks is wrong.",
        article=article.id,
        note=True,
    )
