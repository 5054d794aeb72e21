"""The head of a noun phrase, in languages where it stands last: "a police [official] in Hulu".

In: a page and the tokens of a source. Out: where its head ends, and which list of the pack
holds the head. Idea: the longest phrase that ends at the head decides ("news agency" is an
outlet, "agency" an organisation). Weakness: a head that no list and no ending knows is a
group in small letters, a person's name with a capital.
"""

from __future__ import annotations

from menurut.attribute.lexicon import UPPER
from menurut.attribute.page import Page
from menurut.model import SourceType

BORDERS = ("adjuncts", "within", "agent", "relatives", "complementizers")
ENDS = (*BORDERS, "attached", "links")
POSSESSIVES = frozenset(("’s", "'s", "’", "'"))


def head_last(page: Page, first: int, last: int) -> int:
    """One past the head: before "of", words on place, a relative clause, a comma or a bracket.

    "the [rights group] Open Door" has its head before the name.
    """
    named = page.codes[first] & UPPER and not page.lexicon.has("determiners", page.lowers[first])
    may_end = page.lexicon.opening(ENDS)
    for i in range(first + 1, last):
        upper = page.codes[i] & UPPER
        opens_name = upper and not named and _common(page, i - 1)
        if page.words[i] in ",([" or (opens_name and kind_at(page, first, i) is not None):
            return i
        if (page.lowers[i] in may_end or page.lexicon.compounds) and _ends_head(page, i, last):
            return i
    return last


def _ends_head(page: Page, i: int, last: int) -> bool:
    """Whether a border, a word that keeps words on place, or a small word of names stands here."""
    lex, lowers = page.lexicon, page.lowers
    if lex.match_any(BORDERS, lowers, i, last):
        return True
    if lex.has("attached", lowers[i]) and _keeps_behind(page, i, last):
        return True
    return page.words[i][0].islower() and lex.has("links", lowers[i]) and not _joins(page, i)


def _keeps_behind(page: Page, i: int, last: int) -> bool:
    """Whether words on place follow: "a memo [seen by X]", but not "a [leaked] memo"."""
    return i + 1 < last and page.lexicon.match_any(("adjuncts", "agent"), page.lowers, i + 1, last)


def _joins(page: Page, i: int) -> bool:
    """Whether a small word joins nouns, as "and", or opens one, as "the"."""
    lex, lower = page.lexicon, page.lowers[i]
    return lex.has("coordinators", lower) or lex.has("determiners", lower)


def _common(page: Page, i: int) -> bool:
    """Whether a noun in small letters stands at `i`, that a name may follow."""
    word = page.words[i]
    return word.isalpha() and word[0].islower() and not page.lexicon.has("determiners", word)


def kind_at(page: Page, first: int, last: int) -> SourceType | None:
    """The kind of the longest phrase of any list that ends at `last`."""
    lex, lowers = page.lexicon, page.lowers
    name = last - 2 >= first and all(word[0].isupper() for word in page.words[last - 2 : last])
    if name and lex.has("mastheads", lowers[last - 1]):
        return "outlet"  # "Hulu Post", though a post is a rumour
    for phrase, kind in lex.heads.get(lowers[last - 1], ()):
        n = len(phrase)
        if last - n >= first and (n == 1 or tuple(lowers[last - n : last]) == phrase):
            return kind
    return None
