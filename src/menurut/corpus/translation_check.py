"""Candidate pairs read sentence by sentence: which of them are translations, and where.

In: pairs of articles by number, their languages. Out: translated passages as arrays. Pairs are
compared in shards, in batches of rows that an engine sends wherever it works; a finished shard is
kept. Translations of one article are compared with each other too, since two tables in a row find
such pairs less surely than one, and an article's first copies with its translations. Then pairs
that others explain far better are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine, Follow, Pairs, read_texts
from menurut.corpus.job_folder import JobFolder
from menurut.model import Article, Reuse
from menurut.reuse.candidates import pair_codes
from menurut.reuse.translation_passages import TranslationSettings, align_texts, passages_of
from menurut.reuse.translation_reading import ReadText, read_text

SHARD = 2_000
"""Pairs compared between two marks: some ten seconds."""
KEPT_TEXTS = 1_000
"""Articles kept ready while pairs of them are compared, some 40 KB each."""
PARTNERS = 12
"""Translations of one article that are compared with each other: the likeliest."""
COPIES = 2
"""Copies of an article that are compared with its translations: the earliest."""
ROWS = (
    "a long, b long, share double, a0 long, a1 long, b0 long, b1 long, similarity double, "
    "pairs binary"
)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Translated passages as a job folder can keep them: arrays of numbers only."""

    numbers: NDArray[np.int64]
    """(passages, 6): a, a0, a1, b, b0, b1."""
    similarity: NDArray[np.float64]
    share: NDArray[np.float64]
    """What the best stretch explains of the smaller article, for each passage of a pair."""
    pairs: NDArray[np.int64]
    """(word pairs, 5): row of the passage, both ends in a, both ends in b."""


def find_among(
    place: tuple[Engine, JobFolder, Follow],
    pairs: Pairs,
    langs: Sequence[str],
    originals: NDArray[np.int64],
) -> Checked:
    """The translated passages of candidate pairs, a < b.

    `originals`: for each article that is a copy of another the number of that one, else -1.
    """
    found = _compared(place, "translations", pairs, langs)
    more = _through_one(found, langs) | _by_copies(found, originals)
    beside = np.array(sorted(more), np.int64).reshape(-1, 2)
    fresh = beside[~np.isin(pair_codes(*beside.T), pair_codes(*pairs.T))]
    found = _joined([found, _compared(place, "beside", fresh, langs)])
    return _ordered(_without_outdone(found, langs))


def _compared(
    place: tuple[Engine, JobFolder, Follow], name: str, pairs: Pairs, langs: Sequence[str]
) -> Checked:
    """Compare pairs shard by shard; those that an earlier run finished are read."""
    if not len(pairs):
        return _joined([])
    engine, folder, follow = place
    ordered = pairs[_order(pairs)]
    shards = np.array_split(ordered, -(-len(pairs) // SHARD))
    parts = []
    for number, shard in follow(enumerate(shards), "comparing translations", len(shards)):

        def work(shard: Pairs = shard) -> Checked:
            return _shard(engine, shard, langs)

        parts.append(folder.once(f"{name}-{number:05d}-of-{len(shards)}", Checked, work))
    return _joined(parts)


def _order(pairs: Pairs) -> NDArray[np.intp]:
    """Pairs of an article that stands in many come together, so that it is read once."""
    often = np.bincount(pairs.ravel())[pairs]
    first = often[:, 0] >= often[:, 1]
    hub = np.where(first, pairs[:, 0], pairs[:, 1])
    other = np.where(first, pairs[:, 1], pairs[:, 0])
    return np.lexsort((other, hub))


def _shard(engine: Engine, shard: Pairs, langs: Sequence[str]) -> Checked:
    texts = read_texts(engine, np.unique(shard).tolist())
    a, b = shard[:, 0].tolist(), shard[:, 1].tolist()
    rows = {
        "a": shard[:, 0],
        "b": shard[:, 1],
        "a_lang": _objects([langs[n] for n in a]),
        "b_lang": _objects([langs[n] for n in b]),
        "a_text": _objects([texts[n] for n in a]),
        "b_text": _objects([texts[n] for n in b]),
    }
    found = engine.apply(compare_rows, rows, ROWS)
    numbers = np.stack([found[name] for name in ("a", "a0", "a1", "b", "b0", "b1")], axis=1)
    carried = [np.frombuffer(one, np.int64).reshape(-1, 4) for one in found["pairs"]]
    return _ordered(
        Checked(
            numbers=numbers.astype(np.int64),
            similarity=found["similarity"].astype(np.float64),
            share=found["share"].astype(np.float64),
            pairs=_with_rows(carried),
        )
    )


def compare_rows(batch: Mapping[str, Any]) -> dict[str, Any]:
    """Rows (a, b, languages and texts of both) to rows of translated passages."""
    settings = TranslationSettings()
    sides = [
        [*zip(*(batch[f"{side}{part}"] for part in ("", "_lang", "_text")), strict=True)]
        for side in ("a", "b")
    ]

    @lru_cache(maxsize=KEPT_TEXTS)
    def known(number: int, lang: str, text: str) -> ReadText:
        return read_text(Article(id=str(number), text=text, lang=lang), lang)

    rows: list[tuple[Any, ...]] = []
    for one, other in zip(*sides, strict=True):
        alignment = align_texts(known(*one), known(*other), settings)
        if alignment is not None:
            ends = (int(one[0]), int(other[0]), alignment.share)
            rows += [(*ends, *_row(found)) for found in passages_of(alignment, settings)]
    names = [column.split()[0] for column in ROWS.split(", ")]
    columns = [*zip(*rows, strict=True)] or [()] * len(names)
    kinds = [np.float64 if f"{name} double" in ROWS else np.int64 for name in names[:-1]]
    made: dict[str, Any] = {
        name: np.array(column, kind)
        for name, column, kind in zip(names, columns, kinds, strict=False)
    }
    return {**made, names[-1]: _objects(columns[-1])}


def _row(found: Reuse) -> tuple[int, int, int, int, float, bytes]:
    ends = [(a.start, a.end, b.start, b.end) for a, b in found.pairs]
    carried = np.array(ends, np.int64).tobytes()
    return found.a0, found.a1, found.b0, found.b1, found.similarity, carried


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    return np.array([*values, None], object)[:-1]


def _with_rows(carried: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Word pairs of all passages, each with the row of its passage."""
    rows = np.repeat(np.arange(len(carried)), [len(one) for one in carried])
    ends = np.concatenate([np.empty((0, 4), np.int64), *carried])
    return np.concatenate([rows[:, None], ends], axis=1).astype(np.int64)


def _joined(parts: Sequence[Checked]) -> Checked:
    starts = np.cumsum([0, *(len(part.numbers) for part in parts)])
    later = [np.array([start, 0, 0, 0, 0]) for start in starts]
    pairs = [part.pairs + more for part, more in zip(parts, later, strict=False)]
    return Checked(
        numbers=np.concatenate([np.empty((0, 6), np.int64), *(part.numbers for part in parts)]),
        similarity=np.concatenate([np.empty(0), *(part.similarity for part in parts)]),
        share=np.concatenate([np.empty(0), *(part.share for part in parts)]),
        pairs=np.concatenate([np.empty((0, 5), np.int64), *pairs]),
    )


def _chosen(found: Checked, rows: NDArray[np.intp]) -> Checked:
    """Some passages, in this order, with their word pairs."""
    bounds = np.searchsorted(found.pairs[:, 0], [rows, rows + 1])
    carried = [found.pairs[start:end, 1:] for start, end in bounds.T.tolist()]
    return Checked(
        numbers=found.numbers[rows],
        similarity=found.similarity[rows],
        share=found.share[rows],
        pairs=_with_rows(carried),
    )


def _ordered(found: Checked) -> Checked:
    numbers = found.numbers
    return _chosen(found, np.lexsort((numbers[:, 1], numbers[:, 3], numbers[:, 0])))


def _without_outdone(found: Checked, langs: Sequence[str]) -> Checked:
    """Leave out weak pairs of which both articles have a far better partner in that language.

    As `menurut.reuse.translation` does among few articles.
    """
    settings = TranslationSettings()
    best: dict[tuple[int, str], float] = {}
    rows = list(zip(*found.numbers[:, [0, 3]].T.tolist(), found.share.tolist(), strict=True))
    for a, b, share in rows:
        for one, other in ((a, b), (b, a)):
            key = (one, langs[other])
            best[key] = max(best.get(key, 0.0), share)
    kept = [
        share >= settings.strong_share
        or share >= settings.rival_ratio * min(best[a, langs[b]], best[b, langs[a]])
        for a, b, share in rows
    ]
    return _chosen(found, np.flatnonzero(np.array(kept, np.bool_)))


def _through_one(found: Checked, langs: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs in different languages that have a translation in common, a < b."""
    partners: dict[int, dict[int, float]] = {}
    for a, b, share in zip(*found.numbers[:, [0, 3]].T.tolist(), found.share.tolist(), strict=True):
        partners.setdefault(a, {})[b] = share
        partners.setdefault(b, {})[a] = share
    pairs: set[tuple[int, int]] = set()
    for beside in partners.values():
        likeliest = sorted((-share, number) for number, share in beside.items())[:PARTNERS]
        numbers = sorted(number for _, number in likeliest)
        pairs.update(p for p in combinations(numbers, 2) if langs[p[0]] != langs[p[1]])
    return pairs


def _by_copies(found: Checked, originals: NDArray[np.int64]) -> set[tuple[int, int]]:
    """Translations of an article beside its first copies, a < b."""
    copies: dict[int, list[int]] = {}
    for number in np.flatnonzero(originals >= 0).tolist():
        beside = copies.setdefault(int(originals[number]), [])
        if len(beside) < COPIES:
            beside.append(number)
    pairs: set[tuple[int, int]] = set()
    for a, b in np.unique(found.numbers[:, [0, 3]], axis=0).tolist():
        ones, others = [a, *copies.get(a, ())], [b, *copies.get(b, ())]
        pairs.update((min(pair), max(pair)) for pair in product(ones, others))
    return pairs
