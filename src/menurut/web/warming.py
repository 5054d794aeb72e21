"""Make ready what is slow at its first use, while the reader looks at the first page.

The kernels that compare texts are compiled on a machine's first run (ten seconds or more), models
and language packs are loaded once per process. Without this the first article page would stand
still for that long. Nothing of it touches the served archive.
"""

from __future__ import annotations

import threading

from menurut.archive import Archive
from menurut.demo import demo_articles
from menurut.investigate import add_articles, trace_articles
from menurut.web.article_operations import shared_passages

SAMPLE = 4
"""Articles of the demo story that use every kernel: the first four are in both languages."""


def warm_up() -> None:
    """Run the chain once on a few short articles in memory."""
    articles = demo_articles()[:SAMPLE]
    with Archive.open(":memory:", create=True) as archive:
        add_articles(archive, articles)
        shared_passages(articles[0], archive)
    trace_articles(articles)


def begin_warming() -> threading.Thread:
    """Warm up behind the app; the thread ends with it."""
    thread = threading.Thread(target=warm_up, name="warming", daemon=True)
    thread.start()
    return thread
