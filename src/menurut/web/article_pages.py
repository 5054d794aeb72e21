"""Pages of single articles: one with its attributions, two side by side, a source."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from menurut.archive import Archive
from menurut.errors import NotInArchiveError
from menurut.investigate import trace_articles
from menurut.model import Article, Attributed, Reuse
from menurut.report.marked_text import Saying, find_sayings
from menurut.report.page import page_context
from menurut.report.story import article_anchor, index_dossier, shown_moment
from menurut.web.addresses import DOCUMENT, compare_address, content_hash
from menurut.web.article_operations import SourceQuery, document_of, shared_passages
from menurut.web.comparing import compare_articles
from menurut.web.marks import mark_sayings
from menurut.web.pages import Sent, asked, kept, opened, page, part_of, render
from menurut.web.sources import PAGE, look_up_source
from menurut.web.words import (
    NO_ARTICLE,
    NO_DOCUMENT,
    NO_NAME,
    TWO_IDS,
    TWO_WANTED,
    NotHereError,
    NotUsableError,
    app_voice,
)

NEIGHBOURS = 30
"""Articles listed as sharing passages with this one."""


SHORTEST_NAME = 3
"""Letters; pronouns of Indonesian and English are no longer."""


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """An article that shares passages with the one shown."""

    article: Article
    kinds: tuple[str, ...]
    share: float
    """Of the shown article's text."""
    address: str


def article_page(request: Request, _sent: Sent) -> Response:
    """One article with its attributions marked in the text."""
    with opened(request) as archive:
        article = _article(request, archive, part_of(request, "id"))
        return _show(request, archive, article)


def document_page(request: Request, _sent: Sent) -> Response:
    """The article with this content."""
    with opened(request) as archive:
        article = _document(request, archive, part_of(request, "hash"))
        return _show(request, archive, article)


def _show(request: Request, archive: Archive, article: Article) -> Response:
    attributed: Attributed = request.app.state.shelf.attributions(article)
    sayings = find_sayings(article, attributed, article_anchor(article))
    return render(
        request,
        "article.html.j2",
        article=article,
        sayings=sayings,
        names=[_name_of(saying) for saying in sayings],
        paragraphs=mark_sayings(article.text, sayings),
        neighbours=_neighbours(archive, article),
        versions=archive.versions(article.id),
        hash=content_hash(article),
    )


def _name_of(saying: Saying) -> str:
    """The fullest name of who says it, to look it up by; empty where that would find nothing."""
    found = saying.attribution
    if found.source_type in {"anonymous", "none"}:
        return ""
    end = found.chain[-1].name if found.chain else ""
    name = saying.full or end or saying.who.removeprefix("-")
    # "It", "dia", "he": too short to be looked up, unless it is a short name like "UN".
    return name if len(name) > SHORTEST_NAME or name.isupper() else ""


def _article(request: Request, archive: Archive, name: str) -> Article:
    """An article by its id, or by its content ("sha256:HASH")."""
    try:
        return archive.get(name)
    except NotInArchiveError:
        by_content = DOCUMENT.fullmatch(name)
        if by_content:
            return _document(request, archive, by_content[1])
        raise NotHereError(NO_ARTICLE, name=name) from None


def _document(request: Request, archive: Archive, digits: str) -> Article:
    try:
        return document_of(archive, request.app.state.shelf, digits)
    except NotInArchiveError:
        raise NotHereError(NO_DOCUMENT, name=digits) from None


def _neighbours(archive: Archive, article: Article) -> list[Neighbour]:
    """Archived articles that share passages with this one, most first."""
    shared: dict[str, list[Reuse]] = defaultdict(list)
    for reuse in shared_passages(article, archive):
        if reuse.kind != "furniture" and reuse.b != article.id:
            shared[reuse.b].append(reuse)
    lengths = {id_: sum(r.a1 - r.a0 for r in found) for id_, found in shared.items()}
    nearest = sorted(lengths, key=lambda id_: (-lengths[id_], id_))[:NEIGHBOURS]
    whole = max(1, len(article.text.strip()))
    return [
        Neighbour(
            article=other,
            kinds=tuple(sorted({reuse.kind for reuse in shared[other.id]})),
            share=min(1.0, lengths[other.id] / whole),
            address=compare_address(article, other),
        )
        for other in archive.articles(nearest)
    ]


def choose_page(request: Request, _sent: Sent) -> Response:
    """`/compare?one=ID&other=ID` leads to the permanent address of the two."""
    names = [request.query_params.get(n, "") for n in ("one", "other")]
    if not all(names):
        raise NotUsableError(TWO_IDS)
    with opened(request) as archive:
        pair = [_article(request, archive, name) for name in names]
    return RedirectResponse(compare_address(*pair), 303)


def compare_page(request: Request, _sent: Sent) -> Response:
    """Two articles side by side, with what they share; the earlier one on the left."""
    with opened(request) as archive:
        pair = [_article(request, archive, part_of(request, name)) for name in ("one", "other")]
    if pair[0].id == pair[1].id:
        raise NotUsableError(TWO_WANTED)
    left, right = sorted(pair, key=_time)
    dossier = trace_articles([left, right])
    story = index_dossier(dossier)
    context = page_context(story, app_voice(request.app.state.lang))
    by_id = {article.id: article for article in dossier.articles}
    found = compare_articles(by_id[left.id], by_id[right.id], dossier.reuses)
    edge = next(iter(dossier.lineage.edges), None)
    return render(request, "compare.html.j2", **{**context, "found": found, "edge": edge})


def _time(article: Article) -> tuple[bool, float, str]:
    moment = shown_moment(article)
    return moment is None, moment.timestamp() if moment else 0.0, article.id


def source_page(request: Request, _sent: Sent) -> Response:
    """What a source said, where, and through whom."""
    if not request.query_params.get("name", "").strip():
        raise NotUsableError(NO_NAME)
    query: SourceQuery = asked(request, SourceQuery)
    with opened(request) as archive:
        found = look_up_source(archive, request.app.state.shelf, query.name, query.offset)
    further = query.offset + PAGE
    return render(
        request,
        "source.html.j2",
        found=found,
        further=kept(query, offset=further) if further < found.total else None,
        back=kept(query, offset=max(0, query.offset - PAGE)) if query.offset else None,
    )


ARTICLE_PAGES = (
    Route("/articles/{id}", page(article_page)),
    Route("/documents/{hash}", page(document_page)),
    Route("/compare", page(choose_page)),
    Route("/compare/{one}/{other}", page(compare_page)),
    Route("/sources", page(source_page)),
)
