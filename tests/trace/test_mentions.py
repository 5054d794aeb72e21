"""Who names whom, in any script."""

from __future__ import annotations

from menurut.model import Article
from menurut.trace.directory import outlet_id, read_directory
from menurut.trace.mentions import find_links, find_namings, outlet_name_in


def named(text: str, *outlets: str, own: str = "Own Herald") -> set[str]:
    holders = [
        Article(id=f"o{n}", text="-", outlet=outlet, url=f"https://o{n}.example/")
        for n, outlet in enumerate(outlets)
    ]
    article = Article(id="a", text=text, outlet=own)
    everything = [*holders, article]
    return set(find_namings(everything, {}, read_directory(everything))["a"])


def test_a_full_name_is_found() -> None:
    assert {"tidewaterpost"} == named("As the Tidewater Post wrote.", "Tidewater Post")


def test_an_arabic_spelling_of_a_latin_name_is_found() -> None:
    assert {"soroktiga"} == named('وقال موقع "سوروك تيغا" إن الخبر صحيح', "SorokTiga")


def test_a_latin_spelling_of_a_cyrillic_name_is_found() -> None:
    assert {outlet_id("Зареченский курьер")} == named(
        "The newspaper Zarechensky Kurier reported it.", "Зареченский курьер"
    )


def test_a_place_in_an_outlets_name_is_not_the_outlet() -> None:
    assert set() == named("Trams turn back in Saltern.", "Radio Saltern")


def test_an_uncapitalised_word_is_not_an_outlet() -> None:
    assert set() == named("We waited between antara and noon.", "Antaro Antara")


def test_links_lead_to_articles_whatever_their_form() -> None:
    target = Article(id="t", text="-", url="https://www.tide.example/a/1/")
    article = Article(id="a", text="-", links=("http://tide.example/a/1?ref=x",))

    assert {"a": {"t": "http://tide.example/a/1?ref=x"}} == find_links([target, article])


def test_a_phrase_without_a_name_names_no_outlet() -> None:
    assert outlet_name_in("sejumlah media luar negeri") is None
