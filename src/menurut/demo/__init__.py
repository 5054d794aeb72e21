"""The story that ships with menurut: twelve articles, their true lineage, three fact-checks.

People, outlets, agencies, places and money are invented, and every address is under .example.
The story holds what menurut looks for: a wire report with an unnamed official, a hedge and a
number; reprints; a translation whose headline its body does not carry; a number that grows; a
hedge that falls away; words put into another mouth; two outlets that cite each other; one outlet
that went and asked; and two articles that have nothing to do with it.

The truth (`truth.json`) is written in the conventions of docs/demo.md: edges run from child to
parent, drift is quoted in the words of both articles.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from menurut.model import Article, FactCheck, article_from_json

_HERE = files(__package__)


@cache
def demo_articles() -> tuple[Article, ...]:
    """The articles of the demo story, as a newsroom would have collected them.

    >>> len(demo_articles())
    12
    """
    lines = (_HERE / "story.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(article_from_json(json.loads(line)) for line in lines)


def demo_subject() -> str:
    """The id of the article that a reader sees last: where the demo starts.

    >>> demo_subject()
    'norrick-observer'
    """
    subject: str = demo_truth()["subject"]
    return subject


def demo_truth() -> dict[str, Any]:
    """The true lineage: edges, roots, independent sources, drift and loops.

    >>> demo_truth()["independent_source_count"]
    2
    """
    truth: dict[str, Any] = json.loads((_HERE / "truth.json").read_text(encoding="utf-8"))["demo"]
    return truth


def demo_fact_checks() -> tuple[FactCheck, ...]:
    """Three invented fact-checks; the first is about the demo's claim.

    >>> [check.verdict for check in demo_fact_checks()]
    ['Number not supported', 'Keliru', 'Tidak didukung bukti']
    """
    pages = sorted((_HERE / "factchecks").iterdir(), key=lambda page: page.name)
    return tuple(_fact_check(page.read_bytes()) for page in pages if page.name.endswith(".json"))


def _fact_check(page: bytes) -> FactCheck:
    """One of our own ClaimReview files; `menurut check` reads those of the world."""
    review = msgspec.json.decode(page)
    item = review["itemReviewed"]
    return FactCheck(
        id=review["url"],
        claim=(review["claimReviewed"],),
        title=review["headline"],
        summary=review["reviewBody"],
        verdict=review["reviewRating"]["alternateName"],
        publisher=review["author"]["name"],
        url=review["url"],
        date=review["datePublished"],
        lang=review["inLanguage"],
        claimant=item.get("author", {}).get("name"),
        appearances=tuple(work["url"] for work in item.get("appearance", ())),
    )
