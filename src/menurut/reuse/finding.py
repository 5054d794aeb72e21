"""Who prints whose words, among all articles of a collection that fits in memory.

Candidates by shared fingerprints, alignment word by word, furniture and common quotes told apart
(telling.py). The same kernels serve `find_reuse` (fingerprints from the archive, lookup.py) and
the corpus job (candidates from an engine's SQL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from menurut.archive import StoredText, stored_text
from menurut.errors import UsageError
from menurut.model import Article, Reuse
from menurut.reuse.alignment import Passages, align_pairs, join_passages
from menurut.reuse.candidates import (
    Numbers,
    candidate_pairs,
    clipped_hubs,
    coded_pairs,
    held_fingerprints,
    meetings,
    pair_codes,
)
from menurut.reuse.collection import read_collection
from menurut.reuse.fingerprints import winnow
from menurut.reuse.furniture import Texts, label_furniture
from menurut.reuse.star import make_star
from menurut.reuse.telling import ReuseSettings, label, records, tell


def find_reuse_among(
    articles: Sequence[Article],
    settings: ReuseSettings = ReuseSettings(),
) -> tuple[Reuse, ...]:
    """All passages that articles of a collection share, in one language.

    In each result `a` is the earlier article (by time, then by id). The order of the input
    changes nothing. Collections that do not fit in memory: `menurut.corpus`.

    >>> text = "Air naik di Desa Lowa sejak Senin pagi dan merendam empat puluh rumah warga."
    >>> first, second = Article(id="a", text=text), Article(id="b", text="Kabar: " + text)
    >>> [(r.a, r.b, text[r.a0:r.a1][:38], r.kind) for r in find_reuse_among([second, first])]
    [('a', 'b', 'Air naik di Desa Lowa sejak Senin pagi', 'copy')]
    """
    members = in_rank_order([stored_text(article) for article in articles])
    texts = read_collection(members)
    held = held_fingerprints(texts.words, *winnow(texts.words))
    pairs = candidate_pairs(held, len(members))
    passages, _ = compare(texts, *pairs)
    told = tell(
        texts, label(texts, passages), settings, lambda wanted: {k: members[k].text for k in wanted}
    )
    return tuple(records(told, [member.id for member in members]))


def in_rank_order(members: Sequence[StoredText]) -> list[StoredText]:
    """Earliest first; what has no time comes last. Refuses an id that stands twice."""
    ids = sorted(member.id for member in members)
    twice = next((one for one, other in pairwise(ids) if one == other), None)
    if twice is not None:
        raise UsageError(f"two articles have the id {twice!r}. Give each its own.")
    # "~" sorts behind every year.
    return sorted(members, key=lambda member: (member.published_utc or "~", member.id))


def compare(texts: Texts, first: Numbers, second: Numbers, hubs: Numbers) -> tuple[Passages, int]:
    """(passages of candidate pairs and of what is found around the hubs, clipped clusters)."""
    passages = align_pairs(texts.words, first, second)
    if not len(hubs):
        return passages, 0
    lots, clipped = pairs_around_hubs(texts, passages, hubs)
    met = np.concatenate([np.empty(0, np.int64), *lots])
    fresh = coded_pairs(
        np.setdiff1d(met, pair_codes(first, second))
    )  # the rest is compared already
    found = align_pairs(texts.words, fresh[:, 0], fresh[:, 1])
    return join_passages([passages, found]), clipped


def pairs_around_hubs(
    texts: Texts, passages: Passages, hubs: Numbers
) -> tuple[Iterator[Numbers], int]:
    """(pair codes of texts that share the same words of a hub, lot by lot; clipped clusters).

    Furniture is left out; passages stand in order of their pairs.
    """
    star = make_star(passages, len(texts.days))
    story = ~label_furniture(texts, passages, star)
    return meetings(star, story, hubs), clipped_hubs(star, story, hubs)
