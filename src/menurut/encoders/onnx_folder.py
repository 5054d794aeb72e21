"""A sentence encoder from a folder: model.onnx and tokenizer.json, as hubs offer them.

In: texts. Out: one row each: the model's sentence vector where it gives one, else the mean of its
word vectors. Runs on onnxruntime and tokenizers alone. Weakness: models that want a prefix
("query: ") are not told apart; such prefixes are not added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from menurut.errors import InputError

MAX_TOKENS = 256
"""Longer texts are cut: most models were made for no more."""


def open_folder(folder: str) -> Callable[[Sequence[str]], NDArray[np.floating]]:
    """What turns texts into rows by the model of a folder.

    Raises `InputError` where the folder lacks a file or a file cannot be read.
    """
    model, words = Path(folder) / "model.onnx", Path(folder) / "tokenizer.json"
    for file in (model, words):
        if not file.is_file():
            raise InputError(f"{file} is absent. onnx: needs a folder with {file.name} in it.")
    onnxruntime.disable_telemetry_events()  # nothing leaves the machine
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    try:
        tokenizer = Tokenizer.from_file(str(words))
        session = onnxruntime.InferenceSession(str(model), options)
    except Exception as error:  # both raise bare exceptions of their own
        raise InputError(f"{folder} holds no model that can be read: {error}") from error
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return lambda texts: _rows(texts, tokenizer, session)


def _rows(texts: Sequence[str], tokenizer: Any, session: Any) -> NDArray[np.floating]:
    encoded = tokenizer.encode_batch(list(texts))
    mask = np.array([e.attention_mask for e in encoded], np.int64)
    known = {
        "input_ids": np.array([e.ids for e in encoded], np.int64),
        "attention_mask": mask,
        "token_type_ids": np.array([e.type_ids for e in encoded], np.int64),
    }
    wanted = {place.name for place in session.get_inputs()}
    outputs = session.run(None, {name: known[name] for name in wanted & known.keys()})
    sentences = [np.asarray(out) for out in outputs if np.asarray(out).ndim == 2]
    if sentences:
        return sentences[0]
    weight = mask[:, :, None].astype(np.float32)
    mean: NDArray[np.floating] = (outputs[0] * weight).sum(1) / np.maximum(weight.sum(1), 1)
    return mean
