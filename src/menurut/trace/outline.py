"""Sentence by sentence: does one article say what another says, and in its order?

What goes in: the terms of two articles with their weights. What comes out: the share of the
child's weight that stands in sentences which have a counterpart in the parent, the share of the
parent that is so used, and how far the counterparts come in the same order. The idea: reports
of one event share names and figures; a rewrite shares them in the same bundles. In one language
stems are compared, across languages only names and numbers.

Weakness: a sentence that is split in two counts half.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import msgspec

READ_SENTENCES = 24
"""Sentences looked at: derivations show in the first part of a text."""
SENTENCE_FLOOR = 4.0
"""Weight added to a sentence: one shared name in a short one is not a counterpart."""
LOW, HIGH = 0.2, 0.6
"""Share of a sentence's weight from which a counterpart begins to count, and counts in full.
dev: chance reaches .2 in one language, rewrites keep .3 to .7."""


class Outline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An article's terms by sentence."""

    sentences: tuple[Mapping[str, float], ...]
    """Of each sentence the terms with their weights; equal sentences may be one object."""
    places: dict[str, list[int]]
    """Term to the sentences in which it stands."""
    totals: tuple[float, ...]
    total: float
    keys: tuple[int, ...]
    """Identity of each sentence."""
    full: tuple[float, ...]
    """Of each sentence how strongly it meets itself."""
    known: dict[int, int]
    """Identity of a sentence to the first place where it stands."""


class Match(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How the sentences of a child meet those of a parent."""

    child: float = 0.0
    parent: float = 0.0
    order: float = 0.0


def read_outline(sentences: Sequence[Mapping[str, float]]) -> Outline:
    """Index an article's sentences; those of one collection may be shared between articles.

    >>> read_outline([{"fire": 2.0}, {"port": 3.0}]).totals
    (2.0, 3.0)
    """
    read = sentences[:READ_SENTENCES]
    places: dict[str, list[int]] = {}
    keys = [id(sentence) for sentence in read]
    for number, sentence in enumerate(read):
        for term in sentence:
            places.setdefault(term, []).append(number)
    totals = tuple(sum(sentence.values()) for sentence in read)
    return Outline(
        sentences=tuple(read),
        places=places,
        totals=totals,
        total=sum(totals) or 1.0,
        keys=tuple(keys),
        full=tuple(_soft(total / (total + SENTENCE_FLOOR)) for total in totals),
        known={key: number for number, key in reversed(list(enumerate(keys)))},
    )


def _soft(share: float) -> float:
    return min(1.0, max(0.0, (share - LOW) / (HIGH - LOW)))


def _longest_rise(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        if not tails or value > tails[-1]:
            tails.append(value)
        else:
            tails[bisect_left(tails, value)] = value
    return len(tails)


def _likest(sentence: Mapping[str, float], total: float, parent: Outline) -> tuple[int, float]:
    """The parent's sentence that shares most weight, and how strongly they meet."""
    scores: dict[int, float] = {}
    places = parent.places
    for term, weight in sentence.items():
        if term in places:
            for place in places[term]:
                scores[place] = scores.get(place, 0.0) + weight
    if not scores:
        return 0, 0.0
    most = max(scores.values())
    best = min(place for place, score in scores.items() if score == most)
    return best, _soft(most / (min(total, parent.totals[best]) + SENTENCE_FLOOR))


def match_outlines(child: Outline, parent: Outline) -> Match:
    """Meet each sentence of the child with the best of the parent."""
    used: dict[int, float] = {}
    order: list[int] = []
    gained, known = 0.0, parent.known
    sentences = zip(child.keys, child.totals, child.full, child.sentences, strict=True)
    for key, total, full, terms in sentences:
        place = known.get(key)
        if place is None:
            place, strength = _likest(terms, total, parent)
        else:
            strength = full
        if strength > 0:
            gained += strength * total
            if strength > used.get(place, 0.0):
                used[place] = strength
            order.append(place)
    taken = sum(strength * parent.totals[place] for place, strength in used.items())
    return Match(
        child=gained / child.total,
        parent=taken / parent.total,
        order=_longest_rise(order) / len(order) if len(order) > 2 else 0.0,
    )
