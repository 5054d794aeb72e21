"""Packs and outlet lists load, and a slip in one names itself."""

import pytest

from menurut.errors import KnowledgeError
from menurut.languages import known_languages, load_pack, parse_pack
from menurut.outlets import known_outlets, outlet_key


@pytest.mark.parametrize("code", known_languages())
def test_every_pack_loads_under_its_own_code(code):
    assert code == load_pack(code).code


def test_a_slip_in_a_pack_names_file_and_place():
    with pytest.raises(KnowledgeError) as caught:
        parse_pack('code = "xx"\nname = 5', "languages/xx.toml")

    assert "languages/xx.toml: Expected `str`, got `int` - at `$.name`" in str(caught.value)


def test_an_unknown_field_in_a_pack_is_refused():
    with pytest.raises(KnowledgeError, match="colour"):
        parse_pack('code = "xx"\nname = "Example"\ncolour = "red"', "languages/xx.toml")


def test_no_spelling_belongs_to_two_outlets():
    owners = {}
    for outlet in known_outlets():
        for spelling in {outlet_key(name) for name in (outlet.name, *outlet.aliases)}:
            owners.setdefault(spelling, []).append(outlet.name)

    assert {} == {spelling: names for spelling, names in owners.items() if len(names) > 1}
