"""Trace a whole collection: reuse, families, then each family through the same chain.

In: a file of articles. Out: one lineage, as `menurut trace` writes it, over all families. Passages
are found as in job.py, families in SQL (families.py), and each family is read, attributed and
traced by itself, where the engine works; so memory is bounded by a shard of families, not by the
collection. Attributions come from the language packs alone: the learned tagger of English reads
eight articles a second. Articles that are in no family are not listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.attribute import AttributeSettings, find_attributions
from menurut.corpus.engine import Engine, Follow, open_engine
from menurut.corpus.families import Families, find_families, join_ties, ties_of
from menurut.corpus.job import CorpusSettings, read_ids, tell_reuse, unwatched
from menurut.corpus.job_folder import JobFolder, job_folder
from menurut.corpus.result import write_stream
from menurut.corpus.same_story import story_ties
from menurut.corpus.source import check_source, read_whole, take_articles
from menurut.corpus.word_store import stored_words
from menurut.errors import UsageError
from menurut.model import Article, Lineage, Problem, Reuse, article_from_json, article_to_json
from menurut.read import enrich_article
from menurut.reuse.telling import Told, records
from menurut.trace import trace_lineage

SHARD = 500
"""Articles, in whole families, that are traced between two marks."""
FAMILY_LIMIT = 1000
"""Articles of one family that are traced: about six seconds; the earliest ones are kept."""
TAKEN = 2000
"""Articles handed to the engine at a time."""
LINEAGE_SCHEMA = "family long, lineage string"

PACKS_ONLY = AttributeSettings(tagger=False)


class CorpusTraceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a collection is traced."""

    reuse: CorpusSettings = CorpusSettings()
    family_limit: int = FAMILY_LIMIT


class CorpusTraceReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was read, and how much of it has a family."""

    articles: int
    families: int
    members: int
    problems: tuple[Problem, ...] = ()


def trace_corpus(
    source: str,
    output: str,
    settings: CorpusTraceSettings = CorpusTraceSettings(),  # noqa: B008 - frozen
    *,
    follow: Follow = unwatched,
) -> CorpusTraceReport:
    """Trace all families of a collection; a file in, JSON out (`-`: stdout).

    The same call after a break goes on where the first one stopped.
    """
    check_source(source)
    if source == "-":
        raise UsageError("a collection is read twice to be traced. Name a file instead of -.")
    how = settings.reuse
    with job_folder(source, output, settings) as folder:
        engine = open_engine(how.engine, folder.path, how.memory, how.master)
        try:
            problems = take_articles(engine, folder, source, follow)
            store, left = tell_reuse(engine, folder, how, follow)
            told = store.whole()
            ties = join_ties(ties_of(told), story_ties(stored_words(folder.path)))
            families = find_families(engine, ties, settings.family_limit)
            ids = read_ids(engine)
            kept, cut = _kept(families, settings.family_limit)
            _take_members(engine, source, ids, kept)
            traced = _trace_shards((engine, folder), kept, told, ids, follow)
        finally:
            engine.close()
        problems += [*left, *_told_cuts(families, cut, settings.family_limit, source)]
        write_stream(output, lambda stream: _write_lineage(stream, traced, problems))
    return CorpusTraceReport(
        articles=len(ids),
        families=len(np.unique(families.labels)),
        members=len(families.articles),
        problems=tuple(problems),
    )


def _kept(families: Families, limit: int) -> tuple[Families, int]:
    """(the earliest articles of each family up to the limit, how many are left out)."""
    order = np.lexsort((families.articles, families.labels))
    articles, labels = families.articles[order], families.labels[order]
    begins = np.searchsorted(labels, labels)
    kept = np.arange(len(labels)) - begins < limit
    made = Families(articles=articles[kept], labels=labels[kept], loosened=families.loosened)
    return made, int((~kept).sum())


def _told_cuts(families: Families, cut: int, limit: int, source: str) -> list[Problem]:
    found = []
    if families.loosened:
        found.append(
            Problem(
                where=source,
                what=f"{families.loosened} families had more than {limit} articles; where leaving "
                "out their weakest ties parts them, they are traced in parts.",
                note=True,
            )
        )
    if cut:
        found.append(
            Problem(
                where=source,
                what=f"{cut} articles of families larger than {limit} were not traced, the latest.",
                remedy="Raise --family-limit.",
                note=True,
            )
        )
    return found


def _take_members(engine: Engine, source: str, ids: Sequence[str], families: Families) -> None:
    """Fill the table `members` with the whole records of all articles that have a family."""
    wanted = {
        ids[number]: (number, label)
        for number, label in zip(families.articles.tolist(), families.labels.tolist(), strict=True)
    }
    engine.run("DROP TABLE IF EXISTS members")
    engine.run("CREATE TABLE members (number BIGINT, label BIGINT, record VARCHAR)")
    rows: list[tuple[int, int, str]] = []
    for article in read_whole(source):
        if article.id in wanted:
            # json keeps a lone surrogate, as an escape
            rows.append((*wanted[article.id], json.dumps(article_to_json(article))))
        if len(rows) == TAKEN:
            _take_rows(engine, rows)
            rows = []
    if rows:
        _take_rows(engine, rows)


def _take_rows(engine: Engine, rows: Sequence[tuple[int, int, str]]) -> None:
    numbers, labels, texts = zip(*rows, strict=True)
    engine.take(
        "members",
        {
            "number": np.array(numbers, np.int64),
            "label": np.array(labels, np.int64),
            "record": np.array([*texts, None], object)[:-1],
        },
    )


def _trace_shards(
    place: tuple[Engine, JobFolder],
    families: Families,
    told: Told,
    ids: Sequence[str],
    follow: Follow,
) -> list[Path]:
    """Trace families shard by shard; the files that hold their lineages, one a line."""
    engine, folder = place
    passages = _passages_by_family(families, told, len(ids))
    shards = _shards(families.labels)
    made = []
    for number, labels in follow(enumerate(shards), "tracing", len(shards)):
        path = folder.path / f"lineages-{number:05d}-of-{len(shards)}.jsonl"
        if not path.exists():
            lineages = _trace_shard(engine, labels, passages, ids)
            folder.write_lines(path.name, lineages)
        made.append(path)
    return made


def _shards(labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Families in lots of about `SHARD` articles."""
    names, sizes = np.unique(labels, return_counts=True)
    lots = (np.cumsum(sizes) - sizes) // SHARD
    return np.split(names, np.flatnonzero(np.diff(lots)) + 1) if len(names) else []


def _passages_by_family(
    families: Families, told: Told, count: int
) -> tuple[Told, NDArray[np.int64]]:
    """(passages inside families, family after family; the family of each)."""
    label = np.full(count, -1, np.int64)
    label[families.articles] = families.labels
    both = np.where(label[told.a] == label[told.b], label[told.a], -1)
    order = np.argsort(both, kind="stable")
    order = order[both[order] >= 0]
    columns = {name: getattr(told, name)[order] for name in Told.__struct_fields__}
    return Told(**columns), both[order]


def _trace_shard(
    engine: Engine,
    labels: NDArray[np.int64],
    passages: tuple[Told, NDArray[np.int64]],
    ids: Sequence[str],
) -> list[str]:
    found = engine.rows(
        f"SELECT label, record FROM members WHERE label >= {labels[0]} AND label <= {labels[-1]} "  # noqa: S608 - numbers
        "ORDER BY number"
    )
    articles: dict[int, list[str]] = {}
    for label, record in zip(found["label"].tolist(), found["record"].tolist(), strict=True):
        articles.setdefault(label, []).append(record)
    rows = {
        "family": labels,
        "articles": _objects([f"[{','.join(articles[label])}]" for label in labels.tolist()]),
        "passages": _objects([_reuses(label, passages, ids) for label in labels.tolist()]),
    }
    made = engine.apply(trace_families, rows, LINEAGE_SCHEMA)
    order = np.argsort(made["family"])
    lines: list[str] = made["lineage"][order].tolist()
    return lines


def _reuses(label: int, passages: tuple[Told, NDArray[np.int64]], ids: Sequence[str]) -> str:
    told, families = passages
    inside = slice(*np.searchsorted(families, [label, label + 1]))
    columns = {name: getattr(told, name)[inside] for name in Told.__struct_fields__}
    return json.dumps([msgspec.to_builtins(r) for r in records(Told(**columns), ids)])


def _objects(values: Sequence[str]) -> NDArray[Any]:
    return np.array([*values, None], object)[:-1]


def trace_families(batch: Mapping[str, Any]) -> dict[str, Any]:
    """Rows (family, its articles and passages as JSON) to rows (family, its lineage as JSON)."""
    lineages = [
        _encoded(
            trace_family(
                [article_from_json(record) for record in json.loads(articles)],
                msgspec.convert(json.loads(passages), tuple[Reuse, ...]),
            )
        )
        for articles, passages in zip(batch["articles"], batch["passages"], strict=True)
    ]
    return {"family": batch["family"], "lineage": _objects(lineages)}


def trace_family(articles: Sequence[Article], reuses: Sequence[Reuse]) -> Lineage:
    """The chain for one family whose passages are known: read, attribute, trace."""
    known = [enrich_article(article) for article in articles]
    attributed = [find_attributions(article, PACKS_ONLY) for article in known]
    return trace_lineage(known, attributed, reuses)


def _encoded(lineage: Lineage) -> str:
    return json.dumps(msgspec.to_builtins(lineage))


def _write_lineage(stream: IO[bytes], shards: Sequence[Path], problems: Sequence[Problem]) -> None:
    """One lineage of all: field by field over the shards, so that none is held whole."""
    stream.write(b"{")
    for name in Lineage.__struct_fields__:
        stream.write(json.dumps(name).encode() + b": ")
        opening, closing = (b"{", b"}") if _is_mapping(name) else (b"[", b"]")
        stream.write(opening)
        before = b""
        for inner in _parts(shards, name):
            stream.write(before + inner)
            before = b",\n"
        stream.write(closing + b",\n")
    stream.write(b'"problems": ' + msgspec.json.encode(problems) + b"}\n")


def _is_mapping(name: str) -> bool:
    return isinstance(getattr(Lineage(), name), dict)


def _parts(shards: Sequence[Path], name: str) -> Iterator[bytes]:
    """What stands between the brackets of one field, in each lineage that has any."""
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    for shard in shards:
        with shard.open("rb") as lines:
            for line in lines:
                inner = bytes(decode(line)[name])[1:-1]
                if inner:
                    yield inner
