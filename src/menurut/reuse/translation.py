"""Find translated passages between articles of different languages.

In: articles. Out: `Reuse` records of kind "translation", with the word pairs that carried each.
Every word is brought to meanings that all languages share (translation_table), articles that share
rare meanings are compared sentence by sentence (translation_alignment), and only when several
sentences follow each other in order does an article count as translated: a headline, a boilerplate
line or the names of one event do not make a translation. Known weakness: two reports that quote
the same statement at length look like translations of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse

from menurut.model import Article, Reuse, Span
from menurut.reuse.translation_alignment import Floats, Ints, Likeness, Reading, best_chain, compare
from menurut.reuse.translation_table import load_table, meaning_of
from menurut.reuse.translation_words import (
    MAX_SENTENCE_WORDS,
    language_for,
    sentences_in,
    words_in,
)

if TYPE_CHECKING:
    from menurut.archive import Archive, Postings

INDEX = "translation"


class TranslationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as a translation."""

    candidates: int = 12
    """Articles compared in full for each article: the likeliest by shared meanings."""
    min_sentences: int = 2
    """Aligned sentences in order before an article counts as translated."""
    min_score: float = 0.30
    """Share of word weight explained before two sentences count as aligned."""
    min_mass: float = 12.0
    """Word weight in nats that two sentences must share."""
    min_gain: float = 6.0
    """Summed gain of the chain: nats above `min_score`."""
    max_pairs: int = 40
    """Word pairs given as evidence for each passage."""


class ReadText(NamedTuple):
    """An article made ready for comparison."""

    id: str
    lang: str
    sentences: tuple[Span, ...]
    words: npt.NDArray[np.int32]
    """Start and end of each word, one row a word."""
    reading: Reading


def read_text(article: Article) -> ReadText:
    """Split an article into sentences and words, and look up what each word means."""
    text = article.text
    lang = language_for(text, article.lang)
    spans: list[Span] = []
    places: list[tuple[int, int]] = []
    sentence_of: list[int] = []
    rarity: list[float] = []
    keys: list[int] = []
    weights: list[float] = []
    owners: list[int] = []
    for sentence in sentences_in(text):
        words = words_in(sentence.of(text))
        for first in range(0, len(words), MAX_SENTENCE_WORDS):
            part = words[first : first + MAX_SENTENCE_WORDS]
            start = sentence.start if first == 0 else sentence.start + part[0][1]
            last = first + MAX_SENTENCE_WORDS >= len(words)
            spans.append(Span(start, sentence.end if last else sentence.start + part[-1][2]))
            for word, begin, end in part:
                meaning = meaning_of(word.lower(), lang)
                owners += [len(places)] * len(meaning.keys)
                keys += meaning.keys
                weights += meaning.weights
                rarity.append(meaning.rarity)
                sentence_of.append(len(spans) - 1)
                places.append((sentence.start + begin, sentence.start + end))
    reading = _reading(keys, weights, owners, sentence_of, rarity, len(spans))
    return ReadText(
        article.id, lang, tuple(spans), np.array(places, np.int32).reshape(-1, 2), reading
    )


def _reading(
    keys: list[int],
    weights: list[float],
    owners: list[int],
    sentence_of: list[int],
    rarity: list[float],
    sentences: int,
) -> Reading:
    key_array = np.array(keys, np.int64)
    order = np.argsort(key_array, kind="stable")
    rare = np.array(rarity, np.float32)
    sent = np.array(sentence_of, np.int32)
    return Reading(
        key_array[order],
        np.array(weights, np.float32)[order],
        np.array(owners, np.int32)[order],
        sent,
        rare,
        np.bincount(sent, weights=rare, minlength=sentences).astype(np.float32),
    )


def _gain(likeness: Likeness, settings: TranslationSettings) -> Floats:
    """Nats by which each pair of sentences is liker than chance pairs are; 0 where it is not."""
    above = likeness.score - settings.min_score
    gain: Floats = np.where(
        (above > 0) & (likeness.mass >= settings.min_mass), likeness.mass * above, 0.0
    ).astype(np.float32)
    return gain


def align_texts(a: ReadText, b: ReadText, settings: TranslationSettings) -> tuple[Reuse, ...]:
    """The translated passages between two texts; none when too few sentences follow in order."""
    likeness = compare(a.reading, b.reading)
    gain = _gain(likeness, settings)
    chain = best_chain(gain)
    if not _is_translation(chain, gain, settings):
        return ()
    return tuple(_passage(a, b, likeness, run, settings) for run in _runs(chain))


def _is_translation(chain: Ints, gain: Floats, settings: TranslationSettings) -> bool:
    """Several sentences in order, and enough gain between them."""
    if len(chain) == 0:
        return False
    distinct = min(len(set(chain[:, 0].tolist())), len(set(chain[:, 1].tolist())))
    total = float(gain[chain[:, 0], chain[:, 1]].sum())
    return distinct >= settings.min_sentences and total >= settings.min_gain


def _runs(chain: Ints) -> list[Ints]:
    """Parts of the chain without a gap of more than one sentence on either side."""
    breaks = np.flatnonzero((np.diff(chain, axis=0) > 2).any(axis=1)) + 1
    return np.split(chain, breaks)


def _passage(
    a: ReadText, b: ReadText, likeness: Likeness, run: Ints, settings: TranslationSettings
) -> Reuse:
    """One run of aligned sentences as a reuse, with the words that carried it."""
    first, last = run[0], run[-1]
    score = float(likeness.score[run[:, 0], run[:, 1]].mean())
    return Reuse(
        a=a.id,
        a0=a.sentences[first[0]].start,
        a1=a.sentences[last[0]].end,
        b=b.id,
        b0=b.sentences[first[1]].start,
        b1=b.sentences[last[1]].end,
        similarity=round(min(1.0, score), 4),
        kind="translation",
        pairs=_word_pairs(a, b, likeness, run, settings.max_pairs),
    )


def _word_pairs(
    a: ReadText, b: ReadText, likeness: Likeness, run: Ints, most: int
) -> tuple[tuple[Span, Span], ...]:
    """The rarest words of a run with their best partners, one to one, in order of a."""
    aligned = {(int(i), int(j)) for i, j in run}
    sa, sb = a.reading.sentence_of[likeness.words_a], b.reading.sentence_of[likeness.words_b]
    inside = np.array(
        [pair in aligned for pair in zip(sa.tolist(), sb.tolist(), strict=True)], bool
    )
    weight = likeness.likeness * (
        a.reading.rarity[likeness.words_a] + b.reading.rarity[likeness.words_b]
    )
    order = np.argsort(-weight[inside], kind="stable")
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for wa, wb in zip(
        likeness.words_a[inside][order].tolist(),
        likeness.words_b[inside][order].tolist(),
        strict=True,
    ):
        if wa not in used_a and wb not in used_b:
            used_a.add(wa)
            used_b.add(wb)
            pairs.append((Span(*a.words[wa].tolist()), Span(*b.words[wb].tolist())))
        if len(pairs) == most:
            break
    return tuple(sorted(pairs))


def _article_matrix(texts: Sequence[ReadText]) -> sparse.csr_matrix:
    """Articles by meanings, unit rows: what candidates are found with."""
    keys = np.concatenate([t.reading.keys for t in texts])
    rows = np.repeat(np.arange(len(texts)), [len(t.reading.keys) for t in texts])
    values = np.concatenate([t.reading.weights * t.reading.rarity[t.reading.words] for t in texts])
    _, columns = np.unique(keys, return_inverse=True)
    matrix = sparse.coo_matrix((values, (rows, columns)), dtype=np.float32).tocsr()
    matrix.data = np.sqrt(matrix.data)
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = np.log((len(texts) + 1) / (spread + 0.5)).astype(np.float32)
    matrix = matrix @ sparse.diags(np.maximum(rare, 0))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scaled: sparse.csr_matrix = (sparse.diags(1 / np.maximum(norms, 1e-9)) @ matrix).tocsr()
    return scaled


def _candidate_pairs(texts: Sequence[ReadText], most: int) -> set[tuple[int, int]]:
    """Pairs of articles in different languages that share most, `most` for each article."""
    matrix = _article_matrix(texts)
    langs = np.array([t.lang for t in texts])
    pairs: set[tuple[int, int]] = set()
    for start in range(0, len(texts), 500):
        block = (matrix[start : start + 500] @ matrix.T).toarray()
        for i, row in enumerate(block, start):
            row[langs == langs[i]] = 0
            top = np.argpartition(-row, min(most, len(row) - 1))[:most]
            pairs |= {(min(i, int(j)), max(i, int(j))) for j in top if row[j] > 0}
    return pairs


def find_translations_among(
    articles: Sequence[Article], settings: TranslationSettings = TranslationSettings()
) -> tuple[Reuse, ...]:
    """Translated passages between the articles of a collection, in memory."""
    texts = [t for t in map(read_text, articles) if t.sentences]
    if len(texts) < 2:
        return ()
    found: list[Reuse] = []
    for i, j in sorted(_candidate_pairs(texts, settings.candidates)):
        found += align_texts(texts[i], texts[j], settings)
    return tuple(found)


MAX_INDEXED_KEYS = 160
"""Meanings kept for each article in the index: its rarest."""


def index_translation(article: Article) -> Postings:
    """What the archive stores of an article so that its translations can be found later."""
    from menurut.archive import Postings  # noqa: PLC0415

    keys, sentences = _index_keys(read_text(article))
    return Postings(index=INDEX, keys=keys, positions=sentences)


def _index_keys(text: ReadText) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """The rarest meanings of a text, each once, with the sentence it stands in first."""
    reading = text.reading
    value = reading.weights * reading.rarity[reading.words]
    order = np.lexsort((reading.words, -value))
    keys, first = np.unique(reading.keys[order], return_index=True)
    chosen = np.sort(first)[:MAX_INDEXED_KEYS]
    picked = order[chosen]
    return reading.keys[picked], reading.sentence_of[reading.words[picked]]


def find_translations(
    article: Article, archive: Archive, settings: TranslationSettings = TranslationSettings()
) -> tuple[Reuse, ...]:
    """Translated passages between an article and the archive."""
    text = read_text(article)
    if not text.sentences:
        return ()
    keys, _ = _index_keys(text)
    held = _rank(keys, archive, settings.candidates)
    found: list[Reuse] = []
    for other in archive.articles(held):
        if other.id != article.id:
            read = read_text(other)
            if read.sentences and read.lang != text.lang:
                found += align_texts(text, read, settings)
    return tuple(found)


def _rank(keys: npt.NDArray[np.int64], archive: Archive, most: int) -> Iterable[str]:
    raise NotImplementedError
