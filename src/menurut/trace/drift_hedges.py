"""Hedges that were dropped: the parent says it may be so, the child says it is so.

A sentence of the parent with a hedge ("may have", "diduga") beside the sentence of the child
that says the same without one. A softer word in the child ("bisa", "can") or a question mark
counts as a hedge kept. Weakness: a hedge in a form no pack lists looks dropped.
"""

from __future__ import annotations

from menurut.model import Drift
from menurut.trace.drift_alignment import Comparison, Match, claim_lines, lead_of, neighbours
from menurut.trace.drift_view import Line
from menurut.trace.drift_words import Mention

LEAST_CONFIDENCE = 0.4
LEAD_BONUS = 0.15
"""The claim's own sentence: a hedge dropped there is more than one lost on the way."""


def hedge_in(line: Line) -> Mention | None:
    """The first hedge of a line."""
    return next((m for m in line.mentions if m.label == "hedges"), None)


def keeps_doubt(line: Line) -> bool:
    """Whether a line leaves open that it is so."""
    return line.has("hedges", "soft_hedges") or line.text.rstrip("\"”» ").endswith(("?", "؟"))


def _confidence(match: Match, comparison: Comparison) -> float:
    score = match.score
    in_lead = match.child in claim_lines(comparison.child)
    if in_lead and match.parent in claim_lines(comparison.parent):
        score += LEAD_BONUS
    if match.child.has("checking") or match.child.has("negations"):
        score -= 0.15
    if any(keeps_doubt(near) for near in neighbours(comparison.child, match.child)):
        score -= 0.15
    return min(1.0, score)


def find_dropped_hedges(comparison: Comparison) -> list[Drift]:
    """The hedge that the child dropped, if any: the surest one."""
    best: tuple[float, Match, Mention] | None = None
    for match in comparison.matches:
        hedge = hedge_in(match.parent)
        if hedge is None or keeps_doubt(match.child):
            continue
        confidence = _confidence(match, comparison)
        if confidence >= LEAST_CONFIDENCE and (best is None or confidence > best[0]):
            best = (confidence, match, hedge)
    if best is None:
        return []
    confidence, match, hedge = best
    return [
        Drift(
            child=comparison.child.id,
            parent=comparison.parent.id,
            type="hedge_dropped",
            from_value=match.parent.span_of(hedge).of(_field_text(match.parent)),
            from_span=match.parent.span_of(hedge),
            to_span=match.child.span,
            from_field=match.parent.field,
            to_field=match.child.field,
            confidence=round(confidence, 3),
        )
    ]


def _field_text(line: Line) -> str:
    """Text in which the spans of a line can be read: its own, moved to its place."""
    return " " * line.span.start + line.text
