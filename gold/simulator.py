"""Make cascades whose lineage is known: real news texts, made-up copying.

What goes in: unrelated real articles (../shared/gold/reuse/base.jsonl.xz) and a seed. What comes
out: collections of articles with the true edges and origins, every operation labelled. Each
case has one or two originals and 4 to 14 articles that copy, excerpt, rewrite or merge them;
sometimes the wire itself is missing; some copies name whom they have it from, some the wrong
one; clocks are missing, day-only, in the wrong zone or simply wrong.

Weakness: no real rewriting, no translation. Read the figures as shape, not as a promise.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from menurut.model import Article, Lineage
from menurut.outlets import find_outlet

BASE = Path(__file__).parent.parent.parent / "shared" / "gold" / "reuse" / "base.jsonl.xz"
SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ran",
    "ti",
    "sel",
    "vo",
    "den",
    "ur",
    "pa",
    "gri",
    "mon",
    "bes",
    "tal",
)
TAILS = {
    "en": ("Post", "Herald", "Courier", "Monitor", "Gazette", "Observer"),
    "id": ("Pos", "Kabar", "Suara", "Warta", "Lensa", "Radar"),
}
CREDIT = {
    "en": ("Source: {o}", "({o})", "according to {o}.", "{o} reported.", "It first ran in {o}."),
    "id": ("Sumber: {o}", "({o})", "demikian dilansir {o}.", "Dikutip dari {o}."),
}  # fmt: skip
DATELINE = {"en": "{c} ({o}) - ", "id": "{o}, {c} - "}
FURNITURE = {
    "en": ("Sign up for the {o} morning letter.", "Follow {o} on all channels.", "ADVERTISEMENT"),
    "id": (
        "Baca juga: berita pilihan {o}.",
        "Ikuti {o} di kanal pesan kami.",
        "Editor: Redaksi {o}",
    ),
}
START = datetime(2031, 3, 1, tzinfo=UTC)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”]?\s+|\n+")


class Dirt(msgspec.Struct, frozen=True):
    """How bad the clocks are: shares of articles."""

    missing: float = 0.05
    day_only: float = 0.15
    wrong: float = 0.08


CLEAN = Dirt(0.0, 0.0, 0.0)
USUAL = Dirt()
HOSTILE = Dirt(0.05, 0.15, 0.30)


class Telling(msgspec.Struct, frozen=True):
    """How freely stories are retold, and among what they stand."""

    rewritten: tuple[float, ...] = (0.15, 0.25, 0.4, 0.6)
    """Shares of the words that a rewrite changes."""
    dropped: float = 0.2
    """Share of the sentences that a rewrite leaves out."""
    cases: int = 8
    """Stories in one collection."""
    strangers: int = 20
    """Articles of no story among them."""
    slips: tuple[float, ...] = (0.0, 0.01, 0.03)
    """Shares of the words that a copy changes: it is nearly, not wholly, verbatim."""


FREELY = Telling()
CLOSELY = Telling((0.1, 0.2, 0.3), 0.0, 1, 0)
"""As in the measurements of LINEAGE: each story by itself, 10 to 30 % of the words changed."""
MISSING = 0.3
"""Share of the stories whose wire, the first original, nobody has."""
MERGED = 0.2
"""Where there are two stories, so many articles merge both: a tenth of all."""


class Node(msgspec.Struct):
    """One simulated article while its case is being made."""

    id: str
    outlet: str
    lang: str
    sentences: list[str]
    time: datetime
    operation: str
    parents: list[Node]
    credit: str | None = None
    link: bool = False
    missing: bool = False


class Case(msgspec.Struct, frozen=True):
    """One simulated story with its truth."""

    articles: tuple[Article, ...]
    edges: tuple[tuple[str, str, str], ...]
    """Child, parent, operation."""
    origins: dict[str, frozenset[str]]
    """Article to its ultimate origins; a missing wire is "outside:" and its outlet."""
    siblings: dict[str, frozenset[str]]
    """Missing wire to the articles that took from it directly: any may stand for it."""


def load_texts(limit: int = 6000) -> list[dict[str, str]]:
    """Base articles of a fit length, in file order."""
    kept = []
    with lzma.open(BASE, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["lang"] in TAILS and 900 < len(record["text"]) < 6000:
                kept.append(record)
    return kept[:: max(1, len(kept) // limit)]


def split_sentences(text: str) -> list[str]:
    """The sentences of a real text, without those that name an outlet or agency.

    Whom the real text is from is no part of the truth here: "told CNN" would be an outside
    source that is rightly found and counted as wrong.
    """
    parts = (part.strip() for part in _SENTENCE.split(text))
    return [part for part in parts if len(part) > 20 and not _names_outlet(part)]


def _names_outlet(sentence: str) -> bool:
    words = re.findall(r"[\w.]*\w", sentence)
    runs = (words[i : i + size] for size in (1, 2, 3, 4) for i in range(len(words) - size + 1))
    return any(run[0][0].isupper() and find_outlet(" ".join(run)) for run in runs)


def _name(rng: random.Random) -> str:
    return "".join(rng.sample(SYLLABLES, rng.choice((2, 3)))).capitalize()


def _outlet(rng: random.Random, lang: str) -> str:
    return f"{_name(rng)} {rng.choice(TAILS[lang])}"


def _mangle(rng: random.Random, sentence: str, share: float, words: Sequence[str]) -> str:
    """Change a share of the words: replaced, dropped or swapped; names and numbers stay."""
    out: list[str] = []
    for word in sentence.split():
        if word[:1].isupper() or any(c.isdigit() for c in word) or rng.random() > share:
            out.append(word)
            continue
        draw = rng.random()
        if draw < 0.6:
            out.append(rng.choice(words))
        elif draw < 0.8 and out:
            out.insert(len(out) - 1, word)
    return " ".join(out)


def _words(own: Sequence[str]) -> list[str]:
    return [w for s in own for w in s.split() if w.islower()] or ["dan"]


def _copy(rng: random.Random, parent: Node, own: Sequence[str], telling: Telling) -> list[str]:
    kept = list(parent.sentences)
    if rng.random() < 0.4:
        kept = kept[: max(4, int(len(kept) * rng.uniform(0.5, 0.95)))]
    share, words = rng.choice(telling.slips), _words(own)
    return [_mangle(rng, s, share, words) for s in kept if rng.random() > 0.04]


def _excerpt(rng: random.Random, parent: Node, own: Sequence[str]) -> list[str]:
    size = min(len(parent.sentences), rng.choice((1, 2, 3, 4)))
    start = rng.randrange(max(1, len(parent.sentences) - size))
    quoted = [f'"{s}"' for s in parent.sentences[start : start + size]]
    where = rng.randrange(1, 4)
    mine = list(own[: rng.randrange(5, 14)])
    return [*mine[:where], *quoted, *mine[where:]]


def _rewrite(
    rng: random.Random, parent: Node, own: Sequence[str], telling: Telling = FREELY
) -> list[str]:
    words = _words(own)
    share = rng.choice(telling.rewritten)
    kept = [s for s in parent.sentences[:14] if rng.random() > telling.dropped]
    kept = kept or parent.sentences[:3]
    if rng.random() < 0.5 and len(kept) > 3:
        place = rng.randrange(1, len(kept) - 1)
        kept[place], kept[place + 1] = kept[place + 1], kept[place]
    return [_mangle(rng, s, share, words) for s in kept]


def _retell(
    rng: random.Random, operation: str, parent: Node, own: Sequence[str], telling: Telling
) -> list[str]:
    if operation == "copy":
        return _copy(rng, parent, own, telling)
    if operation == "excerpt":
        return _excerpt(rng, parent, own)
    return _rewrite(rng, parent, own, telling)


def _root(node: Node) -> Node:
    while node.parents:
        node = node.parents[0]
    return node


def _derive(
    rng: random.Random, nodes: list[Node], own: Sequence[str], new: str, telling: Telling
) -> Node:
    weights = [3.0 if not n.parents else 1.0 for n in nodes]
    parent = rng.choices(nodes, weights)[0]
    operation = rng.choices(("copy", "excerpt", "rewrite"), (5, 2, 4))[0]
    sentences = _retell(rng, operation, parent, own, telling)
    parents = [parent]
    others = [n for n in nodes if _root(n) is not _root(parent)]
    if others and rng.random() < MERGED:
        second = rng.choice(others)
        size = max(2, len(second.sentences) // 3)
        sentences = [*sentences[:6], *second.sentences[:size]]
        parents, operation = [parent, second], "merge"
    lag = rng.lognormvariate(1.2, 1.1) if rng.random() < 0.85 else rng.uniform(24, 24 * 12)
    when = max(p.time for p in parents) + timedelta(hours=lag)
    node = Node(
        id=new, outlet=_outlet(rng, parent.lang), lang=parent.lang, sentences=sentences,
        time=when, operation=operation, parents=parents,
    )  # fmt: skip
    draw = rng.random()
    if draw < 0.45:
        named = parent if draw < 0.30 else _root(parent) if draw < 0.42 else rng.choice(nodes)
        node.credit, node.link = named.outlet, rng.random() < 0.15 and named is parent
    return node


def _text(rng: random.Random, node: Node) -> str:
    sentences = list(node.sentences)
    if not node.parents and rng.random() < 0.6:
        head = DATELINE[node.lang].format(c=_name(rng).upper(), o=node.outlet)
        sentences[0] = head + sentences[0]
    label = _name_source(rng, node, sentences) if node.credit else None
    paragraphs = [" ".join(sentences[i : i + 2]) for i in range(0, len(sentences), 2)]
    if label:
        paragraphs.append(label)
    if rng.random() < 0.5:
        paragraphs.append(rng.choice(FURNITURE[node.lang]).format(o=node.outlet))
    return "\n\n".join(paragraphs)


def _name_source(rng: random.Random, node: Node, sentences: list[str]) -> str | None:
    """Name whom a text is from, where papers do: in the prose, in brackets, on a line below."""
    credit = rng.choice(CREDIT[node.lang]).format(o=node.credit)
    if ":" in credit:
        return credit
    if credit[0] != "(":
        sentences.insert(rng.choice((1, len(sentences))), credit)
    elif rng.random() < 0.5:
        sentences[0] = f"{credit} - {sentences[0]}"
    else:
        sentences[-1] = f"{sentences[-1]} {credit}"
    return None


def _clock(rng: random.Random, when: datetime, dirt: Dirt) -> str | None:
    draw = rng.random()
    if draw < dirt.missing:
        return None
    if draw < dirt.missing + dirt.day_only:
        return when.date().isoformat()
    if draw < dirt.missing + dirt.day_only + dirt.wrong:
        slip = rng.choice((7, -7, 3, -5, rng.uniform(-72, 72)))
        return (when + timedelta(hours=slip)).isoformat()
    return when.isoformat()


def _url(node: Node) -> str:
    host = re.sub(r"\W", "", node.outlet.casefold())
    return f"https://{host}.example/{node.id}"


def _article(rng: random.Random, node: Node, dirt: Dirt) -> Article:
    # Drawn apart, so that the same stories are told whatever the clocks.
    clocks = random.Random(f"clock of {node.id}")
    linked = next((p for p in node.parents if node.link and not p.missing), None)
    return Article(
        id=node.id, url=_url(node), outlet=node.outlet, lang=node.lang, text=_text(rng, node),
        published=_clock(clocks, node.time, dirt), links=(_url(linked),) if linked else (),
    )  # fmt: skip


def _origins(node: Node) -> frozenset[str]:
    if not node.parents:
        return frozenset({f"outside:{node.outlet}" if node.missing else node.id})
    return frozenset().union(*(_origins(parent) for parent in node.parents))


def make_case(
    seed: int, texts: Sequence[dict[str, str]], dirt: Dirt = USUAL, telling: Telling = FREELY
) -> Case:
    """One story: originals, what was taken from them, and the truth."""
    rng = random.Random(seed)
    lang = rng.choice(("en", "id"))
    pool = rng.sample([t for t in texts if t["lang"] == lang], 18)
    nodes = []
    lost = rng.random() < MISSING
    for number in range(rng.choice((1, 2))):
        start = START + timedelta(hours=rng.uniform(0, 24 * 60))
        nodes.append(
            Node(
                id=f"s{seed}-{rng.randrange(10**6):06d}", outlet=_outlet(rng, lang), lang=lang,
                sentences=split_sentences(pool[number]["text"])[:25], time=start,
                operation="original", parents=[], missing=lost and not number,
            )
        )  # fmt: skip
    if len(nodes) == 2:
        nodes[1].time = nodes[0].time + timedelta(hours=rng.uniform(-12, 12))
    nodes = [node for node in nodes if len(node.sentences) >= 5] or nodes
    for number in range(rng.randrange(4, 13)):
        own = split_sentences(pool[2 + number]["text"])
        nodes.append(_derive(rng, nodes, own, f"s{seed}-{rng.randrange(10**6):06d}", telling))
    return _close(rng, nodes, dirt)


def _close(rng: random.Random, nodes: Sequence[Node], dirt: Dirt) -> Case:
    kept = [node for node in nodes if not node.missing]
    edges = tuple((n.id, p.id, n.operation) for n in kept for p in n.parents if not p.missing)
    siblings = {
        f"outside:{lost.outlet}": frozenset(n.id for n in kept if lost in n.parents)
        for lost in nodes
        if lost.missing
    }
    return Case(
        articles=tuple(_article(rng, node, dirt) for node in kept),
        edges=edges,
        origins={node.id: _origins(node) for node in kept},
        siblings=siblings,
    )


def make_collections(
    count: int, seed: int, dirt: Dirt = USUAL, telling: Telling = FREELY
) -> Iterator[tuple[list[Article], list[Case]]]:
    """Collections of several stories with unrelated articles among them."""
    texts = load_texts()
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        made = [make_case(rng.randrange(10**9), texts, dirt, telling) for _ in range(telling.cases)]
        articles = [article for case in made for article in case.articles]
        for text in rng.sample(texts, telling.strangers):
            when = START + timedelta(hours=rng.uniform(0, 24 * 60))
            articles.append(
                Article(
                    id=f"x{number}-{text['id']}", outlet=_outlet(rng, text["lang"]),
                    lang=text["lang"], text=text["text"], published=when.isoformat(),
                )
            )  # fmt: skip
        yield sorted(articles, key=lambda article: article.id), made


def score_case(case: Case, lineage: Lineage) -> tuple[float, float, float]:
    """Edge F1, share of articles whose origins are right, and whether their number is.

    The truth knows who took text from whom: edges that only cite are no part of it.
    """
    mine = {article.id for article in case.articles}
    gold = {(child, parent) for child, parent, _ in case.edges}
    taken = [e for e in lineage.edges if e.child in mine and not e.late and e.kind != "cites"]
    made = {(e.child, e.parent) for e in taken}
    f1 = 2 * len(gold & made) / (len(gold) + len(made)) if gold or made else 1.0
    outside = {node.id: set(node.root_of) for node in lineage.outside}
    right, found = 0, set()
    for article in sorted(mine):
        named = {key for key, fed in outside.items() if article in fed}
        heads = {h for h in lineage.roots[article] if not any(h in outside[k] for k in named)}
        origins = {_stand_for(case, head) for head in heads} | {_lost(case, key) for key in named}
        right += origins == case.origins[article]
        found |= origins
    true = frozenset().union(*case.origins.values())
    return f1, right / len(mine), float(len(found) == len(true))


def _stand_for(case: Case, head: str) -> str:
    """An article that took from a missing wire stands for it."""
    return next((lost for lost, fed in case.siblings.items() if head in fed), head)


def _lost(case: Case, key: str) -> str:
    plain = key.removeprefix("outside:")
    for lost in case.siblings:
        if re.sub(r"\W", "", lost.removeprefix("outside:").casefold()) == plain:
            return lost
    return key
