"""What kind of source it is: a named person, an unnamed official, an outlet, a rumour ...

In: the page and the tokens of a source. Out: a `SourceType`. Idea: most specific first; a
name of a person wins over the organisation inside it. Weakness: an organisation with a name
the pack does not know looks like a person.
"""

from __future__ import annotations

from menurut.attribute.heads import head_last, kind_at
from menurut.attribute.lexicon import CAPITAL, TIME
from menurut.attribute.page import Page
from menurut.attribute.phrases import is_name
from menurut.attribute.relays import is_outlet, is_own, outlet_of
from menurut.model import SourceType, Spans

BODIES = ("organisations", "places")
# "RS", "AJK": more letters are an abbreviation.
MAX_INITIALS = 3
RANKS = ("titles", "offices")
STAFF = (*RANKS, "groups")
NO_NAMES = ("titles", "organisations", "places", "groups")
THINGS: tuple[tuple[str, SourceType], ...] = (("documents", "document"), ("rumours", "other"))


def _like_a_name(page: Page, i: int, last: int) -> bool:
    """Whether "Bill" is one, of "Bill Reed"; "Laporan Reuters" is a report of an outlet."""
    if i + 1 >= last or not (page.words[i][0].isupper() and page.words[i + 1][0].isupper()):
        return False
    known = page.lexicon.match("organisations", page.lowers, i + 1, last) > 0
    return not known and not is_outlet(page, i + 1, last)


def _matches(page: Page, name: str, first: int, last: int) -> int | None:
    """Where a phrase of the list begins inside the source."""
    for i in page.lexicon.spots_of(name, page.lowers, first, last):
        if page.lexicon.match(name, page.lowers, i, last):
            return i
    return None


# "speaking on condition of anonymity": shorter phrases say it of others as well.
TELLING = 3


def asked_for_anonymity(page: Page, first: int, last: int, content: Spans) -> bool:
    """Whether a sentence says beside its content that somebody is not to be named."""
    lex = page.lexicon
    if lex.phrases["anonymous"].keys().isdisjoint(page.lowers[first:last]):
        return False
    for i in lex.spots_of("anonymous", page.lowers, first, last):
        n = lex.match("anonymous", page.lowers, i, last) if page.in_quote[i] < 0 else 0
        if n >= TELLING or (n and "anonym" in "".join(page.lowers[i : i + n])):
            at = page.starts[i]
            if not any(span.start <= at < span.end for span in content):
                return True
    return False


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
    start, lowers, links = end, page.lowers, lex.sets["links"]
    while start > first:
        i = start - 1
        bits = page.codes[i]
        if bits & TIME or not (bits & CAPITAL or lowers[i] in links):
            break
        if lex.match_any(NO_NAMES, lowers, i, end):
            start = max(start, i + max(lex.match(name, lowers, i, end) for name in NO_NAMES))
            break
        start = i
    while start < end and lowers[start] in links:
        start += 1
    return (start, end) if start < end else None


def _bracketed(page: Page, i: int, first: int) -> bool:
    near = page.words[max(first, i - 12) : i + 1]
    if "(" not in near and "[" not in near:
        return False
    depth = 0
    for k in range(i, max(first, i - 12) - 1, -1):
        depth += (page.words[k] in ")]") - (page.words[k] in "([")
        if depth < 0:
            return True
    return False


def source_type_of(page: Page, first: int, last: int) -> SourceType:
    """The type of the source in tokens `first` to `last`."""
    if page.lexicon.words.right_headed:
        return _right_headed(page, first, last)
    lex = page.lexicon
    if _matches(page, "anonymous", first, last) is not None or _initials(page, first, last):
        return "anonymous"
    end = head_end(page, first, last)
    if page.capital(first) and (
        outlet_of(_words(page, first, end)) or lex.has("media", page.lowers[end - 1])
    ):
        return "outlet"
    return _thing(page, first, end) or _somebody(page, first, end, last)


def _thing(page: Page, first: int, end: int) -> SourceType | None:
    """A document or a rumour, by the head."""
    head = _skip_determiner(page, first, end)
    for name, label in THINGS:
        if page.lexicon.match(name, page.lowers, head, end) and not _like_a_name(page, head, end):
            return label
    return None


def _somebody(page: Page, first: int, end: int, last: int) -> SourceType:
    head = _before_relative(page, first, last)
    titled_person = _titled_person(page, first, head) or _titled_person(page, first, end)
    staff = page.lexicon.match_any(STAFF, page.lowers, first, end)  # "pengguna media sosial"
    if is_own(page, first, end) or (is_outlet(page, first, end) and not (titled_person or staff)):
        return "outlet"
    if titled_person or _named_after_comma(page, end, last):
        return "person_named"
    return _by_head(page, first, end)


def _before_relative(page: Page, first: int, last: int) -> int:
    """Where a relative clause begins: who is named in it is somebody else."""
    relatives = page.lexicon.sets["relatives"]
    return next((i for i in range(first + 1, last) if page.lowers[i] in relatives), last)


def _right_headed(page: Page, first: int, last: int) -> SourceType:
    """The same where the last noun tells: "a [spokesman] for the mayor, Ann Moor"."""
    end = head_last(page, first, last)
    head = _skip_determiner(page, first, end)
    measured = end + 1 < last and page.lexicon.has("measures", page.lowers[end - 1])
    if measured and page.lexicon.has("links", page.lowers[end]):  # "dozens of residents"
        return _right_headed(page, end + 1, last)
    if is_own(page, first, end) or (page.capital(head) and outlet_of(_words(page, head, end))):
        return "outlet"
    named = _named(page, first, end, last)
    if named == "person_named":
        return named
    if _matches(page, "anonymous", first, last) is not None:
        return "anonymous"
    return kind_at(page, first, end) or named or "group"


def _named(page: Page, first: int, end: int, last: int) -> SourceType | None:
    """What a name in the head, or behind it, or behind its comma, names."""
    known = kind_at(page, first, end)
    ranked = known in ("office_unnamed", "group")
    if end < last and (page.words[end] == "," or page.capital(end)):
        behind = end + (page.words[end] == ",")
        stop = head_last(page, behind, last) if behind < last else last
        if behind < stop and is_name(page, behind, stop) and not _determined(page, behind):
            full = known is None and stop - behind > 1  # "the builder, Luca Fenn"
            return kind_at(page, behind, stop) or ("person_named" if ranked or full else known)
        titled_behind = page.words[end] == "," and behind < last and not _determined(page, behind)
        if titled_behind and _right_headed(page, behind, last) == "person_named":
            return "person_named"  # "the owner, businessman Carl Odum"
    if ranked and _name_closes(page, end, last):
        return "person_named"
    name = person_name(page, first, end)
    if name is None or name[1] < end or known is not None:
        return None
    before = kind_at(page, first, name[0]) if name[0] > first else None
    if before is not None:
        return "person_named" if before in ("office_unnamed", "group") else before
    organised = any(page.lexicon.match_any(BODIES, page.lowers, i, name[1]) for i in range(*name))
    if organised or _determined(page, first):
        return "organisation"
    return "organisation" if page.words[name[0]].isupper() and end - first == 1 else "person_named"


def _name_closes(page: Page, end: int, last: int) -> bool:
    """Whether two names stand behind a noun: "leader of the council [Pru Attwell]"."""
    name = person_name(page, end, last) if last - end > 3 else None
    if name is None or name[1] != last or name[1] - name[0] < 2 or name[0] <= end + 1:
        return False
    before = page.words[name[0] - 1]
    noun = before.isalpha() and before.islower()
    within = any(page.lexicon.has(n, before) for n in ("adjuncts", "links", "determiners"))
    return noun and not within and not page.lexicon.match_any(BODIES, page.lowers, *name)


def _determined(page: Page, i: int) -> bool:
    """Whether an article or a possessive stands here: "the Treasury" is no person."""
    return page.lexicon.has("determiners", page.lowers[i])


def _words(page: Page, first: int, last: int) -> str:
    return page.text[page.starts[first] : page.ends[last - 1]]


def _skip_determiner(page: Page, first: int, last: int) -> int:
    n = page.lexicon.match("determiners", page.lowers, first, last)
    return first + n if first + n < last else first


def _owned_rank(page: Page, i: int) -> bool:
    """Whether an owner is glued to a title: "Manajer[nya]" is no name."""
    lex, lower = page.lexicon, page.lowers[i]
    stems = (lower[: -len(c)] for c in lex.clitics if lower.endswith(c))
    return any(lex.has(name, stem) for stem in stems for name in RANKS)


def _initials(page: Page, first: int, last: int) -> bool:
    """Whether only initials and an age stand here: "RS (34)"."""
    return (
        first + 2 < last
        and page.words[first].isupper()
        and len(page.words[first]) <= MAX_INITIALS
        and page.words[first + 1] == "("
        and page.words[first + 2].isdigit()
    )


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
    longest = max(
        (lex.match(name, page.lowers, i, last), -place, label)
        for place, (name, label) in enumerate(HEADS)
        for i in (head, first)
    )
    if longest[0]:
        return longest[2]
    if _owned_rank(page, first):
        return "office_unnamed"
    for name, label in ANYWHERE:
        if _matches(page, name, first, last) is not None:
            return label
    if last - first == 1 and page.words[first].isupper() and len(page.words[first]) > 1:
        return "organisation"
    named = person_name(page, first, last)
    if named is None or (lex.words.capital_nouns and head > first and named[1] - named[0] == 1):
        return "group"  # "der Betreiber" is no name
    return "person_named"
