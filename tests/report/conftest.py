"""A dossier made by hand from the demo's true lineage: what a perfect chain would find."""

from __future__ import annotations

import re
from typing import Any

import pytest

from menurut.demo import demo_articles, demo_fact_checks, demo_subject, demo_truth
from menurut.model import (
    Article,
    Attributed,
    Attribution,
    CheckRun,
    Dossier,
    Drift,
    Edge,
    Evidence,
    Family,
    Hit,
    IndependentSource,
    Lineage,
    Loop,
    Reuse,
    Span,
)

ARTICLES = {article.id: article for article in demo_articles()}


def span_of(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _drift(record: dict[str, Any]) -> Drift:
    child, parent = ARTICLES[record["child"]], ARTICLES[record["parent"]]
    in_title = record["to_text"] in (child.title or "")
    headline = record["type"] == "headline_unsupported"
    return Drift(
        child=child.id,
        parent=parent.id,
        type=record["type"],
        from_value=record.get("from_value"),
        to_value=record.get("to_value"),
        from_span=None if headline else span_of(record["from_text"], parent.text),
        to_span=span_of(record["to_text"], (child.title or "") if in_title else child.text),
        to_field="title" if in_title else "text",
    )


def _edge(record: dict[str, Any]) -> Edge:
    evidence = Evidence(kind="name", article=record["child"], detail="Tirtala")
    return Edge(
        child=record["child"],
        parent=record["parent"],
        kind=record["kind"],
        confidence=0.6 if record["kind"] == "cites" else 0.95,
        late=record.get("late", False),
        evidence=(evidence,),
    )


def _lineage() -> Lineage:
    truth = demo_truth()
    members = tuple(k for k, v in truth["articles"].items() if v["role"] != "distractor")
    sources = (
        IndependentSource(
            id="selvane:anonymous",
            name="an official at Osmarra's Deposit Guarantee Board",
            source_type="anonymous",
            through=("selvane",),
            certain=True,
            evidence=(),
        ),
        IndependentSource(
            id="person:wostani",
            name="Damira Wostani",
            source_type="person_named",
            through=("harian-wendara",),
            certain=True,
            evidence=(),
        ),
    )
    family = Family(
        id="family:demo",
        members=members,
        origins=tuple(truth["roots"]),
        sources=sources,
        certain=2,
        possible=3,
    )
    counts = {k: v["independent_sources"] for k, v in truth["articles"].items()}
    return Lineage(
        edges=tuple(map(_edge, truth["edges"])),
        roots={k: tuple(v["roots"]) for k, v in truth["articles"].items()},
        independent=counts,
        independent_range={k: (n, n) for k, n in counts.items()},
        loops=tuple(
            Loop(members=tuple(loop["members"]), by_update=loop["by_update"], evidence=())
            for loop in truth["loops"]
        ),
        drift=tuple(map(_drift, truth["drift"])),
        families=(family,),
    )


def _reuses() -> tuple[Reuse, ...]:
    copy, original = ARTICLES["chronicle"].text, ARTICLES["selvane"].text
    words = "As many as 90 customer accounts may have been emptied"
    a, b = span_of(words, copy), span_of(words, original)
    return (
        Reuse(
            a="chronicle", a0=a.start, a1=a.end, b="selvane", b0=b.start, b1=b.end,
            similarity=1.0, kind="copy",
        ),
    )  # fmt: skip


def _attributed() -> Attributed:
    text = ARTICLES["selvane"].text
    return Attributed(
        id="selvane",
        attributions=(
            Attribution(
                source=(span_of("the official", text),),
                cue=(span_of("told", text),),
                content=(span_of('"We are still counting, and the figure could go down,"', text),),
                kind="direct",
                source_type="anonymous",
                hedged=True,
                hedge=(span_of("could", text),),
                antecedent=(span_of("an official at Osmarra's Deposit Guarantee Board", text),),
                rule="quote-cue",
            ),
        ),
    )


@pytest.fixture(scope="session")
def demo() -> Dossier:
    fact_checks = demo_fact_checks()
    hit = Hit(id=fact_checks[0].id, score=0.91, why="900 rekening Tirtala")
    return Dossier(
        subject=demo_subject(),
        articles=tuple(ARTICLES.values()),
        attributed=(_attributed(),),
        reuses=_reuses(),
        lineage=_lineage(),
        checks=(CheckRun(query_id="q", query="Hackers drain 900 accounts", hits=(hit,)),),
        fact_checks=fact_checks[:1],
        archive_size=12,
    )


@pytest.fixture(scope="session")
def plain_demo(demo: Dossier) -> Dossier:
    """The demo with every letter of its texts replaced by a digit: what is left speaks menurut."""
    blank = re.compile(r"[^\W\d_]")

    def emptied(article: Article) -> Article:
        return Article(
            id=blank.sub("1", article.id),
            text=blank.sub("1", article.text),
            title=blank.sub("1", article.title or ""),
            outlet=blank.sub("1", article.outlet or "") + "#" + str(len(article.text)),
            published=article.published,
        )

    ids = {article.id: emptied(article).id for article in demo.articles}
    lineage = demo.lineage
    return Dossier(
        subject=ids[demo.subject or ""],
        articles=tuple(map(emptied, demo.articles)),
        attributed=tuple(
            Attributed(id=ids[a.id], attributions=a.attributions) for a in demo.attributed
        ),
        lineage=Lineage(
            edges=tuple(
                Edge(
                    child=ids[e.child],
                    parent=ids[e.parent],
                    kind=e.kind,
                    confidence=e.confidence,
                    late=e.late,
                    evidence=(),
                )
                for e in lineage.edges
            ),
            drift=tuple(
                Drift(
                    child=ids[d.child],
                    parent=ids[d.parent or ""],
                    type=d.type,
                    from_span=d.from_span,
                    to_span=d.to_span,
                )
                for d in lineage.drift
            ),
            loops=tuple(
                Loop(members=tuple(ids[m] for m in loop.members), evidence=(), by_update=True)
                for loop in lineage.loops
            ),
        ),
        checks=(CheckRun(query_id="1", hits=()),),
        archive_size=12,
    )
