"""Fingerprinting and alignment as functions from columns to columns, run where an engine wants.

In: a batch of rows as numpy columns (on Spark they come and go as Arrow, `mapInArrow`). Out: the
same. They call the kernels of `menurut.reuse`, so an engine cannot say something else than the
in-memory search. A text's words travel as one row of packed arrays (`WORD_COLUMNS`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.shared_keys import SharedKeys
from menurut.reuse.alignment import Passages, align_pairs
from menurut.reuse.compiled import Int32s, Int64Rows, Int64s, Uint32s, compiled
from menurut.reuse.fingerprints import GRAM, winnow
from menurut.reuse.words import Words, find_words

Batch = Mapping[str, Any]

WORD_COLUMNS: dict[str, Any] = {
    "hashes": np.uint32,
    "starts": np.int32,
    "ends": np.int32,
    "weights": np.uint8,
    "opens": np.bool_,
}
NEAR = ("before2", "before1", "after1", "after2")
_POSITION_BITS = 26
"""Words of a text are counted up to 67 million: 50 MB of text have 25 million at most."""


def fingerprint_columns(
    words: Words, numbers: NDArray[np.int64], shared: SharedKeys | None = None
) -> dict[str, NDArray[Any]]:
    """The rows of `postings` for some texts: fingerprints with the words beside them.

    `shared`: which of them may stand more than once; the others are left out.

    >>> rows = fingerprint_columns(find_words(["a b c d e f"]), np.array([7]))
    >>> rows["article"].tolist(), rows["position"].tolist()
    ([7], [0])
    """
    keys, positions, texts = winnow(words)
    if shared is not None:
        kept = shared.among(keys)
        keys, positions, texts = keys[kept], positions[kept], texts[kept]
    articles = numbers[texts]
    near = np.empty((len(NEAR), len(keys)), np.int64)
    _words_beside(words.hashes, words.bounds, (positions, texts, articles), near)
    return {
        "key": keys,
        "article": articles,
        "position": positions,
        **dict(zip(NEAR, near, strict=True)),
    }


@compiled
def _words_beside(
    hashes: Uint32s, bounds: Int64s, places: tuple[Int32s, Int32s, Int64s], near: Int64Rows
) -> None:
    """Write the hashes of two words before and two after each fingerprint.

    Where a text ends there is nothing to agree on: a number that no other row has.
    """
    positions, texts, articles = places
    offsets = (-2, -1, GRAM, GRAM + 1)
    for row in range(len(positions)):
        first, last = bounds[texts[row]], bounds[texts[row] + 1]
        for column in range(len(offsets)):
            place = first + positions[row] + offsets[column]
            if first <= place < last:
                near[column, row] = hashes[place]
            else:
                near[column, row] = -1 - ((articles[row] << _POSITION_BITS) | positions[row])


def read_words(batch: Batch) -> dict[str, Sequence[Any]]:
    """(number, text) rows to (number, packed words) rows."""
    words = find_words(batch["text"])
    bounds = words.bounds.tolist()
    packed: dict[str, Sequence[Any]] = {"number": batch["number"]}
    for name in WORD_COLUMNS:
        column = getattr(words, name)
        packed[name] = [column[start:end].tobytes() for start, end in pairwise(bounds)]
    return packed


def fingerprint_words(batch: Batch) -> dict[str, NDArray[Any]]:
    """(number, packed words) rows to rows of `postings`."""
    return fingerprint_columns(unpacked(batch), np.asarray(batch["number"], np.int64))


def unpacked(batch: Batch) -> Words:
    """The words of some rows as one `Words`."""
    counts = [len(row) for row in batch["weights"]]  # one byte a word
    return Words(
        **{
            name: np.frombuffer(bytearray(b"".join(batch[name])), kind)
            for name, kind in WORD_COLUMNS.items()
        },
        bounds=np.cumsum([0, *counts]),
    )


def align_words(batch: Batch) -> dict[str, NDArray[Any]]:
    """Rows (a, b, packed words of both) to passages; words a text has in several rows come once."""
    numbers = np.concatenate([batch["a"], batch["b"]]).astype(np.int64)
    known, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    sides = {name: [*batch[f"a_{name}"], *batch[f"b_{name}"]] for name in ("hashes", "weights")}
    chosen = {name: [rows[k] for k in first.tolist()] for name, rows in sides.items()}
    counts = [len(row) for row in chosen["weights"]]
    hashes, weights = (
        np.frombuffer(bytearray(b"".join(chosen[name])), WORD_COLUMNS[name])
        for name in ("hashes", "weights")
    )
    # Alignment looks at hashes and weights only.
    empty = np.empty(0, np.int32)
    words = Words(
        hashes=hashes,
        weights=weights,
        starts=empty,
        ends=empty,
        opens=empty.astype(np.bool_),
        bounds=np.cumsum([0, *counts]),
    )
    half = len(batch["a"])
    found = align_pairs(words, place[:half], place[half:])
    columns = {name: getattr(found, name) for name in Passages.__struct_fields__}
    return {**columns, "a": known[found.a], "b": known[found.b]}
