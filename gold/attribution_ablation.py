"""What each part of a pack adds: `python -m gold.attribution_ablation [--set id_dev]`.

In: an annotated set. Out: its figures with one kind of cue alone, then with each further kind
and list of the pack added. What learned finders add to the whole pack is measured by
scripts/try_transfer.py and scripts/try_pseudo_english.py. Weakness: an order of additions is one
of many; what comes late adds less.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import msgspec

from gold.attribution import SHARED, article_of, load_scorer, read_gold, score_labels
from menurut.attribute.cascade import run_cascade
from menurut.attribute.find import enrich, make_article_page
from menurut.attribute.lexicon import Lexicon, make_lexicon
from menurut.languages import load_pack
from menurut.languages.attribution import AttributionWords, WordList

KINDS = ("stem", "verb", "preposition", "basis", "passive", "agent_passive", "noun")
OTHER_KINDS = ("separable", "postposition", "cite", "quoted")
LISTS: dict[str, tuple[str, ...]] = {
    "relays": ("relays", "relay_links", "citing", "mastheads"),
    "hedges": ("hedges", "source_hedges"),
    "who is unnamed": ("anonymous",),
    "points back": ("demonstratives", "definite", "descriptors", "partitives", "anaphors"),
    "asides and openers": ("openers", "settings", "within", "attached"),
}


def steps(words: AttributionWords) -> list[tuple[str, AttributionWords]]:
    """The pack with ever more of its parts."""
    lists = [name for names in LISTS.values() for name in names]
    bare = msgspec.structs.replace(words, cues=(), **dict.fromkeys(lists, WordList()))
    found, kinds = [], list(OTHER_KINDS)
    for kind in KINDS:
        kinds.append(kind)
        cues = tuple(group for group in words.cues if group.kind in kinds)
        if cues != bare.cues:
            bare = msgspec.structs.replace(bare, cues=cues)
            found.append((f"+ {kind}", bare))
    for label, names in LISTS.items():
        bare = msgspec.structs.replace(bare, **{name: getattr(words, name) for name in names})
        found.append((f"+ {label}", bare))
    return found


def predict_with(lexicon: Lexicon, gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the rungs make of each article with this lexicon."""
    predicted = []
    for record in gold:
        page = make_article_page(article_of(record), lexicon)
        found = enrich(page, run_cascade(page))
        predicted.append({"id": record["id"], "attributions": msgspec.to_builtins(found)})
    return predicted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="id_dev")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"skipped: no annotated articles at {SHARED}")
        return 0
    gold = read_gold(arguments.set)
    pack = load_pack(gold[0]["lang"])
    if pack is None:
        raise SystemExit(f"no language pack for {gold[0]['lang']}")
    for label, words in steps(pack.attribution):
        predicted = predict_with(make_lexicon(words), gold)
        spans = load_scorer("attribution").score(gold, predicted)
        labels = score_labels(gold, predicted)
        shown = "  ".join(
            f"{name} {labels.get(name, 0):.3f}" for name in ("source_type", "via", "hedged")
        )
        matched, triple = spans["content_matched"]["f1"], spans["triple"]["f1"]
        print(f"{label:<22} matched {matched:.3f}  triple {triple:.3f}  {shown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
