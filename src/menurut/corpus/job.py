"""Reuse in a whole collection: read, fingerprint, join, align, label, write.

Articles go into an engine's table batch by batch and are numbered in rank order (earliest first);
words stand in mapped files; fingerprints are a table, and the candidate join is SQL (plan.py).
Candidate pairs are aligned in shards, clusters around common fingerprints are filled in, furniture
and common quotes are labelled, and the result appears under its name only when it is complete.
Every finished step leaves a mark (job_folder.py): a killed job goes on from the last one.
Passages, and what is told of them, lie in mapped files too. In memory at once: 50 bytes an article
and 20 a passage; not the texts, not the join, not the pairs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.corpus.engine import Engine, Follow, open_engine, read_texts
from menurut.corpus.job_folder import JobFolder, job_folder
from menurut.corpus.mapped import MappedColumns, columns_of, let_go
from menurut.corpus.plan import (
    AROUND,
    CANDIDATES,
    HUBS,
    MET,
    POSTINGS,
    SPENT,
    pair_counts,
    pairs_between,
)
from menurut.corpus.result import write_result
from menurut.corpus.source import check_source, take_articles
from menurut.corpus.told_store import ToldStore
from menurut.corpus.word_store import WordStore, stored_words
from menurut.model import Problem
from menurut.reuse.alignment import Passages
from menurut.reuse.candidates import FULL_CLUSTER, coded_pairs
from menurut.reuse.collection import day_numbers, outlet_numbers
from menurut.reuse.finding import pairs_around_hubs
from menurut.reuse.furniture import Texts
from menurut.reuse.telling import ReuseSettings, label, tell_in_parts
from menurut.reuse.words import Words

SHARD = 200_000
"""Pairs aligned between two marks, and two steps of the progress bar."""
BLOCK = 100_000
"""Articles whose ids, outlets and times are asked for at once."""
PASSAGE_COLUMNS = {
    name: np.int64 if name in {"a", "b"} else np.int32 for name in Passages.__struct_fields__
}


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
    clusters: str | None = None
    """A file for the clusters that the articles form, as JSONL."""


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
            ids = read_ids(engine)
            if settings.clusters:
                from menurut.corpus.clusters import write_clusters  # noqa: PLC0415 - only here

                write_clusters(engine, told, ids, settings.clusters)
            write_result(told.parts(), ids, output)
        finally:
            engine.close()
    return CorpusReport(
        articles=len(ids), passages=len(told), problems=(*problems, *_named(left, source))
    )


def tell_reuse(
    engine: Engine, folder: JobFolder, settings: CorpusSettings, follow: Follow
) -> tuple[ToldStore, list[Problem]]:
    """What the articles in the engine share, and what was left out."""
    texts = _fingerprint(engine, folder, follow)
    passages, clipped = _align(engine, folder, texts, follow)
    told = ToldStore(folder.path)
    telling = ReuseSettings(keep_furniture=settings.keep_furniture)
    findings = label(texts, passages)
    for part in tell_in_parts(texts, findings, telling, partial(read_texts, engine)):
        told.append(part)
    let_go(passages)
    let_go(texts.words)
    problems = _clipped(clipped)
    if settings.translations:
        from menurut.corpus.translations import tell_translations  # noqa: PLC0415 - slow

        across, left = tell_translations((engine, folder, follow), texts.words, told.whole())
        told.append(across)
        let_go(texts.words)
        problems += left
    return told, problems


def read_ids(engine: Engine) -> list[str]:
    """The ids of all articles, in order of their numbers."""
    return [one for block in _blocks(engine, "id") for one in block["id"].tolist()]


def _blocks(engine: Engine, columns: str) -> Iterator[dict[str, NDArray[Any]]]:
    """Columns of all articles in order of their numbers, block by block."""
    count = int(engine.rows("SELECT count(*) AS n FROM articles")["n"][0])
    for start in range(0, count, BLOCK):
        yield engine.rows(
            f"SELECT {columns} FROM articles WHERE number >= {start} AND number < {start + BLOCK} "  # noqa: S608 - own names, numbers
            "ORDER BY number"
        )


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
    outlets: list[str | None] = []
    times: list[str | None] = []
    for block in _blocks(engine, "outlet, published_utc"):
        # A masked array lists None for what is null; each name is kept once.
        outlets += [one and sys.intern(one) for one in block["outlet"].tolist()]
        times += [one and sys.intern(one) for one in block["published_utc"].tolist()]
    return Texts(words=words, outlets=outlet_numbers(outlets), days=day_numbers(times))


def _candidates(engine: Engine, folder: JobFolder) -> NDArray[np.int64]:
    """Fill `pairs` with what shares fingerprints; the articles that stand for a common one."""
    if not (engine.keeps_tables and folder.is_done("candidates")):
        for sql in CANDIDATES:
            engine.run(sql)
    hubs = engine.rows(HUBS)["article"]
    folder.mark("candidates")
    for table in SPENT:
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.settle()
    return hubs


def _align(engine: Engine, folder: JobFolder, texts: Texts, follow: Follow) -> tuple[Passages, int]:
    """(passages of all candidates and of what stands around the hubs, clipped clusters)."""
    hubs = _candidates(engine, folder)
    kept = MappedColumns(folder.path, PASSAGE_COLUMNS, "passage-")
    for passages in _align_shards((engine, folder), "pairs", texts.words, follow):
        kept.append(columns_of(passages))
    clipped = 0
    if len(hubs):
        clipped = _look_around(engine, texts, Passages(**kept.mapped()), hubs)
        for passages in _align_shards((engine, folder), "around", texts.words, follow):
            kept.append(columns_of(passages))
    let_go(texts.words)
    return Passages(**kept.mapped()), clipped


def _look_around(engine: Engine, texts: Texts, passages: Passages, hubs: NDArray[np.int64]) -> int:
    """Fill `around` with the pairs that meet at hubs and are not compared yet; clipped clusters."""
    for table in ("met", "around"):
        engine.run(f"DROP TABLE IF EXISTS {table}")
    engine.run(MET)
    lots, clipped = pairs_around_hubs(texts, passages, hubs)
    for codes in lots:
        pairs = coded_pairs(codes)
        engine.take("met", {"a": pairs[:, 0], "b": pairs[:, 1]})
    engine.run(AROUND)
    engine.run("DROP TABLE met")
    let_go(passages)
    return clipped


def _align_shards(
    place: tuple[Engine, JobFolder], table: str, words: Words, follow: Follow
) -> Iterator[Passages]:
    """Align pairs shard by shard; those that an earlier run finished are read."""
    engine, folder = place
    shards = _stretches(engine, table)
    for number, stretch in follow(enumerate(shards), "aligning", len(shards)):
        work = partial(_align_shard, engine, pairs_between(table, *stretch), words)
        yield folder.once(f"{table}-{number:05d}-of-{len(shards)}", Passages, work)


def _stretches(engine: Engine, table: str) -> list[tuple[int, int]]:
    """Stretches of first articles that have about `SHARD` pairs each."""
    found = engine.rows(pair_counts(table))
    lots = (np.cumsum(found["pairs"]) - found["pairs"]) // SHARD
    firsts = found["a"][np.flatnonzero(np.diff(lots, prepend=-1))].tolist()
    return [*pairwise([*firsts, 1 << 62])]


def _align_shard(engine: Engine, sql: str, words: Words) -> Passages:
    found = engine.rows(sql)
    return engine.align(words, np.stack([found["a"], found["b"]], axis=1))


def _clipped(count: int) -> list[Problem]:
    """Nothing is cut silently: very large clusters are told."""
    if not count:
        return []
    return [
        Problem(
            where="",
            what=f"{count} passages stand in more than {FULL_CLUSTER} articles each; every article "
            "is linked to the first ones, not to all others.",
            note=True,
        )
    ]
