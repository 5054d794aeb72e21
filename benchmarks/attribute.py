"""Attribution: articles a second, and the most memory that the command takes.

Articles of `stages.py`, CPU seconds (what else runs on the machine still slows them), the median of
five rounds. Memory is the peak of `menurut attribute` as a process of its own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.stages import WORDS, articles
from menurut.attribute import AttributeSettings, find_attributions
from menurut.model import Article

ROUNDS = 5


def cpu_seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor that a call takes, whatever else runs beside it."""
    started = time.process_time()
    work()
    return time.process_time() - started


def per_second(texts: list[Article], settings: AttributeSettings) -> float:
    """Articles in a CPU second."""
    find_attributions(texts[0], settings)  # packs and models load once
    spent = [
        cpu_seconds(lambda: [find_attributions(text, settings) for text in texts])
        for _ in range(ROUNDS)
    ]
    return len(texts) / statistics.median(spent)


PEAK = """
import resource, sys
from menurut.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def peak_mb(texts: list[Article], *options: str) -> float:
    """The most memory that `menurut attribute` takes for these articles, in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        source.write_bytes(b"".join(msgspec.json.encode(text) + b"\n" for text in texts))
        paths = (str(source), "-o", str(target))
        command = [sys.executable, "-c", PEAK, "attribute", *paths, *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) / 1024


def attribute_memory() -> dict[str, float]:
    """Many ordinary articles, and one that is very long."""
    found = {}
    for number, words in ((1000, WORDS), (1, 200_000), (1, 1_000_000)):
        texts = articles(number, "en", words)
        name = f"{number} of {words} words, pack, peak mb"
        found[name] = peak_mb(texts, "--no-tagger")
    found["60 of 750 words, tagger, peak mb"] = peak_mb(articles(60, "en"))
    found["1 of 40000 words, tagger, peak mb"] = peak_mb(articles(1, "en", 40_000))
    return found


def measure() -> dict[str, float]:
    found: dict[str, float] = {}
    for lang in ("id", "en"):
        texts = articles(100, lang)
        found[f"{lang}, pack, per_second"] = per_second(texts, AttributeSettings(tagger=False))
    found["en, tagger, per_second"] = per_second(articles(10, "en"), AttributeSettings())
    found.update(attribute_memory())
    return found
