"""Put articles in, and take them out: one batch, one transaction.

A batch is prepared first (fingerprints made, the stored digests read) and written then; an
article whose digest is already stored costs one lookup. Removing takes the fingerprints with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Self, TypeVar

import msgspec

from menurut.archive import postings
from menurut.archive.opening import told
from menurut.archive.postings import Postings
from menurut.archive.rows import STORED_COLUMNS, article_row
from menurut.model import Article

T = TypeVar("T")

BATCH = 1000
"""Articles per transaction: large enough that neighbours in the index are written together."""
BATCH_CHARS = 16_000_000
"""... and characters per transaction, so that very long articles do not fill the memory."""

_DIGEST = STORED_COLUMNS.index("content_sha256")
_COLUMNS = ", ".join(STORED_COLUMNS)
_KEPT = ", ".join((*STORED_COLUMNS[1:], "version", "added_at"))


class InBatches(NamedTuple):
    """An indexer of many articles at once, for less than one after the other."""

    make: Callable[[Sequence[Article]], Sequence[Postings]]
    """Postings of some articles, in their order."""


Indexer = Callable[[Article], Postings] | InBatches
"""Makes what an index keeps of articles."""


class AddReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an addition did."""

    added: int
    updated: int
    unchanged: int

    def __add__(self, other: Self) -> AddReport:
        return AddReport(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """One article of a batch, ready to be written."""

    row: tuple[Any, ...]
    fingerprints: tuple[Postings, ...]
    """Empty for an article that is there with all its fingerprints."""


def parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items.

    >>> list(parts("abc", 2))
    [['a', 'b'], ['c']]
    """
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) >= size:
            yield part
            part = []
    if part:
        yield part


def batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    """Batches that are neither too many articles nor too much text; one id stands once in each."""
    batch: dict[str, Article] = {}
    chars = 0
    for article in articles:
        if article.id in batch or len(batch) >= size or chars > BATCH_CHARS:
            yield list(batch.values())
            batch, chars = {}, 0
        batch[article.id] = article
        chars += len(article.text)
    if batch:
        yield list(batch.values())


def prepare(
    connection: sqlite3.Connection,
    batch: Sequence[Article],
    indexers: Sequence[Indexer],
    path: str,
) -> list[Prepared]:
    """Rows and, where they are new, fingerprints of a batch."""
    rows = [article_row(article) for article in batch]
    with told(path):
        complete = [_is_complete(connection, row, len(indexers)) for row in rows]
    fresh = [article for article, known in zip(batch, complete, strict=True) if not known]
    made = iter(_indexed(fresh, indexers))
    return [
        Prepared(row=row, fingerprints=() if known else next(made))
        for row, known in zip(rows, complete, strict=True)
    ]


def _is_complete(connection: sqlite3.Connection, row: tuple[Any, ...], indexes: int) -> bool:
    known = _known(connection, row)
    return known is not None and known[1:] == (row[_DIGEST], indexes)


def _indexed(
    articles: Sequence[Article], indexers: Sequence[Indexer]
) -> list[tuple[Postings, ...]]:
    """What each article gets in all indexes."""
    columns = [
        indexer.make(articles) if isinstance(indexer, InBatches) else map(indexer, articles)
        for indexer in indexers
    ]
    return [*zip(*columns, strict=True)] if columns else [()] * len(articles)


def _known(connection: sqlite3.Connection, row: tuple[Any, ...]) -> tuple[int, str, int] | None:
    """(number, digest, how many indexes have it) of the stored article with this row's id."""
    found: tuple[int, str, int] | None = connection.execute(
        "SELECT number, content_sha256, (SELECT count(*) FROM article_fingerprints "
        "WHERE article = number) FROM articles WHERE id = ?",
        row[:1],
    ).fetchone()
    return found


def write(connection: sqlite3.Connection, prepared: Sequence[Prepared], path: str) -> AddReport:
    """Write a batch inside the transaction that the caller has begun."""
    report = AddReport(added=0, updated=0, unchanged=0)
    fresh: list[tuple[int, Postings]] = []
    for item in prepared:
        number, done = _write_article(connection, item.row)
        report += done
        if item.fingerprints:
            if not done.added:
                postings.discard(connection, [number])
            fresh += [(number, made) for made in item.fingerprints]
    if fresh:
        postings.store(connection, fresh, path)
    return report


def _write_article(connection: sqlite3.Connection, row: tuple[Any, ...]) -> tuple[int, AddReport]:
    """Insert, replace or leave one article; its number and what was done."""
    known = _known(connection, row)
    if known is None:
        marks = ", ".join("?" * len(row))
        cursor = connection.execute(f"INSERT INTO articles ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608 - own words
        return cursor.lastrowid or 0, AddReport(added=1, updated=0, unchanged=0)
    if known[1] == row[_DIGEST]:
        return known[0], AddReport(added=0, updated=0, unchanged=1)
    connection.execute(
        f"INSERT INTO article_versions (article, {_KEPT}) "  # noqa: S608 - own words
        f"SELECT number, {_KEPT} FROM articles WHERE number = ?",
        known[:1],
    )
    changes = ", ".join(f"{name} = ?" for name in STORED_COLUMNS)
    connection.execute(
        f"UPDATE articles SET {changes}, version = version + 1, "  # noqa: S608 - own words
        "added_at = CURRENT_TIMESTAMP WHERE number = ?",
        (*row, known[0]),
    )
    return known[0], AddReport(added=0, updated=1, unchanged=0)


def remove(connection: sqlite3.Connection, ids: Iterable[str | bytes | None]) -> int:
    """Remove articles inside the transaction that the caller has begun; how many there were."""
    count = 0
    for article_id in ids:
        row = connection.execute(
            "SELECT number FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if row is not None:
            postings.discard(connection, [row[0]])
            connection.execute("DELETE FROM articles WHERE number = ?", row)
            count += 1
    postings.forget_much_removed(connection)
    return count
