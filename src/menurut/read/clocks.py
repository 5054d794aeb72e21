"""When a text was published: intervals with a kind and a trust, from whatever states a time.

In: a stated time, an address, a visible date. Out: `Clock`s, surest first. A day is a whole
day in whatever zone; a capture is only an upper bound. The trusts say how often clocks of the
kind turn out right; they are ranks more than measurements. Weak on dates with a two-digit year
or with the day and the month both as numbers: these are not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache

from menurut.languages import known_languages, load_pack
from menurut.model import ZONES, Clock, ClockKind, interval_of

TRUST: dict[ClockKind, float] = {
    "json-ld": 0.9,
    "ninjs": 0.9,
    "meta": 0.85,
    "feed": 0.8,
    "declared": 0.8,
    "url": 0.7,  # set by the publishing system, survives updates, but only a day
    "text": 0.5,
    "header": 0.3,  # Last-Modified moves with every rebuild of the site
    "capture": 0.99,
    "file": 0.05,
}
FIRST_YEAR, LAST_YEAR = 1980, 2100
"""Outside of these a number is not a year of a news story."""

_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
# matches /2031/03/04/a, /2031-03-04-a, /20310304/; not /2031/13/04/
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/)")
_ISO_SPACED = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]+(\d\d:\d\d(?::\d\d)?(?:\.\d+)?)\s*(UTC|GMT|Z|[+-]\d\d:?\d\d)?$"
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def make_clock(stated: object, kind: ClockKind) -> Clock | None:
    """A clock of a time as it was stated; `None` when it cannot be read.

    >>> make_clock("Tue, 04 Mar 2031 14:05:00 +0700", "feed").earliest.isoformat()
    '2031-03-04T07:05:00+00:00'
    >>> make_clock("soon", "meta") is None
    True
    """
    if not isinstance(stated, str) or not 4 <= len(stated.strip()) <= 80:
        return None
    interval = _interval(stated.strip())
    if interval is None or not FIRST_YEAR <= interval[1].year <= LAST_YEAR:
        return None
    return Clock(
        earliest=interval[0],
        latest=interval[1],
        kind=kind,
        trust=TRUST[kind],
        stated=stated.strip(),
    )


def iso_of(clock: Clock | None) -> str | None:
    """A clock as ISO 8601: as stated where that is ISO, else the moment or the day it means.

    >>> iso_of(make_clock("Tue, 04 Mar 2031 14:05:00 +0700", "feed"))
    '2031-03-04T07:05:00+00:00'
    >>> iso_of(make_clock("2031-03", "meta"))
    '2031-03'
    """
    if clock is None or clock.earliest is None or clock.latest is None:
        return None if clock is None else clock.stated
    if clock.stated and interval_of(clock.stated):
        return clock.stated
    if clock.earliest == clock.latest:
        return clock.earliest.isoformat()
    return (clock.earliest + ZONES[0]).date().isoformat()


def _interval(stated: str) -> tuple[datetime, datetime] | None:
    spaced = _ISO_SPACED.match(stated)
    if spaced:
        zone = (spaced[3] or "").replace("UTC", "Z").replace("GMT", "Z")
        stated = f"{spaced[1]}T{spaced[2]}{zone}"
    found = interval_of(stated)
    if found is not None:
        return found
    try:
        return interval_of(parsedate_to_datetime(stated).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return _worded_interval(stated)


def _worded_interval(stated: str) -> tuple[datetime, datetime] | None:
    worded = find_worded_date(stated)
    return interval_of(worded) if worded else None


def url_clock(url: str | None) -> Clock | None:
    """The day (or month) that an address carries.

    >>> url_clock("https://a.example/2031/03/04/pasar").stated
    '2031-03-04'
    >>> url_clock("https://a.example/read/123") is None
    True
    """
    if not url:
        return None
    day = _URL_DAY.search(url)
    if day:
        return make_clock(f"{day[1]}-{day[2]}-{day[3]}", "url")
    month = _URL_MONTH.search(url)
    return make_clock(f"{month[1]}-{month[2]}", "url") if month else None


def capture_clock(stated: str | None) -> Clock | None:
    """An upper bound: nothing is published after it was captured.

    >>> capture_clock("2031-03-04T08:00:00Z").earliest is None
    True
    """
    clock = make_clock(stated, "capture")
    if clock is None:
        return None
    return Clock(
        earliest=None,
        latest=clock.latest,
        kind="capture",
        trust=TRUST["capture"],
        stated=clock.stated,
    )


def order_clocks(clocks: Iterable[Clock | None]) -> tuple[Clock, ...]:
    """The clocks that could be read, each statement once, surest first, captures last."""
    seen: dict[tuple[str, str | None], Clock] = {}
    for clock in clocks:
        if clock is not None:
            seen.setdefault((clock.kind, clock.stated), clock)
    return tuple(sorted(seen.values(), key=lambda c: (c.kind == "capture", -c.trust)))


@cache
def _month_numbers() -> dict[str, int]:
    found: dict[str, int] = {}
    for code in known_languages():
        pack = load_pack(code)
        for number, spellings in enumerate(pack.reading.months if pack else (), 1):
            found.update(dict.fromkeys((s.casefold() for s in spellings), number))
    return found


@cache
def _zone_offsets() -> dict[str, str]:
    found: dict[str, str] = {}
    for code in known_languages():
        pack = load_pack(code)
        found.update(pack.reading.zones if pack else {})
    return found


@cache
def _worded_date() -> re.Pattern[str]:
    # It matches "Selasa, 4 Maret 2031 14:05 WIB", "March 4, 2031" and "4 марта 2031, 14:05".
    months = "|".join(sorted(map(re.escape, _month_numbers()), key=len, reverse=True))
    zones = "|".join(sorted(map(re.escape, _zone_offsets()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<d1>\d{{1,2}})\.?\s+(?P<m1>{months})\.?|(?P<m2>{months})\.?\s+(?P<d2>\d{{1,2}}))"
        rf",?\s+(?P<y>\d{{4}})(?!\d)"
        rf"(?:[\s,|/@-]{{1,4}}(?:pukul\s+|at\s+|jam\s+|в\s+)?(?P<H>\d{{1,2}})[:.](?P<M>\d\d)(?!\d)"
        rf"(?::\d\d)?\s*(?P<ap>[ap]\.?m\.?)?\s*(?P<z>{zones})?)?",
        re.IGNORECASE,
    )


def find_worded_date(text: str) -> str | None:
    """The first date written with the name of a month, as ISO 8601.

    >>> find_worded_date("Selasa, 4 Maret 2031 14:05 WIB")
    '2031-03-04T14:05+07:00'
    >>> find_worded_date("Updated March 4, 2031")
    '2031-03-04'
    """
    match = _worded_date().search(text.translate(_DIGITS))
    if match is None:
        return None
    month = _month_numbers()[(match["m1"] or match["m2"]).casefold()]
    day = f"{match['y']}-{month:02}-{int(match['d1'] or match['d2']):02}"
    if match["H"] is None:
        return day
    hour = int(match["H"])
    if match["ap"]:
        hour = hour % 12 + 12 * match["ap"].lower().startswith("p")
    zone = _zone_offsets().get((match["z"] or "").upper(), "")
    return f"{day}T{hour:02}:{match['M']}{zone}"
