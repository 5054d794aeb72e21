"""Published fact-checks: stored word for word, searched by their words.

The search table stems English words (Porter), folds case and accents, and ranks with BM25.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from menurut.archive.rows import FACT_CHECK_COLUMNS, fact_check_of, fact_check_row, storable
from menurut.model import FactCheck

_COLUMNS = (*FACT_CHECK_COLUMNS, "claim", "details")
_SELECT = ", ".join(f"fact_checks.{name}" for name in (*FACT_CHECK_COLUMNS, "details"))


def store(connection: sqlite3.Connection, checks: Iterable[FactCheck]) -> int:
    """Store or replace fact-checks inside the transaction that the caller has begun."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    marks = ", ".join("?" * len(_COLUMNS))
    rows = [fact_check_row(check) for check in checks]
    connection.executemany(
        f"INSERT INTO fact_checks ({', '.join(_COLUMNS)}) VALUES ({marks}) "  # noqa: S608 - own words
        f"ON CONFLICT (id) DO UPDATE SET {changes}",
        rows,
    )
    return len(rows)


def get(connection: sqlite3.Connection, check_id: str) -> FactCheck | None:
    """The fact-check with this id."""
    row = connection.execute(
        f"SELECT {_SELECT} FROM fact_checks WHERE id = ?",  # noqa: S608 - own words
        (storable(check_id),),
    ).fetchone()
    return row and fact_check_of(row)


def every(connection: sqlite3.Connection) -> Iterator[FactCheck]:
    """All fact-checks in the order they came."""
    for row in connection.execute(f"SELECT {_SELECT} FROM fact_checks ORDER BY number"):  # noqa: S608 - own words
        yield fact_check_of(row)


def search(
    connection: sqlite3.Connection, match_query: str, limit: int
) -> list[tuple[FactCheck, float]]:
    """Fact-checks that fit an FTS5 query, best first, with BM25 (higher is nearer)."""
    rows = connection.execute(
        f"SELECT found.score, {_SELECT} FROM (SELECT rowid, -bm25(fact_checks_search) AS score "  # noqa: S608 - own words
        "FROM fact_checks_search WHERE fact_checks_search MATCH ? ORDER BY rank LIMIT ?) AS found "
        "JOIN fact_checks ON fact_checks.number = found.rowid ORDER BY found.score DESC, number",
        (storable(match_query), limit),
    )
    return [(fact_check_of(row[1:]), row[0]) for row in rows]
