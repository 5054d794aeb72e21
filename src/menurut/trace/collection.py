"""A collection before parents are chosen: terms, clocks, names, links and shared passages.

What goes in: articles with different texts, what they attribute, the passages they share. What
comes out: one record in which every later step looks things up; nothing is decided here.

Weakness: an outlet that a story is about is told from its sources only by who names it early.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import fsum

import msgspec

from menurut.model import Article, Attributed, Reuse, Span
from menurut.trace.clocks import When, gap_hours, learn_trust, usual_offsets, when_published
from menurut.trace.directory import Directory, asked_around, read_directory
from menurut.trace.mentions import Naming, find_links, find_namings
from menurut.trace.outline import Outline, read_outline
from menurut.trace.passages import PassageTable, group_reuses
from menurut.trace.terms import Terms, anchor_rarity, read_terms, stem_rarity

SUBJECTS_CHECKED = 60
"""Of very many articles that name an outlet, so many are looked at."""
SAME_SUBJECT = 0.08
"""Share of anchor weight from which an early naming is on the same story."""


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
    passages: PassageTable
    """By (child, parent), both ways round."""
    anchor_outlines: dict[str, Outline]
    stem_outlines: dict[str, Outline]
    anchor_totals: dict[str, float]
    stem_totals: dict[str, float]
    asked: dict[str, float]
    """How plainly an article says that its own outlet was there: see `presence`."""
    subjects: frozenset[str]
    """Articles of outlets that their story is about: naming those is not citing."""

    inside: frozenset[str]
    """The outlets that published anything here."""
    met: dict[tuple[str, str], float] = msgspec.field(default_factory=dict)
    """Filled by `shared_anchors`: the pairs that were looked at."""

    def outlet(self, article: str) -> str | None:
        """The key of the outlet that published an article."""
        return self.directory.publishers.get(article)


def read_collection(
    articles: Sequence[Article], attributed: Mapping[str, Attributed], reuses: Sequence[Reuse]
) -> Collection:
    """Gather terms, clocks, names, links and passages of a collection of different texts."""
    by_id = {article.id: article for article in articles}
    terms = {article.id: read_terms(article) for article in articles}
    directory = read_directory(articles)
    usual = usual_offsets(articles, directory.publishers)
    when = {
        a.id: when_published(a, usual.get(directory.publishers.get(a.id, ""))) for a in articles
    }
    links = find_links(articles)
    gaps = [gap_hours(when[p], when[c]) for c, targets in links.items() for p in targets]
    weights, anchors = stem_rarity(articles, terms), anchor_rarity(terms)
    stems_of = {a.id: weights[a.lang] for a in articles}
    namings = find_namings(articles, attributed, directory)
    collection = Collection(
        articles=by_id,
        terms=terms,
        stem_weights=weights,
        anchor_weights=anchors,
        when=when,
        trust=learn_trust(gaps),
        directory=directory,
        namings=namings,
        links=links,
        passages=PassageTable(group_reuses(reuses, by_id)),
        anchor_outlines=_anchor_outlines(terms, anchors),
        stem_outlines=_stem_outlines(terms, stems_of),
        anchor_totals={i: total_weight(t.anchors, anchors) for i, t in terms.items()},
        stem_totals={i: total_weight(t.stems, stems_of[i]) for i, t in terms.items()},
        asked={
            a.id: presence(a, namings[a.id].get(directory.publishers.get(a.id, "")))
            for a in articles
        },
        subjects=frozenset(),
        inside=frozenset(directory.publishers.values()),
    )
    return msgspec.structs.replace(collection, subjects=find_subjects(collection))


def _anchor_outlines(
    terms: Mapping[str, Terms], weights: Mapping[str, float]
) -> dict[str, Outline]:
    made: dict[int, dict[str, float]] = {}
    outlines = {}
    for article, each in terms.items():
        for sentence in each.sentences:
            if id(sentence) not in made:
                made[id(sentence)] = {t: weights.get(t, 0.0) for t in sentence.anchors}
        outlines[article] = read_outline([made[id(s)] for s in each.sentences])
    return outlines


def _stem_outlines(
    terms: Mapping[str, Terms], weights: Mapping[str, Mapping[str, float]]
) -> dict[str, Outline]:
    made: dict[int, dict[str, float]] = {}
    outlines = {}
    for article, each in terms.items():
        mine = weights[article]
        for sentence in each.sentences:
            if id(sentence) not in made:
                made[id(sentence)] = {t: mine.get(t, 0.0) for t in sentence.stems}
        outlines[article] = read_outline([made[id(s)] for s in each.sentences])
    return outlines


HEAD_CHARS = 160
"""A dateline or a first sentence ends here."""
SUBJECT_NAMINGS = 2
"""Articles that name an outlet before it has published anything on the story."""


def presence(article: Article, own: Naming | None) -> float:
    """How plainly an article says that its outlet reported itself: named as asking, in a dateline.

    >>> text = "She told Norwire that the gate was open."
    >>> own = Naming(outlet="norwire", name="Norwire", strength="name", spans=(Span(9, 16),))
    >>> presence(Article(id="a", text=text), own)
    1.0
    """
    spans = own.spans if own else ()
    asked = any(asked_around(article.text, span) for span in spans)
    dateline = any(span.end < HEAD_CHARS and is_dateline(article.text, span) for span in spans)
    return float(asked) + 0.5 * float(dateline)


def is_dateline(text: str, span: Span) -> bool:
    """Whether an outlet's name at the head of a text is followed by a dash or brackets."""
    return bool(re.match(r"[\s)\]»\"”]*[-–—:]", text[span.end : span.end + 4]))


def find_subjects(collection: Collection) -> frozenset[str]:
    """Articles of outlets that others name on the same story before they publish on it."""
    naming: dict[str, list[str]] = {}
    for article, outlets in collection.namings.items():
        for outlet, found in outlets.items():
            if found.strength in {"name", "attribution"}:
                naming.setdefault(outlet, []).append(article)
    subjects = set()
    for target in collection.articles:
        publisher = collection.outlet(target)
        early = [
            article
            for article in naming.get(publisher or "", ())[:SUBJECTS_CHECKED]
            if collection.outlet(article) != publisher
            and (gap_hours(collection.when[article], collection.when[target]) or 0.0) > 0
            and story_match(collection, article, target) >= SAME_SUBJECT
        ]
        if len(early) >= SUBJECT_NAMINGS:
            subjects.add(target)
    return frozenset(subjects)


def covered_length(stretches: Iterable[tuple[int, int, float]]) -> float:
    """Covered characters, each at the similarity of the first passage over it.

    >>> covered_length([(0, 10, 1.0), (5, 20, 0.5)])
    15.0
    """
    covered, end = 0.0, 0
    for start, stop, similarity in sorted(stretches):
        begin = max(start, end)
        if stop > begin:
            covered += (stop - begin) * similarity
            end = stop
    return covered


def shared_weight(
    first: Mapping[str, object], second: Mapping[str, object], weights: Mapping[str, float]
) -> float:
    """Weight of the terms that both have; exact, so that no order matters.

    KeyError for a term without a weight.
    """
    return fsum(map(weights.__getitem__, first.keys() & second.keys()))


def total_weight(terms: Mapping[str, object], weights: Mapping[str, float]) -> float:
    """Weight of all terms of one article."""
    return fsum([weights.get(term, 0.0) for term in terms])


def shared_anchors(collection: Collection, first: str, second: str) -> float:
    """Weight of the anchors that two articles share, reckoned once for a pair."""
    pair = min(first, second), max(first, second)
    known = collection.met.get(pair)
    if known is None:
        one, two = collection.terms[first].anchors, collection.terms[second].anchors
        known = collection.met[pair] = shared_weight(one, two, collection.anchor_weights)
    return known


def story_match(collection: Collection, child: str, parent: str) -> float:
    """How much of the lighter article's weight of anchors the other shares (0 to 1)."""
    least = min(collection.anchor_totals[child], collection.anchor_totals[parent])
    return shared_anchors(collection, child, parent) / (least + STORY_FLOOR)


STORY_FLOOR = 6.0
"""Weight added to an article's anchors: two shared names in a short text are not a story."""
