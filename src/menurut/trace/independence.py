"""How many informants really stand behind a story, however many articles carry it.

What goes in: edges, outside sources, attributions. What comes out: for each article the distinct
endpoints that its story rests on, and a range. The idea: a story rests on whoever was asked at
the head of each line of copying. An article without parent in the collection was there itself,
or has its story from one outside source, whose informant counts once however many reprint it.
An article that derives from another adds an informant only if its outlet went and asked: it is
named as the one spoken to ("told Norden Dispatch"), in words its parents do not have.

Weakness: whether the new informant speaks about the same claim is judged by shared names and
numbers only; hence the range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise

import msgspec

from menurut.model import (
    Article,
    Attributed,
    Evidence,
    IndependentSource,
    SourceType,
    Spans,
    words_of,
)
from menurut.trace.claims import Topics, claim_topics, topics_of
from menurut.trace.collection import Collection, covered_length
from menurut.trace.drift_alignment import align_lines
from menurut.trace.drift_view import View, Views
from menurut.trace.origins import OutsideUse
from menurut.trace.signs import signs_in
from menurut.trace.speakers import HEARSAY, UNNAMED, FullNames, Voice
from menurut.trace.terms import skeleton
from menurut.trace.voices import (
    Bearing,
    asked_in,
    bearings_of,
    find_voices,
    may_be_asked,
    sources_named,
)

NAMED: frozenset[SourceType] = frozenset({"person_named", "organisation", "document"})


class Informant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was asked, or whose paper was read, and the article that did so."""

    key: str
    """Two articles whose informants share a key rest on one."""
    name: str
    source_type: SourceType
    article: str
    certain: bool
    counted: bool = True
    """False: not in the best estimate, only among what is possible."""
    firm: bool = False
    """It is somebody, named or not, who is made to say the claim itself."""
    evidence: tuple[Evidence, ...]
    outside: str | None = None
    full_names: FullNames = frozenset()


CLAIM_TOPICS = 2
"""Topics that the words of somebody who was asked or replies must share with the claim."""
ASKED_TOPICS = 1
"""Whom the outlet itself asked speaks about its own story: one topic is enough."""
CLOSE_TOPICS = 3
"""So many make somebody near the claim a possible informant, asked or not."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One article with its speakers and what its claim is about; `views` has its parents."""

    view: View
    voices: tuple[Voice, ...]
    topics: Topics
    views: Views
    attributed: Mapping[str, Attributed]


def read_voices(
    collection: Collection, article: str, attributed: Mapping[str, Attributed], views: Views
) -> Reading:
    """Who speaks in an article, and the topics of its claim."""
    said, view = attributed.get(article), views.of(article)
    topics = claim_topics(view, sources_named(said))
    voices = find_voices(collection, view, said)
    return Reading(view=view, voices=voices, topics=topics, views=views, attributed=attributed)


def _informant_key(article: str, voice: Voice) -> str:
    """A person goes by the last name, a house by its whole name, others by their article."""
    if voice.source_type == "person_named" and max(map(len, voice.last_names), default=0) >= 3:
        return f"person:{max(voice.last_names, key=lambda name: (len(name), name))}"
    if voice.source_type == "organisation" and voice.sounds:
        return f"organisation:{'-'.join(sorted(voice.sounds))}"
    return f"{article}:{voice.source_type}:{voice.lines[0]}"


def _informant(article: str, voice: Voice, *, certain: bool, counted: bool = True) -> Informant:
    shown = Evidence(kind="attribution", article=article, spans=voice.places, detail=voice.name)
    return Informant(
        key=_informant_key(article, voice), name=voice.name, source_type=voice.source_type,
        article=article, certain=certain, counted=counted, evidence=(shown,),
        full_names=voice.full_names,
    )  # fmt: skip


def tell_namesakes_apart(
    informants: Mapping[str, Sequence[Informant]],
) -> dict[str, list[Informant]]:
    """Persons of one last name get keys by their first names; without one, that of the first."""
    firsts: dict[str, set[str]] = {}
    for informant in (i for group in informants.values() for i in group):
        names = {first[:1] for first, last in informant.full_names if f":{last}" in informant.key}
        firsts.setdefault(informant.key, set()).update(names - {""})
    shared = {key: min(names) for key, names in firsts.items() if len(names) > 1}

    def renamed(informant: Informant) -> Informant:
        if informant.key not in shared:
            return informant
        begins = min((first[:1] for first, _ in informant.full_names), default="")
        key = f"{informant.key}:{begins or shared[informant.key]}"
        return msgspec.structs.replace(informant, key=key)

    return {article: [renamed(i) for i in group] for article, group in informants.items()}


def _is_background(voice: Voice, bearing: Bearing) -> bool:
    """A paper answers only by the facts of the claim: most papers in a story are background."""
    paper = voice.source_type == "document" or "document" in voice.roles
    return paper and not voice.last_names and not bearing.replies and not bearing.facts


def _is_party(voice: Voice, topics: Topics) -> bool:
    """Whether the claim is about the voice itself: it, or whom it speaks for, stands in it."""
    named = {topic[1:] for topic in topics if topic[0] == "="}
    speaks_for = "spokesperson" in voice.roles and voice.sounds & named
    return bool(voice.last_names & named or speaks_for or (voice.sounds and voice.sounds <= named))


def _nearness(voice: Voice, bearing: Bearing, topics: Topics) -> tuple[bool, int]:
    """Whether a voice counts by one of its sentences, and how near the claim it is."""
    if _is_background(voice, bearing):
        return False, bearing.overlap
    sign = bearing.replies or bearing.asked or bearing.contacted
    meant = bearing.points_back or bearing.adjacent or bearing.asked or bearing.overlap > 0
    answers = bearing.replies and meant
    objects = bearing.points_back and (bearing.contacted or bearing.adjacent)
    asked = bearing.asked and bearing.overlap >= ASKED_TOPICS
    reached = bearing.contacted and bearing.overlap >= CLAIM_TOPICS
    party = bearing.overlap > 0 and _is_party(voice, topics)
    return answers or objects or asked or reached or party, bearing.overlap + sign


def _nearest(voice: Voice, bearings: Sequence[Bearing], topics: Topics) -> tuple[bool, int]:
    if not may_be_asked(voice):
        return False, 0
    return max((_nearness(voice, bearing, topics) for bearing in bearings), default=(False, 0))


LEAD_REACH = 3
"""Sentences within which a single speaker is taken for the source rather than a crowd before."""


def _main_voice(collection: Collection, reading: Reading) -> Voice | None:
    """Whom a claim is first put in the mouth of: the first voice that speaks of its topics."""
    spoken, near = [], []
    for voice in reading.voices:
        bearings = bearings_of(collection, reading.view, voice, reading.topics)
        if bearings:
            spoken.append(voice)
        if any(bearing.overlap >= CLAIM_TOPICS for bearing in bearings):
            near.append(voice)
    single = [
        voice
        for voice in near
        if voice.source_type != "group" and voice.lines[0] - near[0].lines[0] <= LEAD_REACH
    ]
    named = [voice for voice in spoken if voice.source_type in NAMED]
    found = single or near or named or spoken
    return found[0] if found else None


def own_informants(collection: Collection, reading: Reading, *, cites: bool) -> list[Informant]:
    """Whom an article without parent rests on: whom it has the claim from, and who answered.

    `cites`: it names others, so those whom it asked without naming them may be theirs.
    """
    article = reading.view.id
    main = _main_voice(collection, reading)
    if main is None:
        text = collection.articles[article]
        name = text.outlet or collection.outlet(article) or article
        where = Evidence(kind="outlet", article=article, field="metadata", detail=name)
        return [
            Informant(
                key=f"{article}:own", name=name, source_type="outlet", article=article,
                certain=False, evidence=(where,),
            )
        ]  # fmt: skip
    others = [voice for voice in reading.voices if voice is not main]
    firm = _says_claim(collection, reading, main)
    second = _second_voices(collection, reading, others, main)
    answered = any(informant.counted for informant in second)
    counts = not (answered and _is_loose_paper(collection, reading, main))
    first = _informant(article, main, certain=counts, counted=counts)
    first = msgspec.structs.replace(first, firm=firm and counts)
    checked = [] if cites else _checked(collection, reading)
    return [*_each_person(first, main), *second, *checked]


def _checked(collection: Collection, reading: Reading) -> list[Informant]:
    """Those whom the outlet asked and does not quote: "We rang them. Nine confirmed it"."""
    view = reading.view
    spoken = {number for voice in reading.voices for number in voice.lines}
    for asking, answer in pairwise(view.lines):
        if {asking.index, answer.index} & spoken or not asked_in(collection, view, asking):
            continue
        if "replies" in signs_in(answer.text, view.lang):
            return [_unquoted(view, (asking.span, answer.span), counted=True)]
    return []


def _unquoted(view: View, spans: Spans, *, counted: bool) -> Informant:
    name = view.outlet or view.id
    shown = Evidence(kind="attribution", article=view.id, spans=spans, detail=name)
    return Informant(
        key=f"{view.id}:asked", name=name, source_type="other", article=view.id,
        certain=False, counted=counted, evidence=(shown,),
    )  # fmt: skip


def _each_person(informant: Informant, voice: Voice) -> list[Informant]:
    """One informant for each who speaks: "two people who know the talks" are two."""
    more = (f"{informant.key}:{n}" for n in range(2, voice.persons + 1))
    return [informant, *(msgspec.structs.replace(informant, key=key) for key in more)]


def _is_loose_paper(collection: Collection, reading: Reading, voice: Voice) -> bool:
    """Whether a paper was neither seen nor asked for: messages that somebody then answers."""
    bearings = bearings_of(collection, reading.view, voice, reading.topics)
    return voice.source_type == "document" and not any(b.contacted or b.asked for b in bearings)


def _says_claim(collection: Collection, reading: Reading, voice: Voice) -> bool:
    """Whether a voice, no expert's opinion and not the outlet, speaks of the claim itself.

    Of a crowd, a post or whatever else is quoted more is asked: that it tells the story.
    """
    if voice.roles & OPINION or voice.source_type == "outlet":
        return False
    loose = voice.source_type in {"group", "other"} or voice.roles & HEARSAY
    least = STORY_TOPICS if loose else CLAIM_TOPICS
    bearings = bearings_of(collection, reading.view, voice, reading.topics)
    return any(bearing.overlap >= least for bearing in bearings)


STORY_TOPICS = 6
"""Topics that what a crowd or a post is quoted with shares with the claim when it is the story's
source: the whole first sentence. gold/practice: 10 and 16; a neighbour's remark has 0 to 3."""


BESIDE: frozenset[SourceType] = frozenset({"group", "document"})
"""Sources that add nothing certain beside somebody who was asked: a crowd, the paper that an
informant brought. They count where there is nobody else."""
OPINION = frozenset({"expert", "researcher"})


def _second_voices(
    collection: Collection, reading: Reading, voices: Sequence[Voice], main: Voice
) -> list[Informant]:
    """Voices beside the main one that were asked about the claim or answer it."""
    found = []
    for voice in voices:
        bearings = bearings_of(collection, reading.view, voice, reading.topics, after=main.lines)
        counts, near = _nearest(voice, bearings, reading.topics)
        answered = any(b.replies or b.facts or b.contacted for b in bearings)
        papers = voice.source_type == main.source_type == "document"
        loose = voice.source_type in BESIDE and (papers or not answered)
        counts = counts and not voice.roles & OPINION and not loose
        if counts or near >= CLOSE_TOPICS:
            plain = counts and any(b.replies and b.overlap >= CLOSE_TOPICS for b in bearings)
            found.append(_informant(reading.view.id, voice, certain=plain, counted=counts))
    return found


def _taken_over(collection: Collection, reading: Reading, parents: Sequence[str]) -> set[int]:
    """Sentences that stand in a parent too, word for word or nearly."""
    taken = set()
    for parent in parents:
        passages = collection.passages.get((reading.view.id, parent))
        if passages is None:
            continue
        for line in reading.view.lines:
            size = line.span.end - line.span.start
            inside = (
                (max(start, line.span.start), min(stop, line.span.end), 1.0)
                for start, stop, _ in passages.child
                if start < line.span.end and line.span.start < stop
            )
            if covered_length(inside) >= TAKEN_COVER * size:
                taken.add(line.index)
    return taken


TAKEN_COVER = 0.4
"""Share of a sentence that passages shared with a parent cover when it was taken over."""


def _is_known(
    collection: Collection,
    voice: Voice,
    parents: Sequence[str],
    attributed: Mapping[str, Attributed],
) -> bool:
    """Whether all names of a voice stand in a parent; unnamed, whether a parent has such a one."""
    names = [name for name in voice.name.split() if name[:1].isupper()]
    bones = {skeleton(name) for name in names} - {""}
    if not voice.sounds and voice.source_type == "anonymous":
        return any(_has_unnamed(attributed.get(parent)) for parent in parents)
    return not bones or any(bones <= _skeletons(collection.articles[p].text) for p in parents)


def _has_unnamed(said: Attributed | None) -> bool:
    """Whether somebody unnamed speaks: the one of the child may be that one."""
    return said is None or any(a.source_type in UNNAMED for a in said.attributions)


KEPT_TEXTS = 128
"""Parents whose words are kept: many articles of a family share a few of them."""


@lru_cache(maxsize=KEPT_TEXTS)
def _skeletons(text: str) -> frozenset[str]:
    """The consonants of all words of a text."""
    return frozenset(skeleton(word) for word in text.split())


def asked_informants(
    collection: Collection, reading: Reading, parents: Sequence[str], *, examines: bool
) -> list[Informant]:
    """Whom an article that took its story from others asked itself.

    Its own outlet is named as asking, or somebody whom its parents do not name was reached or
    answers. `examines`: it quotes its parents in order to check them, so all it asks is about
    the claim.
    """
    article = reading.view.id
    taken = _taken_over(collection, reading, parents)
    found = []
    for voice in reading.voices:
        bearings = bearings_of(collection, reading.view, voice, reading.topics, sorted(taken))
        asked = [
            b
            for b in bearings
            if b.asked
            and (examines or b.overlap >= ASKED_TOPICS)
            and (examines or not _is_background(voice, b))
        ]
        counts, near = _nearest(voice, bearings, reading.topics)
        known = not asked and (
            not parents or _is_known(collection, voice, parents, reading.attributed)
        )
        if asked or ((counts or near >= CLAIM_TOPICS) and not known):
            counted = bool(asked) or counts or _adds_voice(reading, voice, bearings, parents)
            found.append(_informant(article, voice, certain=False, counted=counted))
    if any(informant.counted for informant in found):
        return _without_papers(found)
    return [*found, *_asked_unquoted(collection, reading, taken, examines=examines)]


NEW_SENTENCE = 0.3
"""Score below which a sentence has no counterpart in a parent. dev and gold/practice: speakers that
a rewrite adds .0 to .28, those it merely renames .37 and more."""


def _adds_voice(
    reading: Reading, voice: Voice, bearings: Sequence[Bearing], parents: Sequence[str]
) -> bool:
    """Whether somebody, no crowd and no expert, speaks of the claim in sentences of their own."""
    unnamed = not voice.sounds and voice.source_type != "anonymous"
    if voice.source_type in BESIDE or voice.roles & OPINION or unnamed:
        return False
    lines = {b.line for b in bearings if b.overlap >= CLAIM_TOPICS}
    if not lines or not parents:
        return False
    matched = {
        match.child.index
        for parent in parents
        for match in align_lines(reading.view, reading.views.of(parent))
        if match.score >= NEW_SENTENCE
    }
    return not lines & matched


def _without_papers(found: list[Informant]) -> list[Informant]:
    """Papers and crowds only possible where somebody else counts."""
    if all(i.source_type in BESIDE for i in found if i.counted):
        return found
    return [
        msgspec.structs.replace(i, counted=False) if i.source_type in BESIDE else i for i in found
    ]


def _asked_unquoted(
    collection: Collection, reading: Reading, taken: AbstractSet[int], *, examines: bool
) -> list[Informant]:
    """Somebody or something that the outlet says it asked or saw, without words put in a mouth.

    Where the article examines its parents, or opens with it, that is the answer; elsewhere it
    may be.
    """
    view = reading.view
    spoken = {number for voice in reading.voices for number in voice.lines}
    for line in view.lines:
        if (
            line.index in taken
            or (line.index in spoken and not examines)
            or not asked_in(collection, view, line)
        ):
            continue
        if {"refusals", "replies"} & signs_in(line.text, view.lang) == {"refusals"}:
            continue
        if examines or len(topics_of(line, view.lang) & reading.topics) >= CLAIM_TOPICS:
            counted = examines or line.index <= LEAD_REACH
            return [_unquoted(view, (line.span,), counted=counted)]
    return []


def outside_informants(
    collection: Collection,
    article: str,
    outside: OutsideUse,
    attributed: Mapping[str, Attributed],
    *,
    counted: bool,
) -> list[Informant]:
    """The informants of the outside sources that an article takes from: one for each.

    `counted`: whether they count, or are only possible, as where a parent inside explains all.
    """
    found = []
    names = {node.id: node for node in outside.nodes}
    for key in outside.feeds.get(article, ()):
        node = names[key]
        unnamed = _relayed_source(collection.articles[article], attributed.get(article))
        name = f"{node.name}: {unnamed}" if unnamed else node.name
        evidence = tuple(e for e in node.evidence if e.article == article)
        found.append(
            Informant(
                key=key, name=name, source_type="anonymous" if unnamed else "outlet",
                article=article, certain=counted, counted=counted, evidence=evidence, outside=key,
            )
        )  # fmt: skip
    return found


def _relayed_source(article: Article, attributed: Attributed | None) -> str | None:
    """The unnamed source that spoke to an outside outlet, in the article's words."""
    for attribution in attributed.attributions if attributed else ():
        if attribution.source_type == "anonymous":
            return words_of(article.text, attribution.antecedent or attribution.source) or None
    return None


def count_sources(informants: Sequence[Informant]) -> tuple[IndependentSource, ...]:
    """Distinct informants, each with the articles through which it came.

    >>> count_sources([])
    ()
    """
    groups: dict[str, list[Informant]] = {}
    for informant in informants:
        groups.setdefault(informant.key, []).append(informant)
    counted = []
    for key, group in sorted(groups.items()):
        first = min(group, key=lambda i: (i.source_type == "outlet", i.article))
        through = {i.article for i in group} | {i.outside for i in group if i.outside}
        counted.append(
            IndependentSource(
                id=key,
                name=first.name,
                source_type=first.source_type,
                through=tuple(sorted(through)),
                certain=any(i.certain for i in group),
                evidence=tuple(
                    e for i in sorted(group, key=lambda i: i.article) for e in i.evidence
                ),
            )
        )
    return tuple(counted)
