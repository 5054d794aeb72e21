"""An article made ready for comparison: sentences, words, and what each word may mean.

In: an article. Out: its sentences and words with their places, and the meanings of its words as
sorted arrays for the kernels of translation_alignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.languages.quotations import QUOTATION
from menurut.model import Article, Span
from menurut.reuse.translation_alignment import Reading
from menurut.reuse.translation_table import Meaning, meaning_of, shape_of
from menurut.reuse.translation_words import (
    MAX_SENTENCE_WORDS,
    key_of,
    language_for,
    sentences_in,
    words_in,
)

MAX_SENTENCES = 2_000
"""Sentences of one article that are read: far beyond any news article, it bounds the memory of a
comparison (sentences times sentences) to some 50 MB."""


class ReadText(NamedTuple):
    """An article made ready for comparison."""

    id: str
    lang: str
    sentences: tuple[Span, ...]
    quoted: npt.NDArray[np.bool_]
    """Whether a sentence stands mostly in quotation marks."""
    words: npt.NDArray[np.int32]
    """Start and end of each word, one row a word."""
    types: npt.NDArray[np.int64]
    """Which word each word is: the same number where the same letters stand, in any text."""
    reading: Reading


def read_text(article: Article, lang: str | None = None) -> ReadText:
    """Split an article into sentences and words, and look up what each word means.

    `lang` spares finding out the language where it was found out before.
    """
    text = article.text
    lang = lang or language_for(text, article.lang)
    spans: list[Span] = []
    sizes: list[int] = []
    found: list[tuple[str, int, int]] = []
    for sentence in sentences_in(text):
        for span, words in _parts(sentence, words_in(text, sentence)):
            spans.append(span)
            sizes.append(len(words))
            found += words
        if len(spans) >= MAX_SENTENCES:
            break
    numbers: dict[str, int] = {}
    word_of = [numbers.setdefault(word, len(numbers)) for word, _, _ in found]
    types = np.fromiter((key_of(word.lower()) for word in numbers), np.int64, len(numbers))
    reading = make_reading([meaning_of(word, lang) for word in numbers], word_of, sizes)
    return ReadText(
        id=article.id,
        lang=lang,
        sentences=tuple(spans),
        quoted=np.array([_is_quoted(span.of(text)) for span in spans], np.bool_),
        words=np.array([place[1:] for place in found], np.int32).reshape(-1, 2),
        types=types[reading.word_of],
        reading=reading,
    )


def _is_quoted(sentence: str) -> bool:
    """Whether at least half of a sentence stands in quotation marks.

    >>> _is_quoted('"We saw the smoke first," she said.'), _is_quoted('They call it "fog".')
    (True, False)
    """
    return 2 * sum(map(len, QUOTATION.findall(sentence))) >= len(sentence)


def _parts(
    sentence: Span, words: list[tuple[str, int, int]]
) -> Iterator[tuple[Span, list[tuple[str, int, int]]]]:
    """A sentence whole, or in parts of `MAX_SENTENCE_WORDS`; one without words is left out."""
    if 0 < len(words) <= MAX_SENTENCE_WORDS:
        yield sentence, words
        return
    for first in range(0, len(words), MAX_SENTENCE_WORDS):
        part = words[first : first + MAX_SENTENCE_WORDS]
        yield Span(part[0][1], part[-1][2]), part


def make_reading(
    meanings: Sequence[Meaning], word_of: Sequence[int], sizes: Sequence[int]
) -> Reading:
    """The meanings of a text's different words as sorted arrays.

    `word_of`: which of them stands at each place; `sizes`: how many words each sentence has.
    """
    keys, weights, words = _sorted_by_key([m.keys for m in meanings], [m.weights for m in meanings])
    letters = [shape_of(m.name) for m in meanings]
    shapes, shape_weights, shape_words = _sorted_by_key(
        letters, [(1 / len(pairs),) * len(pairs) if pairs else () for pairs in letters]
    )
    rarity = np.fromiter((m.rarity for m in meanings), np.float32, len(meanings))
    at = np.array(word_of, np.int32)
    sentence_of = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return Reading(
        keys,
        weights,
        words,
        rarity,
        shapes,
        shape_weights,
        shape_words,
        at,
        _bounds(sizes),
        sentence_of[np.argsort(at, kind="stable")],
        _bounds(np.bincount(at, minlength=len(meanings))),
        np.bincount(sentence_of, weights=rarity[at], minlength=len(sizes)).astype(np.float32),
    )


def _bounds(sizes: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Where each of several neighbouring stretches begins, and the end of the last."""
    bounds = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=bounds[1:])
    return bounds


def _sorted_by_key(
    groups: Sequence[Sequence[int]], values: Sequence[Sequence[float]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """All keys in order, their values, and the word each belongs to."""
    sizes = [len(group) for group in groups]
    keys = np.fromiter(chain.from_iterable(groups), np.int64, sum(sizes))
    weights = np.fromiter(chain.from_iterable(values), np.float32, len(keys))
    words = np.repeat(np.arange(len(groups), dtype=np.int32), sizes)
    order = np.argsort(keys, kind="stable")
    return keys[order], weights[order], words[order]
