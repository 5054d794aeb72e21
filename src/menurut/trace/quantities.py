"""Quantities: numbers in digits and words, with what they count.

In: a text and its language. Out: `Quantity` records, each a range of values (an exact number
is a range of one) with a unit under one name in all languages and the place where it stands.
Read are digits of any script, separators by language, number words and multipliers ("ribu",
"two dozen", "пять тысяч"), vague counts ("belasan", "dozens"), shares ("half"), money and
percent. Dates, times of day and numbers that only number something are marked, not dropped.

Weakness: number words are read left to right without a grammar; what follows a number
further away than three words is not seen as its unit.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from menurut.languages import load_pack
from menurut.languages.numbers import NumberWords
from menurut.model import Span
from menurut.trace.drift_words import (
    Mention,
    Token,
    bare_forms,
    find_mentions,
    fold,
    tokenize,
    vocabulary,
)


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A number with what it counts."""

    low: float
    high: float
    unit: str | None
    """A unit of the packs, a currency code, "%", or None: not known."""
    span: Span
    """The number, its scale and its unit."""
    first: int
    """Index of its first token ..."""
    last: int
    """... and of its last one."""
    noun: tuple[str, ...] = ()
    """Keys of the words that follow: what it counts where the unit is not known."""
    calendar: bool = False
    """A date, a time of day, or a number that only numbers something."""
    is_money: bool = False
    part_of: str | None = None
    """Of "most" and the like: the unit of the noun right behind ("most prisoners": people)."""
    bound: Literal["exact", "at_least", "at_most", "about"] = "exact"
    """What the words beside it make of it: "at least nine", "hampir 90"."""

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high


class Tables(NamedTuple):
    """Number words of a language, folded for look-up."""

    words: dict[str, float]
    scales: dict[str, float]
    teens: frozenset[str]
    joiners: frozenset[str]
    range_words: frozenset[str]
    short_scales: dict[str, float]
    vague: dict[str, tuple[float, float]]
    shares: dict[str, tuple[float, float]]
    stops: frozenset[str]


@cache
def number_words(code: str | None) -> NumberWords:
    """The [numbers] section of a language, or an empty one."""
    pack = load_pack(code)
    return pack.numbers if pack else NumberWords()


@cache
def _tables(code: str | None) -> Tables:
    words, pack = number_words(code), load_pack(code)
    return Tables(
        {fold(w): v for w, v in words.words.items()},
        {fold(w): v for w, v in words.scales.items()},
        frozenset(map(fold, words.teens)),
        frozenset(map(fold, words.joiners)),
        frozenset(map(fold, words.range_words)),
        {fold(w): v for w, v in words.short_scales.items()},
        {f"vague:{w}": v for w, v in words.vague.items()},
        {f"share:{w}": v for w, v in words.shares.items()},
        frozenset(map(fold, pack.drift.stopwords)) if pack else frozenset(),
    )


_DIGITS = re.compile(r"\d")


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
    for mark in {*rules.group, " ", "\u00a0", "\u202f", "٬"} - {decimal}:
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


class _Run(NamedTuple):
    """A value read from tokens `first` to `last`."""

    low: float
    high: float
    first: int
    last: int
    in_words: bool
    bare: bool
    """Digits with nothing behind them: may be a year or a time."""
    share: bool = False


def _word_value(key: str, table: dict[str, float], code: str | None) -> float | None:
    if key in table:
        return table[key]
    for bare in bare_forms(key, vocabulary(code)):
        if bare in table:
            return table[bare]
    return None


def _apply_scale(total: float, current: float, scale: float) -> tuple[float, float]:
    """Multiply what was read so far: hundreds within a group, thousands over it."""
    if scale < 1000:
        return total, (current or 1.0) * scale
    return total + (current or 1.0) * scale, 0.0


def _glued(tokens: tuple[Token, ...], at: int) -> bool:
    return at > 0 and tokens[at - 1].end == tokens[at].start


class _Reader(NamedTuple):
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


def _read_words(reader: _Reader, at: int) -> _Run | None:
    """A number written in words, or digits followed by multipliers."""
    token, tables = reader.tokens[at], reader.tables
    digits = read_digits(token.key, reader.code) if _DIGITS.match(token.key) else None
    start = digits if digits is not None else reader.small_at(at)
    if start is None and tables.scales.get(token.key) is None:
        return None
    total, current, last = 0.0, start or 0.0, at
    if start is None:
        total, current = _apply_scale(0.0, 0.0, tables.scales[token.key])
    place, previous_joiner = at + 1, False
    while reader.continues(place):
        key = reader.tokens[place].key
        scale, small = reader.scale_at(place), reader.small_at(place)
        if key in tables.teens and 0 < current < 10:
            current += 10
        elif scale is not None:
            total, current = _apply_scale(total, current, scale)
        elif small is not None and digits is None and _adds(small, current):
            current += small
        elif key in tables.joiners and digits is None and not previous_joiner:
            previous_joiner = True
            place += 1
            continue
        else:
            break
        last, previous_joiner = place, False
        place += 1
    value = total + current
    return _Run(value, value, at, last, digits is None, digits is not None and last == at)


def _read_half(reader: _Reader, run: _Run, shares: dict[int, Mention]) -> _Run:
    """ "one and a half", "satu setengah", "متر ونصف": half more of what was counted."""
    for skip in (1, 2, 3):
        mention = shares.get(run.last + skip)
        if mention is None or run.low >= 1000:
            continue
        low, high = reader.tables.shares[mention.label]
        between = reader.tokens[run.last + 1 : mention.first]
        if low == high == 50 and all(t.key in reader.tables.joiners or t.key == "a" for t in between):
            return run._replace(low=run.low + 0.5, high=run.high + 0.5, last=mention.last, bare=False)
    return run


def _read_vague_tail(run: _Run, vague: Mention | None, reader: _Reader) -> _Run:
    """ "dua ratusan": two hundred and some."""
    if vague is None or run.high > 9 or run.low != run.high or run.share:
        return run
    step = reader.tables.vague[vague.label][0]
    if step < 10:
        return run
    return run._replace(
        low=run.low * step, high=(run.low + 1) * step - 1, last=vague.last, bare=False
    )


def _vague_run(mention: Mention, reader: _Reader) -> _Run:
    table = reader.tables.shares if mention.label.startswith("share") else reader.tables.vague
    low, high = table[mention.label]
    return _Run(
        low, high, mention.first, mention.last, True, False, mention.label.startswith("share")
    )


def _gaps(text: str, tokens: tuple[Token, ...]) -> frozenset[int]:
    """Tokens that follow a mark which ends or parts a phrase."""
    return frozenset(
        i
        for i in range(1, len(tokens))
        if re.search(r"[.!?;:()\n،,\"«»“”–—/]", text[tokens[i - 1].end : tokens[i].start])
    )


def _runs(reader: _Reader, mentions: dict[str, dict[int, Mention]]) -> list[_Run]:
    """All numbers of a text, left to right, none inside another."""
    runs: list[_Run] = []
    at = 0
    while at < len(reader.tokens):
        run = _read_words(reader, at)
        vague = mentions["vague"].get(at)
        share = mentions["share"].get(at)
        bare_scale = run is not None and reader.tokens[at].key in reader.tables.scales
        if vague and (run is None or bare_scale or vague.last >= run.last):
            run = _vague_run(vague, reader)
        elif share and (run is None or share.last >= run.last):
            run = _vague_run(share, reader)
        if run is None:
            at += 1
            continue
        if not run.share:
            run = _read_half(reader, run, mentions["share"])
        run = _read_vague_tail(run, mentions["vague"].get(run.last + 1), reader)
        runs.append(run)
        at = run.last + 1
    return _join_ranges(runs, reader)


def _join_ranges(runs: list[_Run], reader: _Reader) -> list[_Run]:
    """ "10 to 12", "4–5": two numbers that are the ends of one range."""
    joined: list[_Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        ends = before is not None and not before.share and not run.share
        if before and ends and before.low < run.high and _is_range(before, run, reader):
            low = before.low
            if run.low >= 1000 > before.high and not run.bare:  # "two to three million"
                scale = 10.0 ** (3 * ((len(str(int(run.low))) - 1) // 3))
                low = before.low * scale
            joined[-1] = before._replace(low=low, high=run.high, last=run.last, bare=False)
        else:
            joined.append(run)
    return joined


def _is_range(before: _Run, run: _Run, reader: _Reader) -> bool:
    between = reader.tokens[before.last + 1 : run.first]
    if len(between) == 1:
        return between[0].key in reader.tables.range_words and run.first not in reader.gaps
    return False


UNIT_REACH = 3
"""A unit stands at most so many words behind its number ("12 foreign drone instructors")."""


def _unit_after(
    run: _Run, mentions: dict[str, dict[int, Mention]], reader: _Reader
) -> tuple[str | None, int]:
    """The unit behind a number and the token it ends at."""
    percent = mentions["percent"].get(run.last + 1)
    if run.last + 1 < len(reader.tokens) and reader.tokens[run.last + 1].key == "%":
        return "%", run.last + 1
    if percent:
        return "%", percent.last
    for place in range(run.last + 1, run.last + 2 + UNIT_REACH):
        if not reader.continues(place):
            break
        currency = mentions["currency"].get(place)
        if currency and place == run.last + 1:
            return currency.label.split(":")[1], currency.last
        unit = mentions["unit"].get(place)
        if unit:
            return unit.label.split(":")[1], unit.last
        if _stops_unit(reader, place):
            break
    return None, run.last


def _stops_unit(reader: _Reader, at: int) -> bool:
    """Whether no unit is looked for behind this word: another number, or "of", "in", "had"."""
    key = reader.tokens[at].key
    return bool(_DIGITS.match(key)) or reader.small_at(at) is not None or key in reader.tables.stops


def _money_before(
    run: _Run, mentions: dict[str, dict[int, Mention]], reader: _Reader
) -> tuple[str, int] | None:
    """The currency in front of a number: "$3", "Rp3", "US$3"."""
    for mention in mentions["currency"].values():
        if mention.last == run.first - 1 and run.first not in reader.gaps:
            return mention.label.split(":")[1], mention.first
    return None


def _is_calendar(
    run: _Run, text: str, mentions: dict[str, dict[int, Mention]], reader: _Reader
) -> bool:
    """Whether a number without unit is a date, a time or only a number of something."""
    tokens = reader.tokens
    before, after = text[: tokens[run.first].start][-1:], text[tokens[run.last].end :][:3]
    if re.match(r"[:/]\d", after) or re.search(r"[:/#@.]$", before):
        return True
    around = {run.first - 1, run.last + 1}
    if any(place in mentions["calendar"] for place in around):
        return True
    clock = mentions["clock"].get(run.first - 1)
    if clock and re.fullmatch(r"\d{1,2}[.:]\d\d", tokens[run.first].key):
        return True
    if run.first - 1 in mentions["ordinal"] or run.last + 1 in mentions["fraction"]:
        return True
    if re.match(r"(?:st|nd|rd|th|-й|-го|-м)\b", text[tokens[run.last].end :][:4]):
        return True
    return run.bare and 1900 <= run.low <= 2100 and len(tokens[run.first].key) == 4


def _by_place(mentions: tuple[Mention, ...]) -> dict[str, dict[int, Mention]]:
    """Mentions by kind and first token, the longest of each kind."""
    kinds = (
        "vague", "share", "percent", "currency", "unit", "calendar", "clock", "ordinal",
        "fraction", "at_least", "at_most", "about",
    )  # fmt: skip
    places: dict[str, dict[int, Mention]] = {kind: {} for kind in kinds}
    for mention in mentions:
        kind = mention.label.split(":")[0]
        if kind in places:
            old = places[kind].get(mention.first)
            if old is None or old.last <= mention.last:
                places[kind][mention.first] = mention
    return places


def _quantity(
    run: _Run, text: str, mentions: dict[str, dict[int, Mention]], reader: _Reader
) -> Quantity | None:
    """A run with its unit; nothing for lone small words such as "one" and shares of nothing."""
    unit, last = _unit_after(run, mentions, reader)
    first, money = run.first, _money_before(run, mentions, reader)
    if money:
        unit, first, last = money[0], money[1], run.last
    calendar = _is_calendar(run, text, mentions, reader) and not money
    if run.share:
        unit, last = "%", run.last
    elif run.in_words and run.high <= 1 and unit is None:
        return None
    elif unit == "year" and run.bare and 1900 <= run.low <= 2100:
        calendar = True
    tokens = reader.tokens
    noun = tuple(
        tokens[p].key for p in range(run.last + 1, run.last + 4) if reader.continues(p)
    )
    currencies = {m.label.split(":")[1] for m in mentions["currency"].values()}
    return Quantity(
        low=run.low,
        high=run.high,
        unit=unit,
        span=Span(tokens[first].start, tokens[last].end),
        first=first,
        last=last,
        noun=noun,
        calendar=calendar,
        is_money=unit in currencies,
        part_of=_part_of(run, mentions) if run.share and run.low < run.high else None,
        bound=_bound(first, last, mentions),
    )


def _part_of(run: _Run, mentions: dict[str, dict[int, Mention]]) -> str | None:
    unit = mentions["unit"].get(run.last + 1)
    return unit.label.split(":")[1] if unit else None


def _bound(
    first: int, last: int, mentions: dict[str, dict[int, Mention]]
) -> Literal["exact", "at_least", "at_most", "about"]:
    """What is said before ("more than") or right behind ("على الأقل") a number."""
    kinds: tuple[Literal["at_least", "at_most", "about"], ...] = ("at_least", "at_most", "about")
    for kind in kinds:
        beside = mentions[kind].values()
        if any(m.last in {first - 1, first - 2} and m.last < first for m in beside):
            return kind
        behind = mentions[kind].get(last + 1)
        if behind and behind.last > behind.first:  # "على الأقل"; "lebih" alone compares
            return kind
    return "exact"


def quantities_among(
    text: str, tokens: tuple[Token, ...], mentions: tuple[Mention, ...], code: str | None
) -> tuple[Quantity, ...]:
    """The quantities of a text whose tokens and mentions are known."""
    reader = _Reader(tokens, code, _tables(code), _gaps(text, tokens))
    places = _by_place(mentions)
    found = (_quantity(run, text, places, reader) for run in _runs(reader, places))
    return tuple(q for q in found if q is not None)


def find_quantities(text: str, lang: str | None) -> tuple[Quantity, ...]:
    """The quantities of a text, in order.

    >>> [(q.low, q.unit) for q in find_quantities("Sebanyak 40 desa, dua ribu rumah", "id")]
    [(40.0, 'village'), (2000.0, 'building')]
    """
    code = lang.lower().split("-")[0] if lang else None
    tokens = tokenize(text)
    return quantities_among(text, tokens, find_mentions(tokens, code), code)


ROUNDING = 0.06
"""Two values within 6 % of each other tell the same number, rounded. Set on what the
translations of cascades_dev round; 17 and 18 babies stay two numbers (see ROUND_FROM)."""
ROUND_FROM = 20
"""Smaller numbers are not rounded."""
LOOSE = 0.35
"""How far "more than", "nearly" and the like reach: "more than a hundred" may be 120."""


def reach_of(quantity: Quantity) -> tuple[float, float]:
    """The values a quantity may stand for, with the words beside it.

    >>> reach_of(find_quantities("more than 100 ships", "en")[0])
    (100.0, 135.0)
    """
    low, high = quantity.low, quantity.high
    margin = ROUNDING * abs(high) if high >= ROUND_FROM else 0.0
    if quantity.bound == "at_least":
        return low, high * (1 + LOOSE)
    if quantity.bound == "at_most":
        return low / (1 + LOOSE / 2), high
    return low - margin / 2, high + margin / 2


def agree(one: Quantity, two: Quantity) -> bool:
    """Whether two quantities may state the same number, whatever they count.

    >>> a, b = find_quantities("17 desa", "id")[0], find_quantities("belasan desa", "id")[0]
    >>> agree(a, b)
    True
    """
    (low_one, high_one), (low_two, high_two) = reach_of(one), reach_of(two)
    return low_one <= high_two and low_two <= high_one
