"""The source table: for each article its outlet, time, credit, parent and share taken over."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from menurut.model import Article, Clock, Credit, Edge, IndependentSource
from menurut.report.catalogue import Voice
from menurut.report.story import Story, by_time, clock_of, primary, share_taken, shown_moment

EXACT_HOURS = 1.0
"""A clock whose interval is no longer than this is written as one moment."""


DAY_HOURS = 51.0
"""One day in whatever zone: 24 hours, 26 of zones, and one to spare for rounding."""

_MONTH = re.compile(r"\d{4}-\d{2}")


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One article of the table."""

    article: Article
    name: str
    clock: Clock | None
    credits: tuple[Credit, ...]
    edge: Edge | None
    share: float | None
    independent: tuple[int, int] | None


def source_rows(story: Story) -> tuple[SourceRow, ...]:
    """The table in order of time; articles without a time stand last."""
    return tuple(
        _row(story, story.articles[id_]) for id_ in by_time(story.articles, story.articles)
    )


def _row(story: Story, article: Article) -> SourceRow:
    edge = primary(story, article.id)
    return SourceRow(
        article=article,
        name=story.names[article.id],
        clock=clock_of(article),
        credits=_distinct(article),
        edge=edge,
        share=share_taken(story, edge) if edge else None,
        independent=story.dossier.lineage.independent_range.get(article.id),
    )


def _distinct(article: Article) -> tuple[Credit, ...]:
    """Each credited name once, in the order in which the names stand."""
    wire = (Credit(name=article.wire, kind="wire"),) if article.wire else ()
    found: dict[str, Credit] = {}
    for credit in (*wire, *article.credits):
        found.setdefault(credit.name, credit)
    return tuple(found.values())


def through_names(story: Story, source: IndependentSource) -> list[str]:
    """The articles and relays through which a source came, but for the source itself."""
    names = (story.names[id_] for id_ in source.through if id_ in story.names)
    return [name for name in names if name != source.name]


Exactness = Literal["hour", "day", "month", "span", "before", "after", "unknown"]


def how_exact(article: Article) -> Exactness:
    """How much of an article's time is known.

    >>> how_exact(Article(id="a", text="", published="2041-03-04"))
    'day'
    """
    clock = clock_of(article)
    if clock is None or (clock.earliest is None and clock.latest is None):
        return "unknown"
    if clock.earliest is None:
        return "before"
    if clock.latest is None:
        return "after"
    hours = (clock.latest - clock.earliest).total_seconds() / 3600
    if hours <= EXACT_HOURS:
        return "hour"
    if hours <= DAY_HOURS:
        return "day"
    return "month" if clock.stated and _MONTH.fullmatch(clock.stated) else "span"


def say_time(article: Article, voice: Voice) -> str:
    """When an article appeared, as exactly as its clock allows and no more.

    >>> from menurut.report.catalogue import voice_for
    >>> noon = Article(id="a", text="", published="2041-03-04T12:00:00Z")
    >>> say_time(noon, voice_for("en"))
    '4 Mar 2041, 12:00'
    >>> say_time(Article(id="a", text="", published="2041-03"), voice_for("en"))
    'Mar 2041'
    >>> say_time(Article(id="a", text=""), voice_for("en"))
    'time unknown'
    """
    clock, moment = clock_of(article), shown_moment(article)
    exact = how_exact(article)
    if clock is None or moment is None:
        return voice.say("time unknown")
    if exact == "span" and clock.earliest and clock.latest:
        start, end = voice.day(clock.earliest), voice.day(clock.latest)
        return voice.say("between {start} and {end}", start=start, end=end)
    if exact == "before":
        return voice.say("not later than {time}", time=voice.moment(moment))
    if exact == "after":
        return voice.say("not before {time}", time=voice.moment(moment))
    return {"hour": voice.moment, "day": voice.day, "month": voice.month}[exact](moment)
