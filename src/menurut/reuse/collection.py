"""Texts made ready for comparison: words, outlets as numbers, days as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import numpy as np

from menurut.archive import StoredText
from menurut.outlets import find_outlet, outlet_key
from menurut.reuse.furniture import UNKNOWN, Texts
from menurut.reuse.words import Words, find_words


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Some texts, with all that the kernels need of them."""

    members: tuple[StoredText, ...]
    texts: Texts


def read_collection(members: Sequence[StoredText], words: Words | None = None) -> Collection:
    """Read the words of some texts (unless they are given) and number their outlets and days.

    >>> made = read_collection([StoredText(id="a", text="Air naik", outlet="Kabar Lowa",
    ...                                    published_utc="2031-03-04T00:00:00+00:00")])
    >>> made.texts.days.tolist()
    [741505]
    """
    numbers: dict[str, int] = {}
    return Collection(
        members=tuple(members),
        texts=Texts(
            words=words or find_words([member.text for member in members]),
            outlets=np.array([_outlet_number(m.outlet, numbers) for m in members], np.int64),
            days=np.array([_day_number(m.published_utc) for m in members], np.int64),
        ),
    )


def _outlet_number(outlet: str | None, numbers: dict[str, int]) -> int:
    """Spellings of one outlet have one number."""
    if not outlet:
        return UNKNOWN
    known = find_outlet(outlet)
    key = outlet_key(known.name if known else outlet) or outlet
    return numbers.setdefault(key, len(numbers))


def _day_number(published_utc: str | None) -> int:
    return date.fromisoformat(published_utc[:10]).toordinal() if published_utc else UNKNOWN
