"""The API of long work: investigations, traces of collections and imports, as jobs; and cases.

A job is started, looked at until it is done, and can be stopped. What an investigation or a trace
finds is a case with an address of its own, which outlives the job.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from menurut.archive import Archive
from menurut.errors import InputError, MenurutError
from menurut.investigate import add_articles, investigate, trace_articles
from menurut.model import Article, Dossier, FactCheck, Problem
from menurut.report.marked_text import shorten
from menurut.web.article_operations import (
    ArticleJson,
    Limit,
    Offset,
    articles_of,
    first_problems,
)
from menurut.web.cases import CaseHeading
from menurut.web.fact_check_operations import read_uploaded_checks
from menurut.web.jobs import Job, Progress
from menurut.web.operations import Call, File, Operation, archive_of
from menurut.web.stage_operations import REPORT_MEDIA, ReportQuery, report_file
from menurut.web.uploads import uploaded

TRACED_AT_ONCE = 2_000
"""A larger collection is work for the command line."""
ABOUT_CHARS = 80
"""Of a text without headline, to tell one job from another."""
Content = Literal["articles", "fact-checks"]


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What to investigate: an archived article by id, or an article."""

    id: str | None = None
    article: ArticleJson | None = None


class LargeCollection(msgspec.Struct, frozen=True, kw_only=True):
    """Many articles."""

    articles: Annotated[list[ArticleJson], Meta(max_length=TRACED_AT_ONCE)]


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file is called and what it holds."""

    name: Annotated[str, Meta(max_length=300)] = "upload"
    content: Content = "articles"


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of a list."""

    limit: Limit = 50
    offset: Offset = 0


class JobList(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs, the newest first."""

    items: list[Job]
    offset: int
    total: int


class CaseList(msgspec.Struct, frozen=True, kw_only=True):
    """Cases, the newest first."""

    items: list[CaseHeading]
    offset: int
    total: int


def investigate_behind(state: Any, article: Article) -> Job:
    """Investigate an article in a job; `state` is the app's."""

    def work(progress: Progress) -> dict[str, Any]:
        with Archive.open(state.archive) as archive:
            dossier = investigate(article, archive, step=progress.step)
        return {"case": state.cases.keep(dossier)}

    about = article.title or shorten(article.text, ABOUT_CHARS)
    job: Job = state.jobs.start("investigation", about, work)
    return job


def trace_behind(state: Any, articles: list[Article]) -> Job:
    """Trace a collection in a job."""

    def work(progress: Progress) -> dict[str, Any]:
        dossier = trace_articles(articles, step=progress.step)
        return {"case": state.cases.keep(dossier)}

    job: Job = state.jobs.start("trace", f"{len(articles)}", work)
    return job


def import_behind(state: Any, files: list[tuple[str, bytes]], content: Content) -> Job:
    """Add what files hold to the archive in a job."""
    works = {"articles": _import_articles, "fact-checks": _import_fact_checks}

    def work(progress: Progress) -> dict[str, Any]:
        progress.step("read")
        with Archive.open(state.archive) as archive:
            return works[content](archive, files, progress)

    about = ", ".join(name for name, _ in files)
    job: Job = state.jobs.start("import", about, work)
    return job


def _import_articles(
    archive: Archive, files: list[tuple[str, bytes]], progress: Progress
) -> dict[str, Any]:
    problems: list[Problem] = []

    def articles() -> Iterator[Article]:
        for item in progress.follow(found):
            if isinstance(item, Article):
                problems.extend(each for each in item.problems if not each.note)
                yield item
            else:
                problems.append(item)

    with closing(_found_in(files)) as found:
        done = add_articles(archive, articles())
    return {
        "added": done.added, "updated": done.updated, "unchanged": done.unchanged,
        "problems": first_problems(problems),
    }  # fmt: skip


def _found_in(files: list[tuple[str, bytes]]) -> Generator[Article | Problem, None, None]:
    """What the files hold; one that cannot be read is a problem, also where it is the only one."""
    try:
        with closing(uploaded(files)) as items:
            yield from items
    except MenurutError as error:
        name = files[0][0]
        yield Problem(where=name, what=str(error).removeprefix(f"{name}: "))


def _import_fact_checks(
    archive: Archive, files: list[tuple[str, bytes]], progress: Progress
) -> dict[str, Any]:
    problems: list[Problem] = []
    checks: list[FactCheck] = []
    for name, data in files:
        for item in progress.follow(read_uploaded_checks(data, name)):
            if isinstance(item, FactCheck):
                checks.append(item)
            else:
                problems.append(item)
    return {"added": archive.add_fact_checks(checks), "problems": first_problems(problems)}


def start_investigation(call: Call) -> Job:
    """Begin to investigate; look at the job until it is done."""
    with archive_of(call) as archive:
        article = _subject(call.body, archive)
    return investigate_behind(call.state, article)


def _subject(subject: Subject, archive: Archive) -> Article:
    if (subject.id is None) == (subject.article is None):
        raise InputError("give either the id of an archived article or an article.")
    if subject.id is not None:
        return archive.get(subject.id)
    return articles_of([subject.article or {}])[0]


def start_trace(call: Call) -> Job:
    """Begin to trace a collection."""
    return trace_behind(call.state, articles_of(call.body.articles))


def start_import(call: Call) -> Job:
    """Begin to add what a file holds."""
    return import_behind(call.state, [(call.query.name, call.body)], call.query.content)


def show_job(call: Call) -> Job:
    """A job as it is now."""
    job: Job = call.state.jobs.get(call.path["id"])
    return job


def show_investigation(call: Call) -> Job:
    """A job as it is now, with its dossier once it is done."""
    job = show_job(call)
    if job.case is None:
        return job
    return msgspec.structs.replace(job, dossier=call.state.cases.get(job.case))


def cancel_job(call: Call) -> Job:
    """Ask a job to stop at its next step."""
    job: Job = call.state.jobs.cancel(call.path["id"])
    return job


def list_jobs(call: Call) -> JobList:
    """One page of the jobs."""
    jobs: list[Job] = call.state.jobs.newest()
    start = call.query.offset
    return JobList(items=jobs[start : start + call.query.limit], offset=start, total=len(jobs))


def list_cases(call: Call) -> CaseList:
    """One page of the cases."""
    items, total = call.state.cases.headings(call.query.offset, call.query.limit)
    return CaseList(items=items, offset=call.query.offset, total=total)


def show_case(call: Call) -> Dossier:
    """The dossier of a case."""
    dossier: Dossier = call.state.cases.get(call.path["id"])
    return dossier


def report_case(call: Call) -> File:
    """A case in one of the forms of `menurut report`."""
    dossier = call.state.cases.get(call.path["id"])
    return report_file(dossier, call.query.form, call.query.lang, call.path["id"])


JOB_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="start_investigation", method="POST", path="/api/investigations",
        handle=start_investigation, summary="Begin to investigate an article", body=Subject,
        answer=Job, status=202, faults=(404, 429),
    ),
    Operation(
        name="show_investigation", method="GET", path="/api/investigations/{id}",
        handle=show_investigation, summary="An investigation, with its dossier once it is done",
        answer=Job, faults=(404,),
    ),
    Operation(
        name="cancel_investigation", method="DELETE", path="/api/investigations/{id}",
        handle=cancel_job, summary="Stop an investigation", answer=Job, faults=(404,),
    ),
    Operation(
        name="start_trace", method="POST", path="/api/traces", handle=start_trace,
        summary="Begin to trace a collection", body=LargeCollection, answer=Job, status=202,
        faults=(429,),
    ),
    Operation(
        name="start_import", method="POST", path="/api/imports", handle=start_import,
        summary="Begin to add what a file holds", query=ImportQuery, body=bytes, answer=Job,
        status=202, faults=(429,), changes=True,
    ),
    Operation(
        name="list_jobs", method="GET", path="/api/jobs", handle=list_jobs,
        summary="Jobs, the newest first", query=PageQuery, answer=JobList,
    ),
    Operation(
        name="show_job", method="GET", path="/api/jobs/{id}", handle=show_job,
        summary="A job as it is now", answer=Job, faults=(404,),
    ),
    Operation(
        name="cancel_job", method="DELETE", path="/api/jobs/{id}", handle=cancel_job,
        summary="Stop a job at its next step", answer=Job, faults=(404,),
    ),
    Operation(
        name="list_cases", method="GET", path="/api/cases", handle=list_cases,
        summary="Cases, the newest first", query=PageQuery, answer=CaseList,
    ),
    Operation(
        name="show_case", method="GET", path="/api/cases/{id}", handle=show_case,
        summary="The dossier of a case", answer=Dossier, faults=(404,),
    ),
    Operation(
        name="report_case", method="GET", path="/api/cases/{id}/report", handle=report_case,
        summary="A case as HTML, CSV, PROV, ...", query=ReportQuery, answer=REPORT_MEDIA,
        faults=(404,),
    ),
)  # fmt: skip
