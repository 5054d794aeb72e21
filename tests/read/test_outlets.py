"""The lists of agencies and outlets: each name means one of them."""

from __future__ import annotations

from collections import Counter

import pytest

from menurut.outlets import family_of, find_outlet, find_outlet_by_url, known_outlets, outlet_key


def test_no_name_stands_for_two():
    keys = Counter(
        key
        for outlet in known_outlets()
        for key in {outlet_key(name) for name in (outlet.name, *outlet.aliases)}
    )

    assert [] == [key for key, count in keys.items() if count > 1 or not key]


def test_no_domain_stands_for_two():
    domains = Counter(domain for outlet in known_outlets() for domain in outlet.domains)

    assert [] == [domain for domain, count in domains.items() if count > 1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Рейтер", "Reuters"),
        ("рИА новости", "RIA Novosti"),
        ("الأناضول", "Anadolu"),
        ("LKBN Antara", "ANTARA"),
        ("detikcom", "Detik"),
    ],
)
def test_names_in_four_languages(name, expected):
    found = find_outlet(name)

    assert found is not None
    assert expected == found.name


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://medan.tribunnews.com/2031/a", "Tribun Medan"),
        ("https://www.tribunnews.com/a", "Tribunnews"),
        ("http://user@arabic.rt.com:80/x", "RT"),
        ("https://notkompas.com/a", None),
        ("https://kompas.com.evil.example/a", None),
        ("", None),
        ("://", None),
        ("a." * 100_000, None),
    ],
)
def test_outlet_of_an_address(url, expected):
    found = find_outlet_by_url(url)

    assert expected == (found.name if found else None)


def test_families():
    assert family_of("Tribun Medan") == family_of("Kompas.com") == "Kompas Gramedia"
    assert family_of("Kabar Yang Tak Ada") is None
