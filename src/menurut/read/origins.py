"""Where bytes came from, as far as is known: passed from the finders of bytes to the readers."""

from __future__ import annotations

import msgspec

from menurut.model import Clock


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A place for messages, and what is known of the bytes besides themselves."""

    where: str
    url: str | None = None
    charset: str | None = None
    clocks: tuple[Clock, ...] = ()
    """Captures and headers."""
