"""A headline against its own body.

A strong word of the headline ("meledak", "resmi", "cures") whose kind stands nowhere in the
body, and nowhere in the parent's headline: then it came in here. Numbers of a headline that
the body does not have count too. Weakness: only words the packs list are judged.
"""

from __future__ import annotations

from menurut.model import Drift
from menurut.trace.drift_view import Line, View


def find_unsupported_headline(child: View, parent: View | None) -> list[Drift]:
    """What the headline says and the body does not, if anything."""
    title = child.title
    if title is None or title.has("checking", "negations"):
        return []
    inherited = parent.title.labels("event") if parent and parent.title else frozenset()
    missing = title.labels("event") - child.labels("event") - inherited
    if not missing:
        return []
    mention = next(
        m for m in title.mentions if m.label.startswith("event:") and m.label[6:] in missing
    )
    return [
        Drift(
            child=child.id,
            parent=parent.id if parent else None,
            type="headline_unsupported",
            to_value=mention.label[6:],
            to_span=title.span_of(mention),
            to_field="title",
            confidence=0.6,
        )
    ]
