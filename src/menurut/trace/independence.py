"""How many informants really stand behind a story, however many articles carry it.

What goes in: edges, outside sources, attributions. What comes out: for each article the distinct
endpoints that its story rests on, and a range. The idea: a story rests on whoever was asked at
the head of each line of copying. An article without parent in the collection was there itself,
or has its story from one outside source, whose informant counts once however many reprint it.
An article that derives from another adds an informant only if its outlet went and asked: it is
named as the one spoken to ("told Norden Dispatch"), in words its parents do not have.

Weakness: whether the new informant speaks about the same claim is judged by shared names and
numbers only; hence the range.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from menurut.model import (
    Article,
    Attributed,
    Attribution,
    Evidence,
    IndependentSource,
    SourceType,
    Span,
)
from menurut.trace.collection import Collection
from menurut.trace.directory import asked_around
from menurut.trace.origins import OutsideUse
from menurut.trace.terms import skeleton

NAMED: frozenset[SourceType] = frozenset({"person_named", "organisation", "document"})
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…\n]+[\"”»’)]*|[^.!?…\n]+$")


class Informant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was asked, or whose paper was read, and the article that did so."""

    key: str
    """Two articles whose informants share a key rest on one."""
    name: str
    source_type: SourceType
    article: str
    certain: bool
    counted: bool = True
    """False: not in the best estimate, only among what is possible."""
    evidence: tuple[Evidence, ...]
    outside: str | None = None


def sentence_around(text: str, span: Span) -> Span:
    """The sentence in which a place stands.

    >>> sentence_around("One. Two here. Three.", Span(6, 8)).of("One. Two here. Three.")
    ' Two here.'
    """
    for match in _SENTENCE.finditer(text):
        if match.start() <= span.start < match.end():
            return Span(match.start(), match.end())
    return span


def asking_places(collection: Collection, article: str) -> tuple[Span, ...]:
    """Where an article names its own outlet as the one that was told or that asked."""
    outlet = collection.outlet(article)
    naming = collection.namings[article].get(outlet or "")
    text = collection.articles[article]
    if naming is None:
        return ()
    return tuple(span for span in naming.spans if asked_around(text.text, span))


def _source_words(article: Article, attribution: Attribution) -> str:
    spans = attribution.antecedent or attribution.source
    return " ".join(span.of(article.text) for span in spans).strip()


def _is_relayed(attribution: Attribution) -> bool:
    return bool(attribution.via) or attribution.source_type in {"outlet", "none"}


def _main_attribution(attributed: Attributed | None) -> Attribution | None:
    """The first attribution to somebody who is not an outlet; named ones before unnamed."""
    found = [a for a in (attributed.attributions if attributed else ()) if not _is_relayed(a)]
    named = [a for a in found if a.source_type in NAMED]
    said = [a for a in found if a.act in {"say", "decree"}]
    best = [a for a in found if a in named and a in said] or said or named or found
    return best[0] if best else None


def _informant_key(article: str, name: str, source_type: SourceType) -> str:
    bones = skeleton(name.rsplit(maxsplit=1)[-1]) if name.strip() else ""
    if source_type == "person_named" and len(bones) >= 3:
        return f"person:{bones}"
    return f"{article}:{source_type}"


def own_informant(
    collection: Collection, article: str, attributed: Mapping[str, Attributed]
) -> Informant:
    """Whom an article without parent rests on: its first source, or its own reporting."""
    text = collection.articles[article]
    main = _main_attribution(attributed.get(article))
    if main is None:
        name = text.outlet or collection.outlet(article) or article
        where = Evidence(kind="outlet", article=article, field="metadata", detail=name)
        return Informant(
            key=f"{article}:own", name=name, source_type="outlet", article=article,
            certain=False, evidence=(where,),
        )  # fmt: skip
    name = _source_words(text, main) or text.outlet or article
    places = main.antecedent or main.source or main.content
    shown = Evidence(kind="attribution", article=article, spans=places, detail=name)
    return Informant(
        key=_informant_key(article, name, main.source_type), name=name,
        source_type=main.source_type, article=article, certain=True, evidence=(shown,),
    )  # fmt: skip


def _overlaps_claim(
    collection: Collection, article: str, place: Span, claim: frozenset[str]
) -> bool:
    """Whether the paragraph around a place speaks of what the claim speaks of."""
    text = collection.articles[article].text
    begin = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    end = len(text) if end < 0 else end
    terms = collection.terms[article]
    inside = {
        term
        for source in (terms.anchors, terms.stems)
        for term, spans in source.items()
        if any(begin <= span.start < end for span in spans)
    }
    return len(inside & claim) >= CLAIM_TERMS


CLAIM_TERMS = 2
"""Rare terms that the words around an informant must share with the claim."""


def asked_informant(
    collection: Collection,
    article: str,
    parents: Sequence[str],
    claim: frozenset[str] | None,
    attributed: Mapping[str, Attributed],
) -> Informant | None:
    """Whom an article with parents asked itself, if its own outlet is named as asking.

    `claim`: terms of which the words around it must have some; None where the article quotes
    its parents in order to examine them.
    """
    text = collection.articles[article]
    for place in asking_places(collection, article):
        if claim is not None and not _overlaps_claim(collection, article, place, claim):
            continue
        sentence = sentence_around(text.text, place)
        if any(sentence.of(text.text).strip() in collection.articles[p].text for p in parents):
            continue
        name = _asked_name(text, sentence, attributed.get(article))
        shown = Evidence(kind="attribution", article=article, spans=(sentence,), detail=name)
        return Informant(
            key=f"{article}:asked", name=name, source_type="other", article=article,
            certain=False, evidence=(shown,),
        )  # fmt: skip
    return None


def _asked_name(article: Article, sentence: Span, attributed: Attributed | None) -> str:
    for attribution in attributed.attributions if attributed else ():
        inside = any(sentence.overlaps(span) for span in attribution.source)
        if inside and attribution.source_type != "outlet":
            return _source_words(article, attribution)
    return article.outlet or article.id


def outside_informants(
    collection: Collection, article: str, outside: OutsideUse, attributed: Mapping[str, Attributed]
) -> list[Informant]:
    """The informants of the outside sources that an article takes from: one for each."""
    found = []
    names = {node.id: node for node in outside.nodes}
    for key in outside.feeds.get(article, ()):
        node = names[key]
        unnamed = _relayed_source(collection.articles[article], attributed.get(article))
        name = f"{node.name}: {unnamed}" if unnamed else node.name
        evidence = tuple(e for e in node.evidence if e.article == article)
        found.append(
            Informant(
                key=key, name=name, source_type="anonymous" if unnamed else "outlet",
                article=article, certain=True, evidence=evidence, outside=key,
            )
        )  # fmt: skip
    return found


def _relayed_source(article: Article, attributed: Attributed | None) -> str | None:
    """The unnamed source that spoke to an outside outlet, in the article's words."""
    for attribution in attributed.attributions if attributed else ():
        if attribution.source_type == "anonymous":
            return _source_words(article, attribution) or None
    return None


def count_sources(informants: Sequence[Informant]) -> tuple[IndependentSource, ...]:
    """Distinct informants, each with the articles through which it came.

    >>> count_sources([])
    ()
    """
    groups: dict[str, list[Informant]] = {}
    for informant in informants:
        groups.setdefault(informant.key, []).append(informant)
    counted = []
    for key, group in sorted(groups.items()):
        first = min(group, key=lambda i: (i.source_type == "outlet", i.article))
        through = {i.article for i in group} | {i.outside for i in group if i.outside}
        counted.append(
            IndependentSource(
                id=key,
                name=first.name,
                source_type=first.source_type,
                through=tuple(sorted(through)),
                certain=any(i.certain for i in group),
                evidence=tuple(
                    e for i in sorted(group, key=lambda i: i.article) for e in i.evidence
                ),
            )
        )
    return tuple(counted)
