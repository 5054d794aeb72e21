"""What we know of a language, as one TOML file each: `languages/id.toml`, `en.toml`, ...

A reporter can read and correct a pack. It is decoded straight into `Pack`, which forbids
unknown fields, so a slip names itself. Each section of the file has its own record:

    [reading]      boilerplate lines, dateline and credit formulas     languages/reading.py
    [attribution]  cues, hedges, unnamed sources, titles               languages/attribution.py
    [numbers]      number words, multipliers, separators, units        languages/numbers.py
    [drift]        certainty words, loaded headline words              languages/drift.py
    [informants]   words of asking, replying and refusing              languages/informants.py
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from menurut.errors import KnowledgeError
from menurut.languages.attribution import AttributionWords
from menurut.languages.drift import DriftWords
from menurut.languages.informants import InformantWords
from menurut.languages.numbers import NumberWords
from menurut.languages.reading import ReadingWords


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything menurut knows of one language."""

    code: str
    name: str
    direction: str = "ltr"
    reading: ReadingWords = ReadingWords()
    attribution: AttributionWords = AttributionWords()
    numbers: NumberWords = NumberWords()
    drift: DriftWords = DriftWords()
    informants: InformantWords = InformantWords()


def parse_pack(text: str, name: str) -> Pack:
    r"""Decode a pack; `name` is the file for the error message.

    Raises `KnowledgeError` that names file, place and what was expected.

    >>> parse_pack('code = "xx"\nname = "Example"', "xx.toml").code
    'xx'
    """
    try:
        return msgspec.toml.decode(text, type=Pack)
    except msgspec.DecodeError as error:
        raise KnowledgeError(
            f"{name}: {error}. docs/add-a-language.md explains the file."
        ) from error


@cache
def known_languages() -> tuple[str, ...]:
    """Codes of the languages that have a pack.

    >>> "id" in known_languages()
    True
    """
    files = resources.files("menurut.languages").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@cache
def load_pack(code: str | None) -> Pack | None:
    """The pack of a language, or `None` where there is none; Malay falls back to Indonesian.

    >>> load_pack("id").name
    'Indonesian'
    """
    if code is None:
        return None
    code = code.lower().split("-")[0]
    code = {"ms": "id"}.get(code, code) if code not in known_languages() else code
    if code not in known_languages():
        return None
    file = resources.files("menurut.languages") / f"{code}.toml"
    return parse_pack(file.read_text(encoding="utf-8"), f"languages/{code}.toml")
