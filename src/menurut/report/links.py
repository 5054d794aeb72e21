"""Links out of a report: built, never fetched, and only where an address is plain http(s)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment

_ARCHIVES = (
    ("Wayback Machine", "https://web.archive.org/web/*/"),
    ("archive.today", "https://archive.ph/"),
)


def safe_address(url: str | None) -> str | None:
    """The address, if a click on it can only open a page.

    >>> safe_address("https://gema.example/1")
    'https://gema.example/1'
    >>> safe_address("javascript:alert(1)") is None
    True
    """
    if not url or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def kept_copies(url: str) -> tuple[tuple[str, str], ...]:
    """Where public archives would keep the page: (name, address).

    >>> kept_copies("https://gema.example/1")[0]
    ('Wayback Machine', 'https://web.archive.org/web/*/https://gema.example/1')
    """
    if safe_address(url) is None:
        return ()
    return tuple((name, prefix + quote(url, safe=":/?&=%#")) for name, prefix in _ARCHIVES)


def link_out(environment: Environment, url: str | None, text: str) -> Any:
    """A link that tells its target nothing, or the bare words where the address is not safe."""
    return environment.get_template("link.html.j2").module.link(safe_address(url), text)  # type: ignore[attr-defined]
