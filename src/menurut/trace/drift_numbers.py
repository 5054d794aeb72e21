"""Numbers that changed from parent to child.

A number of the child that the parent does not have, beside a number of the parent that the
child lost, both counting the same kind of thing in sentences that say the same: that is a
changed number. What was only left out or only added is none, nor is rounding ("more than a
hundred" for 120). Weakness: where the unit is in no pack and the languages differ, nothing
tells that two numbers count the same.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from menurut.model import Drift
from menurut.trace.drift_alignment import Comparison
from menurut.trace.drift_view import Line, View, stem_of
from menurut.trace.quantities import Quantity, agree

LEAST_CONFIDENCE = 0.4
"""Set on cascades_dev; lower finds changes in loosely matched sentences and more chance pairs."""
LEAD_SCORE = 0.3
"""What two numbers in headline or lead are worth whose sentences are not matched."""
LIKENESS = 0.25
"""Added when one number looks like the other mistaken: 17 and 71, 9 and 90."""
MOST_PER_EDGE = 3
VAGUE_COST = 0.3
"""Taken off where one side is "dozens": newsrooms say it of many a number."""
CONVERTED = frozenset({"degree"})
"""Units of one name and several scales: 80 degrees become 27 on the way abroad."""

DIMENSIONS = (
    frozenset({"second", "minute", "hour", "day", "week", "month", "year"}),
    frozenset({"millimetre", "centimetre", "metre", "kilometre", "mile", "inch", "foot"}),
    frozenset({"acre", "hectare"}), frozenset({"gram", "pound", "kilogram", "tonne"}),
)  # fmt: skip
"""Units that are put for each other with the figure unchanged: 400 miles become 400 km, two days
two weeks."""
LEAST_SLIP = 2
"""One week and one day stand in many articles."""
LEAST_PART = 3
"""A third made three times; "half" and "twice" stand for each other in comparisons."""
SOLE_SCORE = 0.35
"""What two numbers are worth whose lines are not matched, each the only one of its kind that was
lost or came in, where the child keeps most figures of the parent."""
KEPT_FIGURES = 1, 0.5
"""So many exact figures, and that share of them, the child must keep for that."""


OFTEN = frozenset({"%"})
"""Units of which a lost and a new one are seldom the same thing."""
Side = Literal["child", "parent"]


class Place(NamedTuple):
    """A quantity and the line it stands in."""

    line: Line
    quantity: Quantity


def places_of(view: View) -> tuple[Place, ...]:
    """The quantities of an article that count something."""
    return tuple(Place(line, q) for line in view.every for q in line.quantities if not q.calendar)


def _digits(value: float) -> str:
    figures = f"{value:.0f}" if value >= 1000 else f"{value:g}"
    return figures.replace(".", "").strip("0") or "0"


def looks_mistaken(one: float, two: float) -> bool:
    """Whether a number may be another one miswritten: digits swapped, doubled, shifted.

    >>> looks_mistaken(17, 71), looks_mistaken(9, 90), looks_mistaken(14, 23)
    (True, True, False)
    """
    a, b = _digits(one), _digits(two)
    if a == b or (len(a) > 1 and sorted(a) == sorted(b)):
        return True
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 and (long.startswith(short) or long.endswith(short))


def _exactly(places: tuple[Place, ...]) -> frozenset[tuple[float, str | None]]:
    """The exact numbers among these with their units."""
    return frozenset((p.quantity.low, p.quantity.unit) for p in places if p.quantity.exact)


def _known(
    place: Place, others: tuple[Place, ...], exact: frozenset[tuple[float, str | None]], side: Side
) -> bool:
    """Whether the other side states this number too, for whatever it may count.

    `exact`: the other side's exact numbers, which in a reprint are nearly always the same. The
    child that keeps one end of the parent's range does not state the range.
    """
    mine = place.quantity
    if mine.exact and (mine.low, mine.unit) in exact:
        return True
    for other in others:
        theirs = other.quantity
        narrowed = (theirs if side == "child" else mine).ends
        if mine.part_of and mine.part_of != theirs.part_of and not mine.exact:
            continue  # "most prisoners" is not said by "most of whom"
        if mine.exact and theirs.exact and mine.low == theirs.low:
            if _one_dimension(mine, theirs) or _is_multiple_of_other(mine, theirs):
                continue
            return True
        if narrowed and _is_end(mine, theirs):
            continue  # "four" of "two to four"
        alike = mine.unit == theirs.unit or mine.unit is None or theirs.unit is None
        if alike and agree(mine, theirs):
            return True
    return False


def _one_dimension(one: Quantity, two: Quantity) -> bool:
    """Whether the units of two quantities differ but measure the same: days and weeks."""
    return one.unit != two.unit and any({one.unit, two.unit} <= kinds for kinds in DIMENSIONS)


def _is_multiple_of_other(one: Quantity, two: Quantity) -> bool:
    """Whether one says how many times, the other counts: "three times", "3 minutes"."""
    units = {one.unit, two.unit}
    return "times" in units and len(units) == 2 and None not in units


def _is_end(one: Quantity, two: Quantity) -> bool:
    """Whether an exact number is one end of a range that the other side states."""
    exact, ends = (one, two) if one.exact else (two, one)
    if not exact.exact or not ends.ends:
        return False
    plain = exact.bound == "exact" and exact.unit in {None, ends.unit}
    return plain and exact.low in {ends.low, ends.high}


def _is_inverted(one: Quantity, two: Quantity) -> bool:
    """Whether a part of something became so many times of it: "a third", "three times"."""
    times, part = (one, two) if one.unit == "times" else (two, one)
    if times.unit != "times" or part.unit != "%" or times.low < LEAST_PART:
        return False
    return part.high < 100 and part.low <= 100 / times.low <= part.high + 1


def _of_its_own(others: tuple[Place, ...], mine: tuple[Place, ...]) -> tuple[Place, ...]:
    """Without the vague numbers that both sides have.

    "Dozens of people were crossing" in both articles says nothing of 14 missing or 41.
    """

    def said(place: Place) -> tuple[object, ...]:
        quantity = place.quantity
        return (quantity.low, quantity.high, quantity.unit, quantity.noun)

    vague = {said(place) for place in mine if not place.quantity.exact}
    return tuple(p for p in others if p.quantity.exact or said(p) not in vague)


def _counts_same(one: Place, two: Place, code: str | None, *, same_language: bool) -> bool:
    """Whether two quantities count the same kind of thing."""
    a, b = one.quantity, two.quantity
    if a.is_money or b.is_money:
        return a.is_money and b.is_money
    if _is_inverted(a, b):
        return True
    if a.part_of or b.part_of:
        return (a.part_of or a.unit) == (b.part_of or b.unit)
    if a.unit is not None and b.unit is not None:
        slipped = _one_dimension(a, b) and a.low == b.low and a.low >= LEAST_SLIP
        return slipped or (a.unit == b.unit and a.unit not in CONVERTED)
    if _is_end(a, b):
        return True
    if not same_language:  # the unit is in one pack only: the figures must tell
        whole = all(v >= 2 and v == int(v) for v in (a.low, a.high, b.low, b.high))
        return whole and a.exact and b.exact and looks_mistaken(a.high, b.high)
    nouns = {stem_of(key, code) for key in a.noun}
    return bool(nouns & {stem_of(key, code) for key in b.noun})


_NAMES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def stated_value(quantity: Quantity) -> str:
    """A quantity in figures, for people and for comparison.

    >>> from menurut.trace.quantities import find_quantities
    >>> stated_value(find_quantities("Rp1,5 triliun", "id")[0])
    '1.5 trillion IDR'
    """
    scale, name = next(((s, n) for s, n in _NAMES if quantity.high >= s), (1.0, ""))
    ends = dict.fromkeys((quantity.low, quantity.high))
    figures = "–".join(f"{end / scale:.12g}" for end in ends)
    unit = quantity.unit if quantity.is_money or quantity.unit == "%" else None
    return " ".join(filter(None, (figures, name, unit)))


def _stated(quantity: Quantity, other: Quantity) -> str:
    """A quantity in figures, with its unit where only the unit tells it from the other."""
    value = stated_value(quantity)
    return f"{value} {quantity.unit}" if value == stated_value(other) else value


def _confidence(ours: Place, theirs: Place, comparison: Comparison, *, sole: bool) -> float:
    score = comparison.score(ours.line, theirs.line)
    child_zone, parent_zone = comparison.child_zone, comparison.parent_zone
    if ours.line.index in child_zone and theirs.line.index in parent_zone:
        score = max(score, LEAD_SCORE)
    if sole:
        score = max(score, SOLE_SCORE)
    if score == 0:
        return 0.0
    if looks_mistaken(ours.quantity.high, theirs.quantity.high):
        score += LIKENESS
    vague = (ours.quantity.exact or ours.quantity.ends) != (
        theirs.quantity.exact or theirs.quantity.ends
    )
    if vague and not (ours.quantity.part_of or theirs.quantity.part_of):
        score -= VAGUE_COST
    return min(1.0, score)


class _Changes(NamedTuple):
    """Numbers that came in and numbers that went."""

    new: list[Place]
    lost: list[Place]
    keeps: bool
    """The child keeps most figures of the parent."""


def _new_and_lost(comparison: Comparison) -> _Changes:
    our_places, their_places = places_of(comparison.child), places_of(comparison.parent)
    theirs_alone = _of_its_own(their_places, our_places)
    ours_alone = _of_its_own(our_places, their_places)
    ours_exact, theirs_exact = _exactly(ours_alone), _exactly(theirs_alone)
    new = [place for place in ours_alone if not _known(place, theirs_alone, theirs_exact, "child")]
    lost = [place for place in theirs_alone if not _known(place, ours_alone, ours_exact, "parent")]
    kept = {low for low, _ in theirs_exact} & {low for low, _ in ours_exact}
    least, share = KEPT_FIGURES
    keeps = len(kept) >= least and len(kept) >= share * len({low for low, _ in theirs_exact})
    return _Changes(new, lost, keeps)


def _kind(place: Place) -> str | None:
    quantity = place.quantity
    return "money" if quantity.is_money else quantity.unit


def _soles(places: list[Place]) -> frozenset[str]:
    """Kinds of which one value only is among these."""
    values: dict[str, set[float]] = {}
    for place in places:
        values.setdefault(_kind(place) or "", set()).add(place.quantity.high)
    values = {kind: found for kind, found in values.items() if kind and kind not in OFTEN}
    return frozenset(kind for kind, found in values.items() if len(found) == 1)


def find_number_changes(comparison: Comparison) -> list[Drift]:
    """The numbers that changed along an edge, surest first."""
    new, lost, keeps = _new_and_lost(comparison)
    soles = _soles(new) & _soles(lost) if keeps else frozenset()
    code = comparison.child.lang
    same = code == comparison.parent.lang
    pairs = sorted(
        (
            (_confidence(a, b, comparison, sole=_kind(a) in soles and _kind(a) == _kind(b)), i, j)
            for i, a in enumerate(new)
            for j, b in enumerate(lost)
            if _counts_same(a, b, code, same_language=same)
        ),
        key=lambda p: (-p[0], p[1], p[2]),
    )
    return _surest(comparison, new, lost, pairs)


def _surest(
    comparison: Comparison,
    new: list[Place],
    lost: list[Place],
    pairs: list[tuple[float, int, int]],
) -> list[Drift]:
    """The surest pairs, each number told and each replaced once."""
    found: list[Drift] = []
    told: set[float] = set()
    replaced: set[float] = set()
    for confidence, i, j in pairs:
        ours, theirs = new[i].quantity.high, lost[j].quantity.high
        if confidence < LEAST_CONFIDENCE or len(found) == MOST_PER_EDGE:
            break
        if ours not in told and theirs not in replaced:
            told.add(ours)
            replaced.add(theirs)
            found.append(_drift(comparison, new[i], lost[j], confidence))
    return found


def _drift(comparison: Comparison, ours: Place, theirs: Place, confidence: float) -> Drift:
    return Drift(
        child=comparison.child.id,
        parent=comparison.parent.id,
        type="number_change",
        from_value=_stated(theirs.quantity, ours.quantity),
        to_value=_stated(ours.quantity, theirs.quantity),
        from_span=theirs.quantity.span,
        to_span=ours.quantity.span,
        from_field=theirs.line.field,
        to_field=ours.line.field,
        confidence=round(confidence, 3),
    )
