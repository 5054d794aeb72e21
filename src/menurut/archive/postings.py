"""Fingerprints of articles: put in, looked up, taken out again.

In: `Postings`, the keys of one article for one index with a number beside each (where it stands,
or what stands beside it: the index decides). Out: for thousands of keys at once, who holds them,
as numpy arrays. The archive does not know what a key means; it keeps it and finds it again. How
they lie in the file: segments.py; how additions are merged: merging.py.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from menurut.archive.merging import (
    BLOCK_SHIFT,
    SEGMENT_SHIFT,
    Segment,
    add_segment,
    forget_removed,
    place_of,
    removed_articles,
    segments_of,
    without,
)
from menurut.archive.segments import (
    EMPTY,
    Form,
    Keys,
    Lot,
    Opened,
    Positions,
    join_lots,
    mix,
    places_in,
)
from menurut.errors import ArchiveError, NotInArchiveError

EVERY_HOLDER = 1 << 62


class Postings(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one article for one index, and a number beside each."""

    index: str
    keys: Keys
    positions: Positions
    version: int = 1
    """Of the rules that made the keys: keys of two versions must not meet in one archive."""


def register(connection: sqlite3.Connection, postings: Postings, path: str) -> None:
    """Note an index, or refuse keys that another version of it made."""
    known = index_version(connection, postings.index)
    if known is None:
        connection.execute(
            "INSERT INTO indexes (name, version) VALUES (?, ?)", (postings.index, postings.version)
        )
    elif known != postings.version:
        raise ArchiveError(
            f"{path}: its index {postings.index!r} has version {known}, this menurut makes "
            f"version {postings.version}. Make it new: menurut archive export {path} -o all.jsonl, "
            "then menurut archive add NEW.db all.jsonl"
        )


def index_version(connection: sqlite3.Connection, index: str) -> int | None:
    """The version of the rules that made an index; None where there is none."""
    row = connection.execute("SELECT version FROM indexes WHERE name = ?", (index,)).fetchone()
    return row and int(row[0])


def store(connection: sqlite3.Connection, batch: Sequence[tuple[int, Postings]], path: str) -> None:
    """Write the fingerprints of a batch as one segment of each index."""
    for index in sorted({postings.index for _, postings in batch}):
        members = [(number, postings) for number, postings in batch if postings.index == index]
        register(connection, members[0][1], path)
        connection.executemany(
            "INSERT INTO article_fingerprints (article, index_name, count) VALUES (?, ?, ?)",
            [(number, index, len(postings.keys)) for number, postings in members],
        )
        counts = [len(postings.keys) for _, postings in members]
        lot = Lot(
            keys=np.concatenate([postings.keys for _, postings in members]),
            articles=np.repeat(np.array([number for number, _ in members], np.int64), counts),
            positions=np.concatenate([postings.positions for _, postings in members]),
        )
        add_segment(connection, index, lot)
        forget_removed(connection, index)


def discard(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Let all fingerprints of these articles count no longer; merging drops them."""
    for number in numbers:
        connection.execute(
            "INSERT OR REPLACE INTO fingerprints_removed (index_name, article, segment) "
            "SELECT index_name, article, (SELECT coalesce(max(number), 0) "
            "FROM fingerprint_segments) FROM article_fingerprints WHERE article = ?",
            (number,),
        )
        connection.execute("DELETE FROM article_fingerprints WHERE article = ?", (number,))


def forget_much_removed(connection: sqlite3.Connection) -> None:
    """Give back the room of removed articles, once they are many."""
    for (index,) in connection.execute("SELECT name FROM indexes").fetchall():
        forget_removed(connection, index)


def require_index(connection: sqlite3.Connection, index: str, path: str) -> None:
    """Refuse a question to an index that the archive does not have."""
    if index_version(connection, index) is None:
        raise NotInArchiveError(
            f"{path} has no index {index!r}. Add articles to it: menurut archive add {path} SRC..."
        )


def look_up(
    connection: sqlite3.Connection, index: str, keys: Keys, limit: int = EVERY_HOLDER
) -> tuple[Keys, Keys, Positions]:
    """The holders of these keys: (keys, article numbers, positions), by key and number.

    With `limit`, no more than so many postings of each key, those of the first articles.
    """
    distinct = np.unique(np.asarray(keys, np.int64))
    removed = removed_articles(connection, index)
    lots = [EMPTY]
    for segment, opened in _open_blocks(connection, index, distinct, limit):
        begins, ends = opened.ranges(distinct)
        lot = opened.lot(places_in(begins, np.minimum(ends, begins + limit)))
        lots.append(without(lot, segment.number, removed))
    lot = join_lots(lots)
    lot = lot.take(np.lexsort((lot.articles, lot.keys)))
    if limit < EVERY_HOLDER:
        begins = np.searchsorted(lot.keys, lot.keys)
        lot = lot.take(np.arange(len(lot.keys)) - begins < limit)
    return lot.keys, lot.articles, lot.positions


def count_holders(
    connection: sqlite3.Connection, index: str, keys: Keys, limit: int = EVERY_HOLDER
) -> tuple[Keys, Keys]:
    """(distinct keys in ascending order, how many postings each has, counted up to `limit`)."""
    distinct = np.unique(np.asarray(keys, np.int64))
    if len(removed_articles(connection, index)[0]):
        held, _, _ = look_up(connection, index, distinct, limit)
        counts = np.searchsorted(held, distinct, "right") - np.searchsorted(held, distinct)
        return distinct, counts
    counts = np.zeros(len(distinct), np.int64)
    for _, opened in _open_blocks(connection, index, distinct, limit):
        begins, ends = opened.ranges(distinct)
        counts += ends - begins
    return distinct, np.minimum(counts, limit)


def _open_blocks(
    connection: sqlite3.Connection, index: str, keys: Keys, limit: int
) -> Iterator[tuple[Segment, Opened]]:
    """The blocks of each segment in which these keys would stand."""
    segments = segments_of(connection, index)
    if not segments or not len(keys):
        return
    read = _read_blocks(connection, segments, keys, limit)
    for segment in segments:
        if segment.number in read:
            blocks, data = zip(*read[segment.number], strict=True)
            yield segment, Opened(segment.form, blocks, data)


def _read_blocks(
    connection: sqlite3.Connection, segments: Sequence[Segment], keys: Keys, limit: int
) -> dict[int, list[tuple[int, bytes]]]:
    """By segment: (block, bytes), in ascending order."""
    forms = {segment.number: segment.form for segment in segments}
    wanted: list[int] = []
    for number, form in forms.items():
        blocks = np.unique(mix(keys, form.key_bits) >> np.uint64(form.shift)).astype(np.int64)
        wanted += (place_of(number, 0) + (blocks << BLOCK_SHIFT)).tolist()
    rows = connection.execute(
        "SELECT place, parts, data FROM json_each(?) AS wanted "
        "CROSS JOIN fingerprint_blocks ON place = wanted.value",
        (json.dumps(wanted),),
    ).fetchall()
    found: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for place, parts, data in rows:
        number = place >> SEGMENT_SHIFT
        block = place - place_of(number, 0) >> BLOCK_SHIFT
        pieces = [data]
        if parts > 1:
            _read_on(connection, (place, parts), pieces, (forms[number], block), (keys, limit))
        found[number] += [(block, piece) for piece in pieces]
    return found


def _read_on(
    connection: sqlite3.Connection,
    row: tuple[int, int],
    pieces: list[bytes],
    where: tuple[Form, int],
    asked: tuple[Keys, int],
) -> None:
    """Read more parts of a block of many until its keys that are asked for have enough holders."""
    place, parts = row
    while len(pieces) < parts and not _enough(pieces, where, asked):
        last = min(parts, 2 * len(pieces)) - 1
        more = connection.execute(
            "SELECT data FROM fingerprint_blocks WHERE place >= ? AND place <= ? ORDER BY place",
            (place + len(pieces), place + last),
        )
        pieces += [data for (data,) in more]


def _enough(pieces: Sequence[bytes], where: tuple[Form, int], asked: tuple[Keys, int]) -> bool:
    (form, block), (keys, limit) = where, asked
    opened = Opened(form, [block] * len(pieces), pieces)
    here = mix(keys, form.key_bits) >> np.uint64(form.shift) == np.uint64(block)
    begins, ends = opened.ranges(keys[here])
    return bool(((ends < len(opened.mixed)) | (ends - begins >= limit)).all())
