"""Families of a collection: articles tied together by shared passages, found in SQL.

In: which pairs of articles share how many characters. Out: a family for each article that shares
anything. A family is a connected component; where one is too large to be traced (chance ties
stories together in a large collection), its weakest ties are left out until it falls apart.
Articles that seem to tell the same story (same_story.py) are the weakest ties of all.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine
from menurut.corpus.plan import (
    FAMILY_LINKS,
    FIRST_LABELS,
    changed_labels,
    drop_labels,
    label_round,
    labels_of,
)
from menurut.reuse.candidates import pair_codes
from menurut.reuse.telling import KINDS, Told

Numbers = NDArray[np.int64]

WEAKEST_CHARS = (0, 200, 500, 1000, 2000)
"""Shared characters that tie two articles; the next step where a family is too large."""
MOST_ROUNDS = 64
"""Far more than the logarithm of any collection's size."""

_CODE_BITS = 31


class Ties(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs of articles and the characters that they share, on the side that has fewer."""

    a: Numbers
    b: Numbers
    chars: Numbers


class Families(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that share passages, with the family of each: the number of its first article."""

    articles: Numbers
    labels: Numbers
    loosened: int
    """Families whose weakest ties were left out because they were too large."""


def ties_of(told: Told) -> Ties:
    """What ties articles: all passages but furniture and quotations that everybody carries.

    A common event does not make two articles one family.
    """
    story = ~told.common_quote & (told.kind != KINDS.index("furniture"))
    codes = pair_codes(told.a[story], told.b[story])
    chars = np.minimum((told.a1 - told.a0)[story], (told.b1 - told.b0)[story])
    pairs, place = np.unique(codes, return_inverse=True)
    total = np.bincount(place, weights=chars, minlength=len(pairs)).astype(np.int64)
    return Ties(a=pairs >> _CODE_BITS, b=pairs & ((1 << _CODE_BITS) - 1), chars=total)


def join_ties(*parts: Ties) -> Ties:
    """The ties of all of them."""
    return Ties(
        **{
            name: np.concatenate([np.empty(0, np.int64), *(getattr(part, name) for part in parts)])
            for name in Ties.__struct_fields__
        }
    )


def find_families(engine: Engine, ties: Ties, most: int) -> Families:
    """The families of a collection, of up to `most` articles where weak ties can be left out."""
    articles, labels = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    loosened = 0
    for weaker, least in zip(WEAKEST_CHARS, (*WEAKEST_CHARS[1:], None), strict=True):
        if not len(ties.a):
            break
        members, family = connect(engine, ties)
        names, size = np.unique(family, return_counts=True)
        stronger = np.zeros(len(ties.a), np.bool_) if least is None else ties.chars >= least
        # A story of short texts has no stronger ties: it stays whole.
        parts = np.isin(names, family[np.isin(members, ties.a[stronger])]) & (size > most)
        loosened += int(parts.sum()) if weaker == WEAKEST_CHARS[0] else 0
        divided = np.isin(family, names[parts])
        articles.append(members[~divided])
        labels.append(family[~divided])
        inside = stronger & np.isin(ties.a, members[divided])
        ties = Ties(a=ties.a[inside], b=ties.b[inside], chars=ties.chars[inside])
    return Families(
        articles=np.concatenate(articles), labels=np.concatenate(labels), loosened=loosened
    )


def connect(engine: Engine, ties: Ties) -> tuple[Numbers, Numbers]:
    """(articles, the lowest number that each is connected with), in SQL on the engine.

    Each round every article, and the article that its label names, takes the lowest label among its
    neighbours, and then that label's own: rounds grow with the logarithm of the longest chain.
    """
    for table in ("ties", "links"):
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.take("ties", {"a": ties.a, "b": ties.b})
    engine.run(FAMILY_LINKS)
    engine.run(drop_labels(0))
    engine.run(FIRST_LABELS)
    number = 0
    while number < MOST_ROUNDS:
        for sql in label_round(number):
            engine.run(sql)
        changed = int(engine.rows(changed_labels(number))["n"][0])
        engine.run(drop_labels(number))
        number += 1
        if not changed:
            break
    found = engine.rows(labels_of(number))
    engine.run(drop_labels(number))
    return found["number"].astype(np.int64), found["label"].astype(np.int64)
