"""The cascade: each cue goes through the rungs, surest first; overlaps are settled.

In: a `Page`. Out: `Finding`s in order of position, one for each cue. A rung is a function
`(Place) -> Finding | None`; another finder (a learned tagger) only has to hand in findings.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from menurut.attribute.clauses import coordinated_subject, main_subject, verb_rung
from menurut.attribute.contents import fragments, sentence_end, sentence_start, skip_setting
from menurut.attribute.continuations import add_continuations, block_quotes, label_rung
from menurut.attribute.cues import find_cues
from menurut.attribute.findings import Finding, Hit, trim
from menurut.attribute.inversion import stem_rung
from menurut.attribute.lexicon import SPOT, TELLS
from menurut.attribute.nouns import noun_rung
from menurut.attribute.page import Page, tokens_between
from menurut.attribute.passives import agent_passive_rung, passive_rung
from menurut.attribute.places import Place, after_opening_relay, make_place
from menurut.attribute.prepositions import (
    basis_rung,
    giver_of,
    postposition_rung,
    preposition_rung,
)
from menurut.attribute.relays import (
    Relay,
    find_cited,
    is_outlet,
    lone_name,
    names_somebody,
    relay_in_source,
    relays_in,
    told_in,
)
from menurut.attribute.separable import citing_rung, quoted_rung, separable_rung
from menurut.attribute.settling import settle
from menurut.attribute.verb_first import cite_rung, verb_first_rung
from menurut.languages.attribution import CueGroup
from menurut.model import Span, Spans

Rung = Callable[[Place], Finding | None]
RUNGS: dict[str, Rung] = {
    "stem": stem_rung,
    "preposition": preposition_rung,
    "verb": verb_rung,
    "cite": citing_rung,
    "separable": separable_rung,
    "quoted": quoted_rung,
    "postposition": postposition_rung,
    "basis": basis_rung,
    "passive": passive_rung,
    "agent_passive": agent_passive_rung,
    "noun": noun_rung,
}


def find_in_sentence(page: Page, number: int) -> list[Finding]:
    """All findings of one sentence, cut where they run into each other, relays attached."""
    sentence = page.sentences[number]
    label = label_rung(page, number)
    if label or not page.holds(SPOT | TELLS, sentence.first, sentence.last):
        return label
    first = after_opening_relay(page, sentence_start(page, sentence), sentence.last)
    hits = find_cues(page, sentence, first)
    found = _climb_all(page, number, hits, first)
    settled = [split_source(page, finding) for finding in settle(page, found)]
    tellers = page.where(TELLS, sentence.first, sentence.last)
    if not tellers:
        return settled
    if page.lexicon.phrases["citing"].keys().isdisjoint([page.lowers[i] for i in tellers]):
        return attach_relays(page, number, settled)
    cited = swap_cited(page, number, settled)
    if cited is settled and find_cited(page, first, sentence.last) is not None:
        # The citing words took the clause for theirs: without them the outlet's own verb has it.
        other = [hit for hit in hits if not page.lexicon.has("citing", page.lowers[hit.core])]
        again = settle(page, _climb_all(page, number, other, first))
        swapped = swap_cited(page, number, again)
        cited = swapped if swapped is not again or any(f.via for f in again) else cited
    return attach_relays(page, number, cited)


def _climb_all(page: Page, number: int, hits: list[Hit], first: int) -> list[Finding]:
    """What the rungs make of each cue, from left to right."""
    found: list[Finding] = []
    floor = first
    for hit in hits:
        if found and page.starts[hit.core] < found[-1].cue[-1].end:
            continue  # a second part of the cue before: "was quoted by X as [saying]"
        finding, place = _climb(page, number, hit, first, floor)
        if finding is None:
            continue
        shared = _share_source(page, place, finding, found)
        if shared is not None:
            found.append(shared)
            floor = hit.last
    return found


def _climb(
    page: Page, number: int, hit: Hit, first: int, floor: int
) -> tuple[Finding | None, Place]:
    """Try the groups a cue belongs to until a rung holds."""
    place = make_place(page, number, hit, first, floor)
    if _idle_relative(place):
        return None, place
    finding = _rung(page, hit.group)(place)
    if finding is not None or hit.clitic:
        return finding, place
    phrase = tuple(page.lowers[hit.core : hit.last])
    for words, group in page.lexicon.cues[phrase[0]]:
        if words != phrase or group is hit.group:
            continue
        place = msgspec.structs.replace(place, hit=msgspec.structs.replace(hit, group=group))
        finding = _rung(page, group)(place)
        if finding is not None:
            return finding, place
    return None, place


def _rung(page: Page, group: CueGroup) -> Rung:
    if page.lexicon.words.verb_first:
        first = group.kind == "verb" and not group.participle
        return (
            cite_rung if group.kind == "cite" else verb_first_rung if first else RUNGS[group.kind]
        )
    return RUNGS[group.kind]


def _idle_relative(place: Place) -> bool:
    """Whether a cue in a relative clause only describes: "yang meminta namanya dirahasiakan"."""
    page, hit = place.page, place.hit
    lex = page.lexicon
    if (
        hit.group.kind != "verb"
        or hit.first == 0
        or not lex.has("relatives", page.lowers[hit.first - 1])
    ):
        return False
    if hit.group.act != "say" or hit.group.describes:
        return True
    return any(
        lex.match("anonymous", page.lowers, i, place.last)
        for i in range(hit.core, min(place.last, hit.last + 8))
    )


def _share_source(
    page: Page, place: Place, finding: Finding, before: list[Finding]
) -> Finding | None:
    """A verb without a subject takes that of the verb before it in the sentence."""
    if not finding.shared:
        return finding
    for earlier in reversed(before):
        if earlier.source:
            return msgspec.structs.replace(
                finding, source=earlier.source, via=earlier.via, via_cue=earlier.via_cue
            )
    subject = coordinated_subject(place) or main_subject(place)
    if subject is not None:
        return msgspec.structs.replace(finding, source=(page.span(*subject),), shared=False)
    return finding if place.hit.group.sourceless else None


def split_source(page: Page, finding: Finding) -> Finding:
    """Move a relay named inside the source to `via`: "sumber yang berbicara dengan Kabar Ujung"."""
    if len(finding.source) != 1:
        return finding
    first, last = tokens_between(page, finding.source[0])
    spoken = page.lexicon.has("speech_nouns", page.lowers[first])
    giver = giver_of(page, first, last) if spoken else None
    if giver is not None and finding.rule == "clause":  # "Pernyataan [militer] menyebut"
        words = page.span(first, giver)
        first = giver
        finding = msgspec.structs.replace(
            finding, source=(page.span(first, last),), cue=(words, *finding.cue)
        )
    split = None if finding.via else relay_in_source(page, first, last)
    if split is None:
        return finding
    end, cue, outlet = split
    return msgspec.structs.replace(
        finding,
        source=(page.span(first, end),),
        via=((page.span(*outlet),),),
        via_cue=(page.span(*cue),) if cue[0] < cue[1] else (),
    )


def attach_relays(page: Page, number: int, found: list[Finding]) -> list[Finding]:
    """Give the relays named in a sentence to its findings; alone, the relay is the source."""
    sentence = page.sentences[number]
    first, last = sentence_start(page, sentence), sentence_end(page, sentence)
    tellers = page.where(TELLS, first, last)
    relays = relays_in(page, tellers, first, last)
    told = told_in(page, tellers, last)
    if not relays and not told:
        return found
    if relays and relays[0].opening and all(f.rule == "passive" and not f.source for f in found):
        found = []
    if not found:
        alone = _relay_alone(page, number, relays[0], first, last) if relays else None
        return [] if alone is None else [alone]
    # A later formula is nearer the article: "katanya, dikutip Xinhua yang dipantau Antara".
    ordered = (*reversed(relays), *told)
    via = tuple((_outlet_span(page, relay),) for relay in ordered)
    cues = tuple(page.span(*relay.cue) for relay in ordered)
    return [_with_via(finding, via, cues) for finding in found]


def swap_cited(page: Page, number: int, found: list[Finding]) -> list[Finding]:
    """`Kabar Ujung said, citing X, that Y`: X is the source and the outlet a relay."""
    sentence = page.sentences[number]
    cited = find_cited(page, sentence_start(page, sentence), sentence_end(page, sentence))
    if cited is None:
        return found
    cue, gap = page.span(*cited[0]), page.span(cited[0][0], cited[1][1])
    others = [f for f in found if not any(part.overlaps(cue) for part in f.cue)]
    swapped = [_swapped(page, finding, cue, page.span(*cited[1]), gap) for finding in others]
    return swapped if any(f.cue == (cue,) for f in swapped) else found


def _swapped(page: Page, finding: Finding, cue: Span, inner: Span, gap: Span) -> Finding:
    if len(finding.source) != 1 or finding.via:
        return finding
    outlet = tokens_between(page, finding.source[0])
    if not (is_outlet(page, *outlet) or lone_name(page, *outlet)):
        return finding
    parts = [
        part
        for span in finding.content
        for part in (
            trim(page.text, Span(span.start, min(span.end, gap.start))),
            trim(page.text, Span(max(span.start, gap.end), span.end)),
        )
        if part is not None and not part.overlaps(gap)
    ]
    if not parts:
        return finding
    return msgspec.structs.replace(
        finding, source=(inner,), cue=(cue,), content=tuple(parts),
        via=(finding.source,), via_cue=finding.cue, hedged=False, act="say",
    )  # fmt: skip


def _outlet_span(page: Page, relay: Relay) -> Span:
    span = page.span(*relay.outlet)
    return Span(span.start + relay.glued, span.end)


def _with_via(finding: Finding, via: tuple[Spans, ...], cues: Spans) -> Finding:
    kept = [
        (outlet, cue)
        for outlet, cue in zip(via, cues, strict=True)
        if not any(outlet[0].overlaps(part) for part in (*finding.source, *finding.content))
    ]
    kept = [pair for k, pair in enumerate(kept) if pair[0] not in [other[0] for other in kept[:k]]]
    if not kept or finding.via:
        return finding
    return msgspec.structs.replace(
        finding, via=tuple(outlet for outlet, _ in kept), via_cue=tuple(cue for _, cue in kept)
    )


def _relay_alone(page: Page, number: int, relay: Relay, first: int, last: int) -> Finding | None:
    """`Dilansir Kabar Ujung, X`: no inner source, so the outlet is the source."""
    end = relay.outlet[1]
    if not names_somebody(page, *relay.outlet):
        return None
    if relay.opening:
        start = _content_after_relay(page, end, last)
        content = fragments(page, (start, last))
    else:
        content = fragments(page, (first, relay.cue[0]))
    if not content:
        return None
    return Finding(
        source=(page.span(*relay.outlet),),
        cue=(page.span(*relay.cue),),
        content=content,
        rule="relay",
        sentence=number,
    )


def _content_after_relay(page: Page, i: int, last: int) -> int:
    """The clause after outlet and date."""
    while i < last and page.words[i] != ",":
        i += 1
    return skip_setting(page, min(i + 1, last), last)


def run_cascade(page: Page) -> list[Finding]:
    """Every finding of a page, in order of position."""
    found: list[Finding] = []
    for number in range(len(page.sentences)):
        found.extend(find_in_sentence(page, number))
    return add_continuations(page, block_quotes(page, found))
