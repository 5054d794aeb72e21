"""Words of many texts at once, as numbers with character offsets.

In: texts. Out: `Words`, flat arrays over all words of all texts: a 32-bit hash of the folded word,
where it begins and ends in its text (Python string indices), and a weight, an estimate in bits of
how much one agreement on this word tells. The weight is a plain guess from the word's length, so
that no word list is needed and one language is as good as another. A number is one word whatever
its digits and separators ("40.000" is "41,500": what changed is looked at later, by drift).
Arabic loses its joined "and", "so", article, and "in", "as", "for" before the article. Text
without spaces is read as overlapping groups of letters. Compiled (35 times the speed of plain
Python).
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Bools, Int32s, Int64s, Uint8s, Uint32s, compiled
from menurut.reuse.letters import BETWEEN, DIGIT, FOURFOLD, MARK, PAIRED, learn_letters, table

BATCH_CHARS = 400_000
"""Characters read at once: as code points they stay in a processor's cache."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_HALF = np.uint64(32)
_WAW, _FEH, _ALEF, _LAM, _BEH, _KAF = 0x0648, 0x0641, 0x0627, 0x0644, 0x0628, 0x0643
_ALONE = PAIRED | FOURFOLD
_LINE_BREAK = 10

WEIGHTS = np.array([0, 2, 3, 4, 6, 7, 8, 8, 9, 9, 10], np.uint8)
"""Bits by number of letters: "di" 3, "that" 6, "Indonesia" 9. Set on r2k; +-2 moves F1 by .002."""
NUMBER_WEIGHT = 3
PAIRED_WEIGHT = 4
FOURFOLD_WEIGHT = 2


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """All words of some texts, text after text."""

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    weights: NDArray[np.uint8]
    opens: NDArray[np.bool_]
    """Whether a word is the first of its line: where paragraphs begin."""
    bounds: NDArray[np.int64]
    """Words of text `k` are those from `bounds[k]` to `bounds[k + 1]`."""


def find_words(texts: Sequence[str]) -> Words:
    """The words of some texts.

    >>> words = find_words(["Harga naik 4.500 rupiah, kata Rusli.", "HARGA"])
    >>> words.bounds.tolist(), words.starts[:3].tolist(), words.ends[:3].tolist()
    ([0, 6, 7], [0, 6, 11], [5, 10, 16])
    >>> bool(words.hashes[0] == words.hashes[6])
    True
    """
    return join_words([_read(batch) for batch in _batches(texts)])


def join_words(parts: Sequence[Words]) -> Words:
    """The words of several lots of texts as one."""
    if len(parts) == 1:
        return parts[0]
    counts = [np.diff(part.bounds) for part in parts]
    return Words(
        hashes=_joined([part.hashes for part in parts], np.uint32),
        starts=_joined([part.starts for part in parts], np.int32),
        ends=_joined([part.ends for part in parts], np.int32),
        weights=_joined([part.weights for part in parts], np.uint8),
        opens=_joined([part.opens for part in parts], np.bool_),
        bounds=np.cumsum(np.concatenate([[0], *counts])),
    )


def words_of(words: Words, first: int, end: int) -> Words:
    """The words of the texts from `first` to before `end`; nothing is copied.

    >>> words_of(find_words(["a b", "c", "d e"]), 1, 3).bounds.tolist()
    [0, 1, 3]
    """
    place = slice(int(words.bounds[first]), int(words.bounds[end]))
    return Words(
        **{name: getattr(words, name)[place] for name in Words.__struct_fields__[:-1]},
        bounds=words.bounds[first : end + 1] - place.start,
    )


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts])


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH_CHARS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch


def _read(texts: list[str]) -> Words:
    # A line break between two texts keeps their words apart.
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    learn_letters(points)
    room = len(points) // 2 + 1 if joined.isascii() else len(points)
    hashes, weights = np.empty(room, np.uint32), np.empty(room, np.uint8)
    starts, ends = np.empty(room, np.int32), np.empty(room, np.int32)
    opens = np.empty(room, np.bool_)
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    bounds = np.empty(len(begins), np.int64)
    count = _scan(points, table, begins, hashes, starts, ends, weights, opens, bounds)
    return Words(
        hashes=hashes[:count].copy(),
        starts=starts[:count].copy(),
        ends=ends[:count].copy(),
        weights=weights[:count].copy(),
        opens=opens[:count].copy(),
        bounds=bounds,
    )


@compiled
def _scan(
    points: Uint32s,
    letters: Uint32s,
    begins: Int64s,
    hashes: Uint32s,
    starts: Int32s,
    ends: Int32s,
    weights: Uint8s,
    opens: Bools,
    bounds: Int64s,
) -> int:
    """Fill the arrays with all words of the joined texts; how many there are.

    `begins` says where each text begins, and `bounds` will say with which word.
    """
    count, here, text = 0, 0, 0
    fresh = True
    bounds[0] = 0
    while here < len(points):
        letter = letters[points[here]]
        if letter <= MARK:
            fresh = fresh or points[here] == _LINE_BREAK
            here += 1
            continue
        while here >= begins[text + 1]:
            text += 1
            bounds[text] = count
        starts[count], opens[count], fresh = here - begins[text], fresh, False
        if letter & _ALONE:
            hashes[count] = _group_hash(points, letters, here)
            weights[count] = PAIRED_WEIGHT if letter & PAIRED else FOURFOLD_WEIGHT
            here += 1
        else:
            here, hashes[count], weights[count] = _read_word(points, letters, here)
        ends[count] = here - begins[text]
        count += 1
    bounds[text + 1 :] = count
    return count


def _read_word(points, letters, start):
    """(end, hash, weight) of the word at `start`: marks left out, runs of digits as one."""
    here = start
    if 0x0600 <= points[start] <= 0x06FF:
        here = _after_clitics(points, letters, start)
    value = np.uint64(1)
    length, digits, before = 0, 0, np.uint32(0)
    while here < len(points):
        letter = letters[points[here]]
        if letter & _ALONE or (letter == BETWEEN and not _inside_number(points, letters, here)):
            break
        here += 1
        digits += letter == DIGIT
        if letter <= MARK or (letter == DIGIT and before == DIGIT):
            continue
        value = (value ^ np.uint64(letter)) * _MIX
        value ^= value >> _SHIFT
        before = letter
        length += 1
    weight = NUMBER_WEIGHT if digits and length == 1 else WEIGHTS[min(length, len(WEIGHTS) - 1)]
    return here, np.uint32(value >> _HALF), np.uint8(weight)


def _inside_number(points, letters, here):
    """Whether a full stop or comma stands between two digits."""
    return (
        (points[here] == 46 or points[here] == 44)
        and here + 1 < len(points)
        and letters[points[here - 1]] == DIGIT
        and letters[points[here + 1]] == DIGIT
    )


def _word_end(points, letters, start):
    """Where the word that begins at `start` ends."""
    here = start
    while here < len(points):
        letter = letters[points[here]]
        if letter & _ALONE or (letter == BETWEEN and not _inside_number(points, letters, here)):
            break
        here += 1
    return here


def _after_clitics(points, letters, start):
    """Pass over Arabic "wa-", "fa-", "al-", "bil-", "kal-", "lil-" where enough of a word stays."""
    end = _word_end(points, letters, start)
    if end - start < 5:
        return start
    if letters[points[start]] in (_WAW, _FEH):
        start += 1
    first, second = letters[points[start]], letters[points[start + 1]]
    if end - start >= 5 and second == _LAM and first in (_ALEF, _LAM):
        return start + 2
    joined = first in (_BEH, _KAF) and second == _ALEF
    if joined and end - start >= 6 and letters[points[start + 2]] == _LAM:
        return start + 3
    return start


def _group_hash(points, letters, start):
    """Hash of the letters from `start` on that are read together in scripts without spaces."""
    kind = letters[points[start]] & _ALONE
    wanted = 2 if kind == PAIRED else 4
    value = np.uint64(wanted)
    for here in range(start, min(start + 2 * wanted, len(points))):
        letter = letters[points[here]]
        if letter == MARK:
            continue
        if letter & _ALONE != kind or wanted == 0:
            break
        value = (value ^ np.uint64(letter)) * _MIX
        value ^= value >> _SHIFT
        wanted -= 1
    return np.uint32(value >> _HALF)
