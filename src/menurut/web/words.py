"""The app's own words: a catalogue beside its templates, with the report's behind it."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError

from menurut.errors import InputError, MenurutError, NotInArchiveError
from menurut.report.catalogue import Voice, noted, read_catalogue, voice_for
from menurut.web.answers import ReadOnlyError


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


def say_language(code: str | None, voice: Voice) -> str:
    """The name of a language; a code that nobody knows stands as it is.

    >>> say_language("id", app_voice("en")), say_language("xx!", app_voice("en"))
    ('Indonesian', 'xx!')
    """
    try:
        name = Locale.parse(code or "", sep="-").get_display_name(voice.locale)
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code or ""


STATUS_WORDS = {
    400: noted("The request could not be understood."),
    403: noted("This is not allowed here."),
    404: noted("There is nothing at this address."),
    405: noted("This address cannot be used in this way."),
    409: noted("The archive could not be used."),
    413: noted("That is too large."),
    421: noted("The app answers only to the name of this machine."),
    422: noted("Something in it could not be read."),
    429: noted("Too much work is waiting."),
    500: noted("A mistake of menurut's own; the terminal shows it."),
}
"""What a page says of a fault, by its status."""


class _ToldError(MenurutError):
    """A message of the catalogues with its values: said in the reader's language on a page."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values


class NotHereError(_ToldError, NotInArchiveError):
    """What was asked for is not here."""


class NotUsableError(_ToldError, InputError):
    """What was sent cannot be used."""


class OnlyReadError(_ToldError, ReadOnlyError):
    """The archive may only be read."""


def told_by(error: MenurutError, voice: Voice) -> str | None:
    """The error in the reader's language, if it is one of ours; else None.

    >>> told_by(NotUsableError("Nothing was sent."), app_voice("en"))
    'Nothing was sent.'
    """
    return voice.say(error.message, **error.values) if isinstance(error, _ToldError) else None


NO_ARTICLE = noted("The archive has no article {name}.")
NO_DOCUMENT = noted("The archive has no article with the content {name}.")
NO_CHECK = noted("The archive has no fact-check {name}.")
NO_CASE = noted("There is no case {name} here. Investigate the article again.")
NO_JOB = noted("There is no job {name}; jobs are forgotten when the app stops. Start it again.")
NOTHING_SENT = noted("Nothing to investigate. Paste a text or choose a file.")
NOTHING_IN_FILE = noted("{name}: no article was found in it. Give a page or a text.")
EMPTY_FILE = noted("{name}: the file is empty.")
NO_FILE = noted("No file was sent. Choose one.")
ONLY_READ = noted("This archive may only be read: nothing can be added to it.")
TWO_WANTED = noted("Comparing takes two different articles.")
NO_NAME = noted("Name a source to look for.")
LEFT_OUT = noted("“{name}={value}” in the address cannot be used and was left out.")
TWO_IDS = noted("Say which two articles by their ids: /compare?one=ID&other=ID")
SEVERAL_IN_FILE = noted(
    "{name}: holds several articles, the first is {first}; one is asked for. Give a file with one, "
    "or add this file to the archive and investigate one of its articles from there."
)
