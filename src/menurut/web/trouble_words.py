"""Problems that pages show, said in the reader's language above their English wording.

The stages write problems in English; the report has a catalogue of their wordings
(report/troubles.py). Here are those that only a page meets: a file that was sent and could not be
read at all, a fact-check with something odd in it, a job that failed. What no wording knows is
introduced in the reader's language, so that nobody has to guess what the English is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from menurut.model import Problem
from menurut.report.catalogue import Voice, noted
from menurut.report.troubles import LONGEST, say_trouble

PLAIN_ENGLISH = "en"
"""The language that the problems are written in."""
UNKNOWN = noted("Something in it could not be read.")

WORDINGS = (
    noted(
        "this is {kind}, not a text. Give the saved HTML page, its plain text, or a web archive "
        "(WARC)."
    ),
    noted("the file is empty. Give a file with an article in it."),
    noted("the file is empty. Give a file with the article's text."),
    noted("the file is empty."),
    noted(
        "no text found in this page. If a script fills it in the browser, save it from there as a "
        "complete page."
    ),
    noted(
        'no column "text" in the table, but: {names}. Rename the column that holds the article\'s '
        "text."
    ),
    noted("a feed without entries. Nothing to read in it."),
    noted(
        "is larger than the limit of {limit} for one article. Save the article alone, or cut the "
        "file."
    ),
    noted("cannot be unpacked ({error}). Is the download complete?"),
    noted("is not UTF-8: {error}."),
    noted("{n} more problems like these."),
    noted("a ClaimReview with neither claim nor title."),
    noted("no ClaimReview in this page."),
    noted("no fact-check in it ({names})."),
    noted("has neither claim nor title."),
    noted("its JSON was repaired to be read."),
    noted("Compare with the original."),
    noted("What came before it was read."),
    noted("publisher not named; taken from its site"),
    noted("publisher not named; taken from the address"),
    noted("publisher not named"),
    noted("no verdict in words"),
    noted("no verdict before the title; its classification stands for it"),
    noted("no address"),
    noted("no claim stated; only the title, or the words of its address, can be matched"),
    noted("no date"),
    noted("address differs from that of the page, {page}"),
    noted("language not stated"),
    noted("language {words}"),
    noted("{n} ratings; the first one counts"),
    noted("the rating is a bare string"),
    noted("no rating value"),
    noted("no rating"),
    noted("the verdict is a number only"),
    noted("the verdict {words} looks like an internal label"),
    noted("the rating scale has no ends"),
    noted("the rating scale has no width"),
    noted("the rating scale is turned round: best is less than worst"),
    noted("the rating lies outside its scale"),
    noted("-1 in the rating"),
    noted("the claim stands under creativeWork"),
    noted("{n} reviewed items; the first one counts"),
    noted("nothing said of where the claim stood"),
    noted("several authors"),
    noted("claimant not named"),
    noted("its own article is listed as where the claim appeared"),
    noted("no link to the claim"),
    noted("HTML entities in the text were resolved"),
    noted("{n} claims in one review"),
    noted("date written as {words}"),
    noted("date {words} cannot be read"),
    noted("address was percent-encoded twice"),
    noted("address without https://"),
    noted("address {words} is not a whole one"),
    noted("appearance {words} is not an address"),
)

OUR_FAULT = "an error of ours; the terminal shows it"
"""What a job's record says of a mistake of our own."""
FAILED = {
    "import": noted(
        "A mistake of menurut's own in one of the articles; the terminal shows it. Begin again "
        "with fewer files, or one at a time, and leave out the one that fails; what was finished "
        "before is in the archive."
    ),
    "investigation": noted(
        "A mistake of menurut's own in this article or one of its family; the terminal shows it. "
        "Begin again, with the plain text of the article instead of its page if it was one."
    ),
    "trace": noted(
        "A mistake of menurut's own in one of the articles; the terminal shows it. Begin again "
        "with a part of the collection to find the one that fails."
    ),
}
"""By the kind of a job: what happened, and what to do now."""

_PLACE = re.compile(r"\{\w+\}")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A problem as a page shows it."""

    where: str
    said: str
    """In the reader's language."""
    english: str
    """As it was written; empty where that is the same."""


def tell_problems(problems: Iterable[Problem], voice: Voice) -> list[Told]:
    """Problems of articles and files for a page."""
    return [
        _tell(each.where, (each.what, each.remedy or ""), voice, voice.say(UNKNOWN))
        for each in problems
    ]


def tell_words(words: str, voice: Voice) -> Told:
    """One English sentence for a page; what no wording knows is English alone.

    >>> from menurut.web.words import app_voice
    >>> tell_words("no date", app_voice("id")).said, tell_words("no date", app_voice("en")).english
    ('tidak ada tanggal', '')
    """
    return _tell("", (words,), voice, "")


def _tell(where: str, sentences: tuple[str, ...], voice: Voice, unknown: str) -> Told:
    english = " ".join(filter(None, sentences))
    if voice.lang == PLAIN_ENGLISH:
        return Told(where=where, said=english, english="")
    said = [_said(sentence, voice) for sentence in sentences if sentence]
    told = " ".join(filter(None, said)) if said and said[0] else unknown
    return Told(where=where, said=told, english=english)


def _said(sentence: str, voice: Voice) -> str | None:
    """A sentence in the reader's language, if any wording knows it."""
    told = say_trouble(sentence, voice)
    if told != sentence:
        return told
    for wording, names, pattern in _patterns():
        found = pattern.fullmatch(sentence[:LONGEST])
        if found is not None:
            values = dict(zip(names, found.groups()[1:], strict=True))
            own = voice.say(wording, **values) if names else voice.say(wording)
            return (found[1] or "") + own
    return None


@cache
def _patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    return tuple((wording, *_pattern(wording)) for wording in WORDINGS)


def _pattern(wording: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The wording as a pattern; "NAME: " may stand before it."""
    fixed = [re.escape(piece) for piece in _PLACE.split(wording)]
    names = tuple(place[1:-1] for place in _PLACE.findall(wording))
    return names, re.compile(r"(\S[^:]*(?::\d+)?: )?" + "(.+?)".join(fixed), re.DOTALL)
