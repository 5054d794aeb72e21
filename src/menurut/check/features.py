"""A claim and a fact-check → numbers that tell whether they speak of the same thing.

In: a folded claim, the index, the candidates. Out: one row of features for each candidate, and
the words they share. The weights are fitted by scripts/train_check.py and stand in
weights.json. Weak: a denial and an assertion of one claim look the same, as they should here.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.check.folding import function_words, stems_of, telling_words
from menurut.check.index import (
    MOST_COMMON_PIECE,
    MOST_COMMON_WORD,
    ClaimIndex,
    piece_terms,
    score_terms,
    word_terms,
)

CANDIDATES = 40
"""Fact-checks looked at closely; the right one is among them if it is among 100 (.95 of CheckThat!
2020 queries against .96)."""
TELLING = 0.35
"""A shared word is told to people when it is at least so rare beside the rarest shared one."""
LARGE = 1000
"""In a collection of so many fact-checks how common a word is shows by itself that it says nothing,
and the model was fitted there; in a smaller one function words are left out of all features. (Left
out everywhere, or where rare, they cost two to three cases of 150 without a new fit.)"""
NAMES = (
    "word_share", "piece_share", "word_relative", "piece_relative", "rank", "query_covered",
    "main_covered", "shared_idf", "best_idf", "pairs_shared", "pair_share", "numbers_shared",
    "numbers_clash", "query_length", "main_length", "gap", "margin", "summary_covered", "exact",
)  # fmt: skip

Row = list[float]


class Candidates(msgspec.Struct, frozen=True):
    """The fact-checks nearest to one claim, their features and what they share with it."""

    numbers: NDArray[np.int64]
    features: NDArray[np.float64]
    shared: tuple[tuple[str, ...], ...]


def find_candidates(
    index: ClaimIndex,
    folded: str,
    allowed: NDArray[np.bool_] | None = None,
    lang: str | None = None,
) -> Candidates:
    """The candidates of a folded claim; `allowed` narrows the collection (for training)."""
    count = len(index.ids)
    functional = function_words(folded, lang)
    uncounted = functional if count < LARGE else frozenset()
    content = " ".join(telling_words(folded.split(), uncounted)) if uncounted else folded
    words, pieces = word_terms(index, content), _piece_terms(index, folded, content)
    by_word = score_terms(index.words, words, count, MOST_COMMON_WORD)
    by_piece = score_terms(index.pieces, pieces, count, MOST_COMMON_PIECE)
    if allowed is not None:
        by_word, by_piece = by_word * allowed, by_piece * allowed
    word_share = by_word / max(float(index.words.idf[words].sum()) * 2.2, 1e-6)
    piece_share = by_piece / max(float(index.pieces.idf[pieces].sum()) * 2.2, 1e-6)
    both = word_share + piece_share
    chosen = _top(both, word_share, piece_share)
    chosen = chosen[both[chosen] > 0]
    chosen = chosen[np.lexsort((chosen, -both[chosen]))]
    texts = _Query(index, folded, functional, uncounted)
    chosen = chosen[np.array([not texts.is_hollow(int(n)) for n in chosen], dtype=np.bool_)]
    rows, shared = [], []
    best = both[chosen[:2]] if len(chosen) > 1 else np.array([1.0, 0.0])
    for rank, number in enumerate(chosen):
        near = [
            float(word_share[number]),
            float(piece_share[number]),
            float(by_word[number] / (by_word.max() + 1e-6)),
            float(by_piece[number] / (by_piece.max() + 1e-6)),
            float(np.log1p(rank)),
        ]
        row, common = texts.compare(int(number))
        rows.append(
            [*near, *row[:10], float(best[0] - both[number]), float(best[0] - best[1]), *row[10:]]
        )
        shared.append(common)
    features = np.array(rows, dtype=np.float64).reshape(-1, len(NAMES))
    return Candidates(chosen.astype(np.int64), features, tuple(shared))


def _piece_terms(index: ClaimIndex, folded: str, content: str) -> list[int]:
    """The pieces of a claim but those that stand in its function words alone (" di ")."""
    functional = "\n".join(f" {word} " for word in set(folded.split()) - set(content.split()))
    left_out = set(piece_terms(index, functional)) - set(piece_terms(index, content))
    return [term for term in piece_terms(index, folded) if term not in left_out]


def _top(both: NDArray[np.float32], *others: NDArray[np.float32]) -> NDArray[np.int64]:
    chosen = [_largest(both, CANDIDATES), *(_largest(scores, CANDIDATES // 4) for scores in others)]
    return np.unique(np.concatenate(chosen))


def _largest(scores: NDArray[np.float32], size: int) -> NDArray[np.int64]:
    if len(scores) <= size:
        return np.arange(len(scores))
    return np.argpartition(-scores, size)[:size]


class _Query:
    """A claim's words with their weights, to be held against one fact-check after the other."""

    def __init__(
        self,
        index: ClaimIndex,
        folded: str,
        functional: frozenset[str],
        uncounted: frozenset[str],
    ) -> None:
        self.index = index
        self.folded = folded
        self.uncounted = uncounted
        self.words = folded.split()
        content = telling_words(self.words, uncounted) if uncounted else self.words
        self.told = frozenset(telling_words(self.words, functional))
        self.shown = dict(zip(stems_of(content), content, strict=True))
        self.pairs = self._pairs_of(self.words)
        self.numbers = {word for word in self.words if word.isdigit()}
        self.weight = sum(self._idf(stem) for stem in self.shown)

    def _pairs_of(self, words: list[str]) -> set[tuple[str, str]]:
        """Neighbours; two function words in a row are none."""
        if not self.uncounted:
            return set(pairwise(stems_of(words)))
        told = set(telling_words(words, self.uncounted))
        neighbours = zip(pairwise(words), pairwise(stems_of(words)), strict=True)
        return {stems for pair, stems in neighbours if not told.isdisjoint(pair)}

    def _idf(self, stem: str) -> float:
        term = self.index.stems.get(stem)
        return float(self.index.words.idf[term]) if term is not None else 12.0

    def is_hollow(self, number: int) -> bool:
        """Whether all words shared with a fact-check are function words."""
        shared = self.shown.keys() & set(stems_of(self.index.mains[number].split()))
        return bool(shared) and not any(self.shown[stem] in self.told for stem in shared)

    def compare(self, number: int) -> tuple[Row, tuple[str, ...]]:
        main_words = self.index.mains[number].split()
        main = stems_of(main_words)
        main_set, summary = set(main), set(stems_of(self.index.summaries[number].split()))
        shared = sorted(set(self.shown) & main_set, key=lambda s: (-self._idf(s), s))
        shared_weight = sum(map(self._idf, shared))
        in_summary = sum(self._idf(s) for s in self.shown if s in summary and s not in main_set)
        pairs = self.pairs & self._pairs_of(main_words)
        numbers = {word for word in main_words if word.isdigit()}
        row = [
            shared_weight / max(self.weight, 1e-6),
            shared_weight / max(sum(map(self._idf, main_set)), 1e-6),
            float(np.log1p(shared_weight)),
            self._idf(shared[0]) if shared else 0.0,
            float(np.log1p(len(pairs))),
            len(pairs) / max(len(self.pairs), 1),
            float(np.log1p(len(numbers & self.numbers))),
            float(bool(numbers) and bool(self.numbers) and not numbers & self.numbers),
            float(np.log1p(len(self.words))),
            float(np.log1p(len(main))),
            in_summary / max(self.weight, 1e-6),
            float(len(self.words) > 3 and self.folded in self.index.mains[number]),
        ]
        named = [s for s in shared if self.shown[s] in self.told]
        telling = [s for s in named if self._idf(s) >= TELLING * self._idf(named[0])]
        return row, tuple(self.shown[stem] for stem in telling)
