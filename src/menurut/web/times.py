"""When something was published, as a reader writes dates, in the zone of the outlet where known.

A page says "14:05 +07:00"; a reader in another zone should see that hour and know whose hour it
is. Where no zone was stated the words of the report are used, which are exact about what is known.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime

from babel.dates import format_skeleton

from menurut.model import Article
from menurut.report.catalogue import Voice
from menurut.report.sources import say_time
from menurut.report.story import shown_moment
from menurut.report.zones import name_zone


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
    zone = moment.tzinfo or UTC
    return f"{voice.moment(moment, zone)} {name_zone(zone, voice.lang)}"


def _stated(published: str | None) -> datetime | None:
    """A moment with an hour and a zone, or None."""
    try:
        moment = datetime.fromisoformat((published or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


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
