"""The source behind its verb: "Y, kata X", "Y, said X", "сообщил РИА источник".

In: a place (page, sentence, cue). Out: a finding or `None`. Idea: what stands before the cue
is the content when a comma or a mark closes it. Weakness: an outlet right behind the verb may
be who says it or who was told; a lower-case noun phrase after it decides.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.contents import fragments, relay_cut, skip_adjuncts
from menurut.attribute.findings import Finding
from menurut.attribute.heads import head_last, kind_at
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, is_time, source_after
from menurut.attribute.places import (
    Place,
    clitic_span,
    cue_span,
    left_content,
    make,
    rest_fragments,
    stands_after_content,
)
from menurut.attribute.relays import is_outlet, is_own
from menurut.model import Spans


def stem_rung(place: Place) -> Finding | None:
    """Content first: `"...", kata X`, `..., kata X, ...`, `..., katanya`."""
    page, hit = place.page, place.hit
    if hit.clitic:
        source: Spans = (clitic_span(place),)
        end = hit.last
    else:
        found = source_after(page, hit.last, place.last)
        if found is None:
            return None
        source, end = (page.span(*found),), found[1]
    return inverted(place, source, end)


def inverted(place: Place, source: Spans, end: int) -> Finding | None:
    """Content around or before a cue whose source follows (tokens up to `end`)."""
    page, hit = place.page, place.hit
    left = left_content(place, hit.first)
    if left is None:
        if not hit.clitic and page.words[end : end + 1] != [","]:
            return None  # "Pesan berantai ...": a noun
        start = end + 1 if end < place.last and page.words[end] == "," else end
        start = skip_adjuncts(page, start, place.last)
        return make(
            place, "inverted", source, fragments(page, (start, relay_cut(page, start, place.last)))
        )
    (first, last), quoted = left
    if (
        not quoted
        and page.words[hit.first - 1] not in ",-–—?!…:"
        and page.in_quote[hit.first - 1] < 0
    ):
        return None
    ranges = ((first, last), *rest_fragments(place, end, (first, last)))
    return make(place, "quote-cue" if quoted else "inverted", source, fragments(page, *ranges))


def prefers_inversion(place: Place) -> bool:
    """Whether a clause or quotation ends before the cue and somebody who can speak stands after."""
    page, hit = place.page, place.hit
    if not hit.group.inverts or page.lexicon.words.verb_first:
        return False
    if not stands_after_content(place, hit.first):
        return False
    i = skip_days(page, hit.last, place.last)
    if i >= place.last:
        return False
    if page.in_quote[i] >= 0 or not _may_speak(page, i, place.last):
        return False
    left = left_content(place, hit.first)
    return left is not None and (left[1] or any(page.verb(k) for k in range(*left[0])))


SPEAKERS = ("titles", "offices", "anonymous", "organisations", "pronouns", "media", "groups")


def _may_speak(page: Page, i: int, last: int) -> bool:
    """Whether what begins here can be a source; right-headed, its head decides."""
    if page.capital(i) or house_at(page, i, last):
        return True
    if page.lexicon.match_any(SPEAKERS, page.lowers, i, last):
        return True
    after = source_after(page, i, last) if page.lexicon.words.right_headed else None
    return after is not None and kind_at(page, after[0], head_last(page, *after)) is not None


def inverted_verb(place: Place) -> Finding | None:
    """`"...", said X`; `..., сообщил РИА источник` has the outlet told before the source."""
    page, hit = place.page, place.hit
    i = skip_days(page, hit.last, place.last)
    after = house_at(page, i, place.last) or source_after(page, i, place.last)
    if after is None:
        return None
    found = inverted(place, (page.span(*after),), after[1])
    if found is None:
        return None
    cited = _citing_after(place, found, after)
    if cited is not None:
        return cited
    second = _teller(page, after, place.last)
    if second is None:
        return found
    again = inverted(place, (page.span(*second),), second[1])
    if again is None or is_own(page, *after):
        return again
    return msgspec.structs.replace(again, via=((page.span(*after),),))


def _teller(page: Page, told: Range, last: int) -> Range | None:
    """Who spoke to the outlet right behind the verb: "сообщил РИА в среду [источник]"."""
    if not (is_outlet(page, *told) or is_own(page, *told)):
        return None
    i = skip_days(page, told[1], last)
    house = house_at(page, i, last)
    if house is not None:
        return house
    second = source_after(page, i, last) if i < last else None
    return None if second is None or page.capital(second[0]) else second


# "в [экстренных службах]": so many words before the one that names the house.
HOUSE_REACH = 3


def house_at(page: Page, i: int, last: int) -> Range | None:
    """A house that speaks, with its "in": "сообщили [в мэрии Хулу]"."""
    lex = page.lexicon
    if i + 1 >= last or not lex.has("houses", page.lowers[i]):
        return None
    found = source_after(page, i + 1, last)
    if found is None or not any(
        lex.match("organisations", page.lowers, k, last)
        for k in range(i + 1, min(found[1], i + 1 + HOUSE_REACH))
    ):
        return None
    return i, found[1]


def skip_days(page: Page, i: int, last: int) -> int:
    """Step over days and dates: "во вторник, 20 октября,"."""
    k = i
    while k < last and page.in_quote[k] < 0:
        n = page.lexicon.match("adjuncts", page.lowers, k, last)
        if n and k + n < last and is_time(page, k + n):
            k += n
        elif not is_time(page, k) and not (page.words[k] == "," and k > i):
            break
        k += 1
    return k


def _citing_after(place: Place, found: Finding, relay: Range) -> Finding | None:
    """`передаёт Reuters со ссылкой на источник`: the source is the one cited."""
    page, i = place.page, relay[1]
    if i >= place.last:
        return None
    i += page.words[i] == ","
    n = page.lexicon.match("citing", page.lowers, i, place.last) if i < place.last else 0
    inner = source_after(page, i + n, place.last) if n and i + n < place.last else None
    if inner is None:
        return None
    content = tuple(span for span in found.content if span.end <= page.starts[place.hit.first])
    return msgspec.structs.replace(
        found, source=(page.span(*inner),), cue=(page.span(i, i + n),),
        content=content or found.content,
        via=((page.span(*relay),),), via_cue=(cue_span(place),),
    )  # fmt: skip


def anaphoric(place: Place) -> Finding | None:
    """`Об этом сообщил X`, `This was said by X`: the content points back."""
    page, hit = place.page, place.hit
    if not (hit.group.inverts or hit.group.tail):
        return None
    n = page.lexicon.match("anaphors", page.lowers, place.first, hit.first)
    if not n:
        return None
    i = place.first + n
    if page.lexicon.words.verb_second and i < hit.first:
        return None
    if any(page.verb(k) for k in range(i, hit.first)):
        return None
    k = skip_days(page, hit.last, place.last)
    after = house_at(page, k, place.last) or source_after(page, k, place.last)
    if after is None:
        return None
    content = fragments(page, (place.first, i))
    return make(place, "anaphoric", (page.span(*after),), content)
