"""One speaker under all the names by which an article calls it.

What goes in: the words by which speakers are named. What comes out: voices, each speaker once.
"Larn Brewery", "it" and "brewery spokeswoman Tilda Orm" are one; an operator and an officer, or
two persons of one last name, are two; "two people who know the talks" are one voice that counts
as two.

Weakness: an unnamed speaker and a named one of the same house, far apart, count as two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import msgspec

from menurut.languages import load_pack
from menurut.model import SourceType, Spans
from menurut.trace.drift_view import KEPT_SENTENCES, View, read_sentence, sound_of, stem_of
from menurut.trace.drift_words import Mention, Token, find_mentions, fold, labels_of, tokenize
from menurut.trace.signs import signs_in

UNNAMED: frozenset[SourceType] = frozenset({"anonymous", "office_unnamed", "group"})
NEAR_LINES = 2
"""A house and who speaks for it are one voice when they stand no further apart."""


FullNames = frozenset[tuple[str, str]]


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
    persons: int = 1
    """How many speak as one: "two people who know the talks" are two."""
    full_names: FullNames = frozenset()
    """First and last name by their sounds, where both are told."""


@cache
def _stopwords(code: str | None) -> frozenset[str]:
    pack = load_pack(code)
    if pack is None:
        return frozenset()
    relatives = getattr(pack.attribution.relatives, "words", ())
    return frozenset(map(fold, (*pack.drift.stopwords, *relatives)))


NAME = re.compile(r"[^\W\d_a-z]\w+(?:[ -][^\W\d_a-z][\w'’-]+)+|^[^\W\d_a-z]\w+$")
"""A first and a last name ("Petra Lund"), or one name that is all there is ("Surya")."""


@lru_cache(maxsize=KEPT_SENTENCES)
def speaker_of(phrase: str, kind: SourceType, code: str | None) -> Voice:
    """Somebody by the words that name them, wherever they stand."""
    whole = re.split(r"\s(?:yang|who|which|seen by|reviewed by)\s", phrase)[0]
    head = re.split(r",\s*(?=[a-z])", whole)[0]
    tokens = [t for t in tokenize(whole) if t.key not in _stopwords(code)]
    mentions = find_mentions(tokens, code)
    roles = labels_of(mentions, "source") | labels_of(mentions, "office")
    capital = _capitals(whole, tokens, mentions)
    named = kind in {"person_named", "outlet"} or (kind in UNNAMED and NAME.search(head))
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
        persons=_persons(head, roles, code) if kind in UNNAMED else 1,
        full_names=_full_names(head, capital, last, code)
        if kind == "person_named"
        else frozenset(),
    )


def _persons(head: str, roles: frozenset[str], code: str | None) -> int:
    """How many an unnamed plural speaker is: the number it begins with; crowds are one."""
    counted = [q for q in read_sentence(head, code).quantities if q.first == 0 and q.exact]
    if not counted or roles & HEARSAY - {"hearsay"}:
        return 1
    people = counted[0].unit == "people" or "anonymous" in roles
    return int(counted[0].low) if people and 1 < counted[0].low <= MOST_PERSONS else 1


MOST_PERSONS = 4
"""More unnamed speakers than an outlet tells apart are a crowd, one informant."""


def _full_names(
    head: str, capital: Sequence[Token], last: Sequence[Token], code: str | None
) -> FullNames:
    """First and last name, standing together; a title ("Captain Rune", "Ms Rune") is no name."""
    if not last or last[0] not in capital:
        return frozenset()
    before = [t for t in capital[: capital.index(last[0])][-1:] if t.key not in _titles(code)]
    beside = before and not head[before[0].end : last[0].start].strip(" -")
    return frozenset((sound_of(t.key), sound_of(last[0].key)) for t in before if beside)


@cache
def _titles(code: str | None) -> frozenset[str]:
    """All words of titles, offices and forms of address."""
    pack = load_pack(code)
    if pack is None:
        return frozenset()
    words = pack.attribution
    lists = (words.titles, words.offices, words.honorifics, words.groups, words.organisations)
    return frozenset(fold(word) for each in lists for form in each.words for word in form.split())


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
        return not are_namesakes(one.full_names, other.full_names)
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
        return "spokesperson" not in nameless.roles ^ other.roles and not _differ(nameless, other)
    if _is_house(nameless) and _is_house(other):
        return near
    if not _may_speak_for(nameless, other):
        return False
    alike = nameless.roles and nameless.roles <= other.roles
    if alike or (nameless.words and nameless.words <= other.every):
        return nameless.source_type != "anonymous"
    return near and "spokesperson" in other.roles and bool(nameless.words & other.every)


def _differ(one: Voice, other: Voice) -> bool:
    """Whether two unnamed speakers are described by different kinds and no common word.

    "The operator" is not "a naval officer who knows the data"; of "two people with knowledge of
    the talks" the adviser may be one.
    """
    if one.persons > 1 or other.persons > 1:
        return False
    described = bool(one.roles - VAGUE) and bool(other.roles - VAGUE)
    return described and not one.roles & other.roles and not one.every & other.every


VAGUE = frozenset({"anonymous", "official", "hearsay"})
"""Kinds that any unnamed speaker may be called by."""


def are_namesakes(one: FullNames, other: FullNames) -> bool:
    """Whether two of the same last name have first names that begin otherwise.

    >>> are_namesakes(frozenset({("grn", "rnt")}), frozenset({("bd", "rnt")}))
    True
    """
    firsts = {first[:1] for first, _ in one}, {first[:1] for first, _ in other}
    return all(firsts) and firsts[0].isdisjoint(firsts[1])


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
        persons=max(one.persons, other.persons),
        full_names=one.full_names | other.full_names,
    )


def add_voice(view: View, voices: list[Voice], voice: Voice) -> None:
    """Add a mention to the voice that it is, or as a new one."""
    fitting = [n for n, known in enumerate(voices) if _is_same(view, known, voice)]
    worded = [n for n in fitting if voices[n].every & voice.every]  # "the officer" is the officer
    same = next(iter(worded or fitting), None)
    if same is None and _names_the_lead(view, voices, voice):
        same = 0
    if same is None:
        voices.append(voice)
    else:
        voices[same] = _join(voices[same], voice)


HEARSAY = frozenset({"social", "media", "hearsay"})
"""Kinds of sources that pass on what others say."""
