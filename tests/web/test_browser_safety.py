"""Hostile strings in every field of an archive, on every page of the app, in a real browser.

The strings are those of the report's test. Twice: under the app's policy, and with the policy
switched off, so that the escape is shown to hold by itself. No script may run, no request may leave
the app, and no element or attribute may appear that is not ours.
"""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from menurut.archive import Archive
from menurut.model import Article, FactCheck
from menurut.web import make_app

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt install chromium"),
]
REPORT = runpy.run_path(str(Path(__file__).parents[1] / "doors" / "test_html_safety.py"))
VECTORS: list[str] = REPORT["VECTORS"]

FOREIGN = """
[...document.querySelectorAll('*')].filter(e =>
  [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'srcdoc'
      || (a.name === 'style' && !e.closest('svg')) || (a.name === 'src' && !a.value.startsWith('/static/'))
      || (a.name === 'href' && !/^(#|\\?|\\/|https?:|data:,$)/.test(a.value))
      || (a.name === 'action' && !a.value.startsWith('/')))
  || ['IFRAME','OBJECT','EMBED','IMG','VIDEO','AUDIO','BASE','MARQUEE','MATH','TEMPLATE','FRAMESET',
      'DIALOG','image','use','foreignObject','animate','set','X','ISINDEX','KEYGEN','PORTAL'].includes(e.tagName)
  || (e.tagName === 'SCRIPT' && e.textContent.includes('alert('))
  || (e.namespaceURI.endsWith('svg') && e.tagName === 'script')
  || (e.tagName === 'META' && e.httpEquiv === 'refresh' && !/^2$/.test(e.content))
).map(e => e.outerHTML.slice(0, 200))
"""


def hostile(number: int, vector: str) -> Article:
    return Article(
        id=f"{number}{vector}", title=vector, outlet=vector, byline=vector, url=vector, lang=vector,
        published=vector if number % 2 else f"2041-03-04T06:{number % 60:02}:00Z", updated=vector,
        wire=vector, sha256=vector,
        text=f'{vector}\n\n"{vector}," kata {vector} {number}. Warga menunggu sampai malam di tepi '
             f"jembatan Lowa yang ditutup sejak hari Senin pekan lalu, kata kepala dinas {vector}.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    with Archive.open(path, create=True) as archive:
        archive.add(hostile(n, vector) for n, vector in enumerate(VECTORS))
        archive.add_fact_checks(
            FactCheck(
                id=v, claim=(v,), title=v, summary=v, verdict=v, publisher=v, url=v, date=v, lang=v,
                claimant=v, appearances=(v,), warnings=(v,),
            )
            for v in VECTORS
        )  # fmt: skip
    made = make_app(path, lang="id")
    yield made
    made.state.jobs.close()


def addresses(app: Any) -> list[str]:
    """Every page with every string: shown, asked for, or in the way of the address."""
    ids = [quote(f"{n}{v}", safe="", errors="replace") for n, v in enumerate(VECTORS)]
    names = [urlencode({"name": v}, errors="replace") for v in VECTORS]
    searched = [urlencode({"search": v, "outlet": v}, errors="replace") for v in VECTORS[::5]]
    case = app.state.cases.keep(REPORT["_hostile_dossier"]())
    failing = app.state.jobs.start("import", " ".join(VECTORS), lambda _progress: {"added": 1})
    return [
        *(f"/articles/{id_}" for id_ in ids),
        *(f"/compare/{a}/{b}" for a, b in zip(ids[:160:2], ids[1:160:2], strict=True)),
        *(f"/sources?{name}" for name in names[-160:]),
        *(f"/?{each}" for each in searched),
        *(f"/?offset={offset}" for offset in range(0, len(VECTORS), 50)),
        *(f"/fact-checks?offset={offset}" for offset in range(0, len(VECTORS), 50)),
        *(f"/fact-checks/{quote(v, safe='', errors='replace')}" for v in VECTORS[::3]),
        *(f"/{quote(v, safe='', errors='replace')}" for v in VECTORS[::10]),
        f"/cases/{case}", f"/jobs/{failing.id}", "/investigations",
    ]  # fmt: skip


@pytest.mark.parametrize("policy", ["with its policy", "by its escape alone"])
def test_no_script_runs_and_no_request_leaves(
    browser: Any, app: Any, serve: Any, policy: str
) -> None:
    context = browser.new_context(bypass_csp=policy != "with its policy")
    page = context.new_page()
    dialogs: list[str] = []
    outside: list[str] = []
    found: dict[str, Any] = {}
    with serve(app) as place:
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((place, "data:,")) or outside.append(request.url)
            ),
        )
        every = addresses(app)
        for path in every if policy == "with its policy" else every[::8]:
            page.goto(place + path)
            foreign = page.evaluate(FOREIGN)
            if foreign:
                found[path] = foreign
    context.close()

    assert (dialogs, outside, found) == ([], [], {})


def test_there_are_enough_strings() -> None:
    assert len(set(VECTORS)) >= 150
