"""Which sentence of a child stands for which sentence of its parent.

In: two `View`s and the reused passages between them. Out: `Match`es of lines with a score.
Within a language lines are held together by shared word stems, across languages by numbers,
names (by their consonants) and pack entries, which have the same labels everywhere. Words
rare in the two articles weigh more. Passages found by `reuse` add to the score. No matrix is
filled: only lines that share something are looked at.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from menurut.trace.drift_view import Line, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from menurut.model import Reuse

CALM = 2.5
"""Added to the weight that a score is a share of: two lines that share their only anchor are
not yet the same sentence. Higher: fewer matches of short lines."""
LEAST_SCORE = 0.22
"""Below it two lines are not held against each other; set on cascades_dev, all languages."""
PLACE_BONUS = 0.1
"""What standing at the same place adds, across languages: translators keep the order."""
SAME_PLACE = 0.1
"""Places are shares of the article's length; so far apart they may be."""
PASSAGE_BONUS = 0.3
"""What a reused passage under both lines adds."""


class Match(NamedTuple):
    """A line of the child, a line of the parent, and how surely they say the same."""

    child: Line
    parent: Line
    score: float
    substance: bool
    """They share more than names and kinds of sources, or both open a translation."""


_KINDS = frozenset(
    {"unit", "office", "force", "actor", "place", "thing", "event", "move", "source"}
)


def anchors(line: Line, foreign: frozenset[str], *, same_language: bool) -> frozenset[str]:
    """What a line can be recognised by; `foreign` are the names of the two outlets."""
    found = {f"n:{q.low:g}" for q in line.quantities if q.high > 1}
    found |= {f"q:{q.low:g}:{q.unit}" for q in line.quantities if q.unit and not q.calendar}
    found |= {m.label for m in line.mentions if m.label.partition(":")[0] in _KINDS}
    cased = line.text.lower() != line.text.upper()
    if cased or not same_language:
        found |= {
            f"s:{n.sound}" for n in line.names if len(n.sound) >= 3 and n.sound not in foreign
        }
    if same_language:
        found |= {f"w:{stem}" for stem in line.stems}
    return frozenset(found)


def _weights(lines: Sequence[frozenset[str]]) -> dict[str, float]:
    """Rare anchors weigh more; what a word says twice (stem and kind) weighs half."""
    count: dict[str, int] = defaultdict(int)
    for line in lines:
        for anchor in line:
            count[anchor] += 1
    top = math.log(1 + len(lines))
    return {
        a: math.log(1 + len(lines) / n) / top * _SHARES.get(a.partition(":")[0], 1.0)
        for a, n in count.items()
    }


NONE: frozenset[str] = frozenset()
_SHARES = {"t": 0.5, "q": 0.5, "source": 0.5, "move": 0.7}


def _passages(
    child: View, parent: View, reuses: Iterable[Reuse]
) -> list[tuple[int, int, int, int]]:
    """Passages between the two, child's side first."""
    found = []
    for reuse in reuses:
        if (reuse.a, reuse.b) == (child.id, parent.id):
            found.append((reuse.a0, reuse.a1, reuse.b0, reuse.b1))
        elif (reuse.b, reuse.a) == (child.id, parent.id):
            found.append((reuse.b0, reuse.b1, reuse.a0, reuse.a1))
    return found


class Carried(NamedTuple):
    """Words that a translation carried over, by the lines they stand in."""

    child: dict[int, frozenset[str]]
    parent: dict[int, frozenset[str]]


def _line_at(view: View, starts: list[int], place: int) -> int | None:
    number = bisect_right(starts, place) - 1
    return number if number >= 0 and place < view.lines[number].span.end else None


def _carried_words(child: View, parent: View, reuses: Iterable[Reuse]) -> Carried:
    """The word pairs of translated passages as anchors that both lines have."""
    ours: dict[int, set[str]] = defaultdict(set)
    theirs: dict[int, set[str]] = defaultdict(set)
    starts = [line.span.start for line in child.lines], [line.span.start for line in parent.lines]
    for reuse in reuses:
        turned = reuse.a != child.id
        for number, (one, two) in enumerate(reuse.pairs):
            mine, other = (two, one) if turned else (one, two)
            i = _line_at(child, starts[0], mine.start)
            j = _line_at(parent, starts[1], other.start)
            if i is not None and j is not None:
                anchor = f"t:{reuse.a0}:{number}"
                ours[i].add(anchor)
                theirs[j].add(anchor)
    return Carried(
        {i: frozenset(found) for i, found in ours.items()},
        {j: frozenset(found) for j, found in theirs.items()},
    )


def _bonus(one: Line, two: Line, passages: list[tuple[int, int, int, int]]) -> float:
    """Whether a passage carries the middle of one line into the other."""
    if one.field == "title" or two.field == "title":
        return 0.0
    middle = (one.span.start + one.span.end) / 2
    for c0, c1, p0, p1 in passages:
        if c0 <= middle < c1:
            there = p0 + (middle - c0) * (p1 - p0) / max(1, c1 - c0)
            if two.span.start <= there < two.span.end:
                return PASSAGE_BONUS
    return 0.0


def _place(line: Line, view: View) -> float:
    """Where a line stands, from 0 (headline and first sentence) to 1."""
    return max(0, line.index) / max(1, len(view.lines) - 1)


def _pairs(
    child: list[frozenset[str]], parent: list[frozenset[str]]
) -> dict[tuple[int, int], list[str]]:
    """Shared anchors by line numbers, through an index of the parent's."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, line in enumerate(parent):
        for anchor in line:
            index[anchor].append(j)
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    for i, line in enumerate(child):
        for anchor in line:
            for j in index.get(anchor, ()):
                shared[i, j].append(anchor)
    return shared


def _changed_lines(child: View, parent: View) -> tuple[list[Line], list[Line]]:
    """The headlines, and the sentences that do not stand in both word for word."""
    both = {line.text for line in child.lines} & {line.text for line in parent.lines}
    return (
        [line for line in child.every if line.index < 0 or line.text not in both],
        [line for line in parent.every if line.index < 0 or line.text not in both],
    )


def _verbatim(child: View, parent: View) -> list[Match]:
    """The sentences that stand in both word for word."""
    there = {line.text: line for line in reversed(parent.lines)}
    return [
        Match(line, there[line.text], 1.0, substance=True)
        for line in child.lines
        if line.text in there
    ]


def align_lines(child: View, parent: View, reuses: Sequence[Reuse] = ()) -> tuple[Match, ...]:
    """The matches between a child and its parent, best first.

    >>> from menurut.model import Article
    >>> from menurut.trace.drift_view import view_of
    >>> one = view_of(Article(id="a", text="Двадцать три рыбака пропали у Ларкмура.", lang="ru"))
    >>> two = view_of(Article(id="b", text="23 nelayan hilang di Larkmoor.", lang="id"))
    >>> len(align_lines(one, two))
    1
    """
    same = child.lang == parent.lang
    foreign = child.outlet_sounds() | parent.outlet_sounds()
    child_lines, parent_lines = _changed_lines(child, parent)
    carried = _carried_words(child, parent, reuses)
    ours = [
        anchors(line, foreign, same_language=same) | carried.child.get(line.index, NONE)
        for line in child_lines
    ]
    theirs = [
        anchors(line, foreign, same_language=same) | carried.parent.get(line.index, NONE)
        for line in parent_lines
    ]
    weights = _weights(ours + theirs)
    sums_child = [sum(weights[a] for a in line) for line in ours]
    sums_parent = [sum(weights[a] for a in line) for line in theirs]
    passages = _passages(child, parent, reuses)
    matches = _verbatim(child, parent)
    for (i, j), shared in _pairs(ours, theirs).items():
        one, two = child_lines[i], parent_lines[j]
        weight = sum(weights[a] for a in shared)
        score = weight * (1 + CALM / 4) / (min(sums_child[i], sums_parent[j]) + CALM)
        if not same and abs(_place(one, child) - _place(two, parent)) <= SAME_PLACE:
            score += PLACE_BONUS
        score = min(1.0, score + _bonus(one, two, passages))
        if score >= LEAST_SCORE:
            opening = not same and one.index <= 0 and two.index <= 0
            substance = opening or any(not a.startswith(("s:", "source:")) for a in shared)
            matches.append(Match(one, two, score, substance))
    if not same:
        matches += _between(child, parent, matches)
    return tuple(sorted(matches, key=lambda m: (-m.score, m.child.index, m.parent.index)))


FIXED = 0.6
"""Score from which a match holds the lines around it in place."""
LARGEST_GAP = 3
"""Lines between two such matches that are paired in their order."""
GAP_SCORE = 0.5


def _between(child: View, parent: View, matches: Sequence[Match]) -> list[Match]:
    """Lines of a translation that stand between two sure matches, as many on either side.

    What changed may be all that would have held them together ("a leopard", "harimau").
    """
    sure = [m for m in matches if m.score >= FIXED and min(m.child.index, m.parent.index) >= 0]
    ours, theirs = {m.child.index for m in sure}, {m.parent.index for m in sure}
    fixed = _in_order(sorted((m.child.index, m.parent.index) for m in sure))
    found = []
    for (i, j), (k, m) in pairwise([(-1, -1), *fixed, (len(child.lines), len(parent.lines))]):
        left = [line for line in child.lines[i + 1 : k] if line.index not in ours]
        right = [line for line in parent.lines[j + 1 : m] if line.index not in theirs]
        if len(left) == len(right) <= LARGEST_GAP:
            pairs = zip(left, right, strict=True)
            found += [Match(one, two, GAP_SCORE, substance=False) for one, two in pairs]
    return found


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of lines that go on in both texts; one that turns back is left out."""
    kept: list[tuple[int, int]] = []
    for i, j in pairs:
        if not kept or (i > kept[-1][0] and j >= kept[-1][1]):
            kept.append((i, j))
    return kept


LEAD_LINES = 3
"""So many first sentences carry an article's claim, besides the headline."""
SHORTEST_LINE = 4
"""Words below which a line is a dateline, a heading or a greeting."""
NEAR_BEST = 0.8
"""A line of the child that matches this share of the best score may also be meant."""


class Comparison(NamedTuple):
    """A child beside its parent."""

    child: View
    parent: View
    matches: tuple[Match, ...]
    by_parent: dict[int, tuple[Match, ...]]
    """The matches of each line of the parent, best first."""
    child_zone: frozenset[int]
    parent_zone: frozenset[int]
    """Numbers of headline and lead."""

    def score(self, child: Line, parent: Line) -> float:
        """How surely two lines say the same; 0 where they are not matched."""
        for match in self.by_parent.get(parent.index, ()):
            if match.child.index == child.index:
                return match.score
        return 0.0

    def counterparts(self, parent: Line, share: float = NEAR_BEST) -> tuple[Match, ...]:
        """The lines of the child that stand, or may stand, for a line of the parent."""
        found = self.by_parent.get(parent.index, ())
        return tuple(m for m in found if m.score >= share * found[0].score)

    def in_lead(self, match: Match) -> bool:
        """Whether both lines carry their article's claim."""
        return match.child.index in self.child_zone and match.parent.index in self.parent_zone


def compare(child: View, parent: View, reuses: Sequence[Reuse] = ()) -> Comparison:
    """Align two views and keep the matches at hand."""
    matches = align_lines(child, parent, reuses)
    by_parent: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        by_parent[match.parent.index].append(match)
    return Comparison(
        child,
        parent,
        matches,
        {index: tuple(found) for index, found in by_parent.items()},
        frozenset(line.index for line in claim_lines(child)),
        frozenset(line.index for line in claim_lines(parent)),
    )


def lead_of(view: View, most: int = LEAD_LINES) -> tuple[Line, ...]:
    """The first sentences of the body that are long enough to claim something."""
    return tuple(line for line in view.lines if len(line.tokens) >= SHORTEST_LINE)[:most]


def claim_lines(view: View) -> tuple[Line, ...]:
    """The headline and the lead."""
    return ((view.title,) if view.title else ()) + lead_of(view)


def around(view: View, line: Line, before: int = 1, after: int = 1) -> tuple[Line, ...]:
    """The lines around a line, itself included; of a headline only itself."""
    if line.index < 0:
        return (line,)
    return view.lines[max(0, line.index - before) : line.index + after + 1]


def is_checking(view: View) -> bool:
    """Whether an article checks what others wrote: it tells their words, not its own."""
    return view.title is not None and view.title.has("checking")


def is_reprint(comparison: Comparison) -> bool:
    """Whether the child has only sentences of the parent, and added ones that say nothing of it.

    Nothing can have changed then. Most edges of a large family are such.
    """
    ours, theirs = comparison.child, comparison.parent
    if (ours.title and ours.title.text) != (theirs.title and theirs.title.text):
        return False
    if any(m.child.text != m.parent.text for m in comparison.matches):
        return False
    known = {line.text for line in theirs.lines}
    return all(line.text in known or not line.kinds.keys() & _KINDS for line in lead_of(ours))


def contradicts(comparison: Comparison) -> bool:
    """Whether the child's headline denies something and the parent's does not.

    Other numbers and other speakers are then its answer and no change on the way.
    """
    ours, theirs = comparison.child.title, comparison.parent.title
    denied = ours is not None and ours.has("denials")
    return denied and not (theirs is not None and theirs.has("denials"))
