"""The demo archive behind the app, in process and, for a browser, on a port of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks
from menurut.investigate import add_articles
from menurut.web import make_app


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "archive.db"
    with Archive.open(path, create=True) as archive:
        add_articles(archive, demo_articles())
        archive.add_fact_checks(demo_fact_checks())
    return path


@pytest.fixture(scope="module")
def client(demo_archive: Path) -> Iterator[TestClient]:
    with TestClient(make_app(demo_archive), base_url="http://127.0.0.1:8765") as opened:
        yield opened


@pytest.fixture(scope="session")
def serve() -> Any:
    """`with serve(app) as address`: the app on a free port of this machine."""
    return _serving


@contextmanager
def _serving(app: Any) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
