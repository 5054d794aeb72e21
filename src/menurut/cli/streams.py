"""What the commands share: articles in, lines out, progress, exit codes."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from menurut.errors import InputError, UsageError
from menurut.model import Article, Problem

if TYPE_CHECKING:
    from rich.progress import Progress

    from menurut.read import ReadSettings

T = TypeVar("T")

PROBLEMS = 1
NOT_MEASURED = 3
PATIENCE_SECONDS = 1.0
"""A job shorter than this shows no progress bar."""

sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SRC...")
output_option = click.option(
    "-o", "--output", default="-", metavar="FILE", help="Where to write; - is stdout (default)."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON even to a terminal.")
lang_option = click.option(
    "--lang",
    type=click.Choice(["id", "en"]),
    default=lambda: interface_language(os.environ),
    show_default="of your system",
    help="Language of the words around the findings.",
)

master_option = click.option(
    "--master", metavar="URL", help="Spark: where it runs (this machine, if not given)."
)
memory_option = click.option(
    "--memory", default="2GB", show_default=True, help="Spill to disk beyond this."
)


def engine_option(default: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What runs a job over a whole collection."""
    return click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default=default,
        show_default=default is not None,
        help="What runs the join. Spark: pip install 'menurut[spark]'."
        if default
        else "Large collections (JSONL or Parquet): trace family by family.",
    )


def interface_language(environment: Any) -> str:
    """Indonesian where the system speaks it (or Malay), else English.

    >>> interface_language({"LANG": "id_ID.UTF-8"})
    'id'
    """
    stated = next(
        (environment[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(k)), ""
    )
    return "id" if stated.lower().startswith(("id", "ms")) else "en"


def say(message: str) -> None:
    """Talk to the person at the terminal, on stderr; hidden characters are shown as marks."""
    click.echo(visible(message), err=True)


def visible(text: str) -> str:
    r"""Text as a terminal may have it: what would move the cursor or hide is shown as a mark.

    >>> visible("rain \x1b[2J stops")
    'rain [U+001B][2J stops'
    """
    if text.isascii() and text.isprintable():
        return text
    from menurut.report.visible import show_hidden  # noqa: PLC0415 - slow, and only here

    return show_hidden(text)


def tell_problem(problem: Problem) -> None:
    """One line on stderr for one recorded problem, whatever line ends its words hold."""
    parts = (f"{problem.where}:", problem.what, problem.remedy or "")
    say(" ".join(" ".join(parts).splitlines()).strip())


def sift(items: Iterable[T | Problem], problems: list[Problem]) -> Iterator[T]:
    """Pass on what could be read; tell each problem on stderr and add it to `problems`.

    Trouble with an article that could be read is told too; it stays in the article.
    """
    for item in items:
        tell_trouble(item)
        if isinstance(item, Problem):
            problems.append(item)
        else:
            yield item


def tell_trouble(item: object) -> None:
    """A problem, or the problems of an article that could be read; its notes are not told."""
    if isinstance(item, Problem):
        tell_problem(item)
        return
    for problem in getattr(item, "problems", ()):
        if not problem.note:
            tell_problem(problem)


def collect(
    sources: Iterable[str], settings: ReadSettings | None = None
) -> tuple[list[Article], list[Problem]]:
    """All articles of the sources, and the problems met on the way."""
    from menurut.read import ReadSettings, read_articles  # noqa: PLC0415 - slow, and only here

    problems: list[Problem] = []
    found = read_articles(list(sources), settings or ReadSettings())
    return list(sift(follow(found, "reading"), problems)), problems


def follow(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Pass items on; after a second of work show a progress bar on a terminal's stderr."""
    if not sys.stderr.isatty():
        yield from items
        return
    started = time.monotonic()
    bar = _progress_bar()
    task = bar.add_task(label, total=total)
    try:
        for item in items:
            yield item
            bar.advance(task)
            if not bar.live.is_started and time.monotonic() - started > PATIENCE_SECONDS:
                bar.start()
    finally:
        bar.stop()


def _progress_bar() -> Progress:
    from rich import progress  # noqa: PLC0415 - slow, and only here
    from rich.console import Console  # noqa: PLC0415 - slow, and only here

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def progress_steps() -> Iterator[Callable[[str], None]]:
    """A spinner for jobs made of named steps; silent where stderr is not a terminal."""
    from rich.console import Console  # noqa: PLC0415 - slow, and only here

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step: None
        return
    with console.status("…") as status:
        yield lambda step: status.update(f"{step} …")


@contextmanager
def writing(path: str) -> Iterator[IO[str]]:
    """A text file that appears under its name only when it is complete; `-` is stdout."""
    if path == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    if _is_channel(path):
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}. Name a folder that exists and is writable."
        ) from error
    try:
        # Lone surrogates in hostile input must not stop the writing of everything else.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}. Nothing was changed.") from error
    finally:
        Path(name).unlink(missing_ok=True)


def _is_channel(path: str) -> bool:
    """Whether a name stands for a device or a pipe, which is written to and never replaced.

    >>> _is_channel(os.devnull), _is_channel("new.jsonl")
    (True, False)
    """
    target = Path(path)
    return target.exists() and not target.is_file() and not target.is_dir()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def json_line(record: Any) -> str:
    """One line of JSONL; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    plain = msgspec.to_builtins(record)
    try:
        return msgspec.json.encode(plain).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_printable(plain)).decode()


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {_printable(k): _printable(v) for k, v in value.items()}
    return value


def write_lines(path: str, records: Iterable[Any], problems: Iterable[Problem] = ()) -> None:
    """JSONL: the records, then one `{"problem": ...}` line for each problem."""
    with writing(path) as stream:
        for record in records:
            stream.write(json_line(record) + "\n")
        for problem in problems:
            stream.write(json_line({"problem": problem}) + "\n")


def exit_code(measured: int, problems: Sequence[Problem]) -> int:
    """0; 1 when some articles had problems; 3 when there was nothing to work on.

    >>> exit_code(0, [])
    3
    """
    if not measured:
        return NOT_MEASURED
    return PROBLEMS if any(not problem.note for problem in problems) else 0


def to_person(path: str, *, as_json: bool) -> bool:
    """Whether the result is read by a person at a terminal rather than by a program."""
    return path == "-" and not as_json and sys.stdout.isatty()


def one_article(articles: list[Article], source: str) -> Article:
    """The single article of a source; says what to do when there are none or many."""
    if not articles:
        raise InputError(
            f"{source}: no article found in it. Give an HTML page, a text or a line of JSONL."
        )
    if len(articles) > 1:
        raise UsageError(
            f"{source}: holds {len(articles)} articles, and one is asked for. "
            "Pick one with --id, or trace them all: menurut trace"
        )
    return articles[0]
