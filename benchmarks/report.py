"""The report's page: how large it is, how long it takes to write and to show.

A story of 30 and of 200 articles (one text and its reprints, cut and added to), and a lineage of
1,000 articles. CPU seconds of this process for writing; milliseconds to the first contentful paint
in real Chromium for showing (a fresh context each time, median of five), where Chromium is there.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.stages import family
from menurut.investigate import trace_articles
from menurut.model import Article, Dossier, Edge, Lineage
from menurut.report import render_html, render_json

CHROMIUM = Path("/usr/bin/chromium")
ROUNDS = 5
PAINTED = """() => new Promise(done => {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0];
  if (paint()) return done(paint().startTime);
  const look = () => paint() && done(paint().startTime);
  new PerformanceObserver(look).observe({type: 'paint', buffered: true});
})"""
DRAWN = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of a call, all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


def wide_lineage(size: int) -> Dossier:
    """So many articles of one story, each taken from one before it."""
    articles = tuple(
        Article(
            id=f"n{n}",
            text=f"Kabar nomor {n}.",
            outlet=f"Media {n}",
            published=f"2041-03-{1 + n // 48:02}T{n // 2 % 24:02}:{n % 2 * 30:02}:00Z",
        )
        for n in range(size)
    )
    edges = tuple(
        Edge(child=f"n{n}", parent=f"n{n // 3}", kind="copy", confidence=0.9, evidence=())
        for n in range(1, size)
    )
    return Dossier(subject="n1", articles=articles, lineage=Lineage(edges=edges))


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, or None where there is none."""
    if not CHROMIUM.exists():
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where Chromium is

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--headless"]
        )
        yield browser
        browser.close()


def shown_ms(browser: Any, path: Path, what: str) -> float:
    """Milliseconds from the request for a page to what `what` waits for, median."""
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1024, "height": 900})
        page = context.new_page()
        page.goto(path.as_uri())
        times.append(page.evaluate(what))
        context.close()
    return statistics.median(times)


def measure() -> dict[str, float]:
    """Figures of the page; those in a browser are left out where there is none."""
    thirty, many, wide = trace_articles(family(30)), trace_articles(family(200)), wide_lineage(1000)
    render_html(thirty, lang="id")  # templates and catalogues load once
    page, drawing = render_html(thirty, lang="id"), render_html(wide, lang="id")
    found = {
        "30 articles: KB": len(page.encode()) / 1000,
        "30 articles, the dossier itself: KB": len(render_json(thirty).encode()) / 1000,
        "200 articles written: CPU seconds": cpu_seconds(lambda: render_html(many, lang="id")),
        "1,000 articles drawn and written: CPU seconds": cpu_seconds(
            lambda: render_html(wide, lang="id")
        ),
    }
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        if browser is not None:
            small, large = Path(folder) / "30.html", Path(folder) / "1000.html"
            small.write_text(page, encoding="utf-8")
            large.write_text(drawing, encoding="utf-8")
            found["30 articles: ms to first paint"] = shown_ms(browser, small, PAINTED)
            found["1,000 articles: ms to first paint"] = shown_ms(browser, large, PAINTED)
            found["1,000 articles: ms to loaded"] = shown_ms(browser, large, DRAWN)
    return found
