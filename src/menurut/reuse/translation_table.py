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
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import msgspec
import numpy as np
import numpy.typing as npt

from menurut.reuse.translation_words import (
    key_of,
    normalise_number,
    romanise,
    skeleton_of,
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


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """English stems with their weights for each foreign stem."""

    numbers: Mapping[str, int]
    bounds: npt.NDArray[np.int64]
    targets: npt.NDArray[np.uint16]
    weights: npt.NDArray[np.float32]


class English(msgspec.Struct, frozen=True, kw_only=True):
    """The English stems that tables point at, and how rare each is."""

    stems: tuple[str, ...]
    rarity: Mapping[str, float]
    top: float
    """The rarity of a stem never seen."""


class Meaning(msgspec.Struct, frozen=True):
    """What a word may stand for: keys with weights of 0 to 1, and how rare it is."""

    keys: tuple[int, ...]
    weights: tuple[float, ...]
    rarity: float


def _arrays(name: str) -> dict[str, npt.NDArray[np.generic]]:
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
    arrays = _arrays("english")
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
    arrays = _arrays(name)
    stems = _strings(arrays["stems"])
    return Table(
        numbers=dict(zip(stems, range(len(stems)), strict=True)),
        bounds=np.concatenate([[0], np.cumsum(arrays["sizes"], dtype=np.int64)]),
        targets=arrays["targets"].astype(np.uint16),
        weights=arrays["weights"].astype(np.float32) / 255,
    )


def english_of(word: str, lang: str) -> tuple[tuple[str, float], ...]:
    """The English stems a word may stand for, likeliest first.

    >>> english_of("kebakaran", "id")[0][0]
    'fire'
    """
    stem = stem_of(word, lang)
    if lang == "en":
        return ((stem, 1.0),)
    table = load_table(lang)
    number = table.numbers.get(stem) if table else None
    if table is None or number is None:
        return ()
    start, end = table.bounds[number], table.bounds[number + 1]
    stems = load_english().stems
    return tuple(
        (stems[t], float(w))
        for t, w in zip(table.targets[start:end], table.weights[start:end], strict=True)
    )


@lru_cache(maxsize=300_000)
def meaning_of(word: str, lang: str) -> Meaning:
    """What a word, a name or a number may stand for, in keys that all languages share.

    >>> set(meaning_of("dua", "id").keys) & set(meaning_of("two", "en").keys) != set()
    True
    """
    if word[0].isdecimal():
        return _number_meaning(normalise_number(word))
    found = dict.fromkeys((), 0.0)
    translations = english_of(word, lang)
    for stem, weight in translations:
        found[f"s:{stem}"] = weight
    rarity = load_english().rarity
    top = load_english().top
    if translations:
        mass = sum(w for _, w in translations)
        rare = sum(w * rarity.get(s, top) for s, w in translations) / mass
    else:
        rare = top
        if word[0] < "\u0250":
            stem = stem_of(word, "en")
            found[f"s:{stem}"] = SPELLED_ALIKE_WEIGHT
            rare = rarity.get(stem, top)
    skeleton = skeleton_of(word)
    if len(skeleton) >= MIN_SKELETON:
        known = bool(translations) and (lang != "en" or translations[0][0] in rarity)
        found[f"n:{skeleton}"] = WORD_SHAPE_WEIGHT if known else NAME_WEIGHT
    return Meaning(tuple(key_of(n) for n in found), tuple(found.values()), rare)


def _number_meaning(number: str) -> Meaning:
    """A number stands for itself and, if small, for its English word."""
    found = {f"#{number}": 1.0}
    words = translation_languages()["en"].numbers
    if number in words:
        found[f"s:{stem_of(words[number], 'en')}"] = NUMBER_WORD_WEIGHT
    rare = min(4.0 + 1.5 * (len(number) - 1), load_english().top)
    return Meaning(tuple(key_of(n) for n in found), tuple(found.values()), rare)
