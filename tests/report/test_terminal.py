from __future__ import annotations

import io

import pytest
from rich.console import Console

from menurut.model import Article, Dossier, Problem
from menurut.report import render_terminal, render_text


@pytest.mark.parametrize("lang", ["id", "en"])
def test_eighty_columns_and_nothing_behind_the_words(demo: Dossier, lang: str) -> None:
    lines = render_text(demo, lang=lang).splitlines()

    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line != line.rstrip()] == []


def test_piped_output_has_no_escape(demo: Dossier) -> None:
    assert "\x1b" not in render_text(demo, lang="id")


def test_colour_only_repeats_what_the_words_say(demo: Dossier) -> None:
    coloured = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard")
    render_terminal(demo, coloured, lang="en")
    from rich.text import Text

    shown = Text.from_ansi(coloured.file.getvalue()).plain  # type: ignore[attr-defined]

    assert shown.split() == render_text(demo, lang="en").split()


def test_the_findings_are_all_there(demo: Dossier) -> None:
    shown = " ".join(render_text(demo, lang="en").split())

    for words in (
        "10 articles, 2 independent sources (at most 3); 8 take it from Selvane News Agency.",
        (
            "Warta Rindala ← Selvane News Agency ← an official at Osmarra's Deposit Guarantee Board "
            "(unnamed source)"
        ),
        "number changed 90 → 900",
        "»Ribuan Nasabah«",
        "Gema Osmarra → Suara Ellivane → Gema Osmarra (added in an update)",
        "Their verdict: Number not supported",
        "Damira Wostani named person through Harian Wendara",
    ):
        assert words in shown


def test_an_article_cannot_move_the_cursor_or_write_markup() -> None:
    nasty = Article(id="a", text="x", title="[red]\x1b[2Jkorban \u202e005\u202c", outlet="\x07O")
    problem = Problem(where="\x1b]8;;http://x.example\x07", what="[/bold]")

    shown = render_text(Dossier(subject="a", articles=(nasty,), problems=(problem,)), lang="id")

    assert "[red][U+001B][2Jkorban [RLO]005[PDF]" in shown
    assert "\x1b" not in shown
    assert "[/bold]" in shown


def test_nothing_close_is_an_answer() -> None:
    from menurut.model import CheckRun

    dossier = Dossier(subject=None, articles=(), checks=(CheckRun(query_id="q", hits=()),))

    assert "Nothing close enough was found." in render_text(dossier, lang="en")


def test_the_number_is_told_step_by_step(demo: Dossier) -> None:
    text = " ".join(render_text(demo, lang="id").split())

    assert "dari sumber ke pembaca: 90 → 90 → 900 → 900 → 900" in text
