"""Languages whose verb comes first: `قال X إن Y`, `نقلت X عن Y قوله إن Z`.

In: a place (page, sentence, cue). Out: a finding or `None`. Idea: without capitals and before
the content, the source goes on to a border: the word for "that", a quotation, a colon, words
on occasion. Weakness: where a source without such a border ends is left to the word lists.
"""

from __future__ import annotations

from menurut.attribute.clauses import content_after
from menurut.attribute.contents import find_complementizer
from menurut.attribute.findings import Finding
from menurut.attribute.inversion import inverted
from menurut.attribute.page import Page
from menurut.attribute.phrases import BREAKS, Range, is_time, opens_adjunct, source_after
from menurut.attribute.places import Place, cue_span, make, quote_ending, quote_starting
from menurut.attribute.subjects import subject_before

# A phrase on place or an apposition inside a source has at most so many words.
PART_TOKENS = 12
HEADS = ("titles", "offices", "anonymous", "organisations", "media", "groups")


def verb_first_rung(place: Place) -> Finding | None:
    """`قال X إن Y`: verb, source, content."""
    page, hit = place.page, place.hit
    if hit.last < place.last and page.lexicon.has("verbal_nouns", page.lowers[hit.last]):
        return _of_an_event(place)
    source = source_behind(page, hit.last, place.last)
    if source is None:
        return _subject_first(place)
    start = past_insertions(page, source[1], place.last)
    content = content_after(place, start) if start < place.last else None
    if content is None:
        quoted_before = quote_ending(page, hit.first, place.first) is not None
        return inverted(place, (page.span(*source),), source[1]) if quoted_before else None
    quoted = quote_starting(page, start, place.last) is not None
    return make(place, "quote-cue" if quoted else "clause", (page.span(*source),), content)


def _of_an_event(place: Place) -> Finding | None:
    """`(X ...) وأعلن إغلاق الجسر`: a verbal noun is what is said; who says it stands before."""
    page, hit = place.page, place.hit
    content = content_after(place, hit.last)
    if content is None:
        return None
    first = place.floor <= place.first  # a later cue has the source of the one before
    subject = subject_before(page, hit.first, place.floor) if first else None
    if subject is None:
        return make(place, "clause", (), content, shared=True)
    return make(place, "clause", (page.span(*subject),), content)


def _subject_first(place: Place) -> Finding | None:
    """`(وكانت) X قد أعلنت أن Y`: the subject stands before, and "that" shows the content."""
    page, hit = place.page, place.hit
    subject = subject_before(page, hit.first, place.floor)
    start = find_complementizer(page, hit.last, place.last)
    content = None if subject is None or start is None else content_after(place, start)
    if subject is None or content is None:
        return None
    return make(place, "clause", (page.span(*subject),), content)


def cite_rung(place: Place) -> Finding | None:
    """`نقلت X عن Y قوله إن Z`: the source is Y, and X a relay."""
    page = place.page
    got = _relay_and_cited(place)
    if got is None:
        return None
    relay, at, inner = got
    cue, start = (at - 1, at), past_insertions(page, inner[1], place.last)
    if start < place.last and page.lexicon.has("speech_nouns", page.lowers[start]):
        cue = (start, start + 1)
        start = past_insertions(page, start + 1, place.last)
    content = content_after(place, start) if start < place.last else None
    if content is None:
        return None
    return make(
        place, "clause", (page.span(*inner),), content,
        cue=(page.span(*cue),), via=((page.span(*relay),),), via_cue=(cue_span(place),),
    )  # fmt: skip


def _relay_and_cited(place: Place) -> tuple[Range, int, Range] | None:
    """The outlet that cites, one past the citing word, and the one cited."""
    page, hit = place.page, place.hit
    relay = source_behind(page, hit.last, place.last)
    at = _tail(place, hit.last if relay is None else relay[1])
    if relay is None:
        relay = subject_before(page, hit.first, place.floor)
    inner = source_behind(page, at, place.last) if at else None
    return None if relay is None or inner is None else (relay, at, inner)


def _tail(place: Place, i: int) -> int:
    """One past the word before the one cited ("عن"), or 0."""
    page, last = place.page, place.last
    for k in range(i, min(last, i + PART_TOKENS)):
        if page.in_quote[k] >= 0:
            return 0
        if page.lowers[k] in place.hit.group.tail:
            return k + 1 if k + 1 < last else 0
    return 0


def _border(page: Page, i: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    return (
        page.in_quote[i] >= 0
        or page.words[i] in BREAKS
        or page.words[i] in ",-"
        or any(lex.has(n, lowers[i]) for n in ("complementizers", "speech_nouns", "told"))
        or lex.match("settings", lowers, i, last) > 0
        or lex.has("times", lowers[i])
    )


def _part_end(page: Page, i: int, last: int) -> int:
    """Where a phrase ends at a border; `i` when there is none near."""
    for k in range(i, min(last, i + PART_TOKENS)):
        if _border(page, k, last):
            return k
    return i


def source_behind(page: Page, i: int, last: int) -> Range | None:
    """The source behind a verb, with its words on place and its apposition."""
    if i >= last or page.lexicon.has("told", page.lowers[i]):
        return None
    found = source_after(page, i, last)
    if found is None:
        return None
    first, end = found
    for k in range(first + 1, end):
        if any(page.lexicon.has(n, page.lowers[k]) for n in ("speech_nouns", "told", "times")):
            return first, k - (page.words[k - 1] == ",")
    known = any(page.lexicon.match(n, page.lowers, first, end) for n in HEADS)
    if known and end < last and _place_here(page, end, last):
        end = max(end, _part_end(page, end + 1, last))
    return first, _apposed(page, end, last) if known else end


def _place_here(page: Page, i: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    return (
        lex.has("within", lowers[i])
        and not lex.match("settings", lowers, i, last)
        and i + 1 < last
        and not is_time(page, i + 1)
    )


def _apposed(page: Page, end: int, last: int) -> int:
    """Take in a name between commas: "المسؤول في الوزارة، [سامي الحداد]، إن"."""
    if end + 1 >= last or page.words[end] != "," or opens_adjunct(page, end + 1, last):
        return end
    stop = _part_end(page, end + 1, last)
    return stop if end + 2 < stop < end + 6 and page.words[stop] == "," else end


def past_insertions(page: Page, i: int, last: int) -> int:
    """Step over days, occasions and hearers between source and content."""
    while i < last:
        k = i + (page.words[i] in ",-")
        if k >= last or page.in_quote[k] >= 0 or not _inserted(page, k, last):
            return k
        i = k + 1
        while i < last and not (_border(page, i, last) and not _inserted(page, i, last)):
            i += 1
            if i - k > PART_TOKENS:
                return k
    return i


def _inserted(page: Page, i: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    return (
        lex.has("times", lowers[i])
        or lex.match("settings", lowers, i, last) > 0
        or lex.has("told", lowers[i])
    )
