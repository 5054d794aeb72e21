"""Translated passages of a corpus, beside the passages in one language.

In: the engine's table `articles` and the words of all articles. Out: passages as arrays, as
`menurut.reuse.telling` makes them. A cheap gate (translation_gate.py) says which articles may have
a translation; these are read into memory, which is why more than TRANSLATED_ARTICLES of them are
left alone, and that is told.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine, read_texts
from menurut.corpus.job_folder import JobFolder
from menurut.corpus.translation_gate import LOOK_CHARS, told_languages, worth_reading
from menurut.model import Article, Problem, Reuse, Span
from menurut.reuse import find_translations_among
from menurut.reuse.telling import KINDS, Told, pairs_column
from menurut.reuse.words import Words

TRANSLATED_ARTICLES = 20_000
"""Articles worth reading, up to which they are read: some 50 KB each."""


class KeptTranslations(msgspec.Struct, frozen=True, kw_only=True):
    """Translated passages as a job folder can keep them: arrays of numbers only."""

    numbers: NDArray[np.int64]
    """(passages, 7): a, a0, a1, b, b0, b1, kind."""
    similarity: NDArray[np.float64]
    pairs: NDArray[np.int64]
    """(word pairs, 5): row of the passage, both ends in a, both ends in b."""


def tell_translations(
    engine: Engine, folder: JobFolder, words: Words
) -> tuple[Told, list[Problem]]:
    """Translated passages between the articles, and what was left alone."""
    known = engine.rows(
        f"SELECT lang, substring(text, 1, {LOOK_CHARS}) AS beginning FROM articles ORDER BY number"  # noqa: S608 - a number
    )
    beginnings: list[str] = known["beginning"].tolist()
    langs = told_languages(beginnings, known["lang"].tolist())
    wanted = np.flatnonzero(worth_reading(words, langs, beginnings)).tolist()
    if len(wanted) > TRANSLATED_ARTICLES:
        return as_told(to_keep(())), [
            Problem(
                where="translations",
                what=f"not looked for: {len(wanted)} articles may have some, more than "
                f"{TRANSLATED_ARTICLES}.",
                remedy="Look them up in an archive: menurut archive add, menurut investigate.",
                note=True,
            )
        ]
    kept = folder.once("translations", KeptTranslations, lambda: _among(engine, wanted, langs))
    return as_told(kept), []


def _among(engine: Engine, wanted: Sequence[int], langs: Sequence[str]) -> KeptTranslations:
    texts = read_texts(engine, wanted)
    articles = [Article(id=str(n), text=texts[n], lang=langs[n]) for n in wanted]
    return to_keep(find_translations_among(articles))


def to_keep(reuses: Sequence[Reuse]) -> KeptTranslations:
    """Passages as numbers; the ids of their articles are row numbers."""
    rows = [(int(r.a), r.a0, r.a1, int(r.b), r.b0, r.b1, KINDS.index(r.kind)) for r in reuses]
    pairs = [
        (row, a.start, a.end, b.start, b.end)
        for row, reuse in enumerate(reuses)
        for a, b in reuse.pairs
    ]
    return KeptTranslations(
        numbers=np.array(rows, np.int64).reshape(-1, 7),
        similarity=np.array([r.similarity for r in reuses], np.float64),
        pairs=np.array(pairs, np.int64).reshape(-1, 5),
    )


def as_told(kept: KeptTranslations) -> Told:
    """Translated passages beside those in one language."""
    a, a0, a1, b, b0, b1, kind = kept.numbers.T
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
        kind=kind,
        common_quote=np.zeros(len(a), np.bool_),
        pairs=pairs_column([tuple(one) for one in pairs]),
    )


def join_told(one: Told, other: Told) -> Told:
    """The passages of both, one after the other."""
    columns = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in one.__struct_fields__
    }
    return Told(**columns)
