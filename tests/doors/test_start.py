"""What a command does not need is not loaded: it would start most of a second later."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import menurut
from menurut.cli.stages import FORM_NAMES
from menurut.model import Article
from menurut.report import FORMS

HEAVY = {"numba", "scipy", "trafilatura", "onnxruntime", "duckdb", "lxml", "jinja2", "babel"}
STARTED = """
import sys
from menurut.cli import menurut
menurut.main(sys.argv[1:], standalone_mode=False)
print("\\n", *sys.modules)
"""


def loaded(program, *words):
    command = [sys.executable, "-c", program, *words]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return HEAVY.intersection(printed.splitlines()[-1].split())


@pytest.mark.parametrize("words", ["--help", "reuse --help", "archive add --help", "--version"])
def test_help_loads_nothing_heavy(words):
    assert set() == loaded(STARTED, *words.split())


def test_a_look_into_an_archive_loads_nothing_heavy(tmp_path):
    path = tmp_path / "archive.db"
    with menurut.Archive.open(str(path), create=True) as archive:
        archive.add([Article(id="a", text="Air naik di Desa Lowa.")])

    for words in (["list"], ["stats"], ["list", "--search", "lowa"], ["show"]):
        asked = [words[0], str(path), *words[1:], *(["a"] if words == ["show"] else [])]
        assert set() == loaded(STARTED, "archive", *asked)


def test_passages_of_one_language_do_without_the_other_stages(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "Air naik di Desa Lowa."}\n')
    out = str(tmp_path / "out.jsonl")

    assert {"duckdb"} == loaded(STARTED, "reuse", "--no-translations", str(source), "-o", out)


def test_importing_menurut_loads_nothing_heavy():
    assert set() == loaded("import sys, menurut; print(*sys.modules)")


def test_every_public_name_has_a_home_and_is_told_to_type_checkers():
    tree = ast.parse(Path(menurut.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    told = {name.name: one.module for one in block.body for name in one.names}

    assert set(menurut.__all__) == set(told)
    assert told == menurut._HOME_OF
    assert set(menurut.__all__) <= set(dir(menurut))
    assert all(getattr(menurut, name).__name__ == name for name in menurut.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = menurut.nothing


@pytest.mark.parametrize(
    "first",
    [
        "import menurut.investigate",
        "from menurut.investigate import add_articles",
        "from menurut import trace_articles",
        "from menurut import *",
    ],
)
def test_the_verb_investigate_is_not_hidden_by_its_module(first):
    program = f"{first}\nimport menurut\nfrom menurut import investigate as verb\n"
    program += "assert verb is menurut.investigate\nprint(verb.__name__, verb.__module__)"
    command = [sys.executable, "-c", program]

    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "investigate menurut.investigate\n" == printed


def test_the_forms_of_a_report_are_those_of_the_stage():
    assert FORM_NAMES == tuple(form.name for form in FORMS)
