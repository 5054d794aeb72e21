"""JSON as it is found: strict first, then forgiving, then repaired; streamed where it is large.

In: bytes. Out: values, and whether the JSON had to be repaired. Publishers paste claims with
unescaped quotation marks and line ends into templates; those are mended and told.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from menurut.errors import InputError

CHUNK_BYTES = 1024 * 1024
LARGEST_ELEMENT = 16 * 1024 * 1024
_SLACK_VALUE = re.compile(
    r'("(?:claimReviewed|name|headline|description|alternateName|reviewBody)"\s*:\s*")(.*?)'
    r'("\s*(?:,\s*["}]|\}|\n))',
    re.DOTALL,
)  # matches "claimReviewed": "He said "no" twice",
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def decode_value(data: bytes) -> tuple[Any, bool]:
    """A JSON value and whether it was repaired; raises `InputError` where it cannot be.

    >>> decode_value(b'{"claimReviewed": "Kata "dia" begitu", "a": 1}')
    ({'claimReviewed': 'Kata "dia" begitu', 'a': 1}, True)
    """
    data = data.removeprefix(codecs.BOM_UTF8).strip()
    try:
        return msgspec.json.decode(data), False
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    text = data.decode("utf-8", "replace").strip().rstrip(";")
    text = text.removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>")
    error = "is not JSON."
    for candidate in (text, _mend(text)):
        try:
            return json.loads(candidate, strict=False), True
        except json.JSONDecodeError as failure:
            error = f"is not JSON: {failure.msg} at character {failure.pos}."
        except RecursionError:
            error = "is nested too deeply."
    raise InputError(error)


def _mend(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        inner = re.sub(r'(?<!\\)"', r"\"", match[2])
        return match[1] + inner + match[3]

    return _TRAILING_COMMA.sub(r"\1", _SLACK_VALUE.sub(escape, text))


def stream_elements(stream: IO[bytes], key: str | None) -> Iterator[Any]:
    """The elements of one large array: that under `key`, or the one the file starts with.

    Raises `InputError` where the array breaks off; what came before has been given.
    """
    decoder = json.JSONDecoder(strict=False)
    reader = _Reader(stream)
    if not reader.skip_to(f'"{key}"' if key else "["):
        return
    if key and not reader.skip_to("["):
        return
    while True:
        reader.skip_blank()
        if reader.text.startswith("]") or not reader.text:
            if not reader.text:
                raise InputError("breaks off inside its list.")
            return
        yield reader.next_value(decoder)


class _Reader:
    """Decoded text of a stream, grown as needed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.text = ""

    def grow(self) -> bool:
        chunk = self._stream.read(CHUNK_BYTES)
        self.text += self._decoder.decode(chunk, not chunk)
        return bool(chunk)

    def skip_to(self, words: str) -> bool:
        while words not in self.text:
            self.text = self.text[-len(words) :]
            if not self.grow():
                return False
        self.text = self.text[self.text.index(words) + len(words) :]
        return True

    def skip_blank(self) -> None:
        while True:
            self.text = self.text.lstrip(" \t\r\n,")
            if self.text or not self.grow():
                return

    def next_value(self, decoder: json.JSONDecoder) -> Any:
        while True:
            try:
                value, end = decoder.raw_decode(self.text)
            except json.JSONDecodeError as error:
                if len(self.text) > LARGEST_ELEMENT or not self.grow():
                    raise InputError(f"breaks off or is not JSON: {error.msg}.") from error
            except RecursionError as error:
                raise InputError("is nested too deeply.") from error
            else:
                self.text = self.text[end:]
                return value
