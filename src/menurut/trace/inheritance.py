"""Who has what the child has: an article cannot have taken what its parent lacks.

What goes in: a child and its candidate parents. What comes out: for each candidate and each
kind of material (names, numbers, words, passages) two shares of what the child has in common
with any of them: `have`, the part that this candidate has, and `only`, the part that it alone
has. The idea is that of stemmatology: what two witnesses share and a third lacks shows that the
third does not stand between them. A changed figure, a slip or an added fact that only one
candidate shares weighs most. A candidate that appeared after the child took from it, if
anything, and is no rival.

Weakness: what a child took from two parents speaks against both a little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from menurut.trace.clocks import gap_hours
from menurut.trace.collection import Collection

KINDS = ("names", "numbers", "words", "passages")
FLOOR = {"names": 4.0, "numbers": 3.0, "words": 12.0, "passages": 10.0}
"""Weight added below the line: what little is shared tells little. In weights of rarity (a rare
term weighs 3 to 5), of passages in cells of text."""
CELL = 8
"""Characters of a cell: passages are compared in steps of this size."""

Matrix = NDArray[np.float64]


def inheritance(
    collection: Collection, child: str, parents: Sequence[str], rivals: Sequence[bool]
) -> Matrix:
    """For each candidate `have` and `only` of each kind, in the order of `KINDS`."""
    held = _held(collection, child, parents)
    columns = [
        column
        for kind in KINDS
        for column in _shares(held[kind], np.array(rivals, dtype=bool), FLOOR[kind])
    ]
    return np.stack(columns, axis=1) if parents else np.zeros((0, 2 * len(KINDS)))


def may_precede(collection: Collection, child: str, parent: str) -> bool:
    """Whether the clocks do not exclude that a candidate was there before the child."""
    gap = gap_hours(collection.when[parent], collection.when[child])
    return gap is None or gap >= 0


def _held(collection: Collection, child: str, parents: Sequence[str]) -> dict[str, Matrix]:
    """For each kind the weight that each candidate has of each thing of the child's."""
    anchors, weights = collection.terms[child].anchors, collection.anchor_weights
    others = [collection.terms[parent].anchors for parent in parents]
    names = [term for term in anchors if not term.startswith("#")]
    numbers = [term for term in anchors if term.startswith("#")]
    return {
        "names": _terms_held(names, others, weights),
        "numbers": _terms_held(numbers, others, weights),
        "words": _words_held(collection, child, parents),
        "passages": _passages_held(collection, child, parents),
    }


def _terms_held(
    terms: Sequence[str], others: Sequence[Mapping[str, object]], weights: Mapping[str, float]
) -> Matrix:
    held = np.array([[term in other for term in terms] for other in others], dtype=np.float64)
    weighed: Matrix = held.reshape(len(others), len(terms)) * np.array(
        [weights.get(term, 0.0) for term in terms]
    )
    return weighed


def _words_held(collection: Collection, child: str, parents: Sequence[str]) -> Matrix:
    lang = collection.articles[child].lang
    none: Mapping[str, object] = {}
    others = [
        collection.terms[p].stems if collection.articles[p].lang == lang else none for p in parents
    ]
    words = [t for t in collection.terms[child].stems if not t.startswith("#")]
    return _terms_held(words, others, collection.stem_weights[lang])


def _passages_held(collection: Collection, child: str, parents: Sequence[str]) -> Matrix:
    held = np.zeros((len(parents), len(collection.articles[child].text) // CELL + 1))
    for row, parent in enumerate(parents):
        for start, stop, likeness in collection.passages.of(child, parent).child:
            cells = held[row, start // CELL : max(stop // CELL, start // CELL + 1)]
            np.maximum(cells, likeness, out=cells)
    return held


def _shares(held: Matrix, rivals: NDArray[np.bool_], floor: float) -> tuple[Matrix, Matrix]:
    """`have` and `only` of each candidate."""
    if not len(held):
        return np.zeros(0), np.zeros(0)
    against = np.where(rivals[:, None], held, 0.0)
    order = np.sort(against, axis=0)
    first = order[-1]
    second = order[-2] if len(order) > 1 else np.zeros_like(first)
    best_other = np.where((against == first) & rivals[:, None], second, first)
    common = np.maximum(held, best_other).sum(axis=1) + floor
    only = np.maximum(held - best_other, 0.0).sum(axis=1)
    lacking = np.maximum(best_other - held, 0.0).sum(axis=1)
    return 1.0 - lacking / common, only / common
