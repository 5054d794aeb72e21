"""Families are connected components, whatever the order; weak ties go first where one is too large."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.corpus import CorpusTraceSettings, trace_corpus
from menurut.corpus.duckdb_engine import DuckDBEngine
from menurut.corpus.families import Ties, connect, find_families
from menurut.corpus.rare_words import rare_words
from menurut.corpus.same_story import story_ties
from menurut.corpus.translation_gate import worth_reading
from menurut.demo import demo_articles
from menurut.investigate import trace_articles
from menurut.model import article_to_json
from menurut.reuse.words import find_words


@pytest.fixture(scope="module")
def engine():
    opened = DuckDBEngine(None, "200MB")
    yield opened
    opened.close()


def ties(pairs, chars=None):
    a, b = np.array(pairs, np.int64).reshape(-1, 2).T
    return Ties(a=a, b=b, chars=np.array(chars or [100] * len(a), np.int64))


def components(pairs):
    known = {}

    def find(node):
        while known.setdefault(node, node) != node:
            node = known[node]
        return node

    for a, b in pairs:
        low, high = sorted((find(a), find(b)))
        known[high] = low
    return {node: find(node) for node in known}


@settings(deadline=None, max_examples=30)
@given(pairs=st.lists(st.tuples(st.integers(0, 30), st.integers(31, 60)), min_size=1, max_size=60))
def test_connected_as_by_hand(engine, pairs):
    articles, labels = connect(engine, ties(pairs))

    assert components(pairs) == dict(zip(articles.tolist(), labels.tolist(), strict=True))


def test_a_long_chain_is_one_family(engine):
    order = np.random.default_rng(4).permutation(500)
    pairs = np.stack([order[:-1], order[1:]], axis=1)

    _, labels = connect(engine, ties(pairs))

    assert [0] * 500 == labels.tolist()


def test_weak_ties_are_left_out_where_a_family_is_too_large(engine):
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (7, 8)]
    chars = [900, 900, 20, 900, 900, 20]

    found = find_families(engine, ties(pairs, chars), most=4)

    families = dict(zip(found.articles.tolist(), found.labels.tolist(), strict=True))
    assert {0: 0, 1: 0, 2: 0, 3: 3, 4: 3, 5: 3, 7: 7, 8: 7} == families
    assert 1 == found.loosened


STORIES = {
    ("en", "one"): "The ferry Tanira sank near Vellamo while captain Orsk Belling slept below.",
    ("en", "two"): "Belling, captain of the Tanira, told Vellamo police that he had slept.",
    ("id", "two"): "Kapten Orsk Belling tidur ketika feri Tanira tenggelam dekat Vellamo.",
}


def filler(number):
    """Thirty words, each in about a dozen of a hundred fillers."""
    chance = random.Random(number)
    return " ".join("".join(chance.choices("bdklmnrst", k=2)) + "ari" for _ in range(30))


def test_the_same_rare_names_are_one_story():
    texts = [STORIES["en", "one"], *map(filler, range(50)), STORIES["en", "two"]]

    found = story_ties(find_words(texts))

    pairs = zip(found.a.tolist(), found.b.tolist(), strict=True)
    assert [(0, 51)] == [pair for pair in pairs if {0, 51} & set(pair)]


def test_only_articles_that_share_names_across_languages_are_read_for_translations():
    texts = [STORIES["en", "one"], *map(filler, range(400)), STORIES["id", "two"]]
    langs = ["en"] * 201 + ["id"] * 201

    worth = worth_reading(find_words(texts), langs, texts)

    assert [0, 401] == np.flatnonzero(worth).tolist()
    assert not worth_reading(find_words(texts), ["en"] * 402, texts).any()
    assert worth_reading(find_words(["Api", "Огонь"]), ["id", "ru"], ["Api", "Огонь"]).all()


def test_rare_words_are_the_same_block_by_block(monkeypatch):
    words = find_words([filler(k % 40) for k in range(120)])
    classes = np.arange(120) % 2
    whole = rare_words(words, classes, 30, least_classes=2)
    monkeypatch.setattr("menurut.corpus.rare_words.BLOCK_WORDS", 70)

    parts = rare_words(words, classes, 30, least_classes=2)

    assert len(whole.columns) > 100
    assert [column.tolist() for column in whole] == [column.tolist() for column in parts]


@pytest.mark.slow
def test_the_demo_story_is_traced_as_in_memory(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.json"
    source.write_text("".join(json.dumps(article_to_json(a)) + "\n" for a in demo_articles()))

    report = trace_corpus(str(source), str(out))

    expected = trace_articles(demo_articles()).lineage
    found = json.loads(out.read_text())
    assert {(e.child, e.parent) for e in expected.edges} == {
        (e["child"], e["parent"]) for e in found["edges"]
    }
    assert {k: list(v) for k, v in expected.roots.items()} == found["roots"]
    assert (12, 1, 12) == (report.articles, report.families, report.members)


@pytest.mark.slow
def test_a_family_beyond_the_limit_is_told(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.json"
    records = [{"id": f"{k}", "text": STORIES["en", "one"], "lang": "en"} for k in range(9)]
    source.write_text("".join(json.dumps(record) + "\n" for record in records))

    report = trace_corpus(str(source), str(out), CorpusTraceSettings(family_limit=5))

    assert ["4 articles of families larger than 5 were not traced, the latest."] == [
        problem.what for problem in report.problems
    ]
    assert 5 == len(json.loads(out.read_text())["roots"])
