"""Boilerplate lines, dateline and credit formulas."""

from __future__ import annotations

import msgspec


class ReadingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [reading] section of a language pack."""
