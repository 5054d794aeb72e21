"""The app speaks both languages whole, and no word of a page goes round the catalogues."""

import ast
import io
import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from menurut.report.catalogue import LANGUAGES
from menurut.web.words import app_voice

WEB = Path(str(files("menurut.web")))
TEMPLATES = sorted((WEB / "templates").iterdir())
UNSAID = {"menurut", "API", "SHA-256"}
"""Names that are the same in every language."""
READ_OUT = ("aria-label", "title", "placeholder", "alt", "summary")


def spoken_in_templates():
    for path in TEMPLATES:
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            name = getattr(call.node, "name", "")
            found = [each.value for each in call.args if isinstance(each, nodes.Const)]
            if name == "say" and found:
                yield (found[0],)
            elif name == "count":
                yield found[0], found[1]


def spoken_in_python():
    for path in sorted(WEB.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "noted":
                yield (call.args[0].value,)


def catalogue(lang):
    return read_po(io.BytesIO((WEB / f"catalogues/{lang}.po").read_bytes()))


MESSAGES = sorted({*spoken_in_templates(), *spoken_in_python()})


class Silent:
    """Behind the catalogues: whatever reaches it is missing."""

    def gettext(self, message):
        raise AssertionError(message)

    def ngettext(self, *message):
        raise AssertionError(message)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated(lang, monkeypatch):
    translations = app_voice(lang).translations
    monkeypatch.setattr(translations._fallback, "_fallback", Silent())

    assert len(MESSAGES) > 100
    for message in MESSAGES:
        said = translations.gettext(*message) if len(message) == 1 else None
        assert said or translations.ngettext(*message, 2)


def test_both_catalogues_hold_the_same_messages_and_no_others():
    held = {lang: {e.id for e in catalogue(lang) if e.id} for lang in LANGUAGES}
    said = {message[0] if len(message) == 1 else message for message in MESSAGES}

    assert held["id"] == held["en"]
    assert set() == held["en"] - said


def test_placeholders_survive_translation():
    for entry in catalogue("id"):
        wanted = entry.id if isinstance(entry.id, str) else entry.id[1]
        given = entry.string if isinstance(entry.string, str) else entry.string[0]
        assert sorted(re.findall(r"\{\w+\}", wanted)) == sorted(re.findall(r"\{\w+\}", given))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_word_of_a_template_is_left_untranslated(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    attributes = re.findall(rf'\b(?:{"|".join(READ_OUT)})="([^"]*)"', text)
    words = re.sub(r"<[^>]*>", " ", re.sub(r"<meta[^>]*content='[^']*'>", " ", text))
    words = re.sub(r'\w+="[^"]*"|/\w+/', " ", words)  # what macros put into tags; addresses
    loose = re.findall(r"[^\W\d_][\w-]+", " ".join([words, *attributes]))

    assert [] == [word for word in loose if word not in UNSAID]


def test_indonesian_is_not_english():
    assert "Telusuri" == app_voice("id").say("Investigate")
