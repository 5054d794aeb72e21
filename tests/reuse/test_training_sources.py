"""The scripts that fetch the training rows of the translation tables, on small invented files."""

import doctest
import gzip
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent.parent.parent / "scripts"


@pytest.fixture(scope="module", autouse=True)
def scripts_importable() -> Iterator[None]:
    sys.path.insert(0, str(SCRIPTS))
    yield
    sys.path.remove(str(SCRIPTS))


@pytest.fixture
def pairs() -> Any:
    """Reads texts, or folders of texts, in a format."""
    from crosslingual_formats import read_pairs

    def read(name: str, *inputs: Any, lang: str = "id", words: bool = False) -> Any:
        files = [i if isinstance(i, dict) else {"file": i} for i in inputs]
        as_bytes = [
            {p: d.encode() if isinstance(d, str) else d for p, d in f.items()} for f in files
        ]
        return read_pairs(name, as_bytes, lang, words=words)

    return read


@pytest.fixture
def fetching() -> Any:
    import fetch_crosslingual

    return fetch_crosslingual


TMX = """<tmx version="1.4"><body><tu>
<tuv xml:lang="en"><seg>The ferry  waits.</seg></tuv>
<tuv xml:lang="id"><seg>Feri itu <bpt>menunggu</bpt>.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>No partner.</seg></tuv></tu></body></tmx>"""


def test_translation_memory_plain_or_packed(pairs):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("all.tmx", TMX)
    expected = [("Feri itu menunggu.", "The ferry waits.")]

    assert expected == pairs("tmx", TMX) == pairs("tmx", packed.getvalue())


def test_lines_that_answer_each_other(pairs):
    assert [("Satu kapal.", "One ship.")] == pairs("lines", "Satu kapal.\n\n", "One ship.\n \n")
    with pytest.raises(ValueError, match="2 lines against 1 English"):
        pairs("lines", "Satu kapal.\nDua kapal.\n", "One ship.\n")


def test_numbered_lines_and_csv(pairs):
    foreign, english = "7\tDua nelayan.\n9\tTiga.\n", "note\n9\tThree.\n"
    table = ',indonesian,english\n0,"Laut, tenang.",A calm sea.\n'

    assert [("Tiga.", "Three.")] == pairs("numbered", foreign, english)
    assert [("Laut, tenang.", "A calm sea.")] == pairs("csv", table)


def squad(context: str, question: str) -> str:
    paragraph = {"context": context, "qas": [{"id": "q1", "question": question}]}
    return json.dumps({"data": [{"paragraphs": [paragraph]}]})


def test_questions_and_sentences(pairs):
    foreign = squad("Порт закрыт. Лёд встал.", "Что закрыто?")
    english = squad("The port is shut. Ice came.", "What is shut?")
    expected = [
        ("Лёд встал.", "Ice came."),
        ("Порт закрыт.", "The port is shut."),
        ("Что закрыто?", "What is shut?"),
    ]

    assert expected == pairs("squad", foreign, english, lang="ru")


ENGLISH_PAGE = """---
title: Harbour
---
# The harbour

Call the [pilot](pilot.md) **first**.

```sh
call --pilot
```

## Fees

Pay at the `gate`.

Keep the receipt.
"""


def test_pages_are_paired_by_section_without_markup(pairs):
    page = "# Pelabuhan\n\nPanggil [pandu](x.md) dulu.\n\n## Biaya\n\nBayar di gerbang.\n"
    expected = [("Panggil pandu dulu.", "Call the pilot first."), ("Pelabuhan", "The harbour")]

    assert expected == pairs("markdown", {"a.md": page, "b.md": page}, {"a.md": ENGLISH_PAGE})
    assert not pairs("markdown", {"a.md": page + "\n# Lagi\n"}, {"a.md": ENGLISH_PAGE})


def test_command_pages(pairs):
    english = (
        "# ls\n\n> List files.\n> More information: <https://a.test>.\n\n- See `all`:\n\n`ls -a`"
    )
    foreign = "# ls\n\n> Daftar berkas.\n\n- Lihat `semua`:\n\n`ls -a`"
    expected = [("Daftar berkas.", "List files."), ("Lihat semua", "See all")]

    assert expected == pairs("tldr", {"c/ls.md": foreign}, {"c/ls.md": english})
    assert not pairs("tldr", {"c/ls.md": "> Daftar."}, {"c/ls.md": english})


def test_sentences_left_in_english_are_dropped(pairs):
    assert not pairs("lines", "Read only.", "Read the file only.", lang="ru")
    assert not pairs("lines", "Read only.", "Read only.")
    assert [("Vellamo", "Vellamo")] == pairs("lines", "Vellamo", "Vellamo", words=True)


def debian(files: dict[str, bytes]) -> bytes:
    """A Debian package of so many files."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:xz") as archive:
        for path, data in files.items():
            member = tarfile.TarInfo("./" + path)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    parts = [("debian-binary", b"2.0\n!"), ("data.tar.xz", content.getvalue())]
    package = b"!<arch>\n"
    for name, data in parts:
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n"
        package += head.encode() + data + b"\n" * (len(data) % 2)
    return package


def test_wordnet_words_and_definitions(pairs):
    line = '00000042 15 s 02 ice-bound 0 frozen_in(a) 1 000 | shut by ice; "an ice-bound port"\n'
    empty = {f"usr/share/wordnet/data.{name}": b"  1 licence\n" for name in ("noun", "verb", "adv")}
    package = debian(empty | {"usr/share/wordnet/data.adj": line.encode()})
    tab = (
        "# name\tind\tMIT\n00000042-s\tind:lemma\tterkurung_es\n00000042-a\tind:def\t0\tditutup es\n"
        "00000042-a\tind:lemma:root\takar\n00000099-n\tind:lemma\tasing\n"
    )
    expected = [("terkurung es", "frozen in"), ("terkurung es", "ice-bound")]

    assert expected == pairs("wordnet", package, tab, words=True)
    assert [("ditutup es", "shut by ice")] == pairs("wordnet-definitions", package, tab)


def test_dictionary(pairs):
    from crosslingual_formats import DIGITS

    about = b"00-database\nInvented"
    entry = "port /p\u0254\u02d0t/ <n>\npelabuhan, bandar 2.\nfor ships\n 3.\nwine".encode()
    index = (
        f"00database\tA\t{DIGITS[len(about)]}\nport\t{DIGITS[len(about)]}\t{DIGITS[len(entry)]}\n"
    )
    package = debian(
        {
            "usr/share/dictd/x.index": index.encode(),
            "usr/share/dictd/x.dict.dz": gzip.compress(about + entry),
        }
    )

    assert [("bandar", "port"), ("pelabuhan", "port")] == pairs("dictd", package, words=True)


SENTENCES = b"Satu kapal.\n"


def pinned(fetching: Any, data: bytes = SENTENCES, **place: Any) -> tuple[Any, Any]:
    """An origin of one file, and the file."""
    file = fetching.File(path="a/id.txt", bytes=len(data), sha256=sha256(data).hexdigest())
    return fetching.Origin(terms="CC0-1.0", files=(file,), **place), file


def test_file_is_fetched_once_and_kept(fetching, tmp_path):
    there = tmp_path / "there.txt"
    there.write_bytes(SENTENCES)
    origin, file = pinned(fetching, url=there.as_uri())
    first = fetching.fetched_file(origin, file, tmp_path / "cache", None)
    there.unlink()

    assert SENTENCES == first == fetching.fetched_file(origin, file, tmp_path / "cache", None)


@pytest.mark.parametrize("other", [b"Dua kapal.\n", b"Satu", b"Satu kapal.\nDua kapal.\n"])
def test_other_bytes_are_refused_and_not_kept(fetching, tmp_path, other):
    there = tmp_path / "there.txt"
    there.write_bytes(other)
    origin, file = pinned(fetching, url=there.as_uri())
    with pytest.raises(fetching.SourceError, match=r"debian/a/id\.txt: not what .* pins: .*--skip"):
        fetching.fetched_file(origin, file, tmp_path / "cache", None)

    assert not list(tmp_path.glob("cache/**/*.*"))


def test_absent_network_is_told(fetching, tmp_path):
    origin, file = pinned(fetching, url="http://127.0.0.1:9/id.txt")
    told = r"debian/a/id\.txt cannot be downloaded from http://127\.0\.0\.1:9/.*--skip.*--from"
    with pytest.raises(fetching.SourceError, match=told):
        fetching.fetched_file(origin, file, tmp_path, None)


@pytest.fixture
def repository(tmp_path) -> tuple[Path, str]:
    """A folder of mirrors with one git repository, and its commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    clone = tmp_path / "mirrors" / "pelaut+kapal"
    for path in ("a/id.txt", "pages/x/a.md", "pages/b.md", "pages.id/x/a.md"):
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        (clone / path).write_bytes(SENTENCES)
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "ships"]):
        who = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(clone), *who, *command], check=True)
    head = ["git", "-C", str(clone), "rev-parse", "HEAD"]
    return clone, subprocess.run(head, check=True, capture_output=True, text=True).stdout.strip()


def test_mirrors_are_clones_or_plain_folders(fetching, repository, tmp_path):
    clone, commit = repository
    origin, file = pinned(fetching, repository="pelaut/kapal", commit=commit)
    absent, _ = pinned(fetching, repository="pelaut/kapal", commit="0" * 40)
    from_clone = fetching.fetched_file(origin, file, tmp_path / "1", clone.parent)
    with pytest.raises(
        fetching.SourceError, match=r"does not have pelaut/kapal at 000.*Fetch that"
    ):
        fetching.fetched_file(absent, file, tmp_path / "2", clone.parent)
    shutil.rmtree(clone / ".git")

    assert SENTENCES == from_clone
    assert SENTENCES == fetching.fetched_file(absent, file, tmp_path / "3", clone.parent)


def test_pages_of_a_commit(fetching, repository, tmp_path):
    clone, commit = repository
    expected = {"pages/x/a.md": SENTENCES, "pages.id/x/a.md": SENTENCES}
    origin = fetching.Origin(
        terms="CC0-1.0",
        repository="pelaut/kapal",
        commit=commit,
        pages=("pages/*/*.md", "pages.id/*/*.md"),
        count=2,
        sha256=fetching.pages_digest(expected),
    )
    found = fetching.fetched_pages(origin, tmp_path / "cache", clone.parent)
    again = fetching.fetched_pages(origin, tmp_path / "cache", None)
    (clone / "pages/x/a.md").write_bytes(b"Lain.\n")

    assert expected == found == again
    changed = fetching.Origin(terms="", repository="pelaut/kapal", commit=commit, pages=("a/*",))
    with pytest.raises(fetching.SourceError, match="pages of pelaut/kapal: not what"):
        fetching.fetched_pages(changed, tmp_path / "other", clone.parent)


def test_pages_of_a_downloaded_archive(fetching, tmp_path):
    pages = {"pages/x/a.md": SENTENCES}
    packed = tmp_path / "kapal.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        for path in ("kapal-1/pages/x/a.md", "kapal-1/pages/x/a.png", "kapal-1/../pages/x/b.md"):
            member = tarfile.TarInfo(path)
            member.size = len(SENTENCES)
            archive.addfile(member, io.BytesIO(SENTENCES))
        link = tarfile.TarInfo("kapal-1/pages/x/c.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/nowhere"
        archive.addfile(link)
    origin = fetching.Origin(
        terms="CC0-1.0",
        repository="pelaut/kapal",
        url=packed.as_uri(),
        pages=("pages/*/*.md",),
        count=1,
        sha256=fetching.pages_digest(pages),
    )
    found = fetching.fetched_pages(origin, tmp_path / "cache", None)
    packed.write_bytes(packed.read_bytes()[:40])

    assert pages == found == fetching.fetched_pages(origin, tmp_path / "cache", None)
    with pytest.raises(
        fetching.SourceError, match="pelaut/kapal: the archive did not arrive whole"
    ):
        fetching.fetched_pages(origin, tmp_path / "other", None)


def test_rows_are_written_for_the_trainer(fetching, tmp_path):
    fetching.write_rows(tmp_path, "parallel", "id", {("b", "B", "t"), ("a", "A", "t")})

    written = lzma.decompress((tmp_path / "parallel" / "id.tsv.xz").read_bytes())
    assert written == b"a\tA\tt\nb\tB\tt\n"
    assert {("a", "a", "t"), ("b", "b", "t")} == fetching.bare_rows(tmp_path, "parallel", "id")


def test_file_that_cannot_be_read_is_named(fetching):
    source = fetching.Source(
        tag="kapal", part="parallel", lang="id", format="squad", inputs=("k:a.json", "k:b.json")
    )
    with pytest.raises(fetching.SourceError, match=r"kapal \(id\): k:a\.json cannot be read"):
        fetching.read_source(source, lambda reference: {reference: b"{"})


def test_sources_are_whole(fetching):
    """Each input has an origin that holds it, and each tag the terms the trainer knows."""
    import train_crosslingual
    from crosslingual_formats import FORMATS

    known = fetching.known_sources()
    for source in known.sources:
        assert source.format in FORMATS
        assert train_crosslingual.terms_of(source.tag, source.lang)
        for reference in source.inputs:
            name, _, path = reference.partition(":")
            files = {file.path for file in known.origins[name].files}
            assert path in files if not path.endswith("/") else known.origins[name].pages
    assert {s.tag for s in known.sources} == {
        *train_crosslingual.SOURCES,
        *train_crosslingual.SOURCES_BY_LANG,
    }


def test_terms_are_those_of_the_trainer(fetching):
    import train_crosslingual

    known = fetching.known_sources()
    for source in known.sources:
        told = train_crosslingual.terms_of(source.tag, source.lang)[1].split(" AND ")
        origins = {reference.partition(":")[0] for reference in source.inputs}
        terms = {t for name in origins for t in known.origins[name].terms.split(" AND ")}

        assert set(told) <= terms


def test_examples_of_the_scripts(fetching):
    import crosslingual_formats

    results = [doctest.testmod(module) for module in (crosslingual_formats, fetching)]
    assert [(0, True), (0, True)] == [(r.failed, r.attempted > 0) for r in results]


def test_nothing_is_fetched_unasked(fetching, tmp_path):
    import train_crosslingual

    with pytest.raises(fetching.SourceError, match=r"is absent: .*--data.*--fetch"):
        train_crosslingual.rows_folder(tmp_path / "absent", fetch=False)
    assert tmp_path == train_crosslingual.rows_folder(tmp_path, fetch=True)
