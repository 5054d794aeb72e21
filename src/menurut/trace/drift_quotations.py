"""Quotations put in another mouth: the parent's words, said by somebody else of the parent.

In: a comparison. Out: pairs of quotations that stand for each other, with those who say them, and
the first pair whose child's speaker is another person or kind of person that the parent has too.
That the parent has it is what makes it a change and not a translator's word: "the owner of the
kitchen", who was not at home in the parent, says in the child what the cook said.
Weakness: a speaker whom `attribute` does not resolve is left out, and so are all quotations that
neither match by their words nor stand in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from menurut.trace.drift_view import quotations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from menurut.model import Attribution, Span
    from menurut.trace.drift_alignment import Comparison
    from menurut.trace.drift_view import View

SHORTEST_QUOTATION = 25
"""Characters; what is shorter is a name or a word as often as somebody's sentence."""
SURELY_SAID = 0.65
"""Confidence of an attribution from which its source counts as the one who says a claim."""
SAME_WORDS = 0.6
"""Score from which two quoted lines are taken for the same words."""
LENGTHS = 0.45, 2.2
"""A quotation and its translation differ by no more than this in length."""
PERSONS = ("source", "office", "force", "actor")
NO_PERSON = frozenset({"document", "media", "social", "anonymous"})
"""Kinds of sources that tell nothing of who somebody is."""


NO_SPEAKER = frozenset({"outlet", "document"})


class Quotation(NamedTuple):
    """Words in quotation marks and who says them."""

    span: Span
    names: frozenset[str]
    """Sounds of the speaker's names."""
    kinds: frozenset[str]
    """Kinds of persons that the speaker is called."""
    source: Span


def quotations_of(view: View) -> tuple[Quotation | None, ...]:
    """The long quotations of an article in order, None where nobody surely says them."""
    said = [a for line in view.lines for a in line.attributed if a.confidence >= SURELY_SAID]
    return tuple(
        _spoken(view, span, said)
        for span in quotations(view.text)
        if span.end - span.start >= SHORTEST_QUOTATION
    )


def _spoken(view: View, span: Span, found: Sequence[Attribution]) -> Quotation | None:
    """A quotation with the names of its speaker and what he is called.

    What a pronoun stands for counts by its name only: the nearest kind may be somebody else.
    """
    about = [
        a
        for a in found
        if a.source_type not in NO_SPEAKER and any(c.overlaps(span) for c in a.content)
    ]
    if not about:
        return None
    said = max(about, key=lambda a: a.confidence)
    spans = (*said.source, *said.antecedent)
    titles = quotations(view.text)  # "she told «Vedomosti»"
    names = frozenset(
        n.sound
        for other in view.lines
        for n in other.names
        if len(n.sound) > 1 and any(n.span.overlaps(s) for s in spans) and not _in(n.span, titles)
    )
    called = spans if names else said.source
    kinds = frozenset(
        name
        for other in view.lines
        for m in other.mentions
        for table, _, name in (m.label.partition(":"),)
        if table in PERSONS and any(other.span_of(m).overlaps(s) for s in called)
    )
    return Quotation(span, names, kinds - NO_PERSON, said.source[0])


def _in(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def paired_quotations(comparison: Comparison) -> Iterator[tuple[Quotation, Quotation]]:
    """Quotations of the child with those of the parent that they stand for.

    Where both have as many they go in order, else by the words that they share.
    """
    ours, theirs = quotations_of(comparison.child), quotations_of(comparison.parent)
    in_order = len(ours) == len(theirs)
    for number, mine in enumerate(ours):
        if mine is None:
            continue
        match = next(
            (
                m
                for m in comparison.matches
                if m.score >= SAME_WORDS and m.child.span.overlaps(mine.span) and m.child.index >= 0
            ),
            None,
        )
        there = match.parent.span if match and match.parent.index >= 0 else None
        same = [q for q in theirs if q and there and q.span.overlaps(there)]
        if match is None and in_order:
            same = [q for q in theirs[number : number + 1] if q]
        if len(same) == 1 and _as_long(mine, same[0]):
            yield mine, same[0]


def _as_long(one: Quotation, two: Quotation) -> bool:
    length = (one.span.end - one.span.start) / (two.span.end - two.span.start)
    return LENGTHS[0] <= length <= LENGTHS[1]


def in_another_mouth(
    comparison: Comparison, alike: tuple[frozenset[str], ...]
) -> tuple[Quotation, Quotation] | None:
    """The first quotation of the child that somebody else of the parent said, with the parent's.

    `alike`: kinds of sources that translators put for each other.
    """
    parent, child = comparison.parent, comparison.child
    known = parent.sounds() - parent.outlet_sounds()
    for mine, theirs in paired_quotations(comparison):
        if _is_spelt_alike(mine.names, theirs.names) or _is_alike(mine.kinds, theirs.kinds, alike):
            continue
        if _is_spelt_alike(theirs.names, child.sounds()) or theirs.kinds & persons_of(child):
            continue  # he is there: more likely the speaker was not rightly found
        if mine.names and theirs.names and mine.names & known:
            return mine, theirs
        if not mine.names and theirs.kinds and mine.kinds & persons_of(parent):
            return mine, theirs
    return None


def _is_spelt_alike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether two names begin and end with the same consonants: "Bjorn", "Бьорн"."""
    ends = {(sound[:1], sound[-1:]) for sound in ours if len(sound) > 1}
    return any((sound[:1], sound[-1:]) in ends for sound in theirs if len(sound) > 1)


def persons_of(view: View) -> frozenset[str]:
    """All kinds of persons and of their sources in an article."""
    return frozenset().union(*(view.whole.get(table, frozenset()) for table in PERSONS))


def _is_alike(
    ours: frozenset[str], theirs: frozenset[str], alike: tuple[frozenset[str], ...]
) -> bool:
    return bool(ours & theirs) or any(group & ours and group & theirs for group in alike)
