"""The cascade: each cue goes through the rungs, surest first; overlaps are settled.

In: a `Page`. Out: `Finding`s in order of position, one for each cue. A rung is a function
`(Place) -> Finding | None`; another finder (a learned tagger) only has to hand in findings.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import msgspec

from menurut.attribute.clauses import Place, after_opening_relay, coordinated_subject, main_subject, make_place, stem_rung, verb_rung
from menurut.attribute.contents import fragments, sentence_end, sentence_start, skip_setting
from menurut.attribute.findings import Finding, Hit, covers, trim
from menurut.attribute.nouns import noun_rung
from menurut.attribute.page import Page, Sentence, tokens_between
from menurut.attribute.passives import agent_passive_rung, passive_rung
from menurut.attribute.prepositions import basis_rung, preposition_rung
from menurut.attribute.phrases import subject_before
from menurut.attribute.relays import Relay, relay_in_source, relays_in, told_in
from menurut.languages.attribution import CueGroup
from menurut.model import Span, Spans

Rung = Callable[[Place], Finding | None]
RUNGS: dict[str, Rung] = {
    "stem": stem_rung,
    "preposition": preposition_rung,
    "verb": verb_rung,
    "basis": basis_rung,
    "passive": passive_rung,
    "agent_passive": agent_passive_rung,
    "noun": noun_rung,
}
# Surest first; of two findings with one content the earlier rung wins.
ORDER = (
    "quote-cue", "preposition", "basis", "inverted", "clause", "postposed", "passive", "relay",
    "noun", "anaphoric", "label", "block", "continuation", "tagger",
)  # fmt: skip
# A quotation that goes on without a cue belongs to the speaker before it, within so many
# paragraphs; farther away it is more often somebody else's (looked at on id_dev).
CONTINUATION_PARAGRAPHS = 1


# "X said in a letter to the council:" may have so many words between cue and colon.
BLOCK_REACH = 12


def find_cues(page: Page, sentence: Sentence, first: int) -> list[Hit]:
    """The cues of a sentence outside quotations, left to right, longest match first."""
    lex, lowers, inside = page.lexicon, page.lowers, page.in_quote
    found: list[Hit] = []
    i = first
    while i < sentence.last:
        if inside[i] >= 0:
            i += 1
            continue
        unnamed = lex.match("anonymous", lowers, i, sentence.last)
        if unnamed > 1:  # "enggan disebut namanya" reports nothing
            i += unnamed
            continue
        hit = _hit(page, i, sentence)
        if hit is None or (hit.first > first and _no_verb(page, hit)):
            i = i + 1 if hit is None else hit.last
            continue
        found.append(hit)
        i = hit.last
    return found


def _no_verb(page: Page, hit: Hit) -> bool:
    """Whether the word before shows an infinitive ("to say") or a noun ("the report")."""
    lex, before = page.lexicon, page.lowers[hit.first - 1]
    if lex.has("not_after", before):
        return True
    return hit.group.kind == "verb" and hit.first == hit.core and lex.has("noun_markers", before)


def _hit(page: Page, i: int, sentence: Sentence) -> Hit | None:
    lex, lower = page.lexicon, page.lowers[i]
    for phrase, group in lex.cues.get(lower, ()):
        n = len(phrase)
        if i + n <= sentence.last and (n == 1 or tuple(page.lowers[i : i + n]) == phrase):
            return Hit(_with_modifiers(page, i, sentence.first), i, i + n, group)
    for clitic in lex.clitics:
        if lower.endswith(clitic):
            group = _clitic_group(lex.cues.get(lower[: -len(clitic)], ()))
            if group is not None:
                return Hit(_with_modifiers(page, i, sentence.first), i, i + 1, group, len(clitic))
    return None


def _clitic_group(entries: Sequence[tuple[tuple[str, ...], CueGroup]]) -> CueGroup | None:
    for phrase, group in entries:
        if len(phrase) == 1 and group.kind in ("stem", "preposition", "agent_passive"):
            return group
    return None


def _with_modifiers(page: Page, i: int, first: int) -> int:
    """Take adverbs, negations and auxiliaries before a cue into it."""
    lex = page.lexicon
    while i > first and page.in_quote[i - 1] < 0:
        lower = page.lowers[i - 1]
        if not lex.has("modifiers", lower) and not (
            len(lower) > 4 and lower.endswith(lex.words.modifier_suffixes)
        ):
            break
        i -= 1
    return i


def find_in_sentence(page: Page, number: int) -> list[Finding]:
    """All findings of one sentence, cut where they run into each other, relays attached."""
    sentence = page.sentences[number]
    first = after_opening_relay(page, sentence_start(page, sentence), sentence.last)
    found: list[Finding] = []
    floor = first
    for hit in find_cues(page, sentence, first):
        place = make_place(page, number, hit, first, floor)
        finding = None if _idle_relative(place) else RUNGS[hit.group.kind](place)
        if finding is None:
            continue
        shared = _share_source(page, place, finding, found)
        if shared is not None:
            found.append(shared)
            floor = hit.last
    label = label_rung(page, number)
    if label:
        return label
    found = [split_source(page, finding) for finding in settle(page, found)]
    return attach_relays(page, number, found)


# A label before a colon has at most so many words: "DEWI RUKMANA: ...".
LABEL_TOKENS = 7


def label_rung(page: Page, number: int) -> list[Finding]:
    """`Rukmana: the bridge is old` at the head of a paragraph, where the language has it."""
    sentence = page.sentences[number]
    i = first = sentence.first
    if not page.lexicon.words.labels or (number and page.sentences[number - 1].paragraph == sentence.paragraph):
        return []
    while i < min(sentence.last, first + LABEL_TOKENS) and page.words[i] != ":":
        if page.words[i] in ",.;" or (i == first and not page.capital(i)):
            return []
        i += 1
    if i == first or i >= sentence.last - 2 or page.words[i] != ":":
        return []
    last = sentence_end(page, sentence)
    if all(word.isupper() or not word.isalpha() for word in page.words[first:i]):
        last = _paragraph_end(page, number)  # a transcript: "RUKMANA: ..."
    content = fragments(page, (i + 1, last))
    source, cue = (page.span(first, i),), (page.span(i, i + 1),)
    return [Finding(source=source, cue=cue, content=content, rule="label", sentence=number)] if content else []


def _paragraph_end(page: Page, number: int) -> int:
    paragraph = page.sentences[number].paragraph
    while number + 1 < len(page.sentences) and page.sentences[number + 1].paragraph == paragraph:
        number += 1
    return page.sentences[number].last


def _idle_relative(place: Place) -> bool:
    """Whether a cue in a relative clause only describes: "yang meminta namanya dirahasiakan"."""
    page, hit = place.page, place.hit
    lex = page.lexicon
    if hit.group.kind != "verb" or hit.first == 0 or not lex.has("relatives", page.lowers[hit.first - 1]):
        return False
    if hit.group.act != "say":
        return True
    return any(lex.match("anonymous", page.lowers, i, place.last) for i in range(hit.core, min(place.last, hit.last + 8)))


def _share_source(page: Page, place: Place, finding: Finding, before: list[Finding]) -> Finding | None:
    """A verb without a subject takes that of the verb before it in the sentence."""
    if not finding.shared:
        return finding
    for earlier in reversed(before):
        if earlier.source:
            return msgspec.structs.replace(finding, source=earlier.source)
    subject = coordinated_subject(place) or main_subject(place)
    if subject is not None:
        return msgspec.structs.replace(finding, source=(page.span(*subject),), shared=False)
    return finding if place.hit.group.sourceless else None


def settle(page: Page, found: list[Finding]) -> list[Finding]:
    """Cut a content where the next attribution begins; drop doubles and idle inner ones."""
    found = _merge_basis(found)
    kept: list[Finding] = []
    for number, finding in enumerate(found):
        for later in found[number + 1 :]:
            finding = _cut_before(page, finding, later)
        if finding.content:
            kept.append(finding)
    return _drop_inner(page, _without_doubles(kept))


def _merge_basis(found: list[Finding]) -> list[Finding]:
    """`Berdasarkan X, Y disebut Z`: one attribution, source X, cue "disebut"."""
    for number, finding in enumerate(found):
        if finding.rule == "basis":
            for other in found[number + 1 :]:
                if other.rule == "passive" and not other.source and covers(finding.content, other.cue):
                    start = finding.content[0].start
                    content = tuple(Span(max(s.start, start), s.end) for s in other.content if s.end > start)
                    merged = msgspec.structs.replace(other, source=finding.source, content=content or other.content)
                    return [f for f in found if f is not finding and f is not other] + [merged]
    return found


def _drop_inner(page: Page, found: list[Finding]) -> list[Finding]:
    """Inside another's statement only a statement by a named source counts."""
    result: list[Finding] = []
    for finding, outer in mark_nested(found):
        inner = outer is not None
        stated = finding.act == "say" and finding.source and finding.source != (outer.source if outer else None)
        if not inner or (page.lexicon.words.keep_nested and stated):
            result.append(finding)
    return result


def _cut_before(page: Page, finding: Finding, later: Finding) -> Finding:
    """`X mengatakan A dan menambahkan B`: A ends before "dan"."""
    text, begin = page.text, later.cue[0].start
    if not later.shared or (later.source != finding.source and not _joined(page, begin)):
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


def _before_join(text: str, start: int, end: int) -> int:
    """Leave out the word that joins two clauses: "and", "dan", "seraya"."""
    head = text[start:end].rstrip()
    cut = head.rfind(" ")
    if head.endswith(","):
        return start + len(head)
    word = head[cut + 1 :]
    return start + cut if cut > 0 and word.islower() and len(word) <= 7 else start + len(head)


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """Of findings with one content the surest stays; order of position is kept."""
    best: dict[Spans, Finding] = {}
    for finding in found:
        other = best.get(finding.content)
        if other is None or ORDER.index(finding.rule) < ORDER.index(other.rule):
            best[finding.content] = finding
    return sorted(best.values(), key=lambda f: (f.cue, f.content))


def split_source(page: Page, finding: Finding) -> Finding:
    """Move a relay named inside the source to `via`: "sumber yang berbicara dengan Kabar Ujung"."""
    if len(finding.source) != 1 or finding.via:
        return finding
    first, last = tokens_between(page, finding.source[0])
    split = relay_in_source(page, first, last)
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
    relays = relays_in(page, first, last)
    told = told_in(page, first, last)
    if not relays and not told:
        return found
    if relays and relays[0].opening and all(f.rule == "passive" and not f.source for f in found):
        found = []
    if not found:
        alone = _relay_alone(page, number, relays[0], first, last) if relays else None
        return [] if alone is None else [alone]
    # A later formula is nearer the article: "katanya, dikutip Xinhua yang dipantau Antara".
    ordered = (*reversed(relays), *told)
    via = tuple((page.span(*relay.outlet),) for relay in ordered)
    cues = tuple(page.span(*relay.cue) for relay in ordered)
    return [_with_via(finding, via, cues) for finding in found]


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


def add_continuations(page: Page, found: list[Finding]) -> list[Finding]:
    """Give quoted sentences without a cue to the attribution just before them."""
    by_sentence: dict[int, int] = {}
    for index, finding in enumerate(found):
        by_sentence[finding.sentence] = index
    result = list(found)
    last: int | None = None
    last_paragraph = -9
    for number, sentence in enumerate(page.sentences):
        if number in by_sentence:
            last, last_paragraph = by_sentence[number], sentence.paragraph
        elif last is not None and _all_quoted(page, sentence):
            if sentence.paragraph - last_paragraph <= CONTINUATION_PARAGRAPHS:
                content = fragments(page, (sentence.first, sentence_end(page, sentence)))
                result[last] = msgspec.structs.replace(
                    result[last], content=tuple(sorted({*result[last].content, *content}))
                )
                last_paragraph = sentence.paragraph
        elif sentence.paragraph != last_paragraph:
            last = None
    return result


def block_quotes(page: Page, found: list[Finding]) -> list[Finding]:
    """`X said:` at the end of a paragraph: what it said is the next one."""
    lex = page.lexicon
    have = {finding.sentence for finding in found}
    result = list(found)
    for number, sentence in enumerate(page.sentences[:-1]):
        following = page.sentences[number + 1]
        if page.words[sentence.last - 1] != ":" or number + 1 in have or following.paragraph == sentence.paragraph:
            continue
        first = sentence_start(page, sentence)
        hits = [h for h in find_cues(page, sentence, first) if h.group.kind in ("verb", "stem")]
        if not hits or sentence.last - hits[-1].last > BLOCK_REACH:
            continue
        subject = subject_before(page, hits[-1].first, first)
        content = fragments(page, (following.first, following.last))
        if subject is not None and content:
            cue = (page.span(hits[-1].first, hits[-1].last),)
            result = [f for f in result if f.cue != cue]
            result.append(
                Finding(source=(page.span(*subject),), cue=cue, content=content, rule="block", sentence=number + 1)
            )
    return sorted(result, key=lambda f: (f.cue, f.content))


def _all_quoted(page: Page, sentence: Sentence) -> bool:
    number = page.in_quote[sentence.first]
    if number < 0 or page.quotes[number].first != sentence.first:
        return False
    end = sentence_end(page, sentence)
    return all(page.in_quote[i] >= 0 or not page.words[i][0].isalnum() for i in range(sentence.first, end))


def run_cascade(page: Page) -> list[Finding]:
    """Every finding of a page, in order of position."""
    found: list[Finding] = []
    for number in range(len(page.sentences)):
        found.extend(find_in_sentence(page, number))
    return add_continuations(page, block_quotes(page, found))


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
