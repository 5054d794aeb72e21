"""The words of the interface, in Indonesian and English, with dates and numbers as written there.

A `Voice` speaks one language: `say` a message, `count` things, write a number or a moment. The
catalogues are gettext files (catalogues/id.po, catalogues/en.po) which a translator can edit as
they are; they are compiled in memory when first used. A message is its English wording, so a
reader of the code sees what appears; en.po may polish it without a change in code.

Weakness: a message that the catalogues lack appears in English; a test finds it before a reader.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from typing import Any

import msgspec
from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from menurut.errors import UsageError

LANGUAGES = ("id", "en")
_LOCALES = {"id": "id", "en": "en_001"}
"""English as the world writes it: 4 March, not March 4."""


class Voice(msgspec.Struct, frozen=True):
    """One language of the interface.

    >>> voice_for("id").count("{n} article", "{n} articles", 7)
    '7 artikel'
    """

    lang: str
    translations: Any
    locale: Any

    def say(self, message: str, **values: object) -> str:
        """A message in this language, with its values filled in."""
        translated: str = self.translations.gettext(message)
        return translated.format(**values) if values else translated

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """A message about `n` things; `{n}` is written as this language writes numbers."""
        translated: str = self.translations.ngettext(one, many, n)
        return translated.format(n=self.number(n), **values)

    def number(self, value: float) -> str:
        """A number as this language writes it.

        >>> voice_for("id").number(1234.5), voice_for("en").number(1234.5)
        ('1.234,5', '1,234.5')
        """
        return _number(value, self.lang)

    def share(self, value: float) -> str:
        """A share between 0 and 1 as a percentage.

        >>> voice_for("id").share(0.5)
        '50%'
        """
        return _share(round(value, 2), self.lang)

    def listing(self, names: list[str]) -> str:
        """Names joined as a sentence joins them.

        >>> voice_for("id").listing(["Gema", "Warta", "Suara"])
        'Gema, Warta, dan Suara'
        """
        return str(format_list(names, locale=self.locale)) if names else ""

    def day(self, moment: datetime, zone: tzinfo = UTC) -> str:
        """A day, in a zone.

        >>> voice_for("id").day(datetime(2041, 5, 4, tzinfo=UTC))
        '4 Mei 2041'
        """
        return _day(moment.astimezone(zone).date(), self.lang)

    def month(self, moment: datetime) -> str:
        """A month.

        >>> voice_for("id").month(datetime(2041, 5, 4, tzinfo=UTC))
        'Mei 2041'
        """
        return str(format_skeleton("yMMM", moment.astimezone(UTC), locale=self.locale))

    def hour(self, moment: datetime, zone: tzinfo = UTC) -> str:
        """An hour and minute, in a zone.

        >>> voice_for("id").hour(datetime(2041, 5, 4, 7, 5, tzinfo=UTC))
        '07.05'
        """
        local = moment.astimezone(zone)
        return f"{local.hour:02}{'.' if self.lang == 'id' else ':'}{local.minute:02}"

    def moment(self, moment: datetime, zone: tzinfo = UTC) -> str:
        """Day, hour and minute, in a zone.

        >>> voice_for("en").moment(datetime(2041, 5, 4, 7, 5, tzinfo=UTC))
        '4 May 2041, 07:05'
        """
        return f"{self.day(moment, zone)}, {self.hour(moment, zone)}"

    def lag(self, span: timedelta) -> str:
        """How much later something came, in the largest unit that tells it.

        >>> voice_for("en").lag(timedelta(minutes=45)), voice_for("id").lag(timedelta(hours=30))
        ('45 mins', '30 jam')
        """
        form = "long" if self.lang == "id" else "short"  # the short "2 j" is not read as hours
        return str(format_timedelta(span, threshold=1.5, format=form, locale=self.locale))


@lru_cache(4096)
def _number(value: float, lang: str) -> str:
    return str(format_decimal(value, locale=Locale.parse(_LOCALES[lang])))


@lru_cache(4096)
def _share(value: float, lang: str) -> str:
    return str(format_percent(value, locale=Locale.parse(_LOCALES[lang])))


@lru_cache(4096)
def _day(day: date, lang: str) -> str:
    """A day; the same few stand on a page hundreds of times, and Babel takes its time."""
    return str(format_date(day, format="medium", locale=Locale.parse(_LOCALES[lang])))


def noted(message: str) -> str:
    """Mark a message that is said elsewhere, so that the catalogues' test finds it.

    >>> noted("copy")
    'copy'
    """
    return message


@cache
def voice_for(lang: str) -> Voice:
    """The voice of one interface language.

    >>> voice_for("id").say("copy")
    'salinan'
    """
    if lang not in LANGUAGES:
        raise UsageError(
            f"the interface does not speak {lang!r}. Choose one of: {', '.join(LANGUAGES)}."
        )
    return Voice(lang, read_catalogue(__package__, lang), Locale.parse(_LOCALES[lang]))


def read_catalogue(package: str, lang: str) -> GNUTranslations:
    """The messages of `catalogues/LANG.po` beside a package's templates, compiled in memory."""
    source = (files(package) / "catalogues" / f"{lang}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=lang))
    compiled.seek(0)
    return GNUTranslations(compiled)
