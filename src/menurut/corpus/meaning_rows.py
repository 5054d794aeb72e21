"""Articles as the rare meanings of their words: what the search for translations compares.

In: the words of all articles and their languages. Out: one sparse row an article: meanings that
several languages have and not too many articles, rarer ones first, with what each tells and where
it stands. Every different word is looked up once (its letters are read where it stands first);
meanings are those of `menurut.reuse.translation_table`, so that a foreign word is its English
stems, a name its consonants. Rows lie in mapped files, eight bytes a meaning. Weakness: numbers
are one word here, so that two articles are not brought together by their figures.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.distinct_words import (
    TELLING_WEIGHT,
    DistinctWords,
    distinct_words,
    slot_of,
)
from menurut.corpus.engine import Engine, Follow, read_texts
from menurut.corpus.job_folder import JobFolder
from menurut.corpus.mapped import MappedColumns
from menurut.reuse.compiled import Float32s, Int32s, Int64s, Uint8s, Uint16s, Uint32s, compiled
from menurut.reuse.ordering import put_in_order
from menurut.reuse.sparse_rows import row_bounds
from menurut.reuse.translation_table import Meaning, meaning_of
from menurut.reuse.translation_words import key_of, stem_of
from menurut.reuse.words import Words

MOST = 256
"""Meanings kept of an article: those that tell most."""
COMMON_SHARE, FEWEST, MANY = 0.05, 60, 4000
"""A meaning in more than 5 % of the articles is not rare; the bounds keep work in proportion."""
SMOOTHING = 20
"""Articles that a collection is thought to have besides its own, so that two are not a crowd."""
ALONE = 18.0
"""What a word tells that only one article has and that was not looked up: an unknown name."""
READ_AT_ONCE = 2000
"""Articles whose texts are in memory at once."""
SCALE = 65535
CELLS: dict[str, Any] = {"meanings": np.int32, "values": np.uint16, "places": np.uint16}


_Text = tuple[Uint32s, Uint8s, Int64s, Int32s]
"""Hashes, weights and bounds of all words, and the language of each article."""


class Languages(NamedTuple):
    """The language of each article."""

    names: Sequence[str]
    classes: NDArray[np.int32]


class MeaningRows(NamedTuple):
    """The meanings of all articles, article after article, in order of their number."""

    bounds: Int64s
    meanings: Int32s
    """Numbers; the rarer a meaning, the lower its number."""
    values: Uint16s
    """What each tells, as part of a row of length `SCALE`."""
    places: Uint16s
    """Where it stands first: words before it, at most 65,535."""
    width: int
    """How many meanings there are."""


class _Vocabulary(NamedTuple):
    """The meanings of each different word."""

    bounds: Int64s
    meanings: Int32s
    values: Float32s
    width: int
    mass: Float32s
    """What each word tells in all, with the meanings that are left out."""


class _Sheet(NamedTuple):
    """Working memory for one article after another: a place for each meaning."""

    best: Float32s
    """What the article's best word tells of it."""
    stands: Uint16s
    """Where it stands first."""
    touched: Int32s
    """Meanings of the article, as they come."""
    seen: Int64s
    """For each word the last article that had it."""


class _Cells(NamedTuple):
    """The rows of some articles, one after the other."""

    sizes: Int64s
    meanings: Int32s
    values: Uint16s
    places: Uint16s


class _LookedUp(NamedTuple):
    """Words with their meanings, before these are weighed."""

    owners: NDArray[np.int64]
    """The word that each meaning belongs to."""
    keys: NDArray[np.int64]
    values: NDArray[np.float32]


def meaning_rows(
    words: Words,
    languages: Languages,
    wanted: NDArray[np.int64],
    place: tuple[Engine, JobFolder, Follow],
) -> MeaningRows:
    """The rows of the wanted articles, in files of the job's folder; the others have empty ones."""
    found = distinct_words(words, languages.classes, wanted)
    looked = _look_up(words, found, _worth(found, languages), (languages, place))
    known = _vocabulary(found, looked, len(wanted))
    chosen = np.zeros(len(languages.classes), np.bool_)
    chosen[wanted] = True
    sizes = np.zeros(len(chosen), np.int64)
    text = (words.hashes, words.weights, words.bounds, languages.classes)
    kept = MappedColumns(place[1].path, CELLS, "cells-")
    for start in range(0, len(chosen), READ_AT_ONCE):
        block = np.arange(start, min(start + READ_AT_ONCE, len(chosen)))
        cells = _rows_of(text, block, block[chosen[block]], (found.slots, found.numbers), known)
        sizes[block] = cells.sizes
        kept.append(cells._asdict())
    return MeaningRows(bounds=row_bounds(sizes), width=known.width, **kept.mapped())


def _worth(found: DistinctWords, languages: Languages) -> NDArray[np.intp]:
    """The words that are looked up: all, but in the largest language no word that stands alone.

    A word alone is a name nobody else prints, or misspelled; where another language spells it the
    same it is looked up. Small languages are made of words alone.
    """
    _, spelled = np.unique(found.codes & 0xFFFFFFFF, return_inverse=True)
    classes = found.codes >> 32
    largest = np.argmax(np.bincount(languages.classes))
    alone = (found.holders == 1) & (np.bincount(spelled)[spelled] == 1) & (classes == largest)
    return np.flatnonzero(~alone)


def _vocabulary(found: DistinctWords, looked: _LookedUp, count: int) -> _Vocabulary:
    """What the words mean, in meanings that several languages have and not too many articles."""
    limit = int(min(MANY, max(FEWEST, COMMON_SHARE * count)))
    distinct, meanings = np.unique(looked.keys, return_inverse=True)
    holders = np.bincount(meanings, found.holders[looked.owners], len(distinct))
    spoken = np.unique((found.codes[looked.owners] >> 32) * len(distinct) + meanings)
    speakers = np.bincount(spoken % max(1, len(distinct)), minlength=len(distinct))
    kept = (speakers > 1) & (holders <= limit)
    rank = np.empty(len(distinct), np.int32)
    rank[np.argsort(np.where(kept, holders, np.inf), kind="stable")] = np.arange(len(distinct))
    rare = np.maximum(0, np.log((count + SMOOTHING) / (holders + 0.5))).astype(np.float32)
    values = looked.values * rare[meanings]
    mass = np.bincount(looked.owners, values**2, len(found.codes)).astype(np.float32)
    unknown = np.bincount(looked.owners, minlength=len(found.codes)) == 0
    mass[unknown] = ALONE * np.log(count + SMOOTHING) ** 2
    cells = kept[meanings]
    sizes = np.bincount(looked.owners[cells], minlength=len(found.codes))
    return _Vocabulary(
        row_bounds(sizes),
        rank[meanings][cells],
        values[cells],
        int(kept.sum()),
        mass,
    )


def _look_up(
    words: Words,
    found: DistinctWords,
    worth: NDArray[np.intp],
    source: tuple[Languages, tuple[Engine, JobFolder, Follow]],
) -> _LookedUp:
    """The meanings of words, looked up by their letters where they stand first."""
    languages, (engine, _, follow) = source
    places = found.first[worth]
    holders = np.searchsorted(words.bounds, places, side="right") - 1
    numbers = np.unique(holders)
    starts = range(0, len(numbers), READ_AT_ONCE)
    parts = [_LookedUp(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))]
    for start in follow(starts, "looking words up", len(starts)):
        lot = numbers[start : start + READ_AT_ONCE]
        texts = read_texts(engine, lot.tolist())
        inside = slice(*np.searchsorted(holders, [lot[0], lot[-1] + 1]))
        spans = (words.starts[places[inside]].tolist(), words.ends[places[inside]].tolist())
        met = zip(holders[inside].tolist(), *spans, strict=True)
        names = [languages.names[k] for k in languages.classes[holders[inside]].tolist()]
        parts.append(
            _meant(
                worth[inside],
                [
                    meaning_of(texts[n][a:b], lang)
                    for (n, a, b), lang in zip(met, names, strict=True)
                ],
            )
        )
        _forget()
    return _LookedUp(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _forget() -> None:
    """Each word was asked for once: what the tables remember of them is of no more use."""
    for remembering in (meaning_of, stem_of, key_of):
        remembering.cache_clear()


def _meant(numbers: NDArray[np.intp], meanings: Sequence[Meaning]) -> _LookedUp:
    """The meanings of some words as arrays."""
    sizes = np.array([len(m.keys) for m in meanings], np.int64)
    total = int(sizes.sum())
    weights = np.fromiter(chain.from_iterable(m.weights for m in meanings), np.float32, total)
    rarity = np.repeat(np.array([m.rarity for m in meanings], np.float32), sizes)
    return _LookedUp(
        np.repeat(numbers, sizes),
        np.fromiter(chain.from_iterable(m.keys for m in meanings), np.int64, total),
        np.sqrt(weights * np.maximum(rarity, 0)),
    )


def _rows_of(
    text: _Text,
    block: NDArray[np.int64],
    chosen: NDArray[np.int64],
    table: tuple[Int64s, Int32s],
    known: _Vocabulary,
) -> _Cells:
    """The rows of a block of neighbouring articles; those that are not chosen are empty."""
    room, width = len(chosen) * MOST, known.width
    cells = _Cells(
        np.zeros(len(block), np.int64),
        np.empty(room, np.int32),
        np.empty(room, np.uint16),
        np.empty(room, np.uint16),
    )
    sheet = _Sheet(
        np.zeros(width, np.float32),
        np.zeros(width, np.uint16),
        np.empty(width, np.int32),
        np.full(len(known.mass), -1, np.int64),
    )
    first = int(block[0]) if len(block) else 0
    count = _fill_rows((text, table, known), chosen, first, sheet, cells)
    return _Cells(cells.sizes, cells.meanings[:count], cells.values[:count], cells.places[:count])


@compiled
def _fill_rows(
    source: tuple[_Text, tuple[Int64s, Int32s], _Vocabulary],
    chosen: Int64s,
    first: int,
    sheet: _Sheet,
    cells: _Cells,
) -> int:
    """Write the rows of some articles of the block that begins with `first`; how many cells."""
    text, table, known = source
    n = 0
    for article in chosen:
        many, mass = _met(text, article, table, known, sheet)
        own = min(many, MOST)
        if many > MOST:
            _put_best_first(sheet.touched, sheet.best, many)
        put_in_order(sheet.touched, own)
        for k in range(own):
            meaning = sheet.touched[k]
            cells.meanings[n], cells.places[n] = meaning, sheet.stands[meaning]
            cells.values[n] = np.uint16(SCALE * sheet.best[meaning] / np.sqrt(mass))
            n += 1
        for k in range(many):
            sheet.best[sheet.touched[k]] = 0
        cells.sizes[article - first] = own
    return n


def _put_best_first(touched, best, many):
    """Bring the `MOST` meanings that tell most to the front, the earlier one of equals first."""
    for place in range(many):
        meaning, here = touched[place], place
        if place >= MOST:
            if best[meaning] <= best[touched[MOST - 1]]:
                continue
            here = MOST - 1
            touched[place] = touched[here]
        while here > 0 and best[touched[here - 1]] < best[meaning]:
            touched[here] = touched[here - 1]
            here -= 1
        touched[here] = meaning


def _met(text, article, table, known, sheet):
    """Note the meanings of one article's words: the best of each, and where it stands first.

    How many there are, and what all its different words tell.
    """
    hashes, weights, bounds, classes = text
    slots, numbers = table
    best, stands, touched, seen = sheet
    above = np.int64(classes[article]) << 32
    many, mass = 0, np.float32(0)
    for place in range(bounds[article], bounds[article + 1]):
        if weights[place] < TELLING_WEIGHT:
            continue
        number = numbers[slot_of(slots, above | np.int64(hashes[place]))]
        if seen[number] == article:
            continue
        seen[number] = article
        mass += known.mass[number]
        for k in range(known.bounds[number], known.bounds[number + 1]):
            meaning = known.meanings[k]
            if best[meaning] == 0:
                touched[many] = meaning
                stands[meaning] = min(place - bounds[article], SCALE)
                many += 1
            best[meaning] = max(best[meaning], known.values[k])
    return many, mass
