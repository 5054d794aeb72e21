"""JSONL and CSV → articles, one line after the other.

In: a binary stream. Out: articles and problems in the order of the lines, each problem with
file and line. A broken line costs itself only; a line over the limit is skipped, not read into
memory.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from menurut.errors import InputError, MenurutError
from menurut.model import ARTICLE_FIELDS, Article, Problem
from menurut.read.limits import ReadSettings, size_words
from menurut.read.ninjs import looks_like_ninjs, read_ninjs
from menurut.read.records import read_record

BOM = b"\xef\xbb\xbf"
DELIMITERS = ",;\t|"


def read_jsonl(
    stream: IO[bytes], where: str, settings: ReadSettings
) -> Iterator[Article | Problem]:
    r"""Articles of a stream with one JSON object a line.

    >>> lines = io.BytesIO(b'{"id": "a", "text": "x"}\n{"id": \n')
    >>> [type(found).__name__ for found in read_jsonl(lines, "a.jsonl", ReadSettings())]
    ['Article', 'Problem']
    """
    empty = True
    for number, line in _lines(stream, settings.line_bytes):
        place = f"{where}:{number}"
        empty = empty and line is not None and not line.strip()
        if line is None:
            limit = size_words(settings.line_bytes)
            yield Problem(where=place, what=f"the line is over the limit of {limit}; skipped.")
        elif line.strip():
            yield read_json_line(line, place, settings)
    if empty:
        remedy = "Give a file with an article in it."
        yield Problem(where=where, what="the file is empty.", remedy=remedy)


def _lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if number == 1:
            line = line.removeprefix(BOM)
        if len(line) <= limit or line.endswith(b"\n"):
            yield number, line
            continue
        yield number, None
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)


def read_json_line(line: bytes, where: str, settings: ReadSettings) -> Article | Problem:
    """One line of JSONL; a line `{"problem": ...}`, as menurut writes them, comes back as one.

    >>> read_json_line(b"[1]", "a.jsonl:3", ReadSettings()).what
    'is a JSON list, not an object.'
    """
    try:
        record = decode_json(line)
    except InputError as error:
        return Problem(where=where, what=str(error))
    return read_json_object(record, where, settings)


def read_json_object(record: Any, where: str, settings: ReadSettings) -> Article | Problem:
    """One decoded object: an article of ours, a ninjs item, or a problem told earlier."""
    if not isinstance(record, dict):
        return Problem(where=where, what=f"is a JSON {type(record).__name__}, not an object.")
    if set(record) == {"problem"}:
        return _told_problem(record["problem"], where)
    if looks_like_ninjs(record):
        try:
            return read_ninjs(record, where, settings)
        except MenurutError as error:
            return Problem(where=where, what=str(error).removeprefix(f"{where}: "))
    return read_record(record, where)


def read_json(data: bytes, where: str, settings: ReadSettings) -> Iterator[Article | Problem]:
    """Articles of one JSON document: an object, a list of them, or JSONL under another name."""
    try:
        document = decode_json(data.removeprefix(BOM))
    except InputError as error:
        if data.count(b"\n{") == 0:
            raise InputError(f"{where}: {error} Give JSON or one object a line.") from error
        yield from read_jsonl(io.BytesIO(data), where, settings)
        return
    listed = document
    if isinstance(document, dict) and "text" not in document:
        listed = next(
            (
                document[k]
                for k in ("articles", "items", "data")
                if isinstance(document.get(k), list)
            ),
            document,
        )
    if not isinstance(listed, list):
        yield read_json_object(listed, where, settings)
        return
    for number, record in enumerate(listed, 1):
        yield read_json_object(record, f"{where}#{number}", settings)


def _told_problem(problem: Any, where: str) -> Problem:
    try:
        return msgspec.convert(problem, Problem)
    except msgspec.ValidationError:
        return Problem(where=where, what=f"tells of a problem: {str(problem)[:200]}")


def decode_json(data: bytes) -> Any:
    """Decode JSON; whatever is wrong with it is an `InputError`.

    >>> decode_json(b'{"a": 1}')
    {'a': 1}
    """
    try:
        return msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        raise InputError(f"is not JSON: {error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8: {error.reason} at byte {error.start}.") from error
    except RecursionError as error:
        raise InputError("is nested too deeply for JSON of an article.") from error


def read_csv(text: str, where: str, settings: ReadSettings) -> Iterator[Article | Problem]:
    r"""Articles of a table with a header; `text` is the one column it must have.

    >>> [a.id for a in read_csv("id,text\na,Kata dia.\n", "a.csv", ReadSettings())]
    ['a']
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    csv.field_size_limit(settings.line_bytes)
    header = _header(rows, where)
    if "text" not in header:
        raise InputError(
            f'{where}: no column "text" in the table, but: {", ".join(header[:12]) or "none"}. '
            "Rename the column that holds the article's text."
        )
    while True:
        place = f"{where}:{rows.line_num + 1}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(where=place, what=f"the row cannot be read: {error}.")
            continue
        if row:
            yield _read_row(header, row, place)


def _header(rows: Any, where: str) -> list[str]:
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise InputError(f"{where}: the table's header cannot be read: {error}.") from error
    return [n.casefold() if n.casefold() in ARTICLE_FIELDS else n for n in names]


def _delimiter(text: str) -> str:
    head = text[: text.find("\n")] if "\n" in text else text
    return max(DELIMITERS, key=lambda sign: (head.count(sign), -DELIMITERS.index(sign)))


def _read_row(header: list[str], row: list[str], where: str) -> Article | Problem:
    if len(row) != len(header):
        what = f"has {len(row)} cells, the header has {len(header)}."
        return Problem(where=where, what=what, remedy="Quote cells that hold the delimiter.")
    record: dict[str, Any] = {
        name: cell for name, cell in zip(header, row, strict=True) if cell or name == "text"
    }
    if isinstance(record.get("links"), str):
        record["links"] = re.split(r"[\s|;]+", record["links"].strip())
    return read_record(record, where)
