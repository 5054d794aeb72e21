"""A language pack made ready for look-up: sets of words, phrases by their first word.

In: the [attribution] section of a pack. Out: a `Lexicon`, made once per language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import msgspec

from menurut.languages import load_pack
from menurut.languages.attribution import AttributionWords, CueGroup, WordList
from menurut.model import SourceType

Phrases = dict[str, tuple[tuple[int, frozenset[tuple[str, ...]]], ...]]
"""First word to the phrases that begin with it: number of words and phrases, longest first."""

_SPLIT = re.compile(r"[’'][sS]\b|[\w@]+(?:-\w+|[’'](?![sS]\b)\w+)*|[^\w\s]")


# What the rungs ask of every token, one bit each, worked out once per word.
SPOT, RANK, TELLS, CAPITAL, UPPER, VERB, TIME, MARK = (1 << n for n in range(8))
"""SPOT: a cue, or what only looks like one, may begin here; RANK: a title or an office; TELLS: a
phrase that names a relay; CAPITAL: a capital letter or one of a script without case; UPPER: a
capital letter; VERB: a clause is here; TIME: a day, a date, a number; MARK: see `MARKED`."""
MARKED = frozenset("\n.!?…“”\"«»„‘’'")
# Words whose bits are kept: the first to come are the common ones, the rest is worked out anew.
MAX_KNOWN = 100_000


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """What the rungs ask of a language."""

    words: AttributionWords
    cues: dict[str, tuple[tuple[tuple[str, ...], CueGroup], ...]]
    spots: frozenset[str]
    """First words of cues and of what only looks like one."""
    cue_starts: frozenset[str]
    clitics: tuple[str, ...]
    unsaid: frozenset[tuple[str, ...]]
    """First two words of phrases that look like cues and are none."""
    passing_on: frozenset[str]
    """First words of all phrases that name a relay."""
    announcing: frozenset[str]
    """First words of phrases that the name of an outlet follows."""
    ranks: frozenset[str]
    """First words of titles and offices."""
    sets: dict[str, frozenset[str]]
    """Single words of each list."""
    phrases: dict[str, Phrases]
    """Phrases of each list, single words included."""
    heads: dict[str, tuple[tuple[tuple[str, ...], SourceType], ...]]
    """Right-headed: last word of a phrase to phrases and what they are, longest first."""
    compounds: dict[str, tuple[str, ...]]
    """Endings that put a compound on a list."""
    abbreviations: frozenset[str]
    relay_words: tuple[str, ...]
    openings: dict[tuple[str, ...], frozenset[str]]
    """Lists asked together to the first words of all their phrases, filled as they are asked."""
    looks: dict[str, int]
    """The bits of words met so far."""
    verb: re.Pattern[str] | None

    def has(self, name: str, word: str) -> bool:
        """Whether a list holds this single word (in lower case)."""
        return word in self.sets[name]

    def match(self, name: str, lowers: list[str], i: int, last: int) -> int:
        """How many tokens from `i` a phrase of the list covers; 0 for none."""
        found = self.phrases[name].get(lowers[i])
        if found is not None:
            for n, phrases in found:
                if i + n <= last and (n == 1 or tuple(lowers[i : i + n]) in phrases):
                    return n
        if not self.compounds:
            return 0
        endings = self.compounds.get(name)
        return 1 if endings and lowers[i].endswith(endings) else 0

    def opening(self, names: tuple[str, ...]) -> frozenset[str]:
        """First words of all phrases of some lists; compounds may match without them."""
        openings = self.openings.get(names)
        if openings is None:
            words = (word for name in names for word in (*self.phrases[name], *self.sets[name]))
            self.openings[names] = openings = frozenset(words)
        return openings

    def match_any(self, names: tuple[str, ...], lowers: list[str], i: int, last: int) -> bool:
        """Whether a phrase of one of the lists begins at `i`."""
        if lowers[i] not in self.opening(names) and not self.compounds:
            return False
        return any(self.match(name, lowers, i, last) for name in names)

    def spots_of(self, name: str, lowers: list[str], first: int, last: int) -> Sequence[int]:
        """Tokens of a stretch where `match` can find a phrase of the list."""
        if self.compounds:
            return range(first, last)
        openings = self.phrases[name]
        return [i for i, lower in enumerate(lowers[first:last], first) if lower in openings]

    def verblike(self, word: str) -> bool:
        """Whether a word shows that there is a clause."""
        return word in self.sets["finite"] or (
            self.verb is not None
            and self.verb.match(word) is not None
            and word not in self.sets["not_verbs"]
        )

    def look(self, word: str) -> int:
        """The bits of a token; a capital ("Dimas") names somebody and is no verb."""
        lower, first = word.lower(), word[0]
        upper = first.isupper()
        verb = lower in self.sets["finite"] or (not upper and self.verblike(lower))
        spot = lower in self.spots or (bool(self.clitics) and lower.endswith(self.clitics))
        asked = (
            spot, lower in self.ranks, lower in self.passing_on,
            first.isalpha() and not first.islower(), upper, verb,
            lower in self.sets["times"] or first.isdigit(), word in MARKED,
        )  # fmt: skip
        return sum(holds << n for n, holds in enumerate(asked))

    def codes(self, words: list[str]) -> bytes:
        """The bits of each token."""
        looks = self.looks
        try:
            return bytes(map(looks.__getitem__, words))
        except KeyError:
            new = {word: self.look(word) for word in {*words}.difference(looks)}
            if len(looks) + len(new) <= MAX_KNOWN:
                looks.update(new)
                return bytes(map(looks.__getitem__, words))
            return bytes([new[word] if word in new else looks[word] for word in words])


def split_words(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase in lower case, cut as a text is.

    >>> split_words("dikutip dari")
    ('dikutip', 'dari')
    """
    return tuple(_SPLIT.findall(phrase.lower()))


def spelt_out(phrase: str) -> Iterator[str]:
    """Every phrase that one with alternatives stands for.

    >>> list(spelt_out("tak|tidak mau disebut"))
    ['tak mau disebut', 'tidak mau disebut']
    """
    choices = [part.split("|") for part in phrase.split()]
    return map(" ".join, product(*choices)) if "|" in phrase else iter((phrase,))


def _phrases(words: tuple[str, ...]) -> Phrases:
    found: dict[str, dict[int, set[tuple[str, ...]]]] = {}
    for word in (one for phrase in words for one in spelt_out(phrase)):
        parts = split_words(word)
        if parts:
            found.setdefault(parts[0], {}).setdefault(len(parts), set()).add(parts)
    return {
        first: tuple((n, frozenset(rest[n])) for n in sorted(rest, reverse=True))
        for first, rest in found.items()
    }


def _cues(groups: tuple[CueGroup, ...]) -> dict[str, tuple[tuple[tuple[str, ...], CueGroup], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], CueGroup]]] = {}
    for group in groups:
        for word in (one for phrase in group.words for one in spelt_out(phrase)):
            parts = split_words(word)
            found.setdefault(parts[0], []).append((parts, group))
    return {first: tuple(sorted(rest, key=lambda p: -len(p[0]))) for first, rest in found.items()}


def make_lexicon(words: AttributionWords) -> Lexicon:
    """Make a pack's section ready for look-up."""
    lists = {
        field: value
        for field in AttributionWords.__struct_fields__
        if isinstance(value := getattr(words, field), WordList)
    }
    cues = _cues(words.cues)
    phrases = {name: _phrases(entry.words) for name, entry in lists.items()}
    clitics = words.clitics.words
    starts = {
        first for first, rest in cues.items() if any(g.kind in ("verb", "stem") for _, g in rest)
    }
    return Lexicon(
        words=words,
        cues=cues,
        spots=frozenset({*cues, *phrases["anonymous"], *phrases["relays"]}),
        cue_starts=frozenset(starts) | {start + clitic for start in starts for clitic in clitics},
        clitics=clitics,
        unsaid=frozenset(
            phrase[:2]
            for name in ("anonymous", "relays")
            for lengths in phrases[name].values()
            for n, group in lengths
            if n > 1
            for phrase in group
        ),
        passing_on=frozenset(
            word for name in ("relays", "told", "relay_links", "citing") for word in phrases[name]
        ),
        announcing=frozenset({*phrases["media"], *phrases["relays"]}),
        ranks=frozenset({*phrases["titles"], *phrases["offices"]}),
        sets={name: frozenset(w.lower() for w in entry.words) for name, entry in lists.items()},
        phrases=phrases,
        heads=_heads(words, phrases),
        compounds=dict(words.compounds),
        abbreviations=frozenset(w.lower().rstrip(".") for w in words.abbreviations.words),
        relay_words=tuple(
            sorted({p.split()[-1] for p in words.relays.words if len(p.split()[-1]) > 3})
        ),
        openings={},
        looks={},
        verb=re.compile(words.verb_pattern) if words.verb_pattern else None,
    )


# Lists that say what a head is; of equal phrases the earlier list wins.
KINDS: tuple[tuple[str, SourceType], ...] = (
    ("rumours", "other"),
    ("documents", "document"),
    ("media", "outlet"),
    ("groups", "group"),
    ("offices", "office_unnamed"),
    ("titles", "office_unnamed"),
    ("organisations", "organisation"),
    ("places", "organisation"),
)


def _heads(
    words: AttributionWords, phrases: dict[str, Phrases]
) -> dict[str, tuple[tuple[tuple[str, ...], SourceType], ...]]:
    if not words.right_headed:
        return {}
    found: dict[str, dict[tuple[str, ...], SourceType]] = {}
    for name, kind in KINDS:
        for lengths in phrases[name].values():
            for phrase in (phrase for _, group in lengths for phrase in group):
                found.setdefault(phrase[-1], {}).setdefault(phrase, kind)
    return {
        last: tuple(sorted(kinds.items(), key=lambda item: -len(item[0])))
        for last, kinds in found.items()
    }


@cache
def lexicon_of(code: str) -> Lexicon | None:
    """The lexicon of a language, or `None` where no pack knows its cues."""
    pack = load_pack(code)
    if pack is None or not pack.attribution.cues:
        return None
    return make_lexicon(pack.attribution)
