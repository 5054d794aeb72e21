"""What tracing a family costs as it grows: near its size, not its square."""

from __future__ import annotations

import time

import pytest

from menurut.model import Article, Attributed, Attribution, Reuse, Span
from menurut.trace.lineage import trace_lineage
from menurut.trace.signs import signs_in

STORY = (
    "A grain silo collapsed in the harbour of Port Selda on Monday night.",
    "It buried 14 lorries, fire chief Odile Vantar told the Selda Post.",
    "Nobody was in the cabs, she said.",
    "The owner, Torvik Mill, denied that the silo had been overfilled.",
    "The silo was built in 1961 and held 3,200 tonnes of barley.",
    "Reached by phone, harbour master Jorun Ketil declined to comment.",
)


def family(size: int) -> tuple[list[Article], list[Attributed], list[Reuse]]:
    """Reprints of one story, each with a line of its own; each shares it with some older ones."""
    articles = [
        Article(
            id=f"a{n:04d}", lang="en", outlet=f"Paper {n}", title="Silo collapses",
            text="\n\n".join((*STORY[: n % 4 + 2], f"Paper {n} visited quay {n}.", *STORY[n % 4 + 2 :])),
            published=f"2031-03-{4 + n // 1440:02d}T{n // 60 % 24:02d}:{n % 60:02d}:00Z",
        )
        for n in range(size)
    ]  # fmt: skip
    attributed = [_attributed(article) for article in articles]
    pairs = [(n, m) for n in range(size) for m in {n // 2, n // 3, max(0, n - 1)} if m < n]
    reuses = [r for n, m in pairs for r in _shared(articles[m], articles[n])]
    return articles, attributed, reuses


def _attributed(article: Article) -> Attributed:
    place = article.text.index("fire chief Odile Vantar")
    chief, cue = Span(place, place + 23), Span(place + 24, place + 28)
    said = Attribution(
        source=(chief,), cue=(cue,), content=(), kind="indirect", source_type="person_named"
    )
    return Attributed(id=article.id, attributions=(said,))


def _shared(a: Article, b: Article) -> list[Reuse]:
    return [
        Reuse(
            a=a.id, a0=a.text.index(s), a1=a.text.index(s) + len(s),
            b=b.id, b0=b.text.index(s), b1=b.text.index(s) + len(s),
            similarity=1.0, kind="copy",
        )
        for s in STORY
    ]  # fmt: skip


def cpu_seconds(size: int) -> float:
    """The quickest of three: what else runs here makes one slower, never quicker."""
    inputs = family(size)
    spent = []
    for _ in range(3):
        started = time.process_time()
        trace_lineage(*inputs)
        spent.append(time.process_time() - started)
    return min(spent)


@pytest.mark.slow
def test_a_family_twice_as_large_costs_about_twice_as_much() -> None:
    cpu_seconds(20)  # packs and patterns load once
    small, large = cpu_seconds(200), cpu_seconds(400)

    assert large <= 3 * small


def test_a_sentence_that_stands_in_all_reprints_is_searched_once() -> None:
    signs_in.cache_clear()
    trace_lineage(*family(60))
    known = signs_in.cache_info()

    assert known.misses <= len(STORY) + 60 + 2
    assert known.hits > known.misses
