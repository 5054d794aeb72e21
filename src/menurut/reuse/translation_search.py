"""The compiled part of the search for sentences: candidates by rare meanings, then word by word.

In: sentences as flat arrays, and a pool (translation_sentences). Out: for each query its best
candidates, and what speaks for each. Postings of the rarest meanings are summed up to a budget;
of the candidates' words only those are looked at that share a meaning, or letters of a name, with
a word of the query. A quarter of a millisecond a query among 100,000. Weakness: the sum over
postings sees no word order, and common words stay unread once the budget is spent.
"""

# numba reads no annotations: the compiled functions have none.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN202, ANN201

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from menurut.reuse.translation_alignment import MIN_SHAPE_LIKENESS, SHAPE_TRUST, Floats, Ints

BLOCK = 64
"""Sentences whose best score is looked at before each of them is."""
SHAPES = 128 * 128
"""Pairs of letters (translation_table.shape_of) are numbers below this."""
SIEVE = 4095
"""Places of the sieve that keys pass before they are looked up, less one: a mask."""


class WordMeanings(NamedTuple):
    """Different words as meanings: flat arrays, one stretch a word."""

    rarity: Floats
    keys: npt.NDArray[np.int64]
    roots: Floats
    """The square root of each key's weight: the likeness of two words is the sum of products."""
    key_bounds: npt.NDArray[np.int64]
    shapes: Ints
    """Pairs of letters of names."""
    shape_roots: Floats
    shape_bounds: npt.NDArray[np.int64]


class Sentences(NamedTuple):
    """Sentences as words: flat arrays, one stretch a sentence."""

    words: WordMeanings
    """All different words."""
    numbers: Ints
    """The different words of each sentence."""
    often: Floats
    """The rarity of each, times how often it stands in the sentence."""
    bounds: npt.NDArray[np.int64]
    totals: Floats
    """The rarity of all words of each sentence."""


class Standing(NamedTuple):
    """The words of a pool where they stand: read one after the other, not looked up."""

    bounds: npt.NDArray[np.int64]
    """The words of each sentence, each once."""
    often: Floats
    key_bounds: npt.NDArray[np.int64]
    """The keys of each sentence's words."""
    columns: Ints
    roots: Floats
    key_words: Ints
    """The word that each key belongs to."""
    shape_bounds: npt.NDArray[np.int64]
    shapes: Ints
    shape_roots: Floats
    shape_words: Ints


@njit(cache=True)
def counted(standing, standing_bounds, rarity):
    """From the words in order to those of each sentence once: all of `Sentences` but its words."""
    count = standing_bounds.shape[0] - 1
    numbers = np.empty(standing.shape[0], np.int32)
    often = np.empty(standing.shape[0], np.float32)
    bounds, totals = np.zeros(count + 1, np.int64), np.zeros(count, np.float32)
    place = np.full(rarity.shape[0], -1, np.int64)
    n = 0
    for s in range(count):
        for k in range(standing_bounds[s], standing_bounds[s + 1]):
            word = standing[k]
            if place[word] < bounds[s]:
                place[word] = n
                numbers[n], often[n] = word, 0
                n += 1
            often[place[word]] += rarity[word]
            totals[s] += rarity[word]
        bounds[s + 1] = n
    return numbers[:n].copy(), often[:n].copy(), bounds, totals


@njit(cache=True)
def weighted_sums(bounds, items, weights, rows):
    """For each stretch of items the sum of their rows, each times its weight."""
    sums = np.zeros((bounds.shape[0] - 1, rows.shape[1]), np.float32)
    for n in range(sums.shape[0]):
        for p in range(bounds[n], bounds[n + 1]):
            row, weight = rows[items[p]], weights[p]
            for d in range(rows.shape[1]):
                sums[n, d] += weight * row[d]
    return sums


@njit(cache=True)
def _said(sentences, s, columns, sums, touched):
    """Sum what a sentence says of each meaning into `sums`; how many meanings are touched."""
    words = sentences.words
    n = 0
    for p in range(sentences.bounds[s], sentences.bounds[s + 1]):
        word = sentences.numbers[p]
        for k in range(words.key_bounds[word], words.key_bounds[word + 1]):
            column = columns[k]
            if column < 0:
                continue
            if sums[column] == 0:
                touched[n] = column
                n += 1
            sums[column] += words.roots[k] * sentences.often[p]
    return n


@njit(cache=True)
def _longest(bounds):
    """The size of the longest stretch; at least 1."""
    most = 1
    for s in range(bounds.shape[0] - 1):
        most = max(most, bounds[s + 1] - bounds[s])
    return most


@njit(cache=True)
def _most_keys(sentences):
    """The most keys, or letter pairs, that any of some sentences has; at least 1."""
    words, bounds = sentences.words, sentences.bounds
    most = 1
    for s in range(bounds.shape[0] - 1):
        keys = shapes = 0
        for p in range(bounds[s], bounds[s + 1]):
            word = sentences.numbers[p]
            keys += words.key_bounds[word + 1] - words.key_bounds[word]
            shapes += words.shape_bounds[word + 1] - words.shape_bounds[word]
        most = max(most, keys, shapes)
    return most


@njit(cache=True)
def posting_sizes(sentences, columns, width):
    """In how many sentences each meaning stands."""
    sums, touched = np.zeros(width, np.float32), np.empty(_most_keys(sentences), np.int32)
    sizes = np.zeros(width, np.int64)
    for s in range(sentences.totals.shape[0]):
        for t in range(_said(sentences, s, columns, sums, touched)):
            sizes[touched[t]] += 1
            sums[touched[t]] = 0
    return sizes


@njit(cache=True)
def posting_values(sentences, columns, roots, bounds):
    """Who has each meaning, and its part of the sentence's row, which has length one.

    `roots`: the square root of how rare each meaning is.
    """
    sums, touched = np.zeros_like(roots), np.empty(_most_keys(sentences), np.int32)
    free = bounds[:-1].copy()
    posted, values = np.empty(bounds[-1], np.uint32), np.empty(bounds[-1], np.float32)
    for s in range(sentences.totals.shape[0]):
        n = _said(sentences, s, columns, sums, touched)
        square = 0.0
        for t in range(n):
            sums[touched[t]] *= roots[touched[t]]
            square += sums[touched[t]] ** 2
        length = max(np.sqrt(square), 1e-9)
        for t in range(n):
            k = free[touched[t]]
            posted[k], values[k] = s, sums[touched[t]] / length
            free[touched[t]] += 1
            sums[touched[t]] = 0
    return posted, values


@njit(cache=True)
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


@njit(cache=True)
def _best_of(score, kept, likeness):
    """Put the sentences with the best scores, none of them 0, into `kept`; scores are emptied.

    Scores are positive: as whole numbers of the same bits they have the same order, and whole
    numbers are compared many at a time, block by block.
    """
    kept[:], likeness[:] = -1, 0
    bits = score.view(np.int32)
    least = np.int32(0)
    for block in range(score.shape[0]):
        above = np.int32(0)
        for k in range(BLOCK):
            above |= np.int32(bits[block, k] > least)
        if above:
            for k in range(BLOCK):
                if bits[block, k] > least:
                    kept[0], likeness[0] = block * BLOCK + k, score[block, k]
                    _sift(likeness, kept)
                    least = likeness.view(np.int32)[0]
    score[:] = 0


@njit(cache=True)
def _add_postings(asked, sums, pool, score, budget):
    """Add what sentences share with a query, rarest meanings first, until the budget is spent."""
    bounds, posted, values = pool.posted_bounds, pool.posted, pool.posted_values
    flat = score.reshape(-1)
    spent = 0
    for column in asked:
        start, end, value = bounds[column], bounds[column + 1], sums[column]
        if spent + end - start > budget and spent > 0:
            break
        spent += end - start
        for k in range(start, end):
            flat[posted[k]] += values[k] * value


@njit(cache=True)
def _hang(own, bounds, columns, roots, rack):
    """Hang the keys of a query's words on their columns: a chain of words for each column."""
    sieve, first, following, owner, weight = rack
    n = 0
    for x in range(own.shape[0]):
        for k in range(bounds[own[x]], bounds[own[x] + 1]):
            column = columns[k]
            if column >= 0:
                following[n], owner[n], weight[n] = first[column], x, roots[k]
                first[column] = n
                sieve[column & SIEVE] = True
                n += 1


@njit(cache=True)
def _take_down(own, bounds, columns, rack):
    for word in own:
        for k in range(bounds[word], bounds[word + 1]):
            if columns[k] >= 0:
                rack[0][columns[k] & SIEVE] = False
                rack[1][columns[k]] = -1


@njit(cache=True)
def _meet(stretch, there, rack, cells, touched):
    """Sum how alike the words of a candidate and of the query are; how many pairs are touched.

    `stretch`: the candidate's keys, from and to, and its first word; `cells` and `touched`: words
    of the candidate by words of the query.
    """
    columns, roots, words = there
    sieve, first, following, owner, weight = rack
    n = 0
    for k in range(stretch[0], stretch[1]):
        if not sieve[columns[k] & SIEVE]:
            continue
        word, entry = words[k] - stretch[2], first[columns[k]]
        while entry >= 0:
            x = owner[entry]
            if cells[word, x] == 0:
                touched[n, 0], touched[n, 1] = word, x
                n += 1
            cells[word, x] += weight[entry] * roots[k]
            entry = following[entry]
    return n


@njit(cache=True)
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


@njit(cache=True)
def _weight(best, weighs):
    """The word weight explained; empties the likenesses."""
    total = np.float32(0)
    for word in range(weighs.shape[0]):
        total += best[word] * weighs[word]
        best[word] = 0
    return total


@njit(cache=True)
def _explain(own, standing, numbers, racks, scratch, explained):
    """The word weight explained of a query, whose words weigh `own`, and of each candidate."""
    meant = (standing.columns, standing.roots, standing.key_words)
    spelled = (standing.shapes, standing.shape_roots, standing.shape_words)
    cells, touched, best_there, best = scratch
    key_bounds, shape_bounds = standing.key_bounds, standing.shape_bounds
    for c in range(numbers.shape[0]):
        s = numbers[c]
        if s < 0:
            continue
        base, end = standing.bounds[s], standing.bounds[s + 1]
        n = _meet((key_bounds[s], key_bounds[s + 1], base), meant, racks[0], cells, touched)
        rule = (np.float32(0), np.float32(1))
        _note_best(touched[:n], cells, rule, best_there, best)
        n = _meet((shape_bounds[s], shape_bounds[s + 1], base), spelled, racks[1], cells, touched)
        rule = (MIN_SHAPE_LIKENESS, SHAPE_TRUST)
        _note_best(touched[:n], cells, rule, best_there, best)
        explained[c, 0] = _weight(best, own)
        explained[c, 1] = _weight(best_there, standing.often[base:end])


@njit(cache=True, fastmath=True)
def _products(vectors, q, rows, numbers, products):
    """The products of a query's vector with those of its candidates."""
    products[:] = 0
    for c in range(numbers.shape[0]):
        if numbers[c] < 0:
            continue
        total = np.float32(0)
        for d in range(vectors.shape[1]):
            total += vectors[q, d] * np.float32(rows[numbers[c], d])
        products[c] = total


@njit(cache=True)
def _likest(query, q, pool, budget, room):
    """The best candidates of a query into `kept`, with their cosine into `near`."""
    queries, columns = query
    sums, touched, score, kept, near = room
    n = _said(queries, q, columns, sums, touched)
    asked = np.sort(touched[:n])
    square = 0.0
    for column in asked:
        sums[column] *= np.sqrt(pool.spread[column])
        square += sums[column] ** 2
    _add_postings(asked, sums, pool, score, budget)
    for column in asked:
        sums[column] = 0
    _best_of(score, kept, near)
    near /= max(np.sqrt(square), 1e-6)


@njit(cache=True)
def _rack(columns, entries):
    """Where a query's keys are hung: the first entry of each column; the next one, word, root.

    Most keys of candidates hang nowhere: a small sieve says so of nearly all of them.
    """
    return (
        np.zeros(SIEVE + 1, np.bool_),
        np.full(columns, -1, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.float32),
    )


@njit(cache=True)
def searched(asking, pool, asked, limits):
    """Candidates of some queries: numbers, weight explained on both sides, cosine, likeness.

    `asking`: queries, the columns of their words' keys and their vectors; `asked`: from which to
    which query; `limits`: how many candidates each, how many postings.
    """
    queries, columns, vectors = asking
    words = queries.words
    most, budget = limits
    shape = (asked[1] - asked[0], most)
    numbers, near = np.empty(shape, np.int32), np.empty(shape, np.float32)
    explained, alike = np.zeros((*shape, 2), np.float32), np.empty(shape, np.float32)
    width, widest = _longest(queries.bounds), _longest(pool.standing.bounds)
    entries = _most_keys(queries)
    sums, touched = np.zeros(pool.spread.shape[0], np.float32), np.empty(entries, np.int32)
    score = np.zeros((pool.vectors.shape[0] // BLOCK + 1, BLOCK), np.float32)
    racks = _rack(sums.shape[0], entries), _rack(SHAPES, entries)
    scratch = (
        np.zeros((widest, width), np.float32),
        np.empty((widest * width, 2), np.int32),
        np.zeros(widest, np.float32),
        np.zeros(width, np.float32),
    )
    for row in range(shape[0]):
        q = asked[0] + row
        room = (sums, touched, score, numbers[row], near[row])
        _likest((queries, columns), q, pool, budget, room)
        place = slice(queries.bounds[q], queries.bounds[q + 1])
        own = queries.numbers[place]
        _hang(own, words.key_bounds, columns, words.roots, racks[0])
        _hang(own, words.shape_bounds, words.shapes, words.shape_roots, racks[1])
        weighs = queries.often[place]
        _explain(weighs, pool.standing, numbers[row], racks, scratch, explained[row])
        _take_down(own, words.key_bounds, columns, racks[0])
        _take_down(own, words.shape_bounds, words.shapes, racks[1])
        _products(vectors, q, pool.vectors, numbers[row], alike[row])
    return numbers, explained, near, alike
