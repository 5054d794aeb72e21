"""The app speaks both languages whole."""

import re
from importlib.resources import files

import pytest

from menurut.report.catalogue import LANGUAGES
from menurut.web.words import app_voice

TEMPLATES = [
    path.read_text(encoding="utf-8") for path in (files("menurut.web") / "templates").iterdir()
]
SAID = {m for text in TEMPLATES for m in re.findall(r'say\("([^"]*)"', text)}
COUNTED = {m for text in TEMPLATES for m in re.findall(r'count\("([^"]*)", "([^"]*)"', text)}


class Silent:
    """Behind the catalogues: whatever reaches it is missing."""

    def gettext(self, message):
        raise AssertionError(message)

    def ngettext(self, *message):
        raise AssertionError(message)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_of_the_templates_is_translated(lang, monkeypatch):
    translations = app_voice(lang).translations
    monkeypatch.setattr(translations._fallback, "_fallback", Silent())

    assert SAID
    assert all(translations.gettext(message) for message in SAID)
    assert all(translations.ngettext(one, many, 2) for one, many in COUNTED)


def test_indonesian_is_not_english():
    assert "Telusuri" == app_voice("id").say("Investigate")
