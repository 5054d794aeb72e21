"""Verbs of saying and their clauses: "X mengatakan Y", "Y, kata X", "Y, X said".

Each rung takes a place (page, sentence, cue) and gives one finding or `None`.
"""

from __future__ import annotations

from menurut.attribute.contents import fragments, relay_cut, skip_adjuncts, skip_recipient
from menurut.attribute.findings import Finding
from menurut.attribute.inversion import anaphoric, inverted_verb, prefers_inversion
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, opens_adjunct, source_after
from menurut.attribute.places import (
    Place,
    cue_span,
    left_content,
    make,
    quote_starting,
    rest_fragments,
    stands_after_content,
)
from menurut.attribute.subjects import subject_before, subject_of_relative
from menurut.model import Spans


def verb_rung(place: Place) -> Finding | None:
    """A verb with its subject: content after it, or before subject and verb."""
    page = place.page
    if _is_passive(place):
        return auxiliary_passive(place)
    back = anaphoric(place)
    if back is not None:
        return back
    if prefers_inversion(place):
        found = inverted_verb(place)
        if found is not None:
            return found
    subject, relative = _subject(place)
    if subject is None or page.lexicon.words.verb_first:
        return _without_subject(place)
    source: Spans = (page.span(*subject),)
    postposed = None if relative else _postposed(place, subject, source)
    return postposed if postposed is not None else _followed(place, subject, source)


def _subject(place: Place) -> tuple[Range | None, bool]:
    """The subject of the cue, and whether it heads a relative clause ("laporan yang menyebut")."""
    page, hit = place.page, place.hit
    if hit.group.participle and hit.first == hit.core:
        return None, False
    if hit.first > place.first and page.lexicon.has("relatives", page.lowers[hit.first - 1]):
        return subject_of_relative(page, hit.first - 1, place.floor), True
    return subject_before(page, hit.first, place.floor), False


def _without_subject(place: Place) -> Finding | None:
    """`"...", said X`, or a verb that shares the subject of one before it."""
    page, hit = place.page, place.hit
    if page.lexicon.words.verb_first:
        return _sharing(place)
    if hit.group.inverts and stands_after_content(place, hit.first):
        found = inverted_verb(place)
        if found is not None:
            return found
    behind = behind_verb(place) if page.lexicon.words.verb_second else None
    return behind if behind is not None else _sharing(place)


def _sharing(place: Place) -> Finding | None:
    """A verb that has the subject of the one before it."""
    if not _may_share(place):
        return None
    content = content_after(place, place.hit.last)
    return None if content is None else make(place, _rule(place), (), content, shared=True)


def behind_verb(place: Place) -> Finding | None:
    """Verb, subject, content: `Am Montag sagte X, dass Y`."""
    page, hit = place.page, place.hit
    after = source_after(page, hit.last, place.last)
    if after is None:
        return None
    content = content_after(place, after[1])
    return None if content is None else make(place, _rule(place), (page.span(*after),), content)


def _rule(place: Place) -> str:
    quoted = quote_starting(place.page, place.hit.last, place.last) is not None
    return "quote-cue" if quoted else "clause"


def _followed(place: Place, subject: Range, source: Spans) -> Finding | None:
    """`X mengatakan Y`; `X, mengutip Z, mengatakan Y` has Z for its source and X for a relay."""
    page = place.page
    behind = _cited_behind(place, subject)
    if behind is not None:
        return behind
    content = content_after(place, place.hit.last)
    if content is None:
        return None
    cited = _cited(place, subject)
    if cited is None:
        return make(place, _rule(place), source, content)
    relay, citing, inner = cited
    return make(
        place, _rule(place), (page.span(*inner),), content,
        cue=(page.span(*citing),), via=((page.span(*relay),),), via_cue=(cue_span(place),),
    )  # fmt: skip


def _is_passive(place: Place) -> bool:
    """Whether the cue is a passive: "was criticized", but not "was criticizing"."""
    page, hit = place.page, place.hit
    if hit.group.participle:
        return False
    return any(
        page.lexicon.has("passive_auxiliaries", page.lowers[i]) for i in range(hit.first, hit.core)
    )


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
    """Whether a verb without a subject may have that of one before: "..., adding", "and said"."""
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
        if page.in_quote[i] < 0 and page.verb(i):
            return subject_before(page, i, place.floor)
    return None


def main_subject(place: Place) -> Range | None:
    """The subject at the head of the sentence, for a participle: "[Moor] left, saying that ..."."""
    page, hit = place.page, place.hit
    if not hit.group.participle:
        return None
    i = place.first
    lex = page.lexicon
    while i < hit.first and (
        n := lex.match("openers", page.lowers, i, hit.first) or (page.words[i] == ",")
    ):
        i += n
    if i >= hit.first or opens_adjunct(page, i, hit.first):
        return None
    return source_after(page, i, hit.first)


def _cited_behind(place: Place, subject: Range) -> Finding | None:
    """`Kabar Ujung melaporkan, mengutip polisi, bahwa Y`: the same with the cited one behind."""
    page, i = place.page, place.hit.last
    if i + 1 >= place.last:
        return None
    i += page.words[i] == ","
    n = page.lexicon.match("citing", page.lowers, i, place.last)
    inner = source_after(page, i + n, place.last) if n and i + n < place.last else None
    content = None if inner is None else content_after(place, inner[1])
    if inner is None or content is None:
        return None
    return make(
        place, _rule(place), (page.span(*inner),), content,
        cue=(page.span(i, i + n),),
        via=((page.span(*subject),),), via_cue=(cue_span(place),),
    )  # fmt: skip


def _cited(place: Place, subject: Range) -> tuple[Range, Range, Range] | None:
    """`Kabar Ujung, mengutip polisi, melaporkan`: the relay, the citing words, the source."""
    page = place.page
    for i in range(subject[0] + 1, subject[1]):
        n = page.lexicon.match("citing", page.lowers, i, place.hit.first)
        if n:
            inner = source_after(page, i + n, place.hit.first)
            end = i
            while end > subject[0] and (
                page.words[end - 1] == "," or page.lexicon.has("relatives", page.lowers[end - 1])
            ):
                end -= 1
            begin = subject[0]
            artefact = page.lexicon.match("artefacts", page.lowers, begin, end)
            begin = begin + artefact if begin + artefact < end else begin
            if inner is not None and end > begin:
                return (begin, end), (i, i + n), inner
    return None


def _postposed(place: Place, subject: Range, source: Spans) -> Finding | None:
    """`"...," X memperingatkan.` and `..., X said, ...`."""
    page, hit = place.page, place.hit
    head = subject[0]
    if head > place.first and page.lexicon.has("asides", page.lowers[head - 1]):
        head -= 1  # "..., wie X mitteilte"
    if not stands_after_content(place, head):
        return None
    left = left_content(place, head)
    if left is None:
        return None
    (first, last), quoted = left
    if not quoted and (_only_adjunct(page, first, last) or _formula_here(page, first, last)):
        return None
    end = _after_trailing(place, hit.last)
    if end is None:
        return None
    if not quoted and (place.last - hit.last > 0 and content_follows(place)):
        return None
    ranges = ((first, last), *rest_fragments(place, end, (first, last)))
    return make(place, "quote-cue" if quoted else "postposed", source, fragments(page, *ranges))


def _formula_here(page: Page, first: int, last: int) -> bool:
    """Whether a stretch is a formula with its source: "Menurut polisi, data X menyebut"."""
    here = page.lexicon.cues.get(page.lowers[first], ())
    return (
        any(
            group.kind in ("preposition", "basis")
            and tuple(page.lowers[first : first + len(phrase)]) == phrase
            for phrase, group in here
        )
        and "," not in page.words[first : last - 1]
    )


def _only_adjunct(page: Page, first: int, last: int) -> bool:
    """Whether a stretch is an opening phrase ("Setelah banjir itu,") and no clause."""
    lex = page.lexicon
    while first < last and (
        n := lex.match("openers", page.lowers, first, last) or (page.words[first] == ",")
    ):
        first += n
    if first >= last or (lex.has("coordinators", page.lowers[first]) and last - first < 3):
        return True
    opening = opens_adjunct(page, first, last) or lex.has("subordinators", page.lowers[first])
    return opening and all(
        page.words[k] != "," or page.in_quote[k] >= 0 for k in range(first, last - 1)
    )


def content_follows(place: Place) -> bool:
    """Whether a clause, not only a comma or words on time, stands after the cue."""
    page, i = place.page, place.hit.last
    if place.hit.group.recipient:  # "..., a guard told the Tribune, as reported by Meridien"
        told = source_after(page, i, place.last)
        i = told[1] if told is not None else i
        if i >= place.last:
            return False
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
    page, group = place.page, place.hit.group
    cut = relay_cut(page, i - 1, place.last)
    i, number = _content_start(place, i, cut)
    if i >= cut:
        return None
    if group.act == "directive" and not group.whole:
        i = _ordered(page, i, cut)
    while i < cut and page.words[i] in ",:":
        i += 1
    if i >= cut:
        return None
    if number is not None and "quote" in group.takes:
        return fragments(page, (i, max(cut, page.quotes[number].last)))
    return fragments(page, (i, _noun_end(place, i, cut))) if _fits(place, i, cut) else None


def _told_here(page: Page, i: int, last: int) -> bool:
    """Whether an outlet stands right before "that": "рассказал агентству, что"."""
    lex = page.lexicon
    if i >= last or not lex.match("relay_links", page.lowers, i - 1, i):
        return False
    told = source_after(page, i, last)
    return told is not None and page.words[min(told[1], last - 1)] == "," and (
        told[1] + 1 < last and lex.has("complementizers", page.lowers[told[1] + 1])
    )  # fmt: skip


def _content_start(place: Place, i: int, cut: int) -> tuple[int, int | None]:
    """Where the content begins, and the quotation it begins with, if any."""
    page = place.page
    if i < cut:
        i += page.lexicon.match("after_modifiers", page.lowers, i, cut)
    if place.hit.group.recipient or _told_here(page, i, cut):
        i = skip_recipient(page, i, cut)
    number = quote_starting(page, i, cut)
    if number is None and not page.lexicon.words.verb_first:
        i = skip_adjuncts(page, i, cut)
        number = quote_starting(page, i, cut)
    if number is None:
        number = _quote_near(page, i, cut)
        i = page.quotes[number].first if number is not None else i
    return i, number


# "menjawab santai dengan canda, “...”": words on manner before a quotation, at most so many.
MANNER_TOKENS = 6


def _quote_near(page: Page, i: int, last: int) -> int | None:
    """A quotation that begins after a few words on manner and a comma or colon."""
    for k in range(i, min(last, i + MANNER_TOKENS)):
        if (
            page.in_quote[k] >= 0
            or page.verb(k)
            or page.lexicon.has("complementizers", page.lowers[k])
        ):
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
        if (
            page.verb(k)
            and not lex.has("relatives", page.lowers[k - 1])
            and not lex.match("adjuncts", page.lowers, i, last)
        ):
            return i
    return i


def _noun_end(place: Place, i: int, last: int) -> int:
    """End a noun phrase where a subordinate clause begins: "memohon bantuan | setelah ..."."""
    page = place.page
    lex = page.lexicon
    if (
        place.hit.group.act not in ("directive", "intention")
        or place.hit.group.whole
        or opens_adjunct(page, i, last)
        or lex.has("complementizers", page.lowers[i])
    ):
        return last
    for k in range(i, last):
        if page.in_quote[k] >= 0:
            return last
        if k > i and page.words[k - 1] == "," and lex.has("relatives", page.lowers[k]):
            return k - 1
        if page.verb(k):
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
    if "infinitive" in takes and (lex.has("infinitives", lower) or page.verb(i)):
        return True
    return "clause" in takes and any(page.verb(k) for k in range(i, last) if page.in_quote[k] < 0)
