"""Fingerprints of a text: hashes of five words in a row, thinned by winnowing.

Of every four neighbouring five-word hashes the smallest is kept (Schleimer, Wilkerson and Aiken,
"Winnowing", SIGMOD 2003), so two texts that share eight words in a row always share a fingerprint,
and about two in five are stored. A text that repeats itself keeps each fingerprint four times.
"""

# numba reads no annotations: the compiled functions have none.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from menurut.archive import Postings
from menurut.model import Article
from menurut.reuse.words import Words, find_words

INDEX = "words"
INDEX_VERSION = 1
"""Raise it when words or fingerprints of the same text change: old archives then say so."""

GRAM = 5
"""Words in a fingerprint. Set on r2k: 4 doubles chance candidates, 6 loses light rewrites."""
WINDOW = 4
"""Neighbouring fingerprints of which one is kept; 8 halves the index, document recall -.015."""
REPEATS = 4
"""How often one fingerprint is kept in one text."""

_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_TOP = np.uint64(16)


def fingerprint_article(article: Article) -> Postings:
    """The fingerprints that an archive stores of an article (index "words").

    >>> made = fingerprint_article(Article(id="a", text="Air naik di Desa Lowa sejak Senin pagi"))
    >>> made.index, len(made.keys)
    ('words', 1)
    """
    words = find_words([article.text])
    keys, positions, _ = winnow(words)
    return Postings(index=INDEX, keys=keys, positions=positions, version=INDEX_VERSION)


def winnow(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """(keys, word positions in their text, text numbers) of all fingerprints, text by text."""
    room = len(words.hashes)
    keys, positions = np.empty(room, np.int64), np.empty(room, np.int32)
    texts = np.empty(room, np.int32)
    count = _winnow(words.hashes, words.bounds, keys, positions, texts)
    keys, positions, texts = keys[:count], positions[:count], texts[:count]
    kept = _first_repeats(keys, texts)
    return keys[kept], positions[kept], texts[kept]


def _first_repeats(keys: NDArray[np.int64], texts: NDArray[np.int32]) -> NDArray[np.bool_]:
    """True for the first `REPEATS` occurrences of a key in a text."""
    order = np.lexsort((keys, texts))  # stable: positions stay in order
    same = (np.diff(keys[order]) == 0) & (np.diff(texts[order]) == 0)
    begins = np.flatnonzero(np.concatenate([[True], ~same]))[: len(keys)]
    rank = np.arange(len(keys)) - np.repeat(begins, np.diff([*begins, len(keys)]))
    kept = np.empty(len(keys), np.bool_)
    kept[order] = rank < REPEATS
    return kept


@njit(cache=True)
def _winnow(hashes, bounds, keys, positions, texts):
    """Fill the arrays with the kept fingerprints of all texts; how many there are."""
    count = 0
    for text in range(len(bounds) - 1):
        first, grams = bounds[text], bounds[text + 1] - bounds[text] - GRAM + 1
        if grams < 1:
            continue
        values = np.empty(grams, np.int64)
        for gram in range(grams):
            values[gram] = _gram(hashes, first + gram)
        kept = -1
        for start in range(max(1, grams - WINDOW + 1)):
            least = _least(values, start, min(start + WINDOW, grams), kept)
            if least != kept:
                keys[count], positions[count], texts[count] = values[least], least, text
                kept = least
                count += 1
    return count


@njit(cache=True)
def _gram(hashes, start):
    """A 48-bit hash of `GRAM` words: as sure as 64 bits here, and two bytes less in SQLite."""
    value = np.uint64(0)
    for word in range(start, start + GRAM):
        value = (value ^ np.uint64(hashes[word])) * _MIX
        value ^= value >> _SHIFT
    return np.int64(value >> _TOP)


@njit(cache=True)
def _least(values, start, end, kept):
    """The smallest of a window: among equals the one kept before, else the last."""
    least = start
    for here in range(start + 1, end):
        if values[here] <= values[least]:
            least = here
    if kept >= start and values[kept] == values[least]:
        return kept
    return least
