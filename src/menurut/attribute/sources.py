"""What kind of source it is: a named person, an unnamed official, an outlet, a rumour ...

In: the page and the tokens of a source. Out: a `SourceType`. Idea: most specific first; a
name of a person wins over the organisation inside it. Weakness: an organisation with a name
the pack does not know looks like a person.
"""

from __future__ import annotations

from menurut.attribute.page import Page
from menurut.attribute.phrases import is_name, is_time
from menurut.attribute.relays import is_outlet, is_own
from menurut.model import SourceType
from menurut.outlets import find_outlet

RANKS = ("titles", "offices")
THINGS: tuple[tuple[str, SourceType], ...] = (("documents", "document"), ("rumours", "other"))


def _like_a_name(page: Page, i: int, last: int) -> bool:
    """Whether "Bill" is one, of "Bill Reed"; "Laporan Reuters" is a report of an outlet."""
    if i + 1 >= last or not (page.words[i][0].isupper() and page.words[i + 1][0].isupper()):
        return False
    known = page.lexicon.match("organisations", page.lowers, i + 1, last) > 0
    return not known and not is_outlet(page, i + 1, last)


def _matches(page: Page, name: str, first: int, last: int) -> int | None:
    """Where a phrase of the list begins inside the source."""
    for i in range(first, last):
        if page.lexicon.match(name, page.lowers, i, last):
            return i
    return None


def head_end(page: Page, first: int, last: int) -> int:
    """The head part of a source: before relative clause, comma or bracket."""
    for i in range(first + 1, last):
        if page.lexicon.has("relatives", page.lowers[i]) or page.words[i] in ",([":
            return i
    return last


def person_name(page: Page, first: int, last: int) -> tuple[int, int] | None:
    """The last run of capitalised words that is not a title, an organisation or a time.

    "Kapolsek Walantaka AKP [Rusdi Halim]".
    """
    lex = page.lexicon
    end = last
    while end > first and (
        page.words[end - 1] in ")],("
        or page.words[end - 1][0].isdigit()
        or _bracketed(page, end - 1, first)
    ):
        end -= 1
    start = end
    while start > first:
        i = start - 1
        if not (page.capital(i) or lex.has("links", page.lowers[i])) or is_time(page, i):
            break
        if lex.match_any(("titles", "organisations", "places"), page.lowers, i, end):
            break
        start = i
    while start < end and lex.has("links", page.lowers[start]):
        start += 1
    return (start, end) if start < end else None


def _bracketed(page: Page, i: int, first: int) -> bool:
    depth = 0
    for k in range(i, max(first, i - 12) - 1, -1):
        depth += (page.words[k] in ")]") - (page.words[k] in "([")
        if depth < 0:
            return True
    return False


def source_type_of(page: Page, first: int, last: int) -> SourceType:
    """The type of the source in tokens `first` to `last`."""
    lex = page.lexicon
    if _matches(page, "anonymous", first, last) is not None:
        return "anonymous"
    end = head_end(page, first, last)
    if page.capital(first) and (
        find_outlet(_words(page, first, end)) or page.lexicon.has("media", page.lowers[end - 1])
    ):
        return "outlet"
    for name, label in THINGS:
        head = _skip_determiner(page, first, end)
        if lex.match(name, page.lowers, head, end) and not _like_a_name(page, head, end):
            return label
    if is_own(page, first, end):
        return "outlet"
    if is_outlet(page, first, end) and not _titled_person(page, first, last):
        return "outlet"
    if _titled_person(page, first, last) or _named_after_comma(page, end, last):
        return "person_named"
    return _by_head(page, first, end)


def _words(page: Page, first: int, last: int) -> str:
    return page.text[page.starts[first] : page.ends[last - 1]]


def _skip_determiner(page: Page, first: int, last: int) -> int:
    n = page.lexicon.match("determiners", page.lowers, first, last)
    return first + n if first + n < last else first


def _titled_person(page: Page, first: int, last: int) -> bool:
    """A title or an office somewhere, and a name after it."""
    lex = page.lexicon
    head = None
    for i in range(first, last):
        if lex.match_any(RANKS, page.lowers, i, last):
            head = i
            break
    if head is None:
        return False
    name = person_name(page, head, last)
    return name is not None and name[0] > head and _looks_personal(page, head, name)


def _named_after_comma(page: Page, comma: int, last: int) -> bool:
    """Whether only a name follows the comma: "Warga setempat, [Sari Wulan]"."""
    if comma + 1 >= last or page.words[comma] != "," or not is_name(page, comma + 1, last):
        return False
    lists = ("organisations", "media", "places", "titles")
    return not page.lexicon.match_any(lists, page.lowers, comma + 1, last)


def _looks_personal(page: Page, head: int, name: tuple[int, int]) -> bool:
    """Whether the capitals after a title end in a person's name, not only in a place.

    "Kapolda Banten" and "Gubernur Jawa Barat" do not, "Kapolda Banten Dewi Rukmana" and
    "Presiden Rusli" do.
    """
    lex = page.lexicon
    first, last = name
    before = page.lowers[first - 1]
    length = sum(page.words[i][0].isalpha() for i in range(first, last))
    ends = page.words[last - 1]
    if (ends.isupper() and len(ends) > 1) or lex.has("place_ends", page.lowers[last - 1]):
        return False
    if lex.has("places", before):
        return length >= 3
    if lex.has("honorifics", before) or page.words[first - 1] in ",).":
        return True
    if lex.sets["honorifics"]:
        return length >= 2
    titled = lex.match("titles", page.lowers, first - 1, first) > 0
    if titled:
        return length >= 2 or first - 1 == head or not lex.has("titles", before)
    return length >= 2 and not lex.match("offices", page.lowers, first - 1, first)


HEADS: tuple[tuple[str, SourceType], ...] = (
    ("organisations", "organisation"),
    ("offices", "office_unnamed"),
    ("groups", "group"),
    ("places", "organisation"),
)
ANYWHERE: tuple[tuple[str, SourceType], ...] = (
    ("offices", "office_unnamed"),
    ("titles", "office_unnamed"),
    ("groups", "group"),
    ("organisations", "organisation"),
)


def _by_head(page: Page, first: int, last: int) -> SourceType:
    """The type of a source without a title and a name after it."""
    lex = page.lexicon
    head = _skip_determiner(page, first, last)
    for name, label in HEADS:
        if any(lex.match(name, page.lowers, i, last) for i in (head, first)):
            return label
    for name, label in ANYWHERE:
        if _matches(page, name, first, last) is not None:
            return label
    if last - first == 1 and page.words[first].isupper() and len(page.words[first]) > 1:
        return "organisation"
    named = person_name(page, first, last)
    if named is None or (lex.words.capital_nouns and head > first and named[1] - named[0] == 1):
        return "group"  # "der Betreiber" is no name
    return "person_named"
