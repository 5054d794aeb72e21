"""Text → what two wordings of one claim share: folded words, their stems, pieces of letters.

In: text in any language. Out: Latin letters and digits only, small, without addresses, user
names and accents; words; stems; the four-letter pieces that stand inside words. Romanised
pieces match across spelling and inflection where stems do not (measured: better than words in
most languages other than English).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from menurut.languages import known_languages, load_pack

_NOISE = re.compile(
    r"https?://\S+|www\.\S+|pic\.twitter\.com\S*|(?<!\w)@\w+|\s[—-]\s[^—]{1,60}\(\s*\)[^—]*$"
)
# In posts: addresses, user names, and the signature "— Name (@name) January 6, 2031".
_HASHTAG = re.compile(r"#(\w+)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")
_SIGNATURE = re.compile(r"\s*[—–-]{1,2}\s*[^—\n]{1,80}\(@\w+\)\s*\w+ \d{1,2}, \d{4}\s*$")
PIECE = 4


def fold(text: str) -> str:
    """Romanised small words, separated by single blanks.

    >>> fold("#BanjirBesar di Jalan Café, kata @seseorang https://a.example/x")
    'banjir besar di jalan cafe kata'
    """
    text = _SIGNATURE.sub(" ", text)
    text = _NOISE.sub(" ", text)
    text = _HASHTAG.sub(lambda match: " " + _CAMEL.sub(" ", match[1]), text)
    return " ".join(_WORD.findall(anyascii(text).lower().replace("'", "")))


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415

    return Stemmer.Stemmer("english")


def stems_of(words: list[str]) -> list[str]:
    """English stems, which do little harm to other languages; measured with and without.

    >>> stems_of(["claims", "banjir"])
    ['claim', 'banjir']
    """
    return list(_stemmer().stemWords(words))


@cache
def _function_words() -> dict[str, frozenset[str]]:
    packs = {code: load_pack(code) for code in known_languages()}
    return {
        code: frozenset(word for stop in pack.drift.stopwords for word in fold(stop).split())
        for code, pack in packs.items()
        if pack
    }


def function_words(folded: str, lang: str | None = None) -> frozenset[str]:
    """The function words of a claim's language: they say nothing about what it claims.

    Of the language given where it has a pack; else of the pack that the claim has most words of.
    One language at a time: German "war" and "die" are content words in English.

    >>> "di" in function_words("resep di rumah"), "war" in function_words("war in the city")
    (True, False)
    """
    known = _function_words()
    pack = load_pack(lang)
    if lang is not None and pack is not None:
        return known.get("id" if lang.startswith("ms") else lang.lower().split("-")[0], frozenset())
    words = folded.split()
    best = max(known, key=lambda code: (sum(word in known[code] for word in words), code == "en"))
    return known[best]


def telling_words(words: list[str], functional: frozenset[str]) -> list[str]:
    """Words that may count as shared: no function words, no single letters.

    >>> telling_words(["resep", "di", "rumah", "x", "5"], frozenset({"di"}))
    ['resep', 'rumah', '5']
    """
    return [w for w in words if w not in functional and (len(w) > 1 or w.isdigit())]


def pieces_of(folded: bytes) -> NDArray[np.uint32]:
    """Every four-byte piece of a folded text, as one number each.

    >>> len(pieces_of(b"banjir"))
    3
    """
    data = np.frombuffer(folded, dtype=np.uint8).astype(np.uint32)
    if len(data) < PIECE:
        return np.zeros(0, dtype=np.uint32)
    joined = data[:-3] | data[1:-2] << 8 | data[2:-1] << 16 | data[3:] << 24
    return joined.astype(np.uint32, copy=False)
