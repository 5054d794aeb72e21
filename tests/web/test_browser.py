"""The app in a real browser: accessible on every page, whole without JavaScript, quick with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from menurut.archive import Archive
from menurut.demo import demo_articles, demo_fact_checks, demo_subject
from menurut.investigate import add_articles, investigate
from menurut.model import Article
from menurut.web import make_app

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[1] / "doors" / "vendor" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt install chromium"),
]
ARABIC = Article(
    id="arab/1", outlet="Sahifa", lang="ar", title="خبر من مدينة لوا", published="2041-03-04T10:00+03:00",
    text="قال مسؤول لم يذكر اسمه إن الأمطار مستمرة في المدينة منذ يوم الاثنين.\u202e 005 \u202c",
)  # fmt: skip
OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "archive.db"
    with Archive.open(path, create=True) as archive:
        add_articles(archive, (*demo_articles(), ARABIC))
        archive.add_fact_checks(demo_fact_checks())
    return path


@pytest.fixture(scope="module", params=["id", "en"])
def app(request: pytest.FixtureRequest, story: Path) -> Iterator[Any]:
    made = make_app(story, lang=request.param)
    made.state.end = threading.Event()
    yield made
    made.state.end.set()
    made.state.jobs.close()


@pytest.fixture(scope="module")
def address(app: Any, serve: Any) -> Iterator[str]:
    with serve(app) as place:
        yield place


def pages_of(app: Any) -> list[str]:
    """The address of every page that the app has."""
    jobs = app.state.jobs

    def work(progress: Any) -> dict[str, Any]:
        progress.step("attribute")
        app.state.end.wait()
        return {}

    def fail(_progress: Any) -> dict[str, Any]:
        raise ValueError("on purpose")

    with Archive.open(app.state.archive) as archive:
        case = app.state.cases.keep(investigate(archive.get(demo_subject()), archive))
        check = next(iter(archive.fact_checks())).id
    failed = jobs.start("investigation", "failed", fail)
    jobs.wait(failed.id)
    running = jobs.start("investigation", "at work", work)
    return [
        "/", "/?search=rekening&lang=id&sort=title", "/?search=zxcvb",
        f"/articles/{demo_subject()}", "/articles/arab%2F1", "/sources?name=Damira+Wostani",
        "/compare?one=gema-osmarra&other=norrick-observer", "/compare?one=arab/1&other=layar-kini",
        "/investigations", f"/jobs/{running.id}", f"/jobs/{failed.id}", f"/cases/{case}", "/add",
        "/fact-checks", f"/fact-checks/{check}", "/nothing",
    ]  # fmt: skip


LOOKS = (
    ("light", 360, None),
    ("dark", 1600, "look"),
    ("dark", 360, "look"),
    ("light", 1600, "look"),
)
"""Scheme, width and which rules: all, or those that depend on colours and sizes."""
BY_LOOK = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]


def violations(page: Any, which: str | None, *, sizes: bool) -> list[tuple[str, list[str]]]:
    """What axe finds; WCAG 2.2's target sizes, which it leaves out by itself, where they are ours."""
    rule = {"target-size": {"enabled": sizes}}
    options: dict[str, Any] = {"resultTypes": ["violations"], "rules": rule}
    if which:
        options["runOnly"] = {
            "type": "rule",
            "values": [r for r in BY_LOOK if sizes or r != "target-size"],
        }
    result = page.evaluate("options => axe.run(options)", options)
    return [(v["id"], [n["html"][:150] for n in v["nodes"][:3]]) for v in result["violations"]]


@pytest.mark.slow
def test_axe_finds_no_violation_on_any_page(browser: Any, app: Any, address: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    found: dict[Any, Any] = {}
    for path in pages_of(app):
        page.goto(address + path)
        page.add_script_tag(path=str(AXE))
        page.evaluate(OPEN)
        for scheme, width, which in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found[path, scheme, width] = violations(page, which, sizes="/cases/" not in path)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found[path, scheme, width].append(("scrolls sideways", []))
    context.close()

    assert [(place, faults) for place, faults in found.items() if faults] == []


@pytest.fixture(scope="module")
def english(story: Path, serve: Any) -> Iterator[str]:
    with serve(make_app(story, lang="en")) as place:
        yield place


def test_an_article_is_investigated_without_a_script(browser: Any, english: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(english + "/")
    page.get_by_role("link", name="Investigate an article").click()
    page.fill("textarea[name=text]", demo_articles()[0].text)
    page.get_by_role("button", name="Investigate").click()
    page.wait_for_url("**/cases/*", timeout=60_000)

    shown = page.inner_text("body")
    context.close()

    assert "Where it comes from" in shown
    assert "Save as" in shown


def test_with_a_script_the_case_opens_by_itself(browser: Any, english: str) -> None:
    page = browser.new_page()
    page.goto(f"{english}/articles/{demo_subject()}")
    page.get_by_role("button", name="Investigate").click()
    page.wait_for_url("**/cases/*", timeout=60_000)
    title = page.title()
    page.close()

    assert title.startswith("Hackers drain 900")


def test_a_running_job_shows_its_step_and_can_be_stopped(
    browser: Any, story: Path, serve: Any
) -> None:
    app = make_app(story)
    seen = threading.Event()

    def work(progress: Any) -> dict[str, Any]:
        progress.step("attribute")
        seen.wait()
        progress.step("trace")
        return {}

    job = app.state.jobs.start("investigation", "a story", work)
    with serve(app) as place:
        page = browser.new_page()
        page.goto(f"{place}/jobs/{job.id}")
        page.locator("[aria-current=step]", has_text="finding who says what").wait_for()
        page.get_by_role("button", name="Stop").click()
        seen.set()
        page.get_by_text("Stopped, as you asked.").wait_for()
        page.close()

    assert app.state.jobs.get(job.id).state == "cancelled"


def test_search_renews_the_list_alone(browser: Any, english: str) -> None:
    page = browser.new_page()
    page.goto(english + "/")
    page.evaluate("window.same = true")
    page.get_by_role("searchbox").press_sequentially("Wostani")
    page.get_by_role("heading", name="2 articles").wait_for()
    page.get_by_role("link", name=re.compile("^Indonesian")).click()
    page.get_by_role("heading", name="1 article").wait_for()
    page.get_by_role("link", name="Outlet").first.click()
    page.locator("th[aria-sort=ascending]").wait_for()
    state = page.evaluate("[window.same, location.search, document.activeElement.name]")
    page.go_back()
    page.close()

    assert state[0] is True
    assert "search=Wostani" in state[1]
    assert "lang=id" in state[1]
    assert "sort=outlet" in state[1]


def test_a_number_leads_to_the_other_side(browser: Any, english: str) -> None:
    page = browser.new_page()
    page.goto(english + "/compare?one=gema-osmarra&other=norrick-observer")
    page.locator(".side").first.locator(".jump").first.click()
    there = page.evaluate("document.querySelector(':target').closest('.side') === "
                          "document.querySelectorAll('.side')[1]")  # fmt: skip
    page.close()

    assert there


def test_right_to_left_texts_stand_right(browser: Any, english: str) -> None:
    page = browser.new_page()
    page.goto(english + "/articles/arab%2F1")
    found = page.evaluate("""[
        getComputedStyle(document.querySelector('.article-text')).direction,
        getComputedStyle(document.querySelector('h1')).direction,
        document.querySelector('.article-text').textContent.includes('[RLO]')]""")
    page.close()

    assert found == ["rtl", "rtl", True]


def test_a_dropped_file_is_taken(browser: Any, english: str) -> None:
    page = browser.new_page()
    page.goto(english + "/investigations")
    page.evaluate("""() => {
        const carried = new DataTransfer();
        carried.items.add(new File(["Kata dia."], "pesan.txt", {type: "text/plain"}));
        const drop = new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true});
        document.querySelector("[data-drop]").dispatchEvent(drop);
    }""")
    told = page.inner_text("[data-names]")
    taken = page.evaluate("document.querySelector('input[type=file]').files.length")
    page.close()

    assert (told, taken) == ("pesan.txt", 1)
