"""What protects the local app: the page in the next browser tab must not be able to use it.

Every request must name this machine in its Host header (DNS rebinding), every change must come
from our own pages (Sec-Fetch-Site, Origin), bodies are limited, and every answer carries a
Content-Security-Policy that allows our own files and nothing else. No cookies, no CORS.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from menurut.web.answers import Fault, fault_response
from menurut.web.pages import fault_page

BODY_LIMIT_BYTES = 20_000_000
"""An upload larger than this is refused; the readers have their own, tighter limits."""

TOO_MUCH = f"More than {BODY_LIMIT_BYTES:,} bytes in one request"
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "cache-control": "no-store",
}


def host_of(header: str) -> str:
    """The name in a Host header, without its port.

    >>> host_of("127.0.0.1:8765"), host_of("[::1]:8765")
    ('127.0.0.1', '[::1]')
    """
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0].lower()


def refusal(method: str, headers: Headers) -> Fault | None:
    """Why this request is not served, or `None`."""
    if host_of(headers.get("host", "")) not in LOCAL_NAMES:
        return Fault(status=421, title="Not this machine's name in the Host header")
    if method in CHANGING and not _own_page(headers):
        return Fault(status=403, title="A change must come from this app's own pages")
    if _embedded_elsewhere(headers):
        return Fault(status=403, title="Other sites may lead here, but not embed what is here")
    if _length(headers) > BODY_LIMIT_BYTES:
        return Fault(status=413, title=TOO_MUCH)
    return None


def _embedded_elsewhere(headers: Headers) -> bool:
    """Whether a page of another site asks for this behind its reader's back (picture, script)."""
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
    return site in {"cross-site", "same-site"} and mode is not None and mode != "navigate"


def _length(headers: Headers) -> int:
    """The length a request states; the server has refused what is no number."""
    stated = headers.get("content-length") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _own_page(headers: Headers) -> bool:
    """Browsers say where a request comes from; programs (curl, Python) say nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.split("://")[-1] == headers.get("host")


class Guard:
    """ASGI middleware that refuses, limits and adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under the rules above."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fault = refusal(scope["method"], Headers(scope=scope))
        app = self.app if fault is None else answer_of(Request(scope), fault)
        await app(scope, _limited(receive), _with_headers(send))


def answer_of(request: Request, fault: Fault, headers: dict[str, str] | None = None) -> Response:
    """A fault as problem details for programs, as a page for people."""
    if request.url.path.startswith("/api/"):
        return fault_response(fault, headers)
    answer = fault_page(request, fault)
    answer.headers.update(headers or {})
    return answer


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _limited(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Count a body sent without a length; past the limit it is refused like one with a length."""
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > BODY_LIMIT_BYTES:
            raise HTTPException(413, TOO_MUCH)
        return message

    return receiving
