"""Passages by pair: what is computed for all pairs at once is what one pair gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from menurut.model import Article, Reuse
from menurut.trace.collection import covered_length
from menurut.trace.passages import PassageTable, group_reuses

NAMES = ("a", "b", "c")
KNOWN = {name: Article(id=name, text="x" * 60) for name in NAMES}


@st.composite
def shared(draw: st.DrawFn) -> Reuse:
    first, second = draw(st.permutations(NAMES))[:2]
    a0, b0 = draw(st.integers(0, 40)), draw(st.integers(0, 40))
    a1, b1 = a0 + draw(st.integers(1, 20)), b0 + draw(st.integers(1, 20))
    likeness = draw(st.sampled_from((0.5, 0.75, 1.0)))
    return Reuse(a=first, a0=a0, a1=a1, b=second, b0=b0, b1=b1, similarity=likeness, kind="copy")


@given(st.lists(shared(), max_size=12))
def test_all_pairs_at_once_and_one_by_one_are_equal(reuses: list[Reuse]) -> None:
    table = PassageTable(group_reuses(reuses, KNOWN))
    for child, parent in table:
        alone = covered_length(table[child, parent].child)

        assert alone == table.covered(child, parent)
        assert table.of(child, parent).parent == table.of(parent, child).child


def test_a_pair_without_passages_shares_nothing() -> None:
    table = PassageTable({})

    assert table.covered("a", "b") == 0
    assert table.of("a", "b").child == ()
    assert table.reuses("a", "b") == ()
