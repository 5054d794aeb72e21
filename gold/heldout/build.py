"""Compile the authoring files src/*.txt of a folder into JSON: articles and truth.

usage: python gold/heldout/build.py [FOLDER]      (default: the folder of this file)

A file has a head (``cascade``, ``topic``, ``claim``, ``source`` lines), then articles. Each begins
with ``## key`` and has fields, an empty line and the text. ``from`` lists the parents:
``a1 copy; a2 cites late``. A paragraph ``<< a1 1-3`` takes paragraphs of another article; lines
``old => new`` under it change their wording.
"""

import hashlib
import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
KINDS = {"copy", "excerpt", "rewrite", "translation", "cites"}
DRIFT = {
    "number_change",
    "hedge_dropped",
    "attribution_dropped",
    "attribution_moved",
    "actor_changed",
    "headline_unsupported",
}
REPEATED = {"source", "drift", "note"}


def fields(block: str) -> dict:
    """Return ``name: value`` lines as a dict; names that may repeat give lists."""
    out: dict = {name: [] for name in REPEATED}
    for line in block.strip().splitlines():
        name, value = (part.strip() for part in line.split(":", 1))
        if name in REPEATED:
            out[name].append([part.strip() for part in value.split("|")])
        else:
            out[name] = None if value == "-" else value
    return out


def borrowed(paragraph: str, articles: dict) -> list[str]:
    """Return a paragraph as it stands, or those it takes from another article."""
    if not paragraph.startswith("<< "):
        return [paragraph]
    order, *changes = paragraph.splitlines()
    _, key, span = order.split()
    first, _, last = span.partition("-")
    taken = "\n\n".join(articles[key]["paragraphs"][int(first) - 1 : int(last or first)])
    for change in changes:
        old, new = change.split(" => ")
        assert old in taken, (paragraph, old)
        taken = taken.replace(old, new)
    return taken.split("\n\n")


def read(path: Path) -> tuple[dict, dict]:
    """Return the head of an authoring file and its articles by key."""
    head, *blocks = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    articles: dict = {}
    for block in blocks:
        top, _, body = block.partition("\n\n")
        key, _, rest = top.partition("\n")
        article = fields(rest)
        paragraphs = [p.strip() for p in re.split(r"\n\s*\n", body.strip())]
        article["paragraphs"] = [q for p in paragraphs for q in borrowed(p, articles)]
        article["id"] = "a" + hashlib.sha256(article["url"].encode()).hexdigest()[:8]
        articles[key] = article
    return fields(head), articles


def listed(value: str | None, separator: str) -> list[str]:
    return [part.strip() for part in value.split(separator)] if value else []


def parents(article: dict) -> list[tuple[str, str, bool]]:
    """Return (parent key, kind, late) of each edge."""
    edges = [part.split() for part in listed(article.get("from"), ";")]
    assert all(edge[1] in KINDS for edge in edges), edges
    return [(edge[0], edge[1], edge[2:] == ["late"]) for edge in edges]


def ancestors(key: str, up: dict[str, list[str]]) -> set[str]:
    """Return the article itself and all it goes back to."""
    seen, todo = set(), [key]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += up[here]
    return seen


def drifts(key: str, articles: dict) -> list[dict]:
    """Return the changes made by one article, after checking that both wordings are there."""
    child, out = articles[key], []
    body = "\n\n".join(child["paragraphs"])
    for kind, parent, old, new, *values in child["drift"]:
        source = articles[parent]
        before = source["title"] + "\n" + "\n\n".join(source["paragraphs"])
        assert kind in DRIFT, kind
        assert parent in {edge[0] for edge in parents(child)}, (key, parent)
        assert old in before, (key, "not in the parent", old)
        assert new in child["title"] + "\n" + body, (key, "not in the child", new)
        assert new not in before, (key, "already in the parent", new)
        if kind == "headline_unsupported":
            assert new in child["title"], (key, new)
            assert new.lower() not in body.lower(), (key, new)
        change = {"type": kind, "parent": source["id"], "from_text": old, "to_text": new}
        if kind == "number_change":
            change["from_value"], change["to_value"] = values
        out.append(change)
    return out


def edge(parent: str, kind: str, *, late: bool, articles: dict) -> dict:
    return {"id": articles[parent]["id"], "kind": kind} | ({"late": True} if late else {})


def article_truth(key: str, articles: dict) -> dict:
    """Return what is true of one article: role, parents, roots, sources, drift."""
    every = {k: [p for p, _, _ in parents(a)] for k, a in articles.items()}
    early = {k: [p for p, _, late in parents(a) if not late] for k, a in articles.items()}
    article = articles[key]
    role = "distractor" if "role" in article else "derived" if early[key] else "root"
    reached = {s for k in ancestors(key, every) for s in listed(articles[k].get("own"), ",")}
    roots = sorted(k for k in ancestors(key, early) if not early[k])
    return {
        "key": key,
        "role": role,
        "distractor_type": article.get("role"),
        "parents": [edge(p, k, late=late, articles=articles) for p, k, late in parents(article)],
        "roots": [articles[k]["id"] for k in roots],
        "own_sources": listed(article.get("own"), ","),
        "sources": sorted(reached),
        "independent_sources": len(reached),
        "true_published": article.get("true"),
        "notes": ["|".join(note) for note in article["note"]],
        "drift": drifts(key, articles),
    }


def compiled(head: dict, articles: dict) -> dict:
    """Return a cascade: its articles in an order that says nothing, and the truth."""
    truth = {a["id"]: article_truth(key, articles) for key, a in articles.items()}
    told = {i: t for i, t in truth.items() if t["role"] != "distractor"}
    sources = [dict(zip(("id", "type", "label"), s, strict=True)) for s in head["source"]]
    used = {s for t in told.values() for s in t["own_sources"]}
    assert used == {s["id"] for s in sources}, (head["cascade"], used)
    rows = [
        {
            "id": a["id"],
            "cascade": head["cascade"],
            "url": a["url"],
            "outlet": a["outlet"],
            "published": a["date"],
            "updated": a.get("updated"),
            "lang": a["lang"],
            "title": a["title"],
            "text": "\n\n".join(a["paragraphs"]),
            "links": (a.get("links") or "").split(),
        }
        for a in articles.values()
    ]
    random.Random(head["cascade"]).shuffle(rows)
    return {
        "cascade_id": head["cascade"],
        "articles": rows,
        "truth": {
            "cascade": head["cascade"],
            "topic": head["topic"],
            "claim": head["claim"],
            "sources": sources,
            "edges": [
                {"child": i, "parent": p["id"], **{k: v for k, v in p.items() if k != "id"}}
                for i, t in truth.items()
                for p in t["parents"]
            ],
            "drift": [{"child": i, **d} for i, t in truth.items() for d in t["drift"]],
            "articles": truth,
            "independent_source_count": len(used),
            "roots": sorted({r for t in told.values() for r in t["roots"]}),
        },
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for path in sorted((folder / "src").glob("*.txt")):
        cascade = compiled(*read(path))
        text = json.dumps(cascade, ensure_ascii=False, indent=1)
        (folder / f"{path.stem}.json").write_text(text + "\n", encoding="utf-8")
        print(path.stem, len(cascade["articles"]), "articles")
