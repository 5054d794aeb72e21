"""`Archive`: articles, their fingerprints and fact-checks, in one SQLite file.

Articles go in in batches, one transaction each: a process that is killed at any moment leaves
all finished batches and nothing of the broken one, and the same command run again goes on where
it stopped. An article is known by its `id`; the same id with the same content is unchanged, with
other content it becomes a new version and the old one stays in `article_versions`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import adding, fact_checks, postings, search
from menurut.archive.adding import AddReport, Indexer
from menurut.archive.export import export_articles
from menurut.archive.opening import connect, told
from menurut.archive.postings import EVERY_HOLDER
from menurut.archive.rows import StoredText, article_of, restored, storable
from menurut.archive.search import ARTICLE_SELECT, Browsed, BrowseQuery, Holdings
from menurut.archive.segments import Keys, Positions
from menurut.errors import NotInArchiveError
from menurut.model import Article, FactCheck

BUSY_SECONDS = 15.0
"""How long one writer waits for another: filling a segment takes three or four."""


class ArchiveStats(msgspec.Struct, frozen=True, kw_only=True):
    """How much an archive holds."""

    articles: int
    earlier_versions: int
    outlets: int
    languages: int
    fact_checks: int
    earliest: str | None
    latest: str | None
    size_bytes: int


class Archive:
    """One archive file; close it, or use it in a `with` block.

    >>> with Archive.open(":memory:", create=True) as archive:
    ...     report = archive.add([Article(id="a", text="Banjir di Lowa."), ])
    ...     (report.added, archive.get("a").text)
    (1, 'Banjir di Lowa.')
    """

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        create: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open an archive; `create` makes it where there is none. ":memory:" is for tests."""
        name = os.fspath(path)
        return cls(name, connect(name, create=create, busy_seconds=busy_seconds))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Articles

    def add(
        self,
        articles: Iterable[Article],
        *,
        indexers: Sequence[Indexer] = (),
        batch: int = adding.BATCH,
    ) -> AddReport:
        """Add articles, one transaction per batch; what is there already is left as it is."""
        report = AddReport(added=0, updated=0, unchanged=0)
        for part in adding.batches(articles, batch):
            # Fingerprints are made before the transaction begins: the file is locked shortly.
            prepared = adding.prepare(self._connection, part, indexers, self.path)
            with self._writing():
                report += adding.write(self._connection, prepared, self.path)
        return report

    def holds(self, article_id: str) -> bool:
        """Whether the archive has an article with this id."""
        return bool(self._all("SELECT 1 FROM articles WHERE id = ?", storable(article_id)))

    def get(self, article_id: str) -> Article:
        """The article with this id, or `NotInArchiveError`."""
        sql = f"SELECT {ARTICLE_SELECT} FROM articles WHERE id = ?"  # noqa: S608 - own words
        rows = self._all(sql, storable(article_id))
        if not rows:
            raise NotInArchiveError(
                f"{self.path} has no article {article_id!r}. "
                f"List what it holds: menurut archive list {self.path}"
            )
        return article_of(rows[0])

    def articles(self, ids: Iterable[str] | None = None) -> Iterator[Article]:
        """All articles, or those with these ids in this order; unknown ids are passed over."""
        if ids is not None:
            yield from (self.get(found) for found in ids if self.holds(found))
            return
        sql = f"SELECT {ARTICLE_SELECT} FROM articles ORDER BY number"  # noqa: S608 - own words
        with told(self.path):
            for row in self._connection.execute(sql):
                yield article_of(row)

    def versions(self, article_id: str) -> tuple[Article, ...]:
        """The earlier versions of an article, oldest first."""
        sql = (
            f"SELECT ?1, {ARTICLE_SELECT.removeprefix('id, ')} FROM article_versions WHERE article "  # noqa: S608 - own words
            "= (SELECT number FROM articles WHERE id = ?1) ORDER BY version"
        )
        return tuple(article_of(row) for row in self._all(sql, storable(article_id)))

    def ids(self) -> Iterator[str]:
        """The ids of all articles, in the order they came."""
        for row in self._all("SELECT id FROM articles ORDER BY number"):
            yield restored(row[0]) or ""

    def find(
        self,
        *,
        words: str | None = None,
        outlet: str | None = None,
        lang: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Article]:
        """Articles that fit all that is given, newest first; "..." in `words` is a phrase."""
        filters = {"outlet": outlet, "lang": lang, "since": since, "until": until}
        with told(self.path):
            yield from search.find_articles(self._connection, words, filters, limit)

    def holdings(self) -> Holdings:
        """What it holds now, as columns to browse by."""
        with told(self.path):
            return search.load_holdings(self._connection)

    def browse(self, holdings: Holdings, query: BrowseQuery) -> Browsed:
        """One page of a list in any order, with how many there are by outlet, language, time."""
        with told(self.path):
            return holdings.browse(self._connection, query)

    def same_story(self, articles: Sequence[Article], limit: int = 40) -> list[str]:
        """Ids of archived articles that share rare names, numbers and words with the given ones."""
        with told(self.path):
            return search.same_story(self._connection, articles, limit)

    def remove(self, ids: Iterable[str]) -> int:
        """Remove articles with their versions and fingerprints; how many there were."""
        with self._writing():
            return adding.remove(self._connection, [storable(found) for found in ids])

    def stats(self) -> ArchiveStats:
        """How much the archive holds."""
        row = self._all(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions), "
            "(SELECT count(DISTINCT outlet) FROM articles), "
            "(SELECT count(DISTINCT lang) FROM articles), (SELECT count(*) FROM fact_checks), "
            "(SELECT min(published_utc) FROM articles), (SELECT max(published_utc) FROM articles), "
            "(SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)"
        )[0]
        return ArchiveStats(**dict(zip(ArchiveStats.__struct_fields__, row, strict=True)))

    def export(self, path: str) -> int:
        """Write all articles as .jsonl, .csv or .parquet (`-`: JSONL on stdout); how many."""
        return export_articles(self.articles(), path)

    # Fingerprints

    def postings(
        self, index: str, keys: Keys, *, limit: int = EVERY_HOLDER
    ) -> tuple[Keys, Keys, Positions]:
        """Who holds these keys: (keys, article numbers, positions), by key and number.

        With `limit`, no more than so many postings of each key, those of the first articles.
        """
        with self._reading():
            postings.require_index(self._connection, index, self.path)
            return postings.look_up(self._connection, index, keys, limit)

    def frequency(self, index: str, keys: Keys, *, limit: int = EVERY_HOLDER) -> tuple[Keys, Keys]:
        """(distinct keys in ascending order, how many postings each has, counted up to `limit`)."""
        with self._reading():
            postings.require_index(self._connection, index, self.path)
            return postings.count_holders(self._connection, index, keys, limit)

    def index_version(self, index: str) -> int | None:
        """The version of the rules that made an index; None where no article has it."""
        with told(self.path):
            return postings.index_version(self._connection, index)

    def has_index(self, index: str) -> bool:
        """Whether articles were added with this index."""
        return bool(self._all("SELECT 1 FROM indexes WHERE name = ?", index))

    def numbered(self, numbers: NDArray[np.int64] | Iterable[int]) -> dict[int, Article]:
        """The articles behind the numbers that `postings` gives."""
        wanted = "[" + ",".join(str(int(number)) for number in numbers) + "]"
        rows = self._all(
            f"SELECT number, {ARTICLE_SELECT} FROM articles "  # noqa: S608 - own words
            "WHERE number IN (SELECT value FROM json_each(?))",
            wanted,
        )
        return {row[0]: article_of(row[1:]) for row in rows}

    def texts(self, numbers: NDArray[np.int64] | Iterable[int]) -> dict[int, StoredText]:
        """Texts with outlet and time behind the numbers that `postings` gives."""
        wanted = "[" + ",".join(str(int(number)) for number in numbers) + "]"
        rows = self._all(
            "SELECT number, id, text, outlet, published_utc FROM articles "
            "WHERE number IN (SELECT value FROM json_each(?))",
            wanted,
        )
        return {
            row[0]: StoredText(
                id=restored(row[1]) or "",
                text=restored(row[2]) or "",
                outlet=restored(row[3]),
                published_utc=row[4],
            )
            for row in rows
        }

    def number_of(self, article_id: str) -> int | None:
        """The number of an article, if the archive has it."""
        rows = self._all("SELECT number FROM articles WHERE id = ?", storable(article_id))
        return rows[0][0] if rows else None

    # Fact-checks

    def add_fact_checks(self, checks: Iterable[FactCheck]) -> int:
        """Store fact-checks; one that is there already is replaced. How many were stored."""
        count = 0
        for part in adding.parts(checks, adding.BATCH):
            with self._writing():
                count += fact_checks.store(self._connection, part)
        return count

    def fact_check(self, check_id: str) -> FactCheck:
        """The fact-check with this id, or `NotInArchiveError`."""
        with told(self.path):
            found = fact_checks.get(self._connection, check_id)
        if found is None:
            raise NotInArchiveError(
                f"{self.path} has no fact-check {check_id!r}. "
                f"Add some: menurut archive add-factchecks {self.path} FC..."
            )
        return found

    def fact_checks(self) -> Iterator[FactCheck]:
        """All fact-checks, in the order they came."""
        with told(self.path):
            yield from fact_checks.every(self._connection)

    def search_fact_checks(
        self, match_query: str, limit: int = 100
    ) -> list[tuple[FactCheck, float]]:
        """Fact-checks that fit an FTS5 query, best first, with BM25 (higher is nearer)."""
        with told(self.path):
            return fact_checks.search(self._connection, match_query, limit)

    # Inside

    def _all(self, sql: str, *values: str | bytes | int | None) -> list[tuple[Any, ...]]:
        with told(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One state of the file for several questions: segments may be merged in between."""
        with told(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it, or nothing."""
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
