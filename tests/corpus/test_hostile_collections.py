"""Collections that nobody wishes for: odd column types, repeated ids, monstrous texts."""

import json
from datetime import UTC, datetime

import duckdb
import pytest

from menurut.corpus import CorpusSettings, find_reuse_in_corpus
from menurut.errors import InputError

ALONE = CorpusSettings(translations=False)
TEXT = "Air naik di Desa Lowa sejak Senin pagi dan merendam empat puluh rumah warga di tepi kali."


def write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def run(tmp_path, records, settings=ALONE):
    source = write(tmp_path / "in.jsonl", records)
    out = tmp_path / "out.jsonl"
    report = find_reuse_in_corpus(source, str(out), settings)
    return report, [json.loads(line) for line in out.read_text().splitlines()]


@pytest.mark.parametrize("seed", ["large_string", "dictionary"])
def test_parquet_columns_of_other_types(tmp_path, seed):
    pa = pytest.importorskip("pyarrow", reason="no pyarrow: pip install 'menurut[spark]'")
    parquet = pytest.importorskip("pyarrow.parquet")
    strings = pa.array([TEXT, f"(Sura) {TEXT}", None])
    texts = strings.cast(pa.large_string()) if seed == "large_string" else strings
    table = pa.table(
        {
            "id": pa.array([70, 8, 9], pa.uint16()),
            "text": texts.dictionary_encode() if seed == "dictionary" else texts,
            "published": pa.array([datetime(2031, 3, day, 7, tzinfo=UTC) for day in (4, 3, 5)]),
            "outlet": pa.array(["Kabar Lowa", "Sura Post", "x"]).dictionary_encode(),
            "links": pa.array([["http://a.example/"], [], None]),
        }
    )
    source, out = tmp_path / "in.parquet", tmp_path / "out.jsonl"
    parquet.write_table(table, source)

    report = find_reuse_in_corpus(str(source), str(out))

    (found,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert ("8", 7, "70", 0) == (found["a"], found["a0"], found["b"], found["b0"])
    assert [(f"{source}, row 3", "is no article")] == [
        (problem.where, problem.what[:13]) for problem in report.problems
    ]


def test_repeated_ids_in_parquet_name_both_rows(tmp_path):
    source = tmp_path / "in.parquet"
    duckdb.sql(
        "COPY (SELECT unnest([1, 2, 1]) AS id, unnest(['a', 'b', 'c']) AS text) "
        f"TO '{source}' (FORMAT parquet)"
    )

    with pytest.raises(InputError, match=r"'1' stands in line 1 and in line 3"):
        find_reuse_in_corpus(str(source), str(tmp_path / "out.jsonl"))


def test_a_plain_line_and_an_odd_one_say_the_same(tmp_path):
    plain = {"id": "a", "text": TEXT, "published": "2031-03-04T07:00+07:00", "outlet": "Kabar"}
    odd = {**plain, "id": "b", "clocks": [], "text": TEXT + " \ud83d", "links": None, "x": {"y": 1}}

    _, found = run(tmp_path, [plain, odd])

    assert [("a", 0, len(TEXT) - 1, "b", 1.0)] == [
        (r["a"], r["a0"], r["a1"], r["b"], r["similarity"]) for r in found
    ]


def test_offsets_stand_in_texts_with_lone_surrogates_and_in_empty_company(tmp_path):
    records = [{"id": str(k), "text": t} for k, t in enumerate(["", " ", "\ud83d", "\n\n", "😀"])]
    records += [{"id": "a", "text": "\udcff 😀 " + TEXT}, {"id": "b", "text": TEXT}]

    report, (found,) = run(tmp_path, records)

    assert 7 == report.articles
    assert TEXT[:-1] == records[5]["text"][found["a0"] : found["a1"]]


@pytest.mark.slow
def test_one_word_a_million_times(tmp_path):
    records = [{"id": name, "text": "banjir " * 1_000_000} for name in "ab"]
    records += [{"id": "c", "text": f"{TEXT} {'banjir ' * 50}"}, {"id": "d", "text": TEXT}]

    _, found = run(tmp_path, records)

    assert ("c", "d") in {(r["a"], r["b"]) for r in found}


@pytest.mark.slow
def test_one_text_of_fifty_million_characters(tmp_path):
    words = [f"kata{(k * k) % 9_973}x{k % 101}" for k in range(4_600_000)]
    story = " ".join(words[1_000:1_100])
    records = [{"id": "long", "text": " ".join(words)}, {"id": "part", "text": f"Kabar: {story}"}]

    _, found = run(tmp_path, records)

    assert any(r["b1"] - r["b0"] >= len(story) for r in found)


@pytest.mark.slow
def test_ten_thousand_identical_texts_are_one_story(tmp_path):
    records = [{"id": f"{k:05d}", "text": TEXT, "outlet": f"o{k}"} for k in range(10_000)]

    report, found = run(tmp_path, records)

    linked = {r["a"] for r in found} | {r["b"] for r in found}
    firsts = {r["a"] for r in found}
    assert 10_000 == len(linked)
    assert len(found) < 60 * 10_000
    assert len(firsts) < 100
    assert "linked" in report.problems[0].what
