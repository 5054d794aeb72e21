"""What the stages record in English is said in Indonesian too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from menurut.model import Article, Dossier, Problem
from menurut.read import enrich_article
from menurut.report import render_html, render_text
from menurut.report.catalogue import voice_for
from menurut.report.troubles import WORDINGS, say_trouble

SOURCE = Path(str(files("menurut")))
MAKERS = {"Problem", "_warning"}


def _written(value: ast.expr) -> str | None:
    """A literal as it may stand in a record, each value in it as "7"."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "7" for p in value.values)
    return None


def _recorded() -> Iterator[tuple[str, str]]:
    """All wordings that reading and investigating put into problems as literals."""
    for path in (*sorted((SOURCE / "read").glob("*.py")), SOURCE / "investigate.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(call, "func", None), "id", "")
            if isinstance(call, ast.Call) and name in MAKERS:
                found = [k.value for k in call.keywords if k.arg in {"what", "remedy"}]
                for value in (*found, *call.args[2:3]):
                    text = _written(value)
                    # A bare value, or one with a full stop behind it, is worded elsewhere.
                    if text and text.strip("7. "):
                        yield path.name, text


def test_the_stages_are_read() -> None:
    assert len(list(_recorded())) > 20


@pytest.mark.parametrize(("file", "text"), sorted(set(_recorded())))
def test_every_recorded_wording_is_known(file: str, text: str) -> None:
    if text.startswith("7 "):
        pytest.skip(f"{file} passes on what another part said")

    # A value may be empty: "no date of publication7." is also written without one.
    told = {say_trouble(each, voice_for("id")) for each in (text, text.replace("7", ""))}
    assert told - {text, text.replace("7", "")}


@pytest.mark.parametrize("wording", WORDINGS)
def test_every_wording_keeps_its_values(wording: str) -> None:
    import re

    values = [f"<{name}>" for name in re.findall(r"\{(\w+)\}", wording)]
    text = re.sub(r"\{(\w+)\}", r"<\1>", wording)

    told = say_trouble(text, voice_for("id"))

    assert told != text
    assert all(value in told for value in values)


def test_problems_of_hidden_letters_are_told_in_parts() -> None:
    article = enrich_article(Article(id="a", text="Kantor Reut\u0435rs \u202e005\u202c", lang="id"))

    told = [say_trouble(problem.what, voice_for("id")) for problem in article.problems]

    assert any("aksara tersembunyi (PDF ×1, RLO ×1)" in text for text in told)
    assert any("huruf dari dua abjad" in text for text in told)


def test_words_of_others_stand_as_they_are() -> None:
    strange = "XML error; line 3."

    assert say_trouble(strange, voice_for("id")) == strange
    assert say_trouble("x" * 100_000, voice_for("id")) == "x" * 100_000


def test_the_page_and_the_terminal_tell_them() -> None:
    empty = Problem(where="a", what="the text is empty.", article="a")
    article = Article(id="a", text="", problems=(empty,))
    dossier = Dossier(subject="a", articles=(article,), problems=(empty,))

    page, text = render_html(dossier, lang="id"), render_text(dossier, lang="id")

    assert page.count("teksnya kosong.") == 2
    assert "teksnya kosong." in text
