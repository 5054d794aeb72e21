"""Texts of many articles on one page, each paragraph in full once.

What goes in: the articles of a story in order of time. What comes out: for each its paragraphs
with their marks; a paragraph that an earlier article has to the letter, with the same marks, is
told by its first words, how long it is and where it stands in full. Thirty reprints of one agency
text would else fill a page with the same words thirty times, and what a reprint added would be
lost among them. Attributions that say the same of the same words are told once in the same way;
each keeps its own anchor. What one source is made to say stands together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from menurut.model import Article, SourceType
from menurut.report.marked_text import Paragraph, Saying, find_sayings, mark_text, shorten
from menurut.report.story import Story

LEAST_CHARS = 90
"""A shorter paragraph is written again: saying where it stands would take as much room."""
OPENING_CHARS = 48

_WORD = re.compile(r"\w+")


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A run of paragraphs that stand in full under an earlier article."""

    article: str
    paragraphs: int
    words: int
    opening: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph in full, or a run of shared ones."""

    pieces: Paragraph = ()
    shared: Shared | None = None


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who is made to say something, and all of it."""

    name: str
    """The fullest mention; empty where the article names nobody."""
    source_type: SourceType
    sayings: tuple[Saying, ...]


class ShownText(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the page shows it: paragraphs in full or shared, attributions likewise."""

    parts: tuple[Part, ...]
    speakers: tuple[Speaker, ...]
    """Attributions told in full, by who is made to say them."""
    repeated: tuple[tuple[str, tuple[str, ...]], ...]
    """For earlier articles that tell the same: their ids, and the anchors of these ones."""

    @property
    def told(self) -> int:
        """How many attributions are told in full."""
        return sum(len(speaker.sayings) for speaker in self.speakers)


def show_texts(story: Story, order: Sequence[str]) -> dict[str, ShownText]:
    """How each article's text is shown; `order` says which of two equal ones is in full."""
    paragraphs: dict[Paragraph, str] = {}
    told: dict[tuple[object, ...], str] = {}
    shown = {}
    for id_ in order:
        article, attributed = story.articles[id_], story.attributed.get(id_)
        sayings = find_sayings(article, attributed, story.anchors[id_])
        kept, repeated = _sift(sayings, article, told)
        shown[id_] = ShownText(
            parts=_parts(mark_text(article.text, attributed), id_, paragraphs),
            speakers=_speakers(kept),
            repeated=tuple((other, tuple(anchors)) for other, anchors in repeated.items()),
        )
    return shown


def _parts(
    found: Sequence[Paragraph], article: str, known: dict[Paragraph, str]
) -> tuple[Part, ...]:
    parts: list[Part] = []
    for paragraph in found:
        text = "".join(piece.text for piece in paragraph)
        first = known.setdefault(paragraph, article)
        if first == article or len(text) < LEAST_CHARS:
            parts.append(Part(pieces=paragraph))
            continue
        last = parts[-1].shared if parts else None
        words = len(_WORD.findall(text))
        if last is not None and last.article == first:
            longer = msgspec.structs.replace(
                last, paragraphs=last.paragraphs + 1, words=last.words + words
            )
            parts[-1] = Part(shared=longer)
        else:
            opening = shorten(text.strip(), OPENING_CHARS)
            found_there = Shared(article=first, paragraphs=1, words=words, opening=opening)
            parts.append(Part(shared=found_there))
    return tuple(parts)


def _speakers(sayings: Sequence[Saying]) -> tuple[Speaker, ...]:
    """In the order in which they first speak."""
    groups: dict[tuple[str, SourceType], list[Saying]] = {}
    for saying in sayings:
        key = (saying.full or saying.who, saying.attribution.source_type)
        groups.setdefault(key, []).append(saying)
    return tuple(
        Speaker(name=name, source_type=kind, sayings=tuple(said))
        for (name, kind), said in groups.items()
    )


def _sift(
    sayings: Sequence[Saying], article: Article, told: dict[tuple[object, ...], str]
) -> tuple[tuple[Saying, ...], dict[str, list[str]]]:
    """Attributions told here, and those that an earlier article tells in the same words."""
    kept, repeated = [], dict[str, list[str]]()
    for saying in sayings:
        found = saying.attribution
        key = (saying.who, saying.full, saying.what, saying.via, saying.hedge,
               found.source_type, found.kind)  # fmt: skip
        first = told.setdefault(key, article.id)
        if first == article.id:
            kept.append(saying)
        else:
            repeated.setdefault(first, []).append(saying.anchor)
    return tuple(kept), repeated
