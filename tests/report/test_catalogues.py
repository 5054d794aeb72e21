"""The catalogues are complete, and no word of the interface goes round them."""

from __future__ import annotations

import ast
import html
import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from menurut.model import Dossier
from menurut.report import catalogue, render_html, render_text
from menurut.report.catalogue import LANGUAGES, Voice, voice_for
from menurut.report.page import environment

REPORT = Path(str(files("menurut.report")))
SPOKEN = {"say", "noted", "_heading"}


def _strings(call: ast.Call) -> list[str | None]:
    return [
        a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None
        for a in call.args
    ]


def _in_python() -> Iterator[tuple[str, ...]]:
    for path in sorted(REPORT.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                found = _strings(call)
                if name in SPOKEN:
                    yield from ((text,) for text in found if text)
                elif name == "count" and len(found) > 2 and found[0] and found[1]:
                    yield found[0], found[1]


def _in_templates() -> Iterator[tuple[str, ...]]:
    for path in sorted((REPORT / "templates").iterdir()):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            name = getattr(call.node, "name", "")
            found = [a.value for a in call.args if isinstance(a, nodes.Const)]
            if name == "say":
                yield (found[0],)
            elif name == "count":
                yield found[0], found[1]


MESSAGES = sorted({*_in_python(), *_in_templates()})


def _catalogue(lang: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    with (REPORT / "catalogues" / f"{lang}.po").open("rb") as stream:
        messages = [message for message in read_po(stream, locale=lang) if message.id]
    as_tuple = lambda value: (value,) if isinstance(value, str) else tuple(value)  # noqa: E731
    assert [m.id for m in messages if m.fuzzy] == []
    return {as_tuple(m.id): as_tuple(m.string) for m in messages}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_has_every_message_and_no_other(lang: str) -> None:
    assert sorted(_catalogue(lang)) == MESSAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated(lang: str) -> None:
    empty = [
        message
        for message, said in _catalogue(lang).items()
        if not all(words.strip() for words in said)
    ]

    assert empty == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_translations_keep_the_places_of_values(lang: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    wrong = [
        (message, said)
        for message, said in _catalogue(lang).items()
        if any(places(words) != places(message[-1]) for words in said)
    ]

    assert wrong == []


def test_templates_hold_no_words_of_their_own() -> None:
    left = {}
    for path in sorted((REPORT / "templates").iterdir()):
        tokens = Environment(autoescape=True).lex(path.read_text(encoding="utf-8"))
        data = "".join(text if kind == "data" else "§" for _, kind, text in tokens)
        labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', data)
        text = html.unescape(re.sub(r"<[^>]*>", " ", data) + " ".join(labels))
        words = set(re.findall(r"[^\W\d_]{2,}", text)) - {"menurut", "SHA"}
        # what a macro puts into a tag has no tag around it
        if words := words - {"lang", "dir", "auto", "rtl", "ltr"}:
            left[path.name] = words

    assert left == {}


class _Pseudo:
    """A catalogue that wraps every message in brackets: what stands outside them went round it."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"⟦{one if n == 1 else many}⟧"


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = voice_for("id")
    spoken = Voice("id", _Pseudo(), real.locale)

    def speak(_lang: str) -> Voice:
        return spoken

    from menurut.report import page, terminal

    monkeypatch.setattr(page, "voice_for", speak)
    monkeypatch.setattr(terminal, "voice_for", speak)
    assert catalogue.voice_for("id") is real
    return


def _bare(text: str) -> str:
    """The letters that stand outside brackets; months, units of time and file names apart."""
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = inner
    text = re.sub(r"menurut report dossier\.json -o story\.graphml|\.[a-z.]{3,22}", " ", text)
    known = r"\b(Mar|Feb|UTC|menit|jam|minggu|menurut|SHA|dan|atau|Wayback|Machine|archive|today)\b"
    return " ".join(re.findall(r"[^\W\d_]{2,}", re.sub(known, " ", text)))


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_the_page_goes_round_the_catalogue(plain_demo: Dossier) -> None:
    page = render_html(plain_demo, lang="id")

    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    labels = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', body))
    text = html.unescape(re.sub(r"<[^>]*>", " ", body) + " " + labels)

    assert _bare(text) == ""


@pytest.mark.usefixtures("pseudo")
def test_no_word_of_the_terminal_goes_round_the_catalogue(plain_demo: Dossier) -> None:
    assert _bare(" ".join(render_text(plain_demo, lang="id").split())) == ""


def test_only_our_own_two_files_pass_unescaped() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (REPORT / "templates").iterdir()]

    passed = re.findall(r"(\w+)\s*\|\s*safe", " ".join(sources))

    assert sorted(passed) == ["script", "style"]
    assert environment().autoescape is True
