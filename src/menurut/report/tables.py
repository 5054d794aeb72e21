"""Tables as CSV: edges, nodes, drift, sources, passages, attributions.

Spreadsheets run cells that begin like a formula. Such cells get an apostrophe in front, unless
they are plain numbers; `raw=True` leaves them as they are, for programs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from menurut.model import Dossier, words_of
from menurut.report.changes import find_changes
from menurut.report.sources import source_rows
from menurut.report.story import Story, edge_anchor, index_dossier, share_taken

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")

Cell = str | int | float | None
Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]


def neutralise(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run.

    >>> neutralise("=HYPERLINK(1)"), neutralise("-12,5"), neutralise("@dia")
    ("'=HYPERLINK(1)", '-12,5', "'@dia")
    """
    # Blanks and invisible characters before the sign do not stop every spreadsheet.
    bare = cell.lstrip(" \u00a0\u200b\u200e\u200f\ufeff\x00")
    if (_FORMULA.match(cell) or _FORMULA.match(bare)) and not _NUMBER.fullmatch(bare):
        return f"'{cell}"
    return cell


def render_csv(dossier: Dossier, *, raw: bool = False) -> dict[str, str]:
    """The tables of a dossier by name.

    >>> sorted(render_csv(Dossier(subject=None, articles=())))
    ['attributions', 'drift', 'edges', 'nodes', 'passages', 'sources']
    """
    story = index_dossier(dossier)
    tables = {
        "edges": _edges(story),
        "nodes": _nodes(story),
        "drift": _drift(story),
        "sources": _sources(story),
        "passages": _passages(story),
        "attributions": _attributions(story),
    }
    return {name: _write(table, raw=raw) for name, table in tables.items()}


def _write(table: Table, *, raw: bool) -> str:
    header, rows = table
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(cell, raw=raw) for cell in row])
    return stream.getvalue()


def _cell(cell: Cell, *, raw: bool) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, str):
        # A lone surrogate cannot be written as UTF-8: it becomes its escape.
        cell = cell.encode("utf-8", "backslashreplace").decode()
        return cell if raw else neutralise(cell)
    return cell


def _edges(story: Story) -> Table:
    header = ("child", "parent", "kind", "confidence", "late", "share", "child_outlet",
              "parent_outlet", "child_url", "parent_url", "anchor")  # fmt: skip
    rows = [
        (edge.child, edge.parent, edge.kind, round(edge.confidence, 4), int(edge.late),
         _rounded(share_taken(story, edge)), story.names[edge.child], story.names[edge.parent],
         story.articles[edge.child].url, story.articles[edge.parent].url,
         edge_anchor(story, edge))
        for edges in story.parents.values() for edge in edges
    ]  # fmt: skip
    return header, rows


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _nodes(story: Story) -> Table:
    header = ("id", "type", "name", "title", "url", "published", "updated", "earliest", "latest",
              "clock", "lang", "wire", "origins", "certain", "possible")  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for row in source_rows(story):
        article, clock = row.article, row.clock
        certain, possible = row.independent or (None, None)
        rows.append(
            (article.id, "article", row.name, article.title, article.url, article.published,
             article.updated, clock.earliest.isoformat() if clock and clock.earliest else None,
             clock.latest.isoformat() if clock and clock.latest else None,
             clock.kind if clock else None, article.lang,
             "; ".join(credit.name for credit in row.credits),
             " ".join(story.dossier.lineage.roots.get(article.id, ())), certain, possible)
        )  # fmt: skip
    rows += [
        (node.id, "outside", node.name, *(None,) * 12) for node in story.dossier.lineage.outside
    ]
    return header, rows


def _drift(story: Story) -> Table:
    header = ("child", "parent", "type", "from_value", "to_value", "from_words", "to_words",
              "to_field", "confidence")  # fmt: skip
    rows = [
        (change.drift.child, change.drift.parent, change.drift.type, change.drift.from_value,
         change.drift.to_value, change.earlier.words if change.earlier else None,
         change.later.words if change.later else None, change.drift.to_field,
         round(change.drift.confidence, 4))
        for change in find_changes(story)
    ]  # fmt: skip
    return header, rows


def _sources(story: Story) -> Table:
    header = ("family", "source", "name", "source_type", "certain", "through")
    rows = [
        (family.id, source.id, source.name, source.source_type, int(source.certain),
         " ".join(source.through))
        for family in story.families for source in family.sources
    ]  # fmt: skip
    return header, rows


def _passages(story: Story) -> Table:
    header = ("a", "a0", "a1", "b", "b0", "b1", "similarity", "kind", "common_quote", "a_words")
    rows = [
        (r.a, r.a0, r.a1, r.b, r.b0, r.b1, round(r.similarity, 4), r.kind, int(r.common_quote),
         story.articles[r.a].text[r.a0 : r.a1] if r.a in story.articles else None)
        for r in story.dossier.reuses
    ]  # fmt: skip
    return header, rows


def _attributions(story: Story) -> Table:
    header = ("article", "source", "source_type", "cue", "content", "kind", "hedge", "via",
              "chain", "confidence", "rule")  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for attributed in story.attributed.values():
        text = story.articles[attributed.id].text
        rows += [
            (attributed.id, words_of(text, a.source), a.source_type, words_of(text, a.cue),
             words_of(text, a.content), a.kind, words_of(text, a.hedge),
             "; ".join(words_of(text, via) for via in a.via),
             " ← ".join(link.name for link in a.chain), round(a.confidence, 4), a.rule)
            for a in attributed.attributions
        ]  # fmt: skip
    return header, rows
