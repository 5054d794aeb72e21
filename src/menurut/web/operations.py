"""An API made of records: each operation names its query, body and answer types.

The same records decode what comes in, encode what goes out and make the OpenAPI document, so the
documentation cannot differ from what is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from menurut.errors import MenurutError
from menurut.web.answers import Fault, fault_of, fault_response, json_response


class NoQuery(msgspec.Struct, frozen=True):
    """An operation without query parameters."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request, decoded."""

    path: dict[str, str]
    query: Any
    body: Any
    state: Any
    """What the app holds: the archive's path and the jobs."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one address."""

    name: str
    method: str
    path: str
    summary: str
    handle: Callable[[Call], Any]
    answer: Any
    query: type[msgspec.Struct] = NoQuery
    body: Any = None
    """Type of the JSON body; `bytes` takes any file; None: no body."""
    status: int = 200
    faults: tuple[int, ...] = ()


def route_of(operation: Operation) -> Route:
    """A Starlette route that decodes, calls in a thread, and encodes."""

    async def endpoint(request: Request) -> Response:
        try:
            call = Call(
                path=dict(request.path_params),
                query=msgspec.convert(dict(request.query_params), operation.query, strict=False),
                body=await _body_of(request, operation),
                state=request.app.state,
            )
            answer = await run_in_threadpool(operation.handle, call)
        except msgspec.DecodeError as error:
            return fault_response(Fault(title="Bad request", status=422, detail=str(error)))
        except MenurutError as error:
            return fault_response(fault_of(error))
        return json_response(answer, operation.status)

    path = operation.path.replace("{id}", "{id:path}")  # an id may be an address with slashes
    return Route(path, endpoint, methods=[operation.method], name=operation.name)


async def _body_of(request: Request, operation: Operation) -> Any:
    if operation.body is None:
        return None
    data = await request.body()
    return data if operation.body is bytes else msgspec.json.decode(data, type=operation.body)


def openapi_of(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the operations."""
    operations = list(operations)
    types = [Fault]
    for operation in operations:
        types += [kind for kind in (operation.answer, operation.body) if kind not in {None, bytes}]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    schema_of = {id(kind): schema for kind, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        place = paths.setdefault(operation.path, {})
        place[operation.method.lower()] = _described(operation, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "menurut",
            "version": version,
            "description": "Where a news story comes from. Local, offline; shows evidence.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components},
    }


REF = "#/components/schemas/{name}"


def _described(operation: Operation, schema_of: dict[int, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema_of.get(id(operation.answer), {})}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(operation.status): {"description": "Done", "content": content},
            **{str(code): _fault_described(schema_of) for code in (*operation.faults, 422)},
        },
    }
    if operation.body is bytes:
        binary = {"schema": {"type": "string", "format": "binary"}}
        described["requestBody"] = {"content": {"application/octet-stream": binary}}
    elif operation.body is not None:
        schema = {"schema": schema_of[id(operation.body)]}
        described["requestBody"] = {"required": True, "content": {"application/json": schema}}
    return described


def _fault_described(schema_of: dict[int, Any]) -> dict[str, Any]:
    schema = {"schema": schema_of[id(Fault)]}
    return {"description": "Problem details", "content": {"application/problem+json": schema}}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([operation.query], ref_template=REF)
    schema = components[operation.query.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": of_type}
        for name, of_type in schema["properties"].items()
    ]
