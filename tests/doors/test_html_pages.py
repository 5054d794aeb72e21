"""The report as people meet it: without a script, by keyboard, on paper, on a small screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from menurut.demo import demo_articles, demo_subject
from menurut.model import Article, Dossier
from menurut.report import render_html

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt install chromium"),
]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    from menurut.investigate import trace_articles

    arabic = Article(
        id="arab", outlet="صحيفة لوا", lang="ar", title="خبر من مدينة لوا",
        text="قال مسؤول لم يذكر اسمه إن الأمطار مستمرة.", published="2041-03-04T10:00:00Z",
    )  # fmt: skip
    found = trace_articles((*demo_articles(), arabic))
    return msgspec.structs.replace(found, subject=demo_subject())


@pytest.fixture(scope="module")
def report(dossier: Dossier, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("report")
    for lang in ("id", "en"):
        (folder / f"{lang}.html").write_text(render_html(dossier, lang=lang), encoding="utf-8")
    return {lang: (folder / f"{lang}.html").as_uri() for lang in ("id", "en")}


AXE_RUN = """axe.run({
  resultTypes: ['violations'], rules: {'target-size': {enabled: true}},
}).then(found => found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 120))]))"""
"""All rules, and the size of targets, which axe leaves out by default (WCAG 2.2 AA)."""


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(
    browser: Any, report: dict[str, str], lang: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(report[lang])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.add_style_tag(content="section{content-visibility:visible!important}")
    page.add_script_tag(path=str(AXE))

    found = {}
    for width in (360, 1024, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(AXE_RUN)
    context.close()

    assert found == {360: [], 1024: [], 1600: []}


@pytest.mark.parametrize("width", [360, 1024, 1600])
def test_the_page_never_scrolls_sideways(browser: Any, report: dict[str, str], width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(report["id"])
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    needed = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert needed <= width


def test_everything_is_there_without_a_script(browser: Any, report: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report["en"])

    shown = page.inner_text("body")
    dead_controls = page.locator("input:visible, select:visible, button:visible").count()
    context.close()

    for words in (
        "Where it comes from",
        "Step by step, from the source to the reader",
        "Lineage",
        "Also about this, not derived",
        "Selvane News Agency",
        "90 → 900",
        "menurut report dossier.json",
    ):
        assert words in shown
    assert dead_controls == 0


def test_j_and_k_walk_over_findings_and_can_be_turned_off(
    browser: Any, report: dict[str, str]
) -> None:
    page = browser.new_page()
    page.goto(report["en"])
    where = "document.activeElement.closest('.change, details')?.id"

    page.keyboard.press("j")
    first = page.evaluate(where)
    page.keyboard.press("j")
    second = page.evaluate(where)
    page.keyboard.press("k")
    again = page.evaluate(where)
    page.uncheck("#keys")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    off = page.evaluate(where)
    page.close()

    assert first is not None
    assert second not in {None, first}
    assert (again, off) == (first, None)


def test_the_table_is_filtered_by_words(browser: Any, report: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(report["en"])

    page.fill("#filter-words", "gema osmarra")
    left = page.locator("#article-table tbody tr:visible").count()
    told = page.inner_text("#filter-found")
    page.close()

    assert 0 < left < 13
    assert told == f"{left} / 13"


def test_what_the_table_leaves_out_is_left_out_below(browser: Any, report: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(report["en"])

    page.check("#filter-changed")
    counts = [
        page.locator(f"{where}:visible").count()
        for where in ("#article-table tbody tr", ".timeline>li>.what", "#articles>details")
    ]
    anchor = page.evaluate("document.querySelector('#articles>details[hidden]').id")
    page.goto(f"{report['en']}#{anchor}")
    shown = page.locator(f"#{anchor}").is_visible()
    page.close()

    assert counts == [3, 3, 3]
    assert shown


def test_a_name_of_another_script_leaves_the_date_beside_it_alone(
    browser: Any, report: dict[str, str]
) -> None:
    page = browser.new_page()
    page.goto(report["en"])

    places = page.evaluate(
        """[...document.querySelectorAll('#article-table a')].map(a =>
          [a.textContent, getComputedStyle(a).unicodeBidi])"""
    )
    page.close()

    assert ["صحيفة لوا", "isolate"] in places


def test_a_permanent_link_opens_what_it_points_at(browser: Any, report: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(report["en"])
    anchor = page.evaluate("document.querySelector('#articles details').id")

    page.goto(f"{report['en']}#{anchor}")
    is_open = page.evaluate(f"document.getElementById('{anchor}').open")
    page.close()

    assert is_open


def test_everything_is_open_on_paper(browser: Any, report: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(report["en"])
    page.emulate_media(media="print")

    shown = page.evaluate(
        "[...document.querySelectorAll('details .inside')].filter(e => e.checkVisibility()"
        " && e.getBoundingClientRect().height > 0).length"
    )
    wanted = page.evaluate("document.querySelectorAll('details .inside').length")
    page.close()

    assert shown == wanted > 0


def test_the_drawing_says_what_it_shows(browser: Any, report: dict[str, str]) -> None:
    page = browser.new_page()
    page.goto(report["en"])

    drawing = page.get_by_role("img", name="Lineage over time")
    told = page.evaluate("document.querySelector('svg desc').textContent")
    count = drawing.count()
    page.close()

    assert count == 1
    assert "independent source" in told
