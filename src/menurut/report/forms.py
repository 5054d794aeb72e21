"""In which forms a dossier can be passed on."""

from __future__ import annotations

import msgspec

from menurut.report.catalogue import noted


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One form that a dossier can be written in."""

    name: str
    """What `--format` calls it."""
    ending: str
    """What a file name ends in."""
    media: str
    what: str
    """What it is for: a message of the catalogues."""


FORMS = (
    Form(name="html", ending=".html", media="text/html",
         what=noted("this page, as one file")),
    Form(name="text", ending=".txt", media="text/plain",
         what=noted("what the terminal shows")),
    Form(name="json", ending=".json", media="application/json",
         what=noted("all findings, to render again")),
    Form(name="csv", ending=".csv", media="text/csv",
         what=noted("tables of edges, articles, changes, sources, passages and attributions")),
    Form(name="graphml", ending=".graphml", media="application/graphml+xml",
         what=noted("the lineage as a graph, for Gephi, yEd or networkx")),
    Form(name="prov", ending=".prov.json", media="application/json",
         what=noted("the lineage as W3C PROV")),
    Form(name="annotations", ending=".annotations.json", media="application/ld+json",
         what=noted("every attribution and passage as W3C Web Annotation")),
    Form(name="claims", ending=".claims.json", media="application/ld+json",
         what=noted("claims and where they appeared, as schema.org Claim")),
    Form(name="claimreview", ending=".claimreview.json", media="application/ld+json",
         what=noted("draft of a fact-check without a rating, as schema.org ClaimReview")),
)  # fmt: skip
"""All forms; a name that ends in two of their endings takes the longer one."""
