"""Write a trained tagger as int8 ONNX, and set what is set after training.

    python scripts/export_tagger.py build/tagger ../shared/gold/attribution/polnear_train.jsonl

In: the folder with `checkpoint.pt`, and the articles it was trained on: those held out of
training (one in twenty) set the confidence. Out, in the same folder: `tagger.onnx`,
`tagger.json`, `tokenizer.json`, to be copied to src/menurut/attribute/assets/.

Weights of products are rounded to int8 for each column, vectors of words for each word; the
heads stay float32. Attention becomes one operator of onnxruntime.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812
from onnxruntime.quantization import QuantType, quantize_dynamic
from tagger_network import HEADS, HIDDEN, Layer, Network, base_folder
from torch import Tensor, nn
from train_tagger import HELD_OUT

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gold.attribution import load_scorer
from gold.calibration import right_ones

from menurut.attribute.pieces import LENGTH, load_tokenizer
from menurut.attribute.tagger import confidence_of, load_tagger, read_triples, tag_findings

BIAS = (0.0, 0.0, 0.0, 2.0, 0.0, 1.0, 0.0)
"""Makes cues and contents be seen more readily than the training would: what is wrong is cut
by its links and its confidence. Set on the articles held out of training."""
THRESHOLDS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)


class Int8Words(nn.Module):
    """Vectors of words as int8 with one scale for each word."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True) / 127
        self.register_buffer("small", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors of these pieces."""
        return self.small[ids].float() * self.scale[ids]


class Attention(torch.autograd.Function):
    """One operator of onnxruntime for the whole attention."""

    @staticmethod
    def forward(_context: Any, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Only traced, never computed with: the shape is all that counts."""
        return query + key + value

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        """The operator."""
        name = "com.microsoft::MultiHeadAttention"
        return graph.op(name, query, key, value, num_heads_i=HEADS).setType(query.type())


class ExportedLayer(Layer):
    """A layer without padding, for one window at a time."""

    def forward(self, x: Tensor, _mask: Tensor) -> Tensor:
        """As in `Layer`."""
        x = self.norm1(x + self.out(Attention.apply(*self.qkv(x).split(HIDDEN, dim=2))))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


def export(network: Network, folder: Path) -> None:
    """Write tagger.onnx."""
    network.words = Int8Words(network.words.weight.data)
    network.places.weight = nn.Parameter(network.places.weight[:LENGTH].clone())
    for layer in network.layers:
        layer.__class__ = ExportedLayer
    ids = torch.randint(1000, 2000, (1, 77))
    torch.onnx.export(
        network,
        (ids, torch.zeros_like(ids)),
        str(folder / "float.onnx"),
        input_names=["ids", "types"],
        output_names=["tags", "links"],
        dynamic_axes={name: {1: "pieces"} for name in ("ids", "types", "tags", "links")},
        opset_version=17,
        dynamo=False,
        custom_opsets={"com.microsoft": 1},
    )
    quantize_dynamic(
        str(folder / "float.onnx"),
        str(folder / "tagger.onnx"),
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=["/tags/MatMul", "/link/MatMul"],
        per_channel=True,
        extra_options={"MatMulConstBOnly": True},
    )


def write_settings(folder: Path, network: Network, confidence: list[float], least: float) -> None:
    """Write tagger.json."""
    settings = {
        "moves": [[round(x, 4) for x in row] for row in network.moves.tolist()],
        "starts": [round(x, 4) for x in network.starts.tolist()],
        "bias": BIAS,
        "confidence": [round(x, 4) for x in confidence],
        "min_confidence": least,
    }
    (folder / "tagger.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _as_json(finding: Any) -> dict[str, list[list[int]]]:
    return {
        role: [[span.start, span.end] for span in getattr(finding, role)]
        for role in ("source", "cue", "content")
    }


def fit(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> list[float]:
    """Weights of a logistic regression, lightly held to 0 (Newton's method)."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + 0.01 * weights
        bend = (x.T * (chance * (1 - chance))) @ x + 0.01 * np.eye(x.shape[1])
        weights -= np.linalg.solve(bend, slope)
    return [float(w) for w in weights]


def calibrate(folder: Path, articles: list[dict[str, Any]]) -> tuple[list[float], float]:
    """Weights of the confidence, and the least that is kept: best sum of both F1."""
    scorer, tagger = load_scorer("attribution"), load_tagger(None, folder)
    rows: list[list[float]] = []
    right: list[float] = []
    found = []
    for article in articles:
        evidence = [triple.evidence for triple in read_triples(article["text"], tagger)]
        spans = [_as_json(finding) for finding in tag_findings(article["text"], tagger)]
        good = right_ones(article, spans)
        rows += [[math.log(p / (1 - p)) for p in np.clip(e, 1e-3, 1 - 1e-3)] for e in evidence]
        right += [float(n in good) for n in range(len(spans))]
        found.append(list(zip(spans, evidence, strict=True)))
    weights = fit(np.c_[np.array(rows), np.ones(len(rows))], np.array(right))

    def total(least: float) -> float:
        kept = [
            {"id": article["id"], "attributions": [s for s, e in pairs if _sure(e) >= least]}
            for article, pairs in zip(articles, found, strict=True)
        ]
        score = scorer.score(articles, kept)
        print(least, round(score["content_matched"]["f1"], 4), round(score["triple"]["f1"], 4))
        return float(score["content_matched"]["f1"] + score["triple"]["f1"])

    def _sure(evidence: tuple[float, ...]) -> float:
        return confidence_of(evidence, tuple(weights))

    return weights, max(THRESHOLDS, key=total)


def main() -> None:
    """Read the options, export, calibrate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("articles", type=Path)
    args = parser.parse_args()
    network = Network()
    network.load_state_dict(torch.load(args.folder / "checkpoint.pt"))
    network.eval()
    load_tokenizer(str(base_folder() / "tokenizer.json")).save(
        str(args.folder / "tokenizer.json"), pretty=False
    )
    export(network, args.folder)
    write_settings(args.folder, network, [0.0] * 6, 0.0)
    lines = args.articles.read_text(encoding="utf-8").splitlines()
    held_out = [json.loads(line) for line in lines[::HELD_OUT]]
    weights, least = calibrate(args.folder, held_out)
    write_settings(args.folder, network, weights, least)


if __name__ == "__main__":
    main()
