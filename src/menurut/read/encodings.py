"""bytes → str: byte order mark, declared encoding, UTF-8, then the likeliest by statistics.

In: bytes and, where there is one, the encoding that a header declares. Out: text, and a
warning where the encoding was guessed or did not fit. Weak on short texts in old single-byte
encodings. Binary data is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import IO, Any

import msgspec

from menurut.errors import InputError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY_MARKS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"), (b"PK\x03\x04", "a ZIP or Office file"), (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"), (b"PAR1", "a Parquet file"),
    (b"\xfd7zXZ", "an xz file"), (b"BZh", "a bzip2 file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)  # fmt: skip
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")
HEAD_BYTES = 4096
SAMPLE_BYTES = 64 * 1024
MOST_NULS = 0.01
"""Share of NUL bytes above which a file without byte order mark is taken for binary."""

MOST_CONTROLS = 0.05
"""Share of control bytes above which it is binary too: random and packed bytes have .10, texts with
terminal colours and the like below .02."""
FEW_CONTROLS = 8
"""So many are forgiven however short the text is."""
MOST_LOST = 0.3
"""Share of characters that no encoding could read above which nothing worth reading is left."""
_NO_CONTROLS = bytes(set(range(256)) - set(range(32)) | set(b"\0\t\n\v\f\r\x0e\x0f\x1b"))
# NUL has its own rule; shifts and escape are part of older Asian encodings.
_CJK = re.compile(r"big5|cp9[345]|gb|hz|euc_|shift_jis|johab|iso2022")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
RARE_SHARE = 0.03
"""Below this share of non-ASCII bytes, most of them alone, a text is taken for western: Indonesian
and English have accents in names only, too few for statistics (Polish and Czech have over .06)."""
_HIGH = bytes(range(128, 256))
ALONE_SHARE = 0.5
"""From this share of non-ASCII bytes between ASCII ones on, an Asian encoding is a wrong guess: its
characters are two bytes and stand in rows (Big5: about .1), accents and dashes stand alone."""


class Decoded(msgspec.Struct, frozen=True):
    """Text and, where its encoding is in doubt, a warning."""

    text: str
    warning: str | None = None


def refuse_binary(data: bytes, where: str) -> None:
    """Raise `InputError` for pictures, PDFs, databases and the like.

    >>> refuse_binary(b"text", "a.txt")
    """
    kind = next((name for mark, name in BINARY_MARKS if data.startswith(mark)), None)
    head = data[:SAMPLE_BYTES]
    if kind is None and not data.startswith(tuple(mark for mark, _ in BOMS)):
        kind = "a binary file" if _is_noise(head) else None
    if kind:
        raise _refusal(kind, where)


def _is_noise(head: bytes) -> bool:
    controls = len(head.translate(None, delete=_NO_CONTROLS))
    if controls > max(FEW_CONTROLS, MOST_CONTROLS * len(head)):
        return True
    return head.count(0) > MOST_NULS * max(len(head), 1)


def _refusal(kind: str, where: str) -> InputError:
    return InputError(
        f"{where}: this is {kind}, not a text. "
        "Give the saved HTML page, its plain text, or a web archive (WARC)."
    )


def wide_encoding(head: bytes) -> str | None:
    """The encoding of two or four bytes a character that a byte order mark tells of.

    >>> wide_encoding("{}".encode("utf-16")), wide_encoding(b"{}")
    ('utf-16', None)
    """
    found = next((name for mark, name in BOMS if head.startswith(mark)), None)
    return found if found != "utf-8-sig" else None


def decode_head(head: bytes, encoding: str) -> bytes:
    """The beginning of a stream as UTF-8; a character that is cut off is left out."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head).encode()


class AsUtf8(io.RawIOBase):
    """A binary stream in another encoding, as UTF-8; what does not fit is replaced."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._made = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with some bytes; 0 at the end."""
        ended = False
        while not self._made and not ended:
            taken = self._source.read(SAMPLE_BYTES)
            ended = not taken
            self._made = self._decoder.decode(taken, ended).encode("utf-8", "replace")
        size = min(len(buffer), len(self._made))
        buffer[:size] = self._made[:size]
        self._made = self._made[size:]
        return size


def decode_bytes(data: bytes, where: str, declared: str | None = None) -> Decoded:
    """Decode a page or a text.

    >>> decode_bytes("dia—kata".encode("utf-16"), "a.txt").text
    'dia—kata'
    """
    refuse_binary(data, where)
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _declared(data, encoding) or Decoded(data.decode(encoding, "replace"))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    stated = declared or _stated_in(data)
    return (_declared(data, stated) if stated else None) or _guessed(data, where)


def _stated_in(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:HEAD_BYTES]) or _XML_ENCODING.search(data[:HEAD_BYTES])
    return match[1].decode("ascii") if match else None


def _declared(data: bytes, encoding: str) -> Decoded | None:
    if encoding.lower().replace("_", "-") in {
        "iso-8859-1",
        "latin-1",
        "latin1",
        "us-ascii",
        "ascii",
    }:
        encoding = "cp1252"  # what browsers do: the label is a habit, not a statement
    try:
        info = codecs.lookup(encoding)
        if not info._is_text_encoding:  # noqa: SLF001  "charset=zip" must not unpack anything
            return None
        return Decoded(data.decode(encoding))
    except (LookupError, UnicodeError):
        return None


def _guessed(data: bytes, where: str) -> Decoded:
    encoding = _likeliest(data[:SAMPLE_BYTES])
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost > MOST_LOST * len(text):
        raise _refusal("a binary file, or a text in an encoding that cannot be told", where)
    return Decoded(
        text,
        f"not UTF-8; guessed to be {encoding}, and read as that"
        + (f", {lost} characters lost" if lost else ""),
    )


def _likeliest(sample: bytes) -> str:
    """The encoding that statistics find, held against where the non-ASCII bytes stand."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  only for the few that need it

    best = from_bytes(sample).best()
    encoding = "utf-8" if best is None else str(best.encoding)
    high = len(sample) - len(sample.translate(None, delete=_HIGH))
    if len(_ALONE.findall(sample)) < ALONE_SHARE * high:
        return encoding
    doubtful = best is None or _CJK.match(encoding) or high < RARE_SHARE * len(sample)
    return "cp1252" if doubtful else encoding
