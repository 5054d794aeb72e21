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

from menurut.reuse.translation_alignment import Floats, Reading
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


def vector_of(reading: Reading) -> Floats:
    """The vector of a sentence, of length one; zeros where it has no word that a table knows.

    >>> from menurut.reuse.translation_sentences import read_sentence
    >>> texts = {"The minister resigned.": "en", "Menteri itu mundur.": "id", "Cats sleep.": "en"}
    >>> rows = [vector_of(read_sentence(text, lang)) for text, lang in texts.items()]
    >>> bool(rows[0] @ rows[1] > rows[0] @ rows[2])
    True
    """
    vectors = load_vectors()
    place = np.minimum(np.searchsorted(vectors.keys, reading.keys), len(vectors.keys) - 1)
    known = vectors.keys[place] == reading.keys
    weights, words = reading.weights[known], reading.words[known]
    mass = np.bincount(words, weights=weights, minlength=len(reading.rarity))
    often = reading.rarity * np.diff(reading.standing_bounds)
    share = weights / np.maximum(mass[words], 1e-6) * np.minimum(1, mass[words]) * often[words]
    summed = share.astype(np.float32) @ vectors.rows[place[known]]
    length = float(np.sqrt(summed @ summed))
    unit: Floats = (summed / max(length, 1e-12)).astype(np.float32)
    return unit
