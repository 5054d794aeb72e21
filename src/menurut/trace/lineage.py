"""Who took the story from whom: from articles, attributions and shared passages to a lineage.

What goes in: the articles of a collection, what each attributes to whom, and the passages they
share. What comes out: edges with confidence and evidence, origins inside and outside the
collection, independent sources as a range, loops, drift, families. Pure: same input, same
output, whatever the order of the articles. docs/trace.md explains the method and its limits.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from menurut.model import (
    Article,
    Attributed,
    Claim,
    Drift,
    Edge,
    Family,
    IndependentSource,
    Lineage,
    Loop,
    Outside,
    Reuse,
)
from menurut.trace.citations import find_citations
from menurut.trace.collection import Collection, read_collection
from menurut.trace.drift import find_drift, find_headline_drift, pair_reuses
from menurut.trace.drift_view import Views
from menurut.trace.families import find_claims, group_families, origins_of
from menurut.trace.independence import (
    Informant,
    asked_informants,
    count_sources,
    outside_informants,
    own_informants,
    read_voices,
    tell_namesakes_apart,
)
from menurut.trace.loops import find_loops
from menurut.trace.origins import (
    OutsideUse,
    ancestors,
    find_outside,
    find_roots,
    parent_map,
)
from menurut.trace.parents import choose_parents, second_parents
from menurut.trace.siblings import LEAST_AGREEING, find_sibling_drift
from menurut.trace.twins import find_twins, fold_reuses, twin_edges


def find_edges(collection: Collection, derived: Sequence[Edge] | None = None) -> list[Edge]:
    """Derivations and citations between articles of different texts."""
    derived = list(derived) if derived is not None else choose_parents(collection)
    derived += second_parents(collection, derived)
    return [*derived, *find_citations(collection, derived)]


def _informants(
    collection: Collection,
    edges: Sequence[Edge],
    outside: OutsideUse,
    attributed: Mapping[str, Attributed],
    views: Views,
) -> dict[str, list[Informant]]:
    """Whom each article adds by itself to what its parents rest on."""
    derived = parent_map([edge for edge in edges if edge.kind != "cites"], late=True)
    examined = _examiners(edges)
    citing = frozenset(edge.child for edge in edges if edge.kind == "cites")
    found: dict[str, list[Informant]] = {}
    for article in sorted(collection.articles):
        parents = derived.get(article, ())
        alone = not parents
        named = outside_informants(collection, article, outside, attributed, counted=alone)
        reading = read_voices(collection, article, attributed, views)
        if parents or named:
            examines = article in examined
            asked = asked_informants(collection, reading, parents, examines=examines)
            found[article] = [*named, *asked]
        else:
            found[article] = own_informants(collection, reading, cites=article in citing)
    return tell_namesakes_apart(found)


def _examiners(edges: Sequence[Edge]) -> frozenset[str]:
    """Articles that quote passages of others in text of their own, and do not retell them."""
    kinds: dict[str, set[str]] = {}
    for edge in edges:
        kinds.setdefault(edge.child, set()).add(edge.kind)
    return frozenset(a for a, k in kinds.items() if "excerpt" in k and k <= {"excerpt", "cites"})


def _doubt_circles(
    collection: Collection,
    informants: Mapping[str, list[Informant]],
    loops: Sequence[Loop],
    edges: Sequence[Edge],
) -> dict[str, list[Informant]]:
    """A circle whose head was added to by an update, and that asked nobody, rests on nobody."""
    parents = parent_map(edges, late=False)
    heads = {m for loop in loops if loop.by_update for m in loop.members if m not in parents}
    return {
        article: [
            msgspec.structs.replace(informant, certain=False, counted=False)
            if article in heads and not collection.asked[article] and not informant.firm
            else informant
            for informant in group
        ]
        for article, group in informants.items()
    }


class _Sources:
    """Independent sources of any set of articles (state: informants and ancestry)."""

    def __init__(self, informants: Mapping[str, list[Informant]], edges: Sequence[Edge]) -> None:
        self.informants = informants
        self.parents = parent_map(edges, late=True)
        everybody = [i for group in informants.values() for i in group]
        self.counted = {informant.key for informant in everybody if informant.counted}

    def of(self, articles: Sequence[str]) -> tuple[IndependentSource, ...]:
        reached = {a for article in articles for a in ancestors(self.parents, article)}
        return count_sources([i for a in sorted(reached) for i in self.informants.get(a, ())])

    def estimate(self, sources: Sequence[IndependentSource]) -> int:
        return sum(source.id in self.counted for source in sources)

    def range(self, sources: Sequence[IndependentSource]) -> tuple[int, int]:
        certain, best = sum(source.certain for source in sources), self.estimate(sources)
        return min(max(certain, 1), best), len(sources)


def _families(
    members: Sequence[tuple[str, ...]],
    claims: Mapping[tuple[str, ...], tuple[Claim, ...]],
    sources: _Sources,
    roots: Mapping[str, tuple[str, ...]],
    outside: OutsideUse,
) -> tuple[Family, ...]:
    families = []
    for group in members:
        counted = sources.of(group)
        certain, possible = sources.range(counted)
        families.append(
            Family(
                id=f"family:{group[0]}",
                members=group,
                origins=origins_of(group, roots, outside.nodes, outside.feeds),
                sources=counted,
                certain=certain,
                possible=possible,
                claims=claims.get(group, ()),
            )
        )
    return tuple(families)


def _headlines_alone(
    articles: Mapping[str, Article], edges: Sequence[Edge], outside: OutsideUse, views: Views
) -> tuple[Drift, ...]:
    """Headlines against their own body where the parent is an outside source that nobody has."""
    parents = parent_map(edges, late=True)
    source: dict[str, str] = {}
    for node in outside.nodes:
        for article in node.cited_by:
            if article not in parents:
                source.setdefault(article, node.id)
    source |= {a: ids[0] for a, ids in outside.feeds.items() if ids and a in source}
    found = find_headline_drift(articles, sorted(source), views)
    return tuple(msgspec.structs.replace(d, parent=source[d.child]) for d in found)


def _among_siblings(
    edges: Sequence[Edge], outside: OutsideUse, views: Views, reuses: Sequence[Reuse]
) -> tuple[Drift, ...]:
    """Figures that one taker of an outside source alone has otherwise."""
    takers: dict[str, list[str]] = {}
    for article, sources in outside.feeds.items():
        for source in sources:
            takers.setdefault(source, []).append(article)
    if all(len(articles) <= LEAST_AGREEING for articles in takers.values()):
        return ()
    heads = frozenset(outside.feeds) - {edge.child for edge in edges}
    return find_sibling_drift(takers, heads, views, pair_reuses(reuses))


def _with_twins(outside: OutsideUse, stands_for: Mapping[str, str]) -> OutsideUse:
    """Outside sources as seen by all articles: a twin takes from what its text takes from."""
    twins: dict[str, list[str]] = {}
    for twin, first in stands_for.items():
        twins.setdefault(first, []).append(twin)

    def spread(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({*ids, *(t for i in ids for t in twins.get(i, ()))}))

    nodes = tuple(
        Outside(
            id=node.id, name=node.name, source_type=node.source_type,
            cited_by=spread(node.cited_by), root_of=spread(node.root_of), evidence=node.evidence,
        )
        for node in outside.nodes
    )  # fmt: skip
    return OutsideUse(nodes, outside.feeds)


def _dedupe(articles: Sequence[Article]) -> list[Article]:
    """One article for each id: the first in order of text, so that input order is no matter."""
    by_id: dict[str, Article] = {}
    for article in articles:
        known = by_id.get(article.id)
        if known is None or article.text < known.text:
            by_id[article.id] = article
    return [by_id[key] for key in sorted(by_id)]


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python's search for cyclic garbage, again and again over what is kept, waits until after.

    Nothing here refers to itself; a family of 2,000 takes a fifth less.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


@_no_search_for_cycles()
def trace_lineage(
    articles: Sequence[Article],
    attributed: Sequence[Attributed],
    reuses: Sequence[Reuse],
    *,
    derived: Sequence[Edge] | None = None,
) -> Lineage:
    """Trace who took the story from whom in a collection.

    `derived` are first parents chosen elsewhere, by other weights; else they are chosen here.

    >>> wire = Article(id="w", text="Fire broke out in the port of Maravel, nine were hurt.")
    >>> paper = Article(id="p", text="Fire broke out in the port of Maravel, nine were hurt.",
    ...                 published="2031-03-04")
    >>> [(edge.child, edge.parent) for edge in trace_lineage([wire, paper], [], []).edges]
    [('w', 'p')]
    """
    everything = _dedupe(articles)
    by_id = {article.id: article for article in everything}
    said = {record.id: record for record in attributed}
    first, stands_for = find_twins(everything)
    collection = read_collection(first, said, fold_reuses(reuses, stands_for))
    between = find_edges(collection, derived)
    edges = sorted([*between, *twin_edges(by_id, stands_for)], key=lambda e: (e.child, e.parent))
    roots = find_roots(list(by_id), edges)
    known = find_outside(collection, between, find_roots(list(collection.articles), between))
    outside = _with_twins(known, stands_for)
    members = group_families(by_id, edges, outside.nodes)
    claims = {group: find_claims(collection, group, roots) for group in members}
    views = Views(by_id, said)
    informants = _informants(collection, between, outside, said, views)
    loops = find_loops(collection, between)
    sources = _Sources(_doubt_circles(collection, informants, loops, between), edges)
    counted = {article: sources.of([article]) for article in by_id}
    return Lineage(
        edges=tuple(edges),
        roots=roots,
        independent={article: sources.estimate(found) for article, found in counted.items()},
        independent_range={article: sources.range(found) for article, found in counted.items()},
        outside=outside.nodes,
        loops=loops,
        drift=(
            *find_drift(by_id, said, edges, reuses, views),
            *_headlines_alone(by_id, edges, outside, views),
            *_among_siblings(edges, known, views, reuses),
        ),
        families=_families(members, claims, sources, roots, outside),
    )
