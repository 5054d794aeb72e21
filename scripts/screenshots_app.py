"""Take the pictures of docs/serve.md: the local app over the demo story.

python scripts/screenshots_app.py    needs Debian's Chromium and playwright (requirements/test.txt)
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright
from screenshots import take

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks, demo_subject
from menurut.investigate import add_articles, investigate
from menurut.web import make_app

PORT = 8771
HOME = f"http://127.0.0.1:{PORT}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        with Archive.open(path, create=True) as archive:
            add_articles(archive, demo_articles())
            archive.add_fact_checks(demo_fact_checks())
            dossier = investigate(archive.get(demo_subject()), archive)
        app = make_app(path, lang="en")
        case = app.state.cases.keep(dossier)
        server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="error"))
        threading.Thread(target=server.run, daemon=True).start()
        compare = "/compare?one=gema-osmarra&other=norrick-observer"
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless"]
            )
            page = browser.new_page()
            take(page, f"{HOME}/", "app.png", (1024, 700))
            take(page, f"{HOME}/articles/harian-wendara", "app-article.png", (1024, 800))
            take(page, f"{HOME}{compare}", "app-compare.png", (1024, 800))
            take(page, f"{HOME}/sources?name=Damira+Wostani", "app-source.png", (1024, 700))
            take(page, f"{HOME}/cases/{case}", "app-case.png", (1024, 700))
            dark = browser.new_page(color_scheme="dark")
            take(dark, f"{HOME}/", "app-small-dark.png", (360, 740))
            browser.close()
        server.should_exit = True


if __name__ == "__main__":
    main()
