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


@given(st.sampled_from(["=1+1", "+cmd|x", "-2+3", "@SUM(1)", "\t=1", "＝1", " =1"]))
def test_no_cell_of_any_table_starts_a_formula(nasty: str) -> None:
    from menurut.model import Attributed, Attribution, Drift, Edge, Lineage, Outside, Reuse, Span

    articles = tuple(
        Article(id=f"{nasty}{n}", text=f"{nasty} kata {n}", title=nasty, outlet=nasty, url=nasty,
                lang=nasty, wire=nasty)
        for n in range(2)
    )  # fmt: skip
    one, two = (article.id for article in articles)
    span = Span(0, len(nasty))
    said = Attribution(
        source=(span,), cue=(span,), content=(span,), kind="direct", source_type="other", rule=nasty
    )
    lineage = Lineage(
        edges=(Edge(child=one, parent=two, kind="copy", confidence=0.5, evidence=()),),
        outside=(Outside(id=nasty, name=nasty, source_type="outlet", cited_by=(one,)),),
        drift=(Drift(child=one, parent=two, type="number_change", from_value=nasty, to_value=nasty,
                     to_span=span),),
    )  # fmt: skip
    dossier = Dossier(
        subject=one,
        articles=articles,
        attributed=(Attributed(id=one, attributions=(said,)),),
        reuses=(Reuse(a=one, a0=0, a1=4, b=two, b0=0, b1=4, similarity=1.0, kind="copy"),),
        lineage=lineage,
    )

    for table in render_csv(dossier).values():
        for row in csv.reader(io.StringIO(table, newline="")):
            assert [cell for cell in row if neutralise(cell) != cell] == []
