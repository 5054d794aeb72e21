from __future__ import annotations

import pytest

from menurut.errors import UsageError
from menurut.model import Dossier
from menurut.report import FORMS, form_of, render_file

EMPTY = Dossier(subject=None, articles=())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_is_made_by_its_ending_and_by_its_name(form: object, demo: Dossier) -> None:
    by_ending = render_file(demo, f"story{form.ending}", lang="en")  # type: ignore[attr-defined]
    by_name = render_file(demo, "story.x", lang="en", form=form.name)  # type: ignore[attr-defined]

    assert list(by_ending.values()) == list(by_name.values())
    assert all(by_ending.values())


def test_the_longer_ending_decides() -> None:
    assert [form_of(f"a.{e}").name for e in ("json", "prov.json", "claims.json", "htm")] == [
        "json",
        "prov",
        "claims",
        "html",
    ]


@pytest.mark.parametrize(("path", "form"), [("a.pdf", None), ("a.html", "pdf")])
def test_an_unknown_form_is_refused_with_what_there_is(path: str, form: str | None) -> None:
    with pytest.raises(UsageError, match="claimreview"):
        render_file(EMPTY, path, lang="id", form=form)
