"""From labelled passages to what is told: which pairs have enough in common, and exact characters.

A passage alone is weak evidence: names of offices and stock phrases are shared by everybody. A
pair of articles is told when its best passage says enough, and then with all its passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.model import Reuse, Span
from menurut.reuse.alignment import Passages
from menurut.reuse.candidates import pair_codes
from menurut.reuse.furniture import Texts, label_furniture, label_quotes

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
    furniture = label_furniture(texts, passages)
    quotes = label_quotes(texts, passages, furniture)
    return Findings(passages=passages, furniture=furniture, quotes=quotes)


def enough(findings: Findings, settings: ReuseSettings) -> NDArray[np.bool_]:
    """Which passages are told: those of pairs whose best one says enough, without furniture."""
    passages, story = findings.passages, ~findings.furniture
    _, pair = np.unique(pair_codes(passages.a, passages.b), return_inverse=True)
    best, longest = np.zeros(len(pair), np.int32), np.zeros(len(pair), np.int32)
    np.maximum.at(best, pair[story], passages.bits[story])
    np.maximum.at(longest, pair[story], passages.longest[story])
    told = story & (best[pair] >= settings.pair_bits) & (longest[pair] >= settings.pair_run)
    if settings.keep_furniture:
        told |= findings.furniture & (passages.bits >= settings.pair_bits)
    return told


def tell(texts: Texts, findings: Findings, settings: ReuseSettings, read_texts: TextReader) -> Told:
    """What is told, in order of the articles and of the place.

    `read_texts` gives back the texts with these numbers: quotation marks are looked for there.
    """
    chosen = np.flatnonzero(enough(findings, settings))
    p, words = findings.passages.take(chosen), texts.words
    a_first, b_first = words.bounds[p.a], words.bounds[p.b]
    similarity = 2 * p.equal / (p.a1 - p.a0 + p.b1 - p.b0)
    kind = np.where(similarity >= COPY_SIMILARITY, 0, 1)
    told = Told(
        a=p.a,
        a0=words.starts[a_first + p.a0],
        a1=words.ends[a_first + p.a1 - 1],
        b=p.b,
        b0=words.starts[b_first + p.b0],
        b1=words.ends[b_first + p.b1 - 1],
        similarity=np.round(np.minimum(1.0, similarity), 4).astype(np.float64),
        kind=np.where(findings.furniture[chosen], 2, kind),
        common_quote=findings.quotes[chosen],
        pairs=pairs_column([()] * len(chosen)),
    )
    quoted = _quoted(told, read_texts)
    order = np.lexsort((told.b0, told.a0, told.b, told.a))
    told = msgspec.structs.replace(told, common_quote=quoted)
    return Told(**{name: getattr(told, name)[order] for name in Told.__struct_fields__})


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
    """Which of the passages that may be common quotes stand in quotation marks in either text."""
    quoted = np.zeros(len(told.a), np.bool_)
    rows = np.flatnonzero(told.common_quote)
    texts = read_texts(np.unique([told.a[rows], told.b[rows]]).tolist())

    @lru_cache(maxsize=100_000)  # what many have is told once for each two of them
    def marked(number: int, start: int, end: int) -> bool:
        return not _QUOTATION_MARKS.isdisjoint(texts[number][_around(start, end)])

    sides = ((told.a, told.a0, told.a1), (told.b, told.b0, told.b1))
    one, other = (zip(*(column[rows].tolist() for column in side), strict=True) for side in sides)
    quoted[rows] = [marked(*a) or marked(*b) for a, b in zip(one, other, strict=True)]
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
