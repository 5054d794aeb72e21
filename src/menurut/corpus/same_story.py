"""Articles that tell the same story in other words, tied to its family as candidates.

In: the words of all articles. Out: ties between articles that share many of the rare words that
the one with fewer of them has. Who is named and credited without a passage in common is found
only so; which of them belong is for the trace to decide. Weakness: between scripts no word is
spelled alike.
"""

from __future__ import annotations

import numpy as np

from menurut.corpus.families import Ties
from menurut.corpus.rare_words import held, rare_words, shared_words
from menurut.reuse.words import Words

HOLDERS = 40
"""A word that more articles have does not tell a story."""
LEAST = 3.0
"""Rare words shared, 1 for a word that only two have."""
PART = 1.4
"""... and this many over the square root of what the article with fewer of them has. On
cascades_dev 11 of 14 citations in one script lie above 1.7, the others below .7."""
BLOCK = 2000
"""Articles compared with all others at a time: it bounds the memory."""


def story_ties(words: Words) -> Ties:
    """Pairs that seem to tell one story; they share no character that counts."""
    count = len(words.bounds) - 1
    shared = rare_words(words, np.zeros(count, np.intp), HOLDERS, least_classes=1)
    total = held(shared)
    pairs = [np.empty((0, 2), np.int64)]
    for start in range(0, count, BLOCK):
        block = np.arange(start, min(count, start + BLOCK))
        row, other, told = shared_words(shared.take(block), shared)
        one = block[row]
        part = told / np.sqrt(np.maximum(np.minimum(total[one], total[other]), 1e-9))
        enough = (one < other) & (told >= LEAST) & (part >= PART)
        pairs.append(np.stack([one[enough], other[enough]], axis=1).astype(np.int64))
    found = np.concatenate(pairs)
    return Ties(a=found[:, 0], b=found[:, 1], chars=np.zeros(len(found), np.int64))
