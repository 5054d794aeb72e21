"""Evidence says the same when it is read again, across languages too, and explains the choice."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.model import Article, Edge, Reuse
from menurut.trace.collection import read_collection
from menurut.trace.evidence import pair_evidence, replay_evidence
from menurut.trace.features import FEATURES
from menurut.trace.lineage import trace_lineage
from menurut.trace.weighing import GROUPS

PAIRS = (
    ("The dam at Orsel leaks 40 litres a minute.", "Bendungan Orsel bocor 40 liter per menit."),
    ("Warden Tomas Brill counted 12 cracks.", "Penjaga Tomas Brill menghitung 12 retakan."),
    ("Velm was cleared of 3,500 people on Friday.", "Sebanyak 3.500 warga Velm dipindahkan."),
    ("The Lund institute sent 7 divers.", "Lembaga Lund mengirim tujuh penyelam."),
)
SLOWLY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def translated(draw: st.DrawFn) -> tuple[list[Article], list[Reuse]]:
    """A story in English, and one or two stories in Indonesian that hold parts of it."""
    order = draw(st.permutations(PAIRS))
    parent = Article(
        id="p", lang="en", outlet="Norwire", text=" ".join(en for en, _ in order),
        published="2031-05-01T08:00:00Z",
    )  # fmt: skip
    articles, reuses = [parent], []
    for name in ("c", "d")[: draw(st.integers(1, 2))]:
        kept = draw(st.lists(st.sampled_from(order), min_size=2, unique=True))
        text = " ".join(
            [*(other for _, other in kept), draw(st.sampled_from(("", "Menurut Norwire.")))]
        )
        published = draw(st.sampled_from((None, "2031-05-01", "2031-05-02T09:00:00+07:00")))
        articles.append(
            Article(id=name, lang="id", outlet=f"Kabar {name}", text=text, published=published)
        )
        for en, other in kept:
            a0, b0 = text.index(other), parent.text.index(en)
            reuses.append(
                Reuse(
                    a=name, a0=a0, a1=a0 + len(other), b="p", b0=b0, b1=b0 + len(en),
                    similarity=0.8, kind="translation",
                )
            )  # fmt: skip
    return articles, reuses


@SLOWLY
@given(translated())
def test_replaying_the_evidence_gives_the_same_finding(
    story: tuple[list[Article], list[Reuse]],
) -> None:
    articles, reuses = story
    by_id = {article.id: article for article in articles}
    first, again = trace_lineage(articles, [], reuses), trace_lineage(articles, [], reuses)
    collection = read_collection(articles, {}, reuses)

    assert first == again
    assert any(edge.kind == "translation" for edge in first.edges)
    for edge in first.edges:
        assert all(replay_evidence(evidence, by_id) for evidence in edge.evidence)
        if edge.evidence[0].kind != "same_text":
            assert bare(edge) == pair_evidence(collection, edge.child, edge.parent)


def bare(edge: Edge) -> tuple[object, ...]:
    """The evidence of an edge without what it moved, which needs the rivals."""
    return tuple(msgspec.structs.replace(e, weight=None) for e in edge.evidence)


def test_changed_places_do_not_replay() -> None:
    (one, two), reuses = (
        [
            Article(id="c", lang="id", text=PAIRS[0][1]),
            Article(id="p", lang="en", text=PAIRS[0][0]),
        ],
        [Reuse(a="c", a0=0, a1=20, b="p", b0=0, b1=20, similarity=0.8, kind="translation")],
    )
    evidence = pair_evidence(read_collection([one, two], {}, reuses), "c", "p")
    other = {"c": one, "p": Article(id="p", lang="en", text="   ")}

    assert all(replay_evidence(e, {"c": one, "p": two}) for e in evidence)
    assert not all(replay_evidence(e, other) for e in evidence)


def test_weights_tell_why_this_parent() -> None:
    wire = "Fire broke out in the port of Maravel on Monday, nine people were hurt. "
    more = "The harbour master Ilse Dorn closed two of the four basins until the evening."
    articles = [
        Article(id="wire", text=wire + more, outlet="Norwire", published="2031-03-04T02:10:00Z"),
        Article(id="first", text=wire, outlet="Kabar Lima", published="2031-03-04T03:10:00Z"),
        Article(id="paper", text=wire + more + " Sorot desk.", outlet="Sorot",
                published="2031-03-04T06:30:00Z"),
    ]  # fmt: skip
    edges = trace_lineage(articles, [], shared(articles)).edges
    edge = next(e for e in edges if e.child == "paper")

    assert edge.parent == "wire"
    assert sum(e.weight or 0.0 for e in edge.evidence) > 0


def shared(articles: list[Article]) -> list[Reuse]:
    """What each pair shares from its start."""
    found = []
    for place, a in enumerate(articles):
        for b in articles[place + 1 :]:
            size = next(
                (k for k, (x, y) in enumerate(zip(a.text, b.text, strict=False)) if x != y),
                min(len(a.text), len(b.text)),
            )
            found.append(
                Reuse(a=a.id, a0=0, a1=size, b=b.id, b0=0, b1=size, similarity=1.0, kind="copy")
            )
    return found


def test_every_feature_is_in_one_group_of_evidence() -> None:
    assert sorted(FEATURES) == sorted(name for group in GROUPS.values() for name in group)
