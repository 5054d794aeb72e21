"""What a rung hands on: source, cue and content, and how it came by them.

A `Finding` is also what a learned tagger gives (`rule="tagger"`): everything after the
cascade (kind, source type, relays, hedges, antecedents, chains) reads findings only.
"""

from __future__ import annotations

import msgspec

from menurut.languages.attribution import CueGroup
from menurut.model import Act, Span, Spans


class Hit(msgspec.Struct, frozen=True):
    """A cue in a sentence: tokens `first` (modifiers included) to `last`."""

    first: int
    core: int
    last: int
    group: CueGroup
    clitic: int = 0
    """Characters at the end of the last token that are the source: "-nya"."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution, not yet labelled. Earlier rungs win where two overlap."""

    source: Spans
    cue: Spans
    content: Spans
    rule: str
    act: Act = "say"
    hedged: bool = False
    """The cue keeps a distance."""
    via: tuple[Spans, ...] = ()
    via_cue: Spans = ()
    sentence: int = -1
    shared: bool = False
    """The source is that of an earlier cue of the sentence: "... and added"."""
    confidence: float | None = None
    """Set where the finder knows better than the average of its rung."""


def trim(text: str, span: Span, drop: str = " \t\n,;:.—–-،؛") -> Span | None:
    """A span without blanks and loose punctuation at its edges; `None` if nothing is left.

    >>> trim("kata dia , begitu.", Span(8, 18))
    Span(start=11, end=17)
    """
    start, end = span.start, span.end
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return Span(start, end) if start < end else None


def covers(outer: Spans, inner: Spans) -> bool:
    """Whether each fragment of `inner` lies in one of `outer`."""
    for i in inner:
        for o in outer:
            if o.start <= i.start and i.end <= o.end:
                break
        else:
            return False
    return True
