from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from menurut.model import Article, Attributed, Attribution, Reuse, Span
from menurut.report.marked_text import mark_text
from menurut.report.passages import pair_of
from menurut.report.visible import show_hidden, split_hidden

words = st.lists(st.sampled_from(["hujan", "turun", "90", "di", "Rindala", "\u202e"]), max_size=30)
spans = st.builds(Span, st.integers(-3, 50), st.integers(-3, 50))


def reuse_of(a: str, b: str) -> Reuse:
    return Reuse(a="a", a0=0, a1=len(a), b="b", b0=0, b1=len(b), similarity=1.0, kind="copy")


@given(words, words)
def test_pieces_are_the_text_again(left: list[str], right: list[str]) -> None:
    a, b = " ".join(left), " ".join(right)

    pair = pair_of(reuse_of(a, b), a, b)

    assert ("".join(p.text for p in pair.child), "".join(p.text for p in pair.parent)) == (a, b)


def test_shared_words_are_marked_and_changed_ones_are_not() -> None:
    a, b = "lalu sebanyak 90 rekening dikuras habis", "sebanyak 900 rekening dikuras habis kemarin"

    pair = pair_of(reuse_of(a, b), a, b)

    assert [p.text for p in pair.child if p.shared] == ["rekening dikuras habis"]
    assert [p.text for p in pair.parent if p.shared] == ["rekening dikuras habis"]


def test_a_hostile_repetition_is_cut_and_quick() -> None:
    text = "ha " * 50_000

    pair = pair_of(reuse_of(text, text), text, text)

    assert sum(p.left_out for p in pair.child) == 50_000 - 22


@given(st.text(alphabet="ab \n\u202e", max_size=50), st.lists(st.tuples(spans, spans), max_size=5))
def test_marking_loses_no_letter(text: str, found: list[tuple[Span, Span]]) -> None:
    attributed = Attributed(
        id="a",
        attributions=tuple(
            Attribution(
                source=(s,), cue=(), content=(c,), kind="direct", source_type="other", hedge=(s,)
            )
            for s, c in found
        ),
    )

    paragraphs = mark_text(text, attributed)

    shown = "".join(piece.text for paragraph in paragraphs for piece in paragraph)
    assert shown.replace(" ", "") == text.replace("\n", "").replace(" ", "")


def test_roles_are_where_the_words_are() -> None:
    article = Article(id="a", text="Gempa terjadi, kata BMKG.")
    said = Attribution(
        source=(Span(20, 24),),
        cue=(Span(15, 19),),
        content=(Span(0, 13),),
        kind="indirect",
        source_type="organisation",
    )

    (paragraph,) = mark_text(article.text, Attributed(id="a", attributions=(said,)))

    assert [(p.text, p.roles) for p in paragraph if p.roles] == [
        ("Gempa terjadi", ("content",)),
        ("kata", ("cue",)),
        ("BMKG", ("source",)),
    ]


@given(st.text(max_size=60))
def test_hidden_characters_are_marked_not_dropped(text: str) -> None:
    parts = list(split_hidden(text))

    assert "".join(part for part, _ in parts) == text
    assert show_hidden(text) == "".join(f"[{mark}]" if mark else part for part, mark in parts)


def test_all_nine_bidi_controls_are_shown() -> None:
    controls = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

    assert show_hidden(controls) == "[LRE][RLE][PDF][LRO][RLO][LRI][RLI][FSI][PDI]"
