"""`serve`: the local web app."""

from __future__ import annotations

import click

from menurut.cli.streams import lang_option, say


@click.command(epilog="Example: menurut serve archive.db")
@click.argument("path", metavar="A.db")
@click.option("--port", default=8765, show_default=True, help="Port on this machine.")
@lang_option
def serve(path: str, port: int, lang: str) -> int:
    """Open the archive in a local web app, with a REST API.

    Listens on 127.0.0.1 only: no login, nothing leaves this machine. Makes the archive if there
    is none. Stop it with Ctrl-C.
    """
    from menurut.web import serve as serve_app  # noqa: PLC0415  slow to import, used only here

    # Told when the archive and the port are there: an address before an error would mislead.
    serve_app(path, port=port, lang=lang, ready=_tell_address)
    return 0


def _tell_address(address: str) -> None:
    say(f"{address}  (stop with Ctrl-C)")
