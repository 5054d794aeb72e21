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
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from menurut.model import Article, Attributed, Attribution, SourceType, Span
from menurut.outlets import find_outlet
from menurut.trace.directory import (
    Directory,
    generic_words,
    host_of,
    outlet_id,
    plain_form,
    script_of,
)
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


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet as one article names it."""

    outlet: str
    """Key of the outlet: see `outlet_id`."""
    name: str
    strength: Strength
    spans: tuple[Span, ...] = ()
    url: str | None = None
    source_type: SourceType = "outlet"


def _is_joined(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether two words may belong to one name: no comma, dash or full stop between them."""
    between = text[first.end() : second.start()]
    return len(between) <= 2 and not set(between) & set(',;:!?()–—\n"')


class _Reader:
    """Looks up runs of words in the directory (state: common words, and lines already read)."""

    def __init__(self, directory: Directory, common: frozenset[str]) -> None:
        self.directory = directory
        self.common = common
        self.starts = {key[:size] for key in directory.exact for size in range(1, len(key) + 1)}
        self.bones = {key[:size] for key in directory.bones for size in range(1, len(key) + 1)}
        self.lines: dict[str, tuple[tuple[str, int, int], ...]] = {}

    def names_in(self, text: str) -> dict[str, list[Span]]:
        """The outlets that a text names; no name runs over a line, and reprints repeat lines."""
        found: dict[str, list[Span]] = {}
        start = 0
        for line in text.split("\n"):
            if line not in self.lines:
                self.lines[line] = tuple(self._names_in_line(line))
            for outlet, begin, end in self.lines[line]:
                found.setdefault(outlet, []).append(Span(start + begin, start + end))
            start += len(line) + 1
        return found

    def _names_in_line(self, text: str) -> Iterable[tuple[str, int, int]]:
        tokens = list(_TOKEN.finditer(text))
        position = 0
        while position < len(tokens):
            size, outlet = self._longest(text, tokens[position : position + MAX_NAME_WORDS])
            if outlet and self._stands_alone(text, tokens, position, size):
                yield outlet, tokens[position].start(), tokens[position + size - 1].end()
            position += max(1, size)

    def _stands_alone(
        self, text: str, tokens: Sequence[re.Match[str]], position: int, size: int
    ) -> bool:
        """Whether a name is more than a bare part, or has what makes up for it beside it."""
        first = tokens[position]
        if size > 1 or plain_form(first[0]) not in self.directory.bare:
            return True
        if first.start() > 0 and text[first.start() - 1] in _QUOTES:
            return True
        beside = [*tokens[max(0, position - 1) : position], *tokens[position + 1 : position + 2]]
        return any(token[0].casefold() in generic_words() for token in beside)

    def _may_start(self, word: str) -> bool:
        """Whether a name can begin with this word: spares most words the look-up."""
        if word[0].islower() and word.casefold() not in generic_words():
            return False
        return (
            plain_form(word) in self.starts
            or skeleton(word) in self.bones
            or word.casefold() in generic_words()
        )

    def _longest(self, text: str, tokens: Sequence[re.Match[str]]) -> tuple[int, str | None]:
        if not self._may_start(tokens[0][0]):
            return 0, None
        joined = 1
        while joined < len(tokens) and _is_joined(text, tokens[joined - 1], tokens[joined]):
            joined += 1
        for size in range(joined, 0, -1):
            outlet = self._look_up(text, tokens[:size])
            if outlet:
                return size, outlet
        return 0, None

    def _look_up(self, text: str, tokens: Sequence[re.Match[str]]) -> str | None:
        words = [token[0] for token in tokens]
        key = "".join(plain_form(word) for word in words)
        outlet = self.directory.exact.get(key)
        if outlet and self._may_be_name(words):
            return outlet
        return self._look_up_bones(text, tokens, words)

    def _look_up_bones(
        self, text: str, tokens: Sequence[re.Match[str]], words: Sequence[str]
    ) -> str | None:
        kept = [word for word in words if word.casefold() not in generic_words()]
        bones = "".join(skeleton(word) for word in kept)
        outlet = self.directory.bones.get(bones)
        if outlet is None or not self._may_be_name(kept):
            return None
        if self.directory.scripts.get(outlet) == script_of(kept[0]):
            return None
        start = tokens[0].start()
        quoted = start > 0 and text[start - 1] in _QUOTES
        if len(kept) < len(words):
            return outlet
        needed = CROSS_SCRIPT_SKELETON + (-1 if quoted else script_of(words[0]) == "latin")
        return outlet if len(bones) >= needed else None

    def _may_be_name(self, words: Sequence[str]) -> bool:
        if not words:
            return False
        if script_of(words[0]) == "arabic":
            return True
        if not any(word[0].isupper() or word[0].isdigit() for word in words):
            return False
        return len(words) > 1 or words[0].casefold() not in self.common


def _common_words(articles: Sequence[Article], directory: Directory) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for article in articles:
        words = directory.exact.keys() & set(_TOKEN.findall(article.text))
        counts.update(w for w in words if w.islower())
    return frozenset(w for w, count in counts.items() if count >= COMMON_WORD_ARTICLES)


def url_key(url: str) -> str:
    """What two forms of one address share.

    >>> url_key("https://www.kabar.example/a/1/?utm=x") == url_key("http://kabar.example/a/1")
    True
    """
    host = host_of(url)
    if not host:
        return ""
    return f"{host}{urlsplit(url.strip()).path.rstrip('/')}"


def _stronger(first: Naming | None, second: Naming) -> Naming:
    if first is None:
        return second
    best = max(first, second, key=lambda naming: ORDER.index(naming.strength))
    spans = tuple(sorted({*first.spans, *second.spans}))
    return msgspec.structs.replace(best, spans=spans, url=first.url or second.url)


def _known_within(words: Sequence[str]) -> str | None:
    """The longest known agency or outlet among the words of a phrase."""
    for size in range(min(MAX_NAME_WORDS, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            part = words[start : start + size]
            known = find_outlet(" ".join(part))
            if known and (part[0][0].isupper() or not part[0].isascii()):
                return known.name
    return None


def outlet_name_in(phrase: str) -> str | None:
    """The outlet's name in a phrase like "the state news agency Norwire"; none without a name.

    >>> outlet_name_in("the state news agency Norwire"), outlet_name_in("several foreign media")
    ('Norwire', None)
    """
    words = _TOKEN.findall(phrase)
    known = _known_within(words)
    if known:
        return known
    runs: list[list[str]] = [[]]
    for word in words:
        if word[0].isupper() and not (word.casefold() in generic_words() and not runs[-1]):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    best = max(runs, key=len)
    proper = [word for word in best if word.casefold() not in generic_words()]
    return " ".join(best) if proper else None


def _is_person(text: str, name: str) -> bool:
    """Whether a one-word name stands elsewhere beside another capitalised word."""
    if " " in name:
        return False
    for match in re.finditer(rf"(\w+)?[ ]?\b{re.escape(name)}\b[ ]?(\w+)?", text):
        after = match[2] or ""
        if after[:1].isupper() and after.casefold() not in generic_words():
            return True
    return False


def _attribution_namings(text: str, attribution: Attribution) -> Iterable[Naming]:
    outlets = {link.spans for link in attribution.chain if link.source_type == "outlet"}
    groups = list(attribution.via)
    if attribution.source_type == "outlet":
        groups.append(attribution.source)
        outlets.add(attribution.source)
    for spans in groups:
        name = outlet_name_in(" ".join(span.of(text) for span in spans))
        if name is None or (spans not in outlets and find_outlet(name) is None):
            continue
        if not _is_person(text, name):
            yield Naming(outlet=outlet_id(name), name=name, strength="attribution", spans=spans)


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


def _is_part_of(name: str, other: str) -> bool:
    """Whether a name is a short form of another ("the Courier" of "The Eastholm Courier")."""
    words = {plain_form(word) for word in _TOKEN.findall(name)} - generic_words()
    return bool(words) and words <= {plain_form(word) for word in _TOKEN.findall(other)}


def _resolve(naming: Naming, directory: Directory, scanned: Mapping[str, Naming]) -> Naming:
    """A stated outlet as one of the collection, where it is one."""
    key = plain_form(naming.name)
    inside = directory.exact.get(key) or directory.exact.get(plain_form(naming.outlet))
    inside = inside or directory.initials.get(naming.name.casefold())
    if inside:
        return msgspec.structs.replace(naming, outlet=inside)
    for outlet, other in scanned.items():
        touching = any(a.overlaps(b) for a in naming.spans for b in other.spans)
        if touching or _is_part_of(naming.name, other.name):
            return msgspec.structs.replace(naming, outlet=outlet, name=other.name)
    return naming


def _namings_of(
    article: Article, attributed: Attributed | None, reader: _Reader
) -> dict[str, Naming]:
    mine: dict[str, Naming] = {}
    for outlet, spans in reader.names_in(article.text).items():
        name = spans[0].of(article.text)
        mine[outlet] = Naming(outlet=outlet, name=name, strength="name", spans=tuple(spans))
    scanned = dict(mine)
    for naming in _stated_namings(article, attributed):
        resolved = _resolve(naming, reader.directory, scanned)
        if _is_part_of(resolved.name, article.outlet or ""):
            continue
        mine[resolved.outlet] = _stronger(mine.get(resolved.outlet), resolved)
    return mine


def find_namings(
    articles: Sequence[Article], attributed: Mapping[str, Attributed], directory: Directory
) -> dict[str, dict[str, Naming]]:
    """For each article the outlets it names, its own among them, keyed by outlet.

    >>> from menurut.trace.directory import read_directory
    >>> wire = Article(id="w", text="Fire in port.", outlet="Norwire")
    >>> paper = Article(id="p", text="Fire in the port, Norwire said.", outlet="Muara Post")
    >>> sorted(find_namings([wire, paper], {}, read_directory([wire, paper]))["p"])
    ['norwire']
    """
    reader = _Reader(directory, _common_words(articles, directory))
    hosts = {host_of(a.url): directory.publishers.get(a.id) for a in articles if a.url}
    found: dict[str, dict[str, Naming]] = {}
    for article in articles:
        mine = _namings_of(article, attributed.get(article.id), reader)
        for link in article.links:
            outlet_of_link = hosts.get(host_of(link))
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
            if url and url_key(url):
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
