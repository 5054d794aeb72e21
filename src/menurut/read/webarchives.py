"""WARC, WARC.gz and WACZ → articles, one for each captured page.

In: a binary stream. Out: articles, and a `Problem` for each record that is cut off, malformed or
too large; the rest goes on at the next record. WARC-Date is an upper bound of the publication
time. Written here rather than taken from a library, because warcio and fastwarc stop at (or pass
over without a word) a header without blank line, a wrong Content-Length and a cut-off body.
ISO 28500. Weak: pages made by scripts were captured before the script ran.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

import msgspec

from menurut.errors import InputError, MenurutError
from menurut.model import Article, Problem
from menurut.read.clocks import capture_clock, make_clock
from menurut.read.limits import ReadSettings, size_words
from menurut.read.origins import Origin
from menurut.read.pages import read_page
from menurut.read.texts import read_text
from menurut.read.unpacking import BrokenMemberError, Unpacked, unpack_body

HEADER_BYTES = 64 * 1024
MOST_PROBLEMS = 1000
"""A stream of garbage must not drown what is good in it."""
_VERSION = re.compile(rb"WARC/\d\.\d{1,2}\r?\n")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TEXT_TYPE = "text/plain"
_FOR_MACHINES = re.compile(
    r"/(?:robots|ads|app-ads|sellers|security|humans|llms|llms-full|sitemap)\.txt(?:[?#]|$)"
)
"""Files of a site that are plain text and no articles."""
_HTML_TYPES = ("text/html", "application/xhtml+xml")


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    where: str
    headers: dict[str, str]
    block: bytes
    short: bool = False
    """Whether fewer bytes came than Content-Length says."""


def read_warc(stream: IO[bytes], where: str, settings: ReadSettings) -> Iterator[Article | Problem]:
    """Articles of a web archive, packed or not."""
    problems = 0
    for found in _records(stream, where, settings):
        made = _read_record(found, settings) if isinstance(found, _Record) else found
        if made is None:
            continue
        problems += isinstance(made, Problem)
        if problems > MOST_PROBLEMS:
            yield Problem(
                where=where, what=f"over {MOST_PROBLEMS} broken records; gave up on the rest."
            )
            return
        yield made


def read_wacz(stream: IO[bytes], where: str, settings: ReadSettings) -> Iterator[Article | Problem]:
    """Articles of a WACZ: a ZIP file with WARCs under archive/."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = [name for name in packed.namelist() if name.endswith((".warc", ".warc.gz"))]
            if not names:
                raise InputError(
                    f"{where}: a ZIP file without a WARC in it. Unpack it and name its files."
                )
            for name in names:
                with packed.open(name) as member:
                    yield from read_warc(member, f"{where}!{name}", settings)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            f"{where}: cannot be unpacked ({error}). Is the download complete?"
        ) from error


class _Buffer:
    """What was unpacked and not yet parsed, with its place in the unpacked file."""

    def __init__(self, source: Unpacked) -> None:
        self._source = source
        self.data = bytearray()
        self.offset = 0

    def grow(self) -> bool:
        more = self._source.read_some()
        self.data += more
        return bool(more)

    def drop(self, size: int) -> bytes:
        taken = bytes(self.data[:size])
        del self.data[:size]
        self.offset += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Throw away `size` bytes; how many there were."""
        left = size
        while left:
            if not self.data and not self.grow():
                break
            left -= len(self.drop(min(left, len(self.data))))
        return size - left


def _records(stream: IO[bytes], where: str, settings: ReadSettings) -> Iterator[_Record | Problem]:
    buffer = _Buffer(Unpacked(stream, settings))
    for _ in range(settings.archive_records):
        place = f"{where}@{buffer.offset}"
        try:
            found = _next_record(buffer, place, settings)
        except BrokenMemberError as error:
            yield Problem(where=place, what=f"{error} The rest goes on at the next record.")
            buffer.drop(len(buffer.data))
            continue
        except MenurutError as error:
            yield Problem(where=where, what=str(error))
            return
        if found is None:
            return
        yield found


def _next_record(buffer: _Buffer, where: str, settings: ReadSettings) -> _Record | Problem | None:
    if not _skip_blank(buffer):
        return None
    if _VERSION.match(buffer.data) is None and (len(buffer.data) >= 12 or not buffer.grow()):
        _resync(buffer)
        return Problem(where=where, what="no WARC record starts here; went on at the next one.")
    end = _find_header_end(buffer)
    if end is None:
        _resync(buffer)
        return Problem(
            where=where, what="a record header without an end; went on at the next record."
        )
    headers = parse_headers(bytes(buffer.data[:end]))
    length = headers.get("content-length", "")
    buffer.drop(end)
    if not length.isdecimal() or len(length) > 15:
        _resync(buffer)
        return Problem(
            where=where, what=f"Content-Length {length[:20]!r} is no number; record skipped."
        )
    return _block(buffer, headers, int(length), where, settings)


def _skip_blank(buffer: _Buffer) -> bool:
    while True:
        blank = len(buffer.data) - len(buffer.data.lstrip(b"\r\n"))
        buffer.drop(blank)
        if buffer.data:
            return True
        if not buffer.grow():
            return False


def _find_header_end(buffer: _Buffer) -> int | None:
    while True:
        match = _HEADER_END.search(buffer.data, 0, HEADER_BYTES)
        if match:
            # A second record's start inside means that the blank line of this one is missing.
            second = buffer.data.find(b"\nWARC/", 1, match.start())
            return None if second >= 0 else match.end()
        if len(buffer.data) > HEADER_BYTES or not buffer.grow():
            return None


def _resync(buffer: _Buffer) -> None:
    """Go to the next line that starts a record."""
    while True:
        start = buffer.data.find(b"\nWARC/1.", 1)
        if start >= 0:
            buffer.drop(start + 1)
            return
        buffer.drop(max(len(buffer.data) - 8, 0))
        if not buffer.grow():
            buffer.drop(len(buffer.data))
            return


def _block(
    buffer: _Buffer, headers: dict[str, str], length: int, where: str, settings: ReadSettings
) -> _Record | Problem:
    place = f"{where} {headers.get('warc-target-uri', '')[:200]}".strip()
    wanted = headers.get("warc-type") in {"response", "resource", "conversion"}
    most = settings.page_bytes + HEADER_BYTES
    if not wanted or length > most:
        skipped = buffer.skip(length)
        if skipped < length:
            what = (
                f"says it has {length} bytes, and the file ends after {skipped}; all of it skipped."
            )
            return Problem(where=place, what=what, remedy="Its Content-Length may be wrong.")
        too_large = wanted and _is_page(headers)
        if too_large:
            return Problem(
                where=place, what=f"the page is over {size_words(settings.page_bytes)}; skipped."
            )
        return _Record(where=place, headers={}, block=b"")
    while len(buffer.data) < length and buffer.grow():
        pass
    block = buffer.drop(length)
    return _Record(where=place, headers=headers, block=block, short=len(block) < length)


def _is_page(headers: dict[str, str]) -> bool:
    # The type of a response stands inside it; large ones are video more often than pages.
    return headers.get("content-type", "").startswith(_HTML_TYPES)


def parse_headers(block: bytes) -> dict[str, str]:
    r"""Header lines as names in small letters and values; the first of a name counts.

    >>> parse_headers(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n")
    {'warc-type': 'response'}
    """
    found: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon and name.strip():
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _read_record(record: _Record, settings: ReadSettings) -> Article | Problem | None:
    kind = record.headers.get("warc-type")
    url = record.headers.get("warc-target-uri", "").strip("<>") or None
    capture = capture_clock(record.headers.get("warc-date"))
    origin = Origin(where=record.where, url=url, clocks=(capture,) if capture else ())
    try:
        if kind == "response":
            article = _read_response(record.block, origin, settings)
        elif kind in {"resource", "conversion"}:
            article = _read_typed(
                record.block, record.headers.get("content-type", ""), origin, settings
            )
        else:
            return None
    except MenurutError as error:
        return Problem(where=record.where, what=str(error).removeprefix(f"{record.where}: "))
    if article is None or not record.short:
        return article
    cut = Problem(
        where=record.where, what="the record is cut off; the text may be, too.", article=article.id
    )
    return msgspec.structs.replace(article, problems=(*article.problems, cut))


def _read_typed(
    body: bytes, content_type: str, origin: Origin, settings: ReadSettings
) -> Article | None:
    charset = _CHARSET.search(content_type)
    origin = msgspec.structs.replace(origin, charset=charset[1] if charset else None)
    if content_type.lower().startswith(_HTML_TYPES):
        return read_page(body, origin, settings)
    for_machines = origin.url and _FOR_MACHINES.search(origin.url)
    if content_type.lower().startswith(_TEXT_TYPE) and body.strip() and not for_machines:
        return read_text(body, origin, settings)
    return None


def _read_response(block: bytes, origin: Origin, settings: ReadSettings) -> Article | None:
    end = _HEADER_END.search(block, 0, HEADER_BYTES)
    if end is None or not block.startswith(b"HTTP/"):
        raise InputError(f"{origin.where}: the captured response has no HTTP header.")
    status = block.split(b" ", 2)[1:2]
    headers = parse_headers(block[: end.start()])
    content_type = headers.get("content-type", "").lower()
    if status != [b"200"] or not content_type.startswith((*_HTML_TYPES, _TEXT_TYPE)):
        return None
    body = block[end.end() :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = join_chunks(body)
    body = unpack_body(body, headers.get("content-encoding", ""), settings.page_bytes)
    modified = make_clock(headers.get("last-modified"), "header")
    clocks = (*origin.clocks, modified) if modified else origin.clocks
    origin = msgspec.structs.replace(origin, clocks=clocks)
    return _read_typed(body, headers["content-type"], origin, settings)


def join_chunks(body: bytes) -> bytes:
    r"""Undo chunked transfer; a body that is not chunked after all comes back as it is.

    >>> join_chunks(b"4\r\nkata\r\n0\r\n\r\n")
    b'kata'
    """
    joined, position = bytearray(), 0
    while (end := body.find(b"\r\n", position, position + 32)) >= 0:
        digits = body[position:end].split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", digits):
            break
        size = int(digits, 16)
        if size == 0:
            return bytes(joined)
        joined += body[end + 2 : end + 2 + size]
        position = end + 2 + size + 2
    return bytes(joined) if joined else body
