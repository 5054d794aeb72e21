"""The drift strip: what a value was at each step, from the source to the reader (90 → 90 → 900).

What goes in: the way from an origin to the article a reader sees, and the changes found along it.
What comes out: for each quantity that changed, its value at every article of the way, and at each
step what else changed there. Between two changes a value stands only where the article's own text
has it in figures; where it does not, the step is left empty rather than guessed.

Weakness: numbers written as words are not looked for between the changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from menurut.model import Article, Drift
from menurut.report.catalogue import Voice, noted
from menurut.report.changes import Change
from menurut.report.ladder import JoinedLadder
from menurut.report.story import Story


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One article of the way."""

    article: str
    value: str | None
    """None: not in figures in this article."""
    changes: tuple[Change, ...] = ()
    """What changed here, the number first."""

    @property
    def moved(self) -> bool:
        """Whether the value itself changed here."""
        return any(change.drift.type == "number_change" for change in self.changes)


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """One value along one way."""

    steps: tuple[Step, ...]
    numeric: bool
    """Whether a number changed; else the strip shows where other things did."""


def find_strips(
    story: Story, ladders: Sequence[JoinedLadder], changes: Sequence[Change]
) -> tuple[Strip, ...]:
    """The strips of each ladder; none for a way on which nothing changed."""
    strips: dict[tuple[object, ...], Strip] = {}
    for ladder in ladders:
        way = [rung.article or "" for rung in reversed(ladder.articles)]
        here = _on_way(way, changes)
        threads = _threads([c for c in here if c.drift.type == "number_change"])
        for thread in threads or ([[]] if here else []):
            strip = _strip(story, way, thread, here)
            strips.setdefault(tuple(strip.steps), strip)
    return tuple(strips.values())


def _on_way(way: Sequence[str], changes: Iterable[Change]) -> list[Change]:
    """Changes along the steps of the way, and within its articles, in its order."""
    before = {child: parent for parent, child in pairwise(way)}
    found = [
        change
        for change in changes
        if change.drift.child in way
        and (
            change.drift.type == "headline_unsupported"
            or before.get(change.drift.child) == change.drift.parent
        )
    ]
    return sorted(found, key=lambda change: way.index(change.drift.child))


def _threads(changes: Sequence[Change]) -> list[list[Change]]:
    """Number changes of one quantity: each begins with the value that the last one ended with."""
    threads: list[list[Change]] = []
    for change in changes:
        drift = change.drift
        if not drift.from_value or not drift.to_value:
            continue
        fitting = (
            t for t in threads
            if t[-1].drift.to_value == drift.from_value and t[-1].drift.child != drift.child
        )  # fmt: skip
        thread = next(fitting, None)
        if thread is None:
            threads.append([change])
        else:
            thread.append(change)
    return threads


def _strip(
    story: Story, way: Sequence[str], thread: Sequence[Change], here: Sequence[Change]
) -> Strip:
    value = thread[0].drift.from_value if thread else None
    at = {change.drift.child: change for change in thread}
    given = {change.drift.parent for change in thread}
    steps = []
    for article in way:
        change = at.get(article)
        value = change.drift.to_value if change else value
        certain = change is not None or article in given
        shown = value if certain or _has(story.articles[article], value) else None
        others = (c for c in here if c.drift.child == article and c is not change)
        rest = [c for c in others if c.drift.type != "number_change"]
        steps.append(
            Step(article=article, value=shown, changes=tuple([change, *rest] if change else rest))
        )
    return Strip(steps=tuple(steps), numeric=bool(thread))


_FIGURE = re.compile(r"\d[\d.,\u00a0]*\d|\d")


def _has(article: Article, value: str | None) -> bool:
    """Whether the text has the figures of a value, however they are grouped."""
    if not value:
        return False
    wanted = _plain(next(iter(_FIGURE.findall(value)), ""))
    text = f"{article.title or ''}\n{article.text}"
    return bool(wanted) and any(_plain(found) == wanted for found in _FIGURE.findall(text))


def _plain(figure: str) -> str:
    """Figures without what groups them in threes, and with a point before decimals.

    >>> _plain("1.200"), _plain("1,200.5"), _plain("2,5")
    ('1200', '1200.5', '2.5')
    """
    grouped = re.sub(r"[.,\u00a0](?=\d{3}(?:\D|$))", "", figure)
    return grouped.replace(",", ".")


SCALES = {
    "thousand": noted("{number} thousand"),
    "million": noted("{number} million"),
    "billion": noted("{number} billion"),
    "trillion": noted("{number} trillion"),
}
_VALUE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)(?: (?P<scale>thousand|million|billion|trillion))?(?P<rest> .*)?"
)


def say_value(value: str, voice: Voice) -> str:
    """A value of `Drift` as the reader's language writes numbers; other values stand as they are.

    >>> from menurut.report.catalogue import voice_for
    >>> say_value("1.5 trillion IDR", voice_for("id")), say_value("1200", voice_for("en"))
    ('1,5 triliun IDR', '1,200')
    """
    found = _VALUE.fullmatch(value)
    if found is None or len(value) > 60:
        return value
    figure = found["number"]
    number = voice.number(float(figure) if "." in figure else int(figure))
    if found["scale"]:
        number = voice.say(SCALES[found["scale"]], number=number)
    rest = (found["rest"] or "").strip()
    return number + ("%" if rest == "%" else f" {rest}" if rest else "")


def values_of(drift: Drift, voice: Voice) -> tuple[str, ...]:
    """Both numbers of a change as the reader writes them; nothing for other changes."""
    if drift.type != "number_change" or not (drift.from_value and drift.to_value):
        return ()
    return say_value(drift.from_value, voice), say_value(drift.to_value, voice)
