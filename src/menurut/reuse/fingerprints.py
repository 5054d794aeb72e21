"""Fingerprints of a text: hashes of five words in a row, thinned by winnowing.

Of every four neighbouring five-word hashes the smallest is kept (Schleimer, Wilkerson and Aiken,
"Winnowing", SIGMOD 2003), so two texts that share eight words in a row always share a fingerprint,
and about two in five are stored. A text that repeats itself keeps each fingerprint four times.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from menurut.archive import Postings
from menurut.model import Article
from menurut.reuse.compiled import Bools, Int32s, Int64s, Uint32s, compiled
from menurut.reuse.words import Words, find_words

INDEX = "words"
INDEX_VERSION = 2
"""Raise it when words or fingerprints of the same text change: old archives then say so."""

GRAM = 5
"""Words in a fingerprint. Set on r2k: 4 doubles chance candidates, 6 loses light rewrites."""
WINDOW = 4
"""Neighbouring fingerprints of which one is kept; 8 halves the index, document recall -.015."""
REPEATS = 4
"""How often one fingerprint is kept in one text."""

_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)
_TOP = np.uint64(16)


def fingerprint_article(article: Article) -> Postings:
    """The fingerprints that an archive stores of an article (index "words").

    >>> made = fingerprint_article(Article(id="a", text="Air naik di Desa Lowa sejak Senin pagi"))
    >>> made.index, len(made.keys)
    ('words', 1)
    """
    (made,) = fingerprint_articles([article])
    return made


def fingerprint_articles(articles: Sequence[Article]) -> list[Postings]:
    """The same of many articles, in a fraction of the time.

    >>> text = "Air naik di Desa Lowa sejak Senin pagi"
    >>> made = fingerprint_articles([Article(id="a", text=""), Article(id="b", text=text)])
    >>> [len(one.keys) for one in made]
    [0, 1]
    """
    words = find_words([article.text for article in articles])
    keys, positions, texts = winnow(words)
    contexts = _contexts(words, positions, texts)
    edges = np.searchsorted(texts, np.arange(len(articles) + 1)).tolist()
    return [
        Postings(
            index=INDEX,
            keys=keys[begin:end],
            positions=contexts[begin:end],
            version=INDEX_VERSION,
        )
        for begin, end in pairwise(edges)
    ]


def article_fingerprints(
    words: Words,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """(keys, contexts, word positions) of one text.

    A context has eight bits of each of the two words before and after a fingerprint: enough to
    see, without the text, whether two that are equal run on to seven equal words.
    """
    keys, positions, texts = winnow(words)
    return keys, _contexts(words, positions, texts), positions


def _contexts(
    words: Words, positions: NDArray[np.int32], texts: NDArray[np.int32]
) -> NDArray[np.int32]:
    contexts = np.zeros(len(positions), np.uint32)
    _add_contexts(words.hashes, words.bounds, (positions, texts), contexts)
    return contexts.view(np.int32)


@compiled
def _add_contexts(
    hashes: Uint32s, bounds: Int64s, places: tuple[Int32s, Int32s], contexts: Uint32s
) -> None:
    """The contexts of fingerprints; zero bits stand for a word that is none."""
    positions, texts = places
    for row in range(len(positions)):
        first, end = bounds[texts[row]], bounds[texts[row] + 1]
        for offset in (-2, -1, GRAM, GRAM + 1):
            place = first + positions[row] + offset
            bits = np.uint32(0)
            if first <= place < end:
                bits = np.uint32(1) + hashes[place] % np.uint32(255)
            contexts[row] = (contexts[row] << np.uint32(8)) | bits


def runs_on(
    known: NDArray[np.int64],
    contexts: NDArray[np.int32],
    keys: NDArray[np.int64],
    theirs: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Which of some held fingerprints run on to seven equal words with one of a text.

    In: keys and contexts of the text, keys in ascending order; keys and contexts that others hold.
    """
    found = np.zeros(len(keys), np.bool_)
    begins = np.searchsorted(known, keys)
    text, others = (known, contexts.view(np.uint32)), (keys, theirs.view(np.uint32))
    _mark_runs(text, others, begins.astype(np.int64, copy=False), found)
    return found


@compiled
def _mark_runs(
    text: tuple[Int64s, Uint32s], others: tuple[Int64s, Uint32s], begins: Int64s, found: Bools
) -> None:
    """Set `found` for keys of others that agree with one of the text's; these start at `begins`."""
    known, contexts = text
    keys, theirs = others
    for row in range(len(keys)):
        own = begins[row]
        while own < len(known) and known[own] == keys[row] and not found[row]:
            found[row] = _agree(contexts[own], theirs[row])
            own += 1


def _agree(one, other):
    """Whether two neighbouring words beside a fingerprint agree."""
    same = one ^ other
    far_before = same >> np.uint32(24) == 0 and one >> np.uint32(24) != 0
    before = (same >> np.uint32(16)) & 255 == 0 and (one >> np.uint32(16)) & 255 != 0
    after = (same >> np.uint32(8)) & 255 == 0 and (one >> np.uint32(8)) & 255 != 0
    far_after = same & 255 == 0 and one & 255 != 0
    return (before and (after or far_before)) or (after and far_after)


def winnow(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """(keys, word positions in their text, text numbers) of all fingerprints, text by text.

    Numbers alone make none: all are one word, so that every two tables would share them.
    """
    keys, positions, texts = _winnowed(words)
    kept = _first_repeats(keys, texts)
    kept &= keys != _of_numbers()
    return keys[kept], positions[kept], texts[kept]


@cache
def _of_numbers() -> int:
    """The key of a fingerprint of nothing but numbers."""
    keys, _, _ = _winnowed(find_words(["1 " * GRAM]))
    return int(keys[0])


def _winnowed(words: Words) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    room = len(words.hashes)
    keys, positions = np.empty(room, np.int64), np.empty(room, np.int32)
    texts = np.empty(room, np.int32)
    values = np.empty(int(np.diff(words.bounds).max(initial=0)), np.int64)
    count = _winnow(words.hashes, words.bounds, values, (keys, positions, texts))
    return keys[:count], positions[:count], texts[:count]


def _first_repeats(keys: NDArray[np.int64], texts: NDArray[np.int32]) -> NDArray[np.bool_]:
    """True for the first `REPEATS` occurrences of a key in a text."""
    kept = np.empty(len(keys), np.bool_)
    most = int(np.bincount(texts).max(initial=0))
    size = 1 << (2 * most).bit_length()
    _mark_first(keys, texts, np.empty(size, np.int64), np.empty(size, np.int32), kept)
    return kept


@compiled
def _mark_first(keys: Int64s, texts: Int32s, slots: Int64s, counts: Int32s, kept: Bools) -> None:
    """Count keys text by text in an open table, as large as the text has fingerprints."""
    begin = 0
    while begin < len(keys):
        end = begin
        while end < len(keys) and texts[end] == texts[begin]:
            end += 1
        mask = 1
        while mask < 2 * (end - begin):
            mask *= 2
        counts[:mask] = 0
        mask -= 1
        for row in range(begin, end):
            slot = keys[row] & mask  # keys are hashes
            while counts[slot] and slots[slot] != keys[row]:
                slot = (slot + 1) & mask
            slots[slot] = keys[row]
            counts[slot] += 1
            kept[row] = counts[slot] <= REPEATS
        begin = end


@compiled
def _winnow(
    hashes: Uint32s, bounds: Int64s, values: Int64s, kept_here: tuple[Int64s, Int32s, Int32s]
) -> int:
    """Fill the arrays with the kept fingerprints of all texts; how many there are.

    `values` is room for the hashes of one text.
    """
    keys, positions, texts = kept_here
    count = 0
    for text in range(len(bounds) - 1):
        first, grams = bounds[text], bounds[text + 1] - bounds[text] - GRAM + 1
        if grams < 1:
            continue
        for gram in range(grams):
            values[gram] = _gram(hashes, first + gram)
        kept = -1
        for start in range(max(1, grams - WINDOW + 1)):
            end = min(start + WINDOW, grams)
            if kept < start:
                least = _least(values, start, end)
            else:  # the window has gained one at its end
                least = end - 1 if values[end - 1] < values[kept] else kept
            if least != kept:
                keys[count], positions[count], texts[count] = values[least], least, text
                kept = least
                count += 1
    return count


def _gram(hashes, start):
    """A 48-bit hash of `GRAM` words: as sure as 64 bits here, and two bytes less in SQLite."""
    value = np.uint64(0)
    for word in range(start, start + GRAM):
        value = (value ^ np.uint64(hashes[word])) * _MIX
        value ^= value >> _SHIFT
    return np.int64(value >> _TOP)


def _least(values, start, end):
    """The place of the smallest of a window, the last among equals."""
    least = start
    for here in range(start + 1, end):
        if values[here] <= values[least]:
            least = here
    return least
