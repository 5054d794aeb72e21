"""An index of fact-checks in memory: BM25 over word stems and over romanised four-letter pieces.

In: fact-checks. Out: two score vectors for a query, one entry a fact-check. Kept in numpy
arrays: 127,515 fact-checks take about 10 CPU-seconds to index, 900 MB at the peak, and 12 ms a
query (median; SQLite's FTS5 takes 40 to 500 over the same, and finds less). Built once per
archive and kept as long as the archive object lives. Weak: the whole index is made anew when
the archive's fact-checks change.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.check.folding import fold, pieces_of, stems_of
from menurut.model import FactCheck

K1 = 1.2
B = 0.5
"""BM25's length correction, lower than usual: claims are short, and length says little."""
SUMMARY_CHARS = 600
SUMMARY_WEIGHT = 0.5
"""A word of the summary counts half of one in claim or title; .3 to .7 give the same."""
MOST_COMMON_WORD = 0.2
MOST_COMMON_PIECE = 0.1
"""Words and pieces in a larger share of fact-checks than this tell nothing and cost most."""
SMALL = 50
"""In a collection smaller than this nothing is too common: shares mean nothing there."""

Floats = NDArray[np.float32]


class Postings(msgspec.Struct, frozen=True):
    """For each term the fact-checks that have it, and how much it weighs in them."""

    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: Floats
    idf: Floats
    frequency: NDArray[np.int64]


class ClaimIndex(msgspec.Struct, frozen=True, kw_only=True):
    """Fact-checks as arrays."""

    ids: tuple[str, ...]
    mains: tuple[str, ...]
    """Claim and title, folded."""
    summaries: tuple[str, ...]
    stems: dict[str, int]
    words: Postings
    piece_values: NDArray[np.uint32]
    pieces: Postings
    at_address: dict[str, tuple[int, ...]]
    """Where a claim appeared, to the fact-checks that say so."""


def address_key(url: str) -> str:
    """What two spellings of one address share: no scheme, "www.", fragment or last slash.

    >>> address_key("https://www.kabar.example/a/#top") == address_key("http://kabar.example/a")
    True
    """
    bare = url.split("#", maxsplit=1)[0].rsplit("://", maxsplit=1)[-1].removeprefix("www.")
    return bare.rstrip("/")


def build_index(checks: Iterable[FactCheck]) -> ClaimIndex:
    """Index fact-checks.

    >>> index = build_index([FactCheck(id="f", claim=("Bulan terbelah dua",))])
    >>> index.mains
    ('bulan terbelah dua',)
    """
    ids: list[str] = []
    mains: list[str] = []
    summaries: list[str] = []
    appeared: dict[str, tuple[int, ...]] = {}
    for number, check in enumerate(checks):
        for key in {address_key(url) for url in check.appearances}:
            appeared[key] = (*appeared.get(key, ()), number)
        ids.append(check.id)
        mains.append(fold(_main_words(check)))
        summaries.append(fold((check.summary or "")[:SUMMARY_CHARS]))
    stems, words = _index_words(mains, summaries)
    values, pieces = _index_pieces(mains)
    return ClaimIndex(
        ids=tuple(ids),
        mains=tuple(mains),
        summaries=tuple(summaries),
        stems=stems,
        words=words,
        piece_values=values,
        pieces=pieces,
        at_address=appeared,
    )


def _main_words(check: FactCheck) -> str:
    parts = dict.fromkeys((*check.claim, *((check.title,) if check.title else ())))
    return " ".join(parts)


def _index_words(mains: list[str], summaries: list[str]) -> tuple[dict[str, int], Postings]:
    spelt: dict[str, int] = {}
    tokens, lengths = array("i"), array("i")
    for text in (*mains, *summaries):
        words = text.split()
        lengths.append(len(words))
        tokens.extend([spelt.setdefault(word, len(spelt)) for word in words])
    numbers: dict[str, int] = {}
    stem_of = [numbers.setdefault(stem, len(numbers)) for stem in stems_of(list(spelt))]
    terms = np.array(stem_of, dtype=np.int64)[np.array(tokens, dtype=np.int64)]
    sizes = np.array(lengths, dtype=np.int64)
    count = len(mains)
    documents = np.repeat(np.tile(np.arange(count), 2), sizes)
    tallies = np.full(len(terms), SUMMARY_WEIGHT, dtype=np.float32)
    tallies[: int(sizes[:count].sum())] = 1.0
    return numbers, _postings(terms, documents, tallies, len(numbers), count)


def _index_pieces(mains: list[str]) -> tuple[NDArray[np.uint32], Postings]:
    data = "".join(f" {text} \n" for text in mains).encode("ascii", "replace")
    line_end = np.frombuffer(data, dtype=np.uint8) == ord("\n")
    found = pieces_of(data)
    inside = ~(line_end[:-3] | line_end[1:-2] | line_end[2:-1] | line_end[3:])[: len(found)]
    documents = np.cumsum(line_end, dtype=np.uint32)[: len(found)]
    # Piece above, document below in one number: one sort in place of three keeps memory low.
    joined = found[inside].astype(np.uint64) << np.uint64(32)
    joined |= documents[inside]
    del found, inside, documents, line_end
    pairs, tallies = np.unique(joined, return_counts=True)
    del joined
    pieces = (pairs >> np.uint64(32)).astype(np.uint32)
    new = np.concatenate(([True], pieces[1:] != pieces[:-1])) if len(pieces) else pieces == 1
    terms = np.cumsum(new) - 1
    holders = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    weights = tallies.astype(np.float32)
    return pieces[new], _weigh(terms, holders, weights, int(new.sum()), len(mains))


def _postings(
    terms: NDArray[np.int64],
    documents: NDArray[np.int64],
    tallies: Floats,
    vocabulary: int,
    count: int,
) -> Postings:
    pairs = terms * max(count, 1) + documents
    order = np.argsort(pairs, kind="stable")
    distinct, first = np.unique(pairs[order], return_index=True)
    summed = np.add.reduceat(tallies[order], first) if len(first) else tallies
    return _weigh(distinct // max(count, 1), distinct % max(count, 1), summed, vocabulary, count)


def _weigh(
    term: NDArray[np.int64],
    document: NDArray[np.int64],
    tallies: Floats,
    vocabulary: int,
    count: int,
) -> Postings:
    """BM25 weights of pairs of term and document that are sorted and distinct."""
    length = np.bincount(document, weights=tallies, minlength=count)
    frequency = np.bincount(term, minlength=vocabulary)
    idf = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    mean = float(length.mean()) if count and length.sum() else 1.0
    norm = (K1 * (1 - B + B * length / mean)).astype(np.float32)
    weights = tallies * np.float32(K1 + 1) / (tallies + norm[document]) * idf[term]
    return Postings(
        starts=np.concatenate(([0], np.cumsum(frequency))),
        documents=document.astype(np.int32),
        weights=weights.astype(np.float32),
        idf=idf,
        frequency=frequency,
    )


def score_terms(postings: Postings, terms: Iterable[int], count: int, most_common: float) -> Floats:
    """BM25 of every fact-check for some terms."""
    scores = np.zeros(count, dtype=np.float32)
    most = max(most_common * count, SMALL)
    for term in terms:
        if postings.frequency[term] > most:
            continue
        start, end = postings.starts[term], postings.starts[term + 1]
        # No document comes twice under one term, so plain indexed addition is right.
        scores[postings.documents[start:end]] += postings.weights[start:end]
    return scores


def word_terms(index: ClaimIndex, folded: str) -> list[int]:
    """The stems of a folded text that the index knows."""
    stems = dict.fromkeys(stems_of(folded.split()))
    return [index.stems[stem] for stem in stems if stem in index.stems]


def piece_terms(index: ClaimIndex, folded: str) -> list[int]:
    """The pieces of a folded text that the index knows."""
    if not len(index.piece_values):
        return []
    wanted = np.unique(pieces_of(f" {folded} ".encode("ascii", "replace")))
    places = np.searchsorted(index.piece_values, wanted)
    places[places == len(index.piece_values)] = 0
    return [int(place) for place in places[index.piece_values[places] == wanted]]
