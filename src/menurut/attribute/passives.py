"""Passives: "Y dilaporkan Z" without a source, "Y disampaikan X" with one.

A passive with its theme in front has a content of two parts: "ratusan orang … telah pindah".
Weakness: a passive inside a noun phrase ("yang diduga pelaku") is left out on purpose.
"""

from __future__ import annotations

from menurut.attribute.contents import find_complementizer, fragments, relay_cut, skip_adjuncts
from menurut.attribute.findings import Finding
from menurut.attribute.page import Page
from menurut.attribute.phrases import Range, opens_adjunct, source_after
from menurut.attribute.places import Place, clitic_span, make
from menurut.attribute.prepositions import after_source
from menurut.attribute.relays import is_outlet
from menurut.attribute.subjects import subject_before
from menurut.model import Spans


def passive_rung(place: Place) -> Finding | None:
    """Reports without a source: `X dilaporkan telah pindah`, `Diduga, X`."""
    page, hit = place.page, place.hit
    if hit.first > place.floor and page.lexicon.has("relatives", page.lowers[hit.first - 1]):
        return None
    if page.lexicon.has("agent", page.lowers[min(hit.last, place.last - 1)]):
        return agent_passive_rung(place)
    outlet = source_after(page, hit.last, place.last) if hit.last < place.last else None
    if outlet is not None and page.capital(hit.last) and is_outlet(page, *outlet):
        return _reported_by(place, outlet)
    cut = relay_cut(page, hit.last - 1, place.last)
    start = skip_adjuncts(page, hit.last, cut)
    while start < cut and page.words[start] in ",:":
        start += 1
    if start >= cut:
        return None
    theme = _theme(place)
    ranges = ((theme, hit.first), (start, cut)) if theme is not None else ((start, cut),)
    if page.words[hit.first - 1] in ",-–—" and theme is not None:
        return None
    return make(place, "passive", (), fragments(page, *ranges))


def _reported_by(place: Place, outlet: Range) -> Finding | None:
    """`Dilaporkan Kabar Ujung, X`: an outlet right behind the passive is its agent."""
    page, hit = place.page, place.hit
    source = (page.span(*outlet),)
    if hit.first <= place.first:
        start = after_source(place, outlet[1])
        content = fragments(page, (start, relay_cut(page, start, place.last)))
    else:
        content = fragments(page, (place.first, hit.first))
    return make(place, "relay", source, content, hedged=False)


def _theme(place: Place) -> int | None:
    """Where the clause of a passive begins, or `None` when the passive opens it."""
    page, hit = place.page, place.hit
    lex = page.lexicon
    i = place.first
    while i < hit.first:
        n = lex.match("openers", page.lowers, i, hit.first)
        if not n and page.words[i] != "," and not lex.has("coordinators", page.lowers[i]):
            break
        i += n or 1
    if i >= hit.first:
        return None
    if page.words[hit.first - 1] == "," and opens_adjunct(page, i, hit.first):
        return None
    return max(i, _clause_start(place))


def _clause_start(place: Place) -> int:
    """The clause of the passive: after the last complementizer or an earlier cue."""
    page = place.page
    start = place.first
    for i in range(place.floor, place.hit.first):
        if page.lexicon.has("complementizers", page.lowers[i]):
            start = i + 1
    return max(start, place.floor if place.floor > place.first else start)


def agent_of(place: Place, i: int) -> tuple[Spans, int] | None:
    """The agent of a passive: "oleh X", "X" or a clitic, and the token after it."""
    page, hit = place.page, place.hit
    if hit.clitic:
        return (clitic_span(place),), hit.last
    if i < place.last and (
        page.lexicon.has("agent", page.lowers[i]) or _in_document(page, i, place.last)
    ):
        i += 1
    found = source_after(page, i, place.last) if i < place.last else None
    if found is None or not _can_act(page, *found):
        return None
    return (page.span(*found),), found[1]


def _in_document(page: Page, i: int, last: int) -> bool:
    """`dipaparkan dalam laporan X`: the document is the agent."""
    return (
        page.lexicon.match("adjuncts", page.lowers, i, last) == 1
        and i + 1 < last
        and (page.lexicon.match("documents", page.lowers, i + 1, last) > 0)
    )


def _can_act(page: Page, first: int, last: int) -> bool:
    lex = page.lexicon
    names = (
        "documents",
        "titles",
        "offices",
        "anonymous",
        "organisations",
        "pronouns",
        "groups",
        "determiners",
        "media",
    )
    return page.capital(first) or any(lex.match(n, page.lowers, first, last) for n in names)


def agent_passive_rung(place: Place) -> Finding | None:
    """Passives with an agent: `Hal itu disampaikan X`, `Ditegaskan X bahwa Y`."""
    page, hit = place.page, place.hit
    if hit.first > place.first and page.lexicon.has("relatives", page.lowers[hit.first - 1]):
        return None
    agent = agent_of(place, hit.last)
    if agent is None:
        return _without_agent(place)
    source, end = agent
    n = page.lexicon.match("anaphors", page.lowers, hit.first, hit.last)
    if n and hit.first + n < hit.last:  # "Demikian disampaikan X"
        back = (page.span(hit.first, hit.first + n),)
        return make(place, "anaphoric", source, back, cue=(page.span(hit.first + n, hit.last),))
    theme = subject_before(page, hit.first, place.floor)
    found = find_complementizer(page, end, place.last)
    if theme is not None and found is None:
        return make(
            place,
            "anaphoric" if _points_back(page, *theme) else "passive",
            source,
            fragments(page, theme),
        )
    start = found if found is not None else after_source(place, end)
    cut = relay_cut(page, start, place.last) if start < place.last else place.last
    return make(place, "passive", source, fragments(page, (start, cut)))


def _points_back(page: Page, first: int, last: int) -> bool:
    lex = page.lexicon
    return lex.match("anaphors", page.lowers, first, last) > 0 or lex.has(
        "demonstratives", page.lowers[last - 1]
    )


def _carrier(place: Place) -> Spans:
    """`Dalam video yang beredar disebutkan bahwa Y`: the video is the source."""
    page, first = place.page, place.first
    lex, lowers = page.lexicon, page.lowers
    for i in range(first, min(first + 3, place.hit.first - 1)):
        inside = lex.match("adjuncts", lowers, i, place.last) or lex.has("links", lowers[i])
        if inside and any(
            lex.match(n, lowers, i + 1, place.last) for n in ("documents", "rumours")
        ):
            end = place.hit.first - (page.words[place.hit.first - 1] == ",")
            return (page.span(i + 1, end),)
    return ()


def _without_agent(place: Place) -> Finding | None:
    """`Disebutkan bahwa Y`: the source stands in an earlier sentence."""
    page, hit = place.page, place.hit
    found = find_complementizer(page, hit.last, min(place.last, hit.last + 4))
    if found is None:
        return None
    cut = relay_cut(page, found, place.last)
    source = _carrier(place)
    return make(place, "passive", source, fragments(page, (found, cut)))
