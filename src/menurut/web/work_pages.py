"""Pages of work: investigate an article, add files, watch a job, read a case and pass it on."""

from __future__ import annotations

from contextlib import closing
from itertools import islice

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from menurut.archive import Archive
from menurut.errors import NotInArchiveError
from menurut.model import Article, Dossier
from menurut.read import enrich_article
from menurut.read.enrichment import make_id
from menurut.report import FORMS, render_html
from menurut.report.marked_text import shorten
from menurut.report.story import Story, index_dossier
from menurut.web.addresses import compare_address
from menurut.web.job_operations import import_behind, investigate_behind
from menurut.web.jobs import STEPS, Job
from menurut.web.pages import (
    Sent,
    framed,
    opened,
    page,
    part_of,
    render,
    sent_files,
    sent_words,
)
from menurut.web.stage_operations import report_file
from menurut.web.trouble_words import FAILED, OUR_FAULT
from menurut.web.uploads import uploaded
from menurut.web.words import (
    EMPTY_FILE,
    NO_ARTICLE,
    NO_CASE,
    NO_FILE,
    NO_JOB,
    NOTHING_IN_FILE,
    NOTHING_SENT,
    ONLY_READ,
    SEVERAL_IN_FILE,
    NotHereError,
    NotUsableError,
    OnlyReadError,
)

LISTED = 20
"""Cases and jobs that a page lists."""
SOURCES_LISTED = 40
OPENING_CHARS = 48
"""Of a pasted text, to call it by."""


def new_page(request: Request, _sent: Sent) -> Response:
    """Paste, drop or choose an article; what was investigated before."""
    cases, total = request.app.state.cases.headings(0, LISTED)
    jobs = [job for job in request.app.state.jobs.newest() if not job.ended][:LISTED]
    with opened(request) as archive:
        held = len(request.app.state.shelf.holdings(archive).numbers)
    return render(request, "investigate.html.j2", cases=cases, total=total, jobs=jobs, held=held)


def start_page(request: Request, sent: Sent) -> Response:
    """Begin an investigation of what was pasted, uploaded or chosen."""
    with opened(request) as archive:
        article = _chosen(sent, archive)
    job = investigate_behind(request.app.state, article)
    return RedirectResponse(f"/investigations/{job.id}", 303)


def _chosen(sent: Sent, archive: Archive) -> Article:
    if sent_words(sent, "id"):
        try:
            return archive.get(sent_words(sent, "id"))
        except NotInArchiveError:
            raise NotHereError(NO_ARTICLE, name=sent_words(sent, "id")) from None
    files = sent_files(sent)
    return _only_one(files) if files else _pasted(sent, archive)


def _only_one(files: list[tuple[str, bytes]]) -> Article:
    """The one article of what was sent; which of several is meant nobody can guess."""
    names = ", ".join(name for name, _ in files)
    if not any(data.strip() for _, data in files):
        raise NotUsableError(EMPTY_FILE, name=names)
    with closing(uploaded(files)) as items:
        found = list(islice((item for item in items if isinstance(item, Article)), 2))
    if not found:
        raise NotUsableError(NOTHING_IN_FILE, name=names)
    if len(found) > 1:
        first = found[0].title or found[0].id
        raise NotUsableError(SEVERAL_IN_FILE, name=names, first=first)
    return found[0]


def _pasted(sent: Sent, archive: Archive) -> Article:
    text = sent_words(sent, "text").replace("\r\n", "\n")
    if not text.strip():
        raise NotUsableError(NOTHING_SENT)
    article = Article(
        id=_opening_words(text, archive),
        text=text,
        title=sent_words(sent, "title") or None,
        outlet=sent_words(sent, "outlet") or None,
        published=sent_words(sent, "published") or None,
    )
    return enrich_article(article)


def _opening_words(text: str, archive: Archive) -> str:
    """What a pasted text is called where it has no headline and no outlet: its first words."""
    words = f"“{shorten(' '.join(text.split()), OPENING_CHARS)}”"
    return f"{words} {make_id(text)}" if archive.holds(words) else words


def job_page(request: Request, _sent: Sent) -> Response:
    """A job at work; an investigation that is done leads to its case."""
    job = _job(request)
    if job.case is not None:
        address = f"/cases/{job.case}"
        if "hx-request" in request.headers:  # htmx would put the case into the small box
            return Response(status_code=200, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)
    ours = FAILED[job.kind] if job.fault == OUR_FAULT else None
    return render(
        request, "job.html.j2", job=job, steps=STEPS[job.kind], done=_done(job), ours=ours
    )


def _done(job: Job) -> int:
    """How many steps are behind it."""
    steps = STEPS[job.kind]
    return len(steps) if job.state == "done" else steps.index(job.step) if job.step in steps else 0


def _job(request: Request) -> Job:
    try:
        job: Job = request.app.state.jobs.get(part_of(request, "id"))
    except NotInArchiveError:
        raise NotHereError(NO_JOB, name=part_of(request, "id")) from None
    return job


def stop_page(request: Request, _sent: Sent) -> Response:
    """Ask a job to stop."""
    job = request.app.state.jobs.cancel(_job(request).id)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def import_page(request: Request, _sent: Sent) -> Response:
    """Choose files to add to the archive."""
    return render(request, "add.html.j2")


def add_page(request: Request, sent: Sent) -> Response:
    """Begin to add what the files hold."""
    if request.app.state.read_only:
        raise OnlyReadError(ONLY_READ)
    files = sent_files(sent)
    if not files:
        raise NotUsableError(NO_FILE)
    fact_checks = sent_words(sent, "content") == "fact-checks"
    job = import_behind(request.app.state, files, "fact-checks" if fact_checks else "articles")
    return RedirectResponse(f"/jobs/{job.id}", 303)


def case_page(request: Request, _sent: Sent) -> Response:
    """A dossier: the one-file report with the app around it."""
    dossier = _case(request)
    report = render_html(dossier, lang=request.app.state.lang)
    story = index_dossier(dossier)
    return framed(
        request,
        report,
        "case.html.j2",
        case=part_of(request, "id"),
        forms=FORMS,
        sources=_sources(story),
        pairs=_pairs(story),
    )


def _case(request: Request) -> Dossier:
    try:
        dossier: Dossier = request.app.state.cases.get(part_of(request, "id"))
    except NotInArchiveError:
        raise NotHereError(NO_CASE, name=part_of(request, "id")) from None
    return dossier


def _sources(story: Story) -> list[str]:
    """Names to look up in the archive: those who could be found again under their name."""
    named = (
        source.name
        for family in story.families
        for source in family.sources
        if source.source_type not in {"anonymous", "none"}
    )
    outside = (each.name for each in story.outside.values() if each.source_type != "anonymous")
    return list(dict.fromkeys((*named, *outside)))[:SOURCES_LISTED]


def _pairs(story: Story) -> list[tuple[str, str, str]]:
    """The steps of the lineage: names of child and parent, and where they are side by side."""
    articles, names = story.articles, story.names
    return [
        (
            names[e.child],
            names[e.parent],
            compare_address(articles[e.child], articles[e.parent]),
        )
        for edges in story.parents.values()
        for e in edges[:1]
    ]  # fmt: skip


def export_page(request: Request, _sent: Sent) -> Response:
    """A case in another form, as a file."""
    case, form = part_of(request, "id"), part_of(request, "form")
    file = report_file(_case(request), form, request.app.state.lang, f"menurut-{case}")
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.data, headers=headers, media_type=file.media)


WORK_PAGES = (
    Route("/investigations", page(new_page)),
    Route("/investigations", page(start_page), methods=["POST"]),
    Route("/investigations/{id}", page(job_page)),
    Route("/jobs/{id}", page(job_page)),
    Route("/jobs/{id}/stop", page(stop_page), methods=["POST"]),
    Route("/add", page(import_page)),
    Route("/add", page(add_page), methods=["POST"]),
    Route("/cases/{id}", page(case_page)),
    Route("/cases/{id}/export/{form}", page(export_page)),
)
