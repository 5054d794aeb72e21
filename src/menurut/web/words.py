"""The app's own words: a catalogue beside its templates, with the report's behind it."""

from __future__ import annotations

from functools import cache

from menurut.report.catalogue import Voice, read_catalogue, voice_for


@cache
def app_voice(lang: str) -> Voice:
    """The voice of the app in one interface language.

    >>> app_voice("id").say("Archive"), app_voice("id").say("copy")
    ('Arsip', 'salinan')
    """
    voice = voice_for(lang)
    own = read_catalogue("menurut.web", lang)
    own.add_fallback(voice.translations)
    return Voice(lang, own, voice.locale)
