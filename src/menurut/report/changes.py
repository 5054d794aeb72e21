"""What changed on the way, quoted in the words of both articles."""

from __future__ import annotations

import msgspec

from menurut.model import Drift, Span
from menurut.report.story import Story, anchor, by_time, find_article, numbered

CONTEXT_CHARS = 48
"""So much of the sentence stands on either side of quoted words: about a line in all."""


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words of an article, with what stands around them."""

    article: str
    field: str
    before: str
    words: str
    after: str
    lang: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One drift, with the words it shows in."""

    drift: Drift
    anchor: str
    earlier: Quote | None
    later: Quote | None

    @property
    def values(self) -> tuple[str, ...]:
        """Both numbers, where a number changed; other values are for programs."""
        drift = self.drift
        if drift.type != "number_change" or not (drift.from_value and drift.to_value):
            return ()
        return drift.from_value, drift.to_value


def quote_span(text: str, span: Span, context: int = CONTEXT_CHARS) -> tuple[str, str, str]:
    """What stands before a span, in it, and after it, cut at words.

    >>> quote_span("Sebanyak 90 rekening mungkin telah dikuras.", Span(9, 20), 12)
    ('Sebanyak ', '90 rekening', ' mungkin …')
    """
    start = min(max(span.start, 0), len(text))
    end = min(max(span.end, start), len(text))
    before = text[:start].rpartition("\n")[2]
    after = text[end:].partition("\n")[0]
    if len(before) > context:
        before = "… " + before[-context:].partition(" ")[2]
    if len(after) > context:
        after = after[:context].rpartition(" ")[0] + " …"
    return before, text[start:end], after


def find_quote(story: Story, article: str | None, span: Span | None, field: str) -> Quote | None:
    """The words under a span of an article's text or title; None where there is nothing."""
    found = find_article(story, article)
    if found is None or span is None:
        return None
    text = (found.title or "") if field == "title" else found.text
    before, words, after = quote_span(text, span)
    if not words.strip():
        return None
    return Quote(
        article=found.id, field=field, before=before, words=words, after=after, lang=found.lang
    )


def find_changes(story: Story) -> tuple[Change, ...]:
    """All drift, in the order in which it happened."""
    order = {id_: place for place, id_ in enumerate(by_time(story.articles, story.articles))}
    drifts = [d for d in story.dossier.lineage.drift if d.child in order]
    drifts.sort(key=lambda d: (order[d.child], order.get(d.parent or "", -1), d.type, str(d)))
    anchors = numbered(
        anchor("d", story.anchors[d.child], d.parent, d.type, d.to_span) for d in drifts
    )
    return tuple(_change(story, drift, name) for drift, name in zip(drifts, anchors, strict=True))


def _change(story: Story, drift: Drift, name: str) -> Change:
    # A headline is held against its own body, every other change against the parent, or against
    # an article that has it from the same outside source.
    of_parent = drift.told_by or drift.parent
    source = drift.child if drift.type == "headline_unsupported" else of_parent
    return Change(
        drift=drift,
        anchor=name,
        earlier=find_quote(story, source, drift.from_span, drift.from_field),
        later=find_quote(story, drift.child, drift.to_span, drift.to_field),
    )
