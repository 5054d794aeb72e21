"""One article against an archive: who printed its words, in milliseconds.

Fingerprints that few articles hold are read whole. Of one that many hold (a viral story, a line
under every page) the first holders are read, and looked at; what turns out to be furniture ends
there, and for the rest the rarest fingerprints of each stretch of text are read to the last
holder. So a story with 5,000 reprints is found whole and a copyright notice costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menurut.archive import Archive, StoredText, stored_text
from menurut.model import Article, Reuse
from menurut.reuse.alignment import Passages, align_pairs
from menurut.reuse.candidates import COMMON, RARE
from menurut.reuse.collection import read_collection
from menurut.reuse.fingerprints import INDEX, winnow
from menurut.reuse.furniture import label_furniture
from menurut.reuse.telling import ReuseSettings, label, records, tell
from menurut.reuse.words import Words, find_words, join_words

STRETCH = 30
"""Words of the article for which the rarest fingerprints are read to the last holder ..."""
PER_STRETCH = 2
"""... and how many of them."""
MOST_HOLDERS = 20_000
"""Postings read of one fingerprint at most."""

FEW = 20_000
"""Postings of an article's fingerprints, in all, that are simply read."""

Numbers = NDArray[np.int64]


@dataclass
class _Seen:
    """The article and the archived texts looked at so far."""

    members: list[StoredText]
    words: Words
    numbers: set[int | None]

    def texts(self, wanted: Sequence[int]) -> dict[int, str]:
        """The texts at these places."""
        return {place: self.members[place].text for place in wanted}


def find_reuse(
    article: Article,
    archive: Archive,
    settings: ReuseSettings = ReuseSettings(),
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
    words = find_words([article.text])
    keys, positions, _ = winnow(words)
    if not len(keys) or not archive.has_index(INDEX):
        return ()
    seen = _Seen(
        members=[stored_text(article)], words=words, numbers={archive.number_of(article.id)}
    )
    found = archive.postings(INDEX, keys, most=FEW)
    if len(found[0]) < FEW:
        _look_at(archive, _candidates(found), seen)
    else:
        _look_in_rounds(archive, keys, positions, seen)
    texts = read_collection(seen.members, seen.words)
    findings = label(texts, _align_first(seen.words))
    told = tell(texts, findings, settings, seen.texts)
    return tuple(records(told, [member.id for member in seen.members]))


def _look_in_rounds(
    archive: Archive, keys: Numbers, positions: NDArray[np.int32], seen: _Seen
) -> None:
    """First the rare fingerprints and the first holders of the common ones, then the rest."""
    known, counts = archive.frequency(INDEX, keys, limit=COMMON + 1)
    rare = archive.postings(INDEX, known[counts <= COMMON])
    common = known[counts > COMMON]
    _look_at(archive, _candidates(rare, archive.postings(INDEX, common, limit=COMMON)), seen)
    at_common = np.isin(keys, common)
    wanted = _telling(archive, seen, keys[at_common], positions[at_common])
    _look_at(archive, _candidates(rare, archive.postings(INDEX, wanted, limit=MOST_HOLDERS)), seen)


def _look_at(archive: Archive, numbers: set[int], seen: _Seen) -> None:
    """Load the texts that were not looked at before."""
    stored = archive.texts(numbers - seen.numbers)
    fresh = [stored[number] for number in sorted(stored)]
    seen.numbers.update(stored)
    seen.members.extend(fresh)
    seen.words = join_words([seen.words, find_words([member.text for member in fresh])])


def _candidates(*parts: tuple[Numbers, Numbers, NDArray[np.int32]]) -> set[int]:
    """Articles that hold two of the keys, or one that is rare."""
    keys = np.concatenate([part[0] for part in parts])
    numbers = np.concatenate([part[1] for part in parts])
    _, group, holders = np.unique(keys, return_inverse=True, return_counts=True)
    distinct, place, links = np.unique(numbers, return_inverse=True, return_counts=True)
    alone = np.zeros(len(distinct), np.bool_)
    np.logical_or.at(alone, place, holders[group] <= RARE)
    return set(distinct[(links >= 2) | alone].tolist())


def _align_first(words: Words) -> Passages:
    """Passages of the first text with each of the others."""
    others = np.arange(1, len(words.bounds) - 1)
    return align_pairs(words, np.zeros_like(others), others)


def _telling(archive: Archive, seen: _Seen, keys: Numbers, positions: NDArray[np.int32]) -> Numbers:
    """The rarest of these keys in each stretch of the article that is no furniture."""
    free = _outside_furniture(seen)[positions]
    keys, positions = keys[free], positions[free]
    known, counts = archive.frequency(INDEX, keys, limit=MOST_HOLDERS)
    holders = counts[np.searchsorted(known, keys)]
    order = np.lexsort((keys, holders, positions // STRETCH))
    stretch = (positions // STRETCH)[order]
    rank = np.arange(len(order)) - np.searchsorted(stretch, stretch)
    return np.unique(keys[order][rank < PER_STRETCH])


def _outside_furniture(seen: _Seen) -> NDArray[np.bool_]:
    """Which words of the article are no furniture, by what was looked at so far."""
    passages = _align_first(seen.words)
    furniture = label_furniture(read_collection(seen.members, seen.words), passages)
    free = np.ones(int(seen.words.bounds[1]), np.bool_)
    for start, end in zip(passages.a0[furniture], passages.a1[furniture], strict=True):
        free[start:end] = False
    return free
