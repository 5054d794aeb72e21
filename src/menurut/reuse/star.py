"""Passages as seen from each of their two texts: what a rule about one text's neighbours walks on.

In: passages. Out: for each text (the centre) the rows of its passages, in the order of the
passages. Nothing is copied or sorted: a row is a number, and what it stands for is looked up where
the passages are, so that passages may lie in mapped files. Compiled code that walks on a star reads
it itself: numba keeps compiled code until its own file changes (matching.py).
"""

# numba reads no annotations: the compiled functions have none.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from menurut.reuse.alignment import Passages

Both = tuple[NDArray[np.int64], NDArray[np.int64]]
BothWords = tuple[NDArray[np.int32], NDArray[np.int32]]


class Star(NamedTuple):
    """Passages by the texts that have them."""

    begins: NDArray[np.int64]
    """Where the rows of each centre begin."""
    rows: NDArray[np.int32]
    """Twice the number of a passage, and one more where the centre is its second text."""
    texts: Both
    starts: BothWords
    ends: BothWords
    """First and second text of each passage, and its words there."""


def make_star(passages: Passages, count: int) -> Star:
    """The passages of `count` texts as seen from each of them."""
    a, b = np.ascontiguousarray(passages.a), np.ascontiguousarray(passages.b)
    begins, rows = np.zeros(count + 1, np.int64), np.empty(2 * len(a), np.int32)
    _count(a, b, begins)
    np.cumsum(begins, out=begins)
    _seat(a, b, begins[:-1].copy(), rows)
    return Star(
        begins=begins,
        rows=rows,
        texts=(a, b),
        starts=(np.ascontiguousarray(passages.a0), np.ascontiguousarray(passages.b0)),
        ends=(np.ascontiguousarray(passages.a1), np.ascontiguousarray(passages.b1)),
    )


@njit(cache=True)
def _count(a, b, begins):
    """Count the passages of each centre, one place to the right of it."""
    for passage in range(len(a)):
        begins[a[passage] + 1] += 1
        begins[b[passage] + 1] += 1


@njit(cache=True)
def _seat(a, b, free, rows):
    """Write the rows of each centre behind each other; `free`: where its next one goes."""
    for passage in range(len(a)):
        rows[free[a[passage]]] = 2 * passage
        free[a[passage]] += 1
        rows[free[b[passage]]] = 2 * passage + 1
        free[b[passage]] += 1
