"""What is taken for said by a source, and what only mentions it."""

from menurut.archive import Archive
from menurut.model import Article
from menurut.web.shelf import Shelf
from menurut.web.sources import look_up_source

STORY = (
    Article(id="said", lang="id", outlet="Kabar Lowa", published="2041-03-05",
            text='"Jembatan itu aman," kata Sulastri Wenda, kepala dinas. Ia menambahkan, perbaikan selesai Jumat.'),
    Article(id="named", lang="id", outlet="Warta", published="2041-03-04",
            text="Sulastri Wenda membuka pasar baru di Rindala pada Senin pagi bersama warga."),
    Article(id="other", lang="id", text='"Belum aman," kata Bambang Situ, nelayan.'),
)  # fmt: skip


def test_sayings_of_the_source_alone(tmp_path):
    path = str(tmp_path / "a.db")
    with Archive.open(path, create=True) as archive:
        archive.add(STORY)
        found = look_up_source(archive, Shelf(path), "Sulastri Wenda")

    assert ["said", "named"] == [each.article.id for each in found.articles]
    assert found.total == 2
    assert found.articles[0].sayings
    assert () == found.articles[1].sayings


def test_words_in_another_order_are_another_name(tmp_path):
    path = str(tmp_path / "a.db")
    with Archive.open(path, create=True) as archive:
        archive.add(STORY)

        assert 0 == look_up_source(archive, Shelf(path), "Wenda Sulastri").total
