from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from menurut.attribute import find_attributions
from menurut.model import Article, Dossier
from menurut.report import render_html, render_text
from menurut.report.page import direction_of

VOID = {"meta", "br", "input", "circle", "line", "path", "rect"}


class Outline(HTMLParser):
    """What is opened and closed, which ids there are, what links and resources point at."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.crossed: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.resources: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "a":
            self.targets.append(found.get("href") or "")
        self.resources += [
            (tag, str(v)) for k, v in attrs if k in {"src", "srcset", "data", "poster"}
        ]
        self.resources += [("style", tag) for k, _ in attrs if k == "style" or k.startswith("on")]
        if tag == "link":
            self.resources.append(("link", str(found)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.stack or self.stack[-1] != tag:
            self.crossed.append(f"{tag} in {self.stack[-3:]}")
        else:
            self.stack.pop()


def outline(page: str) -> Outline:
    parsed = Outline()
    parsed.feed(page)
    return parsed


@pytest.mark.parametrize("lang", ["id", "en"])
def test_tags_are_closed_and_ids_are_unique(demo: Dossier, lang: str) -> None:
    found = outline(render_html(demo, lang=lang))

    assert (found.stack, found.crossed) == ([], [])
    assert len(found.ids) == len(set(found.ids))


def test_every_inner_link_leads_somewhere(demo: Dossier) -> None:
    found = outline(render_html(demo, lang="en"))

    lost = [t for t in found.targets if t.startswith("#") and t[1:] not in found.ids]

    assert lost == []


def test_nothing_is_loaded_and_no_style_stands_in_a_tag(demo: Dossier) -> None:
    assert outline(render_html(demo, lang="en")).resources == []


def test_the_policy_admits_our_two_files_by_hash(demo: Dossier) -> None:
    page = render_html(demo, lang="en")

    def digest(tag: str) -> str:
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
        return base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()

    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest('style')}'; "
        f"script-src 'sha256-{digest('script')}'; base-uri 'none'; form-action 'none'"
    )


def test_the_same_dossier_gives_the_same_bytes(demo: Dossier) -> None:
    assert render_html(demo, lang="id") == render_html(demo, lang="id")


def test_the_order_of_the_archive_changes_nothing_on_the_page(demo: Dossier) -> None:
    import msgspec

    shuffled = msgspec.structs.replace(demo, articles=demo.articles[::-1])

    assert render_html(shuffled, lang="id") == render_html(demo, lang="id")


def test_right_to_left_texts_say_so() -> None:
    article = Article(id="a", text="خبر من مدينة لوا", title="خبر", lang="ar")

    page = render_html(Dossier(subject="a", articles=(article,)), lang="id")

    assert '<div class="article-text" lang="ar" dir="rtl">' in page
    assert '<h1 lang="ar" dir="rtl">' in page
    assert '<h1 lang="ar" dir="rtl">' in render_html(
        Dossier(subject=None, articles=(article,)), lang="en"
    )
    assert direction_of("ur-PK") == "rtl"


def test_hidden_characters_are_marks_everywhere() -> None:
    nasty = "korban \u202e005\u202c"
    article = Article(id="a", text=nasty, title=nasty, outlet=nasty, byline=nasty)

    page = render_html(Dossier(subject="a", articles=(article,)), lang="id")

    assert "\u202e" not in page
    assert page.count("[RLO]") >= 6


def test_addresses_that_would_run_are_words_only() -> None:
    article = Article(id="a", text="x", url="javascript:alert(1)")

    page = render_html(Dossier(subject="a", articles=(article,)), lang="id")

    assert "javascript:alert(1)" in page
    assert [t for t in outline(page).targets if not t.startswith("#")] == []


def test_the_page_says_what_the_terminal_says(demo: Dossier) -> None:
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", render_html(demo, lang="id")))

    for line in render_text(demo, lang="id").split("\n\n", maxsplit=1)[0].splitlines():
        assert line in page


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_empty_dossier_is_a_page_too(lang: str) -> None:
    found = outline(render_html(Dossier(subject=None, articles=()), lang=lang))

    assert (found.stack, found.crossed) == ([], [])


def test_a_page_of_thirty_articles_stays_under_its_size(demo: Dossier) -> None:
    import msgspec

    more = tuple(
        msgspec.structs.replace(article, id=f"{article.id}-{n}", url=f"{article.url}?{n}")
        for n in range(2)
        for article in demo.articles
    )
    page = render_html(msgspec.structs.replace(demo, articles=(*demo.articles, *more)), lang="id")

    assert len(page.encode()) < 200_000


def test_an_article_only_shown_tells_nothing_of_lineage_and_stands_open() -> None:
    shown = Dossier(subject="a", articles=(Article(id="a", text="Hujan turun."),))

    found = outline(render_html(shown, lang="en"))

    assert not {"lineage", "changes", "sources", "checks"} & set(found.ids)
    assert "articles" in found.ids


def test_a_text_without_outlet_goes_by_its_headline() -> None:
    pasted = Article(id="d282abbe4b16", title="Pesan berantai", text="Hujan turun.")

    page = render_text(Dossier(subject=pasted.id, articles=(pasted,)), lang="id")

    assert "d282abbe4b16" not in page


def test_a_source_within_a_word_is_written_with_a_hyphen() -> None:
    text = '"Surat itu tidak pernah sampai," ujarnya.'
    article = Article(id="a", lang="id", text=text)
    dossier = Dossier(subject="a", articles=(article,), attributed=(find_attributions(article),))

    assert ">-nya</b>" in render_html(dossier, lang="id")
