"""Who prints whose words: one article against an archive, or all articles of a collection.

Candidates by shared fingerprints, alignment word by word, furniture and common quotes told apart,
then the question whether a pair has enough in common to be told. The same kernels serve
`find_reuse` (fingerprints from the archive), `find_reuse_among` (in memory) and the corpus job
(candidates from an engine's SQL).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import StoredText, stored_text
from menurut.errors import UsageError
from menurut.model import Article, Reuse
from menurut.reuse.alignment import Passages, align_pairs, join_passages
from menurut.reuse.candidates import Numbers, candidate_pairs, expand_hubs
from menurut.reuse.collection import Collection, read_collection
from menurut.reuse.fingerprints import winnow
from menurut.reuse.furniture import Texts, label_furniture, label_quotes

PAIR_BITS = 60
"""Bits that the best passage of a pair needs before the pair is told. Set on r2k: 50 adds 200
chance pairs to 2,370 true ones, 70 loses 13 true ones and 30 chance ones."""
PAIR_RUN = 7
"""... and words in its longest run without a change: names of offices are six words long."""
COPY_SIMILARITY = 0.85
"""Share of equal words from which a passage is called a copy, below it a rewrite."""
_QUOTATION_MARKS = frozenset('"“”„‟«»‹›「」『』＂')
_QUOTE_MARGIN = 3
"""Characters beside a passage in which its quotation marks are looked for."""


class ReuseSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What to tell."""

    keep_furniture: bool = False
    """Also tell what an outlet prints under everything, as kind "furniture"."""
    pair_bits: int = PAIR_BITS
    pair_run: int = PAIR_RUN


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Labelled passages of a collection."""

    passages: Passages
    furniture: NDArray[np.bool_]
    quotes: NDArray[np.bool_]
    """Short, and in many articles that share nothing else; common quotes if in quotation marks."""
    clipped: int = 0
    """Clusters so large that their members were compared with the first ones only."""


def find_reuse_among(
    articles: Sequence[Article], settings: ReuseSettings = ReuseSettings()
) -> tuple[Reuse, ...]:
    """All passages that articles of a collection share, in one language.

    In each result `a` is the earlier article (by time, then by id). The order of the input
    changes nothing. Collections that do not fit in memory: `menurut.corpus`.

    >>> text = "Air naik di Desa Lowa sejak Senin pagi dan merendam empat puluh rumah warga."
    >>> first, second = Article(id="a", text=text), Article(id="b", text="Kabar: " + text)
    >>> [(r.a, r.b, text[r.a0:r.a1] == text, r.kind) for r in find_reuse_among([second, first])]
    [('a', 'b', True, 'copy')]
    """
    members = in_rank_order([stored_text(article) for article in articles])
    collection = read_collection(members)
    keys, _, texts = winnow(collection.texts.words)
    first, second, hubs = candidate_pairs(keys, texts, len(members))
    findings = label(collection.texts, compare(collection.texts, first, second, hubs))
    return tell(collection, findings, settings)


def in_rank_order(members: Sequence[StoredText]) -> list[StoredText]:
    """Earliest first; what has no time comes last. Refuses an id that stands twice."""
    ordered = sorted(members, key=lambda m: (m.published_utc or "~", m.id))
    ids = sorted(member.id for member in members)
    twice = next((one for one, other in zip(ids, ids[1:], strict=False) if one == other), None)
    if twice is not None:
        raise UsageError(f"two articles have the id {twice!r}. Give each its own.")
    return ordered


def compare(texts: Texts, first: Numbers, second: Numbers, hubs: Numbers) -> tuple[Passages, int]:
    """All passages of candidate pairs and of what is found around the hubs; clipped clusters."""
    passages = align_pairs(texts.words, first, second)
    if not len(hubs):
        return passages, 0
    more, clipped = _around_hubs(texts, passages, hubs)
    count = len(texts.days)
    # A pair is a candidate once: those compared already are left out.
    fresh = ~np.isin(more[:, 0] * count + more[:, 1], first * count + second)
    found = align_pairs(texts.words, more[fresh, 0], more[fresh, 1])
    return join_passages([passages, found]), clipped


def _around_hubs(texts: Texts, passages: Passages, hubs: Numbers) -> tuple[NDArray[np.int64], int]:
    """Pairs of texts that share the same words of a hub, furniture left out."""
    story = ~label_furniture(texts, passages)
    is_hub = np.zeros(len(texts.days), np.bool_)
    is_hub[hubs] = True
    at_a, at_b = is_hub[passages.a] & story, is_hub[passages.b] & story
    first, second, clipped = expand_hubs(
        np.concatenate([passages.a[at_a], passages.b[at_b]]),
        np.concatenate([passages.b[at_a], passages.a[at_b]]),
        (
            np.concatenate([passages.a0[at_a], passages.b0[at_b]]),
            np.concatenate([passages.a1[at_a], passages.b1[at_b]]),
        ),
    )
    return np.stack([first, second], axis=1), len(clipped)


def label(texts: Texts, compared: tuple[Passages, int]) -> Findings:
    """Tell furniture and common quotes from the rest."""
    passages, clipped = compared
    furniture = label_furniture(texts, passages)
    return Findings(
        passages=passages,
        furniture=furniture,
        quotes=label_quotes(texts, passages, furniture),
        clipped=clipped,
    )


def enough(findings: Findings, settings: ReuseSettings) -> NDArray[np.bool_]:
    """Which passages are told: those of pairs whose best one says enough, without furniture."""
    passages, story = findings.passages, ~findings.furniture
    _, pair = np.unique(np.stack([passages.a, passages.b]), axis=1, return_inverse=True)
    pair = pair.ravel()
    best, longest = np.zeros(len(pair), np.int32), np.zeros(len(pair), np.int32)
    np.maximum.at(best, pair[story], passages.bits[story])
    np.maximum.at(longest, pair[story], passages.longest[story])
    told = story & (best[pair] >= settings.pair_bits) & (longest[pair] >= settings.pair_run)
    if settings.keep_furniture:
        told |= findings.furniture & (passages.bits >= settings.pair_bits)
    return told


def tell(collection: Collection, findings: Findings, settings: ReuseSettings) -> tuple[Reuse, ...]:
    """Records of what is told, in order of the articles and of the place."""
    told = np.flatnonzero(enough(findings, settings))
    p = findings.passages
    order = np.lexsort((p.b0[told], p.a0[told], p.b[told], p.a[told]))
    return tuple(_record(collection, findings, k) for k in told[order].tolist())


def _record(collection: Collection, findings: Findings, number: int) -> Reuse:
    p, words = findings.passages, collection.texts.words
    a, b = int(p.a[number]), int(p.b[number])
    a_first, b_first = words.bounds[a], words.bounds[b]
    a0, a1, b0, b1 = p.a0[number], p.a1[number], p.b0[number], p.b1[number]
    similarity = 2 * int(p.equal[number]) / int(a1 - a0 + b1 - b0)
    record = Reuse(
        a=collection.members[a].id,
        a0=int(words.starts[a_first + a0]),
        a1=int(words.ends[a_first + a1 - 1]),
        b=collection.members[b].id,
        b0=int(words.starts[b_first + b0]),
        b1=int(words.ends[b_first + b1 - 1]),
        similarity=round(min(1.0, similarity), 4),
        kind="copy" if similarity >= COPY_SIMILARITY else "rewrite",
    )
    if findings.furniture[number]:
        return msgspec.structs.replace(record, kind="furniture")
    if findings.quotes[number] and _quoted(collection, a, b, record):
        return msgspec.structs.replace(record, common_quote=True)
    return record


def _quoted(collection: Collection, a: int, b: int, record: Reuse) -> bool:
    """Whether a passage stands in quotation marks in either text."""
    margin = _QUOTE_MARGIN
    around = (
        collection.members[a].text[max(0, record.a0 - margin) : record.a1 + margin],
        collection.members[b].text[max(0, record.b0 - margin) : record.b1 + margin],
    )
    return any(not _QUOTATION_MARKS.isdisjoint(stretch) for stretch in around)
