"""Why this parent rather than another: what each kind of evidence moved.

What goes in: an edge, the feature rows of its child's candidates, the learned weights. What
comes out: the edge with a weight (log odds) on the first evidence of each kind: by how much it
speaks more for this parent than for the best rival, or than nothing where there is no rival. The
score is a sum, so the parts add up to the lead of the parent over its rival.

Weakness: features that go together share their weight in a way that only training explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.model import Edge, EvidenceKind
from menurut.trace.features import FEATURES

CLOCKS = frozenset({"before", "lag", "after_little", "after_long", "same_day", "clock_unknown"})
NAMES = frozenset({
    "names", "credits", "links", "named_by_parent", "names_another", "echoes", "same_outlet",
    "same_family", "names_subject", "child_present", "parent_present", "outside_claimed",
})  # fmt: skip
PASSAGES = frozenset({
    "child_verbatim", "parent_verbatim", "child_shared", "parent_shared", "child_translated",
    "longest", "quoted", "best_shared", "near_best",
})  # fmt: skip
GROUPS: dict[str, frozenset[str]] = {
    "clock": CLOCKS,
    "naming": NAMES,
    "passage": PASSAGES,
    "terms": frozenset(FEATURES) - CLOCKS - NAMES - PASSAGES,
}
GROUP_OF: dict[EvidenceKind, str] = {
    "passage": "passage", "link": "naming", "outlet": "naming", "credit": "naming",
    "attribution": "naming", "name": "terms", "number": "terms", "slip": "terms", "clock": "clock",
}  # fmt: skip
_MASKS = {
    group: np.array([name in names for name in FEATURES], dtype=np.float64)
    for group, names in GROUPS.items()
}


def weigh(
    edge: Edge, parents: Sequence[str], rows: NDArray[np.float64], weights: Mapping[str, float]
) -> Edge:
    """The edge with what each kind of its evidence moved, against its best rival."""
    parts = rows * np.array([weights.get(name, 0.0) for name in FEATURES])
    totals = parts.sum(axis=1)
    mine = parents.index(edge.parent)
    rivals = [place for place in range(len(parents)) if place != mine]
    lead = parts[mine]
    if rivals:
        lead = lead - parts[max(rivals, key=lambda place: totals[place])]
    left = {group: round(float(lead @ mask), 3) for group, mask in _MASKS.items()}
    evidence = []
    for found in edge.evidence:
        moved = left.pop(GROUP_OF.get(found.kind, ""), None)
        evidence.append(msgspec.structs.replace(found, weight=moved))
    return msgspec.structs.replace(edge, evidence=tuple(evidence))
