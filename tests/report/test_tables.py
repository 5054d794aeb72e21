from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.model import Article, Dossier
from menurut.report import render_csv
from menurut.report.tables import neutralise


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table, newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\tx",
        "\rx",
        "＝1",
        "＋1",
        "－x",
        "＠a",
        " =1",
    ],
)
def test_cells_that_start_a_formula_get_an_apostrophe(cell: str) -> None:
    assert f"'{cell}" == neutralise(cell)


@pytest.mark.parametrize("cell", ["-12", "+3.5", "-1.234,5", "90", "-5%", "Gema", "", "a=b"])
def test_plain_numbers_and_words_stay(cell: str) -> None:
    assert cell == neutralise(cell)


@given(st.text(max_size=40))
def test_no_title_ever_starts_a_formula(title: str) -> None:
    article = Article(id="a", text="x", title=title)

    table = render_csv(Dossier(subject=None, articles=(article,)))["nodes"]

    cell = rows(table)[0]["title"]
    bare = cell.lstrip(" \u00a0\u200b\u200e\u200f\ufeff\x00")
    signs = bare[:1] in set("=+-@\t\r\n＝＋－＠") and bare != ""
    plain = bare.lstrip("+-").replace(".", "").replace(",", "").rstrip("%").isdigit()
    assert not signs or plain


def test_raw_tables_are_for_programs() -> None:
    article = Article(id="a", text="x", title="=1+1")
    dossier = Dossier(subject=None, articles=(article,))

    assert rows(render_csv(dossier, raw=True)["nodes"])[0]["title"] == "=1+1"


def test_edges_as_source_and_target_rows(demo: Dossier) -> None:
    found = {(row["child"], row["parent"], row["kind"]) for row in rows(render_csv(demo)["edges"])}

    assert len(found) == 10
    assert ("warta-rindala", "selvane", "translation") in found


def test_drift_is_quoted(demo: Dossier) -> None:
    row = next(r for r in rows(render_csv(demo)["drift"]) if r["type"] == "number_change")

    assert (row["from_words"], row["to_words"]) == ("Sebanyak 90 rekening", "Sebanyak 900 rekening")
