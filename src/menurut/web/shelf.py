"""What the app remembers of its archive between two requests.

The columns that lists are counted and sorted by, and what was attributed in the articles that were
looked at. Both are made anew when the file has changed: its size and the time of its last change
are looked at, with those of its write-ahead log, which costs microseconds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from menurut.archive import Archive
from menurut.archive.search import Holdings
from menurut.attribute import find_attributions
from menurut.model import Article, Attributed
from menurut.web.addresses import content_hash

READINGS = 500
"""So many articles' attributions are kept, those looked at last; each is some kilobytes."""

State = tuple[tuple[int, int], ...]


class Shelf:
    """Remembered columns and attributions of one archive. Safe to use from many threads."""

    def __init__(self, path: str) -> None:
        self._files = (Path(path), Path(f"{path}-wal"))
        self._held: tuple[State, Holdings] | None = None
        self._readings: OrderedDict[str, Attributed] = OrderedDict()
        self._lock = threading.Lock()

    def holdings(self, archive: Archive) -> Holdings:
        """The columns of the archive as it is now."""
        with self._lock:
            state = self._state()
            if self._held is None or self._held[0] != state:
                self._held = (state, archive.holdings())
            return self._held[1]

    def attributions(self, article: Article) -> Attributed:
        """Who says what in an article, found once for each content."""
        key = content_hash(article)
        with self._lock:
            known = self._readings.get(key)
        if known is None:
            known = find_attributions(article)
        with self._lock:
            self._readings[key] = known
            self._readings.move_to_end(key)
            while len(self._readings) > READINGS:
                self._readings.popitem(last=False)
        return known

    def _state(self) -> State:
        return tuple(_size_and_time(file) for file in self._files)


def _size_and_time(file: Path) -> tuple[int, int]:
    """An empty log says no more than none."""
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_size, found.st_mtime_ns) if found.st_size else (0, 0)
