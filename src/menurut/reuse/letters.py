"""What each character is worth in a word: case, accents and digits folded away.

A table over all code points, filled letter by letter when a text first needs it. A value is 0 for
what stands between words, 1 for marks inside a word that do not count (accents, Arabic vowel signs,
tatweel, soft hyphens), else the folded letter. All digits are one letter: numbers change in
reprints. Letters of scripts that write no spaces carry a flag that says how many of them are read
together as one "word" (Han and kana two, Thai and its neighbours four).
"""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Bools, Uint32s, compiled

BETWEEN = 0
MARK = 1
DIGIT = ord("0")
PAIRED = 1 << 24
"""Flag: two such letters in a row make a word."""
FOURFOLD = 1 << 25
"""Flag: four such letters in a row make a word."""

_CODE_POINTS = 0x110000
_PAIRED_RANGES = (
    (0x2E80, 0x2FDF), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0x20000, 0x3FFFD),
)  # fmt: skip
"""Han, radicals and kana."""
_FOURFOLD_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x0F00, 0x0FFF))
"""Thai and Lao, Burmese, Khmer, Tibetan."""
_SILENT = frozenset("\u0640\u00ad\u200b\u200c\u200d\u2060\ufeff")
"""Tatweel, soft hyphen, zero-width spaces and joiners: typesetting, not letters."""
_SAME_LETTER = {
    "ى": "ي",
    "ة": "ه",
    "ک": "ك",
    "ی": "ي",
    "ё": "е",
    "ı": "i",
    "ł": "l",
    "ø": "o",
    "đ": "d",
}
"""Letters that newsrooms write one for the other and that Unicode does not decompose."""

table: NDArray[np.uint32] = np.zeros(_CODE_POINTS, np.uint32)
_known = np.zeros(_CODE_POINTS, np.bool_)


def learn_letters(code_points: NDArray[np.uint32]) -> None:
    """Fill the table for all characters of a text."""
    place = 0
    while (place := _unknown(code_points, _known, place)) < len(code_points):
        point = int(code_points[place])
        table[point] = folded(chr(point))
        _known[point] = True


def folded(character: str) -> int:
    """The table's value for one character.

    >>> chr(folded("É")), chr(folded("٧")), folded("-"), folded("\u0301")
    ('e', '0', 0, 1)
    """
    if character in _SILENT:
        return MARK
    base = unicodedata.normalize("NFKD", character.casefold())[:1] or character
    base = _SAME_LETTER.get(base, base)
    category = unicodedata.category(base)
    if category in {"Nd", "Nl", "No"}:
        return DIGIT
    if category[0] == "M":
        return MARK if unicodedata.combining(base) or category == "Me" else _flagged(base)
    return _flagged(base) if category[0] == "L" else BETWEEN


def _flagged(letter: str) -> int:
    point = ord(letter)
    if any(first <= point <= last for first, last in _PAIRED_RANGES):
        return point | PAIRED
    if any(first <= point <= last for first, last in _FOURFOLD_RANGES):
        return point | FOURFOLD
    return point


@compiled
def _unknown(code_points: Uint32s, known: Bools, place: int) -> int:
    """The place of the first code point from `place` on that is not known, or the length."""
    while place < len(code_points) and known[code_points[place]]:
        place += 1
    return place
