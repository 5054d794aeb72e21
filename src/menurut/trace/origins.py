"""Where each article's story starts: articles of the collection, and named sources outside it.

What goes in: edges and namings. What comes out: for each article its roots in the collection,
and one node for each outside source, however many reprint it. An article without parent that
credits an outlet which is not in the collection has its origin there.

Weakness: an outlet that is only mentioned in the lead may be taken for the source; attribution
and credits decide, not mentions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from menurut.model import Article, Edge, Outside
from menurut.outlets import find_outlet
from menurut.trace.collection import Collection
from menurut.trace.directory import outlet_id
from menurut.trace.evidence import naming_evidence
from menurut.trace.mentions import Naming

LEAD_SHARE = 0.35
"""An outside source must be named within this first part of the text, or be its credit."""
LEAD_CHARS = 400
DECLARED = frozenset({"wire", "credit-line", "byline", "dateline", "json-ld", "feed", "ninjs"})
"""Credits that say where the text is from wherever they stand; a formula ("menurut X") does
not."""


def parent_map(edges: Sequence[Edge], *, late: bool) -> dict[str, tuple[str, ...]]:
    """Parents of each article; with or without late citations."""
    found: dict[str, list[str]] = {}
    for edge in edges:
        if late or not edge.late:
            found.setdefault(edge.child, []).append(edge.parent)
    return {child: tuple(sorted(set(parents))) for child, parents in found.items()}


def ancestors(parents: Mapping[str, Sequence[str]], start: str) -> frozenset[str]:
    """The article itself and everything it leads back to.

    >>> sorted(ancestors({"c": ("b",), "b": ("a",)}, "c"))
    ['a', 'b', 'c']
    """
    seen: set[str] = set()
    stack = [start]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(parents.get(node, ()))
    return frozenset(seen)


def find_roots(ids: Sequence[str], edges: Sequence[Edge]) -> dict[str, tuple[str, ...]]:
    """For each article the articles without parent that it leads back to; itself, if none.

    >>> edge = Edge(child="b", parent="a", kind="copy", confidence=1.0, evidence=())
    >>> find_roots(["a", "b"], [edge])
    {'a': ('a',), 'b': ('a',)}
    """
    parents = parent_map(edges, late=False)
    return {
        article: tuple(sorted(a for a in ancestors(parents, article) if a not in parents))
        for article in sorted(ids)
    }


def _first_place(naming: Naming) -> int:
    return min((span.start for span in naming.spans), default=0)


def _is_plain_source(article: Article, naming: Naming) -> bool:
    """Whether an outlet is credited, or named early as the one who says it."""
    declared = {outlet_id(c.name) for c in article.credits if c.kind in DECLARED}
    if naming.outlet in declared or not naming.spans:
        return True
    reach = max(LEAD_CHARS, len(article.text) * LEAD_SHARE)
    if _first_place(naming) > reach:
        return False
    # A name that nobody knows and that stands once may be anybody's ("British media").
    known = find_outlet(naming.outlet) or find_outlet(naming.name)
    return known is not None or article.text.count(naming.name) > 1


def outside_naming(collection: Collection, article: str, parents: Sequence[str]) -> Naming | None:
    """The outlet outside the collection that an article has its story from: the first it names.

    An article with parents in the collection has it from them, unless it declares another and
    they do not name that one.
    """
    text = collection.articles[article]
    found = []
    for outlet, naming in sorted(collection.namings[article].items()):
        if (
            outlet in collection.inside
            or naming.strength not in {"credit", "attribution"}
            or not outlet
        ):
            continue
        if parents and any(outlet in collection.namings[parent] for parent in parents):
            continue
        if parents and naming.strength != "credit":
            continue
        if _is_plain_source(text, naming):
            found.append(naming)
    return min(found, key=lambda naming: (_first_place(naming), naming.outlet), default=None)


def _display_name(namings: Sequence[Naming]) -> str:
    known = find_outlet(namings[0].outlet) or find_outlet(namings[0].name)
    if known:
        return known.name
    counts = Counter(naming.name for naming in namings)
    return min(counts, key=lambda name: (-counts[name], len(name), name))


def outside_key(outlet: str) -> str:
    """The id of an outside source: the same for every spelling.

    >>> outside_key("sputnik")
    'outside:sputnik'
    """
    return "outside:" + (re.sub(r"[\W_]+", "-", outlet).strip("-") or "unnamed")


class OutsideUse(msgspec.Struct, frozen=True):
    """Which articles have their story from which outside source."""

    nodes: tuple[Outside, ...]
    feeds: dict[str, tuple[str, ...]]
    """Article to the ids of the outside sources it takes from directly."""


def find_outside(
    collection: Collection, edges: Sequence[Edge], roots: Mapping[str, Sequence[str]]
) -> OutsideUse:
    """One node for each outside source, with who cites it and whose origin it is."""
    parents = parent_map([e for e in edges if e.kind != "cites"], late=False)
    uses: dict[str, dict[str, Naming]] = {}
    for article in sorted(collection.articles):
        naming = outside_naming(collection, article, parents.get(article, ()))
        if naming is not None:
            uses.setdefault(naming.outlet, {})[article] = naming
    feeds: dict[str, list[str]] = {}
    for outlet, users in uses.items():
        for article in users:
            feeds.setdefault(article, []).append(outside_key(outlet))
    above = parent_map(edges, late=False)
    nodes = []
    for outlet, users in sorted(uses.items()):
        fed = [a for a in sorted(roots) if not ancestors(above, a).isdisjoint(users)]
        cited = sorted(a for a, names in collection.namings.items() if outlet in names)
        nodes.append(
            Outside(
                id=outside_key(outlet),
                name=_display_name(list(users.values())),
                source_type="outlet",
                cited_by=tuple(sorted({*cited, *users})),
                root_of=tuple(fed),
                evidence=tuple(naming_evidence(n, a, None) for a, n in sorted(users.items())),
            )
        )
    return OutsideUse(tuple(nodes), {a: tuple(sorted(ids)) for a, ids in feeds.items()})
