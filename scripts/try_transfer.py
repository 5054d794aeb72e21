r"""An experiment: does what was learned from English attributions help in Indonesian?

    pip install sklearn-crfsuite
    python scripts/try_transfer.py ../shared/gold/attribution \
        --self ../shared/gold/reuse/base.jsonl.xz

In: PolNeAR train and id_dev. Out: a table, printed. A chain of tags (CRF) is trained on features
that hold no words: which lists of the language's pack a token stands on, quotation marks, capitals,
digits, place in the sentence, distance to a cue. The same features are read from Indonesian through
its own pack. Nothing of this is shipped: docs/attribute.md has the figures and says why.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import sklearn_crfsuite

from menurut.attribute import AttributeSettings, find_attributions
from menurut.attribute.cues import find_cues
from menurut.attribute.lexicon import lexicon_of
from menurut.attribute.page import Page, Sentence, make_page, tokens_between
from menurut.model import Article, Span

ROLES = ("source", "cue", "content")
LISTS = (
    "complementizers", "modifiers", "subordinators", "relatives", "coordinators", "adjuncts",
    "times", "links", "determiners", "titles", "offices", "anonymous", "groups", "organisations",
    "media", "documents", "rumours", "pronouns", "relays", "relay_links", "hedges", "infinitives",
    "agent",
)  # fmt: skip
WINDOW = 2
FOLDS = 5
LONG_ENOUGH = 800
WEIGHT = 3
"""How many times the few Indonesian articles count beside the English ones."""
SILVER = 80
Tokens = list[dict[str, Any]]


def describe(page: Page, sentence: Sentence) -> Tokens:
    """For each token its features, none of which is a word."""
    lex, cues = page.lexicon, {}
    for hit in find_cues(page, sentence, sentence.first):
        for i in range(hit.first, hit.last):
            cues[i] = f"{hit.group.kind}/{hit.group.act}/{int(hit.group.inverts)}"
    plain = []
    for i in range(sentence.first, sentence.last):
        word, quote = page.words[i], page.in_quote[i]
        marks = [name for name in LISTS if lex.match(name, page.lowers, i, sentence.last)]
        shape = "A" if word.isupper() else "a" if word[0].islower() else "Aa"
        shape = "0" if word[0].isdigit() else word if not word[0].isalnum() else shape
        state = "out" if quote < 0 else "first" if page.quotes[quote].first == i else "in"
        seen = [f"list={m}" for m in marks] + [f"cue={cues.get(i)}", f"shape={shape}"]
        seen += [f"quote={state}", f"verb={page.verb(i)}"]
        plain.append(seen)
    at = sorted(i - sentence.first for i in cues)
    rows = []
    for k in range(len(plain)):
        row = {"bias": 1.0}
        for step in range(-WINDOW, WINDOW + 1):
            if 0 <= k + step < len(plain):
                row |= {f"{step}:{feature}": 1.0 for feature in plain[k + step]}
            else:
                row[f"{step}:edge"] = 1.0
        before = [k - i for i in at if i < k]
        after = [i - k for i in at if i > k]
        row[f"before={min(9, min(before) // 3) if before else 'none'}"] = 1.0
        row[f"after={min(9, min(after) // 3) if after else 'none'}"] = 1.0
        rows.append(row)
    return rows


def tags_of(page: Page, attributions: list[dict[str, Any]]) -> list[str]:
    """For each token of a page its annotated tag."""
    tags = ["O"] * len(page.words)
    for a in attributions:
        for role in ROLES:
            for begin, end in a[role]:
                first, last = tokens_between(page, Span(begin, end))
                for i in range(first, last):
                    if tags[i] == "O":
                        tags[i] = ("B-" if i == first else "I-") + role
    return tags


def read(path: Path, lang: str, step: int = 1) -> list[tuple[dict[str, Any], Page]]:
    """Annotated articles with their pages."""
    lines = path.read_text(encoding="utf-8").splitlines()[::step]
    lexicon = lexicon_of(lang)
    assert lexicon is not None
    return [(d, make_page(d["text"], lexicon)) for d in map(json.loads, lines)]


def examples(articles: list[tuple[dict[str, Any], Page]]) -> tuple[list[Tokens], list[list[str]]]:
    """Sentences as features and as tags."""
    rows, marks = [], []
    for record, page in articles:
        tags = tags_of(page, record["attributions"])
        for sentence in page.sentences:
            rows.append(describe(page, sentence))
            marks.append(tags[sentence.first : sentence.last])
    return rows, marks


def segments(tags: list[str]) -> dict[str, list[tuple[int, int]]]:
    """Token ranges of each role."""
    found: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    for i, tag in enumerate(tags):
        role = tag[2:]
        if tag == "O":
            continue
        if tag[0] == "I" and found[role] and found[role][-1][1] == i:
            found[role][-1] = (found[role][-1][0], i + 1)
        else:
            found[role].append((i, i + 1))
    return found


def linked(page: Page, sentence: Sentence, tags: list[str]) -> list[dict[str, Any]]:
    """Attributions by nearness: fragments to the nearest cue, cues to the nearest source."""
    parts = segments(tags)
    gap = lambda a, b: max(a[0] - b[1], b[0] - a[1])  # noqa: E731
    starts, ends = page.starts[sentence.first :], page.ends[sentence.first :]
    span = lambda r: [starts[r[0]], ends[r[1] - 1]]  # noqa: E731
    found = {cue: [] for cue in parts["cue"]}
    for content in parts["content"]:
        if found:
            found[min(found, key=lambda cue: gap(cue, content))].append(content)
    result = []
    for cue, contents in found.items():
        source = min(parts["source"], key=lambda s: gap(s, cue), default=None)
        if contents:
            result.append({
                "source": [span(source)] if source else [],
                "cue": [span(cue)],
                "content": [span(c) for c in contents],
            })  # fmt: skip
    return result


def tagged(model: Any, page: Page) -> list[dict[str, Any]]:
    """What the word-free tagger finds in one page."""
    return [
        a
        for sentence in page.sentences
        for a in linked(page, sentence, model.predict_single(describe(page, sentence)))
    ]


def train(rows: list[Tokens], marks: list[list[str]], rounds: int) -> Any:
    """A chain of tags over features."""
    model = sklearn_crfsuite.CRF(
        algorithm="lbfgs", c1=0.05, c2=0.05, max_iterations=rounds, all_possible_transitions=True
    )
    return model.fit(rows, marks)


def packed(record: dict[str, Any]) -> list[dict[str, Any]]:
    """What the pack finds in one article."""
    article = Article(id=record["id"], lang=record["lang"], text=record["text"])
    found = find_attributions(article, AttributeSettings(tagger=False)).attributions
    return [{role: [[s.start, s.end] for s in getattr(a, role)] for role in ROLES} for a in found]


def joined(pack: list[dict[str, Any]], more: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pack's attributions, and the tagger's where the pack has none."""
    taken = {c for a in pack for r in ("cue", "content") for b, e in a[r] for c in range(b, e)}
    free = [
        a
        for a in more
        if not any(c in taken for r in ("cue", "content") for b, e in a[r] for c in range(b, e))
    ]
    return [*pack, *free]


def load_scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", shared / "score" / "attribution.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["scorer"] = module
    spec.loader.exec_module(module)
    return module


def report(name: str, scorer: ModuleType, gold: list[dict[str, Any]], found: list[Any]) -> None:
    predicted = [{"id": g["id"], "attributions": f} for g, f in zip(gold, found, strict=True)]
    s = scorer.score(gold, predicted)
    m = s["content_matched"]
    print(
        f"{name:<44} matched {m['f1']:.3f} (P {m['p']:.3f} R {m['r']:.3f})  "
        f"triple {s['triple']['f1']:.3f}  indirect found {s['recall_indirect']['r']:.3f}",
        flush=True,
    )


def silver(path: Path, most: int) -> list[tuple[dict[str, Any], Page]]:
    """Indonesian texts without annotation, with the pack's findings as if they were."""
    lexicon = lexicon_of("id")
    assert lexicon is not None
    articles = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record.get("lang") == "id" and len(record["text"]) > LONG_ENOUGH:
                kept = {name: record[name] for name in ("id", "lang", "text")}
                kept["attributions"] = packed(kept)
                articles.append((kept, make_page(kept["text"], lexicon)))
            if len(articles) >= most:
                break
    return articles


class Bench:
    """Indonesian dev set, what its pack finds, and the scorer: prints one row a finder."""

    def __init__(self, gold: Path) -> None:
        self.scorer = load_scorer(gold.parent.parent)
        self.dev = read(gold / "id_dev.jsonl", "id")
        self.gold = [record for record, _ in self.dev]
        self.pack = [packed(record) for record in self.gold]
        report("pack alone", self.scorer, self.gold, self.pack)

    def rows(self, name: str, found: list[list[dict[str, Any]]]) -> None:
        """One row for a finder alone, one for the pack with it."""
        report(name, self.scorer, self.gold, found)
        both = [joined(p, f) for p, f in zip(self.pack, found, strict=True)]
        report("  pack, and it where the pack has none", self.scorer, self.gold, both)

    def folded(self, rows: list[Tokens], marks: list[list[str]], rounds: int) -> None:
        """The same trained on the other articles of the dev set as well, in folds."""
        own: list[Any] = [None] * len(self.dev)
        for fold in range(FOLDS):
            rest = [a for k, a in enumerate(self.dev) if k % FOLDS != fold]
            more, tags = examples(rest)
            model = train(rows + more * WEIGHT, marks + tags * WEIGHT, rounds)
            for k in range(fold, len(self.dev), FOLDS):
                own[k] = tagged(model, self.dev[k][1])
        self.rows("English and id_dev, five folds of articles", own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--self", dest="texts", type=Path)
    parser.add_argument("--step", type=int, default=8, help="take every so many training articles")
    parser.add_argument("--rounds", type=int, default=50)
    args = parser.parse_args()
    bench, begun = Bench(args.gold), time.process_time()
    rows, marks = examples(read(args.gold / "polnear_train.jsonl", "en", args.step))
    model = train(rows, marks, args.rounds)
    print(
        f"trained on {len(rows)} English sentences, {time.process_time() - begun:.0f} s", flush=True
    )
    check = read(args.gold / "polnear_dev.jsonl", "en", 2)
    found = [tagged(model, page) for _, page in check]
    report("word-free, English dev (half)", bench.scorer, [r for r, _ in check], found)
    bench.rows("word-free, English to Indonesian", [tagged(model, p) for _, p in bench.dev])
    if args.texts:
        begun = time.process_time()
        own, tags = examples(silver(args.texts, SILVER))
        taught = train(own, tags, args.rounds)
        print(f"taught by the pack: {len(own)} sentences, {time.process_time() - begun:.0f} s")
        bench.rows("taught by the pack", [tagged(taught, p) for _, p in bench.dev])
        both = train(rows + own, marks + tags, args.rounds)
        bench.rows("English and the pack", [tagged(both, p) for _, p in bench.dev])
    bench.folded(rows[::3], marks[::3], args.rounds)


if __name__ == "__main__":
    main()
