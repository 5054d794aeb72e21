"""Open an archive file, or say in one line why it cannot be opened and what to do.

Text files, other SQLite databases, folders, missing files, files of a newer menurut, locked and
read-only ones are told apart; none of them is altered.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from menurut.archive.schema import APPLICATION_ID, MIGRATIONS, migrate
from menurut.errors import ArchiveError

MEMORY = ":memory:"
CACHE_KIB = 65_536
"""Pages kept in memory: a batch touches the fingerprint table in many places."""


def connect(path: str, *, create: bool, busy_seconds: float) -> sqlite3.Connection:
    """A connection to an archive, new or old, or `ArchiveError`."""
    if path == MEMORY:
        connection = sqlite3.connect(path, isolation_level=None)
        _prepare(connection, path, create=True)
        return connection
    _refuse_what_is_no_file(path, create=create)
    connection = _connection(path, create=create, busy_seconds=busy_seconds)
    try:
        with told(path):
            _prepare(connection, path, create=create)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_what_is_no_file(path: str, *, create: bool) -> None:
    file = Path(path)
    if file.is_dir():
        raise ArchiveError(f"{path} is a folder. Name the archive file in it: {file}/archive.db")
    if not file.exists() and not create:
        raise ArchiveError(f"{path}: no such archive. Make one: menurut archive add {path} SRC...")
    if not file.exists() and not file.absolute().parent.is_dir():
        raise ArchiveError(f"{path}: its folder does not exist. Make it: mkdir -p {file.parent}")


def _connection(path: str, *, create: bool, busy_seconds: float) -> sqlite3.Connection:
    """Read and write where file and folder allow it, else read only."""
    uri = f"file:{quote(str(Path(path).absolute()))}?mode={_mode(path, create=create)}"
    try:
        return sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise ArchiveError(
            f"{path}: cannot be opened ({error}). Check that you may read and write it."
        ) from error


def _mode(path: str, *, create: bool) -> str:
    if create:
        return "rwc"
    side_files = os.access(Path(path).absolute().parent, os.W_OK)  # WAL makes two beside the file
    if side_files:
        return "rw" if os.access(path, os.W_OK) else "ro"
    # Where none can be made: those of a program that has the archive open, or none are needed.
    log = Path(f"{path}-wal")
    return "ro" if log.exists() and log.stat().st_size else "ro&immutable=1"


def _prepare(connection: sqlite3.Connection, path: str, *, create: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if _is_archive(connection, path, create=create):
        _bring_up_to_date(connection, path)
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)


def _is_archive(connection: sqlite3.Connection, path: str, *, create: bool) -> bool:
    """Whether the file is an archive; an empty one becomes one when `create` is given."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application == APPLICATION_ID:
        return True
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables or application:
        raise ArchiveError(
            f"{path} is an SQLite database, but not a menurut archive. "
            f"Name another file: menurut archive add NEW.db SRC..."
        )
    if not create:
        raise ArchiveError(f"{path} is empty. Fill it: menurut archive add {path} SRC...")
    return False


def _bring_up_to_date(connection: sqlite3.Connection, path: str) -> None:
    seen = connection.execute("PRAGMA user_version").fetchone()[0]
    if seen > len(MIGRATIONS):
        raise ArchiveError(
            f"{path} was written by a newer menurut (schema {seen}, this one knows "
            f"{len(MIGRATIONS)}). Update it: pip install --upgrade menurut"
        )
    if seen < len(MIGRATIONS):
        try:
            migrate(connection)
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
            raise ArchiveError(
                f"{path} was written by an older menurut and must be brought up to date once, but "
                "may only be read. Copy it to a folder of yours and open the copy."
            ) from error


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn SQLite's errors into one line that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise ArchiveError(f"{path}: {_remedy(path, str(error))}") from error


def _remedy(path: str, error: str) -> str:
    """What happened in our words, by what SQLite says."""
    remedies = {
        "not a database": "is not an archive (not an SQLite file). Name another file.",
        "locked": "is being written by another program. Wait until it is done, then try again.",
        "readonly": f"may only be read. Allow writing to it and to its folder (chmod u+w {path} "
        f"{Path(path).parent}), or copy it to a folder of yours first.",
        "disk is full": "the disk is full. What was stored before is kept; free some space.",
        "malformed": f"is damaged. Save what can be read: sqlite3 {path} .recover",
    }
    found = (remedy for sign, remedy in remedies.items() if sign in error)
    return next(found, f"SQLite says: {error}. Check that you may read and write it.")
