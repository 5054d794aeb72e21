"""Take the pictures of the documentation: the report and the local app over the demo story.

python scripts/screenshots.py        needs Debian's Chromium and playwright (requirements/test.txt)
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks, demo_subject
from menurut.investigate import add_articles, investigate
from menurut.report import render_html
from menurut.web import make_app

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PORT = 8769
OPEN = """anchor => {
  const place = document.querySelector(anchor);
  place.open = true;
  place.scrollIntoView({behavior: "instant"});
}"""


def take(page: Page, address: str, name: str, size: tuple[int, int], anchor: str = "") -> None:
    """One picture of a page, from an element on where `anchor` names one."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    if anchor:
        page.evaluate(OPEN, anchor)
    page.screenshot(path=IMAGES / name)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "demo.db", Path(folder) / "report.html"
        with Archive.open(path, create=True) as archive:
            add_articles(archive, demo_articles())
            archive.add_fact_checks(demo_fact_checks())
            dossier = investigate(archive.get(demo_subject()), archive)
        small = Path(folder) / "laporan.html"
        report.write_text(render_html(dossier, lang="en"), encoding="utf-8")
        small.write_text(render_html(dossier, lang="id"), encoding="utf-8")
        server = uvicorn.Server(uvicorn.Config(make_app(path), port=PORT, log_level="error"))
        threading.Thread(target=server.run, daemon=True).start()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless"]
            )
            page = browser.new_page()
            take(page, report.as_uri(), "report.png", (1024, 1250))
            take(
                page,
                report.as_uri(),
                "report-side-by-side.png",
                (1024, 800),
                "#passages details:nth-of-type(3)",
            )
            take(page, f"http://127.0.0.1:{PORT}/", "app.png", (1024, 900))
            dark = browser.new_page(color_scheme="dark")
            take(dark, small.as_uri(), "report-small-dark.png", (360, 740))
            browser.close()
        server.should_exit = True


if __name__ == "__main__":
    main()
