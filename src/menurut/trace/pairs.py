"""Which articles may have taken from which, and what speaks for it.

What goes in: a collection with what its articles name, attribute and share. What comes out:
for each article its candidate parents, each with a row of features for the log-linear score.
Candidates come from shared passages (same language and translated), from naming and linking,
and from rare shared terms; the best few by a rough measure are kept, so that a family of
thousands stays linear.

Weakness: a rewrite that keeps neither words nor names nor numbers is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.model import Article, Attributed, Reuse, Span
from menurut.trace.clocks import When, gap_hours, learn_trust, when_published
from menurut.trace.mentions import (
    Directory,
    Naming,
    find_links,
    find_namings,
    outlet_family,
    read_directory,
)
from menurut.trace.terms import Terms, anchor_rarity, read_terms, stem_rarity

CANDIDATES = 12
"""Candidate parents kept for each article: more cost time and were never chosen in dev."""
TERM_NEIGHBOURS = 8
"""How many neighbours by rare terms are looked at, for stems and for anchors."""
COMMON_TERM = 60
"""A term in more articles than this does not bring candidates; shared passages then do."""
MIN_TERM_MATCH = 0.12
"""Share of term weight that a pair must have in common to be looked at for terms alone."""


class Passages(msgspec.Struct, frozen=True, kw_only=True):
    """What two articles share, seen from the child."""

    child: tuple[tuple[int, int, float], ...] = ()
    """Stretches of the child with a similarity."""
    parent: tuple[tuple[int, int, float], ...] = ()
    verbatim: tuple[tuple[int, int], ...] = ()
    """Stretches of the child that stand in the parent word for word."""
    translated: bool = False
    longest: int = 0
    """Characters of the longest shared passage."""


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of a collection before parents are chosen."""

    articles: dict[str, Article]
    terms: dict[str, Terms]
    stem_weights: dict[str | None, dict[str, float]]
    anchor_weights: dict[str, float]
    when: dict[str, When]
    trust: float
    directory: Directory
    namings: dict[str, dict[str, Naming]]
    links: dict[str, dict[str, str]]
    reuses: dict[tuple[str, str], tuple[Reuse, ...]]
    """By (smaller id, larger id)."""
    passages: dict[tuple[str, str], Passages]
    """By (child, parent), both ways round."""

    def outlet(self, article: str) -> str | None:
        """The key of the outlet that published an article."""
        return self.directory.publishers.get(article)


FEATURES = (
    "child_verbatim", "parent_verbatim", "child_shared", "parent_shared", "child_translated",
    "longest", "child_stems", "parent_stems", "child_anchors", "parent_anchors", "order",
    "cross_language", "before", "lag", "after_little", "after_long", "same_day",
    "names", "credits", "links", "named_by_parent", "names_another", "echoes", "same_outlet",
    "same_family", "best_shared", "best_terms", "near_best", "beyond",
)  # fmt: skip
"""Order of the columns; each is explained where it is computed."""

Row = NDArray[np.float64]


def _length(stretches: Iterable[tuple[int, int, float]]) -> float:
    """Covered characters, each at the similarity of the best passage over it."""
    covered, end = 0.0, 0
    for start, stop, similarity in sorted(stretches):
        begin = max(start, end)
        if stop > begin:
            covered += (stop - begin) * similarity
            end = stop
    return covered


def _oriented(reuses: Sequence[Reuse], child: str) -> Passages:
    mine, theirs, verbatim, translated, longest = [], [], [], False, 0
    for reuse in reuses:
        at_a = reuse.a == child
        own = (reuse.a0, reuse.a1) if at_a else (reuse.b0, reuse.b1)
        other = (reuse.b0, reuse.b1) if at_a else (reuse.a0, reuse.a1)
        mine.append((*own, reuse.similarity))
        theirs.append((*other, reuse.similarity))
        longest = max(longest, own[1] - own[0])
        translated = translated or reuse.kind == "translation"
        if reuse.kind == "copy":
            verbatim.append(own)
    return Passages(
        child=tuple(sorted(mine)),
        parent=tuple(sorted(theirs)),
        verbatim=tuple(sorted(verbatim)),
        translated=translated,
        longest=longest,
    )


def group_reuses(
    reuses: Sequence[Reuse], known: Mapping[str, Article]
) -> dict[tuple[str, str], tuple[Reuse, ...]]:
    """Passages by pair of articles; furniture and quotations that many carry are left out."""
    grouped: dict[tuple[str, str], list[Reuse]] = {}
    for reuse in reuses:
        if reuse.kind == "furniture" or reuse.common_quote or reuse.a == reuse.b:
            continue
        if reuse.a in known and reuse.b in known:
            grouped.setdefault((min(reuse.a, reuse.b), max(reuse.a, reuse.b)), []).append(reuse)
    return {pair: tuple(sorted(g, key=_place)) for pair, g in grouped.items()}


def _place(reuse: Reuse) -> tuple[str, int, int, int, int]:
    return reuse.a, reuse.a0, reuse.a1, reuse.b0, reuse.b1


def read_collection(
    articles: Sequence[Article], attributed: Mapping[str, Attributed], reuses: Sequence[Reuse]
) -> Collection:
    """Gather terms, clocks, names, links and passages of a collection of different texts."""
    by_id = {article.id: article for article in articles}
    terms = {article.id: read_terms(article) for article in articles}
    directory = read_directory(articles)
    grouped = group_reuses(reuses, by_id)
    passages = {}
    for (first, second), group in grouped.items():
        passages[first, second] = _oriented(group, first)
        passages[second, first] = _oriented(group, second)
    when = {article.id: when_published(article) for article in articles}
    links = find_links(articles)
    gaps = [gap_hours(when[p], when[c]) for c, targets in links.items() for p in targets]
    return Collection(
        articles=by_id,
        terms=terms,
        stem_weights=stem_rarity(articles, terms),
        anchor_weights=anchor_rarity(terms),
        when=when,
        trust=learn_trust(gaps),
        directory=directory,
        namings=find_namings(articles, attributed, directory),
        links=links,
        reuses=grouped,
        passages=passages,
    )


def shared_weight(
    first: Mapping[str, object], second: Mapping[str, object], weights: Mapping[str, float]
) -> float:
    """Weight of the terms that both have."""
    small, large = (first, second) if len(first) <= len(second) else (second, first)
    return sum(weights.get(term, 0.0) for term in small if term in large)


def total_weight(terms: Mapping[str, object], weights: Mapping[str, float]) -> float:
    """Weight of all terms of one article."""
    return sum(weights.get(term, 0.0) for term in terms)


def story_match(collection: Collection, child: str, parent: str) -> float:
    """How much of the lighter article's weight of anchors the other shares (0 to 1)."""
    first, second = collection.terms[child].anchors, collection.terms[parent].anchors
    weights = collection.anchor_weights
    least = min(total_weight(first, weights), total_weight(second, weights))
    return shared_weight(first, second, weights) / least if least else 0.0


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
    pools: dict[str, set[str]] = {article: set() for article in collection.articles}
    for child, parent in collection.passages:
        pools[child].add(parent)
    for child, targets in collection.links.items():
        pools[child].update(targets)
        for parent in targets:
            pools[parent].add(child)
    for near in _term_neighbours(collection):
        for child, parents in near.items():
            pools[child].update(parents)
            for parent in parents:
                pools[parent].add(child)
    return {child: _best(collection, child, pool) for child, pool in pools.items()}


def _term_neighbours(collection: Collection) -> Iterable[dict[str, list[str]]]:
    anchors = {a: t.anchors for a, t in collection.terms.items()}
    yield _neighbours(anchors, collection.anchor_weights)
    for lang, weights in collection.stem_weights.items():
        stems = {
            a: t.stems for a, t in collection.terms.items() if collection.articles[a].lang == lang
        }
        yield _neighbours(stems, weights)


def _rough(collection: Collection, child: str, parent: str) -> float:
    """A cheap measure for choosing candidates: shared text, links and a sane clock."""
    passages = collection.passages.get((child, parent))
    size = len(collection.articles[child].text) or 1
    shared = _length(passages.child) / size if passages else 0.0
    linked = parent in collection.links.get(child, {})
    named = collection.outlet(parent) in collection.namings[child]
    gap = gap_hours(collection.when[parent], collection.when[child])
    late = gap is not None and gap < 0
    return shared + linked + 0.3 * named - 0.5 * late + story_match(collection, child, parent)


def _best(collection: Collection, child: str, pool: set[str]) -> tuple[str, ...]:
    kept = [p for p in sorted(pool) if _worth_a_look(collection, child, p)]
    rough = {parent: _rough(collection, child, parent) for parent in kept}
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


def stem_match(collection: Collection, child: str, parent: str) -> tuple[float, float]:
    """Share of the child's and of the parent's weight of stems that both have."""
    if collection.articles[child].lang != collection.articles[parent].lang:
        return 0.0, 0.0
    weights = collection.stem_weights[collection.articles[child].lang]
    first, second = collection.terms[child].stems, collection.terms[parent].stems
    shared = shared_weight(first, second, weights)
    return (
        shared / (total_weight(first, weights) or 1.0),
        shared / (total_weight(second, weights) or 1.0),
    )


def _order(first: Mapping[str, tuple[Span, ...]], second: Mapping[str, tuple[Span, ...]]) -> float:
    """How far shared anchors come in the same order: -1 to 1, 0 when there are too few."""
    common = [term for term in first if term in second]
    if len(common) < 4:
        return 0.0
    x = np.array([first[term][0].start for term in common], dtype=float)
    y = np.array([second[term][0].start for term in common], dtype=float)
    signs = np.sign(x[:, None] - x[None, :]) * np.sign(y[:, None] - y[None, :])
    return float(signs.sum() / (len(common) * (len(common) - 1)))


def _text_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    passages = collection.passages.get((child, parent), Passages())
    size_c = len(collection.articles[child].text) or 1
    size_p = len(collection.articles[parent].text) or 1
    shared_c, shared_p = _length(passages.child) / size_c, _length(passages.parent) / size_p
    verbatim = _length((a, b, 1.0) for a, b in passages.verbatim)
    one_language = not passages.translated
    return {
        "child_verbatim": verbatim / size_c,
        "parent_verbatim": min(1.0, verbatim / size_p),
        "child_shared": shared_c if one_language else 0.0,
        "parent_shared": shared_p,
        "child_translated": shared_c if passages.translated else 0.0,
        "longest": min(passages.longest, 600) / 600,
        "cross_language": float(
            collection.articles[child].lang != collection.articles[parent].lang
        ),
    }


def _term_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    first, second = collection.terms[child].anchors, collection.terms[parent].anchors
    weights = collection.anchor_weights
    shared = shared_weight(first, second, weights)
    stems_c, stems_p = stem_match(collection, child, parent)
    return {
        "child_stems": stems_c,
        "parent_stems": stems_p,
        "child_anchors": shared / (total_weight(first, weights) + 10.0),
        "parent_anchors": shared / (total_weight(second, weights) + 10.0),
        "order": _order(first, second),
    }


def _clock_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    first, second = collection.when[parent], collection.when[child]
    gap = gap_hours(first, second)
    # A clock that is right 19 times in 20 counts in full; one that is right half the time, not.
    faith = max(0.0, 2 * collection.trust - 1) / 0.9 * min(first.trust, second.trust) / 0.8
    if gap is None:
        return {}
    return {
        "before": faith * (gap > 0),
        "lag": faith * float(np.log1p(max(gap, 0.0) / 24)),
        "after_little": faith * (-14 <= gap < 0),
        "after_long": faith * (gap < -14),
        "same_day": float(gap == 0),
    }


def _naming_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    mine, theirs = collection.namings[child], collection.namings[parent]
    outlet_c, outlet_p = collection.outlet(child), collection.outlet(parent)
    naming = mine.get(outlet_p) if outlet_p and outlet_p != outlet_c else None
    named_back = theirs.get(outlet_c) if outlet_c and outlet_p != outlet_c else None
    others = {o for o in mine if o not in {outlet_p, outlet_c} and mine[o].strength != "name"}
    linked = parent in collection.links.get(child, {})
    return {
        "names": float(naming is not None),
        "credits": float(naming is not None and naming.strength in {"credit", "attribution"}),
        "links": float(linked),
        "named_by_parent": float(named_back is not None)
        + float(child in collection.links.get(parent, {})),
        "names_another": float(bool(others - set(theirs)) and naming is None and not linked),
        "echoes": float(bool({o for o in others if o in theirs})),
        "same_outlet": float(outlet_c is not None and outlet_c == outlet_p),
        "same_family": float(
            outlet_c is not None
            and outlet_p is not None
            and outlet_c != outlet_p
            and outlet_family(outlet_c) == outlet_family(outlet_p)
        ),
    }


def _against_rivals(rows: Sequence[dict[str, float]]) -> None:
    """Fill in how each candidate compares with the others of the same child."""
    shared = [row["child_shared"] + row["child_translated"] for row in rows]
    terms = [row["child_stems"] + row["child_anchors"] for row in rows]
    best_shared, best_terms = max(shared, default=0.0), max(terms, default=0.0)
    for row, mine, words in zip(rows, shared, terms, strict=True):
        row["best_shared"] = float(mine > 0 and mine >= best_shared)
        row["best_terms"] = float(words >= best_terms)
        row["near_best"] = mine / best_shared if best_shared else 0.0


def feature_rows(collection: Collection, child: str, parents: Sequence[str]) -> Row:
    """One row of `FEATURES` for each candidate parent of a child."""
    rows: list[dict[str, float]] = [
        {
            **_text_features(collection, child, parent),
            **_term_features(collection, child, parent),
            **_clock_features(collection, child, parent),
            **_naming_features(collection, child, parent),
        }
        for parent in parents
    ]
    _against_rivals(rows)
    return np.array([[row.get(name, 0.0) for name in FEATURES] for row in rows]).reshape(
        len(rows), len(FEATURES)
    )
