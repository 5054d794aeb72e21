"""Columns on disk, mapped into memory: for what a job has a hundred million of.

In: arrays, lot by lot. Out: each column as one array, whose pages come from the file when they are
touched. They count as memory of the process until they are let go (`let_go`), which costs next to
nothing: the system keeps the file's pages as long as it has room.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class MappedColumns:
    """Append rows to columns in files; then read each column as one array.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     columns = MappedColumns(Path(folder), {"a": np.int64, "bits": np.int32})
    ...     columns.append({"a": np.array([7, 8]), "bits": np.array([40, 41])})
    ...     columns.append({"a": np.array([9]), "bits": np.array([42])})
    ...     columns.mapped()["a"].tolist()
    [7, 8, 9]
    """

    def __init__(self, folder: Path, kinds: Mapping[str, Any], prefix: str = "") -> None:
        self._kinds = kinds
        self._paths = {name: folder / f"{prefix}{name}.bin" for name in kinds}
        for path in self._paths.values():
            path.write_bytes(b"")

    def append(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Write rows behind those that are there."""
        for name, kind in self._kinds.items():
            with self._paths[name].open("ab") as file:
                # not tofile(): it says nothing when the disk is full
                file.write(np.ascontiguousarray(columns[name], kind).data)

    def mapped(self) -> dict[str, NDArray[Any]]:
        """All rows so far; more may be appended, and asked for again."""
        return {name: map_column(self._paths[name], kind) for name, kind in self._kinds.items()}


def map_column(path: Path, kind: Any) -> NDArray[Any]:
    """A file of numbers as an array."""
    if not path.stat().st_size:  # nothing to map in an empty file
        return np.empty(0, kind)
    return np.asarray(np.memmap(path, kind, mode="r"))


def columns_of(record: Any) -> dict[str, NDArray[Any]]:
    """The arrays of a record by name."""
    return {name: getattr(record, name) for name in record.__struct_fields__}


def let_go(record: Any) -> None:
    """Give the pages of a record's mapped arrays back to the system; they stay readable."""
    for name in record.__struct_fields__:
        owner = getattr(record, name)
        while owner is not None and not isinstance(owner, mmap.mmap):
            owner = getattr(owner, "base", None)
        if owner is not None and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
            owner.madvise(mmap.MADV_DONTNEED)
