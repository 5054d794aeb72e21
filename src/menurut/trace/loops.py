"""Circular reporting: articles that lead to each other, each as the other's source.

What goes in: the edges and who names whom. What comes out: loops, shortest first, each with the
evidence of every step. Derivation alone cannot circle; a loop needs a citation: A credits B
while B's text or credit leads back to A, often because A was updated later.

Weakness: two outlets that name each other on one story without using each other look the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from menurut.model import Edge, Evidence, Loop
from menurut.trace.collection import Collection
from menurut.trace.evidence import naming_evidence
from menurut.trace.origins import parent_map

LONGEST = 6
"""Longer circles are not told: nobody follows them."""


class Step(msgspec.Struct, frozen=True):
    """One article leads to another, with what shows it."""

    origin: str
    target: str
    evidence: tuple[Evidence, ...]
    late: bool = False


def _naming_steps(collection: Collection, edges: Sequence[Edge]) -> Iterable[Step]:
    """Namings against the direction of edges: an article credits an outlet that has it from it.

    "From it" goes over as many edges as a loop may have: A credits C, which has it from B, which
    has it from A.
    """
    parents = parent_map(edges, late=True)
    for child in sorted(parents):
        outlet = collection.outlet(child)
        for article in _above(parents, child):
            naming = collection.namings.get(article, {}).get(outlet or "")
            if naming and outlet != collection.outlet(article) and naming.strength != "name":
                found = naming_evidence(naming, article, child)
                yield Step(article, child, (found,))


def _above(parents: Mapping[str, Sequence[str]], child: str) -> list[str]:
    """The articles above one, nearest first, no further than a loop goes."""
    found: dict[str, None] = {}
    level: list[str] = [child]
    for _ in range(LONGEST - 1):
        level = [p for article in level for p in parents.get(article, ()) if p not in found]
        found.update(dict.fromkeys(level))
    found.pop(child, None)
    return list(found)


def _short(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    telling = [e for e in evidence if e.kind not in {"clock", "name", "number"}]
    return tuple(telling[:2] or evidence[:1])


def _shortest_way(
    near: Mapping[str, Sequence[Step]], start: str, goal: str
) -> tuple[Step, ...] | None:
    ways: list[tuple[Step, ...]] = [(step,) for step in near.get(start, ())]
    seen = {start}
    while ways:
        longer: list[tuple[Step, ...]] = []
        for way in ways:
            end = way[-1].target
            if end == goal:
                return way
            if end not in seen and len(way) < LONGEST:
                seen.add(end)
                longer.extend((*way, step) for step in near.get(end, ()))
        ways = longer
    return None


def _rotate(steps: Sequence[Step]) -> tuple[Step, ...]:
    first = min(range(len(steps)), key=lambda place: steps[place].origin)
    return (*steps[first:], *steps[:first])


def find_loops(collection: Collection, edges: Sequence[Edge]) -> tuple[Loop, ...]:
    """The circles in which articles name or derive from each other.

    Each closes with a late citation or with a credit that runs against an edge.
    """
    steps = [Step(e.child, e.parent, _short(e.evidence), e.late) for e in edges]
    closing = [step for step in steps if step.late] + list(_naming_steps(collection, edges))
    near: dict[str, list[Step]] = {}
    for step in (*steps, *(c for c in closing if not c.late)):
        near.setdefault(step.origin, []).append(step)
    loops: dict[tuple[str, ...], Loop] = {}
    for step in closing:
        way = _shortest_way(near, step.target, step.origin)
        if way is None:
            continue
        circle = _rotate((step, *way))
        members = tuple(each.origin for each in circle)
        evidence = tuple(found for each in circle for found in each.evidence)
        by_update = any(each.late for each in circle)
        loops.setdefault(members, Loop(members=members, evidence=evidence, by_update=by_update))
    return tuple(loops[key] for key in sorted(loops, key=lambda k: (len(k), k)))
