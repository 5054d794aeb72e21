"""A dossier, indexed for reading: names, parents, children, families, permanent anchors.

What every form of the report needs and none should work out twice. An anchor is made of the
content it points at, so a link to a passage still holds when the dossier is rendered again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from menurut.model import (
    Article,
    Attributed,
    Clock,
    Dossier,
    Edge,
    Family,
    Lineage,
    Outside,
    Reuse,
    clocks_of,
)
from menurut.report.zones import Zones, find_zones

SURE = 0.8
"""From here on an edge is drawn solid; below it is dashed and its runner-up is named. The same
limit as for `Edge.runner_up`: confidences are calibrated, so four in five such edges are right."""

UNSURE = 0.5
"""Below this an edge is more likely wrong than right and is drawn dotted."""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier and its indexes."""

    dossier: Dossier
    articles: dict[str, Article]
    attributed: dict[str, Attributed]
    anchors: dict[str, str]
    """Article ids to permanent anchors; articles with the same content are numbered."""
    names: dict[str, str]
    """Article, outside and family source ids to the names shown."""
    parents: dict[str, tuple[Edge, ...]]
    """Surest first, text before mere citation, late edges last."""
    children: dict[str, tuple[Edge, ...]]
    reuses: dict[tuple[str, str], tuple[Reuse, ...]]
    """Both directions; passages of outlet furniture left out."""
    outside: dict[str, Outside]
    families: tuple[Family, ...]
    """Those with more than one member, or the subject's own; largest first."""
    alone: tuple[str, ...]
    """Articles tied to nothing else here."""
    zones: Zones
    """In which zone each article's time is written."""

    @property
    def traced(self) -> bool:
        """Whether anybody asked for the lineage: an article only shown says nothing of it."""
        return self.dossier.lineage != Lineage()


def index_dossier(dossier: Dossier) -> Story:
    """Index a dossier for reading.

    >>> story = index_dossier(Dossier(subject=None, articles=(Article(id="a", text="x"),)))
    >>> story.alone
    ('a',)
    """
    articles = {article.id: article for article in dossier.articles}
    edges = _edges(dossier.lineage.edges, articles)
    families = _families(dossier, edges)
    tied = {member for family in families for member in family.members}
    return Story(
        dossier=dossier,
        articles=articles,
        attributed={each.id: each for each in dossier.attributed if each.id in articles},
        anchors=_anchors(articles),
        names=_names(dossier),
        parents=_grouped(edges, "child"),
        children=_grouped(edges, "parent"),
        reuses=_reuses(dossier),
        outside={outside.id: outside for outside in dossier.lineage.outside},
        families=families,
        alone=tuple(by_time(articles, (id_ for id_ in articles if id_ not in tied))),
        zones=find_zones(dossier.articles, {a.id: clock_of(a) for a in dossier.articles}),
    )


def _edges(edges: Iterable[Edge], articles: Mapping[str, Article]) -> list[Edge]:
    """Edges between articles that are here; of equal ones the surest."""
    kept: dict[tuple[str, str, str, bool], Edge] = {}
    for edge in edges:
        key = (edge.child, edge.parent, edge.kind, edge.late)
        if edge.child != edge.parent and {edge.child, edge.parent} <= articles.keys():
            kept[key] = max(kept.get(key, edge), edge, key=lambda each: each.confidence)
    return list(kept.values())


def numbered(anchors: Iterable[str]) -> list[str]:
    """Anchors with a number behind all but the first of equal ones.

    >>> numbered(["a-1", "a-2", "a-1"])
    ['a-1', 'a-2', 'a-1-2']
    """
    seen: Counter[str] = Counter()
    told = []
    for each in anchors:
        seen[each] += 1
        told.append(each if seen[each] == 1 else f"{each}-{seen[each]}")
    return told


def _anchors(articles: Mapping[str, Article]) -> dict[str, str]:
    ids = sorted(articles)
    return dict(zip(ids, numbered(article_anchor(articles[id_]) for id_ in ids), strict=True))


def _grouped(edges: Iterable[Edge], end: str) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(getattr(edge, end), []).append(edge)
    return {
        key: tuple(
            sorted(group, key=lambda e: (e.late, e.kind == "cites", -e.confidence, e.parent))
        )
        for key, group in groups.items()
    }


def _reuses(dossier: Dossier) -> dict[tuple[str, str], tuple[Reuse, ...]]:
    pairs: dict[tuple[str, str], list[Reuse]] = {}
    for reuse in dossier.reuses:
        if reuse.kind != "furniture":
            pairs.setdefault((reuse.a, reuse.b), []).append(reuse)
            pairs.setdefault((reuse.b, reuse.a), []).append(turned(reuse))
    return {
        pair: tuple(sorted(found, key=lambda r: (r.a0, r.a1, r.b0, r.b1)))
        for pair, found in pairs.items()
    }


def turned(reuse: Reuse) -> Reuse:
    """The same passage pair, seen from the other article.

    >>> turned(Reuse(a="p", a0=0, a1=4, b="q", b0=7, b1=9, similarity=1.0, kind="copy")).a0
    7
    """
    return msgspec.structs.replace(
        reuse,
        a=reuse.b, a0=reuse.b0, a1=reuse.b1,
        b=reuse.a, b0=reuse.a0, b1=reuse.a1,
        pairs=tuple((right, left) for left, right in reuse.pairs),
    )  # fmt: skip


def _families(dossier: Dossier, edges: Iterable[Edge]) -> tuple[Family, ...]:
    known = dossier.lineage.families or _families_of_edges(edges)
    here = {article.id for article in dossier.articles}
    present = [
        msgspec.structs.replace(
            family, members=tuple(dict.fromkeys(m for m in family.members if m in here))
        )
        for family in known
    ]
    kept = [
        f for f in present if len(f.members) > 1 or (f.members and f.members[0] == dossier.subject)
    ]
    return tuple(sorted(kept, key=lambda f: (-len(f.members), f.id)))


def _families_of_edges(edges: Iterable[Edge]) -> tuple[Family, ...]:
    """Families by edges alone, for dossiers that were written without them."""
    group_of: dict[str, set[str]] = {}
    for edge in edges:
        merged = group_of.get(edge.child, {edge.child}) | group_of.get(edge.parent, {edge.parent})
        group_of.update(dict.fromkeys(merged, merged))
    groups = {min(group): tuple(sorted(group)) for group in group_of.values()}
    return tuple(
        Family(id=first, members=group, origins=(), sources=(), certain=0, possible=0)
        for first, group in sorted(groups.items())
    )


def find_article(story: Story, article: str | None) -> Article | None:
    """An article by its id, if it is here; the empty string is an id like any other."""
    return None if article is None else story.articles.get(article)


def family_of(story: Story, article: str) -> Family | None:
    """The family an article belongs to, if it is tied to others."""
    return next((family for family in story.families if article in family.members), None)


def outlet_of(article: Article) -> str:
    """Who published it: the outlet, else the host of its address, else its id.

    >>> outlet_of(Article(id="a", text="", url="https://www.gema.example/1"))
    'gema.example'
    """
    if article.outlet and article.outlet.strip():
        return article.outlet.strip()
    return _host(article.url) or article.id


def _name_of(article: Article) -> str:
    """Its outlet; a text that was pasted has none, and its headline says more than its id.

    >>> _name_of(Article(id="d282abbe4b16", text="", title="Pesan berantai"))
    'Pesan berantai'
    """
    outlet = outlet_of(article)
    return (article.title or "").strip() or outlet if outlet == article.id else outlet


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _names(dossier: Dossier) -> dict[str, str]:
    """Names to show; two articles of one outlet are numbered in order of time."""
    articles = {article.id: article for article in dossier.articles}
    outlets = {id_: _name_of(article) for id_, article in articles.items()}
    often = Counter(outlets.values())
    names: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for id_ in by_time(articles, articles):
        outlet = outlets[id_]
        seen[outlet] += 1
        names[id_] = f"{outlet} ({seen[outlet]})" if often[outlet] > 1 else outlet
    for family in dossier.lineage.families:
        names.update((source.id, source.name) for source in family.sources)
    names.update((outside.id, outside.name) for outside in dossier.lineage.outside)
    return names


def clock_of(article: Article) -> Clock | None:
    """The surest clock of publication."""
    return next(iter(clocks_of(article)), None)


def shown_moment(article: Article) -> datetime | None:
    """One moment to sort and draw by: as stated, if the interval was widened for its zone."""
    clock = clock_of(article)
    if clock is None:
        return None
    if clock.earliest and clock.latest:
        return clock.earliest + (clock.latest - clock.earliest) / 2
    return clock.earliest or clock.latest


def by_time(articles: Mapping[str, Article], ids: Iterable[str]) -> list[str]:
    """Ids by time shown, then by id; those without a time last."""

    def key(id_: str) -> tuple[bool, float, str]:
        moment = shown_moment(articles[id_])
        return moment is None, moment.timestamp() if moment else 0.0, id_

    return sorted(ids, key=key)


def anchor(kind: str, *content: object) -> str:
    """A permanent anchor made of what it points at.

    >>> anchor("a", "Kata dia") == anchor("a", "Kata dia") != anchor("a", "Kata mereka")
    True
    """
    joined = "\0".join(str(part) for part in content)
    return f"{kind}-{hashlib.sha256(joined.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def article_anchor(article: Article) -> str:
    """The anchor of an article: of its text, title and outlet, whatever id it was given."""
    return anchor("a", article.outlet, article.url, article.title, article.text)


def edge_anchor(story: Story, edge: Edge) -> str:
    """The anchor of an edge: of both articles and its kind."""
    return anchor("e", story.anchors[edge.child], story.anchors[edge.parent], edge.kind, edge.late)


def primary(story: Story, article: str) -> Edge | None:
    """The edge to the parent an article took most from; never a late one."""
    return next((edge for edge in story.parents.get(article, ()) if not edge.late), None)


def share_taken(story: Story, edge: Edge) -> float | None:
    """Which share of the child's text stands, word for word or translated, in the parent.

    `None` when no passage was aligned.
    """
    spans = sorted((r.a0, r.a1) for r in story.reuses.get((edge.child, edge.parent), ()))
    length = len(story.articles[edge.child].text.strip())
    if not spans or not length:
        return None
    covered, end = 0, 0
    for start, stop in spans:
        covered += max(0, stop - max(start, end))
        end = max(end, stop)
    return min(1.0, covered / length)
