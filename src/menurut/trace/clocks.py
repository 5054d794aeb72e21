"""Which of two articles was first, as far as their clocks can tell.

What goes in: the clocks of articles (intervals with a trust). What comes out: for a pair one of
a few readings (before, a little after, long after, unknown) and, for a collection, how far its
clocks can be trusted: among pairs where one article links or credits the other, how often does
the clock agree? The idea: clocks are evidence, not law. A reversed order of less than a day is
what a wrong zone looks like; a missing or day-only time says nothing within the day.

Weakness: trust is learned from pairs that cite each other; without any, the prior decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from menurut.languages import load_pack
from menurut.model import Article, Clock, clocks_of, interval_of

ZONE_SLIP = timedelta(hours=14)
"""A clock read in the wrong zone is off by at most this much."""
PRIOR_AGREE, PRIOR_DISAGREE = 19.0, 1.0
"""Before any pair is seen we expect one clock order in twenty to be wrong."""
HABIT_ARTICLES, HABIT_SHARE = 2, 0.6
"""From so many articles, and so large a share, an outlet has a habit of stating its zone."""
CONTRADICTION_TRUST = 0.4
"""Trust of a time when the article's own clocks exclude each other."""


class When(msgspec.Struct, frozen=True, kw_only=True):
    """When an article was published: an interval with a trust."""

    earliest: datetime | None = None
    latest: datetime | None = None
    trust: float = 0.0

    @property
    def known(self) -> bool:
        """Whether either end is known."""
        return self.earliest is not None or self.latest is not None


NEVER = When()


def _contradict(clocks: Iterable[Clock]) -> bool:
    lows = [clock.earliest for clock in clocks if clock.earliest]
    highs = [clock.latest for clock in clocks if clock.latest]
    return bool(lows and highs) and max(lows) - min(highs) > timedelta(days=1)


def stated_offset(article: Article) -> timedelta | None:
    """The offset from UTC that an article's own time states.

    >>> stated_offset(Article(id="a", text="", published="2031-03-04T14:05:00+07:00"))
    datetime.timedelta(seconds=25200)
    """
    stated = (article.clocks[0].stated if article.clocks else None) or article.published
    try:
        return datetime.fromisoformat((stated or "").strip()).utcoffset()
    except ValueError:
        return None


def usual_offsets(
    articles: Iterable[Article], publishers: Mapping[str, str]
) -> dict[str, timedelta]:
    """The offset in which each outlet mostly states its times; outlets without habit are absent."""
    seen: dict[str, Counter[timedelta]] = {}
    for article in articles:
        offset, outlet = stated_offset(article), publishers.get(article.id)
        if offset is not None and outlet:
            seen.setdefault(outlet, Counter())[offset] += 1
    usual = {}
    for outlet, counts in seen.items():
        offset, count = max(counts.items(), key=lambda item: (item[1], item[0]))
        if count >= HABIT_ARTICLES and count >= HABIT_SHARE * counts.total():
            usual[outlet] = offset
    return usual


def _bounds(article: Article, first: Clock, usual: timedelta | None) -> When:
    """The first clock's interval; a "Z" of an outlet that never says so may be its local time."""
    earliest, latest = first.earliest, first.latest
    if usual and stated_offset(article) == timedelta(0):
        earliest = min(earliest, earliest - usual) if earliest else None
        latest = max(latest, latest - usual) if latest else None
    return When(earliest=earliest, latest=latest, trust=first.trust)


def when_published(article: Article, usual: timedelta | None = None) -> When:
    """The surest clock of an article, bounded by its first capture.

    >>> when_published(Article(id="a", text="", published="2031-03-04T02:10:00Z")).trust
    0.8
    >>> when_published(Article(id="a", text="")).known
    False
    """
    clocks = clocks_of(article)
    if not clocks:
        return NEVER
    when = _bounds(article, clocks[0], usual)
    caps = [c.latest for c in clocks if c.kind == "capture" and c.latest]
    latest = min([when.latest, *caps]) if when.latest and caps else when.latest
    earliest = when.earliest
    if earliest and latest and latest < earliest:
        earliest = None
    trust = CONTRADICTION_TRUST if _contradict(clocks) else when.trust
    middle = earliest + (latest - earliest) / 2 if earliest and latest else None
    day = _reported_day(article, middle) if middle else None
    if day:
        return When(earliest=day, trust=CONTRADICTION_TRUST)
    return When(earliest=earliest, latest=latest, trust=trust)


_BRACKETED_DAY = re.compile(r"\((\d{1,2})/(\d{1,2})(?:/(?:\d{2}|\d{4}))?\)")
"""Day before month."""
LEAD_CHARS = 200
"""The opening, which dates what happened; what is still to come is dated further down."""
REPORTED_DAYS = timedelta(days=7)
"""A day further ahead of the clock is one to come."""


def _reported_day(article: Article, published: datetime) -> datetime | None:
    """When the bracketed day of the opening begins, if that is in the week after the clock's time.

    >>> when = datetime.fromisoformat("2031-08-20T12:00:00Z")
    >>> lead = "Lampu pabrik padam, Kamis (21/8) sore."
    >>> _reported_day(Article(id="a", text=lead, lang="id"), when)
    datetime.datetime(2031, 8, 20, 15, 0, tzinfo=datetime.timezone.utc)
    """
    pack = load_pack(article.lang)
    found = _BRACKETED_DAY.search(article.text[:LEAD_CHARS])
    if found is None or pack is None or not pack.reading.bracketed_days:
        return None
    try:
        midnight = datetime(published.year, int(found[2]), int(found[1]), tzinfo=published.tzinfo)
    except ValueError:
        return None
    zones = (datetime.strptime(zone, "%z").utcoffset() for zone in pack.reading.zones.values())
    day = midnight - max((zone for zone in zones if zone), default=timedelta())
    return day if published < day <= published + REPORTED_DAYS else None


def when_updated(article: Article) -> datetime | None:
    """The last moment at which the text is known to have been changed."""
    ends = [clock.latest for clock in article.updated_clocks if clock.latest]
    if ends:
        return max(ends)
    interval = interval_of(article.updated) if article.updated else None
    return interval[1] if interval else None


def gap_hours(first: When, second: When) -> float | None:
    """Hours by which `second` is certainly later; negative if earlier; 0 when they overlap.

    >>> a = when_published(Article(id="a", text="", published="2031-03-04T02:00:00Z"))
    >>> b = when_published(Article(id="b", text="", published="2031-03-04T05:00:00Z"))
    >>> gap_hours(a, b), gap_hours(b, a), gap_hours(a, NEVER)
    (3.0, -3.0, None)
    """
    if not first.known or not second.known:
        return None
    if first.latest and second.earliest and second.earliest >= first.latest:
        return (second.earliest - first.latest).total_seconds() / 3600
    if first.earliest and second.latest and second.latest <= first.earliest:
        return -((first.earliest - second.latest).total_seconds() / 3600)
    return 0.0


def learn_trust(gaps: Iterable[float | None]) -> float:
    """How often the clocks of this collection agree with its citations (0 to 1).

    `gaps` are those of (cited, citing) pairs.

    >>> learn_trust([])
    0.95
    >>> learn_trust([-100.0] * 40) < 0.5
    True
    """
    agree, disagree = PRIOR_AGREE, PRIOR_DISAGREE
    for gap in gaps:
        if gap is None or gap == 0:
            continue
        agree += gap > 0
        disagree += gap < 0
    return agree / (agree + disagree)
