"""Measure lineage on cascades_dev, cross-validated, beside the baselines that stay for ever.

python -m gold trace           the figures of the shipped weights (they have seen cascades_dev)
python -m gold.trace [--cross] [--ablate] [--simulator] [--plot SVG] [--json OUT]
                               table with baselines and intervals; --cross trains without the
                               cascade that is judged, on dev and gold/practice (minutes);
                               --ablate does so again without clocks, without names and links,
                               without other languages; --plot draws stated against found

Baselines: "most similar earlier article", "earliest is the origin", the spanning tree without
learning, and the four of the scorer. Figures are means over all articles; intervals are 95 %
over cascades drawn again with replacement.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from gold.simulator import (
    CLEAN,
    CLOSELY,
    FREELY,
    HOSTILE,
    USUAL,
    Dirt,
    Telling,
    make_collections,
    score_case,
)
from menurut.attribute import find_attributions
from menurut.model import Article, Attributed, Edge, Lineage, Reuse, article_from_json
from menurut.read import enrich_article
from menurut.reuse import find_reuse_among, find_translations_among
from menurut.trace.arborescence import best_parents
from menurut.trace.candidates import find_candidates
from menurut.trace.collection import Collection, covered_length, read_collection, story_match
from menurut.trace.lineage import trace_lineage
from menurut.trace.origins import find_roots

SHARED = Path(__file__).parent.parent.parent / "shared"
CASCADES = SHARED / "gold" / "lineage" / "cascades_dev"
ROUNDS = 1000
SHOWN = (
    "edges_directed", "edges_undirected", "kind_accuracy_on_correct_edges",
    "recall_cross_language", "root_exact_derived", "independent_exact_article", "drift",
    "distractors_attached",
)  # fmt: skip

Inputs = tuple[list[Article], list[Attributed], tuple[Reuse, ...]]
Prediction = dict[str, Any]


@cache
def load_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lineage_score", SHARED / "score" / "lineage.py")
    if spec is None or spec.loader is None:
        raise SystemExit("gold.trace: ../shared/score/lineage.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def load_inputs() -> Inputs:
    lines = (CASCADES / "all_articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = [enrich_article(article_from_json(json.loads(line))) for line in lines if line]
    said = [find_attributions(article) for article in articles]
    return articles, said, (*find_reuse_among(articles), *find_translations_among(articles))


def as_prediction(lineage: Lineage) -> Prediction:
    """A lineage in the scorer's form."""
    return {
        "edges": [
            {"child": e.child, "parent": e.parent, "kind": e.kind, "late": e.late}
            for e in lineage.edges
        ],
        "roots": {article: list(roots) for article, roots in lineage.roots.items()},
        "independent": lineage.independent,
        "drift": [
            {k: getattr(d, k) for k in ("child", "parent", "type", "from_value", "to_value")}
            for d in lineage.drift
        ],
    }


def _likeness(collection: Collection, child: str, parent: str) -> float:
    passages = collection.passages.get((child, parent))
    size = len(collection.articles[child].text) or 1
    shared = covered_length(passages.child) / size if passages else 0.0
    return shared + story_match(collection, child, parent)


def _is_earlier(collection: Collection, first: str, second: str) -> bool:
    a, b = collection.when[first].earliest, collection.when[second].earliest
    return a is not None and b is not None and a < b


LIKE_ENOUGH = 0.3
"""Likeness from which the naive baselines tie two articles: best directed F1 on cascades_dev."""


def most_similar_earlier(collection: Collection) -> dict[str, str]:
    """The permanent baseline: the likest article with an earlier clock."""
    chosen = {}
    for child, candidates in find_candidates(collection).items():
        earlier = [p for p in candidates if _is_earlier(collection, p, child)]
        best = max(earlier, key=lambda p: (_likeness(collection, child, p), p), default=None)
        if best and _likeness(collection, child, best) >= LIKE_ENOUGH:
            chosen[child] = best
    return chosen


def earliest_is_origin(collection: Collection) -> dict[str, str]:
    """Everything alike comes from the earliest of it."""
    chosen = {}
    for child, candidates in find_candidates(collection).items():
        alike = [
            p
            for p in candidates
            if _likeness(collection, child, p) >= LIKE_ENOUGH and _is_earlier(collection, p, child)
        ]
        if alike:
            chosen[child] = min(alike, key=lambda p: (collection.when[p].earliest, p))
    return chosen


def unlearned_tree(collection: Collection) -> dict[str, str]:
    """The spanning tree on likeness alone, without clocks, names or learning."""
    scores = {
        child: {p: _likeness(collection, child, p) - LIKE_ENOUGH for p in parents}
        for child, parents in find_candidates(collection).items()
    }
    return best_parents(scores)


BASELINES: dict[str, Callable[[Collection], dict[str, str]]] = {
    "most similar earlier": most_similar_earlier,
    "earliest is the origin": earliest_is_origin,
    "tree without learning": unlearned_tree,
}


def baseline_prediction(collection: Collection, parents: Mapping[str, str]) -> Prediction:
    edges = []
    for child, parent in parents.items():
        first, second = collection.articles[child].lang, collection.articles[parent].lang
        kind = "translation" if first != second else "copy"
        edges.append({"child": child, "parent": parent, "kind": kind})
    return {"edges": edges}


def figure(score: Mapping[str, Any], name: str) -> float:
    value = score[name]
    return float(value["f1"] if isinstance(value, dict) else value or 0.0)


def restrict(
    everything: Mapping[str, Any], truth: Mapping[str, Any], prediction: Prediction
) -> dict[str, Any]:
    """The score of one prediction on some cascades only."""
    ids = {article for record in truth.values() for article in record["articles"]}
    kept = {
        "edges": [e for e in prediction["edges"] if e["child"] in ids and e["parent"] in ids],
        "drift": [d for d in prediction.get("drift", []) if d["child"] in ids],
        "independent": prediction.get("independent", {}),
    }
    if prediction.get("roots"):
        kept["roots"] = {k: v for k, v in prediction["roots"].items() if k in ids}
    articles = {article: everything[article] for article in ids}
    result: dict[str, Any] = load_scorer().score(articles, truth, kept)
    return result


def intervals(prediction: Prediction) -> dict[str, tuple[float, float]]:
    """95 % intervals over cascades drawn again; drawn twice counts twice."""
    articles, truth = load_scorer().load(str(CASCADES))
    single = {c: restrict(articles, {c: truth[c]}, prediction) for c in truth}
    rng = random.Random(7)
    drawn: dict[str, list[float]] = {name: [] for name in SHOWN}
    for _ in range(ROUNDS):
        sample = [single[c] for c in rng.choices(sorted(truth), k=len(truth))]
        for name in SHOWN:
            drawn[name].append(_pooled(sample, name))
    cut = ROUNDS // 40
    return {name: (sorted(v)[cut], sorted(v)[-cut - 1]) for name, v in drawn.items()}


def _pooled(sample: Sequence[Mapping[str, Any]], name: str) -> float:
    first = sample[0][name]
    if isinstance(first, dict):
        hits, made, gold = (sum(s[name][k] for s in sample) for k in ("tp", "pred", "gold"))
        return 2 * hits / (made + gold) if made + gold else 1.0
    values = [s[name] for s in sample if s[name] is not None]
    return sum(values) / len(values) if values else 0.0


@cache
def trainer() -> ModuleType:
    sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
    return importlib.import_module("train_trace")


def without_clocks(inputs: Inputs) -> Inputs:
    """An ablation: nobody knows when anything appeared."""
    bare = [
        msgspec.structs.replace(a, published=None, updated=None, clocks=(), updated_clocks=())
        for a in inputs[0]
    ]
    return bare, inputs[1], inputs[2]


def without_citations(inputs: Inputs) -> Inputs:
    """An ablation: no links, credits or names of outlets."""
    bare = [
        msgspec.structs.replace(
            a, outlet=None, url=None, canonical=None, links=(), credits=(), wire=None
        )
        for a in inputs[0]
    ]
    return bare, [], inputs[2]


def ablations() -> dict[str, Callable[[Inputs], Inputs]]:
    return {
        "without time": without_clocks,
        "without citations": without_citations,
        "without other languages": trainer().one_language,
    }


Crosswise = dict[str, tuple[Lineage, Any]]


def crosswise(change: Callable[[Inputs], Inputs] | None = None) -> Crosswise:
    """Lineage of each set of cascades, each cascade by weights and curves that never saw it."""
    made = trainer()
    change = change or made.whole
    sets = [made.read_cascades(name, change) for name in made.CASCADES]
    edges = made.crosswise_edges(sets, made.other_choices(change))
    return {
        name: (trace_lineage(*each.inputs, derived=mine), each)
        for name, each, mine in zip(made.CASCADES, sets, edges, strict=True)
    }


def stated(found: Crosswise) -> list[tuple[float, bool]]:
    """Stated confidence of every edge, and whether it is right."""
    return [
        (edge.confidence, edge.parent in each.ties.get(edge.child, ()))
        for lineage, each in found.values()
        for edge in lineage.edges
    ]


def confidence_figures(pairs: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Share and precision of edges stated at .8 or more; mean distance of stated from found."""
    sure = [right for confidence, right in pairs if confidence >= SURE]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        bins.setdefault(min(int(confidence * 10), 9), []).append((confidence, right))
    error = sum(abs(sum(c for c, _ in b) - sum(r for _, r in b)) for b in bins.values())
    return {
        "stated_sure": round(len(sure) / len(pairs), 4),
        "sure_right": round(sum(sure) / (len(sure) or 1), 4),
        "calibration_error": round(error / len(pairs), 4),
    }


SURE = 0.8


def plot(pairs: Sequence[tuple[float, bool]]) -> str:
    """A picture of stated confidence against the share found right, in fifths of the edges."""
    ranked = sorted(pairs)
    size = max(1, len(ranked) // PLOTTED)
    dots = []
    for start in range(0, len(ranked), size):
        part = ranked[start : start + size]
        x = 40 + 240 * sum(c for c, _ in part) / len(part)
        y = 260 - 240 * sum(r for _, r in part) / len(part)
        dots.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3 + len(part) ** 0.5 / 2:.1f}"/>')
    ticks = "".join(
        f'<text x="{40 + 240 * k / 5:.0f}" y="276">{k / 5:.1f}</text>'
        f'<text x="30" y="{264 - 240 * k / 5:.0f}" text-anchor="end">{k / 5:.1f}</text>'
        for k in range(6)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300" role="img" '
        'font-family="sans-serif" font-size="11">'
        "<title>Stated confidence of edges against the share that is right</title>"
        '<rect width="300" height="300" fill="#fff"/>'
        '<path d="M40 20V260H280" fill="none" stroke="#444"/>'
        '<path d="M40 260L280 20" stroke="#999" stroke-dasharray="4"/>'
        f'<g text-anchor="middle" fill="#222">{ticks}<text x="160" y="294">stated</text>'
        '<text x="60" y="16">found right</text></g>'
        f'<g fill="#1f6f8b" fill-opacity=".8">{"".join(dots)}</g></svg>\n'
    )


PLOTTED = 8


def simulated(dirt: Dirt, telling: Telling = FREELY, *, collections: int = 3) -> Row:
    """Means over simulated cases that training never saw, and those of the baselines.

    Edges, share of articles whose origins are right, and how often their number is.
    """
    results: dict[str, list[tuple[float, float, float]]] = {}
    for articles, cases in make_collections(collections, 7007, dirt, telling):
        read = [enrich_article(article) for article in articles]
        said = [find_attributions(article) for article in read]
        reuses = find_reuse_among(read)
        found = {"menurut": trace_lineage(read, said, reuses)}
        collection = read_collection(read, {a.id: a for a in said}, reuses)
        found |= {n: _as_lineage(collection, rule(collection)) for n, rule in BASELINES.items()}
        for name, lineage in found.items():
            results.setdefault(name, []).extend(score_case(case, lineage) for case in cases)
    return {name: _means(scores) for name, scores in results.items()}


Row = dict[str, dict[str, float]]


def _as_lineage(collection: Collection, parents: Mapping[str, str]) -> Lineage:
    """Parents chosen by a baseline as a lineage."""
    edges = tuple(
        Edge(child=c, parent=p, kind="copy", confidence=1.0, evidence=())
        for c, p in parents.items()
    )
    return Lineage(edges=edges, roots=find_roots(list(collection.articles), edges))


def _means(scores: Sequence[tuple[float, float, float]]) -> dict[str, float]:
    names = ("edge_f1", "roots_right", "origin_count_exact")
    return {
        name: round(sum(score[k] for score in scores) / len(scores), 4)
        for k, name in enumerate(names)
    }


def measure() -> dict[str, float]:
    """Figures of the shipped weights; better when higher."""
    articles, truth = load_scorer().load(str(CASCADES))
    score = load_scorer().score(articles, truth, as_prediction(trace_lineage(*load_inputs())))
    figures = {name: figure(score, name) for name in SHOWN if name != "drift"}
    figures["distractors_left_alone"] = round(1 - figures.pop("distractors_attached"), 4)
    return figures


def practice_figures(found: Crosswise, name: str = "practice") -> dict[str, float]:
    """The scorer's figures on gold/practice, traced crosswise."""
    articles, truth = load_scorer().load(str(trainer().CASCADES[name]))
    score = load_scorer().score(articles, truth, as_prediction(found[name][0]))
    return {name: figure(score, name) for name in SHOWN}


def print_ablations() -> dict[str, dict[str, float]]:
    """Both sets of cascades traced crosswise, each time without one kind of evidence."""
    rows = {}
    for name, change in ablations().items():
        found = crosswise(change)
        for part in found:
            rows[f"{name}, {part}"] = practice_figures(found, part)
            print(f"{name + ', ' + part:<34}", rows[f"{name}, {part}"])
    return rows


def print_crosswise(found: Crosswise) -> dict[str, dict[str, float]]:
    rows = {
        "practice, crosswise": practice_figures(found),
        "confidence": confidence_figures(stated(found)),
    }
    for name, row in rows.items():
        print(f"{name:<26}", row)
    return rows


def table(found: Crosswise | None) -> dict[str, dict[str, float]]:
    articles, truth = load_scorer().load(str(CASCADES))
    inputs = load_inputs()
    collection = read_collection(inputs[0], {a.id: a for a in inputs[1]}, inputs[2])
    rows = {
        name: baseline_prediction(collection, rule(collection)) for name, rule in BASELINES.items()
    }
    for name in ("overlap", "overlap_t", "shingle", "anchors"):
        rows[f"scorer: {name}"] = load_scorer().baseline(articles, name)
    rows["menurut"] = as_prediction(trace_lineage(*inputs))
    if found:
        rows["menurut, crosswise"] = as_prediction(found["dev"][0])
    scored = {name: load_scorer().score(articles, truth, row) for name, row in rows.items()}
    best = "menurut, crosswise" if found else "menurut"
    print_table(scored, best, intervals(rows[best]))
    return {name: {k: figure(score, k) for k in SHOWN} for name, score in scored.items()}


def print_table(
    scored: Mapping[str, Any], best: str, ranges: Mapping[str, tuple[float, float]]
) -> None:
    print(f"{'':<26}" + "".join(f"{name[:14]:>16}" for name in SHOWN))
    for name, score in scored.items():
        print(f"{name:<26}" + "".join(f"{figure(score, k):>16.3f}" for k in SHOWN))
    spread = (f"{ranges[k][0]:.2f}-{ranges[k][1]:.2f}" for k in SHOWN)
    print(f"{best + ' 95 %':<26}" + "".join(f"{text:>16}" for text in spread))


def print_simulated() -> Row:
    """Simulated stories, freely told among others, and closely, each by itself as in LINEAGE."""
    rows: Row = {}
    for told, telling, count in (("freely", FREELY, 3), ("closely", CLOSELY, 90)):
        for name, dirt in (("clean", CLEAN), ("usual", USUAL), ("hostile", HOSTILE)):
            found = simulated(dirt, telling, collections=count)
            for rule, figures in found.items():
                rows[f"simulator, {name} clocks, told {told}: {rule}"] = figures
                print(f"simulator, {name} clocks, told {told}: {rule}: {figures}")
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m gold.trace", description=__doc__)
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--ablate", action="store_true", help="also without each kind of evidence")
    parser.add_argument("--plot", type=Path, help="SVG of stated against found, with --cross")
    parser.add_argument("--simulator", action="store_true", help="also simulated cascades")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not CASCADES.is_dir():
        print("gold.trace: ../shared/gold/lineage is not beside this checkout; nothing measured")
        return 0
    found = crosswise() if options.cross else None
    figures = table(found)
    if found:
        figures |= print_crosswise(found)
        if options.plot:
            options.plot.write_text(plot(stated(found)), encoding="utf-8")
    if options.ablate:
        figures |= print_ablations()
    if options.simulator:
        figures |= print_simulated()
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
