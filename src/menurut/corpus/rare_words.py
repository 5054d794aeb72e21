"""Articles by the rare words that they share: what says cheaply that two may tell one story.

In: the words of all articles as numbers, and a class for each article (its language). Out: a
row for each article; the product of two rows counts the rare words both have, 1 for a word that
two articles have and no other. It is read block by block, so memory is bounded by what is rare.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.sparse_rows import SparseRows, product_of, row_bounds, turned_rows
from menurut.reuse.words import Words

TELLING_WEIGHT = 4
"""Words of three letters and more, no numbers: all numbers are one word here."""
BLOCK_WORDS = 4_000_000
SMOOTHING = 20
"""Articles that a collection is thought to have besides its own, so that two are not a crowd."""

_LEAST_BITS, _MOST_BITS = 16, 24
"""Size of the table in which words are counted, in bits of their hash."""
_ARTICLE_BITS = 31


def rare_words(
    words: Words, classes: NDArray[np.intp], limit: int, *, least_classes: int
) -> SparseRows:
    """Articles by words that at most `limit` of them have, in `least_classes` classes or more.

    >>> from menurut.reuse.words import find_words
    >>> words = find_words(["Ratmi dari Lowa", "Lowa dan Ratmi", "Sura"])
    >>> shared = rare_words(words, np.array([0, 1, 1]), 2, least_classes=2)
    >>> one, other, told = shared_words(shared, shared)
    >>> one.tolist(), other.tolist(), told.round(3).tolist()
    ([0, 0, 1, 1], [0, 1, 0, 1], [2.0, 2.0, 2.0, 2.0])
    """
    bits = min(_MOST_BITS, max(_LEAST_BITS, len(words.hashes).bit_length() - 1))
    shift = np.uint32(32 - bits)
    kept = _may_be_rare(words, classes, (shift, limit), least_classes)
    cells = [np.empty(0, np.int64)]
    for start, end in _blocks(words.bounds):
        hashes = words.hashes[start:end]
        place = np.flatnonzero(kept[hashes >> shift] & (words.weights[start:end] >= TELLING_WEIGHT))
        owners = np.searchsorted(words.bounds, place + start, side="right") - 1
        cells.append(np.unique((hashes[place].astype(np.int64) << _ARTICLE_BITS) | owners))
    return _weighed(np.sort(np.concatenate(cells)), len(classes), limit)


def _may_be_rare(
    words: Words, classes: NDArray[np.intp], bound: tuple[np.uint32, int], least_classes: int
) -> NDArray[np.bool_]:
    """Which slots of the table hold words worth a closer look."""
    shift, limit = bound
    size = 1 << (32 - int(shift))
    known = [np.zeros(size, np.bool_) for _ in range(int(classes.max(initial=0)) + 1)]
    often = np.zeros(size, np.int32)
    for start, end in _blocks(words.bounds):
        slots = words.hashes[start:end] >> shift
        first, last = np.searchsorted(words.bounds, [start, end])
        owners = np.repeat(classes[first:last], np.diff(words.bounds[first : last + 1]))
        often += np.bincount(slots, minlength=size).astype(np.int32)
        for number, held in enumerate(known):
            held[slots[owners == number]] = True
    spread = np.sum(known, axis=0, dtype=np.int32)
    # A word that stands four times as often as the limit stands in too many articles.
    rare: NDArray[np.bool_] = (spread >= least_classes) & (often > 1) & (often <= 4 * limit)
    return rare


def _blocks(bounds: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Stretches of words of whole articles, in order; an article without words is in none."""
    start = 0
    while start < bounds[-1]:
        last = int(np.searchsorted(bounds, start + BLOCK_WORDS, side="right")) - 1
        end = int(bounds[last])
        if end <= start:  # one article longer than a block
            end = int(bounds[int(np.searchsorted(bounds, start, side="right"))])
        yield start, end
        start = end


def _weighed(cells: NDArray[np.int64], count: int, limit: int) -> SparseRows:
    """Articles by words, with the root of what each word tells."""
    _, columns = np.unique(cells >> _ARTICLE_BITS, return_inverse=True)
    holders = np.bincount(columns)
    weight = np.log((count + SMOOTHING) / (holders + 0.5)) / log((count + SMOOTHING) / 2.5)
    weight[(holders > limit) | (holders < 2)] = 0
    values = np.sqrt(np.maximum(weight, 0))[columns].astype(np.float32)
    kept = values > 0
    rows, columns, values = cells[kept] & ((1 << _ARTICLE_BITS) - 1), columns[kept], values[kept]
    order = np.argsort(rows, kind="stable")
    bounds = row_bounds(np.bincount(rows, minlength=count))
    return SparseRows(bounds, columns[order].astype(np.int32), values[order])


def held(shared: SparseRows) -> NDArray[np.float64]:
    """What all rare words of each article tell together."""
    return shared.squares()


def shared_words(
    some: SparseRows, others: SparseRows
) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.float32]]:
    """(row of `some`, row of `others`, what their common rare words tell) where there are any."""
    width = int(max(some.columns.max(initial=-1), others.columns.max(initial=-1))) + 1
    both = product_of(some, turned_rows(others, width), len(others.bounds) - 1)
    return both.row_numbers(), both.columns, both.values
