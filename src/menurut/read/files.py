"""Finding the bytes: files, folders, globs, standard input; telling formats apart.

In: sources as a person names them. Out: articles and problems, in order. A source that does not
exist is an `InputError` at once; a file among several that cannot be read is a `Problem`, and
the others go on. Formats are told by content first, by the file's name where content leaves it
open. An id that comes twice stands once; the second is a problem.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import IO, Literal

from menurut.errors import InputError, MenurutError, UsageError
from menurut.model import Article, Problem
from menurut.read.encodings import AsUtf8, decode_bytes, decode_head, refuse_binary, wide_encoding
from menurut.read.feeds import read_feed
from menurut.read.fetching import fetch_page
from menurut.read.limits import ReadSettings, check_size
from menurut.read.mhtml import WHOLE_FILE_BYTES, read_mhtml
from menurut.read.origins import Origin
from menurut.read.pages import read_page
from menurut.read.tables import read_csv, read_json, read_jsonl
from menurut.read.texts import read_text
from menurut.read.unpacking import GZIP_MAGIC
from menurut.read.webarchives import read_wacz, read_warc

Format = Literal["html", "text", "jsonl", "csv", "json", "feed", "warc", "wacz",
                 "mhtml"]  # fmt: skip

SUFFIXES: dict[str, Format] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mhtml": "mhtml", ".mht": "mhtml",
    ".txt": "text",
    ".md": "text", ".text": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv",
    ".tsv": "csv", ".json": "json", ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc", ".wacz": "wacz",
}  # fmt: skip
SNIFF_BYTES = 4096
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|p|div|h1|meta)[\s>/]", re.IGNORECASE)

READ_SETTINGS = ReadSettings()
Found = Article | Problem
_STREAMED: dict[str, Callable[[IO[bytes], str, ReadSettings], Iterator[Found]]] = {
    "jsonl": read_jsonl, "warc": read_warc, "wacz": read_wacz,
}  # fmt: skip
_READERS: dict[str, Callable[[bytes, Origin, ReadSettings], Article]] = {
    "html": read_page, "mhtml": read_mhtml, "text": read_text,
}  # fmt: skip


def read_articles(
    sources: Sequence[str], settings: ReadSettings = READ_SETTINGS
) -> Iterator[Article | Problem]:
    """Articles of files, folders, globs, addresses and `-`, and problems, in order.

    Raises `InputError` for a source that does not exist, and for the one file that was asked for.
    """
    sources = [sources] if isinstance(sources, str) else list(sources)
    places = [place for source in sources for place in _places(source)]
    if not places:
        raise InputError(f"{', '.join(sources)}: no readable file in it. Name files, folders or -.")
    single = len(places) == 1
    yield from _without_twins(
        found for place in places for found in _guarded(place, settings, single=single)
    )


def read_article(path: str | Path) -> Article:
    """The one article of a file; `InputError` where there is none, or not just one."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for found in read_articles([str(path)]):
        if isinstance(found, Article):
            articles.append(found)
        else:
            problems.append(found)
    if len(articles) == 1:
        return articles[0]
    if problems and not articles:
        raise InputError(
            f"{problems[0].where}: {problems[0].what} {problems[0].remedy or ''}".strip()
        )
    raise InputError(
        f"{path}: holds {len(articles)} articles, one was asked for. Use read_articles for all."
    )


def _guarded(place: str, settings: ReadSettings, *, single: bool) -> Iterator[Found]:
    """One place's articles; among several places, its failure is a problem."""
    try:
        yield from _read_place(place, settings)
    except MenurutError as error:
        if single or isinstance(error, UsageError):
            raise
        yield Problem(where=place, what=str(error).removeprefix(f"{place}: "))
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}. Check its permissions."
        if single:
            raise InputError(f"{place}: {message}") from error
        yield Problem(where=place, what=message)


def _without_twins(found: Iterable[Found]) -> Iterator[Found]:
    seen: dict[str, int] = {}
    for item in found:
        if isinstance(item, Problem):
            yield item
            continue
        content = hash((item.text, item.outlet, item.url))
        if item.id not in seen:
            seen[item.id] = content
            yield item
            continue
        same = "the same article again" if seen[item.id] == content else "another article"
        yield Problem(
            where=item.id,
            what=f"the id {item.id!r} comes twice, for {same}; the second is left out.",
            remedy=None if seen[item.id] == content else "Give each article its own id.",
            article=item.id,
        )


def _places(source: str) -> list[str]:
    """The files a source stands for."""
    if source == "-" or _ADDRESS.match(source):
        return [source]
    path = Path(source)
    try:
        if path.is_dir():
            return sorted(str(f) for f in path.rglob("*") if f.is_file() and _is_ours(f))
        if path.exists():
            return [source]
    except (OSError, ValueError) as error:
        raise InputError(f"{source[:200]}: is not a file name ({error}).") from error
    # Path.glob takes no absolute pattern.
    found = glob(source, recursive=True)  # noqa: PTH207
    matches = sorted(m for m in found if Path(m).is_file())
    if not matches:
        raise InputError(f"{source}: no such file. Check the name, or give a folder or a pattern.")
    return matches


def _is_ours(path: Path) -> bool:
    """Whether a file inside a folder is meant: known formats, nothing hidden."""
    if any(part.startswith(".") for part in path.parts[-2:]):
        return False
    return path.suffix.lower() in SUFFIXES or path.name.lower().endswith(".warc.gz")


def _read_place(place: str, settings: ReadSettings) -> Iterator[Found]:
    if place == "-":
        yield from read_stream(sys.stdin.buffer, "stdin", "", settings)
    elif _ADDRESS.match(place):
        yield from _read_address(place, settings)
    else:
        with Path(place).open("rb") as stream:
            yield from read_stream(stream, place, place, settings)


def _read_address(address: str, settings: ReadSettings) -> Iterator[Found]:
    if not settings.fetch:
        raise UsageError(
            f"{address}: fetching is off. Ask for it with --fetch, or save the page yourself."
        )
    page, origin = fetch_page(address, settings)
    yield from _read_bytes(page, sniff_format(page[:SNIFF_BYTES], ""), origin, settings)


def read_stream(
    stream: IO[bytes], where: str, name: str, settings: ReadSettings
) -> Iterator[Found]:
    """The articles of one open stream, whatever its format."""
    buffered = io.BufferedReader(stream) if not hasattr(stream, "peek") else stream  # type: ignore[type-var]
    head = buffered.peek(SNIFF_BYTES)[:SNIFF_BYTES]
    encoding = wide_encoding(head)
    kind = sniff_format(decode_head(head, encoding) if encoding else head, name)
    if encoding and kind in {"jsonl", "json"}:
        buffered, head = io.BufferedReader(AsUtf8(buffered, encoding)), b""
    if kind == "jsonl":
        refuse_binary(head, where)
    if kind in _STREAMED:
        yield from _STREAMED[kind](buffered, where, settings)
        return
    limit = {
        "csv": settings.table_bytes,
        "json": settings.table_bytes,
        "mhtml": WHOLE_FILE_BYTES,
    }.get(kind, settings.page_bytes)
    data = buffered.read(limit + 1)
    check_size(len(data), limit, where)
    yield from _read_bytes(data, kind, Origin(where=where), settings)


def _read_bytes(
    data: bytes, kind: Format, origin: Origin, settings: ReadSettings
) -> Iterator[Found]:
    where = origin.where
    if not data.strip():
        raise InputError(f"{where}: the file is empty. Give a file with an article in it.")
    if kind == "csv":
        yield from read_csv(decode_bytes(data, where).text, where, settings)
    elif kind == "json":
        refuse_binary(data, where)
        yield from read_json(data, where, settings)
    elif kind == "feed":
        yield from read_feed(data, origin, settings)
    else:
        yield _READERS.get(kind, read_text)(data, origin, settings)


def sniff_format(head: bytes, name: str) -> Format:
    """The format of a file by its first bytes, then by its name.

    >>> sniff_format(b'{"id": "a", "text": "x"}', "")
    'jsonl'
    >>> sniff_format(b"<!DOCTYPE html><html>", "story.txt")
    'html'
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    named = SUFFIXES.get(Path(name).suffix.lower()) if name else None
    if head.startswith(b"WARC/") or name.lower().endswith(".warc.gz"):
        return "warc"
    if head.startswith(GZIP_MAGIC):
        return "warc"
    if head.startswith(b"PK\x03\x04") and named == "wacz":
        return "wacz"
    if head.startswith((b"From: <Saved by", b"MIME-Version:")) or named == "mhtml":
        return "mhtml"
    if named in {"jsonl", "csv"}:
        return named
    if start.startswith(b"<"):
        return "feed" if _FEED.search(head) else "html"
    if start.startswith((b"{", b"[")):
        return named if named == "html" else _json_kind(start, named)
    return named if named in {"html", "csv"} else _text_kind(head, named)


def _json_kind(start: bytes, named: Format | None) -> Format:
    """Whether each line is an object of its own, or the whole is one document."""
    if named == "json" or start.startswith(b"["):
        return "json"
    first_line, newline, _ = start.partition(b"\n")
    whole = first_line.rstrip().endswith(b"}") if newline else True
    return "jsonl" if whole else "json"


def _text_kind(head: bytes, named: Format | None) -> Format:
    first = head.split(b"\n", 1)[0].lower()
    cells = re.split(rb"[,;\t]", first.strip().strip(b"\xef\xbb\xbf"))
    if named is None and len(cells) > 1 and b"text" in [cell.strip(b' "') for cell in cells]:
        return "csv"
    return "html" if named is None and len(_HTML.findall(head)) > 2 else "text"
