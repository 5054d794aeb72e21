"""Characters that deceive the eye: bidi controls, invisible characters, mixed alphabets.

In: text. Out: counts, and one `Problem` that names them. The text itself is never changed:
who reads it sees another order or another letter than a program does, and both must be told.
Joiners are ordinary in Persian, Indic scripts and emoji, marks of direction in Arabic and
Hebrew, so these count only between Latin, Greek or Cyrillic letters. Weak on letters of one
alphabet that look alike (rn for m) and on whole words in a foreign alphabet.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from menurut.model import Problem

BIDI_CONTROLS = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
"""They change the order in which the characters around them are shown."""
INVISIBLE = {
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM",
    "\u061c": "ALM", "\u2060": "WJ", "\ufeff": "BOM", "\u00ad": "SHY", "\u180e": "MVS",
}  # fmt: skip
HIDDEN = BIDI_CONTROLS | INVISIBLE

_EUROPEAN = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]"
_INSIDE_WORD = re.compile(
    rf"(?<={_EUROPEAN})[{''.join(INVISIBLE)}]+(?={_EUROPEAN})"
)  # matches po<ZWSP>lisi, not the joiner of a Persian word
_BIDI = re.compile(f"[{''.join(BIDI_CONTROLS)}]")
_WORD = re.compile(r"[^\W\d_]{2,60}")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC_GREEK = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]{2,30});")


def count_hidden(text: str) -> Counter[str]:
    r"""How often each control or invisible character stands where it can deceive, by name.

    >>> count_hidden("korban \u202e005\u202c orang")
    Counter({'RLO': 1, 'PDF': 1})
    >>> count_hidden("kata po\u200blisi")
    Counter({'ZWSP': 1})
    """
    found = Counter(BIDI_CONTROLS[character] for character in _BIDI.findall(text))
    for run in _INSIDE_WORD.findall(text):
        found.update(INVISIBLE[character] for character in run)
    return found


def mixed_alphabet_words(text: str) -> tuple[str, ...]:
    r"""Words that mix Latin with Cyrillic or Greek letters, each once, in order.

    >>> mixed_alphabet_words("Kantor Reut\u0435rs dan Reuters")
    ('Reutеrs',)
    """
    if _CYRILLIC_GREEK.search(text) is None:
        return ()
    mixed = (
        word for word in _WORD.findall(text) if _LATIN.search(word) and _CYRILLIC_GREEK.search(word)
    )
    return tuple(dict.fromkeys(mixed))


def hidden_problem(article_id: str, text: str, where: str) -> Problem | None:
    """One problem that names the deceiving characters of a text; `None` for a clean one."""
    counts = count_hidden(text)
    mixed = mixed_alphabet_words(text)
    said = []
    if counts:
        names = ", ".join(f"{name} ×{number}" for name, number in sorted(counts.items()))
        said.append(f"{counts.total()} hidden characters ({names}): people see other text")
    if mixed:
        said.append(f"letters of two alphabets in one word: {', '.join(mixed[:5])}")
    if not said:
        return None
    return Problem(
        where=where,
        what="; ".join(said) + ".",
        remedy="The text is kept as it is; compare it with what the page shows.",
        article=article_id,
    )


def stand_ins(text: str) -> dict[str, str]:
    """A visible stand-in for each hidden character, none of which occurs in `text`.

    HTML extractors drop the hidden ones silently, and a number may change by it.
    """
    # Cuneiform: letters to every library, and absent from news.
    free = (chr(code) for code in range(0x12000, 0x12399) if chr(code) not in text)
    return dict(zip(HIDDEN, free, strict=False))


def show_hidden(markup: str, signs: dict[str, str]) -> str:
    """Put the stand-ins for hidden characters, whether they stand as such or as entities."""

    def resolve(match: re.Match[str]) -> str:
        character = html.unescape(match.group())
        return signs.get(character, match.group())

    return _ENTITY.sub(resolve, markup).translate(
        {ord(hidden): sign for hidden, sign in signs.items()}
    )


def restore_hidden(text: str, signs: dict[str, str]) -> str:
    """Take the stand-ins out again."""
    return text.translate({ord(sign): hidden for hidden, sign in signs.items()})
