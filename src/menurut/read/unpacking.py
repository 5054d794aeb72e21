"""gzip without trust: members one after the other, bounded, broken ones stepped over.

In: a binary stream, packed or not. Out: its unpacked bytes. Two KB can unfold to a gigabyte, so
the sum is held against the packed size; after a broken member reading goes on at the next one,
and the reader is told by `BrokenMemberError` that its record ends here.
"""

from __future__ import annotations

import zlib
from typing import IO

from menurut.errors import InputError, TooLargeError
from menurut.read.limits import MIB, ReadSettings, size_words

CHUNK_BYTES = 64 * 1024
GZIP_MAGIC = b"\x1f\x8b\x08"
GZIP_WBITS = 31
ALWAYS_ALLOWED = 10 * MIB
"""A small file may unfold to so much whatever the ratio: blank pages compress well."""


class BrokenMemberError(InputError):
    """A member of a gzip file is cut off, damaged or a bomb; the next read goes on behind it."""


class Unpacked:
    """Bytes of a stream, unpacked where it is gzip; may be read on after an error."""

    def __init__(self, stream: IO[bytes], settings: ReadSettings) -> None:
        self._stream = stream
        self._settings = settings
        self._packed = b""
        self._read_bytes = 0
        self._member_in = self._member_out = 0
        self._made_bytes = 0
        self._ended = False
        self._fill()
        self.is_gzip = self._packed.startswith(GZIP_MAGIC)
        self._engine = zlib.decompressobj(GZIP_WBITS) if self.is_gzip else None

    def _fill(self) -> None:
        chunk = self._stream.read(CHUNK_BYTES)
        self._read_bytes += len(chunk)
        self._ended = not chunk
        self._packed += chunk

    def read_some(self) -> bytes:
        """The next bytes; empty at the end. Raises `BrokenMemberError` after a broken member."""
        if self._engine is None:
            if not self._packed:
                self._fill()
            data, self._packed = self._packed, b""
            return data
        while True:
            if not self._packed and not self._ended:
                self._fill()
            if not self._packed:
                return self._at_end()
            data = self._unpack()
            if data:
                return data

    def _at_end(self) -> bytes:
        if self._member_in:
            self._start_member()
            raise BrokenMemberError("the gzip member is cut off.")
        return b""

    def _unpack(self) -> bytes:
        engine = self._engine
        assert engine is not None
        before = len(self._packed)
        try:
            data = engine.decompress(self._packed, CHUNK_BYTES)
        except zlib.error as error:
            self._skip_to_next_member()
            raise BrokenMemberError(f"the gzip member is damaged ({error}).") from error
        self._packed = engine.unused_data if engine.eof else engine.unconsumed_tail
        self._member_in += before - len(self._packed)
        self._member_out += len(data)
        self._made_bytes += len(data)
        self._check_ratio()
        if engine.eof:
            self._packed = self._packed.lstrip(b"\0")
            self._start_member()
        return data

    def _start_member(self) -> None:
        self._engine = zlib.decompressobj(GZIP_WBITS)
        self._member_in = self._member_out = 0

    def _check_ratio(self) -> None:
        if self._made_bytes > self._settings.unfolded_bytes:
            limit = size_words(self._settings.unfolded_bytes)
            raise TooLargeError(f"it unfolds to over {limit}. Split the file.")
        allowed = max(ALWAYS_ALLOWED, self._settings.unfolded_ratio * self._member_in)
        if self._member_out > allowed:
            self._skip_to_next_member()
            raise BrokenMemberError(
                f"a gzip member unfolds to over {self._settings.unfolded_ratio} times its size."
            )

    def _skip_to_next_member(self) -> None:
        self._packed = self._packed[1:]
        while True:
            found = self._packed.find(GZIP_MAGIC)
            if found >= 0:
                self._packed = self._packed[found:]
                break
            self._packed = self._packed[-2:]
            self._fill()
            if self._ended:
                self._packed = b""
                break
        self._start_member()


def unpack_body(data: bytes, encoding: str, limit: int) -> bytes:
    """Undo an HTTP content encoding, up to `limit` bytes.

    >>> unpack_body(zlib.compress(b"kata"), "deflate", 100)
    b'kata'
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in {"", "identity", "none"}:
            continue
        data = _undo(data, name, limit)
    return data


def _undo(data: bytes, name: str, limit: int) -> bytes:
    if name == "br":
        return _unbrotli(data, limit)
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise InputError(f"the content encoding {name!r} is not known.")
    # 47: gzip or zlib by its header; raw deflate, which some servers send, has none.
    for wbits in (47, -15):
        engine = zlib.decompressobj(wbits)
        try:
            made = engine.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(made) > limit:
            raise TooLargeError(f"the page unfolds to over {size_words(limit)}.")
        return made
    raise InputError(f"the page says it is packed as {name}, and it is not.")


def _unbrotli(data: bytes, limit: int) -> bytes:
    try:
        import brotli  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415  optional
    except ImportError as error:
        raise InputError("the page is packed with brotli: pip install brotli.") from error
    engine = brotli.Decompressor()
    made = bytearray()
    try:
        for start in range(0, len(data), 1024):
            made += engine.process(data[start : start + 1024])
            if len(made) > limit:
                raise TooLargeError(f"the page unfolds to over {size_words(limit)}.")
    except brotli.error as error:
        raise InputError(f"the page says it is packed as br, and it is not ({error}).") from error
    return bytes(made)
