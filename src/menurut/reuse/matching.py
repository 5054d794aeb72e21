"""Compiled: where two texts say the same word for word, joined and stretched into passages.

Runs of three or more equal words are found through a table of three-word hashes of the longer
text, then chained as in genome alignment (Li, "Minimap2", 2018): a later run continues an earlier
one when both move forward in both texts with a gap of at most 30 words, each gap costing a few
bits. Reordered sentences become chains of their own. Both ends are stretched word by word, with
gaps, as long as the score falls no more than 14 bits below its best ("x-drop", as in BLAST), so
that rewritten edges are found too. Weakness: without three equal words in a row, nothing is found.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from menurut.reuse.compiled import (
    Bools,
    Float64s,
    Int32Rows,
    Int32s,
    Int64s,
    Uint8s,
    Uint32s,
    compiled,
)

RUN = 3
"""Shortest run of equal words. Set on r2k: 4 loses a tenth of the words with 5 % OCR errors."""
OCCURRENCES = 8
"""How many places of one three-word hash are tried: bounds the work on texts that repeat."""
MAX_RUNS = 4096
RUN_WORDS = 16
"""Words in all runs of a pair, as a multiple of its words: one word a million times ends here."""
SPARSE, CACHED = 8, 1 << 15
"""Slots for each word, as long as a processor's cache holds the table, else two: of two, those that
a pair does not share find one in three in use, and each such guess costs a dozen steps."""
LOOKBACK = 64
"""How many earlier runs may be continued by one run."""
MAX_GAP = 30
"""Words between two runs of one passage."""
GAP_OPEN, GAP_WORD, GAP_SHIFT = 2.0, 1.0, 1.0
"""Cost in bits: of a gap, of each word in it, of each word that one side has more."""

_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
I, J, LENGTH, WEIGHT = 0, 1, 2, 3  # noqa: E741 - the two axes of the comparison
"""Columns of `Desk.runs`: first word in the longer and in the shorter text, words, bits."""


MIN_BITS = 36.0
MIN_WORDS = 5
MIN_DENSITY = 0.3
"""Share of equal words in the longer side of a passage. These three: the recall setting on r2k."""
SURE_BITS = 150.0
SURE_MIN_BITS = 28.0
"""In a pair whose best passage has 150 bits (some 25 words) short sentences count from here on."""
WEAK_CHAIN = 12.0
"""Bits below which a chain is not worth stretching."""
X_DROP = 14
MISMATCH, SKIP = 2, 2
"""Cost in bits, while stretching, of a word replaced and of a word left out."""
BAND = 4
"""How far the two sides may shift against each other while stretching."""
REACH = 40
"""Words a passage may be stretched at each end."""
_SCORE_BITS = 16
_SCORE = 1 << _SCORE_BITS
_NOWHERE = -(1 << 40)
"""Less than any cell has."""

PAIR, I0, I1, J0, J1, EQUAL, BITS, LONGEST = range(8)
"""Columns of an alignment: pair, word ranges in the longer and shorter text, equal words, bits,
longest run."""


class Desk(NamedTuple):
    """Working memory for one pair after another."""

    heads: Int32s
    """Newest place of each three-word hash of the longer text."""
    nexts: Int32s
    """The place before each place with the same hash."""
    stamps: Int64s
    """Which pair last used a diagonal ..."""
    reached: Int32s
    """... and how far its last run reaches in the shorter text."""
    runs: Int32Rows
    scores: Float64s
    """Bits of the best chain that ends in each run."""
    before: Int32s
    """The run that this one continues in that chain, or -1."""
    used: Bools
    order: Int32s
    """Runs by the bits of their chains, most first."""
    path: Int32s
    """Runs of the chain being read, last first."""
    lengths: Int32s
    """Of common subsequences of two gaps."""
    cells: Int64s
    """The cells of a row while stretching: bits, times `_SCORE`, and equal words."""


def make_desk(longest: int) -> Desk:
    """Working memory for texts of up to `longest` words."""
    return Desk(
        heads=np.empty(_table_size(longest), np.int32),
        nexts=np.empty(longest + 1, np.int32),
        stamps=np.full(2 * longest + 2, -1, np.int64),
        reached=np.zeros(2 * longest + 2, np.int32),
        runs=np.empty((MAX_RUNS, 4), np.int32),
        scores=np.empty(MAX_RUNS, np.float64),
        before=np.empty(MAX_RUNS, np.int32),
        used=np.empty(MAX_RUNS, np.bool_),
        order=np.empty(MAX_RUNS, np.int32),
        path=np.empty(MAX_RUNS, np.int32),
        lengths=np.empty(MAX_GAP + 1, np.int32),
        cells=np.empty(2 * BAND + 1, np.int64),
    )


def _table_size(words):
    """Slots for the three-word hashes of a text: a sparse table, as long as a cache holds it."""
    size = 16
    while size < 2 * words or (size < SPARSE * words and size < CACHED):
        size *= 2
    return size


def _index_text(hashes, desk):
    """Put the three-word hashes of a text on the desk; the mask of the table."""
    size = _table_size(len(hashes))
    desk.heads[:size] = -1
    for place in range(len(hashes) - RUN, -1, -1):
        slot = _slot(hashes, place, size - 1)
        desk.nexts[place] = desk.heads[slot]
        desk.heads[slot] = place
    return size - 1


def _slot(hashes, place, mask):
    value = np.uint64(0)
    for word in range(place, place + RUN):
        value = (value ^ np.uint64(hashes[word])) * _MIX
        value ^= value >> _SHIFT
    return np.int64(value & np.uint64(mask))


def _find_runs(longer, shorter, weights, mask, desk, stamp):
    """All maximal runs, in order of their start in the shorter text; how many there are."""
    count, words_left = 0, RUN_WORDS * (len(longer) + len(shorter))
    for j in range(len(shorter) - RUN + 1):
        i = desk.heads[_slot(shorter, j, mask)]
        for _ in range(OCCURRENCES):
            if i < 0 or count == MAX_RUNS or words_left < 0:
                break
            if _add_run(longer, shorter, weights, i, j, desk, stamp, count):
                words_left -= desk.runs[count, LENGTH]
                count += 1
            i = desk.nexts[i]
    return count


def _add_run(longer, shorter, weights, i, j, desk, stamp, count):
    """Write the run that starts at (i, j), unless it is part of one known; 1 if written."""
    diagonal = i - j + len(shorter)
    if desk.stamps[diagonal] == stamp and desk.reached[diagonal] > j:
        return 0
    length, weight = 0, 0
    room = min(len(longer) - i, len(shorter) - j)
    while length < room and longer[i + length] == shorter[j + length]:
        weight += weights[i + length]
        length += 1
    if length < RUN:  # another three words with the same slot
        return 0
    desk.stamps[diagonal], desk.reached[diagonal] = stamp, j + length
    run = desk.runs[count]
    run[I], run[J], run[LENGTH], run[WEIGHT] = i, j, length, weight
    return 1


def _chain_runs(count, desk):
    """The best chain that ends in each run."""
    for here in range(count):
        best, before = 0.0, -1
        for earlier in range(here - 1, max(-1, here - 1 - LOOKBACK), -1):
            score = desk.scores[earlier] - _gap_cost(desk.runs[earlier], desk.runs[here])
            if score > best:
                best, before = score, earlier
        desk.scores[here] = desk.runs[here, WEIGHT] + best
        desk.before[here] = before
        desk.used[here] = False


def _gap_cost(earlier, later):
    """What it costs in bits to go on from one run to another; infinite when it cannot be."""
    i_gap = later[I] - earlier[I] - earlier[LENGTH]
    j_gap = later[J] - earlier[J] - earlier[LENGTH]
    overlap = max(0, -i_gap, -j_gap)
    # The later run must begin and end later in both texts.
    if later[I] <= earlier[I] or later[J] <= earlier[J] or overlap >= later[LENGTH]:
        return np.inf
    if max(i_gap, j_gap) > MAX_GAP:
        return np.inf
    lost = overlap * later[WEIGHT] / later[LENGTH]
    words = max(i_gap, j_gap) + overlap
    return GAP_OPEN + GAP_WORD * words + GAP_SHIFT * abs(i_gap - j_gap) + lost


def _read_chain(last, desk):
    """Put the chain that ends in run `last` on `desk.path`; (its length, its bits)."""
    length, run = 0, last
    while run >= 0 and not desk.used[run]:
        desk.used[run] = True
        desk.path[length] = run
        length += 1
        run = desk.before[run]
    taken = desk.scores[run] if run >= 0 else 0.0
    return length, desk.scores[last] - taken


@compiled
def align_ordered(
    hashes: Uint32s,
    weights: Uint8s,
    bounds: Int64s,
    pairs: tuple[Int64s, Int64s],
    desk: Desk,
    found: Int32Rows,
    state: Int64s,
) -> None:
    """Write a row for each passage of each pair; pairs are ordered by their longer text.

    `state`: (pairs that are done, rows that are written), to go on from when there is more room.
    """
    longer, shorter = pairs
    first_pair, count = state[0], state[1]
    indexed, mask = -1, 0
    for pair in range(first_pair, len(longer)):
        if len(found) - count < MAX_RUNS:
            break
        first = hashes[bounds[longer[pair]] : bounds[longer[pair] + 1]]
        second = hashes[bounds[shorter[pair]] : bounds[shorter[pair] + 1]]
        bits = weights[bounds[longer[pair]] : bounds[longer[pair] + 1]]
        if longer[pair] != indexed:
            mask = _index_text(first, desk)
            indexed = longer[pair]
        runs = _find_runs(first, second, bits, mask, desk, pair)
        _chain_runs(runs, desk)
        count += _read_passages(first, second, bits, runs, desk, found[count:], pair)
        state[0], state[1] = pair + 1, count


def _order_chains(count, desk):
    """Put the runs on `desk.order`, those that end the best chains first (Shell's sort)."""
    order, scores = desk.order, desk.scores
    for run in range(count):
        order[run] = run
    step = 1
    while step < count // 3:
        step = 3 * step + 1
    while step > 0:
        for place in range(step, count):
            run = order[place]
            while place >= step and _better(scores, run, order[place - step]):
                order[place] = order[place - step]
                place -= step  # noqa: PLW2901 - sinks to where it belongs
            order[place] = run
        step //= 3


def _better(scores, one, other):
    return scores[one] > scores[other] or (scores[one] == scores[other] and one < other)


def _read_passages(first, second, weights, runs, desk, found, pair):
    """Write the passages of one pair, best first; how many there are."""
    count = 0
    _order_chains(runs, desk)
    for place in range(runs):
        last = desk.order[place]
        if desk.scores[last] < WEAK_CHAIN:
            break
        if desk.used[last]:
            continue
        length, bits = _read_chain(last, desk)
        row = found[count]
        row[PAIR] = pair
        _measure_chain(first, second, desk, length, row)
        row[BITS] = int(bits + _stretch(first, second, weights, desk, row))
        count += _counts(row, found[0, BITS]) and not _repeats(found, count)
    return count


def _counts(row, best):
    """Whether a passage says enough; less is asked where the pair's best one leaves no doubt."""
    longer = max(row[I1] - row[I0], row[J1] - row[J0])
    wanted = SURE_MIN_BITS if best >= SURE_BITS else MIN_BITS
    enough = max(MIN_WORDS, MIN_DENSITY * longer)
    return row[BITS] >= wanted and row[EQUAL] >= enough


def _repeats(found, count):
    """Whether the newest passage lies for the most part inside a better one of the same pair."""
    new = found[count]
    for place in range(count):
        old = found[place]
        i_both = min(new[I1], old[I1]) - max(new[I0], old[I0])
        j_both = min(new[J1], old[J1]) - max(new[J0], old[J0])
        if 2 * i_both > new[I1] - new[I0] and 2 * j_both > new[J1] - new[J0]:
            return True
    return False


def _measure_chain(first, second, desk, length, row):
    """Write where a chain begins and ends, its equal words and its longest run."""
    begin, end = desk.runs[desk.path[length - 1]], desk.runs[desk.path[0]]
    row[I0], row[J0] = begin[I], begin[J]
    row[I1], row[J1] = end[I] + end[LENGTH], end[J] + end[LENGTH]
    row[EQUAL] = row[LONGEST] = begin[LENGTH]
    for step in range(length - 1, 0, -1):
        run, after = desk.runs[desk.path[step]], desk.runs[desk.path[step - 1]]
        i, j = run[I] + run[LENGTH], run[J] + run[LENGTH]
        if after[I] > i and after[J] > j:
            row[EQUAL] += _common(first[i : after[I]], second[j : after[J]], desk.lengths)
        row[EQUAL] += after[LENGTH] - max(0, i - after[I], j - after[J])
        row[LONGEST] = max(row[LONGEST], after[LENGTH])


def _common(first, second, lengths):
    """Length of the longest common subsequence of two short stretches."""
    lengths[: len(second) + 1] = 0
    for i in range(len(first)):
        corner = 0
        for j in range(len(second)):
            above = lengths[j + 1]
            lengths[j + 1] = corner + 1 if first[i] == second[j] else max(above, lengths[j])
            corner = above
    return lengths[len(second)]


def _stretch(first, second, weights, desk, row):
    """Move both ends of a passage outwards; the bits gained."""
    i, j, equal, gain = _extend(first[row[I1] :], second[row[J1] :], weights[row[I1] :], desk)
    row[I1] += i
    row[J1] += j
    i, j, more, gained = _extend(
        first[: row[I0]][::-1], second[: row[J0]][::-1], weights[: row[I0]][::-1], desk
    )
    row[I0] -= i
    row[J0] -= j
    row[EQUAL] += equal + more
    return gain + gained


def _extend(first, second, weights, desk):
    """(words of first, words of second, equal words, bits) of the best common beginning."""
    cells = desk.cells
    for cell in range(len(cells)):
        cells[cell] = _NOWHERE if cell < BAND else -SKIP * (cell - BAND) * _SCORE
    best, i_best, j_best, equal_best = 0, 0, 0, 0
    for i in range(min(REACH, len(first))):
        top = _extend_row(first[i], second, weights[i], i, cells)
        score = cells[top] >> _SCORE_BITS
        if score > best:
            best, i_best, j_best = score, i + 1, i + 1 + top - BAND
            equal_best = cells[top] & (_SCORE - 1)
        if score < best - X_DROP:
            break
    return i_best, j_best, equal_best, best


def _extend_row(word, second, weight, i, cells):
    """Take one more word of the first text into the cells; the best of them."""
    same, other, skip = np.int64(weight) * _SCORE + 1, MISMATCH * _SCORE, SKIP * _SCORE
    top, left = 0, np.int64(_NOWHERE)
    for cell in range(len(cells)):
        j = i + cell - BAND  # the word of the second text that this cell would take
        value = np.int64(_NOWHERE)
        if 0 <= j < len(second):
            value = cells[cell] + (same if second[j] == word else -other)
        # Only more bits count: of two ways with as many the first one stays.
        if cell + 1 < len(cells) and j + 1 >= 0:
            value = _richer(value, cells[cell + 1] - skip)
        if j < len(second):
            value = _richer(value, left - skip)
        cells[cell] = left = value
        if value >> _SCORE_BITS > cells[top] >> _SCORE_BITS:
            top = cell
    return top


def _richer(one, other):
    """The second value if it has more bits, whatever words are equal, else the first."""
    return other if other >> _SCORE_BITS > one >> _SCORE_BITS else one
