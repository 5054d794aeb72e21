"""Nouns that report: "klaim bahwa Y", "her claim that Y", "dengan dalih Y".

The content is what follows "bahwa"/"that", an infinitive, or a quotation.
"""

from __future__ import annotations

from menurut.attribute.contents import fragments, relay_cut
from menurut.attribute.findings import Finding
from menurut.attribute.page import Page
from menurut.attribute.places import Place, make, quote_starting
from menurut.model import Spans


def noun_rung(place: Place) -> Finding | None:
    """A reporting noun with a clause, an infinitive or a quotation after it."""
    page, hit = place.page, place.hit
    cut = relay_cut(page, hit.last - 1, place.last)
    i = hit.last
    if i >= cut:
        return None
    lex, takes = page.lexicon, hit.group.takes
    number = quote_starting(page, i, cut)
    if number is not None and "quote" in takes:
        quote = page.quotes[number]
        return make(place, "noun", _owner(place), fragments(page, (quote.first, quote.last)))
    fits = ("clause" in takes and lex.has("complementizers", page.lowers[i])) or (
        ("infinitive" in takes and lex.has("infinitives", page.lowers[i])) or "noun" in takes
    )
    return make(place, "noun", _owner(place), fragments(page, (i, cut))) if fits else None


def _owner(place: Place) -> Spans:
    """The possessor before the noun: "Moor’s claim", "her claim"."""
    page, i = place.page, place.hit.first - 1
    if i < place.floor:
        return ()
    if page.lexicon.has("pronouns", page.lowers[i]):
        return (page.span(i, i + 1),)
    if page.words[i] in ("’s", "'s", "'", "’") and i - 1 >= place.floor:
        return (page.span(_name_start(page, i - 1, place.floor), i),)
    return ()


def _name_start(page: Page, i: int, floor: int) -> int:
    end = i
    while (
        i > floor
        and page.in_quote[i - 1] < 0
        and (page.capital(i - 1) or page.lexicon.has("links", page.lowers[i - 1]))
    ):
        i -= 1
    start = i
    while start < end and page.lexicon.has("links", page.lowers[start]):
        start += 1
    return start if start <= end else i
