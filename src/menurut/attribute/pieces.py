"""A text as the tagger's model reads it: word pieces with their looks, cut into windows.

In: a text and a tokenizer. Out: `Pieces` (one array per property, over all words) and
`Window`s of at most `LENGTH` pieces that begin and end with a paragraph where they can.
Idea: the model knows no capitals, so capitals and quotation marks are told to it through the
token types; a paragraph break is a piece of its own. Everything is linear in the length.
Weakness: a quotation mark that is never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Numbers = npt.NDArray[np.int64]

LENGTH = 128
"""Pieces of one window, marks of begin and end included. Articles held out of training gave the
same figures from 100 to 256 (within half a point), two points less with 80; short is fast."""
STRETCH = 50_000
"""Characters that the tokenizer gets at once."""
CONTEXT = 0
"""Pieces of the text before that a window shows to the model again. With 32 of them three points
of F1 were lost on the same articles (.731 matched instead of .768)."""
BEGIN, END, BREAK = 101, 102, 2
"""Pieces that stand for the begin and the end of a window and for a paragraph break."""
TYPES = 7
"""Small, Capital, CAPITALS; the same inside quotation marks; paragraph break."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, as broken JSON may hold: the tokenizer refuses a text with it."""
_OPENING, _CLOSING, _EITHER = "“„«", '”»"', '"'
_STOPS = frozenset('.!?…”"»')


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """A text in pieces. A word is what stands between blanks and punctuation, or one mark."""

    ids: Numbers
    """Vocabulary numbers, with a `BREAK` before each paragraph but the first."""
    types: Numbers
    first: Numbers
    """For each word its first piece."""
    starts: Numbers
    """For each word where it begins in the text, and where it ends:"""
    ends: Numbers
    breaks: Numbers
    """Words that begin a paragraph."""
    quoted: npt.NDArray[np.bool_]
    """For each word whether it stands inside quotation marks (marks included)."""
    stops: Numbers
    """Words (marks, in truth) after which a sentence may end."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Words `first` to `last` are shown; those from `core` on are decided in this window."""

    first: int
    core: int
    last: int


def load_tokenizer(path: str) -> Tokenizer:
    """The tokenizer of a file, without cutting and padding."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _quoted(text: str, starts: Numbers, breaks: Numbers) -> npt.NDArray[np.bool_]:
    """Which words stand inside quotation marks.

    `“Ya,” kata dia` → the first four; a mark left open closes with its paragraph.
    """
    inside = np.zeros(len(starts), dtype=np.bool_)
    heads = set(breaks.tolist())
    opened: int | None = None
    for word, start in enumerate(starts.tolist()):
        if opened is not None and word in heads:
            inside[opened:word] = True
            opened = None
        mark = text[start]
        if mark in _OPENING or (mark in _EITHER and opened is None):
            opened = word if opened is None else opened
        elif opened is not None and mark in _CLOSING:
            inside[opened : word + 1] = True
            opened = None
    if opened is not None:
        inside[opened:] = True
    return inside


def _capitals(text: str, starts: Numbers, ends: Numbers) -> Numbers:
    looks = [
        0 if not text[s].isupper() else 2 if e - s > 1 and text[s:e].isupper() else 1
        for s, e in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    return np.array(looks, dtype=np.int64)


def _lines(text: str) -> Numbers:
    return np.array([match.start() for match in re.finditer("\n", text)], dtype=np.int64)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Where to cut a text, at blanks, for the tokenizer: its records take much memory."""
    start = 0
    while start < len(text):
        end = _blank_before(text, start, start + STRETCH)
        yield start, end
        start = end


def _encode(text: str, tokenizer: Tokenizer) -> tuple[Numbers, Numbers, Numbers]:
    """Of each piece its number, its word's number, and where it stands in the text."""
    ids, words, offsets = [], [], []
    count = 0
    for start, end in _parts(text):
        part = _LONE_SURROGATE.sub("\ufffd", text[start:end])
        encoding = tokenizer.encode(part, add_special_tokens=False)
        ids.append(np.array(encoding.ids, dtype=np.int64))
        numbers = np.array(encoding.word_ids, dtype=np.int64)
        words.append(numbers + count)
        offsets.append(np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2) + start)
        count += int(numbers[-1]) + 1 if len(numbers) else 0
    return (
        (np.concatenate(ids), np.concatenate(words), np.concatenate(offsets))
        if ids
        else (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2), np.int64))
    )


def read_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut a text into pieces."""
    ids, word_of, offsets = _encode(text, tokenizer)
    new = np.ones(len(word_of), dtype=np.bool_)
    new[1:] = word_of[1:] != word_of[:-1]
    first = np.flatnonzero(new)
    starts = offsets[first, 0]
    ends = offsets[np.append(first[1:], len(word_of))[: len(first)] - 1, 1]
    line = np.searchsorted(_lines(text), starts)
    breaks = np.flatnonzero(line[1:] != line[:-1]) + 1
    quoted = _quoted(text, starts, breaks)
    looks = _capitals(text, starts, ends) + 3 * quoted
    sizes = np.diff(np.append(first, len(word_of)))
    stops = [w for w, s in enumerate(starts.tolist()) if text[s] in _STOPS]
    # A break before word w shifts the pieces of w and all later words by one.
    shift = np.searchsorted(breaks, np.arange(len(first)), side="right")
    return Pieces(
        ids=np.insert(ids, first[breaks], BREAK),
        types=np.insert(np.repeat(looks, sizes), first[breaks], TYPES - 1),
        first=first + shift,
        starts=starts,
        ends=ends,
        breaks=breaks,
        quoted=quoted,
        stops=np.array(stops, dtype=np.int64),
    )


def _cut(pieces: Pieces, core: int, room: int) -> int:
    """The word before which a window that decides from `core` on ends.

    As many whole paragraphs as there is room for; of a paragraph that alone is too long, as
    many sentences; of a sentence that is too long, as many words (at least one).
    """
    end = len(pieces.ids)
    limit = int(pieces.first[core]) + room
    if end <= limit:
        return len(pieces.first)
    most = int(np.searchsorted(pieces.first, limit, side="right")) - 1
    for marks in (pieces.breaks, pieces.stops + 1):
        k = int(np.searchsorted(marks, most, side="right")) - 1
        if k >= 0 and marks[k] > core:
            return int(marks[k])
    return max(most, core + 1)


def cut_windows(
    pieces: Pieces, length: int = LENGTH, first_length: int | None = None
) -> list[Window]:
    """Cut a text into windows; the first may be made shorter, to vary the cuts in training."""
    windows: list[Window] = []
    core, words = 0, len(pieces.first)
    while core < words:
        room = (first_length or length) if core == 0 else length
        last = _cut(pieces, core, room - 2 - (CONTEXT if core else 0))
        begin = int(np.searchsorted(pieces.first, int(pieces.first[core]) - CONTEXT))
        windows.append(Window(first=begin if core else 0, core=core, last=last))
        core = last
    return windows


def window_pieces(pieces: Pieces, window: Window, length: int = LENGTH) -> slice:
    """The pieces that a window shows (at most `length` - 2, however long its only word is)."""
    begin = int(pieces.first[window.first])
    words = len(pieces.first)
    end = int(pieces.first[window.last]) if window.last < words else len(pieces.ids)
    return slice(begin, min(end, begin + length - 2))


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a text in pieces, cut into whole windows."""

    start: int
    """Where in the text the part begins, in characters."""
    pieces: Pieces
    windows: tuple[Window, ...]


def read_stretches(text: str, tokenizer: Tokenizer, size: int = STRETCH) -> Iterator[Stretch]:
    """A text in parts of about `size` characters, so that the pieces of a long one take little.

    The windows are those of the whole text, as long as its paragraphs are shorter than a part:
    each part but the last ends with a window that ends a paragraph.
    """
    start = 0
    while start < len(text):
        end = _blank_before(text, start, start + size)
        pieces = read_pieces(text[start:end], tokenizer)
        windows = cut_windows(pieces)
        if end < len(text):
            heads = set(pieces.breaks.tolist())
            whole = [n for n, window in enumerate(windows) if window.core in heads]
            last = whole[-1] if whole else len(windows) - 1
            windows, rest = windows[: max(1, last)], windows[max(1, last) :]
            end = start + int(pieces.starts[rest[0].core]) if rest else end
        yield Stretch(start=start, pieces=pieces, windows=tuple(windows))
        start = end


def _blank_before(text: str, start: int, end: int) -> int:
    """The last blank before `end`, or `end` itself where there is none after `start`."""
    if end >= len(text):
        return len(text)
    cut = max(text.rfind(blank, start, end) for blank in " \n")
    return cut if cut > start else end
