"""What an article's claim is about, and how much a stretch of text speaks of the same.

What goes in: an article as drift reads it. What comes out: topics, that is word stems, names by
their sound, numbers, and pack entries ("event:fire") that stand for all their forms. The claim
of an article is its headline and its first sentences.

Weakness: words are compared, not meanings; what a pack does not list must share its stem.
"""

from __future__ import annotations

from functools import lru_cache

from menurut.model import Span, Spans
from menurut.trace.drift_view import KEPT_SENTENCES, Line, View, read_sentence, stem_of
from menurut.trace.drift_words import Token
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
Names = tuple[tuple[int, str], ...]
"""Where each name of a sentence begins, with its sound."""
Places = tuple[tuple[int, int], ...]
"""Stretches of a sentence, counted from its start."""


def _inside(start: int, end: int, places: Places) -> bool:
    return any(start < stop and begin < end for begin, stop in places)


def _numbers(quantities: tuple[Quantity, ...], without: Places) -> set[str]:
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
    by = line.span.start
    left_out = tuple((s.start - by, s.end - by) for s in without if s.overlaps(line.span))
    names = tuple((name.span.start - by, name.sound) for name in line.names)
    return _topics(line.text, lang, names, line.stems, left_out)


@lru_cache(maxsize=KEPT_SENTENCES)
def _topics(
    text: str, lang: str | None, names: Names, stems: frozenset[str], without: Places
) -> Topics:
    """The same for a sentence by itself, read once however many reprints hold it."""
    line = read_sentence(text, lang)
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
    sounds = dict(names)
    for number, token in enumerate(line.tokens):
        if number not in taken and not _inside(token.start, token.end, without):
            found |= _word(token, sounds.get(token.start), stems, lang)
    return frozenset(found)


def _word(token: Token, sound: str | None, stems: frozenset[str], lang: str | None) -> set[str]:
    """A name by its sound, another word by its stem."""
    if sound:
        return {f"={sound}"}
    stem = stem_of(token.key, lang)
    return {stem} if stem in stems and len(stem) >= LEAST_STEM_CHARS else set()


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
