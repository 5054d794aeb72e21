"""Find articles by words, outlet, language and date, and articles that tell the same story.

Words are looked up in an FTS5 table without case and accents. "The same story" is a coarse
question, asked to find candidates: which archived articles share rare words (names, numbers,
places) with the given ones, weighted by how rare each word is in the archive. It says nothing
about who took from whom, and misses stories told without any name or number in common.
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
    for name in ("since", "until"):
        day = filters.get(name)
        if day is not None and interval_of(day) is None:
            raise UsageError(f"{name} {day!r} is not a date. Write it as 2031-03-04.")
    given = [(conditions[name], storable(value)) for name, value in filters.items() if value]
    return [clause for clause, _ in given], [value for _, value in given]


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
