"""The chain finds the demo's true lineage: what a newcomer sees first must be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks, demo_subject, demo_truth
from menurut.investigate import add_articles, investigate
from menurut.model import Article, Dossier

pytestmark = pytest.mark.slow
TRUTH = demo_truth()


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with Archive.open(Path(path), create=True) as archive:
        add_articles(archive, demo_articles())
        archive.add_fact_checks(demo_fact_checks())
        return investigate(archive.get(demo_subject()), archive)


def test_every_edge_and_no_other(dossier: Dossier) -> None:
    true = {(edge["child"], edge["parent"]) for edge in TRUTH["edges"]}

    assert {(edge.child, edge.parent) for edge in dossier.lineage.edges} == true


def test_only_the_citation_of_the_update_is_late(dossier: Dossier) -> None:
    late = [(edge.child, edge.parent) for edge in dossier.lineage.edges if edge.late]

    assert late == [("gema-osmarra", "suara-ellivane")]


def test_unrelated_articles_are_in_no_family(dossier: Dossier) -> None:
    others = {id_ for id_, told in TRUTH["articles"].items() if told["role"] == "distractor"}

    assert others.isdisjoint(m for family in dossier.lineage.families for m in family.members)


def test_another_voice_on_the_event_is_kept_to_be_named(dossier: Dossier) -> None:
    family = {m for family in dossier.lineage.families for m in family.members}

    assert {"radio-karang"} == {article.id for article in dossier.articles} - family


def test_origins(dossier: Dossier) -> None:
    true = {id_: tuple(TRUTH["articles"][id_]["roots"]) for id_ in dossier.lineage.roots}

    assert {k: tuple(sorted(v)) for k, v in dossier.lineage.roots.items()} == true


def test_independent_sources_lie_in_the_range(dossier: Dossier) -> None:
    wrong = {
        id_: (certain, TRUTH["articles"][id_]["independent_sources"], possible)
        for id_, (certain, possible) in dossier.lineage.independent_range.items()
        if not certain <= TRUTH["articles"][id_]["independent_sources"] <= possible
    }

    assert wrong == {}


def test_the_two_that_cite_each_other(dossier: Dossier) -> None:
    found = [set(loop.members) for loop in dossier.lineage.loops]

    assert found == [set(loop["members"]) for loop in TRUTH["loops"]]


@pytest.mark.parametrize("drift", TRUTH["drift"], ids=lambda d: f"{d['child']}-{d['type']}")
def test_what_changed_on_the_way(dossier: Dossier, drift: dict[str, str]) -> None:
    found = {(d.child, d.parent, d.type): (d.from_value, d.to_value) for d in dossier.lineage.drift}

    assert (drift["child"], drift["parent"], drift["type"]) in found
    if drift["type"] == "number_change":
        values = found[drift["child"], drift["parent"], drift["type"]]
        assert values == (drift["from_value"], drift["to_value"])


def test_the_fact_check_on_its_claim_comes_first(dossier: Dossier) -> None:
    headline = next(run for run in dossier.checks if run.query_id.endswith("#title"))

    assert [hit.id for hit in headline.hits][:1] == [demo_fact_checks()[0].id]


def test_an_archive_of_an_older_menurut_says_that_it_finds_no_translations(tmp_path: Path) -> None:
    asked = Article(id="new", text="Air naik di Desa Lowa sejak Senin pagi, kata kepala desa.")
    told = []
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        for version in (2, 1):
            add_articles(archive, [Article(id="old", text=f"{asked.text} Warga mengungsi.")])
            archive._connection.execute("UPDATE indexes SET version = ?", (version,))
            told.append(
                [p.what for p in investigate(asked, archive).problems if p.where == "archive"]
            )

    assert told[0] == []
    assert [what.partition(":")[0] for what in told[1]] == ["translations could not be looked up"]
