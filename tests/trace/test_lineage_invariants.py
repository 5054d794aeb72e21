"""What holds for every lineage, whatever the collection."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.model import Article, Lineage, Reuse, Span
from menurut.trace.evidence import replay_evidence
from menurut.trace.lineage import trace_lineage

FACTS = (
    "The dam at Orsel leaks 40 litres a minute, warden Tomas Brill said.",
    "Norwire reported that 12 houses in Velm were cleared on Friday.",
    "Mayor Ines Haldor wants the ministry in Karst to pay 3.5 million crowns.",
    "A second crack was seen by divers of the Lund institute near gate seven.",
    "Seldom has the valley seen such rain, the Tidewater Post writes.",
    "Nobody was hurt when the old pump house on Mill Lane came down.",
)
OUTLETS = ("Norwire", "Tidewater Post", "Kabar Lima", None)
TIMES = (None, "2031-05-01", "2031-05-01T08:00:00Z", "2031-05-02T08:00:00+07:00", "nonsense")


@st.composite
def collections(draw: st.DrawFn) -> list[Article]:
    count = draw(st.integers(1, 6))
    return [
        Article(
            id=f"a{n}",
            text=" ".join(draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=5))),
            outlet=draw(st.sampled_from(OUTLETS)),
            lang=draw(st.sampled_from(("en", "id", None))),
            published=draw(st.sampled_from(TIMES)),
            updated=draw(st.sampled_from(TIMES)),
            url=f"https://site{n}.example/{n}",
            links=tuple(
                f"https://site{k}.example/{k}"
                for k in draw(st.lists(st.integers(0, 6), max_size=2))
            ),
        )
        for n in range(count)
    ]


def passages(articles: list[Article]) -> list[Reuse]:
    """Each sentence that stands in two articles, once for each pair."""
    found = []
    for place, a in enumerate(articles):
        for b in articles[place + 1 :]:
            for fact in FACTS:
                x, y = a.text.find(fact), b.text.find(fact)
                if x >= 0 and y >= 0:
                    found.append(
                        Reuse(
                            a=a.id, a0=x, a1=x + len(fact), b=b.id, b0=y, b1=y + len(fact),
                            similarity=1.0, kind="copy",
                        )
                    )  # fmt: skip
    return found


def trace(articles: list[Article]) -> Lineage:
    return trace_lineage(articles, [], passages(articles))


SLOWLY = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(collections())
def test_derivation_never_circles(articles: list[Article]) -> None:
    parents: dict[str, set[str]] = {}
    for edge in trace(articles).edges:
        if not edge.late:
            parents.setdefault(edge.child, set()).add(edge.parent)
    for start, first in parents.items():
        seen, stack = set(), list(first)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(parents.get(node, ()))

        assert start not in seen


@SLOWLY
@given(collections(), st.randoms(use_true_random=False))
def test_the_order_of_articles_is_no_matter(articles: list[Article], rng: random.Random) -> None:
    shuffled, shared = list(articles), passages(articles)
    mixed = list(shared)
    rng.shuffle(shuffled)
    rng.shuffle(mixed)

    assert trace_lineage(articles, [], shared) == trace_lineage(shuffled, [], mixed)


@SLOWLY
@given(collections(), st.integers(0, 5))
def test_an_exact_copy_never_adds_a_source(articles: list[Article], place: int) -> None:
    original = articles[place % len(articles)]
    copy = Article(id="copy", text=original.text, outlet="Copyist", lang=original.lang)
    before, after = trace(articles), trace([*articles, copy])

    assert after.independent["copy"] <= max(before.independent.values())


@SLOWLY
@given(collections())
def test_every_edge_shows_places_inside_the_texts(articles: list[Article]) -> None:
    by_id = {article.id: article for article in articles}

    def inside(article: str, spans: tuple[Span, ...]) -> bool:
        return all(0 <= s.start < s.end <= len(by_id[article].text) for s in spans)

    for edge in trace(articles).edges:
        assert any(e.kind != "clock" for e in edge.evidence)
        for evidence in edge.evidence:
            assert inside(evidence.article, evidence.spans)
            assert evidence.other is None or inside(evidence.other, evidence.other_spans)
            assert replay_evidence(evidence, by_id)


@SLOWLY
@given(collections())
def test_counts_lie_inside_their_range(articles: list[Article]) -> None:
    lineage = trace(articles)
    for article, count in lineage.independent.items():
        certain, possible = lineage.independent_range[article]

        assert certain <= count <= possible
