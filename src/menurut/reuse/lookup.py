"""One article against an archive: who printed its words, in milliseconds.

Fingerprints that few articles hold are read whole. Of one that many hold (a viral story, a line
under every page) the first holders are read, and looked at; what turns out to be furniture ends
there, and for the rest the rarest fingerprints of each stretch of text are read to the last
holder. So a story with 5,000 reprints is found whole and a copyright notice costs nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from menurut.archive import Archive, StoredText, stored_text
from menurut.model import Article, Reuse
from menurut.reuse.alignment import Passages, align_pairs
from menurut.reuse.candidates import COMMON, RARE
from menurut.reuse.collection import read_collection
from menurut.reuse.fingerprints import INDEX, winnow
from menurut.reuse.finding import ReuseSettings, label, tell
from menurut.reuse.furniture import label_furniture
from menurut.reuse.words import find_words

STRETCH = 30
"""Words of the article for which the rarest fingerprints are read to the last holder ..."""
PER_STRETCH = 2
"""... and how many of them."""
MOST_HOLDERS = 20_000
"""Postings read of one fingerprint at most."""

Numbers = NDArray[np.int64]


def find_reuse(
    article: Article, archive: Archive, settings: ReuseSettings = ReuseSettings()
) -> tuple[Reuse, ...]:
    """Passages that an article shares with those of an archive, in one language.

    `a` is the article (it need not be in the archive), `b` the archived one.

    >>> from menurut.reuse import fingerprint_article
    >>> text = "Air naik di Desa Lowa sejak Senin pagi dan merendam empat puluh rumah warga."
    >>> with Archive.open(":memory:", create=True) as archive:
    ...     _ = archive.add([Article(id="b", text=text)], indexers=[fingerprint_article])
    ...     [(r.b, r.similarity) for r in find_reuse(Article(id="a", text=text), archive)]
    [('b', 1.0)]
    """
    keys, positions, _ = winnow(find_words([article.text]))
    if not len(keys) or not archive.has_index(INDEX):
        return ()
    known, counts = archive.frequency(INDEX, keys, limit=COMMON + 1)
    rare, common = known[counts <= COMMON], known[counts > COMMON]
    members = [stored_text(article)]
    own = archive.number_of(article.id)
    found = _candidates(archive, rare, common, COMMON) - {own}
    members += _fetch(archive, found)
    if len(common):
        places = positions[np.isin(keys, common)], keys[np.isin(keys, common)]
        wanted = _telling(archive, members, places)
        more = _candidates(archive, rare, wanted, MOST_HOLDERS) - found - {own}
        members += _fetch(archive, more)
    collection = read_collection(members)
    passages = _align_first(members)
    return tell(collection, label(collection.texts, (passages, 0)), settings)


def _fetch(archive: Archive, numbers: set[int]) -> list[StoredText]:
    stored = archive.texts(sorted(numbers))
    return [stored[number] for number in sorted(stored)]


def _candidates(archive: Archive, rare: Numbers, common: Numbers, limit: int) -> set[int]:
    """Articles that hold two of the keys, or one that is rare."""
    parts = [archive.postings(INDEX, rare), archive.postings(INDEX, common, limit=limit)]
    keys = np.concatenate([part[0] for part in parts])
    numbers = np.concatenate([part[1] for part in parts])
    _, group, holders = np.unique(keys, return_inverse=True, return_counts=True)
    distinct, place, links = np.unique(numbers, return_inverse=True, return_counts=True)
    alone = np.zeros(len(distinct), np.bool_)
    np.logical_or.at(alone, place, holders[group] <= RARE)
    return set(distinct[(links >= 2) | alone].tolist())


def _align_first(members: list[StoredText]) -> Passages:
    """Passages of the first text with each of the others."""
    words = read_collection(members).texts.words
    others = np.arange(1, len(members))
    return align_pairs(words, np.zeros_like(others), others)


def _telling(
    archive: Archive, members: list[StoredText], places: tuple[NDArray[np.int32], Numbers]
) -> Numbers:
    """The rarest common keys of each stretch of the first text that is no furniture."""
    collection = read_collection(members)
    passages = _align_first(members)
    furniture = label_furniture(collection.texts, passages)
    words = int(collection.texts.words.bounds[1])
    free = np.ones(words, np.bool_)
    for start, end in zip(passages.a0[furniture], passages.a1[furniture], strict=True):
        free[start:end] = False
    open_ = free[places[0]]
    positions, keys = places[0][open_], places[1][open_]
    known, counts = archive.frequency(INDEX, keys, limit=MOST_HOLDERS)
    holders = counts[np.searchsorted(known, keys)]
    order = np.lexsort((keys, holders, positions // STRETCH))
    stretch = (positions // STRETCH)[order]
    rank = np.arange(len(order)) - np.searchsorted(stretch, stretch)
    return np.unique(keys[order][rank < PER_STRETCH])
