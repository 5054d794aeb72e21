"""Hostile strings in every field of a dossier, opened in a real browser.

Twice: as written, and with the page's policy and script cut out, so that the escape is shown to
hold by itself. No script may run, no request may leave, no element may appear that is not ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from menurut.model import (
    Article,
    Attributed,
    Attribution,
    CheckRun,
    Credit,
    Dossier,
    Drift,
    Edge,
    Evidence,
    FactCheck,
    Family,
    Hit,
    IndependentSource,
    Lineage,
    Link,
    Loop,
    Outside,
    Problem,
    Reuse,
    Span,
)
from menurut.report import form_of, render_file, render_html

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium: apt install chromium"),
]

RUN = "alert(1)"
TAGS = [
    f"<script>{RUN}</script>", f"<ScRiPt>{RUN}</sCrIpT>", f"<script >{RUN}</script >",
    f"<script/x>{RUN}</script>", f"<script\n>{RUN}</script>", f"<scr<script>ipt>{RUN}</script>",
    "<script src=//evil.example/x.js></script>", "<script src=https://evil.example/x.js></script>",
    f"<img src=x onerror={RUN}>", f"<img src=x onerror='{RUN}'>", f"<img/src=x/onerror={RUN}>",
    f"<img src=x:x onerror\n={RUN}>", f"<IMG SRC=x OnErRoR={RUN}>", f"<img src=`x` onerror={RUN}>",
    "<img src=https://evil.example/p.gif>", "<img srcset=https://evil.example/p.gif>",
    f"<svg onload={RUN}>", f"<svg/onload={RUN}>", f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>", f"<svg><set onbegin={RUN}>",
    f"<svg><a xlink:href=javascript:{RUN}><text y=20>x</text></a></svg>",
    "<svg><use href=https://evil.example/x.svg#a></svg>",
    "<svg><image href=https://evil.example/x.png></svg>",
    f"<svg><foreignObject><img src=x onerror={RUN}></foreignObject></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<math href=javascript:{RUN}>x</math>",
    f"<math><mglyph><style><!--</style><img title='--><img src=x onerror={RUN}>'>",
    f"<body onload={RUN}>", f"<body onpageshow={RUN}>", f"<html onmousemove={RUN}>",
    f"<iframe src=javascript:{RUN}></iframe>", f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    "<iframe src=https://evil.example></iframe>", f"<object data=javascript:{RUN}></object>",
    "<object data=https://evil.example></object>", "<embed src=https://evil.example>",
    f"<embed src=javascript:{RUN}>", f"<video src=x onerror={RUN}></video>",
    f"<video><source onerror={RUN}></video>", "<video poster=https://evil.example/p.png></video>",
    f"<audio src=x onerror={RUN}>", f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>", f"<textarea autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>", f"<marquee onstart={RUN}>", f"<a href=javascript:{RUN}>x</a>",
    f"<a href='jav&#x09;asc{'ript'}:{RUN}'>x</a>", f"<a href='&#106;avascript:{RUN}'>x</a>",
    f"<a href=data:text/html,<script>{RUN}</script>>x</a>", f"<form action=javascript:{RUN}><button>",
    f"<button form=x formaction=javascript:{RUN}>x", f"<isindex action=javascript:{RUN}>",
    "<link rel=stylesheet href=https://evil.example/x.css>", "<link rel=prefetch href=//evil.example>",
    "<link rel=dns-prefetch href=//evil.example>", "<link rel=preconnect href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href=https://evil.example/>", "<style>@import 'https://evil.example/x.css';</style>",
    "<style>*{background:url(https://evil.example/x.png)}</style>",
    "<div style=background:url(https://evil.example/x.png)>", f"<div style=width:expression({RUN})>",
    "<table background=https://evil.example/x.png>", f"<x onclick={RUN} tabindex=1 id=x>",
    f"<x contenteditable onbeforeinput={RUN}>", f"<div onpointerrawupdate={RUN}>",
    f"<template><script>{RUN}</script></template>", f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<title><img src=x onerror={RUN}></title>", f"<xmp><img src=x onerror={RUN}></xmp>",
    f"<plaintext><script>{RUN}</script>", f"<frameset onload={RUN}>", f"<portal src=javascript:{RUN}>",
    f"<dialog open onclose={RUN}>", f"<keygen autofocus onfocus={RUN}>", f"<bgsound src=javascript:{RUN}>",
]  # fmt: skip
BREAKS = [
    f"</title><script>{RUN}</script>", f"</style><script>{RUN}</script>",
    f"</script><script>{RUN}</script>", f"</textarea><script>{RUN}</script>",
    f"--><script>{RUN}</script>", f"]]><script>{RUN}</script>", f"<!--><script>{RUN}</script>",
    f"<![CDATA[><script>{RUN}</script>]]>", f"</svg><script>{RUN}</script>",
    f"</desc></svg><script>{RUN}</script>", f"</text></svg><img src=x onerror={RUN}>",
    f'"><script>{RUN}</script>', f"'><script>{RUN}</script>", f'" onmouseover={RUN} x="',
    f"' onmouseover={RUN} x='", f'" autofocus onfocus={RUN} tabindex=0 x="',
    '" style="background:url(https://evil.example)" x="', f"` onmouseover={RUN} `",
    f"x onmouseover={RUN}", f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f" javascript:{RUN}",
    f"java\tscript:{RUN}", f"java\nscript:{RUN}", f"\x01javascript:{RUN}", f"javascript://%0a{RUN}",
    f"data:text/html,<script>{RUN}</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"vbscript:{RUN}", f"view-source:javascript:{RUN}", "//evil.example/x", "\\\\evil.example\\x",
    'https://evil.example"onmouseover=alert(1)//', "https://evil.example/'><img src=x onerror=alert(1)>",
    "https://user:pass@evil.example/<script>alert(1)</script>", "http://[::1", "https://\u202egpj.evil.example",
    "{{ 7*7 }}", "{{ ''.__class__.__mro__ }}", "{% include 'x' %}", "${alert(1)}", "#{7*7}", "{0.__class__}",
    "{name}", "%(n)s", "%s%s%n", "[red]x[/red]", "\x1b[2J", "\x00<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>", "<\u200bscript>alert(1)</script>", "\u202e<script>alert(1)</script>\u202c",
    "＜script＞alert(1)＜/script＞", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;", "&amp;lt;script&amp;gt;", "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\x3cscript\\x3ealert(1)\\x3c/script\\x3e", "\\u003cscript\\u003ealert(1)", "\ud800<script>alert(1)</script>",
    "é\u0301" * 40 + "<script>alert(1)</script>", "<" * 60, ">" * 60, "&" * 60, "\"'`<>&" * 10, "<script",
    "<!doctype html><script>alert(1)</script>", "<?xml version='1.0'?><script>alert(1)</script>",
    "<!ENTITY x SYSTEM 'https://evil.example'>", "@import 'https://evil.example'", "expression(alert(1))",
    "</li></ul></details></main><script>alert(1)</script>", "</table><script>alert(1)</script>",
    "');alert(1);//", '";alert(1);//', "*/alert(1)/*", "</mark></blockquote><img src=x onerror=alert(1)>",
]  # fmt: skip
VECTORS = [*TAGS, *BREAKS]


def _article(number: int, vector: str) -> Article:
    return Article(
        id=f"{number}{vector}",
        text=f"{vector}\n\nkata {vector} {number}",
        title=vector,
        outlet=vector,
        byline=vector,
        url=vector,
        lang=vector,
        published=f"2041-03-04T06:{number % 60:02}:00Z",
        updated=vector,
        wire=vector,
        canonical=vector,
        links=(vector,),
        sha256=vector,
        credits=(Credit(name=vector, kind="formula", url=vector),),
        problems=(Problem(where=vector, what=vector, remedy=vector, article=vector),),
        extra={"x": vector},
    )


def _hostile_dossier() -> Dossier:
    articles = tuple(_article(n, vector) for n, vector in enumerate(VECTORS))
    ids = [article.id for article in articles]
    pairs = list(zip(ids[1:], ids, strict=False))
    evidence = tuple(
        Evidence(kind="credit", article=a.id, spans=(Span(0, 9),), other=ids[0],
                 other_spans=(Span(0, 9),), detail=a.title)
        for a in articles
    )  # fmt: skip
    edges = tuple(
        Edge(child=c, parent=p, kind="cites" if n % 3 else "copy", confidence=0.4 + n % 6 / 10,
             evidence=evidence[n : n + 1], runner_up=ids[0])
        for n, (c, p) in enumerate(pairs)
    )  # fmt: skip
    sources = tuple(
        IndependentSource(
            id=v, name=v, source_type="anonymous", through=(i,), certain=False, evidence=()
        )
        for v, i in zip(VECTORS, ids, strict=True)
    )
    outside = tuple(
        Outside(id=f"outside:{v}", name=v, source_type="outlet", cited_by=(i,), root_of=(i,))
        for v, i in zip(VECTORS[:20], ids, strict=False)
    )
    lineage = Lineage(
        edges=edges,
        roots=dict.fromkeys(ids, (ids[0],)),
        independent_range=dict.fromkeys(ids, (0, 1)),
        outside=outside,
        loops=(Loop(members=tuple(ids[:5]), evidence=(), by_update=True),),
        drift=tuple(
            Drift(
                child=c, parent=p, type="number_change", from_value=c, to_value=p,
                from_span=Span(0, 9), to_span=Span(0, 9), to_field="title",
            )
            for c, p in pairs
        ),
        families=(
            Family(id="f", members=tuple(ids), origins=(ids[0],), sources=sources, certain=0, possible=9),
        ),
    )  # fmt: skip
    said = tuple(
        Attributed(
            id=a.id,
            attributions=(
                Attribution(
                    source=(Span(0, 9),), cue=(Span(2, 5),), content=(Span(0, len(a.text)),),
                    hedge=(Span(1, 3),), via=((Span(0, 9),),), antecedent=(Span(0, 9),),
                    kind="direct", source_type="anonymous", rule=a.title,
                    chain=(Link(name=a.title or "", source_type="outlet"),) * 3,
                ),
            ),
        )
        for a in articles
    )  # fmt: skip
    checks = tuple(
        FactCheck(
            id=v, claim=(v,), title=v, summary=v, verdict=v, publisher=v, url=v, date=v, lang=v
        )
        for v in VECTORS
    )
    return Dossier(
        subject=ids[-1],
        articles=articles,
        attributed=said,
        reuses=tuple(
            Reuse(a=c, a0=0, a1=40, b=p, b0=0, b1=40, similarity=1.0, kind="copy") for c, p in pairs
        ),
        lineage=lineage,
        checks=tuple(
            CheckRun(query_id=v, query=v, hits=(Hit(id=v, score=0.5, why=v),)) for v in VECTORS
        ),
        fact_checks=checks,
        problems=tuple(Problem(where=v, what=v, remedy=v) for v in VECTORS),
    )


@pytest.fixture(scope="module")
def hostile() -> Dossier:
    return _hostile_dossier()


@pytest.fixture(scope="module")
def hostile_page(hostile: Dossier) -> str:
    return render_html(hostile, lang="id")


def _without_policy(page: str) -> str:
    page, cut = re.subn(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    page, script = re.subn(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert (cut, script) == (1, 1)
    return page


WATCH = """
window.broken = [];
document.addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI + ' ' + e.violatedDirective));
"""

FOREIGN = """
[...document.querySelectorAll('*')].filter(e =>
  [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'style' || a.name === 'srcdoc'
      || (a.name === 'src') || (a.name === 'href' && !/^(#|https?:)/.test(a.value)))
  || ['IFRAME','OBJECT','EMBED','IMG','VIDEO','AUDIO','LINK','BASE','FORM','MARQUEE','MATH','TEMPLATE',
      'FRAMESET','DIALOG','TEXTAREA','image','use','foreignObject','script','animate','set','X']
      .includes(e.tagName)).map(e => e.outerHTML.slice(0, 200))
"""


def test_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 150


@pytest.mark.parametrize("policy", ["with its policy", "by its escape alone"])
def test_no_script_runs_and_no_request_leaves(
    browser: object, hostile_page: str, tmp_path: Path, policy: str
) -> None:
    page_text = hostile_page if policy == "with its policy" else _without_policy(hostile_page)
    file = tmp_path / "report.html"
    file.write_text(page_text, encoding="utf-8")
    page = browser.new_page()  # type: ignore[attr-defined]
    dialogs: list[str] = []
    requests: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    page.add_init_script(WATCH)

    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 4000)
    page.mouse.move(300, 500)
    found = page.evaluate(FOREIGN)
    broken = page.evaluate("broken")
    scripts = page.evaluate("document.scripts.length")
    title = page.title()
    page.close()

    assert (dialogs, requests, found, broken) == ([], [file.as_uri()], [], [])
    assert scripts == (1 if policy == "with its policy" else 0)
    assert title.endswith("– menurut")


@pytest.mark.parametrize(
    "ending", [".graphml", ".claims.json", ".claimreview.json", ".prov.json", ".txt"]
)
def test_an_export_opened_in_a_browser_runs_nothing(
    browser: object, hostile: Dossier, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"story{ending}.xml" if ending == ".graphml" else tmp_path / f"story{ending}"
    form = form_of(f"x{ending}").name
    (text,) = render_file(hostile, "x", lang="id", form=form).values()
    file.write_text(text, encoding="utf-8")
    page = browser.new_page()  # type: ignore[attr-defined]
    dialogs: list[str] = []
    requests: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))

    page.goto(file.as_uri())
    page.close()

    assert (dialogs, requests) == ([], [file.as_uri()])


def test_claims_may_be_pasted_into_a_page(
    browser: object, hostile: Dossier, tmp_path: Path
) -> None:
    """As a fact-checker does: inside a script of type application/ld+json."""
    for form in ("claims", "claimreview"):
        (text,) = render_file(hostile, "x", lang="id", form=form).values()
        file = tmp_path / f"{form}.html"
        file.write_text(
            f'<!doctype html><meta charset="utf-8"><script type="application/ld+json">{text}'
            "</script><p>end",
            encoding="utf-8",
        )
        page = browser.new_page()  # type: ignore[attr-defined]
        dialogs: list[str] = []
        page.on(
            "dialog", lambda dialog, seen=dialogs: (seen.append(dialog.message), dialog.dismiss())
        )

        page.goto(file.as_uri())
        parsed = page.evaluate("typeof JSON.parse(document.querySelector('script').textContent)")
        elements = page.evaluate("[...document.body.children].map(e => e.tagName)")
        page.close()

        assert (dialogs, parsed, elements) == ([], "object", ["P"])
