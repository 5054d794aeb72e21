"""What the language pack and the tagger found in one text, as one list.

In: a page, the cascade's findings and the tagger's. Out: findings, each cue once. Idea: the
tagger knows where a content begins and ends, the pack knows what a cue means and who passed
the story on; where both saw a cue they are joined, and surer than either. What only one saw is
kept if that is more often right than not. Weakness: two that are both wrong about a cue agree
all the same.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from menurut.attribute.cascade import attach_relays, split_source, swap_cited
from menurut.attribute.cues import find_cues
from menurut.attribute.findings import Finding, covers
from menurut.attribute.labels import act_of
from menurut.attribute.page import Page, Sentence, tokens_between
from menurut.attribute.sources import TELLING
from menurut.model import Spans

# Those below, but for SURE, were set on the articles of PolNeAR train held out of training.
ALONE = frozenset({"quote-cue", "preposition", "inverted", "relay", "postposed"})
"""Rungs whose findings stand without the tagger: what others see alone is wrong more often than
right ("clause", "passive": .3 to .4 right, and half a point of F1 lost)."""
UNNAMED_REACH = 8
"""Words behind a cue that may ask for anonymity with it."""
MUCH = 0.05
"""Share of a pack's content that the tagger has given to others, from which the pack yields."""
AGREED = 0.25
"""What the pack's agreement adds to the log odds of a finding, by logistic regression."""
SURE = 0.8
"""Confidence below which a source that the tagger fetched from another sentence yields to the
pack's in this one: no triple of PolNeAR dev is lost, and three in a hundred practice ones won."""
LEAST = 0.15
"""Confidence below which a joined finding is left out. At .3 both F1 are best by a hair or equal,
but four points of the recall of indirect speech are lost: readers may ask for more."""


def surer(confidence: float, shift: float) -> float:
    """A probability moved by so much in log odds.

    >>> round(surer(0.5, 1.0), 2)
    0.73
    """
    safe = min(max(confidence, 1e-3), 1 - 1e-3)
    return 1 / (1 + math.exp(-math.log(safe / (1 - safe)) - shift))


def _touches(a: Spans, b: Spans) -> bool:
    return any(x.overlaps(y) for x in a for y in b)


def _joined(page: Page, tagged: Finding, packed: Finding) -> Finding:
    """The tagger's spans with what the pack knows of the cue."""
    if _reads_better(tagged, packed):
        return packed
    return msgspec.structs.replace(
        packed,
        source=packed.source if _keeps_source(page, tagged, packed) else tagged.source,
        cue=tagged.cue,
        content=_near(page, packed.sentence, tagged.content),
        confidence=round(surer(tagged.confidence or 0.5, AGREED), 3),
        shared=False,
    )


def _reads_better(tagged: Finding, packed: Finding) -> bool:
    """Whether the tagger read half a formula ("[In] the view of"), or took a relay for source."""
    if packed.rule == "preposition" and tagged.cue != packed.cue:
        return covers(packed.cue, tagged.cue)
    told = any(_touches(relay, tagged.source) for relay in packed.via)
    return told and not _touches(packed.source, tagged.source)


def _keeps_source(page: Page, tagged: Finding, packed: Finding) -> bool:
    """Whether the pack's source stands: it leaves out a relay, or the tagger went far for its."""
    if not packed.source or not tagged.source:
        return bool(packed.source) and packed.rule in ALONE
    if packed.via and _touches(packed.source, tagged.source):
        return True
    near, far = (_in_sentence(page, packed.sentence, f.source) for f in (packed, tagged))
    return (tagged.confidence or 0) < SURE and near and not far


def _in_sentence(page: Page, number: int, spans: Spans) -> bool:
    """Whether all of it stands in this sentence."""
    sentence = page.sentences[number]
    begin, end = page.starts[sentence.first], page.ends[sentence.last - 1]
    return all(begin <= span.start < end for span in spans)


def _near(page: Page, number: int, content: Spans) -> Spans:
    """A content without what later sentences say outside quotations: nobody said that here."""
    end = page.ends[page.sentences[number].last - 1]
    kept = tuple(
        span
        for span in content
        if span.start < end or page.in_quote[tokens_between(page, span)[0]] >= 0
    )
    return kept or content


def _meaning(page: Page, finding: Finding) -> Finding:
    """What the pack's words say of a cue whose finding it missed: act, and distance kept."""
    first, _ = tokens_between(page, finding.cue[0])
    _, last = tokens_between(page, finding.cue[-1])
    hits = find_cues(page, Sentence(first, last, 0), first)
    if not hits:
        return finding
    group = hits[-1].group
    act = act_of(page, group, finding.content)
    return msgspec.structs.replace(finding, act=act, hedged=group.hedge)


def _of_anonymity(page: Page, finding: Finding) -> bool:
    """Whether it only says that somebody is not to be named: "who {asked} not to be named"."""
    first, last = tokens_between(page, finding.cue[0])
    end = min(len(page.words), last + UNNAMED_REACH)
    return page.lexicon.match("anonymous", page.lowers, first, end) >= TELLING


def _alone(page: Page, number: int, found: list[Finding]) -> list[Finding]:
    """Findings of the tagger alone in one sentence, with relays named beside them."""
    told = [finding for finding in found if not _of_anonymity(page, finding)]
    meant = [split_source(page, _meaning(page, finding)) for finding in told]
    return attach_relays(page, number, swap_cited(page, number, meant))


def _taken(page: Page, found: Sequence[Finding]) -> bytearray:
    """A mark for each character that these findings cover."""
    marks = bytearray(len(page.text))
    for finding in found:
        for span in (*finding.cue, *finding.content):
            marks[span.start : span.end] = b"\x01" * (span.end - span.start)
    return marks


def _free(finding: Finding, taken: bytearray) -> bool:
    """Whether others hold little of this content."""
    length = sum(span.end - span.start for span in finding.content)
    covered = sum(taken[span.start : span.end].count(1) for span in finding.content)
    return covered < MUCH * length


def _by_cue(packed: Sequence[Finding]) -> dict[int, int]:
    """The number of the finding whose cue covers a character."""
    return {
        char: number
        for number, finding in enumerate(packed)
        for span in finding.cue
        for char in range(span.start, span.end)
    }


def _swap_joined(page: Page, joined: list[Finding]) -> list[Finding]:
    """Joined findings of sentences in which an outlet cites somebody, with the outlet a relay."""
    if page.lexicon.phrases["citing"].keys().isdisjoint(page.lowers):
        return joined
    by_sentence: dict[int, list[Finding]] = {}
    for finding in joined:
        by_sentence.setdefault(finding.sentence, []).append(finding)
    return [f for number, found in by_sentence.items() for f in swap_cited(page, number, found)]


def merge_findings(
    page: Page, packed: Sequence[Finding], tagged: Sequence[Finding]
) -> list[Finding]:
    """One list of findings, in order of position of the cue."""
    starts = [page.starts[sentence.first] for sentence in page.sentences]
    cues, partners = _by_cue(packed), set[int]()
    merged: list[Finding] = []
    alone: dict[int, list[Finding]] = {}
    for finding in tagged:
        chars = (c for span in finding.cue for c in range(span.start, span.end))
        partner = next((cues[c] for c in chars if c in cues), None)
        if partner is not None and partner not in partners:
            partners.add(partner)
            merged.append(_joined(page, finding, packed[partner]))
        else:
            number = max(0, bisect_right(starts, finding.cue[0].start) - 1)
            content = _near(page, number, finding.content)
            found = msgspec.structs.replace(finding, sentence=number, content=content)
            alone.setdefault(number, []).append(found)
    merged = _swap_joined(page, merged)
    for number, found_alone in alone.items():
        merged += _alone(page, number, found_alone)
    merged = [f for f in merged if f.confidence is None or f.confidence >= LEAST]
    taken = _taken(page, merged)
    merged += [
        finding
        for number, finding in enumerate(packed)
        if number not in partners and finding.rule in ALONE and _free(finding, taken)
    ]
    return sorted(merged, key=lambda f: (f.cue, f.content))
