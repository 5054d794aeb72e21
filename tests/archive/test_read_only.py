"""An archive that may only be read is read; what asks to write is told so."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from menurut.archive import Archive
from menurut.model import Article

ASK = """
import os, sys
from menurut.archive import Archive
from menurut.errors import ArchiveError
from menurut.model import Article

if os.geteuid() == 0:  # to root every file is writable: ask as nobody
    os.setgid(65534)
    os.setuid(65534)
with Archive.open(sys.argv[1]) as archive:
    print(*archive.ids())
    try:
        archive.add([Article(id="c", text="x")])
    except ArchiveError as error:
        print(error)
"""


@pytest.fixture
def folder():
    # pytest's own temporary folder is closed to others.
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        Path(made).chmod(0o755)


def ask(path):
    run = subprocess.run(
        [sys.executable, "-c", ASK, path], capture_output=True, text=True, check=False
    )

    assert "" == run.stderr
    return run.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o444, 0o555), (0o444, 0o777), (0o666, 0o555)]
)
def test_a_file_or_folder_that_may_only_be_read(folder, file_mode, folder_mode):
    path = folder / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add([Article(id="a", text="Air naik.")])
    path.chmod(file_mode)
    folder.chmod(folder_mode)

    ids, told = ask(path)

    assert "a" == ids
    assert "may only be read. Allow writing to it and to its folder" in told


@pytest.mark.slow
def test_what_a_running_writer_has_not_yet_moved_is_seen(folder):
    path = folder / "a.db"
    with Archive.open(path, create=True) as archive:
        archive.add([Article(id="a", text="Air naik.")])
        archive.add([Article(id="b", text="Air surut.")])
        for file in folder.iterdir():
            file.chmod(0o644)
        folder.chmod(0o555)

        ids, _ = ask(path)

    assert "a b" == ids
