"""Tell what an outlet prints under everything from what one article took from another.

In: passages of a collection, with the outlet and day of each text. Out: which of them are
furniture (newsletter lines, copyright notices, "read also") and which are statements that
everybody quotes. Nothing is known beforehand: furniture is a short stretch of whole paragraphs
near the beginning or end of both texts, in articles that share nothing else, which comes again in
one outlet on another day, or in many articles over weeks. A statement is quoted by several
articles that share nothing else, anywhere in the text. Weakness: an outlet that runs the same
short item twice looks like furniture, and a line that was seen only once looks like reuse.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.reuse.alignment import Passages
from menurut.reuse.compiled import Bools, Int32s, Int64s, compiled
from menurut.reuse.star import Star, make_star
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


class Sheet(NamedTuple):
    """Working memory for one centre after another."""

    rows: Int32s
    """Short passages that stand alone: a place for each that is seen from the text."""
    holders: Int32s
    """The others: a place for each word of the text."""
    low: Int64s
    high: Int64s
    """First and last day of the holders."""
    seen: Int64s
    """The outlet that had the word last."""
    repeated: Bools
    area: Bools
    """What is furniture."""


def _sheet(star: Star, words: Words) -> Sheet:
    longest = int(np.diff(words.bounds).max(initial=0))
    low, high, seen = (np.empty(longest, np.int64) for _ in range(3))
    return Sheet(
        rows=np.empty(int(np.diff(star.begins).max(initial=0)), np.int32),
        holders=np.empty(longest, np.int32),
        low=low,
        high=high,
        seen=seen,
        repeated=np.empty(longest, np.bool_),
        area=np.empty(longest, np.bool_),
    )


def label_furniture(
    texts: Texts, passages: Passages, star: Star | None = None
) -> NDArray[np.bool_]:
    """Which passages are furniture; passages of one pair of texts stand together."""
    star = star or make_star(passages, len(texts.outlets))
    furniture = np.zeros(len(passages.a), np.bool_)
    framed, sheet = _framed(texts.words, passages), _sheet(star, texts.words)
    for _ in range(ROUNDS):
        lonely = framed & _shares_nothing_else(star, passages.equal, furniture)
        found = np.zeros(len(passages.a), np.bool_)
        _mark_furniture(star, lonely, texts.words.bounds, (texts.outlets, texts.days), sheet, found)
        furniture = found
    return furniture


def label_quotes(
    texts: Texts, passages: Passages, furniture: NDArray[np.bool_], star: Star | None = None
) -> NDArray[np.bool_]:
    """Which passages are short and stand in many articles that share nothing else."""
    star = star or make_star(passages, len(texts.outlets))
    alone = _shares_nothing_else(star, passages.equal, furniture) & ~furniture
    quotes = np.zeros(len(passages.a), np.bool_)
    _mark_quotes(star, alone, texts.words.bounds, _sheet(star, texts.words), quotes)
    return quotes


def _shares_nothing_else(
    star: Star, equal: NDArray[np.int32], furniture: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether the pair of a passage has (next to) no other equal words, furniture left out."""
    alone = np.empty(len(furniture), np.bool_)
    _mark_alone(star.texts, np.ascontiguousarray(equal), furniture, alone)
    return alone


@compiled
def _mark_alone(
    texts: tuple[Int64s, Int64s], equal: Int32s, furniture: Bools, alone: Bools
) -> None:
    """Set `alone` for passages beside which their pair has next to no other equal words."""
    a, b = texts
    begin = 0
    while begin < len(a):
        end, total = begin, 0
        while end < len(a) and a[end] == a[begin] and b[end] == b[begin]:
            total += 0 if furniture[end] else equal[end]
            end += 1
        for row in range(begin, end):
            alone[row] = total - (0 if furniture[row] else equal[row]) < NOTHING_ELSE
        begin = end


def _framed(words: Words, passages: Passages) -> NDArray[np.bool_]:
    """Whether passages are whole paragraphs near the beginning or end of both their texts."""
    framed = np.ones(len(passages.a), np.bool_)
    p, columns = passages, np.ascontiguousarray
    for text, start, end in ((p.a, p.a0, p.a1), (p.b, p.b0, p.b1)):
        stretches = columns(text), columns(start), columns(end)
        _mark_framed(words.opens, words.bounds, stretches, framed)
    return framed


@compiled
def _mark_framed(
    opens: Bools, bounds: Int64s, stretches: tuple[Int64s, Int32s, Int32s], framed: Bools
) -> None:
    """Clear `framed` where stretches of words are no whole paragraphs near an end of their text."""
    texts, starts, ends = stretches
    for row in range(len(texts)):
        first, last = bounds[texts[row]], bounds[texts[row] + 1]
        low, high = first + starts[row], first + ends[row]
        near = starts[row] <= NEAR_START or last - high <= NEAR_END
        framed[row] &= (
            near
            and _breaks_near(opens, low, first, last)
            and (high + LOOSE >= last or _breaks_near(opens, high, first, last))
        )


def _breaks_near(opens, place, first, last):
    """Whether a paragraph begins within a few words of a place."""
    for word in range(max(place - LOOSE, first), min(place + LOOSE + 1, last)):
        if opens[word]:
            return True
    return False


@compiled
def _mark_furniture(
    star: Star,
    lonely: Bools,
    bounds: Int64s,
    known: tuple[Int64s, Int64s],
    sheet: Sheet,
    found: Bools,
) -> None:
    """Set `found` for the passages that are furniture as seen from either side."""
    outlets = known[0]
    for centre in range(len(outlets)):
        count = _short_rows(star, centre, lonely, FURNITURE_WORDS, sheet.rows)
        if count:
            _by_outlet(star, outlets, sheet.rows, count)
            _mark_area(star, count, bounds[centre + 1] - bounds[centre], centre, known, sheet)
            _mark_covered(star, centre, sheet.area, found)


def _short_rows(star, centre, chosen, most, rows):
    """Write the rows of a centre that are chosen and have up to `most` words; how many."""
    count = 0
    for place in range(star.begins[centre], star.begins[centre + 1]):
        row = star.rows[place]
        if chosen[row >> 1]:
            first, last = _words_here(star, row)
            if last - first <= most:
                rows[count] = row
                count += 1
    return count


def _by_outlet(star, outlets, rows, count):
    """Sort the first rows by the outlet at their other end (Shell's way, in place)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap:
        for place in range(gap, count):
            row = rows[place]
            theirs, here = outlets[_other_text(star, row)], place
            while here >= gap and outlets[_other_text(star, rows[here - gap])] > theirs:
                rows[here] = rows[here - gap]
                here -= gap
            rows[here] = row
        gap //= 3


def _mark_covered(star, centre, area, found):
    """Set `found` for the rows that lie for the most part in the area."""
    for place in range(star.begins[centre], star.begins[centre + 1]):
        row = star.rows[place]
        start, stop = _words_here(star, row)
        if stop - start <= 2 * FURNITURE_WORDS:
            covered = 0
            for word in range(start, stop):
                covered += area[word]
            if covered >= COVERED * (stop - start):
                found[row >> 1] = True


def _mark_area(star, count, length, centre, known, sheet):
    """Mark the words of the centre's text that are furniture, by its first `count` rows."""
    outlets, days = known
    _mark_repeated(star, count, length, outlets, outlets[centre], sheet)
    sheet.holders[:length] = 0
    sheet.low[:length] = 1 << 30 if days[centre] == UNKNOWN else days[centre]
    sheet.high[:length] = days[centre]  # UNKNOWN is below every day
    for place in range(count):
        start, stop = _words_here(star, sheet.rows[place])
        day = days[_other_text(star, sheet.rows[place])]
        for word in range(start, stop):
            sheet.holders[word] += 1
            if day != UNKNOWN:
                sheet.low[word] = min(sheet.low[word], day)
                sheet.high[word] = max(sheet.high[word], day)
    for word in range(length):
        span = sheet.high[word] - sheet.low[word]
        undated = sheet.high[word] < 0
        sheet.area[word] = (sheet.repeated[word] and (undated or span >= OUTLET_DAYS)) or (
            sheet.holders[word] >= MANY and span >= MANY_DAYS
        )


def _mark_repeated(star, count, length, outlets, own, sheet):
    """Mark the words that stand in two articles of one outlet; rows come outlet by outlet."""
    sheet.repeated[:length] = False
    sheet.seen[:length] = UNKNOWN
    for place in range(count):
        theirs = outlets[_other_text(star, sheet.rows[place])]
        if theirs == UNKNOWN:
            continue
        start, stop = _words_here(star, sheet.rows[place])
        for word in range(start, stop):
            if theirs in (own, sheet.seen[word]):
                sheet.repeated[word] = True
            sheet.seen[word] = theirs


@compiled
def _mark_quotes(star: Star, alone: Bools, bounds: Int64s, sheet: Sheet, quotes: Bools) -> None:
    """Set `quotes` for short passages whose words many unrelated articles have."""
    for centre in range(len(star.begins) - 1):
        if star.begins[centre + 1] - star.begins[centre] < QUOTED_BY:
            continue
        count = _short_rows(star, centre, alone, QUOTE_WORDS, sheet.rows)
        if count < QUOTED_BY:
            continue
        sheet.holders[: bounds[centre + 1] - bounds[centre]] = 0
        for place in range(count):
            start, stop = _words_here(star, sheet.rows[place])
            for word in range(start, stop):
                sheet.holders[word] += 1
        for place in range(count):
            if _mostly_quoted(star, sheet.rows[place], sheet.holders):
                quotes[sheet.rows[place] >> 1] = True


def _mostly_quoted(star, row, holders):
    """Whether enough articles hold half of a passage's words."""
    start, stop = _words_here(star, row)
    held = 0
    for word in range(start, stop):
        held += holders[word] >= QUOTED_BY
    return 2 * held >= stop - start


def _other_text(star, row):
    """The text at the other end of a row."""
    return star.texts[1 - (row & 1)][row >> 1]


def _words_here(star, row):
    """(first, end) of the words that a row covers in its centre."""
    return star.starts[row & 1][row >> 1], star.ends[row & 1][row >> 1]
