"""Find translated passages between articles of different languages.

In: articles. Out: `Reuse` records of kind "translation", with the word pairs that carried each.
Every word is brought to meanings that all languages share (translation_table), articles that share
rare meanings are compared sentence by sentence (translation_alignment), and only when several
sentences follow each other in order does an article count as translated (translation_passages).
Known weakness: two reports that quote the same statement at length look like translations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from menurut.archive import Archive, Postings
from menurut.model import Article, Reuse
from menurut.reuse.translation_candidates import candidate_pairs, languages_of
from menurut.reuse.translation_passages import (
    Alignment,
    TranslationSettings,
    align_texts,
    passages_of,
)
from menurut.reuse.translation_reading import ReadText, read_text

__all__ = [
    "TranslationSettings",
    "find_translations",
    "find_translations_among",
    "index_translation",
]

INDEX = "translation"
KEPT_TEXTS = 2_000
"""Articles kept ready while pairs of them are compared, some 40 KB each."""
MAX_INDEXED_KEYS = 200
"""Meanings kept for each article in the index: its rarest."""
MEANINGS_A_WORD = 2
"""Meanings of one word in the index: its likeliest."""
MAX_POSTINGS = 40_000
"""Postings looked at for one article, rarest meanings first: it bounds the time of a lookup."""
MAX_HOLDERS = 4_000
"""A meaning that more archived articles hold is not counted further and not looked up."""


def find_translations_among(
    articles: Sequence[Article],
    settings: TranslationSettings = TranslationSettings(),
) -> tuple[Reuse, ...]:
    """Translated passages between the articles of a collection, in memory.

    Articles are read sentence by sentence only when one in another language is like them.
    """
    langs = languages_of(articles)

    @lru_cache(maxsize=KEPT_TEXTS)
    def text(number: int) -> ReadText:
        return read_text(articles[number], str(langs[number]))

    pairs = candidate_pairs(articles, langs, settings.candidates)
    alignments = (align_texts(text(i), text(j), settings) for i, j in pairs)
    kept = _without_outdone([one for one in alignments if one is not None], settings)
    return tuple(reuse for alignment in kept for reuse in passages_of(alignment, settings))


def _without_outdone(found: Sequence[Alignment], settings: TranslationSettings) -> list[Alignment]:
    """Leave out weak pairs of which both articles have a far better partner in that language.

    Two stories of one week share a few sentences; each is explained by its own original.
    """
    best: dict[tuple[str, str], float] = {}
    for one in found:
        for text, other in ((one.a, one.b), (one.b, one.a)):
            key = (text.id, other.lang)
            best[key] = max(best.get(key, 0.0), one.share)
    return [
        one
        for one in found
        if one.share >= settings.strong_share
        or one.share
        >= settings.rival_ratio * min(best[one.a.id, one.b.lang], best[one.b.id, one.a.lang])
    ]


def index_translation(article: Article) -> Postings:
    """What the archive stores of an article so that its translations can be found later."""
    keys, positions = _index_keys(read_text(article))
    return Postings(index=INDEX, keys=keys, positions=positions)


def _index_keys(text: ReadText) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The rarest meanings of a text, each once; the position says the language.

    An article has translations in other languages only, so a lookup passes over its own.
    """
    reading = text.reading
    value = reading.weights * reading.rarity[reading.words]
    likely = _rank_within(reading.words, reading.weights) < MEANINGS_A_WORD
    keys, first = np.unique(reading.keys[likely], return_index=True)
    chosen = np.argsort(-value[likely][first], kind="stable")[:MAX_INDEXED_KEYS]
    return keys[chosen], np.full(len(chosen), _language_number(text.lang), np.int32)


def _rank_within(
    groups: npt.NDArray[np.int32], values: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """The rank of each value within its group, 0 for the largest."""
    order = np.lexsort((-values, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(groups) else order
    ranks = np.empty(len(groups), np.int64)
    sizes = np.diff(np.r_[starts, len(groups)])
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks


def _language_number(lang: str) -> int:
    """A language code as a number."""
    return int.from_bytes(lang.encode()[:3], "big")


def find_translations(
    article: Article,
    archive: Archive,
    settings: TranslationSettings = TranslationSettings(),
) -> tuple[Reuse, ...]:
    """Translated passages between an article and the archive; the article is `a`."""
    text = read_text(article)
    if not text.sentences or not archive.has_index(INDEX):
        return ()
    numbers = _nearest(text, archive, settings.candidates)
    found = []
    for other in archive.numbered(numbers).values():
        if other.id == article.id:
            continue
        read = read_text(other)
        alignment = align_texts(text, read, settings) if read.lang != text.lang else None
        if alignment is not None:
            found.append(alignment)
    kept = _without_outdone(found, settings)
    return tuple(reuse for alignment in kept for reuse in passages_of(alignment, settings))


def _nearest(text: ReadText, archive: Archive, most: int) -> Iterable[int]:
    """Numbers of the archived articles in other languages that share the rarest meanings."""
    keys, _ = _index_keys(text)
    keys, counts = archive.frequency(INDEX, keys, limit=MAX_HOLDERS)
    keys, counts = keys[counts > 0], counts[counts > 0]
    order = np.argsort(counts, kind="stable")
    cheap = np.sort(order[np.cumsum(counts[order]) <= MAX_POSTINGS])
    keys, rarity = keys[cheap], np.log(2 * MAX_HOLDERS / counts[cheap])
    held, numbers, positions = archive.postings(INDEX, keys)
    foreign = positions != _language_number(text.lang)
    weight = rarity[np.searchsorted(keys, held[foreign])]
    distinct, place = np.unique(numbers[foreign], return_inverse=True)
    scores = np.bincount(place, weights=weight, minlength=len(distinct))
    return [int(n) for n in distinct[np.argsort(-scores, kind="stable")[:most]]]
