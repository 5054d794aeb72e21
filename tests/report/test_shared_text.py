from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.model import Article, Attributed, Attribution, Dossier, Span
from menurut.report.shared_text import show_texts
from menurut.report.story import index_dossier

LONG = "Sebanyak 90 rekening nasabah mungkin telah dikuras pada akhir pekan lalu, kata seorang pejabat."
OTHER = "Bank itu menutup layanan selulernya pada Minggu dini hari dan membukanya lagi sembilan jam kemudian."


def show(*texts: str) -> list[list[tuple[str, str | None]]]:
    articles = tuple(Article(id=str(n), text=text) for n, text in enumerate(texts))
    story = index_dossier(Dossier(subject=None, articles=articles))
    shown = show_texts(story, [a.id for a in articles])
    return [
        [
            (part.shared.opening, part.shared.article)
            if part.shared
            else ("".join(p.text for p in part.pieces), None)
            for part in shown[a.id].parts
        ]
        for a in articles
    ]


def test_a_shared_paragraph_says_where_it_stands() -> None:
    first, second = show(f"{LONG}\n\nAwal.", f"Lain.\n\n{LONG}")

    assert first == [(LONG, None), ("Awal.", None)]
    assert second == [("Lain.", None), ("Sebanyak 90 rekening nasabah mungkin telah …", "0")]


def test_shared_paragraphs_in_a_row_are_one_line() -> None:
    articles = (
        Article(id="a", text=f"{LONG}\n\n{OTHER}"),
        Article(id="b", text=f"{LONG}\n\n{OTHER}"),
    )
    story = index_dossier(Dossier(subject=None, articles=articles))

    (part,) = show_texts(story, ["a", "b"])["b"].parts

    assert part.shared is not None
    assert (part.shared.paragraphs, part.shared.words) == (2, 14 + 15)


def test_one_changed_letter_is_shown_in_full() -> None:
    changed = LONG.replace("90", "900")

    assert show(LONG, changed)[1] == [(changed, None)]


@given(
    st.lists(
        st.lists(st.sampled_from([LONG, OTHER, "Pendek.", "\u202e90\u202c"]), max_size=4),
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None)
def test_every_paragraph_stands_in_full_somewhere(many: list[list[str]]) -> None:
    shown = show(*("\n\n".join(paragraphs) for paragraphs in many))

    full = {text for parts in shown for text, where in parts if where is None}
    assert {p for paragraphs in many for p in paragraphs} <= full
    # and where a shared one is said to stand, it does
    for parts in shown:
        for opening, where in parts:
            if where is not None:
                start = opening.removesuffix(" …")
                assert any(t.startswith(start) for t, w in shown[int(where)] if w is None)


def test_attributions_told_before_keep_their_anchors() -> None:
    said = Attribution(
        source=(Span(80, 94),), cue=(), content=(Span(0, 60),), kind="indirect",
        source_type="office_unnamed",
    )  # fmt: skip
    articles = (Article(id="a", text=LONG), Article(id="b", text=LONG, outlet="Gema"))
    dossier = Dossier(
        subject=None,
        articles=articles,
        attributed=tuple(Attributed(id=a.id, attributions=(said, said)) for a in articles),
    )
    story = index_dossier(dossier)

    shown = show_texts(story, ["a", "b"])

    assert (shown["a"].told, shown["b"].told) == (2, 0)
    ((where, anchors),) = shown["b"].repeated
    assert (where, len(set(anchors))) == ("a", 2)
    alone = index_dossier(msgspec.structs.replace(dossier, articles=articles[1:]))
    assert show_texts(alone, ["b"])["b"].speakers[0].sayings[0].anchor == anchors[0]
