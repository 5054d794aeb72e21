"""Hedges that were dropped: the parent says it may be so, the child says it is so.

A sentence of the parent with a hedge ("may have", "diduga") beside the sentence of the child
that says the same without one. A softer word in the child ("bisa", "can") or a question mark
counts as a hedge kept. Weakness: a hedge in a form no pack lists looks dropped.
"""

from __future__ import annotations

from menurut.model import Drift, Span
from menurut.trace.drift_alignment import (
    SHORTEST_LINE,
    Comparison,
    Match,
    around,
    is_checking,
)
from menurut.trace.drift_view import Line, stem_of
from menurut.trace.drift_words import Mention

LEAST_CONFIDENCE = 0.45
"""Set on cascades_dev by leaving one cascade out at a time."""
KEPT_SHARE = 0.8
"""A line of the child with a hedge that matches this share of the best may hold the hedge."""
LEAST_BELOW = 0.75
"""Below the lead only close matches count: translators leave out many a "seems"."""
LEAST_HEADLINE = 0.55
"""The same where a headline of the child lacks the hedge: headlines leave out many a word. Of seven
on cascades_dev and gold/practice the four right ones lie above, the three others below."""
LEAD_BONUS = 0.15
"""The claim's own sentence: a hedge dropped there is more than one lost on the way."""
DOUBT_NEAR = 0.15
"""Taken off when a neighbouring sentence of the child keeps a hedge."""


def hedges_in(line: Line) -> list[Mention]:
    """The hedges of a line; one that is itself denied ("does not appear") is none.

    Nor is what somebody rejects, with all the doubt in it: "rejected reports that it may".
    """
    denied = {m.last + 1 for m in line.mentions if m.label == "negations"}
    months = {m.first for m in line.mentions if m.label == "calendar"}
    rejected = min((m.first for m in line.mentions if m.label == "denials"), default=None)
    return [
        m
        for m in line.mentions
        if m.label == "hedges"
        and m.first not in denied
        and (rejected is None or m.first < rejected or _is_own_no(line, rejected))
        and not (m.first in months and _is_month(line, m.first))
        and not _ends_quotation(line, m)
    ]


def _is_own_no(line: Line, at: int) -> bool:
    """Whether a word of denial is a plain "no" or "never", which may be about anything."""
    return any(m.first == at and m.label == "negations" for m in line.mentions)


def _ends_quotation(line: Line, hedge: Mention) -> bool:
    """Whether a word of hearsay is the "he said" behind somebody's words: '..., katanya'."""
    said = any(m.label == "saying" and m.first == hedge.first for m in line.mentions)
    before = line.text[: line.tokens[hedge.first].start - line.span.start].rstrip()
    return said and before.endswith((",", '"', "”", "»", "'", "’"))


def _is_month(line: Line, at: int) -> bool:
    """Whether "May" stands beside a number, or with a capital inside a sentence."""
    beside = line.tokens[max(0, at - 1) : at] + line.tokens[at + 1 : at + 2]
    start = line.tokens[at].start - line.span.start
    return any(t.key[0].isdigit() for t in beside) or (at > 0 and line.text[start].isupper())


DOUBTS = frozenset({"hedges", "soft_hedges", "hearsay"})


CONDITION = "move:condition"
"""Words for "if": soft hedges that a translation keeps beside the hedge that it drops."""


def _doubts(line: Line, *, conditions: bool = True) -> frozenset[str]:
    """The words of a line that leave open that it is so, those for "if" or without them."""
    ifs = {m.first for m in line.mentions if m.label == CONDITION and not conditions}
    return frozenset(
        " ".join(t.key for t in line.tokens[m.first : m.last + 1])
        for m in line.mentions
        if m.label in DOUBTS and m.first not in ifs
    )


def keeps_doubt(
    line: Line, elsewhere: frozenset[str] = frozenset(), *, conditions: bool = True
) -> bool:
    """Whether a line leaves open that it is so.

    `elsewhere`: words of doubt that are about something else in the parent's sentence too;
    `conditions`: whether "if" is one.
    """
    if _doubts(line, conditions=conditions) - elsewhere or "?" in line.text or "؟" in line.text:
        return True
    return any(a.hedged or a.act == "belief" for a in line.attributed)


SCOPE = 5, 7
"""Words before and behind a hedge that it is about."""


def _scope_kept(match: Match, hedge: Mention, code: str | None) -> float:
    """How much of what the hedge is about stands in the child's line.

    `code` is the language of both, or None where they differ and only pack entries tell.
    """
    first, last = hedge.first - SCOPE[0], hedge.last + SCOPE[1]
    near = {
        m.label
        for m in match.parent.mentions
        if first <= m.first <= last and m.label.partition(":")[0] in ABOUT
    }
    there = {m.label for m in match.child.mentions}
    if code:
        behind = match.parent.tokens[hedge.last + 1 : last + 1]
        near |= {stem_of(t.key, code) for t in behind} & match.parent.stems
        there |= match.child.stems
    if not near:
        return 1.0 if code else NOTHING_TELLS
    kept = len(near & there) / len(near)
    if code:
        return min(1.0, kept / ENOUGH_KEPT)
    return kept if len(near) > 1 else (1 + kept) / 2  # one entry alone may be a gap of the pack


NOTHING_TELLS = 0.75
"""Across languages the pack may know no word of what a hedge is about: less sure, not sure."""
SCOPE_WEIGHT = 0.6
"""How much a sentence counts less that retells nothing of what the hedge is about."""
ENOUGH_KEPT = 0.5
"""A rewrite keeps half the words of what it retells."""
ABOUT = frozenset({"unit", "office", "force", "actor", "place", "thing", "event"})


def _confidence(match: Match, comparison: Comparison, hedge: Mention) -> float:
    same = comparison.child.lang == comparison.parent.lang
    code = comparison.child.lang if same else None
    score = match.score * (1 - SCOPE_WEIGHT * (1 - _scope_kept(match, hedge, code)))
    if comparison.in_lead(match):
        score += LEAD_BONUS
    if any(near.has("hedges") for near in around(comparison.child, match.child)):
        score -= DOUBT_NEAR
    if match.child.has("negations") and not match.parent.has("negations"):
        score -= DOUBT_NEAR
    return min(1.0, score)


def _dropped(match: Match, comparison: Comparison, hedge: Mention) -> bool:
    """Whether this line of the child is flat, and so is every other that may be meant.

    A word of doubt that stands in both sentences beside the hedge is about something else.
    """
    others = comparison.counterparts(match.parent, KEPT_SHARE)
    lost = " ".join(t.key for t in match.parent.tokens[hedge.first : hedge.last + 1])
    elsewhere = _doubts(match.parent) - {lost}
    own = not match.parent.has(CONDITION)
    return not any(keeps_doubt(m.child, elsewhere, conditions=own) for m in (match, *others))


def _least(match: Match, comparison: Comparison) -> float:
    """How sure a dropped hedge must be, by where the child's line stands."""
    if match.child.field == "title":
        return LEAST_HEADLINE
    return LEAST_CONFIDENCE if match.child.index in comparison.child_zone else LEAST_BELOW


def find_dropped_hedges(comparison: Comparison) -> list[Drift]:
    """The hedge that the child dropped, if any: the surest one."""
    if is_checking(comparison.child):
        return []
    best: tuple[float, Match, Mention] | None = None
    for match in comparison.matches:
        hedges = hedges_in(match.parent)
        if not hedges or not match.substance or len(match.child.tokens) < SHORTEST_LINE:
            continue
        confidence = _confidence(match, comparison, hedges[0])
        least = _least(match, comparison)
        better = best is None or confidence > best[0]
        if confidence >= least and better and _dropped(match, comparison, hedges[0]):
            best = (confidence, match, hedges[0])
    return [_drift(comparison, *best)] if best else []


def _drift(comparison: Comparison, confidence: float, match: Match, hedge: Mention) -> Drift:
    parent, span = match.parent, match.parent.span_of(hedge)
    return Drift(
        child=comparison.child.id,
        parent=comparison.parent.id,
        type="hedge_dropped",
        from_value=Span(span.start - parent.span.start, span.end - parent.span.start).of(
            parent.text
        ),
        from_span=span,
        to_span=match.child.span,
        from_field=parent.field,
        to_field=match.child.field,
        confidence=round(confidence, 3),
    )
