"""Which form a file name asks for."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePath

from rich.console import Console

from menurut.errors import UsageError
from menurut.model import Dossier
from menurut.report.annotations import render_annotations
from menurut.report.dossier_json import render_json
from menurut.report.page import render_html
from menurut.report.provenance import render_prov
from menurut.report.tables import render_csv
from menurut.report.terminal import render_terminal

TEXT_WIDTH = 80


def render_file(dossier: Dossier, path: str, *, lang: str, raw_csv: bool = False) -> dict[str, str]:
    """The files that `path` asks for, by name; for .csv one per table, in a folder's place.

    >>> empty = Dossier(subject=None, articles=())
    >>> sorted(render_file(empty, "out/story.csv", lang="en"))[:2]
    ['out/story.attributions.csv', 'out/story.drift.csv']
    """
    if path.lower().endswith(".csv"):
        stem = path[: -len(".csv")]
        tables = render_csv(dossier, raw=raw_csv)
        return {f"{stem}.{name}.csv": text for name, text in tables.items()}
    forms: dict[str, Callable[[], str]] = {
        ".annotations.json": lambda: render_annotations(dossier),
        ".prov.json": lambda: render_prov(dossier),
        ".html": lambda: render_html(dossier, lang=lang),
        ".htm": lambda: render_html(dossier, lang=lang),
        ".json": lambda: render_json(dossier),
        ".txt": lambda: render_text(dossier, lang=lang),
    }
    name = PurePath(path).name.lower()
    for ending, form in forms.items():
        if name.endswith(ending):
            return {path: form()}
    raise UsageError(
        f"{path}: no report has this ending. Use .csv, {', '.join(forms)}."
    )  # fmt: skip


def render_text(dossier: Dossier, *, lang: str) -> str:
    """What the terminal shows, as plain text of 80 columns."""
    console = Console(file=io.StringIO(), width=TEXT_WIDTH, force_terminal=False, no_color=True)
    render_terminal(dossier, console, lang=lang)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text
