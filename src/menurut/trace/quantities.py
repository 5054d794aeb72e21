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
from typing import Literal, NamedTuple

import msgspec

from menurut.model import Span
from menurut.trace.drift_numerals import (
    DIGITS,
    Mentions,
    Numeral,
    NumeralReader,
    find_numerals,
    phrase_breaks,
    tables_of,
)
from menurut.trace.drift_words import Mention, Token, find_mentions, tokenize


class Quantity(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    ends: bool = False
    """A range of which both ends are stated: "two to four"."""
    bound: Literal["exact", "at_least", "at_most", "about"] = "exact"
    """What the words beside it make of it: "at least nine", "hampir 90"."""

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.low == self.high


UNIT_REACH = 3
"""A unit stands at most so many words behind its number ("12 foreign drone instructors")."""
Bound = Literal["at_least", "at_most", "about"]
BOUNDS: tuple[Bound, ...] = ("at_least", "at_most", "about")
KINDS = (
    "vague", "share", "percent", "currency", "unit", "calendar", "clock", "ordinal", "fraction",
    *BOUNDS,
)  # fmt: skip


class _Page(NamedTuple):
    """A text with what stands where."""

    text: str
    reader: NumeralReader
    starts: Mentions
    """Pack entries by kind and first token, the longest of each ..."""
    ends: Mentions
    """... and by kind and last token."""

    def after(self, numeral: Numeral, most: int) -> str:
        """The characters right behind a number."""
        end = self.reader.tokens[numeral.last].end
        return self.text[end : end + most]


def _page(
    text: str, tokens: tuple[Token, ...], mentions: tuple[Mention, ...], code: str | None
) -> _Page:
    starts: Mentions = {kind: {} for kind in KINDS}
    ends: Mentions = {kind: {} for kind in KINDS}
    for mention in mentions:
        kind = mention.label.partition(":")[0]
        if kind in starts:
            old = starts[kind].get(mention.first)
            if old is None or old.last <= mention.last:
                starts[kind][mention.first] = mention
            ends[kind][mention.last] = mention
    reader = NumeralReader(tokens, code, tables_of(code), phrase_breaks(text, tokens))
    return _Page(text, reader, starts, ends)


def _name(mention: Mention) -> str:
    return mention.label.partition(":")[2]


def _unit_behind(numeral: Numeral, page: _Page) -> tuple[str | None, int]:
    """The unit behind a number and the token it ends at."""
    reader, next_at = page.reader, numeral.last + 1
    if next_at < len(reader.tokens) and reader.tokens[next_at].key == "%":
        return "%", next_at
    percent, currency = page.starts["percent"].get(next_at), page.starts["currency"].get(next_at)
    if percent:
        return "%", percent.last
    if currency and reader.continues(next_at):
        return _name(currency), currency.last
    for place in range(next_at, next_at + 1 + UNIT_REACH):
        if not reader.continues(place):
            break
        unit = page.starts["unit"].get(place)
        if unit:
            return _name(unit), unit.last
        partitive = place == next_at and not numeral.bare  # "dozens of fishermen"
        if _stops_unit(reader, place) and not partitive:
            break
    return _unit_before(numeral, page), numeral.last


def _unit_before(numeral: Numeral, page: _Page) -> str | None:
    """The unit right before a number that is a guess by its order: "человек двадцать"."""
    before = page.ends["unit"].get(numeral.first - 1)
    told = numeral.in_words and page.reader.tables.unit_first
    return _name(before) if told and before and numeral.first not in page.reader.gaps else None


def _stops_unit(reader: NumeralReader, at: int) -> bool:
    """Whether no unit is looked for behind this word: another number, or "of", "in", "had"."""
    key = reader.tokens[at].key
    return bool(DIGITS.match(key)) or reader.small_at(at) is not None or key in reader.tables.stops


_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th|-й|-го|-м)\b")


def _is_calendar(numeral: Numeral, page: _Page) -> bool:
    """Whether a number is a date, a time or only a number of something: "No. 3", "8th"."""
    token = page.reader.tokens[numeral.first]
    before, after = numeral.first - 1, numeral.last + 1
    if re.match(r"[:/]\d", page.after(numeral, 2)) or page.text[token.start - 1 : token.start] in {
        *":/#@."
    }:
        return True
    if before in page.ends["calendar"] or after in page.starts["calendar"]:
        return True
    if before in page.ends["ordinal"] or after in page.starts["fraction"]:
        return True
    clock = before in page.ends["clock"] and _CLOCK.fullmatch(token.key)
    return bool(clock or _ORDINAL_END.match(page.after(numeral, 4)) or _is_year(numeral, page))


def _is_year(numeral: Numeral, page: _Page) -> bool:
    plain = numeral.bare and len(page.reader.tokens[numeral.first].key) == 4
    return plain and 1900 <= numeral.low <= 2100


def _bound(first: int, last: int, page: _Page) -> Bound | Literal["exact"]:
    """What is said before ("more than") or right behind ("على الأقل") a number."""
    for kind in BOUNDS:
        if first - 1 in page.ends[kind] or first - 2 in page.ends[kind]:
            return kind
        behind = page.starts[kind].get(last + 1)
        if behind and behind.last > behind.first:  # "lebih" alone behind it compares
            return kind
    return "exact"


def _part_of(numeral: Numeral, page: _Page) -> str | None:
    unit = page.starts["unit"].get(numeral.last + 1)
    return _name(unit) if unit and numeral.share and numeral.low < numeral.high else None


def _quantity(numeral: Numeral, page: _Page) -> Quantity | None:
    """A number with its unit; nothing for a lone "one"."""
    told = "%" if numeral.share else numeral.unit
    unit, last = (told, numeral.last) if told else _unit_behind(numeral, page)
    first, reader = numeral.first, page.reader
    money = page.ends["currency"].get(first - 1) if first not in reader.gaps else None
    if money:
        unit, first, last = _name(money), money.first, numeral.last
    elif numeral.in_words and numeral.high <= 1 and unit is None:
        return None
    year = unit == "year" and _is_year(numeral, page)
    behind = range(numeral.last + 1, numeral.last + 1 + UNIT_REACH)
    currency = page.starts["currency"].get(numeral.last + 1)
    return Quantity(
        low=numeral.low,
        high=numeral.high,
        unit=unit,
        span=Span(reader.tokens[first].start, reader.tokens[last].end),
        first=first,
        last=last,
        noun=tuple(reader.tokens[p].key for p in behind if reader.continues(p)),
        calendar=year or (money is None and _is_calendar(numeral, page)),
        is_money=money is not None or (currency is not None and unit == _name(currency)),
        part_of=_part_of(numeral, page),
        ends=numeral.ends,
        bound="about" if numeral.guess else _bound(first, last, page),
    )


def quantities_among(
    text: str, tokens: tuple[Token, ...], mentions: tuple[Mention, ...], code: str | None
) -> tuple[Quantity, ...]:
    """The quantities of a text whose tokens and mentions are known."""
    page = _page(text, tokens, mentions, code)
    found = (_quantity(numeral, page) for numeral in find_numerals(page.reader, page.starts))
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
    margin = ROUNDING * abs(high) if high >= ROUND_FROM and quantity.exact else 0.0
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
