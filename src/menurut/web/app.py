"""The application: API and pages over one archive, behind the guard."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from menurut.archive import Archive
from menurut.errors import UsageError
from menurut.web.answers import Fault, fault_response, json_response
from menurut.web.api import OPERATIONS
from menurut.web.jobs import Jobs
from menurut.web.operations import openapi_of, route_of
from menurut.web.pages import PAGES, fault_page
from menurut.web.safety import Guard

HOST = "127.0.0.1"
LAST_PORT = 65_535


def make_app(archive: str | Path, *, lang: str = "en") -> Starlette:
    """The app over one archive, which is made if there is none.

    Raises `ArchiveError` when the file is not an archive.
    """
    with Archive.open(str(archive), create=True):
        pass
    document = openapi_of(OPERATIONS, version("menurut"))

    def openapi(_request: Request) -> Response:
        return json_response(document)

    routes = [
        Route("/api/openapi.json", openapi),
        *map(route_of, OPERATIONS),
        *PAGES,
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard)],
        exception_handlers={
            HTTPException: http_fault,
            ClientDisconnect: hung_up,
            Exception: own_fault,
        },
    )
    app.state.archive = str(archive)
    app.state.jobs = Jobs()
    app.state.lang = lang
    return app


async def http_fault(request: Request, error: Exception) -> Response:
    """Not found, wrong method: problem details for programs, a page for people."""
    assert isinstance(error, HTTPException)
    fault = Fault(title=error.detail, status=error.status_code)
    if request.url.path.startswith("/api/"):
        return fault_response(fault)
    return fault_page(request, fault)


async def hung_up(_request: Request, _error: Exception) -> Response:
    """Whoever asked has gone before all was sent: nobody reads this, and nothing is wrong."""
    return Response(status_code=400)


async def own_fault(_request: Request, _error: Exception) -> Response:
    """A mistake of ours: said without a traceback; the log has it."""
    return fault_response(Fault(title="An error of ours; the terminal shows it", status=500))


def serve(archive: str | Path, *, port: int, lang: str) -> None:
    """Run the app until it is stopped. Raises `UsageError` when the port cannot be had."""
    if not 0 < port <= LAST_PORT:
        raise UsageError(f"port {port} is no port: they go from 1 to {LAST_PORT}. Try --port 8877")
    app = make_app(archive, lang=lang)
    try:
        uvicorn.run(app, host=HOST, port=port, log_level="warning", server_header=False)
    except SystemExit as stop:
        if stop.code:
            raise UsageError(f"port {port} is not free. Choose another: --port 8877") from stop
