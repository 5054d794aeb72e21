"""Write each command's --help into its page under docs/, or --check that it stands there.

A page marks the place with `<!-- help: menurut NAME -->` and `<!-- /help -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from click.testing import CliRunner

from menurut.cli import menurut as command

DOCS = Path(__file__).parent.parent / "docs"
PLACE = re.compile(r"(<!-- help: (menurut[\w -]*) -->\n).*?(<!-- /help -->)", re.DOTALL)


def help_of(name: str) -> str:
    """What `menurut ... --help` prints in 80 columns."""
    words = [*name.split()[1:], "--help"]
    return CliRunner().invoke(command, words, prog_name="menurut", terminal_width=80).output


def filled(text: str) -> str:
    """The page with every marked place filled."""
    return PLACE.sub(lambda m: f"{m[1]}```text\n{help_of(m[2].strip())}```\n{m[3]}", text)


def main() -> int:
    """Exit code 1 when --check finds a page that is behind."""
    behind = []
    for page in sorted(DOCS.glob("*.md")):
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
