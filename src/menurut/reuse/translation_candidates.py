"""Which articles of a collection may be translations of each other, before any is compared.

In: articles. Out: their languages, and pairs of numbers. Every different word of a language is
brought to its meanings once; an article is the set of its meanings, rare ones weighing more, and
only articles of different languages whose sets are alike beyond what one topic explains are
compared sentence by sentence. Collections in one language cost next to nothing. Weakness: a few
translated sentences inside a long article of something else stay below the bar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, permutations

import numpy as np
import numpy.typing as npt

from menurut.model import Article
from menurut.reuse.sparse_rows import SparseRows, product_of, row_bounds, stacked_rows, turned_rows
from menurut.reuse.translation_table import meaning_of
from menurut.reuse.translation_words import different_words, language_for

MIN_ALIKE = 0.055
"""Cosine of two articles' meanings from which they are compared. Of the pairs that were told on
articles_dev and cascades_dev 1 % lie below .09; of unrelated pairs in r2k 1 % lie above .062."""
SMOOTHING = 20
"""Articles that every collection is thought to have besides its own: in a collection of two, what
both share would else count as common."""
COMMON_SHARE = 0.3
COMMON_ARTICLES = 60
"""Meanings that stand in more than this share of the articles, and in more articles than this,
tell nothing, and their products are most of the work."""
SAME_TEXT = 3
SAME_VALUE = 1e-5
"""Candidates as alike as this are copies of one text: so many of them are compared, so that a text
that a thousand printed leaves room for other translations."""
BLOCK = 500
"""Articles that are compared with all others at a time: it bounds the memory."""


class _Numbers(dict[str, int]):
    """Numbers the words it is asked for, from 0."""

    def __missing__(self, word: str) -> int:
        number = len(self)
        self[word] = number
        return number


def languages_of(articles: Sequence[Article]) -> npt.NDArray[np.str_]:
    """The language that each article is read in."""
    return np.array([language_for(a.text, a.lang) for a in articles], np.str_)


def candidate_pairs(
    articles: Sequence[Article], langs: npt.NDArray[np.str_], most: int
) -> list[tuple[int, int]]:
    """Pairs of articles in different languages that may be translations: (i, j) with i < j.

    At most `most` for each article in each other language, its likeliest.

    >>> texts = ("Feri Tanira tenggelam dekat Vellamo", "Ferry Tanira sank near Vellamo")
    >>> articles = [Article(id=t[:3], text=t, lang=l) for t, l in zip(texts, ("id", "en"))]
    >>> candidate_pairs(articles, languages_of(articles), 3)
    [(0, 1)]
    """
    if len(np.unique(langs)) < 2:
        return []
    matrix, width = _article_matrix(articles, langs)
    pairs: set[tuple[int, int]] = set()
    for lang, other in permutations(np.unique(langs), 2):
        own, others = np.flatnonzero(langs == lang), np.flatnonzero(langs == other)
        across = turned_rows(matrix.take(others), width)
        for start in range(0, len(own), BLOCK):
            block = own[start : start + BLOCK]
            alike = product_of(matrix.take(block), across, len(others))
            pairs.update(_best(alike, block, others, most))
    return sorted(pairs)


def _best(
    alike: SparseRows,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    most: int,
) -> Iterator[tuple[int, int]]:
    """The largest cells of each row, as pairs of article numbers in order."""
    for row, article in enumerate(rows):
        cells = slice(alike.bounds[row], alike.bounds[row + 1])
        values, there = alike.values[cells], alike.columns[cells]
        near = np.flatnonzero(values >= MIN_ALIKE)
        # The article number decides between equals, so that the order is always the same.
        near = near[np.lexsort((there[near], -values[near]))]
        near = near[_first_of_equals(values[near])][:most]
        for other in columns[there[near]]:
            yield min(int(article), int(other)), max(int(article), int(other))


def _first_of_equals(values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which of some falling values are among the first `SAME_TEXT` of their kind."""
    fresh = np.r_[True, -np.diff(values) > SAME_VALUE][: len(values)]
    starts = np.flatnonzero(fresh)
    rank = np.arange(len(values)) - np.repeat(starts, np.diff(np.r_[starts, len(values)]))
    return rank < SAME_TEXT


def _article_matrix(
    articles: Sequence[Article], langs: npt.NDArray[np.str_]
) -> tuple[SparseRows, int]:
    """Articles by meanings that several languages have, rows of length one; how many columns."""
    words: dict[str, _Numbers] = {}
    rows: list[npt.NDArray[np.int32]] = []
    for article, lang in zip(articles, langs, strict=True):
        numbers = words.setdefault(str(lang), _Numbers())
        found = different_words(article.text)
        rows.append(np.fromiter(map(numbers.__getitem__, found), np.int32, len(found)))
    meanings, columns = _word_meanings(words)
    owns, blocks = [], []
    for lang in words:
        own = np.flatnonzero(langs == lang)
        owns.append(own)
        standing = _standing([rows[i] for i in own])
        blocks.append(product_of(standing, meanings[lang], len(columns)))
    matrix = stacked_rows(blocks).take(np.argsort(np.concatenate(owns)))
    texts = {article.text: number for number, article in enumerate(articles)}
    return _weighed(matrix, columns, np.array(sorted(texts.values()))), len(columns)


def _standing(rows: Sequence[npt.NDArray[np.int32]]) -> SparseRows:
    """Articles by words, 1 where a word stands."""
    bounds = row_bounds([len(row) for row in rows])
    cells = np.concatenate(rows)
    return SparseRows(bounds, cells, np.ones(len(cells), np.float32))


def _word_meanings(
    words: dict[str, _Numbers],
) -> tuple[dict[str, SparseRows], npt.NDArray[np.bool_]]:
    """For each language its words by meanings; and which meanings several languages have."""
    found = {lang: [meaning_of(word, lang) for word in numbers] for lang, numbers in words.items()}
    sizes = {lang: [len(m.keys) for m in own] for lang, own in found.items()}
    keys = {
        lang: np.fromiter(chain.from_iterable(m.keys for m in own), np.int64, sum(sizes[lang]))
        for lang, own in found.items()
    }
    distinct, columns = np.unique(np.concatenate(list(keys.values())), return_inverse=True)
    speakers = np.zeros(len(distinct), np.int32)
    matrices, start = {}, 0
    for lang, own in found.items():
        at = columns[start : start + len(keys[lang])]
        start += len(at)
        speakers[np.unique(at)] += 1
        values = chain.from_iterable([w * m.rarity for w in m.weights] for m in own)
        cells = np.fromiter(values, np.float32, len(at))
        bounds = row_bounds(sizes[lang])
        matrices[lang] = SparseRows(bounds, at.astype(np.int32), cells)
    return matrices, speakers > 1


def _weighed(
    matrix: SparseRows, shared: npt.NDArray[np.bool_], different: npt.NDArray[np.int64]
) -> SparseRows:
    """Rows of length one, rare meanings weighing more; then without what cannot be shared.

    `different`: one article of each text, so that a text printed a thousand times is not common.
    """
    count = len(different)
    spread = np.bincount(matrix.take(different).columns, minlength=len(shared))
    rare = np.log((count + SMOOTHING) / (spread + 0.5)).astype(np.float32)
    values = np.sqrt(matrix.values) * np.maximum(rare, 0)[matrix.columns]
    lengths = np.sqrt(matrix._replace(values=values).squares())
    values /= np.repeat(np.maximum(lengths, 1e-9), np.diff(matrix.bounds)).astype(np.float32)
    kept = shared & (spread <= max(COMMON_ARTICLES, COMMON_SHARE * count))
    return matrix._replace(values=values).keep(kept[matrix.columns])
