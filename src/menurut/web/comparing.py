"""Two articles side by side: what stands in both is marked on both sides, and numbered.

What goes in: two texts and the passages they share. What comes out: each text whole, in stretches
that are a passage or none; a passage has the same number on both sides, so that a link leads from
one to the other. Translated passages are also given sentence by sentence: two sentences belong
together when word pairs that carried the match lie in both, and the pairs are told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from menurut.model import Article, Reuse, Span
from menurut.report.passages import Piece, Pieces, cut_pieces, shared_runs
from menurut.report.story import anchor, turned
from menurut.reuse.translation_words import sentences_in
from menurut.web.addresses import content_hash

CLEAR_SHARE = 0.5
"""A second sentence belongs to one too if it has at least half as many word pairs as the best."""
PAIRS_TOLD = 24
"""Word pairs written out below two sentences; a longer list nobody reads."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of one side: a passage (with its number) or what lies between two."""

    pieces: Pieces
    number: int = 0
    """From 1; 0: no passage."""
    anchor: str = ""
    goes_to: str = ""
    """The anchor of the same passage on the other side."""
    kind: str = ""


class Sentences(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences of both sides that say the same, with the word pairs that show it."""

    left: Pieces
    right: Pieces
    pairs: tuple[tuple[str, str], ...]
    number: int
    """Of the passage they stand in."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two articles and what they share."""

    left: Article
    right: Article
    passages: tuple[Reuse, ...]
    """`a` is the left one; in the order in which they stand there."""
    left_stretches: tuple[Stretch, ...]
    right_stretches: tuple[Stretch, ...]
    sentences: tuple[Sentences, ...]
    left_share: float
    """0 to 1: share of the left text that stands in passages."""
    right_share: float


def compare_articles(left: Article, right: Article, reuses: Iterable[Reuse]) -> Comparison:
    """Put what two articles share into numbers and marks."""
    facing = (
        r if r.a == left.id else turned(r) for r in reuses if {r.a, r.b} == {left.id, right.id}
    )
    passages = tuple(sorted((r for r in facing if r.kind != "furniture"), key=_place))
    base = anchor("p", content_hash(left), content_hash(right))
    marks = [_shared(r, left.text, right.text) for r in passages]
    lefts = [(Span(r.a0, r.a1), mark[0]) for r, mark in zip(passages, marks, strict=True)]
    rights = [(Span(r.b0, r.b1), mark[1]) for r, mark in zip(passages, marks, strict=True)]
    return Comparison(
        left=left,
        right=right,
        passages=passages,
        left_stretches=tuple(_stretches(left.text, lefts, passages, (f"{base}-l", f"{base}-r"))),
        right_stretches=tuple(_stretches(right.text, rights, passages, (f"{base}-r", f"{base}-l"))),
        sentences=tuple(_sentences(left.text, right.text, passages)),
        left_share=_share(left.text, [span for span, _ in lefts]),
        right_share=_share(right.text, [span for span, _ in rights]),
    )


def _place(reuse: Reuse) -> tuple[int, int, int]:
    return reuse.a0, reuse.a1, reuse.b0


def _shared(reuse: Reuse, left: str, right: str) -> tuple[list[Span], list[Span]]:
    """The words of a passage that stand on both sides, or the word pairs of a translation."""
    if reuse.pairs:
        return sorted({a for a, _ in reuse.pairs}), sorted({b for _, b in reuse.pairs})
    return shared_runs(left, Span(reuse.a0, reuse.a1), right, Span(reuse.b0, reuse.b1))


def _stretches(
    text: str,
    marked: Sequence[tuple[Span, list[Span]]],
    passages: Sequence[Reuse],
    sides: tuple[str, str],
) -> Iterable[Stretch]:
    """The whole text; where two passages overlap the later one begins where the first ends."""
    here = 0
    for number in sorted(range(len(marked)), key=lambda n: marked[n][0]):
        span, words = marked[number]
        start, end = max(span.start, here), min(span.end, len(text))
        if start >= end:
            continue
        if start > here:
            yield Stretch(pieces=cut_pieces(text, Span(here, start), ()))
        yield Stretch(
            pieces=_whole(text, Span(start, end), words),
            number=number + 1,
            anchor=f"{sides[0]}{number + 1}",
            goes_to=f"{sides[1]}{number + 1}",
            kind=passages[number].kind,
        )
        here = end
    if here < len(text):
        yield Stretch(pieces=cut_pieces(text, Span(here, len(text)), ()))


def _whole(text: str, span: Span, words: Iterable[Span]) -> Pieces:
    """All of a stretch with its shared words, long runs cut up so that none is left out."""
    short = (part for run in words for part in _parts(text, run))
    return cut_pieces(text, span, short)


RUN_CHARS = 120
"""The report leaves out the middle of runs of more than 60 words; here everything is shown."""


def _parts(text: str, run: Span) -> Iterable[Span]:
    """A run in parts that end between words."""
    start = run.start
    while run.end - start > RUN_CHARS:
        end = text.find(" ", start + RUN_CHARS, run.end)
        if end < 0:
            break
        yield Span(start, end)
        start = end
    yield Span(start, run.end)


def _share(text: str, spans: Iterable[Span]) -> float:
    covered, end = 0, 0
    for span in sorted(spans):
        covered += max(0, span.end - max(span.start, end))
        end = max(end, span.end)
    return min(1.0, covered / len(text.strip())) if text.strip() else 0.0


def _sentences(left: str, right: str, passages: Sequence[Reuse]) -> Iterable[Sentences]:
    """The sentences of translated passages that belong together, in the order of the left side."""
    if not any(reuse.pairs for reuse in passages):
        return
    lefts, rights = sentences_in(left), sentences_in(right)
    for number, reuse in enumerate(passages, start=1):
        placed = [
            (i, j, pair)
            for pair in reuse.pairs
            if (i := _sentence_at(lefts, pair[0])) is not None
            and (j := _sentence_at(rights, pair[1])) is not None
        ]
        for group in _groups([(i, j) for i, j, _ in placed]):
            pairs = [pair for i, j, pair in placed if (i, j) in group]
            yield Sentences(
                left=_marked(left, [lefts[i] for i, _ in group], [a for a, _ in pairs]),
                right=_marked(right, [rights[j] for _, j in group], [b for _, b in pairs]),
                pairs=tuple(
                    dict.fromkeys((a.of(left), b.of(right)) for a, b in sorted(pairs)[:PAIRS_TOLD])
                ),
                number=number,
            )


def _sentence_at(sentences: Sequence[Span], word: Span) -> int | None:
    """Which sentence a word stands in."""
    at = bisect_right(sentences, word.start, key=lambda s: s.start) - 1
    return at if at >= 0 and word.start < sentences[at].end else None


def _groups(links: Sequence[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """Sentence pairs that hang together: one may be translated by two, and two by one.

    >>> _groups([(0, 0), (0, 0), (1, 1), (1, 1), (1, 1), (1, 4)])
    [{(0, 0)}, {(1, 1)}]
    """
    votes = Counter(links)
    best: dict[tuple[str, int], int] = defaultdict(int)
    for (i, j), n in votes.items():
        best["l", i] = max(best["l", i], n)
        best["r", j] = max(best["r", j], n)
    kept = sorted(
        (i, j) for (i, j), n in votes.items() if n >= CLEAR_SHARE * max(best["l", i], best["r", j])
    )
    groups: list[set[tuple[int, int]]] = []
    for link in kept:
        tied = [g for g in groups if any(link[0] == i or link[1] == j for i, j in g)]
        groups = [g for g in groups if g not in tied]
        groups.append(set().union({link}, *tied))
    return sorted(groups, key=min)


def _marked(text: str, sentences: Iterable[Span], words: Iterable[Span]) -> Pieces:
    """Sentences in their order, with the paired words marked."""
    marked = sorted(set(words))
    pieces: list[Piece] = []
    for sentence in sorted(set(sentences)):
        pieces += [Piece(text=" ")] if pieces else []
        pieces += cut_pieces(text, sentence, marked)
    return tuple(pieces)
