"""An experiment: the English tagger on Indonesian put into English word by word.

    python scripts/try_pseudo_english.py ../shared/gold/attribution

In: id_dev, and PolNeAR train for the forms of English words. Out: a table, printed. Each word is
replaced by its likeliest translation (the tables of the cross-language matcher; a stem becomes the
form that PolNeAR uses most), names and marks stay; the tagger reads the result and its spans are
carried back word for word. Nothing of this is shipped: docs/attribute.md has the figures.
"""

from __future__ import annotations

import argparse
import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from pathlib import Path
from typing import Any

from try_transfer import ROLES, joined, load_scorer, packed, read, report

from menurut.attribute.page import Page
from menurut.attribute.tagger import tag_findings
from menurut.reuse.translation_table import english_of
from menurut.reuse.translation_words import stem_of

LEAST = 0.15
"""A translation less likely than this leaves the word as it is."""


def forms(path: Path) -> dict[str, str]:
    """For each English stem the form that stands most often in these articles."""
    counts: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        counts.update(re.findall(r"[a-z]+", json.loads(line)["text"].lower()))
    best: dict[str, str] = {}
    for word, _ in counts.most_common():
        best.setdefault(stem_of(word, "en"), word)
    return best


def english(page: Page, best: dict[str, str]) -> tuple[str, list[int]]:
    """The text in English words, and where each token of the page begins in it."""
    text, starts, at = "", [], 0
    for i, word in enumerate(page.words):
        text += page.text[at : page.starts[i]]
        starts.append(len(text))
        at = page.ends[i]
        meanings = english_of(page.lowers[i], "id") if word[0].isalpha() else ()
        known = meanings and meanings[0][1] >= LEAST and (word.islower() or _opens(page, i))
        form = best.get(meanings[0][0], meanings[0][0]) if known else word
        text += form.capitalize() if word[0].isupper() and form != word else form
    return text + page.text[at:], starts


def _opens(page: Page, i: int) -> bool:
    """Whether a word begins a sentence, so that its capital names nobody."""
    return i == 0 or page.words[i - 1] in '.!?\n"“'


def carried_back(page: Page, starts: list[int], spans: Any) -> list[list[int]]:
    """Spans of the English words as spans of the page."""
    found = []
    for span in spans:
        first = max(0, bisect_right(starts, span.start) - 1)
        last = bisect_left(starts, span.end)
        if last > first:
            found.append([page.starts[first], page.ends[last - 1]])
    return found


def tagged(page: Page, best: dict[str, str]) -> list[dict[str, Any]]:
    """What the English tagger finds in one Indonesian page."""
    text, starts = english(page, best)
    return [
        {role: carried_back(page, starts, getattr(f, role)) for role in ROLES}
        | {"confidence": f.confidence}
        for f in tag_findings(text, least=0.1)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    args = parser.parse_args()
    scorer, best = load_scorer(args.gold.parent.parent), forms(args.gold / "polnear_train.jsonl")
    dev = read(args.gold / "id_dev.jsonl", "id")
    gold = [record for record, _ in dev]
    pack = [packed(record) for record in gold]
    report("pack alone", scorer, gold, pack)
    everything = [tagged(page, best) for _, page in dev]
    for least in (0.15, 0.3, 0.5, 0.7):
        found = [[a for a in some if a["confidence"] >= least] for some in everything]
        report(f"English tagger on word-by-word English, {least}", scorer, gold, found)
        both = [joined(p, f) for p, f in zip(pack, found, strict=True)]
        report("  pack, and it where the pack has none", scorer, gold, both)


if __name__ == "__main__":
    main()
