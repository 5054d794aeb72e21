"""What we know of wire agencies and outlets, as TOML: names, aliases, domains, families.

`agencies.toml` and `outlets.toml` are decoded into records that forbid unknown fields. Used to
read credits, to tell an outlet from a person in attribution, and to merge one publisher's
sites when independent sources are counted. Nothing here says whether an outlet can be trusted.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec

from menurut.errors import KnowledgeError


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agency or an outlet under the name we show."""

    name: str
    kind: str
    """"agency" or "outlet"."""
    aliases: tuple[str, ...] = ()
    """Other spellings, as they stand in texts; compared without case."""
    domains: tuple[str, ...] = ()
    family: str | None = None
    """Publisher that several sites belong to."""


class _OutletFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outlet: tuple[Outlet, ...]


@cache
def known_outlets() -> tuple[Outlet, ...]:
    """All agencies and outlets we know.

    >>> any(outlet.name == "Reuters" for outlet in known_outlets())
    True
    """
    found: list[Outlet] = []
    for name in ("agencies.toml", "outlets.toml"):
        text = (resources.files("menurut.outlets") / name).read_text(encoding="utf-8")
        try:
            found.extend(msgspec.toml.decode(text, type=_OutletFile).outlet)
        except msgspec.DecodeError as error:
            raise KnowledgeError(f"outlets/{name}: {error}") from error
    return tuple(found)


def outlet_key(name: str) -> str:
    """What two spellings of one outlet's name share: letters and digits, without case.

    >>> outlet_key("Portal-Islam.ID") == outlet_key("portal islam id")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold())


@cache
def _by_key() -> dict[str, Outlet]:
    return {
        outlet_key(spelling): outlet
        for outlet in known_outlets()
        for spelling in (outlet.name, *outlet.aliases)
    }


def find_outlet(name: str) -> Outlet | None:
    """The outlet that goes by this name or alias, if we know it.

    >>> find_outlet("kantor berita antara").name
    'ANTARA'
    """
    return _by_key().get(outlet_key(name))


def _host(url: str) -> str:
    """The host of an address, without user, port and "www."; "" where there is none.

    >>> _host("https://www.kompas.com:443/read/1")
    'kompas.com'
    """
    rest = url.split("//", 1)[-1] if "//" in url else url
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    host = authority.rsplit("@", 1)[-1].split(":", 1)[0]
    return host.strip().casefold().removeprefix("www.").rstrip(".")


@cache
def _by_domain() -> dict[str, Outlet]:
    return {domain: outlet for outlet in known_outlets() for domain in outlet.domains}


def find_outlet_by_url(url: str) -> Outlet | None:
    """The outlet whose site an address is on; the longest known domain that fits decides.

    >>> find_outlet_by_url("https://jakarta.tribunnews.com/2031/03/04/pasar").name
    'Tribun Jakarta'
    >>> find_outlet_by_url("https://nowhere.example/a") is None
    True
    """
    labels = _host(url).split(".")
    # Beyond six labels nothing is known: a hostile host with a million dots costs nothing.
    candidates = (".".join(labels[-size:]) for size in range(min(len(labels), 6), 1, -1))
    return next((_by_domain()[c] for c in candidates if c in _by_domain()), None)


def family_of(name: str) -> str | None:
    """The publisher family of an outlet, by any of its names; `None` where we know none.

    >>> family_of("Detikcom")
    'CT Corp'
    """
    outlet = find_outlet(name)
    return outlet.family if outlet else None
