"""What is logged about long waits, told at the terminal.

In: log records of the modules named here. Out: lines on stderr, over a spinner that turns there.
Imported only where a person looks on: Python takes some milliseconds to import `logging`.
"""

from __future__ import annotations

import logging

from menurut.cli.streams import say

MODULES = ("menurut.reuse.compiled",)


class Saying(logging.Handler):
    """Says each record as one line."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it; stderr is looked up now, as a spinner puts itself before it."""
        say(f"menurut: {record.getMessage()}")


def tell_waits() -> None:
    """From now on tell of waits as they begin."""
    for name in MODULES:
        log = logging.getLogger(name)
        log.addHandler(Saying())
        log.setLevel(logging.INFO)
