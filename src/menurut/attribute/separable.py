"""Verbs in two parts, and verbs in second place: "X teilte am Montag mit, dass Y".

In: a place (page, sentence, cue). Out: a finding whose cue has both parts, or `None` when the
second part does not end the clause of the first. Weakness: a tail that is a preposition as
well is only taken before a comma, a colon, a quotation or the end.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.clauses import content_after
from menurut.attribute.contents import fragments
from menurut.attribute.findings import Finding
from menurut.attribute.inversion import anaphoric, inverted
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, opens_adjunct, source_after
from menurut.attribute.places import (
    Place,
    cue_span,
    left_content,
    make,
    quote_starting,
    stands_after_content,
)
from menurut.attribute.subjects import subject_before
from menurut.model import Spans

# "teilte die Staatsanwaltschaft in Hulu am späten Montagabend mit": parts lie so far apart.
TAIL_REACH = 24


def separable_rung(place: Place) -> Finding | None:
    """`X teilte mit, dass Y`; `Am Montag teilte X mit, dass Y`; `Y, teilte X mit`."""
    page, hit = place.page, place.hit
    tail = _tail(place)
    if tail is None:
        return None
    cue: Spans = (cue_span(place), page.span(tail, tail + 1))
    if tail == hit.last:
        cue = (page.span(hit.first, tail + 1),)
    behind = source_between(page, hit.last, tail)
    back = anaphoric(place)
    if back is not None:
        return msgspec.structs.replace(back, cue=cue)
    if behind is not None and stands_after_content(place, hit.first):
        found = inverted(
            msgspec.structs.replace(place, last=tail), (page.span(*behind),), behind[1]
        )
        return found and msgspec.structs.replace(found, cue=cue)
    subject = behind or subject_before(page, hit.first, place.floor)
    content = None if subject is None else content_after(place, tail + 1)
    if subject is None or content is None:
        return None
    quoted = quote_starting(page, tail + 1, place.last) is not None
    return make(
        place, "quote-cue" if quoted else "clause", (page.span(*subject),), content, cue=cue
    )


def quoted_rung(place: Place) -> Finding | None:
    """`X was quoted by R as saying Y`, `X was quoted as saying by R`: R is a relay."""
    page, hit = place.page, place.hit
    tail = _tail(place, closing=False)
    subject = subject_before(page, hit.first, place.floor)
    if tail is None or subject is None:
        return None
    relay, end = _relay(place, hit.last), tail + 1
    if relay is None:
        relay = _relay(place, end)
        end = relay[1] if relay is not None else end
    content = content_after(place, end) if end < place.last else None
    quoted = quote_starting(page, end, place.last) is not None
    if content is None and stands_after_content(place, subject[0]):
        left = left_content(place, subject[0])
        content = None if left is None else fragments(page, left[0])
        quoted = left is not None and left[1]
    if content is None:
        return None
    cue: Spans = (page.span(hit.first, tail + 1),)
    if tail > hit.last and relay is not None and relay[0] < tail:
        cue = (cue_span(place), page.span(tail, tail + 1))
    via = ((page.span(*relay),),) if relay is not None else ()
    return make(
        place,
        "quote-cue" if quoted else "clause",
        (page.span(*subject),),
        content,
        cue=cue,
        via=via,
    )


def citing_rung(place: Place) -> Finding | None:
    """`R quoted X as saying Y`: the source is X, and R a relay."""
    page, hit = place.page, place.hit
    tail = _tail(place, closing=False)
    relay = subject_before(page, hit.first, place.floor)
    inner = None if tail is None else source_after(page, hit.last, tail)
    content = None if tail is None or tail + 1 >= place.last else content_after(place, tail + 1)
    if tail is None or relay is None or inner is None or content is None:
        return None
    cue = (cue_span(place), page.span(inner[1], tail + 1))
    via = ((page.span(*relay),),)
    return make(place, "clause", (page.span(*inner),), content, cue=cue, via=via)


def _relay(place: Place, i: int) -> Range | None:
    """The outlet behind "by" at `i`, without "as"."""
    page = place.page
    if i + 1 >= place.last or not page.lexicon.has("agent", page.lowers[i]):
        return None
    return source_after(page, i + 1, place.last)


def _tail(place: Place, *, closing: bool = True) -> int | None:
    """The token that completes the verb; `closing`: only where its clause ends."""
    page, hit = place.page, place.hit
    for i in range(hit.last, min(place.last, hit.last + TAIL_REACH)):
        if page.in_quote[i] >= 0 or page.words[i] in ",:;":
            return None
        if page.lowers[i] in hit.group.tail and not (
            closing and not _closes(page, i + 1, place.last)
        ):
            return i
    return None


def _closes(page: Page, i: int, last: int) -> bool:
    if i >= last or page.words[i] in ",:;" or page.in_quote[i] >= 0:
        return True
    lex = page.lexicon
    return lex.has("complementizers", page.lowers[i]) or lex.has("agent", page.lowers[i])


def source_between(page: Page, first: int, last: int) -> Range | None:
    """The subject behind its verb: "teilte [die Polizei] am Montag mit"."""
    if first >= last or opens_adjunct(page, first, last):
        return None
    return source_after(page, first, last)
