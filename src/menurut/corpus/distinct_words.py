"""The different words of a collection, language by language, without their letters.

In: the words of all articles as numbers, and a class (the language) for each article. Out: a
compiled table from (hash, class) to a number, with how many articles hold each word and where it
stands first, so that its letters can be looked up there. Memory grows with the vocabulary, 40
bytes a word, not with the articles.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Int32s, Int64s, Uint8s, Uint32s, compiled
from menurut.reuse.words import Words

TELLING_WEIGHT = 4
"""Words of three letters and more, no numbers: all numbers are one word here."""
FEWEST_SLOTS = 1 << 16
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(20)


class DistinctWords(NamedTuple):
    """The words of a collection, numbered in order of where they stand first."""

    slots: Int64s
    """A word's code (class and hash) where it fell in the table; -1 is empty."""
    numbers: Int32s
    """The number of the word in each slot."""
    codes: Int64s
    holders: Int32s
    """How many articles hold each word."""
    first: Int64s
    """Where each word stands first among all words."""


def distinct_words(
    words: Words, classes: NDArray[np.int32], wanted: NDArray[np.int64]
) -> DistinctWords:
    """The different words of the wanted articles, those of two classes kept apart.

    >>> from menurut.reuse.words import find_words
    >>> words = find_words(["Ratmi dari Lowa", "dari Ratmi, Ratmi"])
    >>> found = distinct_words(words, np.array([0, 0], np.int32), np.array([0, 1]))
    >>> found.holders.tolist(), found.first.tolist()
    ([2, 2, 1], [0, 1, 2])
    """
    room = FEWEST_SLOTS
    found = _empty(room)
    last = np.full(room // 2, -1, np.int32)
    state = np.zeros(3, np.int64)
    text = (words.hashes, words.weights, words.bounds, classes)
    while True:
        _count(text, wanted, state, found, last)
        count = int(state[2])
        if state[0] == len(wanted):
            break
        found, last, room = *_grown(found, last, count), 2 * room
    return DistinctWords(
        found.slots, found.numbers, found.codes[:count], found.holders[:count], found.first[:count]
    )


def _empty(room: int) -> DistinctWords:
    half = room // 2
    return DistinctWords(
        np.full(room, -1, np.int64),
        np.zeros(room, np.int32),
        np.zeros(half, np.int64),
        np.zeros(half, np.int32),
        np.zeros(half, np.int64),
    )


def _grown(
    found: DistinctWords, last: NDArray[np.int32], count: int
) -> tuple[DistinctWords, NDArray[np.int32]]:
    """The same words in a table of twice the room."""
    grown = _empty(2 * len(found.slots))
    for name in ("codes", "holders", "first"):
        getattr(grown, name)[:count] = getattr(found, name)[:count]
    _enter(grown, count)
    more = np.full(2 * len(last), -1, np.int32)
    more[:count] = last[:count]
    return grown, more


@compiled
def _enter(found: DistinctWords, count: int) -> None:
    """Put known words into a larger table."""
    for number in range(count):
        slot = slot_of(found.slots, found.codes[number])
        found.slots[slot] = found.codes[number]
        found.numbers[slot] = number


def slot_of(slots, code):  # noqa: ANN201 - compiled
    """Where a code stands in the table, or would stand."""
    mask = np.uint64(slots.shape[0] - 1)
    slot = (np.uint64(code) * _MIX >> _SHIFT) & mask
    while slots[slot] != code and slots[slot] >= 0:
        slot = (slot + np.uint64(1)) & mask
    return slot


@compiled
def _count(
    text: tuple[Uint32s, Uint8s, Int64s, Int32s],
    wanted: Int64s,
    state: Int64s,
    found: DistinctWords,
    last: Int32s,
) -> None:
    """Enter words from one place on, until the table is half full.

    `state`: the place among the wanted, the words of it that are done, and how many are known.

    The place is counted inside its article, so that no article is too long.
    """
    hashes, weights, bounds, classes = text
    at, skipped, count = state[0], state[1], state[2]
    while at < wanted.shape[0]:
        article = wanted[at]
        above = np.int64(classes[article]) << 32
        for place in range(bounds[article] + skipped, bounds[article + 1]):
            if weights[place] < TELLING_WEIGHT:
                continue
            code = above | np.int64(hashes[place])
            slot = slot_of(found.slots, code)
            if found.slots[slot] < 0:
                if count == found.codes.shape[0]:
                    state[0], state[1], state[2] = at, place - bounds[article], count
                    return
                found.slots[slot], found.numbers[slot] = code, count
                found.codes[count], found.first[count] = code, place
                count += 1
            number = found.numbers[slot]
            if last[number] != article:
                last[number] = article
                found.holders[number] += 1
        skipped = 0
        at += 1
    state[0], state[1], state[2] = at, 0, count
