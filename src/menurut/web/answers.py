"""What the API answers: JSON of our records, and problem details (RFC 9457) for faults."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from menurut.errors import InputError, MenurutError, NotInArchiveError, TooLargeError

STATUS = {NotInArchiveError: 404, TooLargeError: 413, InputError: 422}


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem details, as RFC 9457 names them."""

    title: str
    status: int
    detail: str | None = None
    type: str = "about:blank"


def json_response(record: Any, status: int = 200) -> Response:
    """A record as JSON."""
    return Response(msgspec.json.encode(record), status, media_type="application/json")


def fault_response(fault: Fault) -> Response:
    """A fault as `application/problem+json`."""
    return Response(msgspec.json.encode(fault), fault.status, media_type="application/problem+json")


def fault_of(error: MenurutError) -> Fault:
    """What a caller is told of an error that we raise on purpose.

    >>> fault_of(NotInArchiveError("no article 'x'")).status
    404
    """
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return Fault(title=type(error).__name__.removesuffix("Error"), status=status, detail=str(error))
