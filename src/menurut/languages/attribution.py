"""Cues, hedges, unnamed sources, titles: what `attribute` reads a text with."""

from __future__ import annotations

import msgspec


class AttributionWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [attribution] section of a language pack."""
