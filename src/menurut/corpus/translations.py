"""Translated passages of a corpus, beside the passages in one language.

In: the engine's table `articles` and the words of all articles. Out: passages as arrays, as
`menurut.reuse.telling` makes them. A cheap gate (translation_gate.py) says which articles may have
a translation; these are read into memory, which is why more than TRANSLATED_ARTICLES of them are
left alone, and that is told. The word pairs that carried a match are not written by a corpus job.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from menurut.corpus.engine import Engine, read_texts
from menurut.corpus.job_folder import JobFolder
from menurut.corpus.translation_gate import LOOK_CHARS, told_languages, worth_reading
from menurut.model import Article, Problem, Reuse
from menurut.reuse import find_translations_among
from menurut.reuse.telling import KINDS, Told
from menurut.reuse.words import Words

TRANSLATED_ARTICLES = 20_000
"""Articles worth reading, up to which they are read: some 50 KB each."""


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
        return as_told(()), [
            Problem(
                where="translations",
                what=f"not looked for: {len(wanted)} articles may have some, more than "
                f"{TRANSLATED_ARTICLES}.",
                remedy="Look them up in an archive: menurut archive add, menurut investigate.",
                note=True,
            )
        ]
    return folder.once("translations", Told, lambda: _among(engine, wanted, langs)), []


def _among(engine: Engine, wanted: Sequence[int], langs: Sequence[str]) -> Told:
    texts = read_texts(engine, wanted)
    articles = [Article(id=str(n), text=texts[n], lang=langs[n]) for n in wanted]
    return as_told(find_translations_among(articles))


def as_told(reuses: Sequence[Reuse]) -> Told:
    """Passages as arrays; the ids of their articles are row numbers."""
    return Told(
        a=np.array([int(r.a) for r in reuses], np.int64),
        a0=np.array([r.a0 for r in reuses], np.int32),
        a1=np.array([r.a1 for r in reuses], np.int32),
        b=np.array([int(r.b) for r in reuses], np.int64),
        b0=np.array([r.b0 for r in reuses], np.int32),
        b1=np.array([r.b1 for r in reuses], np.int32),
        similarity=np.array([r.similarity for r in reuses], np.float64),
        kind=np.array([KINDS.index(r.kind) for r in reuses], np.int64),
        common_quote=np.zeros(len(reuses), np.bool_),
    )


def join_told(one: Told, other: Told) -> Told:
    """The passages of both, one after the other."""
    columns = {
        name: np.concatenate([getattr(one, name), getattr(other, name)])
        for name in one.__struct_fields__
    }
    return Told(**columns)
