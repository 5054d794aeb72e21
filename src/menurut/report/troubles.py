"""Recorded problems in the reader's language.

The stages write a problem once, in English, into the article or the dossier; the report says it
again to somebody who may not read English. Each wording that the stages use stands here as a
message of the catalogues; values in it are found again by its pattern. Words that no pattern
knows (a library's own message, say) stand as they are. A test reads the stages and finds a wording
that is missing here.
"""

from __future__ import annotations

import re
from functools import cache

from menurut.model import Problem
from menurut.report.catalogue import Voice, noted

LONGEST = 1000
"""A longer text is no sentence of ours."""

WORDINGS = (
    noted("no date of publication."),
    noted("no date of publication ({stated} cannot be read)."),
    noted('Add one as "published" (ISO 8601) if you know it; without it the order is a guess.'),
    noted("the file is empty."),
    noted('Correct "published" (ISO 8601), or leave it out.'),
    noted("the date of publication cannot be read: {stated}."),
    noted("published lies in the future: {stated}; {against}."),
    noted("says it was published {stated}, but was captured at {captured}."),
    noted("One of the two clocks is wrong."),
    noted("{n} hidden characters ({names}): people see other text."),
    noted("letters of two alphabets in one word: {words}."),
    noted("The text is kept as it is; compare it with what the page shows."),
    noted("{n} elements nested deeper than {most} were flattened."),
    noted("{n} tags with over {most} attributes were cut."),
    noted("so large a page that all its paragraphs were taken, not the story alone."),
    noted("not UTF-8; read as {encoding}, {lost} characters lost."),
    noted("not UTF-8; read as {encoding}."),
    noted("the text is empty."),
    noted('has no "text".'),
    noted("It has: {names}."),
    noted('"text" is a {type}, not a string.'),
    noted("has no id; it goes by {id}."),
    noted('"{name}" does not fit its type; set aside.'),
    noted("is not an article: {error}."),
    noted("the feed carries only a teaser of this article."),
    noted("the entry has neither title nor text."),
    noted("the record is cut off; the text may be, too."),
    noted("says it has {length} bytes, and the file ends after {skipped}; all of it skipped."),
    noted("Its Content-Length may be wrong."),
    noted("the page is over {size}; skipped."),
    noted("over {n} broken records; gave up on the rest."),
    noted("no WARC record starts here; went on at the next one."),
    noted("a record header without an end; went on at the next record."),
    noted("Content-Length {length} is no number; record skipped."),
    noted("the line is over the limit of {limit}; skipped."),
    noted("is a JSON {type}, not an object."),
    noted("is not JSON: {error}."),
    noted("tells of a problem: {problem}"),
    noted("the row cannot be read: {error}."),
    noted("has {n} cells, the header has {columns}."),
    noted("Quote cells that hold the delimiter."),
    noted("cannot be read: {error}. Check its permissions."),
    noted("the same article again"),
    noted("the id {id} comes twice, for {what}; the second is left out."),
    noted("Give each article its own id."),
    noted("the family is larger than {limit} articles; the nearest {kept} were traced."),
    noted("Raise --family-limit, or trace the collection with: menurut trace"),
    noted(
        "translations could not be looked up: an older menurut made the archive's index for them."
    ),
    noted(
        "Make it new: menurut archive export OLD.db -o all.jsonl, then menurut archive add NEW.db "
        "all.jsonl"
    ),
)
"""What the stages say, surest first: of two that fit, the longer one stands first."""

_PLACE = re.compile(r"\{(\w+)\}")


def say_trouble(text: str, voice: Voice) -> str:
    """A recorded sentence in the reader's language; one that nobody knows stands as it is.

    >>> from menurut.report.catalogue import voice_for
    >>> say_trouble("has no id; it goes by 4f2a.", voice_for("id"))
    'tidak punya id; dipakai 4f2a.'
    """
    if len(text) > LONGEST:
        return text
    whole = _say_whole(text, voice)
    if whole is not None:
        return whole
    parts = [part.rstrip(".") + "." for part in text.split("; ")]
    told = [_say_whole(part, voice) for part in parts]
    if len(parts) < 2 or None in told:
        return text
    return "; ".join((each or "").rstrip(".") for each in told) + "."


def _say_whole(text: str, voice: Voice) -> str | None:
    for wording, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            values = found.groupdict()
            return voice.say(wording, **values) if values else voice.say(wording)
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((wording, _pattern(wording)) for wording in WORDINGS)


def _pattern(wording: str) -> re.Pattern[str]:
    pieces = _PLACE.split(wording)
    return re.compile(
        "".join(
            f"(?P<{piece}>.+?)" if n % 2 else re.escape(piece) for n, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )


def say_problem(problem: Problem, voice: Voice) -> str:
    """What happened and what to do, in the reader's language.

    >>> from menurut.report.catalogue import voice_for
    >>> trouble = Problem(where="x", what="the text is empty.")
    >>> say_problem(trouble, voice_for("id"))
    'teksnya kosong.'
    """
    told = say_trouble(problem.what, voice)
    return f"{told} {say_trouble(problem.remedy, voice)}" if problem.remedy else told
