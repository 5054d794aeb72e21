"""DuckDB as the engine: embedded, one process, spills to disk beyond its memory."""

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
from menurut.corpus.source import BATCH
from menurut.corpus.word_store import WordStore
from menurut.errors import EngineError, UsageError
from menurut.reuse.alignment import Passages, align_pairs
from menurut.reuse.words import Words, find_words

# Matches `2GB`, `500 MiB`; not `2`, `lots`.
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]i?B|B)", re.IGNORECASE)

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

    keeps_tables = True

    def __init__(self, folder: Path | None, memory: str) -> None:
        amount = _AMOUNT.fullmatch(memory.strip())
        if amount is None:
            raise UsageError(f"memory {memory!r} is no amount of memory. Write it as 2GB.")
        self._memory = (float(amount[1]), amount[2])
        spill = str(folder / "spill") if folder else ""
        try:
            self._connection = duckdb.connect(
                str(folder / "engine.duckdb") if folder else ":memory:",
                config={"memory_limit": self._part(JOINING), "temp_directory": spill},
            )
            self._connection.execute("SET preserve_insertion_order = false")
            # One checkpoint at the end of a step costs less than one every 16 MB.
            self._connection.execute("SET checkpoint_threshold = '1GB'")
        except duckdb.Error as error:
            raise EngineError(
                f"DuckDB does not start ({str(error).splitlines()[0]}). Free some space there."
            ) from error

    def take(self, table: str, columns: Columns) -> None:
        """Append columns of one length to a table; the first ones make it."""
        self._connection.register("taken", {k: np.asarray(v) for k, v in columns.items()})
        known = self.exists(table)
        self.run(
            f"INSERT INTO {table} SELECT * FROM taken"  # noqa: S608 - own names
            if known
            else f"CREATE TABLE {table} AS SELECT * FROM taken"  # noqa: S608 - own names
        )
        self._connection.unregister("taken")

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
        """Fill `postings` from `articles`, and `store` with their words in order of number."""
        for start, texts in follow(self._texts(), "fingerprinting"):
            words = find_words(texts)
            store.append(words)
            numbers = np.arange(start, start + len(texts), dtype=np.int64)
            self.take("postings", fingerprint_columns(words, numbers))

    def _texts(self) -> Iterator[tuple[int, list[str]]]:
        count = int(self.rows("SELECT count(*) AS n FROM articles")["n"][0])
        for start in range(0, count, BATCH):
            found = self.rows(
                f"SELECT text FROM articles WHERE number >= {start} AND number < {start + BATCH} "  # noqa: S608 - numbers
                "ORDER BY number"
            )
            yield start, found["text"].tolist()

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
