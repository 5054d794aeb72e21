"""Reuse in a whole collection: read, fingerprint, join, align, label, write.

Articles go into an engine's table batch by batch and are numbered in rank order (earliest first);
words stand in mapped files; fingerprints are a table, and the candidate join is SQL (plan.py).
Candidate pairs are aligned in shards, clusters around common fingerprints are filled in, furniture
and common quotes are labelled, and the result appears under its name only when it is complete.
In memory at once: outlets, days and passages (44 bytes each); not the texts, not the join.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive import StoredText
from menurut.corpus.duckdb_engine import DuckDBEngine
from menurut.corpus.engine import Engine
from menurut.corpus.plan import CANDIDATES, HUBS, NEAR, NUMBERED, POSTINGS, REPEATED
from menurut.corpus.result import write_result
from menurut.corpus.source import BATCH, read_lines
from menurut.corpus.translations import join_told, tell_translations
from menurut.corpus.word_store import WordStore
from menurut.errors import InputError, UsageError
from menurut.model import Problem
from menurut.reuse.alignment import Passages, align_pairs, join_passages
from menurut.reuse.candidates import FULL_CLUSTER, held_fingerprints, pair_codes
from menurut.reuse.collection import day_numbers, outlet_numbers
from menurut.reuse.finding import pairs_around_hubs
from menurut.reuse.fingerprints import winnow
from menurut.reuse.furniture import Texts
from menurut.reuse.telling import ReuseSettings, label, tell
from menurut.reuse.words import find_words

SHARD = 200_000
"""Pairs aligned between two steps of the progress bar."""

Follow = Callable[..., Iterable[Any]]
Pairs = NDArray[np.int64]


class CorpusReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a corpus job read, found and could not do."""

    articles: int
    passages: int
    problems: tuple[Problem, ...] = ()


def _unwatched(items: Iterable[Any], _label: str, _total: int | None = None) -> Iterable[Any]:
    """No progress bar: the default for library use."""
    return items


class CorpusSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a corpus job runs, and what it tells."""

    engine: str = "duckdb"
    memory: str = "2GB"
    """The engine spills to disk beyond this."""
    keep_furniture: bool = False
    """Tell what an outlet prints under everything too."""
    translations: bool = True
    """Look for translated passages too, which takes most of the time."""


def find_reuse_in_corpus(
    source: str,
    output: str,
    settings: CorpusSettings = CorpusSettings(),
    *,
    follow: Follow = _unwatched,
) -> CorpusReport:
    """Find shared passages in a collection; files in, a file out (`-`: stdin, stdout).

    `source` is JSONL or Parquet with `id` and `text`; `output` is .parquet, or else JSONL.
    """
    if settings.engine != "duckdb":
        raise UsageError(f"there is no engine {settings.engine!r}. Use: duckdb")
    telling = ReuseSettings(keep_furniture=settings.keep_furniture)
    # Beside the output, where there must be room anyway; removed whatever happens.
    with _work_folder(output) as folder:
        tables = DuckDBEngine(Path(folder), settings.memory)
        try:
            problems = _take_articles(tables, read_lines(source), source, follow)
            texts = _fingerprint(tables, Path(folder), follow)
            passages, clipped = _align(tables, texts, follow)
            told = tell(texts, label(texts, passages), telling, _text_reader(tables))
            if settings.translations:
                across, left = tell_translations(tables)
                told = join_told(told, across)
                problems += left
            write_result(told, _ids(tables), output, tables)
        finally:
            tables.close()
    return CorpusReport(
        articles=len(texts.days),
        passages=len(told.a),
        problems=(*problems, *_clipped(clipped, source)),
    )


def _work_folder(output: str) -> tempfile.TemporaryDirectory[str]:
    parent = None if output == "-" else Path(output).absolute().parent
    try:
        return tempfile.TemporaryDirectory(dir=parent, prefix=".menurut-reuse-")
    except OSError as error:
        raise InputError(
            f"cannot write {output}: {error.strerror}. Name a folder that exists and is writable."
        ) from error


def _take_articles(
    engine: Engine, lines: Iterable[Any], source: str, follow: Follow
) -> list[Problem]:
    """Put all articles into the table `articles`, numbered; what could not be read."""
    problems: list[Problem] = []
    batch: list[tuple[int, StoredText]] = []
    _take(engine, [])
    for number, found in follow(lines, "reading"):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        batch.append((number, found))
        if len(batch) == BATCH:
            _take(engine, batch)
            batch = []
    _take(engine, batch)
    twice = engine.rows(REPEATED)
    if len(twice["id"]):
        raise InputError(
            f"{source}: the id {twice['id'][0]!r} stands in line {twice['line'][0]} and in line "
            f"{twice['again'][0]}. Give each article its own id."
        )
    engine.run(NUMBERED)
    engine.run("DROP TABLE read_articles")
    return problems


def _take(engine: Engine, batch: list[tuple[int, StoredText]]) -> None:
    if not batch:
        if not engine.exists("read_articles"):
            engine.run(
                "CREATE TABLE read_articles (line BIGINT, id VARCHAR, outlet VARCHAR, "
                "published_utc VARCHAR, lang VARCHAR, text VARCHAR)"
            )
        return
    engine.take(
        "read_articles",
        {
            "line": np.array([number for number, _ in batch], np.int64),
            "id": _strings([found.id for _, found in batch]),
            "outlet": _strings([found.outlet for _, found in batch]),
            "published_utc": _strings([found.published_utc for _, found in batch]),
            "lang": _strings([found.lang for _, found in batch]),
            "text": _strings([found.text for _, found in batch]),
        },
    )


def _strings(values: list[str | None]) -> NDArray[Any]:
    """Strings as an engine takes them; a lone surrogate becomes "?", one character as before."""
    clean = [v and v.encode("utf-8", "replace").decode() for v in values]
    return np.array([*clean, None], object)[:-1]


def _fingerprint(engine: Engine, folder: Path, follow: Follow) -> Texts:
    """Fill `postings`, and write the words of all articles to disk."""
    store = WordStore(folder)
    engine.run(POSTINGS)
    count = 0
    for start, texts in follow(_text_batches(engine), "fingerprinting"):
        words = find_words(texts)
        store.append(words)
        keys, positions, numbers = winnow(words)
        held = held_fingerprints(words, keys, positions, numbers)
        near = np.where(held.near < 0, held.near - count, held.near)
        count += len(keys)
        engine.take(
            "postings",
            {
                "key": keys,
                "article": held.texts + start,
                "position": positions,
                **{name: near[:, column] for column, name in enumerate(NEAR)},
            },
        )
    known = engine.rows("SELECT outlet, published_utc FROM articles ORDER BY number")
    return Texts(
        words=store.finish(),
        outlets=outlet_numbers(_listed(known["outlet"])),
        days=day_numbers(_listed(known["published_utc"])),
    )


def _text_batches(engine: Engine) -> Iterator[tuple[int, list[str]]]:
    count = int(engine.rows("SELECT count(*) AS n FROM articles")["n"][0])
    for start in range(0, count, BATCH):
        found = engine.rows(
            f"SELECT text FROM articles WHERE number >= {start} AND number < {start + BATCH} "  # noqa: S608 - numbers
            "ORDER BY number"
        )
        yield start, found["text"].tolist()


def _listed(column: NDArray[Any]) -> list[str | None]:
    """A column of strings, None where there is none."""
    listed: list[str | None] = column.tolist()  # a masked array lists None for what is null
    return listed


def _align(engine: Engine, texts: Texts, follow: Follow) -> tuple[Passages, int]:
    """(passages of all candidates and of what stands around the hubs, clipped clusters)."""
    for sql in CANDIDATES:
        engine.run(sql)
    found = engine.rows("SELECT a, b FROM pairs ORDER BY a, b")
    pairs = np.stack([found["a"], found["b"]], axis=1)
    passages = _align_shards(texts, pairs, follow)
    hubs = engine.rows(HUBS)["article"]
    if not len(hubs):
        return passages, 0
    more, clipped = pairs_around_hubs(texts, passages, hubs)
    known = pair_codes(pairs[:, 0], pairs[:, 1])
    fresh = more[~np.isin(pair_codes(more[:, 0], more[:, 1]), known)]
    return join_passages([passages, _align_shards(texts, fresh, follow)]), clipped


def _align_shards(texts: Texts, pairs: Pairs, follow: Follow) -> Passages:
    shards = np.array_split(pairs, max(1, -(-len(pairs) // SHARD)))
    parts = [
        align_pairs(texts.words, shard[:, 0], shard[:, 1])
        for shard in follow(shards, "aligning", len(shards))
    ]
    return join_passages(parts)


def _text_reader(engine: Engine) -> Callable[[Sequence[int]], dict[int, str]]:
    """Reads texts again, for the few passages that may be common quotes."""

    def read_texts(numbers: Sequence[int]) -> dict[int, str]:
        if not numbers:
            return {}
        engine.take("wanted", {"number": np.array(numbers, np.int64)})
        found = engine.rows("SELECT number, text FROM articles JOIN wanted USING (number)")
        return dict(zip(found["number"].tolist(), found["text"].tolist(), strict=True))

    return read_texts


def _ids(engine: Engine) -> list[str]:
    ids: list[str] = engine.rows("SELECT id FROM articles ORDER BY number")["id"].tolist()
    return ids


def _clipped(count: int, source: str) -> list[Problem]:
    """Nothing is cut silently: very large clusters are told."""
    if not count:
        return []
    return [
        Problem(
            where=source,
            what=f"{count} passages stand in more than {FULL_CLUSTER} articles each; every article "
            "is linked to the first ones, not to all others.",
        )
    ]
