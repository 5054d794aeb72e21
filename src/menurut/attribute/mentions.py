"""The names of a text with their titles: "Kapolsek Walantaka AKP Rusdi Halim".

In: a page. Out: `Mention`s, each run of capitalised words and titles once, in order. Weakness:
a sentence that opens with an unlisted word in front of a name takes it into the name.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.lexicon import CAPITAL, RANK, TIME, UPPER
from menurut.attribute.page import Page
from menurut.attribute.phrases import is_common, is_time
from menurut.attribute.sources import person_name, source_type_of
from menurut.model import SourceType

LOOSE = ("openers", "adjuncts", "times")


class Mention(msgspec.Struct, frozen=True):
    """A noun phrase that names somebody."""

    first: int
    last: int
    name: tuple[str, ...]
    """Words of the name in lower case; empty for unnamed sources."""
    kind: SourceType


def is_pronoun(page: Page, i: int) -> bool:
    """Whether a third-person pronoun stands at `i`."""
    lex, word = page.lexicon, page.lowers[i]
    return lex.has("pronouns", word) or lex.has("plural_pronouns", word)


def find_mentions(page: Page) -> list[Mention]:
    """Names with their titles all through the text, each run of capitalised words once."""
    found: list[Mention] = []
    words, lowers, codes = page.words, page.lowers, page.codes
    end, last = 0, len(words) - 1
    links = page.lexicon.sets["links"]
    for i in page.where(UPPER | RANK, 0, last + 1):
        if i < end:
            continue
        if not codes[i] & RANK and i < last:
            going_on = codes[i + 1] & (UPPER | RANK) or lowers[i + 1] in links
            if not going_on and words[i + 1] not in "(,":
                continue
        end = _run_end(page, i)
        # One word alone is no fuller than what may point to it.
        mention = _mention(page, i, end) if end > i + 1 else None
        if mention is not None:
            found.append(mention)
    return found


def _mention(page: Page, first: int, last: int) -> Mention | None:
    """The mention in a run of capitals and titles, if it names somebody."""
    if not page.holds(CAPITAL, first, last):
        return None
    first = _run_start(page, first, last)
    name = person_name(page, first, last) if first < last else None
    if name is None:
        return None
    return Mention(first, last, tuple(page.lowers[name[0] : name[1]]), "person_named")


# A run of capitals longer than this is a headline, not a name.
MAX_NAME_TOKENS = 24


def _run_end(page: Page, i: int) -> int:
    lex, n = page.lexicon, min(len(page.words), i + MAX_NAME_TOKENS)
    genitives, codes = lex.sets["genitives"], page.codes
    while i < n:
        if codes[i] & (CAPITAL | RANK | TIME) == CAPITAL and not genitives and not lex.compounds:
            i += 1
            continue
        if page.lowers[i] in genitives and not (i and is_common(page, i - 1, n)):
            break  # "Anna Moor der Agentur": the agency was told
        step = _run_step(page, i, n)
        if not step:
            break
        i += step
    return i


def _run_step(page: Page, i: int, n: int) -> int:
    """How many tokens at `i` go on a run of capitals and titles; 0 where it ends."""
    lex, lowers = page.lexicon, page.lowers
    if page.codes[i] & RANK or lex.compounds:
        title = lex.match("titles", lowers, i, n) or lex.match("offices", lowers, i, n)
        if title:
            return title
    if page.capital(i):
        return int(not is_time(page, i))
    if page.words[i] == "(":
        return 3 if i + 2 < n and page.words[i + 2] == ")" and not is_time(page, i + 1) else 0
    if i + 1 >= n or not page.capital(i + 1) or is_time(page, i + 1):
        return 0
    if page.words[i] == ",":
        return int(lex.match("titles", lowers, i - 1, n) == 0 and _title_before(page, i))
    return int(lowers[i] in lex.sets["links"])


def _title_before(page: Page, comma: int) -> bool:
    """Whether the run before a comma begins with a title: "Juru bicara Polda, Dewi Rukmana"."""
    i = comma
    while i > 0 and comma - i < 10 and page.words[i - 1] not in ",.\n":
        i -= 1
        if page.lexicon.match_any(("titles", "offices"), page.lowers, i, comma):
            return not person_name_after_title(page, i, comma)
    return False


def person_name_after_title(page: Page, first: int, last: int) -> bool:
    """Whether a titled phrase already ends in a person's name."""
    return source_type_of(page, first, last) == "person_named"


def _run_start(page: Page, first: int, last: int) -> int:
    """Leave out a sentence opener that is capitalised only by its place."""
    lex = page.lexicon
    while first < last:
        n = 0
        if lex.match_any(LOOSE, page.lowers, first, last):
            n = max(lex.match(name, page.lowers, first, last) for name in LOOSE)
        if not n and lex.has("pronouns", page.lowers[first]):
            n = 1
        if not n and page.lowers[first] in lex.cues and last - first > 1:
            n = 1
        if not n:
            return first
        first += n
    return first
