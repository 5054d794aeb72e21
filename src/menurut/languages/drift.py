"""Certainty words and loaded headline words: what `trace` compares."""

from __future__ import annotations

import msgspec


class DriftWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [drift] section of a language pack."""
