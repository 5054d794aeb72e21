"""Every span as a W3C Web Annotation, so that other tools can show it on the page itself.

Each attribution and each shared passage becomes one annotation. A span is selected by its words
with what stands around them (TextQuoteSelector) and by its place (TextPositionSelector, in
Unicode code points as Python counts them); the quote finds the place again when a page changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from menurut.model import Article, Dossier, Reuse, Span, Spans
from menurut.report.json_ld import write_json_ld
from menurut.report.marked_text import Saying, find_sayings
from menurut.report.story import Story, anchor, article_anchor, index_dossier

AROUND_CHARS = 32
"""Context on either side: what Hypothesis uses. Where the same words stand twice with the same
context, it is doubled until the quote fits one place only."""
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"menurut": "https://menurut.example/ns#"}]


def render_annotations(dossier: Dossier) -> str:
    """The annotations of a dossier as one JSON-LD collection.

    >>> '"AnnotationCollection"' in render_annotations(Dossier(subject=None, articles=()))
    True
    """
    story = index_dossier(dossier)
    items = [*_attributions(story), *_passages(story)]
    page = {
        "@context": CONTEXT,
        "id": f"urn:menurut:{anchor('c', *sorted(story.anchors.values()))}",
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return write_json_ld(page)


def select_span(text: str, span: Span) -> list[dict[str, Any]]:
    """Both selectors of a span.

    >>> select_span("Gempa terjadi, kata BMKG.", Span(20, 24))[0]["prefix"]
    'Gempa terjadi, kata '
    """
    start = min(max(span.start, 0), len(text))
    end = min(max(span.end, start), len(text))
    around = AROUND_CHARS
    while around < len(text) and not _fits_once(text, start, end, around):
        around *= 2
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - around) : start],
            "suffix": text[end : end + around],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]


def _fits_once(text: str, start: int, end: int, around: int) -> bool:
    """Whether the words with so much context stand at one place only."""
    quote = text[max(0, start - around) : end + around]
    first = text.find(quote)
    return text.find(quote, first + 1) < 0


def _target(article: Article, span: Span) -> dict[str, Any]:
    return {
        "source": article.url or f"urn:menurut:{article_anchor(article)}",
        "selector": select_span(article.text, span),
    }


def _targets(article: Article, spans: Spans) -> list[dict[str, Any]]:
    return [_target(article, span) for span in spans if span.start < span.end]


def _attributions(story: Story) -> Iterator[dict[str, Any]]:
    for id_, attributed in story.attributed.items():
        article = story.articles[id_]
        for saying in find_sayings(article, attributed, story.anchors[id_]):
            targets = _targets(article, saying.attribution.content)
            if targets:
                yield {
                    "id": f"urn:menurut:{saying.anchor}",
                    "type": "Annotation",
                    "motivation": "describing",
                    "body": _attribution_body(article, saying),
                    "target": targets,
                }


def _attribution_body(article: Article, saying: Saying) -> list[dict[str, Any]]:
    found = saying.attribution
    body: list[dict[str, Any]] = [
        {"type": "TextualBody", "purpose": "tagging", "value": found.source_type},
        {"type": "TextualBody", "purpose": "tagging", "value": found.kind},
    ]
    if saying.who:
        body.append({"type": "TextualBody", "purpose": "identifying", "value": saying.who})
    for role in ("source", "cue", "hedge"):
        body += [
            {"type": "SpecificResource", "purpose": "describing", "menurut:role": role, **target}
            for target in _targets(article, getattr(found, role))
        ]
    return body


def _passages(story: Story) -> Iterator[dict[str, Any]]:
    for reuse in story.dossier.reuses:
        if reuse.a in story.articles and reuse.b in story.articles:
            yield _passage(story, reuse)


def _passage(story: Story, reuse: Reuse) -> dict[str, Any]:
    a, b = story.articles[reuse.a], story.articles[reuse.b]
    left, right = Span(reuse.a0, reuse.a1), Span(reuse.b0, reuse.b1)
    name = anchor("p", story.anchors[a.id], left, story.anchors[b.id], right)
    return {
        "id": f"urn:menurut:{name}",
        "type": "Annotation",
        "motivation": "linking",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": reuse.kind},
            {"type": "SpecificResource", "purpose": "linking", **_target(b, right)},
        ],
        "target": _target(a, left),
    }
