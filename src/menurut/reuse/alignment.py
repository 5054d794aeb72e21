"""Aligned passages of pairs of texts: where they begin and end, and how well they agree.

Chains of runs (runs.py) are stretched at both ends word by word, with gaps, as long as the score
falls no more than 14 bits below its best ("x-drop", as in BLAST), so that rewritten edges are
found too. A passage counts from 36 bits and five equal words on; whether a pair of articles
is told to anybody is decided later (finding.py), on all its passages together. Two texts always
give the same passages, whichever is named first.
"""

# numba reads no annotations; functions below the first kernel are compiled.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from menurut.reuse.runs import (
    LENGTH,
    I,
    J,
    chain_runs,
    find_runs,
    index_text,
    make_desk,
    read_chain,
)
from menurut.reuse.words import Words

MIN_BITS = 36.0
MIN_WORDS = 5
MIN_DENSITY = 0.3
"""Share of equal words in the longer side of a passage. These three: the recall setting on r2k."""
SURE_BITS = 150.0
SURE_MIN_BITS = 28.0
"""In a pair whose best passage has 150 bits (some 25 words) short sentences count from here on."""
WEAK_CHAIN = 12.0
"""Bits below which a chain is not worth stretching."""
X_DROP = 14.0
MISMATCH, SKIP = 2.0, 2.0
"""Cost in bits, while stretching, of a word replaced and of a word left out."""
BAND = 4
"""How far the two sides may shift against each other while stretching."""
REACH = 40
"""Words a passage may be stretched at each end."""

PAIR, I0, I1, J0, J1, EQUAL, BITS, LONGEST = range(8)
"""Columns of an alignment: pair, word ranges in the longer and shorter text, equal words, bits,
longest run."""


class Passages(msgspec.Struct, frozen=True, kw_only=True):
    """Passages of pairs of texts, as parallel arrays; words are counted from a text's start."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    """Numbers of the two texts."""
    a0: NDArray[np.int32]
    a1: NDArray[np.int32]
    b0: NDArray[np.int32]
    b1: NDArray[np.int32]
    equal: NDArray[np.int32]
    """Words that agree."""
    bits: NDArray[np.int32]
    """How much their agreement tells."""
    longest: NDArray[np.int32]
    """Words in the longest run without a change."""

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Passages:
        """Some of the passages, by mask or by position."""
        fields = self.__struct_fields__
        return Passages(**{name: getattr(self, name)[chosen] for name in fields})


def join_passages(parts: list[Passages]) -> Passages:
    """Several lists of passages as one."""
    fields = Passages.__struct_fields__
    return Passages(**{f: np.concatenate([getattr(part, f) for part in parts]) for f in fields})


def align_pairs(words: Words, a: NDArray[np.int64], b: NDArray[np.int64]) -> Passages:
    """All passages that the texts `a[k]` and `b[k]` share, for all k."""
    swapped = _shorter_first(words.hashes, words.bounds, a, b)
    longer, shorter = np.where(swapped, b, a), np.where(swapped, a, b)
    # One table of a longer text serves all its pairs.
    order = np.lexsort((shorter, longer))
    desk = make_desk(int(np.diff(words.bounds).max(initial=0)))
    found = _align(words.hashes, words.weights, words.bounds, longer[order], shorter[order], desk)
    pair = order[found[:, PAIR]]
    turned = swapped[pair]
    return Passages(
        a=a[pair],
        b=b[pair],
        a0=np.where(turned, found[:, J0], found[:, I0]),
        a1=np.where(turned, found[:, J1], found[:, I1]),
        b0=np.where(turned, found[:, I0], found[:, J0]),
        b1=np.where(turned, found[:, I1], found[:, J1]),
        equal=found[:, EQUAL],
        bits=found[:, BITS],
        longest=found[:, LONGEST],
    )


@njit(cache=True)
def _shorter_first(hashes, bounds, a, b):
    """Which pairs name the shorter text first; among equally long ones their words decide."""
    swapped = np.zeros(len(a), np.bool_)
    for pair in range(len(a)):
        first, second = bounds[a[pair]], bounds[b[pair]]
        length = bounds[a[pair] + 1] - first
        other = bounds[b[pair] + 1] - second
        swapped[pair] = length < other
        if length == other:
            for word in range(length):
                if hashes[first + word] != hashes[second + word]:
                    swapped[pair] = hashes[first + word] < hashes[second + word]
                    break
    return swapped


@njit(cache=True)
def _align(hashes, weights, bounds, longer, shorter, desk):
    """A row for each passage of each pair; pairs are ordered by their longer text."""
    found = np.empty((1024, 8), np.int32)
    count, indexed, mask = 0, -1, 0
    for pair in range(len(longer)):
        first = hashes[bounds[longer[pair]] : bounds[longer[pair] + 1]]
        second = hashes[bounds[shorter[pair]] : bounds[shorter[pair] + 1]]
        bits = weights[bounds[longer[pair]] : bounds[longer[pair] + 1]]
        if longer[pair] != indexed:
            mask = index_text(first, desk)
            indexed = longer[pair]
        runs = find_runs(first, second, bits, mask, desk, pair)
        chain_runs(runs, desk)
        if len(found) - count < runs:
            found = _grown(found, count, runs)
        count += _read_passages(first, second, bits, runs, desk, found[count:], pair)
    return found[:count]


@njit(cache=True)
def _grown(found, count, more):
    larger = np.empty((2 * len(found) + more, 8), np.int32)
    larger[:count] = found[:count]
    return larger


@njit(cache=True)
def _read_passages(first, second, weights, runs, desk, found, pair):
    """Write the passages of one pair, best first; how many there are."""
    count = 0
    for last in np.argsort(-desk.scores[:runs]):
        if desk.scores[last] < WEAK_CHAIN:
            break
        if desk.used[last]:
            continue
        length, bits = read_chain(last, desk)
        row = found[count]
        row[PAIR] = pair
        _measure_chain(first, second, desk, length, row)
        row[BITS] = int(bits + _stretch(first, second, weights, row))
        count += _counts(row, found[0, BITS]) and not _repeats(found, count)
    return count


@njit(cache=True)
def _counts(row, best):
    """Whether a passage says enough; less is asked where the pair's best one leaves no doubt."""
    longer = max(row[I1] - row[I0], row[J1] - row[J0])
    wanted = SURE_MIN_BITS if best >= SURE_BITS else MIN_BITS
    enough = max(MIN_WORDS, MIN_DENSITY * longer)
    return row[BITS] >= wanted and row[EQUAL] >= enough


@njit(cache=True)
def _repeats(found, count):
    """Whether the newest passage lies for the most part inside a better one of the same pair."""
    new = found[count]
    for old in found[:count]:
        i_both = min(new[I1], old[I1]) - max(new[I0], old[I0])
        j_both = min(new[J1], old[J1]) - max(new[J0], old[J0])
        if 2 * i_both > new[I1] - new[I0] and 2 * j_both > new[J1] - new[J0]:
            return True
    return False


@njit(cache=True)
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
            row[EQUAL] += _common(first[i : after[I]], second[j : after[J]])
        row[EQUAL] += after[LENGTH] - max(0, i - after[I], j - after[J])
        row[LONGEST] = max(row[LONGEST], after[LENGTH])


@njit(cache=True)
def _common(first, second):
    """Length of the longest common subsequence of two short stretches."""
    lengths = np.zeros(len(second) + 1, np.int32)
    for i in range(len(first)):
        corner = 0
        for j in range(len(second)):
            above = lengths[j + 1]
            lengths[j + 1] = corner + 1 if first[i] == second[j] else max(above, lengths[j])
            corner = above
    return lengths[len(second)]


@njit(cache=True)
def _stretch(first, second, weights, row):
    """Move both ends of a passage outwards; the bits gained."""
    i, j, equal, gain = _extend(first[row[I1] :], second[row[J1] :], weights[row[I1] :])
    row[I1] += i
    row[J1] += j
    i, j, more, gained = _extend(
        first[: row[I0]][::-1], second[: row[J0]][::-1], weights[: row[I0]][::-1]
    )
    row[I0] -= i
    row[J0] -= j
    row[EQUAL] += equal + more
    return gain + gained


@njit(cache=True)
def _extend(first, second, weights):
    """(words of first, words of second, equal words, bits) of the best common beginning."""
    width = 2 * BAND + 1
    scores, equals = np.full(width, -np.inf), np.zeros(width, np.int32)
    scores[BAND:] = -SKIP * np.arange(BAND + 1)
    best, i_best, j_best, equal_best = 0.0, 0, 0, 0
    for i in range(min(REACH, len(first))):
        top = _extend_row(first[i], second, weights[i], i, scores, equals)
        if scores[top] > best:
            best, i_best, j_best = scores[top], i + 1, i + 1 + top - BAND
            equal_best = equals[top]
        if scores[top] < best - X_DROP:
            break
    return i_best, j_best, equal_best, best


@njit(cache=True)
def _extend_row(word, second, weight, i, scores, equals):
    """Take one more word of the first text: update scores and equals; the best cell."""
    top = 0
    for cell in range(len(scores)):
        j = i + cell - BAND  # the word of the second text that this cell would take
        score, equal = -np.inf, equals[cell]
        if 0 <= j < len(second):
            same = second[j] == word
            score = scores[cell] + (weight if same else -MISMATCH)
            equal += same
        if cell + 1 < len(scores) and scores[cell + 1] - SKIP > score and j + 1 >= 0:
            score, equal = scores[cell + 1] - SKIP, equals[cell + 1]
        if cell > 0 and scores[cell - 1] - SKIP > score and j < len(second):
            score, equal = scores[cell - 1] - SKIP, equals[cell - 1]
        scores[cell], equals[cell] = score, equal
        if score > scores[top]:
            top = cell
    return top
