"""Which articles of a collection may have a translation in it at all: a cheap look first.

In: the words of all articles (as numbers) and their languages. Out: the articles worth reading.
A collection in one language has none. Languages in one script share the spelling of names and of
many terms: an article is worth reading when one in another language shares rare words with it,
about two that nobody else has. Between scripts words cannot be compared by their letters, so all
articles there are read. Weakness: a translation without any name in common is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log10

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from menurut.reuse.translation_words import UNKNOWN, language_for, script_of, translation_languages
from menurut.reuse.words import Words

SMALL = 300
"""Up to so many articles all are read: that takes less than a second."""
SHARED = 1.5
"""Rare words shared, 1 for a word that two articles have and no other. On articles_dev 1 % of the
translated pairs in one script lie below 1.7, on r2k (2,000 articles) 1 in 2,000 pairs above 1.5."""
SHARED_PART = 1.0
"""... and this many, over the square root of what the article with fewer shared rare words has:
long articles share two by chance. On articles_dev 1 in 180 translated pairs lies below 1.25; with
both bounds 20 of 422,000 pairs of r2k are left."""
SHARED_MORE = 0.5
"""... and so much more for each power of ten above `AT_SIZE`: chance grows with the collection."""
AT_SIZE = 2000
COMMON_SHARE, FEWEST, MOST = 0.02, 30, 200
"""A word in more than 2 % of the articles is not rare; the bounds keep work in proportion."""
TELLING_WEIGHT = 4
"""Words of three letters and more, no numbers: all numbers are one word here."""
LOOK_CHARS = 600
"""As much of a text as its language is told from."""
SAMPLE = 100
WRONG_TAGS = 0.03
"""From this share of wrong tags in a sample on, no tag is believed."""

_LEAST_BITS, _MOST_BITS = 16, 24
"""Size of the table in which words are counted, in bits of their hash."""


def told_languages(starts: Sequence[str], tags: Sequence[str | None]) -> list[str]:
    """The language of each article, from its tag or, where there is none, its first words.

    >>> told_languages(["Api itu membakar pasar dan tidak ada korban.", "The end"], [None, "en"])
    ['id', 'en']
    """
    step = max(1, len(tags) // SAMPLE)
    sample = [(s, t) for s, t in zip(starts[::step], tags[::step], strict=True) if t]
    wrong = sum(language_for(start, tag) != _plain(tag) for start, tag in sample)
    believed = wrong <= WRONG_TAGS * len(sample)
    return [
        _plain(tag) if tag and believed else language_for(start, tag)
        for start, tag in zip(starts, tags, strict=True)
    ]


def _plain(tag: str) -> str:
    return tag.lower().split("-")[0]


def worth_reading(words: Words, langs: Sequence[str], starts: Sequence[str]) -> NDArray[np.bool_]:
    """Which articles may have a translation among the others; `starts` are their first words."""
    count = len(langs)
    if len(set(langs)) < 2:
        return np.zeros(count, np.bool_)
    if count <= SMALL:
        return np.ones(count, np.bool_)
    scripts = np.array([_script(*one) for one in zip(langs, starts, strict=True)])
    names, numbers = np.unique(np.array(langs), return_inverse=True)
    if len(np.unique(scripts)) > 1:
        return np.ones(count, np.bool_)
    shared = _shared_words(words, numbers, len(names))
    held = np.asarray(shared.multiply(shared).sum(axis=1)).ravel()
    least = SHARED + SHARED_MORE * max(0.0, log10(count / AT_SIZE))
    worth = np.zeros(count, np.bool_)
    for lang in range(len(names) - 1):
        own, others = np.flatnonzero(numbers == lang), np.flatnonzero(numbers > lang)
        both = (shared[own] @ shared[others].T).tocoo()
        one, other = own[both.row], others[both.col]
        part = both.data / np.sqrt(np.minimum(held[one], held[other]))
        enough = (both.data >= least) & (part >= SHARED_PART)
        worth[one[enough]] = True
        worth[other[enough]] = True
    return worth


def _script(lang: str, start: str) -> str:
    known = translation_languages().get(lang)
    return known.script if known else (script_of(start) or UNKNOWN)


def _shared_words(words: Words, langs: NDArray[np.intp], languages: int) -> sparse.csr_matrix:
    """Articles by rare words that stand in several languages; two rows' product counts them."""
    count = len(langs)
    limit = int(min(MOST, max(FEWEST, COMMON_SHARE * count)))
    lengths = np.diff(words.bounds)
    bits = min(_MOST_BITS, max(_LEAST_BITS, len(words.hashes).bit_length() - 1))
    slots = words.hashes >> np.uint32(32 - bits)
    spread = np.zeros(1 << bits, np.uint8)
    often = np.zeros(1 << bits, np.int32)
    for lang in range(languages):
        held = np.bincount(slots[np.repeat(langs == lang, lengths)], minlength=1 << bits)
        spread += held > 0
        often += held.astype(np.int32)
    # A word that stands four times as often as the limit stands in too many articles.
    rare = (spread > 1) & (often <= 4 * limit)
    kept = np.flatnonzero(rare[slots] & (words.weights >= TELLING_WEIGHT))
    owners = np.searchsorted(words.bounds, kept, side="right") - 1
    cells = np.unique((words.hashes[kept].astype(np.int64) << 31) | owners)
    _, columns = np.unique(cells >> 31, return_inverse=True)
    holders = np.bincount(columns)
    weight = np.log((count + 20) / (holders + 0.5)) / log((count + 20) / 2.5)
    weight[(holders > limit) | (holders < 2)] = 0
    values = np.sqrt(np.maximum(weight, 0))[columns].astype(np.float32)
    matrix = sparse.csr_matrix(
        (values, (cells & ((1 << 31) - 1), columns)), shape=(count, len(holders))
    )
    matrix.eliminate_zeros()
    return matrix
