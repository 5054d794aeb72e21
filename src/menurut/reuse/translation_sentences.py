"""Find the sentence behind a translated sentence, among a hundred thousand.

In: sentences as meanings (translation_reading). Out: for a query the likeliest sentences, with how
likely each is. Meanings are looked up rarest first until a budget of postings is spent; the best
candidates are aligned word by word with the query. Two kernels, some 0.3 ms a query. Weakness: a
sentence without a rare word drowns among its like.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.reuse.compiled import Float32Rows, Int64s, compiled
from menurut.reuse.translation_alignment import (
    MIN_SHAPE_LIKENESS,
    SHAPE_TRUST,
    Floats,
    Ints,
    Reading,
    _end_of_run,
)
from menurut.reuse.translation_reading import make_reading
from menurut.reuse.translation_table import meaning_of
from menurut.reuse.translation_vectors import vector_of
from menurut.reuse.translation_words import words_in

MAX_POSTINGS = 60_000
"""Postings looked at for one query, rarest meanings first."""
RERANKED = 70
"""Candidates aligned word by word with the query."""
FEATURE_WEIGHTS = np.array([19.2, 16.7, 4.7, 6.9, -4.3, -1.1], np.float32)
"""Of the share of word weight explained in both, in the one that has less, the likeness as
candidate and as vectors, the logarithm of how many times heavier one is, and of how many times the
candidate is. Log odds, fitted on one half of ntrex_dev (documents drawn by name)."""
VECTOR_SCALE = 127


class SentencePool(NamedTuple):
    """Sentences ready to be searched: flat arrays, one stretch a sentence."""

    columns: npt.NDArray[np.int64]
    """All meanings, in ascending order; below, a meaning is its place here."""
    spread: Floats
    """How rare each meaning is among the sentences, in nats."""
    posted: Ints
    """The sentences that have each meaning, meaning after meaning."""
    posted_bounds: npt.NDArray[np.int64]
    posted_values: Floats
    """Of each posting, its part of the sentence's row of length one."""
    keys: Ints
    """The meanings of each sentence in ascending order, sentence after sentence."""
    weights: Floats
    words: Ints
    key_bounds: npt.NDArray[np.int64]
    rarity: Floats
    """Of each word, its rarity times how often it stands."""
    word_bounds: npt.NDArray[np.int64]
    shapes: Ints
    shape_weights: Floats
    shape_words: Ints
    shape_bounds: npt.NDArray[np.int64]
    totals: Floats
    vectors: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    """One row a sentence, `VECTOR_SCALE` times its length."""


def read_sentence(sentence: str, lang: str) -> Reading:
    """One sentence as the meanings of its words."""
    numbers: dict[str, int] = {}
    word_of = [numbers.setdefault(word, len(numbers)) for word, _, _ in words_in(sentence)]
    return make_reading(
        [meaning_of(word, lang, wide=True) for word in numbers], word_of, [len(word_of)]
    )


def _often(reading: Reading) -> Floats:
    """The rarity of each word times how often it stands."""
    return reading.rarity * np.diff(reading.standing_bounds).astype(np.float32)


def _bounds(arrays: Sequence[npt.NDArray[np.generic]]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(a) for a in arrays], dtype=np.int64)])


def make_pool(sentences: Sequence[Reading]) -> SentencePool:
    """Make sentences ready to be searched."""
    all_keys = np.concatenate([s.keys for s in sentences])
    columns, keys = np.unique(all_keys, return_inverse=True)
    key_bounds = _bounds([s.keys for s in sentences])
    owner = np.repeat(np.arange(len(sentences), dtype=np.int32), np.diff(key_bounds))
    values = np.concatenate([np.sqrt(s.weights) * _often(s)[s.words] for s in sentences])
    posted, posted_bounds, posted_values, spread = _posted(keys, owner, values, len(columns))
    return SentencePool(
        columns=columns,
        spread=spread,
        posted=posted,
        posted_bounds=posted_bounds,
        posted_values=posted_values,
        keys=keys.astype(np.int32),
        weights=np.concatenate([s.weights for s in sentences]),
        words=np.concatenate([s.words for s in sentences]),
        key_bounds=key_bounds,
        rarity=np.concatenate([_often(s) for s in sentences]),
        word_bounds=_bounds([s.rarity for s in sentences]),
        shapes=np.concatenate([s.shapes for s in sentences]).astype(np.int32),
        shape_weights=np.concatenate([s.shape_weights for s in sentences]),
        shape_words=np.concatenate([s.shape_words for s in sentences]),
        shape_bounds=_bounds([s.shapes for s in sentences]),
        totals=np.array([s.totals[0] for s in sentences], np.float32),
        vectors=np.stack([_in_bytes(vector_of(s)) for s in sentences]),
    )


def _in_bytes(vector: Floats) -> npt.NDArray[np.int8]:
    return np.round(VECTOR_SCALE * vector).astype(np.int8)


def _posted(
    keys: npt.NDArray[np.intp], owner: Ints, values: Floats, width: int
) -> tuple[Ints, npt.NDArray[np.int64], Floats, Floats]:
    """Who has each meaning and how much of it, rows of length one; how rare each meaning is."""
    order = np.lexsort((owner, keys))
    keys, owner, values = keys[order], owner[order], values[order]
    first = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1])])
    keys, owner, values = keys[first], owner[first], np.add.reduceat(values, first)
    sizes = np.bincount(keys, minlength=width).astype(np.int64)
    spread = np.log((owner.max() + 1) / (sizes + 0.5)).clip(0).astype(np.float32)
    values = values * np.sqrt(spread[keys])
    lengths = np.sqrt(np.bincount(owner, weights=values.astype(np.float64) ** 2))
    values = (values / np.maximum(lengths[owner], 1e-9)).astype(np.float32)
    return owner, np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]), values, spread


@compiled
def _find_candidates(
    query: tuple[Ints, Floats],
    pool: tuple[Ints, Int64s, Floats],
    budget: int,
    score: Floats,
    kept: tuple[Ints, Floats],
) -> None:
    """The sentences that share most with a query, rarest meanings first: numbers, likeness.

    Places of `kept` that stay empty have number -1.
    """
    columns, values = query
    posted, bounds, posted_values = pool
    numbers, likeness = kept
    spent = 0
    for q in range(columns.shape[0]):
        start, end = bounds[columns[q]], bounds[columns[q] + 1]
        if spent + end - start > budget and spent > 0:
            break
        spent += end - start
        for k in range(start, end):
            score[posted[k]] += posted_values[k] * values[q]
    worst = 0
    for s in range(score.shape[0]):
        if score[s] > likeness[worst]:
            numbers[worst], likeness[worst] = s, score[s]
            worst = _least(likeness)


def _least(values):
    """The place of the first among the smallest values."""
    least = 0
    for place in range(1, values.shape[0]):
        if values[place] < values[least]:
            least = place
    return least


def _align(a, b, cells):
    """Add to `cells` (words of a by words of b) how alike words are under common keys."""
    keys_a, weights_a, words_a = a
    keys_b, weights_b, words_b = b
    i = j = 0
    while i < keys_a.shape[0] and j < keys_b.shape[0]:
        if keys_a[i] != keys_b[j]:
            i, j = (i + 1, j) if keys_a[i] < keys_b[j] else (i, j + 1)
            continue
        i2, j2 = _end_of_run(keys_a, i), _end_of_run(keys_b, j)
        for x in range(i, i2):
            for y in range(j, j2):
                cells[words_a[x], words_b[y]] += np.sqrt(weights_a[x] * weights_b[y])
        i, j = i2, j2


def _explained(cells, names, often, best_b):
    """The word weight of both sides that the best partners on the other explain; empties cells."""
    rarity_a, rarity_b = often
    best_b[:] = 0
    total_a = total_b = np.float32(0)
    for x in range(rarity_a.shape[0]):
        best_a = np.float32(0)
        for y in range(rarity_b.shape[0]):
            value = min(cells[x, y], np.float32(1))
            if names[x, y] >= MIN_SHAPE_LIKENESS:
                value = max(value, min(names[x, y], np.float32(1)) * SHAPE_TRUST)
            best_a, best_b[y] = max(best_a, value), max(best_b[y], value)
            cells[x, y] = names[x, y] = 0
        total_a += best_a * rarity_a[x]
    for y in range(rarity_b.shape[0]):
        total_b += best_b[y] * rarity_b[y]
    return total_a, total_b


@compiled
def _rerank(
    query: tuple[tuple[Ints, Floats, Ints], tuple[Ints, Floats, Ints], Floats],
    pool: SentencePool,
    numbers: Ints,
    cells: tuple[Float32Rows, Float32Rows, Floats],
    explained: Float32Rows,
) -> None:
    """For each candidate the word weight explained of the query and of the candidate."""
    by_meaning, by_shape, rarity = query
    meant, spelled, best = cells
    for n in range(numbers.shape[0]):
        s = numbers[n]
        k0, k1 = pool.key_bounds[s], pool.key_bounds[s + 1]
        h0, h1 = pool.shape_bounds[s], pool.shape_bounds[s + 1]
        there = (pool.keys[k0:k1], pool.weights[k0:k1], pool.words[k0:k1])
        shapes = (pool.shapes[h0:h1], pool.shape_weights[h0:h1], pool.shape_words[h0:h1])
        _align(by_meaning, there, meant)
        _align(by_shape, shapes, spelled)
        often = (rarity, pool.rarity[pool.word_bounds[s] : pool.word_bounds[s + 1]])
        explained[n, 0], explained[n, 1] = _explained(meant, spelled, often, best)


def _candidates(query: tuple[Ints, Floats], pool: SentencePool) -> tuple[Ints, Floats]:
    """Numbers and likeness of the sentences that share most with a query."""
    numbers, likeness = np.full(RERANKED, -1, np.int32), np.zeros(RERANKED, np.float32)
    score = np.zeros(len(pool.totals), np.float32)
    posted = (pool.posted, pool.posted_bounds, pool.posted_values)
    _find_candidates(query, posted, MAX_POSTINGS, score, (numbers, likeness))
    found = numbers >= 0
    return numbers[found], likeness[found]


def _reranked(
    by_meaning: tuple[Ints, Floats, Ints], query: Reading, pool: SentencePool, numbers: Ints
) -> Float32Rows:
    """For each candidate the word weight explained of the query and of the candidate."""
    widest = int(np.diff(pool.word_bounds)[numbers].max(initial=0))
    shape = (len(query.rarity), widest)
    cells = np.zeros(shape, np.float32), np.zeros(shape, np.float32), np.empty(widest, np.float32)
    explained = np.zeros((len(numbers), 2), np.float32)
    by_shape = (query.shapes.astype(np.int32), query.shape_weights, query.shape_words)
    _rerank((by_meaning, by_shape, _often(query)), pool, numbers, cells, explained)
    return explained


def nearest_sentences(query: Reading, pool: SentencePool) -> tuple[Ints, Floats]:
    """Numbers of the likeliest sentences of the pool, best first, and a score of each.

    Scores compare the candidates of one query: the difference of two is the log of their odds.

    >>> english = ["The ferry sank near the lighthouse.", "The mayor opened a library."]
    >>> pool = make_pool([read_sentence(s, "en") for s in english])
    >>> nearest_sentences(read_sentence("Wali kota membuka perpustakaan.", "id"), pool)[0].tolist()
    [1]
    """
    columns, values, known = _looked_up(query, pool)
    numbers, near = _candidates((columns, values), pool)
    explained = _reranked(known, query, pool, numbers)
    near = near / max(float(np.sqrt(values @ values)), 1e-6)
    score = _features(query, pool, numbers, explained, near) @ FEATURE_WEIGHTS
    order = np.argsort(-score, kind="stable")
    return numbers[order], score[order]


def _features(
    query: Reading, pool: SentencePool, numbers: Ints, explained: Floats, near: Floats
) -> Floats:
    """What speaks for each candidate, one row each, as `FEATURE_WEIGHTS` lists it."""
    own = max(float(query.totals[0]), 1e-6)
    theirs = np.maximum(pool.totals[numbers], np.float32(1e-6))
    shares = explained / np.stack([np.full_like(theirs, own), theirs], axis=1)
    longer = np.log(theirs / own)
    alike = pool.vectors[numbers].astype(np.float32) @ vector_of(query) / VECTOR_SCALE
    mean = explained.sum(axis=1) / (own + theirs)
    return np.stack([mean, shares.min(axis=1), near, alike, np.abs(longer), longer], axis=1)


def _looked_up(
    query: Reading, pool: SentencePool
) -> tuple[Ints, Floats, tuple[Ints, Floats, Ints]]:
    """A query's meanings that the pool has, rarest first, with values; the same by meaning."""
    place = np.minimum(np.searchsorted(pool.columns, query.keys), len(pool.columns) - 1)
    kept = pool.columns[place] == query.keys
    keys, weights, words = place[kept].astype(np.int32), query.weights[kept], query.words[kept]
    values = np.sqrt(weights) * _often(query)[words] * np.sqrt(pool.spread[keys])
    columns, first = np.unique(keys, return_index=True)
    values = np.add.reduceat(values, first) if len(keys) else values
    order = np.argsort(-pool.spread[columns], kind="stable")
    return columns[order], values[order].astype(np.float32), (keys, weights, words)
