"""The terms of an article: stems for its own language, names and numbers for all languages.

What goes in: article texts. What comes out: for each article its stems and its anchors with
their places in the text. Anchors are written so that scripts can be compared: numbers by their
digits, names by the consonants of their romanised form ("Вестлиния" and "Vestliniya" share
"fstln"). Weights are the usual logarithm of rarity in the collection.

Weakness: consonants are few, so short names of different people fall together; only rare
ones weigh, and never alone.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import msgspec
import Stemmer
from anyascii import anyascii

from menurut.model import Article, Span
from menurut.trace.quantities import find_quantities

STEMMERS = {
    "id": "indonesian", "ms": "indonesian", "en": "english", "ru": "russian", "ar": "arabic",
    "uk": "russian", "de": "german", "fr": "french", "es": "spanish", "nl": "dutch",
    "it": "italian", "pt": "portuguese", "tr": "turkish", "hi": "hindi",
}  # fmt: skip
MIN_STEM_CHARS = 3
MIN_SKELETON = 3
"""Shorter skeletons ("mrn", "lmn" are the limit) name too many different things."""
NUMBERS_READ_CHARS = 1500
"""Numbers are read in lines that begin before this place, and in each as far: reading number
words is the slowest step here, and what matters is said early."""
LEAST_NUMBER = 3
"""Ones and twos are everywhere."""
IDF_FLOOR_ARTICLES = 40
"""A small collection knows little about rarity: it is treated as if it had this many more."""

LEAST_RARITY = 0.3
"""Weight of a term that every article has: where a collection is one story, all terms are such,
and what two articles share must still weigh something. No term of cascades_dev is so common."""

_WORD = re.compile(r"\d[\d.,]*\d|\w+")
_SENTENCE_END = re.compile(r"[.!?…:\"“”«»\n\[(]\s*$")
_FOLD = str.maketrans({
    "c": "k", "q": "k", "p": "b", "v": "f", "z": "s", "x": "ks",
    **dict.fromkeys("aeiouyhw'`", ""),
})  # fmt: skip
_BOUNDARY = re.compile(r"[.!?…؟]+[\"”»’)]*\s+")
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")


class Sentence(msgspec.Struct, frozen=True, eq=False, kw_only=True, gc=False):
    """The terms of one sentence. Equal lines of different articles share the very object."""

    stems: tuple[str, ...]
    anchors: tuple[str, ...]


class Terms(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an article can be compared by."""

    stems: dict[str, tuple[Span, ...]]
    """Stem to the places of its words."""
    anchors: dict[str, tuple[Span, ...]]
    """Names (consonants) and numbers ("#" and digits) to their places."""
    sentences: tuple[Sentence, ...] = ()
    """The same terms by sentence, in order."""


@lru_cache(maxsize=1 << 17)
def skeleton(word: str) -> str:
    """The consonants of a word's romanised form, with letters that scripts confuse folded.

    >>> skeleton("Вестлиния") == skeleton("Vestliniya")
    True
    >>> skeleton("كيلات"), skeleton("Kilat")
    ('klt', 'klt')
    """
    plain = anyascii(word.removeprefix("ال") if len(word) > 4 else word).casefold()
    folded = plain.translate(_FOLD)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z0-9]", "", folded))


@cache
def _stemmer(lang: str | None) -> Stemmer.Stemmer | None:
    name = STEMMERS.get((lang or "").split("-")[0])
    return Stemmer.Stemmer(name) if name else None


def number_key(value: float) -> str:
    """How a number is compared: by its value, whatever its language and form.

    >>> number_key(1250.0), number_key(2e11), number_key(0.2)
    ('#1250', '#2e+11', '#0.2')
    """
    return f"#{value:g}"


def _is_name(word: str, text: str, start: int) -> bool:
    if _UNCASED.match(word):
        return len(word) >= 4
    if not word[0].isupper() or len(word) < MIN_STEM_CHARS:
        return False
    return start > 0 and not _SENTENCE_END.search(text[max(0, start - 4) : start])


class _Line(msgspec.Struct, frozen=True, eq=False, kw_only=True, gc=False):
    """What one line of a text holds, with places counted from its start."""

    numbers: tuple[tuple[str, int, int], ...]
    stems: tuple[tuple[str, int, int], ...]
    names: tuple[tuple[str, int, int], ...]
    sentences: tuple[Sentence, ...]


def _gather(places: Iterable[tuple[str, Span]]) -> dict[str, tuple[Span, ...]]:
    gathered: dict[str, list[Span]] = {}
    for key, span in places:
        gathered.setdefault(key, []).append(span)
    return {key: tuple(spans) for key, spans in gathered.items()}


def _numbers(line: str, lang: str | None) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (number_key(quantity.low), quantity.span.start, quantity.span.end)
        for quantity in find_quantities(line, lang)
        if quantity.low >= LEAST_NUMBER or quantity.low != int(quantity.low)
    )


def _sentences(line: str, *kinds: Sequence[tuple[str, int, int]]) -> tuple[Sentence, ...]:
    """The terms of a line sentence by sentence; the last of `kinds` are names."""
    ends = [match.end() for match in _BOUNDARY.finditer(line)]
    sorted_in: list[tuple[dict[str, None], dict[str, None]]] = [
        ({}, {}) for _ in range(len(ends) + 1)
    ]
    numbers, stems, names = kinds
    for into, terms in ((0, numbers), (0, stems), (1, numbers), (1, names)):
        for term, start, _ in terms:
            sorted_in[bisect_right(ends, start)][into][term] = None
    return tuple(Sentence(stems=tuple(s), anchors=tuple(a)) for s, a in sorted_in if s or a)


@lru_cache(maxsize=1 << 15)
def _read_line(line: str, lang: str | None, *, early: bool) -> _Line:
    """One line, with its numbers if it stands early. Kept: reprints repeat lines."""
    stemmer = _stemmer(lang)
    numbers = _numbers(line[:NUMBERS_READ_CHARS], lang) if early else ()
    stems, names = [], []
    for match in _WORD.finditer(line):
        word, start, end = match[0], match.start(), match.end()
        if word[0].isdigit():
            continue
        low = word.casefold()
        if len(low) >= MIN_STEM_CHARS:
            stems.append((stemmer.stemWord(low) if stemmer else low, start, end))
        if _is_name(word, line, start):
            bones = skeleton(word)
            if len(bones) >= MIN_SKELETON:
                names.append((bones, start, end))
    return _Line(
        numbers=numbers,
        stems=tuple(stems),
        names=tuple(names),
        sentences=_sentences(line, numbers, stems, names),
    )


def _lines_of(article: Article) -> Iterable[tuple[int, _Line]]:
    start = 0
    for line in article.text.split("\n"):
        if line:
            yield start, _read_line(line, article.lang, early=start < NUMBERS_READ_CHARS)
        start += len(line) + 1


def read_terms(article: Article) -> Terms:
    """The stems and anchors of one article's text.

    >>> terms = read_terms(Article(id="a", lang="en", text="At dawn Tobin saw twelve boats."))
    >>> sorted(terms.anchors)
    ['#12', 'tbn']
    """
    lines = list(_lines_of(article))
    numbers = [(t, Span(s + a, s + b)) for s, line in lines for t, a, b in line.numbers]
    stems = [(t, Span(s + a, s + b)) for s, line in lines for t, a, b in line.stems]
    names = [(t, Span(s + a, s + b)) for s, line in lines for t, a, b in line.names]
    return Terms(
        stems=_gather([*numbers, *stems]),
        anchors=_gather([*numbers, *names]),
        sentences=tuple(sentence for _, line in lines for sentence in line.sentences),
    )


def rarity(counts: Mapping[str, int], total: int) -> dict[str, float]:
    """The weight of each term: logarithm of how rare it is.

    >>> weights = rarity({"common": 50, "rare": 1}, 50)
    >>> weights["rare"] > 3 > weights["common"]
    True
    """
    size = total + IDF_FLOOR_ARTICLES
    return {
        term: max(LEAST_RARITY, math.log(size / (count + 0.5))) for term, count in counts.items()
    }


def stem_rarity(
    articles: Sequence[Article], terms: Mapping[str, Terms]
) -> dict[str | None, dict[str, float]]:
    """Weights of stems, for each language by itself."""
    by_lang: dict[str | None, Counter[str]] = {}
    sizes: Counter[str | None] = Counter()
    for article in articles:
        sizes[article.lang] += 1
        by_lang.setdefault(article.lang, Counter()).update(terms[article.id].stems.keys())
    return {lang: rarity(counts, sizes[lang]) for lang, counts in by_lang.items()}


def anchor_rarity(terms: Mapping[str, Terms]) -> dict[str, float]:
    """Weights of anchors over all languages."""
    counts: Counter[str] = Counter()
    for each in terms.values():
        counts.update(each.anchors.keys())
    return rarity(counts, len(terms))
