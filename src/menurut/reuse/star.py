"""Passages as seen from each of their two texts: what a rule about one text's neighbours walks on.

In: passages. Out: for each text (the centre) the rows of its passages, in the order of the
passages. Nothing is copied or sorted: a row is a number, and what it stands for is looked up where
the passages are, so that passages may lie in mapped files.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from menurut.reuse.alignment import Passages
from menurut.reuse.compiled import Int32s, Int64s, compiled

Both = tuple[Int64s, Int64s]
BothWords = tuple[Int32s, Int32s]


class Star(NamedTuple):
    """Passages by the texts that have them."""

    begins: Int64s
    """Where the rows of each centre begin."""
    rows: Int32s
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


@compiled
def _count(a: Int64s, b: Int64s, begins: Int64s) -> None:
    """Count the passages of each centre, one place to the right of it."""
    for passage in range(len(a)):
        begins[a[passage] + 1] += 1
        begins[b[passage] + 1] += 1


@compiled
def _seat(a: Int64s, b: Int64s, free: Int64s, rows: Int32s) -> None:
    """Write the rows of each centre behind each other; `free`: where its next one goes."""
    for passage in range(len(a)):
        rows[free[a[passage]]] = 2 * passage
        free[a[passage]] += 1
        rows[free[b[passage]]] = 2 * passage + 1
        free[b[passage]] += 1
