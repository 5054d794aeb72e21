"""Fingerprints of articles: packed in, looked up, taken out again.

In: `Postings`, the keys of one article for one index with their positions (word numbers, sentence
numbers: the index decides). Out: for thousands of keys at once, who holds them and where, as
numpy arrays. The archive does not know what a key means; it keeps it and finds it again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive.schema import create_fingerprint_table, fingerprint_table
from menurut.errors import ArchiveError, NotInArchiveError

Keys = NDArray[np.int64]
Positions = NDArray[np.int32]

KEYS_PER_QUERY = 20_000
"""One query carries its keys as one JSON text; this keeps that text below half a megabyte."""


class Postings(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one article for one index, and where in the article each stands."""

    index: str
    keys: Keys
    positions: Positions
    version: int = 1
    """Of the rules that made the keys: keys of two versions must not meet in one archive."""


def register(connection: sqlite3.Connection, postings: Postings, path: str) -> None:
    """Make the table of an index, or refuse keys that another version of it made."""
    row = connection.execute(
        "SELECT version FROM indexes WHERE name = ?", (postings.index,)
    ).fetchone()
    if row is None:
        connection.execute(create_fingerprint_table(postings.index))
        connection.execute(
            "INSERT INTO indexes (name, version) VALUES (?, ?)", (postings.index, postings.version)
        )
    elif row[0] != postings.version:
        raise ArchiveError(
            f"{path}: its index {postings.index!r} has version {row[0]}, this menurut makes "
            f"version {postings.version}. Make it new: menurut archive export {path} -o all.jsonl, "
            "then menurut archive add NEW.db all.jsonl"
        )


def store(connection: sqlite3.Connection, batch: Sequence[tuple[int, Postings]], path: str) -> None:
    """Write the fingerprints of a batch, in key order: neighbours on disk are written together."""
    for index in sorted({postings.index for _, postings in batch}):
        members = [(number, postings) for number, postings in batch if postings.index == index]
        register(connection, members[0][1], path)
        connection.executemany(
            "INSERT INTO article_fingerprints (article, index_name, count, keys) "
            "VALUES (?, ?, ?, ?)",
            [
                (number, index, len(p.keys), np.unique(p.keys).astype("<i8").tobytes())
                for number, p in members
            ],
        )
        connection.executemany(
            f"INSERT OR IGNORE INTO {fingerprint_table(index)} (key, article, position) "  # noqa: S608 - checked name
            "VALUES (?, ?, ?)",
            _sorted_rows(members),
        )


def _sorted_rows(members: Sequence[tuple[int, Postings]]) -> Any:
    keys = np.concatenate([p.keys for _, p in members])
    positions = np.concatenate([p.positions for _, p in members])
    numbers = np.repeat([number for number, _ in members], [len(p.keys) for _, p in members])
    order = np.lexsort((positions, numbers, keys))
    return zip(
        keys[order].tolist(), numbers[order].tolist(), positions[order].tolist(), strict=True
    )


def discard(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take out all fingerprints of these articles."""
    for number in numbers:
        rows = connection.execute(
            "SELECT index_name, keys FROM article_fingerprints WHERE article = ?", (number,)
        ).fetchall()
        for index, packed in rows:
            connection.executemany(
                f"DELETE FROM {fingerprint_table(index)} WHERE key = ? AND article = ?",  # noqa: S608 - checked name
                [(key, number) for key in np.frombuffer(packed, "<i8").tolist()],
            )
        connection.execute("DELETE FROM article_fingerprints WHERE article = ?", (number,))


def require_index(connection: sqlite3.Connection, index: str, path: str) -> None:
    """Refuse a question to an index that the archive does not have."""
    row = connection.execute("SELECT 1 FROM indexes WHERE name = ?", (index,)).fetchone()
    if row is None:
        raise NotInArchiveError(
            f"{path} has no index {index!r}. Add articles to it: menurut archive add {path} SRC..."
        )


def look_up(
    connection: sqlite3.Connection, index: str, keys: Keys, most: int | None = None
) -> tuple[Keys, Keys, Positions]:
    """The holders of these keys: (keys, article numbers, positions), by key and number."""
    sql = (
        "SELECT f.key, f.article, f.position FROM json_each(?) AS wanted "  # noqa: S608 - checked name
        f"CROSS JOIN {fingerprint_table(index)} AS f ON f.key = wanted.value LIMIT ?"
    )
    limit = -1 if most is None else most
    rows = np.concatenate([_rows(connection, sql, part, (limit,), 3) for part in _parts(keys)])
    rows = rows if most is None else rows[:most]
    return rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int32)


def look_up_first(
    connection: sqlite3.Connection, index: str, keys: Keys, limit: int
) -> tuple[Keys, Keys, Positions]:
    """At most `limit` postings of each key: one short walk down the tree for each."""
    sql = (
        f"SELECT key, article, position FROM {fingerprint_table(index)} "  # noqa: S608 - checked name
        "WHERE key = ? ORDER BY article, position LIMIT ?"
    )
    found = (connection.execute(sql, (key, limit)) for key in np.unique(keys).tolist())
    values = chain.from_iterable(chain.from_iterable(found))
    rows = np.fromiter(values, np.int64).reshape(-1, 3)
    return rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int32)


def count_holders(
    connection: sqlite3.Connection, index: str, keys: Keys, limit: int
) -> tuple[Keys, Keys]:
    """(distinct keys in ascending order, how many postings each has, counted up to `limit`)."""
    sql = (
        "SELECT wanted.value, (SELECT count(*) FROM (SELECT 1 FROM "  # noqa: S608 - checked name
        f"{fingerprint_table(index)} WHERE key = wanted.value LIMIT ?2)) "
        "FROM json_each(?1) AS wanted"
    )
    rows = np.concatenate([_rows(connection, sql, part, (limit,), 2) for part in _parts(keys)])
    return rows[:, 0], rows[:, 1]


def _parts(keys: Keys) -> list[Keys]:
    distinct = np.unique(np.asarray(keys, np.int64))
    return np.array_split(distinct, max(1, -(-len(distinct) // KEYS_PER_QUERY)))


def _rows(
    connection: sqlite3.Connection, sql: str, keys: Keys, more: tuple[int, ...], width: int
) -> NDArray[np.int64]:
    found = connection.execute(sql, (json.dumps(keys.tolist()), *more))
    return np.fromiter(chain.from_iterable(found), np.int64).reshape(-1, width)
