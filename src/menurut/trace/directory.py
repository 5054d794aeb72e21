"""The outlets of a collection, by every form under which texts may name them.

What goes in: articles with outlet names and addresses. What comes out: one key for each outlet,
and the spellings that lead to it: the name, known aliases, the name in the web address, what is
left when words like "daily" or "agency" fall away, and the consonants by which a name is known
in another script. A form that two outlets share names neither.

Weakness: an outlet without name and address cannot be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import urlsplit

import msgspec
from anyascii import anyascii

from menurut.errors import KnowledgeError
from menurut.model import Article, Span
from menurut.outlets import find_outlet, outlet_key
from menurut.trace.terms import skeleton

_TOKEN = re.compile(r"\w+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around an outlet's own name that show it was the one who asked."""

    reach: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class OutletWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `outlet_words.toml`."""

    generic: tuple[str, ...]
    update: tuple[str, ...]
    asked: Asked


@cache
def outlet_words() -> OutletWords:
    """The words that outlets' names have in common, and those around an outlet that asked."""
    text = (resources.files("menurut.trace") / "outlet_words.toml").read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=OutletWords)
    except msgspec.DecodeError as error:
        raise KnowledgeError(f"trace/outlet_words.toml: {error}") from error


@cache
def generic_words() -> frozenset[str]:
    """Words that outlets' names have in common."""
    return frozenset(outlet_words().generic)


@lru_cache(maxsize=1 << 17)
def plain_form(word: str) -> str:
    """A word in Latin letters and digits, without case.

    >>> plain_form("Al-Mīnā"), plain_form("Вест")
    ('almina', 'vest')
    """
    return re.sub(r"\W", "", word if word.isascii() else anyascii(word)).casefold()


@cache
def outlet_id(name: str) -> str:
    """One key for all spellings of one outlet.

    >>> outlet_id("Norwire News"), outlet_id("the Norwire news agency"), outlet_id("Norwirenews")
    ('norwire', 'norwire', 'norwire')
    """
    bare = _BRACKETS.sub(" ", name).strip()
    known = find_outlet(bare) or find_outlet(name)
    if known:
        return outlet_key(known.name)
    words = [word for word in _TOKEN.findall(bare) if word.casefold() not in generic_words()]
    kept = words or _TOKEN.findall(bare)
    joined = outlet_key("".join(kept)) or outlet_key(name)
    if len(kept) == 1 and joined.endswith("news") and len(joined) > 7:
        joined = joined.removesuffix("news")
    again = find_outlet(joined)
    return outlet_key(again.name) if again else joined


LEAST_INITIALS = 2


def initials_of(name: str) -> str:
    """The first letters of all words of an outlet's name, as agencies sign; empty for one word.

    >>> initials_of("Highland Wire"), initials_of("وكالة كيلات للأنباء"), initials_of("Norwire")
    ('hw', 'وكأ', '')
    """
    words = [_CLINGING.sub("", word) for word in _TOKEN.findall(_BRACKETS.sub(" ", name))]
    letters = "".join(word[0] for word in words if word and word.casefold() not in {"the", "of"})
    return letters.casefold() if len(letters) >= LEAST_INITIALS else ""


_CLINGING = re.compile(r"^(?:لل|ال)(?=\w{3})")
"""The Arabic article and "for the": they are not the first letter of a word."""


@cache
def outlet_family(outlet: str) -> str:
    """The publisher that an outlet belongs to; the outlet itself where we know none."""
    known = find_outlet(outlet)
    return outlet_key(known.family) if known and known.family else outlet


def host_of(url: str | None) -> str:
    """The host of an address without "www."; empty where it cannot be read.

    >>> host_of("https://www.tide.example/a"), host_of("http://[broken")
    ('tide.example', '')
    """
    try:
        return (urlsplit((url or "").strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _domain_words(url: str | None) -> list[str]:
    host = host_of(url)
    labels = [
        label for label in host.split(".") if label not in {"www", "m", "en", "id", "ar", "ru"}
    ]
    if len(labels) < 2:
        return []
    label = max(labels[:-1], key=len)
    return [label, *(part for part in [_stripgeneric_words(label)] if part)]


def _stripgeneric_words(label: str) -> str:
    parts = [part for part in label.split("-") if part.casefold() not in generic_words()]
    return "".join(parts)


def article_outlet(article: Article) -> str | None:
    """The key of the outlet that published an article; its web address where none is named."""
    if article.outlet and article.outlet.strip():
        return outlet_id(article.outlet)
    words = _domain_words(article.canonical or article.url)
    return outlet_id(words[0]) if words else None


def _spellings(article: Article) -> set[str]:
    name = _BRACKETS.sub(" ", article.outlet or "").strip()
    known = find_outlet(name)
    forms = {name, *_domain_words(article.canonical or article.url)}
    forms.update(known.aliases if known else ())
    forms.add(" ".join(w for w in _TOKEN.findall(name) if w.casefold() not in generic_words()))
    return {form for form in forms if len(outlet_key(form)) >= 3}


def _bare_forms(article: Article) -> set[str]:
    """One-word forms that are only a part of the outlet's name."""
    words = _TOKEN.findall(_BRACKETS.sub(" ", article.outlet or ""))
    kept = [word for word in words if word.casefold() not in generic_words()]
    articled = [word for word in words if word.casefold() != "the"]
    return {plain_form(kept[0])} if len(kept) == 1 and len(articled) > 1 else set()


class Directory(msgspec.Struct, frozen=True):
    """The outlets of a collection by every form under which texts may name them."""

    exact: dict[str, str]
    bones: dict[str, str]
    bare: frozenset[str]
    """Forms left of a longer name ("Lintas" of "KB Lintas"): they need a word like "agency"
    beside them, or quotation marks."""
    scripts: dict[str, str]
    """The script in which each outlet writes its name: consonants serve other scripts only."""
    publishers: dict[str, str]
    """Article id to the key of its outlet; one web address is one outlet."""
    initials: dict[str, str]
    """How agencies sign ("HW" is Highland Wire), where only one outlet may."""


def find_publishers(articles: Iterable[Article]) -> dict[str, str]:
    """The outlet of every article; two names at one web address are one outlet."""
    named = {article.id: article_outlet(article) for article in articles}
    by_host: dict[str, set[str]] = {}
    hosts = {a.id: host_of(a.url) for a in articles}
    for article, outlet in named.items():
        host = hosts[article]
        if host and outlet:
            by_host.setdefault(host, set()).add(outlet)
    chosen = {
        host: min(names, key=lambda name: (len(name), name)) for host, names in by_host.items()
    }
    return {
        article: chosen.get(hosts[article], outlet) for article, outlet in named.items() if outlet
    }


def read_directory(articles: Sequence[Article]) -> Directory:
    """Collect the spellings of every outlet; a form that two outlets share names neither."""
    exact: dict[str, set[str]] = {}
    bones: dict[str, set[str]] = {}
    publishers = find_publishers(articles)
    initials: dict[str, set[str]] = {}
    bare: set[str] = set()
    scripts: dict[str, str] = {}
    seen: set[tuple[str | None, str | None]] = set()
    for article in articles:
        outlet = publishers.get(article.id)
        if outlet is None or (article.outlet, outlet) in seen:
            continue
        seen.add((article.outlet, outlet))
        bare |= _bare_forms(article)
        initials.setdefault(initials_of(article.outlet or ""), set()).add(outlet)
        first = _TOKEN.search(article.outlet or "") or _TOKEN.search(outlet)
        scripts[outlet] = script_of(first[0]) if first else "latin"
        for form in _spellings(article):
            exact.setdefault(plain_form(form), set()).add(outlet)
            bones.setdefault(bones_of(form), set()).add(outlet)
    return Directory(
        {key: min(ids) for key, ids in exact.items() if len(ids) == 1 and len(key) >= 3},
        {key: min(ids) for key, ids in bones.items() if len(ids) == 1 and len(key) >= 3},
        frozenset(bare),
        scripts,
        publishers,
        {short: min(ids) for short, ids in initials.items() if short and len(ids) == 1},
    )


def bones_of(form: str) -> str:
    """The consonants of all words of a name.

    >>> bones_of("Sorot Lima") == bones_of("سوروت ليما")
    True
    """
    return "".join(skeleton(word) for word in _TOKEN.findall(form))


def script_of(word: str) -> str:
    """The script of a word, as far as names need it: Latin, Arabic (and Hebrew), or Cyrillic.

    >>> script_of("Вест"), script_of("Sorot")
    ('cyrillic', 'latin')
    """
    if word.isascii():
        return "latin"
    return (
        "arabic"
        if "\u0590" <= word[0] <= "\u08ff"
        else "cyrillic"
        if "\u0400" <= word[0] <= "\u052f"
        else "latin"
    )


def asked_around(text: str, span: Span) -> bool:
    """Whether an outlet's own name at this place is that of the one who asked.

    >>> asked_around("She told Norwire.", Span(9, 16))
    True
    >>> asked_around("Follow Norwire.", Span(7, 14))
    False
    """
    asked = outlet_words().asked
    before = _TOKEN.findall(text[max(0, span.start - 60) : span.start].casefold())
    after = _TOKEN.findall(text[span.end : span.end + 40].casefold())
    near = f" {' '.join(before[-asked.reach :])} "
    next_words = f" {' '.join(after[: asked.reach])} "
    return any(f" {word} " in near for word in asked.before) or any(
        f" {word} " in next_words for word in asked.after
    )
