"""MHTML (a page saved as one file by Chrome, Edge, Opera) → Article.

In: bytes. Out: the article of the first HTML part; its address and the day of saving come from
the headers.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

import msgspec

from menurut.errors import InputError
from menurut.model import Article
from menurut.read.clocks import capture_clock
from menurut.read.limits import ReadSettings, check_size
from menurut.read.origins import Origin
from menurut.read.pages import read_page

MIB = 1024 * 1024
WHOLE_FILE_BYTES = 64 * MIB
"""Pictures stand in the same file; only the HTML part is held against the page limit."""


def read_mhtml(data: bytes, origin: Origin, settings: ReadSettings) -> Article:
    """The article of a page saved as MHTML; raises `InputError` where it holds no HTML."""
    check_size(len(data), WHOLE_FILE_BYTES, origin.where)
    message = message_from_bytes(data)
    part = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
    body = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(body, bytes):
        raise InputError(
            f"{origin.where}: no HTML in this MHTML file. Save the page again as HTML."
        )
    url = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
    capture = capture_clock(_header(message, "Date"))
    known = msgspec.structs.replace(
        origin,
        url=url if url and url.startswith(("http://", "https://")) else None,
        charset=part.get_content_charset(),
        clocks=(capture,) if capture else (),
    )
    return read_page(body, known, settings)


def _header(message: Message, name: str) -> str | None:
    value = message.get(name)
    return str(value).strip() if value else None
