"""Files that are no archive, or cannot be used, are told in one line and left as they are."""

import sqlite3
import subprocess
import sys

import pytest

from menurut.archive import Archive
from menurut.archive.schema import MIGRATIONS
from menurut.errors import ArchiveError
from menurut.model import Article


def refused(path, **options):
    with pytest.raises(ArchiveError) as error:
        Archive.open(path, **options)
    message = str(error.value)
    assert "\n" not in message
    return message


def some_archive(path):
    with Archive.open(path, create=True) as opened:
        opened.add([Article(id="a", text="Air naik.")])
    return path


def test_a_missing_file(tmp_path):
    assert "no such archive. Make one: menurut archive add" in refused(tmp_path / "none.db")
    assert [] == list(tmp_path.iterdir())


def test_a_folder_and_a_missing_folder(tmp_path):
    assert "is a folder" in refused(tmp_path)
    assert "folder does not exist" in refused(tmp_path / "x" / "a.db", create=True)


@pytest.mark.parametrize("create", [True, False])
def test_a_text_file_is_left_as_it_is(tmp_path, create):
    path = tmp_path / "story.txt"
    path.write_text("Air naik di Desa Lowa. " * 100)

    assert "is not an archive" in refused(path, create=create)
    assert path.read_text().startswith("Air naik")


@pytest.mark.parametrize("create", [True, False])
def test_another_sqlite_database_is_left_as_it_is(tmp_path, create):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    before = path.read_bytes()

    assert "not a menurut archive" in refused(path, create=create)
    assert before == path.read_bytes()


def test_an_empty_file_becomes_an_archive_only_when_asked(tmp_path):
    path = tmp_path / "empty.db"
    path.touch()

    assert "is empty" in refused(path)
    with Archive.open(path, create=True) as opened:
        assert 0 == opened.stats().articles


def test_an_archive_of_a_newer_menurut(tmp_path):
    path = some_archive(tmp_path / "a.db")
    with sqlite3.connect(path) as plain:
        plain.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    plain.close()

    assert "newer menurut" in refused(path)


def test_an_archive_that_another_program_writes(tmp_path):
    path = some_archive(tmp_path / "a.db")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        Archive.open(path, busy_seconds=0) as opened,
        pytest.raises(ArchiveError, match="written by another program"),
    ):
        opened.add([Article(id="b", text="x")])
    other.close()


def test_a_damaged_archive(tmp_path):
    path = some_archive(tmp_path / "a.db")
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xff" * (len(damaged) - 4096)
    path.write_bytes(damaged)

    with pytest.raises(ArchiveError, match="damaged"), Archive.open(path) as opened:
        list(opened.articles())


def test_a_read_only_archive_is_read_and_not_written(tmp_path):
    # As root every file is writable: the mode is asked for by URI instead.
    path = some_archive(tmp_path / "a.db")
    with Archive.open(path) as opened:
        opened._connection.execute("PRAGMA query_only = ON")

        assert "Air naik." == opened.get("a").text
        with pytest.raises(ArchiveError, match="may only be read"):
            opened.add([Article(id="b", text="x")])


KILLED = """
import os, signal, sys
from menurut.archive import Archive
from menurut.model import Article

def articles():
    for number in range(100):
        if number == 57:
            os.kill(os.getpid(), signal.SIGKILL)
        yield Article(id=str(number), text=f"Kabar {number} dari Lowa.")

def killing(sql):
    # Inside the transaction of the second batch: after its 5th article.
    if sql.startswith("INSERT INTO articles ") and "'15'" in sql:
        os.kill(os.getpid(), signal.SIGKILL)

with Archive.open(sys.argv[1], create=True) as archive:
    if sys.argv[2] == "inside":
        archive._connection.set_trace_callback(killing)
    archive.add(articles(), batch=10)
"""


@pytest.mark.parametrize(("moment", "kept"), [("between", 50), ("inside", 10)])
def test_killed_while_adding_nothing_is_lost_or_half_written(tmp_path, moment, kept):
    path = tmp_path / "a.db"
    run = subprocess.run([sys.executable, "-c", KILLED, path, moment], check=False)
    assert -9 == run.returncode

    again = [Article(id=str(n), text=f"Kabar {n} dari Lowa.") for n in range(100)]
    with Archive.open(path) as opened:
        assert [str(n) for n in range(kept)] == list(opened.ids())
        assert kept == len(list(opened.find(words="kabar")))
        assert [("ok",)] == opened._all("PRAGMA integrity_check")

        report = opened.add(again)

        assert (100 - kept, kept) == (report.added, report.unchanged)
