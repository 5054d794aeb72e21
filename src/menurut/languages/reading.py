"""Boilerplate lines, dateline and credit formulas, months, and words that tell neighbours apart."""

from __future__ import annotations

import msgspec


class CreditExample(msgspec.Struct, frozen=True, array_like=True):
    """A sentence and the outlet it credits; the tests read them ("" means: none)."""

    text: str
    name: str


class ReadingWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [reading] section of a language pack. All words are compared without case."""

    boilerplate_starts: tuple[str, ...] = ()
    """A line that starts so is furniture, if it is short: "Baca juga:"."""
    boilerplate_lines: tuple[str, ...] = ()
    """A line that is nothing but this is furniture: "Advertisement"."""
    credit_labels: tuple[str, ...] = ()
    """Words before a colon and the name of who had the text first: "Sumber"."""
    credit_formulas: tuple[str, ...] = ()
    """Words right before the name of who had the story first: "mengutip". A name counts when it
    is a known outlet, or when an opener ("kantor berita") says that it is one."""
    reprint_formulas: tuple[str, ...] = ()
    """The same where any name counts, so surely do the words tell of a reprint: "dilansir dari"."""
    name_openers: tuple[str, ...] = ()
    """Words that may stand between formula and name: "laman", "kantor berita"."""
    byline_labels: tuple[str, ...] = ()
    """Words before the author's name: "Oleh", "By"."""
    months: tuple[tuple[str, ...], ...] = ()
    """Twelve lists of spellings, January first."""
    zones: dict[str, str] = {}
    """Abbreviations of time zones: WIB = "+07:00"."""
    bracketed_days: bool = False
    """Whether news dates what it reports by day and month in brackets: "Senin (21/8)"."""
    neighbours: dict[str, tuple[str, ...]] = {}
    """Words that tell this language from a close one: code = words of that language."""
    credit_examples: tuple[CreditExample, ...] = ()
