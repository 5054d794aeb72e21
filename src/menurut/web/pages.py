"""How a page is made: templates, the reader's language, errors as pages.

All pages work without JavaScript; htmx only replaces the part of a list that changes. The report's
templates are at hand too: what a dossier shows in one place looks the same in the app.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from menurut.archive import Archive
from menurut.errors import MenurutError
from menurut.model import interval_of
from menurut.report.catalogue import Voice
from menurut.report.links import link_out
from menurut.report.marked_text import shorten
from menurut.report.page import speaking
from menurut.report.visible import show_hidden
from menurut.web import addresses, times
from menurut.web.addresses import decoded
from menurut.web.answers import Fault, fault_of
from menurut.web.trouble_words import tell_problems, tell_words
from menurut.web.words import LEFT_OUT, STATUS_WORDS, app_voice, say_language, told_by

Sent = dict[str, list[Any]]
"""The fields of a form: words, or (name, bytes) of files; one that is there twice has both."""

MEDIA = {".css": "text/css", ".js": "text/javascript"}
DAYS = ("since", "until")
TOLD_CHARS = 60
"""Of a value that cannot be used, to know it again."""
STATIC = ("app.css", "app.js", "vendor/htmx.min.js")


@cache
def environment() -> Environment:
    """The app's templates with the report's behind them: escaped, hidden characters as marks."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("menurut.web"), PackageLoader("menurut.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: show_hidden(value) if type(value) is str else value,
    )
    made.filters["opening"] = lambda words: words[:1].upper() + words[1:]
    return made


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """One of the app's own pages in the app's language."""
    text = render_part(request, template, **context)
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), status)


def render_part(request: Request, template: str, **context: Any) -> str:
    """A template with all that the app's templates may ask for."""
    voice = app_voice(request.app.state.lang)
    shared = {
        "read_only": request.app.state.read_only,
        "path": request.url.path,
        "notices": getattr(request.state, "notices", ()),
    }
    return environment().get_template(template).render({**spoken(voice), **shared, **context})


def spoken(voice: Voice) -> dict[str, Any]:
    """How a template speaks, writes times and links."""
    return {
        **speaking(voice),
        "language": lambda code: say_language(code, voice),
        "when": lambda article: times.say_when(article, voice),
        "stated": lambda stated: times.say_stated(stated, voice),
        "problems_told": lambda problems: tell_problems(problems, voice),
        "words_told": lambda words: tell_words(words, voice),
        "period": lambda value: times.say_period(value, voice),
        "to": addresses,
        "outward": partial(link_out, environment()),
        "static_address": static_address,
        "shorten": shorten,
    }


def fault_page(request: Request, fault: Fault, told: str | None = None) -> HTMLResponse:
    """What went wrong, in the reader's language where we know it, with the way back."""
    known = STATUS_WORDS.get(fault.status, STATUS_WORDS[500])
    return render(request, "fault.html.j2", fault.status, fault=fault, known=known, told_so=told)


Work = Callable[[Request, Sent], Response]


def page(work: Work) -> Any:
    """An endpoint that runs `work(request, form)` in a thread; errors become a page."""

    async def endpoint(request: Request) -> Response:
        sent = await _sent(request) if request.method == "POST" else {}
        try:
            return await run_in_threadpool(work, request, sent)
        except MenurutError as error:
            told = told_by(error, app_voice(request.app.state.lang))
            return fault_page(request, fault_of(error), told)
        except msgspec.ValidationError as error:
            return fault_page(request, Fault(title="Bad request", status=422, detail=str(error)))

    return endpoint


async def _sent(request: Request) -> Sent:
    form: FormData = await request.form()
    sent: Sent = {}
    try:
        for name, value in form.multi_items():
            sent.setdefault(name, []).append(await _value(value))
    finally:
        await form.close()
    return sent


async def _value(value: UploadFile | str) -> Any:
    if isinstance(value, UploadFile):
        return (value.filename or "", await value.read())
    return value


def sent_files(sent: Sent) -> list[tuple[str, bytes]]:
    """The files that were chosen, as (name, bytes); a field left empty is sent without a name."""
    return [each for each in sent.get("file", ()) if isinstance(each, tuple) and any(each)]


def sent_words(sent: Sent, name: str) -> str:
    """A field of the form that holds words; empty where none or a file was sent."""
    found = (each for each in sent.get(name, ()) if isinstance(each, str))
    return next(found, "")


def asked(request: Request, kind: type[Any]) -> Any:
    """The query of a page; what a form leaves empty was not asked.

    Parameters that no page knows are passed over (a link may carry those of whoever shared it); a
    value that cannot be used is left out, and the page says so.
    """
    voice = app_voice(request.app.state.lang)
    usable: dict[str, Any] = {}
    notices: list[str] = []
    for field in msgspec.structs.fields(kind):
        value = request.query_params.get(field.name)
        if not value or field.name == "limit":
            continue
        if _fits(value, field):
            usable[field.name] = value
        else:
            told = value if len(value) <= TOLD_CHARS else f"{value[:TOLD_CHARS]}…"
            notices.append(voice.say(LEFT_OUT, name=field.name, value=told))
    request.state.notices = notices
    return msgspec.convert(usable, kind, strict=False)


def _fits(value: str, field: Any) -> bool:
    if field.name in DAYS and interval_of(value) is None:
        return False
    try:
        msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def part_of(request: Request, name: str) -> str:
    """A part of the path, decoded."""
    return decoded(request.path_params[name])


def opened(request: Request) -> Archive:
    """The app's archive."""
    return Archive.open(request.app.state.archive)


async def static(request: Request) -> Response:
    """Our own files and the vendored one; their address changes with what is in them."""
    name = request.path_params["name"]
    if name not in STATIC:
        return fault_page(request, Fault(title="Not found", status=404))
    headers = {"cache-control": "max-age=31536000, immutable"}
    media = MEDIA[name[name.rindex(".") :]]
    return Response(static_text(name), headers=headers, media_type=media)


@cache
def static_text(name: str) -> str:
    """A file of ours; the app's style begins with the report's."""
    own = (files("menurut.web") / "static" / name).read_text(encoding="utf-8")
    if name != "app.css":
        return own
    report = (files("menurut.report") / "static" / "report.css").read_text(encoding="utf-8")
    return report + own


@cache
def static_address(name: str) -> str:
    """Where a file of ours is fetched, with a mark of what is in it."""
    return f"/static/{name}?{sha256(static_text(name).encode()).hexdigest()[:8]}"


def kept(query: msgspec.Struct, **changed: Any) -> str:
    """A page's query with some fields changed, as the end of an address.

    >>> from menurut.web.article_operations import ArticleQuery
    >>> kept(ArticleQuery(search="banjir lowa", offset=50), offset=None, lang="id")
    '?search=banjir+lowa&lang=id'
    """
    fields = {**msgspec.structs.asdict(query), **changed}
    defaults = {f.name: f.default for f in msgspec.structs.fields(query)}
    given = {n: v for n, v in fields.items() if v is not None and v != defaults[n] and n != "limit"}
    return "?" + urlencode(given, errors="replace")


_POLICY = re.compile(r"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")
_KICKER = re.compile(r"<p class=\"kicker\">.*?</p>\n?")
_PAGE = '<div class="page">'
_TOP_END = "</header>"
_HEAD_END = "</head>"


def framed(request: Request, report: str, template: str, **context: Any) -> HTMLResponse:
    """The one-file report as a page of the app: its ways around on top, what can be done below.

    The report's own style and script stand in the page and are admitted by their hashes.
    """
    stated = _POLICY.search(report)
    hashes = re.findall(r"'sha256-[^']*'", stated[1].replace("&#39;", "'") if stated else "")
    link = (
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{static_address("app.css")}">'
    )
    text = _POLICY.sub("", report, count=1).replace(_HEAD_END, f"{link}\n{_HEAD_END}", 1)
    text = _KICKER.sub("", text, count=1)
    top = render_part(request, "ways.html.j2")
    text = text.replace(_PAGE, f"{_PAGE}\n{top}", 1)
    below = render_part(request, template, **context)
    text = text.replace(_TOP_END, f"{below}\n{_TOP_END}", 1)
    admitted = " ".join(hashes)
    policy = (
        f"default-src 'none'; script-src 'self' {admitted}; style-src 'self' {admitted}; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(
        text.encode("utf-8", "backslashreplace"), headers={"content-security-policy": policy}
    )
