"""Aligned passages of pairs of texts: where they begin and end, and how well they agree.

The work is done by compiled kernels (matching.py). A passage counts from 36 bits and five equal
words on; whether a pair of articles is told to anybody is decided later (telling.py), on all its
passages together. Two texts always give the same passages, whichever is named first.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Bools, Int64s, Uint32s, compiled
from menurut.reuse.matching import (
    BITS,
    EQUAL,
    I0,
    I1,
    J0,
    J1,
    LONGEST,
    MAX_RUNS,
    PAIR,
    align_ordered,
    make_desk,
)
from menurut.reuse.words import Words

FIRST_ROOM = 2
"""Passages there is room for at first, for each pair."""


class Passages(msgspec.Struct, frozen=True, kw_only=True):
    """Passages of pairs of texts, as parallel arrays; words are counted from a text's start.

    Passages of one pair stand together, in order of their place in `a` and then in `b`.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    """Numbers of the two texts."""
    a0: NDArray[np.int32]
    a1: NDArray[np.int32]
    b0: NDArray[np.int32]
    b1: NDArray[np.int32]
    equal: NDArray[np.int32]
    """Words that agree."""
    bits: NDArray[np.int32]
    """How much their agreement tells."""
    longest: NDArray[np.int32]
    """Words in the longest run without a change."""

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Passages:
        """Some of the passages, by mask or by position."""
        fields = self.__struct_fields__
        return Passages(**{name: getattr(self, name)[chosen] for name in fields})


def join_passages(parts: list[Passages]) -> Passages:
    """Several lists of passages as one."""
    fields = Passages.__struct_fields__
    return Passages(**{f: np.concatenate([getattr(part, f) for part in parts]) for f in fields})


def align_pairs(words: Words, a: NDArray[np.int64], b: NDArray[np.int64]) -> Passages:
    """All passages that the texts `a[k]` and `b[k]` share, in order of k and then of the place."""
    a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
    swapped = np.empty(len(a), np.bool_)
    _mark_shorter(words.hashes, words.bounds, a, b, swapped)
    longer, shorter = np.where(swapped, b, a), np.where(swapped, a, b)
    # One table of a longer text serves all its pairs.
    order = np.lexsort((shorter, longer))
    found = _aligned(words, longer[order], shorter[order])
    pair = order[found[:, PAIR]]
    turned = swapped[pair]
    a0 = np.where(turned, found[:, J0], found[:, I0])
    b0 = np.where(turned, found[:, I0], found[:, J0])
    return Passages(
        a=a[pair],
        b=b[pair],
        a0=a0,
        a1=np.where(turned, found[:, J1], found[:, I1]),
        b0=b0,
        b1=np.where(turned, found[:, I1], found[:, J1]),
        equal=found[:, EQUAL],
        bits=found[:, BITS],
        longest=found[:, LONGEST],
    ).take(np.lexsort((b0, a0, pair)))


def _aligned(
    words: Words, longer: NDArray[np.int64], shorter: NDArray[np.int64]
) -> NDArray[np.int32]:
    """A row for each passage of each pair; pairs are ordered by their longer text."""
    desk = make_desk(int(np.diff(words.bounds).max(initial=0)))
    found = np.empty((MAX_RUNS + FIRST_ROOM * len(longer), 8), np.int32)
    state = np.zeros(2, np.int64)
    while True:
        align_ordered(
            words.hashes, words.weights, words.bounds, (longer, shorter), desk, found, state
        )
        done, count = state.tolist()
        if done == len(longer):
            return found[:count]
        found = np.concatenate([found, np.empty_like(found)])


@compiled
def _mark_shorter(hashes: Uint32s, bounds: Int64s, a: Int64s, b: Int64s, swapped: Bools) -> None:
    """Which pairs name the shorter text first; among equally long ones their words decide."""
    for pair in range(len(a)):
        first, second = bounds[a[pair]], bounds[b[pair]]
        length = bounds[a[pair] + 1] - first
        other = bounds[b[pair] + 1] - second
        swapped[pair] = length < other
        if length == other:
            for word in range(length):
                if hashes[first + word] != hashes[second + word]:
                    swapped[pair] = hashes[first + word] < hashes[second + word]
                    break
