"""Vectors of articles in the archive: one encoder an archive, articles embedded as they come.

In: an `Encoder` (menurut.encoders opens one by name). Out: numbers of the articles nearest to a
text. The archive remembers which encoder made its vectors and refuses another: numbers of two
encoders do not compare. Only articles that are new or have changed are embedded. Weakness: a
question reads all vectors (100,000 of 512 numbers: 100 MB), so it is for archives, not for corpora.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from menurut.archive.adding import parts
from menurut.archive.file import Archive
from menurut.archive.opening import told
from menurut.errors import ArchiveError, NotInArchiveError

ENCODED_CHARS = 1_000
"""As much of headline and text as is encoded: most encoders read some 200 words."""
BATCH = 256
"""Articles embedded at a time; a stop loses no more than these."""
READ_AT_ONCE = 20_000
"""Vectors compared at a time: it bounds the memory of a question to some 40 MB."""

_TABLES = """
CREATE TABLE IF NOT EXISTS vector_encoder (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1), name TEXT NOT NULL, size INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS article_vectors (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    content_sha256 TEXT NOT NULL,
    vector BLOB NOT NULL
)
"""


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """What the archive remembers: the same name must give the same vectors."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One row a text, of length one."""


def vector_encoder(archive: Archive) -> str | None:
    """The name of the encoder that made the vectors of an archive, if it has any.

    >>> with Archive.open(":memory:", create=True) as archive:
    ...     vector_encoder(archive) is None
    True
    """
    with told(archive.path):
        return _encoder_in(_of(archive))


def embed_articles(archive: Archive, encoder: Encoder) -> Iterator[int]:
    """Embed what is new or changed; yields how many articles are done, batch by batch.

    Raises `ArchiveError` where another encoder made the vectors that are there.
    """
    connection = _of(archive)
    with told(archive.path):
        for statement in _TABLES.split(";"):
            connection.execute(statement)
    _refuse_other(archive, encoder)
    with told(archive.path):
        wanted = connection.execute(
            "SELECT number FROM articles LEFT JOIN article_vectors ON article = number "
            "WHERE article IS NULL OR article_vectors.content_sha256 <> articles.content_sha256 "
            "ORDER BY number"
        ).fetchall()
    done = 0
    for batch in parts([row[0] for row in wanted], BATCH):
        _embed(archive, encoder, batch)
        done += len(batch)
        yield done


def _embed(archive: Archive, encoder: Encoder, numbers: list[int]) -> None:
    connection = _of(archive)
    with told(archive.path):
        rows = connection.execute(
            "SELECT number, content_sha256, title, text FROM articles WHERE number IN "  # noqa: S608 - numbers
            f"({','.join(map(str, numbers))})"
        ).fetchall()
    vectors = encoder.encode([encoded_text(title, text) for _, _, title, text in rows])
    values = [
        (number, digest, vector.astype("<f2").tobytes())
        for (number, digest, _, _), vector in zip(rows, vectors, strict=True)
    ]
    with archive._writing():  # noqa: SLF001 - one package
        connection.execute(
            "INSERT OR IGNORE INTO vector_encoder VALUES (1, ?, ?)",
            (encoder.name, int(vectors.shape[1])),
        )
        connection.executemany("INSERT OR REPLACE INTO article_vectors VALUES (?, ?, ?)", values)


def encoded_text(title: str | None, text: str) -> str:
    """What of an article is encoded.

    >>> encoded_text("Fire", "It burned.").splitlines()
    ['Fire', 'It burned.']
    """
    return "\n".join(part for part in (title, text) if part)[:ENCODED_CHARS]


def nearest_by_vector(archive: Archive, encoder: Encoder, text: str, most: int) -> list[int]:
    """Numbers of the articles whose vectors are nearest, nearest first.

    Raises `NotInArchiveError` without vectors, `ArchiveError` with those of another encoder.
    """
    if vector_encoder(archive) is None:
        raise NotInArchiveError(
            f"{archive.path} has no vectors. Make them: "
            f"menurut archive add {archive.path} SRC... --encoder {encoder.name}"
        )
    _refuse_other(archive, encoder)
    asked = encoder.encode([text])[0]
    numbers, alike = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    with told(archive.path):
        rows = _of(archive).execute("SELECT article, vector FROM article_vectors ORDER BY article")
        while block := rows.fetchmany(READ_AT_ONCE):
            packed = np.frombuffer(b"".join(row[1] for row in block), "<f2")
            numbers.append(np.array([row[0] for row in block], np.int64))
            alike.append(packed.reshape(len(block), -1).astype(np.float32) @ asked)
    order = np.argsort(-np.concatenate(alike), kind="stable")[:most]
    return [int(number) for number in np.concatenate(numbers)[order]]


def forget_vectors(archive: Archive) -> None:
    """Take all vectors out, so that another encoder may make them."""
    with archive._writing():  # noqa: SLF001 - one package
        _of(archive).execute("DROP TABLE IF EXISTS article_vectors")
        _of(archive).execute("DROP TABLE IF EXISTS vector_encoder")


def _refuse_other(archive: Archive, encoder: Encoder) -> None:
    there = vector_encoder(archive)
    if there not in {None, encoder.name}:
        raise ArchiveError(
            f"{archive.path}: its vectors were made by {there}, not by {encoder.name}. Use "
            f"--encoder {there}, or embed all again: menurut archive add {archive.path} SRC... "
            f"--encoder {encoder.name} --new-vectors"
        )


def _encoder_in(connection: sqlite3.Connection) -> str | None:
    known: Iterable[tuple[str]] = connection.execute(
        "SELECT name FROM sqlite_master WHERE name = 'vector_encoder'"
    ).fetchall()
    row = connection.execute("SELECT name FROM vector_encoder").fetchone() if known else None
    return row[0] if row else None


def _of(archive: Archive) -> sqlite3.Connection:
    return archive._connection  # noqa: SLF001 - one package
