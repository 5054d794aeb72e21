"""Translated passages of a corpus, beside the passages in one language.

In: the engine's table `articles`, the words of all articles, and the passages in one language.
Out: passages as arrays, as `menurut.reuse.telling` makes them. Up to `FEW` articles a cheap gate
(translation_gate.py) says which may have a translation, and these are compared in memory. Larger
collections are searched through an inverted index of meanings (translation_pairs.py), and what it
finds is read in shards (translation_check.py); there an article's copies are not looked up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine, Follow, read_texts
from menurut.corpus.job_folder import JobFolder
from menurut.corpus.translation_check import Checked, find_among
from menurut.corpus.translation_gate import (
    LOOK_CHARS,
    believe_tags,
    sample_step,
    told_language,
    worth_reading,
)
from menurut.model import Article, Problem, Reuse, Span
from menurut.reuse import find_translations_among
from menurut.reuse.candidates import pair_codes
from menurut.reuse.telling import KINDS, Told, pairs_column
from menurut.reuse.translation_words import UNKNOWN
from menurut.reuse.words import Words, join_words, words_of

FEW = 5_000
"""Articles up to which the gate and the comparison in memory are quicker than the index."""
COPY_SHARE = 0.8
"""From this share of its characters on, an article is a copy of an earlier one ..."""
EXCERPT_SHARE = 0.5
"""... which is not twice as long: an excerpt may have a translation of its own."""
READ_FREELY = 10_000
"""Pairs compared, and one more for each article: far more than chance makes, so that they run out
only where nearly all articles have several translations."""
LOOKED_AT = 5_000
"""Articles whose beginnings are in memory at once."""
MOST_LANGUAGES = 40
"""Language tags kept apart; articles under rarer ones count as of one unknown language."""

_START = f"substring(text, 1, {LOOK_CHARS}) AS start"


def tell_translations(
    place: tuple[Engine, JobFolder, Follow], words: Words, told: Told
) -> tuple[Told, list[Problem]]:
    """Translated passages between the articles, and what was left alone.

    `told`: what they share in one language.
    """
    engine, folder, _ = place
    langs = languages_of(engine)
    if len(set(langs)) < 2:
        return as_told(to_keep(())), []
    if len(langs) > FEW:
        return _searched(place, words, told, langs)
    starts = engine.rows(f"SELECT {_START} FROM articles ORDER BY number")["start"].tolist()  # noqa: S608 - own text
    wanted = np.flatnonzero(_worth_reading(words, told, langs, starts)).tolist()
    kept = folder.once("translations", Checked, lambda: _among(engine, wanted, langs))
    return as_told(kept), []


def _worth_reading(
    words: Words, told: Told, langs: Sequence[str], starts: Sequence[str]
) -> NDArray[np.bool_]:
    """Each article as the gate says, and each copy as its original.

    The gate looks at no copies: the names of a story that a hundred outlets print are not rare.
    """
    _, classes = np.unique(np.array(langs), return_inverse=True)
    originals = originals_of(words, told, classes.astype(np.int32))
    apart = np.flatnonzero(originals < 0).tolist()
    if len(apart) < len(langs):
        words = join_words([words_of(words, n, n + 1) for n in apart])
    worth = np.zeros(len(langs), np.bool_)
    worth[apart] = worth_reading(words, [langs[n] for n in apart], [starts[n] for n in apart])
    return worth[np.where(originals < 0, np.arange(len(langs)), originals)]


def languages_of(engine: Engine) -> list[str]:
    """The language of each article; beginnings are read only where tags are missing or wrong."""
    tags: list[str | None] = engine.rows("SELECT lang FROM articles ORDER BY number")[
        "lang"
    ].tolist()
    sample = engine.rows(
        f"SELECT lang, {_START} FROM articles "  # noqa: S608 - own text, a number
        f"WHERE number % {sample_step(len(tags))} = 0 ORDER BY number"
    )
    believed = believe_tags(sample["start"].tolist(), sample["lang"].tolist())
    langs: list[str] = []
    for first in range(0, len(tags), LOOKED_AT):
        own = tags[first : first + LOOKED_AT]
        starts = [""] * len(own)
        if not believed or not all(own):
            found = engine.rows(
                f"SELECT {_START} FROM articles WHERE number >= {first} "  # noqa: S608 - own text, numbers
                f"AND number < {first + LOOKED_AT} ORDER BY number"
            )
            starts = found["start"].tolist()
        langs += [told_language(*one, believed=believed) for one in zip(starts, own, strict=True)]
    return langs


def _among(engine: Engine, wanted: Sequence[int], langs: Sequence[str]) -> Checked:
    texts = read_texts(engine, wanted)
    articles = [Article(id=str(n), text=texts[n], lang=langs[n]) for n in wanted]
    return to_keep(find_translations_among(articles))


def _searched(
    place: tuple[Engine, JobFolder, Follow], words: Words, told: Told, langs: Sequence[str]
) -> tuple[Told, list[Problem]]:
    """What the index of meanings finds, read sentence by sentence."""
    from menurut.corpus.meaning_rows import Languages, meaning_rows  # noqa: PLC0415 - compiled
    from menurut.corpus.translation_pairs import (  # noqa: PLC0415 - compiled
        FoundPairs,
        pairs_worth_reading,
    )

    names, classes = _classes(langs)
    originals = originals_of(words, told, classes)

    def search() -> FoundPairs:
        asked = np.flatnonzero(originals < 0)
        rows = meaning_rows(words, Languages(names, classes), asked, place)
        return pairs_worth_reading(rows, classes)

    found = place[1].once("translation-pairs", FoundPairs, search)
    most = READ_FREELY + len(langs)
    read = np.sort(np.argsort(-found.alike, kind="stable")[:most])
    pairs = np.stack([found.a[read], found.b[read]], axis=1)
    return as_told(find_among(place, pairs, langs, originals)), _left(len(found.a) - len(read))


def _left(count: int) -> list[Problem]:
    """Nothing is left out silently."""
    if not count:
        return []
    return [
        Problem(
            where="translations",
            what=f"{count} pairs of articles that may be translations were not compared, the "
            "least alike: there were more of them than articles.",
            remedy="Look single articles up in an archive: menurut archive add, "
            "menurut investigate.",
            note=True,
        )
    ]


def _classes(langs: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """(languages, the number of each article's): the commonest ones apart, the rest as one."""
    names, numbers, sizes = np.unique(np.array(langs), return_inverse=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(names), np.int32)
    rank[order] = np.minimum(np.arange(len(names)), MOST_LANGUAGES)
    kept = [str(names[n]) for n in order[:MOST_LANGUAGES]]
    return [*kept, UNKNOWN], rank[numbers]


def originals_of(words: Words, told: Told, classes: NDArray[np.int32]) -> NDArray[np.int64]:
    """For each nearly whole copy of an earlier article in its language that one's number, else -1.

    That one is no copy itself.
    """
    ends = np.append(words.ends, 0)[np.maximum(words.bounds[1:] - 1, 0)].astype(np.int64)
    length = np.where(np.diff(words.bounds) > 0, ends, 0)
    own = (told.kind != KINDS.index("furniture")) & (classes[told.a] == classes[told.b])
    codes = pair_codes(told.a[own], told.b[own])
    distinct, first, place = np.unique(codes, return_index=True, return_inverse=True)
    shared = np.bincount(place, (told.b1 - told.b0)[own], len(distinct))
    a, b = told.a[own][first], told.b[own][first]
    whole = (shared >= COPY_SHARE * length[b]) & (length[b] >= EXCERPT_SHARE * length[a])
    originals = np.full(len(length), -1, np.int64)
    # Pairs are in order of a: the last ones written are the earliest.
    originals[b[whole][::-1]] = a[whole][::-1]
    for number in np.flatnonzero(originals >= 0).tolist():
        before = originals[originals[number]]
        originals[number] = before if before >= 0 else originals[number]
    return originals


def to_keep(reuses: Sequence[Reuse]) -> Checked:
    """Passages as numbers; the ids of their articles are row numbers."""
    rows = [(int(r.a), r.a0, r.a1, int(r.b), r.b0, r.b1) for r in reuses]
    pairs = [
        (row, a.start, a.end, b.start, b.end)
        for row, reuse in enumerate(reuses)
        for a, b in reuse.pairs
    ]
    similarity = np.array([r.similarity for r in reuses], np.float64)
    return Checked(
        numbers=np.array(rows, np.int64).reshape(-1, 6),
        similarity=similarity,
        share=similarity,
        pairs=np.array(pairs, np.int64).reshape(-1, 5),
    )


def as_told(kept: Checked) -> Told:
    """Translated passages beside those in one language."""
    a, a0, a1, b, b0, b1 = kept.numbers.T
    pairs: list[list[tuple[Span, Span]]] = [[] for _ in a]
    for row, start, end, other_start, other_end in kept.pairs.tolist():
        pairs[row].append((Span(start, end), Span(other_start, other_end)))
    return Told(
        a=a,
        a0=a0.astype(np.int32),
        a1=a1.astype(np.int32),
        b=b,
        b0=b0.astype(np.int32),
        b1=b1.astype(np.int32),
        similarity=kept.similarity,
        kind=np.full(len(a), KINDS.index("translation")),
        common_quote=np.zeros(len(a), np.bool_),
        pairs=pairs_column([tuple(one) for one in pairs]),
    )
