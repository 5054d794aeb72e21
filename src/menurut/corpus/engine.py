"""What a corpus job asks of an engine: take a table, run SQL, tell whether it exists, give rows.

DuckDB is the one that ships (duckdb_engine.py). The SQL (plan.py) keeps to what Spark understands
too, so another engine is one class with these methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any] | Sequence[Any]]


class Engine(Protocol):
    """Tables in, SQL, rows out."""

    def take(self, table: str, columns: Columns) -> None:
        """Append columns of one length to a table; the first ones make it."""

    def run(self, sql: str) -> None:
        """Run one statement."""

    def exists(self, table: str) -> bool:
        """Whether there is such a table."""

    def rows(self, sql: str) -> dict[str, NDArray[Any]]:
        """The answer to a query, column by column."""

    def close(self) -> None:
        """Let go of memory and of temporary files."""
