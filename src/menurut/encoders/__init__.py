"""Encoders by name: `use:`, `model2vec:NAME`, `st:NAME`, `fastembed:NAME`, `onnx:FOLDER`, `table:`.

In: a name. Out: an `Encoder` (archive/vectors.py). What stands before the colon is an entry point
of the group "menurut.encoders", so that a package of yours can add one; what follows is the model,
a name on a hub or a folder. None is needed: the translation tables work without.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from menurut.archive.vectors import Encoder
from menurut.errors import MissingPartError, UsageError

GROUP = "menurut.encoders"

__all__ = ["GROUP", "Encoder", "encoder_kinds", "open_encoder"]


def encoder_kinds() -> tuple[str, ...]:
    """The kinds of encoder that are installed.

    >>> {"use", "onnx", "table"} <= set(encoder_kinds())
    True
    """
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def open_encoder(name: str) -> Encoder:
    """The encoder of a name such as "use:" or "st:intfloat/multilingual-e5-small".

    Raises `UsageError` for a kind unknown, `MissingPartError` where its package is not installed.

    >>> open_encoder("table:").encode(["A fire."]).shape
    (1, 128)
    """
    kind, colon, model = name.partition(":")
    found = [point for point in entry_points(group=GROUP) if point.name == kind]
    if not colon or not found:
        known = ", ".join(f"{each}:" for each in encoder_kinds())
        raise UsageError(f"{name!r} is no encoder. Known: {known}. See docs/translation.md.")
    opener: Callable[[str], Encoder] = found[0].load()
    try:
        return opener(model)
    except ImportError as error:
        raise MissingPartError(
            f"the encoder {name} needs a package that is not installed ({error.name}). "
            f"Install it: pip install 'menurut[{kind}]'"
        ) from error
