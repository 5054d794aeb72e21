"""Who did it, to whom, with what or where: one kind of actor in place of another.

As with numbers, a change is something lost and something new of the same kind in sentences
that say the same: the child has a kind of actor that stands nowhere in the parent, and the
parent's is nowhere in the child. For products a name is enough: "susu Laktona" where the
parent has milk without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from menurut.model import Drift, Span
from menurut.trace.drift_alignment import Comparison, claim_lines, is_checking, lead_of
from menurut.trace.drift_sources import speakers
from menurut.trace.drift_view import Line, View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from menurut.trace.drift_words import Mention

LEAST_CONFIDENCE = 0.42
"""Set on cascades_dev by leaving one cascade out at a time."""
LEAST_ACROSS = 0.6
"""The same across languages, where a word that one pack lists and another reads otherwise looks
like a change: half of what professional translations (NTREX) were told lay below."""
LEAD_SCORE = 0.3
"""Lines of both leads that are not matched: the change itself may be why they are not."""
SALIENCE = 0.1
"""Added for each of: new actor in the child's headline, lost actor in the parent's."""
SLOT_TAKEN = 0.25
"""Taken off when the two lines share another entry of the table: that may be the one meant."""
TABLES = ("office", "force", "actor", "place", "thing")


class Change(NamedTuple):
    """A kind of actor in the place of another."""

    confidence: float
    parent: Line
    child: Line
    lost: Span
    new: Span
    lost_kind: str
    new_kind: str


NAMED_AFTER = frozenset({"place", "thing"})
"""Tables whose words make names: bridges, songs."""


HOUSES = {
    "school": frozenset({"student", "pupil", "teacher"}),
    "hospital": frozenset({"patient", "doctor", "nurse", "paramedic"}),
    "prison": frozenset({"prisoner"}),
    "court": frozenset({"judge", "lawyer", "jury"}),
    "church": frozenset({"priest", "bishop"}),
    "mosque": frozenset({"imam"}),
}
"""Places that an article tells of by telling of the people that belong there."""


FACTORIES = frozenset({"refinery", "power_plant", "waterworks", "mill", "brewery", "bakery"})
"""Kinds of factories: to say only "the factory" or "the plant" changes nothing."""


def _all(view: View, table: str) -> frozenset[str]:
    """Kinds of a table anywhere in an article, places by their people too."""
    if table not in NAMED_AFTER:
        return view.whole.get(table, frozenset())
    found = frozenset().union(*(_kinds(line, table) for line in view.every))
    if table == "place":
        people = view.whole.get("actor", frozenset()) | view.whole.get("source", frozenset())
        found |= {house for house, whose in HOUSES.items() if whose & people}
        found |= {"factory"} if found & FACTORIES else frozenset()
    return found


def _kinds(line: Line, table: str) -> frozenset[str]:
    """Kinds of a table in a line; part of a name ("Stamford Bridge", "Salt on the Air") is none."""
    if table not in NAMED_AFTER:
        return line.labels(table)
    is_name = _is_named_place if table == "place" else _is_named_thing
    names = {n.span.start for n in line.names}
    return frozenset(
        m.label.partition(":")[2]
        for m in line.mentions
        if m.label.startswith(f"{table}:") and not is_name(line, m, names)
    )


def _is_named_place(line: Line, place: Mention, names: set[int]) -> bool:
    """Whether a place is itself written as a name, and a name stands right before or behind it."""
    near = (place.first - 1, place.last + 1)
    beside = {line.tokens[i].start for i in near if 0 <= i < len(line.tokens)}
    return line.tokens[place.first].start in names and bool(beside & names)


def _is_named_thing(line: Line, thing: Mention, names: set[int]) -> bool:
    """Whether a thing is written as a name; headlines and uncased scripts do not tell."""
    cased = line.text.lower() != line.text.upper()
    return cased and line.field == "text" and line.tokens[thing.first].start in names


def _span(line: Line, label: str) -> Span:
    return line.span_of(next(m for m in line.mentions if m.label == label))


def _changes(comparison: Comparison, table: str) -> list[Change]:
    """Kinds of one table that came in where others went."""
    child, parent = comparison.child, comparison.parent
    new_kinds = _all(child, table) - _all(parent, table)
    lost_kinds = _all(parent, table) - _all(child, table)
    if not (new_kinds and lost_kinds):
        return []
    found = []
    for ours in claim_lines(child):
        for theirs in claim_lines(parent):
            new, lost = _kinds(ours, table) & new_kinds, _kinds(theirs, table) & lost_kinds
            if new and lost:
                found.append(_change(comparison, table, (ours, min(new)), (theirs, min(lost))))
    return found


def _change(
    comparison: Comparison, table: str, ours: tuple[Line, str], theirs: tuple[Line, str]
) -> Change:
    (child, new), (parent, lost) = ours, theirs
    score = max(LEAD_SCORE, comparison.score(child, parent))
    for title, kind in ((comparison.child.title, new), (comparison.parent.title, lost)):
        if title is not None and kind in title.labels(table):
            score += SALIENCE
    if _kinds(child, table) & _kinds(parent, table):
        score -= SLOT_TAKEN
    new_label, lost_label = f"{table}:{new}", f"{table}:{lost}"
    spans = _span(parent, lost_label), _span(child, new_label)
    return Change(min(1.0, score), parent, child, *spans, lost, new)


def _named_product(comparison: Comparison) -> list[Change]:
    """A product that has a name in the child and had none in the parent."""
    known = comparison.parent.sounds() | comparison.child.outlet_sounds()
    found = []
    for ours in claim_lines(comparison.child):
        for mention in ours.mentions:
            if not mention.label.startswith("thing:"):
                continue
            behind = ours.tokens[mention.last].end
            if not ours.text[ours.tokens[mention.first].start - ours.span.start].islower():
                continue  # a heading in title case, or a script without capitals
            name = next((n for n in ours.names if 0 < n.span.start - behind <= 1), None)
            theirs = next((p for p in comparison.parent.every if p.has(mention.label)), None)
            if name and theirs and name.sound not in known:
                kind = mention.label.partition(":")[2]
                new = Span(ours.tokens[mention.first].start, name.span.end)
                found.append(
                    Change(0.6, theirs, ours, _span(theirs, mention.label), new, kind, kind)
                )
    return found


WHO = ("office", "force", "actor")
"""Tables of persons and animals: across them a change is told only in sentences that match."""
CLOSE_SCORE = 0.6
"""So closely two lines must match for one kind of actor to be put for one of another table."""
SLOT_SHARE = 0.7
"""What such a change is worth, of the score of its lines."""


def _put_in_place(comparison: Comparison) -> list[Change]:
    """One actor of the parent's line gone, one of another table come, all others the same."""
    child, parent = comparison.child, comparison.parent
    if child.lang != parent.lang:
        return []  # what one pack lists and the other does not would look like a change
    close = [m for m in comparison.matches if m.score >= CLOSE_SCORE and comparison.in_lead(m)]
    close = [m for m in close if m.child.text != m.parent.text]
    if not close:
        return []
    ours_all, theirs_all = _everyone(child.every), _everyone(parent.every)
    found = []
    for match in close:
        ours, theirs = _everyone((match.child,)), _everyone((match.parent,))
        new, lost = ours - theirs_all, theirs - ours_all
        if len(new) != 1 or len(lost) != 1:
            continue
        (new_label,), (lost_label,) = new, lost
        spans = _span(match.parent, lost_label), _span(match.child, new_label)
        kinds = lost_label.partition(":")[2], new_label.partition(":")[2]
        found.append(Change(SLOT_SHARE * match.score, match.parent, match.child, *spans, *kinds))
    return found


def _everyone(lines: Iterable[Line]) -> frozenset[str]:
    """Labels of persons and animals, speakers apart: who says it is no actor."""
    found: set[str] = set()
    for line in lines:
        named = {table: line.labels(table) for table in WHO}
        said = speakers(line) if any(named.values()) else frozenset()
        found |= {f"{table}:{kind}" for table, kinds in named.items() for kind in kinds - said}
    return frozenset(found)


COUNTED = frozenset({"people", "animal", "household", "village", "building", "vehicle", "ship"})
"""Units that are somebody or something: 300 ducks are not 300 people."""


def _recounted(comparison: Comparison) -> list[Change]:
    """The same figure that counts something else, in lines that match."""
    ours, theirs = _units(comparison.child), _units(comparison.parent)
    found = []
    for match in (m for m in comparison.matches if m.score >= CLOSE_SCORE):
        for new in match.child.quantities:
            for lost in match.parent.quantities:
                key = new.low, new.high
                units = ours.get(key, frozenset()), theirs.get(key, frozenset())
                single = len(units[0]) == len(units[1]) == 1 and units[0] != units[1]
                if (lost.low, lost.high) != key or not single:
                    continue
                gone = lost.unit not in comparison.child.whole.get("unit", frozenset())
                if gone and new.unit in COUNTED and lost.unit in COUNTED:
                    values = lost.unit or "", new.unit or ""
                    score = SLOT_SHARE * match.score
                    found.append(
                        Change(score, match.parent, match.child, lost.span, new.span, *values)
                    )
    return found


def _units(view: View) -> dict[tuple[float, float], frozenset[str | None]]:
    """What each figure of an article counts."""
    units: dict[tuple[float, float], frozenset[str | None]] = {}
    for line in view.every:
        for q in line.quantities:
            if q.high >= LEAST_FIGURE:
                units[q.low, q.high] = units.get((q.low, q.high), frozenset()) | {q.unit}
    return units


LEAST_FIGURE = 3
"""Ones and twos count too many things to be known by."""
INDEFINITE_REACH = 3
"""Words between "one of the", "a certain" and what is left open by it."""


def _left_open(parent: View) -> tuple[Line, Span] | None:
    """Where the parent's claim leaves open who or what is meant: "one of the clubs"."""
    kinds = {*TABLES, "source"}
    for line in claim_lines(parent):
        for open_word in (m for m in line.mentions if m.label == "indefinite"):
            if len(line.tokens[open_word.first].key) < SHORTEST_OPEN:
                continue
            for mention in line.mentions:
                apart = mention.first - open_word.last
                if 0 < apart <= INDEFINITE_REACH and mention.label.partition(":")[0] in kinds:
                    return line, Span(line.span_of(open_word).start, line.span_of(mention).end)
    return None


SHORTEST_OPEN = 3
"""Letters of an indefinite word that count here: articles ("a", "an") leave nothing open."""


def _named_instead(comparison: Comparison) -> list[Change]:
    """A name in the child's headline and lead for what the parent left open."""
    open_place, title = _left_open(comparison.parent), comparison.child.title
    if open_place is None or title is None or title.text.upper() == title.text.lower():
        return []
    line, lost = open_place
    known = comparison.parent.sounds() | comparison.child.outlet_sounds()
    for ours in lead_of(comparison.child, 2):
        for name in ours.names:
            told = any(n.sound == name.sound for n in title.names)
            if told and _is_new(name.sound, known) and not _is_place(comparison.child, name.sound):
                return [Change(0.45, line, ours, lost, name.span, "indefinite", "name")]
    return []


def _is_new(sound: str, known: frozenset[str]) -> bool:
    """Whether no name of the parent sounds like it, or like its beginning."""
    return len(sound) >= 3 and not any(k[:3] == sound[:3] for k in known)


def _is_place(view: View, sound: str) -> bool:
    """Whether a name stands behind a word of place anywhere, or is said of a thing ("of X")."""
    for line in view.every:
        places = {m.last + 1 for m in line.mentions if m.label == "locative"}
        towns = {m.first - 1 for m in line.mentions if m.label in {"unit:town", "unit:country"}}
        for i, token in enumerate(line.tokens):
            if i in places | towns and any(
                n.span.start == token.start and n.sound == sound for n in line.names
            ):
                return True
    return False


def find_changed_actors(comparison: Comparison) -> list[Drift]:
    """The actor that the child put in place of the parent's, if any: the surest one."""
    if is_checking(comparison.child):
        return []
    across = comparison.child.lang != comparison.parent.lang
    least = LEAST_ACROSS if across else LEAST_CONFIDENCE
    changes = [
        change
        for table in TABLES
        for change in _changes(comparison, table)
        if change.confidence >= least
    ]
    changes += _named_product(comparison) + _named_instead(comparison)
    changes += _put_in_place(comparison) + _recounted(comparison)
    best = max(changes, key=lambda c: c.confidence, default=None)
    if best is None or best.confidence < LEAST_CONFIDENCE:
        return []
    return [
        Drift(
            child=comparison.child.id,
            parent=comparison.parent.id,
            type="actor_changed",
            from_value=best.lost_kind,
            to_value=best.new_kind,
            from_span=best.lost,
            to_span=best.new,
            from_field=best.parent.field,
            to_field=best.child.field,
            confidence=round(best.confidence, 3),
        )
    ]
