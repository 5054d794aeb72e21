"""The passages that articles share, by pair, made ready only where somebody looks.

What goes in: the reuses of a collection. What comes out: a table of pairs with, for each article
of a pair, its own stretches and the other's. A family of thousands has hundreds of thousands of
pairs, of which a few are ever looked at closely: how much of an article stands in another is
computed for all of them at once, everything else for a pair when it is asked for.

Weakness: similarities of overlapping passages are not added up, the first one counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.model import Article, Reuse


class Passages(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What two articles share, seen from the child."""

    child: tuple[tuple[int, int, float], ...] = ()
    """Stretches of the child with a similarity."""
    parent: tuple[tuple[int, int, float], ...] = ()
    verbatim: tuple[tuple[int, int], ...] = ()
    """Stretches of the child that stand in the parent word for word."""
    translated: bool = False
    longest: int = 0
    """Characters of the longest shared passage."""


Whole = NDArray[np.int64]
Real = NDArray[np.float64]
NO_PASSAGES = Passages()
Pair = tuple[str, str]


def _oriented(reuses: Sequence[Reuse], child: str) -> Passages:
    mine, theirs, verbatim, translated, longest = [], [], [], False, 0
    for reuse in reuses:
        at_a = reuse.a == child
        own = (reuse.a0, reuse.a1) if at_a else (reuse.b0, reuse.b1)
        other = (reuse.b0, reuse.b1) if at_a else (reuse.a0, reuse.a1)
        mine.append((*own, reuse.similarity))
        theirs.append((*other, reuse.similarity))
        longest = max(longest, own[1] - own[0])
        translated = translated or reuse.kind == "translation"
        if reuse.kind == "copy":
            verbatim.append(own)
    return Passages(
        child=tuple(sorted(mine)),
        parent=tuple(sorted(theirs)),
        verbatim=tuple(sorted(verbatim)),
        translated=translated,
        longest=longest,
    )


def verbatim_cover(stretches: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Characters that sorted stretches cover, and the longest stretch.

    >>> verbatim_cover([(0, 10), (5, 20)])
    (20, 15)
    """
    covered, end, longest = 0, 0, 0
    for start, stop in stretches:
        if stop > end:
            covered += stop - max(end, start)
            end = stop
        longest = max(longest, stop - start)
    return covered, longest


def _place(reuse: Reuse) -> tuple[str, int, int, int, int]:
    return reuse.a, reuse.a0, reuse.a1, reuse.b0, reuse.b1


class PassageTable(Mapping[Pair, Passages]):
    """Passages by (child, parent), both ways round (state: what was already looked at)."""

    def __init__(self, grouped: Mapping[Pair, Sequence[Reuse]]) -> None:
        self._grouped = grouped
        self._made: dict[Pair, Passages] = {}
        self._partners: dict[str, dict[str, float]] | None = None

    def __getitem__(self, pair: Pair) -> Passages:
        made = self._made.get(pair)
        if made is None:
            made = self._made[pair] = _oriented(self._grouped[min(pair), max(pair)], pair[0])
        return made

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and (min(pair), max(pair)) in self._grouped

    def __iter__(self) -> Iterator[Pair]:
        for first, second in self._grouped:
            yield first, second
            yield second, first

    def __len__(self) -> int:
        return 2 * len(self._grouped)

    def of(self, child: str, parent: str) -> Passages:
        """The passages of a pair; none, if they share none."""
        return self.get((child, parent), NO_PASSAGES)

    def reuses(self, child: str, parent: str) -> tuple[Reuse, ...]:
        """The reuses of a pair in the order of the text."""
        pair = min(child, parent), max(child, parent)
        return tuple(sorted(self._grouped.get(pair, ()), key=_place))

    def covered(self, child: str, parent: str) -> float:
        """Characters of the child that stand in the parent, as `covered_length` counts them."""
        return self.partners(child).get(parent, 0.0)

    def partners(self, child: str) -> Mapping[str, float]:
        """Who shares text with an article, and how many of its characters each covers."""
        if self._partners is None:
            self._partners = _covered_lengths(self._grouped)
        return self._partners.get(child, {})


def _covered_lengths(grouped: Mapping[Pair, Sequence[Reuse]]) -> dict[str, dict[str, float]]:
    """`covered_length` of all pairs both ways round, in one sweep over sorted columns."""
    pairs = list(grouped)
    flat = [reuse for group in grouped.values() for reuse in group]
    number = np.repeat(np.arange(len(pairs)), [len(group) for group in grouped.values()])
    places = map(attrgetter("a0", "a1", "b0", "b1"), flat)
    a0, a1, b0, b1 = (
        np.fromiter(chain.from_iterable(places), np.int64, 4 * len(flat)).reshape(-1, 4).T
    )
    similarity = np.fromiter(map(attrgetter("similarity"), flat), np.float64, len(flat))
    same = np.array([reuse.a < reuse.b for reuse in flat], dtype=bool)
    lower = np.where(same, a0, b0), np.where(same, a1, b1)
    higher = np.where(same, b0, a0), np.where(same, b1, a1)
    first = _sweep(number, *lower, similarity, len(pairs)).tolist()
    second = _sweep(number, *higher, similarity, len(pairs)).tolist()
    covered: dict[str, dict[str, float]] = {}
    for (low, high), mine, theirs in zip(pairs, first, second, strict=True):
        covered.setdefault(low, {})[high] = mine
        covered.setdefault(high, {})[low] = theirs
    return covered


def _sweep(number: Whole, start: Whole, stop: Whole, similarity: Real, count: int) -> Real:
    """Covered characters of each numbered pair."""
    order = np.lexsort((similarity, stop, start, number))
    group, start, stop = number[order], start[order], stop[order]
    far = int(stop.max(initial=0)) + 1
    reached = np.maximum.accumulate(stop + group * far) - group * far
    before = np.concatenate([[0], reached[:-1]])
    before[1:][group[1:] != group[:-1]] = 0
    gained = np.maximum(0, stop - np.maximum(start, before)) * similarity[order]
    return np.bincount(group, weights=gained, minlength=count).astype(np.float64)


def group_reuses(reuses: Sequence[Reuse], known: Mapping[str, Article]) -> dict[Pair, list[Reuse]]:
    """Passages by pair of articles; furniture and quotations that many carry are left out."""
    grouped: dict[Pair, list[Reuse]] = {}
    for reuse in reuses:
        a, b = reuse.a, reuse.b
        if reuse.kind == "furniture" or reuse.common_quote or a == b:
            continue
        pair = (a, b) if a < b else (b, a)
        group = grouped.get(pair)
        if group is not None:
            group.append(reuse)
        elif a in known and b in known:
            grouped[pair] = [reuse]
    return {pair: grouped[pair] for pair in sorted(grouped)}
