from __future__ import annotations

import pytest

from menurut.errors import InputError
from menurut.model import Article, Dossier
from menurut.report import read_dossier, render_json


def test_out_and_in_is_the_same_dossier(demo: Dossier) -> None:
    assert read_dossier(render_json(demo).encode()) == demo


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1]", b'{"subject": 3, "articles": []}', b"\xff\xfe", b"[" * 100_000, b"null"],
)
def test_what_is_no_dossier_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(InputError, match="Make one with: menurut investigate"):
        read_dossier(data)


def test_a_lone_surrogate_keeps_its_place() -> None:
    nasty = Dossier(subject="a", articles=(Article(id="a", text="x\ud800y"),))

    assert read_dossier(render_json(nasty).encode()).articles[0].text == "x\ufffdy"
