"""Files, folders, globs, stdin, formats."""

from __future__ import annotations

import io
import json
import random
import sys
from types import SimpleNamespace

import pytest

from menurut.errors import InputError, UsageError
from menurut.model import Article, Problem, article_from_json
from menurut.read import enrich_article, read_article, read_articles


def line(identity: str, text: str = "Kata dia.") -> str:
    return json.dumps({"id": identity, "text": text}) + "\n"


def test_a_folder_is_read_in_order(tmp_path, made):
    (tmp_path / "b.html").write_bytes(made.page())
    (tmp_path / "a.jsonl").write_text(line("one"))
    (tmp_path / "notes.bin").write_bytes(b"\0")
    found = list(read_articles([str(tmp_path)]))

    assert ["one", "Dermaga Sarune ambruk"] == [found[0].id, found[1].title]
    assert 2 == len(found)


def test_one_bad_file_among_several_is_a_problem(tmp_path):
    (tmp_path / "a.jsonl").write_text(line("one"))
    (tmp_path / "b.html").write_bytes(b"%PDF-1.7 ...")
    found = list(read_articles([str(tmp_path / "*")]))

    assert ["Article", "Problem"] == [type(item).__name__ for item in found]
    assert "PDF" in found[1].what


@pytest.mark.parametrize("data", [b"", b" \n", b"%PDF-1.4", b"\x89PNG\r\n", b"ab\0\0\0\0cd" * 50])
def test_a_single_unreadable_file_is_an_error(tmp_path, data):
    path = tmp_path / "story.html"
    path.write_bytes(data)

    with pytest.raises(InputError, match=r"story\.html"):
        read_article(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        list(read_articles([str(tmp_path / "none.html")]))


def test_an_address_is_not_fetched_unasked():
    with pytest.raises(UsageError, match="--fetch"):
        list(read_articles(["https://kabarteluk.example/a"]))


def test_stdin(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(line("one").encode())))

    assert ["one"] == [article.id for article in read_articles(["-"])]


def test_an_id_stands_once(tmp_path):
    (tmp_path / "a.jsonl").write_text(line("one") + line("one") + line("one", "Lain."))
    found = list(read_articles([str(tmp_path / "a.jsonl")]))
    problems = [item.what for item in found if isinstance(item, Problem)]

    assert 1 == sum(isinstance(item, Article) for item in found)
    assert ["the same article again" in problems[0], "another article" in problems[1]] == [
        True,
        True,
    ]


def test_read_article_wants_exactly_one(tmp_path):
    (tmp_path / "a.jsonl").write_text(line("one") + line("two"))

    with pytest.raises(InputError, match="holds 2 articles"):
        read_article(tmp_path / "a.jsonl")


def test_plain_text_is_kept_as_it_is(tmp_path):
    text = "Dermaga ambruk\n4 Maret 2031\n\nDermaga Sarune ambruk, kata Wira kepada wartawan.\n"
    (tmp_path / "a.txt").write_text(text)
    article = read_article(tmp_path / "a.txt")

    assert text == article.text
    assert ("Dermaga ambruk", "text") == (article.title, article.clocks[0].kind)


def test_enriching_twice_changes_nothing():
    once = enrich_article(
        Article(id="a", text="Jakarta (ANTARA) - Pasar itu dibuka kembali.", published="2031")
    )

    assert once == enrich_article(once)
    assert "ANTARA" == once.wire


def test_a_capture_before_publication_is_told(made, read_bytes):
    early = made.full_page().replace(b"2031-03-04T21", b"2031-04-04T21")
    (article,) = read_bytes(made.warc_record("https://kabarteluk.example/a", early))

    assert any("captured" in problem.what for problem in article.problems)


def test_clocks_without_a_zone_and_at_the_end_of_time_can_be_compared():
    clocks = [
        {"earliest": at, "latest": at, "kind": "feed", "trust": 0.5}
        for at in ("9999-12-31T23:59:59Z", "2031-01-01T00:00:00")
    ]
    article = enrich_article(article_from_json({"id": "a", "text": "x", "clocks": clocks}))

    assert all(clock.earliest.tzinfo for clock in article.clocks)


@pytest.mark.parametrize("name", ["noise.html", "noise.txt", "noise.jsonl"])
def test_noise_is_refused_as_pictures_are(name, read_bytes):
    noise = random.Random(4).randbytes(200_000)

    with pytest.raises(InputError, match="this is a binary file, not a text"):
        read_bytes(noise, name)


@pytest.mark.parametrize(
    "text",
    [
        "Suhu 30°C di Sarune\nSuhu mencapai 30°C pada Senin.",
        "Pemerintah daerah Sarune dianggap naïf, kata André. Ia meminta warga tetap tenang. " * 2,
    ],
)
def test_a_few_western_accents_are_no_asian_text(text, read_bytes):
    (article,) = read_bytes(text.encode("cp1252"), "a.txt")

    assert text == article.text
    assert any("guessed to be cp1252" in problem.what for problem in article.problems)


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "cp932"])
def test_an_asian_text_is_read_as_one(encoding, read_bytes):
    text = (
        "市長表示木橋已經關閉，將在下個月重新開放。\n" * 6
        if encoding != "cp932"
        else ("市長は月曜日、橋を閉鎖したと発表した。コンピューターは来月に再開する。\n" * 6)
    )
    (article,) = read_bytes(text.encode(encoding), "a.txt")

    assert text == article.text


@pytest.mark.parametrize("data", [b"", b"\n  \n"])
def test_an_empty_jsonl_says_so(data, read_bytes):
    (problem,) = read_bytes(data, "a.jsonl")

    assert "the file is empty." == problem.what


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"published": "2999-01-01T00:00:00Z"}, "published lies in the future"),
        ({"published": "3999"}, "published lies in the future"),
        ({"published": "2031-03-06", "updated": "2031-03-01"}, "published lies in the future"),
        ({"published": "2031-03-04T10:00:00Z", "updated": "2031-03-04"}, None),
        ({"published": "2031-13-04"}, "'2031-13-04' cannot be read"),
        (
            {"published": "2031-13-04", "url": "https://a.example/2031/03/04/x"},
            "the date of publication cannot be read: '2031-13-04'",
        ),
    ],
)
def test_a_date_that_cannot_be_is_told(record, told, read_bytes):
    line = json.dumps({"id": "a", "text": "Pasar Sarune dibuka kembali, kata dia.", **record})
    (article,) = read_bytes(line.encode(), "a.jsonl")
    told_words = [problem.what for problem in article.problems]

    assert told is None or any(told in what for what in told_words)
    assert (1 if told else 0) == len(told_words)
