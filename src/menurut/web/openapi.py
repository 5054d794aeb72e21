"""The OpenAPI 3.1 document of the operations, made of the records they decode and encode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from menurut.web.answers import Fault
from menurut.web.operations import NoQuery, Operation

REF = "#/components/schemas/{name}"
UPLOAD = "application/octet-stream"
LEAST_ID = {"type": "string", "minLength": 1}


def openapi_of(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """The document of these operations."""
    operations = list(operations)
    types: list[Any] = [Fault]
    for operation in operations:
        types += [t for t in (operation.answer, operation.body) if _is_record(t)]
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


def _is_record(kind: Any) -> bool:
    return kind is not None and kind is not bytes and not isinstance(kind, tuple)


def _described(operation: Operation, schema_of: dict[int, Any]) -> dict[str, Any]:
    faults = {*operation.faults, 409, 422, *((413,) if operation.body else ())}
    faults |= {403} if operation.changes else set()
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            str(operation.status): {
                "description": "Done",
                "content": _content(operation.answer, schema_of),
            },
            **{str(code): _fault_described(schema_of) for code in sorted(faults)},
        },
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": operation.body is not bytes,
            "content": _content(operation.body, schema_of),
        }
    return described


def _content(kind: Any, schema_of: dict[int, Any]) -> dict[str, Any]:
    if kind is bytes:
        return {UPLOAD: {"schema": {"type": "string", "format": "binary"}}}
    if isinstance(kind, tuple):
        return {media: {"schema": {}} for media in kind}
    return {"application/json": {"schema": schema_of[id(kind)]}}


def _fault_described(schema_of: dict[int, Any]) -> dict[str, Any]:
    schema = {"schema": schema_of[id(Fault)]}
    return {"description": "Problem details", "content": {"application/problem+json": schema}}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": LEAST_ID} for name in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is NoQuery:
        return []
    _, components = msgspec.json.schema_components([operation.query], ref_template=REF)
    schema = components[operation.query.__name__]
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _stated(of_type)}
        for name, of_type in schema["properties"].items()
    ]


def _stated(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is a string or it is not given: there is no null in an address."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{k: v for k, v in schema.items() if k not in {"anyOf", "default"}}, **kinds[0]}
