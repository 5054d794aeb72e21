"""What an edge rests on, as exact places that a person can open, and how to check them again.

What goes in: a collection and a pair of articles. What comes out: evidence records with the
shared passages, the shared rare names and numbers, the places where the child names the
parent's outlet, its links, and the clocks. `replay_evidence` reads the places again and says
whether they still show what is claimed: the same test that a reader would make.

Weakness: shared terms are shown as words, not as sentences; the report has to show context.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from menurut.model import Article, Evidence, EvidenceKind, Reuse, Span, Spans
from menurut.trace.clocks import When, gap_hours
from menurut.trace.collection import Collection
from menurut.trace.mentions import Naming, url_key
from menurut.trace.quantities import find_quantities
from menurut.trace.terms import skeleton

SHOWN_TERMS = 12
"""More shared names than this do not convince anybody further."""
SHOWN_PASSAGES = 40
NAMING_EVIDENCE: dict[str, EvidenceKind] = {
    "name": "outlet", "attribution": "attribution", "credit": "credit", "link": "link",
}  # fmt: skip


def _side(reuse: Reuse, child: str) -> tuple[Span, Span]:
    first, second = Span(reuse.a0, reuse.a1), Span(reuse.b0, reuse.b1)
    return (first, second) if reuse.a == child else (second, first)


def passage_evidence(
    collection: Collection, child: str, parent: str, weight: float | None = None
) -> tuple[Evidence, ...]:
    """The shared passages of a pair, place by place in both texts."""
    sides = [_side(reuse, child) for reuse in collection.passages.reuses(child, parent)]
    sides = sorted(sorted(sides, key=lambda s: s[0].start - s[0].end)[:SHOWN_PASSAGES])
    if not sides:
        return ()
    return (
        Evidence(
            kind="passage", article=child, spans=tuple(s[0] for s in sides), other=parent,
            other_spans=tuple(s[1] for s in sides), weight=weight,
        ),
    )  # fmt: skip


def _shared_places(
    collection: Collection, child: str, parent: str, *, numbers: bool
) -> list[tuple[Span, Span]]:
    first, second = collection.terms[child].anchors, collection.terms[parent].anchors
    weights = collection.anchor_weights
    common = [t for t in first if t in second and t.startswith("#") == numbers]
    common.sort(key=lambda term: (-weights.get(term, 0.0), first[term][0]))
    return sorted((first[term][0], second[term][0]) for term in common[:SHOWN_TERMS])


def term_evidence(collection: Collection, child: str, parent: str) -> tuple[Evidence, ...]:
    """The rarest names and numbers that both articles carry."""
    found: list[Evidence] = []
    kinds: tuple[tuple[EvidenceKind, bool], ...] = (("name", False), ("number", True))
    for kind, numbers in kinds:
        places = _shared_places(collection, child, parent, numbers=numbers)
        if places:
            found.append(
                Evidence(
                    kind=kind, article=child, spans=tuple(p[0] for p in places), other=parent,
                    other_spans=tuple(p[1] for p in places),
                )
            )  # fmt: skip
    return tuple(found)


def word_evidence(collection: Collection, child: str, parent: str) -> tuple[Evidence, ...]:
    """The rarest words that both articles carry, for pairs in one language."""
    lang = collection.articles[child].lang
    if lang != collection.articles[parent].lang:
        return ()
    first, second = collection.terms[child].stems, collection.terms[parent].stems
    weights = collection.stem_weights[lang]
    common = sorted((t for t in first if t in second), key=lambda t: (-weights.get(t, 0), t))
    places = sorted((first[t][0], second[t][0]) for t in common[:SHOWN_TERMS])
    if not places:
        return ()
    return (
        Evidence(
            kind="slip", article=child, spans=tuple(p[0] for p in places), other=parent,
            other_spans=tuple(p[1] for p in places), detail="rare shared words",
        ),
    )  # fmt: skip


def naming_evidence(naming: Naming, child: str, parent: str | None) -> Evidence:
    """Where the child names an outlet."""
    kind = NAMING_EVIDENCE[naming.strength]
    return Evidence(
        kind="outlet" if kind == "link" else kind,
        article=child,
        spans=naming.spans,
        field="text" if naming.spans else "metadata",
        other=parent,
        detail=naming.name,
    )


def link_evidence(collection: Collection, child: str, parent: str) -> tuple[Evidence, ...]:
    """The child's link to the parent's address."""
    url = collection.links.get(child, {}).get(parent)
    if url is None:
        return ()
    return (Evidence(kind="link", article=child, field="metadata", other=parent, detail=url),)


def _stated(when: When) -> str:
    moment = when.earliest or when.latest
    return moment.isoformat() if moment else "?"


def clock_evidence(collection: Collection, child: str, parent: str) -> tuple[Evidence, ...]:
    """Which of the two was published first, where the clocks tell."""
    first, second = collection.when[parent], collection.when[child]
    gap = gap_hours(first, second)
    if not gap:
        return ()
    sign = "<" if gap > 0 else ">"
    detail = f"{_stated(first)} {sign} {_stated(second)}"
    return (
        Evidence(
            kind="clock", article=child, field="metadata", other=parent, other_field="metadata",
            detail=detail,
        ),
    )  # fmt: skip


def pair_evidence(collection: Collection, child: str, parent: str) -> tuple[Evidence, ...]:
    """Everything that ties a child to a parent, surest first."""
    outlet = collection.outlet(parent)
    naming = collection.namings[child].get(outlet) if outlet else None
    own = collection.outlet(child) == outlet
    named = () if naming is None or own else (naming_evidence(naming, child, parent),)
    text = passage_evidence(collection, child, parent)
    terms = term_evidence(collection, child, parent)
    words = () if text or len(terms) > 1 else word_evidence(collection, child, parent)
    links = link_evidence(collection, child, parent)
    return (*text, *links, *named, *terms, *words, *clock_evidence(collection, child, parent))


def _same_term(first: str, second: str) -> bool:
    return skeleton(first) == skeleton(second) or first[:3].casefold() == second[:3].casefold()


def _values(article: Article, spans: Spans) -> list[float | None]:
    read = {q.span: q.low for q in find_quantities(article.text, article.lang)}
    return [read.get(span) for span in spans]


def _replay_passage(evidence: Evidence, text: str, other: str) -> bool:
    for mine, theirs in zip(evidence.spans, evidence.other_spans, strict=True):
        if not mine.of(text).strip() or not theirs.of(other).strip():
            return False
    return True


def _replay_terms(evidence: Evidence, text: str, other: str) -> bool:
    pairs = zip(evidence.spans, evidence.other_spans, strict=True)
    return all(_same_term(mine.of(text), theirs.of(other)) for mine, theirs in pairs)


def replay_evidence(evidence: Evidence, articles: Mapping[str, Article]) -> bool:
    """Whether the places in the texts still show what the evidence says.

    >>> one = Article(id="a", text="Tobin saw it.")
    >>> two = Article(id="b", text="We met Tobin.")
    >>> shared = Evidence(kind="name", article="a", spans=(Span(0, 5),),
    ...                   other="b", other_spans=(Span(7, 12),))
    >>> replay_evidence(shared, {"a": one, "b": two})
    True
    """
    article = articles[evidence.article]
    other = articles.get(evidence.other) if evidence.other else None
    if evidence.kind == "link":
        urls = {url_key(u) for u in (*article.links, article.canonical or "")}
        urls |= {url_key(c.url) for c in article.credits if c.url}
        return url_key(evidence.detail or "") in urls
    if evidence.field == "metadata" or other is None or not evidence.other_spans:
        return all(0 <= s.start < s.end <= len(article.text) for s in evidence.spans)
    if evidence.kind == "number":
        return _values(article, evidence.spans) == _values(other, evidence.other_spans)
    if evidence.kind in {"name", "slip"}:
        return _replay_terms(evidence, article.text, other.text)
    if evidence.kind == "same_text":
        return re.sub(r"\s+", " ", article.text) == re.sub(r"\s+", " ", other.text)
    return _replay_passage(evidence, article.text, other.text)
