"""The API on articles: list, add, read, show, export, remove; a source and what it said.

Articles come in as JSON objects with the fields of docs/formats.md; unknown fields are kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from menurut.archive import Archive
from menurut.archive.file import ArchiveStats
from menurut.archive.search import Browsed, BrowseQuery, Facets
from menurut.errors import InputError, NotInArchiveError
from menurut.investigate import add_articles, find_passages
from menurut.model import (
    Article,
    Attributed,
    Attribution,
    Problem,
    Reuse,
    article_from_json,
    article_to_json,
)
from menurut.read import enrich_article
from menurut.reuse import find_reuse, find_translations
from menurut.web.operations import Call, File, Operation, archive_of
from menurut.web.shelf import Shelf
from menurut.web.sources import look_up_source
from menurut.web.uploads import uploaded

Limit = Annotated[int, Meta(ge=1, le=500)]
Offset = Annotated[int, Meta(ge=0, le=10_000_000)]
Sort = Literal["published", "title", "outlet", "lang"]
Order = Literal["asc", "desc"]
MANY_ARTICLES = 200
"""One request that is answered at once takes no more articles; a larger collection is a job."""

PROBLEMS_TOLD = 200
"""A longer list of what could not be read nobody reads."""

_TEXT_OR_NULL = {"type": ["string", "null"]}
_FIELDS = ("url", "outlet", "published", "updated", "lang", "title", "byline", "wire", "canonical")
ArticleJson = Annotated[
    dict[str, Any],
    Meta(
        extra_json_schema={
            "required": ["id", "text"],
            "properties": {
                "id": {"type": "string"},
                "text": {"type": "string"},
                **dict.fromkeys(_FIELDS, _TEXT_OR_NULL),
            },
            "description": "An article, see docs/formats.md; unknown fields are kept.",
        }
    ),
]


class ArticleQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which articles to list, and in which order."""

    search: str | None = None
    outlet: str | None = None
    lang: str | None = None
    since: str | None = None
    until: str | None = None
    sort: Sort = "published"
    order: Order | None = None
    """Newest first where they are sorted by time, else from A to Z."""
    limit: Limit = 50
    offset: Offset = 0

    @property
    def descending(self) -> bool:
        """Whether the last come first."""
        return (self.order or ("desc" if self.sort == "published" else "asc")) == "desc"


class FileQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an uploaded file is called: its ending helps to tell its form."""

    name: Annotated[str, Meta(max_length=300)] = "upload"


class SourceQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which source."""

    name: Annotated[str, Meta(min_length=1, max_length=500)]
    offset: Offset = 0


class ExportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which form."""

    form: Literal["jsonl", "csv", "parquet"] = "jsonl"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the articles or fact-checks that were sent."""

    added: int
    updated: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """How many articles were removed."""

    removed: int


class Articles(msgspec.Struct, frozen=True, kw_only=True):
    """One page of articles, how many there are in all, and what they are made of."""

    items: list[dict[str, Any]]
    offset: int
    total: int
    facets: Facets | None = None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, and what of it could not be read."""

    items: list[dict[str, Any]]
    problems: tuple[Problem, ...] = ()


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Some articles."""

    articles: Annotated[list[ArticleJson], Meta(max_length=MANY_ARTICLES)]


class SaidIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a source says in one article."""

    article: str
    outlet: str | None
    published: str | None
    attributions: tuple[Attribution, ...]
    through: tuple[str, ...]


class SourceFound(msgspec.Struct, frozen=True, kw_only=True):
    """A source in some of the articles that hold its name, newest first."""

    name: str
    total: int
    offset: int
    items: tuple[SaidIn, ...]


def articles_of(records: list[dict[str, Any]]) -> list[Article]:
    """The articles that were sent. Raises `InputError` where two have the same id."""
    articles = [enrich_article(article_from_json(record)) for record in records]
    ids = [article.id for article in articles]
    if len(set(ids)) != len(ids):
        raise InputError("two of the articles have the same id. Give each its own.")
    return articles


def first_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first problems, and how many more there were: a broken file may have one on each line.

    >>> len(first_problems([Problem(where="a", what="b")] * 1000))
    201
    """
    if len(problems) <= PROBLEMS_TOLD:
        return tuple(problems)
    more = f"{len(problems) - PROBLEMS_TOLD} more problems like these."
    return (*problems[:PROBLEMS_TOLD], Problem(where=problems[-1].where, what=more))


def browse_archive(archive: Archive, shelf: Shelf, query: ArticleQuery) -> Browsed:
    """One page of a list, with its counts."""
    wanted = BrowseQuery(
        words=query.search or None,
        outlet=query.outlet or None,
        lang=query.lang or None,
        since=query.since or None,
        until=query.until or None,
        sort=query.sort,
        descending=query.descending,
        limit=query.limit,
        offset=query.offset,
    )
    return archive.browse(shelf.holdings(archive), wanted)


def page_of_articles(archive: Archive, found: Browsed) -> list[Article]:
    """The articles of a page in its order."""
    articles = archive.numbered(found.numbers)
    return [articles[number] for number in found.numbers if number in articles]


def list_articles(call: Call) -> Articles:
    """One page of the archive."""
    with archive_of(call) as archive:
        found = browse_archive(archive, call.state.shelf, call.query)
        items = [article_to_json(article) for article in page_of_articles(archive, found)]
    return Articles(items=items, offset=call.query.offset, total=found.total, facets=found.facets)


def add_to_archive(call: Call) -> Added:
    """Add articles to the archive."""
    with archive_of(call) as archive:
        done = add_articles(archive, articles_of(call.body.articles))
    return Added(added=done.added, updated=done.updated, unchanged=done.unchanged)


def add_file(call: Call) -> Added:
    """Read an uploaded file and add what it holds."""
    found = list(uploaded([(call.query.name, call.body)]))
    problems = first_problems([item for item in found if isinstance(item, Problem)])
    with archive_of(call) as archive:
        done = add_articles(archive, (item for item in found if isinstance(item, Article)))
    return Added(
        added=done.added, updated=done.updated, unchanged=done.unchanged, problems=problems
    )


def read_file(call: Call) -> Read:
    """Read an uploaded file; nothing is stored."""
    found = list(uploaded([(call.query.name, call.body)]))
    items = [article_to_json(item) for item in found if isinstance(item, Article)]
    problems = first_problems([item for item in found if isinstance(item, Problem)])
    return Read(items=items, problems=problems)


def show_article(call: Call) -> dict[str, Any]:
    """One article, whole."""
    with archive_of(call) as archive:
        return article_to_json(archive.get(call.path["id"]))


def show_versions(call: Call) -> Articles:
    """The earlier versions of an article, oldest first."""
    with archive_of(call) as archive:
        archive.get(call.path["id"])
        items = [article_to_json(article) for article in archive.versions(call.path["id"])]
    return Articles(items=items, offset=0, total=len(items))


def show_document(call: Call) -> dict[str, Any]:
    """The article with this content."""
    with archive_of(call) as archive:
        return article_to_json(document_of(archive, call.state.shelf, call.path["hash"]))


def document_of(archive: Archive, shelf: Shelf, digits: str) -> Article:
    """The article whose content has this hash. Raises `NotInArchiveError`."""
    number = shelf.holdings(archive).number_of_hash(digits)
    found = archive.numbered([] if number is None else [number])
    if not found:
        raise NotInArchiveError(f"no article has the content {digits!r}.")
    return next(iter(found.values()))


def remove_article(call: Call) -> Removed:
    """Remove one article and all that was indexed of it."""
    with archive_of(call) as archive:
        archive.get(call.path["id"])
        return Removed(removed=archive.remove([call.path["id"]]))


def attributions_of(call: Call) -> Attributed:
    """Who says what in one archived article."""
    with archive_of(call) as archive:
        found: Attributed = call.state.shelf.attributions(archive.get(call.path["id"]))
        return found


def passages_of(call: Call) -> list[Reuse]:
    """What one archived article shares with the others."""
    with archive_of(call) as archive:
        return shared_passages(archive.get(call.path["id"]), archive)


def shared_passages(article: Article, archive: Archive) -> list[Reuse]:
    """Passages that an article shares with archived ones, in its language and in others."""
    return [*find_reuse(article, archive), *find_translations(article, archive)]


def show_source(call: Call) -> SourceFound:
    """What a source said, where, and through whom."""
    with archive_of(call) as archive:
        found = look_up_source(archive, call.state.shelf, call.query.name, call.query.offset)
    items = tuple(
        SaidIn(
            article=each.article.id,
            outlet=each.article.outlet,
            published=each.article.published,
            attributions=tuple(saying.attribution for saying in each.sayings),
            through=each.through,
        )
        for each in found.articles
    )
    return SourceFound(name=found.name, total=found.total, offset=found.offset, items=items)


def reuse_articles(call: Call) -> list[Reuse]:
    """Shared passages among articles that are sent."""
    return list(find_passages(articles_of(call.body.articles)))


EXPORTS = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def export_archive(call: Call) -> File:
    """All articles in one file."""
    form: str = call.query.form
    with tempfile.TemporaryDirectory() as folder, archive_of(call) as archive:
        path = Path(folder) / f"articles.{form}"
        archive.export(str(path))
        return File(data=path.read_bytes(), media=EXPORTS[form], name=path.name)


def show_stats(call: Call) -> ArchiveStats:
    """How much the archive holds."""
    with archive_of(call) as archive:
        return archive.stats()


JSON_ARTICLE = ArticleJson

ARTICLE_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="list_articles", method="GET", path="/api/articles", handle=list_articles,
        summary="List, search and count articles", query=ArticleQuery, answer=Articles,
    ),
    Operation(
        name="add_articles", method="POST", path="/api/articles", handle=add_to_archive,
        summary="Add articles", body=Collection, answer=Added, status=201, changes=True,
    ),
    Operation(
        name="add_file", method="POST", path="/api/files", handle=add_file, changes=True,
        summary="Add what a file holds, at once", query=FileQuery, body=bytes, answer=Added,
        status=201,
    ),
    Operation(
        name="read_file", method="POST", path="/api/read", handle=read_file,
        summary="Read a file, store nothing", query=FileQuery, body=bytes, answer=Read,
    ),
    Operation(
        name="show_article", method="GET", path="/api/articles/{id}", handle=show_article,
        summary="One article", answer=JSON_ARTICLE, faults=(404,),
    ),
    Operation(
        name="remove_article", method="DELETE", path="/api/articles/{id}", handle=remove_article,
        summary="Remove an article", answer=Removed, faults=(404,), changes=True,
    ),
    Operation(
        name="attributions_of", method="GET", path="/api/articles/{id}/attributions",
        handle=attributions_of, summary="Who says what in an article", answer=Attributed,
        faults=(404,),
    ),
    Operation(
        name="passages_of", method="GET", path="/api/articles/{id}/passages", handle=passages_of,
        summary="What an article shares with the others", answer=list[Reuse], faults=(404,),
    ),
    Operation(
        name="versions_of", method="GET", path="/api/articles/{id}/versions",
        handle=show_versions, summary="Earlier versions of an article", answer=Articles,
        faults=(404,),
    ),
    Operation(
        name="show_document", method="GET", path="/api/documents/{hash}", handle=show_document,
        summary="The article with this content", answer=JSON_ARTICLE, faults=(404,),
    ),
    Operation(
        name="show_source", method="GET", path="/api/sources", handle=show_source,
        summary="What a source said, where, through whom", query=SourceQuery, answer=SourceFound,
    ),
    Operation(
        name="export", method="GET", path="/api/export", handle=export_archive,
        summary="All articles in one file", query=ExportQuery, answer=tuple(EXPORTS.values()),
    ),
    Operation(
        name="stats", method="GET", path="/api/stats", handle=show_stats,
        summary="How much the archive holds", answer=ArchiveStats,
    ),
)  # fmt: skip
