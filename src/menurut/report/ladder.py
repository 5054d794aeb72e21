"""The chain ladder: from the article a reader sees, down to whoever was asked first.

What goes in: a story with its edges, families and sources. What comes out: ladders of rungs,
reader first. Each origin that an article leads back to gives one ladder, along its surest path;
below the last article stand the relays outside the collection and the informant. A ladder that
ends without an informant says so: that, too, is a finding. Ladders over the same articles are
joined into one with several ends; informants who came in on the way stand at their rung.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from math import log

import msgspec

from menurut.model import Edge, Family, IndependentSource, SourceType
from menurut.report.kinds import UNNAMED
from menurut.report.story import Story, by_time, family_of, outlet_of

LADDERS = 8
"""No more ladders than this for one story; the rest is counted. A reader does not read nine."""

CITES_COST = 0.7
"""A path through text is preferred to one through a mere citation half as sure (log 2)."""


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One link between the reader and the source."""

    name: str
    article: str | None = None
    source_type: SourceType | None = None
    """What kind of source it is; None for an article."""
    edge: Edge | None = None
    """How this rung took the story from the next one, if both are articles."""
    certain: bool = True
    heard: tuple[IndependentSource, ...] = ()
    """Informants of this article beside what it took from the next rung."""

    @property
    def unnamed(self) -> bool:
        """Whether nobody could go and ask this link: it is drawn hatched."""
        return self.source_type in UNNAMED


Ladder = tuple[Rung, ...]


class JoinedLadder(msgspec.Struct, frozen=True, kw_only=True):
    """Ladders that share their articles: one way down, and every end it has."""

    articles: Ladder
    ends: tuple[Ladder, ...]


def join_ladders(ladders: Sequence[Ladder]) -> tuple[JoinedLadder, ...]:
    """Ladders over the same articles as one, in the order in which they stand.

    >>> one, two = Rung(name="Gema", article="g"), Rung(name="a mayor")
    >>> [len(joined.ends) for joined in join_ladders([(one, two), (one, two)])]
    [1]
    """
    groups: dict[tuple[str | None, ...], tuple[Ladder, dict[Ladder, None]]] = {}
    for ladder in ladders:
        top = tuple(rung for rung in ladder if rung.article is not None)
        _, ends = groups.setdefault(tuple(rung.article for rung in top), (top, {}))
        ends[ladder[len(top) :]] = None
    return tuple(JoinedLadder(articles=top, ends=tuple(ends)) for top, ends in groups.values())


def find_ladders(story: Story) -> tuple[Ladder, ...]:
    """One ladder per origin of the subject; of each story's farthest article, if none is asked for.

    >>> from menurut.model import Article, Dossier
    >>> from menurut.report.story import index_dossier
    >>> one = Dossier(subject="a", articles=(Article(id="a", text="x", outlet="Gema"),))
    >>> [[rung.name for rung in ladder] for ladder in find_ladders(index_dossier(one))]
    [['Gema', '']]
    """
    subject = story.dossier.subject
    if subject is not None and subject in story.articles:
        return tuple(_ladders_from(story, subject))
    return tuple(
        ladder
        for family in story.families
        for ladder in _ladders_from(story, _farthest(story, family))
    )


def _farthest(story: Story, family: Family) -> str:
    """The member with the longest way to its origin; the latest of several."""
    members = [m for m in family.members if m in story.articles]
    paths = {m: max(len(p) for p in _paths(story, m).values()) for m in members}
    longest = max(paths.values())
    return by_time(story.articles, [m for m in members if paths[m] == longest])[-1]


def _paths(story: Story, start: str) -> dict[str, tuple[Edge, ...]]:
    """The surest path to each origin: Dijkstra over -log confidence, late edges left out."""
    done: dict[str, tuple[Edge, ...]] = {}
    queue: list[tuple[float, int, str, tuple[Edge, ...]]] = [(0.0, 0, start, ())]
    while queue:
        cost, _, here, path = heapq.heappop(queue)
        if here in done:
            continue
        done[here] = path
        for edge in story.parents.get(here, ()):
            if not edge.late and edge.parent not in done:
                step = -log(max(edge.confidence, 1e-6)) + CITES_COST * (edge.kind == "cites")
                heapq.heappush(queue, (cost + step, len(path), edge.parent, (*path, edge)))
    ends = {
        here: path
        for here, path in done.items()
        if all(edge.late for edge in story.parents.get(here, ()))
    }
    return ends or {start: ()}


def _ladders_from(story: Story, start: str) -> list[Ladder]:
    ladders = []
    for origin, path in _paths(story, start).items():
        ids = [start, *(edge.parent for edge in path)]
        steps: list[Edge | None] = [*path, None]
        top = tuple(
            Rung(name=story.names[id_], article=id_, edge=edge, heard=_heard(story, id_, origin))
            for id_, edge in zip(ids, steps, strict=True)
        )
        ladders += [(*top, *foot) for foot in _feet(story, origin)]
    return sorted(ladders, key=lambda ladder: (-len(ladder), [rung.name for rung in ladder]))


def _heard(story: Story, article: str, origin: str) -> tuple[IndependentSource, ...]:
    """Informants who reached this article and not the origin: they join the chain here."""
    family = family_of(story, article)
    return tuple(
        source
        for source in (family.sources if family and article != origin else ())
        if article in source.through and origin not in source.through
        and not same_name(source.name, outlet_of(story.articles[article]))
    )  # fmt: skip


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, or one is the other's short form.

    >>> same_name("Kawat", "Kawat News Agency"), same_name("Kawat", "Kawatan")
    (True, False)
    """
    short, long = sorted((" ".join(n.casefold().split()) for n in (one, other)), key=len)
    return bool(short) and (long == short or long.startswith(f"{short} "))


def _feet(story: Story, origin: str) -> list[Ladder]:
    """What stands below an origin: relay and informant, or the words that nobody is named."""
    family = family_of(story, origin)
    sources = [s for s in family.sources if origin in s.through] if family else []
    feet = [_foot(story, origin, source) for source in sources]
    feet = feet or [
        (Rung(name=outside.name, source_type=outside.source_type),)
        for outside in story.dossier.lineage.outside
        if origin in outside.root_of
    ]
    return feet or [_own_foot(story, origin)]


def _foot(story: Story, origin: str, source: IndependentSource) -> Ladder:
    """The relay outside the collection, if the source came through one, and the source."""
    informant = Rung(name=source.name, source_type=source.source_type, certain=source.certain)
    if same_name(source.name, outlet_of(story.articles[origin])):
        return (Rung(name="", source_type="none", certain=source.certain),)
    relays = [
        story.outside[key]
        for key in source.through
        if key in story.outside and origin in story.outside[key].cited_by
    ]
    if not relays:
        return (informant,)
    relay = relays[0]
    name = source.name.removeprefix(f"{relay.name}: ")
    above = Rung(name=relay.name, source_type=relay.source_type)
    if name == relay.name:
        return (above,)
    return (above, msgspec.structs.replace(informant, name=name))


def _own_foot(story: Story, origin: str) -> Ladder:
    """The farthest chain that the article itself names, if its lineage names nobody."""
    attributed = story.attributed.get(origin)
    chains = [a.chain for a in attributed.attributions if len(a.chain) > 1] if attributed else []
    if not chains:
        return (Rung(name="", source_type="none"),)
    outlet = outlet_of(story.articles[origin])
    links = [link for link in max(chains, key=len)[1:] if not same_name(link.name, outlet)]
    if not links:
        return (Rung(name="", source_type="none"),)
    return tuple(Rung(name=link.name, source_type=link.source_type) for link in links)
