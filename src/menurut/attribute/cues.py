"""The cues of a sentence: words that make somebody say, think or want something.

In: a sentence. Out: `Hit`s outside quotations, left to right, longest match first, with the
adverbs and negations that belong to them ("juga menampik"). A word after "untuk"/"to", or
after an article, is no cue.
"""

from __future__ import annotations

from collections.abc import Sequence

from menurut.attribute.findings import Hit
from menurut.attribute.lexicon import SPOT
from menurut.attribute.page import Page, Sentence
from menurut.languages.attribution import CueGroup

# A sentence with more cues than this is a list of words, not a sentence; no sentence of id_dev
# or PolNeAR dev has half as many.
MAX_CUES = 24


# "X said in a letter to the council:" may have so many words between cue and colon.
BLOCK_REACH = 12


def find_cues(page: Page, sentence: Sentence, first: int) -> list[Hit]:
    """The cues of a sentence outside quotations, left to right, longest match first."""
    lowers, inside, unsaid = page.lowers, page.in_quote, page.lexicon.unsaid
    found: list[Hit] = []
    i = first
    for k in page.where(SPOT, first, sentence.last):
        if k < i or inside[k] >= 0:
            continue
        n = _no_cue(page, k, sentence.last) if tuple(lowers[k : k + 2]) in unsaid else 0
        hit = None if n else _hit(page, k, sentence)
        if hit is not None and (hit.first == first or not _no_verb(page, hit)):
            found.append(hit)
            if len(found) == MAX_CUES:
                break
        i = hit.last if hit is not None else k + max(n, 1)
    return found


def _no_cue(page: Page, i: int, last: int) -> int:
    """Words to pass over: "enggan disebut namanya", or a relay formula ("seperti dilaporkan")."""
    lex, lowers = page.lexicon, page.lowers
    n = max(lex.match("anonymous", lowers, i, last), lex.match("relays", lowers, i, last))
    return n if n > 1 else 0


def _no_verb(page: Page, hit: Hit) -> bool:
    """Whether the word before shows an infinitive ("to say") or a noun ("the report")."""
    lex, before = page.lexicon, page.lowers[hit.first - 1]
    if lex.has("not_after", before):
        return True
    return hit.group.kind == "verb" and hit.first == hit.core and lex.has("noun_markers", before)


def _hit(page: Page, i: int, sentence: Sentence) -> Hit | None:
    lex, lowers = page.lexicon, page.lowers
    lower, after = lowers[i], lowers[i + 1] if i + 1 < sentence.last else ""
    for phrase, group in lex.cues.get(lower, ()):
        n = len(phrase)
        if n == 1 or (
            phrase[1] == after and i + n <= sentence.last and tuple(lowers[i : i + n]) == phrase
        ):
            return Hit(_with_modifiers(page, i, sentence.first), i, i + n, group)
    for clitic in lex.clitics:
        if lower.endswith(clitic):
            owner = _clitic_group(lex.cues.get(lower[: -len(clitic)], ()))
            if owner is not None:
                return Hit(_with_modifiers(page, i, sentence.first), i, i + 1, owner, len(clitic))
    return None


def _clitic_group(entries: Sequence[tuple[tuple[str, ...], CueGroup]]) -> CueGroup | None:
    for phrase, group in entries:
        if len(phrase) == 1 and group.kind in ("stem", "preposition", "agent_passive"):
            return group
    return None


def _with_modifiers(page: Page, i: int, first: int) -> int:
    """Take adverbs, negations and auxiliaries before a cue into it."""
    lex = page.lexicon
    while i > first and page.in_quote[i - 1] < 0:
        lower = page.lowers[i - 1]
        if not lex.has("modifiers", lower) and not (
            len(lower) > 4
            and page.words[i - 1].islower()  # "the Upland Weekly reported"
            and lower.endswith(lex.words.modifier_suffixes)
        ):
            break
        i -= 1
    return i
