"""Who speaks in an article, each speaker once, and whether it is about the claim.

What goes in: an article with its attributions and the topics of its claim. What comes out:
voices. A voice is one informant however often and under whatever name it is quoted: "Larn
Brewery", "it" and "brewery spokeswoman Tilda Orm" are one. A voice bears on the claim when its
words share topics with it, and is sure to be an informant when it was asked, or answers what
others said: confirms, denies, qualifies. Who only refuses to say anything is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from menurut.languages import load_pack
from menurut.languages.informants import InformantWords
from menurut.model import Attributed, Attribution, SourceType, Span, Spans
from menurut.trace.claims import Topics, line_at, topics_of
from menurut.trace.collection import Collection
from menurut.trace.directory import asked_around
from menurut.trace.drift_view import Line, View
from menurut.trace.signs import ANSWERING, first_sign, signs_in, signs_outside
from menurut.trace.speakers import HEARSAY, NAME, Voice, add_voice, speaker_of

ADJACENT_LINES = 2
"""Sentences after the main voice's within which a bare denial denies what was said."""


class Bearing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a voice bears on the claim, at its strongest sentence."""

    line: int
    overlap: int
    """Topics that its words share with the claim."""
    facts: int
    """Numbers and strong events among them."""
    replies: bool
    points_back: bool
    """It speaks of "the report", "kabar itu"."""
    adjacent: bool
    """It stands right after somebody else's words on the claim."""
    contacted: bool
    asked: bool
    """The article's own outlet is named as the one that asked."""


def _foreign_outlets(collection: Collection, article: str) -> Spans:
    own = collection.outlet(article)
    namings = collection.namings[article].items()
    return tuple(span for outlet, naming in namings if outlet != own for span in naming.spans)


def _informant_words(code: str | None) -> InformantWords:
    pack = load_pack(code)
    return pack.informants if pack else InformantWords()


def _is_no_speaker(source: str, words: InformantWords) -> bool:
    """Whether a source is who writes ("we"), or nobody ("neither of the two")."""
    named = source.casefold()
    return named in words.writers or named.split()[:1] in [[word] for word in words.nobody]


def _is_relayed(attribution: Attribution, view: View, foreign: Spans, mine: Spans) -> bool:
    """Whether it is an outlet that speaks, or that somebody spoke to.

    `mine`: where the article names its own outlet ("a paper seen by Norwire" is no relay).
    Whoever writes ("we") relays what they say; "neither of the two" is nobody.
    """
    text, informants = view.text, _informant_words(view.lang)
    if attribution.source_type == "none" or attribution.nested or not attribution.source:
        return True
    if _is_no_speaker(" ".join(span.of(text) for span in attribution.source), informants):
        return True
    spans = (*attribution.source, *(s for group in attribution.via for s in group))
    if any(span.overlaps(other) for span in spans for other in foreign):
        return True
    named_by = attribution.antecedent or attribution.source
    words = " ".join(span.of(text) for span in named_by)
    own = any(span.overlaps(other) for span in attribution.source for other in mine)
    return attribution.source_type == "outlet" and not own and not NAME.search(words)


def _describe(view: View, attribution: Attribution, number: int) -> Voice:
    spans = attribution.antecedent or attribution.source
    phrase = " ".join(span.of(view.text) for span in spans).strip()
    return msgspec.structs.replace(
        speaker_of(phrase, attribution.source_type, view.lang),
        lines=(number,),
        places=attribution.source or spans,
        contents=attribution.content,
    )


def find_voices(
    collection: Collection, view: View, attributed: Attributed | None
) -> tuple[Voice, ...]:
    """The speakers of an article in the order in which they first speak; outlets are none."""
    foreign = _foreign_outlets(collection, view.id)
    mine = _own_namings(collection, view)
    found = []
    for attribution in attributed.attributions if attributed else ():
        line = line_at(view, (*attribution.cue, *attribution.source, Span(-1, -1))[0])
        if line is not None and not _is_relayed(attribution, view, foreign, mine):
            found.append(_describe(view, attribution, line.index))
    spoken = {voice.lines[0] for voice in found if voice.every}
    for line in view.lines:
        if line.index not in spoken:
            found += _unquoted_voice(collection, view, line, foreign)
    voices: list[Voice] = []
    for voice in sorted(found, key=lambda v: v.lines):
        if voice.every:
            add_voice(view, voices, voice)
    return tuple(voices)


LONGEST_NAMING_WORDS = 12
"""Who answers is named in so many words before the word of answering, or not found."""


def _unquoted_voice(collection: Collection, view: View, line: Line, foreign: Spans) -> list[Voice]:
    """Who answers or was reached in a sentence in which nobody was found to speak.

    "The head of the market, Tilda Orm, denied it." The last part before the sign that names
    somebody, or the first after it ("Reached by phone, Tilda Orm ...").
    """
    signs = signs_in(line.text, view.lang)
    asked = asked_in(collection, view, line)
    if ("refusals" in signs and "replies" not in signs) or not (signs & ANSWERING or asked):
        return []
    mine = _own_namings(collection, view)
    place = _sign_place(view, line, mine if asked else ())
    parts = list(_PART.finditer(line.text))
    before = [p for p in reversed(parts) if p.start() < place]
    after = [p for p in parts if p.start() >= place]
    for part in (*before, *after):
        end = min(part.end(), place) if part.start() < place else part.end()
        span = Span(line.span.start + part.start(), line.span.start + end)
        if len(span.of(view.text).split()) > LONGEST_NAMING_WORDS:
            continue
        if any(span.overlaps(other) for other in (*foreign, *mine)):
            return []
        voice = _described(view, span, line)
        if voice is not None:
            return [voice]
    return []


_PART = re.compile(r"(?:(?!\s[–—-]\s|(?<=\s)[–—-]\s)[^,;:\"“”«»])+")
"""A dash between spaces ends a dateline or opens an aside."""


def _sign_place(view: View, line: Line, namings: Spans) -> int:
    """Where in a sentence the first sign of answering or asking stands."""
    first = first_sign(line.text, view.lang)
    places = [] if first is None else [first]
    places += [
        span.start - line.span.start
        for span in namings
        if span.overlaps(line.span) and asked_around(view.text, span)
    ]
    saying = [t for m in line.mentions if m.label == "saying" for t in [line.tokens[m.first]]]
    places += [t.start - line.span.start for t in saying[:1]]
    return min(places, default=0)


def _described(view: View, span: Span, line: Line) -> Voice | None:
    """A voice of some words, if they name a person, a house or an office."""
    words = span.of(view.text).strip()
    if _is_no_speaker(words, _informant_words(view.lang)):
        return None
    named = NAME.search(words) and not _is_capital_by_place(view, span, words)
    kind: SourceType = "person_named" if named else "office_unnamed"
    guess = Attribution(
        source=(span,), cue=(), content=(line.span,), kind="indirect", source_type=kind
    )
    voice = _describe(view, guess, line.index)
    return voice if kind == "person_named" or voice.roles else None


def _is_capital_by_place(view: View, span: Span, words: str) -> bool:
    """Whether a single word has its capital from beginning the sentence: "Both stood by it"."""
    opens = any(line.span.start == span.start for line in view.lines)
    return opens and " " not in words and len(re.findall(rf"\b{re.escape(words)}\b", view.text)) < 2


def _own_namings(collection: Collection, view: View) -> Spans:
    naming = collection.namings[view.id].get(collection.outlet(view.id) or "")
    return naming.spans if naming else ()


def asked_in(collection: Collection, view: View, line: Line) -> bool:
    """Whether a sentence tells that the article's own outlet asked: by name, as "us" or by kind.

    "Told the agency" is the agency named in that sentence or the one before, if one is.
    """
    spans = _own_namings(collection, view)
    if any(line.span.overlaps(span) and asked_around(view.text, span) for span in spans):
        return True
    signs = signs_outside(line.text, view.lang)
    if "ourselves" in signs and not line.quoted:
        return True
    if "house" not in signs:
        return False
    near = view.lines[max(0, line.index - 1) : line.index + 1]
    foreign = _foreign_outlets(collection, view.id)
    return not any(n.span.overlaps(s) for n in near for s in foreign)


def bearings_of(
    collection: Collection,
    view: View,
    voice: Voice,
    topics: Topics,
    skip: Sequence[int] = (),
    after: Sequence[int] = (),
) -> list[Bearing]:
    """How each sentence of a voice bears on the claim; refusals do not.

    What a voice says in the next sentence belongs to it ("denied it. 'Not a litre,' she said").
    `skip`: sentences that are not its article's own; `after`: those of the main voice.
    """
    found = []
    for number in voice.lines:
        line = view.lines[number]
        signs = signs_in(line.text, view.lang)
        if number in skip or ("refusals" in signs and "replies" not in signs):
            continue
        spoken = topics_of(line, view.lang, voice.places)
        if number + 1 in voice.lines and number + 1 not in skip:
            spoken |= topics_of(view.lines[number + 1], view.lang, voice.places)
        last = max((n for n in after if n < number), default=number)
        found.append(
            Bearing(
                line=number,
                overlap=len(spoken & topics),
                facts=sum(t.startswith(("#", "event:")) for t in spoken & topics),
                replies="replies" in signs,
                points_back="objects" in signs,
                adjacent=0 < number - last <= ADJACENT_LINES,
                contacted="contacts" in signs,
                asked=asked_in(collection, view, line)
                or ("replies" in signs and _was_asked(collection, view, number)),
            )
        )
    return found


def _was_asked(collection: Collection, view: View, number: int) -> bool:
    """Whether the sentence before says that the outlet asked: "We rang them. Nine confirmed it"."""
    return number > 0 and asked_in(collection, view, view.lines[number - 1])


def may_be_asked(voice: Voice) -> bool:
    """Whether a voice may be an informant beside the one that a story is from."""
    return voice.source_type not in {"other", "none"} and not (
        voice.roles & HEARSAY and not voice.last_names
    )


def sources_named(attributed: Attributed | None) -> Spans:
    """Where an article names those who speak."""
    found: list[Span] = []
    for attribution in attributed.attributions if attributed else ():
        found += attribution.source
    return tuple(found)
