"""HTML pages: text, title, outlet, clocks, credits, warnings."""

from __future__ import annotations

import pytest

from menurut.errors import InputError, TooLargeError
from menurut.model import Article


def test_text_is_the_story_without_furniture(made, read_bytes):
    (article,) = read_bytes(made.full_page())

    assert [made.story, f"{made.second} Laporan", "Sumber: ANTARA"] == article.text.split("\n")


def test_metadata_of_json_ld(made, read_bytes):
    (article,) = read_bytes(made.full_page())
    expected = ("Dermaga Sarune ambruk", "Kabar Teluk", "Dita Lumban", "id")

    assert expected == (article.title, article.outlet, article.byline, article.lang)
    assert "2031-03-04T21:05:00+07:00" == article.published
    assert "2031-03-05T08:00:00+07:00" == article.updated
    assert ["json-ld", "url"] == [clock.kind for clock in article.clocks]
    assert "2031-03-04T14:05:00+00:00" == article.clocks[0].earliest.isoformat()


def test_credits_of_metadata_and_text(made, read_bytes):
    (article,) = read_bytes(made.full_page())
    found = {(credit.name, credit.kind) for credit in article.credits}

    assert {("Reuters", "json-ld"), ("ANTARA", "credit-line")} == found
    assert ["ANTARA"] == [s.of(article.text) for c in article.credits for s in c.spans]


def test_links_are_those_of_the_story(made, read_bytes):
    (article,) = read_bytes(made.full_page())

    assert ("https://pelabuhan.example/laporan",) == article.links


def test_the_same_page_has_the_same_id(made, read_bytes):
    first, second = read_bytes(made.page())[0], read_bytes(made.page())[0]

    assert first.id == second.id
    assert 12 == len(first.id)


def test_hidden_characters_stay_and_are_told(made, read_bytes):
    trick = f"<p>{made.story}</p><p>Jumlah korban \u202e005\u202c orang, kata dia.</p>"
    (article,) = read_bytes(made.page(trick))

    assert "\u202e005\u202c" in article.text
    assert any("RLO" in problem.what for problem in article.problems)


def test_hidden_characters_written_as_entities(made, read_bytes):
    trick = f"<p>{made.story}</p><p>Jumlah korban &#x202E;005&#8236; orang, kata dia.</p>"
    (article,) = read_bytes(made.page(trick))

    assert "\u202e005\u202c" in article.text


def test_letters_of_two_alphabets_are_told(made, read_bytes):
    (article,) = read_bytes(
        made.page(f"<p>{made.story}</p><p>Kantor Reut\u0435rs melaporkan hal itu.</p>")
    )

    assert any("two alphabets" in problem.what for problem in article.problems)


@pytest.mark.parametrize("depth", [150, 300, 5000])
def test_deep_nesting_hides_nothing(made, read_bytes, depth):
    inner = f"<p>{made.story}</p><p>{made.second}</p>"
    (article,) = read_bytes(made.page("<div>" * depth + inner + "</div>" * depth))

    assert made.story in article.text
    assert (depth > 200) == any("flattened" in problem.what for problem in article.problems)


def test_thousands_of_attributes_are_cut_and_told(made, read_bytes):
    tag = "<div " + " ".join(f"a{n}=1" for n in range(20_000)) + ">"
    (article,) = read_bytes(made.page(f"{tag}<p>{made.story}</p></div>"))

    assert made.story in article.text
    assert any("attributes" in problem.what for problem in article.problems)


def test_too_many_elements_are_refused_by_name(made, read_bytes):
    with pytest.raises(TooLargeError, match="50,000 elements"):
        read_bytes(made.page("<p>a" * 60_000))


def test_too_many_bytes_are_refused_by_name(read_bytes):
    with pytest.raises(TooLargeError, match="10 MB"):
        read_bytes(b"<html>" + b" " * (10 * 1024 * 1024))


def test_a_page_without_text_says_what_to_do(read_bytes):
    with pytest.raises(InputError, match="no text found"):
        read_bytes(b"<html><body><script>start()</script></body></html>")


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1251", "utf-8-sig"])
def test_encodings(read_bytes, encoding):
    story = (
        "Причал в посёлке Сарунь обрушился в ночь на вторник, сообщил капитан порта Вира Тандек."
    )
    html = (
        f'<html><head><meta charset="{encoding}"><title>Причал</title></head><p>{story}</p></html>'
    )
    (article,) = read_bytes(html.encode(encoding))

    assert story in article.text
    assert "ru" == article.lang


def test_saved_page_knows_its_address(made, read_bytes):
    saved = (
        b"<!-- saved from url=(0044)https://kabarteluk.example/2031/03/04/dermaga -->" + made.page()
    )
    (article,) = read_bytes(saved)

    assert "https://kabarteluk.example/2031/03/04/dermaga" == article.url
    assert "2031-03-04" == article.published


@pytest.mark.parametrize(
    "shown", ["Selasa, 4 Maret 2031 | 21:05 WIB", "04 Mar 2031 21.05 WIB", "March 4, 2031 9:05 pm"]
)
def test_a_printed_date_counts_where_nothing_better_is(made, read_bytes, shown):
    (article,) = read_bytes(
        made.page(f"<span>{shown}</span><p>{made.story}</p><p>{made.second}</p>")
    )

    assert isinstance(article, Article)
    assert "text" == article.clocks[0].kind
    assert 2031 == article.clocks[0].earliest.year
