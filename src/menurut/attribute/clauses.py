"""Verbs of saying and their clauses: "X mengatakan Y", "Y, kata X", "Y, X said".

Each rung takes a place (page, sentence, cue) and gives one finding or `None`.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.contents import (
    fragments,
    relay_cut,
    sentence_end,
    sentence_start,
    skip_adjuncts,
    skip_recipient,
)
from menurut.attribute.findings import Finding, Hit
from menurut.attribute.page import Page, Sentence
from menurut.attribute.phrases import (
    Range,
    opens_adjunct,
    source_after,
    subject_before,
    subject_of_relative,
)
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
    return Place(page, sentence, number, hit, max(first, floor), first, sentence_end(page, sentence))


def cue_span(place: Place) -> Span:
    """The characters of the cue without a clitic."""
    page, hit = place.page, place.hit
    return Span(page.starts[hit.first], page.ends[hit.last - 1] - hit.clitic)


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
        act=group.act,
        hedged=group.hedge,
        sentence=place.number,
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
    while i < last and page.in_quote[i] < 0 and (
        page.words[i] in ",:" or page.lexicon.has("complementizers", page.lowers[i])
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
    """Where the clause of a cue begins: after the last complementizer that an earlier cue opened."""
    page = place.page
    start = place.first
    for i in range(place.first, place.hit.first):
        if page.in_quote[i] < 0 and page.lexicon.has("complementizers", page.lowers[i]):
            start = i + 1
    for i in range(start + 1, place.hit.first):
        if start > place.first and page.lexicon.has("coordinators", page.lowers[i]) and coordinates(page, i, start, place.hit.first):
            start = i + 1
    return start


def coordinates(page: Page, i: int, first: int, last: int) -> bool:
    """Whether clauses stand on both sides of the conjunction at `i`."""
    lex, lowers = page.lexicon, page.lowers
    return any(lex.verblike(w) for w in lowers[first:i]) and any(lex.verblike(w) for w in lowers[i + 1 : last])


def after_opening_relay(page: Page, first: int, last: int) -> int:
    """Where the sentence goes on after "Dilansir Kabar Ujung, Senin (4/3),"."""
    if not page.lexicon.match("relays", page.lowers, first, last):
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
    lowers = place.page.lowers
    return any(place.page.lexicon.verblike(lowers[k]) for k in range(start, end))


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
    if i >= cut or opens_adjunct(page, i, cut) or page.lexicon.has("subordinators", page.lowers[i]):
        return ()
    if _complete(place, start, end) and not page.lexicon.has("coordinators", page.lowers[i]):
        return ()
    return ((i, cut),) if page.words[i][0].isalnum() or page.in_quote[i] >= 0 else ()


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
        start = end + 1 if end < place.last and page.words[end] == "," else end
        start = skip_adjuncts(page, start, place.last)
        return make(place, "inverted", source, fragments(page, (start, relay_cut(page, start, place.last))))
    (first, last), quoted = left
    if not quoted and page.words[hit.first - 1] not in ",-–—?!…:" and page.in_quote[hit.first - 1] < 0:
        return None
    ranges = ((first, last), *rest_fragments(place, end, (first, last)))
    return make(place, "quote-cue" if quoted else "inverted", source, fragments(page, *ranges))


def verb_rung(place: Place) -> Finding | None:
    """A verb with its subject: content after it, or before subject and verb."""
    page, hit = place.page, place.hit
    if _is_passive(place):
        return auxiliary_passive(place)
    relative = hit.first > place.first and page.lexicon.has("relatives", page.lowers[hit.first - 1])
    if hit.group.participle and hit.first == hit.core:
        subject = None
    elif relative:
        subject = subject_of_relative(page, hit.first - 1, place.floor)
    else:
        subject = subject_before(page, hit.first, place.floor)
    if subject is None and hit.group.inverts:
        after = source_after(page, hit.last, place.last)
        if after is not None and _stands_after_content(place, hit.first):
            return inverted(place, (page.span(*after),), after[1])
    if subject is None and not _may_share(place):
        return None
    source: Spans = () if subject is None else (page.span(*subject),)
    if subject is not None and not relative:
        found = _postposed(place, subject, source)
        if found is not None:
            return found
    content = content_after(place, hit.last)
    if content is None:
        return None
    rule = "quote-cue" if quote_starting(page, hit.last, place.last) is not None else "clause"
    cited = None if subject is None else _cited(place, subject)
    if cited is not None:
        relay, citing, inner = cited
        return make(
            place, rule, (page.span(*inner),), content,
            cue=(page.span(*citing),), via=((page.span(*relay),),), via_cue=(cue_span(place),),
        )  # fmt: skip
    return make(place, rule, source, content, shared=subject is None)


def _is_passive(place: Place) -> bool:
    """Whether the cue is a passive: "was criticized", but not "was criticizing"."""
    page, hit = place.page, place.hit
    if hit.group.participle:
        return False
    return any(page.lexicon.has("passive_auxiliaries", page.lowers[i]) for i in range(hit.first, hit.core))


# "was praised this week by X": the agent stands within so many words of the cue.
AGENT_REACH = 8


def auxiliary_passive(place: Place) -> Finding | None:
    """`The plan was criticized by X`: source X, content the plan (and what it was called)."""
    page, hit = place.page, place.hit
    lex = page.lexicon
    theme = subject_before(page, hit.first, place.floor)
    for i in range(hit.last, min(place.last, hit.last + AGENT_REACH)):
        if page.in_quote[i] >= 0 or page.words[i] == ",":
            break
        if lex.has("agent", page.lowers[i]):
            agent = source_after(page, i + 1, place.last)
            if agent is None or theme is None:
                return None
            return make(place, "passive", (page.span(*agent),), fragments(page, theme))
    if not (hit.group.recipient or hit.group.sourceless):
        return None
    content = content_after(place, hit.last)
    return make(place, "passive", (), content) if content else None


def _may_share(place: Place) -> bool:
    """Whether a verb without a subject may have that of a verb before: "..., adding", "and said"."""
    page, hit = place.page, place.hit
    if hit.group.participle or hit.group.sourceless or hit.first <= place.first:
        return True
    before = page.lowers[hit.first - 1]
    lex = page.lexicon
    return before in ",–—-" or lex.has("coordinators", before) or lex.has("subordinators", before)


def coordinated_subject(place: Place) -> Range | None:
    """The subject of the sentence, for "Kota X menutup jalan dan [berjanji] ..."."""
    page, hit = place.page, place.hit
    lex = page.lexicon
    if hit.first <= place.floor or not lex.has("coordinators", page.lowers[hit.first - 1]):
        return None
    for i in range(place.floor + 1, hit.first):
        if page.in_quote[i] < 0 and lex.verblike(page.lowers[i]):
            return subject_before(page, i, place.floor)
    return None


def main_subject(place: Place) -> Range | None:
    """The subject at the head of the sentence, for a participle: "[Moor] left, saying that ..."."""
    page, hit = place.page, place.hit
    if not hit.group.participle:
        return None
    i = place.first
    lex = page.lexicon
    while i < hit.first and (n := lex.match("openers", page.lowers, i, hit.first) or (page.words[i] == ",")):
        i += n
    if i >= hit.first or opens_adjunct(page, i, hit.first):
        return None
    return source_after(page, i, hit.first)


def _cited(place: Place, subject: Range) -> tuple[Range, Range, Range] | None:
    """`Kabar Ujung, mengutip polisi, melaporkan`: the relay, the citing words, the source."""
    page = place.page
    for i in range(subject[0] + 1, subject[1]):
        n = page.lexicon.match("citing", page.lowers, i, place.hit.first)
        if n:
            inner = source_after(page, i + n, place.hit.first)
            end = i
            while end > subject[0] and (page.words[end - 1] == "," or page.lexicon.has("relatives", page.lowers[end - 1])):
                end -= 1
            begin = subject[0]
            artefact = page.lexicon.match("artefacts", page.lowers, begin, end)
            begin = begin + artefact if begin + artefact < end else begin
            if inner is not None and end > begin:
                return (begin, end), (i, i + n), inner
    return None


def _stands_after_content(place: Place, i: int) -> bool:
    page = place.page
    return i > place.first and (page.words[i - 1] in ",-–—?!" or page.in_quote[i - 1] >= 0)


def _postposed(place: Place, subject: Range, source: Spans) -> Finding | None:
    """`"...," X memperingatkan.` and `..., X said, ...`."""
    page, hit = place.page, place.hit
    if not _stands_after_content(place, subject[0]):
        return None
    left = left_content(place, subject[0])
    if left is None:
        return None
    (first, last), quoted = left
    if not quoted and _only_adjunct(page, first, last):
        return None
    end = _after_trailing(place, hit.last)
    if end is None:
        return None
    if not quoted and (place.last - hit.last > 0 and content_follows(place)):
        return None
    ranges = ((first, last), *rest_fragments(place, end, (first, last)))
    return make(place, "quote-cue" if quoted else "postposed", source, fragments(page, *ranges))


def _only_adjunct(page: Page, first: int, last: int) -> bool:
    """Whether a stretch is an opening phrase ("Setelah banjir itu,") and no clause."""
    lex = page.lexicon
    while first < last and (n := lex.match("openers", page.lowers, first, last) or (page.words[first] == ",")):
        first += n
    if first >= last or lex.has("coordinators", page.lowers[first]) and last - first < 3:
        return True
    opening = opens_adjunct(page, first, last) or lex.has("subordinators", page.lowers[first])
    return opening and all(page.words[k] != "," or page.in_quote[k] >= 0 for k in range(first, last - 1))


def content_follows(place: Place) -> bool:
    """Whether a clause, not only a comma or words on time, stands after the cue."""
    page, i = place.page, place.hit.last
    return not (page.words[i] in ",.;–—" or opens_adjunct(page, i, place.last))


def _after_trailing(place: Place, i: int) -> int | None:
    """Step over words on time, place or hearer after a postposed cue."""
    page = place.page
    while i < place.last and page.words[i] != "," and page.in_quote[i] < 0:
        if page.lexicon.has("complementizers", page.lowers[i]):
            return None
        i += 1
    return i


def content_after(place: Place, i: int) -> Spans | None:
    """The content after a verb, if it is of a kind the verb takes."""
    page, last, group = place.page, place.last, place.hit.group
    cut = relay_cut(page, i - 1, last)
    n = page.lexicon.match("after_modifiers", page.lowers, i, cut) if i < cut else 0
    i += n
    if group.recipient:
        i = skip_recipient(page, i, cut)
    number = quote_starting(page, i, cut)
    if number is None:
        i = skip_adjuncts(page, i, cut)
        number = quote_starting(page, i, cut)
    if number is None:
        number = _quote_near(page, i, cut)
        i = page.quotes[number].first if number is not None else i
    if i >= cut:
        return None
    if group.act == "directive":
        i = _ordered(page, i, cut)
    if number is not None and "quote" in group.takes:
        begin = i
        while page.words[begin] in ",:":
            begin += 1
        return fragments(page, (begin, max(cut, page.quotes[number].last)))
    while i < cut and page.words[i] in ",:":
        i += 1
    if i >= cut or not _fits(place, i, cut):
        return None
    return fragments(page, (i, _noun_end(place, i, cut)))


# "menjawab santai dengan canda, “...”": words on manner before a quotation, at most so many.
MANNER_TOKENS = 6


def _quote_near(page: Page, i: int, last: int) -> int | None:
    """A quotation that begins after a few words on manner and a comma or colon."""
    for k in range(i, min(last, i + MANNER_TOKENS)):
        if page.in_quote[k] >= 0 or page.lexicon.verblike(page.lowers[k]) or page.lexicon.has("complementizers", page.lowers[k]):
            return None
        if page.words[k] in ",:":
            return quote_starting(page, k, last)
    return None


# An order names who is to do it before "untuk"/"to" within so many words.
RECIPIENT_REACH = 16


def _ordered(page: Page, i: int, last: int) -> int:
    """Step over the person ordered: "menawarkan kepada warga untuk pindah" → "untuk pindah"."""
    lex = page.lexicon
    if i >= last or page.in_quote[i] >= 0:
        return i
    for k in range(i, min(last, i + RECIPIENT_REACH)):
        if lex.has("complementizers", page.lowers[k]) or lex.has("infinitives", page.lowers[k]):
            return k
        if lex.verblike(page.lowers[k]) and not lex.has("relatives", page.lowers[k - 1]) and not lex.match("adjuncts", page.lowers, i, last):
            return i
    return i


def _noun_end(place: Place, i: int, last: int) -> int:
    """End a noun phrase where a subordinate clause begins: "memohon bantuan | setelah ..."."""
    page = place.page
    lex = page.lexicon
    if place.hit.group.act not in ("directive", "intention") or opens_adjunct(page, i, last) or lex.has("complementizers", page.lowers[i]):
        return last
    for k in range(i, last):
        if page.in_quote[k] >= 0:
            return last
        if k > i and page.words[k - 1] == "," and lex.has("relatives", page.lowers[k]):
            return k - 1
        if lex.verblike(page.lowers[k]):
            return last
        if k > i and lex.has("subordinators", page.lowers[k]):
            return k
    return last


def _fits(place: Place, i: int, last: int) -> bool:
    """Whether what begins at `i` is of a kind the verb takes."""
    page, takes = place.page, place.hit.group.takes
    lex, lower = page.lexicon, page.lowers[i]
    if lex.has("complementizers", lower):
        return "clause" in takes
    if "noun" in takes:
        return not lex.has("subordinators", lower) or "clause" in takes
    if "infinitive" in takes and (lex.has("infinitives", lower) or lex.verblike(lower)):
        return True
    return "clause" in takes and any(
        lex.verblike(page.lowers[k]) for k in range(i, last) if page.in_quote[k] < 0
    )
