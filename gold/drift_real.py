"""How often drift is flagged on real pairs where there should be next to none.

    python gold/drift_real.py [--show TYPE] [--limit N] [--attributed]

Professional translations (NTREX), near-copies of wire texts (Helsinki), headlines of real
articles against their own body (reuse base), and pairs whose strength of claim is annotated
(InSciOut). Rates are per 100 pairs. `--attributed` also gives drift what `attribute` finds, as the
chain does (minutes: the learned English tagger reads 8 articles a second). Without ../shared this
says so and stops.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from menurut.attribute import find_attributions
from menurut.model import Article, Attributed, Drift, Edge, article_from_json
from menurut.trace.drift import find_drift, find_headline_drift

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
REAL = SHARED / "gold" / "real"
BASE = SHARED / "gold" / "reuse" / "base.jsonl.xz"


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles_of(name: str) -> dict[str, Article]:
    return {r["id"]: article_from_json(r) for r in read_jsonl(REAL / f"{name}.jsonl")}


def pairs_of(name: str, least: float) -> list[tuple[str, str, str]]:
    found = []
    for row in read_jsonl(REAL / "truth.jsonl"):
        if row["set"] != name or row["kind"] not in ("translation", "copy"):
            continue
        share = (
            float(row["basis"].split("containment ")[1][:4]) if "containment" in row["basis"] else 1
        )
        if share >= least:
            found.append((row["child"], row["parent"], row["kind"]))
    return found


def said_in(
    articles: dict[str, Article], pairs: list[tuple[str, str, str]]
) -> dict[str, Attributed]:
    """What the articles of some pairs attribute."""
    return {i: find_attributions(articles[i]) for i in {i for pair in pairs for i in pair[:2]}}


def drift_of(
    articles: dict[str, Article],
    pairs: list[tuple[str, str, str]],
    said: dict[str, Attributed] | None = None,
) -> list[Drift]:
    edges = [
        Edge(child=c, parent=p, kind=k, confidence=1.0, evidence=())  # type: ignore[arg-type]
        for c, p, k in pairs
    ]
    return list(find_drift(articles, said or {}, edges, []))


def report(label: str, found: list[Drift], pairs: int) -> None:
    rates = Counter(d.type for d in found)
    per_edge = len({(d.child, d.parent) for d in found})
    print(f"{label}: {pairs} pairs, {per_edge / max(1, pairs):.1%} with any drift")
    for kind, n in sorted(rates.items()):
        print(f"   {kind:22s} {100 * n / max(1, pairs):.1f} per 100")


def show(found: list[Drift], articles: dict[str, Article], kind: str, most: int) -> None:
    for d in [d for d in found if d.type == kind][:most]:
        child = articles[d.child]
        to = child.title if d.to_field == "title" else child.text
        print(f"  {d.confidence} {d.child} {d.from_value} -> {d.to_value}")
        if d.parent and d.from_span:
            parent = articles[d.parent]
            source = parent.title if d.from_field == "title" else parent.text
            print("     from", repr(d.from_span.of(source or "")[:260]))
        print("     to  ", repr(d.to_span.of(to or "")[:260]) if d.to_span else None,
              "| title:", child.title)  # fmt: skip


def headlines(limit: int) -> tuple[list[Drift], dict[str, Article]]:
    articles = {}
    with lzma.open(BASE, "rt", encoding="utf-8") as lines:
        for i, line in enumerate(lines):
            record = json.loads(line)
            if i % 12 == 0 and record.get("title"):
                articles[record["id"]] = article_from_json(record)
            if len(articles) >= limit:
                break
    return list(find_headline_drift(articles, list(articles))), articles


def exaggeration() -> None:
    """Share of press releases flagged, by what annotators say of their strength."""
    counts: dict[str, list[int]] = {}
    for i, row in enumerate(read_jsonl(REAL / "drift_insciout.jsonl")):
        texts = {k: v for k, v in row.items() if isinstance(v, str)}
        parent = Article(id=f"p{i}", lang="en", text=texts["parent_text"])
        child = Article(id=f"c{i}", lang="en", text=texts["child_text"])
        found = drift_of({parent.id: parent, child.id: child}, [(child.id, parent.id, "rewrite")])
        hit = any(d.type == "hedge_dropped" for d in found)
        counts.setdefault(texts["label"], []).append(hit)
    for label, hits in sorted(counts.items()):
        print(f"   {label:12s} {sum(hits) / len(hits):.1%} of {len(hits)} flagged as hedge_dropped")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", default="")
    parser.add_argument("--set", default="all")
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--attributed", action="store_true")
    options = parser.parse_args()
    if not REAL.is_dir():
        print(f"{REAL} is not here: nothing to count. See gold/README.md.")
        return 3
    for name, least in (("ntrex", 0.0), ("helsinki", 0.9)):
        if options.set not in ("all", name):
            continue
        articles, pairs = articles_of(name), pairs_of(name, least)
        said = said_in(articles, pairs) if options.attributed else None
        found = drift_of(articles, pairs, said)
        report(name, found, len(pairs))
        show(found, articles, options.show, 25)
    if options.set in ("all", "headlines"):
        found, articles = headlines(options.limit)
        report("headlines", found, len(articles))
        show(found, articles, options.show, 60)
    if options.set in ("all", "insciout"):
        print("InSciOut:")
        exaggeration()
    return 0


if __name__ == "__main__":
    sys.exit(main())
