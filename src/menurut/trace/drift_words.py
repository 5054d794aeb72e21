"""Tokens of a text and the vocabulary of its language found in them.

In: a text and a language code. Out: `Token`s (with their place in the text and a folded
key) and `Mention`s of pack entries, each under a label such as "hedges", "unit:village" or
"event:explosion". Labels are the same in all languages: they are how an Arabic article can
be held against the Indonesian one it was made from.

Idea: every form of a pack goes into one table keyed by its first word, so one pass over the
tokens finds them all; `*` matches any ending; clitics are tried with and without. Weakness:
there is no morphology beyond that, so a form must be listed or share its beginning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from menurut.languages import Pack, load_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Token(NamedTuple):
    """A word, number or sign, and where it stands."""

    start: int
    end: int
    key: str
    """Folded: case, vowel marks and letter variants do not count."""


class Mention(NamedTuple):
    """A pack entry found in tokens `first` to `last` (both inclusive)."""

    label: str
    first: int
    last: int


# A grouped number is one token: "12,300", "12 300", "١٢٣٫٤". Words keep apostrophes and
# Arabic vowel marks, and part at hyphens: "22-year-old" is three tokens.
_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,٫٬]\d+|،\d{3}(?!\d))*"
    r"|[^\W\d_](?:[^\W\d_]|[\u064b-\u0655\u0670\u0640]|['’](?=[^\W\d_]))*"
    r"|[$€£¥₽₹%٪]"
)
KEPT_WORDS = 50_000
"""Words whose look-up is kept: news repeats its words, and hostile text must not fill memory."""
_VARIANTS = str.maketrans("أإآٱىةё٪’", "ااااي" + "ه" + "е%'")
_MARKS = re.compile("[\u064b-\u0655\u0670\u0640]")


@lru_cache(maxsize=KEPT_WORDS)
def fold(word: str) -> str:
    """A word as it is looked up.

    >>> fold("Ёлка"), fold("أَكَّدَ")
    ('елка', 'اكد')
    """
    return _MARKS.sub("", word.lower().translate(_VARIANTS))


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The words, numbers and currency signs of a text, or of a stretch of it.

    An Arabic stroke that stands alone ("ـ") is a dash and no word.

    >>> [t.key for t in tokenize("Rp4,8 miliar untuk 40 desa.")]
    ['rp', '4,8', 'miliar', 'untuk', '40', 'desa']
    """
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    keys = ((m, fold(m.group())) for m in found)
    return tuple(Token(m.start(), m.end(), key) for m, key in keys if key)


class Form(NamedTuple):
    """One way to write an entry: its words, each folded, and which of them end in `*`."""

    label: str
    words: tuple[str, ...]
    open_ends: tuple[bool, ...]


class Vocabulary(NamedTuple):
    """All forms of one language by their first word, and what may cling to a word."""

    exact: dict[str, list[Form]]
    stems: dict[str, list[Form]]
    shortest_stem: int
    proclitics: tuple[str, ...]
    enclitics: tuple[str, ...]


def _form(label: str, text: str) -> Form:
    words = text.replace("-", " ").split()
    return Form(
        label,
        tuple(fold(w.removesuffix("*")) for w in words),
        tuple(w.endswith("*") for w in words),
    )


def _labelled(prefix: str, table: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for name, forms in table.items():
        for form in forms:
            yield f"{prefix}:{name}", form


def _entries(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every (label, form) of the two sections that drift reads."""
    numbers, drift = pack.numbers, pack.drift
    lists = {
        "percent": numbers.percent, "at_least": numbers.at_least, "at_most": numbers.at_most,
        "about": numbers.about, "clock": numbers.clock_words, "calendar": numbers.calendar_words,
        "ordinal": numbers.ordinal_words, "hedges": drift.hedges,
        "soft_hedges": drift.soft_hedges, "negations": drift.negations,
        "denials": drift.denials, "saying": drift.saying,
        "showing": drift.showing, "checking": drift.checking, "indefinite": drift.indefinite,
        "locative": drift.locative, "hearsay": drift.hearsay,
        "verging": drift.verging, "hype": drift.hype, "fraction": numbers.fraction_words,
    }  # fmt: skip
    for label, forms in lists.items():
        for form in forms:
            yield label, form
    yield from _labelled("currency", numbers.currencies)
    yield from _labelled("unit", numbers.units)
    yield from _labelled("source", drift.sources)
    yield from _labelled("office", drift.offices)
    yield from _labelled("force", drift.forces)
    yield from _labelled("actor", drift.actors)
    yield from _labelled("place", drift.places)
    yield from _labelled("thing", drift.things)
    yield from _labelled("event", drift.events)
    yield from _labelled("move", drift.movements)
    for prefix, table in (("vague", numbers.vague), ("share", numbers.shares)):
        for form in table:
            yield f"{prefix}:{form}", form


@cache
def vocabulary(code: str | None) -> Vocabulary:
    """The vocabulary of a language; empty where there is no pack."""
    pack = load_pack(code)
    exact: dict[str, list[Form]] = {}
    stems: dict[str, list[Form]] = {}
    if pack is None:
        return Vocabulary(exact, stems, 99, (), ())
    for label, text in _entries(pack):
        form = _form(label, text)
        if form.words:
            table = stems if form.open_ends[0] else exact
            table.setdefault(form.words[0], []).append(form)
    return Vocabulary(
        exact,
        stems,
        min(map(len, stems), default=99),
        tuple(fold(c) for c in pack.drift.proclitics),
        tuple(fold(c) for c in pack.drift.enclitics),
    )


SHORTEST_BARE = 3
"""Letters that must remain when a clitic is taken off ("ke" in "kera" is none)."""


def bare_forms(key: str, words: Vocabulary) -> tuple[str, ...]:
    """A key as it stands and without what may cling to it.

    >>> bare_forms("rumahnya", vocabulary("id"))
    ('rumahnya', 'rumah')
    """
    forms = [key]
    forms += [
        key[len(clitic) :]
        for clitic in words.proclitics
        if key.startswith(clitic) and len(key) - len(clitic) >= SHORTEST_BARE
    ]
    for clitic in words.enclitics:
        if key.endswith(clitic):
            forms += [f[: -len(clitic)] for f in forms if len(f) - len(clitic) >= SHORTEST_BARE]
    return tuple(dict.fromkeys(forms))


@lru_cache(maxsize=KEPT_WORDS)
def _word_forms(key: str, code: str | None) -> tuple[tuple[str, ...], tuple[Form, ...]]:
    """A key without its clitics, and the forms whose first word it may be."""
    words = vocabulary(code)
    bare_keys = bare_forms(key, words)
    forms: list[Form] = []
    for bare in bare_keys:
        forms += words.exact.get(bare, ())
        for length in range(words.shortest_stem, len(bare) + 1):
            forms += words.stems.get(bare[:length], ())
    return bare_keys, tuple(forms)


def _fits(form: Form, tokens: Sequence[Token], at: int, code: str | None) -> bool:
    """Whether the rest of a form follows its first word."""
    if at + len(form.words) > len(tokens):
        return False
    for offset in range(1, len(form.words)):
        word, is_open = form.words[offset], form.open_ends[offset]
        bare, _ = _word_forms(tokens[at + offset].key, code)
        if not any(b == word or (is_open and b.startswith(word)) for b in bare):
            return False
    return True


KEPT_INSIDE = frozenset({"unit:times"})
"""Entries that count inside a longer one too: "tiga kali lipat" is an event and three times."""


def find_mentions(tokens: Sequence[Token], code: str | None) -> tuple[Mention, ...]:
    """Every pack entry in the tokens, none inside a longer one.

    "rumah sakit" is a hospital and no house; in "enggan disebut namanya" nothing is hedged.

    >>> tokens = tokenize("Dua desa diduga terendam")
    >>> sorted(m.label for m in find_mentions(tokens, "id"))
    ['event:drown', 'hedges', 'unit:village']
    """
    found: dict[tuple[str, int], Mention] = {}
    for at, token in enumerate(tokens):
        for form in _word_forms(token.key, code)[1]:
            last = at + len(form.words) - 1
            old = found.get((form.label, at))
            if (old is None or old.last < last) and _fits(form, tokens, at, code):
                found[form.label, at] = Mention(form.label, at, last)
    ordered = sorted(found.values(), key=lambda m: (m.first, -m.last, m.label))
    kept: list[Mention] = []
    longest: Mention | None = None  # reaching furthest of those before
    for mention in ordered:
        inside = longest is not None and mention.last <= longest.last
        same = longest is not None and (mention.first, mention.last) == longest[1:]
        if not inside or same or mention.label in KEPT_INSIDE:
            kept.append(mention)
        if longest is None or mention.last > longest.last:
            longest = mention
    return tuple(kept)


def labels_of(mentions: Iterable[Mention], prefix: str) -> frozenset[str]:
    """The names behind a prefix: "event:fire" under "event" gives "fire".

    >>> sorted(labels_of([Mention("event:fire", 0, 0), Mention("hedges", 1, 1)], "event"))
    ['fire']
    """
    head = prefix + ":"
    return frozenset(m.label[len(head) :] for m in mentions if m.label.startswith(head))


def skeleton_letters(text: str) -> str:
    """Text without accents, for comparing names (ł, ø and scripts are left to anyascii).

    >>> skeleton_letters("Édouard")
    'edouard'
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
