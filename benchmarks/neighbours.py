"""Document pairs by MinHash, as datasketch and rensa find them: rivals.py runs it in their venv.

    python neighbours.py datasketch|rensa DOCS.jsonl OUT.jsonl THRESHOLD

Shingles of five words, 128 permutations, as both suggest. Only the standard library and the tool
itself are needed.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

PERMUTATIONS = 128
WORDS = 5
BANDS = {0.05: 64, 0.1: 64, 0.2: 43, 0.4: 32}
"""For rensa, which asks for the number of bands."""


def shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[k : k + WORDS]) for k in range(max(1, len(words) - WORDS + 1))]


def by_datasketch(texts: list[tuple[str, str]], threshold: float) -> Iterator[tuple[str, str]]:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - one of the two is there

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    for name, text in texts:
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in shingles(text)])
        for other in index.query(sketch):
            yield other, name
        index.insert(name, sketch)


def by_rensa(texts: list[tuple[str, str]], threshold: float) -> Iterator[tuple[str, str]]:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - one of the two is there

    bands = BANDS[threshold]
    index = RMinHashLSH(threshold, PERMUTATIONS // bands * bands, bands)
    for number, (name, text) in enumerate(texts):
        sketch = RMinHash(PERMUTATIONS // bands * bands, 42)
        sketch.update(shingles(text))
        for other in index.query(sketch):
            yield texts[other][0], name
        index.insert(number, sketch)


def main() -> None:
    tool, source, output, threshold = sys.argv[1:]
    with Path(source).open(encoding="utf-8") as lines:
        texts = [(record["id"], record["text"]) for record in map(json.loads, lines)]
    find = {"datasketch": by_datasketch, "rensa": by_rensa}[tool]
    with Path(output).open("w", encoding="utf-8") as out:
        found = find(texts, float(threshold))
        out.writelines(json.dumps({"a": a, "b": b}) + "\n" for a, b in found)


if __name__ == "__main__":
    main()
