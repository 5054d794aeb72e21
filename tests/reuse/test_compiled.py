"""Compiled functions: made once, kept where it is allowed, loaded without numba, checked."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

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


def test_records_and_tables_are_handed_over(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "_MARKED", {})
    add = Compiled(added_up)
    rows = np.arange(6).reshape(2, 3)

    assert 15 + 6 * 7 == add(rows, (np.ones(3, np.int64), 7))


@pytest.mark.parametrize(
    "numbers", [np.zeros(2, np.int32), np.zeros((2, 2), np.int64), np.zeros(4, np.int64)[::2]]
)
def test_an_array_of_another_kind_is_refused(numbers, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "_MARKED", {})

    with pytest.raises(TypeError, match="twice takes"):
        Compiled(twice)(numbers, np.zeros(2, np.int64))


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
