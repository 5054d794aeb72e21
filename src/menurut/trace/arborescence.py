"""The best set of parents: maximum spanning arborescence, and the probability of each edge.

What goes in: for each article scores for candidate parents. What comes out: at most one parent
each, without a cycle, with the greatest total score (Chu & Liu 1965, Edmonds 1967), and for each
edge its share of all such forests (the matrix-tree theorem for several roots, Koo et al. 2007).
Scores are log-linear, so the shares are probabilities under the model. "No parent here" scores
zero: it stands for a root common to all.

Weakness: in a knot of more than `MATRIX_LIMIT` articles the shares are taken for each child by
itself, as if cycles could not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

Scores = Mapping[str, Mapping[str, float]]
"""Child to candidate parent to score."""
MATRIX_LIMIT = 900
"""A dense inverse of this size takes about a fifth of a second."""
SCORE_LIMIT = 30.0
"""Scores are cut here so that their exponentials stay in range."""

_ROOT = -1
_Arc = tuple[float, int, int]
"""Score, child and parent as first given."""


class _Knots:
    """Nodes contracted so far: which knot a node lies in (state: a union-find forest)."""

    def __init__(self, arcs: list[list[_Arc]]) -> None:
        self.arcs = arcs
        self.owner = list(range(len(arcs)))
        self.rings: list[tuple[int, list[tuple[int, _Arc]]]] = []

    def find(self, node: int) -> int:
        while node != _ROOT and self.owner[node] != node:
            self.owner[node] = self.owner[self.owner[node]]
            node = self.owner[node]
        return node

    def best(self, node: int) -> _Arc:
        outside = (arc for arc in self.arcs[node] if self.find(arc[2]) != node)
        return min(outside, key=lambda arc: (-arc[0], arc[2] == _ROOT, arc[2], arc[1]))

    def contract(self, ring: list[tuple[int, _Arc]]) -> int:
        knot = len(self.arcs)
        self.rings.append((knot, ring))
        self.owner.append(knot)
        for member, _ in ring:
            self.owner[member] = knot
        self.arcs.append(
            [
                (arc[0] - kept[0], arc[1], arc[2])
                for member, kept in ring
                for arc in self.arcs[member]
                if self.find(arc[2]) != knot
            ]
        )
        return knot


def _settle(knots: _Knots, start: int, done: set[int]) -> dict[int, _Arc]:
    """Follow best parents from `start`, contracting each ring that closes."""
    path: list[tuple[int, _Arc]] = []
    node = start
    while node != _ROOT and node not in done:
        places = [place for place, (member, _) in enumerate(path) if member == node]
        if places:
            ring = path[places[0] :]
            del path[places[0] :]
            node = knots.contract(ring)
        arc = knots.best(node)
        path.append((node, arc))
        node = knots.find(arc[2])
    done.update(member for member, _ in path)
    return dict(path)


def _expand(knots: _Knots, chosen: dict[int, _Arc], size: int) -> dict[int, int]:
    inside: dict[int, set[int]] = {node: {node} for node in range(size)}
    for knot, ring in knots.rings:
        inside[knot] = set().union(*(inside[member] for member, _ in ring))
    for knot, ring in reversed(knots.rings):
        entry = chosen[knot]
        for member, kept in ring:
            chosen[member] = entry if entry[1] in inside[member] else kept
    return {chosen[node][1]: chosen[node][2] for node in range(size)}


def best_parents(scores: Scores) -> dict[str, str]:
    """The parents of the best arborescence; who is better off alone has none.

    >>> best_parents({"b": {"a": 2.0}, "a": {"b": 1.0}, "c": {"a": -1.0}})
    {'b': 'a'}
    """
    names = sorted({*scores, *(p for parents in scores.values() for p in parents)})
    number = {name: place for place, name in enumerate(names)}
    arcs: list[list[_Arc]] = [[(0.0, place, _ROOT)] for place in range(len(names))]
    for child, parents in scores.items():
        place = number[child]
        arcs[place].extend((s, place, number[p]) for p, s in sorted(parents.items()) if p != child)
    knots, done = _Knots(arcs), set[int]()
    chosen: dict[int, _Arc] = {}
    for node in range(len(names)):
        if knots.find(node) not in done:
            chosen.update(_settle(knots, knots.find(node), done))
    parents_of = _expand(knots, chosen, len(names))
    return {names[c]: names[p] for c, p in sorted(parents_of.items()) if p != _ROOT}


def _components(scores: Scores) -> Iterable[list[str]]:
    near: dict[str, set[str]] = {child: set() for child in scores}
    for child, parents in scores.items():
        for parent in parents:
            near[child].add(parent)
            near.setdefault(parent, set()).add(child)
    seen: set[str] = set()
    for start in sorted(near):
        group, stack = [], [start]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                group.append(node)
                stack.extend(near[node])
        if group:
            yield sorted(group)


def _weight(score: float) -> float:
    return float(np.exp(np.clip(score, -SCORE_LIMIT, SCORE_LIMIT)))


def _by_matrix(group: list[str], scores: Scores) -> dict[tuple[str, str], float]:
    number = {name: place for place, name in enumerate(group)}
    laplacian = np.eye(len(group))
    edges = [(c, p, _weight(s)) for c in group for p, s in scores.get(c, {}).items()]
    for child, parent, weight in edges:
        laplacian[number[child], number[child]] += weight
        laplacian[number[parent], number[child]] -= weight
    inverse = np.linalg.inv(laplacian)
    shares = {}
    for child, parent, weight in edges:
        c, p = number[child], number[parent]
        share = float(weight * (inverse[c, c] - inverse[c, p]))
        shares[child, parent] = min(1.0, max(0.0, share))
    return shares


def _by_child(group: list[str], scores: Scores) -> dict[tuple[str, str], float]:
    shares = {}
    for child in group:
        weights = {parent: _weight(score) for parent, score in scores.get(child, {}).items()}
        total = 1.0 + sum(weights.values())
        shares.update({(child, parent): weight / total for parent, weight in weights.items()})
    return shares


def edge_shares(scores: Scores) -> dict[tuple[str, str], float]:
    """The probability of each (child, parent) under the model.

    >>> shares = edge_shares({"b": {"a": 3.0}})
    >>> round(shares["b", "a"], 3)
    0.953
    """
    shares: dict[tuple[str, str], float] = {}
    for group in _components(scores):
        small = len(group) <= MATRIX_LIMIT
        shares.update(_by_matrix(group, scores) if small else _by_child(group, scores))
    return shares
