"""Pairs of articles across languages that may be translations: an inverted index, in shards.

In: articles as rows of meanings (meaning_rows.py) and their languages. Out: for each article in
each other language the few that are most like it, in meanings and in their order: two reports of
one subject share words, a translation shares their order too. Articles of one language are an
index by shards, so that the likeness to all of a shard stays in a processor's cache; each article
of a larger language is looked up there, its rarest meanings first, up to `MAX_POSTINGS` entries.
So work and memory are bounded for each article. Weakness: the more pairs two languages make, the
more alike two must be, for chance finds more.
"""

# numba reads no annotations: the compiled functions have none.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from itertools import combinations

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from menurut.corpus.meaning_rows import SCALE, MeaningRows

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


@njit(cache=True)
def _posted(rows, shard):
    """Which articles of a shard have each meaning, and how much of it."""
    bounds = np.zeros(rows.width + 1, np.int64)
    for article in shard:
        for k in range(rows.bounds[article], rows.bounds[article + 1]):
            bounds[rows.meanings[k] + 1] += 1
    for meaning in range(rows.width):
        bounds[meaning + 1] += bounds[meaning]
    free = bounds[:-1].copy()
    owners, values = np.empty(bounds[-1], np.int32), np.empty(bounds[-1], np.float32)
    for n in range(shard.shape[0]):
        for k in range(rows.bounds[shard[n]], rows.bounds[shard[n] + 1]):
            at = free[rows.meanings[k]]
            owners[at], values[at] = n, rows.values[k] / np.float32(SCALE)
            free[rows.meanings[k]] = at + 1
    return bounds, owners, values


@njit(cache=True)
def _nearest(rows, queries, posted, bound):
    """For each article the most alike of a shard: (place among queries, in shard, likeness)."""
    count, least = bound
    score, touched = np.zeros(count, np.float32), np.empty(count, np.int32)
    room = queries.shape[0] * CANDIDATES
    asked, found, alike = (
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.float32),
    )
    n = 0
    for q in range(queries.shape[0]):
        many = _scored(rows, queries[q], posted, score, touched)
        kept = 0
        for t in range(many):
            near = touched[t]
            if score[near] >= least:
                touched[t], touched[kept] = touched[kept], near
                kept += 1
        best = _likeliest(touched[:kept], score)
        for near in best:
            asked[n], found[n], alike[n] = q, near, score[near]
            n += 1
        score[touched[:many]] = 0
    return asked[:n], found[:n], alike[:n]


@njit(cache=True)
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


@njit(cache=True)
def _likeliest(near, score):
    """The best of those near, best first, few of one text; the earlier one of equals."""
    near = np.sort(near)
    order = near[np.argsort(-score[near], kind="mergesort")]
    best = np.empty(min(CANDIDATES, order.shape[0]), np.int32)
    before, same, taken = np.float32(2), 0, 0
    for k in range(order.shape[0]):
        if taken == CANDIDATES:
            break
        value = score[order[k]]
        same = same + 1 if before - value <= SAME_VALUE else 1
        before = value
        if same <= SAME_TEXT:
            best[taken] = order[k]
            taken += 1
    return best[:taken]


@njit(cache=True)
def _in_order(rows, pairs):
    """How alike two articles are in the meanings that stand in one order in both."""
    out = np.zeros(pairs.shape[0], np.float32)
    room = int(np.diff(rows.bounds).max()) if pairs.shape[0] else 0
    places, gain = np.empty((room, 2), np.int64), np.empty(room, np.float32)
    best = np.empty(room, np.float32)
    for n in range(pairs.shape[0]):
        met = _met(rows, pairs[n], places, gain)
        order = np.argsort(places[:met, 0] * (SCALE + 1) + places[:met, 1], kind="mergesort")
        top = np.float32(0)
        for x in range(met):
            k = order[x]
            before = np.float32(0)
            for y in range(x):
                i = order[y]
                follows = places[i, 0] < places[k, 0] and places[i, 1] < places[k, 1]
                if follows and best[y] > before:
                    before = best[y]
            best[x] = before + gain[k]
            top = max(top, best[x])
        out[n] = top
    return out


@njit(cache=True)
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
