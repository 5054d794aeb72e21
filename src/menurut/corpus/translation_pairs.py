"""Pairs of articles across languages that may be translations: an inverted index, in shards.

In: articles as rows of meanings (meaning_rows.py) and their languages. Out: for each article in
each other language the few that are most like it, in meanings and in their order: two reports of
one subject share words, a translation shares their order too. Articles of one language are an
index by shards, so that the likeness to all of a shard stays in a processor's cache; each article
of a larger language is looked up there, its rarest meanings first, up to `MAX_POSTINGS` entries.
So work and memory are bounded for each article. Weakness: the more pairs two languages make, the
more alike two must be, for chance finds more.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.meaning_rows import SCALE, MeaningRows
from menurut.reuse.compiled import Float32s, Float64s, Int32s, Int64Rows, Int64s, compiled
from menurut.reuse.ordering import put_in_order

SHARD = 32_768
"""Articles of one language in the index at a time: 128 KB of likeness."""
MAX_POSTINGS = 8_000
"""Entries looked at for an article in one shard, its rarest meanings first."""
CANDIDATES = 12
"""Articles kept for each article in each other language."""
SAME_TEXT, SAME_VALUE = 3, 1e-5
"""Candidates as alike as this are copies of one text: so many of them are kept."""
LEAST = 0.024
"""Likeness (the mean of meanings alone and meanings in order, geometric) of a pair worth reading
in a small collection."""
MORE, AT_PAIRS = 0.0085, 1e5
"""... and so much more for each power of ten above `AT_PAIRS` that two languages have pairs."""


_PLACE_BITS = 16
_PLACE = (1 << _PLACE_BITS) - 1


class FoundPairs(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs worth reading, a < b, in order."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    alike: NDArray[np.float32]
    """How alike the two are, as a multiple of what is asked of their languages."""


def pairs_worth_reading(rows: MeaningRows, classes: NDArray[np.int32]) -> FoundPairs:
    """The likeliest pairs of articles of different classes (languages)."""
    count = len(classes)
    filled = np.diff(rows.bounds) > 0
    sizes = np.bincount(classes[filled], minlength=int(classes.max(initial=0)) + 1)
    codes, values = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    # The smaller language is the index: entries are few, and each article of the larger one asks.
    for index, asking in combinations(np.argsort(sizes, kind="stable").tolist(), 2):
        if not sizes[index]:
            continue
        own = np.flatnonzero((classes == index) & filled)
        queries = np.flatnonzero((classes == asking) & filled)
        least = least_alike(int(sizes[index]), int(sizes[asking]))
        found, value = _nearest_of(rows, queries, own, least)
        codes.append(found.min(axis=1) * count + found.max(axis=1))
        values.append(value / np.float32(least))
    distinct, first = np.unique(np.concatenate(codes), return_index=True)
    return FoundPairs(
        a=distinct // max(1, count),
        b=distinct % max(1, count),
        alike=np.concatenate(values)[first],
    )


def least_alike(one: int, other: int) -> float:
    """How alike two articles must be where two languages have so many.

    >>> [round(least_alike(*sizes), 3) for sizes in ((60, 60), (1300, 20_000), (50_000, 50_000))]
    [0.024, 0.045, 0.061]
    """
    return LEAST + MORE * max(0.0, float(np.log10(one * other / AT_PAIRS)))


def _nearest_of(
    rows: MeaningRows, queries: NDArray[np.int64], own: NDArray[np.int64], least: float
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(query, article of the index) and how alike: the best of each query over all shards."""
    found, values = [np.empty((0, 2), np.int64)], [np.empty(0, np.float32)]
    for start in range(0, len(own), SHARD):
        shard = own[start : start + SHARD]
        asked, near, alike = _nearest(rows, queries, _posted(rows, shard), (len(shard), least))
        pairs = np.stack([queries[asked], shard[near]], axis=1)
        value = np.sqrt(alike * _in_order(rows, pairs))
        kept = value >= least
        found.append(pairs[kept])
        values.append(value[kept])
    pairs, value = np.concatenate(found), np.concatenate(values)
    order = np.lexsort((pairs[:, 1], -value, pairs[:, 0]))
    asked = pairs[order, 0]
    best = order[np.arange(len(asked)) - np.searchsorted(asked, asked) < CANDIDATES]
    return pairs[best], value[best]


class _Posted(NamedTuple):
    """Which articles of a shard have each meaning, meaning after meaning, and how much of it."""

    bounds: Int64s
    owners: Int32s
    values: Float32s


class _Nearest(NamedTuple):
    """Places among the queries and in the shard, and how alike the two are."""

    asked: Int64s
    found: Int64s
    alike: Float32s


def _posted(rows: MeaningRows, shard: NDArray[np.int64]) -> _Posted:
    bounds = np.zeros(rows.width + 1, np.int64)
    _count_posted(rows, shard, bounds)
    np.cumsum(bounds, out=bounds)
    made = _Posted(bounds, np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.float32))
    _fill_posted(rows, shard, bounds[:-1].copy(), made)
    return made


@compiled
def _count_posted(rows: MeaningRows, shard: Int64s, sizes: Int64s) -> None:
    """Count the articles of a shard that have each meaning, one place to the right of it."""
    for article in shard:
        for k in range(rows.bounds[article], rows.bounds[article + 1]):
            sizes[rows.meanings[k] + 1] += 1


@compiled
def _fill_posted(rows: MeaningRows, shard: Int64s, free: Int64s, made: _Posted) -> None:
    """Write them; `free`: where the next article of each meaning goes."""
    for n in range(len(shard)):
        for k in range(rows.bounds[shard[n]], rows.bounds[shard[n] + 1]):
            at = free[rows.meanings[k]]
            made.owners[at], made.values[at] = n, rows.values[k] / np.float32(SCALE)
            free[rows.meanings[k]] = at + 1


def _nearest(
    rows: MeaningRows, queries: NDArray[np.int64], posted: _Posted, bound: tuple[int, float]
) -> _Nearest:
    """For each article the most alike of a shard: `bound` is its size, and how alike at least."""
    count, least = bound
    room = len(queries) * CANDIDATES
    made = _Nearest(np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.float32))
    sheet = (np.zeros(count, np.float32), np.empty(count, np.int32))
    lowest = np.array([least], np.float64)
    n = _fill_nearest(rows, queries, posted, lowest, sheet, made)
    return _Nearest(made.asked[:n], made.found[:n], made.alike[:n])


@compiled
def _fill_nearest(
    rows: MeaningRows,
    queries: Int64s,
    posted: _Posted,
    least: Float64s,
    sheet: tuple[Float32s, Int32s],
    made: _Nearest,
) -> int:
    """Write the articles of a shard that are most like each query; how many."""
    score, touched = sheet
    n = 0
    for q in range(len(queries)):
        many = _scored(rows, queries[q], posted, score, touched)
        kept = 0
        for t in range(many):
            near = touched[t]
            if score[near] >= least[0]:
                touched[t], touched[kept] = touched[kept], near
                kept += 1
        _put_likeliest_first(touched, score, kept)
        before, same, taken = np.float32(2), 0, 0
        for t in range(kept):
            value = score[touched[t]]
            same = same + 1 if before - value <= SAME_VALUE else 1
            before = value
            if same <= SAME_TEXT and taken < CANDIDATES:
                made.asked[n], made.found[n], made.alike[n] = q, touched[t], value
                n, taken = n + 1, taken + 1
        for t in range(many):
            score[touched[t]] = 0
    return n


def _put_likeliest_first(near, score, count):
    """Sort articles by likeness, the earlier one of equals first (Shell's way, in place)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap:
        for place in range(gap, count):
            one, here = near[place], place
            while here >= gap and _likelier(score, one, near[here - gap]):
                near[here] = near[here - gap]
                here -= gap
            near[here] = one
        gap //= 3


def _likelier(score, one, other):
    return score[one] > score[other] or (score[one] == score[other] and one < other)


def _scored(rows, article, posted, score, touched):
    """Add up what an article shares with each of a shard; how many share anything."""
    bounds, owners, values = posted
    many = spent = 0
    for k in range(rows.bounds[article], rows.bounds[article + 1]):
        start, end = bounds[rows.meanings[k]], bounds[rows.meanings[k] + 1]
        spent += end - start
        if spent > MAX_POSTINGS:
            break
        value = rows.values[k] / np.float32(SCALE)
        for p in range(start, end):
            if score[owners[p]] == 0:
                touched[many] = owners[p]
                many += 1
            score[owners[p]] += values[p] * value
    return many


class _Desk(NamedTuple):
    """Working memory for one pair after another: a place for each meaning that both have."""

    order: Int64s
    """Where a meaning stands in both, as one number, and its place in the next two."""
    places: Int64Rows
    gain: Float32s
    best: Float32s


def _in_order(rows: MeaningRows, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """How alike two articles are in the meanings that stand in one order in both."""
    alike = np.zeros(len(pairs), np.float32)
    room = int(np.diff(rows.bounds).max(initial=0))
    gain, best = np.empty(room, np.float32), np.empty(room, np.float32)
    desk = _Desk(np.empty(room, np.int64), np.empty((room, 2), np.int64), gain, best)
    _put_alike(rows, np.ascontiguousarray(pairs), desk, alike)
    return alike


@compiled
def _put_alike(rows: MeaningRows, pairs: Int64Rows, desk: _Desk, alike: Float32s) -> None:
    """Write how alike the articles of each pair are."""
    places, best = desk.places, desk.best
    for n in range(len(pairs)):
        met = _met(rows, pairs[n], places, desk.gain)
        put_in_order(desk.order, _numbered(desk.order, places, met))
        top = np.float32(0)
        for x in range(met):
            k = desk.order[x] & _PLACE
            before = np.float32(0)
            for y in range(x):
                i = desk.order[y] & _PLACE
                follows = places[i, 0] < places[k, 0] and places[i, 1] < places[k, 1]
                if follows and best[y] > before:
                    before = best[y]
            best[x] = before + desk.gain[k]
            top = max(top, best[x])
        alike[n] = top


def _numbered(order, places, met):
    """Write where each common meaning stands as one number, its own place in the lowest bits."""
    for k in range(met):
        order[k] = ((places[k, 0] * (SCALE + 1) + places[k, 1]) << _PLACE_BITS) | k
    return met


def _met(rows, pair, places, gain):
    """Where the common meanings of two articles stand, and what each adds to their likeness."""
    i, last = rows.bounds[pair[0]], rows.bounds[pair[0] + 1]
    j, end = rows.bounds[pair[1]], rows.bounds[pair[1] + 1]
    met = 0
    while i < last and j < end:
        if rows.meanings[i] != rows.meanings[j]:
            i, j = (i + 1, j) if rows.meanings[i] < rows.meanings[j] else (i, j + 1)
            continue
        places[met, 0], places[met, 1] = rows.places[i], rows.places[j]
        gain[met] = np.float32(rows.values[i]) * rows.values[j] / np.float32(SCALE * SCALE)
        met, i, j = met + 1, i + 1, j + 1
    return met
