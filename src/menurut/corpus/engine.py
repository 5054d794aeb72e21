"""What a corpus job asks of an engine: tables and SQL, and the kernels run where the texts are.

DuckDB (duckdb_engine.py) works in this process, Spark (spark_engine.py) wherever its executors
are. The SQL is one text for both (plan.py), the kernels are the same functions (batches.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.word_store import WordStore
from menurut.errors import UsageError
from menurut.reuse.alignment import Passages
from menurut.reuse.words import Words

Columns = Mapping[str, NDArray[Any] | Sequence[Any]]
Kernel = Callable[[Mapping[str, Any]], Columns]
"""A batch of rows in, rows out."""
Pairs = NDArray[np.int64]
"""Two columns: numbers of articles in rank order."""
Follow = Callable[..., Iterable[Any]]
"""Passes items on and shows how far they are: (items, label, total)."""

ENGINES = ("duckdb", "spark")


class Engine(Protocol):
    """Tables in, SQL, rows out; fingerprints and alignment in batches."""

    keeps_tables: bool
    """Whether tables survive a killed process, so that a job can go on from them."""

    def take(self, table: str, columns: Columns) -> None:
        """Append columns of one length to a table; the first ones make it."""

    def run(self, sql: str) -> None:
        """Run one statement."""

    def exists(self, table: str) -> bool:
        """Whether there is such a table."""

    def rows(self, sql: str) -> dict[str, NDArray[Any]]:
        """The answer to a query, column by column."""

    def fingerprint(self, store: WordStore, follow: Follow) -> None:
        """Fill `postings` from `articles`, and `store` with their words in order of number."""

    def align(self, words: Words, pairs: Pairs) -> Passages:
        """All passages that these pairs of articles share, in order of the pairs and the place."""

    def apply(self, kernel: Kernel, columns: Columns, schema: str) -> dict[str, NDArray[Any]]:
        """Run a function from columns to columns over rows; `schema` says what comes back."""

    def settle(self) -> None:
        """The large joins are over: give memory back to the rest of the job."""

    def close(self) -> None:
        """Let go of memory and of temporary files."""


def open_engine(name: str, folder: Path, memory: str, master: str | None = None) -> Engine:
    """An engine by its name; `folder` takes what does not fit in `memory`."""
    if name == "duckdb":
        if master is not None:
            raise UsageError("--master is for Spark. Add --engine spark, or leave it out.")
        from menurut.corpus.duckdb_engine import DuckDBEngine  # noqa: PLC0415 - only the one used

        return DuckDBEngine(folder, memory)
    if name == "spark":
        from menurut.corpus.spark_engine import SparkEngine  # noqa: PLC0415 - takes seconds

        return SparkEngine(folder, memory, master)
    raise UsageError(f"there is no engine {name!r}. Use: {' or '.join(ENGINES)}")


def read_texts(engine: Engine, numbers: Sequence[int]) -> dict[int, str]:
    """The texts of some articles, by number; those of numbers near each other come quickly."""
    if not numbers:
        return {}
    engine.run("DROP TABLE IF EXISTS wanted")
    engine.take("wanted", {"number": np.array(numbers, np.int64)})
    found = engine.rows(
        "SELECT a.number AS number, a.text AS text "  # noqa: S608 - numbers
        "FROM articles AS a JOIN wanted AS w ON a.number = w.number "
        f"WHERE a.number >= {min(numbers)} AND a.number <= {max(numbers)}"
    )
    return dict(zip(found["number"].tolist(), found["text"].tolist(), strict=True))
