"""The source table: for each article its outlet, time, credit, parent and share taken over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Literal

import msgspec

from menurut.model import Article, Clock, Credit, Edge, IndependentSource
from menurut.report.catalogue import Voice
from menurut.report.story import Story, by_time, clock_of, primary, share_taken, shown_moment
from menurut.report.zones import Zones, name_zone

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


def say_time(article: Article, voice: Voice, zones: Zones | None = None) -> str:
    """When an article appeared, as exactly as its clock allows and no more.

    With `zones`, in the article's own zone, which is named unless all share it; else in UTC.

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
    if exact in {"day", "month"}:
        return {"day": voice.day, "month": voice.month}[exact](moment)
    zone = zones.of.get(article.id, UTC) if zones else UTC
    told = voice.moment(moment, zone)
    if zones and zones.common is None:
        told = f"{told} {name_zone(zone, voice.lang)}"
    if exact == "before":
        return voice.say("not later than {time}", time=told)
    return voice.say("not before {time}", time=told) if exact == "after" else told


class TimeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One article in order of time."""

    article: str
    day: str
    """Where a new day begins; else empty."""
    hour: str
    """The time as exactly as it is known, without a day that was said before."""
    lag: str
    """How long after the one before; empty where either is not known to the hour."""
    edge: Edge | None


def time_rows(rows: Sequence[SourceRow], zones: Zones, voice: Voice) -> tuple[TimeRow, ...]:
    """The articles of the table in order of time, days said once."""
    told = []
    last_day, last = "", None
    for row in rows:
        article, moment = row.article, shown_moment(row.article)
        exact = how_exact(article)
        zone = zones.of.get(article.id, UTC)
        if moment is None or exact not in {"hour", "day"}:
            day, hour, lag = "", say_time(article, voice, zones), ""
        else:
            day = voice.day(moment, zone if exact == "hour" else UTC)
            hour = _hour(moment, zone, zones, voice) if exact == "hour" else ""
            lag = f"+{voice.lag(moment - last)}" if last and hour and moment > last else ""
            last = moment if hour else last
        told.append(
            TimeRow(article=article.id, day=day if day != last_day else "", hour=hour, lag=lag,
                    edge=row.edge)
        )  # fmt: skip
        last_day = day
    return tuple(told)


def _hour(moment: datetime, zone: tzinfo, zones: Zones, voice: Voice) -> str:
    hour = voice.hour(moment, zone)
    return hour if zones.common else f"{hour} {name_zone(zone, voice.lang)}"


def say_day(stated: str | None, voice: Voice) -> str:
    """A day of a fact-check as the reader writes days; what is no day stands as it is.

    >>> from menurut.report.catalogue import voice_for
    >>> say_day("2041-03-06", voice_for("en")), say_day("lately", voice_for("en"))
    ('6 Mar 2041', 'lately')
    """
    try:
        day = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return stated or ""
    return voice.day(day.replace(tzinfo=UTC))


_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)")


def say_moments(detail: str, zones: Zones, voice: Voice) -> str:
    """Words with the moments in them as the reader writes moments, in the zone of most articles.

    >>> from menurut.report.catalogue import voice_for
    >>> from menurut.report.zones import find_zones
    >>> zones = find_zones([Article(id="a", text="", published="2041-03-04T14:00:00+07:00")], {})
    >>> say_moments("2041-03-04T07:00:00+00:00 < 2041-03-04T09:30:00+00:00", zones, voice_for("id"))
    '4 Mar 2041, 14.00 WIB < 4 Mar 2041, 16.30 WIB'
    """

    def told(match: re.Match[str]) -> str:
        try:
            moment = datetime.fromisoformat(match[0])
            return f"{voice.moment(moment, zones.axis)} {name_zone(zones.axis, voice.lang)}"
        except (ValueError, OverflowError):
            return match[0]

    return _ISO.sub(told, detail)


def zone_note(zones: Zones, voice: Voice) -> str | None:
    """The one zone of all times, if there is one."""
    return name_zone(zones.common, voice.lang) if zones.common else None
