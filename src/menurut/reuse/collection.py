"""Texts made ready for comparison: words, outlets as numbers, days as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from menurut.archive import StoredText
from menurut.outlets import find_outlet, outlet_key
from menurut.reuse.furniture import UNKNOWN, Texts
from menurut.reuse.words import Words, find_words


def read_collection(members: Sequence[StoredText], words: Words | None = None) -> Texts:
    """Read the words of some texts (unless they are given) and number their outlets and days.

    >>> made = read_collection([StoredText(id="a", text="Air naik", outlet="Kabar Lowa",
    ...                                    published_utc="2031-03-04T00:00:00+00:00")])
    >>> made.days.tolist(), made.outlets.tolist()
    ([741505], [0])
    """
    return Texts(
        words=words or find_words([member.text for member in members]),
        outlets=outlet_numbers([member.outlet for member in members]),
        days=day_numbers([member.published_utc for member in members]),
    )


def outlet_numbers(names: Sequence[str | None]) -> NDArray[np.int64]:
    """A number for each outlet, the same for all spellings that we know."""
    numbers: dict[str, int] = {}
    keys = {name: _outlet(name) for name in set(names) if name}
    found = (numbers.setdefault(keys[n], len(numbers)) if n else UNKNOWN for n in names)
    return np.fromiter(found, np.int64, len(names))


def _outlet(name: str) -> str:
    known = find_outlet(name)
    return outlet_key(known.name if known else name) or name


def day_numbers(times: Sequence[str | None]) -> NDArray[np.int64]:
    """The day of each time in UTC."""
    days = (date.fromisoformat(t[:10]).toordinal() if t else UNKNOWN for t in times)
    return np.fromiter(days, np.int64, len(times))
