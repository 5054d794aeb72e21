"""From alike sentences to translated passages, and whether there are enough of them.

In: two texts and how their sentences explain each other. Out: passages of adjacent aligned
sentences, or nothing. Likeness is measured between chance and what true translations of the two
languages reach. Sentence pairs are chained in order; the best stretch of the chain must hold
several sentences and a share of the smaller article, else nothing is reported: one common
headline, one statement that both quote, or the names of one event are no translation.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from menurut.model import Reuse, Span
from menurut.reuse.translation_alignment import (
    Floats,
    Ints,
    Likeness,
    best_chain,
    compare,
    standing_matches,
)
from menurut.reuse.translation_reading import ReadText
from menurut.reuse.translation_words import Language, translation_languages

# Shares of word weight that two unrelated sentences reach: 99.5 % of the best partners that
# sentences of articles_dev find in another article stay below. Lower: more false passages.
CHANCE_ENGLISH = 0.20
CHANCE_FOREIGN = 0.25
CHANCE_RELATED = 0.30  # two languages with one table: id and ms, ru and uk
RELATED_TYPICAL = 1.15  # and they explain each other better than English explains either
MIN_TYPICAL = 0.32
MIN_MASS = 8.0
"""Word weight, in nats, that two sentences must share to be looked at: about two rare words."""
BOTH_SKIPPED = 8.0
"""Cost, in nats, of a sentence left out on both sides of a chain."""
ONE_SKIPPED = 1.5
"""Cost of a sentence left out on one side: translations are abridged, and padded."""
QUOTED_WEIGHT = 0.3
"""A statement that both quote shows a common event before it shows a translation."""
ALIKE = 0.3
"""Likeness from which one word is counted as carrying a match."""
TELLING_RARITY = 2.5
"""Mean rarity of two words from which they are shown as evidence: "of" and "dan" are not."""
COPIED_SHARE = 0.8
"""From this share of words with the same letters on, it is one language under two tags: a copy."""
NO_TABLE_TRUST = 0.6
"""Similarity of what was found without a table, by names, numbers and words spelled alike."""
MERGED_GAP = 1
"""Sentences left out on both sides that do not part a passage."""


class TranslationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What counts as a translation. Set on articles_dev and cascades_dev (docs/translation.md)."""

    candidates: int = 12
    """Articles compared in full for each article: the likeliest by shared meanings."""
    min_sentences: int = 2
    """Aligned sentences in order before an article counts as translated."""
    min_gain: float = 28.0
    """Word weight explained beyond chance in the best stretch, in nats."""
    min_share: float = 0.04
    """The same as a share of the smaller article's word weight, where one side is English."""
    min_share_foreign: float = 0.10
    """... and where neither is: two noisy tables in a row."""
    long_share: float = 0.13
    long_allowance: float = 80.0
    """Long articles need this share of their word weight, less so many nats: reports of one event
    quote the same statements, and the longer they are the more chance finds in them."""
    strong_share: float = 0.12
    """Above this share a pair counts even where others explain both articles far better."""
    rival_ratio: float = 0.4
    """Below the strong share, a pair must reach this part of its rivals' shares."""
    min_words: int = 9
    """Different words that carry the best stretch: a list of names has fewer."""
    max_pairs: int = 12
    """Word pairs given as evidence for each pair of sentences."""


class Alignment(NamedTuple):
    """Two texts with the sentences that follow each other in both."""

    a: ReadText
    b: ReadText
    likeness: Likeness
    similarity: Floats
    """For each pair of sentences, 0 (chance) to 1 (as true translations are)."""
    stretches: tuple[Ints, ...]
    """Sentence pairs in order, best stretch first."""
    share: float
    """What the best stretch explains of the smaller article."""


def scale_of(a: str, b: str) -> tuple[float, float]:
    """The share of word weight explained by chance and in true translations of two languages.

    >>> scale_of("en", "id")
    (0.2, 0.55)
    """
    known = translation_languages()
    first, second = known.get(a, Language(script="")), known.get(b, Language(script=""))
    if "en" in {a, b}:
        return CHANCE_ENGLISH, second.typical if a == "en" else first.typical
    if first.table and first.table == second.table:
        return CHANCE_RELATED, RELATED_TYPICAL * max(first.typical, second.typical)
    best = max(entry.typical for code, entry in known.items() if code != "en")
    return CHANCE_FOREIGN, max(MIN_TYPICAL, first.typical * second.typical / best)


def align_texts(a: ReadText, b: ReadText, settings: TranslationSettings) -> Alignment | None:
    """The sentences of two texts that follow each other in both, if they are enough."""
    likeness = compare(a.reading, b.reading)
    chance, typical = scale_of(a.lang, b.lang)
    similarity = np.clip((likeness.score - chance) / (typical - chance), 0, 1).astype(np.float32)
    gain = np.where(likeness.mass > MIN_MASS, likeness.mass * similarity, 0).astype(np.float32)
    stretches = _stretches(best_chain(gain), gain)
    if not stretches:
        return None
    quoted = a.quoted[:, None] | b.quoted[None, :]
    explained = _explained(stretches[0], np.where(quoted, QUOTED_WEIGHT * gain, gain))
    weight = float(min(a.reading.totals.sum(), b.reading.totals.sum()))
    distinct = min(len(np.unique(stretches[0][:, side])) for side in (0, 1))
    foreign = "en" not in {a.lang, b.lang}
    if distinct < settings.min_sentences or explained < _least_gain(weight, settings, foreign):
        return None
    alignment = Alignment(a, b, likeness, similarity, stretches, explained / weight)
    carried = _distinct_words(alignment) >= settings.min_words
    return alignment if carried and _same_words(alignment) < COPIED_SHARE else None


def _same_words(alignment: Alignment) -> float:
    """What share of the words of a's best stretch stand in b's with the same letters."""
    words = []
    for side, text in enumerate((alignment.a, alignment.b)):
        ends = text.reading.sentence_bounds
        stretch = np.unique(alignment.stretches[0][:, side])
        words.append(np.concatenate([text.types[ends[s] : ends[s + 1]] for s in stretch]))
    return float(np.isin(words[0], words[1]).mean())


def _distinct_words(alignment: Alignment) -> int:
    """How many different words carry the best stretch, on the side that has fewer."""
    places, alike = _matches_in(alignment, alignment.stretches[0])
    carrying = places[alike >= ALIKE]
    texts = (alignment.a, alignment.b)
    return min(len(np.unique(text.types[carrying[:, s]])) for s, text in enumerate(texts))


def _matches_in(alignment: Alignment, pairs: Ints) -> tuple[Ints, Floats]:
    """The matching words that stand in these pairs of sentences."""
    return standing_matches(alignment.a.reading, alignment.b.reading, alignment.likeness, pairs)


def _least_gain(weight: float, settings: TranslationSettings, foreign: bool) -> float:  # noqa: FBT001 - private
    """What must be explained of an article of this word weight before it counts as translated."""
    share = settings.min_share_foreign if foreign else settings.min_share
    return max(
        settings.min_gain, share * weight, settings.long_share * weight - settings.long_allowance
    )


def _stretches(chain: Ints, gain: Floats) -> tuple[Ints, ...]:
    """The parts of a chain that are worth more than the sentences left out inside them.

    The best one first, then what is left of the chain on both sides of it, in order.
    """
    if len(chain) == 0:
        return ()
    skipped = np.maximum(np.diff(chain, axis=0) - 1, 0)
    costs = BOTH_SKIPPED * skipped.min(axis=1) + ONE_SKIPPED * skipped.max(axis=1)
    start, end = _best_stretch(gain[chain[:, 0], chain[:, 1]].tolist(), costs.tolist())
    rest = [part for part in (chain[:start], chain[end:]) if len(part)]
    return (chain[start:end], *rest)


def _best_stretch(gains: list[float], costs: list[float]) -> tuple[int, int]:
    """Bounds of the stretch with the largest sum of gains less costs between them (Kadane).

    >>> _best_stretch([5.0, 1.0, 9.0], [8.0, 0.5])
    (1, 3)
    """
    best, bounds = 0.0, (0, 0)
    total, start = 0.0, 0
    for k, gain in enumerate(gains):
        carried = total - costs[k - 1] if k else 0.0
        if carried <= 0:
            carried, start = 0.0, k
        total = carried + gain
        if total > best:
            best, bounds = total, (start, k + 1)
    return bounds


def _explained(stretch: Ints, gain: Floats) -> float:
    """The gain of a stretch, each sentence counted once; of the side that has less."""
    sides = []
    for side in (0, 1):
        best: dict[int, float] = {}
        for pair in stretch:
            value = float(gain[pair[0], pair[1]])
            best[int(pair[side])] = max(best.get(int(pair[side]), 0.0), value)
        sides.append(sum(best.values()))
    return min(sides)


def passages_of(alignment: Alignment, settings: TranslationSettings) -> tuple[Reuse, ...]:
    """The aligned stretches as passages: adjacent sentences merged, in order of a."""
    runs = [run for stretch in alignment.stretches for run in _runs(stretch)]
    return tuple(_passage(alignment, run, settings) for run in sorted(runs, key=lambda r: r[0, 0]))


def _runs(stretch: Ints) -> list[Ints]:
    """Parts of a stretch without a gap: one sentence left out on both sides is none."""
    skipped = np.maximum(np.diff(stretch, axis=0) - 1, 0)
    apart = (skipped[:, 0] != skipped[:, 1]) | (skipped.max(axis=1) > MERGED_GAP)
    return np.split(stretch, np.flatnonzero(apart) + 1)


def _passage(alignment: Alignment, run: Ints, settings: TranslationSettings) -> Reuse:
    """One run of aligned sentences as a reuse, with the words that carried it."""
    a, b = alignment.a, alignment.b
    first, last = run[0], run[-1]
    trust = 1.0 if _has_table(a.lang) and _has_table(b.lang) else NO_TABLE_TRUST
    similarity = trust * float(alignment.similarity[run[:, 0], run[:, 1]].mean())
    return Reuse(
        a=a.id,
        a0=a.sentences[first[0]].start,
        a1=a.sentences[last[0]].end,
        b=b.id,
        b0=b.sentences[first[1]].start,
        b1=b.sentences[last[1]].end,
        similarity=round(similarity, 4),
        kind="translation",
        pairs=_word_pairs(alignment, run, settings.max_pairs * len(run)),
    )


def _has_table(lang: str) -> bool:
    entry = translation_languages().get(lang)
    return lang == "en" or bool(entry and entry.table)


def _word_pairs(alignment: Alignment, run: Ints, most: int) -> tuple[tuple[Span, Span], ...]:
    """The rarest words of a run with their best partners, one to one, in order of a."""
    a, b = alignment.a, alignment.b
    places, alike = _matches_in(alignment, run)
    wa, wb = places[:, 0], places[:, 1]
    rarity = a.reading.rarity[a.reading.word_of[wa]] + b.reading.rarity[b.reading.word_of[wb]]
    kept = np.flatnonzero((alike >= ALIKE) & (rarity >= 2 * TELLING_RARITY))
    order = kept[np.argsort(-alike[kept] * rarity[kept], kind="stable")]
    wa, wb = wa[order], wb[order]
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs: list[tuple[Span, Span]] = []
    for word, partner in zip(wa.tolist(), wb.tolist(), strict=True):
        if len(pairs) == most:
            break
        if word not in used_a and partner not in used_b:
            used_a.add(word)
            used_b.add(partner)
            pairs.append((Span(*a.words[word].tolist()), Span(*b.words[partner].tolist())))
    return tuple(sorted(pairs))
