"""The forms of a report: by the ending of a file name, or by their own name."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath

from rich.console import Console

from menurut.errors import UsageError
from menurut.model import Dossier
from menurut.report.annotations import render_annotations
from menurut.report.claims import render_claim_review, render_claims
from menurut.report.dossier_json import render_json
from menurut.report.forms import FORMS, Form
from menurut.report.graphml import render_graphml
from menurut.report.page import render_html
from menurut.report.provenance import render_prov
from menurut.report.tables import render_csv
from menurut.report.terminal import render_terminal

TEXT_WIDTH = 80


def form_of(path: str) -> Form:
    """The form that a file name asks for.

    >>> form_of("out/story.prov.json").name
    'prov'
    """
    name = PurePath(path).name.lower()
    name += "l" if name.endswith(".htm") else ""
    fitting = [form for form in FORMS if name.endswith(form.ending)]
    if not fitting:
        raise UsageError(
            f"{path}: no report has this ending. Use {', '.join(f.ending for f in FORMS)}, or name "
            "the form with --format."
        )
    return max(fitting, key=lambda form: len(form.ending))


def form_named(name: str) -> Form:
    """The form of this name.

    >>> form_named("claims").ending
    '.claims.json'
    """
    for form in FORMS:
        if form.name == name:
            return form
    raise UsageError(f"there is no form {name!r}. Use {', '.join(f.name for f in FORMS)}.")


def render_file(
    dossier: Dossier, path: str, *, lang: str, raw_csv: bool = False, form: str | None = None
) -> dict[str, str]:
    """The files that `path` asks for, by name; for CSV one per table, in a folder's place.

    `form` is a name of `FORMS` and counts more than the ending of the path.

    >>> empty = Dossier(subject=None, articles=())
    >>> sorted(render_file(empty, "out/story.csv", lang="en"))[:2]
    ['out/story.attributions.csv', 'out/story.drift.csv']
    >>> list(render_file(empty, "lineage.xml", lang="en", form="graphml"))
    ['lineage.xml']
    """
    wanted = form_named(form) if form else form_of(path)
    if wanted.name == "csv":
        stem = path[: -len(".csv")] if path.lower().endswith(".csv") else path
        tables = render_csv(dossier, raw=raw_csv)
        return {f"{stem}.{name}.csv": text for name, text in tables.items()}
    makers: dict[str, Callable[[], str]] = {
        "html": lambda: render_html(dossier, lang=lang),
        "text": lambda: render_text(dossier, lang=lang),
        "json": lambda: render_json(dossier),
        "graphml": lambda: render_graphml(dossier),
        "prov": lambda: render_prov(dossier),
        "annotations": lambda: render_annotations(dossier),
        "claims": lambda: render_claims(dossier),
        "claimreview": lambda: render_claim_review(dossier, lang=lang),
    }
    return {path: makers[wanted.name]()}


def render_text(dossier: Dossier, *, lang: str) -> str:
    """What the terminal shows, as plain text of 80 columns."""
    console = Console(file=io.StringIO(), width=TEXT_WIDTH, force_terminal=False, no_color=True)
    render_terminal(dossier, console, lang=lang)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text
