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
def _word_matches(ka, wa, ta, kb, wb, tb, cap):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913 - a kernel takes arrays
    """Pairs of words that share a meaning: (word a * width + word b, weight), sorted, summed."""
    width = np.int64(1 << 20)
    codes = np.empty(cap, np.int64)
    sims = np.empty(cap, np.float32)
    n = 0
    i = 0
    j = 0
    while i < ka.shape[0] and j < kb.shape[0]:
        if ka[i] < kb[j]:
            i += 1
        elif ka[i] > kb[j]:
            j += 1
        else:
            i2 = i
            while i2 < ka.shape[0] and ka[i2] == ka[i]:
                i2 += 1
            j2 = j
            while j2 < kb.shape[0] and kb[j2] == kb[j]:
                j2 += 1
            if (i2 - i) * (j2 - j) <= MAX_KEY_MATCHES and n + (i2 - i) * (j2 - j) <= cap:
                for x in range(i, i2):
                    for y in range(j, j2):
                        codes[n] = ta[x] * width + tb[y]
                        sims[n] = np.sqrt(wa[x] * wb[y])
                        n += 1
            i, j = i2, j2
    order = np.argsort(codes[:n], kind="mergesort")
    out_a = np.empty(n, np.int32)
    out_b = np.empty(n, np.int32)
    out_s = np.empty(n, np.float32)
    m = -1
    last = np.int64(-1)
    for o in order:
        if codes[o] != last:
            m += 1
            last = codes[o]
            out_a[m] = last // width
            out_b[m] = last % width
            out_s[m] = sims[o]
        else:
            out_s[m] = min(np.float32(1.0), out_s[m] + sims[o])
    return out_a[: m + 1], out_b[: m + 1], out_s[: m + 1]


@numba.njit(cache=True)
def _explained(a, b, s, sent_a, sent_b, rarity_a, shape):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913 - a kernel takes arrays
    """For each pair of sentences, the rarity of a's words explained by their best partner in b.

    `a` must be sorted: the matches of one word lie together.
    """
    covered = np.zeros(shape, np.float32)
    best = np.zeros(shape[1], np.float32)
    i = 0
    while i < a.shape[0]:
        word = a[i]
        k = i
        while k < a.shape[0] and a[k] == word:
            t = sent_b[b[k]]
            if s[k] > best[t]:
                best[t] = s[k]
            k += 1
        for x in range(i, k):
            t = sent_b[b[x]]
            covered[sent_a[word], t] += best[t] * rarity_a[word]
            best[t] = 0.0
        i = k
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


def compare(a: Reading, b: Reading) -> Likeness:
    """Compare all sentences of two texts.

    >>> empty = Reading(*(np.zeros(0, t) for t in ("i8", "f4", "i4", "i4", "f4", "f4", "i8", "f4", "i4")))
    >>> compare(empty, empty).score.shape
    (0, 0)
    """
    wa, wb, s = _word_matches(a.keys, a.weights, a.words, b.keys, b.weights, b.words, MAX_MATCHES)
    na, nb, ns = _word_matches(
        a.shapes,
        a.shape_weights,
        a.shape_words,
        b.shapes,
        b.shape_weights,
        b.shape_words,
        MAX_MATCHES,
    )
    near = ns >= MIN_SHAPE_LIKENESS
    wa, wb = np.concatenate([wa, na[near]]), np.concatenate([wb, nb[near]])
    s = np.concatenate([s, ns[near] * SHAPE_TRUST])
    order = np.argsort(wa, kind="stable")
    wa, wb, s = wa[order], wb[order], s[order]
    shape = (len(a.totals), len(b.totals))
    cover_a = _explained(wa, wb, s, a.sentence_of, b.sentence_of, a.rarity, shape)
    order = np.argsort(wb, kind="stable")
    cover_b = _explained(
        wb[order], wa[order], s[order], b.sentence_of, a.sentence_of, b.rarity, shape[::-1]
    ).T
    total = a.totals[:, None] + b.totals[None, :]
    mass = cover_a + cover_b
    return Likeness(mass / np.maximum(total, 1e-6), mass / 2, wa, wb, s)


def best_chain(gain: Floats) -> Ints:
    """Sentence pairs in order that gather most gain; a sentence may stand in several.

    >>> best_chain(np.array([[2, 0, 0], [0, 0, 3], [0, 1, 0]], np.float32)).tolist()
    [[0, 0], [1, 2]]
    """
    chain: Ints = _chain(np.ascontiguousarray(gain, np.float32))
    return chain
