"""An article's text with who says what marked in it.

What goes in: a text and its attributions. What comes out: paragraphs of pieces, each with the
roles it plays (content, source, cue, hedge). Spans may overlap and nest; a piece has one set of
roles. Bad spans (outside the text) mark nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from menurut.model import Article, Attributed, Attribution, Span, Spans, words_of
from menurut.report.catalogue import Voice
from menurut.report.kinds import SOURCES, SPEECH, word
from menurut.report.story import anchor, numbered
from menurut.report.visible import split_hidden

SHORT_CHARS = 60
ROLES = ("content", "source", "cue", "hedge")


class TextPiece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text that plays the same roles throughout."""

    text: str
    roles: tuple[str, ...] = ()
    hidden: str | None = None


Paragraph = tuple[TextPiece, ...]


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution in words, for the list below the text."""

    anchor: str
    attribution: Attribution
    who: str
    full: str | None
    """The fullest mention elsewhere, where `who` is a pronoun or a short name."""
    what: str
    short: str
    """What is said, cut after some words: it stands in full in the text above the list."""
    via: tuple[str, ...]
    hedge: str | None


def mark_text(text: str, attributed: Attributed | None) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, in pieces with roles."""
    spans = list(_role_spans(text, attributed))
    changes: dict[int, list[tuple[str, int]]] = {}
    for role, span in spans:
        changes.setdefault(span.start, []).append((role, 1))
        changes.setdefault(span.end, []).append((role, -1))
    paragraphs: list[list[TextPiece]] = [[]]
    active: Counter[str] = Counter()
    here = 0
    for place in sorted({*changes, len(text)}):
        roles = tuple(role for role in ROLES if active[role] > 0)
        _append(paragraphs, text[here:place], roles)
        for role, step in changes.get(place, ()):
            active[role] += step
        here = place
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)


def _append(paragraphs: list[list[TextPiece]], text: str, roles: tuple[str, ...]) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            paragraphs.append([])
        paragraphs[-1] += [
            TextPiece(text=part, roles=roles, hidden=hidden)
            for part, hidden in split_hidden(line)
            if part.strip() or paragraphs[-1]
        ]


def _role_spans(text: str, attributed: Attributed | None) -> Iterable[tuple[str, Span]]:
    for attribution in attributed.attributions if attributed else ():
        for role in ROLES:
            for span in getattr(attribution, role):
                if 0 <= span.start < span.end <= len(text):
                    yield role, span


def find_sayings(
    article: Article, attributed: Attributed | None, base: str = ""
) -> tuple[Saying, ...]:
    """The attributions of an article in the order in which they stand.

    `base` is the article's own anchor: it makes those of its attributions unlike all others.
    """
    found = attributed.attributions if attributed else ()
    anchors = numbered(anchor("s", base, a.source, a.content) for a in found)
    return tuple(_saying(article, a, name) for a, name in zip(found, anchors, strict=True))


def _saying(article: Article, attribution: Attribution, name: str) -> Saying:
    text = article.text
    what = words_of(text, attribution.content)
    return Saying(
        anchor=name,
        attribution=attribution,
        who=_hyphen(text, attribution.source) + words_of(text, attribution.source),
        full=words_of(text, attribution.antecedent) or None,
        what=what,
        short=shorten(what, SHORT_CHARS),
        via=tuple(words_of(text, via) for via in attribution.via),
        hedge=words_of(text, attribution.hedge) or None,
    )


def _hyphen(text: str, source: tuple[Span, ...]) -> str:
    """What shows that the source is a piece of a word: "ujarnya" is said by "-nya"."""
    start = source[0].start if source else 0
    return "-" if text[max(0, start - 1) : start].isalpha() else ""


def say_who(saying: Saying, voice: Voice) -> str:
    """Who is made to say it, in words."""
    if not saying.who:
        return word(voice, SOURCES, "none")
    return f"{saying.who} ({saying.full})" if saying.full else saying.who


def describe(saying: Saying, voice: Voice) -> str:
    """What kind of source and of speech, through whom, and how hedged."""
    source = word(voice, SOURCES, saying.attribution.source_type)
    speech = describe_speech(saying, voice)
    return f"{source}, {speech}" if saying.who else speech


def describe_speech(saying: Saying, voice: Voice) -> str:
    """What kind of speech, through whom, and how hedged."""
    told = [word(voice, SPEECH, saying.attribution.kind)]
    told += [voice.say("through {names}", names=via) for via in saying.via]
    if saying.hedge:
        told.append(voice.say("hedged: {words}", words=saying.hedge))
    return ", ".join(told)


def shorten(words: str, most: int) -> str:
    """Words cut at a word boundary, with a sign that they were.

    >>> shorten("hujan turun di Rindala", 12)
    'hujan turun …'
    """
    if len(words) <= most:
        return words
    return words[:most].rpartition(" ")[0] + " …"


def span_text(article: Article, spans: Spans, field: str) -> str:
    """The words a piece of evidence points at."""
    text = {"text": article.text, "title": article.title or ""}.get(field, "")
    words = (span.of(text) for span in _inside(spans, text))
    return " · ".join(dict.fromkeys(" ".join(each.split()) for each in words))


def _inside(spans: Sequence[Span], text: str) -> Spans:
    return tuple(s for s in spans if 0 <= s.start < s.end <= len(text))
