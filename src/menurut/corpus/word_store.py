"""The words of a corpus on disk, mapped into memory: 14 bytes a word, loaded when touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.batches import WORD_COLUMNS
from menurut.corpus.mapped import map_column
from menurut.reuse.words import Words

_BOUNDS = "bounds.npy"


class WordStore:
    """Append the words of texts, batch by batch; then read them as one `Words`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = {name: self._path(name).open("wb") for name in WORD_COLUMNS}
        self._counts: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]

    def append(self, words: Words) -> None:
        """Write the words of some texts behind those that are there."""
        for name, file in self._files.items():
            # not tofile(): it says nothing when the disk is full
            file.write(np.ascontiguousarray(getattr(words, name)).data)
        self._counts.append(np.diff(words.bounds))

    def finish(self) -> Words:
        """All words; the store takes no more."""
        for file in self._files.values():
            file.close()
        np.save(self._folder / _BOUNDS, np.cumsum(np.concatenate(self._counts)))
        return stored_words(self._folder)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.bin"


def stored_words(folder: Path) -> Words:
    """The words that a finished store left in a folder."""
    return Words(
        **{name: map_column(folder / f"{name}.bin", kind) for name, kind in WORD_COLUMNS.items()},
        bounds=np.load(folder / _BOUNDS),
    )
