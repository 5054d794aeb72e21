"""Which articles of a collection may have a translation in it at all: a cheap look first.

In: the words of all articles (as numbers) and their languages. Out: the articles worth reading.
A collection in one language has none. Languages in one script share the spelling of names and of
many terms: an article is worth reading when one in another language shares rare words with it,
about two that nobody else has. Between scripts words cannot be compared by their letters, so all
articles there are read. Weakness: a translation without any name in common is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.rare_words import held, rare_words, shared_words
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
LOOK_CHARS = 600
"""As much of a text as its language is told from."""
SAMPLE = 100
WRONG_TAGS = 0.03
"""From this share of wrong tags in a sample on, no tag is believed."""


def told_languages(starts: Sequence[str], tags: Sequence[str | None]) -> list[str]:
    """The language of each article, from its tag or, where there is none, its first words.

    >>> told_languages(["Api itu membakar pasar dan tidak ada korban.", "The end"], [None, "en"])
    ['id', 'en']
    """
    step = sample_step(len(tags))
    believed = believe_tags(starts[::step], tags[::step])
    return [told_language(*one, believed=believed) for one in zip(starts, tags, strict=True)]


def sample_step(count: int) -> int:
    """Each how-manieth article is looked at to see whether tags can be believed."""
    return max(1, count // SAMPLE)


def believe_tags(starts: Sequence[str], tags: Sequence[str | None]) -> bool:
    """Whether the tags of a sample are right, but for very few."""
    sample = [(start, tag) for start, tag in zip(starts, tags, strict=True) if tag]
    wrong = sum(language_for(start, tag) != _plain(tag) for start, tag in sample)
    return wrong <= WRONG_TAGS * len(sample)


def told_language(start: str, tag: str | None, *, believed: bool) -> str:
    """The language of one article; its first words are looked at only where they must be."""
    return _plain(tag) if tag and believed else language_for(start, tag)


def _plain(tag: str) -> str:
    return tag.lower().split("-")[0]


def worth_reading(words: Words, langs: Sequence[str], starts: Sequence[str]) -> NDArray[np.bool_]:
    """Which articles may have a translation among the others; `starts` are their first words."""
    count = len(langs)
    if len(set(langs)) < 2:
        return np.zeros(count, np.bool_)
    if count <= SMALL:
        return np.ones(count, np.bool_)
    scripts = {_script(*one) for one in zip(langs, starts, strict=True)} - {UNKNOWN}
    if len(scripts) > 1:
        return np.ones(count, np.bool_)
    names, numbers = np.unique(np.array(langs), return_inverse=True)
    limit = int(min(MOST, max(FEWEST, COMMON_SHARE * count)))
    shared = rare_words(words, numbers, limit, least_classes=2)
    total = held(shared)
    least = SHARED + SHARED_MORE * max(0.0, log10(count / AT_SIZE))
    worth = np.zeros(count, np.bool_)
    for lang in range(len(names) - 1):
        own, others = np.flatnonzero(numbers == lang), np.flatnonzero(numbers > lang)
        row, column, told = shared_words(shared.take(own), shared.take(others))
        one, other = own[row], others[column]
        part = told / np.sqrt(np.minimum(total[one], total[other]))
        enough = (told >= least) & (part >= SHARED_PART)
        worth[one[enough]] = True
        worth[other[enough]] = True
    return worth


def _script(lang: str, start: str) -> str:
    known = translation_languages().get(lang)
    return known.script if known else (script_of(start) or UNKNOWN)
