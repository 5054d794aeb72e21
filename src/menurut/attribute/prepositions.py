"""Formulas: "menurut X, Y", "Y, according to X", "berdasarkan data X, Y".

A thing that somebody gave ("laporan", "data") belongs to the cue when its giver is named,
and is itself the source when not.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.contents import fragments, relay_cut, skip_setting
from menurut.attribute.findings import Finding
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, short_quote_here, source_after, source_to_comma
from menurut.attribute.places import (
    Place,
    clause_start,
    clitic_span,
    cue_span,
    left_content,
    make,
    quote_ending,
    rest_fragments,
)
from menurut.attribute.subjects import subject_before, subject_of_relative
from menurut.model import Span, Spans


def giver_of(page: Page, first: int, last: int) -> int | None:
    """Where the giver of an artefact begins: "laporan [Kabar Ujung]"; `None` if unnamed."""
    lex = page.lexicon
    n = lex.match("artefacts", page.lowers, first, last)
    i = first + n
    if not n or i >= last or page.in_quote[i] >= 0:
        return None
    if lex.has("agent", page.lowers[i]):
        i += 1
    if lex.has("relatives", page.lowers[i]) or lex.has("demonstratives", page.lowers[i]):
        return None
    known = page.capital(i) or any(
        lex.match(name, page.lowers, i, last)
        for name in (
            "anonymous",
            "offices",
            "titles",
            "organisations",
            "determiners",
            "groups",
            "media",
            "pronouns",
        )
    )
    return i if known else None


def _source(place: Place) -> tuple[Spans, Span, int] | None:
    """Source, cue and the token after them."""
    page, hit = place.page, place.hit
    if hit.clitic:
        return (clitic_span(place),), cue_span(place), hit.last
    for i in range(hit.core + 1, hit.last):
        if page.lexicon.has("pronouns", page.lowers[i]):  # "по [его] словам"
            return (page.span(i, i + 1),), cue_span(place), hit.last
    found = _quoted_name(page, hit.last, place.last)
    if found is None and not page.lexicon.words.verb_second:
        found = source_to_comma(page, hit.last, place.last) if _fronted(place) else None
    if found is None:
        found = source_after(page, hit.last, place.last)
    if found is None:
        return None
    giver = giver_of(page, *found)
    if giver is None:
        return (page.span(*found),), cue_span(place), found[1]
    return (page.span(giver, found[1]),), page.span(hit.first, giver), found[1]


def _quoted_name(page: Page, i: int, last: int) -> Range | None:
    """A source that is a name in marks: `по данным «Речного вестника»`."""
    if i >= last or not short_quote_here(page, i):
        return None
    return i, page.quotes[page.in_quote[i]].last


def _fronted(place: Place) -> bool:
    """Whether the formula opens its sentence or clause, so that its content follows."""
    page, first = place.page, place.hit.first
    if first <= place.first:
        return True
    before = page.lowers[first - 1]
    if page.lexicon.has("coordinators", before) or page.lexicon.has("complementizers", before):
        return True
    i = place.first
    while i < first:
        n = page.lexicon.match("openers", page.lowers, i, first) or page.lexicon.match(
            "times", page.lowers, i, first
        )
        if not n and page.words[i] != ",":
            return False
        i += n or 1
    return True


def preposition_rung(place: Place) -> Finding | None:
    """One formula with its source; content after it, before it, or around it."""
    page, hit = place.page, place.hit
    got = _source(place)
    if got is None:
        return None
    source, cue, end = got
    if hit.first > place.first and page.lexicon.has("relatives", page.lowers[hit.first - 1]):
        return _relative(place, source, cue, end)
    if _fronted(place):
        start = after_source(place, end)
        cut = relay_cut(page, start, place.last) if start < place.last else place.last
        return make(place, "preposition", source, fragments(page, (start, cut)), cue=(cue,))
    left = left_content(place, hit.first)
    if left is None:
        return None
    if not left[1]:
        left = (max(left[0][0], clause_start(place)), left[0][1]), False
    quoted = left[1] or quote_ending(page, hit.first, place.first) is not None
    ranges = (left[0], *rest_fragments(place, end, left[0]))
    rule = "quote-cue" if quoted else "preposition"
    return make(place, rule, source, fragments(page, *ranges), cue=(cue,))


def postposition_rung(place: Place) -> Finding | None:
    """`[Der Polizei] zufolge Y`, `Y, [Augenzeugen] zufolge, Y`: the source stands before."""
    page, hit = place.page, place.hit
    found = subject_before(page, hit.first, place.floor)
    if found is None:
        return None
    source: Spans = (page.span(*found),)
    start = after_source(place, hit.last)
    rest: Range = (start, relay_cut(page, start, place.last) if start < place.last else start)
    return make(place, "preposition", source, fragments(page, (place.first, found[0]), rest))


def after_source(place: Place, end: int) -> int:
    """The token where the content begins after a fronted formula and its source."""
    page, last = place.page, place.last
    while end < last and page.words[end] != "," and _adjunct_here(place, end):
        end = _past_comma(page, end, last) if _comma_near(page, end, last) else end + 1
        if page.words[end - 1] == ",":
            return _past_settings(page, end, last)
    if end < last and page.words[end] == ",":
        end += 1
        if end < last and page.lexicon.has("relatives", page.lowers[end]):
            end = _past_comma(page, end, last)  # "According to Moor, who spoke to Meridien, ..."
    return _past_settings(page, end, last)


def _past_settings(page: Page, i: int, last: int) -> int:
    """Step over days and places between a formula and its content: "Kabar Ujung, Senin (4/3),"."""
    while i < last and (page.lexicon.has("times", page.lowers[i]) or page.words[i] in "(["):
        after = skip_setting(page, i, last)
        if after == i:
            break
        i = after
    return i


def _adjunct_here(place: Place, i: int) -> bool:
    lex, lowers = place.page.lexicon, place.page.lowers
    return (
        lex.match("adjuncts", lowers, i, place.last) > 0
        or lex.has("relatives", lowers[i])
        or place.page.words[i] in "(["
    )


def _comma_near(page: Page, i: int, last: int) -> bool:
    return "," in page.words[i : min(last, i + 14)]


def _past_comma(page: Page, i: int, last: int) -> int:
    while i < last and page.words[i] != ",":
        i += 1
    return min(last, i + 1)


def _relative(place: Place, source: Spans, cue: Span, end: int) -> Finding | None:
    """`kunjungan yang menurut X adalah awal baru`: the head and what follows are content."""
    page = place.page
    head = subject_of_relative(page, place.hit.first - 1, place.floor)
    if head is None or end >= place.last:
        return None
    rest: Range = (end, relay_cut(page, end, place.last))
    return make(place, "preposition", source, fragments(page, head, rest), cue=(cue,))


def basis_rung(place: Place) -> Finding | None:
    """`Berdasarkan X, Y`: the same formula, looser, only where it opens the sentence."""
    finding = preposition_rung(place) if _fronted(place) else None
    return None if finding is None else msgspec.structs.replace(finding, rule="basis")
