"""The API of single stages: attribute, reuse, trace, check, report, on what is sent."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from menurut.attribute import find_attributions
from menurut.check import Query, find_fact_checks
from menurut.investigate import check_articles, trace_articles
from menurut.model import Attributed, CheckRun, Dossier, Reuse
from menurut.report import FORMS, render_file
from menurut.report.formats import form_named
from menurut.web.answers import storable_json
from menurut.web.article_operations import Collection, articles_of, reuse_articles
from menurut.web.operations import Call, File, Operation, archive_of

ZIP = "application/zip"
FORM_NAMES = tuple(form.name for form in FORMS)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same files give the same bytes."""


class ClaimText(msgspec.Struct, frozen=True, kw_only=True):
    """A claim in words."""

    text: Annotated[str, Meta(min_length=1, max_length=10_000)]
    lang: str | None = None


class ReportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which form and language."""

    form: Annotated[str, Meta(extra_json_schema={"enum": list(FORM_NAMES)})] = "html"
    lang: Literal["id", "en"] = "en"


def report_file(dossier: Dossier, form: str, lang: str, stem: str = "report") -> File:
    """A dossier in one of its forms (a name of `FORMS`); several files (tables) come as a ZIP.

    Raises `UsageError` for a form that there is not.
    """
    wanted = form_named(form)
    files = render_file(dossier, f"{stem}{wanted.ending}", lang=lang, form=form)
    if len(files) == 1:
        name, text = next(iter(files.items()))
        return File(data=_bytes(text), media=wanted.media, name=name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in files.items():
            folder.writestr(zipfile.ZipInfo(name, _ZIP_TIME), _bytes(text))
    return File(data=packed.getvalue(), media=ZIP, name=f"{stem}.{form}.zip")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def attribute_articles(call: Call) -> list[Attributed]:
    """Who says what in articles that are sent."""
    return [find_attributions(article) for article in articles_of(call.body.articles)]


def trace_collection(call: Call) -> Dossier:
    """Trace the stories of articles that are sent."""
    return trace_articles(articles_of(call.body.articles))


def check_claim(call: Call) -> CheckRun:
    """Fact-checks about one claim; no hits when nothing is close enough."""
    query = Query(id="claim", text=call.body.text, lang=call.body.lang)
    with archive_of(call) as archive:
        return find_fact_checks([query], archive)[0]


def check_sent(call: Call) -> list[CheckRun]:
    """Fact-checks about the claims of articles that are sent, one run per article."""
    with archive_of(call) as archive:
        return list(check_articles(articles_of(call.body.articles), archive))


def render_sent(call: Call) -> File:
    """A dossier that is sent, in another form."""
    dossier = msgspec.convert(storable_json(msgspec.to_builtins(call.body)), Dossier)
    return report_file(dossier, call.query.form, call.query.lang)


REPORT_MEDIA = tuple(dict.fromkeys((*(form.media for form in FORMS), ZIP)))

STAGE_OPERATIONS: tuple[Operation, ...] = (
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
        summary="Trace articles sent (many: as a job, /api/traces)", body=Collection,
        answer=Dossier,
    ),
    Operation(
        name="check", method="POST", path="/api/check", handle=check_claim,
        summary="Fact-checks about a claim", body=ClaimText, answer=CheckRun,
    ),
    Operation(
        name="check_articles", method="POST", path="/api/check/articles", handle=check_sent,
        summary="Fact-checks about the claims of articles sent", body=Collection,
        answer=list[CheckRun],
    ),
    Operation(
        name="report", method="POST", path="/api/report", handle=render_sent,
        summary="A dossier in another form", query=ReportQuery, body=Dossier,
        answer=REPORT_MEDIA,
    ),
)  # fmt: skip
