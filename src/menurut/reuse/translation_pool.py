"""Sentences as flat arrays: their words, and who has each meaning.

In: the words of sentences as numbers, and what each may mean. Out: the records that the search for
sentences takes, filled by compiled functions. A word that stands in many sentences is there once;
in a pool it is laid out where it stands, because that is how it is read.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.reuse.compiled import Float32Rows, Int64s, Uint32s, compiled
from menurut.reuse.sparse_rows import row_bounds
from menurut.reuse.translation_alignment import Floats, Ints


class WordMeanings(NamedTuple):
    """Different words as meanings: flat arrays, one stretch a word."""

    rarity: Floats
    keys: Int64s
    roots: Floats
    """The square root of each key's weight: the likeness of two words is the sum of products."""
    key_bounds: Int64s
    shapes: Ints
    """Pairs of letters of names."""
    shape_roots: Floats
    shape_bounds: Int64s


class Sentences(NamedTuple):
    """Sentences as words: flat arrays, one stretch a sentence."""

    words: WordMeanings
    """All different words."""
    numbers: Ints
    """The different words of each sentence."""
    often: Floats
    """The rarity of each, times how often it stands in the sentence."""
    bounds: Int64s
    totals: Floats
    """The rarity of all words of each sentence."""


class Standing(NamedTuple):
    """The words of a pool where they stand: read one after the other, not looked up."""

    bounds: Int64s
    """The words of each sentence, each once."""
    often: Floats
    key_bounds: Int64s
    """The keys of each sentence's words."""
    columns: Ints
    roots: Floats
    key_words: Ints
    """The word that each key belongs to."""
    shape_bounds: Int64s
    shapes: Ints
    shape_roots: Floats
    shape_words: Ints


class Posted(NamedTuple):
    """Who has each meaning; meanings are numbered, rarest first."""

    roots: Floats
    """The square root of how rare each meaning is among the sentences, in nats."""
    posted_bounds: Int64s
    posted: Uint32s
    """The sentences that have each meaning, meaning after meaning."""
    posted_values: Floats
    """Of each posting, its part of the sentence's row of length one."""


class Counted(NamedTuple):
    """What `Sentences` has besides its words."""

    numbers: Ints
    often: Floats
    bounds: Int64s
    totals: Floats


@compiled
def count_words(
    standing: Ints, standing_bounds: Int64s, rarity: Floats, place: Int64s, counted: Counted
) -> int:
    """From the words in order to those of each sentence once; how many in all.

    `place` has -1 for each word of all.
    """
    n = 0
    counted.bounds[0] = 0
    for s in range(counted.totals.shape[0]):
        counted.totals[s] = 0
        for k in range(standing_bounds[s], standing_bounds[s + 1]):
            word = standing[k]
            if place[word] < counted.bounds[s]:
                place[word] = n
                counted.numbers[n], counted.often[n] = word, 0
                n += 1
            counted.often[place[word]] += rarity[word]
            counted.totals[s] += rarity[word]
        counted.bounds[s + 1] = n
    return n


@compiled
def add_weighted(
    bounds: Int64s, items: Int64s, weights: Floats, rows: Float32Rows, sums: Float32Rows
) -> None:
    """Add up, for each stretch of items, their rows, each times its weight."""
    for n in range(sums.shape[0]):
        for p in range(bounds[n], bounds[n + 1]):
            item, weight = items[p], weights[p]
            for d in range(rows.shape[1]):
                sums[n, d] += weight * rows[item, d]


def weighted_sums(
    bounds: Int64s, items: npt.NDArray[np.integer], weights: Floats, rows: Float32Rows
) -> Float32Rows:
    """For each stretch of items the sum of their rows, each times its weight."""
    sums = np.zeros((len(bounds) - 1, rows.shape[1]), np.float32)
    add_weighted(bounds, items.astype(np.int64), weights, np.ascontiguousarray(rows), sums)
    return sums


def sum_said(sentences, s, columns, sums, touched):
    """Sum what a sentence says of each meaning into `sums`; how many meanings are touched."""
    words = sentences.words
    n = 0
    for p in range(sentences.bounds[s], sentences.bounds[s + 1]):
        word = sentences.numbers[p]
        for k in range(words.key_bounds[word], words.key_bounds[word + 1]):
            column = columns[k]
            if column < 0:
                continue
            if sums[column] == 0:
                touched[n] = column
                n += 1
            sums[column] += words.roots[k] * sentences.often[p]
    return n


@compiled
def count_postings(
    sentences: Sentences, columns: Ints, sums: Floats, touched: Ints, sizes: Int64s
) -> None:
    """Count in how many sentences each meaning stands; `sums` and `sizes` are 0."""
    for s in range(sentences.totals.shape[0]):
        for t in range(sum_said(sentences, s, columns, sums, touched)):
            sizes[touched[t]] += 1
            sums[touched[t]] = 0


@compiled
def post(
    sentences: Sentences,
    columns: Ints,
    roots: Floats,
    scratch: tuple[Floats, Ints, Int64s],
    posted: tuple[Uint32s, Floats],
) -> None:
    """Write who has each meaning, and its part of the sentence's row, which has length one.

    `roots`: the square root of how rare each meaning is; `scratch`: a sum for each meaning, room
    for those of a sentence, where the next posting of each goes.
    """
    sums, touched, free = scratch
    owners, values = posted
    for s in range(sentences.totals.shape[0]):
        n = sum_said(sentences, s, columns, sums, touched)
        square = weigh(touched[:n], sums, roots)
        length = max(np.sqrt(square), np.float32(1e-9))
        for t in range(n):
            k = free[touched[t]]
            owners[k], values[k] = s, sums[touched[t]] / length
            free[touched[t]] += 1
            sums[touched[t]] = 0


def weigh(touched, sums, roots):
    """Let rare meanings weigh more; the sum of squares."""
    square = np.float32(0)
    for column in touched:
        sums[column] *= roots[column]
        square += sums[column] * sums[column]
    return square


def longest(bounds: Int64s) -> int:
    """The size of the longest stretch; at least 1."""
    return int(np.diff(bounds).max(initial=1))


def most_keys(sentences: Sentences) -> int:
    """The most keys, or letter pairs, that any of some sentences has; at least 1."""
    most = 1
    for bounds in (sentences.words.key_bounds, sentences.words.shape_bounds):
        ends = row_bounds(np.diff(bounds)[sentences.numbers])
        most = max(most, longest(ends[sentences.bounds]))
    return most
