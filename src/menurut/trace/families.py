"""Families: articles tied together by edges or by one outside source, and what they all claim.

What goes in: edges, outside sources, counts. What comes out: families with members, origins,
sources and claims. The central claim is the sentence of an origin that most members carry.

Weakness: what a member carries is judged by shared passages and rare terms, not by meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from menurut.model import Claim, Edge, Outside, Span
from menurut.trace.collection import Collection
from menurut.trace.passages import Passages

SENTENCES_READ = 12
"""News says its claim early; later sentences are background."""
HEADS_READ = 4
"""The origins from which most members come; what the others say is not central."""
CARRY_SHARE = 0.3
"""Share of a sentence's weight of rare terms that makes another article carry it."""
CARRY_COVER = 0.4
"""Share of a sentence that shared passages must cover for the other article to carry it."""
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s)[^.!?…\n]*)*[.!?…]*[\"”»’)]*")
MIN_SENTENCE_CHARS = 30


def group_families(
    ids: Iterable[str], edges: Sequence[Edge], outside: Sequence[Outside]
) -> list[tuple[str, ...]]:
    """The sets of articles that hang together, two or more each.

    >>> edge = Edge(child="b", parent="a", kind="copy", confidence=1.0, evidence=())
    >>> group_families(["a", "b", "c"], [edge], [])
    [('a', 'b')]
    """
    leader = {article: article for article in ids}

    def find(article: str) -> str:
        while leader[article] != article:
            leader[article] = leader[leader[article]]
            article = leader[article]
        return article

    ties = [(e.child, e.parent) for e in edges]
    ties += [(node.root_of[0], other) for node in outside for other in node.root_of[1:]]
    for first, second in ties:
        low, high = sorted((find(first), find(second)))
        leader[high] = low
    groups: dict[str, list[str]] = {}
    for article in sorted(leader):
        groups.setdefault(find(article), []).append(article)
    return [tuple(members) for members in groups.values() if len(members) > 1]


def sentences_of(text: str) -> list[Span]:
    """Sentences long enough to claim something.

    >>> [s.of("Ya. Gudang itu terbakar pada Senin malam.") for s in
    ...  sentences_of("Ya. Gudang itu terbakar pada Senin malam.")]
    ['Gudang itu terbakar pada Senin malam.']
    """
    spans = []
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        if match.end() - start >= MIN_SENTENCE_CHARS:
            spans.append(Span(start, match.end()))
    return spans


def _covered(passages: Passages, span: Span) -> float:
    total, end = 0, span.start
    for start, stop, _ in passages.child:
        begin = max(start, end)
        if stop > begin and begin < span.end:
            total += min(stop, span.end) - begin
            end = min(stop, span.end)
    return total / (span.end - span.start)


def _terms_in(collection: Collection, article: str, span: Span) -> set[str]:
    anchors = collection.terms[article].anchors
    return {t for t, spans in anchors.items() if any(span.overlaps(s) for s in spans)}


def _carries(collection: Collection, origin: str, span: Span, terms: set[str], member: str) -> bool:
    passages = collection.passages.get((origin, member))
    if passages and _covered(passages, span) >= CARRY_COVER:
        return True
    weights = collection.anchor_weights
    total = sum(weights.get(t, 0.0) for t in terms)
    shared = sum(weights.get(t, 0.0) for t in terms if t in collection.terms[member].anchors)
    return len(terms) >= 2 and shared >= CARRY_SHARE * total


def _claims_of(collection: Collection, origin: str, members: Sequence[str]) -> list[Claim]:
    """The sentences of one origin that other members carry."""
    claims = []
    spans = sentences_of(collection.articles[origin].text)[:SENTENCES_READ]
    for number, span in enumerate(spans):
        terms = _terms_in(collection, origin, span)
        carriers = tuple(
            m for m in members if m == origin or _carries(collection, origin, span, terms, m)
        )
        if len(carriers) > 1:
            claims.append(
                Claim(id=f"{origin}:{number}", article=origin, span=span, carriers=carriers)
            )
    return claims


def find_claims(
    collection: Collection, members: Sequence[str], roots: Mapping[str, Sequence[str]]
) -> tuple[Claim, ...]:
    """The claims of a family: sentences of its main origins that others carry, widest first."""
    known = sorted(m for m in members if m in collection.articles)
    counts = Counter(
        root for m in known for root in roots.get(m, ()) if root in collection.articles
    )
    heads = sorted(counts, key=lambda root: (-counts[root], root))[:HEADS_READ]
    claims = [claim for head in heads for claim in _claims_of(collection, head, known)]
    claims.sort(key=lambda c: (-len(c.carriers), c.span.start, c.article))
    return _mark_central(claims)


def _mark_central(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    if not claims:
        return ()
    first = claims[0]
    central = Claim(
        id=first.id, article=first.article, span=first.span, carriers=first.carriers, central=True
    )
    return (central, *claims[1:])


def origins_of(
    members: Sequence[str],
    roots: Mapping[str, Sequence[str]],
    outside: Sequence[Outside],
    feeds: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Where a family starts: outside sources, and articles that none of them feeds."""
    heads = {root for member in members for root in roots.get(member, ())}
    named = {key for head in heads for key in feeds.get(head, ())}
    named |= {key for member in members for key in feeds.get(member, ())}
    inside = {head for head in heads if not feeds.get(head)}
    order = {node.id: place for place, node in enumerate(outside)}
    return (*sorted(named, key=lambda key: order.get(key, 0)), *sorted(inside))
