"""What a candidate has and lacks of the child's, against its rivals."""

from __future__ import annotations

from menurut.model import Article
from menurut.trace.collection import read_collection
from menurut.trace.features import FEATURES, feature_rows
from menurut.trace.inheritance import KINDS, inheritance
from menurut.trace.weighing import GROUPS

RICH = (
    "The ferry Halmor ran aground off Tessby with 214 people on board. Captain Odde Vrinn said "
    "that 31 cars were wet. The harbour of Norrel was closed for 6 hours."
)
POOR = "The ferry Halmor ran aground off Tessby with 214 people on board."
CHILD = "Off Tessby the ferry Halmor ran aground; captain Odde Vrinn counted 31 wet cars."


def shares(day: str) -> dict[str, dict[str, float]]:
    articles = [
        Article(id="child", text=CHILD, lang="en", published="2031-05-02T09:00:00Z"),
        Article(id="poor", text=POOR, lang="en", published="2031-05-01T09:00:00Z"),
        Article(id="rich", text=RICH, lang="en", published=day),
    ]
    collection = read_collection(articles, {}, [])
    names = [f"{what}_{kind}" for kind in KINDS for what in ("have", "only")]
    rivals = [True, day < "2031-05-02"]
    rows = inheritance(collection, "child", ["poor", "rich"], rivals)
    return {
        parent: dict(zip(names, row.tolist(), strict=True))
        for parent, row in zip(("poor", "rich"), rows, strict=True)
    }


def test_what_only_one_candidate_has_speaks_for_it() -> None:
    found = shares("2031-05-01T08:00:00Z")

    assert found["rich"]["have_names"] == 1.0 > found["poor"]["have_names"]
    assert found["rich"]["only_numbers"] > 0 == found["poor"]["only_numbers"]


def test_what_appeared_after_the_child_is_no_rival() -> None:
    assert shares("2031-05-09")["poor"]["have_names"] == 1.0


def test_every_feature_is_in_one_group_of_evidence() -> None:
    assert sorted(FEATURES) == sorted(name for group in GROUPS.values() for name in group)


def test_a_child_without_candidates_has_no_rows() -> None:
    collection = read_collection([Article(id="a", text=CHILD, lang="en")], {}, [])

    assert feature_rows(collection, "a", []).shape == (0, len(FEATURES))
