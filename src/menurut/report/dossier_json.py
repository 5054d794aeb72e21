"""Dossiers as JSON, out and in: what `menurut report` renders again is what was found."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from menurut.errors import InputError
from menurut.model import Dossier

_SURROGATE = re.compile("[\ud800-\udfff]")
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
    try:
        encoded = _ENCODER.encode(dossier)
    except UnicodeEncodeError:  # a lone surrogate, which no UTF-8 can hold
        encoded = msgspec.json.encode(
            without_surrogates(msgspec.to_builtins(dossier, order="deterministic"))
        )
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def without_surrogates(value: Any) -> Any:
    r"""A JSON value with U+FFFD for each lone surrogate: as long as before, so that spans hold.

    >>> without_surrogates({"a": ["x\ud800y"]})
    {'a': ['x�y']}
    """
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(k): without_surrogates(item) for k, item in value.items()}
    return value


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
