"""Other voices on the same event: articles that tell of it and took nothing from this story.

What goes in: a story with its families and the articles that stand outside them. What comes out:
for a family, the few articles beside it that share its particulars: names and numbers that
several members carry and that not every article outside does, or a quotation that many carry.
They are neither copies nor sources, and they count nowhere; a reader who wants to know what
others reported looks there first.

Weakness: only what the dossier holds is seen. On the practice cascades, 14 of 16 articles named
here tell of the event; 28 more that do are not named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import msgspec
from anyascii import anyascii
from babel import Locale

from menurut.model import Article, Family
from menurut.report.story import Story, by_time, shown_moment

VOICES = 8
"""A short list: no more than these, nearest first."""
NEEDED = 3
"""So many particulars must be shared; set on the practice cascades. With two, 8 of 31 articles
named tell of another event; with four, none, and half as many are found."""
COMMON_SHARE = 0.5
"""What stands in more than this share of the articles outside the family says nothing of it."""
COMMON = 100
"""Nor does what stands in more articles than this: an event of a large collection is no larger."""
PARTICULARS = 60
"""So many of a family's particulars are looked at, commonest first: it bounds the time."""
WINDOW = timedelta(days=3)
"""What was published longer before or after the story is background, not a voice on it."""
READ_CHARS = 20_000
STEM = 6
"""Names are compared by so many letters of their romanised form: endings differ by language."""
TERMS_SHOWN = 4

_TERM = re.compile(r"(?<!\w)(?:[^\W\d_][\w’'-]{2,}|\d[\d.,]*\d)")
_SENTENCE_START = re.compile(r"(?:^|[.!?\n\"“«]\s{0,3})$")
_GROUPING = re.compile(r"[.,](?=\d{3})")
_CALENDARS = ("id", "ms", "en", "ru", "uk", "ar")


class OtherVoice(msgspec.Struct, frozen=True, kw_only=True):
    """An article on the same event, and the particulars that it shares with the family."""

    article: str
    shared: tuple[str, ...]
    """As this article spells them; empty where a quotation is what they share."""


class VoiceIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The particulars of all articles, and who has each."""

    terms: dict[str, dict[str, str]]
    holders: dict[str, tuple[str, ...]]
    moments: dict[str, datetime]
    """Of articles whose time is known."""


def index_voices(story: Story) -> VoiceIndex:
    """Read each article's particulars once, for all families of a collection.

    Where one family is all there is, nothing is read: it has no others beside it.
    """
    if len(story.families) < 2 and not story.alone:
        return VoiceIndex(terms={}, holders={}, moments={})
    terms = {id_: terms_of(article) for id_, article in story.articles.items()}
    holders: dict[str, list[str]] = {}
    for id_, found in terms.items():
        for stem in found:
            holders.setdefault(stem, []).append(id_)
    moments = {id_: shown_moment(article) for id_, article in story.articles.items()}
    return VoiceIndex(
        terms=terms,
        holders={s: tuple(ids) for s, ids in holders.items()},
        moments={id_: moment for id_, moment in moments.items() if moment is not None},
    )


def find_voices(
    story: Story, family: Family, index: VoiceIndex | None = None
) -> tuple[OtherVoice, ...]:
    """Articles outside a family that tell of its event, nearest first."""
    inside = {m for m in family.members if m in story.articles}
    outside = len(story.articles) - len(inside)
    if not outside or not inside:
        return ()
    index = index or index_voices(story)
    quoting = _quoting(story, inside)
    shared: dict[str, list[str]] = {id_: [] for id_ in quoting}
    for stem in _particulars(index, inside, outside):
        for id_ in index.holders[stem]:
            if id_ not in inside:
                shared.setdefault(id_, []).append(index.terms[id_][stem])
    times = [index.moments[id_] for id_ in inside if id_ in index.moments]
    found = [
        OtherVoice(article=id_, shared=tuple(terms) if len(terms) >= NEEDED else ())
        for id_, terms in shared.items()
        if (len(terms) >= NEEDED or id_ in quoting) and _near(index.moments.get(id_), times)
    ]
    order = {id_: n for n, id_ in enumerate(by_time(story.articles, [v.article for v in found]))}
    found.sort(key=lambda voice: (-len(voice.shared), order[voice.article]))
    return tuple(
        msgspec.structs.replace(voice, shared=voice.shared[:TERMS_SHOWN])
        for voice in found[:VOICES]
    )


def _particulars(index: VoiceIndex, inside: set[str], outside: int) -> list[str]:
    """Terms that at least two members (or the only one) carry, commonest first."""
    carried = Counter(stem for id_ in inside for stem in index.terms[id_])
    most, needed = min(max(2.0, COMMON_SHARE * outside), COMMON), min(2, len(inside))
    found = [
        stem
        for stem, n in sorted(carried.items(), key=lambda item: (-item[1], item[0]))
        if n >= needed and len(index.holders[stem]) - n <= most
    ]
    return found[:PARTICULARS]


def terms_of(article: Article) -> dict[str, str]:
    """Names (capitalised inside a sentence) and numbers, by what they are compared by.

    >>> sorted(terms_of(Article(id="a", text="Di Lowa, 1.400 rumah terendam, kata Pak Sastro.")))
    ['1400', 'lowa', 'pak', 'sastro']
    """
    text = f"{article.title or ''}\n{article.text}"[:READ_CHARS]
    return dict(reversed(list(_terms(text))))  # the first spelling of each


def _terms(text: str) -> Iterator[tuple[str, str]]:
    for match in _TERM.finditer(text):
        term = match[0]
        if term[0].isdigit():
            yield _GROUPING.sub("", term), term
        elif term[0].isupper():
            if not _SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]):
                yield from _stems(term)
        elif not term[0].islower() and len(term) > 4:
            yield from _stems(term)  # a script without capitals: its longer words


def _stems(term: str) -> Iterator[tuple[str, str]]:
    plain = anyascii(term).casefold().replace("'", "")
    if plain[:STEM] and plain not in _calendar():
        yield plain[:STEM], term


@cache
def _calendar() -> frozenset[str]:
    """Names of days and months, which every article has."""
    names: set[str] = set()
    for lang in _CALENDARS:
        locale = Locale.parse(lang)
        for table in (locale.days, locale.months):
            for widths in table.values():
                names.update(name for width in widths.values() for name in width.values())
    return frozenset(anyascii(word).casefold() for name in names for word in name.split())


def _quoting(story: Story, inside: set[str]) -> set[str]:
    """Articles outside that share a quotation with a member that many carry."""
    return {
        other
        for (member, other), found in story.reuses.items()
        if member in inside and other not in inside and other in story.articles
        and any(reuse.common_quote for reuse in found)
    }  # fmt: skip


def _near(moment: datetime | None, times: list[datetime]) -> bool:
    """Whether a time lies about those of a story; what is not known is not held against it."""
    if moment is None or not times:
        return True
    return min(times) - WINDOW <= moment <= max(times) + WINDOW
