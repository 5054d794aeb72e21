"""An article's text with numbered attributions: each mark leads to its line in the list, and back.

As in the report, a piece of text plays the roles that the attributions over it give it (content,
source, cue, hedge). Here a piece also says which attributions begin with it, so that a reader can
go from the list to the words and from the words to the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from menurut.model import Span
from menurut.report.marked_text import ROLES, Saying
from menurut.report.visible import split_hidden


class MarkedPiece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text that plays the same roles throughout."""

    text: str
    roles: tuple[str, ...] = ()
    hidden: str | None = None
    begins: tuple[int, ...] = ()
    """Numbers (from 1) of the attributions whose first word stands here."""


def mark_sayings(text: str, sayings: Sequence[Saying]) -> list[list[MarkedPiece]]:
    """The paragraphs of a text in pieces, with the numbers of the attributions that begin there.

    >>> mark_sayings("Hujan reda.", [])
    [[MarkedPiece(text='Hujan reda.', roles=(), hidden=None, begins=())]]
    """
    changes: dict[int, list[tuple[str, int]]] = {}
    begins: dict[int, list[int]] = {}
    for number, saying in enumerate(sayings, start=1):
        spans = [(role, span) for role, span in _spans(saying) if _inside(span, text)]
        for role, span in spans:
            changes.setdefault(span.start, []).append((role, 1))
            changes.setdefault(span.end, []).append((role, -1))
        if spans:
            begins.setdefault(min(span.start for _, span in spans), []).append(number)
    active: Counter[str] = Counter()
    paragraphs: list[list[MarkedPiece]] = [[]]
    places = sorted({0, *changes, len(text)})
    for start, end in pairwise(places):
        for role, step in changes.get(start, ()):
            active[role] += step
        roles = tuple(role for role in ROLES if active[role] > 0)
        _append(paragraphs, text[start:end], roles, tuple(begins.get(start, ())))
    return [paragraph for paragraph in paragraphs if paragraph]


def _spans(saying: Saying) -> list[tuple[str, Span]]:
    return [(role, span) for role in ROLES for span in getattr(saying.attribution, role)]


def _inside(span: Span, text: str) -> bool:
    return 0 <= span.start < span.end <= len(text)


def _append(
    paragraphs: list[list[MarkedPiece]], text: str, roles: tuple[str, ...], begins: tuple[int, ...]
) -> None:
    for at, line in enumerate(text.split("\n")):
        if at:
            paragraphs.append([])
        for part, hidden in split_hidden(line):
            if part.strip() or paragraphs[-1]:
                piece = MarkedPiece(text=part, roles=roles, hidden=hidden, begins=begins)
                paragraphs[-1].append(piece)
                begins = ()
