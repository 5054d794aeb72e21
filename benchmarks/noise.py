"""How much of a passage is found again when it was damaged on the way.

    python -m benchmarks.noise [--save]

300 real articles (base texts of gen_reuse.py) each lend a passage to another article: as it is;
with 5 or 10 % of the letters misread, as OCR does it; with 20 or 30 % of the words replaced; with
its sentences in another order; or a quotation cut to its first 8 or 12 words. Told for each: the
share of passages of which half or more is found on both sides, among all 600 texts at once
(`find_reuse_among`) and one by one against an archive (`find_reuse`).
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from benchmarks.reuse import SHARED
from menurut.archive import Archive
from menurut.model import Article, Reuse
from menurut.reuse import find_reuse, find_reuse_among, fingerprint_article

PAIRS = 300
SENTENCES = 6
SEED = 3
RESULTS = Path(__file__).parent / "results.json"
# As OCR misreads them.
CONFUSED = {"e": "c", "c": "e", "l": "1", "i": "l", "o": "0", "m": "rn", "h": "b", "n": "u",
            "u": "n", "a": "o", "t": "f", "s": "5", "g": "q", "r": "v", "d": "cl"}  # fmt: skip

Damage = Callable[[list[str], random.Random], list[str]]


def base_texts(count: int) -> list[list[str]]:
    """The sentences of the first long articles of the base, one of ten."""
    with lzma.open(SHARED / "gold" / "reuse" / "base.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in islice(lines, 0, None, 10))
        split = (re.split(r"(?<=[.!?])\s+", text) for text in texts)
        return list(islice((found for found in split if len(found) >= 4 * SENTENCES), count))


def misread(share: float) -> Damage:
    def damage(sentences: list[str], chance: random.Random) -> list[str]:
        def letter(character: str) -> str:
            return CONFUSED.get(character, "") if chance.random() < share else character

        return ["".join(letter(c) if c.isalpha() else c for c in s) for s in sentences]

    return damage


def replaced(share: float) -> Damage:
    def damage(sentences: list[str], chance: random.Random) -> list[str]:
        def word(found: str) -> str:
            return f"zq{chance.randrange(10**6)}x" if chance.random() < share else found

        return [" ".join(word(found) for found in s.split(" ")) for s in sentences]

    return damage


def reordered(sentences: list[str], chance: random.Random) -> list[str]:
    moved = list(sentences)
    while moved == sentences:
        chance.shuffle(moved)
    return moved


def shortened(words: int) -> Damage:
    def damage(sentences: list[str], _chance: random.Random) -> list[str]:
        longest = max(sentences, key=len)
        return [f"“{' '.join(longest.split()[:words])}…”"]

    return damage


DAMAGES: dict[str, Damage] = {
    "as it is": lambda sentences, _chance: sentences,
    "5 % of letters misread": misread(0.05),
    "10 % of letters misread": misread(0.10),
    "20 % of words replaced": replaced(0.20),
    "30 % of words replaced": replaced(0.30),
    "sentences reordered": reordered,
    "quotation cut to 12 words": shortened(12),
    "quotation cut to 8 words": shortened(8),
}


def measure_damage(damage: Damage) -> tuple[float, float]:
    """Shares of passages found among all texts and against an archive."""
    chance = random.Random(SEED)
    texts = base_texts(2 * PAIRS)
    lenders = [Article(id=f"a{n}", text=" ".join(texts[n])) for n in range(PAIRS)]
    hosts, spans = [], []
    for n in range(PAIRS):
        passage = " ".join(damage(texts[n][SENTENCES : 2 * SENTENCES], chance))
        host = texts[PAIRS + n]
        before = " ".join(host[:8]) + " "
        spans.append((len(before), len(before) + len(passage)))
        hosts.append(Article(id=f"b{n}", text=f"{before}{passage} {' '.join(host[8:])}"))
    among = found_share(find_reuse_among([*lenders, *hosts]), spans)
    with Archive.open(":memory:", create=True) as archive:
        archive.add(lenders, indexers=[fingerprint_article])
        told = [reuse for host in hosts for reuse in find_reuse(host, archive)]
    return among, found_share(told, spans)


def found_share(told: Iterable[Reuse], spans: list[tuple[int, int]]) -> float:
    covered = [set[int]() for _ in spans]
    for reuse in told:
        sides = {reuse.a: (reuse.a0, reuse.a1), reuse.b: (reuse.b0, reuse.b1)}
        host = next((name for name in sides if name.startswith("b")), "")
        if host and f"a{host[1:]}" in sides:
            covered[int(host[1:])].update(range(*sides[host]))
    good = [
        2 * sum(begin <= place < end for place in places) >= end - begin
        for places, (begin, end) in zip(covered, spans, strict=True)
    ]
    return sum(good) / len(good)


def measure() -> dict[str, float]:
    if not (SHARED / "gold").is_dir():
        print("noise: ../shared is not beside this checkout; nothing measured")
        return {}
    figures = {}
    for name, damage in DAMAGES.items():
        figures[f"{name}, among all"], figures[f"{name}, archive"] = measure_damage(damage)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    figures = measure()
    print(json.dumps(figures, indent=1))
    if options.save:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
        results["noise"] = figures
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
