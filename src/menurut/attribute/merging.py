"""What the language pack and the tagger found in one text, as one list.

In: a page, the cascade's findings and the tagger's. Out: findings, each cue once. Idea: the
tagger knows where a content begins and ends, the pack knows what a cue means and who passed
the story on; where both saw a cue they are joined, and what only one saw is kept if that is
more often right than not. Weakness: two that are both wrong about a cue agree all the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from menurut.attribute.cascade import attach_relays, split_source
from menurut.attribute.cues import find_cues
from menurut.attribute.findings import Finding
from menurut.attribute.page import Page
from menurut.model import Spans

ALONE = frozenset(
    {"quote-cue", "preposition", "inverted", "relay", "postposed", "block", "label", "continuation"}
)
"""Rungs whose findings stand without the tagger. Set on articles of PolNeAR train held out of
training: a rung that is right less often than four times in ten costs more than it brings."""
MUCH = 0.2
"""Share of a pack's content that the tagger has given to others, from which the pack yields."""


def _sentence_of(page: Page, starts: list[int], finding: Finding) -> int:
    """The sentence that holds the cue."""
    return max(0, bisect_right(starts, finding.cue[0].start) - 1)


def _touches(a: Spans, b: Spans) -> bool:
    return any(x.overlaps(y) for x in a for y in b)


def _joined(tagged: Finding, packed: Finding) -> Finding:
    """The tagger's spans with what the pack knows of the cue."""
    keep_source = packed.via and packed.source and _touches(packed.source, tagged.source)
    return msgspec.structs.replace(
        packed,
        source=packed.source if keep_source else tagged.source,
        cue=tagged.cue,
        content=tagged.content,
        confidence=tagged.confidence,
        shared=False,
    )


def _meaning(page: Page, finding: Finding) -> Finding:
    """What the pack's words say of a cue whose finding it missed: act, and distance kept."""
    sentence = page.sentences[finding.sentence]
    for hit in find_cues(page, sentence, sentence.first):
        if _touches(finding.cue, (page.span(hit.core, hit.last),)):
            return msgspec.structs.replace(finding, act=hit.group.act, hedged=hit.group.hedge)
    return finding


def _alone(page: Page, finding: Finding) -> Finding:
    """A finding of the tagger alone, with relays named beside it."""
    meant = split_source(page, _meaning(page, finding))
    return attach_relays(page, meant.sentence, [meant])[0]


def _share(page: Page, finding: Finding, taken: bytearray) -> float:
    length = sum(span.end - span.start for span in finding.content)
    covered = sum(sum(taken[span.start : span.end]) for span in finding.content)
    return covered / max(1, length)


def merge_findings(
    page: Page, packed: Sequence[Finding], tagged: Sequence[Finding]
) -> list[Finding]:
    """One list of findings, in order of position of the cue."""
    if not page.sentences:
        return []
    starts = [page.starts[sentence.first] for sentence in page.sentences]
    by_sentence: dict[int, list[Finding]] = {}
    for finding in packed:
        if finding.cue:
            by_sentence.setdefault(_sentence_of(page, starts, finding), []).append(finding)
    taken = bytearray(len(page.text))
    merged, partners = [], set()
    for bare in tagged:
        finding = msgspec.structs.replace(bare, sentence=_sentence_of(page, starts, bare))
        for span in (*finding.cue, *finding.content):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
        near = by_sentence.get(finding.sentence, ())
        partner = next((f for f in near if _touches(f.cue, finding.cue)), None)
        partners.add(id(partner))
        merged.append(_joined(finding, partner) if partner else _alone(page, finding))
    for finding in packed:
        if id(finding) not in partners and finding.rule in ALONE:
            if _share(page, finding, taken) < MUCH:
                merged.append(finding)
    return sorted(merged, key=lambda f: (f.cue, f.content))
