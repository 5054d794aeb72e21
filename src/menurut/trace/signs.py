"""Words of asking and answering in a sentence: who replied, was reached, would not say.

What goes in: a sentence and its language. What comes out: which lists of the pack's
[informants] stand in it, and where the first does. A family of reprints holds the same
sentences many times, and the lists are long: what was read once is kept.

Weakness: a sign says that somebody answered, not who, nor what was asked.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from menurut.languages import load_pack
from menurut.languages.quotations import QUOTATION
from menurut.trace.drift_view import KEPT_SENTENCES

LISTS = ("replies", "refusals", "contacts", "objects", "ourselves", "house")
ANSWERING = frozenset({"replies", "contacts", "ourselves", "house"})
"""Lists that tell of somebody who answered or was asked."""


@cache
def _pattern(code: str | None, kind: str) -> re.Pattern[str] | None:
    pack = load_pack(code)
    forms = getattr(pack.informants, kind) if pack else ()
    if not forms:
        return None
    parts = [r"\s+".join(re.escape(w).replace(r"\*", r"\w*") for w in f.split()) for f in forms]
    longest = "|".join(sorted(parts, key=len, reverse=True))
    clinging = "|".join(pack.drift.enclitics) if pack else ""
    return re.compile(rf"(?<!\w)(?:{longest})(?:{clinging})?(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=KEPT_SENTENCES)
def signs_in(text: str, code: str | None) -> frozenset[str]:
    """Which lists of the pack's [informants] match a sentence; refusals hide what they hold.

    >>> sorted(signs_in("Reached by phone, she denied the claim.", "en"))
    ['contacts', 'objects', 'replies']
    >>> sorted(signs_in("The owner could not confirm the claim.", "en"))
    ['objects', 'refusals']
    """
    refusals = _pattern(code, "refusals")
    rest = refusals.sub(" ", text) if refusals else text
    found = {"refusals"} if rest != text else set()
    for kind in LISTS:
        pattern = _pattern(code, kind)
        if kind != "refusals" and pattern and pattern.search(rest):
            found.add(kind)
    return frozenset(found)


@lru_cache(maxsize=KEPT_SENTENCES)
def signs_outside(text: str, code: str | None) -> frozenset[str]:
    """The signs of a sentence in the words that stand in no quotation: there "we" is another.

    >>> sorted(signs_outside('"We told us apart," he replied.', "en"))
    ['replies']
    """
    return signs_in(QUOTATION.sub(" ", text), code)


@lru_cache(maxsize=KEPT_SENTENCES)
def first_sign(text: str, code: str | None) -> int | None:
    """Where in a sentence the first sign of answering or asking stands, if any does."""
    patterns = (_pattern(code, kind) for kind in sorted(ANSWERING))
    return min((m.start() for p in patterns if p for m in [p.search(text)] if m), default=None)
