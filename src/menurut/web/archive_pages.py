"""Pages over the whole archive: the list of articles, the fact-checks."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from menurut.archive.search import Browsed, FacetValue
from menurut.errors import NotInArchiveError
from menurut.web.article_operations import ArticleQuery, browse_archive, page_of_articles
from menurut.web.fact_check_operations import FactCheckQuery, page_of_fact_checks
from menurut.web.pages import Sent, asked, kept, opened, page, part_of, render
from menurut.web.times import last_day
from menurut.web.words import NO_CHECK, NotHereError

PAGE = 50
SHOWN = 10
"""Values of a facet that stand open; the others are behind a click."""
MOST = 200
"""No more values of a facet than this on a page."""
COLUMNS = ("title", "outlet", "lang", "published")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a facet as a link."""

    value: str
    count: int
    address: str
    chosen: bool


def archive_page(request: Request, _sent: Sent) -> Response:
    """Search and list the archive."""
    query: ArticleQuery = msgspec.structs.replace(asked(request, ArticleQuery), limit=PAGE)
    with opened(request) as archive:
        found = browse_archive(archive, request.app.state.shelf, query)
        articles = page_of_articles(archive, found)
        held = len(request.app.state.shelf.holdings(archive).numbers)
    return render(
        request,
        "archive.html.j2",
        articles=articles,
        query=query,
        total=found.total,
        held=held,
        facets=_facets(query, found),
        narrowed=_narrowed(query),
        shown=SHOWN,
        sorts=_sorts(query),
        turn=_turn(query, found.total),
    )


def _facets(query: ArticleQuery, found: Browsed) -> dict[str, list[Choice]]:
    """Each facet's values as links that choose them, or take the choice back."""
    return {
        "outlet": [_choice(query, "outlet", v) for v in found.facets.outlet[:MOST]],
        "lang": [_choice(query, "lang", v) for v in found.facets.lang[:MOST]],
        "time": [_period(query, v) for v in found.facets.time[:MOST]],
    }


def _choice(query: ArticleQuery, name: str, value: FacetValue) -> Choice:
    chosen = (getattr(query, name) or "").casefold() == value.value.casefold()
    address = kept(query, offset=0, **{name: None if chosen else value.value})
    return Choice(value=value.value, count=value.count, address=address, chosen=chosen)


def _period(query: ArticleQuery, value: FacetValue) -> Choice:
    span = (
        f"{value.value}-01" if len(value.value) == 7 else f"{value.value}-01-01",
        last_day(value.value),
    )
    chosen = (query.since, query.until) == span
    since, until = (None, None) if chosen else span
    address = kept(query, offset=0, since=since, until=until)
    return Choice(value=value.value, count=value.count, address=address, chosen=chosen)


def _narrowed(query: ArticleQuery) -> list[tuple[str, str, str]]:
    """What the list is narrowed to: (field, value, the address without it)."""
    given = {name: getattr(query, name) for name in ("search", "outlet", "lang", "since", "until")}
    return [(n, v, kept(query, offset=0, **{n: None})) for n, v in given.items() if v]


def _sorts(query: ArticleQuery) -> dict[str, tuple[str, str | None]]:
    """For each column the address that sorts by it, and how it is sorted now."""
    made: dict[str, tuple[str, str | None]] = {}
    for name in COLUMNS:
        is_now = query.sort == name
        turned = ("asc" if query.descending else "desc") if is_now else None
        state = ("descending" if query.descending else "ascending") if is_now else None
        made[name] = (kept(query, sort=name, order=turned, offset=0), state)
    return made


def _turn(query: Any, total: int) -> dict[str, Any]:
    """Where the pages before and after this one are, and which part this is."""
    end = min(query.offset + PAGE, total)
    return {
        "first": query.offset + 1,
        "last": end,
        "total": total,
        "back": kept(query, offset=max(query.offset - PAGE, 0)) if query.offset else None,
        "further": kept(query, offset=query.offset + PAGE) if end < total else None,
    }


def fact_checks_page(request: Request, _sent: Sent) -> Response:
    """Search and list the fact-checks."""
    query: FactCheckQuery = msgspec.structs.replace(asked(request, FactCheckQuery), limit=PAGE)
    with opened(request) as archive:
        more = msgspec.structs.replace(query, limit=PAGE + 1)
        checks = page_of_fact_checks(archive, more)
        held = archive.stats().fact_checks
    total = held if not query.search else query.offset + len(checks)
    turn = {**_turn(query, total), "total": None if query.search else held}
    return render(
        request, "fact_checks.html.j2", checks=checks[:PAGE], query=query, held=held, turn=turn
    )


def fact_check_page(request: Request, _sent: Sent) -> Response:
    """One fact-check."""
    name = part_of(request, "id")
    with opened(request) as archive:
        try:
            check = archive.fact_check(name)
        except NotInArchiveError:
            raise NotHereError(NO_CHECK, name=name) from None
    return render(request, "fact_check.html.j2", check=check)


ARCHIVE_PAGES = (
    Route("/", page(archive_page), name="archive"),
    Route("/fact-checks", page(fact_checks_page)),
    Route("/fact-checks/{id}", page(fact_check_page)),
)
