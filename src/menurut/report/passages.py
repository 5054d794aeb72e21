"""Two passages side by side, with the words they share marked.

Words are marked where three in a row (fewer, if the passage is shorter) stand on both sides;
that is linear in the length, whatever a hostile text repeats. Translated passages show the word
pairs that carried the match. Long stretches of shared words are cut in the middle: the whole
text of both articles stands further below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from menurut.model import Edge, Evidence, Reuse, Span
from menurut.report.story import Story, edge_anchor
from menurut.report.visible import split_hidden

RUN = 3
"""Words in a row that count as shared. Two would mark "of the"; four miss edited sentences."""
LONG_RUN = 60
KEPT_BEFORE, KEPT_AFTER = 14, 8
"""A longer stretch of shared words is cut to its ends: what differs is what one looks for, and
the whole of it stands under the article."""
PASSAGES = 10
"""More passages of one edge than this are counted, not shown."""

_WORD = re.compile(r"\w+")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text with one look."""

    text: str
    shared: bool = False
    hidden: str | None = None
    """The mark shown in place of a hidden character."""
    left_out: int = 0
    """Words that were left out here."""


Pieces = tuple[Piece, ...]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One passage of the child and where it stands in the parent."""

    reuse: Reuse
    child: Pieces
    parent: Pieces

    @property
    def same(self) -> bool:
        """Whether both sides are the same to the letter, so that one of them says it all."""
        return self.child == self.parent


class EdgeView(msgspec.Struct, frozen=True, kw_only=True):
    """An edge with all that it rests on."""

    edge: Edge
    anchor: str
    pairs: tuple[Pair, ...]
    more: int
    evidence: tuple[Evidence, ...]


def view_edge(story: Story, edge: Edge) -> EdgeView:
    """The passages and the other evidence of an edge."""
    reuses = story.reuses.get((edge.child, edge.parent), ())
    longest = sorted(reuses, key=lambda r: (r.a0 - r.a1, r.a0))[:PASSAGES]
    child, parent = story.articles[edge.child].text, story.articles[edge.parent].text
    return EdgeView(
        edge=edge,
        anchor=edge_anchor(story, edge),
        pairs=tuple(pair_of(r, child, parent) for r in sorted(longest, key=lambda r: r.a0)),
        more=len(reuses) - len(longest),
        evidence=tuple(e for e in edge.evidence if e.kind not in {"passage", "same_text"}),
    )


def pair_of(reuse: Reuse, child: str, parent: str) -> Pair:
    """Both sides of a passage, with shared words marked.

    >>> pair = pair_of(
    ...     Reuse(a="a", a0=0, a1=21, b="b", b0=0, b1=23, similarity=0.8, kind="copy"),
    ...     "kata seorang pejabat.", "ujar seorang pejabat itu",
    ... )
    >>> [(piece.text, piece.shared) for piece in pair.child]
    [('kata seorang pejabat.', False)]
    """
    left, right = Span(reuse.a0, reuse.a1), Span(reuse.b0, reuse.b1)
    if reuse.pairs:
        spans = ([pair[0] for pair in reuse.pairs], [pair[1] for pair in reuse.pairs])
    else:
        spans = shared_runs(child, left, parent, right)
    return Pair(
        reuse=reuse,
        child=cut_pieces(child, left, spans[0]),
        parent=cut_pieces(parent, right, spans[1]),
    )


def shared_runs(
    a: str, a_span: Span, b: str, b_span: Span
) -> tuple[list[Span], list[Span]]:  # fmt: skip
    """Where runs of words stand on both sides.

    >>> text, other = "lalu hujan turun lagi", "hujan turun lagi di sini"
    >>> shared_runs(text, Span(0, 21), other, Span(0, 24))[0]
    [Span(start=5, end=21)]
    """
    left, right = _words(a, a_span), _words(b, b_span)
    size = max(1, min(RUN, len(left), len(right)))
    return _runs(left, right, size), _runs(right, left, size)


def _words(text: str, span: Span) -> list[tuple[str, Span]]:
    return [
        (match[0].casefold(), Span(match.start(), match.end()))
        for match in _WORD.finditer(text, max(0, span.start), max(0, span.end))
    ]


def _runs(
    mine: Sequence[tuple[str, Span]], theirs: Sequence[tuple[str, Span]], size: int
) -> list[Span]:
    known = {
        tuple(word for word, _ in theirs[at : at + size]) for at in range(len(theirs) - size + 1)
    }
    runs: list[Span] = []
    last = -1
    for at in range(len(mine) - size + 1):
        if tuple(word for word, _ in mine[at : at + size]) in known:
            end = mine[at + size - 1][1].end
            if runs and at <= last:
                runs[-1] = Span(runs[-1].start, end)
            else:
                runs.append(Span(mine[at][1].start, end))
            last = at + size
    return runs


def cut_pieces(text: str, span: Span, shared: Iterable[Span]) -> Pieces:
    """The text under a span in pieces: shared or not, hidden characters apart."""
    start, end = max(0, span.start), min(len(text), span.end)
    pieces: list[Piece] = []
    here = start
    for run in _joined(text, sorted(shared)):
        if run.start < here or run.end > end:
            continue
        pieces += _visible(text[here : run.start], shared=False)
        pieces += _shortened(text[run.start : run.end])
        here = run.end
    pieces += _visible(text[here:end], shared=False)
    return tuple(pieces)


def _joined(text: str, runs: Iterable[Span]) -> list[Span]:
    """Runs with nothing but blanks between them as one: the pairs of a translation are words."""
    joined: list[Span] = []
    for run in runs:
        if joined and joined[-1].end <= run.start and text[joined[-1].end : run.start].isspace():
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(run)
    return joined


def _visible(text: str, *, shared: bool) -> list[Piece]:
    return [Piece(text=part, shared=shared, hidden=hidden) for part, hidden in split_hidden(text)]


def _shortened(text: str) -> list[Piece]:
    words = list(_WORD.finditer(text))
    if len(words) <= LONG_RUN:
        return _visible(text, shared=True)
    head = text[: words[KEPT_BEFORE - 1].end()]
    tail = text[words[-KEPT_AFTER].start() :]
    gap = Piece(text="", shared=True, left_out=len(words) - KEPT_BEFORE - KEPT_AFTER)
    return [*_visible(head, shared=True), gap, *_visible(tail, shared=True)]
