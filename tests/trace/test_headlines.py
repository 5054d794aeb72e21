"""Headlines against their own body."""

from __future__ import annotations

import pytest

from menurut.model import Article
from menurut.trace.drift import find_headline_drift


def flagged(title: str, text: str, lang: str) -> list[str | None]:
    article = Article(id="a", lang=lang, title=title, text=text)
    return [drift.to_value for drift in find_headline_drift({"a": article}, ["a"])]


@pytest.mark.parametrize(
    ("lang", "title", "text", "expected"),
    [
        ("en", "Mill explodes in Arvale", "Smoke rose from a mill in Arvale.", ["explosion"]),
        ("en", "Mill explodes in Arvale", "An explosion shook a mill in Arvale.", []),
        ("en", "Minister blasts the mill", "The minister criticised the mill.", []),
        ("en", "Mayor denies the bridge collapsed", "The bridge stands, she said.", []),
        ("id", "Kios habis terbakar", "Asap keluar dari kios itu.", ["run_out"]),
        ("id", "Kebakaran di pasar", "Api melalap kios di pasar.", []),
        ("id", "Resmi! Iuran naik", "Iuran mungkin naik, kata panitia.", ["official"]),
        ("ru", "Взрыв на мельнице", "Над мельницей поднялся дым.", ["explosion"]),
        ("ru", "Обрушился мост", "Мост рухнул утром.", []),
        ("ar", "انهيار جسر الواحة", "ظهرت شقوق في جسر الواحة.", ["collapse"]),
        ("ar", "انهيار جسر الواحة", "انهار جسر الواحة صباحاً.", []),
    ],
)
def test_strong_words_need_the_body(lang, title, text, expected):
    assert flagged(title, text, lang) == expected


def test_what_is_implied_is_carried():
    assert flagged("Two dead in Arvale", "Two shepherds were murdered.", "en") == []
    assert flagged("Two murdered in Arvale", "Two shepherds died.", "en") == ["murder"]


def test_no_title_no_drift():
    article = Article(id="a", lang="en", text="A mill exploded.")

    assert find_headline_drift({"a": article}, ["a"]) == ()


def test_a_share_that_the_body_states_otherwise():
    assert flagged("Fares up 40 percent", "Fares go up by 4 percent in May.", "en") == ["40"]


def test_a_rounded_number_in_the_headline_is_carried():
    assert flagged("About 200 people ill", "In all 198 people fell ill in May.", "en") == []
