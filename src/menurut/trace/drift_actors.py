"""Who did it, to whom, with what or where: one kind of actor in place of another.

As with numbers, a change is something lost and something new of the same kind in sentences
that say the same: the child has a kind of actor that stands nowhere in the parent, and the
parent's is nowhere in the child.
"""

from __future__ import annotations

from menurut.model import Drift
from menurut.trace.drift_alignment import Comparison, Match, claim_lines
from menurut.trace.drift_view import Line

LEAST_CONFIDENCE = 0.45


def find_changed_actors(comparison: Comparison) -> list[Drift]:
    """The actor that the child put in place of the parent's, if any."""
    known = comparison.parent.labels("actor") | _title_actors(comparison.parent.title)
    kept = comparison.child.labels("actor") | _title_actors(comparison.child.title)
    best: tuple[float, Match, str, str] | None = None
    for match in comparison.matches:
        if match.child not in claim_lines(comparison.child):
            continue
        new = match.child.labels("actor") - known
        lost = match.parent.labels("actor") - kept
        if not (new and lost):
            continue
        if best is None or match.score > best[0]:
            best = (match.score, match, min(lost), min(new))
    if best is None or best[0] < LEAST_CONFIDENCE:
        return []
    confidence, match, lost_kind, new_kind = best
    return [
        Drift(
            child=comparison.child.id,
            parent=comparison.parent.id,
            type="actor_changed",
            from_value=lost_kind,
            to_value=new_kind,
            from_span=_span(match.parent, lost_kind),
            to_span=_span(match.child, new_kind),
            from_field=match.parent.field,
            to_field=match.child.field,
            confidence=round(confidence, 3),
        )
    ]


def _title_actors(title: Line | None) -> frozenset[str]:
    return title.labels("actor") if title else frozenset()


def _span(line: Line, kind: str):
    mention = next(m for m in line.mentions if m.label == f"actor:{kind}")
    return line.span_of(mention)
