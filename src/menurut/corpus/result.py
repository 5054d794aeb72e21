"""Write the passages of a corpus job: JSONL or Parquet, complete or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.errors import EngineError
from menurut.reuse.telling import KINDS, Told, records

ROWS_AT_ONCE = 20_000
"""As Python objects a passage takes ten times the memory that it takes in arrays."""
PARQUET_MEMORY = "500MB"
_PARQUET_TABLE = """
CREATE TABLE told (
    a VARCHAR, a0 INTEGER, a1 INTEGER, b VARCHAR, b0 INTEGER, b1 INTEGER, similarity DOUBLE,
    kind VARCHAR, common_quote BOOLEAN, pairs BIGINT[][][]
)
"""


def write_result(told: Iterable[Told], ids: Sequence[str], output: str) -> None:
    """Write parts of what is told to `output`: .parquet by its name, else JSONL; `-` is stdout."""
    if output.lower().endswith(".parquet"):
        _appear(output, lambda path: _write_parquet(told, ids, path))
    else:
        write_stream(output, lambda stream: _write_jsonl(told, ids, stream))


def write_stream(output: str, write: Callable[[IO[bytes]], None]) -> None:
    """Let `write` fill a file that stands under its name only when complete; `-` is stdout."""
    if output == "-":
        write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return

    def fill(path: Path) -> None:
        with path.open("wb") as stream:
            write(stream)

    _appear(output, fill)


def _appear(output: str, make: Callable[[Path], None]) -> None:
    target = Path(os.path.realpath(output))  # a link stays a link
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            make(target)  # a device or a pipe is written to, never replaced
            return
        with tempfile.TemporaryDirectory(
            dir=target.absolute().parent, prefix=".writing-"
        ) as folder:
            made = Path(folder) / target.name
            make(made)
            made.replace(target)
    except OSError as error:
        raise EngineError(
            f"cannot write {output}: {error.strerror}. Nothing was written."
        ) from error


def _write_jsonl(told: Iterable[Told], ids: Sequence[str], stream: IO[bytes]) -> None:
    encode = msgspec.json.Encoder().encode
    for part in told:
        for few in _pieces(part):
            stream.writelines(encode(record) + b"\n" for record in records(few, ids))


def _pieces(told: Told) -> Iterator[Told]:
    for start in range(0, len(told.a), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        yield Told(**{name: getattr(told, name)[rows] for name in Told.__struct_fields__})


def _write_parquet(told: Iterable[Told], ids: Sequence[str], path: Path) -> None:
    import duckdb  # noqa: PLC0415 - only for Parquet

    kinds = " ".join(f"WHEN {k} THEN '{name}'" for k, name in enumerate(KINDS))
    quoted = str(path).replace("'", "''")
    with duckdb.connect(str(path.with_suffix(".duckdb"))) as writer:
        try:
            writer.execute(f"SET memory_limit = '{PARQUET_MEMORY}'")
            writer.register(
                "articles",
                {"number": np.arange(len(ids)), "id": np.array([*ids, None], object)[:-1]},
            )
            writer.execute(_PARQUET_TABLE)
            for part in told:
                columns = {n: getattr(part, n) for n in part.__struct_fields__ if n != "pairs"}
                writer.register("part", {**columns, "place": np.arange(len(part.a))})
                writer.register("word_pairs", _word_pairs(part))
                writer.execute(
                    f"INSERT INTO told SELECT one.id, a0, a1, two.id, b0, b1, similarity, "  # noqa: S608 - own names
                    f"CASE kind {kinds} END, common_quote, coalesce(pairs, []) FROM part "
                    "JOIN articles AS one ON one.number = part.a "
                    "JOIN articles AS two ON two.number = part.b "
                    "LEFT JOIN (SELECT place, list([[a0, a1], [b0, b1]] ORDER BY rank) AS pairs "
                    "FROM word_pairs GROUP BY place) AS carried ON carried.place = part.place "
                    "ORDER BY part.place"
                )
            writer.execute(f"COPY told TO '{quoted}' (FORMAT parquet)")
        except duckdb.IOException as error:
            raise OSError(0, str(error).splitlines()[0]) from error


def _word_pairs(told: Told) -> dict[str, NDArray[np.int64]]:
    """The word pairs of all passages as columns; in the file they have the shape of the JSONL."""
    rows = [
        (place, rank, a.start, a.end, b.start, b.end)
        for place in np.flatnonzero(told.pairs.astype(np.bool_)).tolist()
        for rank, (a, b) in enumerate(told.pairs[place])
    ]
    columns = np.array(rows, np.int64).reshape(-1, 6)
    names = ("place", "rank", "a0", "a1", "b0", "b1")
    return {name: columns[:, number].copy() for number, name in enumerate(names)}
