"""From labelled passages to what is told: which pairs have enough in common, and exact characters.

A passage alone is weak evidence: names of offices and stock phrases are shared by everybody. A
pair of articles is told when its best passage says enough, and then with all its passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.model import Reuse, Span
from menurut.reuse.alignment import Passages
from menurut.reuse.candidates import pair_codes
from menurut.reuse.compiled import Bools, Int32s, Int64s, compiled
from menurut.reuse.furniture import Texts, label_furniture, label_quotes
from menurut.reuse.star import make_star

PAIR_BITS = 60
"""Bits that the best passage of a pair needs before the pair is told. Set on r2k: 50 adds 200
chance pairs to 2,370 true ones, 70 loses 13 true ones and 30 chance ones."""
PAIR_RUN = 7
"""... and words in its longest run without a change: names of offices are six words long."""
COPY_SIMILARITY = 0.85
"""Share of equal words from which a passage is called a copy, below it a rewrite."""
KINDS = ("copy", "rewrite", "furniture", "translation")

WordPairs = tuple[tuple[Span, Span], ...]
TextReader = Callable[[Sequence[int]], Mapping[int, str]]

_QUOTATION_MARKS = frozenset('"“”„‟«»‹›「」『』＂')
_QUOTE_MARGIN = 3
"""Characters beside a passage in which its quotation marks are looked for."""
TOLD_AT_ONCE = 200_000
TEXTS_AT_ONCE = 20_000
"""Passages, and texts, that are in memory at once."""
NOTHING = np.empty(0, np.int64)


class ReuseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What to tell."""

    keep_furniture: bool = False
    """Also tell what an outlet prints under everything, as kind "furniture"."""
    pair_bits: int = PAIR_BITS
    pair_run: int = PAIR_RUN


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Labelled passages of a collection."""

    passages: Passages
    furniture: NDArray[np.bool_]
    quotes: NDArray[np.bool_]
    """Short, and in many articles that share nothing else; common quotes if in quotation marks."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, as parallel arrays: text numbers, characters, likeness, kind."""

    a: NDArray[np.int64]
    a0: NDArray[np.int32]
    a1: NDArray[np.int32]
    b: NDArray[np.int64]
    b0: NDArray[np.int32]
    b1: NDArray[np.int32]
    similarity: NDArray[np.float64]
    kind: NDArray[np.int64]
    """Positions in `KINDS`."""
    common_quote: NDArray[np.bool_]
    pairs: NDArray[np.object_]
    """As in `Reuse`: the word pairs that carried a translation, () for passages in one language."""


def label(texts: Texts, passages: Passages) -> Findings:
    """Tell furniture and common quotes from the rest."""
    star = make_star(passages, len(texts.outlets))
    furniture = label_furniture(texts, passages, star)
    quotes = label_quotes(texts, passages, furniture, star)
    return Findings(passages=passages, furniture=furniture, quotes=quotes)


def enough(findings: Findings, settings: ReuseSettings) -> NDArray[np.bool_]:
    """Which passages are told: those of pairs whose best one says enough, without furniture."""
    p, told = findings.passages, np.zeros(len(findings.furniture), np.bool_)
    sides = (np.ascontiguousarray(p.a), np.ascontiguousarray(p.b))
    merits = (np.ascontiguousarray(p.bits), np.ascontiguousarray(p.longest))
    _mark_enough(sides, merits, findings.furniture, (settings.pair_bits, settings.pair_run), told)
    if settings.keep_furniture:
        told |= findings.furniture & (p.bits >= settings.pair_bits)
    return told


@compiled
def _mark_enough(
    sides: tuple[Int64s, Int64s],
    merits: tuple[Int32s, Int32s],
    furniture: Bools,
    least: tuple[int, int],
    told: Bools,
) -> None:
    """Set `told` for the passages of a pair, furniture left out, whose best ones say enough."""
    a, b = sides
    bits, longest = merits
    begin = 0
    while begin < len(a):
        end, best, run = begin, 0, 0
        while end < len(a) and a[end] == a[begin] and b[end] == b[begin]:
            if not furniture[end]:
                best, run = max(best, bits[end]), max(run, longest[end])
            end += 1
        if best >= least[0] and run >= least[1]:
            for row in range(begin, end):
                told[row] = not furniture[row]
        begin = end


def tell(texts: Texts, findings: Findings, settings: ReuseSettings, read_texts: TextReader) -> Told:
    """What is told, in order of the articles and of the place.

    `read_texts` gives back the texts with these numbers: quotation marks are looked for there.
    """
    parts = [*tell_in_parts(texts, findings, settings, read_texts), told_passages(texts, findings)]
    return join_told(parts)


def tell_in_parts(
    texts: Texts, findings: Findings, settings: ReuseSettings, read_texts: TextReader
) -> Iterator[Told]:
    """The same part by part, so that they need not be in memory at once."""
    chosen = np.flatnonzero(enough(findings, settings))
    codes = pair_codes(findings.passages.a[chosen], findings.passages.b[chosen])
    chosen = chosen[np.argsort(codes, kind="stable")]
    del codes
    quotes = chosen[findings.quotes[chosen]]
    quoted = np.zeros(len(findings.quotes), np.bool_)
    quoted[quotes] = _quoted(told_passages(texts, findings, quotes), read_texts)
    sure = msgspec.structs.replace(findings, quotes=quoted)
    for start in range(0, len(chosen), TOLD_AT_ONCE):
        yield told_passages(texts, sure, chosen[start : start + TOLD_AT_ONCE])


def told_passages(texts: Texts, findings: Findings, chosen: NDArray[np.int64] = NOTHING) -> Told:
    """These passages as they are told, whatever they say."""
    p, words = findings.passages.take(chosen), texts.words
    a_first, b_first = words.bounds[p.a], words.bounds[p.b]
    similarity = 2 * p.equal / (p.a1 - p.a0 + p.b1 - p.b0)
    kind = np.where(similarity >= COPY_SIMILARITY, 0, 1)
    return Told(
        a=p.a,
        a0=words.starts[a_first + p.a0],
        a1=words.ends[a_first + p.a1 - 1],
        b=p.b,
        b0=words.starts[b_first + p.b0],
        b1=words.ends[b_first + p.b1 - 1],
        similarity=np.round(np.minimum(1.0, similarity), 4).astype(np.float64),
        kind=np.where(findings.furniture[chosen], 2, kind),
        common_quote=findings.quotes[chosen],
        pairs=no_pairs(len(chosen)),
    )


def join_told(parts: Sequence[Told]) -> Told:
    """The passages of several parts, one after the other."""
    fields = Told.__struct_fields__
    return Told(**{f: np.concatenate([getattr(part, f) for part in parts]) for f in fields})


def no_pairs(count: int) -> NDArray[np.object_]:
    """The column of word pairs of passages in one language."""
    column = np.empty(count, np.object_)
    column.fill(())
    return column


def pairs_column(pairs: Sequence[WordPairs]) -> NDArray[np.object_]:
    """The word pairs of each passage as a column, one object a row.

    >>> pairs_column([(), ((Span(0, 3), Span(4, 9)),)]).shape
    (2,)
    """
    column = np.empty(len(pairs), np.object_)
    for row, one in enumerate(pairs):  # a list of equal lengths would become a table
        column[row] = one
    return column


def _quoted(told: Told, read_texts: TextReader) -> NDArray[np.bool_]:
    """Which of some passages stand in quotation marks in either text."""
    one, other = (told.a, told.a0, told.a1), (told.b, told.b0, told.b1)
    place = np.concatenate([np.stack(one, axis=1), np.stack(other, axis=1)])
    # What many have is told once for each two of them.
    distinct, back = np.unique(place, axis=0, return_inverse=True)
    marked = np.zeros(len(distinct), np.bool_)
    fresh = np.flatnonzero(np.diff(distinct[:, 0], prepend=-1))
    for first in range(0, len(fresh), TEXTS_AT_ONCE):
        some = fresh[first : first + TEXTS_AT_ONCE]
        last = fresh[first + TEXTS_AT_ONCE] if first + TEXTS_AT_ONCE < len(fresh) else len(distinct)
        texts = read_texts(distinct[some, 0].tolist())
        marked[some[0] : last] = [
            has_quotation_mark(texts[number][_around(start, end)])
            for number, start, end in distinct[some[0] : last].tolist()
        ]
    half = len(back) // 2
    quoted: NDArray[np.bool_] = np.logical_or(marked[back[:half]], marked[back[half:]])
    return quoted


def has_quotation_mark(text: str) -> bool:
    """Whether a double quotation mark of any kind stands in a text.

    >>> has_quotation_mark("“Air naik”"), has_quotation_mark("air's")
    (True, False)
    """
    return not _QUOTATION_MARKS.isdisjoint(text)


def _around(start: int, end: int) -> slice:
    return slice(max(0, start - _QUOTE_MARGIN), end + _QUOTE_MARGIN)


def records(told: Told, ids: Sequence[str]) -> Iterator[Reuse]:
    """One record for each passage that is told."""
    columns = (getattr(told, name).tolist() for name in Told.__struct_fields__)
    for a, a0, a1, b, b0, b1, similarity, kind, quote, pairs in zip(*columns, strict=True):
        yield Reuse(
            a=ids[a],
            a0=a0,
            a1=a1,
            b=ids[b],
            b0=b0,
            b1=b1,
            similarity=similarity,
            kind=KINDS[kind],  # type: ignore[arg-type]
            common_quote=quote,
            pairs=pairs,
        )
