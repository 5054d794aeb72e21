"""The archive's index of meanings, and which archived articles may be translations of an article.

In: an article. Out: the keys that the archive keeps of it; for a lookup, the numbers of articles in
other languages that share its rarest meanings. Keys are kept apart by family, languages that share
a table, so that a lookup reads no postings of its own language unless a near relative stands
among them. Weakness: of a meaning that very many articles have, only the first are seen.
"""

from __future__ import annotations

from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from menurut.archive import Archive, Postings
from menurut.model import Article
from menurut.reuse.fingerprints import INDEX as WORDS_INDEX
from menurut.reuse.translation_table import meaning_of
from menurut.reuse.translation_words import (
    different_words,
    key_of,
    language_for,
    translation_languages,
)

INDEX = "translation"
VERSION = 2
"""Of the rules that make the keys: 2 keeps families apart and reads ph as f."""
MAX_INDEXED_KEYS = 200
"""Meanings kept for each article in the index: its rarest."""
MEANINGS_A_WORD = 2
"""Meanings of one word in the index: its likeliest."""
MAX_POSTINGS = 20_000
"""Postings looked at in one family, rarest meanings first: it bounds the time of a lookup."""
MAX_HOLDERS = 1_000
"""Of a meaning that more articles of a family hold, the first so many are looked at."""
SAME_TEXT = 3
"""Candidates that share the very same meanings are copies of one text: so many are compared, so
that a text archived a thousand times leaves room for other translations."""
NEAREST = 60
"""Best candidates among which near copies are told apart."""
COPIED = 0.9
"""Share of common meanings from which two candidates count as one text."""
OTHER_FAMILY = "other"
"""All languages without a table."""

Keys = npt.NDArray[np.int64]


def index_translation(article: Article) -> Postings:
    """What the archive stores of an article so that its translations can be found later."""
    lang = language_for(article.text, article.lang)
    keys = _rarest_keys(article.text, lang) ^ _family_mask(family_of(lang))
    positions = np.full(len(keys), _language_number(lang), np.int32)
    return Postings(index=INDEX, keys=keys, positions=positions, version=VERSION)


def family_of(lang: str) -> str:
    """The languages that are indexed together: those that share a table.

    >>> family_of("id") == family_of("ms"), family_of("en"), family_of("fr")
    (True, 'english', 'other')
    """
    entry = translation_languages().get(lang)
    if lang == "en":
        return "english"
    return entry.table if entry and entry.table else OTHER_FAMILY


def _rarest_keys(text: str, lang: str) -> Keys:
    """The rarest meanings of a text, each once."""
    meanings = [meaning_of(word, lang) for word in sorted(different_words(text))]
    sizes = [len(m.keys) for m in meanings]
    keys = np.fromiter(chain.from_iterable(m.keys for m in meanings), np.int64)
    weights = np.fromiter(chain.from_iterable(m.weights for m in meanings), np.float64)
    words = np.repeat(np.arange(len(meanings)), sizes)
    rarity = np.fromiter((m.rarity for m in meanings), np.float64, len(meanings))
    starts = np.cumsum(sizes) - sizes
    order = np.lexsort((-keys, -weights, words))
    likeliest = order[np.arange(len(order)) - starts[words] < MEANINGS_A_WORD]
    keys, value = keys[likeliest], (weights * rarity[words])[likeliest]
    keys = keys[np.lexsort((keys, -value))]
    distinct, first = np.unique(keys, return_index=True)
    return distinct[np.argsort(first, kind="stable")[:MAX_INDEXED_KEYS]]


@cache
def _family_mask(family: str) -> np.int64:
    """What sets the keys of a family apart."""
    return np.int64(key_of(f"family:{family}"))


@cache
def _families() -> tuple[str, ...]:
    return tuple(sorted({OTHER_FAMILY, *map(family_of, translation_languages())}))


def _language_number(lang: str) -> int:
    """A language code as a number."""
    return int.from_bytes(lang.encode()[:3], "big")


def has_older_index(archive: Archive) -> bool:
    """Whether an older menurut indexed the articles of an archive: no translation is found there.

    Its keys never meet those of today; an archive from before translations has none.

    >>> with Archive.open(":memory:", create=True) as archive:
    ...     _ = archive.add([Article(id="a", text="Air naik.")], indexers=[index_translation])
    ...     has_older_index(archive)
    False
    """
    version = archive.index_version(INDEX)
    return version != VERSION and (version is not None or archive.has_index(WORDS_INDEX))


def nearest_archived(article: Article, lang: str, archive: Archive, most: int) -> list[int]:
    """Numbers of the archived articles in other languages that share the rarest meanings.

    At most half of `most` of each family, likeliest first: in an archive of 100,000 articles 96 of
    97 translations stood among the first six of their family.
    """
    keys = np.sort(_rarest_keys(article.text, lang))
    if not len(keys) or archive.index_version(INDEX) != VERSION:
        return []
    return [
        number
        for family in _families()
        if family != family_of(lang) or _has_relatives(family)
        for number in _nearest_in(family, (keys, lang), archive, max(1, most // 2))
    ]


def _has_relatives(family: str) -> bool:
    """Whether several languages stand in a family."""
    return (
        family == OTHER_FAMILY
        or sum(map(family.__eq__, map(family_of, translation_languages()))) > 1
    )


def _nearest_in(family: str, asked: tuple[Keys, str], archive: Archive, most: int) -> list[int]:
    """The same within one family."""
    keys, lang = asked
    keys, counts = archive.frequency(INDEX, keys ^ _family_mask(family), limit=MAX_HOLDERS)
    keys, counts = keys[counts > 0], counts[counts > 0]
    order = np.argsort(counts, kind="stable")
    read = np.sort(order[np.cumsum(counts[order]) <= MAX_POSTINGS])
    keys, rarity = keys[read], np.log(2 * MAX_HOLDERS / counts[read])
    held, numbers, positions = archive.postings(INDEX, keys, limit=MAX_HOLDERS)
    foreign = positions != _language_number(lang)
    columns = np.searchsorted(keys, held[foreign])
    distinct, rows = np.unique(numbers[foreign], return_inverse=True)
    scores = np.bincount(rows, weights=rarity[columns], minlength=len(distinct)).astype(np.float64)
    likeliest = _without_copies(scores, SAME_TEXT)[:NEAREST]
    shares = np.zeros((len(likeliest), len(keys)), np.float32)
    place = np.full(len(distinct), -1)
    place[likeliest] = np.arange(len(likeliest))
    kept = place[rows] >= 0
    shares[place[rows[kept]], columns[kept]] = 1
    return [int(number) for number in distinct[likeliest[_different(shares, most)]]]


def _without_copies(scores: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.intp]:
    """Places in order of the scores, at most `most` of those with the very same score."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    fresh = np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]
    starts = np.flatnonzero(fresh)
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    return order[rank < most]


def _different(shares: npt.NDArray[np.float32], most: int) -> list[int]:
    """The first rows, passing over those of which `SAME_TEXT` near copies were taken before."""
    common = shares @ shares.T
    sizes = common.diagonal()
    copied = common >= COPIED * (sizes[:, None] + sizes[None, :] - common)
    taken: list[int] = []
    for row in range(len(shares)):
        if len(taken) < most and copied[row, taken].sum() < SAME_TEXT:
            taken.append(row)
    return taken
