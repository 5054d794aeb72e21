"""A headline against its own body.

A strong word of the headline ("meledak", "resmi", "cures") whose kind stands nowhere in the
body, and nowhere in the parent's headline: then it came in here. Numbers of a headline that
the body does not have count too. Weakness: only words the packs list are judged.
"""

from __future__ import annotations

from menurut.model import Drift
from menurut.trace.drift_view import Line, View, stem_of
from menurut.trace.drift_words import Mention
from menurut.trace.quantities import Quantity, agree

IMPLIED = {
    "death": frozenset({"drown", "murder", "massacre", "execute"}),
    "fire": frozenset({"explosion"}),
    "attack": frozenset({"terror", "invasion", "massacre"}),
    "destroy": frozenset({"collapse", "explosion"}),
    "arrest": frozenset({"jailed"}),
}
"""What a headline may say because the body says something stronger: who was murdered died."""
WITH_PARENT = 0.6
"""The parent's headline did not have it: it came in here."""
ALONE = 0.5


def _is_about_body(view: View, title: Line, word: Mention) -> bool:
    """Whether the rest of a headline has a word or name of the body: else it is a motto."""
    own = {stem_of(t.key, view.lang) for t in title.tokens[word.first : word.last + 1]}
    body = frozenset().union(*(line.stems for line in view.lines))
    return bool((title.stems - own) & body) or bool(title.names) or bool(title.quantities)


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
        if not milder and all(m[6:] not in carried for m in meanings if m.startswith("event:")):
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


def find_unsupported_headline(child: View, parent: View | None) -> list[Drift]:
    """What the headline says and the body does not, if anything."""
    title = child.title
    if title is None or title.has("checking", "negations"):
        return []
    inherited = parent.title.labels("event") if parent and parent.title else frozenset()
    mention = _unsupported(title, _carried(child.labels("event") | inherited))
    if mention is not None and _is_about_body(child, title, mention):
        value, span = mention.label[6:], title.span_of(mention)
    else:
        figure = _new_figure(child, title, parent)
        if figure is None:
            return []
        value, span = f"{figure.high:.12g}", figure.span
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
