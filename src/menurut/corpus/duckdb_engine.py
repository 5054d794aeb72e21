"""DuckDB as the engine: embedded, one process, spills to disk beyond its memory.

A small collection stays in memory and on one core: to write its tables down, and to spread a tenth
of a second over cores, costs more than it spares. A larger one moves to a file, so that a job that
breaks off goes on from its tables. Fingerprints that stand once in a collection, five of six, never
come into a table (shared_keys.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.batches import fingerprint_columns
from menurut.corpus.engine import Columns, Follow, Kernel, Pairs
from menurut.corpus.shared_keys import SharedKeys
from menurut.corpus.source import BATCH
from menurut.corpus.word_store import WordStore
from menurut.errors import EngineError, UsageError
from menurut.reuse.alignment import Passages, align_pairs
from menurut.reuse.fingerprints import winnow
from menurut.reuse.words import Words, find_words, words_of

# Matches `2GB`, `500 MiB`; not `2`, `lots`.
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B|B)", re.IGNORECASE)

IN_MEMORY = 10_000
"""Articles up to which nothing is written down: they take two or three seconds."""
ARTICLES_READ = "read_articles"
JOINING, SETTLED = 0.5, 0.1
"""DuckDB's part of the memory while it joins, and afterwards: the rest is for words in mapped
files and for passages."""


class DuckDBEngine:
    """An engine in this process; `folder` takes what does not fit in `memory` (None: nothing does).

    >>> engine = DuckDBEngine(None, "100MB")
    >>> engine.take("keys", {"key": np.array([7, 7, 8])})
    >>> engine.rows("SELECT key, count(*) AS holders FROM keys GROUP BY key ORDER BY key")
    {'key': array([7, 8]), 'holders': array([2, 1])}
    """

    def __init__(self, folder: Path | None, memory: str) -> None:
        amount = _AMOUNT.fullmatch(memory.strip())
        if amount is None:
            raise UsageError(f"memory {memory!r} is no amount of memory. Write it as 2GB.")
        self._memory = (float(amount[1]), amount[2])
        self._file = folder / "engine.duckdb" if folder else None
        self._taken = 0
        self.keeps_tables = self._file is not None and self._file.exists()
        spill = str(folder / "spill") if folder else ""
        try:
            self._connection = duckdb.connect(
                str(self._file) if self.keeps_tables else ":memory:",
                config={"memory_limit": self._part(JOINING), "temp_directory": spill},
            )
            self._connection.execute("SET preserve_insertion_order = false")
            # One checkpoint at the end of a step costs less than one every 16 MB.
            self._connection.execute("SET checkpoint_threshold = '1GB'")
            # What is left when the job is done is deleted, and its log tells all of it.
            self._connection.execute("PRAGMA disable_checkpoint_on_shutdown")
            if not self.keeps_tables:
                self._connection.execute("SET threads = 1")
        except duckdb.Error as error:
            raise EngineError(
                f"DuckDB does not start ({str(error).splitlines()[0]}). Free some space there."
            ) from error

    def take(self, table: str, columns: Columns) -> None:
        """Append columns of one length to a table; the first ones make it."""
        arrays = {k: np.asarray(v) for k, v in columns.items()}
        self._connection.register("taken", arrays)
        self.run(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM taken LIMIT 0")  # noqa: S608 - own names
        self.run(f"INSERT INTO {table} SELECT * FROM taken")  # noqa: S608 - own names
        self._connection.unregister("taken")
        if table == ARTICLES_READ:
            self._taken += len(arrays["line"])
            if self._file and not self.keeps_tables and self._taken > IN_MEMORY:
                self._move(self._file)

    def _move(self, file: Path) -> None:
        """Go on in a file: the collection is large."""
        quoted = str(file).replace("'", "''")
        self.run(f"ATTACH '{quoted}' AS kept")
        self.run("COPY FROM DATABASE memory TO kept")
        self.run("USE kept")
        self.run(f"DROP TABLE memory.main.{ARTICLES_READ}")
        self.run("RESET threads")
        self.keeps_tables = True

    def run(self, sql: str) -> None:
        """Run one statement."""
        self._execute(sql)

    def exists(self, table: str) -> bool:
        """Whether there is such a table."""
        found = self._execute(
            f"SELECT 1 FROM information_schema.tables WHERE table_name = '{table}'"  # noqa: S608 - own names
        )
        return found.fetchone() is not None

    def rows(self, sql: str) -> dict[str, NDArray[Any]]:
        """The answer to a query, column by column; what is null stays None or masked."""
        found: dict[str, NDArray[Any]] = self._execute(sql).fetchnumpy()
        return found

    def fingerprint(self, store: WordStore, follow: Follow) -> None:
        """Fill `postings` from `articles`, and `store` with their words in order of number.

        Only fingerprints that may stand twice come into the table: others link nothing.
        """
        self.run(f"DROP TABLE IF EXISTS {ARTICLES_READ}")
        count = int(self.rows("SELECT count(*) AS n FROM articles")["n"][0])
        shared = SharedKeys(count)
        for texts in follow(self._texts(count), "fingerprinting"):
            words = find_words(texts)
            store.append(words)
            shared.count(winnow(words)[0])
        words = store.finish()
        for start in range(0, count, BATCH):
            part = words_of(words, start, min(count, start + BATCH))
            numbers = np.arange(start, start + BATCH, dtype=np.int64)
            self.take("postings", fingerprint_columns(part, numbers, shared))

    def _texts(self, count: int) -> Iterator[list[str]]:
        for start in range(0, count, BATCH):
            found = self.rows(
                f"SELECT text FROM articles WHERE number >= {start} AND number < {start + BATCH} "  # noqa: S608 - numbers
                "ORDER BY number"
            )
            yield found["text"].tolist()

    def align(self, words: Words, pairs: Pairs) -> Passages:
        """All passages that these pairs of articles share; the words are at hand here."""
        return align_pairs(words, pairs[:, 0], pairs[:, 1])

    def apply(self, kernel: Kernel, columns: Columns, schema: str) -> dict[str, NDArray[Any]]:
        """Run a function from columns to columns over rows, in this process."""
        del schema
        return {name: np.asarray(column) for name, column in kernel(columns).items()}

    def settle(self) -> None:
        """The large joins are over: give memory back to the rest of the job."""
        self.run(f"SET memory_limit = '{self._part(SETTLED)}'")

    def _part(self, share: float) -> str:
        number, unit = self._memory
        return f"{share * number:.3f}{unit}"

    def close(self) -> None:
        """Let go of memory and of temporary files."""
        self._connection.close()

    def _execute(self, sql: str) -> Any:
        try:
            return self._connection.execute(sql)
        except duckdb.Error as error:
            raise EngineError(
                f"DuckDB refused a query ({str(error).splitlines()[0]}). If memory or disk ran "
                f"out, give more with --memory or free some space. The query: {_one_line(sql)}"
            ) from error


def _one_line(sql: str) -> str:
    return " ".join(sql.split())
