"""Train the English attribution tagger. docs/tagger.md has the commands.

    python scripts/train_tagger.py ../shared/gold/attribution/polnear_train.jsonl build/tagger

In: annotated articles (one JSON object a line: text, attributions with source, cue and content
as lists of [begin, end]). Out: `checkpoint.pt`, for scripts/export_tagger.py.

Three losses are added: the chain of tags (a CRF over words), the link from each word to the
cue whose content it is in (or to none), the link from each cue to its source (or to none).
Windows are cut anew for each epoch. Several workers train side by side and go on from the mean
of their weights every few steps: on a busy CPU that beats threads that wait for each other.
With --minutes the rate falls with the clock, not with the steps: the result then depends on
the machine. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F  # noqa: N812
from tagger_network import LAYERS, LINK, Network, base_folder, load_base
from torch import Tensor

from menurut.attribute.pieces import (
    BEGIN,
    END,
    LENGTH,
    Pieces,
    Window,
    cut_windows,
    load_tokenizer,
    read_pieces,
    window_pieces,
)
from menurut.attribute.tags import CONTENT, CUE, SOURCE, TAGS

ROLES = {SOURCE: "source", CUE: "cue", CONTENT: "content"}
TAG_WEIGHT, SOURCE_WEIGHT = 3.0, 0.3
"""Of the losses; that of the content link counts once."""
WARM_STEPS = 60
HELD_OUT = 20
"""One article in so many is left out, for the calibration."""
NOT_COUNTED = -100

Array = npt.NDArray[np.int64]


class Labels(NamedTuple):
    """What the annotators marked, in words."""

    tags: Array
    cue_of: Array
    """For each word of a content the first word of its cue, else -1."""
    source_of: dict[int, int]
    """First word of a cue → first word of its source, or -1."""


class Example(NamedTuple):
    """One window."""

    ids: Array
    types: Array
    at: Array
    """The first piece of each word."""
    tags: Array
    link: Array
    """For each word the piece of its cue; 0: none."""
    cues: list[tuple[int, int]]
    """Piece of a cue, piece of its source; 0: none."""


def _ranges(pieces: Pieces, spans: list[list[int]]) -> Iterator[tuple[int, int]]:
    for span in sorted(spans):
        first, last = (int(n) for n in np.searchsorted(pieces.starts, span))
        if last > first:
            yield first, last


def label_words(pieces: Pieces, attributions: list[dict[str, Any]]) -> Labels:
    """Tags and links of all words; where spans overlap the cue wins, then the source."""
    tags = np.zeros(len(pieces.first), dtype=np.int64)
    cue_of = np.full(len(tags), -1, dtype=np.int64)
    source_of: dict[int, int] = {}
    for role in (CONTENT, SOURCE, CUE):
        for attribution in attributions:
            for first, last in _ranges(pieces, attribution[ROLES[role]]):
                tags[first:last] = 2 * role + 2
                tags[first] = 2 * role + 1
    for attribution in attributions:
        cue = next(_ranges(pieces, attribution["cue"]), None)
        if cue is None:
            continue
        for first, last in _ranges(pieces, attribution["content"]):
            cue_of[first:last] = cue[0]
        source_of[cue[0]] = next(_ranges(pieces, attribution["source"]), (-1,))[0]
    return Labels(tags, cue_of, source_of)


def make_example(pieces: Pieces, labels: Labels, window: Window) -> Example:
    """A window with its labels; links count for words that are decided in it."""
    shown = window_pieces(pieces, window)
    ids = np.concatenate([[BEGIN], pieces.ids[shown], [END]])
    words = np.arange(window.first, window.last)
    at = pieces.first[words] - shown.start + 1
    words, at = words[at < len(ids) - 1], at[at < len(ids) - 1]
    where = dict(zip(words.tolist(), at.tolist(), strict=True))
    link = [0 if c < 0 else where.get(c, NOT_COUNTED) for c in labels.cue_of[words].tolist()]
    cues = [
        (where[cue], 0 if source < 0 else where.get(source, NOT_COUNTED))
        for cue, source in labels.source_of.items()
        if cue >= window.core and cue in where
    ]
    return Example(
        ids=ids,
        types=np.concatenate([[0], pieces.types[shown], [0]]),
        at=at,
        tags=labels.tags[words],
        link=np.where(words >= window.core, np.array(link), NOT_COUNTED),
        cues=cues,
    )


def make_epoch(
    articles: list[tuple[Pieces, Labels]], size: int, rng: random.Random
) -> list[list[Example]]:
    """Batches of windows of like length, in random order; the cuts differ with each call."""
    examples = [
        make_example(pieces, labels, window)
        for pieces, labels in articles
        for window in cut_windows(pieces, LENGTH, rng.randrange(60, LENGTH))
    ]
    examples.sort(key=lambda example: (len(example.ids) // 8, rng.random()))
    batches = [examples[i : i + size] for i in range(0, len(examples), size)]
    rng.shuffle(batches)
    return batches


class Batch(NamedTuple):
    """Windows side by side, filled up with 0."""

    ids: Tensor
    types: Tensor
    at: Tensor
    tags: Tensor
    live: Tensor
    """Which words are there."""
    link: Tensor
    cues: Tensor
    """Rows of window, cue, source."""


def _pad(rows: list[Array], fill: int = 0) -> Tensor:
    tensors = [torch.from_numpy(row) for row in rows]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=fill)


def collate(examples: list[Example]) -> Batch:
    """Make a batch."""
    cues = [(n, *pair) for n, example in enumerate(examples) for pair in example.cues]
    return Batch(
        ids=_pad([example.ids for example in examples]),
        types=_pad([example.types for example in examples]),
        at=_pad([example.at for example in examples]),
        tags=_pad([example.tags for example in examples]),
        live=_pad([np.ones(len(example.tags), dtype=np.int64) for example in examples]).bool(),
        link=_pad([example.link for example in examples], NOT_COUNTED),
        cues=torch.tensor(cues).reshape(-1, 3),
    )


def chain_loss(network: Network, scores: Tensor, batch: Batch) -> Tensor:
    """Mean negative log-likelihood of the chains of tags, per word."""
    rows, tags = torch.arange(len(scores)), batch.tags
    ahead = network.starts + scores[:, 0]
    gold = network.starts[tags[:, 0]] + scores[rows, 0, tags[:, 0]]
    for word in range(1, scores.shape[1]):
        live = batch.live[:, word]
        new = torch.logsumexp(ahead[:, :, None] + network.moves, 1) + scores[:, word]
        ahead = torch.where(live[:, None], new, ahead)
        step = network.moves[tags[:, word - 1], tags[:, word]] + scores[rows, word, tags[:, word]]
        gold = gold + torch.where(live, step, torch.zeros(()))
    return (torch.logsumexp(ahead, 1) - gold).sum() / batch.live.sum()


def chain_surrogate(network: Network, scores: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """A term with the gradient of the chain's loss, and the loss itself.

    The chain is many tiny steps, for which two threads would only wait for each other.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    leaf = scores.detach().requires_grad_()
    with torch.autocast("cpu", enabled=False):
        loss = chain_loss(network, leaf, batch)
    (TAG_WEIGHT * loss).backward()
    torch.set_num_threads(threads)
    return (scores * leaf.grad).sum(), loss.detach()


def losses(network: Network, batch: Batch) -> tuple[Tensor, list[float]]:
    """What to minimise, and its three parts for the log."""
    tags, links = (output.float() for output in network(batch.ids, batch.types))
    through, chain = chain_surrogate(
        network, tags.gather(1, batch.at[:, :, None].expand(-1, -1, TAGS)), batch
    )
    content_asks, cue_answers, cue_asks, source_answers = links.split(LINK, dim=2)
    words = torch.zeros_like(batch.ids, dtype=torch.bool).scatter_(1, batch.at, value=True)
    words[:, 0] = True  # the window's own piece stands for "none"
    asks = content_asks.gather(1, batch.at[:, :, None].expand(-1, -1, LINK))
    to_cue = (asks @ cue_answers.transpose(1, 2)) / math.sqrt(LINK)
    to_cue = to_cue.masked_fill(~words[:, None, :], -1e4).transpose(1, 2)
    content = F.cross_entropy(to_cue, batch.link, ignore_index=NOT_COUNTED)
    source = torch.zeros(())
    if len(batch.cues):
        row, cue, target = batch.cues.T
        to_source = torch.einsum("nd,ntd->nt", cue_asks[row, cue], source_answers[row])
        to_source = (to_source / math.sqrt(LINK)).masked_fill(~words[row], -1e4)
        source = F.cross_entropy(to_source, target, ignore_index=NOT_COUNTED)
    parts = [chain.item(), content.item(), source.item()]
    return through + content + SOURCE_WEIGHT * source, parts


def parameter_groups(network: Network, rate: float, decay: float) -> list[dict[str, Any]]:
    """Lower layers learn slower, new parts faster; the words' vectors stay as they are."""
    network.words.requires_grad_(requires_grad=False)  # half of all weights, little to gain
    heads = [*network.tags.parameters(), *network.link.parameters()]
    groups: list[dict[str, Any]] = [
        {"params": heads, "lr": rate * 6},
        {"params": [network.moves, network.starts], "lr": 1e-2, "weight_decay": 0.0},
        {"params": [network.types.weight], "lr": rate * 6, "weight_decay": 0.0},
    ]
    for depth, layer in enumerate(reversed(network.layers)):
        groups.append({"params": list(layer.parameters()), "lr": rate * decay**depth})
    bottom = [*network.places.parameters(), *network.norm.parameters()]
    return [*groups, {"params": bottom, "lr": rate * decay**LAYERS}]


def average(network: Network, workers: int) -> None:
    """Let all workers go on from the mean of their weights."""
    if workers == 1:
        return
    learned = [p for p in network.parameters() if p.requires_grad]
    flat = torch.cat([p.detach().view(-1) for p in learned])
    dist.all_reduce(flat)
    parts = (flat / workers).split([p.numel() for p in learned])
    with torch.no_grad():
        for p, part in zip(learned, parts, strict=True):
            p.copy_(part.view_as(p))


class Pace:
    """How far the training is, from 0 to 1: by steps, or by the clock of all workers."""

    def __init__(self, args: argparse.Namespace, steps: int) -> None:
        self.args, self.steps = args, steps
        self.begun = time.monotonic()
        self.done = 0.0

    def at(self, step: int) -> float:
        """How far at this step; all workers get the same answer."""
        if not self.args.minutes:
            return step / self.steps
        if step % self.args.average == 0:
            clock = torch.tensor((time.monotonic() - self.begun) / (60 * self.args.minutes))
            if self.args.workers > 1:
                dist.all_reduce(clock)
            self.done = float(clock) / self.args.workers
        return self.done


def read_articles(args: argparse.Namespace) -> list[tuple[Pieces, Labels]]:
    """All annotated articles but those held out."""
    tokenizer = load_tokenizer(str(base_folder() / "tokenizer.json"))
    articles = []
    for number, line in enumerate(args.articles.open(encoding="utf-8")):
        if number % HELD_OUT:
            record = json.loads(line)
            pieces = read_pieces(record["text"], tokenizer)
            articles.append((pieces, label_words(pieces, record["attributions"])))
    return articles


def take_step(
    network: Network, optimizer: torch.optim.Optimizer, batch: Batch, *, bf16: bool
) -> list[float]:
    """One step; the parts of the loss."""
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        loss, parts = losses(network, batch)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return parts


def train(rank: int, args: argparse.Namespace) -> None:
    """One worker's share of the training."""
    torch.manual_seed(args.seed + rank)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)
    articles = read_articles(args)
    network = Network()
    load_base(network)
    if args.start:
        network.load_state_dict(torch.load(args.start))
    groups = parameter_groups(network, args.rate, args.decay)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    peaks = [group["lr"] for group in groups]
    batches = [b for _ in range(args.epochs) for b in make_epoch(articles, args.batch, rng)]
    batches = batches[rank :: args.workers][: len(batches) // args.workers]
    pace = Pace(args, len(batches))
    for step, examples in enumerate(batches):
        done = pace.at(step)
        if done >= 1:
            break
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * (min(1, (step + 1) / WARM_STEPS) * (1 - done) + 0.01)
        parts = take_step(network, optimizer, collate(examples), bf16=args.bf16)
        if step % args.average == args.average - 1:
            average(network, args.workers)
            if rank == 0:
                seconds = time.monotonic() - pace.begun
                print(step + 1, [round(p, 4) for p in parts], f"{seconds:.0f} s", flush=True)
    average(network, args.workers)
    if rank == 0:
        torch.save(network.state_dict(), args.out / "checkpoint.pt")


def work(rank: int, args: argparse.Namespace) -> None:
    """One of several workers."""
    meeting = f"file://{args.out.resolve()}/meeting"
    patience = dt.timedelta(hours=1)
    dist.init_process_group("gloo", meeting, patience, args.workers, rank)
    train(rank, args)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=0, help="stop by the clock instead")
    parser.add_argument("--batch", type=int, default=8, help="windows of one step of a worker")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--decay", type=float, default=0.85, help="of the rate, layer by layer")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--average", type=int, default=20, help="steps between two means")
    parser.add_argument("--threads", type=int, default=1, help="of each worker")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action="store_true", help="faster where the CPU has it")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "meeting").unlink(missing_ok=True)
    if args.workers == 1:
        train(0, args)
    else:
        mp.spawn(work, (args,), nprocs=args.workers)


if __name__ == "__main__":
    main()
