"""Where a corpus job keeps what it has finished, so that a killed one goes on from there.

A folder beside the output (there must be room anyway) holds the engine's tables, the words and a
file for each finished shard; a file appears under its name only when it is complete, and that is
its mark. A digest of input and settings says whether the folder belongs to this job; another
job's is emptied. It is removed when the job is done, and kept, with a word about it, when the job
breaks off. With stdin or stdout there is nothing to go on from.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np

from menurut.errors import EngineError, InputError, MenurutError, UsageError

T = TypeVar("T", bound=msgspec.Struct)

FORMAT = 3
"""Raise it when what stands in the folder changes: folders of older versions are emptied then."""
_MARK = ".done"


class JobFolder:
    """The folder of one job; `words`, tables and shards stand in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def is_done(self, step: str) -> bool:
        """Whether a step was finished, now or by an earlier run of the same job."""
        return (self.path / (step + _MARK)).exists()

    def mark(self, step: str) -> None:
        """Say that a step is finished."""
        (self.path / (step + _MARK)).touch()

    def once(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """A record of arrays: what an earlier run left under this name, else made and kept."""
        path = self.path / f"{name}.npz"
        if path.exists():
            with np.load(path) as columns:
                return kind(**columns)
        made = make()
        with _appearing(path) as stream:
            np.savez(stream, **{column: getattr(made, column) for column in kind.__struct_fields__})
        return made

    def write_lines(self, name: str, lines: Iterable[str]) -> None:
        """Keep lines of ASCII; a file that is there is complete."""
        with _appearing(self.path / name) as stream:
            stream.writelines(line.encode("ascii") + b"\n" for line in lines)

    def write_json(self, name: str, record: Any) -> None:
        """Keep a small record."""
        with _appearing(self.path / f"{name}.json") as stream:
            stream.write(msgspec.json.encode(record))

    def read_json(self, name: str, kind: Any) -> Any:
        """A record that was kept."""
        return msgspec.json.decode((self.path / f"{name}.json").read_bytes(), type=kind)

    def has_results(self) -> bool:
        """Whether anything is finished that another run need not do again."""
        return any(self.path.glob(f"*{_MARK}")) or any(self.path.glob("*-*.*"))


@contextmanager
def _appearing(path: Path) -> Iterator[Any]:
    """A file that stands under its name only when it is complete."""
    made = path.with_name(f".{path.name}")
    with made.open("wb") as stream:
        yield stream
    made.replace(path)


@contextmanager
def job_folder(source: str, output: str, settings: Any) -> Iterator[JobFolder]:
    """The folder of the job that makes `output` of `source` with these settings."""
    if source == "-" or _is_no_file(output):
        with _made(output, lambda: tempfile.TemporaryDirectory(prefix="menurut-")) as name:
            yield JobFolder(Path(name))
        return
    target = Path(output).absolute()
    path = target.parent / f".menurut-job-{target.name}"
    digest = _digest(source, settings)
    _made(output, lambda: path.mkdir(exist_ok=True))
    with _locked(path, output):
        _empty_unless_of(path, digest)
        folder = JobFolder(path)
        try:
            yield folder
        except BaseException as error:
            if not folder.has_results():
                shutil.rmtree(path, ignore_errors=True)
                raise
            raise _with_note(error, path) from error
        shutil.rmtree(path, ignore_errors=True)


def _with_note(error: BaseException, path: Path) -> BaseException:
    """The error, with a word on what is kept where the reader of a message sees it."""
    kept = (
        f"What is done is kept in {path}: the same command goes on from there; "
        "delete the folder to begin anew."
    )
    if isinstance(error, OSError):
        return EngineError(f"the job broke off: {error.strerror or error}. {kept}")
    return type(error)(f"{error} {kept}") if isinstance(error, MenurutError) else error


def _is_no_file(output: str) -> bool:
    target = Path(output)
    return output == "-" or (target.exists() and not target.is_file() and not target.is_dir())


def _made(output: str, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except OSError as error:
        raise InputError(
            f"cannot write {output}: {error.strerror}. Name a folder that exists and is writable."
        ) from error


def _digest(source: str, settings: Any) -> str:
    """Of everything that the result depends on: the bytes of the input, and the settings."""
    digest = blake2b(f"{FORMAT} {settings!r}".encode(), digest_size=16)
    try:
        with Path(source).open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}. Check the name.") from error
    return digest.hexdigest()


def _empty_unless_of(path: Path, digest: str) -> None:
    """Remove what another job, or another version of the input, has left."""
    name = path / "digest"
    if name.exists() and name.read_text(encoding="ascii") == digest:
        return
    for left in path.iterdir():
        if left.name == "lock":
            continue
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    with _appearing(name) as stream:
        stream.write(digest.encode())


@contextmanager
def _locked(path: Path, output: str) -> Iterator[None]:
    """Two jobs never work in one folder; the lock ends with the process, however that ends."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where DuckDB's own lock must do
    except ImportError:
        yield
        return
    with (path / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                f"another menurut works on {output} now. Wait for it, or name another output."
            ) from error
        yield
