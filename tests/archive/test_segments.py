"""Postings in segments: what is asked for comes back, whatever was merged, removed or killed."""

import sqlite3
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.archive import Archive, Postings, merging, segments
from menurut.archive.schema import APPLICATION_ID, MIGRATIONS, statements
from menurut.errors import ArchiveError
from menurut.model import Article


def by_numbers(article):
    """An index of the numbers that a text consists of."""
    keys = np.array([int(word) for word in article.text.split()], np.int64)
    return Postings(index="numbers", keys=keys, positions=np.arange(len(keys), dtype=np.int32))


@pytest.fixture(scope="module", autouse=True)
def small_segments():
    """Limits so low that a few articles fill blocks of several parts and are merged in slices."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "BLOCK", 4)
        patch.setattr(segments, "PART", 3)
        for name, value in (("SMALL", 8), ("LARGEST", 200), ("SLICE", 16), ("MOST_REMOVED", 5)):
            patch.setattr(merging, name, value)
        yield


def held(archive, keys, **limits):
    found = archive.postings("numbers", np.array(keys, np.int64), **limits)
    return list(zip(*(column.tolist() for column in found), strict=True))


numbers = st.one_of(st.integers(0, 6), st.integers(0, 2**62), st.just(-5))
texts = st.lists(numbers, max_size=12).map(lambda found: " ".join(map(str, found)))
steps = st.one_of(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), texts), max_size=6),
    st.sets(st.sampled_from("abcdefgh"), max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=12))
def test_after_any_additions_and_removals_the_postings_are_those_of_what_is_there(history):
    there = {}
    with Archive.open(":memory:", create=True) as archive:
        archive.add([Article(id="z", text="1 2 3")], indexers=[by_numbers])
        for step in history:
            if isinstance(step, set):
                archive.remove(step)
                there = {name: text for name, text in there.items() if name not in step}
            else:
                archive.add((Article(id=n, text=t) for n, t in step), indexers=[by_numbers])
                there |= dict(step)
        there["z"] = "1 2 3"
        expected = Counter(
            (int(key), archive.number_of(name), place)
            for name, text in there.items()
            for place, key in enumerate(text.split())
        )
        keys = sorted({key for key, _, _ in expected} | {77})

        found = held(archive, keys)
        known, counts = archive.frequency("numbers", np.array(keys))

        assert expected == Counter(found)
        assert [row[:2] for row in found] == sorted(row[:2] for row in found)
        assert keys == known.tolist()
        assert [sum(row[0] == key for row in found) for key in keys] == counts.tolist()


def test_with_a_limit_the_first_holders_of_each_key_come_back():
    with Archive.open(":memory:", create=True) as archive:
        for part in range(0, 60, 20):
            batch = [Article(id=f"{n}", text=f"5 5 {n + 100} 9") for n in range(part, part + 20)]
            archive.add(batch, indexers=[by_numbers])

        found = held(archive, [5, 9, 107], limit=7)
        known, counts = archive.frequency("numbers", np.array([5, 9, 107]), limit=50)

        assert [(5, n // 2 + 1, n % 2) for n in range(7)] == found[:7]
        assert [(9, n + 1, 3) for n in range(7)] == found[7:14]
        assert [(107, 8, 2)] == found[14:]
        assert {5: 50, 9: 50, 107: 1} == dict(zip(known.tolist(), counts.tolist(), strict=True))


def test_additions_leave_few_segments_behind():
    with Archive.open(":memory:", create=True) as archive:
        for n in range(120):
            archive.add([Article(id=f"{n}", text="1 2 3")], indexers=[by_numbers])

        sizes = [row[0] for row in archive._all("SELECT postings FROM fingerprint_segments")]

        assert 360 == sum(sizes)
        assert len(sizes) <= 6


def an_older_archive(path):
    """A file of the first schema, whose fingerprints were rows of a table."""
    with sqlite3.connect(path) as old:
        for statement in statements(MIGRATIONS[0]):
            old.execute(statement)
        old.execute("INSERT INTO indexes VALUES ('numbers', 1)")
        old.execute(
            "CREATE TABLE fingerprints_numbers (key INTEGER NOT NULL, article INTEGER NOT NULL, "
            "position INTEGER NOT NULL, PRIMARY KEY (key, article, position)) WITHOUT ROWID"
        )
        for number in range(1, 8):
            old.execute(
                "INSERT INTO articles (number, id, text, content_sha256) VALUES (?, ?, '4 5', '')",
                (number, f"old{number}"),
            )
            old.execute("INSERT INTO article_fingerprints VALUES (?, 'numbers', 2, '')", (number,))
            old.executemany(
                "INSERT INTO fingerprints_numbers VALUES (?, ?, ?)",
                [(4, number, 0), (5, number, 1)],
            )
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    old.close()


def test_an_older_archive_is_brought_up_to_date(tmp_path):
    an_older_archive(tmp_path / "a.db")

    with Archive.open(tmp_path / "a.db") as archive:
        archive.add([Article(id="new", text="5 6")], indexers=[by_numbers])
        archive.remove(["old3"])

        assert [1, 2, 4, 5, 6, 7, 8] == [number for _, number, _ in held(archive, [5])]
        assert [] == archive._all("SELECT name FROM sqlite_master WHERE name LIKE '%_numbers'")


WRITER = """
import sys
import numpy as np
from menurut.archive import Archive, Postings, merging
from menurut.model import Article

merging.SMALL = 8

def index(article):
    keys = np.array([int(word) for word in article.text.split()], np.int64)
    return Postings(index="numbers", keys=keys, positions=np.zeros(len(keys), np.int32))

path, name, killed = sys.argv[1:]
with Archive.open(path, create=True, busy_seconds=60) as archive:
    if killed == "yes":
        import os, signal
        def trace(sql):
            if sql.startswith("UPDATE fingerprint_segments") and archive.stats().articles >= 20:
                os.kill(os.getpid(), signal.SIGKILL)
        archive._connection.set_trace_callback(trace)
    archive.add((Article(id=f"{name}{n}", text=f"7 {n + 100}") for n in range(40)), indexers=[index], batch=4)
"""


def start(path, name, killed="no"):
    return subprocess.Popen([sys.executable, "-c", WRITER, path, name, killed])


@pytest.mark.slow
def test_three_writers_and_a_reader(tmp_path):
    path = tmp_path / "a.db"
    with Archive.open(path, create=True, busy_seconds=60) as archive:
        archive.add([Article(id="first", text="7")], indexers=[by_numbers])
        writers = [start(path, name) for name in "abc"]
        seen = [1]
        while any(writer.poll() is None for writer in writers):
            # Adding by fours: whatever is merged meanwhile, whole batches are seen and none twice.
            seen.append(len(held(archive, [7])))

        assert [0, 0, 0] == [writer.returncode for writer in writers]
        assert seen == sorted(seen)
        assert all(count % 4 == 1 for count in seen)
        assert 121 == len(held(archive, [7]))


@pytest.mark.slow
def test_killed_while_merging_nothing_is_lost(tmp_path):
    path = tmp_path / "a.db"
    assert -9 == start(path, "a", "yes").wait()

    with Archive.open(path) as archive:
        kept = archive.stats().articles

        assert kept >= 20
        assert kept == len(held(archive, [7]))
        assert [("ok",)] == archive._all("PRAGMA integrity_check")


def test_a_file_that_lost_its_blocks_is_told(tmp_path):
    path = tmp_path / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add([Article(id="a", text="7")], indexers=[by_numbers])
        archive._connection.execute("DROP TABLE fingerprint_blocks")

        with pytest.raises(ArchiveError, match="SQLite says"):
            held(archive, [7])
