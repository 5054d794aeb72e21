"""Who is told apart by a first name, and how many an unnamed plural is."""

from __future__ import annotations

import pytest

from menurut.trace.speakers import are_namesakes, speaker_of


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        ("Orla Rune", "Tarn Rune", True),
        ("Mayor Orla Rune", "Orla Rune", False),
        ("Captain Rune", "Orla Rune", False),
        ("Ms Rune", "Tarn Rune", False),
    ],
)
def test_first_names_tell_persons_of_one_last_name_apart(
    one: str, other: str, *, different: bool
) -> None:
    names = [speaker_of(name, "person_named", "en").full_names for name in (one, other)]

    assert different == are_namesakes(*names)


@pytest.mark.parametrize(
    ("phrase", "persons"),
    [
        ("two people with knowledge of the plan", 2),
        ("an officer", 1),
        ("forty residents", 1),
    ],
)
def test_how_many_an_unnamed_speaker_is(phrase: str, persons: int) -> None:
    assert persons == speaker_of(phrase, "anonymous", "en").persons
