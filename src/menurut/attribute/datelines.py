"""The dateline that opens an article, as in "SERANG, Kabar Ujung – Banjir surut".

In: a text. Out: where the text proper begins. Idea: a few words, most of them capitalised, up to
a dash or a bracket. Weakness: a dateline of many small words is taken for text.
"""

from __future__ import annotations

import re

_DATELINE = re.compile(
    r"\s*(?:\[[^\]\n]{2,40}\]|\([^)\n]{2,40}\))?\s*[^\n.!?«»“”\"]{2,60}?(?:\.[A-Za-z]{2,3}\b[^\n.!?«»“”\"]{0,40}?)?(?:\([^)\n]{2,40}\)\s*)?\s(?:-{1,3}|—|–)\s"
    r"|\s*\[[^\]\n]{2,40}\]\s|\s*\([^)\n]{2,40}\)\s"
)


def dateline_end(text: str) -> int:
    """Where the text proper begins: after "KOTA, OUTLET – ".

    >>> dateline_end("SERANG, Kabar Ujung – Banjir surut.")
    22
    >>> dateline_end("Banjir surut.")
    0
    """
    match = _DATELINE.match(text)
    if match is None:
        return 0
    words = re.findall(r"[^\W\d_]+", match.group())
    lower = sum(word[0].islower() for word in words)
    return match.end() if words and lower <= 1 and len(words) <= 9 else 0
