"""Reuse in a whole collection: read, fingerprint, join, align, label, write.

Articles go into an engine's table batch by batch and are numbered in rank order (earliest first);
words stand in mapped files; fingerprints are a table, and the candidate join is SQL (plan.py).
Candidate pairs are aligned in shards, clusters around common fingerprints are filled in, furniture
and common quotes are labelled, and the result appears under its name only when it is complete.
Every finished step leaves a mark (job_folder.py): a killed job goes on from the last one.
In memory at once: outlets, days and passages (52 bytes each); not the texts, not the join.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine, Follow, Pairs, open_engine, read_texts
from menurut.corpus.job_folder import JobFolder, job_folder
from menurut.corpus.plan import CANDIDATES, HUBS, POSTINGS, SPENT
from menurut.corpus.result import write_result
from menurut.corpus.source import check_source, take_articles
from menurut.corpus.word_store import WordStore, stored_words
from menurut.model import Problem
from menurut.reuse.alignment import Passages, join_passages
from menurut.reuse.candidates import FULL_CLUSTER, coded_pairs, pair_codes
from menurut.reuse.collection import day_numbers, outlet_numbers
from menurut.reuse.finding import pairs_around_hubs
from menurut.reuse.furniture import Texts
from menurut.reuse.telling import ReuseSettings, Told, label, tell

SHARD = 200_000
"""Pairs aligned between two marks, and two steps of the progress bar."""


class CorpusReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a corpus job read, found and could not do."""

    articles: int
    passages: int
    problems: tuple[Problem, ...] = ()


def unwatched(items: Iterable[Any], _label: str, _total: int | None = None) -> Iterable[Any]:
    """No progress bar: the default for library use."""
    return items


class CorpusSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a corpus job runs, and what it tells."""

    engine: str = "duckdb"
    master: str | None = None
    """Where Spark runs; None: on this machine."""
    memory: str = "2GB"
    """Half of it is the engine's, which spills to disk beyond; the rest is for words, passages."""
    keep_furniture: bool = False
    """Tell what an outlet prints under everything too."""
    translations: bool = True
    """Look for translated passages too."""


def find_reuse_in_corpus(
    source: str,
    output: str,
    settings: CorpusSettings = CorpusSettings(),
    *,
    follow: Follow = unwatched,
) -> CorpusReport:
    """Find shared passages in a collection; files in, a file out (`-`: stdin, stdout).

    `source` is JSONL or Parquet with `id` and `text`; `output` is .parquet, or else JSONL. The
    same call after a break goes on where the first one stopped.
    """
    check_source(source)
    with job_folder(source, output, settings) as folder:
        engine = open_engine(settings.engine, folder.path, settings.memory, settings.master)
        try:
            problems = take_articles(engine, folder, source, follow)
            told, left = tell_reuse(engine, folder, settings, follow)
            ids: list[str] = engine.rows("SELECT id FROM articles ORDER BY number")["id"].tolist()
            write_result(told, ids, output)
        finally:
            engine.close()
    return CorpusReport(
        articles=len(ids), passages=len(told.a), problems=(*problems, *_named(left, source))
    )


def tell_reuse(
    engine: Engine, folder: JobFolder, settings: CorpusSettings, follow: Follow
) -> tuple[Told, list[Problem]]:
    """What the articles in the engine share, and what was left out."""
    texts = _fingerprint(engine, folder, follow)
    passages, clipped = _align(engine, folder, texts, follow)
    telling = ReuseSettings(keep_furniture=settings.keep_furniture)
    told = tell(texts, label(texts, passages), telling, partial(read_texts, engine))
    problems = _clipped(clipped)
    if settings.translations:
        from menurut.corpus.translations import (  # noqa: PLC0415 - slow, and only here
            join_told,
            tell_translations,
        )

        across, left = tell_translations((engine, folder, follow), texts.words, told)
        told = join_told(told, across)
        problems += left
    return told, problems


def _named(problems: Iterable[Problem], source: str) -> list[Problem]:
    """Problems of the whole collection bear its name."""
    return [msgspec.structs.replace(p, where=p.where or source) for p in problems]


def _fingerprint(engine: Engine, folder: JobFolder, follow: Follow) -> Texts:
    """Fill `postings`, and write the words of all articles to disk."""
    if engine.keeps_tables and folder.is_done("words"):
        words = stored_words(folder.path)
    else:
        store = WordStore(folder.path)
        engine.run("DROP TABLE IF EXISTS postings")
        engine.run(POSTINGS)
        engine.fingerprint(store, follow)
        words = store.finish()
        folder.mark("words")
    known = engine.rows("SELECT outlet, published_utc FROM articles ORDER BY number")
    return Texts(
        words=words,
        outlets=outlet_numbers(_listed(known["outlet"])),
        days=day_numbers(_listed(known["published_utc"])),
    )


def _listed(column: NDArray[Any]) -> list[str | None]:
    """A column of strings, None where there is none."""
    listed: list[str | None] = column.tolist()  # a masked array lists None for what is null
    return listed


def _candidates(engine: Engine, folder: JobFolder) -> tuple[Pairs, NDArray[np.int64]]:
    """(pairs that share fingerprints, hubs: the articles that stand for a common fingerprint)."""
    if not (engine.keeps_tables and folder.is_done("candidates")):
        for sql in CANDIDATES:
            engine.run(sql)
    found = engine.rows("SELECT a, b FROM pairs ORDER BY a, b")
    hubs = engine.rows(HUBS)["article"]
    folder.mark("candidates")
    for table in SPENT:
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.settle()
    return np.stack([found["a"], found["b"]], axis=1), hubs


def _align(engine: Engine, folder: JobFolder, texts: Texts, follow: Follow) -> tuple[Passages, int]:
    """(passages of all candidates and of what stands around the hubs, clipped clusters)."""
    pairs, hubs = _candidates(engine, folder)
    passages = _align_shards((engine, folder), "pairs", texts, pairs, follow)
    if not len(hubs):
        return passages, 0
    lots, clipped = pairs_around_hubs(texts, passages, hubs)
    met = np.concatenate([np.empty(0, np.int64), *lots])
    # The others were compared already.
    fresh = coded_pairs(np.setdiff1d(met, pair_codes(pairs[:, 0], pairs[:, 1])))
    around = _align_shards((engine, folder), "around", texts, fresh, follow)
    return join_passages([passages, around]), clipped


def _align_shards(
    place: tuple[Engine, JobFolder], name: str, texts: Texts, pairs: Pairs, follow: Follow
) -> Passages:
    """Align pairs shard by shard; those that an earlier run finished are read."""
    engine, folder = place
    shards = np.array_split(pairs, max(1, -(-len(pairs) // SHARD)))
    parts = []
    for number, shard in follow(enumerate(shards), "aligning", len(shards)):
        work = partial(engine.align, texts.words, shard)
        parts.append(folder.once(f"{name}-{number:05d}-of-{len(shards)}", Passages, work))
    return join_passages(parts)


def _clipped(count: int) -> list[Problem]:
    """Nothing is cut silently: very large clusters are told."""
    if not count:
        return []
    return [
        Problem(
            where="",
            what=f"{count} passages stand in more than {FULL_CLUSTER} articles each; every article "
            "is linked to the first ones, not to all others.",
        )
    ]
