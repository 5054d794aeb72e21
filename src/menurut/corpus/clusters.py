"""Which articles of a collection hang together by the passages that they share.

In: what a corpus job tells. Out: a line for each article that shares anything: its id, its
cluster (the id of the earliest article in it) and how many the cluster has. Clusters are connected
components, found in SQL on the engine (families.py); furniture, and quotations that everybody
carries, tie nothing. Weakness: one article made of two stories ties both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from menurut.corpus.engine import Engine
from menurut.corpus.families import connect, join_ties, ties_of
from menurut.corpus.result import write_stream
from menurut.corpus.told_store import ToldStore


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The cluster that an article belongs to."""

    article: str
    cluster: str
    """The id of its earliest article."""
    size: int


def write_clusters(engine: Engine, told: ToldStore, ids: Sequence[str], output: str) -> int:
    """Write the clusters to a file as JSONL, cluster by cluster; how many there are."""
    articles, labels = connect(engine, join_ties(*(ties_of(part) for part in told.parts())))
    order = np.lexsort((articles, labels))
    names, sizes = np.unique(labels, return_counts=True)
    size_of = sizes[np.searchsorted(names, labels)]

    def members() -> Iterator[Membership]:
        for columns in zip(articles[order], labels[order], size_of[order], strict=True):
            article, label, size = (int(value) for value in columns)
            yield Membership(article=ids[article], cluster=ids[label], size=size)

    encode = msgspec.json.Encoder().encode
    write_stream(output, lambda file: file.writelines(encode(one) + b"\n" for one in members()))
    return len(names)
