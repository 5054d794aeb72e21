"""Kinds of error that remain, counted: `python -m gold.attribution --errors [--sets id_dev ...]`.

In: the annotated articles of ../shared/gold/attribution. Out: for each language every miss, false
find and wrong field, sorted into kinds by rule, most frequent first; `--show "KIND"` prints the
sentences of one kind. Pairs are the scorer's: contents that share half of their characters.
Weakness: the rules look at words and places only; a miss with two causes counts for the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from gold.attribution import load_scorer, pair_found, predict, read_gold
from menurut.attribute import AttributeSettings
from menurut.attribute.lexicon import Lexicon, lexicon_of, split_words

Record = dict[str, Any]
SHOWN = 10
# A quotation or paraphrase longer than this is told apart as long.
LONG_WORDS = 60


class Error(msgspec.Struct, frozen=True):
    """One error: its kind, and the annotated and the found attribution it is about."""

    kind: str
    article: str
    gold: Record | None
    ours: Record | None


class Side(msgspec.Struct, frozen=True):
    """One article with what was annotated and what was found, as sets of characters."""

    text: str
    lexicon: Lexicon
    gold: list[Record]
    ours: list[Record]
    gold_chars: list[dict[str, set[int]]]
    our_chars: list[dict[str, set[int]]]
    inside: set[int]
    """Characters inside quotation marks."""


def errors_of(name: str, settings: AttributeSettings) -> list[Error]:
    """All errors of one annotated set."""
    gold = read_gold(name)
    predicted, _ = predict(gold, settings)
    return [
        error
        for record, found in zip(gold, predicted, strict=True)
        for error in _errors_in(record, found["attributions"])
    ]


def _errors_in(record: Record, found: list[Record]) -> Iterator[Error]:
    scorer, text = load_scorer("attribution"), record["text"]
    lexicon = lexicon_of(record.get("lang") or "en")
    if lexicon is None:
        raise ValueError(f"no language pack for {record.get('lang')}")
    annotated, gold, ours, matched = pair_found(record, found)
    side = Side(text, lexicon, annotated, found, gold, ours, scorer.quoted(text))
    for g, a in enumerate(annotated):
        if g not in matched:
            yield Error(_miss(side, g), record["id"], a, None)
    for p, a in enumerate(found):
        if p not in matched.values():
            yield Error(_false_find(side, p), record["id"], None, a)
    for g, p in matched.items():
        for kind in _wrong_fields(side, scorer, g, p):
            yield Error(kind, record["id"], annotated[g], found[p])


def _words(side: Side, spans: list[list[int]]) -> tuple[str, ...]:
    return tuple(word for begin, end in spans for word in split_words(side.text[begin:end]))


def _known_cue(side: Side, cue: list[list[int]]) -> bool:
    """Whether the pack lists a cue among these words, clitics aside."""
    words = _words(side, cue)
    for i, word in enumerate(words):
        for phrase, _ in side.lexicon.cues.get(word, ()):
            if words[i : i + len(phrase)] == phrase:
                return True
    return False


def _word_before(side: Side, spans: list[list[int]]) -> str:
    before = side.text[max(0, spans[0][0] - 40) : spans[0][0]]
    words = split_words(before)
    return words[-1] if words else ""


def _noun_cue(side: Side, cue: list[list[int]]) -> bool:
    """Whether a cue is a noun, by the word before it: "the claim", "Moor's claim"."""
    if not cue:
        return False
    before, first = _word_before(side, cue), _words(side, cue)[0]
    listed = any(group.kind == "noun" for _, group in side.lexicon.cues.get(first, ()))
    marked = side.lexicon.has("noun_markers", before) or before in ("'s", "’s")
    opened = side.lexicon.has("noun_markers", first) or side.lexicon.has("determiners", first)
    return listed or marked or opened


def _miss(side: Side, g: int) -> str:
    """Why an annotated attribution was not found."""
    mine = side.gold_chars[g]
    for p, other in enumerate(side.our_chars):
        if mine["cue"] & other["cue"]:
            return _same_cue(mine["content"], other["content"], side.ours[p])
    if side.gold[g].get("nested"):
        return "miss: statement inside a statement"
    if any(mine["cue"] and mine["cue"] <= other["content"] for other in side.our_chars):
        return "miss: cue taken into another's content"
    return "miss: " + _unseen(side, g)


def _same_cue(gold: set[int], ours: set[int], found: Record) -> str:
    if not gold & ours:
        return "miss: content sought on the wrong side of the cue"
    if len(found["content"]) > 1:
        return "content: wrong or too many fragments"
    return "content: too long" if len(ours) > len(gold) else "content: too short"


def _unseen(side: Side, g: int) -> str:
    """Kind of an annotated attribution whose cue nothing was made of."""
    gold, content = side.gold[g], side.gold_chars[g]["content"]
    quoted = len(content & side.inside) >= 0.9 * len(content)
    rules: tuple[tuple[bool, str], ...] = (
        (not gold["cue"], "no cue at all"),
        (_noun_cue(side, gold["cue"]), "a noun reports"),
        (not gold["source"] and not quoted, "report without a source"),
        (quoted, "quotation"),
        (not _known_cue(side, gold["cue"]), "cue on no list"),
        (len(_words(side, gold["content"])) > LONG_WORDS, "long paraphrase"),
    )
    return next((kind for holds, kind in rules if holds), "indirect, though its cue is listed")


def _false_find(side: Side, p: int) -> str:
    """What a finding that nothing annotated matches was made of."""
    mine, found = side.our_chars[p], side.ours[p]
    if any(mine["cue"] & other["cue"] for other in side.gold_chars):
        return "false: (content of an annotated cue, counted above)"
    if any(mine["content"] <= other["content"] for other in side.gold_chars):
        return "false: inside another's content"
    rules: tuple[tuple[bool, str], ...] = (
        (_noun_cue(side, found["cue"]), "a noun taken for a report"),
        (not found["source"], "report without a source"),
        (found.get("kind") == "direct", "quotation that nobody says"),
        (found.get("act") in ("intention", "belief"), "wish or belief that is none"),
        (found.get("act") in ("directive", "decree"), "order or ruling that is none"),
    )
    return "false: " + next((kind for holds, kind in rules if holds), "verb that reports nothing")


def _wrong_fields(side: Side, scorer: Any, g: int, p: int) -> Iterator[str]:
    """What is wrong with a finding whose content is right."""
    gold, ours = side.gold[g], side.ours[p]
    mine, other = side.gold_chars[g]["source"], side.our_chars[p]["source"]
    if not scorer.source_right(side.text, gold["source"], mine, other):
        yield "source: " + _wrong_source(side, g, p)
    if "kind" not in gold:
        return
    for label in ("kind", "source_type", "act"):
        if gold[label] != ours[label]:
            yield f"{label}: {gold[label]} taken for {ours[label]}"
    if gold["hedged"] != ours["hedged"]:
        yield "hedge: not seen" if gold["hedged"] else "hedge: none there"
    yield from _wrong_via(gold["via"], ours["via"])
    yield from _wrong_antecedent(side.text, gold.get("antecedent"), ours["antecedent"])


def _wrong_source(side: Side, g: int, p: int) -> str:
    gold, ours = side.gold[g]["source"], side.ours[p]["source"]
    if not ours:
        return "none found"
    if not gold:
        return "found where nobody is named"
    if side.gold_chars[g]["source"] & side.our_chars[p]["source"]:
        return "cut or run on"
    if any(side.lexicon.has("relatives", word) for word in _words(side, gold)[:1]):
        return "relative pronoun annotated"
    if any(side.lexicon.has("pronouns", word) for word in _words(side, gold)[:1]):
        return "another one for a pronoun"
    between = side.text[min(gold[0][0], ours[0][0]) : max(gold[0][0], ours[0][0])]
    return "from another sentence" if ". " in between or "\n" in between else "somebody else"


def _wrong_via(gold: list[Any], ours: list[Any]) -> Iterator[str]:
    spans = [sorted(tuple(map(tuple, relay)) for relay in side) for side in (gold, ours)]
    if spans[0] == spans[1]:
        return
    if not ours:
        yield "via: relay not seen"
    elif not gold:
        yield "via: relay that is none"
    else:
        yield "via: other relay or other words of it"


def _wrong_antecedent(text: str, gold: Any, ours: Any) -> Iterator[str]:
    """The same words elsewhere are no error here, though the scorer counts them as one."""
    if gold and not ours:
        yield "antecedent: not found"
    elif gold and not any(g[0] < o[1] and o[0] < g[1] for g in gold for o in ours):
        named = [" ".join(text[b:e] for b, e in spans) for spans in (gold, ours)]
        if named[0] != named[1]:
            yield "antecedent: another one"


def print_errors(runs: list[tuple[str, AttributeSettings]], show: str | None) -> None:
    """The kinds of each set, most frequent first; with `show` the sentences of one kind."""
    for name, settings in runs:
        errors = [e for e in errors_of(name, settings) if "counted above" not in e.kind]
        counts = Counter(error.kind for error in errors)
        print(f"{name}: {len(errors)} errors of {len(counts)} kinds")
        if show is None:
            for kind, count in counts.most_common(SHOWN):
                print(f"  {count:4}  {kind}")
        else:
            _print_sentences(name, [error for error in errors if error.kind == show])


def _print_sentences(name: str, errors: list[Error]) -> None:
    texts = {record["id"]: record["text"] for record in read_gold(name)}
    words: Callable[[str, Any], str] = lambda text, spans: " … ".join(text[b:e] for b, e in spans)  # noqa: E731
    for error in errors:
        print(f"  {error.article}")
        for label, a in (("annotated", error.gold), ("found", error.ours)):
            if a is not None:
                parts = (words(texts[error.article], a[r]) for r in ("source", "cue", "content"))
                print(f"    {label}: {' | '.join(parts)}")
