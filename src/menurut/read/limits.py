"""How much of a stranger's file we are willing to look at, and the errors that say so.

In: sizes. Out: `TooLargeError` with the limit by name. Each number is far above what news
needs and far below what hurts: measured on trafilatura 2.3.1 and lxml 6.1.3, 50,000 `<p>`
take about ten seconds, one tag with 100,000 attributes over a minute, and 2 KB of WARC can
unfold to 1 GiB.
"""

from __future__ import annotations

import msgspec

from menurut.errors import TooLargeError

MIB = 1024 * 1024


class ReadSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What `read_articles` may do, and the limits it works under."""

    fetch: bool = False
    """Whether addresses may be fetched from the network; never unless asked."""
    page_bytes: int = 10 * MIB
    """Largest HTML page, plain text, feed or ninjs file."""
    page_elements: int = 50_000
    tag_attributes: int = 256
    page_depth: int = 200
    """Elements nested deeper are flattened, and a problem says so."""
    line_bytes: int = 16 * MIB
    """Longest line of JSONL, longest row of CSV."""
    table_bytes: int = 1024 * MIB
    """Largest CSV file (JSONL has no limit: it is read line by line)."""
    unfolded_bytes: int = 4096 * MIB
    """Largest sum of unpacked bytes of one compressed file ..."""
    unfolded_ratio: int = 200
    """... and how many times its packed size that may be (a small file may unfold to 10 MiB)."""
    archive_records: int = 1_000_000
    """Most records of one web archive."""


def size_words(size: int) -> str:
    """A size as people write it.

    >>> size_words(10 * MIB)
    '10 MB'
    """
    if size >= MIB:
        return f"{size / MIB:.3g} MB"
    return f"{size / 1024:.3g} KB" if size >= 1024 else f"{size} bytes"


def check_size(size: int, limit: int, where: str) -> None:
    """Raise `TooLargeError` where `size` is over `limit`.

    >>> check_size(5, 10, "a.html")
    """
    if size > limit:
        raise TooLargeError(
            f"{where}: is larger than the limit of {size_words(limit)} for one article. "
            "Save the article alone, or cut the file."
        )
