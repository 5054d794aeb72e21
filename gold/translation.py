"""Quality of the translation matcher: sentences, articles, cascades, and one event told twice.

python -m gold translation, or for all parts, the slow one (sentences) included:

    python gold/translation.py [articles] [cascades] [events] [sentences] [--data ../shared]
    python gold/translation.py encoder [--encoder use:] [--pool 100000]

Prints one JSON object a part; docs/translation.md shows the figures. `articles` uses
../shared/score/reuse.py. `events` measures what must not be found: the 300 BASIL pairs (three
outlets on one event), one side glossed word for word into Indonesian through our own table, and
the Russian tg_pairs, one side glossed into English, because no real same-event pairs across
languages are at hand; and NTREX articles against others.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import sys
import time
import zlib
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np

from menurut.encoders import open_encoder
from menurut.model import Article, Reuse, article_from_json
from menurut.reuse import find_reuse_among, find_translations_among
from menurut.reuse.translation_passages import TranslationSettings, align_texts
from menurut.reuse.translation_reading import ReadText, read_text
from menurut.reuse.translation_sentences import make_pool, nearest_sentences, read_sentences
from menurut.reuse.translation_table import english_of, load_table
from menurut.reuse.translation_words import romanise, sentences_in, stem_of, words_in

LANGS = ("id", "ms", "ru", "uk", "ar")
POOL = 100_000

ENCODER_WEIGHTS = (0, 2, 4, 8, 12, 16, 24)
"""Weights tried for an encoder's cosine beside the table's log odds; 0 is the table alone."""
WRONG_GLOSSES = 0.12
"""Share of the glossary made wrong: a glossed sentence then explains its original as well (.55)
as the median Indonesian translation in articles_dev does."""


def read_lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_articles(path: Path) -> list[Article]:
    return [article_from_json(record) for record in read_lines(path)]


def score_articles(shared: Path) -> dict:
    folder = shared / "gold/crosslingual/articles_dev"
    articles = read_articles(folder / "docs.jsonl")
    started = time.process_time()
    reuses = find_translations_among(articles)
    seconds = time.process_time() - started
    spec = importlib.util.spec_from_file_location("score_reuse", shared / "score/reuse.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    rows = [{k: getattr(r, k) for k in ("a", "a0", "a1", "b", "b0", "b1")} for r in reuses]
    result = scorer.score(str(folder), rows)
    kept = ("doc_p", "doc_r", "doc_f1", "char_r", "char_p", "passage_r", "by_kind")
    return {"articles": len(articles), "cpu_s": round(seconds, 1), **{k: result[k] for k in kept}}


def linked_pairs(reuses: tuple[Reuse, ...]) -> set[frozenset[str]]:
    return {frozenset((r.a, r.b)) for r in reuses}


def score_cascades(shared: Path) -> dict:
    folder = shared / "gold/lineage/cascades_dev"
    articles = {a.id: a for a in read_articles(folder / "all_articles.jsonl")}
    truth = json.loads((folder / "all_truth.json").read_text(encoding="utf-8"))
    edges = [e for cascade in truth.values() for e in cascade["edges"]]
    members = {e[side] for e in edges for side in ("child", "parent")}
    across = [e for e in edges if articles[e["child"]].lang != articles[e["parent"]].lang]
    pairs = linked_pairs(find_translations_among(list(articles.values())))
    found = [e for e in across if frozenset((e["child"], e["parent"])) in pairs]
    distractors = articles.keys() - members
    return {
        "edges": len(across),
        "recall": len(found) / len(across),
        "by_kind": {
            kind: f"{sum(e['kind'] == kind for e in found)}/{n}"
            for kind, n in Counter(e["kind"] for e in across).items()
        },
        "distractors": len(distractors),
        "distractors_linked": len(distractors & {a for pair in pairs for a in pair}),
    }


def glossary() -> dict[str, str]:
    """For each English stem the Indonesian stem that most surely means it."""
    best: dict[str, tuple[float, str]] = {}
    for stem in load_table("id").numbers:
        for english, weight in english_of(stem, "id"):
            best[english] = max(best.get(english, (0.0, "")), (weight, stem))
    return {english: stem for english, (_, stem) in best.items()}


def worsened(words: dict[str, str], share: float) -> dict[str, str]:
    """The glossary with a share of its entries wrong, always the same ones."""
    stems = sorted(set(words.values()))
    return {
        english: stem
        if zlib.crc32(english.encode()) % 1000 >= 1000 * share
        else stems[zlib.crc32(stem.encode()) % len(stems)]
        for english, stem in words.items()
    }


def gloss(article: Article, words: dict[str, str]) -> Article:
    """The article word for word in Indonesian; unknown words and names stay."""
    out, last = [], 0
    for word, start, end in words_in(article.text):
        stem = english_of(word.lower(), "en")[0][0]
        out += [article.text[last:start], words.get(stem, word)]
        last = end
    text = "".join(out) + article.text[last:]
    return Article(id=article.id + "-gloss", text=text, lang="id")


def english_glossary(lang: str) -> dict[str, str]:
    """For each foreign stem of a language the English stem that most surely stands for it."""
    found = {stem: english_of(stem, lang) for stem in load_table(lang).numbers}
    return {stem: targets[0][0] for stem, targets in found.items() if targets}


def gloss_in_english(article: Article, words: dict[str, str]) -> Article:
    """A foreign article word for word in English; names are romanised."""
    out, last = [], 0
    for word, start, end in words_in(article.text):
        english = words.get(stem_of(word.lower(), article.lang), romanise(word))
        out += [article.text[last:start], english.title() if word[:1].isupper() else english]
        last = end
    text = "".join(out) + article.text[last:]
    return Article(id=article.id + "-gloss", text=text, lang="en")


def share_taken(
    glossed: dict[str, ReadText], read: dict[str, ReadText], pairs: list[tuple[str, str]]
) -> float:
    """Of these pairs, how many are taken for translations when the first is glossed."""
    taken = [align_texts(glossed[a], read[b], TranslationSettings()) is not None for a, b in pairs]
    return round(float(np.mean(taken)), 3)


def score_same_event(shared: Path) -> dict:
    """Pairs of one event, one side glossed: BASIL into Indonesian, tg_pairs from Russian."""
    real = shared / "gold/real"
    truth = read_lines(real / "truth.jsonl")
    basil = {a.id: a for a in read_articles(real / "basil.jsonl")}
    into, out_of = worsened(glossary(), WRONG_GLOSSES), english_glossary("ru")
    out_of = worsened(out_of, WRONG_GLOSSES)
    russian = {a.id: a for a in read_articles(real / "tg_pairs.jsonl") if a.lang == "ru"}
    result = {}
    for name, articles, glossed in (
        ("basil", basil, {a.id: read_text(gloss(a, into)) for a in basil.values()}),
        (
            "tg_russian",
            russian,
            {a.id: read_text(gloss_in_english(a, out_of)) for a in russian.values()},
        ),
    ):
        rows = [
            t for t in truth if t["set"].startswith(name[:2]) and t["kind"] != "different_event"
        ]
        pairs = [(t["child"], t["parent"]) for t in rows]
        pairs = [pair for pair in pairs if pair[0] in articles and pair[1] in articles]
        # Two that print the same words in their own language are one report, not two.
        reprints = linked_pairs(find_reuse_among(list(articles.values())))
        own_words = [pair for pair in pairs if frozenset(pair) not in reprints]
        read = {a.id: read_text(a) for a in articles.values()}
        result |= {
            f"{name}_pairs": len(pairs),
            f"{name}_gloss_of_itself_found": share_taken(glossed, read, [(a, a) for a in articles]),
            f"{name}_same_event_taken_for_translation": share_taken(glossed, read, pairs),
            f"{name}_pairs_in_own_words": len(own_words),
            f"{name}_own_words_taken_for_translation": share_taken(glossed, read, own_words),
        }
    return result


def score_events(shared: Path) -> dict:
    real = shared / "gold/real"
    truth = read_lines(real / "truth.jsonl")
    ntrex = read_articles(real / "ntrex.jsonl")
    gold = {frozenset((t["child"], t["parent"])) for t in truth if t["set"] == "ntrex"}
    story_of = {a.id: a.id.rsplit("-", 1)[0] for a in ntrex}
    found = linked_pairs(find_translations_among(ntrex))
    wrong = [pair for pair in found if len({story_of[i] for i in pair}) > 1]
    return {
        **score_same_event(shared),
        "ntrex_pairs_found": f"{len(gold & found)}/{len(gold)}",
        "ntrex_pairs_of_other_articles": len(wrong),
    }


def english_pool(shared: Path, size: int = POOL) -> list[str]:
    rng = np.random.default_rng(5)
    with lzma.open(shared / "gold/reuse/base.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [d["text"] for d in map(json.loads, lines) if d["lang"] == "en"]
    spans = ((texts[i], s) for i in rng.permutation(len(texts)) for s in sentences_in(texts[i]))
    return list(islice((s.of(t) for t, s in spans if 30 <= s.end - s.start <= 400), size))


def in_fitted_half(row: dict) -> bool:
    """Whether the weights of the rerank were fitted on this document's half of ntrex_dev."""
    return zlib.crc32(row["doc"].encode()) % 2 == 0


def score_sentences(shared: Path) -> dict:
    rows = read_lines(shared / "gold/crosslingual/ntrex_dev.jsonl")
    english = list(dict.fromkeys(row["en"] for row in rows))
    place = {sentence: i for i, sentence in enumerate(english)}
    pool = make_pool(read_sentences(english + english_pool(shared), "en"))
    nearest_sentences(read_sentences(["Api."], "en"), pool)  # compiles, or loads what was compiled
    result: dict[str, dict] = {}
    for lang in LANGS:
        own = [row for row in rows if row["lang"] == lang]
        started = time.process_time()
        found = nearest_sentences(read_sentences([row["src"] for row in own], lang), pool).numbers
        seconds = time.process_time() - started
        right = found == np.array([place[row["en"]] for row in own])[:, None]
        fitted = np.array([in_fitted_half(row) for row in own])
        result[lang] = {
            "p_at_1": round(float(np.mean(right[:, 0])), 3),
            "p_at_1_of_the_half_not_fitted": round(float(np.mean(right[~fitted, 0])), 3),
            "among_reranked": round(float(np.mean(right.any(axis=1))), 3),
            "sentences_per_cpu_s": round(len(own) / seconds),
        }
    return {"pool": len(pool.totals), **result}


def score_encoder(shared: Path, name: str, size: int) -> dict:
    """P@1 of an encoder alone, of the table alone, and of the table's candidates ranked by both.

    The weight of the encoder beside the table is the best of a few on the fitted half.
    """
    encoder = open_encoder(name)
    rows = read_lines(shared / "gold/crosslingual/ntrex_dev.jsonl")
    english = list(dict.fromkeys(row["en"] for row in rows))
    place = {sentence: i for i, sentence in enumerate(english)}
    texts = english + english_pool(shared, size)
    encoded, pool = encoder.encode(texts), make_pool(read_sentences(texts, "en"))
    own = {lang: [row for row in rows if row["lang"] == lang] for lang in LANGS}
    fitted, told = {}, {}
    for lang, asked in own.items():
        sources, right = [r["src"] for r in asked], np.array([place[r["en"]] for r in asked])
        queries = encoder.encode(sources)
        found = nearest_sentences(read_sentences(sources, lang), pool)
        near = np.einsum("qd,qcd->qc", queries, encoded[found.numbers])
        blocks = [
            np.argmax(queries[at : at + 100] @ encoded.T, axis=1)
            for at in range(0, len(asked), 100)
        ]
        tried = [
            np.take_along_axis(
                found.numbers, np.argmax(found.scores + weight * near, axis=1)[:, None], axis=1
            )[:, 0]
            == right
            for weight in ENCODER_WEIGHTS
        ]
        fitted[lang] = [one[[in_fitted_half(r) for r in asked]].mean() for one in tried]
        told[lang] = (np.concatenate(blocks) == right, tried)
    best = int(np.mean(list(fitted.values()), axis=0).argmax())
    shares = {
        lang: {
            "alone": alone.mean(),
            "table": tried[0].mean(),
            "both": tried[best].mean(),
            "both_of_the_half_not_fitted": tried[best][
                [not in_fitted_half(r) for r in own[lang]]
            ].mean(),
        }
        for lang, (alone, tried) in told.items()
    }
    rounded = {
        lang: {k: round(float(v), 3) for k, v in row.items()} for lang, row in shares.items()
    }
    return {"encoder": encoder.name, "pool": len(texts), "weight": ENCODER_WEIGHTS[best], **rounded}


def measure() -> dict[str, float]:
    """The figures of the gate, better when higher."""
    shared = Path(__file__).parent.parent.parent / "shared"
    articles, cascades, events = (
        score_articles(shared),
        score_cascades(shared),
        score_events(shared),
    )
    by_kind = articles["by_kind"]
    return {
        "doc_f1": articles["doc_f1"],
        "char_r": articles["char_r"],
        "char_p": articles["char_p"],
        **{f"char_r_{kind[-2:]}": figures["char_r"] for kind, figures in by_kind.items()},
        "cascade_edges_linked": cascades["recall"],
        "distractors_left_alone": 1 - cascades["distractors_linked"] / cascades["distractors"],
        "same_event_left_alone": 1 - events["basil_same_event_taken_for_translation"],
    }


PARTS = {
    "articles": score_articles,
    "cascades": score_cascades,
    "events": score_events,
    "sentences": score_sentences,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=[*PARTS, "encoder", []])
    parser.add_argument("--encoder", default="use:")
    parser.add_argument("--pool", type=int, default=POOL)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    args = parser.parse_args()
    if not args.data.exists():
        print(f"{args.data} is absent: nothing to measure", file=sys.stderr)
        return 3
    parts = PARTS | {"encoder": lambda data: score_encoder(data, args.encoder, args.pool)}
    for part in args.parts:
        print(json.dumps({part: parts[part](args.data)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
