"""`menurut report` as typed: the form by name, stdin and stdout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from menurut.cli.stages import report
from menurut.errors import UsageError
from menurut.model import Article, Dossier
from menurut.report import render_json


def test_a_form_by_name_goes_to_stdout(demo: Dossier) -> None:
    ran = CliRunner().invoke(
        report, ["-", "--format", "claims", "-o", "-"], input=render_json(demo).encode()
    )

    assert ran.exit_code == 0
    assert json.loads(ran.stdout)["@context"] == "https://schema.org"


def test_the_form_counts_more_than_the_name(demo: Dossier, tmp_path: Path) -> None:
    dossier, out = tmp_path / "d.json", tmp_path / "lineage.xml"
    dossier.write_text(render_json(demo), encoding="utf-8")

    ran = CliRunner().invoke(report, [str(dossier), "--format", "graphml", "-o", str(out)])

    assert ran.exit_code == 0
    assert "graphml.graphdrawing.org" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [[], ["--format", "csv"]])
def test_stdout_needs_a_form_of_one_file(more: list[str]) -> None:
    ran = CliRunner().invoke(report, ["-", "-o", "-", *more], input=b"{}")

    assert isinstance(ran.exception, UsageError)


def test_letters_that_no_file_can_hold_stop_no_form() -> None:
    from menurut.report import FORMS, render_file

    nasty = Article(id="a", text="x\ud800y", title="\ud800", outlet="\ufffe\x00", url="\ud800")
    dossier = Dossier(subject="a", articles=(nasty,))

    for form in FORMS:
        for text in render_file(dossier, "x", lang="id", form=form.name).values():
            assert text.encode("utf-8", "backslashreplace")
