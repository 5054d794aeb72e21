"""Segments in the file: written, listed, merged so that a question meets only a few.

Each addition writes its postings as one new segment and touches no older one, so that adding to a
large archive costs no more than adding to a small one. When the newest segments are no longer much
smaller than the one before them, they are written anew as one (O'Neil and others, "The
log-structured merge-tree", 1996): a posting is moved some ten times in all, and an archive has as
many segments as its size has doublings, until segments are full. Merging goes slice by slice, in
the transaction that added the articles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from menurut.archive.segments import (
    Form,
    Keys,
    Lot,
    Mixed,
    Opened,
    form_of,
    in_order,
    join_lots,
    key_bits_of,
    pack,
)

RATIO = 2
"""A segment is left alone while it has so many times the postings of all newer ones."""
SMALL = 32_768
"""Postings below which a segment counts as so large: articles added one by one are merged."""
LARGEST = 1 << 23
"""Postings from which a segment is full (some 80,000 articles): no addition waits longer than for
one of at most three times as many, and a million articles lie in about ten."""
SLICE = 1 << 19
"""Postings merged at once: bounds the memory."""

MOST_REMOVED = 10_000
"""Removed or replaced articles that every question has to pass over, at most."""

BLOCK_SHIFT = 13
"""Bits for the part in the number of a row ..."""
SEGMENT_SHIFT = 31
"""... and for block and part; the segment stands above them."""


class Segment(NamedTuple):
    """One row of `fingerprint_segments`."""

    number: int
    """Newer segments have larger numbers."""
    postings: int
    last_article: int
    most: int
    """Largest position, as an unsigned number."""
    form: Form


def segments_of(connection: sqlite3.Connection, index: str) -> list[Segment]:
    """The segments of an index, oldest first."""
    rows = connection.execute(
        "SELECT number, postings, last_article, most_position, key_bits, block_bits, key_bytes, "
        "article_bytes, position_bytes, first_article FROM fingerprint_segments "
        "WHERE index_name = ? ORDER BY number",
        (index,),
    )
    return [Segment(row[0], row[1], row[2], row[3], Form(*row[4:])) for row in rows]


def place_of(segment: int, block: int) -> int:
    """The number of the row that holds the first part of a block."""
    return segment << SEGMENT_SHIFT | block << BLOCK_SHIFT


def add_segment(connection: sqlite3.Connection, index: str, lot: Lot) -> None:
    """Write postings as a new segment, inside the caller's transaction; then merge what is due."""
    if len(lot.keys):
        key_bits = key_bits_of(lot.keys)
        mixed, lot = in_order(lot, key_bits)
        bounds = (int(lot.articles.min()), int(lot.articles.max()))
        most = int(lot.positions.view(np.uint32).max())
        form = form_of(key_bits, len(mixed), bounds, most)
        number = _register(connection, index, Segment(0, len(mixed), bounds[1], most, form))
        _write(connection, number, mixed, lot, form)
    due = due_for_merging(segments_of(connection, index))
    if len(due) > 1:
        _merge(connection, index, due)


def due_for_merging(segments: Sequence[Segment]) -> Sequence[Segment]:
    """The newest segments that are to become one.

    >>> form = form_of(48, 1, (1, 1), 1)
    >>> sizes = [500_000, 100_000, 60_000, 50_000]
    >>> found = due_for_merging([Segment(n, size, 1, 1, form) for n, size in enumerate(sizes)])
    >>> [segment.postings for segment in found]
    [100000, 60000, 50000]
    """
    if not segments:
        return []
    start, total = len(segments) - 1, segments[-1].postings
    for segment in reversed(segments[:-1]):
        alike = segment.form.key_bits == segments[-1].form.key_bits
        full = max(total, segment.postings) >= LARGEST
        if not alike or full or segment.postings >= RATIO * max(total, SMALL):
            break
        start, total = start - 1, total + segment.postings
    return segments[start:]


def _register(connection: sqlite3.Connection, index: str, segment: Segment) -> int:
    cursor = connection.execute(
        "INSERT INTO fingerprint_segments (index_name, postings, last_article, most_position, "
        "key_bits, block_bits, key_bytes, article_bytes, position_bytes, first_article) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (index, *segment[1:4], *segment.form),
    )
    return cursor.lastrowid or 0


def _write(connection: sqlite3.Connection, number: int, mixed: Mixed, lot: Lot, form: Form) -> None:
    connection.executemany(
        "INSERT INTO fingerprint_blocks (place, parts, data) VALUES (?, ?, ?)",
        (
            (place_of(number, block) + part, parts, data)
            for block, part, parts, data in pack(mixed, lot, form)
        ),
    )


def _merge(connection: sqlite3.Connection, index: str, sources: Sequence[Segment]) -> None:
    """Write several segments as one, without the postings of what was removed since."""
    postings = sum(source.postings for source in sources)
    first = min(source.form.first_article for source in sources)
    last = max(source.last_article for source in sources)
    most = max(source.most for source in sources)
    form = form_of(sources[0].form.key_bits, postings, (first, last), most)
    number = _register(connection, index, Segment(0, postings, last, most, form))
    removed = removed_articles(connection, index)
    kept = 0
    for lot in _slices(connection, sources, removed):
        mixed, ordered = in_order(lot, form.key_bits)
        kept += len(mixed)
        if len(mixed):
            _write(connection, number, mixed, ordered, form)
    connection.execute(
        "UPDATE fingerprint_segments SET postings = ? WHERE number = ?", (kept, number)
    )
    for source in sources:
        _drop(connection, source.number)
    if not kept:
        _drop(connection, number)
    connection.execute(
        "DELETE FROM fingerprints_removed WHERE index_name = ?1 AND segment < coalesce("
        "(SELECT min(number) FROM fingerprint_segments WHERE index_name = ?1), segment + 1)",
        (index,),
    )


def _slices(
    connection: sqlite3.Connection, sources: Sequence[Segment], removed: tuple[Keys, Keys]
) -> Iterator[Lot]:
    """The postings of all sources, in pieces by ascending mixed keys that no block crosses."""
    postings = sum(source.postings for source in sources)
    largest = max(source.form.block_bits for source in sources)
    slice_bits = min(largest, (postings // SLICE).bit_length())
    for piece in range(1 << slice_bits):
        lots = [_read_slice(connection, source, piece, slice_bits, removed) for source in sources]
        yield join_lots(lots)


def _read_slice(
    connection: sqlite3.Connection,
    source: Segment,
    piece: int,
    slice_bits: int,
    removed: tuple[Keys, Keys],
) -> Lot:
    form = source.form
    spare = form.block_bits - slice_bits
    # A small segment may have one block for several slices: then the block is cut below.
    begin = piece << spare if spare >= 0 else piece >> -spare
    end = (piece + 1) << spare if spare >= 0 else begin + 1
    rows = connection.execute(
        "SELECT place, data FROM fingerprint_blocks WHERE place >= ? AND place < ? ORDER BY place",
        (place_of(source.number, begin), place_of(source.number, end)),
    ).fetchall()
    base = place_of(source.number, 0)
    opened = Opened(form, [row[0] - base >> BLOCK_SHIFT for row in rows], [row[1] for row in rows])
    lot = opened.lot()
    if spare < 0:
        lot = lot.take(opened.mixed >> np.uint64(form.key_bits - slice_bits) == np.uint64(piece))
    return without(lot, source.number, removed)


def forget_removed(connection: sqlite3.Connection, index: str) -> None:
    """Write segments anew without what was removed, once that has become much."""
    articles, until = removed_articles(connection, index)
    if len(articles) <= MOST_REMOVED:
        return
    for segment in segments_of(connection, index):
        if segment.number <= int(until.max()):
            _merge(connection, index, [segment])


def removed_articles(connection: sqlite3.Connection, index: str) -> tuple[Keys, Keys]:
    """(articles, newest segment in which their postings no longer count)."""
    rows = connection.execute(
        "SELECT article, segment FROM fingerprints_removed WHERE index_name = ? ORDER BY article",
        (index,),
    ).fetchall()
    pairs = np.array(rows, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def without(lot: Lot, segment: int, removed: tuple[Keys, Keys]) -> Lot:
    """The postings of one segment without those of articles that were removed since."""
    articles, until = removed
    if not len(articles):
        return lot
    gone = np.isin(lot.articles, articles[until >= segment])
    return lot.take(~gone) if gone.any() else lot


def _drop(connection: sqlite3.Connection, number: int) -> None:
    connection.execute(
        "DELETE FROM fingerprint_blocks WHERE place >= ? AND place < ?",
        (place_of(number, 0), place_of(number + 1, 0)),
    )
    connection.execute("DELETE FROM fingerprint_segments WHERE number = ?", (number,))
