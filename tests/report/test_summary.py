from __future__ import annotations

import msgspec
import pytest

from menurut.model import Article, Dossier, Lineage
from menurut.report.catalogue import voice_for
from menurut.report.story import index_dossier
from menurut.report.summary import behind_subject, source_range, summarise, tally


def test_one_sentence_with_a_range_in_english(demo: Dossier) -> None:
    said = summarise(index_dossier(demo), voice_for("en"))

    assert said == (
        "10 articles, 2 independent sources (at most 3); 8 take it from Selvane News Agency."
    )


def test_one_sentence_with_a_range_in_indonesian(demo: Dossier) -> None:
    said = summarise(index_dossier(demo), voice_for("id"))

    assert said == (
        "10 artikel, 2 sumber independen (paling banyak 3); 8 mengambilnya dari Selvane News Agency."
    )


@pytest.mark.parametrize(
    ("certain", "possible", "expected"),
    [
        (1, 1, "1 independent source"),
        (2, 2, "2 independent sources"),
        (1, 4, "1 independent source (at most 4)"),
        (0, 2, "no certain independent source (at most 2)"),
        (0, 0, "no independent source found"),
    ],
)
def test_the_count_of_sources_is_a_range(certain: int, possible: int, expected: str) -> None:
    assert expected == source_range(voice_for("en"), certain, possible)


def test_what_stands_behind_the_subject(demo: Dossier) -> None:
    said = behind_subject(index_dossier(demo), voice_for("en"))

    assert said == "Behind The Norrick Observer: 1 independent source."


def test_changes_and_loops_are_counted(demo: Dossier) -> None:
    assert tally(index_dossier(demo), voice_for("en")) == "4 changes on the way, 1 citation loop."


def test_a_collection_says_how_many_stories_and_loners(demo: Dossier) -> None:
    whole = msgspec.structs.replace(demo, subject=None)

    said = summarise(index_dossier(whole), voice_for("en"))

    assert (
        said
        == "10 articles, 2 independent sources (at most 3); 8 take it from Selvane News Agency. 2 articles stand alone."
    )


def test_a_lonely_subject_is_tied_to_no_other() -> None:
    one = Dossier(
        subject="a", articles=(Article(id="a", text="x"),), lineage=Lineage(roots={"a": ("a",)})
    )

    assert summarise(index_dossier(one), voice_for("id")) == (
        "1 artikel, tidak terkait dengan yang lain."
    )


def test_an_article_only_shown_is_not_said_to_stand_alone() -> None:
    shown = Dossier(subject="a", articles=(Article(id="a", text="x"),))

    assert summarise(index_dossier(shown), voice_for("id")) == "1 artikel."
