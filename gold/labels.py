"""How well labels come out on invented practice articles: `python -m gold.labels [--errors]`.

In: practice_attribution/<lang>*.txt, short articles in many styles, written after the guidelines of
../shared/gold/attribution before anybody saw what the code makes of them; rules may be tuned on
them. Out: the share of each label that is right on the attributions that are found.

One sentence a line with its parts marked (`[source] {cue} <content> @relay@ ~hedge~`), then a line
` | type act ...` with an entry for each attribution; `ant="…"` names the fullest mention, and
`src= cue= content="a"+"b" via= hedge=` give a part in words where marks would cross. A sentence
with an empty entry has none. `<+:…>` goes on with the content of the sentence before.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import msgspec

from gold.attribution import LABELS, article_of, load_scorer
from menurut.attribute import AttributeSettings, find_attributions

FOLDER = Path(__file__).parent / "practice_attribution"
TYPES = {
    "pn": "person_named",
    "of": "office_unnamed",
    "org": "organisation",
    "out": "outlet",
    "doc": "document",
    "an": "anonymous",
    "gr": "group",
    "ot": "other",
    "no": "none",
}
ACTS = {"int": "intention", "dir": "directive", "dec": "decree", "per": "perception"}
MARK = re.compile(r"(?P<open>[\[{<])(?:(?P<number>[2+]):)?|(?P<close>[\]}>])|(?P<twin>[@~])")
ROLES = {"[": "source", "{": "cue", "<": "content"}
ENTRY = re.compile(r'(\w+)=((?:"[^"]*")(?:\+"[^"]*")*)?|(\w+)')

Marks = dict[tuple[str, str], list[list[int]]]


def unmark(line: str, offset: int) -> tuple[str, Marks]:
    """The plain sentence, and where in the article each marked part stands."""
    plain, marks = "", Marks()
    opened: list[tuple[str, str, int]] = []
    twins: dict[str, int] = {}
    last = 0
    for found in MARK.finditer(line):
        plain += line[last : found.start()]
        last, here = found.end(), offset + len(plain)
        if found["open"]:
            opened.append((ROLES[found["open"]], found["number"] or "1", here))
        elif found["close"]:
            role, number, start = opened.pop()
            marks.setdefault((role, number), []).append([start, here])
        elif found["twin"] in twins:
            role = "via" if found["twin"] == "@" else "hedge"
            marks.setdefault((role, "1"), []).append([twins.pop(found["twin"]), here])
        else:
            twins[found["twin"]] = here
    return plain + line[last:], marks


def entries(line: str) -> list[tuple[list[str], dict[str, list[str]]]]:
    """Flags and named parts of each attribution of a sentence."""
    found = []
    for item in line.strip().lstrip("|").split(";"):
        flags, parts = [], {}
        for name, value, flag in ENTRY.findall(item):
            if flag:
                flags.append(flag)
            else:
                parts[name] = re.findall(r'"([^"]*)"', value)
        if flags:
            found.append((flags, parts))
    return found


def spans_of(plain: str, offset: int, words: list[str]) -> list[list[int]]:
    """Where these words first stand in a sentence."""
    places = [offset + plain.index(word) for word in words]
    return [[at, at + len(word)] for at, word in zip(places, words, strict=True)]


def attribution(
    plain: str,
    offset: int,
    marks: Marks,
    number: str,
    entry: tuple[list[str], dict[str, list[str]]],
) -> dict[str, Any]:
    """One annotated attribution as the dev sets have it; `antecedent` still in words."""
    flags, parts = entry

    def part(name: str, role: str) -> list[list[int]]:
        if name in parts:
            return spans_of(plain, offset, parts[name])
        return marks.get((role, number), [])

    hedge = part("hedge", "hedge") if number == "1" or "hedge" in parts else []
    cue = part("cue", "cue")
    hedged = "hedge" in flags or "hedge" in parts
    via = part("via", "via") if "novia" not in flags and (number == "1" or "via" in parts) else []
    return {
        "source": part("src", "source") if "no" not in flags else [],
        "cue": cue,
        "content": part("content", "content"),
        "source_type": TYPES[next(f for f in flags if f in TYPES)],
        "act": next((ACTS.get(f, f) for f in flags if f in ACTS or f in ("say", "belief")), "say"),
        "hedged": hedged,
        "hedge": (hedge or cue) if hedged else [],
        "via": [[span] for span in via],
        "nested": "nested" in flags,
        "ant": parts.get("ant", []),
    }


def _continued(found: dict[str, Any], marks: Marks) -> dict[str, Any]:
    """The same with the quotation that goes on without a cue."""
    return found | {"content": found["content"] + marks.get(("content", "+"), [])}


def kind_of(text: str, content: list[list[int]]) -> str:
    """direct, indirect or mixed, by the scorer's own reading of quotation marks."""
    scorer = load_scorer("attribution")
    inside = scorer.quoted(text)
    chars = scorer.chars(text, content)
    share = len(chars & inside) / max(1, len(chars))
    return "direct" if share >= 0.9 else "mixed" if share > 0 else "indirect"


def article(block: str, lang: str) -> dict[str, Any]:
    """One article of a practice file as a record of the dev sets."""
    head, *lines = block.splitlines()
    name, outlet = (part.strip() for part in head.split("|")[:2])
    text, found = "", []
    for line, notes in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith(" |"):
            continue
        if not line:
            text = text.rstrip(" ") + "\n\n"
            continue
        plain, marks = unmark(line, len(text))
        for count, entry in enumerate(entries(notes) if notes.startswith(" |") else ()):
            number = "2" if count else "1"
            found.append(attribution(plain, len(text), marks, number, entry))
        found[-1:] = [_continued(a, marks) for a in found[-1:]]
        text += plain + " "
    text = text.rstrip()
    for a in found:
        a["antecedent"] = spans_of(text, 0, a.pop("ant"))
        a["kind"] = kind_of(text, a["content"])
    return {"id": name, "lang": lang, "outlet": outlet, "text": text, "attributions": found}


def read_practice(name: str) -> list[dict[str, Any]]:
    """All practice articles of a file: "en", "en_varied"."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [article(block, name[:2]) for block in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]]


def score(name: str, *, tagger: bool, errors: bool = False) -> dict[str, float]:
    """Span and label figures of one file of practice articles."""
    gold = read_practice(name)
    settings = AttributeSettings(tagger=tagger)
    predicted = [msgspec.to_builtins(find_attributions(article_of(r), settings)) for r in gold]
    spans = load_scorer("attribution").score(gold, predicted)
    labels, differences = load_scorer("attribution_labels").score(
        {d["id"]: d["attributions"] for d in gold}, {d["id"]: d["attributions"] for d in predicted}
    )
    if errors:
        texts = {d["id"]: d["text"] for d in gold}
        for difference in differences:
            print_difference(texts, *difference)
    shares = {k: round(float(str(labels[k]).rsplit("=", 1)[1]), 3) for k in LABELS if k in labels}
    return {
        "matched": round(spans["content_matched"]["f1"], 3),
        "triple": round(spans["triple"]["f1"], 3),
        **shares,
    }


def print_difference(
    texts: dict[str, str], name: str, what: str, gold: dict[str, Any] | None, ours: Any
) -> None:
    """What was annotated and what was found, where they differ."""
    print(f"\n{name} {what}")
    for side, a in (("gold", gold), ("ours", ours)):
        if a is not None:
            words = {
                role: " … ".join(texts[name][b:e] for b, e in a[role])
                for role in ("source", "cue", "content", "hedge", "antecedent")
            }
            via = [texts[name][v[0][0] : v[0][1]] for v in a["via"]]
            labels = [a[k] for k in ("kind", "source_type", "act", "hedged", "nested")]
            print(f"  {side}: {' | '.join(words.values())} | via {via} | {labels} {a.get('rule')}")


def main() -> None:
    for name in ("id", "id_varied", "en", "en_varied"):
        for tagger in (False, True) if name.startswith("en") else (False,):
            figures = score(name, tagger=tagger, errors="--errors" in sys.argv)
            print(name, "tagger" if tagger else "pack", json.dumps(figures))


if __name__ == "__main__":
    main()
