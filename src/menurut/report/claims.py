"""The claims of a dossier as schema.org Claim, and a ClaimReview draft without a rating.

What goes in: the claims that the members of a family carry; where nobody found any, the headline
that the story began with. What comes out: for each claim its words, the first article known to
carry it (`firstAppearance`) and all others (`appearance`), each with what it is based on. The
draft is for a fact-checker to finish: menurut fills in who said it where, and leaves away rating,
reviewer, date and address of the review, because only a person can give them.

Weakness: "first" is the first that the archive holds; schema.org has no word for that.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from menurut.model import (
    Article,
    Claim,
    Dossier,
    Family,
    IndependentSource,
    Span,
    interval_of,
)
from menurut.report.catalogue import Voice, voice_for
from menurut.report.json_ld import write_json_ld
from menurut.report.kinds import UNNAMED
from menurut.report.links import safe_address
from menurut.report.story import (
    Story,
    anchor,
    by_time,
    family_of,
    find_article,
    index_dossier,
    outlet_of,
)

CONTEXT = "https://schema.org"
HEADLINE_CHARS = 300
"""A text without headline stands for its claim up to this length."""

_PERSONS = frozenset({"person_named", "office_unnamed", "anonymous"})

Thing = dict[str, Any]


def render_claims(dossier: Dossier) -> str:
    """All claims of a dossier and the articles they appear in, as one JSON-LD graph.

    >>> one = Dossier(subject="a", articles=(Article(id="a", text="x", title="Bridge falls"),))
    >>> '"firstAppearance"' in render_claims(one)
    True
    """
    story = index_dossier(dossier)
    found = find_claims(story)
    carried = {id_ for _, claim in found for id_ in _carriers(story, claim)}
    graph = [_claim(story, family, claim, nested=False) for family, claim in found]
    graph += [_work(story, story.articles[id_]) for id_ in by_time(story.articles, carried)]
    return write_json_ld({"@context": CONTEXT, "@graph": graph})


def render_claim_review(dossier: Dossier, *, lang: str) -> str:
    """A draft for a fact-checker: the central claim of each story, and no verdict.

    >>> one = Dossier(subject="a", articles=(Article(id="a", text="x", title="Bridge falls"),))
    >>> "reviewRating" in render_claim_review(one, lang="en")
    False
    """
    story, voice = index_dossier(dossier), voice_for(lang)
    drafts = [_draft(story, family, claim, voice) for family, claim in _central(story)]
    if len(drafts) == 1:
        return write_json_ld({"@context": CONTEXT, **drafts[0]})
    return write_json_ld({"@context": CONTEXT, "@graph": drafts})


Found = tuple[Family | None, Claim]


def find_claims(story: Story) -> list[Found]:
    """Each claim with its family: those that the subject carries first, then the central one."""
    found: list[Found] = []
    for family in story.families:
        inside = [claim for claim in family.claims if claim.article in story.articles]
        inside.sort(key=lambda c: (story.dossier.subject not in c.carriers, not c.central))
        found += [(family, claim) for claim in inside or _headline(story, family.members)]
    subject = story.dossier.subject
    if subject is not None and family_of(story, subject) is None:
        found += [(None, claim) for claim in _headline(story, [subject])]
    return found


def _central(story: Story) -> list[Found]:
    """One claim for each story; with a subject, for its story only."""
    first: dict[str | None, Found] = {}
    for family, claim in find_claims(story):
        first.setdefault(family.id if family else None, (family, claim))
    subject = story.dossier.subject
    if subject in story.articles:
        own = family_of(story, subject or "")
        return [each for key, each in first.items() if key == (own.id if own else None)]
    return list(first.values())


def _headline(story: Story, members: Iterable[str]) -> list[Claim]:
    """The headline of the earliest article, where no claim was taken from the texts."""
    here = by_time(story.articles, [m for m in members if m in story.articles])
    if not here:
        return []
    return [Claim(id=f"{here[0]}#title", article=here[0], span=Span(0, 0), carriers=tuple(here))]


def _words(story: Story, claim: Claim) -> str:
    article = story.articles[claim.article]
    said = claim.span.of(article.text) if claim.span.start >= 0 else ""
    said = said or article.title or article.text[:HEADLINE_CHARS]
    return " ".join(said.split())


def _carriers(story: Story, claim: Claim) -> list[str]:
    ids = dict.fromkeys((claim.article, *claim.carriers))
    return by_time(story.articles, [id_ for id_ in ids if id_ in story.articles])


def _claim(story: Story, family: Family | None, claim: Claim, *, nested: bool) -> Thing:
    first, *others = _carriers(story, claim)

    def place(id_: str) -> Thing:
        return _work(story, story.articles[id_]) if nested else {"@id": _name(story, id_)}

    article = story.articles[claim.article]
    return _known({
        "@type": "Claim",
        "@id": f"urn:menurut:{anchor('c', story.anchors[article.id], claim.span)}",
        "text": _words(story, claim),
        "inLanguage": article.lang,
        "author": _authors(family, claim),
        "firstAppearance": place(first),
        "appearance": [place(id_) for id_ in others],
    })  # fmt: skip


def _authors(family: Family | None, claim: Claim) -> list[Thing]:
    """The informants whom the claim's own sentence names; a name only where one was given."""
    authors = []
    for source in family.sources if family else ():
        if source.certain and _said_by(source, claim):
            kind = "Person" if source.source_type in _PERSONS else "Organization"
            named = source.source_type not in UNNAMED
            authors.append({"@type": kind, "name" if named else "description": source.name})
    return authors


def _said_by(source: IndependentSource, claim: Claim) -> bool:
    return any(
        span.overlaps(claim.span)
        for evidence in source.evidence
        if evidence.article == claim.article and evidence.field == "text"
        for span in evidence.spans
    )


def _name(story: Story, article: str) -> str:
    return f"urn:menurut:{story.anchors[article]}"


def _work(story: Story, article: Article) -> Thing:
    taken = [e for e in story.parents.get(article.id, ()) if not e.late]
    based = [e.parent for e in taken if e.kind not in {"cites", "translation"}]
    return _known({
        "@type": "NewsArticle",
        "@id": _name(story, article.id),
        "url": safe_address(article.url),
        "headline": article.title,
        "inLanguage": article.lang,
        "datePublished": _moment(article.published),
        "dateModified": _moment(article.updated),
        "publisher": {"@type": "Organization", "name": outlet_of(article)},
        "isBasedOn": [{"@id": _name(story, id_)} for id_ in based],
        "translationOfWork": [
            {"@id": _name(story, e.parent)} for e in taken if e.kind == "translation"
        ],
        "citation": [{"@id": _name(story, e.parent)} for e in taken if e.kind == "cites"],
    })  # fmt: skip


def _moment(stated: str | None) -> str | None:
    """A time as stated, if it is one."""
    return stated.strip() if stated and interval_of(stated) else None


def _draft(story: Story, family: Family | None, claim: Claim, voice: Voice) -> Thing:
    return _known({
        "@type": "ClaimReview",
        "creativeWorkStatus": "Draft",
        "name": voice.say("Draft of a fact-check, without a rating"),
        "description": voice.say(
            "menurut filled in where the claim appeared. Whoever checks it adds the rating, the "
            "reviewer, the date and the address; until then this is no fact-check."
        ),
        "inLanguage": voice.lang,
        "claimReviewed": _reviewed(story, claim),
        "itemReviewed": _claim(story, family, claim, nested=True),
        "citation": _earlier_checks(story),
    })  # fmt: skip


def _reviewed(story: Story, claim: Claim) -> str:
    """As the reader met it: the subject's headline; the first wording stands in the item."""
    subject = find_article(story, story.dossier.subject)
    return (subject.title if subject else None) or _words(story, claim)


def _earlier_checks(story: Story) -> list[Thing]:
    """Fact-checks already published that are close; their verdicts are left to their pages."""
    hits = {hit.id for run in story.dossier.checks for hit in run.hits}
    return [
        _known({
            "@type": "ClaimReview",
            "url": safe_address(check.url),
            "name": check.title or " / ".join(check.claim),
            "publisher": {"@type": "Organization", "name": check.publisher}
            if check.publisher
            else None,
        })
        for check in story.dossier.fact_checks
        if check.id in hits
    ]  # fmt: skip


def _known(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in (None, "", [])}
