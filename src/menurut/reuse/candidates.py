"""Which pairs of texts are worth aligning: those that share fingerprints.

In: the fingerprints of a collection. Out: pairs of text numbers. A fingerprint that up to
`COMMON` texts hold links all of them; one that more hold (a viral story, a stock phrase, a line
under every page) links each of them to the first few holders only, so that the work stays
linear; the rest of the cluster is found from there (`meetings`). Nothing is cut silently. A
shared fingerprint counts only where two more words agree beside it (seven in a row: no pair is told
with less), and a single one only while it is rare: what twenty texts have is a phrase. `corpus/`
says the same in SQL; a test holds the two together.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Bools, Int32s, Int64Rows, Int64s, compiled
from menurut.reuse.fingerprints import GRAM
from menurut.reuse.star import Star
from menurut.reuse.words import Words

Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers]

COMMON = 100
"""Postings of one fingerprint up to which all its holders are linked with each other."""
FIRST_HOLDERS = 8
"""... and beyond which each is linked with so many of the first."""
RARE = 20
"""Postings of a fingerprint up to which it makes a candidate alone; else two are needed."""
MIN_OVERLAP = 12
"""Words of the hub's text that two texts must both share to be compared with each other."""
FULL_CLUSTER = 1500
"""Texts around one hub that are all compared with each other (about a million pairs) ..."""
FIRST_MEMBERS = 20
"""... and beyond which each is compared with so many of the first, and the result says so."""
ROOM = 4_000_000
"""Pairs around hubs found at once: 32 MB. Fifteen times in sixteen a pair is found again."""

NO_WORD = -1
"""Where a text begins or ends; counted down from here, so that none equals another."""

_CODE_BITS = 31
_HOLDER_BITS = 8
_MOST_HOLDERS = (1 << _HOLDER_BITS) - 1


class Held(NamedTuple):
    """Fingerprints with the words beside them, as parallel arrays."""

    keys: NDArray[np.int64]
    texts: Numbers
    """Number of the text that holds it, in rank order."""
    near: NDArray[np.int64]
    """Hashes of the second and first word before it, and the first and second after it."""


def held_fingerprints(
    words: Words, keys: NDArray[np.int64], positions: NDArray[np.int32], texts: NDArray[np.int32]
) -> Held:
    """Fingerprints of some texts with the words beside them."""
    first, last = words.bounds[texts], words.bounds[texts.astype(np.int64) + 1]
    near = np.empty((len(keys), 4), np.int64)
    for column, offset in enumerate((-2, -1, GRAM, GRAM + 1)):
        place = first + positions + offset
        inside = (place >= first) & (place < last)
        # Where a text ends there is nothing to agree on: no two such numbers are equal.
        near[:, column] = NO_WORD - np.arange(len(keys))
        near[inside, column] = words.hashes[place[inside]]
    return Held(keys=keys, texts=texts.astype(np.int64), near=near)


def candidate_pairs(held: Held, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """(first texts, second texts, hubs) from the fingerprints of `count` texts in rank order.

    Hubs are the texts that stand for the holders of a common fingerprint.
    """
    order = np.lexsort((held.texts, held.keys))
    keys, holders, near = held.keys[order], held.texts[order], held.near[order]
    edges = np.flatnonzero(np.diff(keys)) + 1
    begins = np.concatenate([[0], edges, [len(keys)]])
    room = _link(holders, near, begins, count, np.empty(0, np.int64))
    codes = np.empty(room, np.int64)
    _link(holders, near, begins, count, codes)
    first, second = np.divmod(_sifted(codes), max(1, count))
    return first, second, _hubs(holders, begins)


def pair_codes(first: Numbers, second: Numbers) -> Numbers:
    """One number for each pair of texts: sorts and compares faster than two."""
    codes: Numbers = (first << _CODE_BITS) | second
    return codes


def coded_pairs(codes: Numbers) -> Numbers:
    """The pairs of texts that some codes stand for, as two columns.

    >>> coded_pairs(pair_codes(np.array([3, 4]), np.array([7, 9]))).tolist()
    [[3, 7], [4, 9]]
    """
    return np.stack([codes >> _CODE_BITS, codes & ((1 << _CODE_BITS) - 1)], axis=1)


def _sifted(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pair codes that have two links, or one by a rare fingerprint."""
    codes = np.sort(codes)
    pairs = codes >> _HOLDER_BITS
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    links = np.diff(begins, append=len(pairs))
    # The holders stand in the lowest bits: the first code of a pair has its rarest fingerprint.
    kept = (links >= 2) | ((codes[begins] & _MOST_HOLDERS) <= RARE)
    return pairs[begins[kept]]


def _hubs(texts: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.int64]:
    common = np.flatnonzero(np.diff(begins) > COMMON)
    places = begins[common][:, None] + np.arange(FIRST_HOLDERS)
    return np.unique(texts[places.ravel()])


@compiled
def _link(texts: Int64s, near: Int64Rows, begins: Int64s, count: int, codes: Int64s) -> int:
    """Write a code (pair, then holders) for each link; how many there are."""
    links = 0
    for group in range(len(begins) - 1):
        begin, end = begins[group], begins[group + 1]
        holders = min(end - begin, _MOST_HOLDERS)
        last = end if end - begin <= COMMON else begin + FIRST_HOLDERS
        for one in range(begin, last):
            for other in range(one + 1, end):
                if texts[one] == texts[other] or not _runs_on(near[one], near[other]):
                    continue
                if links < len(codes):
                    pair = texts[one] * count + texts[other]
                    codes[links] = (pair << _HOLDER_BITS) | holders
                links += 1
    return links


def _runs_on(one, other):
    """Whether two more words beside a shared fingerprint agree: seven in a row."""
    before, after = one[1] == other[1], one[2] == other[2]
    both = before and after
    return both or (before and one[0] == other[0]) or (after and one[3] == other[3])


def meetings(star: Star, story: NDArray[np.bool_], hubs: Numbers) -> Iterator[Numbers]:
    """Codes of pairs of texts that share the same words of a hub, to be compared: lot by lot.

    `story`: passages that count. Hubs that two texts share give their pair in each lot again.
    """
    most = int((star.begins[hubs + 1] - star.begins[hubs]).max(initial=0))
    around = (np.empty(most, np.int64), np.empty(most, np.int32), np.empty(most, np.int32))
    room = np.empty(len(hubs), np.int64)
    _meet(star, story, around, hubs, room, np.empty(0, np.int64))
    lot = np.cumsum(room) // ROOM
    for some in np.split(np.arange(len(hubs)), np.flatnonzero(np.diff(lot)) + 1):
        codes = np.empty(int(room[some].sum()), np.int64)
        _meet(star, story, around, hubs[some], room[some], codes)
        if len(codes):
            yield np.unique(codes)


def clipped_hubs(star: Star, story: NDArray[np.bool_], hubs: Numbers) -> int:
    """Around how many hubs there is more than is compared with each other."""
    begins, ends = star.begins[hubs], star.begins[hubs + 1]
    large = np.flatnonzero(ends - begins > FULL_CLUSTER)
    counts = (story[star.rows[begins[k] : ends[k]] >> 1].sum() for k in large.tolist())
    return sum(int(count) > FULL_CLUSTER for count in counts)


@compiled
def _meet(
    star: Star,
    story: Bools,
    around: tuple[Int64s, Int32s, Int32s],
    hubs: Int64s,
    room: Int64s,
    codes: Int64s,
) -> None:
    """Write the codes of the texts that meet on each hub, where there is room; count them all."""
    other, starts, ends = around
    count = 0
    for place in range(len(hubs)):
        before, texts = count, _look_around(star, story, hubs[place], around)
        last = texts if texts <= FULL_CLUSTER else FIRST_MEMBERS
        for one in range(last):
            for two in range(one + 1, texts):
                both = min(ends[one], ends[two]) - max(starts[one], starts[two])
                first, second = other[one], other[two]
                if both < MIN_OVERLAP or first == second:
                    continue
                if count < len(codes):
                    codes[count] = (min(first, second) << _CODE_BITS) | max(first, second)
                count += 1
        room[place] = count - before


def _look_around(star, story, hub, around):
    """Write other texts, and words of the hub, of its passages that count; how many there are."""
    other, starts, ends = around
    count = 0
    for row in range(star.begins[hub], star.begins[hub + 1]):
        side, passage = star.rows[row] & 1, star.rows[row] >> 1
        if story[passage]:
            other[count] = star.texts[1 - side][passage]
            starts[count], ends[count] = star.starts[side][passage], star.ends[side][passage]
            count += 1
    return count
