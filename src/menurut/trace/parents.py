"""Choose each article's parent, say how sure, and name the kind of the edge.

What goes in: a collection with candidate parents. What comes out: derivation edges. The idea
(LINEAGE in docs/trace.md): a log-linear score per candidate with learned weights against "no
parent here", decoded as a maximum spanning arborescence, probabilities by the matrix-tree
theorem, calibrated. After the tree, a passage that the parent does not explain and another
article does makes a second parent.

Weights live in `weights.toml`; `scripts/train_trace.py` learns them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.errors import KnowledgeError
from menurut.model import Edge, EdgeKind
from menurut.trace.arborescence import Scores, best_parents, edge_shares
from menurut.trace.candidates import find_candidates, stem_match
from menurut.trace.collection import Collection
from menurut.trace.evidence import pair_evidence
from menurut.trace.features import FEATURES, Row, feature_rows
from menurut.trace.passages import verbatim_cover
from menurut.trace.weighing import weigh

SOLID = 0.8
"""At or above this confidence an edge is shown without its runner-up."""
COPY_SHARE = 0.45
"""Share of the child that stands in the parent from which it is a copy. dev: copies .55-.99
(with boilerplate added), excerpts .05-.40."""
EXCERPT_CHARS = 45
"""A word-for-word passage this long is a quotation of the parent, not chance. dev: rewrites
keep runs of up to 40 characters (names with titles, figures)."""
CITED_TRANSLATED, CITED_STEMS = 0.22, 0.25
"""A named parent of which less than this stands in the child is cited, not used: share of
translated text, share of the weight of words. dev: citations reach .19 and .23 (and now and
then more), translations start at .32, rewrites at .26."""
SECOND_PARENT_CHARS = 120
"""Characters of the child that only the second parent explains."""


Mask = NDArray[np.bool_]
"""One truth value for each character of a text."""


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From share to probability: log odds of an edge = slope * log odds of its share + shift."""

    slope: float = 1.0
    shift: float = 0.0


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `weights.toml`: a weight per feature, and the calibration of shares."""

    bias: float
    features: dict[str, float]
    calibration: dict[str, Calibration] = {}
    """For each kind of edge: what is copied word for word is surer than what is retold."""


@cache
def load_weights() -> Weights:
    """The learned weights that ship with menurut."""
    text = (resources.files("menurut.trace") / "weights.toml").read_text(encoding="utf-8")
    try:
        return msgspec.toml.decode(text, type=Weights)
    except msgspec.DecodeError as error:
        raise KnowledgeError(f"trace/weights.toml: {error}") from error


def score_candidates(
    collection: Collection, candidates: Mapping[str, tuple[str, ...]], weights: Weights
) -> dict[str, dict[str, float]]:
    """The score of each candidate parent of each child; 0 is the score of having none."""
    rows = {c: feature_rows(collection, c, parents) for c, parents in candidates.items()}
    return _scores(candidates, rows, weights)


def _scores(
    candidates: Mapping[str, tuple[str, ...]], rows: Mapping[str, Row], weights: Weights
) -> dict[str, dict[str, float]]:
    vector = np.array([weights.features.get(name, 0.0) for name in FEATURES])
    return {
        child: dict(zip(parents, (rows[child] @ vector + weights.bias).tolist(), strict=True))
        for child, parents in candidates.items()
    }


def calibrate(share: float, curve: Calibration) -> float:
    """The probability that an edge with this share of the forests is right.

    >>> round(calibrate(0.9, Calibration()), 3)
    0.9
    """
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    odds = curve.slope * math.log(bounded / (1 - bounded)) + curve.shift
    return 1 / (1 + math.exp(-odds))


def verbatim_share(collection: Collection, child: str, parent: str) -> tuple[float, int]:
    """Share of the child that the parent has word for word, and the longest such passage."""
    passages = collection.passages.of(child, parent)
    covered, longest = verbatim_cover(passages.verbatim)
    return covered / (len(collection.articles[child].text) or 1), longest


def _only_named(collection: Collection, child: str, parent: str) -> bool:
    """Whether the child names or links the parent and has next to nothing of its text."""
    outlet = collection.outlet(parent)
    named = outlet != collection.outlet(child) and outlet in collection.namings[child]
    if not named and parent not in collection.links.get(child, {}):
        return False
    passages = collection.passages.of(child, parent)
    size = len(collection.articles[child].text) or 1
    if passages.translated or _languages_differ(collection, child, parent):
        return collection.passages.covered(child, parent) / size < CITED_TRANSLATED
    return not passages.child and stem_match(collection, child, parent)[0] < CITED_STEMS


def _languages_differ(collection: Collection, child: str, parent: str) -> bool:
    first, second = collection.articles[child].lang, collection.articles[parent].lang
    return bool(first and second and first.split("-")[0] != second.split("-")[0])


def edge_kind(collection: Collection, child: str, parent: str) -> EdgeKind:
    """Citation, copy, excerpt, rewrite or translation, by how much stands in both."""
    if _only_named(collection, child, parent):
        return "cites"
    if _languages_differ(collection, child, parent):
        return "translation"
    share, longest = verbatim_share(collection, child, parent)
    if share >= COPY_SHARE:
        return "copy"
    return "excerpt" if longest >= EXCERPT_CHARS else "rewrite"


def _runner_up(shares: Mapping[tuple[str, str], float], scores: Scores, edge: Edge) -> str | None:
    rivals = [p for p in scores[edge.child] if p != edge.parent]
    return max(rivals, key=lambda p: (shares[edge.child, p], p), default=None)


def make_edge(collection: Collection, child: str, parent: str, confidence: float) -> Edge:
    """A derivation edge with its kind and evidence."""
    return Edge(
        child=child,
        parent=parent,
        kind=edge_kind(collection, child, parent),
        confidence=round(confidence, 4),
        evidence=pair_evidence(collection, child, parent),
    )


def choose_parents(collection: Collection) -> list[Edge]:
    """The derivation edges of a collection: at most one first parent each, no cycle."""
    weights = load_weights()
    candidates = find_candidates(collection)
    rows = {c: feature_rows(collection, c, parents) for c, parents in candidates.items()}
    edges = decode_parents(collection, _scores(candidates, rows, weights), weights)
    return [weigh(e, candidates[e.child], rows[e.child], weights.features) for e in edges]


def decode_parents(collection: Collection, scores: Scores, weights: Weights) -> list[Edge]:
    """The edges of the best arborescence under given scores, with calibrated confidence."""
    shares = edge_shares(scores)
    edges = []
    for child, parent in best_parents(scores).items():
        edge = make_edge(collection, child, parent, shares[child, parent])
        if all(evidence.kind == "clock" for evidence in edge.evidence):
            continue
        curve = weights.calibration.get(edge.kind, Calibration())
        confidence = round(calibrate(shares[child, parent], curve), 4)
        rival = _runner_up(shares, scores, edge) if confidence < SOLID else None
        edges.append(msgspec.structs.replace(edge, confidence=confidence, runner_up=rival))
    return edges


def _explained(collection: Collection, child: str, parents: list[str]) -> Mask:
    """Which characters of the child its parents explain."""
    taken = np.zeros(len(collection.articles[child].text) + 1, dtype=bool)
    for parent in parents:
        for start, stop, _ in collection.passages.of(child, parent).child:
            taken[start:stop] = True
    return taken


def _unexplained(collection: Collection, child: str, taken: Mask, other: str) -> int:
    """Characters of the child that `other` has word for word and none of its parents has."""
    mine = np.zeros_like(taken)
    for start, stop in collection.passages.of(child, other).verbatim:
        mine[start:stop] = True
    return int((mine & ~taken).sum())


def _ancestors(above: Mapping[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    stack = [start]
    while stack:
        for parent in above.get(stack.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return seen


def second_parents(collection: Collection, edges: list[Edge]) -> list[Edge]:
    """Further parents of merged articles, for passages that the first does not explain."""
    found: list[Edge] = []
    first = {edge.child: edge.parent for edge in edges}
    above: dict[str, list[str]] = {}
    for edge in edges:
        above.setdefault(edge.child, []).append(edge.parent)
    rivals: dict[str, list[str]] = {}
    for child, other in collection.passages:
        if child in first and other != first[child]:
            rivals.setdefault(child, []).append(other)
    for child, others in sorted(rivals.items()):
        for edge in _seconds_of(collection, child, above, sorted(others)):
            above[child].append(edge.parent)
            found.append(edge)
    return found


def _seconds_of(
    collection: Collection, child: str, above: Mapping[str, list[str]], others: list[str]
) -> list[Edge]:
    taken = _explained(collection, child, above[child])
    if int((~taken).sum()) <= SECOND_PARENT_CHARS:
        return []
    gains = {o: _unexplained(collection, child, taken, o) for o in others}
    fitting = (
        other
        for other in sorted(gains, key=lambda o: (-gains[o], o))
        if gains[other] >= SECOND_PARENT_CHARS
        and not _is_later(collection, child, other)
        and child not in _ancestors(above, other)
    )
    other = next(fitting, None)
    return [make_edge(collection, child, other, SECOND_PARENT_CONFIDENCE)] if other else []


SECOND_PARENT_CONFIDENCE = 0.7
"""Precision of second parents on the simulator."""


def _is_later(collection: Collection, child: str, other: str) -> bool:
    first, second = collection.when[other], collection.when[child]
    return bool(first.earliest and second.latest and first.earliest > second.latest)
