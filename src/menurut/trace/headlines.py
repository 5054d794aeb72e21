"""A headline against its own body.

A strong word of the headline ("meledak", "resmi", "cures") whose kind stands nowhere in the
body, and nowhere in the parent's headline: then it came in here. Numbers of a headline that
the body does not have count too. Weakness: only words the packs list are judged.
"""

from __future__ import annotations

import re

from menurut.model import Drift, Span
from menurut.trace.drift_view import Line, View, quotations, stem_of
from menurut.trace.drift_words import Mention
from menurut.trace.quantities import Quantity, agree

IMPLIED = {
    "death": frozenset({"drown", "murder", "massacre", "execute"}),
    "fire": frozenset({"explosion"}),
    "attack": frozenset({"terror", "invasion", "massacre"}),
    "destroy": frozenset({"collapse", "explosion"}),
    "arrest": frozenset({"jailed"}),
    "flee": frozenset({"evacuate"}),
    "hack": frozenset({"leak"}),
    "scarce": frozenset({"run_out"}),
    "blame": frozenset({"cause"}),
}
"""What a headline may say because the body says something stronger or the same in other words:
who was murdered died, who left home fled."""
WITH_PARENT = 0.6
"""The parent's headline did not have it: it came in here."""
ALONE = 0.5


def _is_about_story(view: View, title: Line, word: Mention, parent: View | None) -> bool:
    """Whether the rest of a headline has a word or name of the body: else it is a motto.

    A kind of person, place or thing that the parent has will do as well.
    """
    labels = {m.label for m in title.mentions if m.last < word.first or m.first > word.last}
    if parent and any(name in parent.whole.get(kind, ()) for kind, name in _kinds(labels)):
        return True
    own = {stem_of(t.key, view.lang) for t in title.tokens[word.first : word.last + 1]}
    body = frozenset().union(*(line.stems for line in view.lines))
    return bool((title.stems - own) & body) or bool(title.names) or bool(title.quantities)


KINDS = frozenset({"actor", "force", "office", "place", "thing"})


def _kinds(labels: set[str]) -> set[tuple[str, str]]:
    parts = {(kind, name) for kind, _, name in (label.partition(":") for label in labels)}
    return {(kind, name) for kind, name in parts if kind in KINDS}


def _carried(events: frozenset[str]) -> frozenset[str]:
    """Events and what they imply."""
    return events | {weak for weak, strong in IMPLIED.items() if strong & events}


def _unsupported(title: Line, carried: frozenset[str]) -> Mention | None:
    """The first strong word of a headline none of whose meanings is carried."""
    for mention in title.mentions:
        if not mention.label.startswith("event:"):
            continue
        place = mention.first, mention.last
        meanings = [m.label for m in title.mentions if (m.first, m.last) == place]
        milder = any(label.startswith("move:") for label in meanings)
        new = all(m[6:] not in carried for m in meanings if m.startswith("event:"))
        if new and not milder and not _verges(title, mention):
            return mention
    return None


VERGING_REACH = 2
"""Words between "on the brink of" and what did not quite happen."""


def _verges(title: Line, word: Mention) -> bool:
    """Whether a strong word stands right behind one that says it did not quite happen."""
    return any(
        m.label == "verging" and 0 < word.first - m.last <= VERGING_REACH for m in title.mentions
    )


SPEAKERS = frozenset({"doctor", "scientist", "worker", "trader", "nurse", "lawyer", "official"})
"""Kinds of persons who are kinds of sources as well, in other words."""
_SINGLE = re.compile(r"(?<!\w)['‘][^'’\n]{3,}['’](?!\w)")
STRANGERS = ("actor", "force")
"""Kinds of persons that a headline may bring in from nowhere."""


def _stranger(child: View, title: Line, parent: View) -> Mention | None:
    """Somebody in the headline who stands neither in its body nor anywhere in the parent.

    Who may be told by another word for those who speak ("scientist", "doctor") is left out, and
    so are quoted words, which are nicknames as often as not.
    """
    quotes = [*quotations(title.text), *(Span(*m.span()) for m in _SINGLE.finditer(title.text))]
    speakers = {(m.first, m.last) for m in title.mentions if m.label.startswith("source:")}
    for mention in title.mentions:
        table, _, kind = mention.label.partition(":")
        if table not in STRANGERS or (mention.first, mention.last) in speakers:
            continue
        if kind in SPEAKERS or any(title.span_of(mention).overlaps(q) for q in quotes):
            continue
        if kind not in child.labels(table) | parent.whole.get(table, frozenset()):
            return mention
    return None


def _new_figure(child: View, title: Line, parent: View | None) -> Quantity | None:
    """A number of the headline where the body counts the same thing and has another one."""
    body = [q for line in child.lines for q in line.quantities if not q.calendar]
    known = body + (list(parent.title.quantities) if parent and parent.title else [])
    for quantity in title.quantities:
        if quantity.calendar or not quantity.exact or quantity.unit not in FIGURES:
            continue
        alike = [q for q in body if q.unit == quantity.unit and q.exact]
        if len(alike) == 1 and not any(agree(quantity, q) for q in known):
            return quantity
    return None


FIGURES = frozenset({"%", "people"})
"""What a headline's number must count to be judged: of other things a body tells many."""


def _strong_word(child: View, title: Line, parent: View | None) -> tuple[str, Span] | None:
    """The first of a headline's words, persons and numbers that nothing carries."""
    inherited = parent.title.labels("event") if parent and parent.title else frozenset()
    told = child.labels("event") | child.labels("move") | inherited
    mention = _unsupported(title, _carried(told))
    if mention is not None and _is_about_story(child, title, mention, parent):
        return mention.label[6:], title.span_of(mention)
    stranger = _stranger(child, title, parent) if parent else None
    if stranger is not None and _is_about_story(child, title, stranger, parent):
        return stranger.label.partition(":")[2], title.span_of(stranger)
    figure = _new_figure(child, title, parent)
    return (f"{figure.high:.12g}", figure.span) if figure else None


def find_unsupported_headline(child: View, parent: View | None) -> list[Drift]:
    """What the headline says and the body does not, if anything."""
    title = child.title
    if title is None or title.has("checking", "negations"):
        return []
    found = _strong_word(child, title, parent)
    if found is None:
        return []
    value, span = found
    return [
        Drift(
            child=child.id,
            parent=parent.id if parent else None,
            type="headline_unsupported",
            to_value=value,
            to_span=span,
            to_field="title",
            confidence=WITH_PARENT if parent else ALONE,
        )
    ]
