"""Reuse on r2k: 2,000 real texts with planted copies, excerpts, rewrites, OCR and quotations.

python -m gold reuse, or python gold/reuse.py [CORPUS_DIR] for another set of gen_reuse.py.
Figures are those of ../shared/score/reuse.py: char_f1_nb and doc_f1_nb leave planted furniture
out of account, char_f1 and doc_f1 count it as wrong. `short_quotes_found` is the share of found
gold passages of kind "quote" whose shorter side has 8 to 15 words.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from menurut.model import Article, Reuse
from menurut.reuse import find_reuse_among

SHARED = Path(__file__).parent.parent.parent / "shared"
SHOWN = ("char_f1_nb", "char_f1", "doc_f1_nb", "doc_f1", "passage_r", "passage80_r", "macro_r")


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reuse", SHARED / "score" / "reuse.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_corpus(folder: Path) -> list[Article]:
    lines = (folder / "docs.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Article(
            id=record["id"],
            text=record["text"],
            outlet=record["series"],
            published=record["date"] or None,
            lang=record["lang"],
        )
        for record in map(json.loads, lines)
    ]


def short_quotes(folder: Path, articles: list[Article], found: list[dict[str, Any]]) -> float:
    """Share of gold quotations of 8 to 15 words that are hit on at least half of both sides."""
    texts = {article.id: article.text for article in articles}
    hits: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}
    for r in found:
        hits.setdefault((r["a"], r["b"]), []).append((r["a0"], r["a1"], r["b0"], r["b1"]))
        hits.setdefault((r["b"], r["a"]), []).append((r["b0"], r["b1"], r["a0"], r["a1"]))
    total = good = 0
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        g = json.loads(line)
        sides = [texts[g["a"]][g["a0"] : g["a1"]], texts[g["b"]][g["b0"] : g["b1"]]]
        if g["kind"] != "quote" or not 8 <= min(len(side.split()) for side in sides) <= 15:
            continue
        total += 1
        good += any(
            2 * (min(a1, g["a1"]) - max(a0, g["a0"])) >= g["a1"] - g["a0"]
            and 2 * (min(b1, g["b1"]) - max(b0, g["b0"])) >= g["b1"] - g["b0"]
            for a0, a1, b0, b1 in hits.get((g["a"], g["b"]), [])
        )
    return good / max(1, total)


def measure(folder: Path = SHARED / "gold" / "reuse" / "r2k") -> dict[str, float]:
    articles = read_corpus(folder)
    reuses: tuple[Reuse, ...] = find_reuse_among(articles)
    found = [{k: getattr(r, k) for k in ("a", "a0", "a1", "b", "b0", "b1")} for r in reuses]
    scores = scorer().score(str(folder), found)
    short = short_quotes(folder, articles, found)
    return {name: scores[name] for name in SHOWN} | {"short_quotes_found": short}


def main() -> None:
    if not (SHARED / "gold").is_dir():
        print("reuse: the dev sets (../shared/gold) are not beside this checkout; nothing measured")
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "gold" / "reuse" / "r2k"
    figures = measure(folder)
    for name, value in figures.items():
        print(f"{name:<28}{value:>10.4f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
