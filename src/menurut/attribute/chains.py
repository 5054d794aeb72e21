"""The chain of one attribution: from the outlet that publishes to the endpoint.

In: source, relays and antecedents of all findings. Out: `Link`s, outermost first. A relay
that brought an antecedent ("sumber informasi yang berbicara dengan X") is inherited by those
who point back to it ("sumber itu").
"""

from __future__ import annotations

from menurut.attribute.antecedents import Source
from menurut.attribute.lexicon import CAPITAL
from menurut.attribute.page import Page
from menurut.attribute.relays import is_outlet, key_of, outlet_of
from menurut.attribute.sources import source_type_of
from menurut.model import Link, SourceType, Spans
from menurut.outlets import Outlet


def link_name(page: Page, first: int, last: int) -> str:
    """The name shown for a link: canonical for outlets we know."""
    name = page.text[page.starts[first] : page.ends[last - 1]]
    outlet = outlet_of(name)
    if outlet is None:
        inner = _outlet_inside(page, first, last)
        outlet = inner if inner is not None and is_outlet(page, first, last) else None
    return outlet.name if outlet is not None else name


def _outlet_inside(page: Page, first: int, last: int) -> Outlet | None:
    """The first outlet that one word of a phrase names."""
    for i in range(first, last):
        known = outlet_of(page.words[i]) if page.codes[i] & CAPITAL else None
        if known is not None:
            return known
    return None


def relay_link(page: Page, first: int, last: int, *, inherited: bool) -> Link:
    """A link for a relay; an outlet unless its words say otherwise."""
    kind: SourceType = source_type_of(page, first, last)
    if kind in ("person_named", "organisation") and is_outlet(page, first, last):
        kind = "outlet"
    return Link(
        name=link_name(page, first, last),
        source_type=kind,
        spans=(page.span(first, last),),
        inherited=inherited,
    )


def endpoint(page: Page, source: Source | None) -> Link | None:
    """The last link: the source, under the name of its antecedent."""
    if source is None:
        return None
    first, last = source.first, source.last
    spans: Spans = (page.span(first, last),) if last > first else ()
    name = link_name(page, first, last) if last > first else ""
    if source.antecedent is not None:
        mention = source.antecedent
        name = link_name(page, mention.first, mention.last)
        spans = (*spans, page.span(mention.first, mention.last))
    return Link(name=name, source_type=source.kind, spans=spans) if name else None


# Credits of the whole article; a "formula" stands in one sentence and covers no other.
CREDITED = frozenset({"wire", "credit-line", "dateline", "json-ld", "ninjs"})


def first_links(page: Page, relays: tuple[Link, ...]) -> tuple[Link, ...]:
    """The publishing outlet, if known, and the agencies that the article credits for its text."""
    own = () if page.outlet is None else (Link(name=page.outlet, source_type="outlet"),)
    taken = {key_of(link.name) for link in (*own, *relays)}
    credited: list[Link] = []
    for credit in page.credits:
        key = key_of(credit.name)
        if credit.kind in CREDITED and key not in taken:
            taken.add(key)
            credited.append(
                Link(name=credit.name, source_type="outlet", spans=credit.spans, inherited=True)
            )
    return (*own, *credited)
