"""The REST API: all that the command line does, on one archive.

Articles come in as JSON objects with the fields of docs/formats.md; unknown fields are kept.
Long work (an investigation) is a job: it is started, looked at, and can be cancelled.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from menurut.archive import Archive
from menurut.archive.search import match_query
from menurut.attribute import find_attributions
from menurut.check import Query, find_fact_checks, read_fact_checks
from menurut.errors import InputError
from menurut.investigate import add_articles, find_passages, investigate, trace_articles
from menurut.model import (
    Article,
    Attributed,
    CheckRun,
    Dossier,
    FactCheck,
    Problem,
    Reuse,
    article_from_json,
    article_to_json,
)
from menurut.read import ReadSettings, enrich_article
from menurut.read.files import read_stream
from menurut.web.jobs import Job
from menurut.web.operations import Call, Operation

Limit = Annotated[int, Meta(ge=1, le=500)]
Offset = Annotated[int, Meta(ge=0, le=10_000_000)]
ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")
# What follows the last dot of "claims.jsonl"; a name with anything else in it has no ending.
MANY_ARTICLES = 2_000
"""One request traces no more than this; a larger collection is work for the command line."""


class ArticleQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles to list."""

    search: str | None = None
    outlet: str | None = None
    lang: str | None = None
    since: str | None = None
    until: str | None = None
    limit: Limit = 50
    offset: Offset = 0


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list."""

    search: str | None = None
    limit: Limit = 50
    offset: Offset = 0


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What an uploaded file is called: its ending helps to tell its form."""

    name: Annotated[str, Meta(max_length=300)] = "upload"


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the articles or fact-checks that were sent."""

    added: int
    updated: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


class Articles(msgspec.Struct, frozen=True, kw_only=True):
    """One page of articles."""

    items: list[dict[str, Any]]
    offset: int


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, and what of it could not be read."""

    items: list[dict[str, Any]]
    problems: tuple[Problem, ...] = ()


class FactChecks(msgspec.Struct, frozen=True, kw_only=True):
    """One page of fact-checks."""

    items: list[FactCheck]
    offset: int


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What to investigate: an archived article by id, or an article."""

    id: str | None = None
    article: dict[str, Any] | None = None


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Some articles."""

    articles: Annotated[list[dict[str, Any]], Meta(max_length=MANY_ARTICLES)]


class ClaimText(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in words."""

    text: Annotated[str, Meta(min_length=1, max_length=10_000)]
    lang: str | None = None


@contextmanager
def archive_of(call: Call) -> Iterator[Archive]:
    """The app's archive, opened for one request."""
    with Archive.open(call.state.archive) as archive:
        yield archive


def _articles(records: list[dict[str, Any]]) -> list[Article]:
    articles = [enrich_article(article_from_json(record)) for record in records]
    ids = [article.id for article in articles]
    if len(set(ids)) != len(ids):
        raise InputError("two of the articles have the same id. Give each its own.")
    return articles


def uploaded(data: bytes, name: str) -> Iterator[Article | Problem]:
    """What an uploaded file holds; `name` helps to tell its form."""
    return read_stream(io.BytesIO(data), name, name, ReadSettings())


def list_articles(call: Call) -> Articles:
    """One page of the archive, newest first."""
    query = call.query
    with archive_of(call) as archive:
        found = page_of_articles(archive, query)
        return Articles(items=[article_to_json(a) for a in found], offset=query.offset)


def page_of_articles(archive: Archive, query: ArticleQuery) -> list[Article]:
    """The articles of one page of the list."""
    found = archive.find(
        words=query.search or None,
        outlet=query.outlet or None,
        lang=query.lang or None,
        since=query.since or None,
        until=query.until or None,
        limit=query.offset + query.limit,
    )
    return list(islice(found, query.offset, None))


def add_to_archive(call: Call) -> Added:
    """Add articles to the archive."""
    with archive_of(call) as archive:
        done = add_articles(archive, _articles(call.body.articles))
    return Added(added=done.added, updated=done.updated, unchanged=done.unchanged)


def add_file(call: Call) -> Added:
    """Read an uploaded file and add what it holds."""
    found = list(uploaded(call.body, call.query.name))
    problems = tuple(item for item in found if isinstance(item, Problem))
    with archive_of(call) as archive:
        done = add_articles(archive, (item for item in found if isinstance(item, Article)))
    return Added(
        added=done.added, updated=done.updated, unchanged=done.unchanged, problems=problems
    )


def read_file(call: Call) -> Read:
    """Read an uploaded file; nothing is stored."""
    found = list(uploaded(call.body, call.query.name))
    items = [article_to_json(item) for item in found if isinstance(item, Article)]
    return Read(items=items, problems=tuple(item for item in found if isinstance(item, Problem)))


def show_article(call: Call) -> dict[str, Any]:
    """One article, whole."""
    with archive_of(call) as archive:
        return article_to_json(archive.get(call.path["id"]))


def remove_article(call: Call) -> dict[str, int]:
    """Remove one article and all that was indexed of it."""
    with archive_of(call) as archive:
        archive.get(call.path["id"])
        return {"removed": archive.remove([call.path["id"]])}


def attributions_of(call: Call) -> Attributed:
    """Who says what in one archived article."""
    with archive_of(call) as archive:
        return find_attributions(archive.get(call.path["id"]))


def attribute_articles(call: Call) -> list[Attributed]:
    """Who says what in articles that are sent."""
    return [find_attributions(article) for article in _articles(call.body.articles)]


def reuse_articles(call: Call) -> list[Reuse]:
    """Shared passages among articles that are sent."""
    return list(find_passages(_articles(call.body.articles)))


def trace_collection(call: Call) -> Dossier:
    """Trace the stories of articles that are sent."""
    return trace_articles(_articles(call.body.articles))


def start_investigation(call: Call) -> Job:
    """Begin to investigate; look at the job until it is done."""
    with archive_of(call) as archive:
        article = _subject(call.body, archive)
    return investigate_behind(call.state, article)


def investigate_behind(state: Any, article: Article) -> Job:
    """Investigate an article in a job of its own; `state` holds the archive's path and the jobs."""

    def work(step: Any) -> Dossier:
        with Archive.open(state.archive) as archive:
            return investigate(article, archive, step=step)

    job: Job = state.jobs.start(article.id, work)
    return job


def _subject(subject: Subject, archive: Archive) -> Article:
    if (subject.id is None) == (subject.article is None):
        raise InputError("give either the id of an archived article or an article.")
    if subject.id is not None:
        return archive.get(subject.id)
    return _articles([subject.article or {}])[0]


def show_investigation(call: Call) -> Job:
    """A job as it is now; its dossier once it is done."""
    job: Job = call.state.jobs.get(call.path["id"])
    return job


def cancel_investigation(call: Call) -> Job:
    """Ask a job to stop at its next step."""
    job: Job = call.state.jobs.cancel(call.path["id"])
    return job


def list_fact_checks(call: Call) -> FactChecks:
    """One page of the fact-checks, those that hold the words first."""
    query = call.query
    with archive_of(call) as archive:
        return FactChecks(items=page_of_fact_checks(archive, query), offset=query.offset)


def page_of_fact_checks(archive: Archive, query: PageQuery) -> list[FactCheck]:
    """The fact-checks of one page of the list; with words, the best first."""
    end = query.offset + query.limit
    if query.search:
        match = match_query(query.search)
        hits = archive.search_fact_checks(match, end) if match else []
        return [hit[0] for hit in hits][query.offset :]
    return list(islice(archive.fact_checks(), query.offset, end))


def add_fact_checks(call: Call) -> Added:
    """Add fact-checks from an uploaded file: ClaimReview, a feed, JSONL or CSV."""
    with tempfile.TemporaryDirectory() as folder:
        ending = ENDING.search(call.query.name)
        path = Path(folder) / f"upload{ending[0] if ending else ''}"
        path.write_bytes(call.body)
        found = list(read_fact_checks([path]))
    problems = tuple(item for item in found if isinstance(item, Problem))
    with archive_of(call) as archive:
        count = archive.add_fact_checks(item for item in found if isinstance(item, FactCheck))
    return Added(added=count, problems=problems)


def check_claim(call: Call) -> CheckRun:
    """Fact-checks about one claim; no hits when nothing is close enough."""
    query = Query(id="claim", text=call.body.text, lang=call.body.lang)
    with archive_of(call) as archive:
        return find_fact_checks([query], archive)[0]


def show_stats(call: Call) -> dict[str, Any]:
    """How much the archive holds."""
    with archive_of(call) as archive:
        stats: dict[str, Any] = msgspec.to_builtins(archive.stats())
        return stats


JSON_OBJECT = dict[str, Any]

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="list_articles", method="GET", path="/api/articles", handle=list_articles,
        summary="List or search articles", query=ArticleQuery, answer=Articles,
    ),
    Operation(
        name="add_articles", method="POST", path="/api/articles", handle=add_to_archive,
        summary="Add articles", body=Collection, answer=Added, status=201,
    ),
    Operation(
        name="add_file", method="POST", path="/api/files", handle=add_file,
        summary="Add what a file holds", query=FileQuery, body=bytes, answer=Added, status=201,
    ),
    Operation(
        name="read_file", method="POST", path="/api/read", handle=read_file,
        summary="Read a file, store nothing", query=FileQuery, body=bytes, answer=Read,
    ),
    Operation(
        name="attributions_of", method="GET", path="/api/articles/{id}/attributions",
        handle=attributions_of, summary="Who says what in an article", answer=Attributed,
        faults=(404,),
    ),
    Operation(
        name="show_article", method="GET", path="/api/articles/{id}", handle=show_article,
        summary="One article", answer=JSON_OBJECT, faults=(404,),
    ),
    Operation(
        name="remove_article", method="DELETE", path="/api/articles/{id}", handle=remove_article,
        summary="Remove an article", answer=dict[str, int], faults=(404,),
    ),
    Operation(
        name="attribute", method="POST", path="/api/attribute", handle=attribute_articles,
        summary="Who says what in articles sent", body=Collection, answer=list[Attributed],
    ),
    Operation(
        name="reuse", method="POST", path="/api/reuse", handle=reuse_articles,
        summary="Shared passages among articles sent", body=Collection, answer=list[Reuse],
    ),
    Operation(
        name="trace", method="POST", path="/api/trace", handle=trace_collection,
        summary="Trace articles sent", body=Collection, answer=Dossier,
    ),
    Operation(
        name="start_investigation", method="POST", path="/api/investigations",
        handle=start_investigation, summary="Begin to investigate an article", body=Subject,
        answer=Job, status=202, faults=(404,),
    ),
    Operation(
        name="show_investigation", method="GET", path="/api/investigations/{id}",
        handle=show_investigation, summary="An investigation as it is now", answer=Job,
        faults=(404,),
    ),
    Operation(
        name="cancel_investigation", method="DELETE", path="/api/investigations/{id}",
        handle=cancel_investigation, summary="Stop an investigation", answer=Job, faults=(404,),
    ),
    Operation(
        name="list_fact_checks", method="GET", path="/api/fact-checks", handle=list_fact_checks,
        summary="List or search fact-checks", query=PageQuery, answer=FactChecks,
    ),
    Operation(
        name="add_fact_checks", method="POST", path="/api/fact-checks", handle=add_fact_checks,
        summary="Add fact-checks from a file", query=FileQuery, body=bytes, answer=Added,
        status=201,
    ),
    Operation(
        name="check", method="POST", path="/api/check", handle=check_claim,
        summary="Fact-checks about a claim", body=ClaimText, answer=CheckRun,
    ),
    Operation(
        name="stats", method="GET", path="/api/stats", handle=show_stats,
        summary="How much the archive holds", answer=JSON_OBJECT,
    ),
)  # fmt: skip
