"""The reuse of a whole collection, on an engine: files in, passages out.

`find_reuse_in_corpus` works through JSONL or Parquet of any size; what is relational is SQL
(plan.py) that an `Engine` runs, words and alignment are the kernels of `menurut.reuse`.
"""

from menurut.corpus.engine import Engine
from menurut.corpus.job import CorpusReport, CorpusSettings, find_reuse_in_corpus

__all__ = ["CorpusReport", "CorpusSettings", "Engine", "find_reuse_in_corpus"]
