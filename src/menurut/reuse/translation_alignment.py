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

MAX_KEY_MATCHES = 2_000
"""A meaning that stands this often on both sides (the, in) tells nothing and is left out."""
MIN_SHAPE_LIKENESS = np.float32(0.6)
"""Cosine of letter pairs above which two names may be one: Kavanaugh and كافانو have .67."""
SHAPE_TRUST = np.float32(0.8)


class Reading(NamedTuple):
    """A text as the meanings of its different words: what the kernels take."""

    keys: npt.NDArray[np.int64]
    """Meanings of all different words, in ascending order."""
    weights: Floats
    words: Ints
    """The word each key belongs to: its number among the different words of the text."""
    rarity: Floats
    """The rarity of each different word."""
    shapes: npt.NDArray[np.int64]
    """Letter pairs of names, in ascending order."""
    shape_weights: Floats
    shape_words: Ints
    word_of: Ints
    """Which word stands at each place of the text."""
    sentence_bounds: Ints
    """Sentence s is made of the places `sentence_bounds[s]` to `sentence_bounds[s + 1]`."""
    standing: Ints
    """The sentences in which each word stands, word after word."""
    standing_bounds: Ints
    totals: Floats
    """The rarity of all words of each sentence."""


@numba.njit(cache=True)
def _end_of_run(keys, start):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Where the run of equal keys that begins at `start` ends."""
    end = start + 1
    while end < keys.shape[0] and keys[end] == keys[start]:
        end += 1
    return end


@numba.njit(cache=True)
def _runs_met(keys_a, keys_b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Runs of one key on both sides, one row a key: bounds in a, bounds in b; and pairs in all."""
    runs = np.empty((min(keys_a.shape[0], keys_b.shape[0]), 4), np.int64)
    n = total = i = j = 0
    while i < keys_a.shape[0] and j < keys_b.shape[0]:
        if keys_a[i] != keys_b[j]:
            i, j = (i + 1, j) if keys_a[i] < keys_b[j] else (i, j + 1)
            continue
        i2, j2 = _end_of_run(keys_a, i), _end_of_run(keys_b, j)
        if (i2 - i) * (j2 - j) <= MAX_KEY_MATCHES:
            runs[n, 0], runs[n, 1], runs[n, 2], runs[n, 3] = i, i2, j, j2
            total += (i2 - i) * (j2 - j)
            n += 1
        i, j = i2, j2
    return runs[:n], total


@numba.njit(cache=True)
def _joined(a, b, words):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Word pairs under common keys, grouped by the word of a: bounds, words of b, how alike."""
    keys_a, weights_a, words_a = a
    keys_b, weights_b, words_b = b
    runs, total = _runs_met(keys_a, keys_b)
    bounds = np.zeros(words + 1, np.int32)
    for r in range(runs.shape[0]):
        for x in range(runs[r, 0], runs[r, 1]):
            bounds[words_a[x] + 1] += runs[r, 3] - runs[r, 2]
    for w in range(words):
        bounds[w + 1] += bounds[w]
    free = bounds[:words].copy()
    other, alike = np.empty(total, np.int32), np.empty(total, np.float32)
    for r in range(runs.shape[0]):
        for x in range(runs[r, 0], runs[r, 1]):
            for y in range(runs[r, 2], runs[r, 3]):
                k = free[words_a[x]]
                other[k], alike[k] = words_b[y], np.sqrt(weights_a[x] * weights_b[y])
                free[words_a[x]] = k + 1
    return bounds, other, alike


@numba.njit(cache=True)
def _gathered(joined, word, rule, best, touched):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Sum what one word of a shares with each word of b into `best`; how many are touched.

    `rule`: what is below its first number is nothing, what is left counts its second number.
    """
    bounds, other, alike = joined
    n = 0
    for k in range(bounds[word], bounds[word + 1]):
        if best[other[k]] == 0:
            touched[n] = other[k]
            n += 1
        best[other[k]] = min(np.float32(1.0), best[other[k]] + alike[k])
    for k in range(n):
        value = best[touched[k]]
        best[touched[k]] = value * rule[1] if value >= rule[0] else np.float32(0.0)
    return n


@numba.njit(cache=True)
def _word_matches(by_meaning, by_shape, sizes):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Words that share a meaning, and names spelled nearly alike: the better of both.

    As rows of a sparse matrix: bounds for each word of a, words of b, how alike.
    """
    words_a, words_b = sizes
    most = by_meaning[1].shape[0] + by_shape[1].shape[0]
    bounds = np.zeros(words_a + 1, np.int32)
    other, alike = np.empty(most, np.int32), np.empty(most, np.float32)
    meant, shaped = np.zeros(words_b, np.float32), np.zeros(words_b, np.float32)
    touched, near = np.empty(words_b, np.int32), np.empty(words_b, np.int32)
    n = 0
    for word in range(words_a):
        shapes = _gathered(by_shape, word, (MIN_SHAPE_LIKENESS, SHAPE_TRUST), shaped, near)
        meanings = _gathered(by_meaning, word, (np.float32(0), np.float32(1)), meant, touched)
        for k in range(meanings):
            there = touched[k]
            other[n], alike[n] = there, max(meant[there], shaped[there])
            n += 1
        for k in range(shapes):
            there = near[k]
            if shaped[there] > 0 and meant[there] == 0:
                other[n], alike[n] = there, shaped[there]
                n += 1
            shaped[there] = 0
        for k in range(meanings):
            meant[touched[k]] = 0
        bounds[word + 1] = n
    return bounds, other[:n], alike[:n]


@numba.njit(cache=True)
def _turned(matches, words):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """The same matches grouped by the word of b."""
    bounds, other, alike = matches
    turned = np.zeros(words + 1, np.int32)
    for k in range(other.shape[0]):
        turned[other[k] + 1] += 1
    for w in range(words):
        turned[w + 1] += turned[w]
    free = turned[:words].copy()
    back, same = np.empty_like(other), np.empty_like(alike)
    for word in range(bounds.shape[0] - 1):
        for k in range(bounds[word], bounds[word + 1]):
            place = free[other[k]]
            back[place], same[place] = word, alike[k]
            free[other[k]] = place + 1
    return turned, back, same


@numba.njit(cache=True)
def _covered(matches, standing_a, standing_b, rarity, shape):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """For each pair of sentences, the rarity of a's words explained by their best partner in b."""
    bounds, other, alike = matches
    places_a, bounds_a = standing_a
    places_b, bounds_b = standing_b
    covered = np.zeros(shape, np.float32)
    best, touched = np.zeros(shape[1], np.float32), np.empty(shape[1], np.int32)
    for word in range(bounds.shape[0] - 1):
        n = 0
        for k in range(bounds[word], bounds[word + 1]):
            for y in range(bounds_b[other[k]], bounds_b[other[k] + 1]):
                there = places_b[y]
                if best[there] == 0:
                    touched[n] = there
                    n += 1
                best[there] = max(best[there], alike[k])
        for x in range(bounds_a[word], bounds_a[word + 1]):
            for t in range(n):
                covered[places_a[x], touched[t]] += best[touched[t]] * rarity[word]
        for t in range(n):
            best[touched[t]] = 0
    return covered


@numba.njit(cache=True)
def _compared(a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Word matches of two readings, and the word weight explained on each side."""
    words_a, words_b = a.rarity.shape[0], b.rarity.shape[0]
    by_meaning = _joined((a.keys, a.weights, a.words), (b.keys, b.weights, b.words), words_a)
    by_shape = _joined(
        (a.shapes, a.shape_weights, a.shape_words),
        (b.shapes, b.shape_weights, b.shape_words),
        words_a,
    )
    matches = _word_matches(by_meaning, by_shape, (words_a, words_b))
    here, there = (a.standing, a.standing_bounds), (b.standing, b.standing_bounds)
    shape = (a.totals.shape[0], b.totals.shape[0])
    cover_a = _covered(matches, here, there, a.rarity, shape)
    turned = _turned(matches, words_b)
    cover_b = _covered(turned, there, here, b.rarity, (shape[1], shape[0]))
    return matches, cover_a, cover_b


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
    bounds: Ints
    """The matches of word w of a are the rows `bounds[w]` to `bounds[w + 1]` of the next two."""
    partners: Ints
    """Words of b."""
    alike: Floats
    """How alike the two words are, 0 to 1."""


def compare(a: Reading, b: Reading) -> Likeness:
    """Compare all sentences of two texts.

    >>> types = ("i8", "f4", "i4", "f4", "i8", "f4", "i4", "i4")
    >>> bounds = np.zeros(1, np.int32)
    >>> nothing = [np.zeros(0, t) for t in types]
    >>> empty = Reading(*nothing, bounds, nothing[2], bounds, nothing[1])
    >>> compare(empty, empty).score.shape
    (0, 0)
    """
    matches, cover_a, cover_b = _compared(a, b)
    mass = cover_a + cover_b.T
    total = a.totals[:, None] + b.totals[None, :]
    return Likeness(mass / np.maximum(total, np.float32(1e-6)), mass / 2, *matches)


@numba.njit(cache=True)
def _standing_matches(a, b, matches, pairs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a kernel
    """Places of a and b whose words match, inside these pairs of sentences."""
    bounds, partners, alike = matches
    word_a, word_b, ends_a, ends_b = a.word_of, b.word_of, a.sentence_bounds, b.sentence_bounds
    most = 0
    for p in range(pairs.shape[0]):
        i, j = pairs[p]
        most += (ends_a[i + 1] - ends_a[i]) * (ends_b[j + 1] - ends_b[j])
    places, likeness = np.empty((most, 2), np.int32), np.empty(most, np.float32)
    n = 0
    score = np.zeros(b.rarity.shape[0], np.float32)
    for p in range(pairs.shape[0]):
        i, j = pairs[p]
        for x in range(ends_a[i], ends_a[i + 1]):
            row = range(bounds[word_a[x]], bounds[word_a[x] + 1])
            for k in row:
                score[partners[k]] = alike[k]
            for y in range(ends_b[j], ends_b[j + 1]):
                if score[word_b[y]] > 0:
                    places[n, 0], places[n, 1], likeness[n] = x, y, score[word_b[y]]
                    n += 1
            for k in row:
                score[partners[k]] = 0
    return places[:n], likeness[:n]


def standing_matches(
    a: Reading, b: Reading, likeness: Likeness, pairs: Ints
) -> tuple[Ints, Floats]:
    """(place in a, place in b) of matching words inside some pairs of sentences; how alike."""
    matches = (likeness.bounds, likeness.partners, likeness.alike)
    found: tuple[Ints, Floats] = _standing_matches(a, b, matches, np.ascontiguousarray(pairs))
    return found


def best_chain(gain: Floats) -> Ints:
    """Sentence pairs in order that gather most gain; a sentence may stand in several.

    >>> best_chain(np.array([[2, 0, 0], [0, 0, 3], [0, 1, 0]], np.float32)).tolist()
    [[0, 0], [1, 2]]
    """
    chain: Ints = _chain(np.ascontiguousarray(gain, np.float32))
    return chain
