from __future__ import annotations

from menurut.model import Article, Dossier
from menurut.report import render_html, render_text
from menurut.report.catalogue import voice_for
from menurut.report.sources import say_time
from menurut.report.story import index_dossier


def article(id_: str, published: str | None, outlet: str = "Gema") -> Article:
    return Article(id=id_, text="x", outlet=outlet, published=published)


def times(*articles: Article, lang: str = "id") -> list[str]:
    story = index_dossier(Dossier(subject=None, articles=articles))
    return [say_time(each, voice_for(lang), story.zones) for each in articles]


def test_zones_are_named_where_they_differ() -> None:
    found = times(
        article("a", "2041-03-04T14:05:00+07:00"), article("b", "2041-03-04T09:00:00Z", "Courier")
    )

    assert found == ["4 Mar 2041, 14.05 WIB", "4 Mar 2041, 09.00 UTC"]


def test_one_zone_of_all_is_named_once_above_them() -> None:
    dossier = Dossier(
        subject=None,
        articles=(
            article("a", "2041-03-04T14:05:00+08:00"),
            article("b", "2041-03-05T00:10:00+08:00"),
        ),
    )

    assert times(*dossier.articles) == ["4 Mar 2041, 14.05", "5 Mar 2041, 00.10"]
    assert "Terbit (WITA)" in render_html(dossier, lang="id")
    assert "First seen (UTC+8)" in render_text(dossier, lang="en")


def test_a_day_has_no_zone() -> None:
    assert times(article("a", "2041-03-04"), article("b", None), lang="en") == [
        "4 Mar 2041",
        "time unknown",
    ]


def test_an_outlet_that_states_its_zone_elsewhere_keeps_it() -> None:
    bare = Article(id="b", text="x", outlet="Gema")
    story = index_dossier(
        Dossier(subject=None, articles=(article("a", "2041-03-04T14:05:00+07:00"), bare))
    )

    assert story.zones.of["b"] == story.zones.of["a"]


def test_the_day_is_that_of_the_zone() -> None:
    assert times(article("a", "2041-03-05T01:00:00+07:00"), lang="en") == ["5 Mar 2041, 01:00"]
