"""What an article's claim is about, and how much a stretch of text speaks of the same.

What goes in: an article as drift reads it. What comes out: topics, that is word stems, names by
their sound, numbers, and pack entries ("event:fire") that stand for all their forms. The claim
of an article is its headline and its first sentences.

Weakness: words are compared, not meanings; what a pack does not list must share its stem.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from menurut.model import Span, Spans
from menurut.trace.drift_view import Line, View, stem_of
from menurut.trace.quantities import Quantity

LEAD_LINES = 2
"""Sentences of the body that say the claim."""
LEAD_CHARS = 40
"""Shorter ones are datelines and bylines."""
TOPIC_LABELS = ("event:", "actor:", "force:", "place:", "thing:", "move:", "unit:")
GENERAL = frozenset({"unit:people"})
"""Entries with so many forms that two of them need not be one thing: the words count."""
DAYS = frozenset(
    f"move:{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
)
SILENT = frozenset(
    {"saying", "hedges", "soft_hedges", "negations", "checking", "indefinite", *DAYS}
)
"""Entries that tell how it is said or when, not what."""
LEAST_STEM_CHARS = 3

Topics = frozenset[str]


def _inside(start: int, end: int, spans: Spans) -> bool:
    return any(start < span.end and span.start < end for span in spans)


def _numbers(quantities: tuple[Quantity, ...], without: Spans) -> set[str]:
    return {
        f"#{q.low:g}"
        for q in quantities
        if not q.calendar and not _inside(q.span.start, q.span.end, without)
    }


def topics_of(line: Line, lang: str | None, without: Spans = ()) -> Topics:
    """What a sentence speaks of, leaving out some places (who says it).

    >>> from menurut.model import Article
    >>> from menurut.trace.drift_view import view_of
    >>> view = view_of(Article(id="a", lang="en", text="Two ships caught fire in Larkmoor."))
    >>> sorted(topics_of(view.lines[0], "en"))
    ['#2', '=lrkmr', 'caught', 'event:fire', 'unit:ship']
    """
    found = _numbers(line.quantities, without)
    taken = {n for q in line.quantities for n in range(q.first, q.last + 1) if q.unit != "people"}
    for mention in line.mentions:
        place = line.tokens[mention.first].start, line.tokens[mention.last].end
        if mention.label in GENERAL or _inside(*place, without):
            continue
        if mention.label.startswith(TOPIC_LABELS) and mention.label not in DAYS:
            found.add(mention.label)
        if mention.label in SILENT or mention.label in found:
            taken.update(range(mention.first, mention.last + 1))
    return frozenset(found | _words(line, lang, taken, without))


def _words(line: Line, lang: str | None, taken: AbstractSet[int], without: Spans) -> set[str]:
    """Names by sound, other words by stem."""
    names = {(name.span.start, name.span.end): name.sound for name in line.names}
    found = set()
    for number, token in enumerate(line.tokens):
        if number in taken or _inside(token.start, token.end, without):
            continue
        sound = names.get((token.start, token.end))
        stem = stem_of(token.key, lang)
        if sound:
            found.add(f"={sound}")
        elif stem in line.stems and len(stem) >= LEAST_STEM_CHARS:
            found.add(stem)
    return found


def claim_topics(view: View, sources: Spans) -> Topics:
    """What an article's claim speaks of: its headline and first sentences.

    `sources`: where the article names those who speak; they are not what the claim is about.
    """
    lead = [line for line in view.lines if line.span.end - line.span.start >= LEAD_CHARS]
    found = set(topics_of(view.title, view.lang)) if view.title else set()
    for line in lead[:LEAD_LINES]:
        found |= topics_of(line, view.lang, sources)
    outlet = {f"={sound}" for sound in view.outlet_sounds()}
    return frozenset(found - outlet)


def line_at(view: View, span: Span) -> Line | None:
    """The sentence in which a place begins."""
    return next(
        (line for line in view.lines if line.span.start <= span.start < line.span.end), None
    )
