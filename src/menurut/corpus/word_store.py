"""The words of a corpus on disk, mapped into memory: 14 bytes a word, loaded when touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.words import Words

COLUMNS = {
    "hashes": np.uint32,
    "starts": np.int32,
    "ends": np.int32,
    "weights": np.uint8,
    "opens": np.bool_,
}


class WordStore:
    """Append the words of texts, batch by batch; then read them as one `Words`."""

    def __init__(self, folder: Path) -> None:
        self._paths = {name: folder / f"{name}.bin" for name in COLUMNS}
        self._files = {name: path.open("wb") for name, path in self._paths.items()}
        self._counts: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]

    def append(self, words: Words) -> None:
        """Write the words of some texts behind those that are there."""
        for name, file in self._files.items():
            getattr(words, name).tofile(file)
        self._counts.append(np.diff(words.bounds))

    def finish(self) -> Words:
        """All words; the store takes no more."""
        for file in self._files.values():
            file.close()
        return Words(
            **{name: self._mapped(name) for name in COLUMNS},
            bounds=np.cumsum(np.concatenate(self._counts)),
        )

    def _mapped(self, name: str) -> NDArray[Any]:
        path = self._paths[name]
        if not path.stat().st_size:  # nothing to map in an empty file
            return np.empty(0, COLUMNS[name])
        # "c": to numba a read-only array is another type, compiled once more.
        return np.asarray(np.memmap(path, COLUMNS[name], mode="c"))
