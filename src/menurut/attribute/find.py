"""Who says what in an article: `find_attributions`.

In: an `Article`. Out: `Attributed`. The cascade (cascade.py) finds source, cue and content;
the enrichment below labels any such triple: kind, source type, relays, hedges, antecedents,
chain. Nothing is guessed where the text is ambiguous: the field stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from menurut.attribute.antecedents import Source, resolve
from menurut.attribute.cascade import run_cascade
from menurut.attribute.chains import endpoint, first_links, relay_link
from menurut.attribute.claims import is_checkable, unattributed_claims
from menurut.attribute.findings import Finding
from menurut.attribute.labels import hedge_of, kind_of, source_hedge
from menurut.attribute.lexicon import Lexicon, lexicon_of
from menurut.attribute.merging import merge_findings
from menurut.attribute.page import Page, make_page, tokens_between
from menurut.attribute.settling import mark_nested
from menurut.attribute.sources import asked_for_anonymity
from menurut.model import Article, Attributed, Attribution, Link, SourceType, Span, Spans

# How often each rung's attributions are right (content matched and source right), measured
# on id_dev and polnear_dev together; gold/attribution.py prints the figures anew.
CONFIDENCE: dict[str, float] = {
    "quote-cue": 0.9,
    "preposition": 0.85,
    "basis": 0.6,
    "inverted": 0.85,
    "clause": 0.75,
    "postposed": 0.75,
    "passive": 0.6,
    "relay": 0.7,
    "noun": 0.5,
    "anaphoric": 0.5,
}


class AttributeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What `find_attributions` may be told."""

    language: str | None = None
    """Read the text as this language, whatever the article says."""
    fallback: str = "id"
    """Language of articles that state none."""
    min_confidence: float = 0.0
    """Leave out what is less sure."""
    tagger: bool = True
    """English: let the learned tagger look too, where its model is installed."""


TAGGED_LANGUAGES = frozenset({"en"})
DEFAULTS = AttributeSettings()


def find_attributions(article: Article, settings: AttributeSettings = DEFAULTS) -> Attributed:
    """Who is made to say, think, want or see what in an article.

    >>> article = Article(id="a", lang="id", text="Jembatan itu ditutup, kata Dewi Rukmana.")
    >>> found = find_attributions(article).attributions[0]
    >>> found.source[0].of(article.text), found.content[0].of(article.text)
    ('Dewi Rukmana', 'Jembatan itu ditutup')
    """
    language = settings.language or article.lang or settings.fallback
    lexicon = lexicon_of(language)
    if lexicon is None or not article.text.strip():
        return Attributed(id=article.id, attributions=())
    page = make_article_page(article, lexicon)
    found = run_cascade(page)
    if settings.tagger and language.lower().split("-")[0] in TAGGED_LANGUAGES:
        found = _with_tagger(page, found)
    attributions = tuple(a for a in enrich(page, found) if a.confidence >= settings.min_confidence)
    return Attributed(
        id=article.id,
        attributions=attributions,
        unattributed=unattributed_claims(page, attributions),
    )


def _with_tagger(page: Page, found: list[Finding]) -> list[Finding]:
    """The cascade's findings joined with the tagger's, where its model is installed."""
    from menurut.attribute import tagger  # noqa: PLC0415  heavy, and needed for English only

    if not tagger.tagger_is_installed():
        return found
    return merge_findings(page, found, tagger.tag_findings(page.text, least=0.0))


def make_article_page(article: Article, lexicon: Lexicon) -> Page:
    """The page of an article, for finders other than the cascade."""
    return make_page(article.text, lexicon, article.outlet, article.credits)


def enrich(page: Page, findings: Sequence[Finding]) -> tuple[Attribution, ...]:
    """Label findings, whoever made them, in order of position."""
    ordered = sorted(findings, key=lambda f: (min(f.content), f.cue))
    sources = resolve_sources(page, ordered)
    nesting = mark_nested(ordered)
    chains: dict[tuple[int, int], tuple[Link, ...]] = {}
    return tuple(
        _label(page, finding, source, outer, chains)
        for (finding, outer), source in zip(nesting, sources, strict=True)
    )


def resolve_sources(page: Page, ordered: Sequence[Finding]) -> list[Source | None]:
    """Types and antecedents of all sources, worked out in order of position of the source."""
    ranges = [_source_range(page, finding) for finding in ordered]
    order = sorted(
        range(len(ordered)), key=lambda k: (ordered[k].source or ordered[k].cue)[0].start
    )
    resolved = resolve(page, [ranges[k] for k in order])
    result: list[Source | None] = [None] * len(ordered)
    for k, source in zip(order, resolved, strict=True):
        result[k] = source
    return result


def _source_range(page: Page, finding: Finding) -> tuple[int, int] | None:
    if not finding.source:
        return None
    first, last = tokens_between(page, finding.source[0])
    if page.starts[first] < finding.source[0].start:  # a clitic: part of its token
        return last, last
    if len(finding.source) > 1:
        last = tokens_between(page, finding.source[-1])[1]
    return first, last


def _label(
    page: Page,
    finding: Finding,
    source: Source | None,
    outer: Finding | None,
    chains: dict[tuple[int, int], tuple[Link, ...]],
) -> Attribution:
    content = [tokens_between(page, span) for span in finding.content]
    cue = _core(page, finding) if finding.hedged else ()
    hedge = hedge_of(page, content, cue, cue_hedges=finding.hedged)
    hedge = hedge or source_hedge(page, finding.source)
    via = finding.via or ((outer.source,) if outer is not None else ())
    kind: SourceType = "none" if source is None else source.kind
    if finding.rule == "relay" and kind in ("person_named", "other", "group"):
        kind = "outlet"  # what "dilansir" names passes stories on
    if kind in ("office_unnamed", "group") and finding.sentence >= 0:
        sentence = page.sentences[finding.sentence]
        if asked_for_anonymity(page, sentence.first, sentence.last, finding.content):
            kind = "anonymous"
    return Attribution(
        source=finding.source,
        cue=finding.cue,
        content=finding.content,
        kind=kind_of(page, content),
        source_type=kind,
        via=via,
        via_cue=finding.via_cue,
        hedged=bool(hedge),
        hedge=hedge,
        antecedent=_antecedent(page, source),
        nested=outer is not None,
        act=finding.act,
        chain=_chain(page, source, via, chains),
        confidence=_confidence(page, finding),
        rule=finding.rule,
        checkable=is_checkable(page, content),
    )


def _confidence(page: Page, finding: Finding) -> float:
    """What the finder says, else how often its rung is right in this language, else in any."""
    if finding.confidence is not None:
        return finding.confidence
    measured = page.lexicon.words.confidence.get(finding.rule)
    return CONFIDENCE.get(finding.rule, 0.5) if measured is None else measured


def _core(page: Page, finding: Finding) -> Spans:
    """The last word of the cue, which carries the distance: "telah lama [dituduh]"."""
    if not finding.cue:
        return ()
    first, last = tokens_between(page, finding.cue[-1])
    while first < last - 1 and page.lexicon.has("modifiers", page.lowers[first]):
        first += 1
    return (Span(page.starts[first], finding.cue[-1].end),) if first < last else finding.cue


def _antecedent(page: Page, source: Source | None) -> Spans:
    if source is None or source.antecedent is None:
        return ()
    return (page.span(source.antecedent.first, source.antecedent.last),)


def _chain(
    page: Page,
    source: Source | None,
    via: tuple[Spans, ...],
    chains: dict[tuple[int, int], tuple[Link, ...]],
) -> tuple[Link, ...]:
    """Publishing outlet, relays (or those the antecedent came through), endpoint."""
    end = endpoint(page, source)
    relays = tuple(
        relay_link(page, *tokens_between(page, spans[0]), inherited=False) for spans in via if spans
    )
    if source is not None:
        key = (
            (source.antecedent.first, source.antecedent.last)
            if source.antecedent
            else (source.first, source.last)
        )
        if not relays:
            relays = tuple(
                msgspec.structs.replace(link, inherited=True) for link in chains.get(key, ())
            )
        elif key not in chains:
            chains[key] = relays
    return (*first_links(page, relays), *relays, *((end,) if end is not None else ()))
