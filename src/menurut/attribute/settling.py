"""Findings of one sentence that run into each other.

In: findings as the rungs gave them. Out: the same, cut where the next one begins, without
doubles, without idle statements inside another's statement. Earlier rungs win.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from menurut.attribute.findings import Finding, covers, trim
from menurut.attribute.page import Page
from menurut.model import Span, Spans

# Surest first; of two findings with one content the earlier rung wins.
ORDER = (
    "quote-cue", "preposition", "basis", "inverted", "clause", "postposed", "passive", "relay",
    "noun", "anaphoric", "label", "block", "continuation", "tagger",
)  # fmt: skip


def settle(page: Page, found: list[Finding]) -> list[Finding]:
    """Cut a content where the next attribution begins; drop doubles and idle inner ones."""
    if len(found) < 2:
        return found
    found = _merge_basis(found)
    kept: list[Finding] = []
    for number, finding in enumerate(found):
        cut = finding
        for later in found[number + 1 :]:
            cut = _cut_before(page, cut, later)
        if cut.content:
            kept.append(cut)
    return _drop_inner(page, _without_doubles(kept))


def _merge_basis(found: list[Finding]) -> list[Finding]:
    """`Berdasarkan X, Y disebut Z`: one attribution, source X, cue "disebut"."""
    for number, finding in enumerate(found):
        if finding.rule != "basis":
            continue
        for other in found[number + 1 :]:
            inside = covers(finding.content, other.cue)
            if other.rule == "passive" and not other.source and inside:
                rest = [f for f in found if f is not finding and f is not other]
                return [*rest, _merged(finding, other)]
    return found


def _merged(basis: Finding, passive: Finding) -> Finding:
    start = basis.content[0].start
    content = tuple(Span(max(s.start, start), s.end) for s in passive.content if s.end > start)
    return msgspec.structs.replace(passive, source=basis.source, content=content or passive.content)


def _drop_inner(page: Page, found: list[Finding]) -> list[Finding]:
    """Inside another's statement only a statement by a named source counts."""
    result: list[Finding] = []
    for finding, outer in mark_nested(found):
        inner = outer is not None
        stated = (
            finding.act == "say"
            and finding.source
            and finding.source != (outer.source if outer else None)
        )
        if not inner or (page.lexicon.words.keep_nested and stated):
            result.append(finding)
    return result


def _cut_before(page: Page, finding: Finding, later: Finding) -> Finding:
    """End a content at the next: `X mengatakan A dan menambahkan B`, `A diduga B, menurut X`."""
    text, begin = page.text, later.cue[0].start
    trailing = later.rule in ("preposition", "inverted") and covers(later.content, finding.cue)
    if not trailing and (
        not later.shared or (later.source != finding.source and not _joined(page, begin))
    ):
        begin = min(begin, later.source[0].start) if later.source else begin
        if not _joined(page, begin):
            return finding
    cut: list[Span] = []
    for span in finding.content:
        if span.start < begin < span.end:
            shorter = trim(text, Span(span.start, _before_join(text, span.start, begin)))
            if shorter is not None:
                cut.append(shorter)
        elif span.end <= begin:
            cut.append(span)
    return msgspec.structs.replace(finding, content=tuple(cut)) if cut else finding


def _joined(page: Page, begin: int) -> bool:
    """Whether a coordinator stands just before this character: "A, dan Y mengatakan B"."""
    i = bisect_left(page.starts, begin) - 1
    return i >= 0 and page.in_quote[i] < 0 and page.lexicon.has("coordinators", page.lowers[i])


# "sedangkan" is the longest word that joins two clauses in the packs.
LONGEST_CONJUNCTION = 9


def _before_join(text: str, start: int, end: int) -> int:
    """Leave out the word that joins two clauses: "and", "dan", "seraya"."""
    head = text[start:end].rstrip()
    cut = head.rfind(" ")
    if head.endswith(","):
        return start + len(head)
    word = head[cut + 1 :]
    return (
        start + cut
        if cut > 0 and word.islower() and len(word) <= LONGEST_CONJUNCTION
        else start + len(head)
    )


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """Of findings with one content the surest stays; order of position is kept."""
    best: dict[Spans, Finding] = {}
    for finding in found:
        other = best.get(finding.content)
        if other is None or ORDER.index(finding.rule) < ORDER.index(other.rule):
            best[finding.content] = finding
    return sorted(best.values(), key=lambda f: (f.cue, f.content))


def mark_nested(found: Sequence[Finding]) -> list[tuple[Finding, Finding | None]]:
    """Pair each finding with the outer one whose content holds it."""
    pairs: list[tuple[Finding, Finding | None]] = []
    by_sentence: dict[int, list[Finding]] = {}
    for finding in found:
        by_sentence.setdefault(finding.sentence, []).append(finding)
    for finding in found:
        outer = None
        for other in by_sentence[finding.sentence]:
            if other is not finding and other.source:
                inside = covers(other.content, finding.cue) and other.cue != finding.cue
                if inside and not covers(finding.content, other.cue):
                    outer = other
        pairs.append((finding, outer))
    return pairs
