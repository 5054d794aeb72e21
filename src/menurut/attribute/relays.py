"""Who passed it on: "dilansir AFP", "seperti dikutip dari RT", "kepada Reuters".

In: a sentence. Out: relay formulas with their outlets, outermost first. A formula covers the
attributions of its sentence only; alone in its sentence it is itself the source.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from menurut.attribute.heads import head_last, kind_at
from menurut.attribute.lexicon import CAPITAL, TELLS
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, source_after
from menurut.outlets import find_outlet, outlet_key

# Names come again and again in one article; so many are remembered.
outlet_of = lru_cache(4096)(find_outlet)
key_of = lru_cache(4096)(outlet_key)


NAMING = (
    "media", "titles", "offices", "organisations", "documents", "groups", "anonymous", "rumours",
    "pronouns",
)  # fmt: skip


class Relay(msgspec.Struct, frozen=True):
    """A relay formula: tokens of the cue and of the outlet."""

    cue: Range
    outlet: Range
    opening: bool
    """Stands at the beginning of its sentence."""
    glued: int = 0
    """Letters of the first word that are no part of the name: "to" in "لوكالة"."""


def relays_in(page: Page, tellers: list[int], first: int, last: int) -> tuple[Relay, ...]:
    """The relay formulas of a stretch, in order of position."""
    lex = page.lexicon
    found: list[Relay] = []
    end = first
    for i in tellers:
        if i < end or page.in_quote[i] >= 0:
            continue
        n = lex.match("relays", page.lowers, i, last)
        if n:
            outlet = _outlet_after(page, _skip_agent(page, i + n, last), last)
            if outlet is not None:
                found.append(Relay((i, i + n), outlet, i == first))
                end = outlet[1]
    return tuple(found)


def _outlet_after(page: Page, i: int, last: int) -> Range | None:
    """The outlet behind a formula, without what it made: "dikutip dari tayangan [Hulu TV]"."""
    found = source_after(page, i, last)
    if found is None:
        return None
    first, end = found
    lex = page.lexicon
    capitals = [k for k in range(first, end) if page.words[k][0].isupper()]
    if not capitals or any(
        lex.match(name, page.lowers, first, end) for name in ("media", "determiners", "titles")
    ):
        return found
    return capitals[0], end


def _skip_agent(page: Page, i: int, last: int) -> int:
    while i < last and (page.lexicon.has("agent", page.lowers[i])):
        i += 1
    return i


def told_in(page: Page, tellers: list[int], last: int) -> tuple[Relay, ...]:
    """Outlets that a source spoke to: "kepada kantor berita SANA", "told Reuters"."""
    lex = page.lexicon
    found: list[Relay] = []
    for i in tellers:
        if page.in_quote[i] >= 0:
            continue
        if lex.has("told", page.lowers[i]) and (named := source_after(page, i, last)) is not None:
            found.append(Relay((i, i + 1), named, opening=False, glued=1))
        n = lex.match("relay_links", page.lowers, i, last)
        if n:
            outlet = _outlet_after(page, i + n, last)
            if outlet is not None and _may_tell(page, *outlet) and not is_own(page, *outlet):
                found.append(Relay((i, i + n), outlet, opening=False))
    return tuple(found)


def relay_in_source(page: Page, first: int, last: int) -> tuple[int, Range, Range] | None:
    """A relay inside a source: where the source ends, the formula, the outlet.

    "[sumber] yang {berbicara dengan} <Kabar Ujung>", "[sumber] <Kabar Ujung>".
    """
    lex = page.lexicon
    for i in page.where(TELLS, first + 1, last):
        n = lex.match("relay_links", page.lowers, i, last)
        if not n and lex.has("relatives", page.lowers[i - 1]):  # "pernyataan yang dikutip AFP"
            n = lex.match("relays", page.lowers, i, last)
        outlet = source_after(page, i + n, last) if n and i + n < last else None
        if outlet is not None and is_outlet(page, *outlet) and not is_own(page, *outlet):
            end = i
            while end > first + 1 and (
                page.words[end - 1] == "," or lex.has("relatives", page.lowers[end - 1])
            ):
                end -= 1
            return end, (i, i + n), outlet
    return _owned(page, first, last)


def _owned(page: Page, first: int, last: int) -> tuple[int, Range, Range] | None:
    """An unnamed source and the outlet it spoke to: "[sumber eksklusif] <Kabar Ujung>"."""
    lex = page.lexicon
    if lex.words.capital_nouns or not any(
        lex.match("anonymous", page.lowers, i, last) == 1
        for i in lex.spots_of("anonymous", page.lowers, first, min(last, first + 2))
    ):
        return None
    i = first + 1
    while i < last and not page.words[i][0].isupper():
        if (
            lex.has("links", page.lowers[i])
            or lex.match("adjuncts", page.lowers, i, last)
            or lex.has("relatives", page.lowers[i])
        ):
            return None
        i += 1
    end = i
    while end < last and page.capital(end):
        end += 1
    lists = ("organisations", "titles", "offices", "places", "groups")
    if i >= end or lex.match_any(lists, page.lowers, i, last) or is_own(page, i, end):
        return None
    return i, (i, i), (i, end)


def names_somebody(page: Page, first: int, last: int) -> bool:
    """Whether there is a capital, or a word for who can be cited: not "mengutip tanpa izin"."""
    if any(page.capital(k) or page.words[k] != page.lowers[k] for k in range(first, last)):
        return True  # "detikHulu" has its capital inside
    return any(page.lexicon.match_any(NAMING, page.lowers, k, last) for k in range(first, last))


def find_cited(page: Page, first: int, last: int) -> tuple[Range, Range] | None:
    """`citing [two officials]` beside a comma or at the head of the sentence: words and source."""
    citing = page.lexicon.phrases["citing"]
    for i in page.where(TELLS, first, last):
        if page.lowers[i] not in citing or page.in_quote[i] >= 0:
            continue
        n = page.lexicon.match("citing", page.lowers, i, last)
        if n and i + n < last and (i == first or page.words[i - 1] == ","):
            inner = source_after(page, i + n, last)
            return None if inner is None else ((i, i + n), inner)
    return None


def is_outlet(page: Page, first: int, last: int) -> bool:
    """Whether a phrase names an outlet: known, a web address, or with a word like "News"."""
    name = page.text[page.starts[first] : page.ends[last - 1]]
    if outlet_of(name) is not None or tuple(page.lowers[first:last]) in page.outlet_names:
        return True
    lex = page.lexicon
    if lex.words.right_headed:
        end = head_last(page, first, last)
        if kind_at(page, first, end) == "outlet" or _masthead(page, first, end):
            return True
    elif _named_outlet(page, first, last) or any(
        lex.match("media", page.lowers, i, last)
        for i in lex.spots_of("media", page.lowers, first, last)
    ):
        return True
    if "." in name and any(_is_address(word) for word in page.words[first:last]):
        return True
    return any(page.codes[i] & CAPITAL and _known(page, i) for i in range(first, last))


def _named_outlet(page: Page, first: int, last: int) -> bool:
    """Whether only capitals stand here, one of them as outlets have it: "Hulu [Pos]"."""
    words, mastheads = page.words[first:last], page.lexicon.sets["mastheads"]
    if not mastheads or len(words) < 2 or not all(word[0].isupper() for word in words):
        return False
    lists = ("titles", "organisations", "places")
    return not page.lexicon.match_any(lists, page.lowers, first, last) and (
        page.lowers[first] in mastheads or page.lowers[last - 1] in mastheads
    )


def _masthead(page: Page, first: int, end: int) -> bool:
    """Whether a common noun for outlets stands before a name: "the daily Costa Nova"."""
    lex = page.lexicon
    return any(
        lex.match("media", page.lowers, i, end) == 1 and page.capital(i + 1)
        for i in lex.spots_of("media", page.lowers, first, end - 1)
    )


def outlets_named(page: Page) -> frozenset[str]:
    """Single names that stand behind words for passing on: "told [Meridien]", "as [Meridien]"."""
    lex, lowers = page.lexicon, page.lowers
    if not lex.words.full_names:
        return frozenset()
    found = set()
    for i in page.where(TELLS, 0, len(lowers)):
        last = len(lowers)
        n = max(lex.match("relays", lowers, i, last), lex.match("relay_links", lowers, i, last))
        k = i + n
        if (
            n
            and k < len(lowers)
            and page.capital(k)
            and not page.capital(min(k + 1, len(lowers) - 1))
        ):
            found.add(lowers[k])
    return frozenset(found)


def _may_tell(page: Page, first: int, last: int) -> bool:
    """Whether somebody told an outlet: one we know, or a lone name that is nobody's surname."""
    if page.words[first] == "The" and last - first == 2:
        first += 1  # "told The Nightly"
    return is_outlet(page, first, last) or lone_name(page, first, last)


def lone_name(page: Page, first: int, last: int) -> bool:
    """Whether one capitalised word stands here that no longer name holds: "told [Meridien]"."""
    lex = page.lexicon
    if last - first != 1 or not lex.words.full_names or not page.capital(first):
        return False
    lists = ("organisations", "places", "titles", "offices", "groups", "times", "pronouns")
    known = lex.match_any(lists, page.lowers, first, last)
    return not known and page.lowers[first] not in page.in_names


def _is_address(word: str) -> bool:
    return (
        "." in word
        and word[-1].isalpha()
        and len(word) > 4
        and word.count(".") <= 2
        and word[0].isalpha()
        and not word.isupper()
    )


def _known(page: Page, i: int) -> bool:
    """Whether a capitalised word names an outlet, and no rank ("AKP") that is spelt alike."""
    if len(page.words[i]) < 3 or page.lexicon.has("titles", page.lowers[i]):
        return False
    return outlet_of(page.words[i]) is not None


def is_own(page: Page, first: int, last: int) -> bool:
    """Whether the phrase names the outlet that publishes the article."""
    if page.outlet is None:
        return False
    name = page.text[page.starts[first] : page.ends[last - 1]]
    return key_of(page.outlet) in key_of(name)
