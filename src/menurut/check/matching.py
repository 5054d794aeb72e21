"""Claims → published fact-checks, or nothing.

In: claims, and an archive that holds fact-checks. Out: one `CheckRun` for each claim, with the
fact-checks that are close enough, best first, each with a calibrated chance and the words that
it shares. An empty run is an answer: nothing close enough has been published (or is not in the
archive). The model is a logistic one over features that a person can read (`features`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import Archive
from menurut.check.features import NAMES, Candidates, find_candidates
from menurut.check.folding import fold
from menurut.check.index import ClaimIndex, address_key, build_index
from menurut.errors import KnowledgeError
from menurut.model import CheckRun, Hit, Span

SHOWN_WORDS = 6
QUERY_CHARS = 2000
"""A longer text is an article, not a claim; its beginning is looked up."""
RUNNER_UP = 0.01
"""Where the best is shown, others are shown with it down to this chance."""
TWIN = 0.5
LEAST_WORDS = 2
"""One shared name is no claim."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A claim to look up."""

    id: str
    text: str
    lang: str | None = None
    span: Span | None = None
    """Where it stands in its article's text."""
    urls: tuple[str, ...] = ()
    """Where the article stands: a fact-check may name that very address."""


class CheckSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How many fact-checks are shown, and from what chance on."""

    hits: int = 5
    threshold: float | None = None
    """Least score of the best hit; None: the shipped one (see weights.json and docs/check.md)."""


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fitted model: weights for the features after centring and scaling."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    rank: tuple[float, ...]
    """Which candidate, given that one is right."""
    accept: tuple[float, ...]
    """Whether the best is right: its features, its score and its share."""
    bias: float
    threshold: float
    fitted_on: str


@cache
def load_weights() -> Weights:
    """The shipped model; raises `KnowledgeError` where it does not fit the features."""
    data = (resources.files("menurut.check") / "weights.json").read_bytes()
    try:
        weights = msgspec.json.decode(data, type=Weights)
    except msgspec.DecodeError as error:
        raise KnowledgeError(f"check/weights.json: {error}. Run scripts/train_check.py.") from error
    if weights.features != NAMES:
        raise KnowledgeError(
            "check/weights.json: other features than the code's. Run scripts/train_check.py."
        )
    return weights


_INDEXES: WeakKeyDictionary[Archive, tuple[int, ClaimIndex]] = WeakKeyDictionary()


def _index_of(archive: Archive) -> ClaimIndex:
    """The archive's index, built at first use and again when fact-checks were added."""
    count = archive.stats().fact_checks
    if archive not in _INDEXES or _INDEXES[archive][0] != count:
        _INDEXES[archive] = (count, build_index(archive.fact_checks()))
    return _INDEXES[archive][1]


def find_fact_checks(
    queries: Sequence[Query], archive: Archive, settings: CheckSettings | None = None
) -> tuple[CheckRun, ...]:
    """Published fact-checks for each claim, best first; none where nothing is close enough."""
    if not queries:
        return ()
    index = _index_of(archive)
    return tuple(look_up(query, index, settings or CheckSettings()) for query in queries)


def look_up(query: Query, index: ClaimIndex, settings: CheckSettings) -> CheckRun:
    """Fact-checks of an index for one claim.

    >>> look_up(Query(id="q", text="Bulan terbelah dua"), build_index([]), CheckSettings()).hits
    ()
    """
    named = _hits_at(query.urls, index)
    ids = {hit.id for hit in named}
    near = [hit for hit in find_hits(query.text, index, settings, query.lang) if hit.id not in ids]
    hits = (*named, *near)[: settings.hits]
    return CheckRun(query_id=query.id, hits=hits, query=query.text, span=query.span)


def _hits_at(urls: Sequence[str], index: ClaimIndex) -> tuple[Hit, ...]:
    """Fact-checks that name the article's own address as where the claim appeared."""
    found = {number: url for url in urls for number in index.at_address.get(address_key(url), ())}
    return tuple(
        Hit(id=index.ids[number], score=1.0, why=f"names this address: {url}")
        for number, url in sorted(found.items())
    )


def find_hits(
    text: str, index: ClaimIndex, settings: CheckSettings, lang: str | None = None
) -> tuple[Hit, ...]:
    """The hits of one claim, best first."""
    weights = load_weights()
    threshold = weights.threshold if settings.threshold is None else settings.threshold
    candidates = find_candidates(index, fold(text[:QUERY_CHARS]), lang=lang)
    scores = chances(candidates.features, weights)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], index.ids[candidates.numbers[i]]))
    if not order or scores[order[0]] < threshold:
        return ()
    least = min(RUNNER_UP, threshold)
    return tuple(
        Hit(
            id=index.ids[candidates.numbers[i]],
            score=round(float(scores[i]), 4),
            why=_why(candidates, i),
        )
        for i in order[: settings.hits]
        if scores[i] >= least
    )


def chances(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """The chance of each candidate that it is about the same claim.

    The best one's chance, and the others' in proportion to their shares: two fact-checks of one
    claim are both right and must not halve each other.
    """
    if not len(features):
        return np.zeros(0)
    margin = acceptance_features(features, weights) @ np.array(weights.accept) + weights.bias
    shares = _shares(features, weights)
    made: NDArray[np.float64] = shares / shares.max() / (1 + np.exp(-margin))
    return made


def _shares(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    score = _rank_scores(features, weights)
    exp = np.exp(score - score.max())
    made: NDArray[np.float64] = exp / exp.sum()
    return made


def _rank_scores(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    made: NDArray[np.float64] = _scaled(features, weights) @ np.array(weights.rank)
    return made


def _scaled(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    made: NDArray[np.float64] = (features - np.array(weights.mean)) / np.array(weights.scale)
    return made


def acceptance_features(features: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """What tells whether the best candidate is right: its features, score and share.

    Candidates that come within half of the best one's share are taken for twins of it.
    """
    score = _rank_scores(features, weights)
    best = int(np.argmax(score))
    shares = _shares(features, weights)
    with_twins = shares[shares >= TWIN * shares[best]].sum()
    return np.append(_scaled(features[best], weights), [score[best], np.log(with_twins)])


def _why(candidates: Candidates, place: int) -> str:
    """What made a fact-check close, for people to read: the rarest shared words first."""
    shared = candidates.shared[place]
    if len(shared) < LEAST_WORDS:
        alike = round(100 * float(candidates.features[place][1]))
        return f"spelt alike ({alike} %)" + (f"; shares {shared[0]}" if shared else "")
    more = f" and {len(shared) - SHOWN_WORDS} more" if len(shared) > SHOWN_WORDS else ""
    return "shares " + ", ".join(shared[:SHOWN_WORDS]) + more
