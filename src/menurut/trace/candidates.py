"""Which articles may have taken from which.

What goes in: a collection. What comes out: for each article its candidate parents. They come
from shared passages (same language and translated), from links, and from rare shared terms; the
best few by a rough measure are kept, so that a family of thousands stays linear.

Weakness: a rewrite that keeps neither words nor names nor numbers is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from menurut.trace.clocks import When
from menurut.trace.collection import (
    Collection,
    shared_weight,
    story_match,
    total_weight,
)

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
CANDIDATES = 9
"""Candidate parents kept for each article: more cost time and were never chosen in dev."""
LOOKED_AT = 36
"""Of the articles that share anything with a child, so many are compared as stories: those with
most text in common. In a family of thousands everybody shares with everybody."""
TERM_NEIGHBOURS = 8
"""How many neighbours by rare terms are looked at, for stems and for anchors."""
COMMON_TERM = 60
"""A term in more articles than this does not bring candidates; shared passages then do."""
MIN_TERM_MATCH = 0.12
"""Share of term weight that a pair must have in common to be looked at for terms alone."""


def stem_match(collection: Collection, child: str, parent: str) -> tuple[float, float]:
    """Share of the child's and of the parent's weight of stems that both have."""
    if collection.articles[child].lang != collection.articles[parent].lang:
        return 0.0, 0.0
    weights = collection.stem_weights[collection.articles[child].lang]
    first, second = collection.terms[child].stems, collection.terms[parent].stems
    shared = shared_weight(first, second, weights)
    return (
        shared / (collection.stem_totals[child] or 1.0),
        shared / (collection.stem_totals[parent] or 1.0),
    )


def _neighbours(
    terms: Mapping[str, Mapping[str, object]], weights: Mapping[str, float]
) -> dict[str, list[str]]:
    """For each article those with most rare terms in common."""
    index: dict[str, list[str]] = {}
    for article in sorted(terms):
        for term in terms[article]:
            index.setdefault(term, []).append(article)
    near: dict[str, list[str]] = {}
    totals = {article: total_weight(terms[article], weights) for article in terms}
    for article in sorted(terms):
        scores: dict[str, float] = {}
        for term in terms[article]:
            holders = index[term]
            if len(holders) <= COMMON_TERM:
                weight = weights[term] ** 2
                for holder in holders:
                    scores[holder] = scores.get(holder, 0.0) + weight
        scores.pop(article, None)
        ranked = sorted(scores, key=lambda o: (-scores[o] / (totals[o] + 20) ** 0.5, o))
        near[article] = ranked[:TERM_NEIGHBOURS]
    return near


def find_candidates(collection: Collection) -> dict[str, tuple[str, ...]]:
    """For each article the articles it may have taken from, likeliest first by rough measure."""
    pools: dict[str, set[str]] = {
        a: set(collection.passages.partners(a)) for a in collection.articles
    }
    for child, targets in collection.links.items():
        pools[child].update(targets)
        for parent in targets:
            pools[parent].add(child)
    for near in _term_neighbours(collection):
        for child, parents in near.items():
            pools[child].update(parents)
            for parent in parents:
                pools[parent].add(child)
    glance = _Glance(collection)
    return {
        child: _best(collection, child, glance.at(child, pool)) for child, pool in pools.items()
    }


def _term_neighbours(collection: Collection) -> Iterable[dict[str, list[str]]]:
    anchors = {a: t.anchors for a, t in collection.terms.items()}
    yield _neighbours(anchors, collection.anchor_weights)
    for lang, weights in collection.stem_weights.items():
        stems = {
            a: t.stems for a, t in collection.terms.items() if collection.articles[a].lang == lang
        }
        yield _neighbours(stems, weights)


class _Glance:
    """What is seen of many candidates at once (state: clocks and outlets as columns)."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.number = {article: place for place, article in enumerate(sorted(collection.articles))}
        when = [collection.when[article] for article in self.number]
        self.earliest = np.array([_moment(w.earliest) for w in when])
        self.latest = np.array([_moment(w.latest) for w in when])
        self.outlets = np.array([collection.outlet(article) or "" for article in self.number])

    def at(self, child: str, pool: set[str]) -> list[tuple[float, str]]:
        """The candidates at which a closer look is worth while, with what speaks for each.

        Shared text, links, names and a sane clock; the story is not yet compared.
        """
        if not pool:
            return []
        others = sorted(pool)
        places = np.array([self.number[other] for other in others])
        shared = self.collection.passages.partners(child)
        links = self.collection.links.get(child, {})
        named = [outlet for outlet in self.collection.namings[child] if outlet]
        value = np.array([shared.get(other, 0.0) for other in others])
        value /= len(self.collection.articles[child].text) or 1
        value += np.array([other in links for other in others])
        value += 0.3 * np.isin(self.outlets[places], named)
        value -= 0.5 * self._later(self.number[child], places)
        chosen = np.argsort(-value, kind="stable")[:LOOKED_AT]
        return [(float(value[place]), others[place]) for place in chosen]

    def _later(self, child: int, others: Whole) -> Mask:
        """Which of the others were certainly published after the child."""
        later: Mask = self.latest[child] < self.earliest[others]
        return later


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("nan")


def _best(
    collection: Collection, child: str, looked_at: Sequence[tuple[float, str]]
) -> tuple[str, ...]:
    rough = {
        parent: value + story_match(collection, child, parent)
        for value, parent in looked_at
        if _worth_a_look(collection, child, parent)
    }
    ranked = sorted(rough, key=lambda p: (-rough[p], _earliest(collection.when[p]), p))
    return tuple(ranked[:CANDIDATES])


def _earliest(when: When) -> float:
    moment = when.earliest or when.latest
    return moment.timestamp() if moment else float("inf")


def _worth_a_look(collection: Collection, child: str, parent: str) -> bool:
    if (child, parent) in collection.passages or parent in collection.links.get(child, {}):
        return True
    return (
        story_match(collection, child, parent) >= MIN_TERM_MATCH
        or stem_match(collection, child, parent)[0] >= MIN_TERM_MATCH
    )
