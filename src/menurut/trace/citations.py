"""Edges where only the name is taken: an article names another as source, not its text.

What goes in: a collection, its derivation edges and what articles name and link. What comes
out: `cites` edges, late ones where the named article is younger and the naming came with an
update. A name that the article inherited with its parent's text is the parent's citation, not
its own. Of several articles of the named outlet the linked one is taken, else the one on the
same story.

Weakness: an outlet named in passing on the same story, without being a source, is cited here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from menurut.model import Edge
from menurut.trace.clocks import When, gap_hours, when_updated
from menurut.trace.collection import Collection, story_match
from menurut.trace.directory import outlet_words
from menurut.trace.evidence import pair_evidence
from menurut.trace.mentions import Naming, Strength

SAME_STORY = 0.16
"""Share of anchor weight from which two articles are on one story. dev: citing pairs .17-.6,
other stories of the same outlet below .12."""
SAME_STORY_UNDATED = 0.25
"""The same where a clock is missing: the seed family among 612 articles on another matter."""
FAINT, WEEK_HOURS = 0.06, 24 * 7
"""A named outlet's only article of the week on anything like this needs no more than this."""
LINKED, NAMED, DOUBTED = 0.95, 0.93, 0.65
"""Precision of citations with a link, by name alone, and by name where clocks do not tell who was
first or the named article is old. dev and practice: 10 of 10, 20 of 21, 6 of 9."""
FRESH_HOURS = 48
"""Who names an outlet means what it published lately."""


def _parents_of(edges: Iterable[Edge]) -> dict[str, list[str]]:
    parents: dict[str, list[str]] = {}
    for edge in edges:
        parents.setdefault(edge.child, []).append(edge.parent)
    return parents


def _ancestry(parents: Mapping[str, Sequence[str]], start: str) -> set[str]:
    seen: set[str] = set()
    stack = list(parents.get(start, ()))
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(parents.get(node, ()))
    return seen


def _by_outlet(collection: Collection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article in sorted(collection.articles):
        outlet = collection.outlet(article)
        if outlet:
            found.setdefault(outlet, []).append(article)
    return found


def _inherited(collection: Collection, naming: Naming, parents: Sequence[str]) -> bool:
    """Whether a parent is by the named outlet or names it too."""
    return any(
        collection.outlet(parent) == naming.outlet or naming.outlet in collection.namings[parent]
        for parent in parents
    )


def _is_late(collection: Collection, child: str, other: str) -> bool:
    gap = gap_hours(collection.when[child], collection.when[other])
    return gap is not None and gap > 0


def _reachable(collection: Collection, child: str, other: str) -> bool:
    """Whether the child can have seen the other: it is older, or came before an update."""
    if not _is_late(collection, child, other):
        return True
    updated = when_updated(collection.articles[child])
    first = collection.when[other].earliest
    return updated is not None and first is not None and first <= updated


def _closeness(collection: Collection, child: str, other: str) -> tuple[float, float, str]:
    return story_match(collection, child, other), -_start(collection.when[other]), other


def _start(when: When) -> float:
    moment = when.earliest or when.latest
    return moment.timestamp() if moment else float("inf")


def _target(
    collection: Collection, child: str, holders: Sequence[str], strength: Strength
) -> str | None:
    """The article of a named outlet that the child means."""
    linked = [o for o in holders if o in collection.links.get(child, {})]
    seen = [o for o in holders if _reachable(collection, child, o) and _may_cite(collection, o)]
    fitting = linked or [
        o for o in seen if story_match(collection, child, o) >= _least_match(collection, child, o)
    ]
    fitting = fitting or _standing_out(collection, child, seen)
    if strength in CREDITING:
        fitting = fitting or [o for o in seen if _just_out(collection, child, o)]
    return max(fitting, key=lambda o: _closeness(collection, child, o), default=None)


CREDITING: frozenset[Strength] = frozenset({"credit", "attribution"})


def _just_out(collection: Collection, child: str, other: str) -> bool:
    """Whether a credited outlet's article is of the days before and of anything like this."""
    gap = gap_hours(collection.when[other], collection.when[child])
    fresh = gap is not None and 0 < gap <= FRESH_HOURS
    return fresh and story_match(collection, child, other) >= FAINT


def _least_match(collection: Collection, child: str, other: str) -> float:
    """More must be shared where no clock says that the two are of one time."""
    undated = gap_hours(collection.when[other], collection.when[child]) is None
    return SAME_STORY_UNDATED if undated else SAME_STORY


def _may_cite(collection: Collection, other: str) -> bool:
    """Not the statement of somebody whom the whole story is about."""
    return other not in collection.subjects


def _standing_out(collection: Collection, child: str, holders: Sequence[str]) -> list[str]:
    """The one article of the named outlet of that week that shares more than all others."""
    near = [o for o in holders if _within(collection, child, o)]
    ranked = sorted((story_match(collection, child, o) for o in holders), reverse=True)
    best = [o for o in near if story_match(collection, child, o) == ranked[0]]
    second = ranked[1] if len(ranked) > 1 else 0.0
    clear = ranked and ranked[0] >= FAINT and ranked[0] >= 2 * second
    return best[:1] if clear else []


def _within(collection: Collection, child: str, other: str) -> bool:
    gap = gap_hours(collection.when[other], collection.when[child])
    return gap is not None and abs(gap) <= WEEK_HOURS


def _cite(collection: Collection, child: str, other: str) -> Edge:
    linked = other in collection.links.get(child, {})
    return Edge(
        child=child,
        parent=other,
        kind="cites",
        confidence=LINKED if linked else _sureness(collection, child, other),
        late=_is_late(collection, child, other),
        evidence=pair_evidence(collection, child, other),
    )


def _sureness(collection: Collection, child: str, other: str) -> float:
    gap = gap_hours(collection.when[other], collection.when[child])
    return NAMED if gap and abs(gap) <= FRESH_HOURS else DOUBTED


def _citations_of(
    collection: Collection, child: str, parents: Sequence[str], holders: Mapping[str, list[str]]
) -> Iterable[Edge]:
    own = collection.outlet(child)
    for outlet, naming in sorted(collection.namings[child].items()):
        if outlet == own or outlet not in holders or _inherited(collection, naming, parents):
            continue
        others = [o for o in holders[outlet] if o != child and o not in parents]
        other = _target(collection, child, others, naming.strength)
        if other is not None:
            yield _cite(collection, child, other)


def _paragraph_around(text: str, place: int) -> str:
    begin = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[begin : end if end >= 0 else len(text)]


def _in_update(collection: Collection, child: str, naming: Naming) -> bool:
    """Whether an outlet is named in a paragraph that says it was added later."""
    text = collection.articles[child].text
    return any(
        re.search(rf"\b{re.escape(word)}\b", _paragraph_around(text, span.start).casefold())
        for span in naming.spans
        for word in outlet_words().update
    )


def _late_citations(
    collection: Collection, child: str, taken: Sequence[str], holders: Mapping[str, list[str]]
) -> Iterable[Edge]:
    """Citations that an update brought, also of outlets that the article named before."""
    if when_updated(collection.articles[child]) is None:
        return
    own = collection.outlet(child)
    for outlet, naming in sorted(collection.namings[child].items()):
        if outlet == own or outlet not in holders or not _in_update(collection, child, naming):
            continue
        later = [o for o in holders[outlet] if o not in taken and _is_late(collection, child, o)]
        other = _target(collection, child, later, naming.strength)
        if other is not None:
            yield _cite(collection, child, other)


def find_citations(collection: Collection, derived: Sequence[Edge]) -> list[Edge]:
    """The `cites` edges that stand beside the derivation edges, without closing a cycle."""
    holders = _by_outlet(collection)
    parents = _parents_of(derived)
    citations: list[Edge] = []
    for child in sorted(collection.articles):
        own = parents.get(child, [])
        cited = list(_citations_of(collection, child, own, holders))
        taken = [*own, *(edge.parent for edge in cited)]
        citations += [*cited, *_late_citations(collection, child, taken, holders)]
    return _without_cycles(list(derived), citations)


def _without_cycles(derived: list[Edge], citations: list[Edge]) -> list[Edge]:
    """Leave out citations that would make an article its own ancestor; late ones may."""
    kept: list[Edge] = []
    parents = _parents_of(edge for edge in derived if not edge.late)
    for edge in sorted(citations, key=lambda e: (-e.confidence, e.child, e.parent)):
        if not edge.late:
            if edge.child == edge.parent or edge.child in _ancestry(parents, edge.parent):
                continue
            parents.setdefault(edge.child, []).append(edge.parent)
        kept.append(edge)
    return sorted(kept, key=lambda edge: (edge.child, edge.parent))
