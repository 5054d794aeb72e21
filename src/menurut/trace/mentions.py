"""Which outlets an article names: in its text, by links, by credits, in its attributions.

What goes in: the articles with what they attribute. What comes out: for each article the
outlets it names, each with the strongest way it does so and the exact places. Outlets of the
collection are found by name, by known alias, by the name in their web address, and across
scripts by consonants ("سوروت ليما" is SorotLima). Outlets outside the collection are taken
from credits and attributions only.

Weakness: short names ("the Courier") are missed unless the full name or a link stands too;
a name that is also a common word counts only with a credit or an attribution.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from anyascii import anyascii

from menurut.errors import KnowledgeError
from menurut.model import Article, Attributed, Attribution, SourceType, Span
from menurut.outlets import find_outlet, outlet_key
from menurut.trace.terms import skeleton

Strength = Literal["name", "attribution", "credit", "link"]
ORDER: tuple[Strength, ...] = ("name", "attribution", "credit", "link")
MAX_NAME_WORDS = 4
CROSS_SCRIPT_SKELETON = 5
"""Consonants that a name must have to be recognised in another script, quoted or not; one
fewer when it stands in quotation marks."""
COMMON_WORD_ARTICLES = 2
"""A one-word name that stands uncapitalised in this many articles is a common word."""

_TOKEN = re.compile(r"\w+")
_QUOTES = "\"“”«»'‘’"
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around an outlet's own name that show it was the one who asked."""

    reach: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class OutletWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `outlet_words.toml`."""

    generic: tuple[str, ...]
    asked: Asked


@cache
def outlet_words() -> OutletWords:
    """The words that outlets' names have in common, and those around an outlet that asked."""
    text = (resources.files("menurut.trace") / "outlet_words.toml").read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=OutletWords)
    except msgspec.DecodeError as error:
        raise KnowledgeError(f"trace/outlet_words.toml: {error}") from error


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet as one article names it."""

    outlet: str
    """Key of the outlet: see `outlet_id`."""
    name: str
    strength: Strength
    spans: tuple[Span, ...] = ()
    url: str | None = None
    source_type: SourceType = "outlet"


@cache
def _generic() -> frozenset[str]:
    return frozenset(outlet_words().generic)


def _plain(word: str) -> str:
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
    words = [word for word in _TOKEN.findall(bare) if word.casefold() not in _generic()]
    kept = words or _TOKEN.findall(bare)
    joined = outlet_key("".join(kept)) or outlet_key(name)
    if len(kept) == 1 and joined.endswith("news") and len(joined) > 7:
        joined = joined.removesuffix("news")
    again = find_outlet(joined)
    return outlet_key(again.name) if again else joined


@cache
def outlet_family(outlet: str) -> str:
    """The publisher that an outlet belongs to; the outlet itself where we know none."""
    known = find_outlet(outlet)
    return outlet_key(known.family) if known and known.family else outlet


def _domain_words(url: str | None) -> list[str]:
    host = (urlsplit(url).hostname or "") if url else ""
    labels = [
        label for label in host.split(".") if label not in {"www", "m", "en", "id", "ar", "ru"}
    ]
    if len(labels) < 2:
        return []
    label = max(labels[:-1], key=len)
    return [label, *(part for part in [_strip_generic(label)] if part)]


def _strip_generic(label: str) -> str:
    parts = [part for part in label.split("-") if part.casefold() not in _generic()]
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
    forms.add(" ".join(w for w in _TOKEN.findall(name) if w.casefold() not in _generic()))
    return {form for form in forms if len(outlet_key(form)) >= 3}


class Directory(msgspec.Struct, frozen=True):
    """The outlets of a collection by every form under which texts may name them."""

    exact: dict[str, str]
    bones: dict[str, str]
    publishers: dict[str, str]
    """Article id to the key of its outlet; one web address is one outlet."""


def find_publishers(articles: Iterable[Article]) -> dict[str, str]:
    """The outlet of every article; two names at one web address are one outlet."""
    named = {article.id: article_outlet(article) for article in articles}
    by_host: dict[str, set[str]] = {}
    hosts = {a.id: urlsplit(a.url or "").hostname for a in articles}
    for article, outlet in named.items():
        host = hosts[article]
        if host and outlet:
            by_host.setdefault(host, set()).add(outlet)
    chosen = {
        host: min(names, key=lambda name: (len(name), name)) for host, names in by_host.items()
    }
    return {
        article: chosen.get(hosts[article] or "", outlet)
        for article, outlet in named.items()
        if outlet
    }


def read_directory(articles: Sequence[Article]) -> Directory:
    """Collect the spellings of every outlet; a form that two outlets share names neither."""
    exact: dict[str, set[str]] = {}
    bones: dict[str, set[str]] = {}
    publishers = find_publishers(articles)
    seen: set[tuple[str | None, str | None]] = set()
    for article in articles:
        outlet = publishers.get(article.id)
        if outlet is None or (article.outlet, outlet) in seen:
            continue
        seen.add((article.outlet, outlet))
        for form in _spellings(article):
            exact.setdefault(_plain(form), set()).add(outlet)
            bones.setdefault(_bones(form), set()).add(outlet)
    return Directory(
        {key: min(ids) for key, ids in exact.items() if len(ids) == 1 and len(key) >= 3},
        {key: min(ids) for key, ids in bones.items() if len(ids) == 1 and len(key) >= 3},
        publishers,
    )


def _bones(form: str) -> str:
    return "".join(skeleton(word) for word in _TOKEN.findall(form))


def _script(word: str) -> str:
    if word.isascii():
        return "latin"
    return (
        "arabic"
        if "\u0590" <= word[0] <= "\u08ff"
        else "cyrillic"
        if "\u0400" <= word[0] <= "\u052f"
        else "latin"
    )


class _Reader:
    """Looks up runs of words in the directory (state: the collection's common words)."""

    def __init__(self, directory: Directory, common: frozenset[str]) -> None:
        self.directory = directory
        self.common = common

    def names_in(self, text: str) -> dict[str, list[Span]]:
        tokens = list(_TOKEN.finditer(text))
        found: dict[str, list[Span]] = {}
        position = 0
        while position < len(tokens):
            size, outlet = self._longest(text, tokens[position : position + MAX_NAME_WORDS])
            if outlet:
                span = Span(tokens[position].start(), tokens[position + size - 1].end())
                found.setdefault(outlet, []).append(span)
            position += max(1, size)
        return found

    def _longest(self, text: str, tokens: Sequence[re.Match[str]]) -> tuple[int, str | None]:
        for size in range(len(tokens), 0, -1):
            outlet = self._look_up(text, tokens[:size])
            if outlet:
                return size, outlet
        return 0, None

    def _look_up(self, text: str, tokens: Sequence[re.Match[str]]) -> str | None:
        words = [token[0] for token in tokens]
        key = "".join(_plain(word) for word in words)
        outlet = self.directory.exact.get(key)
        if outlet and self._may_be_name(words):
            return outlet
        return self._look_up_bones(text, tokens, words)

    def _look_up_bones(
        self, text: str, tokens: Sequence[re.Match[str]], words: Sequence[str]
    ) -> str | None:
        kept = [word for word in words if word.casefold() not in _generic()]
        bones = "".join(skeleton(word) for word in kept)
        outlet = self.directory.bones.get(bones)
        if outlet is None or not self._may_be_name(kept):
            return None
        start = tokens[0].start()
        quoted = start > 0 and text[start - 1] in _QUOTES
        if len(kept) < len(words):
            return outlet
        needed = CROSS_SCRIPT_SKELETON + (-1 if quoted else _script(words[0]) == "latin")
        return outlet if len(bones) >= needed else None

    def _may_be_name(self, words: Sequence[str]) -> bool:
        if not words:
            return False
        if _script(words[0]) == "arabic":
            return True
        if not any(word[0].isupper() or word[0].isdigit() for word in words):
            return False
        return len(words) > 1 or words[0].casefold() not in self.common


def _common_words(articles: Sequence[Article], directory: Directory) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for article in articles:
        words = {w for w in _TOKEN.findall(article.text) if w.islower() and w in directory.exact}
        counts.update(words)
    return frozenset(w for w, count in counts.items() if count >= COMMON_WORD_ARTICLES)


def url_key(url: str) -> str:
    """What two forms of one address share.

    >>> url_key("https://www.kabar.example/a/1/?utm=x") == url_key("http://kabar.example/a/1")
    True
    """
    parts = urlsplit(url.strip())
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"


def _stronger(first: Naming | None, second: Naming) -> Naming:
    if first is None:
        return second
    best = max(first, second, key=lambda naming: ORDER.index(naming.strength))
    spans = tuple(sorted({*first.spans, *second.spans}))
    return msgspec.structs.replace(best, spans=spans, url=first.url or second.url)


def _attribution_namings(text: str, attribution: Attribution) -> Iterable[Naming]:
    groups = list(attribution.via)
    if attribution.source_type == "outlet":
        groups.append(attribution.source)
    for spans in groups:
        words = " ".join(span.of(text) for span in spans).strip()
        if words:
            yield Naming(outlet=outlet_id(words), name=words, strength="attribution", spans=spans)


def _stated_namings(article: Article, attributed: Attributed | None) -> Iterable[Naming]:
    for credit in article.credits:
        yield Naming(
            outlet=outlet_id(credit.name), name=credit.name, strength="credit",
            spans=credit.spans, url=credit.url,
        )  # fmt: skip
    if article.wire:
        yield Naming(outlet=outlet_id(article.wire), name=article.wire, strength="credit")
    for attribution in attributed.attributions if attributed else ():
        yield from _attribution_namings(article.text, attribution)


def _resolve(naming: Naming, directory: Directory) -> Naming:
    key = _plain(naming.name)
    inside = directory.exact.get(key) or directory.exact.get(_plain(naming.outlet))
    return msgspec.structs.replace(naming, outlet=inside) if inside else naming


def find_namings(
    articles: Sequence[Article], attributed: Mapping[str, Attributed], directory: Directory
) -> dict[str, dict[str, Naming]]:
    """For each article the outlets it names, its own among them, keyed by outlet.

    >>> wire = Article(id="w", text="Fire in port.", outlet="Norwire")
    >>> paper = Article(id="p", text="Fire in the port, Norwire said.", outlet="Muara Post")
    >>> sorted(find_namings([wire, paper], {}, read_directory([wire, paper]))["p"])
    ['norwire']
    """
    reader = _Reader(directory, _common_words(articles, directory))
    hosts = {urlsplit(a.url).hostname: directory.publishers.get(a.id) for a in articles if a.url}
    found: dict[str, dict[str, Naming]] = {}
    for article in articles:
        mine: dict[str, Naming] = {}
        for outlet, spans in reader.names_in(article.text).items():
            name = spans[0].of(article.text)
            mine[outlet] = Naming(outlet=outlet, name=name, strength="name", spans=tuple(spans))
        for naming in _stated_namings(article, attributed.get(article.id)):
            resolved = _resolve(naming, directory)
            mine[resolved.outlet] = _stronger(mine.get(resolved.outlet), resolved)
        for link in article.links:
            outlet_of_link = hosts.get(urlsplit(link).hostname)
            if outlet_of_link:
                linked = Naming(
                    outlet=outlet_of_link, name=outlet_of_link, strength="link", url=link
                )
                mine[outlet_of_link] = _stronger(mine.get(outlet_of_link), linked)
        found[article.id] = mine
    return found


def find_links(articles: Sequence[Article]) -> dict[str, dict[str, str]]:
    """For each article the articles of the collection that it links to, with the address."""
    by_url: dict[str, str] = {}
    for article in articles:
        for url in (article.url, article.canonical):
            if url:
                by_url.setdefault(url_key(url), article.id)
    links: dict[str, dict[str, str]] = {}
    for article in articles:
        credited = [credit.url for credit in article.credits if credit.url]
        canonical = [article.canonical] if article.canonical else []
        for url in (*article.links, *credited, *canonical):
            target = by_url.get(url_key(url))
            if target and target != article.id:
                links.setdefault(article.id, {}).setdefault(target, url)
    return links
