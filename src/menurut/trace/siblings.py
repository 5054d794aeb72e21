"""What one article alone says otherwise among those that have a story from one outside source.

What goes in: for each outside source the articles that take from it, made ready, and the passages
they share. What comes out: number changes between the source, whose text nobody has, and an
article that differs from what several of the others agree on. The idea: independent reprints
that agree carry the source's own words; the one that does not changed them.

Weakness: where a source corrected itself, an early reprint looks as if it had changed something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from menurut.model import Drift, Reuse
from menurut.trace.drift_alignment import compare
from menurut.trace.drift_numbers import find_number_changes
from menurut.trace.drift_view import Views

LEAST_AGREEING = 2
"""Others that must agree on a figure for it to be the source's."""
MOST_COMPARED = 12
"""Others that an article is held against: more would cost time and tell nothing new."""
SHARE = 0.8
"""What such a change is worth, of one against a parent whose text is there."""


def find_sibling_drift(
    takers: Mapping[str, Sequence[str]],
    heads: frozenset[str],
    views: Views,
    passages: Mapping[frozenset[str], Sequence[Reuse]],
) -> tuple[Drift, ...]:
    """Number changes against what other takers of the same source say, each told once.

    `takers`: outside source to the articles that take from it; `heads`: articles without a parent,
    which alone are judged. `Drift.told_by` names the article whose words stand for the source's.
    """
    found: list[Drift] = []
    for source, articles in sorted(takers.items()):
        if len(articles) <= LEAST_AGREEING:
            continue
        near = sorted(articles)[: MOST_COMPARED + 1]
        for child in sorted(set(articles) & heads):
            others = [a for a in near if a != child][:MOST_COMPARED]
            found += _against(child, others, source, views, passages)
    return tuple(found)


def _against(
    child: str,
    others: Sequence[str],
    source: str,
    views: Views,
    passages: Mapping[frozenset[str], Sequence[Reuse]],
) -> list[Drift]:
    """The changes of one article on which enough of the others agree."""
    told: dict[tuple[str | None, str | None], list[Drift]] = {}
    for other in others:
        shared = passages.get(frozenset((child, other)), ())
        for drift in find_number_changes(compare(views.of(child), views.of(other), shared)):
            told.setdefault((drift.from_value, drift.to_value), []).append(drift)
    agreed = (group for _, group in sorted(told.items(), key=str) if len(group) >= LEAST_AGREEING)
    return [_as_sources(max(group, key=lambda d: d.confidence), source) for group in agreed]


def _as_sources(drift: Drift, source: str) -> Drift:
    return msgspec.structs.replace(
        drift, parent=source, told_by=drift.parent, confidence=round(SHARE * drift.confidence, 3)
    )
