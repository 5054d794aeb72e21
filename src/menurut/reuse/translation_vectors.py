"""A sentence in any language as 128 numbers: near where the meaning is near.

In: a sentence as the meanings of its words. Out: a row of length one. Every English stem has a
vector (assets/translation_vectors.npz, made by scripts/train_crosslingual.py); a foreign word is
the mean of the English stems it may stand for, and a sentence the sum of its words, rare ones
weighing more. It sees what word alignment does not (a port and a harbour are near), and is blind
to names and numbers. Weakness: word order and negation are lost.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.reuse.translation_alignment import Floats
from menurut.reuse.translation_pool import WordMeanings, weighted_sums
from menurut.reuse.translation_table import load_arrays, load_english
from menurut.reuse.translation_words import key_of


class StemVectors(NamedTuple):
    """The vectors of the English stems."""

    keys: npt.NDArray[np.int64]
    """The meaning of each stem, in ascending order."""
    rows: Floats


@cache
def load_vectors() -> StemVectors:
    """The vectors, rows of length one.

    >>> load_vectors().rows.shape[1]
    128
    """
    keys = np.array([key_of(f"s:{stem}") for stem in load_english().stems], np.int64)
    rows = load_arrays("vectors")["vectors"].astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    order = np.argsort(keys, kind="stable")
    return StemVectors(keys[order], rows[order])


def word_vectors(words: WordMeanings) -> Floats:
    """The vector of each word: the mean of what it may stand for; shorter where little is known."""
    vectors = load_vectors()
    place = np.minimum(np.searchsorted(vectors.keys, words.keys), len(vectors.keys) - 1)
    weights = np.where(vectors.keys[place] == words.keys, words.roots**2, 0)
    owner = np.repeat(np.arange(len(words.rarity)), np.diff(words.key_bounds))
    mass = np.bincount(owner, weights=weights, minlength=len(words.rarity))[owner]
    share = weights / np.maximum(mass, 1e-6) * np.minimum(1, mass)
    rows: Floats = weighted_sums(words.key_bounds, place, share.astype(np.float32), vectors.rows)
    return rows
