"""Text in, sentences and stems out: what the translation matcher and its training share.

A word is lower-cased, rewritten by the spelling rules of its language (assets/translation.toml)
and stemmed by Snowball. Names are romanised with anyascii and reduced to a skeleton of consonant
classes, so that Трамп, ترامب and Trump meet. Numbers are brought to one form: 1.000 and 1,000 and
١٠٠٠ are 1000. Known weakness: sentences end where a full stop is followed by a capital (or by a
script without capitals), so that unusual abbreviations split a sentence; aligned neighbours are
merged again later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from hashlib import blake2b
from importlib import resources
from itertools import chain, groupby

import msgspec
import numpy as np
import Stemmer
from anyascii import anyascii

from menurut.errors import KnowledgeError
from menurut.model import Span

MAX_SENTENCE_WORDS = 80
"""Longer runs without a full stop (lists of names, tables) are cut, so that no sentence grows
without bound; set by hand, newsroom sentences above 80 words are rare in all six languages."""

SAMPLE_CHARS = 4000
"""As much of a text as its script and language are told from."""
UNKNOWN = "xx"

_WORD = re.compile(
    r"[^\W\d_]+(?:[\u064b-\u065f\u0670]+[^\W\d_]*|['’ʼ][^\W\d_]+)*"  # letters, with Arabic vowels
    r"|\d+(?:[.,٬٫]\d+)*"  # 1.000,50 and ١٬٠٠٠
)
_ENDING = re.compile(r"""[.!?؟…]+["'”’»)\]]*(?=\s)""")
_LAST_WORD = re.compile(r"([\w.]*\w)[.!?؟…]+[\"'”’»)\]]*$")
_GROUPED = re.compile(r"\d{1,3}(?:[.,٬]\d{3})+")
# Sounds that newsrooms write in several ways: letters that spell one sound together, then classes
# of single letters. Vowels, h and a w inside a word are the least steady of all and are left out.
_SPELLED_TOGETHER = {
    **dict.fromkeys(("tsch", "shch", "sch", "dzh", "sh", "ch", "zh", "dj", "ts", "tz"), "s"),
    **dict.fromkeys(("kh", "gh"), ""),
    **dict.fromkeys(("ce", "ci", "cy"), "s"),
    "ph": "f",
    "th": "t",
    "ck": "k",
}
_TOGETHER = re.compile("|".join(sorted(_SPELLED_TOGETHER, key=lambda letters: -len(letters))))
_SOUNDS = str.maketrans(
    {"j": "s", "x": "ks", "p": "b", **dict.fromkeys("cqg", "k"), "v": "f", "z": "s", "d": "t"}
)
_DOUBLED = re.compile(r"(.)(?=\1)")
_UNSTEADY = str.maketrans("", "", "aeiouyhw")
_SOFT_G = re.compile(r"g(?=[eiy])|j")


# Rules of translation.toml that need no search: one letter or a class of letters; an ending.
_LETTER_RULE = re.compile(r"\[\w+\]|[\w\u0640-\u0670']")
_ENDING_RULE = re.compile(r"\w+\$")
_Rule = Callable[[str], str]


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the matcher knows of one language (assets/translation.toml)."""

    script: str
    stemmer: str | None = None
    table: str | None = None
    common: tuple[str, ...] = ()
    """Its most frequent words: the fallback where an article's language tag is wrong."""
    spelling: tuple[tuple[str, str], ...] = ()
    folding: tuple[tuple[str, str], ...] = ()
    """Like `spelling`, applied to the stem: it brings together relatives that share a table."""
    typical: float = 0.35
    """Share of word weight explained in true translations from or into English."""
    prefixes: tuple[str, ...] = ()
    numbers: dict[str, str] = {}
    """Small numbers in digits, with their English word."""


@cache
def translation_languages() -> dict[str, Language]:
    """The languages that have an entry, by code.

    >>> translation_languages()["uk"].table
    'russian'
    """
    file = resources.files("menurut.reuse") / "assets" / "translation.toml"
    try:
        return msgspec.toml.decode(file.read_bytes(), type=dict[str, Language])
    except msgspec.DecodeError as error:
        raise KnowledgeError(
            f"reuse/assets/translation.toml: {error}. docs/translation.md explains the file."
        ) from error


def script_of(text: str) -> str | None:
    """The script that most letters belong to.

    >>> script_of("Пожар в порту (Port)")
    'Cyrillic'
    """
    sample = text[:SAMPLE_CHARS].encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(sample, np.uint32)
    # Capital and small ASCII letters lie 32 apart.
    counts = {"Latin": int(np.count_nonzero((letters | 32) - 97 < 26))}
    if counts["Latin"] < len(letters):
        counts["Cyrillic"] = int(np.count_nonzero(letters >> 8 == 4))
        counts["Arabic"] = int(np.count_nonzero(letters >> 8 == 6))
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def language_for(text: str, tag: str | None) -> str:
    """The language to read a text in: its tag where text and tag agree, else what its words say.

    A tag is believed when the text is in the script of that language, unless the commonest words
    of another one stand in it more than twice as often. "xx" is a language unknown.

    >>> language_for("Kebakaran itu terjadi di dekat pasar dan tidak ada korban.", "en")
    'id'
    """
    script = script_of(text)
    tag = (tag or "").lower().split("-")[0]
    if tag and tag not in translation_languages():
        return tag
    shares = {c: 0 for c, entry in translation_languages().items() if entry.script == script}
    known = _common_words()
    for word in text[:SAMPLE_CHARS].lower().split():
        for code in known.get(word, ()):
            if code in shares:
                shares[code] += 1
    best = max(shares, key=lambda code: (shares[code], code == tag), default=UNKNOWN)
    if tag in shares and shares[best] <= 2 * shares[tag] + 2:
        return tag
    return best if shares.get(best) else UNKNOWN


@cache
def _common_words() -> dict[str, tuple[str, ...]]:
    """The languages in which a word is one of the commonest."""
    known: dict[str, tuple[str, ...]] = {}
    for code, entry in translation_languages().items():
        for word in entry.common:
            known[word] = (*known.get(word, ()), code)
    return known


@cache
def _spelling(lang: str) -> tuple[re.Pattern[str] | None, tuple[_Rule, ...]]:
    """What any spelling rule of a language could apply to, and its rules in order."""
    entry = translation_languages().get(lang)
    if not entry or not entry.spelling:
        return None, ()
    either = re.compile("|".join(source for source, _ in entry.spelling))
    return either, _rules(entry.spelling)


@cache
def _stemming(lang: str) -> tuple[Callable[[str], str], tuple[_Rule, ...]]:
    """The stemmer of a language, and the folding rules of its stems."""
    entry = translation_languages().get(lang)
    if not entry:
        return str, ()
    # It would keep words of its own and forget them slowly: stem_of keeps them.
    stem = Stemmer.Stemmer(entry.stemmer, 0).stemWord if entry.stemmer else str
    return stem, _rules(entry.folding)


def _rules(pairs: Sequence[tuple[str, str]]) -> tuple[_Rule, ...]:
    """Rules of [pattern, replacement] as functions; neighbours of one kind are one function.

    >>> [rule("ёжики") for rule in _rules([("ё", "е"), ("[ыи]", "i"), ("и$", "a"), ("ka$", "")])]
    ['ежiкi', 'ёжикa']
    """
    kinds = groupby(pairs, key=lambda pair: _kind_of(pair[0]))
    return tuple(chain.from_iterable(kind(list(found)) for kind, found in kinds))


def _kind_of(source: str) -> Callable[[list[tuple[str, str]]], list[_Rule]]:
    if _LETTER_RULE.fullmatch(source):
        return _letter_rules
    return _ending_rules if _ENDING_RULE.fullmatch(source) else _search_rules


def _letter_rules(pairs: list[tuple[str, str]]) -> list[_Rule]:
    """Letter for letter, in one go."""
    letters: dict[int, str] = {}
    for source, target in pairs:
        new = dict.fromkeys(map(ord, source.strip("[]")), target)
        letters = new | {letter: to.translate(new) for letter, to in letters.items()}
    return [lambda word: word.translate(letters)]


def _ending_rules(pairs: list[tuple[str, str]]) -> list[_Rule]:
    """Endings, in order; most words have none of them."""
    endings = [(source.removesuffix("$"), target) for source, target in pairs]
    any_of = tuple(old for old, _ in endings)

    def changed(word: str) -> str:
        if word.endswith(any_of):
            for old, new in endings:
                if word.endswith(old):
                    word = word[: -len(old)] + new
        return word

    return [changed]


def _search_rules(pairs: list[tuple[str, str]]) -> list[_Rule]:
    """Anything else is searched for."""
    return [_search_rule(source, target) for source, target in pairs]


def _search_rule(source: str, target: str) -> _Rule:
    # A replacement with groups in it is taken apart for every word, unless a function asks.
    to = (lambda found: found.expand(target)) if "\\" in target else target
    return partial(re.compile(source).sub, to)


@lru_cache(maxsize=200_000)
def stem_of(word: str, lang: str) -> str:
    """The stem of a word under the spelling rules and the stemmer of `lang`.

    >>> stem_of("Fires", "en")
    'fire'
    """
    word = word.lower().replace("’", "'").replace("ʼ", "'")
    word = word.removesuffix("'s")
    applies, rules = _spelling(lang)
    if applies and applies.search(word):
        for rule in rules:
            word = rule(word)
    stemmed, folding = _stemming(lang)
    stem = stemmed(word)
    for rule in folding:
        stem = rule(stem)
    return stem


def stems_of(text: str, lang: str) -> list[str]:
    """The stems of the words of a text, numbers left out.

    >>> stems_of("Two ships burned in 2031", "en")
    ['two', 'ship', 'burn', 'in']
    """
    return [stem_of(w, lang) for w in _WORD.findall(text) if not w[0].isdecimal()]


class _Romanised(dict[int, str]):
    """What `str.translate` puts for each character: small Latin letters and digits."""

    def __missing__(self, point: int) -> str:
        roman = "".join(c for c in anyascii(chr(point)).lower() if c.isalnum())
        self[point] = roman
        return roman


_ROMANISED = _Romanised()
_ROMANISED_NAMES = _Romanised({ord("غ"): "g"})
"""In names from elsewhere newsrooms write g with this letter: أغويرو is Aguero."""


def romanise(word: str) -> str:
    """A word in small Latin letters.

    >>> romanise("Краснолесск")
    'krasnolessk'
    """
    return word.translate(_ROMANISED)


def skeletons_of(word: str) -> tuple[str, ...]:
    """The consonant classes of a word as it may be written in another script.

    A second one where g and j may be one sound: George, Джордж; أغويرو, أجويرو, Aguero.

    >>> skeletons_of("Трамп") == skeletons_of("ترامب") == skeletons_of("Trump")
    True
    >>> skeletons_of("George")
    ('krk', 'srs')
    """
    roman = word.translate(_ROMANISED_NAMES)
    if "j" not in roman and not _SOFT_G.search(roman):
        return (_skeleton(roman),)
    return _skeleton(_SOFT_G.sub("g", roman)), _skeleton(_SOFT_G.sub("j", roman))


def _skeleton(roman: str) -> str:
    """The consonant classes of a word in Latin letters."""
    roman = _TOGETHER.sub(_spelled_together, roman)
    if roman[:1] == "w":
        roman = "v" + roman[1:]
    return _DOUBLED.sub("", roman.translate(_SOUNDS)).translate(_UNSTEADY)


def _spelled_together(letters: re.Match[str]) -> str:
    return _SPELLED_TOGETHER[letters[0]]


def normalise_number(stated: str) -> str:
    """A number in one form, whatever digits and separators it was written with.

    >>> [normalise_number(n) for n in ("1.000", "1,000", "١٠٠٠", "2,5", "22.40")]
    ['1000', '1000', '1000', '2.5', '22.40']
    """
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in stated)
    if _GROUPED.fullmatch(digits):
        return re.sub(r"\D", "", digits)
    whole = re.sub(r"[.,٬](?=\d{3}(?:\D|$))", "", digits) if len(digits) > 7 else digits
    return re.sub(r"[,٫٬]", ".", whole)


@lru_cache(maxsize=400_000)
def key_of(name: str) -> int:
    """A stable number of 63 bits for a string: the keys of the index "translation".

    >>> key_of("s:fire") == key_of("s:fire") != key_of("n:fire")
    True
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def words_in(text: str, span: Span | None = None) -> list[tuple[str, int, int]]:
    """The words and numbers of a text, or of a part of it, with their places in the text.

    >>> words_in("Rp1.000 saja"), words_in("Rp1.000 saja", Span(2, 7))
    ([('Rp', 0, 2), ('1.000', 2, 7), ('saja', 8, 12)], [('1.000', 2, 7)])
    """
    start, end = (span.start, span.end) if span else (0, len(text))
    return [(m[0], m.start(), m.end()) for m in _WORD.finditer(text, start, end)]


def spelled_words(text: str) -> list[str]:
    """The words and numbers of a text in order.

    >>> spelled_words("Api, api! Rp1.000")
    ['Api', 'api', 'Rp', '1.000']
    """
    return _WORD.findall(text)


def different_words(text: str) -> set[str]:
    """The words and numbers that stand in a text.

    >>> sorted(different_words("Api, api! Rp1.000"))
    ['1.000', 'Api', 'Rp', 'api']
    """
    return set(_WORD.findall(text))


def _ends_sentence(before: str, after: str) -> bool:
    """Whether a full stop between these two ends a sentence.

    "… said him." before "The" ends one; "dr." before "Ratmi" and "U.S." before "Navy" do not.
    """
    following = after.lstrip(" \"'“”‘’«([—–-")[:1]
    if not following or following.islower():
        return False
    if before[-1:] in "\"'”’»)]!?؟…":
        return True
    match = _LAST_WORD.search(before)
    last = match[1] if match else ""
    return not (
        len(last) == 1
        or "." in last
        or last in {"dr", "hlm", "им", "ул", "г"}
        or (len(last) <= 3 and last[:1].isupper() and not last.isupper())
    )


def sentences_in(text: str) -> list[Span]:
    """The sentences of a text; a line break always ends one.

    >>> [s.of("Api padam. Dr. Ani datang.") for s in sentences_in("Api padam. Dr. Ani datang.")]
    ['Api padam.', 'Dr. Ani datang.']
    """
    spans: list[Span] = []
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        start, end = line.span()
        for stop in _ENDING.finditer(text, start, end):
            if _ends_sentence(
                text[max(start, stop.end() - 40) : stop.end()], text[stop.end() : stop.end() + 12]
            ):
                spans.append(_trimmed(text, start, stop.end()))
                start = stop.end()
        spans.append(_trimmed(text, start, end))
    return [span for span in spans if span.end > span.start]


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
