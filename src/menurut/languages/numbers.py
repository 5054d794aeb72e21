"""Number words, multipliers, separators and units: how a language writes a quantity.

Forms are words or short phrases; `*` at the end of a word stands for any ending
("пожарн*" covers пожарный, пожарных). What stands here is read by `trace/quantities.py`.
"""

from __future__ import annotations

import msgspec


class NumberExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A phrase and the one quantity that must be read from it; a test checks each."""

    text: str
    low: float
    high: float | None = None
    """Absent: the same as `low`."""
    unit: str | None = None


class NumberWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [numbers] section of a language pack."""

    decimal: str = "."
    """What stands before decimals: "1.5"."""
    group: tuple[str, ...] = (",",)
    """What parts thousands: "1,500"."""
    words: dict[str, float] = {}
    """Words with a value of their own: "seven" = 7."""
    scales: dict[str, float] = {}
    """Words that multiply what precedes them: "ribu" = 1000."""
    teens: tuple[str, ...] = ()
    """Words that add ten to what precedes them: "empat belas" = 14."""
    teen_openers: tuple[str, ...] = ()
    """Forms of "one" that count only before those: "أحد عشر"; alone they mean "somebody"."""
    short_scales: dict[str, float] = {}
    """Letters glued to the digits: "16m"."""
    joiners: tuple[str, ...] = ()
    """Words inside a number that have no value: "two hundred and six"."""
    vague: dict[str, tuple[float, float]] = {}
    """Words that mean a range of counts: "dozens", "belasan"."""
    shares: dict[str, tuple[float, float]] = {}
    """Words that mean a share, in percent: "half" = [50, 50], "most" = [50, 100]."""
    percent: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()
    at_most: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    range_words: tuple[str, ...] = ()
    """Between the ends of a range: "10 to 12"."""
    choice_words: tuple[str, ...] = ()
    """Those of them that leave only the ends: "two or three"."""
    between: tuple[tuple[str, str], ...] = ()
    """Words before and between the ends of a range: ["between", "and"]. The second may be
    written together with the number behind it ("و")."""
    no_numbers: tuple[str, ...] = ()
    """Words that look like a number and are none: "الاثنين" is Monday."""
    clock_words: tuple[str, ...] = ()
    """Before a time of day: "pukul 22.40"."""
    calendar_words: tuple[str, ...] = ()
    """Names of months, and words that make the number beside them a date."""
    ordinal_words: tuple[str, ...] = ()
    """Before a number that only numbers something: "row 214", "No. 3"."""
    fraction_words: tuple[str, ...] = ()
    """Behind a number that is then only part of a fraction: "five-hundredth"."""
    compounds: dict[str, tuple[str, ...]] = {}
    """Unit to what is written together with a number word and counts it: times = ["fold"],
    day = ["дневн"]. Any letters may follow."""
    single: dict[str, dict[str, float]] = {}
    """Unit to words that are a number of it: times = {впятеро = 5}."""
    duals: dict[str, str] = {}
    """Ending of two things to the ending of one: "ين" = ""."""
    unit_first: bool = False
    """A unit or multiplier before the number makes it a guess: "человек двадцать"."""
    currencies: dict[str, tuple[str, ...]] = {}
    """Currency to its forms, before or after the amount: "Rp", "rupiah"."""
    units: dict[str, tuple[str, ...]] = {}
    """What is counted or measured, under one name in all languages: people = ["orang", ...]."""
    examples: tuple[NumberExample, ...] = ()
