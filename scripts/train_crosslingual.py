"""Train the translation tables of menurut from openly licensed sentence pairs and lexicons.

    python scripts/train_crosslingual.py [--data ../shared/train/crosslingual] [--out src/menurut/reuse/assets]

Reads parallel/LANG.tsv.xz and lexicon/LANG.tsv.xz (foreign, English, source tag) and keeps only
the rows whose source stands in SOURCES below, with its terms. Indonesian and Malay are trained
together, so are Russian and Ukrainian (spelled as a Russian reader would). IBM model 1 is run in
both directions over stems, lexicon entries counting as short sentences; the two are combined,
pruned and packed, six English stems for each foreign stem. There is no random number in it:
the same input gives the same bytes.

Brown, Della Pietra, Della Pietra, Mercer (1993), The Mathematics of Statistical Machine Translation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import time
from collections import Counter
from pathlib import Path

import numba
import numpy as np

from menurut.reuse.translation_words import stems_of

ASSETS = Path("src/menurut/reuse/assets")
TABLES = {"malay": ("id", "ms"), "russian": ("ru", "uk"), "arabic": ("ar",)}
SOURCES = {
    "tico19": ("TICO-19", "CC0-1.0", "tico-19.github.io"),
    "tatoeba": ("Tatoeba", "CC-BY-2.0-FR", "tatoeba.org"),
    "talpco": ("TUFS Asian Language Parallel Corpus", "CC-BY-4.0", "github.com/matbahasa/TALPCo"),
    "nusax": ("NusaX", "CC-BY-SA-4.0", "github.com/IndoNLP/nusax"),
    "nusax-lex": ("NusaX lexicon", "CC-BY-SA-4.0", "github.com/IndoNLP/nusax"),
    "opensource.guide": ("Open Source Guides", "CC-BY-4.0", "github.com/github/opensource.guide"),
    "tldr": ("tldr pages", "CC-BY-4.0", "github.com/tldr-pages/tldr"),
    "omw-def": ("Wordnet Bahasa definitions, Princeton WordNet glosses", "MIT AND WordNet", "github.com/limaginaire/wn-msa"),
    "xquad": ("XQuAD", "CC-BY-SA-4.0", "github.com/google-deepmind/xquad"),
    "electron": ("Electron i18n", "MIT", "github.com/electron/i18n"),
    "omw": ("Open Multilingual Wordnet: Wordnet Bahasa, Arabic WordNet, Wiktionary, CLDR", "MIT AND CC-BY-SA-3.0 AND Unicode-3.0 AND WordNet", "github.com/omwn/omw-data"),
}  # fmt: skip
SOURCES_BY_LANG = {
    "freedict": {"id": ("FreeDict English-Indonesian", "CC-BY-SA-3.0", "freedict.org")}
}
"""FreeDict's other languages are under the GPL and stay out."""

ROUNDS = 6
TARGETS = 6
PRUNE = 0.02
LEXICON_WEIGHT = 0.7
MAX_WORDS = 60


def read_rows(data: Path, part: str, lang: str) -> list[tuple[str, str]]:
    """The pairs of one file whose terms allow a shipped table."""
    allowed = set(SOURCES) | {t for t, langs in SOURCES_BY_LANG.items() if lang in langs}
    rows = []
    for line in lzma.open(data / part / f"{lang}.tsv.xz", "rt", encoding="utf-8"):
        fields = line.rstrip("\n").split("\t")
        if len(fields) == 3 and fields[2] in allowed:
            rows.append((fields[0], fields[1]))
    return sorted(set(rows))


@numba.njit(cache=True)
def ibm1(src, src_at, tgt, tgt_at, weight, slot, slots, sums, rounds):  # noqa: PLR0913 - a kernel
    """p(target | source) for each slot = one (source, target) stem pair that occurs together.

    `slot` lists the slot of each (source, target) position pair, sentence by sentence.
    """
    t = np.ones(slots.shape[0], np.float64)
    for _ in range(rounds):
        count = np.zeros_like(t)
        total = np.zeros(sums, np.float64)
        k = 0
        for n in range(src_at.shape[0] - 1):
            s0, s1, e0, e1 = src_at[n], src_at[n + 1], tgt_at[n], tgt_at[n + 1]
            ns = s1 - s0
            for j in range(e1 - e0):
                z = 0.0
                for i in range(ns):
                    z += t[slot[k + i]]
                for i in range(ns):
                    c = weight[n] * t[slot[k + i]] / z
                    count[slot[k + i]] += c
                    total[src[s0 + i]] += c
                k += ns
        for m in range(t.shape[0]):
            t[m] = count[m] / total[slots[m]]
    return t


def flat(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Ragged lists as one array with its boundaries."""
    at = np.zeros(len(lists) + 1, np.int64)
    np.cumsum([len(x) for x in lists], out=at[1:])
    return np.fromiter((v for x in lists for v in x), np.int64, at[-1]), at


def align(
    source: list[list[int]], target: list[list[int]], weight: np.ndarray, width: int
) -> tuple[np.ndarray, np.ndarray]:
    """IBM model 1: (source * width + target) of all pairs of stems, and p(target | source)."""
    pairs = [
        np.array([s * width + e for e in t for s in ss], np.int64)
        for ss, t in zip(source, target, strict=True)
    ]
    codes, slot = np.unique(np.concatenate(pairs), return_inverse=True)
    src, src_at = flat(source)
    tgt, tgt_at = flat(target)
    slots = codes // width
    t = ibm1(src, src_at, tgt, tgt_at, weight, slot, slots, int(slots.max()) + 1, ROUNDS)
    return codes, t


def vocabulary(sides: list[list[str]]) -> dict[str, int]:
    """Numbers for stems, most frequent first, 0 for the empty word."""
    counts = Counter(w for side in sides for w in set(side))
    order = sorted(counts, key=lambda w: (-counts[w], w))
    return {w: n for n, w in enumerate(order, 1)}, np.array([0] + [counts[w] for w in order])


def build_table(
    pairs: list[tuple[list[str], list[str], float]],
) -> dict[str, list[tuple[str, float]]]:
    """Foreign stem to its English stems with weights, best first."""
    foreign, english = [p[0] for p in pairs], [p[1] for p in pairs]
    weight = np.array([p[2] for p in pairs])
    fv, _ = vocabulary(foreign)
    ev, ecount = vocabulary(english)
    f = [[fv[w] for w in s] for s in foreign]
    e = [[ev[w] for w in s] for s in english]
    nf, ne = len(fv) + 1, len(ev) + 1
    codes, forward = align([[0, *s] for s in f], e, weight, ne)  # p(e | f), code f * ne + e
    back_codes, backward = align([[0, *s] for s in e], f, weight, nf)  # p(f | e), code e * nf + f
    back = dict(
        zip(((back_codes % nf) * ne + back_codes // nf).tolist(), backward.tolist(), strict=True)
    )
    fname, ename = ["", *fv], ["", *ev]
    found: dict[str, list[tuple[float, str]]] = {}
    for code, p in zip(codes.tolist(), forward.tolist(), strict=True):
        fi, ei = divmod(code, ne)
        if fi and ei:
            q = back.get(code, 0.0)
            score = combine(p, q)
            if score >= PRUNE / 4:
                found.setdefault(fname[fi], []).append((score, ename[ei]))
    table = {}
    for stem, targets in found.items():
        targets.sort(key=lambda x: (-x[0], x[1]))
        kept = [(w, s) for s, w in targets[:TARGETS] if s >= PRUNE]
        if kept:
            table[stem] = kept
    return table


def combine(p: float, q: float) -> float:
    """One weight of p(English | foreign) and p(foreign | English).

    The forward direction leads: the backward one alone favours rare English words that stand in
    the lexicon once. Exponents set on ntrex_dev among 100,000 sentences.
    """
    return p**0.7 * q**0.3


def training_pairs(data: Path, langs: tuple[str, ...]) -> list[tuple[list[str], list[str], float]]:
    """Stemmed sentence pairs and lexicon entries, with their weights."""
    pairs = []
    for lang in langs:
        for part, weight in (("parallel", 1.0), ("lexicon", LEXICON_WEIGHT)):
            for source, target in read_rows(data, part, lang):
                f, e = stems_of(source, lang)[:MAX_WORDS], stems_of(target, "en")[:MAX_WORDS]
                if f and e:
                    pairs.append((f, e, weight))
    return pairs


def english_weights(data: Path) -> Counter[str]:
    """In how many English training sentences a stem occurs."""
    langs = [lang for group in TABLES.values() for lang in group]
    sentences = {e for lang in langs for _, e in read_rows(data, "parallel", lang)}
    return Counter(w for s in sentences for w in set(stems_of(s, "en"))), len(sentences)


def text_array(strings: list[str]) -> np.ndarray:
    """Strings as bytes, one a line."""
    return np.frombuffer("\n".join(strings).encode(), np.uint8)


def save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write an .npz whose bytes depend on the arrays alone."""
    np.savez_compressed(path, **arrays)


def pack(table: dict, english: dict[str, int]) -> dict[str, np.ndarray]:
    """A table as arrays: stems, number of targets, target numbers, weights in 1/255."""
    stems = sorted(table)
    flat_targets = [t for s in stems for t in table[s]]
    return {
        "stems": text_array(stems),
        "sizes": np.array([len(table[s]) for s in stems], np.uint8),
        "targets": np.array([english[w] for w, _ in flat_targets], np.uint16),
        "weights": np.array([max(1, round(255 * min(1.0, p))) for _, p in flat_targets], np.uint8),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/train/crosslingual"))
    parser.add_argument("--out", type=Path, default=ASSETS)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    started = time.process_time()
    counts, total = english_weights(args.data)
    tables = {}
    for name, langs in TABLES.items():
        tables[name] = build_table(training_pairs(args.data, langs))
        print(name, len(tables[name]), "stems", round(time.process_time() - started, 1), "s")
    used = {w for table in tables.values() for targets in table.values() for w, _ in targets}
    words = sorted(used | {w for w, n in counts.items() if n >= 2})
    english = {w: n for n, w in enumerate(words)}
    save(
        args.out / "translation_english.npz",
        {
            "stems": text_array(words),
            "counts": np.array([counts[w] for w in words], np.uint32),
            "sentences": np.array([total], np.uint32),
        },
    )
    for name, table in tables.items():
        save(args.out / f"translation_{name}.npz", pack(table, english))
    for file in sorted(args.out.glob("translation_*.npz")):
        print(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()[:16])


if __name__ == "__main__":
    main()
