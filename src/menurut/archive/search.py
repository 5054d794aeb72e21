"""Find articles by words, outlet, language and date, and articles that tell the same story.

Words are looked up in an FTS5 table without case and accents. "The same story" is a coarse
question, asked to find candidates: which archived articles share rare words (names, numbers,
places) with the given ones, weighted by how rare each word is in the archive. It says nothing
about who took from whom, and misses stories told without any name or number in common.

Browsing (the web app's list) counts by outlet, language and time and sorts the whole archive: what
that needs is small and is kept in memory as columns (`Holdings`), because SQLite, which has to step
over every text, takes some tenths of a second for a hundred thousand articles.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive.rows import ARTICLE_COLUMNS, article_of, restored, storable
from menurut.errors import UsageError
from menurut.model import Article, interval_of

ARTICLE_SELECT = ", ".join((*ARTICLE_COLUMNS, "details"))

_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
# Matches `Sura` and `2031`; not `a`.
_TERM = re.compile(r"\w{2,}")

LARGEST_LIMIT = 2**63 - 1
"""SQLite counts no further."""
RARE_TERMS = 30
"""Rarest terms of an article that are looked up for the same story."""
COMMON_SHARE = 0.02
"""A word in more than this share of all articles (and in more than 20) tells no story apart."""
SHARED_TERMS = 3
"""Fewer shared rare terms than this are a coincidence of one name."""
SHARED_WEIGHT = 0.15
"""Share of the rare terms' weight that the other article must have too."""


_DAY = (
    "CASE WHEN published GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(published, 1, 10) "
    "ELSE substr(published_utc, 1, 10) END"
)
"""The day as stated; where it is not stated in ISO 8601, the day in UTC that it means."""


def match_query(words: str) -> str | None:
    """What people type as an FTS5 query: all words; "..." is a phrase.

    >>> match_query('banjir "desa lowa"')
    '"banjir" "desa lowa"'
    >>> match_query("!?") is None
    True
    """
    phrases = [phrase or word for phrase, word in _PHRASE.findall(words)]
    # A double quote left over inside a word would end the FTS5 string early.
    plain = [p.replace('"', " ") for p in phrases if any(c.isalnum() for c in p)]
    return " ".join(f'"{p}"' for p in plain) or None


def find_articles(
    connection: sqlite3.Connection,
    words: str | None,
    filters: dict[str, str | None],
    limit: int | None,
) -> Iterable[Article]:
    """Articles that fit all that is given, newest first."""
    clauses, values = _where(filters)
    if words is not None:
        query = match_query(words)
        if query is None:
            return
        clauses.append(
            "number IN (SELECT rowid FROM articles_search WHERE articles_search MATCH ?)"
        )
        values.append(storable(query))
    sql = (
        f"SELECT {ARTICLE_SELECT} FROM articles {'WHERE' if clauses else ''} "  # noqa: S608 - own words
        f"{' AND '.join(clauses)} ORDER BY published_utc DESC, number DESC LIMIT ?"
    )
    for row in connection.execute(
        sql, (*values, -1 if limit is None else min(limit, LARGEST_LIMIT))
    ):
        yield article_of(row)


def _where(filters: dict[str, str | None]) -> tuple[list[str], list[str | bytes | None]]:
    """Conditions for outlet, lang, since, until; days are compared as they are stated."""
    conditions = {
        "outlet": "outlet = ? COLLATE NOCASE",
        "lang": "lang = ? COLLATE NOCASE",
        # Cut to one length: an article dated "2031-03" may be of any day of that month.
        "since": f"{_DAY} >= substr(?, 1, length({_DAY}))",
        "until": f"{_DAY} <= ?",
    }
    _require_days(filters)
    given = [(conditions[name], storable(value)) for name, value in filters.items() if value]
    return [clause for clause, _ in given], [value for _, value in given]


def _require_days(filters: dict[str, str | None]) -> None:
    for name in ("since", "until"):
        day = filters.get(name)
        if day and interval_of(day) is None:
            raise UsageError(f"{name} {day!r} is not a date. Write it as 2031-03-04.")


def same_story(
    connection: sqlite3.Connection, articles: Sequence[Article], limit: int
) -> list[str]:
    """Ids of other archived articles that share rare words with these, nearest first."""
    total = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    given = {article.id for article in articles}
    scores: dict[int, float] = {}
    for article in articles:
        for number, score in _near(connection, article, total).items():
            scores[number] = max(score, scores.get(number, 0.0))
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    ids = (_id_of(connection, number) for number in ranked)
    return list(islice((found for found in ids if found not in given), limit))


def _id_of(connection: sqlite3.Connection, number: int) -> str:
    row = connection.execute("SELECT id FROM articles WHERE number = ?", (number,)).fetchone()
    return restored(row[0]) or ""


def _near(connection: sqlite3.Connection, article: Article, total: int) -> dict[int, float]:
    """Article number to the share of this article's rare-word weight that it has too."""
    weights = _rare_terms(connection, article, total)
    if len(weights) < SHARED_TERMS:
        return {}
    shared: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    rows = connection.execute(
        "SELECT DISTINCT term, doc FROM json_each(?) AS wanted "
        "CROSS JOIN articles_search_places ON term = wanted.value",
        (json.dumps(list(weights)),),
    )
    for term, number in rows:
        shared[number] += weights[term]
        count[number] += 1
    whole = sum(weights.values())
    return {
        number: weight / whole
        for number, weight in shared.items()
        if count[number] >= SHARED_TERMS and weight >= SHARED_WEIGHT * whole
    }


def _rare_terms(connection: sqlite3.Connection, article: Article, total: int) -> dict[str, float]:
    """The rarest terms of an article that others have, with their weight."""
    rows = connection.execute(
        "SELECT term, doc FROM json_each(?) AS wanted "
        "CROSS JOIN articles_search_words ON term = wanted.value",
        (json.dumps(sorted(_terms(article))),),
    ).fetchall()
    common = max(20.0, COMMON_SHARE * total)
    rare = sorted((holders, term) for term, holders in rows if holders <= common)
    return {term: math.log(1 + total / holders) for holders, term in rare[:RARE_TERMS]}


def _terms(article: Article) -> Collection[str]:
    """Names and numbers of an article as FTS5 writes them; all words where nothing has capitals."""
    words = _TERM.findall(f"{article.title or ''} {article.text}")
    telling = [w for w in words if w[0].isupper() or w[0].isdigit()] or words
    return {_folded(word) for word in telling}


def _folded(word: str) -> str:
    """Case and accents folded, as `unicode61 remove_diacritics 2` does."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


Column = NDArray[np.int64]
Mask = NDArray[np.bool_]

SORTS = ("published", "title", "outlet", "lang")
MONTHS_SHOWN = 18
"""Up to so many months are counted one by one; a longer stretch is counted by years."""
_UNKNOWN = -1
_HASH_DIGITS = 15
"""Hexadecimal digits of a content hash that a permanent link has; they fit into 64 bits."""
_HASH = re.compile(r"[0-9a-f]{15}")


class BrowseQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to list, in which order, and which part of it."""

    words: str | None = None
    outlet: str | None = None
    lang: str | None = None
    since: str | None = None
    until: str | None = None
    sort: str = "published"
    """One of `SORTS`; articles without that field stand last either way."""
    descending: bool = True
    limit: int = 50
    offset: int = 0


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet and how many articles have it."""

    value: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What the found articles are made of; each facet disregards its own filter."""

    outlet: tuple[FacetValue, ...]
    lang: tuple[FacetValue, ...]
    time: tuple[FacetValue, ...]
    """Months ("2031-03"), or years where there are many months; newest first."""


class Browsed(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list: article numbers in order, how many there are in all, and facets."""

    numbers: tuple[int, ...]
    total: int
    facets: Facets


class Holdings:
    """What an archive holds, by outlet, language and day: columns in memory, for one state of it.

    Made by `load_holdings`; some 80 bytes per article.
    """

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.numbers: Column = np.array([row[0] for row in rows], dtype=np.int64)
        self.outlets, self._outlet = _coded(row[1] for row in rows)
        self.langs, self._lang = _coded(row[2] for row in rows)
        days = [(row[3] or "")[:10] for row in rows]
        self._days, self._day = np.unique(np.array(days, dtype="U10"), return_inverse=True)
        self._ranks = {
            "published": _ranked([row[4] for row in rows]),
            "title": _ranked([_sortable(row[5]) for row in rows]),
            "outlet": _ranked([_sortable(row[1]) for row in rows]),
            "lang": _ranked([_sortable(row[2]) for row in rows]),
        }
        self._hashes: Column = np.array([int(row[6], 16) for row in rows], dtype=np.int64)
        self._orders: dict[tuple[str, bool], Column] = {}

    def browse(self, connection: sqlite3.Connection, query: BrowseQuery) -> Browsed:
        """One page of what fits, with counts. Raises `UsageError` for a day that is none."""
        words = self._holding(connection, query.words)
        outlet = self._with(self.outlets, self._outlet, query.outlet)
        lang = self._with(self.langs, self._lang, query.lang)
        days = self._between(query.since, query.until)
        found = words & outlet & lang & days
        order = self._order(query.sort, descending=query.descending)
        fitting = order[found[order]]
        part = fitting[query.offset : query.offset + query.limit]
        facets = Facets(
            outlet=_counted(self.outlets, self._outlet[words & lang & days]),
            lang=_counted(self.langs, self._lang[words & outlet & days]),
            time=_times(self._days, self._day[words & outlet & lang]),
        )
        numbers = tuple(int(number) for number in self.numbers[part])
        return Browsed(numbers=numbers, total=int(found.sum()), facets=facets)

    def number_of_hash(self, digits: str) -> int | None:
        """The article whose content hash begins with these 15 digits; None for what is no hash."""
        if not _HASH.fullmatch(digits):
            return None
        found = np.flatnonzero(self._hashes == int(digits, 16))
        return int(self.numbers[found[0]]) if len(found) else None

    def _holding(self, connection: sqlite3.Connection, words: str | None) -> Mask:
        if not words:
            return np.ones(len(self.numbers), dtype=bool)
        found = np.zeros(len(self.numbers), dtype=bool)
        query = match_query(words)
        if query is not None and len(found):
            sql = "SELECT rowid FROM articles_search WHERE articles_search MATCH ?"
            rows = connection.execute(sql, (storable(query),)).fetchall()
            wanted = np.array([row[0] for row in rows], dtype=np.int64)
            places = np.searchsorted(self.numbers, wanted).clip(max=len(found) - 1)
            found[places[self.numbers[places] == wanted]] = True
        return found

    def _with(self, names: Sequence[str], codes: Column, wanted: str | None) -> Mask:
        if not wanted:
            return np.ones(len(codes), dtype=bool)
        folded = wanted.casefold()
        code = next((n for n, name in enumerate(names) if name.casefold() == folded), None)
        fits: Mask = codes == (len(names) if code is None else code)
        return fits

    def _between(self, since: str | None, until: str | None) -> Mask:
        """Days as stated; one that says only "2031-03" may be any day of that month."""
        _require_days({"since": since, "until": until})
        fits = np.ones(len(self._days), dtype=bool)
        if since or until:
            fits &= self._days != ""
        if since:
            fits &= (self._days >= since) | np.isin(self._days, [since[:4], since[:7]])
        if until:
            fits &= self._days <= until
        found: Mask = fits[self._day]
        return found

    def _order(self, sort: str, *, descending: bool) -> Column:
        """Places of all articles in one order, unknown ones last."""
        made = self._orders.get((sort, descending))
        if made is None:
            rank = self._ranks[sort]
            sign = -1 if descending else 1
            made = np.lexsort((-self.numbers, sign * rank, rank == _UNKNOWN))
            self._orders[sort, descending] = made
        return made


def load_holdings(connection: sqlite3.Connection) -> Holdings:
    """Read the columns of every article (about half a second for 100,000)."""
    return Holdings(
        connection.execute(
            f"SELECT number, outlet, lang, {_DAY}, published_utc, title, "  # noqa: S608 - own words
            f"substr(content_sha256, 1, {_HASH_DIGITS}) FROM articles ORDER BY number"
        ).fetchall()
    )


def _ranked(keys: Sequence[str | None]) -> Column:
    """The place of each key among all, equal ones together; unknown ones have none."""
    rank_of = {key: rank for rank, key in enumerate(sorted({key for key in keys if key}))}
    return np.array([rank_of.get(key or "", _UNKNOWN) for key in keys], dtype=np.int64)


def _sortable(value: str | bytes | None) -> str | None:
    return (restored(value) or "").strip(" \"'“‘«").casefold() or None


def _coded(values: Iterable[str | bytes | None]) -> tuple[list[str], Column]:
    """Names (first spelling of each) and the code of each value; spellings differ in case."""
    names: list[str] = []
    code_of: dict[str, int] = {}
    codes = []
    for value in values:
        name = restored(value) or ""
        folded = name.casefold()
        if folded and folded not in code_of:
            code_of[folded] = len(names)
            names.append(name)
        codes.append(code_of.get(folded, _UNKNOWN))
    return names, np.array(codes, dtype=np.int64)


def _counted(names: Sequence[str], codes: Column) -> tuple[FacetValue, ...]:
    """How often each name stands, most frequent first."""
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    found = [(-int(counts[n]), name) for n, name in enumerate(names) if counts[n]]
    return tuple(FacetValue(value=name, count=-count) for count, name in sorted(found))


def _times(days: NDArray[np.str_], codes: Column) -> tuple[FacetValue, ...]:
    """Articles per month, or per year where there are many months."""
    counts = np.bincount(codes, minlength=len(days))
    months: dict[str, int] = defaultdict(int)
    years: dict[str, int] = defaultdict(int)
    for day, count in zip(days, counts, strict=True):
        if day and count:
            months[str(day[:7])] += int(count)
            years[str(day[:4])] += int(count)
    shown = months if len(months) <= MONTHS_SHOWN else years
    return tuple(FacetValue(value=time, count=shown[time]) for time in sorted(shown, reverse=True))
