"""Uploaded files, read as the command line reads files.

In: (name, bytes) pairs. Out: articles and problems, told with the names that the person knows. The
files lie in a folder of their own while they are read: so everything that holds for files on the
command line holds here, an id that comes twice in them too.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import msgspec

from menurut.errors import MenurutError
from menurut.model import Article, Problem
from menurut.read import read_articles

_ENDINGS = re.compile(r"(?:\.[A-Za-z0-9]{1,10}){1,2}$")
# What a name ends with tells the form: ".jsonl", ".warc.gz".


def uploaded(files: Sequence[tuple[str, bytes]]) -> Generator[Article | Problem, None, None]:
    """What uploaded files hold, as (name, bytes); one that cannot be read is a problem.

    Raises `InputError` where the only file cannot be read. Whoever stops before the end closes it:
    the files lie on disk until then.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [_put(Path(folder), n, name, data) for n, (name, data) in enumerate(files)]
        named = _renamer(paths, [name for name, _ in files])
        try:
            for item in read_articles(paths):
                yield _known_by_name(item, named)
        except MenurutError as error:
            raise type(error)(named(str(error))) from error


def _put(folder: Path, number: int, name: str, data: bytes) -> str:
    ending = _ENDINGS.search(name)
    path = folder / f"{number}-{ending[0] if ending else ''}"
    path.write_bytes(data)
    return str(path)


def _renamer(paths: Sequence[str], names: Sequence[str]) -> Callable[[str], str]:
    """What puts the name of a file where words hold its path."""
    place = re.compile("|".join(re.escape(path) for path in paths) or r"(?!)")
    known = dict(zip(paths, names, strict=True))
    return lambda told: place.sub(lambda found: known[found[0]], told)


def _known_by_name(item: Article | Problem, named: Callable[[str], str]) -> Article | Problem:
    def told(problem: Problem) -> Problem:
        where, what = named(problem.where), named(problem.what)
        return msgspec.structs.replace(problem, where=where, what=what)

    if isinstance(item, Problem):
        return told(item)
    return msgspec.structs.replace(item, problems=tuple(map(told, item.problems)))
