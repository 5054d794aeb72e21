"""Identical texts are one text: who stands for the others.

What goes in: articles. What comes out: one representative for each distinct text, and for each
other article the one that stands for it. The idea: five thousand reprints of one text must cost
what five thousand articles cost, not their square. The representative is the article whose
outlet the text itself names, else the earliest, else the smallest id.

Weakness: among identical texts with equal clocks nothing tells who was first; the edge says so
with its confidence.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from menurut.model import Article, Edge, Evidence, Reuse, Span
from menurut.trace.clocks import gap_hours, when_published
from menurut.trace.directory import article_outlet

KNOWN_ORDER, UNKNOWN_ORDER = 0.95, 0.5
"""Confidence that the representative was first: with a clock that says so, and without."""
EMPTY_TEXT_CHARS = 20
"""Shorter texts ("Video", "") are nobody's text: being equal says nothing."""


def _rank(article: Article) -> tuple[bool, float, str]:
    when = when_published(article)
    moment = when.earliest or when.latest
    named = bool(article.outlet) and (article.outlet or "").casefold() in article.text.casefold()
    return not named, moment.timestamp() if moment else float("inf"), article.id


def find_twins(articles: Sequence[Article]) -> tuple[list[Article], dict[str, str]]:
    """The articles with different texts, by id, and for the others who stands for them.

    >>> one = Article(id="a", text="The same long sentence.")
    >>> two = Article(id="b", text="The same long sentence.")
    >>> find_twins([two, one])[1]
    {'b': 'a'}
    """
    groups: dict[str, list[Article]] = {}
    for article in articles:
        long = len(article.text.strip()) >= EMPTY_TEXT_CHARS
        key = article.text if long else f"\0{article.id}"
        groups.setdefault(key, []).append(article)
    first, stands_for = [], {}
    for group in groups.values():
        chosen = min(group, key=_rank)
        first.append(chosen)
        stands_for.update({other.id: chosen.id for other in group if other is not chosen})
    return sorted(first, key=lambda article: article.id), stands_for


def fold_reuses(reuses: Sequence[Reuse], stands_for: dict[str, str]) -> tuple[Reuse, ...]:
    """The passages as if only representatives existed; equal texts have equal places."""
    if not stands_for:
        return tuple(reuses)
    folded: dict[tuple[str, int, int, str, int, int], Reuse] = {}
    for reuse in reuses:
        a, b = stands_for.get(reuse.a, reuse.a), stands_for.get(reuse.b, reuse.b)
        if a != b:
            moved = msgspec.structs.replace(reuse, a=a, b=b)
            folded.setdefault((a, reuse.a0, reuse.a1, b, reuse.b0, reuse.b1), moved)
    return tuple(folded.values())


def twin_edges(by_id: dict[str, Article], stands_for: dict[str, str]) -> list[Edge]:
    """An edge from each twin to the article that stands for it."""
    edges = []
    for child, parent in sorted(stands_for.items()):
        twin, first = by_id[child], by_id[parent]
        gap = gap_hours(when_published(first), when_published(twin))
        confidence = KNOWN_ORDER if gap and gap > 0 else UNKNOWN_ORDER
        whole, other = Span(0, len(twin.text)), Span(0, len(first.text))
        evidence = Evidence(
            kind="same_text", article=child, spans=(whole,), other=parent, other_spans=(other,),
            detail=f"{article_outlet(first) or first.id} = {article_outlet(twin) or twin.id}",
        )  # fmt: skip
        edges.append(
            Edge(
                child=child, parent=parent, kind="copy", confidence=confidence, evidence=(evidence,)
            )
        )
    return edges
