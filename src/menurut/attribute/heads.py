"""The head of a noun phrase, in languages where it stands last: "a police [official] in Hulu".

In: a page and the tokens of a source. Out: where its head ends, and which list of the pack
holds the head. Idea: the longest phrase that ends at the head decides ("news agency" is an
outlet, "agency" an organisation). Weakness: a head that no list and no ending knows is a
group in small letters, a person's name with a capital.
"""

from __future__ import annotations

from menurut.attribute.page import Page
from menurut.model import SourceType

KINDS: tuple[tuple[str, SourceType], ...] = (
    ("rumours", "other"),
    ("documents", "document"),
    ("media", "outlet"),
    ("offices", "office_unnamed"),
    ("titles", "office_unnamed"),
    ("groups", "group"),
    ("organisations", "organisation"),
    ("places", "organisation"),
)
# "intelligence assessment", "trade union leader": phrases of the lists have at most so many words.
LONGEST_PHRASE = 4
BORDERS = ("adjuncts", "within", "agent", "relatives", "attached", "complementizers")
POSSESSIVES = frozenset(("’s", "'s", "’", "'"))


def head_last(page: Page, first: int, last: int) -> int:
    """One past the head: before "of", words on place, a relative clause, a comma or a bracket.

    "the [rights group] Open Door" has its head before the name.
    """
    lex, lowers = page.lexicon, page.lowers
    named = page.words[first][0].isupper() and not lex.has("determiners", lowers[first])
    for i in range(first + 1, last):
        word = page.words[i]
        if word in ",([" or lex.match_any(BORDERS, lowers, i, last):
            return i
        if lex.has("links", lowers[i]) and not word[0].isupper() and word.isalpha():
            if not lex.has("coordinators", lowers[i]) and not lex.has("determiners", lowers[i]):
                return i
        if word[0].isupper():
            before = page.words[i - 1]
            common = before[0].islower() and before.isalpha()
            if common and not named and not lex.has("determiners", lowers[i - 1]):
                if kind_at(page, first, i) is not None:
                    return i
    return last


def kind_at(page: Page, first: int, last: int) -> SourceType | None:
    """The kind of the longest phrase of any list that ends at `last`."""
    lex, lowers = page.lexicon, page.lowers
    for start in range(max(first, last - LONGEST_PHRASE), last):
        for name, kind in KINDS:
            if lex.match(name, lowers, start, last) == last - start:
                return kind
    if page.words[last - 1][0].isupper() and lex.has("mastheads", lowers[last - 1]):
        return "outlet" if last - first > 1 else None
    return None


def kind_by_ending(page: Page, i: int) -> SourceType | None:
    """One person or several, by the ending of a noun in small letters."""
    words, lower = page.lexicon.words, page.lowers[i]
    if page.words[i][0].isupper() and i and page.words[i - 1] not in '.!?\n”"':
        return None
    if lower.endswith(words.people_endings):
        return "group"
    return "office_unnamed" if lower.endswith(words.person_endings) else None
