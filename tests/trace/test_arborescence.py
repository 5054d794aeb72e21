"""The arborescence against all forests, counted one by one."""

from __future__ import annotations

import itertools
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.trace.arborescence import best_parents, edge_shares

NAMES = ("a", "b", "c", "d")
Scores = dict[str, dict[str, float]]


@st.composite
def scores(draw: st.DrawFn) -> Scores:
    value = st.floats(-3, 3).map(lambda x: round(x, 3))
    return {
        child: {p: draw(value) for p in NAMES if p != child and draw(st.booleans())}
        for child in NAMES
    }


def forests(table: Scores) -> list[dict[str, str]]:
    """Every choice of parents without a cycle."""
    found = []
    for choice in itertools.product(*[(None, *table[child]) for child in NAMES]):
        parents = {c: p for c, p in zip(NAMES, choice, strict=True) if p is not None}
        for start in NAMES:
            node, steps = start, 0
            while node in parents and steps <= len(NAMES):
                node, steps = parents[node], steps + 1
            if steps > len(NAMES):
                break
        else:
            found.append(parents)
    return found


def total(table: Scores, parents: dict[str, str]) -> float:
    return sum(table[child][parent] for child, parent in parents.items())


@settings(max_examples=60, deadline=None)
@given(scores())
def test_the_best_forest_is_found(table: Scores) -> None:
    best = max(total(table, forest) for forest in forests(table))

    assert math.isclose(best, total(table, best_parents(table)), abs_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(scores())
def test_shares_are_those_of_all_forests(table: Scores) -> None:
    weights = [(forest, math.exp(total(table, forest))) for forest in forests(table)]
    everything = sum(weight for _, weight in weights)
    shares = edge_shares(table)
    for child, parent in shares:
        with_edge = sum(w for forest, w in weights if forest.get(child) == parent)

        assert math.isclose(with_edge / everything, shares[child, parent], abs_tol=1e-8)
