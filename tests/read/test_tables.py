"""JSONL, CSV, JSON and ninjs."""

from __future__ import annotations

import json

import pytest

from menurut.errors import InputError
from menurut.model import Article, Problem, article_to_json


def lines(*records: object) -> bytes:
    return b"".join(
        (r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n" for r in records
    )


def test_a_broken_line_costs_only_itself(read_bytes):
    good = [{"id": f"a{n}", "text": "Kata dia."} for n in range(999)]
    found = read_bytes(lines(*good[:500], b'{"id": "x", ', *good[500:]), "news.jsonl")
    problems = [item for item in found if isinstance(item, Problem)]

    assert 999 == sum(isinstance(item, Article) for item in found)
    assert ["news.jsonl:501"] == [problem.where for problem in problems]


@pytest.mark.parametrize(
    "text", ["  Baca juga: a\r\n\tAdvertisement\u00a0\ufeff ", "\ud83d\ude00x", "a\u2028b"]
)
def test_text_is_never_altered(read_bytes, text):
    (article,) = read_bytes(lines({"id": "a", "text": text}))

    assert text.encode("utf-16", "surrogatepass").decode("utf-16") == article.text


def test_unknown_fields_pass_through(read_bytes):
    record = {"id": "a", "text": "Kata dia.", "desk": {"n": [1, None]}, "date": "2031-03"}
    (article,) = read_bytes(lines(record))

    assert {"n": [1, None]} == article_to_json(article)["desk"]
    assert "2031-03" == article.published
    assert "2031-03" == article.extra["date"]


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"id": "a"}, 'has no "text"'),
        ({"id": "a", "text": 5}, "not a string"),
        ([1], "is a JSON list"),
        (b'{"id": "a", "text": "\xff"}', "UTF-8"),
        (b'{"a":' + b"[" * 5000, "nested too deeply|not JSON"),
    ],
)
def test_what_is_no_article_is_told(read_bytes, record, what):
    (problem,) = read_bytes(lines(record), "news.jsonl")

    assert isinstance(problem, Problem)
    assert any(part in problem.what for part in what.split("|"))


def test_optional_fields_of_the_wrong_type_are_set_aside(read_bytes):
    record = {
        "id": 7,
        "text": "Kata dia.",
        "title": ["x"],
        "links": "https://a.example https://b.example",
    }
    (article,) = read_bytes(lines(record))

    assert "7" == article.id
    assert article.title is None
    assert ["x"] == article.extra["title_as_given"]
    assert 2 == len(article.links)


def test_a_claim_is_a_short_article(read_bytes):
    (article,) = read_bytes(lines({"query_id": "q1", "query": "Dermaga Sarune ambruk"}))

    assert ("q1", "Dermaga Sarune ambruk") == (article.id, article.text)


def test_csv_with_semicolons_quotes_and_line_ends(read_bytes):
    table = b'id;outlet;Text;desk\na;Kabar Teluk;"Kata ""dia"";\nlagi.";x\n'
    (article,) = read_bytes(table, "news.csv")

    assert 'Kata "dia";\nlagi.' == article.text
    assert {"desk": "x"} == article.extra


def test_csv_row_of_another_length_is_told(read_bytes):
    found = read_bytes(b"id,text\na,x,y\nb,Kata dia.\n", "news.csv")

    assert ["news.csv:2", "b"] == [getattr(item, "where", None) or item.id for item in found]


def test_csv_without_text_names_its_columns(read_bytes):
    with pytest.raises(InputError, match="isi"):
        read_bytes(b"id,isi\na,x\n", "news.csv")


def test_json_document_with_a_list(read_bytes):
    document = json.dumps([{"id": "a", "text": "x"}, {"id": "b"}], indent=1).encode()
    found = read_bytes(document, "news.json")

    assert ["Article", "Problem"] == [type(item).__name__ for item in found]


def test_ninjs_keeps_info_sources(read_bytes):
    item = {
        "uri": "urn:kabar:1",
        "language": "id-ID",
        "headlines": [{"role": "main", "value": "Dermaga ambruk"}],
        "bodies": [
            {"contentType": "text/html", "value": "<p>Dermaga Sarune ambruk, kata Wira.</p>"}
        ],
        "firstCreated": "2031-03-04T14:05:00Z",
        "infoSources": [
            {"name": "Antara", "role": "originated"},
            {"name": "Kabar Teluk", "role": "distributed"},
        ],
    }
    (article,) = read_bytes(json.dumps(item).encode())

    assert [("ANTARA", "ninjs")] == [(credit.name, credit.kind) for credit in article.credits]
    assert "ANTARA" == article.wire
    assert "Dermaga Sarune ambruk, kata Wira." == article.text
    assert "ninjs" == article.clocks[0].kind


def test_problems_written_earlier_come_back(read_bytes):
    (problem,) = read_bytes(lines({"problem": {"where": "a.html", "what": "is empty."}}))

    assert Problem(where="a.html", what="is empty.") == problem


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", ["news.jsonl", "news.json", ""])
def test_lines_in_a_wide_encoding(read_bytes, encoding, name):
    texts = [f"Kata dia — \U0001f30a {n}. " * 300 for n in range(40)]
    data = "".join(
        json.dumps({"id": f"a{n}", "text": t}, ensure_ascii=False) + "\n"
        for n, t in enumerate(texts)
    )

    found = read_bytes(data.encode(encoding), name)

    assert texts == [article.text for article in found]
