"""The lineage as a drawing: time from left to right, sources outside at the left edge.

What goes in: one family of a story. What comes out: places for nodes, lines and ticks, which the
template draws as SVG. Time is stretched where much happens and pressed where nothing does, so
the axis carries its own times. A child stands in its parent's row while there is room, else in
the nearest free row below. The same family gives the same drawing.

Weakness: rows are given greedily, so lines of large families may cross; the list beside the
drawing says the same in words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import log1p

import msgspec

from menurut.model import Edge, Family, SourceType
from menurut.report.catalogue import Voice
from menurut.report.kinds import EDGES, UNNAMED, word
from menurut.report.sources import how_exact, say_time
from menurut.report.story import SURE, UNSURE, Story, shown_moment
from menurut.report.tree import Row, lineage_rows
from menurut.report.visible import show_hidden

ROW = 46
TOP = 34
LEFT = 12
SOURCE_WIDTH = 214
LETTER = 7.6
"""Width of a letter at the drawing's 13 bold pixels: "dokumen Dinas Pekerjaan U…" takes 195."""
NAME_LETTERS = 26
LABEL_LETTERS = 17
"""Room kept for the line below a name: an hour and a kind."""
WIDTH = 860
"""What the lines of time share, if the family is small; large ones get 14 pixels a moment."""
MOMENT = 14
WIDEST = 6000
TICK_GAP = 92


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One article or source, drawn."""

    id: str
    x: float
    y: float
    name: str
    below: str = ""
    full: str = ""
    article: bool = True
    subject: bool = False
    timeless: bool = False
    """Known to no more than a month, or not at all: drawn hollow."""
    source_type: SourceType | None = None

    @property
    def unnamed(self) -> bool:
        """Whether it is hatched."""
        return self.source_type in UNNAMED


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Edges that look alike, drawn."""

    path: str
    style: str
    """solid, dashed or dotted by confidence; late for citations added in an update."""
    cites: bool = False


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """One time on the axis."""

    x: float
    hour: str
    day: str


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing of one family."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    has_sources: bool

    @property
    def axis(self) -> str:
        """The lines of time, as one path."""
        return "".join(f"M{tick.x:g} 28V{self.height}" for tick in self.ticks)


def draw_family(story: Story, family: Family, voice: Voice) -> Graph:
    """Lay out one family."""
    rows = [row for row in lineage_rows(story, family) if row.article is not None]
    sources = _sources(story, family)
    start = LEFT + SOURCE_WIDTH + 34 if sources else LEFT + 8
    places = _columns(story, [row.article or "" for row in rows], start)
    nodes, height = _articles(story, rows, places, voice)
    left, height = _source_nodes(sources, nodes, height)
    stops = _stops(nodes.values())
    lines = [
        *(_line(nodes[e.child], nodes[e.parent], e, stops) for e in _edges(story, nodes)),
        *(
            _source_line(node, nodes[article], certain=certain)
            for node, articles, certain in left
            for article in articles
        ),
    ]
    right = max(
        (node.x + LETTER * max(len(node.name), len(node.below)) for node in nodes.values()),
        default=0,
    )
    return Graph(
        width=round(max(right + 12, start + 60)),
        height=TOP + ROW * height,
        nodes=(*(node for node, _, _ in left), *nodes.values()),
        lines=_merged(lines),
        ticks=_ticks(story, places, voice),
        has_sources=bool(left),
    )


def _merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines that look alike as one path: a drawing of a thousand edges has eight."""
    paths: dict[tuple[str, bool], list[str]] = {}
    for line in lines:
        paths.setdefault((line.style, line.cites), []).append(line.path)
    return tuple(
        Line(path="".join(found), style=style, cites=cites)
        for (style, cites), found in paths.items()
    )


def _edges(story: Story, nodes: dict[str, Node]) -> list[Edge]:
    return [
        edge
        for child in nodes
        for edge in story.parents.get(child, ())
        if edge.parent in nodes
    ]  # fmt: skip


def _columns(story: Story, ids: Sequence[str], start: float) -> dict[str, float]:
    """The x of each article: logarithmic gaps, at least a little between different moments."""
    moments = {id_: shown_moment(story.articles[id_]) for id_ in ids}
    known = sorted({moment for moment in moments.values() if moment is not None})
    gaps = [
        1 + 2 * log1p((later - earlier).total_seconds() / 3600)
        for earlier, later in pairwise(known)
    ]
    room = min(WIDEST, max(WIDTH - start - 150, MOMENT * len(known)))
    scale = room / sum(gaps) if gaps else 0
    at: dict[datetime, float] = {}
    x = start
    for moment, gap in zip(known, [0.0, *gaps], strict=False):
        x += gap * min(scale, 120)
        at[moment] = round(x)
    return _with_timeless(
        story, ids, {i: at[m] for i, m in moments.items() if m is not None}, start
    )


def _with_timeless(
    story: Story, ids: Sequence[str], places: dict[str, float], start: float
) -> dict[str, float]:
    """An article without a time stands a little to the right of its parent."""
    for id_ in ids:
        if id_ not in places:
            edges = story.parents.get(id_, ())
            beside = [places[edge.parent] for edge in edges if edge.parent in places]
            places[id_] = beside[0] + MOMENT if beside else start
    return places


def _articles(
    story: Story, rows: Sequence[Row], places: dict[str, float], voice: Voice
) -> tuple[dict[str, Node], int]:
    """Articles in rows that have room for their names; and how many rows there are."""
    ends: list[float] = []
    nodes: dict[str, Node] = {}
    lane: dict[str, int] = {}
    for row in rows:
        id_ = row.article or ""
        first = lane[row.edge.parent] if row.edge is not None else len(ends)
        name = _shortened(story.names[id_])
        x = places[id_]
        at = next((n for n in range(first, len(ends)) if ends[n] + 14 <= x), len(ends))
        if at == len(ends):
            ends.append(0.0)
        ends[at] = x + LETTER * max(len(name), LABEL_LETTERS)
        lane[id_] = at
        nodes[id_] = _node(story, row, (x, TOP + ROW * at + ROW // 2), name, voice)
    return nodes, len(ends)


def _node(
    story: Story, row: Row, place: tuple[float, float], name: str, voice: Voice
) -> Node:  # fmt: skip
    id_ = row.article or ""
    article = story.articles[id_]
    moment, exact = shown_moment(article), how_exact(article)
    zone = story.zones.axis
    hour = voice.hour(moment, zone) if moment and exact == "hour" else say_time(article, voice)
    kind = f" · {word(voice, EDGES, row.edge.kind)}" if row.edge else ""
    return Node(
        id=id_, x=place[0], y=place[1], name=name, below=hour + kind, full=story.names[id_],
        subject=id_ == story.dossier.subject, timeless=exact not in {"hour", "day"},
    )  # fmt: skip


def _shortened(name: str) -> str:
    shown = show_hidden(name)
    return shown if len(shown) <= NAME_LETTERS else shown[: NAME_LETTERS - 1].rstrip() + "…"


Source = tuple[str, str, SourceType, bool, tuple[str, ...]]


def _sources(story: Story, family: Family) -> list[Source]:
    """Informants and outside sources with the articles they lead to; one entry for each name."""
    found: dict[str, Source] = {}
    for source in family.sources:
        articles = tuple(id_ for id_ in source.through if id_ in story.articles)
        if articles and source.name not in {story.names[id_] for id_ in articles}:
            found[source.name] = (
                source.id, source.name, source.source_type, source.certain, articles,
            )  # fmt: skip
    members = set(family.members)
    for outside in story.dossier.lineage.outside:
        articles = tuple(id_ for id_ in outside.cited_by if id_ in members & set(story.articles))
        named = any(name.startswith(outside.name) for name in found)
        if articles and not named:
            found[outside.name] = (outside.id, outside.name, outside.source_type, True, articles)
    return list(found.values())


def _source_nodes(
    sources: Iterable[Source], nodes: dict[str, Node], height: int
) -> tuple[list[tuple[Node, list[str], bool]], int]:
    """Sources at the left edge, each in the row of its first article, or in the next free one."""
    taken: set[int] = set()
    placed = []
    for key, name, kind, certain, articles in sources:
        drawn = [id_ for id_ in articles if id_ in nodes]
        if not drawn:
            continue
        at = int((nodes[drawn[0]].y - TOP) // ROW)
        while at in taken:
            at += 1
        taken.add(at)
        y = TOP + ROW * at + ROW // 2
        node = Node(
            id=key, x=LEFT, y=y, name=_shortened(name), full=name, article=False, source_type=kind
        )
        placed.append((node, drawn, certain))
    return placed, max([height, *(at + 1 for at in taken)])


OVER = 18
"""Pixels by which a line goes over an article that is neither its child nor its parent."""


def _stops(nodes: Iterable[Node]) -> dict[float, list[float]]:
    """Where articles stand in each row, left to right."""
    rows: dict[float, list[float]] = {}
    for node in nodes:
        rows.setdefault(node.y, []).append(node.x)
    return {y: sorted(places) for y, places in rows.items()}


def _line(child: Node, parent: Node, edge: Edge, stops: dict[float, list[float]]) -> Line:
    style = "solid" if edge.confidence >= SURE else "dashed"
    if edge.confidence < UNSURE:
        style = "dotted"
    if edge.late:
        style = "late"
    return Line(path=_path(child, parent, edge, stops), style=style, cites=edge.kind == "cites")


def _path(child: Node, parent: Node, edge: Edge, stops: dict[float, list[float]]) -> str:
    """Along the row, or down and along; bowed where a citation goes back in time.

    Where another article stands in the way, over it: a line through it would say that it is the
    parent.
    """
    if edge.late or child.x <= parent.x:
        bow = max(child.x, parent.x) + 40
        return (
            f"M{parent.x:g} {parent.y:g}C{bow:g} {parent.y:g} {bow:g} {child.y:g} "
            f"{child.x:g} {child.y:g}"
        )
    row = stops.get(child.y, [])
    if bisect_right(row, parent.x) < bisect_left(row, child.x):
        over = child.y - OVER
        return (
            f"M{parent.x:g} {parent.y:g}C{parent.x:g} {over:g} {child.x - OVER:g} {over:g} "
            f"{child.x:g} {child.y:g}"
        )
    if child.y == parent.y:
        return f"M{parent.x:g} {parent.y:g}H{child.x:g}"
    if child.y < parent.y:
        middle = (parent.x + child.x) / 2
        return (
            f"M{parent.x:g} {parent.y:g}C{middle:g} {parent.y:g} {middle:g} {child.y:g} "
            f"{child.x:g} {child.y:g}"
        )
    bend = min(8.0, child.x - parent.x)
    return (
        f"M{parent.x:g} {parent.y:g}V{child.y - bend:g}"
        f"q0 {bend:g} {bend:g} {bend:g}H{child.x:g}"
    )  # fmt: skip


def _source_line(source: Node, article: Node, *, certain: bool) -> Line:
    start = source.x + SOURCE_WIDTH
    if source.y == article.y:
        path = f"M{start:g} {source.y:g}H{article.x:g}"
    else:
        middle = start + 20
        path = (
            f"M{start:g} {source.y:g}C{middle:g} {source.y:g} {middle:g} {article.y:g} "
            f"{article.x:g} {article.y:g}"
        )
    return Line(path=path, style="solid" if certain else "dashed")


def _ticks(story: Story, places: dict[str, float], voice: Voice) -> tuple[Tick, ...]:
    """Times at the top, not closer than they can be read; a day is written where it begins."""
    ticks: list[Tick] = []
    last_x, last_day = float(-TICK_GAP), ""
    for id_ in sorted(places, key=lambda i: (places[i], i)):
        moment = shown_moment(story.articles[id_])
        if moment is None or places[id_] - last_x < TICK_GAP:
            continue
        exact = how_exact(story.articles[id_])
        zone = story.zones.axis if exact == "hour" else UTC
        day = voice.month(moment) if exact == "month" else voice.day(moment, zone)
        hour = voice.hour(moment, zone) if exact == "hour" else ""
        ticks.append(Tick(x=places[id_], hour=hour, day=day if day != last_day else ""))
        last_x, last_day = places[id_], day
    return tuple(ticks)
