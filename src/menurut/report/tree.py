"""The lineage as a list of rows with depths: the form for the eye, the ear and the printer.

Each article stands once, under the parent it took most from; its other parents are named beside
it. Sources outside the collection stand at the top like articles without parents.
"""

from __future__ import annotations

import msgspec

from menurut.model import Edge, Family, Outside
from menurut.report.story import Story, by_time, primary


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the lineage: an article, or a source outside the collection."""

    depth: int
    article: str | None = None
    outside: Outside | None = None
    edge: Edge | None = None
    """To the row it stands under."""
    others: tuple[Edge, ...] = ()
    """To further parents, late ones included."""
    also: tuple[str, ...] = ()
    """Names of further sources outside the collection from which it has the story."""
    opens: bool = False
    """Whether the next row stands below this one (for nested lists)."""
    closes: int = 0
    """How many levels end after this row."""


def lineage_rows(story: Story, family: Family) -> tuple[Row, ...]:
    """The rows of one family, parents before children, earlier before later."""
    members = [member for member in family.members if member in story.articles]
    below = _children(story, members)
    rows: list[Row] = []
    placed: set[str] = set()
    for outside in story.dossier.lineage.outside:
        heads = [m for m in below[None] if m in outside.root_of]
        if heads:
            rows.append(Row(depth=0, outside=outside))
            for head in heads:
                _place(story, head, 1, below, rows, placed)
    for head in (*below[None], *members):  # members again: what stands in a circle has no head
        _place(story, head, 0, below, rows, placed)
    return _with_closes(rows)


def _children(story: Story, members: list[str]) -> dict[str | None, list[str]]:
    """Members by the parent they stand under, in order of time."""
    inside = set(members)
    below: dict[str | None, list[str]] = {None: []}
    for member in by_time(story.articles, members):
        edge = primary(story, member)
        head = edge.parent if edge is not None and edge.parent in inside else None
        below.setdefault(head, []).append(member)
    return below


def _place(
    story: Story,
    head: str,
    depth: int,
    below: dict[str | None, list[str]],
    rows: list[Row],
    placed: set[str],
) -> None:
    """Add a head and all that stands below it, depth first, without recursion."""
    stack = [(head, depth)]
    while stack:
        here, level = stack.pop()
        if here in placed:
            continue
        placed.add(here)
        edge = primary(story, here) if level > 0 else None
        edge = edge if edge is not None and edge.parent in placed else None
        others = tuple(e for e in story.parents.get(here, ()) if e is not edge)
        also = _also_from(story, here, rows) if edge is None else ()
        rows.append(Row(depth=level, article=here, edge=edge, others=others, also=also))
        stack += [(child, level + 1) for child in reversed(below.get(here, []))]


def _also_from(story: Story, article: str, rows: list[Row]) -> tuple[str, ...]:
    """Outside sources of an article, but for the one it stands under."""
    above = next((row.outside for row in reversed(rows) if row.outside is not None), None)
    return tuple(
        outside.name
        for outside in story.dossier.lineage.outside
        if article in outside.root_of and outside is not above
    )


def _with_closes(rows: list[Row]) -> tuple[Row, ...]:
    depths = [row.depth for row in rows[1:]] + [0]
    return tuple(
        msgspec.structs.replace(
            row, opens=following > row.depth, closes=max(0, row.depth - following)
        )
        for row, following in zip(rows, depths, strict=True)
    )
