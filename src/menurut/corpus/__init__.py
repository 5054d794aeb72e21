"""The chain over a whole collection, on an engine: files in, passages or lineages out.

`find_reuse_in_corpus` and `trace_corpus` work through JSONL or Parquet of any size; what is
relational is SQL (plan.py) that an `Engine` runs, DuckDB or Spark; words, alignment and tracing
are the functions of the stages. Spark and DuckDB are loaded only when they are used.
"""

from menurut.corpus.engine import ENGINES, Engine
from menurut.corpus.job import CorpusReport, CorpusSettings, find_reuse_in_corpus
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
