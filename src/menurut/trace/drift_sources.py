"""Attributions that were dropped or moved into another mouth.

Dropped: the parent's claim names who says it, the child's sentence for the same claim and
those around it name nobody. Moved: both name somebody, but the child a kind of source that
the parent does not have for this claim (an unnamed official becomes the head of the office),
while the parent's own kind is gone; or the child credits the parent itself for what the
parent had from others.

Weakness: kinds of sources are compared; one person put for another is seen only within a
language, in sentences that are otherwise nearly the same.
"""

from __future__ import annotations

from typing import Literal

from menurut.model import Drift, Span, Spans
from menurut.trace.drift_alignment import (
    SHORTEST_LINE,
    Comparison,
    Match,
    around,
    is_checking,
    lead_of,
)
from menurut.trace.drift_quotations import SURELY_SAID, in_another_mouth, persons_of
from menurut.trace.drift_view import Line, View, sound_of
from menurut.trace.drift_words import Mention

LEAST_DROPPED = 0.4
LEAST_MOVED = 0.45
"""Both set on cascades_dev by leaving one cascade out at a time."""
LEAD_BONUS = 0.15
VERBATIM = 0.85
"""A sentence taken over so closely has lost its attribution even if its neighbours have one."""
ALIKE = (
    frozenset({"official", "authority", "government", "ministry", "minister", "health"}),
    frozenset({"researcher", "expert", "doctor", "engineer", "weather"}),
    frozenset({"doctor", "nurse", "hospital"}),
    frozenset({"hearsay", "social", "witness"}),
    frozenset({"company", "head"}),
    frozenset({"company", "club"}),
    frozenset({"document", "researcher"}),
    frozenset({"worker", "driver", "fisherman", "farmer", "trader", "duty_officer"}),
    frozenset({"union", "ngo", "activist", "volunteer"}),
    frozenset({"lawyer", "court"}),
    frozenset({"army", "soldier"}),
    frozenset({"pupil", "teacher"}),
)
"""Kinds that translators put for each other."""
THINGS_SAID = frozenset({"document"})
RELAYS = frozenset({"media", "social"})
"""Kinds that pass on: to credit them besides the source moves nothing."""


NAME_REACH = 60
"""Characters between the name of who says it and the cue."""


KEPT_AS_SUBJECT = frozenset({"researcher", "document"})
"""Sources that may say it without a word of saying: "scientists proved", "the data are clear"."""


def is_attributed(line: Line) -> bool:
    """Whether a line names somebody who says it."""
    if line.has("saying") or line.attributed:
        return True
    return line.has("showing") and bool(line.labels("source"))


SPOKEN = frozenset({"say", "belief", "perception"})
"""Acts by which somebody vouches for what is told; wishes and orders are none."""


def names_speaker(line: Line) -> bool:
    """Whether a line tells who says it: a kind of source or a name beside the cue."""
    return bool(_surely_says(line) or speakers(line) or _names_at_cue(line))


def _names_at_cue(line: Line) -> frozenset[str]:
    """Sounds of the names near the words of saying."""
    cues = [line.span_of(m).start for m in line.mentions if m.label == "saying"]
    return frozenset(
        name.sound
        for name in line.names
        if any(abs(name.span.start - cue) <= NAME_REACH for cue in cues)
    )


def _opens_with_source(line: Line) -> bool:
    """Whether a line says first of all who said what stands before ("Hal itu disampaikan")."""
    return any(m.label == "saying" and m.first < 3 for m in line.mentions) and not line.quoted


def names_outlet(line: Line, view: View) -> bool:
    """Whether a line names the outlet of an article, in its own letters or in other ones."""
    name = (view.outlet or "").partition("(")[0].strip().lower()
    if name and name in line.text.lower():
        return True
    outlet = {sound_of(word) for word in name.split()} - {""}
    long_enough = sum(map(len, outlet)) >= SURE_SOUNDS
    return long_enough and outlet <= {n.sound for n in line.names}


SURE_SOUNDS = 4
"""Consonants of an outlet's name by which it is known in another script."""


def _claims(comparison: Comparison) -> list[tuple[Line, tuple[Match, ...]]]:
    """Attributed sentences of the parent with the child's sentences for them.

    Below the lead only what somebody surely says, in sentences that match each other best.
    """
    lead = frozenset(line.index for line in lead_of(comparison.parent))
    found = []
    for line in comparison.parent.lines:
        matches = comparison.by_parent.get(line.index, ())
        if line.index not in lead:
            matches = tuple(m for m in matches[:1] if _is_closest(comparison, m))
            told = _surely_says(line)
        else:
            after = around(comparison.parent, line, 0, 2)[1:] if line.index == 0 else ()
            told = names_speaker(line) or any(map(_opens_with_source, after))
        if told:
            title = comparison.child.title
            found.append((line, tuple(m for m in matches if _says_something(m, title))))
    return found


def _surely_says(line: Line) -> bool:
    """Whether somebody vouches for what a line tells, in a word of saying."""
    return line.has("saying", "showing") and any(
        a.act in SPOKEN and a.confidence >= SURELY_SAID and _within(line, a.content)
        for a in line.attributed
    )


def _within(line: Line, spans: Spans) -> bool:
    return any(span.overlaps(line.span) for span in spans)


def _is_closest(comparison: Comparison, match: Match) -> bool:
    """Whether a match is close, and no other line of the parent is nearer to the child's."""
    best = next(m for m in comparison.matches if m.child is match.child)
    return match.score >= LEAST_BELOW and best.parent is match.parent


LEAST_BELOW = 0.6
"""Score of sentences below the lead: there rewrites leave out many a name that stands before."""


def _says_something(match: Match, title: Line | None) -> bool:
    if title is not None and title.text == match.child.text:
        return False  # a headline once more, at the head of the body
    long = len(match.child.tokens) >= SHORTEST_LINE
    return match.substance and match.child.index >= 0 and long and not match.child.quoted


def _named_near(comparison: Comparison, line: Line) -> bool:
    """Whether somebody is named as the source for a sentence of the child, or the parent is."""
    child, parent = comparison.child, comparison.parent
    own_words = [n for n in child.lines if n is line or not n.quoted]
    at = next(i for i, n in enumerate(own_words) if n is line)
    near = own_words[max(0, at - 1) : at + 3]
    if line.has("hearsay") or any(is_attributed(n) or names_outlet(n, parent) for n in near):
        return True
    if line.labels("source") & _kinds(lead_of(parent)) & KEPT_AS_SUBJECT:
        return True
    return any(names_outlet(n, parent) for n in own_words[:at])


def _cut_out(comparison: Comparison) -> tuple[float, Match] | None:
    """A sentence taken over nearly word for word, but for who says it."""
    if comparison.child.lang != comparison.parent.lang:
        return None
    for match in comparison.matches:
        if match.score < VERBATIM or match.child.index < 0 or match.parent.index < 0:
            continue
        kept = is_attributed(match.child) or match.child.has("hearsay")
        attributed = is_attributed(match.parent) and not kept
        who = speakers(match.parent) | _speaking_actors((match.parent,))
        gone = who - match.child.labels("source") - match.child.labels("actor")
        told_next = any(map(_opens_with_source, around(comparison.child, match.child, 0)[1:]))
        if attributed and gone and not match.child.quoted and not told_next:
            return match.score, match
    return None


def find_dropped_attribution(comparison: Comparison) -> list[Drift]:
    """The claim whose source the child no longer names, if any."""
    if is_checking(comparison.child):
        return []
    best = _cut_out(comparison)
    for _, matches in _claims(comparison):
        for match in matches[:2]:
            confidence = match.score + (LEAD_BONUS if comparison.in_lead(match) else 0.0)
            if confidence < LEAST_DROPPED or (best and confidence <= best[0]):
                continue
            if any(_named_near(comparison, m.child) for m in (match, *matches[:1])):
                continue
            best = (confidence, match)
    if best is None or find_moved_attribution(comparison):
        return []
    return [_drift(comparison, "attribution_dropped", best[1], best[0])]


CUE_REACH = 8
"""Words between a source and its cue, at most: "hospital" as the scene of it is no source."""


def speakers(line: Line) -> frozenset[str]:
    """The kinds of sources that stand near a cue of the line, or in an attribution's source."""
    if not line.labels("source"):
        return frozenset()
    cues = [m for m in line.mentions if m.label in {"saying", "showing"}]
    near = {
        m.label[7:]
        for m in line.mentions
        if m.label.startswith("source:")
        and (
            any(_distance(m, cue) <= CUE_REACH for cue in cues)
            or any(line.span_of(m).overlaps(s) for a in line.attributed for s in a.source)
        )
    }
    return frozenset(near)


def _distance(one: Mention, two: Mention) -> int:
    return max(one.first - two.last, two.first - one.last, 0)


def _kinds(lines: tuple[Line, ...]) -> frozenset[str]:
    """Kinds of sources that say something in these lines."""
    return frozenset().union(*(speakers(line) for line in lines))


ACTOR_REACH = 3
"""Words between an actor and its cue, at most."""


def _speaking_actors(lines: tuple[Line, ...]) -> frozenset[str]:
    """Actors right beside a cue."""
    found: set[str] = set()
    for line in lines:
        cues = [m for m in line.mentions if m.label == "saying"]
        for m in line.mentions:
            kind, _, name = m.label.partition(":")
            if kind in {"actor", "force", "office"} and any(
                _distance(m, c) <= ACTOR_REACH for c in cues
            ):
                found.add(name)
    return frozenset(found)


def _actors(view: View) -> frozenset[str]:
    kinds = ("actor", "force", "office")
    return frozenset().union(*(view.whole.get(kind, frozenset()) for kind in kinds))


def _with_alike(kinds: frozenset[str]) -> frozenset[str]:
    return kinds.union(*(group for group in ALIKE if group & kinds))


def find_moved_attribution(comparison: Comparison) -> list[Drift]:
    """The claim that the child puts in another mouth, if any."""
    if is_checking(comparison.child):
        return []
    return (
        _new_in_lead(comparison)
        or _another_kind(comparison)
        or _unheard_speaker(comparison)
        or _another_person(comparison)
        or _quoted_of_another(comparison)
        or _credited_parent(comparison)
    )


def _new_in_lead(comparison: Comparison) -> list[Drift]:
    """A kind of speaker that came into the lead while the parent's own went."""
    child_lead, parent_lead = lead_of(comparison.child), lead_of(comparison.parent, 4)
    ours, theirs = _kinds(child_lead), _kinds(parent_lead)
    new = ours - RELAYS - _with_alike(theirs) - _kinds(comparison.parent.lines)
    lost = theirs - RELAYS - _with_alike(_kinds(comparison.child.lines))
    if new and not theirs:  # "fishermen said": speakers of no kind of their own
        lost = _speaking_actors(parent_lead) - _actors(comparison.child)
    if not new or not lost - THINGS_SAID:  # a paper speaks for whoever wrote it
        return []
    for line in child_lead:
        kinds = speakers(line) & new
        if kinds <= THINGS_SAID and speakers(line) - RELAYS - kinds:
            continue  # "the figures may fall, the official said": a paper beside who says it
        match = next((m for m in comparison.matches if m.child is line), None)
        if kinds and is_attributed(line) and match:
            return [_moved(comparison, match, lost, kinds)]
    return []


LEAST_SAME = 0.4
"""So closely two lines must match for their speakers to be held against each other."""


def _another_kind(comparison: Comparison) -> list[Drift]:
    """A sentence of the lead that somebody else says: a kind of speaker the parent has nowhere."""
    known = _kinds(comparison.parent.lines)
    for match in comparison.matches:
        if match.score < LEAST_SAME or not comparison.in_lead(match):
            continue
        theirs = speakers(match.parent) - RELAYS - THINGS_SAID
        ours = speakers(match.child) - RELAYS
        new = ours - known - _with_alike(theirs)
        if new == ours and new and theirs and not theirs & _kinds(comparison.child.lines):
            return [_moved(comparison, match, theirs, new)]
    return []


def _unheard_speaker(comparison: Comparison) -> list[Drift]:
    """The same words, said by a kind of speaker that the parent does not even mention.

    Within a language only, where both sides are read with one vocabulary.
    """
    child, parent = comparison.child, comparison.parent
    if child.lang != parent.lang:
        return []
    known = persons_of(parent)
    taken: set[int] = set()
    for match in comparison.matches:
        told = match.child.index in taken or match.parent.index < 0 or match.child.index < 0
        taken.add(match.child.index)
        if told or match.score < LEAST_SAME or not _surely_says(match.parent):
            continue
        new = _sure_kinds(match.child) - RELAYS - THINGS_SAID - known
        if new and not _names_at_cue(match.parent) & _names_in_source(match.child):
            return [_moved(comparison, match, speakers(match.parent) or known, new)]
    return []


def _sure_kinds(line: Line) -> frozenset[str]:
    """Kinds of sources inside the words that name who surely says it."""
    sources = [
        span
        for a in line.attributed
        for span in a.source
        if a.act in SPOKEN and a.confidence >= SURELY_SAID
    ]
    return frozenset(
        m.label[7:]
        for m in line.mentions
        if m.label.startswith("source:") and any(line.span_of(m).overlaps(s) for s in sources)
    )


def _names_in_source(line: Line) -> frozenset[str]:
    """Names inside the words that tell who says it."""
    spans = [span for a in line.attributed for span in a.source]
    return frozenset(n.sound for n in line.names if any(n.span.overlaps(s) for s in spans))


def _another_person(comparison: Comparison) -> list[Drift]:
    """The same words, said by a person whose name the parent does not have.

    Within a language only: across languages a name may merely be spelt another way.
    """
    child, parent = comparison.child, comparison.parent
    if child.lang != parent.lang:
        return []
    for match in comparison.matches:
        if match.score < VERBATIM or not comparison.in_lead(match):
            continue
        new, lost = _persons(match.child), _persons(match.parent)
        told = lost and not lost & child.sounds() and not new & parent.sounds()
        if new and told and not new & parent.outlet_sounds():
            return [_drift(comparison, "attribution_moved", match, match.score)]
    return []


def _persons(line: Line) -> frozenset[str]:
    """Names inside the sources that `attribute` found in a line."""
    spans = [s for a in line.attributed for s in a.source if a.source_type == "person_named"]
    return frozenset(
        n.sound for n in line.names if len(n.sound) >= 2 and any(n.span.overlaps(s) for s in spans)
    )


def _quoted_of_another(comparison: Comparison) -> list[Drift]:
    """A quotation that somebody else of the parent said there."""
    found = in_another_mouth(comparison, ALIKE)
    if found is None:
        return []
    mine, theirs = found
    return [
        Drift(
            child=comparison.child.id,
            parent=comparison.parent.id,
            type="attribution_moved",
            from_span=theirs.source,
            to_span=mine.source,
            from_field="text",
            to_field="text",
            confidence=QUOTED_CONFIDENCE,
        )
    ]


QUOTED_CONFIDENCE = 0.7
"""Stated for all of them: nothing grades how surely a quotation has another speaker."""


def _moved(
    comparison: Comparison, match: Match, lost: frozenset[str], new: frozenset[str]
) -> Drift:
    """The change of a speaker, with the words for the old one and the new one."""
    lines = (match.parent, *lead_of(comparison.parent, 4))
    line = next((line for line in lines if speakers(line) & lost), match.parent)
    return Drift(
        child=comparison.child.id,
        parent=comparison.parent.id,
        type="attribution_moved",
        from_value=min(lost, default=None),
        to_value=min(new),
        from_span=_source_span(line, lost),
        to_span=_source_span(match.child, new),
        from_field=line.field,
        to_field=match.child.field,
        confidence=round(min(1.0, match.score + 0.25), 3),
    )


def _source_span(line: Line, kinds: frozenset[str]) -> Span:
    """The words that name a kind of source, or the whole line."""
    found = [m for m in line.mentions if m.label.startswith("source:") and m.label[7:] in kinds]
    return line.span_of(found[0]) if found else line.span


def _credited_parent(comparison: Comparison) -> list[Drift]:
    """The child credits its parent for what the parent had from others, and names no other."""
    child, parent = comparison.child, comparison.parent
    kept = _with_alike(_kinds(child.lines)) - RELAYS
    for line in lead_of(parent):
        theirs = speakers(line)
        if not theirs or theirs & kept:
            continue
        for match in comparison.counterparts(line):
            ours = match.child
            relays = [m for m in ours.mentions if m.label == "source:media"]
            told = is_attributed(ours) and names_outlet(ours, parent) and ours.index >= 0
            if match.score < LEAST_MOVED:
                break
            if told and match.substance and len(relays) < 2 and not _shares_person(ours, line):
                return [_drift(comparison, "attribution_moved", match, match.score)]
    return []


def _shares_person(ours: Line, theirs: Line) -> bool:
    """Whether a name that the parent's line has near its cue stands in the child's line too."""
    return bool(_names_at_cue(theirs) & {name.sound for name in ours.names})


def _drift(
    comparison: Comparison,
    kind: Literal["attribution_dropped", "attribution_moved"],
    match: Match,
    confidence: float,
) -> Drift:
    return Drift(
        child=comparison.child.id,
        parent=comparison.parent.id,
        type=kind,
        from_span=match.parent.span,
        to_span=match.child.span,
        from_field=match.parent.field,
        to_field=match.child.field,
        confidence=round(min(1.0, confidence), 3),
    )
