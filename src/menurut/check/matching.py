"""Claims → published fact-checks, or nothing."""

from __future__ import annotations

import msgspec

from menurut.model import Span


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A claim to look up."""

    id: str
    text: str
    lang: str | None = None
    span: Span | None = None
    """Where it stands in its article's text."""


class CheckSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How many fact-checks are shown, and from what chance on."""

    hits: int = 5


def find_fact_checks(queries, archive, settings=CheckSettings()):
    return ()
