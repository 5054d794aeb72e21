"""Write all articles of an archive as JSONL, CSV or Parquet; the file's name decides.

The file appears under its name only when it is complete. CSV and Parquet go through DuckDB; fields
without a column of their own stand as JSON in `details`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from menurut.archive.rows import ARTICLE_COLUMNS
from menurut.errors import ArchiveError, UsageError
from menurut.model import Article, article_to_json

WIDEST_LINE = 1 << 30
"""Bytes that one article may have on its way through DuckDB."""


def export_articles(articles: Iterable[Article], path: str) -> int:
    """Write the articles to `path` (`-`: JSONL on stdout); how many there were."""
    if path == "-":
        return _write_lines(articles, sys.stdout)
    writers: dict[str, Callable[[Iterable[Article], Path], int]] = {
        ".jsonl": _export_jsonl,
        ".csv": _export_table,
        ".parquet": _export_table,
    }
    target = Path(os.path.realpath(path))  # a link stays a link
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise UsageError(f"{path}: the name must end in .jsonl, .csv or .parquet.")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".export-") as folder:
            made = Path(folder) / f"articles{target.suffix.lower()}"
            count = writer(articles, made)
            made.replace(target)
    except OSError as error:
        raise ArchiveError(
            f"cannot write {path}: {error.strerror}. Name a folder that exists and has room."
        ) from error
    return count


def _write_lines(articles: Iterable[Article], stream: IO[str]) -> int:
    count = 0
    for article in articles:
        stream.write(_line(article) + "\n")
        count += 1
    return count


def _line(article: Article) -> str:
    """One line of JSONL; lone surrogates, which UTF-8 cannot hold, stay as JSON escapes."""
    record = article_to_json(article)
    line = json.dumps(record, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(record)
    return line


def _export_jsonl(articles: Iterable[Article], target: Path) -> int:
    with target.open("w", encoding="utf-8") as stream:
        return _write_lines(articles, stream)


def _export_table(articles: Iterable[Article], target: Path) -> int:
    import duckdb  # noqa: PLC0415 - a second to load, wanted only here

    lines = target.with_suffix(".lines")
    with lines.open("w", encoding="utf-8") as stream:
        count = 0
        for article in articles:
            stream.write(json.dumps(_flat(article), ensure_ascii=False) + "\n")
            count += 1
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in (*ARTICLE_COLUMNS, "details"))
    form = "(FORMAT parquet)" if target.suffix == ".parquet" else "(FORMAT csv, HEADER)"
    with duckdb.connect() as engine:
        engine.execute(
            f"COPY (SELECT * FROM read_json({_quoted(lines)}, format = 'newline_delimited', "  # noqa: S608 - own temporary names
            f"columns = {{{columns}}}, maximum_object_size = {WIDEST_LINE})) "
            f"TO {_quoted(target)} {form}"
        )
    lines.unlink()
    return count


def _flat(article: Article) -> dict[str, str | None]:
    record = article_to_json(article)
    rest = {k: v for k, v in record.items() if k not in ARTICLE_COLUMNS}
    row = {name: record.get(name) for name in ARTICLE_COLUMNS}
    row["details"] = json.dumps(rest, sort_keys=True) if rest else None
    return {k: v and v.encode("utf-8", "replace").decode() for k, v in row.items()}


def _quoted(path: Path) -> str:
    return "'" + os.fspath(path).replace("'", "''") + "'"
