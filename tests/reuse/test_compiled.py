"""Compiled functions: made once, kept where it is allowed, loaded without numba, checked."""

import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from menurut.errors import MissingPartError
from menurut.reuse import compiled
from menurut.reuse.compiled import ArrayKind, Compiled, Int64Rows, Int64s
from menurut.reuse.compiling import machine_code

FIND = """
import sys
from menurut.reuse.words import find_words
print(find_words(["Air naik"]).bounds.tolist(), "numba" in sys.modules)
"""


def run(code, **environment):
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env={**os.environ, **environment}, text=True, capture_output=True, check=True
    )
    return done.stdout.strip()


def twice(numbers: Int64s, doubled: Int64s) -> None:
    for place in range(len(numbers)):
        doubled[place] = 2 * numbers[place]


def made_new(numbers: Int64s) -> int:
    return np.cumsum(numbers)[-1]


def added_up(rows: Int64Rows, by: tuple[Int64s, int]) -> int:
    total = 0
    for row in range(rows.shape[0]):
        for column in range(rows.shape[1]):
            total += rows[row, column] * by[0][column] + by[1]
    return total


@pytest.mark.slow
def test_code_is_made_once_and_then_loaded_without_numba(tmp_path):
    kept = str(tmp_path / "new")

    assert "[0, 2] True" == run(FIND, NUMBA_CACHE_DIR=kept)
    assert "[0, 2] False" == run(FIND, NUMBA_CACHE_DIR=kept)


@pytest.mark.slow
def test_code_that_is_damaged_is_made_anew(tmp_path):
    run(FIND, NUMBA_CACHE_DIR=str(tmp_path))
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:-1] + b"?")

    assert "[0, 2] True" == run(FIND, NUMBA_CACHE_DIR=str(tmp_path))


def test_where_nothing_may_be_written_nothing_is_kept(monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/proc/1/none")

    compiled._keep("code.o", b"code")

    assert compiled._kept("code.o") is None


def test_beside_a_package_that_is_read_only_the_users_cache_serves(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiled, "__file__", "/proc/1/menurut/compiled.py")

    compiled._keep("code.o", b"code")

    assert b"code" == compiled._kept("code.o")
    assert [tmp_path / "menurut" / "code.o"] == [*tmp_path.rglob("*.o")]


def test_code_that_others_could_have_planted_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    compiled._keep("code.o", b"code")
    file = tmp_path / "code.o"

    assert b"code" == compiled._kept("code.o")

    file.chmod(0o664)

    assert compiled._kept("code.o") is None

    file.chmod(0o644)
    told = file.stat()
    others = os.stat_result([*told[:4], told.st_uid + 4242, *told[5:]])

    assert compiled._is_ours(told)
    assert not compiled._is_ours(others)


def test_a_pipe_or_a_folder_in_the_place_of_code_keeps_nobody_waiting(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    os.mkfifo(tmp_path / "pipe.o")
    (tmp_path / "folder.o").mkdir()
    (tmp_path / "empty.o").touch()

    assert compiled._kept("pipe.o") is None
    assert compiled._kept("folder.o") is None
    assert compiled._kept("empty.o") is None


def test_what_cannot_be_kept_is_told_and_leaves_nothing_behind(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    (tmp_path / "code.o" / "in the way").mkdir(parents=True)

    compiled._tell_not_kept.cache_clear()
    compiled._keep("code.o", b"code")

    assert ["code.o"] == [one.name for one in tmp_path.iterdir()]
    assert "each run makes it anew" in caplog.text


@pytest.mark.slow
def test_at_a_terminal_the_first_run_says_that_code_is_made(tmp_path):
    story = tmp_path / "story.jsonl"
    story.write_text('{"id": "a", "text": "Air naik."}\n', encoding="utf-8")
    watcher, terminal = pty.openpty()
    command = [sys.executable, "-m", "menurut", "reuse", str(story)]
    keep = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    subprocess.run(command, env=keep, stderr=terminal, stdout=subprocess.DEVNULL, check=True)
    os.close(terminal)

    assert b"once, and it may take half a minute" in os.read(watcher, 4096)

    os.close(watcher)


def test_where_numba_does_not_load_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "menurut.reuse.compiling", None)

    with pytest.raises(MissingPartError, match="numba does not load"):
        compiled._make([])


def test_records_and_tables_are_handed_over(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "_MARKED", {})
    add = Compiled(added_up)
    rows = np.arange(6).reshape(2, 3)

    assert 15 + 6 * 7 == add(rows, (np.ones(3, np.int64), 7))


@pytest.mark.parametrize(
    "numbers",
    [
        np.zeros(2, np.int32),
        np.zeros(2, ">i8"),
        np.zeros((2, 2), np.int64),
        np.zeros(4, np.int64)[::2],
        np.frombuffer(bytes(17), np.int64, offset=1),
    ],
)
def test_an_array_of_another_kind_is_refused(numbers, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "_MARKED", {})

    with pytest.raises(TypeError, match="twice takes"):
        Compiled(twice)(numbers, np.zeros(2, np.int64))


@pytest.mark.slow
def test_threads_that_call_at_once_wait_for_one_making(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "_MARKED", {})
    linked = len(compiled._LINKED)
    double = Compiled(twice)
    held = [(np.arange(9), np.zeros(9, np.int64)) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda pair: double(*pair), held))

    assert all(np.array_equal(2 * numbers, doubled) for numbers, doubled in held)
    assert linked + 1 == len(compiled._LINKED)


def test_code_that_does_not_stand_alone_is_refused(monkeypatch):
    monkeypatch.setattr(compiled, "_MARKED", {})

    with pytest.raises(AssertionError, match="do not stand alone"):
        machine_code([Compiled(made_new)])


@pytest.mark.parametrize("shape", [Any, tuple[Any, ...], tuple[int]])
def test_arrays_of_one_dimension_are_told_as_each_numpy_tells_them(shape):
    hint = np.ndarray[shape, np.dtype[np.int64]]

    assert ArrayKind(np.dtype(np.int64), 1) == compiled._kind(hint)


def test_other_constants_are_other_code(monkeypatch):
    monkeypatch.setattr(compiled, "_MARKED", {})
    monkeypatch.setitem(twice.__globals__, "len", len)
    before = compiled._digest([Compiled(twice)])
    monkeypatch.setitem(twice.__globals__, "range", 7)

    assert before != compiled._digest([Compiled(twice)])
