"""Which language a text is in: py3langid, and word lists between close neighbours.

In: text. Out: a two-letter code or `None` when there is too little text. A pure function:
same text, same answer. py3langid answers among the languages news is read in here; between
Indonesian and Malay (which it mixes up in one sentence of eight) words that only one of the
two uses decide, from `[reading.neighbours]` of the packs. Weak on texts of a few words and on
mixed texts: it names the language of the greater part.

Measured on NTREX-128 (1,007 sentences and 62 articles a language, right for id/ms): single
sentences py3langid alone .90/.84, here .91/.86; whole articles 1.00/1.00 either way, and
1.00 for en, ru, uk and ar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from menurut.languages import known_languages, load_pack

CANDIDATES = (
    "af", "am", "ar", "az", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es",
    "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is",
    "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lo", "lt", "lv", "mk", "ml",
    "mn", "mr", "ms", "mt", "my", "ne", "nl", "no", "or", "pa", "pl", "ps", "pt", "ro", "ru",
    "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk",
    "ur", "vi", "xh", "yo", "zh", "zu",
)  # fmt: skip
"""py3langid's dialects and pidgins (pcm, arz, ary, br) draw away short Indonesian, English and
Arabic sentences, and no outlet we read publishes in them."""

SAMPLE_CHARS = 1500
"""Enough for any article; more only costs time (4,000 named no article of NTREX-128 better)."""
LEAST_LETTERS = 12
"""Below this a guess is worth nothing."""
MARKER_WEIGHT = 12.0
"""Log odds of one word that only one of the neighbours uses; set on Indonesian and Malay
sentences of NTREX-128; anything from 3 to 100 gives the same within .02."""

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _identifier() -> Any:
    # Loading takes a third of a second: only where a language is asked for.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    available = set(identifier.nb_classes)
    identifier.set_languages([code for code in CANDIDATES if code in available])
    return identifier


@cache
def _neighbours() -> dict[str, dict[str, frozenset[str]]]:
    """For each language with neighbours: code of each (itself too) to its own words."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for code in known_languages():
        pack = load_pack(code)
        if pack is None or not pack.reading.neighbours:
            continue
        group = {name: frozenset(words) for name, words in pack.reading.neighbours.items()}
        found.update(dict.fromkeys(group, group))
    return found


def detect_language(text: str) -> str | None:
    """The language of a text as a two-letter code; `None` when there is too little of it.

    >>> detect_language("Polisi menangkap dua orang karena mencuri mobil di kantor itu.")
    'id'
    >>> detect_language("Polis menangkap dua orang kerana mencuri kereta di pejabat itu.")
    'ms'
    >>> detect_language("12.30!") is None
    True
    """
    sample = text[:SAMPLE_CHARS]
    words = _WORD.findall(sample)
    if sum(len(word) for word in words) < LEAST_LETTERS:
        return None
    ranked = _identifier().rank(" ".join(words))
    guess = str(ranked[0][0])
    group = _neighbours().get(guess)
    if group is None:
        return guess
    scores = {str(code): float(score) for code, score in ranked}
    return _among_neighbours(words, guess, scores, group)


def _among_neighbours(
    found: Sequence[str], guess: str, scores: Mapping[str, float], group: dict[str, frozenset[str]]
) -> str:
    words = [word.casefold() for word in found]
    best = scores[guess]
    totals = {
        code: (scores.get(code, best) - best) + MARKER_WEIGHT * sum(w in own for w in words)
        for code, own in group.items()
    }
    return max(totals, key=lambda code: (totals[code], code == guess))
