"""Attributions that were dropped or moved into another mouth.

Dropped: the parent's claim names who says it, the child's sentence for the same claim and
those around it name nobody. Moved: both name somebody, but the child a kind of source that
the parent does not have for this claim (an unnamed official becomes the head of the office),
while the parent's own kind is gone; or the child credits the parent itself for what the
parent had from others.
"""

from __future__ import annotations

from menurut.model import Drift, Span
from menurut.trace.drift_alignment import Comparison, Match, lead_of, neighbours
from menurut.trace.drift_view import Line, View, sound_of

LEAST_DROPPED = 0.45
LEAST_MOVED = 0.45
ZONE = 4
"""Sentences of the parent from the top whose attribution is followed."""


def is_attributed(line: Line) -> bool:
    """Whether a line names somebody who says it."""
    return line.has("saying") or bool(line.attributed)


def _drift(comparison: Comparison, kind: str, match: Match, confidence: float) -> Drift:
    return Drift(
        child=comparison.child.id,
        parent=comparison.parent.id,
        type=kind,  # type: ignore[arg-type]
        from_span=_saying_span(match.parent),
        to_span=match.child.span,
        from_field=match.parent.field,
        to_field=match.child.field,
        confidence=round(min(1.0, confidence), 3),
    )


def _saying_span(line: Line) -> Span:
    """The words that attribute, or the whole line."""
    return line.span


def _claim_matches(comparison: Comparison) -> list[Match]:
    """Matches of the parent's first sentences with sentences of the child's body."""
    zone = lead_of(comparison.parent, ZONE)
    return [
        m for m in comparison.matches if m.parent in zone and m.child.index >= 0
    ]


def _parent_attributes(comparison: Comparison, line: Line) -> bool:
    """Whether the parent's line is attributed, or the next one says that it is."""
    return is_attributed(line)


def find_dropped_attribution(comparison: Comparison) -> list[Drift]:
    """The claim whose source the child no longer names, if any."""
    best: tuple[float, Match] | None = None
    for match in _claim_matches(comparison):
        if not _parent_attributes(comparison, match.parent) or match.child.quoted:
            continue
        around = neighbours(comparison.child, match.child)
        if any(is_attributed(line) for line in around):
            continue
        confidence = match.score
        if match.child in lead_of(comparison.child):
            confidence += 0.15
        if confidence >= LEAST_DROPPED and (best is None or confidence > best[0]):
            best = (confidence, match)
    return [_drift(comparison, "attribution_dropped", best[1], best[0])] if best else []


def _kinds(lines: tuple[Line, ...]) -> frozenset[str]:
    """Kinds of sources in attributed lines."""
    return frozenset().union(*(line.labels("source") for line in lines if is_attributed(line)))


def find_moved_attribution(comparison: Comparison) -> list[Drift]:
    """The claim that the child puts in another mouth, if any."""
    child_lead, parent_lead = lead_of(comparison.child), lead_of(comparison.parent, ZONE)
    ours, theirs = _kinds(child_lead), _kinds(parent_lead)
    new, lost = ours - _kinds(comparison.parent.lines), theirs - _kinds(comparison.child.lines)
    if not (new and lost):
        return []
    for match in _claim_matches(comparison):
        if match.child in child_lead and is_attributed(match.child):
            return [_drift(comparison, "attribution_moved", match, match.score + 0.2)]
    return []
