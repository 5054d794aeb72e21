"""Lists in any order with counts, told apart from what `find` gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.archive import Archive
from menurut.archive.search import BrowseQuery
from menurut.errors import UsageError
from menurut.model import Article

SHELF = (
    Article(id="a", text="Banjir di Lowa.", title="Banjir", outlet="Kabar Lowa", lang="id",
            published="2031-03-04T08:00:00+07:00"),
    Article(id="b", text="Flood in Lowa.", title="a flood", outlet="kabar lowa", lang="en",
            published="2031-03"),
    Article(id="c", text="Panen di Rindala.", title=None, outlet="Warta", lang="id",
            published="2030-12-31"),
    Article(id="d", text="Tanpa tanggal.", title="Zaman", outlet=None, lang=None),
)  # fmt: skip


@pytest.fixture
def archive():
    with Archive.open(":memory:", create=True) as opened:
        opened.add(SHELF)
        yield opened


def ids(archive, **query):
    page = archive.browse(archive.holdings(), BrowseQuery(**query))
    found = archive.numbered(page.numbers)
    return [found[number].id for number in page.numbers]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["b", "a", "c", "d"]),
        ({"descending": False}, ["c", "a", "b", "d"]),
        ({"sort": "title", "descending": False}, ["b", "a", "d", "c"]),
        ({"sort": "outlet", "descending": False}, ["b", "a", "c", "d"]),
        ({"words": "lowa"}, ["b", "a"]),
        ({"words": "!?"}, []),
        ({"outlet": "KABAR LOWA"}, ["b", "a"]),
        ({"outlet": "Nobody"}, []),
        ({"lang": "id"}, ["a", "c"]),
        ({"since": "2031-03-04"}, ["b", "a"]),
        ({"until": "2030-12-31"}, ["c"]),
        ({"limit": 1, "offset": 1}, ["a"]),
    ],
)
def test_what_fits_in_order(archive, query, expected):
    assert expected == ids(archive, **query)


def test_each_facet_disregards_its_own_filter(archive):
    facets = archive.browse(archive.holdings(), BrowseQuery(lang="id")).facets

    assert [("id", 2), ("en", 1)] == [(v.value, v.count) for v in facets.lang]
    assert [("Kabar Lowa", 1), ("Warta", 1)] == [(v.value, v.count) for v in facets.outlet]
    assert [("2031-03", 1), ("2030-12", 1)] == [(v.value, v.count) for v in facets.time]


def test_a_day_that_is_none_is_told(archive):
    with pytest.raises(UsageError, match="not a date"):
        ids(archive, since="yesterday")


def test_an_empty_archive_has_an_empty_list():
    with Archive.open(":memory:", create=True) as opened:
        assert [] == ids(opened, words="lowa", since="2031")


@settings(deadline=None)
@given(
    words=st.sampled_from([None, "lowa", "di"]),
    outlet=st.sampled_from([None, "Warta", "kabar lowa"]),
    lang=st.sampled_from([None, "id", "en"]),
    since=st.sampled_from([None, "2030", "2031-03-02", "2031-03-05"]),
    until=st.sampled_from([None, "2030-12-31", "2031-03-04"]),
)
def test_browsing_finds_what_find_finds(words, outlet, lang, since, until):
    query = {"words": words, "outlet": outlet, "lang": lang, "since": since, "until": until}
    with Archive.open(":memory:", create=True) as opened:
        opened.add(SHELF)
        assert {a.id for a in opened.find(**query)} == set(ids(opened, **query))
