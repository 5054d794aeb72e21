"""Where compiled code is kept: beside the package, in the user's cache, else for this run only.

numba refuses to start where it may write neither beside the package nor in a home, as in a
container with a read-only file system; then the code goes into a private folder that is removed
at the end. A folder that others can name would let them put code into it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import numba


def may_keep(folder: Path) -> bool:
    """Whether something can be written into a folder, or into the nearest that exists above it.

    >>> may_keep(Path(tempfile.gettempdir()) / "new"), may_keep(Path("/proc/1/new"))
    (True, False)
    """
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def choose_folder() -> None:
    """Give numba a folder of this run where it would find none."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    beside = Path(__file__).parent / "__pycache__"
    if numba.config.CACHE_DIR or may_keep(beside) or may_keep(home / "numba"):
        return
    folder = tempfile.mkdtemp(prefix="menurut-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    numba.config.CACHE_DIR = folder


choose_folder()
