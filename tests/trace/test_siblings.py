"""What one taker of an outside source has otherwise than the others."""

from __future__ import annotations

from menurut.investigate import trace_articles
from menurut.model import Article, words_of

AGENCY = "Kantor berita Kilau Samudra"


def _article(id_: str, outlet: str, text: str) -> Article:
    return Article(id=id_, outlet=outlet, lang="id", text=text)


TAKERS = [
    _article(
        "a",
        "Portal Muara",
        f"Dilansir dari Kilau Samudra, sebanyak 90 nelayan Teluk Orba ditahan penjaga pantai Larnia "
        f"pada Senin. {AGENCY} menulis para nelayan dibawa ke pelabuhan Senta.",
    ),
    _article(
        "b",
        "Warta Bahari",
        "Penjaga pantai Larnia dilaporkan menahan 90 nelayan asal Teluk Orba, seperti dikutip dari "
        "Kilau Samudra. Mereka kini berada di pelabuhan Senta, tulis Kilau Samudra.",
    ),
    _article(
        "c",
        "Kabar Ombak",
        "Mengutip Kilau Samudra, sebagian besar nelayan Teluk Orba ditahan penjaga pantai Larnia. "
        "Menurut Kilau Samudra, mereka dibawa ke pelabuhan Senta.",
    ),
]


def test_the_figure_that_one_alone_has_otherwise_is_told_against_the_source() -> None:
    lineage = trace_articles(TAKERS).lineage
    told = [d for d in lineage.drift if d.told_by]

    assert [("c", "outside:kilausamudra", "90")] == [
        (d.child, d.parent, d.from_value) for d in told
    ]
    text = next(a.text for a in TAKERS if a.id == told[0].told_by)
    assert told[0].from_span is not None
    assert "90" in words_of(text, (told[0].from_span,))


def test_two_takers_are_too_few_to_know_who_changed_it() -> None:
    lineage = trace_articles(TAKERS[1:]).lineage

    assert [d for d in lineage.drift if d.told_by] == []
