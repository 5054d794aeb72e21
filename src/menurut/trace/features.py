"""What speaks for one article having taken from another, as numbers.

What goes in: a collection, a child and its candidate parents. What comes out: one row of
features for each candidate: shared text, shared terms, sentences that meet, clocks, names and
links, and how the candidate compares with its rivals. `weights.toml` says what each is worth.

Weakness: features are added up; what two of them mean together the score cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from menurut.trace.candidates import stem_match
from menurut.trace.clocks import gap_hours, when_updated
from menurut.trace.collection import Collection, shared_anchors
from menurut.trace.directory import outlet_family
from menurut.trace.origins import outside_naming
from menurut.trace.outline import Match, match_outlines
from menurut.trace.passages import verbatim_cover

FEATURES = (
    "child_verbatim", "parent_verbatim", "child_shared", "parent_shared", "child_translated",
    "longest", "quoted", "child_stems", "parent_stems", "child_anchors", "parent_anchors",
    "child_outline", "parent_outline", "order",
    "child_outline_across", "parent_outline_across", "order_across",
    "cross_language", "before", "lag", "after_little", "after_long", "same_day", "clock_unknown",
    "names", "credits", "links", "named_by_parent", "names_another", "echoes", "same_outlet",
    "same_family", "best_shared", "best_terms", "near_best", "child_present",
    "parent_present", "names_subject", "outside_claimed",
)  # fmt: skip
"""Order of the columns; each is explained where it is computed."""

Row = NDArray[np.float64]


def _text_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    passages = collection.passages.of(child, parent)
    size_c = len(collection.articles[child].text) or 1
    size_p = len(collection.articles[parent].text) or 1
    shared_c, shared_p = (
        collection.passages.covered(child, parent) / size_c,
        collection.passages.covered(parent, child) / size_p,
    )
    verbatim, longest = verbatim_cover(passages.verbatim)
    one_language = not passages.translated
    return {
        "child_verbatim": verbatim / size_c,
        "parent_verbatim": min(1.0, verbatim / size_p),
        "child_shared": shared_c if one_language else 0.0,
        "parent_shared": shared_p,
        "child_translated": shared_c if passages.translated else 0.0,
        "longest": min(passages.longest, 600) / 600,
        "quoted": min(max(longest - 40, 0), 80) / 80,
        "cross_language": float(
            collection.articles[child].lang != collection.articles[parent].lang
        ),
    }


def _term_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    shared = shared_anchors(collection, child, parent)
    stems_c, stems_p = stem_match(collection, child, parent)
    return {
        "child_stems": stems_c,
        "parent_stems": stems_p,
        "child_anchors": shared / (collection.anchor_totals[child] + 10.0),
        "parent_anchors": shared / (collection.anchor_totals[parent] + 10.0),
    }


def _outline_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    across = match_outlines(collection.anchor_outlines[child], collection.anchor_outlines[parent])
    within = Match()
    if collection.articles[child].lang == collection.articles[parent].lang:
        within = match_outlines(collection.stem_outlines[child], collection.stem_outlines[parent])
    return {
        "child_outline": within.child,
        "parent_outline": within.parent,
        "order": within.order,
        "child_outline_across": across.child,
        "parent_outline_across": across.parent,
        "order_across": across.order,
    }


def _clock_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    first, second = collection.when[parent], collection.when[child]
    gap = gap_hours(first, second)
    # A clock that is right 19 times in 20 counts in full; one that is right half the time, not.
    faith = max(0.0, 2 * collection.trust - 1) / 0.9 * min(first.trust, second.trust) / 0.8
    if gap is None:
        return {"clock_unknown": 1.0}
    return {
        "before": faith * (gap > 0),
        "lag": float(np.log1p(max(gap, 0.0) / 24)),
        "after_little": faith * (-14 <= gap < 0),
        "after_long": faith * (gap < -14),
        "same_day": float(gap == 0),
    }


def _naming_features(collection: Collection, child: str, parent: str) -> dict[str, float]:
    mine, theirs = collection.namings[child], collection.namings[parent]
    outlet_c, outlet_p = collection.outlet(child), collection.outlet(parent)
    naming = mine.get(outlet_p) if outlet_p and outlet_p != outlet_c else None
    named_back = theirs.get(outlet_c) if outlet_c and outlet_p != outlet_c else None
    if _updated_after(collection, parent, child):
        named_back = None
    others = {o for o in mine if o not in {outlet_p, outlet_c} and mine[o].strength != "name"}
    linked = parent in collection.links.get(child, {})
    return {
        "names": float(naming is not None and parent not in collection.subjects),
        "names_subject": float(naming is not None and parent in collection.subjects),
        "child_present": collection.asked[child],
        "parent_present": collection.asked[parent],
        "credits": float(naming is not None and naming.strength in {"credit", "attribution"}),
        "links": float(linked),
        "named_by_parent": float(named_back is not None)
        + float(named_back is not None and child in collection.links.get(parent, {})),
        "names_another": float(bool(others - set(theirs)) and naming is None and not linked),
        "echoes": float(bool({o for o in others if o in theirs})),
        "same_outlet": float(outlet_c is not None and outlet_c == outlet_p),
        "same_family": float(
            outlet_c is not None
            and outlet_p is not None
            and outlet_c != outlet_p
            and outlet_family(outlet_c) == outlet_family(outlet_p)
        ),
    }


def _updated_after(collection: Collection, parent: str, child: str) -> bool:
    """Whether the parent was changed after the child appeared: it may name it since then."""
    updated, appeared = when_updated(collection.articles[parent]), collection.when[child].earliest
    return updated is not None and appeared is not None and updated >= appeared


def _against_rivals(rows: Sequence[dict[str, float]]) -> None:
    """Fill in how each candidate compares with the others of the same child."""
    shared = [row["child_shared"] + row["child_translated"] for row in rows]
    terms = [row["child_stems"] + row["child_anchors"] for row in rows]
    least_lag = min((row["lag"] for row in rows if row.get("before")), default=0.0)
    best_shared, best_terms = max(shared, default=0.0), max(terms, default=0.0)
    for row, mine, words in zip(rows, shared, terms, strict=True):
        row["lag"] = max(0.0, row["lag"] - least_lag) if row.get("before") else 0.0
        row["best_shared"] = float(mine > 0 and mine >= best_shared)
        row["best_terms"] = float(words >= best_terms)
        row["near_best"] = mine / best_shared if best_shared else 0.0


def feature_rows(collection: Collection, child: str, parents: Sequence[str]) -> Row:
    """One row of `FEATURES` for each candidate parent of a child."""
    rows: list[dict[str, float]] = [
        {
            **_text_features(collection, child, parent),
            **_term_features(collection, child, parent),
            **_outline_features(collection, child, parent),
            **_clock_features(collection, child, parent),
            **_naming_features(collection, child, parent),
        }
        for parent in parents
    ]
    outside = float(outside_naming(collection, child, ()) is not None)
    for row in rows:
        row["outside_claimed"] = outside
    _against_rivals(rows)
    return np.array([[row.get(name, 0.0) for name in FEATURES] for row in rows]).reshape(
        len(rows), len(FEATURES)
    )
