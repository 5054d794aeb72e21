"""The command line: parse, call, print; no thought.

A command imports its stages when it runs: --help, and a command that needs few, start at once.

Data goes to stdout, talk to stderr. Exit codes: 0 done; 1 some articles had problems (each is
recorded in the output); 2 wrong use or an input that cannot be read; 3 nothing could be measured.
A `MenurutError` is one line on stderr; a traceback is our bug.
"""

from __future__ import annotations

import io
import os
import sys

import click

from menurut.cli.archive import archive
from menurut.cli.chain import demo, investigate, trace
from menurut.cli.serving import serve
from menurut.cli.stages import attribute, check, read, report, reuse
from menurut.cli.streams import say
from menurut.errors import InputError, MenurutError

INTERRUPTED = 130  # what shells expect after Ctrl-C


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Start with: menurut demo",
)
@click.version_option(package_name="menurut", prog_name="menurut")
def menurut() -> None:
    """Find out where a news story comes from.

    Who says it, through whom, who copied whom, how many independent sources stand behind it,
    and what changed on the way. Works offline. Shows evidence; never calls anything true or false.
    """


for command in (demo, investigate, trace, read, attribute, reuse, check, archive, report, serve):
    menurut.add_command(command)


def main() -> None:
    """Run the command line; errors that we raise on purpose become one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    _forget_no_width()
    _tell_waits()
    try:
        code = menurut.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except MenurutError as error:
        say(f"menurut: {error}")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("menurut: stopped. What was finished is kept.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; silence Python's own complaint at exit.
        _silence_stdout()
        sys.exit(0)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"menurut: {place}{error.strerror or error}. What was finished is kept.")
        _silence_stdout()
        sys.exit(InputError.exit_code)


def _tell_waits() -> None:
    """Where a person looks on, tell of long waits as they begin."""
    if sys.stderr.isatty():
        from menurut.cli.waits import tell_waits  # noqa: PLC0415 - slow, and only here

        tell_waits()


def _silence_stdout() -> None:
    """Let what is still buffered for a full disk or a closed pipe go nowhere at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _forget_no_width() -> None:
    """A terminal that says it is 0 wide (cron, some containers) does not know its width."""
    if os.environ.get("COLUMNS") == "0":
        del os.environ["COLUMNS"]
