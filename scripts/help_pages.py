"""Write what commands print into the pages that show it, or --check that it stands there.

`<!-- help: menurut NAME -->` ... `<!-- /help -->` holds the command's --help;
`<!-- run: menurut NAME ... -->` ... `<!-- /run -->` what the command prints, in 80 columns.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from click.testing import CliRunner

from menurut.cli import menurut as command

ROOT = Path(__file__).parent.parent
PLACE = re.compile(r"(<!-- (help|run): (menurut[\w -]*) -->\n).*?(<!-- /\2 -->)", re.DOTALL)


def printed(kind: str, name: str) -> str:
    """What a command prints in 80 columns, without colour."""
    words = [*name.split()[1:], *(["--help"] if kind == "help" else [])]
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"})
    output = runner.invoke(command, words, prog_name="menurut", terminal_width=80).output
    return "".join(line.rstrip() + "\n" for line in output.splitlines())


def filled(text: str) -> str:
    """The page with every marked place filled."""
    return PLACE.sub(lambda m: f"{m[1]}```text\n{printed(m[2], m[3].strip())}```\n{m[4]}", text)


def main() -> int:
    """Exit code 1 when --check finds a page that is behind."""
    behind = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        if filled(text) != text:
            behind.append(page.name)
            if "--check" not in sys.argv:
                page.write_text(filled(text), encoding="utf-8")
    if behind:
        click.echo(f"help texts {'differ' if '--check' in sys.argv else 'written'}: {behind}")
    return int(bool(behind) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
