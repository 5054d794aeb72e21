"""Who speaks in an article, each speaker once, and whether it is about the claim.

What goes in: an article with its attributions and the topics of its claim. What comes out:
voices. A voice is one informant however often and under whatever name it is quoted: "Larn
Brewery", "it" and "brewery spokeswoman Tilda Orm" are one. A voice bears on the claim when its
words share topics with it, and is sure to be an informant when it was asked, or answers what
others said: confirms, denies, qualifies. Who only refuses to say anything is none.

Weakness: an unnamed speaker and a named one of the same house, far apart, count as two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

from menurut.languages import load_pack
from menurut.languages.informants import InformantWords
from menurut.model import Attributed, Attribution, SourceType, Span, Spans
from menurut.trace.claims import Topics, line_at, topics_of
from menurut.trace.collection import Collection
from menurut.trace.directory import asked_around
from menurut.trace.drift_view import KEPT_SENTENCES, Line, View, sound_of, stem_of
from menurut.trace.drift_words import Mention, Token, find_mentions, fold, labels_of, tokenize
from menurut.trace.signs import ANSWERING, first_sign, signs_in, signs_outside

UNNAMED: frozenset[SourceType] = frozenset({"anonymous", "office_unnamed", "group"})
ADJACENT_LINES = 2
"""Sentences after the main voice's within which a bare denial denies what was said."""
NEAR_LINES = 2
"""A house and who speaks for it are one voice when they stand no further apart."""


class Voice(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One speaker in one article."""

    name: str
    source_type: SourceType
    sounds: frozenset[str]
    """Sounds of the capitalised words of all its mentions."""
    last_names: frozenset[str]
    """Sounds by which a named person is told from others."""
    roles: frozenset[str]
    """Kinds of sources (pack entries) that describe it: "police", "spokesperson"."""
    words: frozenset[str]
    """Stems of the other words that describe it."""
    every: frozenset[str]
    """Stems of all words of all its mentions."""
    single: bool
    """Named by one capitalised word at most: a house, or a person named in full elsewhere."""
    lines: tuple[int, ...]
    """Sentences in which it speaks."""
    places: Spans
    """Where it is named as speaking."""
    contents: Spans = ()


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


@cache
def _stopwords(code: str | None) -> frozenset[str]:
    pack = load_pack(code)
    if pack is None:
        return frozenset()
    relatives = getattr(pack.attribution.relatives, "words", ())
    return frozenset(map(fold, (*pack.drift.stopwords, *relatives)))


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
    return attribution.source_type == "outlet" and not own and not _NAME.search(words)


_NAME = re.compile(r"[^\W\d_a-z]\w+(?:[ -][^\W\d_a-z][\w'’-]+)+|^[^\W\d_a-z]\w+$")
"""A first and a last name ("Petra Lund"), or one name that is all there is ("Surya")."""


def _describe(view: View, attribution: Attribution, number: int) -> Voice:
    spans = attribution.antecedent or attribution.source
    phrase = " ".join(span.of(view.text) for span in spans).strip()
    return msgspec.structs.replace(
        _speaker(phrase, attribution.source_type, view.lang),
        lines=(number,),
        places=attribution.source or spans,
        contents=attribution.content,
    )


@lru_cache(maxsize=KEPT_SENTENCES)
def _speaker(phrase: str, kind: SourceType, code: str | None) -> Voice:
    """Somebody by the words that name them, wherever they stand."""
    whole = re.split(r"\s(?:yang|who|which|seen by|reviewed by)\s", phrase)[0]
    head = re.split(r",\s*(?=[a-z])", whole)[0]
    tokens = [t for t in tokenize(whole) if t.key not in _stopwords(code)]
    mentions = find_mentions(tokens, code)
    roles = labels_of(mentions, "source") | labels_of(mentions, "office")
    capital = _capitals(whole, tokens, mentions)
    named = kind in {"person_named", "outlet"} or (kind in UNNAMED and _NAME.search(head))
    last = _last_name(head, capital) if named else []
    return Voice(
        name=phrase,
        source_type=kind,
        sounds=frozenset(sound_of(t.key) for t in capital),
        last_names=frozenset(sound_of(t.key) for t in last),
        roles=roles,
        words=frozenset(stem_of(t.key, code) for t in tokens if not whole[t.start].isupper()),
        every=frozenset(stem_of(t.key, code) for t in tokens),
        single=len(capital) <= 1,
        lines=(),
        places=(),
    )


def _capitals(head: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Token]:
    """Words with a capital; in a script without capitals those that the pack does not know."""
    if head.lower() != head.upper():
        return [t for t in tokens if head[t.start].isupper()]
    known = {n for m in mentions for n in range(m.first, m.last + 1)}
    return [t for n, t in enumerate(tokens) if n not in known]


def _last_name(head: str, capital: Sequence[Token]) -> list[Token]:
    """The last word of the name proper: "Oline Hart of Corvane Holdings" is Hart."""
    end = re.search(r"\s(?:of|at|from|for|in|dari|di|asal)\s", head)
    reach = end.start() if end else len(head)
    before = [token for token in capital if token.end <= reach]
    return list((before or capital)[-1:])


def _is_same(view: View, one: Voice, other: Voice) -> bool:
    """Whether a later mention is an earlier speaker again."""
    if one.last_names and one.last_names & other.last_names:
        return True
    small, large = (one, other) if len(one.sounds) <= len(other.sounds) else (other, one)
    near = other.lines[0] - one.lines[-1] <= NEAR_LINES
    if not small.sounds:
        return _is_same_unnamed(small, large, near=near)
    if small.sounds <= large.sounds and _may_speak_for(small, large):
        return small.words <= large.every or bool(small.roles & large.roles)
    if (
        near
        and "spokesperson" in one.roles ^ other.roles
        and (one.sounds & other.sounds or one.words & other.every or other.words & one.every)
    ):
        return True
    return _is_office_of(view, one, other) or _is_office_of(view, other, one)


SPEAKS_FOR = frozenset({
    "spokesperson", "head", "owner", "chief_executive", "minister", "president", "governor",
    "club", "government",
})  # fmt: skip
"""Kinds of persons who are their house: others of it may say what it denies."""


def _may_speak_for(one: Voice, other: Voice) -> bool:
    """Whether a house and somebody of it may be one voice; two houses or two persons may."""
    houses = [voice for voice in (one, other) if _is_house(voice)]
    persons = [voice for voice in (one, other) if not _is_house(voice)]
    return not (houses and persons) or bool(persons[0].roles & SPEAKS_FOR)


def _is_house(voice: Voice) -> bool:
    """Whether a voice is an organisation: one that is told so, or a name without a person's."""
    if voice.source_type == "organisation" or voice.roles & {"company", "ministry", "court"}:
        return not voice.roles & PERSONAL
    return voice.source_type == "person_named" and voice.single


PERSONAL = frozenset({"worker", "anonymous", "official", "lawyer", "witness", *SPEAKS_FOR}) - {
    "government", "club",
}  # fmt: skip


def _is_office_of(view: View, office: Voice, person: Voice) -> bool:
    """Whether "the mayor of Rade" is the mayor who is named elsewhere."""
    return bool(
        office.source_type == "office_unnamed"
        and person.last_names
        and office.roles & person.roles
        and "spokesperson" not in office.roles
        and office.sounds <= person.sounds | _lead_sounds(view)
    )


def _is_same_unnamed(nameless: Voice, other: Voice, *, near: bool) -> bool:
    """Whether a speaker without any name is the other: both unnamed, or alike described."""
    if nameless.source_type in UNNAMED and other.source_type in UNNAMED and not other.sounds:
        return "spokesperson" not in nameless.roles ^ other.roles
    if _is_house(nameless) and _is_house(other):
        return near
    if not _may_speak_for(nameless, other):
        return False
    alike = nameless.roles and nameless.roles <= other.roles
    if alike or (nameless.words and nameless.words <= other.every):
        return nameless.source_type != "anonymous"
    return near and "spokesperson" in other.roles and bool(nameless.words & other.every)


def _names_the_lead(view: View, voices: Sequence[Voice], voice: Voice) -> bool:
    """Whether a person is the one whom the first sentence left unnamed.

    News says "the owner of a quarry said" first and tells the name a sentence later; somebody
    who answers him is introduced with a word of answering.
    """
    if len(voices) != 1 or not voice.last_names or voices[0].lines[0] > 0:
        return False
    first = voices[0]
    signs = signs_in(view.lines[voice.lines[0]].text, view.lang)
    unnamed = not first.last_names or (len(first.every) == 1 and voice.roles - first.roles)
    return (
        bool(unnamed)
        and first.source_type not in {"anonymous", "group"}
        and voice.lines[0] - first.lines[-1] <= NEAR_LINES
        and not signs & {"replies", "refusals"}
    )


def _lead_sounds(view: View) -> frozenset[str]:
    lead = view.lines[:2]
    return frozenset(name.sound for line in lead for name in line.names)


def _join(one: Voice, other: Voice) -> Voice:
    named = one if one.last_names or not other.last_names else other
    return Voice(
        name=named.name,
        source_type=named.source_type,
        sounds=one.sounds | other.sounds,
        last_names=one.last_names | other.last_names,
        roles=one.roles | other.roles,
        words=one.words | other.words,
        every=one.every | other.every,
        single=one.single and other.single,
        lines=tuple(sorted({*one.lines, *other.lines})),
        places=(*one.places, *other.places),
        contents=(*one.contents, *other.contents),
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
            _add_voice(view, voices, voice)
    return tuple(voices)


def _add_voice(view: View, voices: list[Voice], voice: Voice) -> None:
    """Add a mention to the voice that it is, or as a new one."""
    same = next((n for n, known in enumerate(voices) if _is_same(view, known, voice)), None)
    if same is None and _names_the_lead(view, voices, voice):
        same = 0
    if same is None:
        voices.append(voice)
    else:
        voices[same] = _join(voices[same], voice)


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


_PART = re.compile(r"[^,;:\"“”«»]+")


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
    kind: SourceType = "person_named" if _NAME.search(words) else "office_unnamed"
    guess = Attribution(
        source=(span,), cue=(), content=(line.span,), kind="indirect", source_type=kind
    )
    voice = _describe(view, guess, line.index)
    return voice if kind == "person_named" or voice.roles else None


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
                asked=asked_in(collection, view, line),
            )
        )
    return found


HEARSAY = frozenset({"social", "media", "hearsay"})
"""Kinds of sources that pass on what others say."""


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
