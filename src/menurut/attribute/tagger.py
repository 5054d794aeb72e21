"""English attributions found by a learned model, where no rule need fit.

In: a text. Out: `Finding`s (or `Attribution`s) with `rule="tagger"`. The model (MiniLM-L6,
trained by scripts/train_tagger.py on PolNeAR, int8 ONNX) reads the text in windows of 128
pieces; `tags` turns its scores into spans. It finds what has no reporting verb (beliefs,
intentions) and contents of several fragments, which the language pack misses. Weakness: news
prose of one country trained it; statements inside another's content stay inside; it cannot
say which rule it followed. assets/MODEL_CARD.md has data, figures and limits. Without the
model file everything else works: `tagger_is_installed` says so.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from tokenizers import Tokenizer

from menurut.attribute.findings import Finding, trim
from menurut.attribute.pieces import (
    BEGIN,
    END,
    Pieces,
    Stretch,
    Window,
    load_tokenizer,
    read_pieces,
    read_stretches,
    window_pieces,
)
from menurut.attribute.tags import Chain, Floats, Range, Scores, Triple, find_triples
from menurut.errors import MissingPartError
from menurut.model import Attribution, AttributionKind, Span, Spans

REMEMBERED = 1000
"""Windows whose findings are kept, for texts that repeat themselves."""
TOGETHER = 32
"""Windows whose chains are worked out at once: more is no faster, and takes memory."""
ASSETS = Path(__file__).parent / "assets"
THREADS_VARIABLE = "MENURUT_TAGGER_THREADS"
"""Environment variable: how many cores one text may use (default 1; articles run in parallel)."""


class TaggerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What goes with the model's weights: assets/tagger.json."""

    moves: tuple[tuple[float, ...], ...]
    """Scores of one tag after another, learned."""
    starts: tuple[float, ...]
    bias: tuple[float, ...]
    """Added to the scores of the tags: how readily an attribution is seen."""
    confidence: tuple[float, ...]
    """Weights of a logistic regression over `Triple.evidence` (last: constant)."""
    min_confidence: float
    """What is less sure is left out."""


class Tagger(msgspec.Struct, frozen=True, kw_only=True):
    """A model ready to read."""

    session: Any
    tokenizer: Tokenizer
    settings: TaggerSettings
    bias: Floats
    chain: Chain


def tagger_is_installed() -> bool:
    """Whether the model file is there."""
    return (ASSETS / "tagger.onnx").is_file()


def _session(path: Path, threads: int) -> Any:
    import onnxruntime  # noqa: PLC0415  a heavy import, for those only who use the model

    onnxruntime.disable_telemetry_events()  # nothing leaves the machine
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Memory that is kept for reuse grows with each new length of a window.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def load_tagger(threads: int | None = None, folder: Path = ASSETS) -> Tagger:
    """The model, read once. Raises `MissingPartError` where its file is absent."""
    path = folder / "tagger.onnx"
    if not path.is_file():
        message = (
            f"The English tagger's model {path} is not installed. "
            "Work with the language packs alone, or train it: see docs/tagger.md"
        )
        raise MissingPartError(message)
    settings = msgspec.json.decode((folder / "tagger.json").read_bytes(), type=TaggerSettings)
    return Tagger(
        session=_session(path, threads or int(os.environ.get(THREADS_VARIABLE, "1"))),
        tokenizer=load_tokenizer(str(folder / "tokenizer.json")),
        settings=settings,
        bias=np.array(settings.bias, dtype=np.float32),
        chain=Chain(
            moves=np.array(settings.moves, dtype=np.float32),
            starts=np.array(settings.starts, dtype=np.float32),
        ),
    )


def read_window(tagger: Tagger, pieces: Pieces, window: Window) -> Scores:
    """What the model says of one window.

    Windows run one by one: nothing is padded, and no window's scores (which int8 rounds by
    what else is in the batch) depend on its neighbours.
    """
    shown = window_pieces(pieces, window)
    ids = np.concatenate(([BEGIN], pieces.ids[shown], [END]))[None]
    types = np.concatenate(([0], pieces.types[shown], [0]))[None]
    tags, links = tagger.session.run(None, {"ids": ids, "types": types})
    at = pieces.first[window.first : window.last] - shown.start + 1
    at = at[at < ids.shape[1] - 1]
    keys = np.concatenate(([0], at))
    link: Floats = links[0].reshape(ids.shape[1], 4, -1)
    scale = np.float32(link.shape[2] ** -0.5)
    return Scores(
        tags=tags[0, at] + tagger.bias,
        content_asks=link[at, 0] * scale,
        cue_answers=link[keys, 1],
        cue_asks=link[at, 2] * scale,
        source_answers=link[keys, 3],
    )


def confidence_of(evidence: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """The chance that content and source are right, from the model's probabilities."""
    safe = (min(max(p, 1e-3), 1 - 1e-3) for p in evidence)
    logits = (*(math.log(p / (1 - p)) for p in safe), 1.0)
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, logits, strict=True))))


def _triples(text: str, tagger: Tagger) -> Iterator[tuple[Stretch, Window, Triple]]:
    known: dict[bytes, list[Triple]] = {}
    for stretch in read_stretches(text, tagger.tokenizer):
        pieces = stretch.pieces
        for begin in range(0, len(stretch.windows), TOGETHER):
            windows = stretch.windows[begin : begin + TOGETHER]
            known = _read_new(tagger, pieces, windows, known)
            for window in windows:
                for triple in known[_looks(pieces, window)]:
                    yield stretch, window, triple


def _read_new(
    tagger: Tagger, pieces: Pieces, windows: Sequence[Window], known: dict[bytes, list[Triple]]
) -> dict[bytes, list[Triple]]:
    """What is known of windows by their looks, with what these add to it."""
    some = {_looks(pieces, window): window for window in windows}
    new = {key: window for key, window in some.items() if key not in known}
    found = find_triples([read_window(tagger, pieces, w) for w in new.values()], tagger.chain)
    if len(known) > REMEMBERED:
        known = {key: known[key] for key in some if key in known}
    return known | dict(zip(new, found, strict=True))


def _looks(pieces: Pieces, window: Window) -> bytes:
    """All that the model sees of a window, as a key: boilerplate is read once."""
    shown = window_pieces(pieces, window)
    looks = (pieces.ids[shown], pieces.types[shown], pieces.first[window.first : window.last])
    return b"".join(part.tobytes() for part in (*looks[:2], looks[2] - shown.start))


def read_triples(text: str, tagger: Tagger) -> tuple[Triple, ...]:
    """All that the model sees, however unsure, for the calibration."""
    return tuple(triple for *_, triple in _triples(text, tagger))


def _spans(text: str, stretch: Stretch, base: int, ranges: tuple[Range, ...]) -> Spans:
    starts, ends, shift = stretch.pieces.starts, stretch.pieces.ends, stretch.start
    spans = (
        Span(shift + int(starts[base + first]), shift + int(ends[base + last - 1]))
        for first, last in sorted(ranges)
    )
    # A cue may be a colon alone ("Moor: We stay."), so what is nothing but marks stays whole.
    return tuple(trim(text, span, " \t\n,;:") or span for span in spans)


def tag_findings(
    text: str, tagger: Tagger | None = None, *, least: float | None = None
) -> tuple[Finding, ...]:
    """What the model finds in an English text with at least this confidence.

    In order of position of the cue. `None`: what is best for the model alone.
    """
    tagger = tagger or load_tagger()
    least = tagger.settings.min_confidence if least is None else least
    found = []
    for stretch, window, triple in _triples(text, tagger):
        sure = confidence_of(triple.evidence, tagger.settings.confidence)
        if sure < least:
            continue
        source = (triple.source,) if triple.source else ()
        finding = Finding(
            source=_spans(text, stretch, window.first, source),
            cue=_spans(text, stretch, window.first, (triple.cue,)),
            content=_spans(text, stretch, window.first, triple.content),
            rule="tagger",
            confidence=round(sure, 3),
        )
        found.append(finding)
    return tuple(found)


def _kind(pieces: Pieces, content: Spans) -> AttributionKind:
    inside = 0
    total = 0
    for span in content:
        first, last = np.searchsorted(pieces.starts, [span.start, span.end])
        inside += int(pieces.quoted[first:last].sum())
        total += int(last - first)
    # A few words of the author's between two quoted fragments leave the whole a quotation.
    share = inside / max(1, total)
    return "direct" if share >= 0.9 else "mixed" if share > 0 else "indirect"


def tag_attributions(text: str, tagger: Tagger | None = None) -> tuple[Attribution, ...]:
    """Attributions of an English text by the model alone; `find_attributions` adds labels.

    >>> text = "The bridge will stay closed, said Ann Moor."
    >>> found = tag_attributions(text) if tagger_is_installed() else ()
    >>> all(a.rule == "tagger" for a in found)
    True
    """
    tagger = tagger or load_tagger()
    pieces = read_pieces(text, tagger.tokenizer)
    return tuple(
        Attribution(
            source=finding.source,
            cue=finding.cue,
            content=finding.content,
            kind=_kind(pieces, finding.content),
            source_type="other" if finding.source else "none",
            confidence=finding.confidence or 0.0,
            rule=finding.rule,
        )
        for finding in tag_findings(text, tagger)
    )
