"""The archive keeps what it is given, once, with its history."""

import json
import sqlite3
from datetime import UTC, datetime

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.archive import Archive, InBatches, Postings
from menurut.errors import ArchiveError, NotInArchiveError, UsageError
from menurut.model import Article, Clock, FactCheck


def article(name, text="Air naik di Desa Lowa.", **fields):
    return Article(id=name, text=text, **fields)


def words_of(subject):
    """An index of words by their hash: small, and easy to reason about in a test."""
    words = subject.text.split()
    keys = np.array([sum(map(ord, word)) for word in words], np.int64)
    return Postings(index="words", keys=keys, positions=np.arange(len(words), dtype=np.int32))


@pytest.fixture
def archive():
    with Archive.open(":memory:", create=True) as opened:
        yield opened


def rows(archive, sql):
    return archive._connection.execute(sql).fetchall()


def held(archive):
    """How many postings of the index of words there are; no word here has a larger sum."""
    return len(archive.postings("words", np.arange(5000))[0])


def test_what_goes_in_comes_out(archive):
    given_article = article(
        "a", title="Banjir", outlet="Kabar Lowa", published="2031-03-04", extra={"desk": "city"}
    )

    archive.add([given_article])

    assert given_article == archive.get("a")


def test_an_index_of_batches_is_asked_only_for_what_is_new(archive):
    asked = []

    def words_of_all(articles):
        asked.append([one.id for one in articles])
        return [words_of(one) for one in articles]

    indexers = [InBatches(words_of_all), lambda one: Postings(index="ids", **keys_of(one.id))]
    archive.add([article("a", "satu dua"), article("b", "tiga")], indexers=indexers)
    archive.add([article("b", "tiga"), article("c", "dua dua")], indexers=indexers)

    assert [["a", "b"], ["c"]] == asked
    assert 5 == held(archive)
    assert [1, 2, 3] == archive.postings("ids", np.array([97, 98, 99]))[1].tolist()


def keys_of(name):
    return {"keys": np.array([ord(name)], np.int64), "positions": np.zeros(1, np.int32)}


def test_the_same_article_twice_is_one(archive):
    archive.add([article("a")], indexers=[words_of])

    report = archive.add([article("a")], indexers=[words_of])

    assert (0, 0, 1) == (report.added, report.updated, report.unchanged)
    assert [(0,)] == rows(archive, "SELECT count(*) FROM article_versions")


def test_a_changed_article_is_a_new_version_and_the_old_one_stays(archive):
    archive.add([article("a", "Air naik.")], indexers=[words_of])

    report = archive.add([article("a", "Air surut sudah.")], indexers=[words_of])

    assert 1 == report.updated
    assert "Air surut sudah." == archive.get("a").text
    assert ["Air naik."] == [old.text for old in archive.versions("a")]
    assert 3 == held(archive)
    assert ["a"] == [found.id for found in archive.find(words="surut")]
    assert [] == list(archive.find(words="naik"))


def test_one_id_twice_in_one_addition_gives_two_versions(archive):
    report = archive.add([article("a", "satu"), article("b"), article("a", "dua")])

    assert (2, 1, 0) == (report.added, report.updated, report.unchanged)


def test_an_article_added_without_index_gets_it_later(archive):
    archive.add([article("a")])

    archive.add([article("a")], indexers=[words_of])

    _, numbers, positions = archive.postings("words", np.array([ord("d") + ord("i")]))
    assert [archive.number_of("a")] == numbers.tolist()
    assert [2] == positions.tolist()


def test_postings_for_many_keys_and_their_limits(archive):
    archive.add([article(str(k), "di di Lowa") for k in range(5)], indexers=[words_of])
    keys = np.array([ord("d") + ord("i"), *range(50_000, 90_000)])

    _, numbers, _ = archive.postings("words", keys)
    _, first, _ = archive.postings("words", keys, limit=3)
    _, counts = archive.frequency("words", keys[:2], limit=7)

    assert [1, 1, 2, 2, 3, 3, 4, 4, 5, 5] == numbers.tolist()
    assert [1, 1, 2] == first.tolist()
    assert [7, 0] == counts.tolist()


def test_an_index_of_another_version_is_refused(archive):
    archive.add([article("a")], indexers=[words_of])
    newer = Postings(
        index="words", keys=np.array([1]), positions=np.array([0], np.int32), version=2
    )

    with pytest.raises(ArchiveError, match=r"version 1.*version 2.*export"):
        archive.add([article("b")], indexers=[lambda _: newer])
    assert not archive.holds("b")


def test_an_index_that_is_not_there_is_named(archive):
    with pytest.raises(NotInArchiveError, match="no index 'words'"):
        archive.postings("words", np.array([1]))


def test_removing_takes_everything_with_it(archive):
    archive.add([article("a"), article("b")], indexers=[words_of])
    archive.add([article("a", "lain")], indexers=[words_of])

    assert 1 == archive.remove(["a", "nobody"])

    assert ["b"] == list(archive.ids())
    assert 5 == held(archive)
    assert [(0,)] == rows(archive, "SELECT count(*) FROM article_versions")
    assert [] == list(archive.find(words="lain"))


def test_find_by_words_outlet_language_and_time(archive):
    archive.add(
        [
            article("old", outlet="Kabar Lowa", lang="id", published="2031-03-04T23:30:00+07:00"),
            article("new", outlet="Sura Post", lang="en", published="2031-04"),
            article("undated", "Nothing of that."),
        ]
    )

    def ids(**filters):
        return [found.id for found in archive.find(**filters)]

    assert ["new", "old", "undated"] == ids()
    assert ["new", "old"] == ids(words="desa LOWA")
    assert ["new", "old"] == ids(words='"Desa Lowa"')
    assert [] == ids(words='"Lowa Desa"')
    assert [] == ids(words='" OR NEAR(')
    assert ["old"] == ids(outlet="kabar lowa")
    assert ["new"] == ids(lang="en")
    assert ["new"] == ids(since="2031-03-05")
    assert ["old"] == ids(until="2031-03-04")
    assert ["new"] == ids(limit=1)


def test_a_date_that_is_none_is_told(archive):
    with pytest.raises(UsageError, match="2031-03-04"):
        list(archive.find(since="last week"))


def test_same_story_by_shared_names_and_numbers(archive):
    told = "Wali Kota Sura, Ratna Wiyasa, meresmikan Jembatan Karsa sepanjang 412 meter."
    other = "In Sura, mayor Ratna Wiyasa opened the Karsa bridge, 412 metres long."
    archive.add([article("other", other), *(article(str(k), f"Kabar {k}.") for k in range(30))])

    assert ["other"] == archive.same_story([article("told", told)], 5)


def test_the_article_asked_about_is_not_its_own_neighbour(archive):
    archive.add([article("a", "Ratna Wiyasa di Sura, 412 meter"), article("b", "Lain")])

    assert [] == archive.same_story([archive.get("a")], 5)


def test_stats(archive):
    archive.add([article("a", outlet="Kabar Lowa", lang="id", published="2031-03-04")])
    archive.add([article("a", "lain", outlet="Kabar Lowa", lang="id")])
    archive.add_fact_checks([FactCheck(id="f", claim=("x",))])

    found = archive.stats()

    assert (1, 1, 1, 1, 1) == (
        found.articles,
        found.earlier_versions,
        found.outlets,
        found.languages,
        found.fact_checks,
    )
    assert found.size_bytes > 0


def test_fact_checks_are_kept_and_found_by_stem(archive):
    bridge = FactCheck(
        id="f1", claim=("The bridge fell", "Jembatan runtuh"), verdict="Salah", extra={"n": 1}
    )
    archive.add_fact_checks([bridge, FactCheck(id="f2", claim=("Water rises",))])
    archive.add_fact_checks([bridge])

    found = archive.search_fact_checks("bridges", 5)

    assert bridge == archive.fact_check("f1")
    assert ["f1", "f2"] == [check.id for check in archive.fact_checks()]
    assert ["f1"] == [check.id for check, _ in found]
    assert found[0][1] > 0


def test_missing_things_are_named(archive):
    with pytest.raises(NotInArchiveError, match=r"no article 'x'.*archive list"):
        archive.get("x")
    with pytest.raises(NotInArchiveError, match="no fact-check 'x'"):
        archive.fact_check("x")


def test_lone_surrogates_and_nul_come_back_as_they_were(archive):
    broken = article("s\ud800", "a\ud83d b\0c", title="\udfff", extra={"k\ud800": "\ud83d"})

    archive.add([broken])
    archive.add([article("s\ud800", "anew")])

    assert "anew" == archive.get("s\ud800").text
    assert (broken,) == archive.versions("s\ud800")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=8)), max_size=12))
def test_the_last_content_of_each_id_is_what_the_archive_has(archive, contents):
    archive.remove(list(archive.ids()))

    archive.add([article(name, text) for name, text in contents], indexers=[words_of], batch=3)

    assert dict(contents) == {found.id: found.text for found in archive.articles()}
    expected = sum(len(text.split()) for text in dict(contents).values())
    count = rows(archive, "SELECT coalesce(sum(count), 0) FROM article_fingerprints")[0][0]
    assert expected == count
    rows(archive, "INSERT INTO articles_search (articles_search) VALUES ('integrity-check')")


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_export(tmp_path, archive, suffix):
    given_articles = [
        article("a", 'dua\nbaris, "kutip"', title="Banjir", extra={"desk": "city"}),
        article("b", "rusak \ud83d"),
    ]
    archive.add(given_articles)
    target = tmp_path / f"all{suffix}"

    assert 2 == archive.export(str(target))

    if suffix == ".jsonl":
        lines = [json.loads(line) for line in target.read_text().splitlines()]
        assert [a.text for a in given_articles] == [line["text"] for line in lines]
        assert "city" == lines[0]["desk"]
    else:
        found = duckdb.sql(f"SELECT id, text, details FROM '{target}' ORDER BY id").fetchall()
        assert ("a", 'dua\nbaris, "kutip"', '{"desk": "city"}') == found[0]
        assert "rusak ?" == found[1][1]
    assert [target] == list(tmp_path.iterdir())


def test_export_to_an_unknown_form_or_place(tmp_path, archive):
    with pytest.raises(UsageError, match=r"\.jsonl, \.csv or \.parquet"):
        archive.export(str(tmp_path / "all.xlsx"))
    with pytest.raises(ArchiveError, match="cannot write"):
        archive.export(str(tmp_path / "none" / "all.jsonl"))


def test_the_file_opens_as_plain_sqlite_with_readable_names(tmp_path):
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as opened:
        opened.add([article("a", title="Banjir")], indexers=[words_of])

    with sqlite3.connect(path) as plain:
        names = {row[0] for row in plain.execute("SELECT name FROM sqlite_master")}
        found = plain.execute("SELECT id, title FROM articles").fetchall()
    plain.close()

    assert {"articles", "article_versions", "fact_checks", "fingerprint_blocks"} <= names
    assert [("a", "Banjir")] == found


def test_days_that_are_not_stated_in_iso_are_compared_by_what_they_mean(tmp_path):
    clock = Clock(
        earliest=datetime(2043, 5, 11, 3, tzinfo=UTC),
        latest=datetime(2043, 5, 11, 3, tzinfo=UTC),
        kind="feed",
        trust=0.8,
    )
    article = Article(
        id="fed", text="x", published="Mon, 11 May 2043 03:00:00 GMT", clocks=(clock,)
    )
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([article], indexers=())

        assert [] == list(archive.find(since="2043-05-12"))
        assert ["fed"] == [a.id for a in archive.find(since="2043-05-11", until="2043-05-11")]
