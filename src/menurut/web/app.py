"""The application: API and pages over one archive, behind the guard."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
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
from menurut.web.addresses import EncodedPaths
from menurut.web.answers import Fault, json_response
from menurut.web.api import OPERATIONS
from menurut.web.archive_pages import ARCHIVE_PAGES
from menurut.web.article_pages import ARTICLE_PAGES
from menurut.web.cases import Cases
from menurut.web.jobs import Jobs
from menurut.web.openapi import openapi_of
from menurut.web.operations import route_of
from menurut.web.pages import static
from menurut.web.safety import Guard, answer_of
from menurut.web.shelf import Shelf
from menurut.web.warming import begin_warming
from menurut.web.work_pages import WORK_PAGES

HOST = "127.0.0.1"
LAST_PORT = 65_535


def make_app(archive: str | Path, *, lang: str = "en", read_only: bool | None = None) -> Starlette:
    """The app over one archive, which is made if there is none.

    `read_only` refuses every change; None: as the file allows. Raises `ArchiveError` when the
    file is not an archive.
    """
    path = str(archive)
    with Archive.open(path, create=not Path(path).exists()):
        pass
    document = openapi_of(OPERATIONS, version("menurut"))

    def openapi(_request: Request) -> Response:
        return json_response(document)

    app = Starlette(
        routes=[
            Route("/api/openapi.json", openapi),
            *map(route_of, OPERATIONS),
            *ARCHIVE_PAGES,
            *ARTICLE_PAGES,
            *WORK_PAGES,
            Route("/static/{name:path}", static),
        ],
        middleware=[Middleware(EncodedPaths), Middleware(Guard)],
        exception_handlers={
            HTTPException: http_fault,
            ClientDisconnect: hung_up,
            Exception: own_fault,
        },
        lifespan=_until_the_end,
    )
    app.state.archive = path
    app.state.jobs = Jobs()
    app.state.cases = Cases(path)
    app.state.shelf = Shelf(path)
    app.state.lang = lang
    app.state.read_only = not os.access(path, os.W_OK) if read_only is None else read_only
    return app


@asynccontextmanager
async def _until_the_end(app: Starlette) -> AsyncIterator[None]:
    """When the app ends, work ends at its next step."""
    yield
    app.state.jobs.close()


async def http_fault(request: Request, error: Exception) -> Response:
    """Not found, wrong method: problem details for programs, a page for people."""
    assert isinstance(error, HTTPException)
    fault = Fault(title=error.detail, status=error.status_code)
    return answer_of(request, fault, dict(error.headers or {}))


async def hung_up(_request: Request, _error: Exception) -> Response:
    """Whoever asked has gone before all was sent: nobody reads this, and nothing is wrong."""
    return Response(status_code=400)


async def own_fault(request: Request, _error: Exception) -> Response:
    """A mistake of ours: said without a traceback; the log has it."""
    return answer_of(request, Fault(title="An error of ours; the terminal shows it", status=500))


def serve(
    archive: str | Path, *, port: int, lang: str, ready: Callable[[str], None] | None = None
) -> None:
    """Run the app until it is stopped. Raises `UsageError` when the port cannot be had.

    `ready` is called with the app's address once the archive is open and the port is ours.
    """
    if not 0 < port <= LAST_PORT:
        raise UsageError(f"port {port} is no port: they go from 1 to {LAST_PORT}. Try --port 8877")
    app = make_app(archive, lang=lang)
    config = uvicorn.Config(app, host=HOST, port=port, log_level="warning", server_header=False)
    try:
        listening = config.bind_socket()
    except SystemExit as stop:
        raise UsageError(f"port {port} is not free. Choose another: --port 8877") from stop
    if ready is not None:
        ready(f"http://{HOST}:{port}/")
    begin_warming()
    with closing(listening), suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped
        uvicorn.Server(config).run(sockets=[listening])
