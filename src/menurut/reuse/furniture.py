"""Tell what an outlet prints under everything from what one article took from another.

In: passages of a collection, with the outlet and day of each text. Out: which of them are
furniture (newsletter lines, copyright notices, "read also") and which are statements that
everybody quotes. Nothing is known beforehand: furniture is a short stretch of whole paragraphs
near the beginning or end of both texts, in articles that share nothing else, which comes again in
one outlet on another day, or in many articles over weeks. A statement is quoted by several
articles that share nothing else, anywhere in the text. Weakness: an outlet that runs the same
short item twice looks like furniture, and a line that was seen only once looks like reuse.
"""

# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from menurut.reuse.alignment import Passages
from menurut.reuse.candidates import pair_codes
from menurut.reuse.words import Words

FURNITURE_WORDS = 100
"""A longer passage is a text, not a line under it. This and the next: set on r2k, one seed."""
NEAR_START, NEAR_END = 40, 80
"""Words from the beginning, or from the end, within which furniture stands."""
LOOSE = 3
"""Words by which a passage may miss the break of a paragraph."""
NOTHING_ELSE = 40
"""Equal words beside a passage up to which two articles count as sharing nothing else."""
OUTLET_DAYS = 2
"""Days over which one outlet must repeat a line: a story is reprinted at once, furniture stays."""
MANY, MANY_DAYS = 4, 14
"""Unrelated articles, and days between them, that make a line furniture whatever the outlets."""
COVERED = 0.7
"""Share of a passage that must be furniture."""
ROUNDS = 2
"""Two furniture lines in one pair make each other look like a story: the second round sees it."""
QUOTE_WORDS = 70
QUOTED_BY = 4
"""Unrelated articles that make a quotation common."""
UNKNOWN = -1


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a collection, as the kernels need them."""

    words: Words
    outlets: NDArray[np.int64]
    """A number for each outlet; `UNKNOWN` where there is none."""
    days: NDArray[np.int64]
    """Day of publication; `UNKNOWN` where there is none."""


class Star(NamedTuple):
    """Passages seen from each text (the centre), by centre and then by the other's outlet."""

    begins: NDArray[np.int64]
    """Where the rows of one centre begin."""
    centre: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    """Words of the centre's text."""
    outlet: NDArray[np.int64]
    day: NDArray[np.int64]
    """Of the other text."""
    framed: NDArray[np.bool_]
    """Whole paragraphs near an end of both texts."""
    passage: NDArray[np.int64]


def label_furniture(texts: Texts, passages: Passages) -> NDArray[np.bool_]:
    """Which passages are furniture."""
    star = _star(texts, passages)
    furniture = np.zeros(len(passages.a), np.bool_)
    lengths = np.diff(texts.words.bounds)
    for _ in range(ROUNDS):
        alone = _shares_nothing_else(passages, furniture)
        found = np.zeros(len(passages.a), np.bool_)
        _mark_furniture(star, alone, lengths, (texts.outlets, texts.days), found)
        furniture = found
    return furniture


def label_quotes(
    texts: Texts, passages: Passages, furniture: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which passages are short and stand in many articles that share nothing else."""
    star = _star(texts, passages)
    alone = _shares_nothing_else(passages, furniture) & ~furniture
    quotes = np.zeros(len(passages.a), np.bool_)
    _mark_quotes(star, alone, np.diff(texts.words.bounds), quotes)
    return quotes & alone


def _shares_nothing_else(passages: Passages, furniture: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the pair of a passage has (next to) no other equal words, furniture left out."""
    _, pair = np.unique(pair_codes(passages.a, passages.b), return_inverse=True)
    equal = np.where(furniture, 0, passages.equal)
    total = np.bincount(pair, weights=equal) if len(pair) else np.zeros(0)
    rest: NDArray[np.bool_] = total[pair] - equal < NOTHING_ELSE
    return rest


def _star(texts: Texts, passages: Passages) -> Star:
    framed = _framed(texts.words, passages.a, passages.a0, passages.a1)
    framed &= _framed(texts.words, passages.b, passages.b0, passages.b1)
    centre = np.concatenate([passages.a, passages.b])
    other = np.concatenate([passages.b, passages.a])
    outlet = texts.outlets[other]
    order = np.lexsort((other, outlet, centre))
    begins = np.searchsorted(centre[order], np.arange(len(texts.outlets) + 1))
    number = np.arange(len(passages.a))
    return Star(
        begins=begins,
        centre=centre[order],
        start=np.concatenate([passages.a0, passages.b0])[order],
        end=np.concatenate([passages.a1, passages.b1])[order],
        outlet=outlet[order],
        day=texts.days[other][order],
        framed=np.concatenate([framed, framed])[order],
        passage=np.concatenate([number, number])[order],
    )


def _framed(
    words: Words, text: NDArray[np.int64], start: NDArray[np.int32], end: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether stretches of words are whole paragraphs near the beginning or end of their text."""
    framed = np.empty(len(text), np.bool_)
    _mark_framed(words.opens, words.bounds, (text, start, end), framed)
    return framed


@njit(cache=True)
def _mark_framed(opens, bounds, stretches, framed):
    texts, starts, ends = stretches
    for row in range(len(texts)):
        first, last = bounds[texts[row]], bounds[texts[row] + 1]
        low, high = first + starts[row], first + ends[row]
        near = starts[row] <= NEAR_START or last - high <= NEAR_END
        framed[row] = (
            near
            and _breaks_near(opens, low, first, last)
            and (high + LOOSE >= last or _breaks_near(opens, high, first, last))
        )


@njit(cache=True)
def _breaks_near(opens, place, first, last):
    """Whether a paragraph begins within a few words of a place."""
    for word in range(max(place - LOOSE, first), min(place + LOOSE + 1, last)):
        if opens[word]:
            return True
    return False


@njit(cache=True)
def _mark_furniture(star, alone, lengths, known, found):
    """Set `found` for the passages that are furniture as seen from either side."""
    outlets, days = known
    for centre in range(len(lengths)):
        begin, end = star.begins[centre], star.begins[centre + 1]
        if begin == end:
            continue
        rows = np.empty(end - begin, np.int64)
        count = 0
        for row in range(begin, end):
            short = star.end[row] - star.start[row] <= FURNITURE_WORDS
            if short and star.framed[row] and alone[star.passage[row]]:
                rows[count] = row
                count += 1
        if count:
            area = _furniture_area(
                star, rows[:count], lengths[centre], outlets[centre], days[centre]
            )
            _mark_covered(star, begin, end, area, found)


@njit(cache=True)
def _mark_covered(star, begin, end, area, found):
    """Set `found` for the rows that lie for the most part in the area."""
    for row in range(begin, end):
        start, stop = star.start[row], star.end[row]
        short = stop - start <= 2 * FURNITURE_WORDS
        if short and area[start:stop].sum() >= COVERED * (stop - start):
            found[star.passage[row]] = True


@njit(cache=True)
def _furniture_area(star, rows, length, outlet, day):
    """Which words of the centre's text are furniture, by its short framed lonely passages."""
    repeated = _repeated_in_outlet(star, rows, length, outlet)
    holders = np.zeros(length, np.int32)
    low, high = np.full(length, 1 << 30), np.full(length, -1)
    if day != UNKNOWN:
        low[:], high[:] = day, day
    for row in rows:
        for word in range(star.start[row], star.end[row]):
            holders[word] += 1
            if star.day[row] != UNKNOWN:
                low[word] = min(low[word], star.day[row])
                high[word] = max(high[word], star.day[row])
    undated = high < 0
    days = high - low
    return (repeated & (undated | (days >= OUTLET_DAYS))) | (
        (holders >= MANY) & (days >= MANY_DAYS)
    )


@njit(cache=True)
def _repeated_in_outlet(star, rows, length, outlet):
    """Which words stand in two articles of one outlet; rows come outlet by outlet."""
    repeated = np.zeros(length, np.bool_)
    seen = np.full(length, UNKNOWN)
    for row in rows:
        theirs = star.outlet[row]
        if theirs == UNKNOWN:
            continue
        for word in range(star.start[row], star.end[row]):
            if theirs in (outlet, seen[word]):
                repeated[word] = True
            seen[word] = theirs
    return repeated


@njit(cache=True)
def _mark_quotes(star, alone, lengths, quotes):
    """Set `quotes` for short passages whose words many unrelated articles have."""
    for centre in range(len(lengths)):
        begin, end = star.begins[centre], star.begins[centre + 1]
        if end - begin < QUOTED_BY:
            continue
        holders = np.zeros(lengths[centre], np.int32)
        for row in range(begin, end):
            start, stop = star.start[row], star.end[row]
            if stop - start <= QUOTE_WORDS and alone[star.passage[row]]:
                holders[start:stop] += 1
        for row in range(begin, end):
            start, stop = star.start[row], star.end[row]
            if (
                stop - start <= QUOTE_WORDS
                and 2 * (holders[start:stop] >= QUOTED_BY).sum() >= stop - start
            ):
                quotes[star.passage[row]] = True
