"""Numbers inside a word, with what they count: "fivefold", "двухдневный", "أسبوعين".

In: a folded word and its language. Out: a value and a unit, or nothing. Which endings and
dual forms a language has stands in its pack; the number words are those of the pack.

Weakness: only one number and one unit are read from a word.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from menurut.languages import load_pack
from menurut.languages.numbers import NumberWords
from menurut.trace.drift_words import KEPT_WORDS, Form, bare_forms, fold, vocabulary


class Counted(NamedTuple):
    """What a word says by itself."""

    value: float
    unit: str


class _Parts(NamedTuple):
    """The parts of such words in one language, folded."""

    words: dict[str, float]
    endings: tuple[tuple[str, str], ...]
    """Beginning of the second part and its unit, longest first: ("дневн", "day")."""
    single: dict[str, Counted]
    duals: tuple[tuple[str, str], ...]
    """Ending of two and the ending of one that it stands for, longest first."""


@cache
def _parts(code: str | None) -> _Parts:
    pack = load_pack(code)
    words = pack.numbers if pack else NumberWords()
    endings = [(fold(e), unit) for unit, found in words.compounds.items() for e in found]
    single = {
        fold(word): Counted(value, unit)
        for unit, found in words.single.items()
        for word, value in found.items()
    }
    return _Parts(
        {fold(w): v for w, v in words.words.items() if v > 0},
        tuple(sorted(endings, key=lambda e: -len(e[0]))),
        single,
        tuple(
            sorted(((fold(d), fold(s)) for d, s in words.duals.items()), key=lambda d: -len(d[0]))
        ),
    )


AMBIGUOUS = frozenset({"people"})
"""Units of which the dual in "ين" is also the plural: "مسلحين" are armed men, two or many."""
SHORTEST_SINGULAR = 3


@lru_cache(maxsize=KEPT_WORDS)
def counted_in(key: str, code: str | None) -> Counted | None:
    """What a word counts by itself.

    >>> counted_in("fivefold", "en"), counted_in("двухдневную", "ru")
    (Counted(value=5.0, unit='times'), Counted(value=2.0, unit='day'))
    >>> counted_in(fold("أسبوعين"), "ar")
    Counted(value=2.0, unit='week')
    """
    parts = _parts(code)
    if key in parts.single:
        return parts.single[key]
    for ending, unit in parts.endings:
        at = key.find(ending, 1)
        if at > 0 and key[:at] in parts.words:
            return Counted(parts.words[key[:at]], unit)
    return _dual(key, code) if parts.duals else None


def _dual(key: str, code: str | None) -> Counted | None:
    for bare in bare_forms(key, vocabulary(code)):
        for ending, singular in _parts(code).duals:
            one = bare.removesuffix(ending) + singular
            if not bare.endswith(ending) or len(one) < SHORTEST_SINGULAR:
                continue
            unit = _unit_of(one, code)
            if unit and not (unit in AMBIGUOUS and ending.endswith("ين")):
                return Counted(2.0, unit)
    return None


def _unit_of(word: str, code: str | None) -> str | None:
    """The unit that a word names, if its pack lists this very word or stem."""
    words = vocabulary(code)
    forms: list[Form] = [*words.exact.get(word, ()), *words.stems.get(word, ())]
    names = [f.label.partition(":") for f in forms if len(f.words) == 1]
    return next((name for prefix, _, name in names if prefix == "unit"), None)
