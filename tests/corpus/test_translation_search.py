"""Translations in large collections: the index finds what the comparison in memory finds."""

import json
import random
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.corpus import CorpusTraceSettings, find_reuse_in_corpus, trace_corpus
from menurut.corpus import translation_check as check_module
from menurut.corpus import translations as translations_module
from menurut.corpus.distinct_words import FEWEST_SLOTS, distinct_words
from menurut.corpus.meaning_rows import SCALE, MeaningRows
from menurut.corpus.translation_pairs import CANDIDATES, SAME_TEXT, pairs_worth_reading
from menurut.demo import demo_articles
from menurut.model import Reuse, article_to_json
from menurut.reuse import find_translations_among
from menurut.reuse.words import find_words

NAMES = ["Ratmi", "Sura", "Tanira", "Vellamo", "Norrick", "Quay", "Wendara", "Lowa", "Karang"]


@pytest.fixture
def searched(monkeypatch):
    """Every collection goes through the index, in shards of three pairs."""
    monkeypatch.setattr(translations_module, "FEW", 0)
    monkeypatch.setattr(check_module, "SHARD", 3)


@pytest.fixture
def demo(tmp_path):
    return write(tmp_path / "demo.jsonl", [article_to_json(a) for a in demo_articles()])


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def read(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


def translated(path):
    return [msgspec.convert(row, Reuse) for row in read(path) if row["kind"] == "translation"]


def seen_labels(seen):
    def follow(items, label, _total=None):
        seen.append(label)
        return items

    return follow


def invented(seed, lang, words=120):
    chance = random.Random(seed)
    common = {"id": ["yang", "dan", "dengan", "untuk", "itu"], "en": ["the", "of", "and", "was"]}
    made = [
        chance.choice(common[lang])
        if chance.random() < 0.4
        else f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.randrange(9_999)}x"
        for _ in range(words)
    ]
    return " ".join(made) + "."


@pytest.mark.usefixtures("searched")
def test_the_index_finds_nearly_all_that_is_found_in_memory(demo, tmp_path):
    out = tmp_path / "out.jsonl"
    find_reuse_in_corpus(demo, str(out))

    found = translated(out)
    expected = {frozenset((r.a, r.b)) for r in find_translations_among(demo_articles())}
    pairs = {frozenset((r.a, r.b)) for r in found}
    assert pairs <= expected
    assert len(pairs) >= 0.9 * len(expected)
    assert all(r.pairs for r in found)


@pytest.mark.usefixtures("searched")
def test_a_translation_is_found_among_many_articles(demo, tmp_path):
    records = read(demo)
    records += [
        {"id": f"{lang}-{k}", "text": invented(f"{lang}{k}", lang), "lang": lang}
        for lang in ("id", "en")
        for k in range(200)
    ]
    out, seen = tmp_path / "out.jsonl", []

    find_reuse_in_corpus(write(tmp_path / "in.jsonl", records), str(out), follow=seen_labels(seen))

    pairs = {frozenset((r.a, r.b)) for r in translated(out)}
    assert frozenset({"selvane", "warta-rindala"}) in pairs
    assert not any(member.startswith(("id-", "en-")) for pair in pairs for member in pair)
    assert ["looking words up", "comparing translations"] == [*dict.fromkeys(seen[-3:])]


@pytest.mark.usefixtures("searched")
def test_families_are_tied_by_what_the_index_finds(demo, tmp_path):
    out = tmp_path / "out.json"

    report = trace_corpus(demo, str(out), CorpusTraceSettings())

    lineage = json.loads(out.read_text())
    kinds = {edge["kind"] for edge in lineage["edges"]}
    assert 1 == report.families
    assert any("translation" in kind for kind in kinds)


@pytest.mark.usefixtures("searched")
def test_one_language_costs_nothing(tmp_path):
    records = [{"id": str(k), "text": invented(k, "id"), "lang": "id"} for k in range(20)]
    seen = []

    find_reuse_in_corpus(
        write(tmp_path / "in.jsonl", records), str(tmp_path / "out"), follow=seen_labels(seen)
    )

    assert "looking words up" not in seen
    assert "comparing translations" not in seen


@pytest.mark.usefixtures("searched")
def test_a_list_of_names_and_a_hundred_tags_and_odd_texts(demo, tmp_path):
    records = read(demo)
    names = [f"{one} {other}" for one in NAMES for other in NAMES]
    records += [
        {"id": "names", "text": ", ".join(names), "lang": "id"},
        {"id": "empty", "text": "", "lang": "ru"},
        {"id": "broken", "text": "\ud83d 2031 7", "lang": "ar"},
        *({"id": f"t{k}", "text": f"Tanira {NAMES[k % 9]}", "lang": f"q{k}"} for k in range(100)),
    ]
    out = tmp_path / "out.jsonl"

    find_reuse_in_corpus(write(tmp_path / "in.jsonl", records), str(out))

    members = {member for r in translated(out) for member in (r.a, r.b)}
    assert "warta-rindala" in members
    assert members <= {article.id for article in demo_articles()}


@pytest.mark.slow
@pytest.mark.usefixtures("searched")
def test_ten_thousand_identical_translations_are_compared_with_few(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(check_module, "SHARD", 2_000)
    records = read(demo)
    records = [r for r in records if r["id"] in {"selvane", "warta-rindala"}]
    (copied,) = [r for r in records if r["id"] == "warta-rindala"]
    records += [
        {**copied, "id": f"{k:05d}", "outlet": f"o{k}", "published": "2099-01-01"}
        for k in range(10_000)
    ]
    out = tmp_path / "out.jsonl"

    find_reuse_in_corpus(write(tmp_path / "in.jsonl", records), str(out))

    pairs = {(r.a, r.b) for r in translated(out)}
    assert ("selvane", "warta-rindala") in pairs
    assert len(pairs) == 1 + check_module.COPIES


def test_copies_do_not_hide_that_a_story_was_translated(demo, tmp_path):
    records = [r for r in read(demo) if r["id"] in {"selvane", "warta-rindala"}]
    copies = [
        {**record, "id": f"{record['id']}-{k}", "outlet": f"o{k}", "published": "2099-01-01"}
        for record in records
        for k in range(160)
    ]
    out = tmp_path / "out.jsonl"

    find_reuse_in_corpus(write(tmp_path / "in.jsonl", records + copies), str(out))

    assert ("selvane", "warta-rindala") in {(r.a, r.b) for r in translated(out)}


CHILD = """
import sys
from menurut.corpus import find_reuse_in_corpus, translation_check, translations

translations.FEW, translation_check.SHARD = 0, 3

def follow(items, label, total=None):
    for number, item in enumerate(items):
        if (label, number) == ("comparing translations", 2):
            print("now", flush=True)
            sys.stdin.read()
        yield item

find_reuse_in_corpus(sys.argv[1], sys.argv[2], follow=follow)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("searched")
def test_a_killed_search_goes_on_and_says_the_same(demo, tmp_path):
    fresh, out = tmp_path / "fresh.jsonl", tmp_path / "out.jsonl"
    find_reuse_in_corpus(demo, str(fresh))
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, demo, str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout.readline() == b"now\n"
        child.send_signal(signal.SIGKILL)
    kept = {path.name for path in (tmp_path / ".menurut-job-out.jsonl").iterdir()}
    seen = []

    find_reuse_in_corpus(demo, str(out), follow=seen_labels(seen))

    assert {"translation-pairs.npz"} <= kept
    assert any(name.startswith("translations-00001-of-") for name in kept)
    assert "looking words up" not in seen
    assert fresh.read_bytes() == out.read_bytes()


def test_more_pairs_than_articles_are_told(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(translations_module, "FEW", 0)
    monkeypatch.setattr(translations_module, "READ_FREELY", -9)

    report = find_reuse_in_corpus(demo, str(tmp_path / "out.jsonl"))

    (problem,) = report.problems
    assert problem.what.endswith("there were more of them than articles.")
    assert problem.note


def rows_of(texts):
    """Rows from lists of (meaning, place): all tell the same."""
    cells = [sorted(text) for text in texts]
    flat = [cell for text in cells for cell in text]
    return MeaningRows(
        bounds=np.cumsum([0, *map(len, cells)]),
        meanings=np.array([m for m, _ in flat], np.int32),
        values=np.array([SCALE / max(1, len(text)) ** 0.5 for text in cells for _ in text]).astype(
            np.uint16
        ),
        places=np.array([p for _, p in flat], np.uint16),
        width=1 + max((m for m, _ in flat), default=0),
    )


def test_order_counts():
    story = [(m, 10 * m) for m in range(20)]
    shuffled = [(m, (7 * m) % 20) for m in range(20)]
    rows = rows_of([story, story, shuffled])

    found = pairs_worth_reading(rows, np.array([0, 1, 1], np.int32))

    assert [(0, 1), (0, 2)] == list(zip(found.a, found.b, strict=True))
    assert found.alike[0] > 1.5 * found.alike[1]


def test_copies_of_one_text_leave_room():
    story = [(m, m) for m in range(30)]
    rows = rows_of([story, *[story] * 50, [*story, (30, 31), (31, 32)]])

    found = pairs_worth_reading(rows, np.array([0] + [1] * 51, np.int32))

    from_the_first = found.b[found.a == 0]
    assert 51 in from_the_first
    assert {*range(1, SAME_TEXT + 1)} <= {*from_the_first.tolist()}


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 30), st.integers(0, 99)), unique_by=lambda c: c[0]),
        max_size=12,
    ),
    st.integers(1, 3),
)
def test_pairs_are_of_two_languages_in_order_and_few(texts, langs):
    classes = np.arange(len(texts), dtype=np.int32) % langs

    found = pairs_worth_reading(rows_of(texts), classes)

    pairs = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    assert sorted(set(pairs)) == pairs
    assert all(a < b and classes[a] != classes[b] for a, b in pairs)
    assert len(pairs) <= 2 * CANDIDATES * langs * max(1, len(texts))


def test_a_table_grows_inside_a_long_text():
    many = FEWEST_SLOTS // 2 + 5
    letters = ["".join(four) for four in product("bdfgklmnprstwyz", repeat=4)][:many]
    words = find_words([" ".join(letters), letters[7]])

    found = distinct_words(words, np.zeros(2, np.int32), np.arange(2))

    assert many == len(found.codes)
    assert 2 == found.holders[7]
    assert many + 1 == found.holders.sum()
