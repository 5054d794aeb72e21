"""Addresses that are never fetched. Nothing here leaves the machine."""

from __future__ import annotations

import pytest

from menurut.errors import InputError
from menurut.read import ReadSettings, read_articles

INNER = [
    "127.0.0.1", "127.1", "0.0.0.0", "0", "2130706433", "0x7f000001", "017700000001", "0x7f.1",
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.1", "192.168.0.1", "192.168.1.1",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]",
    "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a00:1::]", "[fc00::1]", "[fd12:3456::1]",
    "[fe80::1]", "[ff02::1]", "[2001:db8::1]", "[2001::7f00:1]", "localhost", "localhost.",
    "127.0.0.1.", "127.000.000.001",
]  # fmt: skip
REFUSED = [
    *(f"http://{host}/" for host in INNER),
    "https://127.0.0.1/", "http://127.0.0.1:8080/", "http://user@127.0.0.1/", "http://a:b@example.com/",
    "http://example.com@127.0.0.1/", "http://127.0.0.1#@example.com/", "file:///etc/passwd",
    "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/", "http://8.8.8.8:22/",
    "http://8.8.8.8:6379/", "http://8.8.8.8:99999/", "http:///x", "http://[::1/", "http://\u2139.\u24c9/" + "a" * 70 + "\u3002" * 3,
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_refused(address):
    with pytest.raises(InputError):
        list(read_articles([address], ReadSettings(fetch=True)))
