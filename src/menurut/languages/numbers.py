"""Number words, multipliers, separators and units."""

from __future__ import annotations

import msgspec


class NumberWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [numbers] section of a language pack."""
