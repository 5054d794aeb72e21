"""Fetch one page, and only where a person asked for it.

In: an address. Out: bytes and their origin. http and https only; the host is resolved once for
each hop, every address it has must be public, and the connection goes to exactly that address,
so that no second answer of a name server can lead elsewhere. At most five redirects, a limit in
bytes and in seconds. Proxies of the environment are not used. Weak: robots.txt is not read; a
person asks for one page, as with a browser.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
from urllib.parse import quote, urljoin, urlsplit

from menurut.errors import InputError, TooLargeError
from menurut.read.clocks import capture_clock, make_clock
from menurut.read.limits import ReadSettings, size_words
from menurut.read.origins import Origin
from menurut.read.unpacking import unpack_body

MOST_REDIRECTS = 5
CONNECT_SECONDS = 10
WHOLE_SECONDS = 30
PORTS = frozenset({80, 443, 8080, 8443})
AGENT = "menurut/0.1 (reads one page for a person who asked)"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def fetch_page(address: str, settings: ReadSettings) -> tuple[bytes, Origin]:
    """The bytes of a page and what the server said of them.

    Raises `InputError` for refused, unreachable and failing addresses.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    here = address
    for _ in range(MOST_REDIRECTS + 1):
        response, connection = _ask(here, deadline)
        try:
            location = response.getheader("Location")
            if response.status in {301, 302, 303, 307, 308} and location:
                here = urljoin(here, location)
                continue
            if response.status != http.HTTPStatus.OK:
                raise InputError(
                    f"{here}: the server answered {response.status} {response.reason}. "
                    "Open the page in a browser and save it."
                )
            return _body(response, here, deadline, settings), _origin(response, here)
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"{here}: the connection broke off ({error}). Try again.") from error
        finally:
            connection.close()
    raise InputError(f"{address}: over {MOST_REDIRECTS} redirects. Name the page it leads to.")


def _ask(
    address: str, deadline: float
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    scheme, host, port, path = split_address(address)
    place = public_address(host, port, address)
    timeout = max(min(CONNECT_SECONDS, deadline - time.monotonic()), 0.1)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        sock = socket.create_connection((place, port), timeout=timeout)
        if scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection.sock = sock
        connection.request(
            "GET",
            path,
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"},
        )
        return connection.getresponse(), connection
    except (OSError, http.client.HTTPException, ValueError) as error:
        connection.close()
        raise InputError(
            f"{address}: cannot be reached ({error}). Save the page and name the file."
        ) from error


def split_address(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path; raises `InputError` for what is never fetched.

    >>> split_address("https://a.example/x?y#z")
    ('https', 'a.example', 443, '/x?y')
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{address[:200]}: is not an address ({error}).") from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(f"{address[:200]}: only http and https pages are fetched.")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"{address[:200]}: addresses with a user name are not fetched.")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS:
        raise InputError(f"{address[:200]}: port {port} is not one that web pages use.")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    try:
        return parts.scheme, host.encode("idna").decode("ascii"), port, path
    except UnicodeError as error:
        raise InputError(f"{address[:200]}: {host[:100]!r} is not a host name.") from error


def public_address(host: str, port: int, address: str) -> str:
    """One IP address of the host; raises `InputError` unless all of them are public."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{address[:200]}: the host cannot be found ({error}).") from error
    places = [str(answer[4][0]) for answer in answers]
    inner = next((place for place in places if not is_public(place)), None)
    if inner is not None or not places:
        raise InputError(
            f"{address[:200]}: leads to {inner}, an address inside a network; not fetched. "
            "Save the page and name the file."
        )
    return places[0]


def is_public(place: str) -> bool:
    """Whether an IP address is one of the open internet, also behind IPv6 disguises.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("64:ff9b::a00:1")
    (False, False, False)
    >>> is_public("93.184.216.34")
    True
    """
    try:
        found = ipaddress.ip_address(place.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _body(
    response: http.client.HTTPResponse, address: str, deadline: float, settings: ReadSettings
) -> bytes:
    made = bytearray()
    while chunk := response.read1(64 * 1024):
        made += chunk
        if len(made) > settings.page_bytes:
            limit = size_words(settings.page_bytes)
            raise TooLargeError(f"{address}: the page is over the limit of {limit}.")
        if time.monotonic() > deadline:
            raise InputError(f"{address}: took over {WHOLE_SECONDS} seconds. Save it in a browser.")
    return unpack_body(
        bytes(made), response.getheader("Content-Encoding") or "", settings.page_bytes
    )


def _origin(response: http.client.HTTPResponse, address: str) -> Origin:
    charset = _CHARSET.search(response.getheader("Content-Type") or "")
    clocks = (
        make_clock(response.getheader("Last-Modified"), "header"),
        capture_clock(response.getheader("Date")),
    )
    return Origin(
        where=address,
        url=address,
        charset=charset[1] if charset else None,
        clocks=tuple(clock for clock in clocks if clock),
    )
