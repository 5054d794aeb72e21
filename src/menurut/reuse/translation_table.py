"""The translation tables, and what one word may stand for in any language.

In: a word and its language. Out: its meanings: keys with weights, shared by all languages. An
English word means its own stem; a foreign word means up to six English stems (IBM model 1,
assets/translation_<table>.npz); a name means its consonant skeleton; a number itself. One inverted
index over these keys serves all languages. A language without a table has names, numbers and
words spelled alike, and nothing else.

The tables are loaded when the first word of their language is asked for.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from menurut.reuse.translation_words import (
    key_of,
    normalise_number,
    skeletons_of,
    stem_of,
    translation_languages,
)

MIN_SKELETON = 3
"""Shorter skeletons are shared by too many words."""
NAME_WEIGHT = 0.7
"""How much of a word that no table knows is explained when its skeleton is found again."""
WORD_SHAPE_WEIGHT = 0.4
"""The same for a word that a table knows."""
SPELLED_ALIKE_WEIGHT = 0.9
NUMBER_WORD_WEIGHT = 0.8
COGNATE_LETTERS = 4
COGNATE_WEIGHT = 0.3
"""How much of a word that no table knows is explained by an English word that begins with the same
so many consonants: денуклеаризация, denuclearization."""
MIN_STEM = 4
MAX_CUT = 3
"""Letters taken off the end of a stem that the table does not know."""
SHORTENED_TRUST = 0.6
MIN_NEIGHBOUR = 5
NEIGHBOUR_SHARE = 0.7
NEIGHBOUR_TRUST = 0.4
"""How far a stem is trusted that begins with so many letters, and so large a share of the letters,
of a word that no table knows."""
TOP_GRADE = 255
SOFTEN = 0.6
"""Weights are raised to this power: a rare translation is still a translation. Set on ntrex_dev
(P@1 of ru .87 at .6, .86 at 1)."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """English stems with their weights for each foreign stem."""

    stems: tuple[str, ...]
    """In ascending order."""
    numbers: Mapping[str, int]
    bounds: tuple[int, ...]
    """What stem n stands for is in `bounds[n]` to `bounds[n + 1]` of the next two."""
    targets: tuple[int, ...]
    """Places among the English stems."""
    grades: bytes
    """Weights, 1 to 255."""
    rarity: tuple[float, ...]
    """The mean rarity of what each stem stands for, in nats."""


class English(msgspec.Struct, frozen=True, kw_only=True):
    """The English stems that tables point at, and how rare each is."""

    stems: tuple[str, ...]
    rarity: Mapping[str, float]
    top: float
    """The rarity of a stem never seen."""


class Meaning(msgspec.Struct, frozen=True, gc=False):
    """What a word may stand for: keys with weights of 0 to 1, and how rare it is."""

    keys: tuple[int, ...]
    weights: tuple[float, ...]
    rarity: float
    name: str
    """The skeleton of what may be a name; empty for words that a table knows."""


def load_arrays(name: str) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of one asset: translation_<name>.npz."""
    file = resources.files("menurut.reuse") / "assets" / f"translation_{name}.npz"
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}


def _strings(array: npt.NDArray[np.generic]) -> list[str]:
    return array.tobytes().decode().split("\n")


@cache
def load_english() -> English:
    """The English side of all tables.

    >>> load_english().rarity["the"] < load_english().rarity["fire"]
    True
    """
    arrays = load_arrays("english")
    stems = _strings(arrays["stems"])
    total = float(arrays["sentences"][0])
    rarity = np.log(total / (arrays["counts"].astype(np.float64) + 0.5)).tolist()
    return English(
        stems=tuple(stems), rarity=dict(zip(stems, rarity, strict=True)), top=math.log(total / 0.5)
    )


@cache
def load_table(lang: str) -> Table | None:
    """The table of a language, or `None` where there is none.

    >>> load_table("id") is not None, load_table("xx") is None
    (True, True)
    """
    entry = translation_languages().get(lang)
    return _load_table(entry.table) if entry and entry.table else None


@cache
def _load_table(name: str) -> Table:
    arrays = load_arrays(name)
    stems = _strings(arrays["stems"])
    sizes, targets, grades = arrays["sizes"].astype(np.int64), arrays["targets"], arrays["weights"]
    rarity = np.fromiter(load_english().rarity.values(), np.float64)[targets]
    owner = np.repeat(np.arange(len(stems)), sizes)
    mean = np.bincount(owner, grades * rarity) / np.bincount(owner, grades)
    return Table(
        stems=tuple(stems),
        numbers=dict(zip(stems, range(len(stems)), strict=True)),
        bounds=(0, *np.cumsum(sizes).tolist()),
        targets=tuple(targets.tolist()),
        grades=grades.tobytes(),
        rarity=tuple(mean.tolist()),
    )


def english_of(word: str, lang: str) -> tuple[tuple[str, float], ...]:
    """The English stems a word may stand for, likeliest first.

    >>> english_of("menteri", "id")[0][0]
    'minist'
    """
    stem = stem_of(word, lang)
    if lang == "en":
        return ((stem, 1.0),)
    table = load_table(lang)
    number, trust = _row_of(table, word, stem, lang) if table else (None, 0.0)
    if table is None or number is None:
        return ()
    stems, row = load_english().stems, slice(*table.bounds[number : number + 2])
    pairs = zip(table.targets[row], table.grades[row], strict=True)
    return tuple((stems[target], trust * grade / TOP_GRADE) for target, grade in pairs)


def _row_of(table: Table, word: str, stem: str, lang: str) -> tuple[int | None, float]:
    """The row of a word, and how far to trust it: 1, or less where a shortened form has one."""
    number = table.numbers.get(stem)
    if number is not None:
        return number, 1.0
    for prefix in translation_languages()[lang].prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) >= MIN_STEM - 1:
            number = table.numbers.get(stem_of(word[len(prefix) :], lang))
            if number is not None:
                return number, SHORTENED_TRUST
    for cut in range(1, min(MAX_CUT, len(stem) - MIN_STEM) + 1):
        number = table.numbers.get(stem[:-cut])
        if number is not None:
            return number, SHORTENED_TRUST
    return None, 0.0


def _neighbour(table: Table, stem: str) -> int | None:
    """The row of the stem that has most letters in common from the start on, if enough."""
    at = bisect_left(table.stems, stem)
    best, letters = None, max(MIN_NEIGHBOUR, math.ceil(NEIGHBOUR_SHARE * len(stem))) - 1
    for number in (at - 1, at):
        if 0 <= number < len(table.stems):
            common = _common_letters(table.stems[number], stem)
            if common > letters:
                best, letters = number, common
    return best


def _common_letters(a: str, b: str) -> int:
    """How many letters two stems have in common from the start on.

    >>> _common_letters("refugee", "refuse")
    4
    """
    for n, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return n
    return min(len(a), len(b))


class _StemKeys(dict[int, int]):
    """The key of each English stem, by its place among them; made when first asked for."""

    def __missing__(self, place: int) -> int:
        key = key_of(f"s:{load_english().stems[place]}")
        self[place] = key
        return key


_STEM_KEYS = _StemKeys()


@cache
def _softened(trust: float) -> tuple[float, ...]:
    """What each weight of a table becomes, by its grade."""
    return tuple((trust * grade / TOP_GRADE) ** SOFTEN for grade in range(TOP_GRADE + 1))


_NAMED, _SHAPED = NAME_WEIGHT**SOFTEN, WORD_SHAPE_WEIGHT**SOFTEN
_ALIKE, _RELATED = SPELLED_ALIKE_WEIGHT**SOFTEN, COGNATE_WEIGHT**SOFTEN


@lru_cache(maxsize=300_000)
def meaning_of(word: str, lang: str, *, wide: bool = False) -> Meaning:
    """What a word, a name or a number may stand for, in keys that all languages share.

    `wide` also guesses at words that no table knows, by their beginnings. It finds more of single
    sentences; between whole articles, which have enough evidence, it makes chance matches.

    >>> set(meaning_of("dua", "id").keys) & set(meaning_of("two", "en").keys) != set()
    True
    """
    if word[0].isdecimal():
        return _number_meaning(normalise_number(word))
    lower = word.lower()
    stem = stem_of(lower, lang)
    found, rarity, known = _stems_meant(lower, stem, lang, wide=wide)
    skeletons = skeletons_of(_bare(lower, stem, lang))
    first, name = skeletons[0], ""
    if len(first) >= MIN_SKELETON:
        named = word[0].isupper() or not known
        for skeleton in skeletons:
            found[key_of(f"n:{skeleton}")] = _NAMED if named else _SHAPED
        name = first if named else ""
    if wide and len(first) >= COGNATE_LETTERS and (lang == "en" or not known):
        found[key_of(f"c:{first[:COGNATE_LETTERS]}")] = _RELATED
    return Meaning(tuple(found), tuple(found.values()), rarity, name)


def _stems_meant(
    lower: str, stem: str, lang: str, *, wide: bool
) -> tuple[dict[int, float], float, bool]:
    """The English stems a word may stand for, as keys; their rarity; whether a table knows it."""
    english, table = load_english(), load_table(lang)
    if lang == "en":
        rarity = english.rarity.get(stem)
        return {key_of(f"s:{stem}"): 1.0}, rarity or english.top, rarity is not None
    number, trust = _row_of(table, lower, stem, lang) if table else (None, 0.0)
    if table and number is None and wide:
        number, trust = _neighbour(table, stem), NEIGHBOUR_TRUST
    if table and number is not None:
        row = slice(*table.bounds[number : number + 2])
        weights = map(_softened(trust).__getitem__, table.grades[row])
        keys = map(_STEM_KEYS.__getitem__, table.targets[row])
        return dict(zip(keys, weights, strict=True)), table.rarity[number], True
    own = stem_of(lower, "en")
    found = {key_of(f"s:{own}"): _ALIKE} if lower[0] < "\u0250" else {}
    return found, english.rarity.get(own, english.top), False


def _bare(word: str, stem: str, lang: str) -> str:
    """A word without the case endings of Russian and the article of Arabic: names are inflected."""
    bare = lang == "en" or word[0] < "\u0250" or len(stem) < 3
    return word if bare else stem


@lru_cache(maxsize=100_000)
def shape_of(skeleton: str) -> tuple[int, ...]:
    """Pairs of neighbouring letters of a skeleton, its ends included, as numbers.

    >>> len(shape_of("klfn")), shape_of("")
    (5, ())
    """
    framed = f"^{skeleton}$"
    pairs = {ord(a) * 128 + ord(b) for a, b in pairwise(framed)} if skeleton else ()
    return tuple(sorted(pairs))


def _number_meaning(number: str) -> Meaning:
    """A number stands for itself and, if small, for its English word."""
    found = {f"#{number}": 1.0}
    words = translation_languages()["en"].numbers
    if number in words:
        found[f"s:{stem_of(words[number], 'en')}"] = NUMBER_WORD_WEIGHT
    rare = min(4.0 + 1.5 * (len(number) - 1), load_english().top)
    return Meaning(tuple(key_of(n) for n in found), tuple(found.values()), rare, "")
