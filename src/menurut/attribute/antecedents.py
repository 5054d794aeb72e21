"""Who "dia", "-nya", "sumber itu" and "Rukmana" are: the fullest mention in the article.

In: the findings in order of position. Out: for each source the span of its antecedent, or
nothing when there is none or it is ambiguous. Idea: a pronoun after a report is most often
the speaker of the report before it; a short name is the longest earlier mention that ends
in it. Weakness: aliases ("Jokowi") are not known.
"""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from menurut.attribute.heads import head_last
from menurut.attribute.mentions import Mention, find_mentions, is_pronoun
from menurut.attribute.page import END, Page, tokens_between
from menurut.attribute.relays import is_outlet, outlets_named
from menurut.attribute.sources import head_end, person_name, source_type_of
from menurut.model import SourceType, Span


class Source(msgspec.Struct, frozen=True):
    """A source in place: its tokens, its type, and the mention it stands for."""

    first: int
    last: int
    kind: SourceType
    antecedent: Mention | None = None


class Known(msgspec.Struct, frozen=True):
    """What has been named so far, by the words one would look it up with."""

    mentions: list[Mention]
    starts: list[int]
    fullest: dict[str, dict[tuple[str, ...], Mention]]
    """First three letters of any word of a name to the longest mention of each such name."""
    titled: dict[str, list[Mention]]
    """First word of a mention to mentions."""
    outlets: frozenset[str]
    """Names that the article treats as outlets: "told Meridien", "quoted by Meridien"."""
    done: list[Source | None]
    by_word: dict[str, list[Source]]
    """First word of a source, or of its gloss after comma or bracket, to earlier sources."""
    heads: dict[tuple[int, int], list[str]]
    """Words by which a later "the ..." may mean a source."""


OPENS = frozenset((*END, "\n", "”", '"', "“"))

# How far back to look, in sources and in mentions: beyond, a pronoun is ambiguous anyway,
# and the work stays linear.
LOOK_BACK = 40


def know(page: Page) -> Known:
    """Read the names of a text once."""
    mentions = find_mentions(page)
    titled: dict[str, list[Mention]] = {}
    fullest: dict[str, dict[tuple[str, ...], Mention]] = {}
    for mention in mentions:
        titled.setdefault(page.lowers[mention.first], []).append(mention)
        rank = mention.last - len(mention.name) - 1
        if page.lexicon.words.right_headed and rank > mention.first:
            titled.setdefault(page.lowers[rank], []).append(mention)
        _file(mention, fullest)
    starts = [m.first for m in mentions]
    return Known(mentions, starts, fullest, titled, outlets_named(page), [], {}, {})


def _file(mention: Mention, fullest: dict[str, dict[tuple[str, ...], Mention]]) -> None:
    """Keep the longest mention of each name, found by any of its words."""
    for prefix in {word[:3] for word in mention.name}:
        names = fullest.setdefault(prefix, {})
        other = names.get(mention.name)
        if other is None or mention.last - mention.first > other.last - other.first:
            names[mention.name] = mention


def resolve(page: Page, sources: list[tuple[int, int] | None]) -> list[Source | None]:
    """Give each source (token range, clitics as an empty range) its type and antecedent."""
    known = know(page)
    for source in sources:
        found = None if source is None else _resolve_one(page, source, known)
        known.done.append(found)
        if found is not None and found.first < found.last:
            _remember(page, found, known)
    return known.done


def _remember(page: Page, source: Source, known: Known) -> None:
    words = page.lowers[source.first : source.last]
    keys = {words[0], words[-1], *(words[k] for k in range(1, len(words)) if words[k - 1] in ",(")}
    for key in keys:
        known.by_word.setdefault(key, []).append(source)
    name = person_name(page, source.first, source.last) if source.kind == "person_named" else None
    if name is not None and source.antecedent is None:
        words_of_name = tuple(page.lowers[name[0] : name[1]])
        _file(Mention(source.first, source.last, words_of_name, "person_named"), known.fullest)


def _resolve_one(page: Page, source: tuple[int, int], known: Known) -> Source:
    first, last = source
    lex, lowers = page.lexicon, page.lowers
    if first == last or (last - first == 1 and is_pronoun(page, first)):
        return _pronoun(page, source, known)
    if lex.has("demonstratives", lowers[last - 1]) or (
        (last - first <= 3 or _describes(page, first, last)) and lex.has("definite", lowers[first])
    ):
        return _definite(page, source, known)
    kind = source_type_of(page, first, last)
    part = lex.match("partitives", lowers, first, last)
    if part and first + part < last and kind != "person_named":
        rest = (first + part, last)
        they = is_pronoun(page, rest[0])
        whole = (_pronoun if they else _definite)(page, rest, known).antecedent
        return Source(first, last, kind if whole is None else whole.kind, whole)
    if kind == "person_named":
        found = _short_name(page, source, known)
        return found if found.antecedent is not None else _lone_name(page, found, known)
    return _repeated(page, source, known, kind)


def _describes(page: Page, first: int, last: int) -> bool:
    """Whether the head only describes a person: "the Velvet Road [star]", "the 48-[year-old]"."""
    if not page.lexicon.words.right_headed:
        first += page.lexicon.match("definite", page.lowers, first, last)
        return page.lexicon.match("descriptors", page.lowers, first, last) > 0
    if head_last(page, first, last) < last:
        return False
    return page.lexicon.has("descriptors", page.lowers[last - 1].split("-", 1)[-1]) or (
        page.lexicon.has("descriptors", page.lowers[last - 1])
    )


def _lone_name(page: Page, source: Source, known: Known) -> Source:
    """One name that stands in no longer one is no person's, where persons have two."""
    if not page.lexicon.words.full_names or source.last - source.first != 1:
        return source
    word = page.lowers[source.first]
    names = known.fullest.get(word[:3], {})
    if any(word in name and len(name) > 1 for name in names) or _ranked(word, known):
        return source
    kind: SourceType = "outlet" if word in known.outlets else "organisation"
    if _opening_noun(page, source.first):
        kind = "group"
    return Source(source.first, source.last, kind)


def _opening_noun(page: Page, i: int) -> bool:
    """Whether a plural opens a sentence, and so has its capital: "Growers say"."""
    opens = i == 0 or page.words[i - 1] in OPENS
    return opens and page.lowers[i].endswith(page.lexicon.words.plural_endings)


def _ranked(word: str, known: Known) -> bool:
    """Whether the name stands behind a title somewhere: "Ms [Okoro]"."""
    return any(
        m.name == (word,) and m.last - m.first > 1 for m in known.fullest.get(word[:3], {}).values()
    )


def _as_mention(page: Page, source: Source) -> Mention | None:
    if source.antecedent is not None:
        return source.antecedent
    if source.first == source.last or is_pronoun(page, source.first):
        return None
    return Mention(source.first, source.last, (), source.kind)


def _pronoun(page: Page, source: tuple[int, int], known: Known) -> Source:
    """Whom a pronoun stands for."""
    first, last = source
    number = _number_of(page, first) if first < last else "one"
    if number != "one":
        return _not_one(page, source, known, SEVERAL if number == "several" else THINGS)
    return _one_person(page, source, known)


def _one_person(page: Page, source: tuple[int, int], known: Known) -> Source:
    """The speaker before; else the person named last."""
    speaker = _nearest_person(known.done)
    mention = _as_mention(page, speaker) if speaker is not None else None
    if mention is None:
        at = bisect_left(known.starts, source[0])
        near = known.mentions[max(0, at - LOOK_BACK) : at]
        mention = _only_person(page, near)
    if mention is None:
        return Source(source[0], source[1], "person_named")
    return Source(source[0], source[1], mention.kind, mention)


SEVERAL: tuple[SourceType, ...] = (
    "group", "organisation", "outlet", "anonymous", "office_unnamed"
)  # fmt: skip
THINGS: tuple[SourceType, ...] = ("organisation", "outlet", "document", "other")


def _number_of(page: Page, i: int) -> str:
    """What a pronoun stands for: one person, several, or a thing."""
    lex, word = page.lexicon, page.lowers[i]
    if lex.has("thing_pronouns", word):
        return "thing"
    return "several" if lex.has("plural_pronouns", word) else "one"


def _not_one(
    page: Page, source: tuple[int, int], known: Known, kinds: tuple[SourceType, ...]
) -> Source:
    """The nearest source before that is no single person: for "they" and "it"."""
    recent = [s for s in known.done[-6:] if s is not None]
    for earlier in reversed(recent):
        mention = _as_mention(page, earlier) if earlier.kind in kinds else None
        if mention is not None:
            return Source(source[0], source[1], mention.kind, mention)
    return Source(source[0], source[1], "group" if kinds is SEVERAL else "organisation")


def _only_person(page: Page, near: list[Mention]) -> Mention | None:
    """The person named last, unless another one is named in the same sentence."""
    persons = (m for m in reversed(near) if _personal(page, m))
    last = next(persons, None)
    other = next(persons, None)
    if (
        last is None
        or other is None
        or _holds(last.name, other.name)
        or _holds(other.name, last.name)
    ):
        return last
    between = page.words[other.last : last.first]
    return last if any(word in END or word == "\n" for word in between) else None


def _personal(page: Page, mention: Mention) -> bool:
    """Whether a run of capitals is likely a person: after a title, or two words, no place."""
    lex, before = page.lexicon, page.lowers[mention.first]
    if mention.last - len(mention.name) > mention.first:
        return source_type_of(page, mention.first, mention.last) == "person_named"
    if is_outlet(page, mention.first, mention.last):
        return False
    previous = page.lowers[mention.first - 1] if mention.first else ""
    lists = ("places", "organisations", "links", "adjuncts", "determiners")
    return len(mention.name) == 2 and not any(
        lex.has(n, w) for n in lists for w in (previous, before)
    )


def _nearest_person(done: list[Source | None]) -> Source | None:
    persons = ("person_named", "office_unnamed", "anonymous", "group", "organisation")
    recent = [s for s in done[-6:] if s is not None and s.kind in persons]
    for source in reversed(recent):
        if source.kind in ("person_named", "office_unnamed", "anonymous"):
            return source
    return recent[-1] if recent else None


def _head_words(page: Page, first: int, last: int) -> tuple[str, ...]:
    lex = page.lexicon
    return tuple(
        w
        for w in page.lowers[first:last]
        if not lex.has("demonstratives", w) and not lex.has("definite", w)
    )


def _definite(page: Page, source: tuple[int, int], known: Known) -> Source:
    """For "sumber itu": the nearest earlier source or titled name with the same first word."""
    first, last = source
    head = _head_words(page, first, last)
    mention = _same_head(page, head, known) if head else None
    if mention is not None:
        return Source(first, last, mention.kind, mention)
    holder = _holder(page, list(head), first, known) if head else None
    if holder is not None:
        return Source(first, last, source_type_of(page, holder.first, holder.last), holder)
    if _describes(page, first, last):
        return _one_person(page, source, known)
    kind = source_type_of(page, first, last)
    speaker = _nearest_person(known.done)
    may = kind == "office_unnamed" and not page.lexicon.words.right_headed
    if may and speaker is not None and speaker.kind == "person_named":
        return Source(first, last, "person_named", _as_mention(page, speaker))
    return Source(first, last, kind)


def _same_head(page: Page, head: tuple[str, ...], known: Known) -> Mention | None:
    key = head[-1] if page.lexicon.words.right_headed else head[0]
    for earlier in reversed(known.done[-LOOK_BACK:]):
        if earlier is None:
            continue
        place = (earlier.first, earlier.last)
        heads = known.heads.get(place)
        if heads is None:
            known.heads[place] = heads = _heads(page, earlier)
        if key not in heads:
            continue
        mention = _as_mention(page, earlier)
        shorter = mention is not None and mention.last - mention.first < len(head)
        if mention is not None and not (shorter and page.capital(mention.last - 1)):
            return mention  # never "The Post" for "The Meadow Post"
    return None


def _heads(page: Page, source: Source) -> list[str]:
    """Words by which a later "the ..." may mean this source; right-headed: its heads only."""
    first, last = source.first, source.last
    if not page.lexicon.words.right_headed:
        return page.lowers[first:last]
    starts = [first, *(k + 1 for k in range(first, last - 1) if page.words[k] == ",")]
    return [page.lowers[head_last(page, start, last) - 1] for start in starts if start < last]


def _holder(page: Page, words: list[str], first: int, known: Known) -> Mention | None:
    """The one person named with this title or office before: "Presiden" after "Presiden Rusli"."""
    key = words[-1] if page.lexicon.words.right_headed else words[0]
    holders = [
        m for m in known.titled.get(key, ())[-LOOK_BACK:]
        if m.last <= first and _holds_rank(page, m, words)
    ]  # fmt: skip
    return holders[0] if holders and len({m.name for m in holders}) == 1 else None


def _holds_rank(page: Page, mention: Mention, words: list[str]) -> bool:
    """Whether a mention opens with these words, or (right-headed) has them before its name."""
    n = len(words)
    if page.lowers[mention.first : mention.first + n] == words:
        return True
    name = mention.last - len(mention.name)
    return page.lexicon.words.right_headed and page.lowers[name - n : name] == words


# Of names that begin alike, so many are looked at.
MAX_NAMESAKES = 200


def _short_name(page: Page, source: tuple[int, int], known: Known) -> Source:
    """The longest mention whose name holds all words of this one, if it is longer."""
    first, last = source
    name = person_name(page, first, last) or person_name(page, first, head_end(page, first, last))
    if name is None:
        return Source(first, last, "person_named")
    words = tuple(page.lowers[name[0] : name[1]])
    same = [
        m
        for m in list(known.fullest.get(words[-1][:3], {}).values())[:MAX_NAMESAKES]
        if _holds(m.name, words)
    ]
    names = {m.name for m in same if len(m.name) > len(words)}
    if len(words) == 1 and len(names) > 1 and not _one_family(names):
        return Source(first, last, "person_named")
    fullest = max(same, key=lambda m: (m.last - m.first, -m.first), default=None)
    if (
        fullest is None
        or fullest.last - fullest.first <= last - first
        or fullest.first <= first < fullest.last
    ):
        return Source(first, last, "person_named")
    return Source(first, last, "person_named", fullest)


def _holds(longer: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a name holds all words of a shorter one, spellings apart.

    >>> _holds(("dewi", "rukmanna"), ("rukmana",)), _holds(("dewi", "rukmana"), ("halim",))
    (True, False)
    """
    return len(longer) >= len(words) and all(
        any(same_name(w, other) for other in longer) for w in words
    )


def same_name(a: str, b: str) -> bool:
    """Whether two words spell one name: a letter more, less or changed, or a short form.

    >>> same_name("rukmana", "rukmanna"), same_name("hali", "halimah"), same_name("dewi", "desi")
    (True, True, False)
    """
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or short[:3] != long[:3]:
        return False
    if long.startswith(short):
        return True
    if len(short) < 6 or len(long) - len(short) > 1:
        return False
    k = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[k:] == long[k + 1 :] or short[k + 1 :] == long[k + 1 :]


def _one_family(names: set[tuple[str, ...]]) -> bool:
    """Whether the longer names are versions of one: each within the longest."""
    longest = max(names, key=len)
    return all(_holds(longest, name) for name in names)


def _repeated(page: Page, source: tuple[int, int], known: Known, kind: SourceType) -> Source:
    """For "sumber" after "sumber informasi", "BSN" after "Badan ... (BSN)", "Presiden"."""
    first, last = source
    words = page.lowers[first:last]
    earlier = [
        s
        for spelt in _undefined(page, words)
        for s in known.by_word.get(spelt[0], ())[-LOOK_BACK:]
        if s.last - s.first > last - first and _begins_or_glosses(page, s, spelt)
    ]
    best = max(earlier, key=lambda s: s.last - s.first, default=None)
    if best is not None:
        own = kind in ("organisation", "outlet", "document")
        return Source(first, last, kind if own else best.kind, _as_mention(page, best))
    holder = _holder(page, words, first, known) if kind == "office_unnamed" else None
    if holder is not None:
        return Source(first, last, "person_named", holder)
    return Source(first, last, kind, _spelt_out(page, first, last))


def _undefined(page: Page, words: list[str]) -> list[list[str]]:
    """The words as they stand, and without a prefix that points back: "[ال]مصادر"."""
    prefixes = page.lexicon.words.definite_prefixes
    bare = [words[0][len(p) :] for p in prefixes if words[0].startswith(p)]
    return [words, *([word, *words[1:]] for word in bare)]


def _begins_or_glosses(page: Page, earlier: Source, words: list[str]) -> bool:
    """Whether an earlier source begins with these words, or ends in them after comma or bracket."""
    inside = page.lowers[earlier.first : earlier.last]
    n = len(words)
    if inside[:n] == words or (earlier.kind == "outlet" and inside[-n:] == words):
        return True
    return any(
        inside[k - 1] in ",(" and inside[k : k + n] == words for k in range(1, len(inside) - n + 1)
    )


# An abbreviation is spelt out within so many characters before it.
SPELT_OUT_REACH = 20_000


def _spelt_out(page: Page, first: int, last: int) -> Mention | None:
    """The name before a bracketed abbreviation: "Badan Sungai Nasional (BSN)" for "BSN"."""
    word = page.words[first]
    if last - first != 1 or not word.isupper() or len(word) < 2:
        return None
    at = page.text.find(
        f"({word})", max(0, page.starts[first] - SPELT_OUT_REACH), page.starts[first]
    )
    if at < 0:
        return None
    end, _ = tokens_between(page, Span(at, at + 1))
    begin = end
    while (
        begin > 0
        and end - begin < 8
        and (page.capital(begin - 1) or page.lexicon.has("links", page.lowers[begin - 1]))
    ):
        begin -= 1
    return Mention(begin, end + 3, (), "organisation") if begin < end else None
