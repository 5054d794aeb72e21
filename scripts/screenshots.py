"""Take the pictures of the report over the demo story; screenshots_app.py takes the app's.

python scripts/screenshots.py        needs Debian's Chromium and playwright (requirements/test.txt)

Pictures are written with a palette of 256 colours, which text on paper does not miss: a third of
the size, and no further tool.
"""

from __future__ import annotations

import base64
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks, demo_subject
from menurut.investigate import add_articles, investigate
from menurut.report import render_html

IMAGES = Path(__file__).parent.parent / "docs" / "images"
MOST_BYTES = 150_000
COLOURS = 256
CUBE_BITS = 4
OPEN = """anchor => {
  document.documentElement.style.scrollBehavior = "auto";
  const place = document.querySelector(anchor);
  if (place.tagName === "DETAILS") place.open = true;
  place.scrollIntoView({block: "start", behavior: "instant"});
}"""
PIXELS = """async data => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + data;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return [canvas.width, canvas.height, btoa(text)];
}"""


def take(page: Page, address: str, name: str, size: tuple[int, int], anchor: str = "") -> None:
    """One picture of a page, from an element on where `anchor` names one."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    if anchor:
        page.evaluate(OPEN, anchor)
        page.wait_for_timeout(200)
    picture = page.screenshot()
    with page.context.browser.new_page() as blank:  # the page's own policy admits no picture
        small = with_palette(blank, picture)
    if len(small) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(small)} bytes, more than {MOST_BYTES}. Show less.")
    (IMAGES / name).write_bytes(small)
    print(f"{name:<28} {len(picture):>8} → {len(small):>7} bytes")


def with_palette(page: Page, picture: bytes) -> bytes:
    """A PNG in at most 256 of its colours; the others become the nearest of these."""
    width, height, data = page.evaluate(PIXELS, base64.b64encode(picture).decode())
    pixels = np.frombuffer(base64.b64decode(data), np.uint8).reshape(-1, 4)[:, :3]
    colours, index, count = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    # The commonest colour of each small cube of the colour space, so that rare hues (links) stay.
    order = np.argsort(-count)
    _, first = np.unique(colours[order] >> CUBE_BITS, axis=0, return_index=True)
    palette = colours[order[np.sort(first)[:COLOURS]]].astype(np.int32)
    nearest = np.array(
        [np.abs(palette - colour).sum(axis=1).argmin() for colour in colours.astype(np.int32)]
    )
    rows = nearest[index.reshape(-1)].astype(np.uint8).reshape(height, width)
    lines = np.pad(rows, ((0, 0), (1, 0))).tobytes()  # filter 0 before each line
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"PLTE", palette.astype(np.uint8).tobytes())
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


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
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--headless"]
            )
            page = browser.new_page()
            file = report.as_uri()
            take(page, file, "report.png", (1024, 900))
            take(page, file, "report-lineage.png", (1500, 560), "#lineage")
            passage = "#passages details:nth-of-type(3)"
            take(page, file, "report-side-by-side.png", (1024, 700), passage)
            dark = browser.new_page(color_scheme="dark")
            take(dark, small.as_uri(), "report-small-dark.png", (360, 740))
            browser.close()


if __name__ == "__main__":
    main()
