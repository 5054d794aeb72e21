"""Read the articles of a corpus file in batches: JSONL (`-`: stdin) or Parquet.

Only what comparing needs is kept: id, text, outlet and time. A line that is no article becomes a
`Problem` and the others go on; a file that cannot be read at all is an `InputError`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from menurut.archive import StoredText, stored_text
from menurut.errors import InputError
from menurut.model import Problem, article_from_json

BATCH = 2000
NEEDED = ("id", "text", "outlet", "published", "clocks", "lang")
Line = tuple[int, StoredText | Problem]


def read_lines(source: str) -> Iterator[Line]:
    """(line or row number from 1, article or problem) of all articles in a file."""
    suffix = Path(source).suffix.lower()
    if source == "-" or suffix in {".jsonl", ".ndjson", ".json"}:
        return _read_jsonl(source)
    if suffix == ".parquet":
        return _read_parquet(source)
    raise InputError(f"{source}: a collection is .jsonl or .parquet. Make one: menurut read SRC...")


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - closed below, its own error told here
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}. Check the name.") from error
    with stream:
        yield stream


def _read_jsonl(source: str) -> Iterator[Line]:
    with _opened(source) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                found = _article(line, f"{source}:{number}")
                if found is not None:
                    yield number, found


def _article(line: bytes, where: str) -> StoredText | Problem | None:
    """The article of one line; None for a problem that `menurut read` recorded."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return Problem(where=where, what="is not JSON.", remedy="Write one object a line.")
    if isinstance(record, dict) and "problem" in record and "text" not in record:
        return None
    return _stored(record, where)


def _stored(record: Any, where: str) -> StoredText | Problem:
    if not isinstance(record, dict):
        return Problem(where=where, what="is not a JSON object.", remedy="Give it id and text.")
    needed = {name: record[name] for name in NEEDED if record.get(name) is not None}
    try:
        return stored_text(article_from_json(needed))
    except msgspec.ValidationError as error:
        return Problem(where=where, what=f"is no article: {error}.", remedy="Give it id and text.")


def _read_parquet(source: str) -> Iterator[Line]:
    import duckdb  # noqa: PLC0415 - only for Parquet

    quoted = "'" + source.replace("'", "''") + "'"
    with duckdb.connect() as engine:
        try:
            columns = engine.execute(f"SELECT * FROM {quoted} LIMIT 0").description  # noqa: S608 - quoted
            names = {column[0] for column in columns}
            _require(names, source)
            # Ids may be numbers and times may be dates: all become text, as in JSONL.
            chosen = [f"CAST({n} AS VARCHAR)" if n in names else "NULL" for n in NEEDED[:4]]
            found = engine.execute(f"SELECT {', '.join(chosen)} FROM {quoted}")  # noqa: S608 - quoted
            number = 0
            while rows := found.fetchmany(BATCH):
                for row in rows:
                    number += 1
                    record = dict(zip(NEEDED, row, strict=False))
                    yield number, _stored(record, f"{source}, row {number}")
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise InputError(f"{source}: cannot be read ({told}). Check the file.") from error


def _require(names: set[str], source: str) -> None:
    missing = [name for name in ("id", "text") if name not in names]
    if missing:
        raise InputError(
            f"{source}: has no column {' and no column '.join(missing)}. "
            f"It has: {', '.join(sorted(names))}."
        )
