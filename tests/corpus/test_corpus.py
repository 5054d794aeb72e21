"""A whole collection from file to file: the same passages as in memory, whatever the form."""

import json
import random

import duckdb
import msgspec
import numpy as np
import pytest

from menurut.corpus import CorpusSettings, find_reuse_in_corpus
from menurut.corpus.batches import NEAR
from menurut.corpus.duckdb_engine import DuckDBEngine
from menurut.corpus.plan import CANDIDATES, HUBS
from menurut.corpus.source import read_lines
from menurut.demo import demo_articles
from menurut.errors import EngineError, InputError, UsageError
from menurut.model import Reuse, article_from_json, article_to_json
from menurut.reuse import find_reuse_among, find_translations_among
from menurut.reuse.candidates import Held, candidate_pairs

WORDS = [
    "air",
    "naik",
    "desa",
    "lowa",
    "warga",
    "rumah",
    "balai",
    "hujan",
    "malam",
    "pagi",
    "jalan",
    "sungai",
    "kepala",
    "kota",
]


def sentence(seed, words=14):
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.choice('abcdefghij')}" for _ in range(words))


def text(*seeds):
    return "\n\n".join(f"{sentence(s)} {sentence(s + 0.5)}." for s in seeds)


@pytest.fixture
def stories():
    return [
        {"id": "wire", "text": text(1, 2, 3), "outlet": "Kabar Lowa", "published": "2031-03-04"},
        {"id": "copy", "text": text(1, 2, 3), "outlet": "Sura Post", "published": "2031-03-05"},
        {"id": "part", "text": text(9, 2), "outlet": None, "desk": "city"},
        {"id": "other", "text": text(5, 6, 7)},
        {"id": "empty", "text": ""},
        {"id": "broken", "text": f"\ud83d {text(3, 8)}"},
    ]


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_same_as_in_memory(tmp_path, stories):
    articles = [article_from_json(record) for record in stories]
    expected = [msgspec.to_builtins(found) for found in find_reuse_among(articles)]
    out = tmp_path / "out.jsonl"

    report = find_reuse_in_corpus(write(tmp_path / "in.jsonl", stories), str(out))

    assert expected == read(out)
    assert (6, len(expected), ()) == (report.articles, report.passages, report.problems)
    assert {"in.jsonl", "out.jsonl"} == {path.name for path in tmp_path.iterdir()}


def test_input_made_for_passim_says_outlet_and_time_in_its_own_words(tmp_path, stories):
    theirs = {"outlet": "series", "published": "date"}
    renamed = [{theirs.get(key, key): value for key, value in one.items()} for one in stories]
    ours, passims = write(tmp_path / "ours.jsonl", stories), write(tmp_path / "p.jsonl", renamed)

    assert list(read_lines(ours)) == list(read_lines(passims))


def test_parquet_in_and_out_with_other_column_types(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    duckdb.sql(
        f"COPY (SELECT 7 AS id, '{text(1)}' AS text, DATE '2031-03-04' AS published UNION ALL "
        f"SELECT 8, '{text(1)}', DATE '2031-03-03') TO '{source}' (FORMAT parquet)"
    )

    find_reuse_in_corpus(str(source), str(out))

    found = duckdb.sql(f"SELECT a, a0, b, b0, similarity, kind FROM '{out}'").fetchall()
    assert [("8", 0, "7", 0, 1.0, "copy")] == found


def test_the_order_of_the_lines_changes_nothing(tmp_path, stories):
    for name, records in (("one", stories), ("two", stories[::-1])):
        source = write(tmp_path / f"{name}-in.jsonl", records)
        find_reuse_in_corpus(source, str(tmp_path / f"{name}.jsonl"))

    assert read(tmp_path / "one.jsonl") == read(tmp_path / "two.jsonl")


def test_a_broken_line_is_a_problem_and_the_others_go_on(tmp_path):
    source = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": "a", "text": text(1)}), "{oops", '"text"', '{"id": "b"}', ""]
    lines += [json.dumps({"problem": {"where": "x", "what": "y"}})]
    lines += [json.dumps({"id": "c", "text": text(1)})]
    source.write_text("\n".join(lines))

    report = find_reuse_in_corpus(str(source), str(tmp_path / "out.jsonl"))

    assert (2, 1) == (report.articles, report.passages)
    places = [problem.where.rpartition(":")[2] for problem in report.problems]
    assert ["2", "3", "4"] == places


def test_an_id_that_repeats_names_both_lines(tmp_path):
    records = [{"id": name, "text": "x"} for name in "abca"]

    with pytest.raises(InputError, match=r"'a' stands in line 1 and in line 4"):
        find_reuse_in_corpus(write(tmp_path / "in.jsonl", records), str(tmp_path / "out.jsonl"))
    assert ["in.jsonl"] == [path.name for path in tmp_path.iterdir()]


def test_nothing_in_is_nothing_out(tmp_path):
    source = tmp_path / "in.jsonl"
    source.touch()

    report = find_reuse_in_corpus(str(source), str(tmp_path / "out.jsonl"))

    assert (0, 0) == (report.articles, report.passages)
    assert [] == read(tmp_path / "out.jsonl")


def test_what_cannot_be_read_or_written_is_told(tmp_path, stories):
    source = write(tmp_path / "in.jsonl", stories)
    fake = tmp_path / "fake.parquet"
    fake.write_text("no parquet")
    bare = tmp_path / "bare.parquet"
    duckdb.sql(f"COPY (SELECT 1 AS number) TO '{bare}' (FORMAT parquet)")
    out = str(tmp_path / "out.jsonl")

    for wrong, told in ((str(fake), "cannot be read"), (str(bare), "no column id")):
        with pytest.raises(InputError, match=told):
            find_reuse_in_corpus(wrong, out)
    with pytest.raises(InputError, match="Check the name"):
        find_reuse_in_corpus(str(tmp_path / "none.jsonl"), out)
    with pytest.raises(InputError, match=r"\.jsonl or \.parquet"):
        find_reuse_in_corpus(str(tmp_path / "in.txt"), out)
    with pytest.raises(InputError, match="cannot write"):
        find_reuse_in_corpus(source, str(tmp_path / "none" / "out.jsonl"))
    with pytest.raises(UsageError, match="Write it as 2GB"):
        find_reuse_in_corpus(source, out, CorpusSettings(memory="lots"))
    with pytest.raises(UsageError, match="no engine 'abacus'"):
        find_reuse_in_corpus(source, out, CorpusSettings(engine="abacus"))


@pytest.fixture
def engine():
    opened = DuckDBEngine(None, "200MB")
    yield opened
    opened.close()


def test_an_engine_takes_tables_runs_sql_and_gives_rows(engine):
    engine.take("keys", {"key": np.array([1, 2]), "word": np.array(["a", None], object)})
    engine.take("keys", {"key": np.array([3]), "word": np.array(["c"], object)})

    found = engine.rows("SELECT key, word FROM keys ORDER BY key")

    assert engine.exists("keys")
    assert not engine.exists("locks")
    assert [1, 2, 3] == found["key"].tolist()
    assert ["a", None, "c"] == found["word"].tolist()
    with pytest.raises(EngineError, match="The query: SELECT nothing"):
        engine.rows("SELECT nothing\nFROM nowhere")


@pytest.mark.parametrize("seed", range(4))
def test_the_sql_and_the_kernel_choose_the_same_pairs(engine, seed):
    # Keys with up to 300 holders: beyond COMMON, beyond RARE, and alone.
    chance = np.random.default_rng(seed)
    keys = np.minimum(chance.geometric(0.01, 9000), chance.integers(1, 900, 9000)).astype(np.int64)
    keys[:400] = 7
    texts = chance.integers(0, 500, 9000).astype(np.int32)
    held = Held(keys=keys, texts=texts.astype(np.int64), near=chance.integers(0, 3, (9000, 4)))
    engine.take(
        "postings",
        {
            "key": keys,
            "article": held.texts,
            "position": np.arange(9000),
            **{name: held.near[:, column] for column, name in enumerate(NEAR)},
        },
    )

    first, second, hubs = candidate_pairs(held, 500)
    for sql in CANDIDATES:
        engine.run(sql)
    found = engine.rows("SELECT a, b FROM pairs ORDER BY a, b")

    assert len(first) > 1000
    assert first.tolist() == found["a"].tolist()
    assert second.tolist() == found["b"].tolist()
    assert hubs.tolist() == engine.rows(HUBS)["article"].tolist()


def test_translations_are_those_found_in_memory(tmp_path):
    source = write(tmp_path / "in.jsonl", [article_to_json(a) for a in demo_articles()])
    found = {}
    for wanted in (True, False):
        out = tmp_path / f"{wanted}.jsonl"
        find_reuse_in_corpus(source, str(out), CorpusSettings(translations=wanted))
        found[wanted] = sides(msgspec.convert(read(out), list[Reuse]))

    assert sides(find_translations_among(demo_articles())) == found[True]
    assert found[False] == set()


def sides(reuses):
    """Translations, with the word pairs that carried each, whichever article is `a`."""
    return {
        frozenset(
            [
                (reuse.a, reuse.a0, reuse.a1, tuple(one for one, _ in reuse.pairs)),
                (reuse.b, reuse.b0, reuse.b1, tuple(other for _, other in reuse.pairs)),
            ]
        )
        for reuse in reuses
        if reuse.kind == "translation"
    }


def test_parquet_holds_what_jsonl_holds_word_pairs_too(tmp_path):
    source = write(tmp_path / "in.jsonl", [article_to_json(a) for a in demo_articles()])
    lines, table = tmp_path / "out.jsonl", tmp_path / "out.parquet"
    for out in (lines, table):
        find_reuse_in_corpus(source, str(out))

    columns = duckdb.sql(f"FROM '{table}'")
    rows = [dict(zip(columns.columns, row, strict=True)) for row in columns.fetchall()]
    expected = msgspec.convert(read(lines), list[Reuse])
    assert any(reuse.pairs for reuse in expected)
    assert expected == msgspec.convert(rows, list[Reuse])
