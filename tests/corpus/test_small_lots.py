"""A million articles go through a job lot by lot: however small the lots, the same passages."""

import json
import random

import duckdb
import msgspec
import numpy as np
import pytest

from menurut.corpus import CorpusSettings, find_reuse_in_corpus
from menurut.corpus import job as job_module
from menurut.corpus.mapped import MappedColumns, let_go
from menurut.corpus.told_store import ToldStore
from menurut.model import Reuse, Span, article_from_json
from menurut.reuse import candidates, find_reuse_among, telling
from menurut.reuse.telling import Told, no_pairs

WORDS = ("air", "naik", "desa", "warga", "rumah", "balai", "hujan", "malam", "pagi", "jalan")
HOLDERS = candidates.COMMON + 5


def sentence(seed, words=24):
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randrange(40)}x" for _ in range(words))


@pytest.fixture(scope="module")
def stories():
    """A story that more print than are compared with each other, one that few do, a quotation."""
    said = f"Lurah Rakmat: “{sentence(5, 12)}”"
    records = [
        {"id": f"viral-{k}", "text": f"{sentence(1)}. {sentence(2)}.\n\n{sentence(100 + k)}"}
        for k in range(HOLDERS)
    ]
    records += [{"id": f"said-{k}", "text": f"{sentence(300 + k)}\n\n{said}"} for k in range(9)]
    records += [
        {"id": f"few-{k}", "text": f"{sentence(4, 60)} {sentence(400 + k)}"} for k in (1, 2)
    ]
    return records


@pytest.fixture
def source(tmp_path, monkeypatch, stories):
    for module, name, size in (
        (job_module, "SHARD", 50),
        (job_module, "BLOCK", 7),
        (candidates, "ROOM", 500),
        (telling, "TEXTS_AT_ONCE", 3),
        (telling, "TOLD_AT_ONCE", 60),
    ):
        monkeypatch.setattr(module, name, size)
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in stories))
    return str(path)


def test_small_lots_say_what_memory_says(tmp_path, source, stories):
    expected = [*find_reuse_among([article_from_json(record) for record in stories])]
    lines, table = tmp_path / "out.jsonl", tmp_path / "out.parquet"

    for out in (lines, table):
        find_reuse_in_corpus(source, str(out))

    found = [msgspec.json.decode(line, type=Reuse) for line in lines.read_bytes().splitlines()]
    columns = duckdb.sql(f"FROM '{table}'")
    rows = [dict(zip(columns.columns, row, strict=True)) for row in columns.fetchall()]
    pairs = {(one.a, one.b) for one in found if "viral" in one.a}
    assert HOLDERS * (HOLDERS - 1) / 2 == len(pairs)
    assert any(one.common_quote for one in found)
    assert expected == found
    assert expected == msgspec.convert(rows, list[Reuse])


def told(first, count, pairs):
    numbers = np.arange(first, first + count)
    columns = {name: numbers.copy() for name in Told.__struct_fields__ if name != "pairs"}
    carried = no_pairs(count)
    for row, one in pairs.items():
        carried[row] = one
    return Told(**{**columns, "common_quote": numbers > 1}, pairs=carried)


def test_a_store_gives_back_what_it_was_given(tmp_path, monkeypatch):
    monkeypatch.setattr("menurut.corpus.told_store.TOLD_AT_ONCE", 2)
    carried = ((Span(0, 3), Span(4, 9)),)
    store = ToldStore(tmp_path)
    for part in (told(0, 3, {}), told(3, 2, {1: carried})):
        store.append(part)

    whole = store.whole()
    parts = [(part.a.tolist(), part.pairs.tolist()) for part in store.parts()]

    assert 5 == len(store)
    assert [0, 1, 2, 3, 4] == whole.a.tolist()
    assert [(), (), (), (), carried] == whole.pairs.tolist()
    assert [([0, 1], [(), ()]), ([2, 3], [(), ()]), ([4], [carried])] == parts


def test_what_is_let_go_is_read_again(tmp_path):
    class Row(msgspec.Struct):
        key: np.ndarray
        other: np.ndarray

    columns = MappedColumns(tmp_path, {"key": np.int64, "other": np.int32})
    assert [] == columns.mapped()["key"].tolist()
    columns.append({"key": np.arange(5), "other": np.arange(5)})
    before = Row(**columns.mapped())
    columns.append({"key": np.arange(2), "other": np.arange(2)})

    let_go(before)
    let_go(Row(key=np.arange(3), other=None))

    assert [0, 1, 2, 3, 4] == before.key.tolist()
    assert [0, 1, 2, 3, 4, 0, 1] == columns.mapped()["other"].tolist()


def test_clusters_are_what_hangs_together_but_not_by_a_quotation(tmp_path, source):
    out = tmp_path / "clusters.jsonl"

    find_reuse_in_corpus(source, str(tmp_path / "out.jsonl"), CorpusSettings(clusters=str(out)))

    rows = [json.loads(line) for line in out.read_text().splitlines()]
    viral = sorted(f"viral-{k}" for k in range(HOLDERS))
    expected = [{"article": name, "cluster": "few-1", "size": 2} for name in ("few-1", "few-2")]
    expected += [{"article": name, "cluster": "viral-0", "size": HOLDERS} for name in viral]
    assert expected == rows
