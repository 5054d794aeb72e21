"""Lines of a page that are not its story: "Baca juga", "Advertisement", share buttons.

In: the lines of a text taken from HTML, and its language. Out: the lines that stay. The words
are in `[reading]` of the packs. Only text that we took out of HTML ourselves is treated so;
a text as given is never altered. Weak: only what the packs list; what recurs within an outlet
is for reuse to find.
"""

from __future__ import annotations

import re
from functools import cache

from menurut.languages import known_languages, load_pack

LONGEST_CHARS = 200
"""A paragraph is longer than a teaser: "Baca juga buku harian itu, kata ..." stays."""


def is_furniture(line: str, lang: str | None) -> bool:
    """Whether a line is furniture.

    >>> is_furniture("Baca juga: Pasar dibuka lagi", "id")
    True
    >>> is_furniture("Pasar dibuka lagi.", "id")
    False
    """
    words = line.strip().strip("*-–—•>[]()|").strip().casefold()
    if not words or len(words) > LONGEST_CHARS:
        return False
    return any(words.rstrip(":.") in whole or starts.match(words) for whole, starts in _lists(lang))


@cache
def _lists(lang: str | None) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    found = []
    # Of an unknown language the words of all that we know count.
    for code in dict.fromkeys((lang, "en") if lang else known_languages()):
        pack = load_pack(code)
        if pack is None or not pack.reading.boilerplate_starts:
            continue
        starts = "|".join(re.escape(words) for words in pack.reading.boilerplate_starts)
        lines = frozenset(line.casefold() for line in pack.reading.boilerplate_lines)
        found.append((lines, re.compile(rf"(?:{starts})(?!\w)", re.IGNORECASE)))
    return tuple(found)


def drop_furniture(lines: list[str], lang: str | None) -> list[str]:
    """The lines that are not furniture, in order.

    >>> drop_furniture(["Kata dia.", "ADVERTISEMENT"], "id")
    ['Kata dia.']
    """
    return [line for line in lines if not is_furniture(line, lang)]
