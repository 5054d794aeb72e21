"""House rules that a linter does not know: sizes, the public surface, documented commands."""

import ast
import statistics
from pathlib import Path
from types import ModuleType

import click
import pytest

import menurut
from menurut.cli import menurut as command

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
VERDICTS = ("is_fake", "is_true", "credib", "trustworth", "fake_news", "debunk")


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def body_lines(path, node):
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    lines = path.read_text(encoding="utf-8").splitlines()[body[0].lineno - 1 : node.end_lineno]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)


def commands(group=command, name="menurut"):
    for child in group.commands.values():
        if isinstance(child, click.Group):
            yield from commands(child, f"{name} {child.name}")
        else:
            yield f"{name} {child.name}", child


def test_no_source_file_is_longer_than_500_lines():
    lengths = {p.relative_to(ROOT): len(p.read_text("utf-8").splitlines()) for p in SOURCES}

    assert {} == {path: n for path, n in lengths.items() if n > 500}


def test_functions_are_small():
    sizes = sorted(body_lines(path, node) for path, node in functions())

    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.95)] <= 30


def test_no_verdict_words_in_names():
    names = {node.name for _, node in functions()}

    assert [] == [name for name in names if any(word in name.lower() for word in VERDICTS)]


def test_the_public_surface_is_what_it_says():
    public = {name for name in dir(menurut) if not name.startswith("_")}
    modules = {name for name in public if isinstance(getattr(menurut, name), ModuleType)}

    assert set(menurut.__all__) == public - modules


@pytest.mark.parametrize(("name", "child"), list(commands()))
def test_every_command_shows_an_example_and_is_documented(name, child):
    page = ROOT / "docs" / f"{name.split()[1]}.md"

    assert name in (child.epilog or "")
    assert child.help
    assert name in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "child"), list(commands()))
def test_every_option_says_what_it_does(name, child):
    silent = [p.name for p in child.params if isinstance(p, click.Option) and not p.help]

    assert [] == silent, name
