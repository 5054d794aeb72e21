"""Words that show whether somebody was asked about a claim, and answered.

What `trace/voices.py` looks for around a source. Forms are words or short phrases, compared
without case; `*` at either end stands for any letters.
"""

from __future__ import annotations

import msgspec


class InformantExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence and the lists that must match in it, and no others."""

    text: str
    finds: tuple[str, ...] = ()


class InformantWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [informants] section of a language pack."""

    replies: tuple[str, ...] = ()
    """Confirming, denying, qualifying what others said: "denied", "membenarkan"."""
    refusals: tuple[str, ...] = ()
    """Saying nothing about it: "declined to comment", "belum menjawab"; they win over replies."""
    contacts: tuple[str, ...] = ()
    """How an outlet reaches whom it asks: "by phone", "dihubungi", "in a statement"."""
    objects: tuple[str, ...] = ()
    """What is replied to: "the allegation", "kabar itu"."""
    ourselves: tuple[str, ...] = ()
    """The outlet that writes as the one told or shown: "told us", "kepada kami"."""
    house: tuple[str, ...] = ()
    """The same by what it is: "told the agency"; where another outlet is named, that may be it."""
    writers: tuple[str, ...] = ()
    """Who writes, as a subject: "we", "kami". What they say is nobody else's word."""
    nobody: tuple[str, ...] = ()
    """First words of a subject that is nobody: "neither", "tak seorang pun"."""
    examples: tuple[InformantExample, ...] = ()
