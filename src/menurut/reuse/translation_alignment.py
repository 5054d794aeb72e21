"""Which words of two texts explain each other, and which sentences follow each other.

In: two texts as sorted arrays of meanings. Out: for each pair of sentences, how much of their word
weight is explained by words of the other, and the best chain of sentence pairs in order. A word
counts once for each sentence of the other side, with its best partner there. The idea is the
word-alignment rerank of bitext mining; the chain is the Gale and Church (1993) walk with a gain
for likeness and no cost for sentences left out. Weakness: a translation that shuffles its
sentences keeps only the longest part in order.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
_Side = tuple[npt.NDArray[np.int64], Floats, Ints]

WIDTH = 1 << 20
"""More words than any article has: a pair of words is one number."""

MAX_MATCHES = 400_000
"""Word matches looked at between two texts; only texts beyond some 5,000 words reach it."""
MAX_KEY_MATCHES = 2_000
"""A meaning that stands this often on both sides (the, in) tells nothing and is left out."""
MIN_SHAPE_LIKENESS = np.float32(0.6)
"""Cosine of letter pairs above which two names may be one: Kavanaugh and كافانو have .67."""
SHAPE_TRUST = np.float32(0.8)


class Reading(NamedTuple):
    """A text as its words' meanings, sorted by key: what the kernels take."""

    keys: npt.NDArray[np.int64]
    weights: Floats
    words: Ints
    """The word each key belongs to."""
    sentence_of: Ints
    """The sentence of each word."""
    rarity: Floats
    """The rarity of each word."""
    totals: Floats
    """The rarity of all words of each sentence."""
    shapes: npt.NDArray[np.int64]
    """Letter pairs of names, sorted."""
    shape_weights: Floats
    shape_words: Ints
    """The word each letter pair belongs to."""


@numba.njit(cache=True)
def _end_of_run(keys, start):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Where the run of equal keys that begins at `start` ends."""
    end = start + 1
    while end < keys.shape[0] and keys[end] == keys[start]:
        end += 1
    return end


@numba.njit(cache=True)
def _joined(a, b, cap):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """All pairs of words under one key: (word a * WIDTH + word b, how alike under this key)."""
    keys_a, weights_a, words_a = a
    keys_b, weights_b, words_b = b
    codes, alike = np.empty(cap, np.int64), np.empty(cap, np.float32)
    n = i = j = 0
    while i < keys_a.shape[0] and j < keys_b.shape[0]:
        if keys_a[i] != keys_b[j]:
            i, j = (i + 1, j) if keys_a[i] < keys_b[j] else (i, j + 1)
            continue
        i2, j2 = _end_of_run(keys_a, i), _end_of_run(keys_b, j)
        if (i2 - i) * (j2 - j) <= min(MAX_KEY_MATCHES, cap - n):
            for x in range(i, i2):
                for y in range(j, j2):
                    codes[n] = words_a[x] * WIDTH + words_b[y]
                    alike[n] = np.sqrt(weights_a[x] * weights_b[y])
                    n += 1
        i, j = i2, j2
    return codes[:n], alike[:n]


@numba.njit(cache=True)
def _summed(codes, alike):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Distinct codes in order with the sum of their likeness, 1 at most."""
    out_codes, out = np.empty_like(codes), np.empty_like(alike)
    n = 0
    for k in np.argsort(codes, kind="mergesort"):
        if n and out_codes[n - 1] == codes[k]:
            out[n - 1] = min(np.float32(1.0), out[n - 1] + alike[k])
        else:
            out_codes[n], out[n] = codes[k], alike[k]
            n += 1
    return out_codes[:n], out[:n]


@numba.njit(cache=True)
def _explained(words_a, words_b, alike, sentence_of, rarity, shape):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """For each pair of sentences, the rarity of a's words explained by their best partner in b.

    `words_a` must be sorted: the matches of one word lie together.
    """
    covered = np.zeros(shape, np.float32)
    best = np.zeros(shape[1], np.float32)
    i = 0
    while i < words_a.shape[0]:
        end = _end_of_run(words_a, i)
        for k in range(i, end):
            there = sentence_of[1][words_b[k]]
            best[there] = max(best[there], alike[k])
        here = sentence_of[0][words_a[i]]
        for k in range(i, end):
            there = sentence_of[1][words_b[k]]
            covered[here, there] += best[there] * rarity[words_a[i]]
            best[there] = 0.0
        i = end
    return covered


@numba.njit(cache=True)
def _chain(gain):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel takes arrays
    """The pairs (i, j) of the path in order that gathers most gain; only pairs with gain count."""
    n, m = gain.shape
    score = np.zeros((n + 1, m + 1), np.float32)
    for i in range(n):
        for j in range(m):
            before = max(score[i, j], score[i, j + 1], score[i + 1, j])
            score[i + 1, j + 1] = before + max(gain[i, j], np.float32(0.0))
    pairs = np.empty((n + m, 2), np.int32)
    k = 0
    i, j = n, m
    while i > 0 and j > 0:
        before = max(score[i - 1, j - 1], score[i - 1, j], score[i, j - 1])
        if gain[i - 1, j - 1] > 0:
            pairs[k, 0] = i - 1
            pairs[k, 1] = j - 1
            k += 1
        if score[i - 1, j - 1] == before:
            i -= 1
            j -= 1
        elif score[i - 1, j] == before:
            i -= 1
        else:
            j -= 1
    return pairs[:k][::-1].copy()


class Likeness(NamedTuple):
    """How two texts explain each other, sentence by sentence."""

    score: Floats
    """For each pair of sentences, the share of their word weight explained, 0 to 1."""
    mass: Floats
    """The word weight explained, in nats of rarity, mean of both sides."""
    words_a: Ints
    words_b: Ints
    likeness: Floats
    """The word matches: word of a, word of b, how alike."""


def _matches(a: _Side, b: _Side) -> tuple[Ints, Ints, Floats]:
    """Words of a and b that share keys, and how alike they are."""
    codes, alike = _summed(*_joined(a, b, MAX_MATCHES))
    return (codes // WIDTH).astype(np.int32), (codes % WIDTH).astype(np.int32), alike


def _word_matches(a: Reading, b: Reading) -> tuple[Ints, Ints, Floats]:
    """Words that share a meaning, and names spelled nearly alike, sorted by the word of a."""
    wa, wb, alike = _matches((a.keys, a.weights, a.words), (b.keys, b.weights, b.words))
    na, nb, near = _matches(
        (a.shapes, a.shape_weights, a.shape_words), (b.shapes, b.shape_weights, b.shape_words)
    )
    kept = near >= MIN_SHAPE_LIKENESS
    wa, wb = np.concatenate([wa, na[kept]]), np.concatenate([wb, nb[kept]])
    alike = np.concatenate([alike, near[kept] * SHAPE_TRUST])
    order = np.argsort(wa, kind="stable")
    return wa[order], wb[order], alike[order]


def compare(a: Reading, b: Reading) -> Likeness:
    """Compare all sentences of two texts.

    >>> empty = Reading(
    ...     *(np.zeros(0, t) for t in ("i8", "f4", "i4", "i4", "f4", "f4", "i8", "f4", "i4"))
    ... )
    >>> compare(empty, empty).score.shape
    (0, 0)
    """
    wa, wb, alike = _word_matches(a, b)
    shape = (len(a.totals), len(b.totals))
    sentences = (a.sentence_of, b.sentence_of)
    cover_a = _explained(wa, wb, alike, sentences, a.rarity, shape)
    order = np.argsort(wb, kind="stable")
    cover_b = _explained(
        wb[order], wa[order], alike[order], sentences[::-1], b.rarity, shape[::-1]
    ).T
    total = a.totals[:, None] + b.totals[None, :]
    mass = cover_a + cover_b
    return Likeness(mass / np.maximum(total, 1e-6), mass / 2, wa, wb, alike)


def best_chain(gain: Floats) -> Ints:
    """Sentence pairs in order that gather most gain; a sentence may stand in several.

    >>> best_chain(np.array([[2, 0, 0], [0, 0, 3], [0, 1, 0]], np.float32)).tolist()
    [[0, 0], [1, 2]]
    """
    chain: Ints = _chain(np.ascontiguousarray(gain, np.float32))
    return chain
