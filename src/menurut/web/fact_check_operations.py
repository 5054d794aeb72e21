"""The API on published fact-checks: list, search, show, add."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from menurut.archive import Archive
from menurut.archive.search import match_query
from menurut.check import read_fact_checks
from menurut.model import FactCheck, Problem
from menurut.web.article_operations import Added, FileQuery, Limit, Offset, first_problems
from menurut.web.operations import Call, Operation, archive_of

ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")
# What follows the last dot of "claims.jsonl"; a name with anything else in it has no ending.


class FactCheckQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of the fact-checks."""

    search: str | None = None
    limit: Limit = 50
    offset: Offset = 0


class FactChecks(msgspec.Struct, frozen=True, kw_only=True):
    """One page of fact-checks, and how many there are in the archive."""

    items: list[FactCheck]
    offset: int
    total: int


def read_uploaded_checks(data: bytes, name: str) -> Iterator[FactCheck | Problem]:
    """The fact-checks of an uploaded file: ClaimReview, a feed, JSONL or CSV."""
    with tempfile.TemporaryDirectory() as folder:
        ending = ENDING.search(name)
        path = Path(folder) / f"upload{ending[0] if ending else ''}"
        path.write_bytes(data)
        for item in read_fact_checks([path]):
            yield _named(item, str(path), name) if isinstance(item, Problem) else item


def _named(problem: Problem, path: str, name: str) -> Problem:
    """The problem told with the name that the person knows."""
    return msgspec.structs.replace(
        problem, where=problem.where.replace(path, name), what=problem.what.replace(path, name)
    )


def page_of_fact_checks(archive: Archive, query: FactCheckQuery) -> list[FactCheck]:
    """The fact-checks of one page of the list; with words, the best first."""
    end = query.offset + query.limit
    if query.search:
        match = match_query(query.search)
        hits = archive.search_fact_checks(match, end) if match else []
        return [hit[0] for hit in hits][query.offset :]
    return list(islice(archive.fact_checks(), query.offset, end))


def list_fact_checks(call: Call) -> FactChecks:
    """One page of the fact-checks, those that hold the words first."""
    with archive_of(call) as archive:
        return FactChecks(
            items=page_of_fact_checks(archive, call.query),
            offset=call.query.offset,
            total=archive.stats().fact_checks,
        )


def show_fact_check(call: Call) -> FactCheck:
    """One fact-check."""
    with archive_of(call) as archive:
        return archive.fact_check(call.path["id"])


def add_fact_checks(call: Call) -> Added:
    """Add fact-checks from an uploaded file: ClaimReview, a feed, JSONL or CSV."""
    found = list(read_uploaded_checks(call.body, call.query.name))
    problems = first_problems([item for item in found if isinstance(item, Problem)])
    with archive_of(call) as archive:
        count = archive.add_fact_checks(item for item in found if isinstance(item, FactCheck))
    return Added(added=count, problems=problems)


FACT_CHECK_OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="list_fact_checks", method="GET", path="/api/fact-checks", handle=list_fact_checks,
        summary="List or search fact-checks", query=FactCheckQuery, answer=FactChecks,
    ),
    Operation(
        name="add_fact_checks", method="POST", path="/api/fact-checks", handle=add_fact_checks,
        summary="Add fact-checks from a file", query=FileQuery, body=bytes, answer=Added,
        status=201, changes=True,
    ),
    Operation(
        name="show_fact_check", method="GET", path="/api/fact-checks/{id}",
        handle=show_fact_check, summary="One fact-check", answer=FactCheck, faults=(404,),
    ),
)  # fmt: skip
