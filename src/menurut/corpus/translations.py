"""Translated passages of a corpus, beside the passages in one language.

In: the engine's table `articles`. Out: passages as arrays, as `menurut.reuse.telling` makes them.
All articles are read into memory, which is why a collection beyond TRANSLATED_ARTICLES is left
alone, and that is told. The word pairs that carried a match are not written by a corpus job.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from menurut.corpus.engine import Engine
from menurut.corpus.job_folder import JobFolder
from menurut.model import Article, Problem, Reuse
from menurut.reuse import find_translations_among
from menurut.reuse.telling import KINDS, Told

TRANSLATED_ARTICLES = 20_000
"""About 15 ms and 50 KB an article: five minutes and a gigabyte at this size."""


def tell_translations(engine: Engine, folder: JobFolder) -> tuple[Told, list[Problem]]:
    """Translated passages between the articles, and what was left alone."""
    count = int(engine.rows("SELECT count(*) AS n FROM articles")["n"][0])
    if count > TRANSLATED_ARTICLES:
        return as_told(()), [
            Problem(
                where="translations",
                what=f"not looked for: {count} articles are more than {TRANSLATED_ARTICLES}.",
                remedy="Look them up in an archive: menurut archive add, menurut investigate.",
                note=True,
            )
        ]
    found = engine.rows("SELECT lang, text FROM articles ORDER BY number")
    langs: list[str | None] = found["lang"].tolist()
    articles = [
        Article(id=str(number), text=text, lang=lang)
        for number, (lang, text) in enumerate(zip(langs, found["text"].tolist(), strict=True))
    ]
    found = folder.once("translations", Told, lambda: as_told(find_translations_among(articles)))
    return found, []


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
