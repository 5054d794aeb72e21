"""Read the articles of a corpus file into an engine's table: JSONL (`-`: stdin) or Parquet.

Only what comparing needs is kept: id, text, outlet and time. A line that is no article becomes a
`Problem` and the others go on; a file that cannot be read at all is an `InputError`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import StoredText, stored_text
from menurut.corpus.engine import Engine, Follow
from menurut.corpus.job_folder import JobFolder
from menurut.corpus.plan import NUMBERED, READ, REPEATED
from menurut.errors import InputError
from menurut.model import Problem, article_from_json

BATCH = 2000
NEEDED = ("id", "text", "outlet", "published", "clocks", "lang")
JSONL = (".jsonl", ".ndjson", ".json")
PARQUET = ".parquet"
Line = tuple[int, StoredText | Problem]


def take_articles(engine: Engine, folder: JobFolder, source: str, follow: Follow) -> list[Problem]:
    """Put all articles into the table `articles`, numbered; what could not be read."""
    if engine.keeps_tables and folder.is_done("articles"):
        known: list[Problem] = folder.read_json("problems", list[Problem])
        return known
    for table in ("read_articles", "articles"):
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.run(READ)
    problems = _take_all(engine, follow(read_lines(source), "reading"))
    twice = engine.rows(REPEATED)
    if len(twice["id"]):
        raise InputError(
            f"{source}: the id {twice['id'][0]!r} stands in line {twice['line'][0]} and in line "
            f"{twice['again'][0]}. Give each article its own id."
        )
    engine.run(NUMBERED)
    if engine.keeps_tables:  # else the engine has not read them yet
        engine.run("DROP TABLE read_articles")
    folder.write_json("problems", problems)
    folder.mark("articles")
    return problems


def _take_all(engine: Engine, lines: Iterable[Line]) -> list[Problem]:
    problems: list[Problem] = []
    batch: list[tuple[int, StoredText]] = []
    for number, found in lines:
        if isinstance(found, Problem):
            problems.append(found)
            continue
        batch.append((number, found))
        if len(batch) == BATCH:
            _take(engine, batch)
            batch = []
    if batch:
        _take(engine, batch)
    return problems


def _take(engine: Engine, batch: Sequence[tuple[int, StoredText]]) -> None:
    engine.take(
        "read_articles",
        {
            "line": np.array([number for number, _ in batch], np.int64),
            "id": _strings([found.id for _, found in batch]),
            "outlet": _strings([found.outlet for _, found in batch]),
            "published_utc": _strings([found.published_utc for _, found in batch]),
            "lang": _strings([found.lang for _, found in batch]),
            "text": _strings([found.text for _, found in batch]),
        },
    )


def _strings(values: list[str | None]) -> NDArray[Any]:
    """Strings as an engine takes them; a lone surrogate becomes "?", one character as before."""
    clean = [v and v.encode("utf-8", "replace").decode() for v in values]
    return np.array([*clean, None], object)[:-1]


def check_source(source: str) -> None:
    """Refuse what is no collection by its name."""
    if source != "-" and Path(source).suffix.lower() not in {*JSONL, PARQUET}:
        raise InputError(
            f"{source}: a collection is .jsonl or .parquet. Make one: menurut read SRC..."
        )


def read_lines(source: str) -> Iterator[Line]:
    """(line or row number from 1, article or problem) of all articles in a file."""
    if Path(source).suffix.lower() == PARQUET:
        return _read_parquet(source)
    return _read_jsonl(source)


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
