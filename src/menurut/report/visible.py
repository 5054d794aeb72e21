"""Hostile and invisible characters, shown as marks that a reader can see.

A bidi control can make "005" read as "500"; a zero-width letter hides a word from a search; an
escape character moves a terminal's cursor. None of them is dropped in silence: each becomes a
mark in square brackets ("[RLO]"). Offsets always refer to the text as given, so marks are put in
only when a piece of text is about to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKS = {
    "\N{ARABIC LETTER MARK}": "ALM",
    "\N{LEFT-TO-RIGHT MARK}": "LRM",
    "\N{RIGHT-TO-LEFT MARK}": "RLM",
    "\N{LEFT-TO-RIGHT EMBEDDING}": "LRE",
    "\N{RIGHT-TO-LEFT EMBEDDING}": "RLE",
    "\N{POP DIRECTIONAL FORMATTING}": "PDF",
    "\N{LEFT-TO-RIGHT OVERRIDE}": "LRO",
    "\N{RIGHT-TO-LEFT OVERRIDE}": "RLO",
    "\N{LEFT-TO-RIGHT ISOLATE}": "LRI",
    "\N{RIGHT-TO-LEFT ISOLATE}": "RLI",
    "\N{FIRST STRONG ISOLATE}": "FSI",
    "\N{POP DIRECTIONAL ISOLATE}": "PDI",
    "\N{ZERO WIDTH SPACE}": "ZWSP",
    "\N{WORD JOINER}": "WJ",
    "\N{ZERO WIDTH NO-BREAK SPACE}": "BOM",
    "\N{SOFT HYPHEN}": "SHY",
    "\N{MONGOLIAN VOWEL SEPARATOR}": "MVS",
    "\N{LINE SEPARATOR}": "LSEP",
    "\N{PARAGRAPH SEPARATOR}": "PSEP",
    "\N{HANGUL FILLER}": "HF",
    "\N{BRAILLE PATTERN BLANK}": "BLANK",
}

# Controls but newline and tab; format characters but the two joiners that scripts need (they are
# shown between Latin letters only); tags; lone surrogates; private use; variation selectors 17+.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
    "|(?<=[A-Za-z])[\u200c\u200d]|[\u200c\u200d](?=[A-Za-z])"
)


def mark_of(character: str) -> str:
    r"""The name shown for a hidden character.

    >>> mark_of("\u202e"), mark_of("\x1b")
    ('RLO', 'U+001B')
    """
    return MARKS.get(character, f"U+{ord(character):04X}")


def show_hidden(text: str) -> str:
    r"""The text with each hidden character as a mark.

    >>> show_hidden("korban \u202e005\u202c orang")
    'korban [RLO]005[PDF] orang'
    """
    return _HIDDEN.sub(lambda match: f"[{mark_of(match[0])}]", text)


def split_hidden(text: str) -> Iterator[tuple[str, str | None]]:
    r"""Stretches of plain text (mark None) and hidden characters (with their mark), in order.

    >>> list(split_hidden("a\u200bb"))
    [('a', None), ('\u200b', 'ZWSP'), ('b', None)]
    """
    end = 0
    for match in _HIDDEN.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], None
        yield match[0], mark_of(match[0])
        end = match.end()
    if end < len(text):
        yield text[end:], None
