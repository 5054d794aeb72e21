"""Invented fact-checks that the tests of checking share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from menurut.archive import Archive
from menurut.model import FactCheck

CHECKS = (
    FactCheck(
        id="moon",
        claim=("Badan antariksa Sarune menyatakan bulan terbelah dua pada tahun 1998",),
        title="[KELIRU] Bulan terbelah dua",
        verdict="KELIRU",
        lang="id",
    ),
    FactCheck(
        id="pier",
        claim=("A video shows the Sarune pier collapsing after an earthquake killed 300 people",),
        title="Did the Sarune pier collapse in an earthquake?",
        verdict="Miscaptioned",
        lang="en",
    ),
    FactCheck(
        id="pier-90",
        claim=("The Sarune ferry terminal lost 90 boats in the storm",),
        verdict="Exaggerated",
        lang="en",
    ),
    FactCheck(
        id="milk",
        claim=(),
        title="Susu kuda liar menyembuhkan rabun ayam",
        verdict="Belum terbukti",
        lang="id",
    ),
    FactCheck(
        id="rice",
        claim=("Plastic rice is sold in the markets of Tolamar",),
        verdict="False",
        lang="en",
    ),
    *(
        FactCheck(
            id=f"other-{n}",
            claim=(f"Minister number {n} owns {n} houses in district {n}",),
            lang="en",
        )
        for n in range(40)
    ),
)


@pytest.fixture
def checks() -> tuple[FactCheck, ...]:
    return CHECKS


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "checks.db", create=True) as opened:
        opened.add_fact_checks(CHECKS)
        yield opened
