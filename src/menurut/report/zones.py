"""The zone a time is told in: the outlet's own, where it is known.

"14:05" on a page in Ellivane is not 14:05 in Rindala. A time is written in the zone that the
article states it in, with the zone's name; where an article states none, in the zone its outlet
states for most of its articles here; else in UTC. When all times of a story share one zone, it is
named once, above them.

Weakness: an offset is no place: summer time of another season is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timezone, tzinfo

import msgspec

from menurut.model import Article, Clock

SHORT_NAMES = {420: "WIB", 480: "WITA", 540: "WIT"}
"""Zones that Indonesian readers know by name, by their minutes before UTC."""


class Zones(msgspec.Struct, frozen=True, kw_only=True):
    """In which zone the times of a story are written."""

    of: Mapping[str, tzinfo]
    """By article id; UTC for all others."""
    common: tzinfo | None
    """The one zone of all articles, if there is one."""
    axis: tzinfo
    """What a drawing of several articles is in: the zone of most of them."""


def find_zones(articles: Iterable[Article], clocks: Mapping[str, Clock | None]) -> Zones:
    """The zone of each article's time.

    >>> noon = Article(id="a", text="", published="2041-03-04T12:00:00+07:00")
    >>> find_zones([noon], {}).common
    datetime.timezone(datetime.timedelta(seconds=25200))
    """
    every = list(articles)
    stated = {article.id: _stated(article, clocks.get(article.id)) for article in every}
    usual = _usual(every, stated)
    zones = {a.id: stated[a.id] or usual.get(a.outlet or a.id) or UTC for a in every}
    timed = [zones[a.id] for a in every if stated[a.id] is not None]
    counted = Counter(timed)
    most = max(counted, key=lambda zone: (counted[zone], zone == UTC, str(zone)), default=UTC)
    return Zones(of=zones, common=most if len(counted) <= 1 else None, axis=most)


def _stated(article: Article, clock: Clock | None) -> tzinfo | None:
    """The offset that the surest clock's own words carry."""
    stated = clock.stated if clock is not None and clock.stated else article.published
    try:
        offset = datetime.fromisoformat((stated or "").strip()).utcoffset()
    except ValueError:
        return None
    return None if offset is None else timezone(offset) if offset else UTC


def _usual(
    articles: Iterable[Article], stated: Mapping[str, tzinfo | None]
) -> dict[str, tzinfo]:  # fmt: skip
    """The zone that an outlet states most often, UTC apart: machines write that."""
    seen: dict[str, Counter[tzinfo]] = {}
    for article in articles:
        zone = stated[article.id]
        if article.outlet and zone is not None and zone != UTC:
            seen.setdefault(article.outlet, Counter())[zone] += 1
    return {outlet: max(c, key=lambda z: (c[z], str(z))) for outlet, c in seen.items()}


def name_zone(zone: tzinfo, lang: str) -> str:
    """What a zone is called.

    >>> from datetime import timedelta
    >>> name_zone(timezone(timedelta(hours=7)), "id"), name_zone(UTC, "id")
    ('WIB', 'UTC')
    >>> name_zone(timezone(-timedelta(hours=3, minutes=30)), "en")
    'UTC−3:30'
    """
    offset = zone.utcoffset(None)
    minutes = round(offset.total_seconds() / 60) if offset else 0
    if lang == "id" and minutes in SHORT_NAMES:
        return SHORT_NAMES[minutes]
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")
