"""Dossiers as JSON, out and in: what `menurut report` renders again is what was found."""

from __future__ import annotations

import msgspec

from menurut.errors import InputError
from menurut.model import Dossier

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Dossier)


def render_json(dossier: Dossier) -> str:
    """A dossier as indented JSON; the same dossier gives the same bytes.

    >>> print(render_json(Dossier(subject="a", articles=())))
    {
      "subject": "a",
      "articles": []
    }
    <BLANKLINE>
    """
    return msgspec.json.format(_ENCODER.encode(dossier), indent=2).decode() + "\n"


def read_dossier(data: bytes) -> Dossier:
    """The dossier in a JSON file.

    >>> read_dossier(b'{"subject": "a", "articles": []}').subject
    'a'
    """
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"this is not a dossier: {error}. Make one with: menurut investigate ... -o FILE, "
            "or menurut trace ... --dossier FILE"
        ) from error
