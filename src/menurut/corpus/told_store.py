"""What a corpus job tells, on disk: passages part by part, in mapped files.

In: parts of what is told. Out: the parts again, one after the other, or all of it as one record
whose columns are mapped. Word pairs, which only translations have, stay in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from menurut.corpus.mapped import MappedColumns, let_go
from menurut.reuse.telling import TOLD_AT_ONCE, Told, WordPairs, no_pairs

TOLD_COLUMNS = {
    "a": np.int64,
    "a0": np.int32,
    "a1": np.int32,
    "b": np.int64,
    "b0": np.int32,
    "b1": np.int32,
    "similarity": np.float64,
    "kind": np.int64,
    "common_quote": np.bool_,
}


class ToldStore:
    """Append what is told; then read it part by part, or whole."""

    def __init__(self, folder: Path) -> None:
        self._columns = MappedColumns(folder, TOLD_COLUMNS, "told-")
        self._pairs: dict[int, WordPairs] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, part: Told) -> None:
        """Write passages behind those that are there."""
        self._columns.append({name: getattr(part, name) for name in TOLD_COLUMNS})
        for row in np.flatnonzero(part.pairs.astype(np.bool_)).tolist():
            self._pairs[self._count + row] = part.pairs[row]
        self._count += len(part.a)

    def whole(self) -> Told:
        """All passages."""
        pairs = no_pairs(self._count)
        for row, carried in self._pairs.items():
            pairs[row] = carried
        return Told(**self._columns.mapped(), pairs=pairs)

    def parts(self) -> Iterator[Told]:
        """The same part by part; what was read is let go."""
        columns = self._columns.mapped()
        for start in range(0, self._count, TOLD_AT_ONCE):
            rows = slice(start, min(start + TOLD_AT_ONCE, self._count))
            pairs = no_pairs(rows.stop - start)
            for row in self._pairs.keys() & range(rows.start, rows.stop):
                pairs[row - start] = self._pairs[row]
            part = Told(**{name: column[rows] for name, column in columns.items()}, pairs=pairs)
            yield part
            let_go(part)
