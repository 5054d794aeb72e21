"""Read the articles of a corpus file into an engine's table: JSONL (`-`: stdin) or Parquet.

Only what comparing needs is kept: id, text, outlet and time. A line that is no article becomes a
`Problem` and the others go on; a file that cannot be read at all is an `InputError`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
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
from menurut.model import ALSO_NAMED, ARTICLE_FIELDS, Article, Problem, article_from_json

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
    """Strings as an engine takes them."""
    return np.array([*values, None], object)[:-1]


def check_source(source: str) -> None:
    """Refuse what is no collection by its name."""
    if source != "-" and Path(source).suffix.lower() not in {*JSONL, PARQUET}:
        raise InputError(
            f"{source}: a collection is .jsonl or .parquet. Make one: menurut read SRC..."
        )


def read_lines(source: str) -> Iterator[Line]:
    """(line or row number from 1, article or problem) of all articles in a file."""
    if _is_parquet(source):
        for number, record in _parquet_records(source, (*NEEDED, *ALSO_NAMED)):
            yield number, _stored(record, f"{source}, row {number}")
        return
    for number, line in _json_lines(source):
        found = _plain(line) or _article(line, f"{source}:{number}")
        if found is not None:
            yield number, found


def read_whole(source: str) -> Iterator[Article]:
    """All articles of a file with all their fields; what is no article is passed over."""
    records = (
        _parquet_records(source, (*ARTICLE_FIELDS, *ALSO_NAMED))
        if _is_parquet(source)
        else ((number, _record(line)) for number, line in _json_lines(source))
    )
    for _, record in records:
        try:
            yield article_from_json(_ours(record))
        except (msgspec.ValidationError, AttributeError):  # told when it was read first
            continue


def _is_parquet(source: str) -> bool:
    return Path(source).suffix.lower() == PARQUET


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


def _json_lines(source: str) -> Iterator[tuple[int, bytes]]:
    with _opened(source) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield number, line


class _Plain(msgspec.Struct):
    """A line without anything odd in it: decoded three times as fast as by `json`."""

    id: str
    text: str
    outlet: str | None = None
    published: str | None = None
    lang: str | None = None
    clocks: msgspec.Raw | None = None
    series: str | None = None
    date: str | None = None


_decode_plain = msgspec.json.Decoder(_Plain).decode


def _plain(line: bytes) -> StoredText | None:
    """The article of a plain line; None where there is more to look at."""
    try:
        found = _decode_plain(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if found.clocks is not None:
        return None
    return StoredText(
        id=found.id,
        text=found.text,
        outlet=found.series if found.outlet is None else found.outlet,
        published_utc=_published_utc(found.date if found.published is None else found.published),
        lang=found.lang,
    )


@lru_cache(maxsize=10_000)
def _published_utc(stated: str | None) -> str | None:
    return stored_text(Article(id="", text="", published=stated)).published_utc


def _record(line: bytes) -> Any:
    """One line as JSON allows it, lone surrogates included; None when it is not."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _article(line: bytes, where: str) -> StoredText | Problem | None:
    """The article of one line; None for a problem that `menurut read` recorded."""
    record = _record(line)
    if record is None:
        return Problem(where=where, what="is not JSON.", remedy="Write one object a line.")
    if isinstance(record, dict) and "problem" in record and "text" not in record:
        return None
    return _stored(record, where)


def _stored(record: Any, where: str) -> StoredText | Problem:
    if not isinstance(record, dict):
        return Problem(where=where, what="is not a JSON object.", remedy="Give it id and text.")
    record = _ours(record)
    needed = {name: record[name] for name in NEEDED if record.get(name) is not None}
    try:
        return _whole(stored_text(article_from_json(needed)))
    except msgspec.ValidationError as error:
        return Problem(where=where, what=f"is no article: {error}.", remedy="Give it id and text.")


def _ours(record: dict[str, Any]) -> dict[str, Any]:
    """The record with passim's names of fields beside ours.

    >>> _ours({"id": "a", "series": "Kabar Lembah"})["outlet"]
    'Kabar Lembah'
    """
    also = {
        ours: record[theirs]
        for theirs, ours in ALSO_NAMED.items()
        if record.get(ours) is None and isinstance(record.get(theirs), str)
    }
    return record | also


def _whole(found: StoredText) -> StoredText:
    """An article as an engine takes it: a lone surrogate becomes "?", one character as before."""
    fields = msgspec.structs.asdict(found).items()
    clean = {k: v.encode("utf-8", "replace").decode() for k, v in fields if isinstance(v, str)}
    return msgspec.structs.replace(found, **clean)


def _parquet_records(source: str, wanted: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number from 1, record) of a Parquet file, whatever the types of its columns."""
    import duckdb  # noqa: PLC0415 - only for Parquet

    quoted = "'" + source.replace("'", "''") + "'"
    with duckdb.connect() as engine:
        try:
            described = engine.execute(f"SELECT * FROM {quoted} LIMIT 0").description  # noqa: S608 - quoted
            types = {column[0]: str(column[1]).upper() for column in described}
            _require(set(types), source)
            names = [name for name in wanted if name in types and _is_scalar(types[name])]
            # Ids may be numbers and times may be dates: all become text, as in JSONL.
            chosen = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in names)
            found = engine.execute(f"SELECT {chosen} FROM {quoted}")  # noqa: S608 - quoted
            number = 0
            while rows := found.fetchmany(BATCH):
                for row in rows:
                    number += 1
                    yield number, dict(zip(names, row, strict=True))
        except duckdb.Error as error:
            told = str(error).splitlines()[0]
            raise InputError(f"{source}: cannot be read ({told}). Check the file.") from error


def _is_scalar(kind: str) -> bool:
    """Whether a column holds one value a row.

    >>> _is_scalar("VARCHAR"), _is_scalar("VARCHAR[]"), _is_scalar("STRUCT(A BIGINT)")
    (True, False, False)
    """
    return not (kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "LIST")))


def _require(names: set[str], source: str) -> None:
    missing = [name for name in ("id", "text") if name not in names]
    if missing:
        raise InputError(
            f"{source}: has no column {' and no column '.join(missing)}. "
            f"It has: {', '.join(sorted(names))}."
        )
