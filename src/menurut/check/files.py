"""Files with fact-checks → FactChecks, whatever their form; large feeds are streamed.

In: paths of files and folders. Out: fact-checks, and a `Problem` with its place for whatever
is not one. xz and gzip are unpacked on the way.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from menurut.check.containers import Found, read_page_checks, read_value
from menurut.check.json_values import decode_value, stream_elements
from menurut.check.plain_records import COLUMNS, read_plain_record
from menurut.errors import InputError, TooLargeError
from menurut.model import FactCheck, Problem

STREAM_BYTES = 32 * 1024 * 1024
"""JSON documents larger than this are read element by element."""
LONGEST_LINE = 16 * 1024 * 1024
SNIFF_BYTES = 64 * 1024
SUFFIXES = (".json", ".jsonl", ".ndjson", ".jsonld", ".csv", ".tsv", ".html", ".htm", ".xz", ".gz")
Source = IO[bytes] | io.BufferedReader | gzip.GzipFile | lzma.LZMAFile | io.BytesIO
Peekable = io.BufferedReader | gzip.GzipFile | lzma.LZMAFile
_HTML = re.compile(rb"^\s*(?:<!doctype html|<html|<head|<body|<script|<!--)", re.IGNORECASE)


def read_fact_checks(paths: Sequence[str | Path]) -> Iterator[FactCheck | Problem]:
    """Fact-checks of files and folders, in order.

    Raises `InputError` for a path that does not exist.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    for path in listed:
        for file in _files(Path(path)):
            yield from _guarded(file)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(f for f in path.rglob("*") if f.is_file() and f.name.endswith(SUFFIXES))
    if not path.exists():
        raise InputError(
            f"{path}: no such file. Give JSON-LD, JSONL, CSV or a page with fact-checks."
        )
    return [path]


def _guarded(path: Path) -> Iterator[Found]:
    try:
        with _opened(path) as stream:
            yield from _read_stream(stream, str(path))
    except InputError as error:
        yield Problem(where=str(path), what=str(error).removeprefix(f"{path}: "))
    except (OSError, EOFError, lzma.LZMAError, csv.Error) as error:
        yield Problem(where=str(path), what=f"cannot be read: {error}.")


def _opened(path: Path) -> Peekable:
    if path.suffix == ".xz":
        return lzma.open(path)
    if path.suffix == ".gz":
        return gzip.open(path)
    return io.BufferedReader(io.FileIO(path), SNIFF_BYTES)


def _read_stream(stream: Peekable, where: str) -> Iterator[Found]:
    head = stream.peek(SNIFF_BYTES)[:SNIFF_BYTES]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InputError(f"{where}: the file is empty.")
    if start.startswith((b"{", b"[")):
        yield from _read_json(stream, head, where)
    elif _HTML.match(start):
        yield from read_page_checks(_whole(stream, where).decode("utf-8", "replace"), where)
    else:
        yield from _read_table(_whole(stream, where), where)


def _whole(stream: Source, where: str, limit: int = STREAM_BYTES) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLargeError(
            f"{where}: over the limit of {limit // 2**20} MB for this form. Use JSONL."
        )
    return data


def _read_json(stream: Source, head: bytes, where: str) -> Iterator[Found]:
    if _one_a_line(head):
        yield from _read_lines(stream, where)
        return
    data = stream.read(STREAM_BYTES + 1)
    if len(data) <= STREAM_BYTES:
        yield from _read_document(data, where)
        return
    key = "dataFeedElement" if b'"dataFeedElement"' in head else None
    if key is None and b'"claims"' in head[:2000]:
        key = "claims"
    joined = _Joined(data, stream)
    try:
        for number, element in enumerate(stream_elements(joined, key), 1):  # type: ignore[arg-type]
            yield from read_value(element, f"{where}#{number}")
    except InputError as error:
        yield Problem(where=where, what=str(error), remedy="What came before it was read.")


def _read_document(data: bytes, where: str) -> Iterator[Found]:
    try:
        value, repaired = decode_value(data)
    except InputError as error:
        if data.count(b"\n{") == 0:
            raise InputError(f"{where}: {error}") from error
        yield from _read_lines(io.BytesIO(data), where)
        return
    yield from read_value(value, where)
    if repaired:
        yield Problem(
            where=where,
            what="its JSON was repaired to be read.",
            remedy="Compare with the original.",
        )


class _Joined:
    """What was read already, then the rest of the stream."""

    def __init__(self, first: bytes, rest: Source) -> None:
        self._first = io.BytesIO(first)
        self._rest = rest

    def read(self, size: int) -> bytes:
        return self._first.read(size) or self._rest.read(size)


def _one_a_line(head: bytes) -> bool:
    """Whether the first line is a whole object and another one follows."""
    first, newline, rest = head.partition(b"\n")
    return bool(newline) and first.rstrip().endswith(b"}") and rest.lstrip()[:1] in {b"{", b""}


def _read_lines(stream: Source, where: str) -> Iterator[Found]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        place = f"{where}:{number}"
        if len(line) > LONGEST_LINE:
            yield Problem(
                where=place, what=f"the line is over {LONGEST_LINE // 2**20} MB; gave up here."
            )
            return
        if not line.strip():
            continue
        try:
            value, repaired = decode_value(line.strip().rstrip(b","))
        except InputError as error:
            yield Problem(where=place, what=str(error))
            continue
        yield from read_value(value, place)
        if repaired:
            yield Problem(where=place, what="its JSON was repaired to be read.")


def _read_table(data: bytes, where: str) -> Iterator[Found]:
    text = data.decode("utf-8-sig", "replace")
    if "\0" in text[:SNIFF_BYTES]:
        raise InputError(
            f"{where}: a binary file. Give JSON-LD, JSONL, CSV or a page with fact-checks."
        )
    csv.field_size_limit(LONGEST_LINE)
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    columns = [str(name).strip() for name in rows.fieldnames or ()]
    if not {*COLUMNS["claim"], *COLUMNS["title"]} & set(columns):
        raise InputError(
            f"{where}: neither JSON nor a page, and no column for the claim or the title in "
            f"{', '.join(columns[:8])[:200]!r}. Name one of them claim."
        )
    try:
        for row in rows:
            record = {str(k).strip(): v for k, v in row.items() if v and k}
            yield read_plain_record(record, f"{where}:{rows.line_num}")
    except csv.Error as error:
        yield Problem(
            where=f"{where}:{rows.line_num}", what=f"the table cannot be read on: {error}."
        )
