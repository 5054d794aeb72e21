"""Drift: what changed on the way from a parent to a child.

In: the articles, what they attribute, the edges between them and the passages they share.
Out: `Drift` records with the place on both sides. A change is compared with the parent only,
so what was inherited is reported once, where it happened. A `cites` edge takes a name and no
text: nothing can drift along it.

Each kind of drift has its own file: drift_numbers, drift_hedges, drift_sources, drift_actors,
headlines. All look for something lost and something new of the same kind in sentences that
say the same (drift_alignment).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from menurut.model import clocks_of
from menurut.trace.drift_actors import find_changed_actors
from menurut.trace.drift_alignment import Comparison, compare, contradicts, is_reprint
from menurut.trace.drift_hedges import find_dropped_hedges
from menurut.trace.drift_numbers import find_number_changes
from menurut.trace.drift_sources import find_dropped_attribution, find_moved_attribution
from menurut.trace.drift_view import Views
from menurut.trace.headlines import find_unsupported_headline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menurut.model import Article, Attributed, Drift, Edge, Reuse


def pair_reuses(reuses: Sequence[Reuse]) -> dict[frozenset[str], list[Reuse]]:
    """Passages by the two articles that share them."""
    pairs: dict[frozenset[str], list[Reuse]] = defaultdict(list)
    for reuse in reuses:
        pairs[frozenset((reuse.a, reuse.b))].append(reuse)
    return pairs


def _along(reuses: Sequence[Reuse], edges: Sequence[Edge]) -> list[Reuse]:
    """The passages along edges: in a large family most pairs that share some have no edge."""
    wanted = {pair for e in edges for pair in ((e.child, e.parent), (e.parent, e.child))}
    return [reuse for reuse in reuses if (reuse.a, reuse.b) in wanted]


def drift_between(comparison: Comparison) -> list[Drift]:
    """What changed between two aligned articles.

    Where the speaker himself is another ("the minister" is "the president"), that is told as a
    change of the actor and not once more as an attribution moved.
    """
    if is_reprint(comparison):
        return []
    if contradicts(comparison):
        return _kept_words(comparison)
    actors = find_changed_actors(comparison)
    moved = find_moved_attribution(comparison)
    if any(d.to_span and d.to_span.overlaps(a.to_span) for d in moved for a in actors if a.to_span):
        moved = []
    return [
        *find_number_changes(comparison),
        *_kept_words(comparison),
        *moved,
        *actors,
    ]


def _kept_words(comparison: Comparison) -> list[Drift]:
    """The kinds that are drift in a denial too: it retells the parent's own words."""
    return [
        *find_dropped_hedges(comparison),
        *find_dropped_attribution(comparison),
        *find_unsupported_headline(comparison.child, comparison.parent),
    ]


def find_drift(
    articles: Mapping[str, Article],
    attributed: Mapping[str, Attributed],
    edges: Sequence[Edge],
    reuses: Sequence[Reuse],
    views: Views | None = None,
) -> tuple[Drift, ...]:
    """What changed along each edge, in the order of the edges.

    `views`: the articles where they are made ready already.

    >>> from menurut.model import Article, Edge
    >>> one = Article(id="a", lang="en", text="Nine goats drowned near Larkmoor, a shepherd said.")
    >>> two = Article(id="b", lang="id", text="Ada 90 kambing tenggelam di Larkmoor, kata gembala.")
    >>> edge = Edge(child="b", parent="a", kind="translation", confidence=0.9, evidence=())
    >>> [d.to_value for d in find_drift({"a": one, "b": two}, {}, [edge], [])]
    ['90']
    """
    views, passages = views or Views(articles, attributed), pair_reuses(_along(reuses, edges))
    found: list[Drift] = []
    for edge in edges:
        child, parent = articles.get(edge.child), articles.get(edge.parent)
        if child is None or parent is None or edge.kind == "cites":
            continue
        if (child.text, child.title) == (parent.text, parent.title):
            continue
        shared = passages.get(frozenset((edge.child, edge.parent)), ())
        found += drift_between(compare(views.of(edge.child), views.of(edge.parent), shared))
    return _where_it_happened(found, articles)


VALUED = frozenset({"number_change", "actor_changed", "headline_unsupported"})
"""Changes that two children of one parent do not make by chance in the same way."""
LAST = datetime.max.replace(tzinfo=UTC)


def _published(article: Article) -> datetime:
    clocks = clocks_of(article)
    return (clocks[0].earliest if clocks else None) or LAST


def _where_it_happened(found: list[Drift], articles: Mapping[str, Article]) -> tuple[Drift, ...]:
    """Leave to the earliest of several siblings what they changed in the same way.

    Two children of one parent that both make nine of it ninety have it one from the other,
    whatever their edges say; then their other changes of the same kinds are one's as well.
    """
    first: dict[tuple[str | None, str, str | None, str | None], Drift] = {}
    for drift in sorted(found, key=lambda d: (_published(articles[d.child]), d.child)):
        first.setdefault(_change(drift), drift)
    elder = {
        (d.child, d.parent): first[_change(d)].child
        for d in found
        if d.type in VALUED and first[_change(d)].child != d.child
    }
    made = {(d.child, d.parent, d.type) for d in found}
    return tuple(
        d
        for d in found
        if (elder.get((d.child, d.parent), d.child), d.parent, d.type) not in made
        or (d.child, d.parent) not in elder
    )


def _change(drift: Drift) -> tuple[str | None, str, str | None, str | None]:
    return drift.parent, drift.type, drift.from_value, drift.to_value


def find_headline_drift(
    articles: Mapping[str, Article], without_parent: Sequence[str], views: Views | None = None
) -> tuple[Drift, ...]:
    """Headlines of articles without a parent that their own body does not carry.

    `views`: the articles where they are made ready already.

    >>> from menurut.model import Article
    >>> article = Article(id="a", lang="en", title="Mill explodes", text="A mill smoked.")
    >>> [d.to_value for d in find_headline_drift({"a": article}, ["a"])]
    ['explosion']
    """
    views = views or Views(articles, {})
    return tuple(
        drift
        for article_id in without_parent
        for drift in find_unsupported_headline(views.of(article_id), None)
    )
