"""When something was published, as a reader writes dates, in the zone of the outlet where known.

A page says "14:05 +07:00"; a reader in another zone should see that hour and know whose hour it
is. Where no zone was stated the words of the report are used, which are exact about what is known.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

from babel.dates import format_date, format_skeleton, format_time

from menurut.model import Article
from menurut.report.catalogue import Voice
from menurut.report.sources import say_time
from menurut.report.story import shown_moment

SHORT_NAMES = {420: "WIB", 480: "WITA", 540: "WIT"}  # codespell:ignore wit
"""Zones that Indonesian readers know by name, by their minutes before UTC."""


def say_when(article: Article, voice: Voice) -> str:
    """When an article appeared, in its own zone if it states one.

    >>> from menurut.report.catalogue import voice_for
    >>> article = Article(id="a", text="", published="2041-03-04T14:05:00+07:00")
    >>> say_when(article, voice_for("en")), say_when(article, voice_for("id"))
    ('4 Mar 2041, 14:05 UTC+7', '4 Mar 2041, 14.05 WIB')
    >>> say_when(Article(id="a", text="", published="2041-03-04"), voice_for("en"))
    '4 Mar 2041'
    """
    moment = _stated(article.published)
    if moment is None:
        return say_time(article, voice)
    return say_moment(moment, voice)


def say_moment(moment: datetime, voice: Voice) -> str:
    """Day, hour and zone of a moment, in the zone it carries."""
    day = format_date(moment.date(), format="medium", locale=voice.locale)
    hour = format_time(
        moment.time(), "HH.mm" if voice.lang == "id" else "HH:mm", locale=voice.locale
    )
    return f"{day}, {hour} {zone_of(moment, voice.lang)}"


def _stated(published: str | None) -> datetime | None:
    """A moment with an hour and a zone, or None."""
    try:
        moment = datetime.fromisoformat((published or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def zone_of(moment: datetime, lang: str) -> str:
    """The name of the zone a moment was stated in.

    >>> zone_of(datetime.fromisoformat("2041-03-04T14:05+05:30"), "en")
    'UTC+5:30'
    """
    offset = moment.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    if lang == "id" and minutes in SHORT_NAMES:
        return SHORT_NAMES[minutes]
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")


def say_period(value: str, voice: Voice) -> str:
    """A month or a year of a facet.

    >>> from menurut.report.catalogue import voice_for
    >>> say_period("2041-05", voice_for("id")), say_period("2041", voice_for("id"))
    ('Mei 2041', '2041')
    """
    try:
        month = datetime.strptime(value, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        return value
    return str(format_skeleton("yMMM", month, locale=voice.locale))


def say_day(stated: str | None, voice: Voice) -> str:
    """A day of a fact-check; what is no day stands as it is.

    >>> from menurut.report.catalogue import voice_for
    >>> say_day("2041-03-06", voice_for("en")), say_day("lately", voice_for("en"))
    ('6 Mar 2041', 'lately')
    """
    try:
        day = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return stated or ""
    return str(format_date(day.date(), format="medium", locale=voice.locale))


def say_stated(stated: str | None, voice: Voice) -> str:
    """A time as it is stated, as far as it goes; what is none stands as it is.

    >>> from menurut.report.catalogue import voice_for
    >>> say_stated("2041-03-04T14:05:00+07:00", voice_for("id"))
    '4 Mar 2041, 14.05 WIB'
    >>> say_stated("2041-03", voice_for("en")), say_stated("lately", voice_for("en"))
    ('Mar 2041', 'lately')
    """
    article = Article(id="", text="", published=stated)
    return say_when(article, voice) if shown_moment(article) else stated or ""


def last_day(period: str) -> str:
    """The last day of a month or year, for the end of a search.

    >>> last_day("2041-02"), last_day("2041"), last_day("2041-99")
    ('2041-02-28', '2041-12-31', '2041-99')
    """
    year, _, month = period.partition("-")
    try:
        return f"{year}-{month or '12'}-{monthrange(int(year), int(month or 12))[1]}"
    except ValueError:
        return period
