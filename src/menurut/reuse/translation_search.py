"""The compiled part of the search for sentences: candidates by rare meanings, then word by word.

In: sentences as flat arrays, and a pool (translation_sentences). Out: for each query its best
candidates, and what speaks for each. Postings of the rarest meanings are summed up to a budget;
of the candidates' words only those are looked at that share a meaning, or letters of a name, with
a word of the query. A quarter of a millisecond a query among 100,000. Weakness: the sum over
postings sees no word order, and common words stay unread once the budget is spent.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from menurut.reuse.compiled import Bools, Float32Rows, Int32Rows, compiled
from menurut.reuse.ordering import put_in_order
from menurut.reuse.translation_alignment import MIN_SHAPE_LIKENESS, SHAPE_TRUST, Floats, Ints
from menurut.reuse.translation_pool import (
    Posted,
    Sentences,
    Standing,
    longest,
    most_keys,
    sum_said,
    weigh,
)

BLOCK = 64
"""Sentences whose best score is looked at before each of them is."""
SHAPES = 128 * 128
"""Pairs of letters (translation_table.shape_of) are numbers below this."""
SIEVE = 4095
"""Places of the sieve that keys pass before they are looked up, less one: a mask."""

Int8Rows = np.ndarray[tuple[int, int], np.dtype[np.int8]]
Int16Rows = np.ndarray[tuple[int, int], np.dtype[np.int16]]


class Rack(NamedTuple):
    """Where a query's keys are hung: a chain of words for each column.

    Most keys of candidates hang nowhere: a small sieve says so of nearly all of them.
    """

    sieve: Bools
    first: Ints
    """The first entry of each column, or -1; of each entry the next one, word and root follow."""
    following: Ints
    owner: Ints
    weight: Floats


class Desk(NamedTuple):
    """Room for the words of a candidate by those of a query."""

    cells: Float32Rows
    touched: Int32Rows
    best_there: Floats
    best: Floats


def _sift(likeness, kept):
    """Bring the root of a heap with the least on top to its place."""
    at, size = 0, likeness.shape[0]
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and likeness[below + 1] < likeness[below]:
            below += 1
        if likeness[at] <= likeness[below]:
            return
        likeness[at], likeness[below] = likeness[below], likeness[at]
        kept[at], kept[below] = kept[below], kept[at]
        at = below


def _keep_best(score, bits, kept, likeness):
    """Put the sentences with the best scores, none of them 0, into `kept`; scores are emptied.

    Scores are positive: as whole numbers of the same bits (`bits`) they have the same order, and
    whole numbers are compared many at a time, block by block.
    """
    kept[:] = -1
    likeness[:] = 0
    least = np.int32(0)
    for block in range(bits.shape[0]):
        above = np.int32(0)
        for k in range(BLOCK):
            above |= np.int32(bits[block, k] > least)
        if above == 0:
            continue
        for k in range(BLOCK):
            if bits[block, k] > least:
                kept[0], likeness[0] = block * BLOCK + k, score[block * BLOCK + k]
                _sift(likeness, kept)
                top = kept[0]
                least = np.int32(0) if top < 0 else bits[top // BLOCK, top % BLOCK]
    score[:] = 0


def _add_postings(asked, sums, pool, score, budget):
    """Add what sentences share with a query, rarest meanings first, until the budget is spent."""
    bounds, posted, values = pool.posted_bounds, pool.posted, pool.posted_values
    spent = 0
    for column in asked:
        start, end, value = bounds[column], bounds[column + 1], sums[column]
        if spent + end - start > budget and spent > 0:
            break
        spent += end - start
        for k in range(start, end):
            score[posted[k]] += values[k] * value


def _find_candidates(q, query, pool, budget, room):
    """The best candidates of a query into `kept`, with their cosine into `near`."""
    sentences, columns = query
    sums, touched, score, bits, kept, near = room
    n = sum_said(sentences, q, columns, sums, touched)
    asked = touched[:n]
    put_in_order(asked, n)
    square = weigh(asked, sums, pool.roots)
    _add_postings(asked, sums, pool, score, budget)
    for column in asked:
        sums[column] = 0
    _keep_best(score, bits, kept, near)
    length = max(np.sqrt(square), np.float32(1e-6))
    for c in range(near.shape[0]):
        near[c] /= length


def _hang(own, bounds, columns, roots, rack):
    """Hang the keys of a query's words on their columns: a chain of words for each column."""
    n = 0
    for x in range(own.shape[0]):
        for k in range(bounds[own[x]], bounds[own[x] + 1]):
            column = columns[k]
            if column >= 0:
                rack.following[n], rack.owner[n] = rack.first[column], x
                rack.weight[n], rack.first[column] = roots[k], n
                rack.sieve[column & SIEVE] = True
                n += 1


def _take_down(own, bounds, columns, rack):
    for word in own:
        for k in range(bounds[word], bounds[word + 1]):
            if columns[k] >= 0:
                rack.sieve[columns[k] & SIEVE] = False
                rack.first[columns[k]] = -1


def _meet(stretch, there, rack, cells, touched):
    """Sum how alike the words of a candidate and of the query are; how many pairs are touched.

    `stretch`: the candidate's keys, from and to, and its first word; `cells` and `touched`: words
    of the candidate by words of the query.
    """
    columns, roots, words = there
    start, end, base = stretch
    n = 0
    for k in range(start, end):
        if not rack.sieve[columns[k] & SIEVE]:
            continue
        word, entry = words[k] - base, rack.first[columns[k]]
        while entry >= 0:
            x = rack.owner[entry]
            if cells[word, x] == 0:
                touched[n, 0], touched[n, 1] = word, x
                n += 1
            cells[word, x] += rack.weight[entry] * roots[k]
            entry = rack.following[entry]
    return n


def _note_best(pairs, cells, rule, best_there, best):
    """Note for the words of both sides the likeness of the best partner; empties the cells.

    `rule`: likeness below its first number is none, the rest counts its second number.
    """
    for t in range(pairs.shape[0]):
        word, x = pairs[t, 0], pairs[t, 1]
        if cells[word, x] >= rule[0]:
            alike = min(cells[word, x], np.float32(1)) * rule[1]
            best_there[word], best[x] = max(best_there[word], alike), max(best[x], alike)
        cells[word, x] = 0


def _weight(best, weighs):
    """The word weight explained; empties the likenesses."""
    total = np.float32(0)
    for word in range(weighs.shape[0]):
        total += best[word] * weighs[word]
        best[word] = 0
    return total


def _explain(own, standing, numbers, racks, desk, explained):
    """The word weight explained of a query, whose words weigh `own`, and of each candidate."""
    meant = (standing.columns, standing.roots, standing.key_words)
    spelled = (standing.shapes, standing.shape_roots, standing.shape_words)
    key_bounds, shape_bounds = standing.key_bounds, standing.shape_bounds
    for c in range(numbers.shape[0]):
        s = numbers[c]
        if s < 0:
            explained[c, 0] = explained[c, 1] = 0
            continue
        base, end = standing.bounds[s], standing.bounds[s + 1]
        stretch = (key_bounds[s], key_bounds[s + 1], base)
        n = _meet(stretch, meant, racks[0], desk.cells, desk.touched)
        rule = (np.float32(0), np.float32(1))
        _note_best(desk.touched[:n], desk.cells, rule, desk.best_there, desk.best)
        stretch = (shape_bounds[s], shape_bounds[s + 1], base)
        n = _meet(stretch, spelled, racks[1], desk.cells, desk.touched)
        rule = (MIN_SHAPE_LIKENESS, SHAPE_TRUST)
        _note_best(desk.touched[:n], desk.cells, rule, desk.best_there, desk.best)
        explained[c, 0] = _weight(desk.best, own)
        explained[c, 1] = _weight(desk.best_there, standing.often[base:end])


def _multiply(vectors, q, rows, numbers, products):
    """The products of a query's vector with those of its candidates."""
    for c in range(numbers.shape[0]):
        total = np.int32(0)
        if numbers[c] >= 0:
            for d in range(vectors.shape[1]):
                total += np.int32(vectors[q, d]) * np.int32(rows[numbers[c], d])
        products[c] = total


@compiled
def _search(
    query: tuple[Sentences, Ints, Int16Rows],
    pool: tuple[Standing, Posted, Int8Rows],
    limits: tuple[int, int],
    room: tuple[Floats, Ints, Floats, Int32Rows, Rack, Rack, Desk],
    found: tuple[Int32Rows, Float32Rows, Float32Rows, Int32Rows],
) -> None:
    """Find the candidates of some queries; `limits`: the first query, postings for each.

    `found` (`Candidates`): a row a query; of the weight explained two numbers a candidate.
    """
    sentences, columns, vectors = query
    standing, posted, rows = pool
    first, budget = limits
    sums, touched, score, bits, by_meaning, by_shape, desk = room
    numbers, near, explained, alike = found
    words = sentences.words
    most = numbers.shape[1]
    for row in range(numbers.shape[0]):
        q = first + row
        kept = numbers[row]
        tray = (sums, touched, score, bits, kept, near[row])
        _find_candidates(q, (sentences, columns), posted, budget, tray)
        start, end = sentences.bounds[q], sentences.bounds[q + 1]
        own, weighs = sentences.numbers[start:end], sentences.often[start:end]
        _hang(own, words.key_bounds, columns, words.roots, by_meaning)
        _hang(own, words.shape_bounds, words.shapes, words.shape_roots, by_shape)
        here = explained[row * most : (row + 1) * most]
        _explain(weighs, standing, kept, (by_meaning, by_shape), desk, here)
        _take_down(own, words.key_bounds, columns, by_meaning)
        _take_down(own, words.shape_bounds, words.shapes, by_shape)
        _multiply(vectors, q, rows, kept, alike[row])


class Candidates(NamedTuple):
    """The candidates of some queries, a row a query."""

    numbers: Ints
    """-1 where there are no more."""
    near: Floats
    """The cosine of the rows of meanings."""
    explained: Floats
    """The word weight explained of the query and of the candidate."""
    alike: Ints
    """The product of the vectors, in the steps of both."""


def search(
    query: tuple[Sentences, Ints, Int16Rows],
    pool: tuple[Standing, Posted, Int8Rows],
    asked: range,
    most: int,
    budget: int,
) -> Candidates:
    """Candidates of the queries `asked`: at most so many each, from so many postings."""
    sentences, columns, vectors = query
    standing, posted, rows = pool
    shape = (len(asked), most)
    numbers, near = np.empty(shape, np.int32), np.empty(shape, np.float32)
    explained, alike = np.empty((shape[0] * most, 2), np.float32), np.empty(shape, np.int32)
    entries = most_keys(sentences)
    sums, touched = np.zeros(len(posted.roots), np.float32), np.empty(entries, np.int32)
    score = np.zeros((len(rows) // BLOCK + 1) * BLOCK, np.float32)
    bits = score.view(np.int32).reshape(-1, BLOCK)
    racks = _rack(len(sums), entries), _rack(SHAPES, entries)
    desk = _desk(longest(standing.bounds), longest(sentences.bounds))
    room = (sums, touched, score, bits, *racks, desk)
    found = (numbers, near, explained, alike)
    _search((sentences, columns, vectors), pool, (asked.start, budget), room, found)
    return Candidates(numbers, near, explained.reshape(*shape, 2), alike)


def _rack(columns: int, entries: int) -> Rack:
    return Rack(
        np.zeros(SIEVE + 1, np.bool_),
        np.full(columns, -1, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.float32),
    )


def _desk(widest: int, width: int) -> Desk:
    return Desk(
        np.zeros((widest, width), np.float32),
        np.empty((widest * width, 2), np.int32),
        np.zeros(widest, np.float32),
        np.zeros(width, np.float32),
    )
