"""Quotations put in another mouth, with those who say them."""

from __future__ import annotations

import pytest

from menurut.attribute import find_attributions
from menurut.model import Article, Drift, Edge
from menurut.trace.drift import find_drift

PARENT = (
    '"The ropes were old and nobody wanted to hear it," deckhand Orla Finch said on Monday. '
    "The owner of the ferry was not at home. "
    '"We will look at every rope before the summer," harbour master Tomas Reed said.'
)


def drift_of(body: str, *, parent: str = PARENT, lang: str = "en") -> tuple[Drift, ...]:
    both = {
        "p": Article(id="p", lang="en", text=parent),
        "c": Article(id="c", lang=lang, text=body),
    }
    said = {i: find_attributions(a) for i, a in both.items()}
    edge = Edge(child="c", parent="p", kind="rewrite", confidence=0.9, evidence=())
    return find_drift(both, said, [edge], [])


CASES = [
    (
        "the other speaker's words",
        "en",
        (
            '"The ropes were old and nobody wanted to hear it," deckhand Orla Finch told reporters. '
            '"We will look at every rope before the summer," Orla Finch said.'
        ),
        True,
    ),
    (
        "the same speakers, in another language",
        "id",
        (
            '"Talinya sudah tua dan tidak ada yang mau mendengar," kata kelasi Orla Finch, Senin. '
            '"Kami akan memeriksa setiap tali sebelum musim panas," kata syahbandar Tomas Reed.'
        ),
        False,
    ),
    (
        "the other speaker's words, in another language",
        "id",
        (
            '"Talinya sudah tua dan tidak ada yang mau mendengar," kata kelasi Orla Finch, Senin. '
            '"Kami akan memeriksa setiap tali sebelum musim panas," kata Orla Finch.'
        ),
        True,
    ),
    (
        "the same speakers, the other way round",
        "en",
        (
            '"We will look at every rope before the summer," harbour master Tomas Reed said. '
            '"The ropes were old and nobody wanted to hear it," said deckhand Orla Finch.'
        ),
        False,
    ),
]


@pytest.mark.parametrize(
    ("lang", "body", "moved"), [pytest.param(*rest, id=label) for label, *rest in CASES]
)
def test_whose_words_a_quotation_is(lang, body, moved):
    found = drift_of(body, lang=lang)

    assert moved == ("attribution_moved" in {d.type for d in found})


HEDGES = [
    (
        "what is rejected with its doubt",
        "The ministry rejected reports that it is considering closing the Larkmoor ferry line.",
        "The ministry says nobody is closing the ferry line to Larkmoor.",
        False,
    ),
    (
        "a condition kept, the hedge gone",
        "Lenders could demand 40 million crowns from the Larkmoor ferry if the town walks away, a banker said.",
        "Lenders will demand 40 million crowns from the Larkmoor ferry if the town walks away, a banker said.",
        True,
    ),
]


@pytest.mark.parametrize(
    ("parent", "child", "dropped"), [pytest.param(*rest, id=label) for label, *rest in HEDGES]
)
def test_hedges_beside_denials_and_conditions(parent, child, dropped):
    found = drift_of(child, parent=parent)

    assert dropped == ("hedge_dropped" in {d.type for d in found})


def test_a_school_is_told_of_by_its_pupils():
    found = drift_of(
        "Water from the well in Larkmoor made three schools ill, a nurse said.",
        parent="Sixty pupils in Larkmoor fell ill from the water of a borehole, a nurse said.",
    )

    assert "actor_changed" not in {d.type for d in found}
