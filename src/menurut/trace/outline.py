"""Sentence by sentence: does one article say what another says, and in its order?

What goes in: the terms of two articles with their weights. What comes out: the share of the
child's weight that stands in sentences which have a counterpart in the parent, the share of the
parent that is so used, and how far the counterparts come in the same order. The idea: reports
of one event share names and figures; a rewrite shares them in the same bundles. In one language
stems are compared, across languages only names and numbers.

Weakness: a sentence that is split in two counts half.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

import msgspec

from menurut.model import Span

READ_SENTENCES = 24
"""Sentences looked at: derivations show in the first part of a text."""
LOW, HIGH = 0.2, 0.6
"""Share of a sentence's weight from which a counterpart begins to count, and counts in full.
dev: chance reaches .2 in one language, rewrites keep .3 to .7."""
_BOUNDARY = re.compile(r"[.!?…؟]+[\"”»’)]*\s+|\n+")


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """An article's terms by sentence."""

    sentences: tuple[dict[str, float], ...]
    """Of each sentence the terms with their weights."""
    places: dict[str, tuple[int, ...]]
    """Term to the sentences in which it stands."""
    totals: tuple[float, ...]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """How the sentences of a child meet those of a parent."""

    child: float = 0.0
    parent: float = 0.0
    order: float = 0.0


def read_outline(
    text: str, terms: Mapping[str, tuple[Span, ...]], weights: Mapping[str, float]
) -> Outline:
    """Sort an article's terms into its sentences.

    >>> spans = {"fire": (Span(0, 4),), "port": (Span(10, 14),)}
    >>> read_outline("Fire now. Port shut.", spans, {"fire": 2.0, "port": 3.0}).totals
    (2.0, 3.0)
    """
    ends = [match.end() for match in _BOUNDARY.finditer(text)][:READ_SENTENCES]
    sentences: list[dict[str, float]] = [{} for _ in range(len(ends) + 1)]
    places: dict[str, set[int]] = {}
    for term, spans in terms.items():
        weight = weights.get(term, 0.0)
        for span in spans:
            number = bisect_right(ends, span.start)
            if number < READ_SENTENCES:
                sentences[number][term] = weight
                places.setdefault(term, set()).add(number)
    return Outline(
        sentences=tuple(sentences),
        places={term: tuple(sorted(numbers)) for term, numbers in places.items()},
        totals=tuple(sum(sentence.values()) for sentence in sentences),
    )


def _soft(share: float) -> float:
    return min(1.0, max(0.0, (share - LOW) / (HIGH - LOW)))


def _longest_rise(values: list[int]) -> int:
    tails: list[int] = []
    for value in values:
        place = bisect_left(tails, value)
        tails[place : place + 1] = [value]
    return len(tails)


def match_outlines(child: Outline, parent: Outline) -> Match:
    """Meet each sentence of the child with the best of the parent."""
    used: dict[int, float] = {}
    order: list[int] = []
    gained = 0.0
    for sentence, total in zip(child.sentences, child.totals, strict=True):
        scores: dict[int, float] = {}
        for term, weight in sentence.items():
            for place in parent.places.get(term, ()):
                scores[place] = scores.get(place, 0.0) + weight
        if not scores:
            continue
        best = max(scores, key=lambda place: (scores[place], -place))
        strength = _soft(scores[best] / (min(total, parent.totals[best]) + 4.0))
        gained += strength * total
        if strength > 0:
            used[best] = max(used.get(best, 0.0), strength)
            order.append(best)
    taken = sum(strength * parent.totals[place] for place, strength in used.items())
    return Match(
        child=gained / (sum(child.totals) or 1.0),
        parent=taken / (sum(parent.totals) or 1.0),
        order=_longest_rise(order) / len(order) if len(order) > 2 else 0.0,
    )
