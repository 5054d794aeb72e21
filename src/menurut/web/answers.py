"""What the API answers: JSON of our records, and problem details (RFC 9457) for faults."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from menurut.errors import (
    ArchiveError,
    InputError,
    MenurutError,
    NotInArchiveError,
    TooLargeError,
    UsageError,
)


class ReadOnlyError(ArchiveError):
    """The archive that is served may only be read."""


class BusyError(MenurutError):
    """More work is waiting than this machine should take on."""


STATUS: dict[type[MenurutError], int] = {
    NotInArchiveError: 404,
    ReadOnlyError: 403,
    ArchiveError: 409,
    TooLargeError: 413,
    InputError: 422,
    UsageError: 422,
    BusyError: 429,
}
"""By the first that fits; all others are faults of this machine (500)."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem details, as RFC 9457 names them."""

    title: str
    status: int
    detail: str | None = None
    type: str = "about:blank"


def json_response(record: Any, status: int = 200) -> Response:
    """A record as JSON."""
    return Response(json_bytes(record), status, media_type="application/json")


def json_bytes(record: Any) -> bytes:
    r"""A record as JSON; a lone surrogate, which UTF-8 cannot hold, becomes a question mark.

    >>> json_bytes(["x\ud800"])
    b'["x?"]'
    """
    try:
        return msgspec.json.encode(record)
    except UnicodeEncodeError:
        return msgspec.json.encode(storable_json(msgspec.to_builtins(record)))


def storable_json(value: Any) -> Any:
    """The same JSON value in strings that UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable_json(key): storable_json(each) for key, each in value.items()}
    return [storable_json(each) for each in value] if isinstance(value, list | tuple) else value


def fault_response(fault: Fault, headers: dict[str, str] | None = None) -> Response:
    """A fault as `application/problem+json`."""
    answer = json_response(fault, fault.status)
    answer.headers.update({**(headers or {}), "content-type": "application/problem+json"})
    return answer


def fault_of(error: MenurutError) -> Fault:
    """What a caller is told of an error that we raise on purpose.

    >>> fault_of(NotInArchiveError("no article 'x'")).status
    404
    """
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return Fault(title=type(error).__name__.removesuffix("Error"), status=status, detail=str(error))
