"""The chain over a whole collection, on an engine: files in, passages or lineages out.

`find_reuse_in_corpus` and `trace_corpus` work through JSONL or Parquet of any size; what is
relational is SQL (plan.py) that an `Engine` runs, DuckDB or Spark; words, alignment and tracing
are the functions of the stages. Spark and DuckDB are loaded only when they are used.
"""

from __future__ import annotations

import typing

from menurut.corpus.engine import ENGINES, Engine
from menurut.corpus.job import CorpusReport, CorpusSettings, find_reuse_in_corpus

if typing.TYPE_CHECKING:
    from menurut.corpus.lineages import CorpusTraceReport, CorpusTraceSettings, trace_corpus

__all__ = [
    "ENGINES",
    "CorpusReport",
    "CorpusSettings",
    "CorpusTraceReport",
    "CorpusTraceSettings",
    "Engine",
    "find_reuse_in_corpus",
    "trace_corpus",
]


def __getattr__(name: str) -> object:
    """What traces is imported when it is first asked for: passages do without those stages."""
    if name not in {"CorpusTraceReport", "CorpusTraceSettings", "trace_corpus"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from menurut.corpus import lineages  # noqa: PLC0415 - slow, and only here

    found: object = getattr(lineages, name)
    return found
