"""Find the sentence behind a translated sentence, among a hundred thousand.

In: sentences in any language. Out: for each query the likeliest sentences of a pool, with how
likely each is. Many sentences are read and asked at a time: a word that stands in several is
brought to its meanings once, and the work on sentences is done by the kernels of
translation_search. The best candidates by rare meanings are aligned word by word with the query.
Weakness: a sentence without a rare word drowns among its like.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.reuse.sparse_rows import row_bounds
from menurut.reuse.translation_alignment import Floats, Ints
from menurut.reuse.translation_pool import (
    Counted,
    Posted,
    Sentences,
    Standing,
    WordMeanings,
    count_postings,
    count_words,
    most_keys,
    post,
    weighted_sums,
)
from menurut.reuse.translation_search import Candidates, search
from menurut.reuse.translation_table import Meaning, meaning_of, shape_of
from menurut.reuse.translation_vectors import word_vectors
from menurut.reuse.translation_words import spelled_words

MAX_POSTINGS = 60_000
"""Postings looked at for one query, rarest meanings first."""
RERANKED = 70
"""Candidates aligned word by word with the query."""
FEATURE_WEIGHTS = np.array([19.2, 16.7, 4.7, 6.9, -4.3, -1.1], np.float32)
"""Of the share of word weight explained in both, in the one that has less, the likeness as
candidate and as vectors, the logarithm of how many times heavier one is, and of how many times the
candidate is. Log odds, fitted on one half of ntrex_dev (documents drawn by name)."""
VECTOR_SCALE, QUERY_SCALE = 127, 4096
"""Steps of the vectors, which are multiplied as whole numbers: of the pool's and of queries'."""
MOST_WORDS = 500
"""Words read of one sentence: it bounds what the alignment of two holds in memory."""
ASKED_AT_ONCE = 2_000
"""Queries whose candidates are held in memory together, some 2 KB each."""


class SentencePool(NamedTuple):
    """Sentences ready to be searched. Their meanings are numbered, rarest first."""

    standing: Standing
    postings: Posted
    totals: Floats
    """The rarity of all words of each sentence."""
    meanings: npt.NDArray[np.int64]
    """The keys of all meanings, in ascending order."""
    ranks: Ints
    """The number of each."""
    vectors: np.ndarray[tuple[int, int], np.dtype[np.int8]]
    """One row a sentence, `VECTOR_SCALE` times its length."""


class _Numbers(dict[str, int]):
    """Numbers the words it is asked for, from 0."""

    def __missing__(self, word: str) -> int:
        number = len(self)
        self[word] = number
        return number


def read_sentences(texts: Sequence[str], lang: str) -> Sentences:
    """Sentences of one language as the meanings of their words.

    >>> read_sentences(["The ferry sank.", "The mayor sank the ferry."], "en").bounds.tolist()
    [0, 3, 8]
    """
    numbers = _Numbers()
    found = [[numbers[word] for word in spelled_words(text)[:MOST_WORDS]] for text in texts]
    words = _word_meanings([meaning_of(word, lang, wide=True) for word in numbers])
    standing = np.fromiter(chain.from_iterable(found), np.int32)
    counted = Counted(
        np.empty(len(standing), np.int32),
        np.empty(len(standing), np.float32),
        np.empty(len(found) + 1, np.int64),
        np.empty(len(found), np.float32),
    )
    place = np.full(len(numbers), -1, np.int64)
    size = count_words(standing, _bounds(found), words.rarity, place, counted)
    return Sentences(words, counted.numbers[:size], counted.often[:size], *counted[2:])


def _word_meanings(meanings: Sequence[Meaning]) -> WordMeanings:
    letters = [shape_of(m.name) for m in meanings]
    key_bounds, shape_bounds = _bounds([m.keys for m in meanings]), _bounds(letters)
    weights = np.fromiter(chain.from_iterable(m.weights for m in meanings), np.float32)
    sizes = np.diff(shape_bounds)
    return WordMeanings(
        rarity=np.fromiter((m.rarity for m in meanings), np.float32, len(meanings)),
        keys=np.fromiter(chain.from_iterable(m.keys for m in meanings), np.int64),
        roots=np.sqrt(weights),
        key_bounds=key_bounds,
        shapes=np.fromiter(chain.from_iterable(letters), np.int32),
        shape_roots=np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32),
        shape_bounds=shape_bounds,
    )


def _bounds(groups: Sequence[Sequence[object]]) -> npt.NDArray[np.int64]:
    """Where each of several neighbouring groups begins, and the end of the last."""
    bounds = np.zeros(len(groups) + 1, np.int64)
    np.cumsum([len(group) for group in groups], out=bounds[1:])
    return bounds


def vectors_of(sentences: Sentences) -> Floats:
    """The vectors of sentences, rows of length one; zeros where no table knows a word of it.

    >>> english = vectors_of(read_sentences(["The minister resigned.", "Cats sleep."], "en"))
    >>> near, far = english @ vectors_of(read_sentences(["Menteri itu mundur."], "id"))[0]
    >>> bool(near > far)
    True
    """
    words = word_vectors(sentences.words)
    rows: Floats = weighted_sums(sentences.bounds, sentences.numbers, sentences.often, words)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    unit: Floats = (rows / np.maximum(lengths, 1e-12)[:, None]).astype(np.float32)
    return unit


def make_pool(sentences: Sentences) -> SentencePool:
    """Make sentences ready to be searched."""
    meanings, places = np.unique(sentences.words.keys, return_inverse=True)
    sums, touched = np.zeros(len(meanings), np.float32), np.empty(most_keys(sentences), np.int32)
    sizes = np.zeros(len(meanings), np.int64)
    count_postings(sentences, places.astype(np.int32), sums, touched, sizes)
    order = np.argsort(sizes, kind="stable")
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order))
    sizes, columns = sizes[order], ranks[places]
    spread = np.log(len(sentences.totals) / (sizes + 0.5)).clip(0).astype(np.float32)
    bounds = row_bounds(sizes)
    posted = np.empty(bounds[-1], np.uint32), np.empty(bounds[-1], np.float32)
    roots = np.sqrt(spread)
    post(sentences, columns, roots, (sums, touched, bounds[:-1].copy()), posted)
    return SentencePool(
        standing=_standing(sentences, columns),
        postings=Posted(roots, bounds, *posted),
        totals=sentences.totals,
        meanings=meanings,
        ranks=ranks,
        vectors=np.round(VECTOR_SCALE * vectors_of(sentences)).astype(np.int8),
    )


def _standing(sentences: Sentences, columns: Ints) -> Standing:
    """The words of sentences where they stand."""
    words = sentences.words
    key_bounds, keys, key_words = _taken(words.key_bounds, sentences.numbers)
    shape_bounds, shapes, shape_words = _taken(words.shape_bounds, sentences.numbers)
    return Standing(
        bounds=sentences.bounds,
        often=sentences.often,
        key_bounds=key_bounds[sentences.bounds],
        columns=columns[keys],
        roots=words.roots[keys],
        key_words=key_words,
        shape_bounds=shape_bounds[sentences.bounds],
        shapes=words.shapes[shapes],
        shape_roots=words.shape_roots[shapes],
        shape_words=shape_words,
    )


def _taken(
    bounds: npt.NDArray[np.int64], numbers: Ints
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Ints]:
    """Some stretches one after the other: bounds; where each item was; whose it is."""
    sizes = np.diff(bounds)[numbers]
    new = row_bounds(sizes)
    places = np.arange(new[-1]) + np.repeat(bounds[numbers] - new[:-1], sizes)
    return new, places, np.repeat(np.arange(len(numbers), dtype=np.int32), sizes)


class Nearest(NamedTuple):
    """The likeliest sentences of each query, one row a query, best first."""

    numbers: Ints
    """Of sentences of the pool; -1 where there are no more."""
    scores: Floats
    """They compare the candidates of one query: the difference of two is the log of their odds."""


def nearest_sentences(queries: Sentences, pool: SentencePool) -> Nearest:
    """The likeliest sentences of a pool for each query.

    >>> english = ["The ferry sank near the lighthouse.", "The mayor opened a library."]
    >>> pool = make_pool(read_sentences(english, "en"))
    >>> query = read_sentences(["Wali kota membuka perpustakaan."], "id")
    >>> nearest_sentences(query, pool).numbers[0, :2].tolist()
    [1, -1]
    """
    count = len(queries.totals)
    numbers = np.full((count, RERANKED), -1, np.int32)
    scores = np.full(numbers.shape, -np.inf, np.float32)
    vectors = np.round(QUERY_SCALE * vectors_of(queries)).astype(np.int16)
    asking = (queries, _columns(queries, pool), vectors)
    searched = (pool.standing, pool.postings, pool.vectors)
    for first in range(0, count if len(pool.totals) else 0, ASKED_AT_ONCE):
        rows = slice(first, first + ASKED_AT_ONCE)
        asked = range(count)[rows]
        found = search(asking, searched, asked, RERANKED, MAX_POSTINGS)
        totals = queries.totals[rows, None], pool.totals[found.numbers]
        score = _features(totals, found) @ FEATURE_WEIGHTS
        score[found.numbers < 0] = -np.inf
        order = np.argsort(-score, axis=1, kind="stable")
        numbers[rows] = np.take_along_axis(found.numbers, order, axis=1)
        scores[rows] = np.take_along_axis(score, order, axis=1)
    return Nearest(numbers, scores)


def _columns(queries: Sentences, pool: SentencePool) -> Ints:
    """The number that each key of the queries' words has in the pool; -1: none."""
    keys = queries.words.keys
    if not len(pool.meanings):
        return np.full(len(keys), -1, np.int32)
    place = np.minimum(np.searchsorted(pool.meanings, keys), len(pool.meanings) - 1)
    return np.where(pool.meanings[place] == keys, pool.ranks[place], np.int32(-1))


def _features(totals: tuple[Floats, Floats], found: Candidates) -> Floats:
    """What speaks for each candidate, one row each, as `FEATURE_WEIGHTS` lists it."""
    own, theirs = (np.maximum(side, np.float32(1e-6)) for side in totals)
    explained = found.explained
    mean = explained.sum(axis=2) / (own + theirs)
    least = np.minimum(explained[:, :, 0] / own, explained[:, :, 1] / theirs)
    alike = found.alike.astype(np.float32) / (VECTOR_SCALE * QUERY_SCALE)
    longer = np.log(theirs / own)
    return np.stack([mean, least, found.near, alike, np.abs(longer), longer], axis=2)
