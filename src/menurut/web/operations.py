"""An API made of records: each operation names its query, body and answer types.

The same records decode what comes in, encode what goes out and make the OpenAPI document
(openapi.py), so the documentation cannot differ from what is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from menurut.archive import Archive
from menurut.errors import InputError, MenurutError
from menurut.web.addresses import decoded
from menurut.web.answers import Fault, ReadOnlyError, fault_of, fault_response, json_response


class NoQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An operation without query parameters."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request, decoded."""

    path: dict[str, str]
    query: Any
    body: Any
    state: Any
    """What the app holds: the archive's path, what it remembers of it, cases and jobs."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one address."""

    name: str
    method: str
    path: str
    summary: str
    handle: Callable[[Call], Any]
    answer: Any
    """Type of the JSON answer; a tuple of media types: a file in one of these forms."""
    query: type[msgspec.Struct] = NoQuery
    body: Any = None
    """Type of the JSON body; `bytes` takes any file; None: no body."""
    status: int = 200
    faults: tuple[int, ...] = ()
    changes: bool = False
    """Whether it changes the archive: refused where that may only be read."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that is a file."""

    data: bytes
    media: str
    name: str


@contextmanager
def archive_of(call: Call) -> Iterator[Archive]:
    """The app's archive, opened for one request."""
    with Archive.open(call.state.archive) as archive:
        yield archive


def route_of(operation: Operation) -> Route:
    """A Starlette route that decodes, calls in a thread, and encodes."""

    async def endpoint(request: Request) -> Response:
        try:
            call = await _call_of(request, operation)
            answer = await run_in_threadpool(operation.handle, call)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return fault_response(Fault(title="Bad request", status=422, detail=str(error)))
        except MenurutError as error:
            return fault_response(fault_of(error))
        return _answer(answer, operation.status)

    return Route(operation.path, endpoint, methods=[operation.method], name=operation.name)


async def _call_of(request: Request, operation: Operation) -> Call:
    if operation.changes and request.app.state.read_only:
        raise ReadOnlyError("this archive may only be read: nothing can be changed in it.")
    return Call(
        path={name: decoded(value) for name, value in request.path_params.items()},
        query=msgspec.convert(_query_of(request), operation.query, strict=False),
        body=await _body_of(request, operation),
        state=request.app.state,
    )


def _query_of(request: Request) -> dict[str, str]:
    """The query's parameters; the same one twice says two things."""
    pairs = request.query_params.multi_items()
    if len({name for name, _ in pairs}) < len(pairs):
        raise InputError("a parameter is given twice. Give each once.")
    return dict(pairs)


async def _body_of(request: Request, operation: Operation) -> Any:
    if operation.body is None:
        return None
    data = await request.body()
    return data if operation.body is bytes else msgspec.json.decode(data, type=operation.body)


def _answer(answer: Any, status: int) -> Response:
    if not isinstance(answer, File):
        return json_response(answer, status)
    headers = {"content-disposition": f'attachment; filename="{answer.name}"'}
    return Response(answer.data, status, headers, media_type=answer.media)
