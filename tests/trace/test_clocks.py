"""Which was first, as far as clocks can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from menurut.model import Article, Clock
from menurut.trace.clocks import gap_hours, learn_trust, usual_offsets, when_published


def at(published: str | None, name: str = "a") -> Article:
    return Article(id=name, text="", published=published)


def test_a_day_says_nothing_within_the_day() -> None:
    day, noon = when_published(at("2031-05-01")), when_published(at("2031-05-01T12:00:00Z"))

    assert 0.0 == gap_hours(day, noon)


def test_nothing_is_published_after_its_first_capture() -> None:
    capture = datetime(2031, 5, 1, tzinfo=UTC)
    stated = Clock(earliest=capture, latest=capture + timedelta(days=9), kind="meta", trust=0.8)
    caught = Clock(earliest=None, latest=capture + timedelta(days=2), kind="capture", trust=0.9)
    when = when_published(Article(id="a", text="", clocks=(stated, caught)))

    assert capture + timedelta(days=2) == when.latest


def test_a_z_of_an_outlet_with_another_habit_may_be_local() -> None:
    habit = [at(f"2031-05-0{n}T08:00:00+07:00", f"h{n}") for n in range(1, 5)]
    odd = at("2031-05-05T14:00:00Z", "odd")
    usual = usual_offsets([*habit, odd], dict.fromkeys(("h1", "h2", "h3", "h4", "odd"), "kabar"))
    when = when_published(odd, usual["kabar"])

    assert datetime(2031, 5, 5, 7, tzinfo=UTC) == when.earliest
    assert datetime(2031, 5, 5, 14, tzinfo=UTC) == when.latest


def test_clocks_that_contradict_citations_lose_trust() -> None:
    assert learn_trust([-50.0] * 20) < learn_trust([]) < learn_trust([5.0] * 200)


def test_a_day_that_the_opening_reports_overrules_an_earlier_clock() -> None:
    text = "Lampu di pabrik padam lebih cepat, Kamis (21/8) sore. Buruh menunggu."
    back_dated = Article(id="a", lang="id", text=text, published="2031-08-20")
    right = Article(id="b", lang="id", text=text, published="2031-08-21T19:00:00+07:00")

    assert datetime(2031, 8, 20, 15, tzinfo=UTC) == when_published(back_dated).earliest
    assert when_published(back_dated).latest is None
    assert datetime(2031, 8, 21, 12, tzinfo=UTC) == when_published(right).earliest


@pytest.mark.parametrize("text", ["Pasar malam dibuka Sabtu (99/8).", "Rapat Rabu (10/9) batal."])
def test_a_day_that_is_none_or_far_off_changes_nothing(text: str) -> None:
    article = Article(id="a", lang="id", text=text, published="2031-08-20T10:00:00Z")

    assert datetime(2031, 8, 20, 10, tzinfo=UTC) == when_published(article).earliest
