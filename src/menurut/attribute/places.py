"""A cue where it stands, and what stands around it.

In: a page, a sentence and a cue. Out: a `Place`, the stretches before and after it that may
be content, and the finding made of them. What all rungs share.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.contents import relay_cut, sentence_end
from menurut.attribute.findings import Finding, Hit
from menurut.attribute.labels import act_of
from menurut.attribute.lexicon import TELLS
from menurut.attribute.page import Page, Sentence
from menurut.attribute.phrases import Range, opens_adjunct
from menurut.model import Span, Spans


class Place(msgspec.Struct, frozen=True):
    """A cue where it stands."""

    page: Page
    sentence: Sentence
    number: int
    hit: Hit
    floor: int
    """The subject begins no farther left: an earlier cue of the sentence ends here."""
    first: int
    last: int
    """The sentence without dateline and final stop."""


def make_place(page: Page, number: int, hit: Hit, first: int, floor: int) -> Place:
    """Put a cue in its sentence, which begins at `first` (after dateline and opening relay)."""
    sentence = page.sentences[number]
    return Place(
        page, sentence, number, hit, max(first, floor), first, sentence_end(page, sentence)
    )


def cue_span(place: Place) -> Span:
    """The characters of the cue without a clitic."""
    page, hit = place.page, place.hit
    first = hit.first
    while first < hit.core and page.lexicon.has("particles", page.lowers[first]):
        first += 1
    return Span(page.starts[first], page.ends[hit.last - 1] - hit.clitic)


def clitic_span(place: Place) -> Span:
    """The characters of the clitic that is the source."""
    end = place.page.ends[place.hit.last - 1]
    return Span(end - place.hit.clitic, end)


def make(place: Place, rule: str, source: Spans, content: Spans, **more: object) -> Finding | None:
    """A finding of this cue, or `None` without content."""
    if not content:
        return None
    group = place.hit.group
    finding = Finding(
        source=source,
        cue=(cue_span(place),),
        content=content,
        rule=rule,
        act=act_of(place.page, group, content),
        hedged=group.hedge,
        sentence=place.number,
        confidence=group.confidence,
    )
    return msgspec.structs.replace(finding, **more) if more else finding


def quote_ending(page: Page, i: int, first: int) -> int | None:
    """The quotation that ends just before token `i`, a comma or dash between them allowed."""
    i -= 1
    while i >= first and page.in_quote[i] < 0 and page.words[i] in ",-–—.":
        i -= 1
    if i >= first and page.in_quote[i] >= 0 and page.quotes[page.in_quote[i]].last == i + 1:
        return page.in_quote[i]
    return None


def quote_starting(page: Page, i: int, last: int) -> int | None:
    """The quotation that begins at token `i`, after a comma, colon or complementizer."""
    while (
        i < last
        and page.in_quote[i] < 0
        and (page.words[i] in ",:" or page.lexicon.has("complementizers", page.lowers[i]))
    ):
        i += 1
    if i < last and page.in_quote[i] >= 0 and page.quotes[page.in_quote[i]].first == i:
        return page.in_quote[i]
    return None


def left_content(place: Place, end: int) -> tuple[Range, bool] | None:
    """What stands before token `end`, and whether it is one quotation."""
    page = place.page
    number = quote_ending(page, end, place.first)
    if number is not None and page.quotes[number].first <= place.first:
        return (page.quotes[number].first, page.quotes[number].last), True
    start = place.first
    return ((start, end), False) if start < end else None


def clause_start(place: Place) -> int:
    """Where the clause of a cue begins: after the last complementizer before it."""
    page = place.page
    start = place.first
    for i in range(place.first, place.hit.first):
        if page.in_quote[i] < 0 and page.lexicon.has("complementizers", page.lowers[i]):
            start = i + 1
    for i in range(start + 1, place.hit.first):
        if (
            start > place.first
            and page.lexicon.has("coordinators", page.lowers[i])
            and coordinates(page, i, start, place.hit.first)
        ):
            start = i + 1
    return start


def coordinates(page: Page, i: int, first: int, last: int) -> bool:
    """Whether clauses stand on both sides of the conjunction at `i`."""
    return any(page.verb(k) for k in range(first, i)) and any(
        page.verb(k) for k in range(i + 1, last)
    )


def after_opening_relay(page: Page, first: int, last: int) -> int:
    """Where the sentence goes on after "Dilansir Kabar Ujung, Senin (4/3),"."""
    if not page.codes[first] & TELLS or not page.lexicon.match("relays", page.lowers, first, last):
        return first
    i = first
    comma = None
    while i < min(last, first + 25) and page.in_quote[i] < 0:
        if page.words[i] == ",":
            comma = i
            if i + 1 < last and not opens_adjunct(page, i + 1, last):
                break
        i += 1
    return first if comma is None else comma + 1


def _complete(place: Place, start: int, end: int) -> bool:
    """Whether what stands before the cue is a clause already, so that nothing need follow."""
    return any(place.page.verb(k) for k in range(start, end))


def rest_fragments(place: Place, i: int, left: Range) -> tuple[Range, ...]:
    """What goes on after cue and source in the middle of a content: "..., kata dia, ..."."""
    page, last = place.page, place.last
    start, end = left
    number = quote_starting(page, i, last)
    if number is not None:
        return ((page.quotes[number].first, page.quotes[number].last),)
    cut = relay_cut(page, i - 1, last) if i > 0 else last
    if i >= cut:
        return ()
    if page.words[i] == ",":
        i += 1
    elif quote_ending(page, place.hit.first, place.first) is not None:
        return ()  # "“Doakan saja,” katanya singkat": words on manner
    lex = page.lexicon
    if i >= cut or opens_adjunct(page, i, cut) or lex.has("subordinators", page.lowers[i]):
        return ()
    if lex.match("relay_links", page.lowers, i, cut):  # "sagte Moor der Agentur Hulu"
        return ()
    if _complete(place, start, end) and not page.lexicon.has("coordinators", page.lowers[i]):
        return ()
    return ((i, cut),) if page.words[i][0].isalnum() or page.in_quote[i] >= 0 else ()


def stands_after_content(place: Place, i: int) -> bool:
    """Whether a comma or a quotation ends just before token `i`."""
    page = place.page
    return i > place.first and (page.words[i - 1] in ",-–—?!" or page.in_quote[i - 1] >= 0)
