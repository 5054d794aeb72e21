from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.model import Article, Dossier, Family, Reuse
from menurut.report import render_html, render_text
from menurut.report.story import index_dossier
from menurut.report.voices import VOICES, find_voices, terms_of


def found(dossier: Dossier) -> list[str]:
    story = index_dossier(dossier)
    return [voice.article for voice in find_voices(story, story.families[0])]


def test_own_reporting_on_the_same_day_is_a_voice_and_background_is_none(demo: Dossier) -> None:
    assert found(demo) == ["radio-karang"]


def test_the_page_and_the_terminal_list_it(demo: Dossier) -> None:
    for text in (render_html(demo, lang="en"), render_text(demo, lang="en")):
        _, _, below = text.partition("Also about this, not derived")
        assert "Radio Karang" in below


def test_a_quotation_that_many_carry_is_enough(demo: Dossier) -> None:
    quiet = Article(id="quiet", text="Tidak ada.", published="2041-03-04T10:00:00Z")
    quote = Reuse(
        a="quiet", a0=0, a1=10, b="selvane", b0=0, b1=10, similarity=1.0, kind="copy",
        common_quote=True,
    )  # fmt: skip
    dossier = msgspec.structs.replace(
        demo, articles=(*demo.articles, quiet), reuses=(*demo.reuses, quote)
    )

    assert "quiet" in found(dossier)


def test_names_of_days_are_no_particulars() -> None:
    article = Article(id="a", text="Ia datang pada Senin, lalu on Monday in March 2041.")

    assert set(terms_of(article)) == {"2041"}


texts = st.lists(st.sampled_from(["Lowa", "Tirta", "40", "rumah", "hujan", "."]), max_size=12)


@given(st.lists(texts, min_size=2, max_size=14))
@settings(max_examples=40, deadline=None)
def test_a_voice_is_never_a_member_and_the_list_is_short(many: list[list[str]]) -> None:
    articles = tuple(Article(id=str(n), text=" ".join(t)) for n, t in enumerate(many))
    family = Family(id="f", members=("0", "1"), origins=(), sources=(), certain=0, possible=0)
    story = index_dossier(Dossier(subject=None, articles=articles))

    voices = find_voices(story, family)

    assert not {"0", "1"} & {voice.article for voice in voices}
    assert len(voices) <= VOICES
