"""An article made ready for comparison: sentences, words, and what each word may mean.

In: an article. Out: its sentences and words with their places, and the meanings of its words as
sorted arrays for the kernels of translation_alignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from menurut.model import Article, Span
from menurut.reuse.translation_alignment import Reading
from menurut.reuse.translation_table import Meaning, meaning_of
from menurut.reuse.translation_words import (
    MAX_SENTENCE_WORDS,
    key_of,
    language_for,
    sentences_in,
    words_in,
)

_QUOTATION = re.compile(r"[“„][^”“]*[”“]?|«[^»]*»?|\"[^\"]*\"?|”[^”]*”")
"""Opened and perhaps not closed in the same sentence: long quotations run over several."""


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


def read_text(article: Article) -> ReadText:
    """Split an article into sentences and words, and look up what each word means."""
    text = article.text
    lang = language_for(text, article.lang)
    spans: list[Span] = []
    places: list[tuple[int, int]] = []
    sentence_of: list[int] = []
    meanings: list[Meaning] = []
    types: list[int] = []
    for sentence in sentences_in(text):
        for span, words in _parts(sentence, words_in(sentence.of(text))):
            for word, begin, end in words:
                meanings.append(meaning_of(word, lang))
                types.append(key_of(word.lower()))
                sentence_of.append(len(spans))
                places.append((sentence.start + begin, sentence.start + end))
            spans.append(span)
    return ReadText(
        id=article.id,
        lang=lang,
        sentences=tuple(spans),
        quoted=np.array([_is_quoted(span.of(text)) for span in spans], np.bool_),
        words=np.array(places, np.int32).reshape(-1, 2),
        types=np.array(types, np.int64),
        reading=make_reading(meanings, sentence_of, len(spans)),
    )


def _is_quoted(sentence: str) -> bool:
    """Whether at least half of a sentence stands in quotation marks.

    >>> _is_quoted('"We saw the smoke first," she said.'), _is_quoted('They call it "fog".')
    (True, False)
    """
    return 2 * sum(map(len, _QUOTATION.findall(sentence))) >= len(sentence)


def _parts(
    sentence: Span, words: list[tuple[str, int, int]]
) -> Iterator[tuple[Span, list[tuple[str, int, int]]]]:
    """A sentence whole, or in parts of `MAX_SENTENCE_WORDS`; one without words is left out."""
    if 0 < len(words) <= MAX_SENTENCE_WORDS:
        yield sentence, words
        return
    for first in range(0, len(words), MAX_SENTENCE_WORDS):
        part = words[first : first + MAX_SENTENCE_WORDS]
        yield Span(sentence.start + part[0][1], sentence.start + part[-1][2]), part


def make_reading(
    meanings: Sequence[Meaning], sentence_of: Sequence[int], sentences: int
) -> Reading:
    """The meanings of a text's words as sorted arrays."""
    sent = np.array(sentence_of, np.int32)
    rarity = np.array([m.rarity for m in meanings], np.float32)
    weights = np.array([w for m in meanings for w in m.weights], np.float32)
    keys, order, words = _sorted_by_key([m.keys for m in meanings])
    shapes, _, shape_words = _sorted_by_key([m.shape for m in meanings])
    sizes = np.array([len(m.shape) for m in meanings], np.float32)
    return Reading(
        keys,
        weights[order],
        words,
        sent,
        rarity,
        np.bincount(sent, weights=rarity, minlength=sentences).astype(np.float32),
        shapes,
        np.reciprocal(np.maximum(sizes[shape_words], np.float32(1))),
        shape_words,
    )


def _sorted_by_key(
    groups: Sequence[Sequence[int]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """All keys in order, the order itself, and the word each belongs to."""
    keys = np.array([key for group in groups for key in group], np.int64)
    words = np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups])
    order = np.argsort(keys, kind="stable")
    return keys[order], order, words[order]
