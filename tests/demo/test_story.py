"""The demo story: invented, complete, and its truth agrees with its texts."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from menurut.demo import demo_articles, demo_fact_checks, demo_subject, demo_truth
from menurut.model import interval_of

ARTICLES = {article.id: article for article in demo_articles()}
TRUTH = demo_truth()


def test_story_holds_twelve_articles_in_two_languages() -> None:
    found = (len(ARTICLES), {article.lang for article in ARTICLES.values()})

    assert found == (12, {"en", "id"})


def test_every_address_is_an_example() -> None:
    urls = [url for a in ARTICLES.values() for url in (a.url, *a.links)]
    urls += [check.url for check in demo_fact_checks()]

    hosts = {urlsplit(url).hostname for url in urls if url}

    assert [host for host in hosts if not host.endswith(".example")] == []


def test_truth_names_every_article_and_no_other() -> None:
    assert set(TRUTH["articles"]) == set(ARTICLES)
    assert demo_subject() in ARTICLES


@pytest.mark.parametrize("drift", TRUTH["drift"], ids=lambda d: f"{d['child']}-{d['type']}")
def test_drift_is_quoted_in_the_words_of_both_articles(drift: dict[str, str]) -> None:
    child, parent = ARTICLES[drift["child"]], ARTICLES[drift["parent"]]

    assert drift["to_text"] in f"{child.title}\n{child.text}"
    assert drift["from_text"] in f"{parent.title}\n{parent.text}"


def test_parents_are_older_except_where_an_update_cites() -> None:
    when = {key: interval_of(article.published or "") for key, article in ARTICLES.items()}

    younger = [
        (edge["child"], edge["parent"])
        for edge in TRUTH["edges"]
        if when[edge["parent"]] > when[edge["child"]]  # type: ignore[operator]
    ]

    assert younger == [("gema-osmarra", "suara-ellivane")]
    assert [e["late"] for e in TRUTH["edges"] if e["child"] == younger[0][0] and "late" in e] == [
        True
    ]


def test_counts_follow_from_the_edges() -> None:
    def sources(article: str, seen: frozenset[str] = frozenset()) -> set[str]:
        own = set(TRUTH["articles"][article]["own_sources"])
        parents = {e["parent"] for e in TRUTH["edges"] if e["child"] == article} - seen
        return own.union(*(sources(p, seen | {article}) for p in parents))

    counts = {article: len(sources(article)) for article in ARTICLES}

    assert counts == {k: v["independent_sources"] for k, v in TRUTH["articles"].items()}
