"""One article against an archive: who printed its words, in milliseconds.

The archive keeps beside each fingerprint what words stand around it, so that of thousands of texts
with a phrase in common only those are read that go on in the same words. Fingerprints that few
articles hold are read whole. Of one that many hold (a viral story, a line under every page) the
first holders are read, and looked at; what turns out to be furniture ends there, and for the rest
the common ones are read to the last holder, rarest first. So a story with 5,000 reprints is found
whole and a copyright notice costs nothing. Texts with the same words are compared once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import Archive, StoredText, stored_text
from menurut.model import Article, Reuse
from menurut.reuse.alignment import Passages, align_pairs, join_passages
from menurut.reuse.candidates import COMMON, RARE
from menurut.reuse.collection import read_collection
from menurut.reuse.fingerprints import INDEX, INDEX_VERSION, article_fingerprints, runs_on
from menurut.reuse.furniture import COVERED, MANY_DAYS, UNKNOWN, Texts, label_furniture
from menurut.reuse.telling import (
    Findings,
    ReuseSettings,
    has_quotation_mark,
    label,
    records,
    tell,
)
from menurut.reuse.words import Words, find_words, join_words

FIRST_LOOK = 16
"""Holders of a common fingerprint that are looked at to see what it is."""
MOST_HOLDERS = 20_000
"""Postings read of one fingerprint at most."""
MOST_POSTINGS = 400_000
"""Postings of common fingerprints read in all, rarest first: beside the newswire's stock phrases
the rest of a story is lost last. At 100,000 articles nothing is; reading two fingerprints of each
thirty words instead, as was done before, lost a tenth of the reprints with OCR errors."""
PHRASE_HOLDERS = 30
"""Unrelated articles beyond which a line over weeks is a stock phrase: of 500 lookups among 100,000
articles four were answered with eight hundred that had a player's caption in common."""
PHRASE_WORDS = 12
"""A longer line is a statement that many print, told as before."""
QUOTATION_NEAR = 40
"""Characters beside such a line in which a quotation mark shows that somebody is quoted."""
RANKED_HOLDERS = 4096
"""Postings up to which fingerprints are told apart by how rare they are."""

Numbers = NDArray[np.int64]
Contexts = NDArray[np.int32]


@dataclass(frozen=True)
class _Asked:
    """The fingerprints of the article: keys in ascending order, what stands beside, and where."""

    keys: Numbers
    contexts: Contexts
    positions: Contexts
    sure: bool
    """Whether the archive knows contexts: one made by an older menurut does not."""

    def links(self, keys: Numbers, theirs: Contexts) -> NDArray[np.bool_]:
        """Which of some postings go on in the article's words."""
        if not self.sure:
            return np.ones(len(keys), np.bool_)
        found: NDArray[np.bool_] = runs_on(self.keys, self.contexts, keys, theirs)
        return found


class _Held(NamedTuple):
    """Who holds some of the keys."""

    keys: Numbers
    articles: Numbers
    contexts: Contexts

    def take(self, chosen: NDArray[np.bool_]) -> _Held:
        """Some of them."""
        return _Held(self.keys[chosen], self.articles[chosen], self.contexts[chosen])

    def and_also(self, other: _Held) -> _Held:
        """These and others."""
        return _Held(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.articles, other.articles]),
            np.concatenate([self.contexts, other.contexts]),
        )


@dataclass
class _Seen:
    """The article and the archived texts looked at so far; its passages with them."""

    members: list[StoredText]
    words: Words
    numbers: set[int | None]
    passages: list[Passages] = field(default_factory=list)

    def texts(self, wanted: Sequence[int]) -> dict[int, str]:
        """The texts at these places."""
        return {place: self.members[place].text for place in wanted}

    def collection(self) -> Texts:
        """All of them as a collection."""
        return read_collection(self.members, self.words)


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
    asked = _ask(words, archive.index_version(INDEX))
    if asked is None:
        return ()
    seen = _Seen(
        members=[stored_text(article)], words=words, numbers={archive.number_of(article.id)}
    )
    _look(archive, asked, seen)
    if not seen.passages:
        return ()
    texts = seen.collection()
    findings = label(texts, join_passages(seen.passages))
    findings = _without_phrases(findings, texts.days, article.text, seen.words)
    told = tell(texts, findings, settings, seen.texts)
    return tuple(records(told, [member.id for member in seen.members]))


def _ask(words: Words, version: int | None) -> _Asked | None:
    keys, contexts, positions = article_fingerprints(words)
    if version is None or not len(keys):
        return None
    order = np.argsort(keys, kind="stable")
    return _Asked(
        keys=keys[order],
        contexts=contexts[order],
        positions=positions[order],
        sure=version == INDEX_VERSION,
    )


def _look(archive: Archive, asked: _Asked, seen: _Seen) -> None:
    """First the rare fingerprints and the first holders of the common ones, then the rest."""
    held = _Held(*archive.postings(INDEX, asked.keys, limit=COMMON + 1))
    known, counts = np.unique(held.keys, return_counts=True)
    common = known[counts > COMMON]
    rank = np.arange(len(held.keys)) - np.searchsorted(held.keys, held.keys)
    held = held.take(~np.isin(held.keys, common) | (rank < FIRST_LOOK))
    _look_at(archive, _candidates(asked, held, common), seen)
    if not len(common) or not seen.passages:
        return
    wanted = _telling(archive, seen, asked, common)
    rest = _Held(*archive.postings(INDEX, wanted, limit=MOST_HOLDERS))
    held = held.take(~np.isin(held.keys, wanted)).and_also(rest)
    _look_at(archive, _candidates(asked, held, common), seen)


def _candidates(asked: _Asked, held: _Held, common: Numbers) -> set[int]:
    """Articles that hold two of the keys and go on in the same words, or one that is rare."""
    _, group, holders = np.unique(held.keys, return_inverse=True, return_counts=True)
    linked = asked.links(held.keys, held.contexts)
    rare = ((holders[group] <= RARE) & ~np.isin(held.keys, common))[linked]
    distinct, place, links = np.unique(
        held.articles[linked], return_inverse=True, return_counts=True
    )
    alone = np.bincount(place[rare], minlength=len(distinct)) > 0
    return set(distinct[(links >= 2) | alone].tolist())


def _look_at(archive: Archive, numbers: set[int], seen: _Seen) -> None:
    """Read the texts that were not looked at before, and compare the article with them."""
    wanted = numbers - seen.numbers
    if not wanted:
        return
    stored = archive.texts(wanted)
    fresh = [stored[number] for number in sorted(stored)]
    words = find_words([member.text for member in fresh])
    seen.passages.append(_align_first(seen, words))
    seen.numbers.update(stored)
    seen.members.extend(fresh)
    seen.words = join_words([seen.words, words])


def _align_first(seen: _Seen, words: Words) -> Passages:
    """Passages of the article with fresh texts; those with the same words are compared once."""
    first = int(seen.words.bounds[1])
    article = Words(
        **{name: getattr(seen.words, name)[:first] for name in Words.__struct_fields__[:-1]},
        bounds=seen.words.bounds[:2],
    )
    twin = _first_twins(words)
    leaders = np.unique(twin)
    passages = align_pairs(join_words([article, words]), np.zeros_like(leaders), leaders + 1)
    passages = passages.take(np.argsort(passages.b, kind="stable"))
    begins = np.searchsorted(passages.b, twin + 1)
    counts = np.searchsorted(passages.b, twin + 1, "right") - begins
    rows = np.repeat(begins - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    others = np.repeat(np.arange(len(twin)) + len(seen.members), counts)
    return msgspec.structs.replace(passages.take(rows), b=others)


def _first_twins(words: Words) -> Numbers:
    """For each text the first one that has the same words in the same order."""
    firsts: dict[bytes, int] = {}
    edges = words.bounds.tolist()
    return np.array(
        [
            firsts.setdefault(words.hashes[begin:end].tobytes(), place)
            for place, (begin, end) in enumerate(pairwise(edges))
        ],
        np.int64,
    )


def _telling(archive: Archive, seen: _Seen, asked: _Asked, common: Numbers) -> Numbers:
    """The common keys that are no furniture, rarest first, as far as they may be read."""
    free = np.isin(asked.keys, common) & _outside_furniture(seen)[asked.positions]
    known, counts = archive.frequency(INDEX, asked.keys[free], limit=RANKED_HOLDERS)
    order = np.argsort(counts, kind="stable")
    return known[order][np.cumsum(counts[order]) <= MOST_POSTINGS]


def _without_phrases(findings: Findings, days: Numbers, text: str, words: Words) -> Findings:
    """Call furniture, wherever it stands, what very many unrelated articles have over weeks.

    A player's caption in the middle of eight hundred articles is no story, and no quotation either
    while it stands in no quotation marks.
    """
    short = findings.passages.a1 - findings.passages.a0 <= PHRASE_WORDS
    rows = np.flatnonzero(findings.quotes & ~findings.furniture & short)
    if len(rows) < PHRASE_HOLDERS:
        return findings
    found = findings.passages.take(rows)
    held = np.zeros(int(words.bounds[1]), np.int64)
    low, high = np.full(len(held), 1 << 30), np.full(len(held), -1)
    for start, end, day in zip(found.a0, found.a1, days[found.b], strict=True):
        held[start:end] += 1
        if day != UNKNOWN:
            low[start:end] = np.minimum(low[start:end], day)
            high[start:end] = np.maximum(high[start:end], day)
    phrase = (held >= PHRASE_HOLDERS) & (high - low >= MANY_DAYS)
    furniture = findings.furniture.copy()
    for row, start, end in zip(rows, found.a0, found.a1, strict=True):
        first, last = int(words.starts[start]), int(words.ends[end - 1])
        around = text[max(0, first - QUOTATION_NEAR) : last + QUOTATION_NEAR]
        furniture[row] = phrase[start:end].mean() >= COVERED and not has_quotation_mark(around)
    return msgspec.structs.replace(findings, furniture=furniture)


def _outside_furniture(seen: _Seen) -> NDArray[np.bool_]:
    """Which words of the article are no furniture, by what was looked at so far."""
    passages = join_passages(seen.passages)
    furniture = label_furniture(seen.collection(), passages)
    free = np.ones(int(seen.words.bounds[1]), np.bool_)
    for start, end in zip(passages.a0[furniture], passages.a1[furniture], strict=True):
        free[start:end] = False
    return free
