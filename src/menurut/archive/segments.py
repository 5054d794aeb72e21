"""Postings as sorted, packed blocks: how a segment is written to bytes and read again.

In: keys with article numbers and positions. Out: blocks of some hundred bytes, and back. No SQL
here. A segment is the postings of one addition, or of several merged. Its keys are mixed (an odd
multiplier, which can be undone) so that any keys spread evenly, sorted, and cut by their top bits
into blocks of about a hundred postings; the block of a key is known without looking. In a block a
posting is a fixed number of bytes: the rest of the mixed key, the article counted from the first
one of the segment, the position. numpy reads all blocks of one question at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Positions = NDArray[np.int32]
Mixed = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

BLOCK = 160
"""Postings aimed at for a block: about a kilobyte, four to a page."""
PART = 2048
"""Postings in one part of a block: a fingerprint that everybody holds fills many."""
SHORT_KEY, LONG_KEY = 48, 64
"""Bits of the keys of a segment: the short form saves two bytes a posting."""

_ODD = 0x9E3779B97F4A7C15
_BACK = pow(_ODD, -1, 1 << 64)


class Form(NamedTuple):
    """How the bytes of a segment are to be read."""

    key_bits: int
    block_bits: int
    """The segment has at most 2 ** block_bits blocks."""
    key_bytes: int
    article_bytes: int
    position_bytes: int
    first_article: int

    @property
    def shift(self) -> int:
        """Bits of a mixed key that stand in the block."""
        return self.key_bits - self.block_bits

    @property
    def width(self) -> int:
        """Bytes of a posting."""
        return self.key_bytes + self.article_bytes + self.position_bytes


class Lot(NamedTuple):
    """Postings as parallel arrays."""

    keys: Keys
    articles: Keys
    positions: Positions

    def take(self, chosen: NDArray[Any]) -> Lot:
        """Some of them, by mask or by place."""
        return Lot(self.keys[chosen], self.articles[chosen], self.positions[chosen])


EMPTY = Lot(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int32))


def join_lots(lots: Sequence[Lot]) -> Lot:
    """Several lots as one, in this order."""
    if len(lots) == 1:
        return lots[0]
    columns = zip(EMPTY, *lots, strict=True)
    return Lot(*(np.concatenate(column) for column in columns))


def key_bits_of(keys: Keys) -> int:
    """The shortest form that holds all these keys.

    >>> key_bits_of(np.array([1, 1 << 47])), key_bits_of(np.array([-1]))
    (48, 64)
    """
    short = not len(keys) or (keys.min() >= 0 and int(keys.max()) < 1 << SHORT_KEY)
    return SHORT_KEY if short else LONG_KEY


def mix(keys: Keys, key_bits: int) -> Mixed:
    """Keys spread evenly over `key_bits` bits.

    >>> keys = np.array([3, 77], np.int64)
    >>> unmix(mix(keys, 48), 48).tolist()
    [3, 77]
    """
    mixed = keys.astype(np.uint64) * np.uint64(_ODD)
    return mixed & np.uint64((1 << key_bits) - 1)


def unmix(mixed: Mixed, key_bits: int) -> Keys:
    """The keys again."""
    keys = (mixed * np.uint64(_BACK)) & np.uint64((1 << key_bits) - 1)
    return keys.astype(np.int64)


def in_order(lot: Lot, key_bits: int) -> tuple[Mixed, Lot]:
    """Mixed keys in ascending order, and the postings so ordered, under one key by article."""
    mixed = mix(lot.keys, key_bits)
    order = np.argsort(mixed, kind="stable")  # what comes article by article stays so
    sorted_mixed, articles = mixed[order], lot.articles[order]
    if ((articles[1:] < articles[:-1]) & (sorted_mixed[1:] == sorted_mixed[:-1])).any():
        order = np.lexsort((lot.articles, mixed))
    return mixed[order], lot.take(order)


def form_of(key_bits: int, postings: int, articles: tuple[int, int], most: int) -> Form:
    """The form for so many postings of articles from one number to another, positions up to `most`.

    >>> form_of(48, 300_000, (5, 1004), 900)
    Form(key_bits=48, block_bits=11, key_bytes=5, article_bytes=2, position_bytes=2, ...)
    """
    block_bits = max(1, (postings // BLOCK).bit_length())
    return Form(
        key_bits=key_bits,
        block_bits=block_bits,
        key_bytes=-(-(key_bits - block_bits) // 8),
        article_bytes=_bytes_for(articles[1] - articles[0]),
        position_bytes=_bytes_for(most),
        first_article=articles[0],
    )


def _bytes_for(largest: int) -> int:
    return max(1, -(-largest.bit_length() // 8))


def pack(mixed: Mixed, lot: Lot, form: Form) -> Iterator[tuple[int, int, int, bytes]]:
    """(block, part, parts of the block, bytes) of ordered postings."""
    raw = np.empty((len(mixed), form.width), np.uint8)
    rest = mixed & np.uint64((1 << form.shift) - 1)
    columns = (
        (rest, form.key_bytes),
        (lot.articles - form.first_article, form.article_bytes),
        (lot.positions.view(np.uint32), form.position_bytes),
    )
    place = 0
    for values, size in columns:
        raw[:, place : place + size] = _to_bytes(values, size)
        place += size
    blocks = mixed >> np.uint64(form.shift)
    begins = np.flatnonzero(np.diff(blocks, prepend=blocks[:1] + np.uint64(1)))
    ends = [*begins[1:].tolist(), len(blocks)]
    for block, begin, end in zip(blocks[begins].tolist(), begins.tolist(), ends, strict=True):
        parts = -(-(end - begin) // PART)
        for part in range(parts):
            first = begin + part * PART
            yield block, part, parts, raw[first : min(first + PART, end)].tobytes()


def _to_bytes(values: NDArray[Any], size: int) -> Bytes:
    """The lowest bytes of numbers, a row each."""
    whole = np.ascontiguousarray(values, "<u8").view(np.uint8)
    return whole.reshape(len(values), 8)[:, :size]


def _from_bytes(raw: Bytes) -> Mixed:
    """Numbers from rows of bytes."""
    whole = np.zeros((len(raw), 8), np.uint8)
    whole[:, : raw.shape[1]] = raw
    return whole.view("<u8").ravel().astype(np.uint64, copy=False)


class Opened:
    """Some blocks of one segment, in ascending order, ready to be asked."""

    def __init__(self, form: Form, blocks: Sequence[int], data: Sequence[bytes]) -> None:
        self.form = form
        joined = np.frombuffer(b"".join(data), np.uint8)
        self._raw = joined.reshape(-1, form.width)
        top = np.repeat(
            np.array(blocks, np.uint64), [len(piece) // form.width for piece in data]
        ) << np.uint64(form.shift)
        self.mixed = top | _from_bytes(self._raw[:, : form.key_bytes])

    def lot(self, chosen: Any = slice(None)) -> Lot:
        """The postings in these places, in ascending order of mixed keys."""
        form, raw = self.form, self._raw[chosen]
        article_end = form.key_bytes + form.article_bytes
        articles = _from_bytes(raw[:, form.key_bytes : article_end]).astype(np.int64)
        positions = _from_bytes(raw[:, article_end:]).astype(np.uint32)
        return Lot(
            keys=unmix(self.mixed[chosen], form.key_bits),
            articles=articles + form.first_article,
            positions=positions.view(np.int32),
        )

    def ranges(self, keys: Keys) -> tuple[Keys, Keys]:
        """Where the postings of each key begin and end."""
        wanted = mix(keys, self.form.key_bits)
        begins = np.searchsorted(self.mixed, wanted)
        ends = np.searchsorted(self.mixed, wanted, "right")
        # A longer key than the segment has must not meet the short one that its lower bits make.
        strange = (keys >> SHORT_KEY != 0) & (self.form.key_bits == SHORT_KEY)
        return begins, np.where(strange, begins, ends)


def places_in(begins: Keys, ends: Keys) -> Keys:
    """All places of several ranges.

    >>> places_in(np.array([2, 7]), np.array([4, 10])).tolist()
    [2, 3, 7, 8, 9]
    """
    counts = ends - begins
    skipped = np.cumsum(counts) - counts
    places: Keys = np.arange(counts.sum()) + np.repeat(begins - skipped, counts)
    return places
