"""Numerals: the values that stand in a text, in digits and in words.

In: the tokens of a text with the pack entries in them. Out: `Numeral`s, each a range of
values (an exact number is a range of one) and the tokens it was read from. What it counts is
`quantities.py`'s business.

Weakness: number words are read left to right without a grammar.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from menurut.languages import load_pack
from menurut.languages.numbers import NumberWords
from menurut.trace.drift_compounds import counted_in
from menurut.trace.drift_words import KEPT_WORDS, Mention, Token, bare_forms, fold, vocabulary


class Tables(NamedTuple):
    """Number words of a language, folded for look-up."""

    words: dict[str, float]
    scales: dict[str, float]
    teens: frozenset[str]
    openers: frozenset[str]
    joiners: frozenset[str]
    range_words: frozenset[str]
    between: tuple[tuple[str, str], ...]
    choices: frozenset[str]
    unit_first: bool
    short_scales: dict[str, float]
    vague: dict[str, tuple[float, float]]
    shares: dict[str, tuple[float, float]]
    stops: frozenset[str]
    no_numbers: frozenset[str]


@cache
def number_words(code: str | None) -> NumberWords:
    """The [numbers] section of a language, or an empty one."""
    pack = load_pack(code)
    return pack.numbers if pack else NumberWords()


@cache
def tables_of(code: str | None) -> Tables:
    """The number words of a language as tables."""
    words, pack = number_words(code), load_pack(code)
    return Tables(
        {fold(w): v for w, v in words.words.items()},
        {fold(w): v for w, v in words.scales.items()},
        frozenset(map(fold, words.teens)),
        frozenset(map(fold, words.teen_openers)),
        frozenset(map(fold, words.joiners)),
        frozenset(map(fold, words.range_words)),
        tuple((fold(before), fold(joiner)) for before, joiner in words.between),
        frozenset(map(fold, words.choice_words)),
        words.unit_first,
        {fold(w): v for w, v in words.short_scales.items()},
        {f"vague:{w}": v for w, v in words.vague.items()},
        {f"share:{w}": v for w, v in words.shares.items()},
        frozenset(map(fold, pack.drift.stopwords)) if pack else frozenset(),
        frozenset(map(fold, words.no_numbers)),
    )


DIGITS = re.compile(r"\d")


def read_digits(word: str, code: str | None) -> float | None:
    """The value of a number in digits, by the separators of its language.

    >>> read_digits("12.300", "id"), read_digits("12,5", "id"), read_digits("1.5", "en")
    (12300.0, 12.5, 1.5)
    >>> read_digits("١٢٣", "ar")
    123.0
    """
    grouped = re.fullmatch(r"([1-9]\d{0,2})[.,](\d{3})", word)
    if grouped:  # in whichever language: decimals of three figures are rarer than slips
        return float(grouped.group(1) + grouped.group(2))
    rules = number_words(code)
    plain = word.replace("٫", ".") if code == "ar" else word
    decimal = "." if code == "ar" else rules.decimal
    for mark in {*rules.group, " ", "\u00a0", "\u202f", "٬", "،"} - {decimal}:
        plain = re.sub(rf"{re.escape(mark)}(?=\d{{3}}(?!\d))", "", plain)
    other = "," if decimal == "." else "."
    if plain.count(decimal) > 1:  # "1.234.567" in a text that writes decimals so: groups
        plain = plain.replace(decimal, "")
    plain = plain.replace(decimal, ".") if decimal != "." else plain
    plain = plain.replace(other, ".") if other != "." else plain
    try:
        return float(plain)
    except ValueError:
        return None


class Numeral(NamedTuple):
    """A value read from tokens `first` to `last`."""

    low: float
    high: float
    first: int
    last: int
    in_words: bool
    bare: bool
    """Digits with nothing behind them: may be a year or a time."""
    share: bool = False
    unit: str | None = None
    """What it counts, where the same word says so: "fivefold"."""
    ends: bool = False
    """Both ends of the range are stated: "two to four", not "dozens"."""
    guess: bool = False
    """Its order makes it a guess: "десятков шесть"."""


@lru_cache(maxsize=KEPT_WORDS)
def _plain_word(key: str, code: str | None) -> bool:
    """Whether a word can be no part of a number, as most can."""
    tables = tables_of(code)
    known = (*bare_forms(key, vocabulary(code)), key)
    return not DIGITS.match(key) and not any(k in tables.words or k in tables.scales for k in known)


def _word_value(key: str, table: dict[str, float], code: str | None) -> float | None:
    if key in table:
        return table[key]
    for bare in bare_forms(key, vocabulary(code)):
        if bare in table:
            return table[bare]
    return None


def _apply_scale(total: float, current: float, scale: float) -> tuple[float, float]:
    """Multiply what was read so far: hundreds within a group, thousands over it."""
    if scale == 10 and current > 10:  # "seratus dua puluh": only the two is multiplied
        return total, current + (current % 10) * (scale - 1)
    if scale < 1000:
        return total, (current or 1.0) * scale
    return total + (current or 1.0) * scale, 0.0


def _glued(tokens: tuple[Token, ...], at: int) -> bool:
    return at > 0 and tokens[at - 1].end == tokens[at].start


class NumeralReader(NamedTuple):
    """What is needed to read a number at a place."""

    tokens: tuple[Token, ...]
    code: str | None
    tables: Tables
    gaps: frozenset[int]
    """Tokens before which a sentence mark stands: no number goes across."""

    def scale_at(self, at: int) -> float | None:
        """The multiplier at a token, if one stands there."""
        key = self.tokens[at].key
        if _glued(self.tokens, at) and key in self.tables.short_scales:
            return self.tables.short_scales[key]
        return _word_value(key, self.tables.scales, self.code)

    def small_at(self, at: int) -> float | None:
        """The value of a number word at a token."""
        key = self.tokens[at].key
        if key in self.tables.words:
            return self.tables.words[key]
        if self.code == "ar":  # clitics only here: "ke" and "se" would eat Indonesian words
            return _word_value(key, self.tables.words, self.code)
        return None

    def continues(self, at: int) -> bool:
        """Whether a number may go on at a token."""
        return at < len(self.tokens) and at not in self.gaps


def _adds(small: float, current: float) -> bool:
    """Whether a number word goes on ("twenty" + "three") or starts anew ("two", "three")."""
    return (
        current == 0
        or (small < 10 and current % 10 == 0)
        or (small < 100 and current % 100 == 0)
        or (10 <= small < 100 and small % 10 == 0 and 0 < current < 10)  # Arabic: five and twenty
    )


class _Sum(NamedTuple):
    """A number in the reading."""

    total: float
    """Whole groups: the thousands, the millions."""
    current: float
    """The group that is being read."""
    last: int
    """Its last token so far."""
    digits: bool
    """It began with digits: only multipliers may follow."""
    joined: bool = False
    """The token before was "and"."""


def _begin(reader: NumeralReader, at: int) -> _Sum | None:
    key = reader.tokens[at].key
    if key in reader.tables.openers and reader.continues(at + 1):
        following = reader.tokens[at + 1].key
        return _Sum(0.0, 1.0, at, digits=False) if following in reader.tables.teens else None
    if _plain_word(key, reader.code):
        return None
    digits = read_digits(key, reader.code) if DIGITS.match(key) else None
    small = digits if digits is not None else reader.small_at(at)
    if small is not None and digits is None and small >= 1000:  # "seribu": a whole group
        return _Sum(small, 0.0, at, digits=False)
    if small is not None:
        return _Sum(0.0, small, at, digits is not None)
    # "بمئة", not "المئة" of "percent"; in other languages a clitic would eat the word.
    clinging = reader.code == "ar" and not key.startswith("ال")
    scales = reader.tables.scales
    scale = _word_value(key, scales, reader.code) if clinging else scales.get(key)
    if scale is None:
        return None
    total, current = _apply_scale(0.0, 0.0, scale)
    return _Sum(total, current, at, digits=False)


def _go_on(reader: NumeralReader, at: int, so_far: _Sum) -> _Sum | None:
    """The number with the token at `at`, or None where it ended before."""
    key, tables = reader.tokens[at].key, reader.tables
    if key in tables.teens and 0 < so_far.current % 100 < 10:
        return so_far._replace(current=so_far.current + 10, last=at, joined=False)
    scale = reader.scale_at(at)
    if scale is not None:
        total, current = _apply_scale(so_far.total, so_far.current, scale)
        return _Sum(total, current, at, so_far.digits)
    if so_far.digits:
        return None
    small = reader.small_at(at)
    if small is not None and _adds(small, so_far.current):
        return so_far._replace(current=so_far.current + small, last=at, joined=False)
    if key in tables.joiners and not so_far.joined:
        return so_far._replace(joined=True)
    return None


def _read_words(reader: NumeralReader, at: int) -> Numeral | None:
    """A number written in words, or digits followed by multipliers."""
    so_far = _begin(reader, at)
    if so_far is None:
        return None
    place = at + 1
    while reader.continues(place):
        longer = _go_on(reader, place, so_far)
        if longer is None:
            break
        so_far, place = longer, place + 1
    value = so_far.total + so_far.current
    bare = so_far.digits and so_far.last == at
    return Numeral(value, value, at, so_far.last, in_words=not so_far.digits, bare=bare)


HALF: tuple[float, float] = (50.0, 50.0)


def _read_half(reader: NumeralReader, run: Numeral, shares: dict[int, Mention]) -> Numeral:
    """Half more of what was counted: "one and a half", "a million and a half"."""
    lone = run.first == run.last and reader.tokens[run.first].key in reader.tables.scales
    if run.low >= 1000 and not lone:
        return run
    for skip in (1, 2, 3):
        mention = shares.get(run.last + skip)
        if mention is None or reader.tables.shares[mention.label] != HALF:
            continue
        between = reader.tokens[run.last + 1 : mention.first]
        if all(t.key in reader.tables.joiners or t.key == "a" for t in between):
            half = run.low / 2 if lone else 0.5
            more = run._replace(
                low=run.low + half, high=run.high + half, last=mention.last, bare=False
            )
            return more if lone else _scaled(reader, more)
    return run


def _scaled(reader: NumeralReader, run: Numeral) -> Numeral:
    """A number with the multiplier right behind it: "satu setengah juta"."""
    if not reader.continues(run.last + 1):
        return run
    scale = reader.scale_at(run.last + 1)
    if scale is None or scale < 1000:
        return run
    return run._replace(low=run.low * scale, high=run.high * scale, last=run.last + 1)


def _half_of(reader: NumeralReader, share: Mention) -> Numeral | None:
    """Half of a multiplier: "half a million", "setengah juta"."""
    if reader.tables.shares[share.label] != HALF:
        return None
    at = share.last + 1
    if reader.continues(at) and reader.tokens[at].key == "a":
        at += 1
    scale = reader.scale_at(at) if reader.continues(at) else None
    if scale is None or scale < 1000:
        return None
    return Numeral(scale / 2, scale / 2, share.first, at, in_words=True, bare=False)


def _read_vague_tail(run: Numeral, vague: Mention | None, reader: NumeralReader) -> Numeral:
    """Two hundred and some: "dua ratusan"."""
    if vague is None or run.high > 9 or run.low != run.high or run.share:
        return run
    step = reader.tables.vague[vague.label][0]
    if step < 10:
        return run
    return run._replace(
        low=run.low * step, high=(run.low + 1) * step - 1, last=vague.last, bare=False
    )


def _read_inverted(reader: NumeralReader, vague: Mention) -> Numeral | None:
    """A multiplier before its number, which makes it a guess: "десятков шесть"."""
    at = vague.last + 1
    if not reader.tables.unit_first or vague.first != vague.last or not reader.continues(at):
        return None
    scale, run = reader.scale_at(vague.first), _read_words(reader, at)
    if scale is None or run is None or run.high > MOST_GUESSED:
        return None
    value = scale * run.high
    return Numeral(value, value, vague.first, run.last, in_words=True, bare=False, guess=True)


MOST_GUESSED = 99
"""Larger numbers are not put behind what they multiply."""


def _vague_run(mention: Mention, reader: NumeralReader) -> Numeral:
    share = mention.label.startswith("share")
    low, high = (reader.tables.shares if share else reader.tables.vague)[mention.label]
    return Numeral(low, high, mention.first, mention.last, in_words=True, bare=False, share=share)


def phrase_breaks(text: str, tokens: tuple[Token, ...]) -> frozenset[int]:
    """Tokens that follow a mark which ends or parts a phrase."""
    return frozenset(
        i
        for i in range(1, len(tokens))
        if re.search(r"[.!?;:()\n،,\"«»“”–—/]", text[tokens[i - 1].end : tokens[i].start])
    )


Mentions = dict[str, dict[int, Mention]]
"""Pack entries by kind and first token."""


def _numeral_at(reader: NumeralReader, at: int, mentions: Mentions) -> Numeral | None:
    """The number that begins at a token: in figures or words, vague, or a share."""
    if reader.tokens[at].key in reader.tables.no_numbers:
        return None
    counted = counted_in(reader.tokens[at].key, reader.code)
    if counted is not None:
        value, unit = counted
        return Numeral(value, value, at, at, in_words=True, bare=False, unit=unit)
    numeral = _read_words(reader, at)
    vague, share = mentions["vague"].get(at), mentions["share"].get(at)
    lone_scale = numeral is not None and reader.tokens[at].key in reader.tables.scales
    if vague and (numeral is None or lone_scale or vague.last >= numeral.last):
        numeral = _read_inverted(reader, vague) or _vague_run(vague, reader)
    elif share and (numeral is None or share.last >= numeral.last):
        return _half_of(reader, share) or _vague_run(share, reader)
    if numeral is None:
        return None
    numeral = _read_half(reader, numeral, mentions["share"])
    return _read_vague_tail(numeral, mentions["vague"].get(numeral.last + 1), reader)


def find_numerals(reader: NumeralReader, mentions: Mentions) -> list[Numeral]:
    """All numbers of a text, left to right, none inside another."""
    numerals: list[Numeral] = []
    at = 0
    while at < len(reader.tokens):
        numeral = _numeral_at(reader, at, mentions)
        if numeral is not None:
            numerals.append(numeral)
        at = numeral.last + 1 if numeral is not None else at + 1
    return _join_ranges(numerals, reader)


def _join_ranges(numerals: list[Numeral], reader: NumeralReader) -> list[Numeral]:
    """Two numbers that are the ends of one range: "10 to 12"."""
    joined: list[Numeral] = []
    for run in numerals:
        before = joined[-1] if joined else None
        ends = before is not None and not before.share and not run.share
        if (
            before
            and ends
            and before.unit != "times"
            and before.low < run.high
            and _is_range(before, run, reader)
        ):
            low = before.low
            if run.low >= 1000 > before.high and not run.bare:  # "two to three million"
                scale = 10.0 ** (3 * ((len(str(int(run.low))) - 1) // 3))
                low = before.low * scale
            joined[-1] = before._replace(
                low=low, high=run.high, last=run.last, bare=False,
                unit=run.unit or before.unit, ends=_is_span(before, run, reader),
            )  # fmt: skip
        else:
            joined.append(run)
    return joined


def _may_be_range(before: Numeral, run: Numeral) -> bool:
    """Whether two numbers may be the ends of a range; "doubled to 12" and shares are none."""
    return not (before.share or run.share or before.unit == "times") and before.low < run.high


def _is_span(before: Numeral, run: Numeral, reader: NumeralReader) -> bool:
    """Whether everything between the ends is meant: "two to four", not "two or three"."""
    between = reader.tokens[before.last + 1 : run.first]
    return not (between and between[0].key in reader.tables.choices)


def _is_range(before: Numeral, run: Numeral, reader: NumeralReader) -> bool:
    between = reader.tokens[before.last + 1 : run.first]
    if run.first in reader.gaps or len(between) > 1:
        return False
    if between and between[0].key in reader.tables.range_words:
        return True
    opener = reader.tokens[before.first - 1].key if reader.continues(before.first) else ""
    joiner = between[0].key if between else reader.tokens[run.first].key
    for word, link in reader.tables.between:
        if opener == word and (joiner == link if between else joiner.startswith(link)):
            return before.first > 0
    return False
