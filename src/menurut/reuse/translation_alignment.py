"""Which words of two texts explain each other, and which sentences follow each other.

In: two texts as sorted arrays of meanings. Out: for each pair of sentences, how much of their word
weight is explained by words of the other, and the best chain of sentence pairs in order. A word
counts once for each sentence of the other side, with its best partner there. The idea is the
word-alignment rerank of bitext mining; the chain is the Gale and Church (1993) walk with a gain
for likeness and no cost for sentences left out. Weakness: a translation that shuffles its
sentences keeps only the longest part in order.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.reuse.compiled import Float32Rows, Int32Rows, Int64Rows, Int64s, compiled

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

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


class Matches(NamedTuple):
    """Pairs of words as rows of a sparse matrix, word by word of one text."""

    bounds: Ints
    """The matches of word w are the rows `bounds[w]` to `bounds[w + 1]` of the next two."""
    other: Ints
    """Words of the other text."""
    alike: Floats
    """How alike the two words are, 0 to 1."""


class Side(NamedTuple):
    """Working memory for the words and sentences of one text: a place for each."""

    free: Ints
    """Where the next match of a word goes."""
    meant: Floats
    shaped: Floats
    touched: Ints
    near: Ints
    best: Floats
    """Of each sentence."""
    there: Ints


def _matches(words: int, most: int) -> Matches:
    return Matches(np.empty(words + 1, np.int32), np.empty(most, np.int32), np.empty(most, "f4"))


def _side(reading: Reading) -> Side:
    words, sentences = len(reading.rarity), len(reading.totals)
    free, touched, near = (np.empty(words, np.int32) for _ in range(3))
    meant, shaped = np.zeros(words, np.float32), np.zeros(words, np.float32)
    best, there = np.zeros(sentences, np.float32), np.empty(sentences, np.int32)
    return Side(free, meant, shaped, touched, near, best, there)


def _end_of_run(keys, start):
    """Where the run of equal keys that begins at `start` ends."""
    end = start + 1
    while end < keys.shape[0] and keys[end] == keys[start]:
        end += 1
    return end


@compiled
def _find_common(
    keys_a: Int64s,
    keys_b: Int64s,
    shapes_a: Int64s,
    shapes_b: Int64s,
    meanings: Int64Rows,
    names: Int64Rows,
    counts: Int64s,
) -> None:
    """Find common meanings and letter pairs; `counts`: keys and word pairs of each."""
    counts[0], counts[1] = _runs_met(keys_a, keys_b, meanings)
    counts[2], counts[3] = _runs_met(shapes_a, shapes_b, names)


def _runs_met(keys_a, keys_b, runs):
    """Runs of one key on both sides, one row a key: bounds in a, bounds in b; and pairs in all."""
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
    return n, total


def _join(runs, a, b, free, joined):
    """Write word pairs under common keys, grouped by the word of a."""
    weights_a, words_a = a
    weights_b, words_b = b
    bounds = joined.bounds
    bounds[:] = 0
    for r in range(runs.shape[0]):
        for x in range(runs[r, 0], runs[r, 1]):
            bounds[words_a[x] + 1] += runs[r, 3] - runs[r, 2]
    _sum_up(bounds, free)
    for r in range(runs.shape[0]):
        for x in range(runs[r, 0], runs[r, 1]):
            for y in range(runs[r, 2], runs[r, 3]):
                k = free[words_a[x]]
                joined.other[k] = words_b[y]
                joined.alike[k] = np.sqrt(weights_a[x] * weights_b[y])
                free[words_a[x]] = k + 1


def _sum_up(bounds, free):
    """Turn sizes, each behind its word, into bounds, and say where each word begins."""
    for word in range(bounds.shape[0] - 1):
        bounds[word + 1] += bounds[word]
        free[word] = bounds[word]


def _gathered(joined, word, rule, best, touched):
    """Sum what one word of a shares with each word of b into `best`; how many are touched.

    `rule`: what is below its first number is nothing, what is left counts its second number.
    """
    n = 0
    for k in range(joined.bounds[word], joined.bounds[word + 1]):
        other = joined.other[k]
        if best[other] == 0:
            touched[n] = other
            n += 1
        best[other] = min(np.float32(1.0), best[other] + joined.alike[k])
    for k in range(n):
        value = best[touched[k]]
        best[touched[k]] = value * rule[1] if value >= rule[0] else np.float32(0.0)
    return n


def _match_words(by_meaning, by_shape, side, matches):
    """Words that share a meaning, and names spelled nearly alike: the better of both."""
    meant, shaped, touched, near = side.meant, side.shaped, side.touched, side.near
    n = 0
    matches.bounds[0] = 0
    for word in range(matches.bounds.shape[0] - 1):
        shapes = _gathered(by_shape, word, (MIN_SHAPE_LIKENESS, SHAPE_TRUST), shaped, near)
        meanings = _gathered(by_meaning, word, (np.float32(0), np.float32(1)), meant, touched)
        for k in range(meanings):
            there = touched[k]
            matches.other[n], matches.alike[n] = there, max(meant[there], shaped[there])
            n += 1
        for k in range(shapes):
            there = near[k]
            if shaped[there] > 0 and meant[there] == 0:
                matches.other[n], matches.alike[n] = there, shaped[there]
                n += 1
            shaped[there] = 0
        for k in range(meanings):
            meant[touched[k]] = 0
        matches.bounds[word + 1] = n
    return n


def _turn(matches, free, turned):
    """Write the same matches grouped by the word of b."""
    bounds = matches.bounds
    turned.bounds[:] = 0
    for k in range(bounds[-1]):
        turned.bounds[matches.other[k] + 1] += 1
    _sum_up(turned.bounds, free)
    for word in range(bounds.shape[0] - 1):
        for k in range(bounds[word], bounds[word + 1]):
            place = free[matches.other[k]]
            turned.other[place], turned.alike[place] = word, matches.alike[k]
            free[matches.other[k]] = place + 1


def _cover(matches, a, b, side, covered):
    """For each pair of sentences, the rarity of a's words explained by their best partner in b."""
    best, touched = side.best, side.there
    for word in range(matches.bounds.shape[0] - 1):
        n = 0
        for k in range(matches.bounds[word], matches.bounds[word + 1]):
            other = matches.other[k]
            for y in range(b.standing_bounds[other], b.standing_bounds[other + 1]):
                there = b.standing[y]
                if best[there] == 0:
                    touched[n] = there
                    n += 1
                best[there] = max(best[there], matches.alike[k])
        for x in range(a.standing_bounds[word], a.standing_bounds[word + 1]):
            for t in range(n):
                covered[a.standing[x], touched[t]] += best[touched[t]] * a.rarity[word]
        for t in range(n):
            best[touched[t]] = 0


@compiled
def _compare(
    a: Reading,
    b: Reading,
    runs: tuple[Int64Rows, Int64Rows],
    sides: tuple[Side, Side],
    found: tuple[Matches, Matches, Matches, Matches],
    covers: tuple[Float32Rows, Float32Rows],
) -> int:
    """Match the words of two readings, and cover sentences on each side; how many matches.

    `found`: by meaning, by shape, by either, and these grouped by the word of b.
    """
    by_meaning, by_shape, matches, turned = found
    of_a, of_b = sides
    _join(runs[0], (a.weights, a.words), (b.weights, b.words), of_a.free, by_meaning)
    spelled_a, spelled_b = (a.shape_weights, a.shape_words), (b.shape_weights, b.shape_words)
    _join(runs[1], spelled_a, spelled_b, of_a.free, by_shape)
    n = _match_words(by_meaning, by_shape, of_b, matches)
    _cover(matches, a, b, of_b, covers[0])
    _turn(matches, of_b.free, turned)
    _cover(turned, b, a, of_a, covers[1])
    return int(n)


@compiled
def _chain(gain: Float32Rows, score: Float32Rows, pairs: Int32Rows) -> int:
    """The pairs (i, j) of the path in order that gathers most gain; only pairs with gain count.

    `pairs` takes them, last first; how many there are. `score` is one larger than `gain`, and 0.
    """
    n, m = gain.shape
    for i in range(n):
        for j in range(m):
            before = max(score[i, j], score[i, j + 1], score[i + 1, j])
            score[i + 1, j + 1] = before + max(gain[i, j], np.float32(0.0))
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
    return k


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
    return Likeness(mass / np.maximum(total, np.float32(1e-6)), mass / np.float32(2), *matches)


def _compared(a: Reading, b: Reading) -> tuple[Matches, Floats, Floats]:
    """Word matches of two readings, and the word weight explained on each side."""
    meanings = np.empty((min(len(a.keys), len(b.keys)), 4), np.int64)
    names = np.empty((min(len(a.shapes), len(b.shapes)), 4), np.int64)
    counts = np.empty(4, np.int64)
    _find_common(a.keys, b.keys, a.shapes, b.shapes, meanings, names, counts)
    meant, pairs, spelled, more = counts.tolist()
    words, others = len(a.rarity), len(b.rarity)
    joined = _matches(words, pairs), _matches(words, more)
    matches, turned = _matches(words, pairs + more), _matches(others, pairs + more)
    shape = (len(a.totals), len(b.totals))
    covers = np.zeros(shape, np.float32), np.zeros(shape[::-1], np.float32)
    runs, sides = (meanings[:meant], names[:spelled]), (_side(a), _side(b))
    n = _compare(a, b, runs, sides, (*joined, matches, turned), covers)
    return Matches(matches.bounds, matches.other[:n], matches.alike[:n]), *covers


@compiled
def _match_standing(
    a: Reading,
    b: Reading,
    matches: Matches,
    pairs: Int32Rows,
    score: Floats,
    places: Int32Rows,
    likeness: Floats,
) -> int:
    """Places of a and b whose words match, inside these pairs of sentences; how many."""
    word_a, word_b, ends_a, ends_b = a.word_of, b.word_of, a.sentence_bounds, b.sentence_bounds
    n = 0
    for p in range(pairs.shape[0]):
        i, j = pairs[p, 0], pairs[p, 1]
        for x in range(ends_a[i], ends_a[i + 1]):
            first, last = matches.bounds[word_a[x]], matches.bounds[word_a[x] + 1]
            for k in range(first, last):
                score[matches.other[k]] = matches.alike[k]
            for y in range(ends_b[j], ends_b[j + 1]):
                if score[word_b[y]] > 0:
                    places[n, 0], places[n, 1], likeness[n] = x, y, score[word_b[y]]
                    n += 1
            for k in range(first, last):
                score[matches.other[k]] = 0
    return n


def standing_matches(
    a: Reading, b: Reading, likeness: Likeness, pairs: Ints
) -> tuple[Ints, Floats]:
    """(place in a, place in b) of matching words inside some pairs of sentences; how alike."""
    matches = Matches(likeness.bounds, likeness.partners, likeness.alike)
    i, j = pairs[:, 0], pairs[:, 1]
    sizes_a, sizes_b = np.diff(a.sentence_bounds), np.diff(b.sentence_bounds)
    most = int(sizes_a[i].astype(np.int64) @ sizes_b[j])
    places, alike = np.empty((most, 2), np.int32), np.empty(most, np.float32)
    score = np.zeros(len(b.rarity), np.float32)
    n = _match_standing(a, b, matches, np.ascontiguousarray(pairs), score, places, alike)
    return places[:n], alike[:n]


def best_chain(gain: Floats) -> Ints:
    """Sentence pairs in order that gather most gain; a sentence may stand in several.

    >>> best_chain(np.array([[2, 0, 0], [0, 0, 3], [0, 1, 0]], np.float32)).tolist()
    [[0, 0], [1, 2]]
    """
    n, m = gain.shape
    score, pairs = np.zeros((n + 1, m + 1), np.float32), np.empty((n + m, 2), np.int32)
    count = _chain(np.ascontiguousarray(gain, np.float32), score, pairs)
    return pairs[:count][::-1].copy()
