"""Compiled code finds a place, or is kept for one run only."""

from pathlib import Path

import numba

from menurut.reuse import compiling


def test_a_machine_that_lets_nothing_be_written_gets_a_private_folder(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    monkeypatch.setattr(compiling, "may_keep", lambda _folder: False)

    compiling.choose_folder()

    folder = Path(numba.config.CACHE_DIR)
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_was_chosen_is_left(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "/chosen")
    monkeypatch.setattr(compiling, "may_keep", lambda _folder: False)

    compiling.choose_folder()

    assert numba.config.CACHE_DIR == "/chosen"
