"""What a source said, where, and through whom, as far as the archive tells.

What goes in: a name. Articles that hold it word for word are found by full-text search, newest
first, a page of them is read for attributions, and those stay in which the name stands in the
source, in its fullest mention or in the chain. Weakness: a source that an article names in other
words only ("the official") is found through its antecedent or not at all; other spellings are
other sources.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from menurut.archive import Archive
from menurut.archive.search import BrowseQuery, FacetValue
from menurut.model import Article, Attributed, Attribution, words_of
from menurut.report.marked_text import Saying, find_sayings
from menurut.report.story import article_anchor, outlet_of
from menurut.web.shelf import Shelf

PAGE = 12
"""Articles read for one page: the English tagger takes a quarter of a second for each."""
_WORD = re.compile(r"\w+")


class SourceArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article that names a source, and what the source says in it."""

    article: Article
    sayings: tuple[Saying, ...]
    through: tuple[str, ...]
    """Who stands between the article and the source, the outlet itself left out."""


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """A source in some of the articles that name it."""

    name: str
    total: int
    """Articles of the archive that hold the name."""
    offset: int
    articles: tuple[SourceArticle, ...]
    outlets: tuple[FacetValue, ...]
    through: tuple[FacetValue, ...]

    @property
    def said(self) -> int:
        """How many attributions to the source stand in these articles."""
        return sum(len(each.sayings) for each in self.articles)


def look_up_source(archive: Archive, shelf: Shelf, name: str, offset: int = 0) -> SourcePage:
    """What a source says in a page of the articles that name it."""
    query = BrowseQuery(words=phrase_of(name), limit=PAGE, offset=offset)
    found = archive.browse(shelf.holdings(archive), query)
    articles = archive.numbered(found.numbers)
    read = [_read(articles[n], shelf.attributions(articles[n]), name) for n in found.numbers]
    through = Counter(relay for each in read for relay in each.through)
    return SourcePage(
        name=name,
        total=found.total,
        offset=offset,
        articles=tuple(read),
        outlets=found.facets.outlet,
        through=tuple(FacetValue(value=v, count=n) for v, n in through.most_common()),
    )


def phrase_of(name: str) -> str:
    """A name as a phrase to search for; what is no word would end the phrase.

    >>> phrase_of('Damira "Mira" Wostani')
    '"Damira Mira Wostani"'
    """
    return f'"{" ".join(_WORD.findall(name)) or "-"}"'


def _read(article: Article, attributed: Attributed, name: str) -> SourceArticle:
    wanted = _plain(name)
    sayings = find_sayings(article, attributed, article_anchor(article))
    said = tuple(s for s in sayings if _is_said_by(article.text, s.attribution, wanted))
    relays = (relay for s in said for relay in _relays(article, s, wanted))
    return SourceArticle(article=article, sayings=said, through=tuple(dict.fromkeys(relays)))


def _is_said_by(text: str, attribution: Attribution, wanted: str) -> bool:
    spoken = (words_of(text, attribution.source), words_of(text, attribution.antecedent))
    named = (link.name for link in attribution.chain)
    return any(wanted in _plain(each) for each in (*spoken, *named))


def _relays(article: Article, saying: Saying, wanted: str) -> Iterator[str]:
    """The links between the outlet and the source."""
    outlet = _plain(outlet_of(article))
    for link in saying.attribution.chain[:-1]:
        name = _plain(link.name)
        if name.strip() and name != outlet and wanted not in name:
            yield link.name
    yield from saying.via


def _plain(name: str) -> str:
    """Words without case and signs, with a space on either side: whole words are compared.

    >>> _plain("Wostani") in _plain("Damira Wostani, the director")
    True
    """
    return f" {' '.join(_WORD.findall(name.casefold()))} "
