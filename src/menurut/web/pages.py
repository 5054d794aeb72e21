"""The pages of the local app: the archive, one article, a dossier, fact-checks, import.

All work without JavaScript: a running investigation reloads itself until it is done. A dossier
is the one-file report, served under an address made of what it is about.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from menurut.archive import Archive
from menurut.attribute import find_attributions
from menurut.errors import InputError, MenurutError
from menurut.investigate import add_articles, trace_articles
from menurut.model import Article, Dossier, Problem
from menurut.read import enrich_article
from menurut.read.enrichment import make_id
from menurut.report import render_html
from menurut.report.visible import show_hidden
from menurut.web.answers import Fault, fault_of
from menurut.web.api import (
    ArticleQuery,
    PageQuery,
    investigate_behind,
    page_of_articles,
    page_of_fact_checks,
    uploaded,
)
from menurut.web.words import app_voice

PAGE = 50
KICKER = '<p class="kicker">'
"""Where the report begins; in the app the way back to the archive stands there."""
POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


@cache
def environment() -> Environment:
    """The app's templates: escaped everywhere, hidden characters shown as marks."""
    return Environment(
        loader=PackageLoader("menurut.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: show_hidden(value) if type(value) is str else value,
    )


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """One of the app's own pages in the app's language."""
    voice = app_voice(request.app.state.lang)
    page = environment().get_template(template)
    words = {"say": voice.say, "count": voice.count, "lang": voice.lang}
    text = page.render(**words, **context)
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), status)


def dossier_page(request: Request, dossier: Dossier) -> HTMLResponse:
    """The one-file report; its own policy, which admits its own style and script, goes along."""
    page = render_html(dossier, lang=request.app.state.lang)
    home = app_voice(request.app.state.lang).say("Archive")
    page = page.replace(KICKER, f'{KICKER}<a href="/">{home}</a> · ', 1)
    stated = POLICY.search(page)
    policy = stated[1].replace("&#39;", "'") if stated else "default-src 'none'"
    headers = {"content-security-policy": policy + "; frame-ancestors 'none'"}
    return HTMLResponse(page.encode("utf-8", "backslashreplace"), headers=headers)


def fault_page(request: Request, fault: Fault) -> HTMLResponse:
    """What went wrong, in a sentence, with the way back."""
    return render(request, "fault.html.j2", fault.status, fault=fault)


def page(work: Any) -> Any:
    """An endpoint that runs `work(request, form)` in a thread; errors become a page."""

    async def endpoint(request: Request) -> Response:
        form = await request.form() if request.method == "POST" else FormData()
        try:
            sent = {name: await _value(value) for name, value in form.multi_items()}
        finally:
            await form.close()
        try:
            answer: Response = await run_in_threadpool(work, request, sent)
        except MenurutError as error:
            return fault_page(request, fault_of(error))
        except msgspec.ValidationError as error:
            return fault_page(request, Fault(title="Bad request", status=422, detail=str(error)))
        return answer

    return endpoint


async def _value(value: UploadFile | str) -> Any:
    if isinstance(value, UploadFile):
        return (value.filename or "upload", await value.read())
    return value


def _file(sent: dict[str, Any]) -> tuple[str, bytes]:
    """The uploaded file as (name, bytes); both are empty where none was sent."""
    value = sent.get("file")
    return value if isinstance(value, tuple) else ("", b"")


def _words(sent: dict[str, Any], name: str) -> str:
    """A field of the form that holds words; empty where none or a file was sent."""
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def opened(request: Request) -> Archive:
    """The app's archive."""
    return Archive.open(request.app.state.archive)


def archive_page(request: Request, _sent: dict[str, Any]) -> Response:
    """Search and list the archive; a form to investigate something new."""
    query = msgspec.convert(dict(request.query_params), ArticleQuery, strict=False)
    with opened(request) as archive:
        articles = page_of_articles(archive, msgspec.structs.replace(query, limit=PAGE + 1))
        stats = archive.stats()
    return render(
        request,
        "archive.html.j2",
        articles=articles[:PAGE],
        more=len(articles) > PAGE,
        query=query,
        kept=_kept(query),
        stats=stats,
        step=PAGE,
    )


def article_page(request: Request, _sent: dict[str, Any]) -> Response:
    """One article with its attributions marked in the text."""
    with opened(request) as archive:
        article = archive.get(request.path_params["id"])
    dossier = Dossier(
        subject=article.id, articles=(article,), attributed=(find_attributions(article),)
    )
    return dossier_page(request, dossier)


def compare_page(request: Request, _sent: dict[str, Any]) -> Response:
    """Two articles side by side, with what they share."""
    with opened(request) as archive:
        pair = [archive.get(request.path_params[name]) for name in ("one", "other")]
    return dossier_page(request, trace_articles(pair))


def start_page(request: Request, sent: dict[str, Any]) -> Response:
    """Begin an investigation of what was pasted, uploaded or chosen."""
    with opened(request) as archive:
        article = _chosen(sent, archive)
    job = investigate_behind(request.app.state, article)
    return RedirectResponse(f"/investigations/{job.id}", 303)


def _chosen(sent: dict[str, Any], archive: Archive) -> Article:
    if _words(sent, "id"):
        return archive.get(_words(sent, "id"))
    name, data = _file(sent)
    if data:
        found = next((a for a in uploaded(data, name) if isinstance(a, Article)), None)
        if found is None:
            raise InputError(f"{name}: no article found in it. Give an HTML page or a text.")
        return found
    text = _words(sent, "text").replace("\r\n", "\n")
    if not text.strip():
        raise InputError("nothing to investigate. Paste a text or choose a file.")
    article = Article(
        id=make_id(text),
        text=text,
        title=_words(sent, "title") or None,
        outlet=_words(sent, "outlet") or None,
        published=_words(sent, "published") or None,
    )
    return enrich_article(article)


def investigation_page(request: Request, _sent: dict[str, Any]) -> Response:
    """The dossier once it is done; until then the step at work."""
    job = request.app.state.jobs.get(request.path_params["id"])
    if job.dossier is not None:
        return dossier_page(request, job.dossier)
    return render(request, "job.html.j2", job=job)


def stop_page(request: Request, _sent: dict[str, Any]) -> Response:
    """Ask an investigation to stop."""
    job = request.app.state.jobs.cancel(request.path_params["id"])
    return RedirectResponse(f"/investigations/{job.id}", 303)


def add_page(request: Request, sent: dict[str, Any]) -> Response:
    """Add what an uploaded file holds to the archive."""
    name, data = _file(sent)
    found = list(uploaded(data, name)) if data else []
    problems = [item for item in found if isinstance(item, Problem)]
    with opened(request) as archive:
        done = add_articles(archive, (item for item in found if isinstance(item, Article)))
    return render(request, "added.html.j2", done=done, problems=problems, name=name)


def fact_checks_page(request: Request, _sent: dict[str, Any]) -> Response:
    """Search and list the fact-checks."""
    query = msgspec.convert(dict(request.query_params), PageQuery, strict=False)
    with opened(request) as archive:
        checks = page_of_fact_checks(archive, msgspec.structs.replace(query, limit=PAGE + 1))
    return render(
        request,
        "fact_checks.html.j2",
        checks=checks[:PAGE],
        more=len(checks) > PAGE,
        query=query,
        kept=_kept(query),
        step=PAGE,
    )


def _kept(query: ArticleQuery | PageQuery) -> list[tuple[str, Any]]:
    """What the next page of a list keeps of the search."""
    given = msgspec.structs.asdict(query).items()
    return [(name, value) for name, value in given if value and name not in {"offset", "limit"}]


async def static(request: Request) -> Response:
    """The app's own style, which begins with the report's."""
    if request.path_params["name"] != "app.css":
        return Response(status_code=404)
    return Response(_style(), media_type="text/css")


@cache
def _style() -> str:
    report = (files("menurut.report") / "static" / "report.css").read_text(encoding="utf-8")
    own = (files("menurut.web") / "static" / "app.css").read_text(encoding="utf-8")
    return report + own


PAGES = [
    Route("/", page(archive_page), name="archive"),
    Route("/articles/{id:path}", page(article_page)),
    Route("/compare/{one}/{other}", page(compare_page)),
    Route("/investigations", page(start_page), methods=["POST"]),
    Route("/investigations/{id}", page(investigation_page)),
    Route("/investigations/{id}/stop", page(stop_page), methods=["POST"]),
    Route("/add", page(add_page), methods=["POST"]),
    Route("/fact-checks", page(fact_checks_page)),
    Route("/static/{name}", static),
]
