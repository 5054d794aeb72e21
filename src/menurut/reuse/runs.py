"""Where two texts say the same, word for word, and how such runs join into passages.

Compiled kernels on word hashes, used for pairs of texts that share fingerprints. Runs of three
or more equal words are found through a table of three-word hashes of the longer text, then chained
as in genome alignment (Li, "Minimap2", 2018): a later run continues an earlier one when both move
forward in both texts with a gap of at most 30 words, each gap costing a few bits. Reordered
sentences become chains of their own. Weakness: no run of three words in common, nothing found.
"""

# numba reads no annotations; every function here is compiled.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201, ANN202, PLR0913, PLR0917

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

RUN = 3
"""Shortest run of equal words. Set on r2k: 4 loses a tenth of the words with 5 % OCR errors."""
OCCURRENCES = 8
"""How many places of one three-word hash are tried: bounds the work on texts that repeat."""
MAX_RUNS = 4096
RUN_WORDS = 16
"""Words in all runs of a pair, as a multiple of its words: one word a million times ends here."""
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


class Desk(NamedTuple):
    """Working memory for one pair after another."""

    heads: NDArray[np.int32]
    """Newest place of each three-word hash of the longer text."""
    nexts: NDArray[np.int32]
    """The place before each place with the same hash."""
    stamps: NDArray[np.int64]
    """Which pair last used a diagonal ..."""
    reached: NDArray[np.int32]
    """... and how far its last run reaches in the shorter text."""
    runs: NDArray[np.int32]
    scores: NDArray[np.float64]
    """Bits of the best chain that ends in each run."""
    before: NDArray[np.int32]
    """The run that this one continues in that chain, or -1."""
    used: NDArray[np.bool_]
    path: NDArray[np.int32]
    """Runs of the chain being read, last first."""


def make_desk(longest: int) -> Desk:
    """Working memory for texts of up to `longest` words."""
    size = 16
    while size < 2 * longest:
        size *= 2
    return Desk(
        heads=np.empty(size, np.int32),
        nexts=np.empty(longest + 1, np.int32),
        stamps=np.full(2 * longest + 2, -1, np.int64),
        reached=np.zeros(2 * longest + 2, np.int32),
        runs=np.empty((MAX_RUNS, 4), np.int32),
        scores=np.empty(MAX_RUNS, np.float64),
        before=np.empty(MAX_RUNS, np.int32),
        used=np.empty(MAX_RUNS, np.bool_),
        path=np.empty(MAX_RUNS, np.int32),
    )


@njit(cache=True)
def index_text(hashes, desk):
    """Put the three-word hashes of a text on the desk; the mask of the table."""
    size = 16
    while size < 2 * len(hashes):
        size *= 2
    desk.heads[:size] = -1
    for place in range(len(hashes) - RUN, -1, -1):
        slot = _slot(hashes, place, size - 1)
        desk.nexts[place] = desk.heads[slot]
        desk.heads[slot] = place
    return size - 1


@njit(cache=True)
def _slot(hashes, place, mask):
    value = np.uint64(0)
    for word in range(place, place + RUN):
        value = (value ^ np.uint64(hashes[word])) * _MIX
        value ^= value >> _SHIFT
    return np.int64(value & np.uint64(mask))


@njit(cache=True)
def find_runs(longer, shorter, weights, mask, desk, stamp):
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


@njit(cache=True)
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


@njit(cache=True)
def chain_runs(count, desk):
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


@njit(cache=True)
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


@njit(cache=True)
def read_chain(last, desk):
    """Put the chain that ends in run `last` on `desk.path`; (its length, its bits)."""
    length, run = 0, last
    while run >= 0 and not desk.used[run]:
        desk.used[run] = True
        desk.path[length] = run
        length += 1
        run = desk.before[run]
    taken = desk.scores[run] if run >= 0 else 0.0
    return length, desk.scores[last] - taken
