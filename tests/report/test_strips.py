from __future__ import annotations

from itertools import pairwise

import pytest

from menurut.model import Article, Dossier, Drift, Edge, Lineage, Span
from menurut.report.catalogue import voice_for
from menurut.report.changes import find_changes
from menurut.report.ladder import find_ladders, join_ladders
from menurut.report.story import index_dossier
from menurut.report.strips import Strip, find_strips, say_value


def strips(dossier: Dossier) -> tuple[Strip, ...]:
    story = index_dossier(dossier)
    return find_strips(story, join_ladders(find_ladders(story)), find_changes(story))


def values(strip: Strip) -> list[str | None]:
    return [step.value for step in strip.steps]


def way(*texts: str, drift: tuple[tuple[int, str, str], ...] = ()) -> Dossier:
    """Articles a, b, c ... each taken from the one before; drift as (child, from, to)."""
    ids = "abcdef"[: len(texts)]
    articles = tuple(
        Article(id=i, text=t, outlet=i.upper()) for i, t in zip(ids, texts, strict=True)
    )
    edges = tuple(
        Edge(child=child, parent=parent, kind="copy", confidence=0.9, evidence=())
        for parent, child in pairwise(ids)
    )
    changes = tuple(
        Drift(child=ids[n], parent=ids[n - 1], type="number_change", from_value=old, to_value=new,
              to_span=Span(0, 1))
        for n, old, new in drift
    )  # fmt: skip
    lineage = Lineage(edges=edges, drift=changes)
    return Dossier(subject=ids[-1], articles=articles, lineage=lineage)


def test_the_demo_goes_from_90_to_900(demo: Dossier) -> None:
    (strip,) = strips(demo)

    assert values(strip) == ["90", "90", "900", "900", "900"]
    assert [step.moved for step in strip.steps] == [False, False, True, False, False]
    assert [change.drift.type for change in strip.steps[3].changes] == [
        "attribution_moved",
        "hedge_dropped",
    ]


def test_a_number_that_changes_twice_is_one_strip() -> None:
    (strip,) = strips(
        way("90 x", "90 x", "500 x", "2 x", drift=((2, "90", "500"), (3, "500", "2")))
    )

    assert values(strip) == ["90", "90", "500", "2"]


def test_two_quantities_are_two_strips() -> None:
    found = strips(way("90, 3", "91, 4", drift=((1, "90", "91"), (1, "3", "4"))))

    assert sorted(map(values, found)) == [["3", "4"], ["90", "91"]]


def test_a_step_that_does_not_have_the_number_is_left_empty() -> None:
    (strip,) = strips(way("90", "ninety", "90", "91", drift=((3, "90", "91"),)))

    assert values(strip) == ["90", None, "90", "91"]


@pytest.mark.parametrize("text", ["1.200 rumah", "1,200 homes", "1200", "sekitar 1.200."])
def test_figures_are_found_however_they_are_grouped(text: str) -> None:
    (strip,) = strips(way(text, "1200", "2000", drift=((2, "1200", "2000"),)))

    assert values(strip)[0] == "1200"


def test_a_way_without_changes_has_none() -> None:
    assert strips(way("90", "90")) == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [("15 %", "15%"), ("2 trillion IDR", "2 triliun IDR"), ("1200", "1.200"), ("agent", "agent")],
)
def test_values_are_written_as_the_reader_writes_them(value: str, said: str) -> None:
    assert said == say_value(value, voice_for("id"))
