"""Two texts in stretches: nothing is lost, both sides have the same numbers."""

from hypothesis import given
from hypothesis import strategies as st

from menurut.investigate import find_passages
from menurut.model import Article, Reuse, Span
from menurut.web.comparing import compare_articles

BRIDGE = "Jembatan di Lowa ditutup sejak Senin pagi, kata kepala dinas. Warga memakai perahu kecil."


def plain(stretches):
    return "".join(piece.text for stretch in stretches for piece in stretch.pieces)


def test_a_copied_passage_has_one_number_on_both_sides():
    left = Article(id="a", text=f"Pembuka kami. {BRIDGE}", lang="id")
    right = Article(id="b", text=f"{BRIDGE} Penutup mereka.", lang="id")

    found = compare_articles(left, right, find_passages([left, right]))

    (here,) = [stretch for stretch in found.left_stretches if stretch.number == 1]
    (there,) = [stretch for stretch in found.right_stretches if stretch.number == 1]
    assert (here.goes_to, there.goes_to) == (there.anchor, here.anchor)
    assert found.left_share > 0.8


def test_a_sentence_faces_its_translation():
    left = Article(id="a", text="Hujan turun. Jembatan ditutup.", lang="id")
    right = Article(id="b", text="The bridge is closed. Rain falls.", lang="en")
    pairs = ((Span(0, 5), Span(22, 26)), (Span(6, 11), Span(27, 32)), (Span(13, 21), Span(4, 10)))
    reuse = Reuse(a="a", a0=0, a1=30, b="b", b0=0, b1=33, similarity=0.9, kind="translation",
                  pairs=pairs)  # fmt: skip

    rows = compare_articles(left, right, [reuse]).sentences

    assert [(("Hujan", "Rain"), ("turun", "falls")), (("Jembatan", "bridge"),)] == [
        row.pairs for row in rows
    ]


passages = st.builds(
    Reuse,
    a=st.sampled_from(["a", "b"]), b=st.just("b"), kind=st.sampled_from(["copy", "rewrite"]),
    a0=st.integers(0, 80), a1=st.integers(0, 120), b0=st.integers(0, 80), b1=st.integers(0, 120),
    similarity=st.just(1.0),
)  # fmt: skip


@given(st.lists(passages, max_size=6))
def test_whatever_passages_overlap_no_character_is_lost(reuses):
    left, right = Article(id="a", text=BRIDGE), Article(id="b", text=BRIDGE[::-1])

    found = compare_articles(left, right, reuses)

    assert (left.text, right.text) == (plain(found.left_stretches), plain(found.right_stretches))
