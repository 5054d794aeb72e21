"""Who "dia", "-nya", "sumber itu" and "Rukmana" are: the fullest mention in the article.

In: the findings in order of position. Out: for each source the span of its antecedent, or
nothing when there is none or it is ambiguous. Idea: a pronoun after a report is most often
the speaker of the report before it; a short name is the longest earlier mention that ends
in it. Weakness: aliases ("Jokowi") are not known.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.page import Page, tokens_between
from menurut.attribute.phrases import is_time
from menurut.attribute.sources import person_name, source_type_of
from menurut.model import SourceType, Span


class Mention(msgspec.Struct, frozen=True):
    """A noun phrase that names somebody."""

    first: int
    last: int
    name: tuple[str, ...]
    """Words of the name in lower case; empty for unnamed sources."""
    kind: SourceType


class Source(msgspec.Struct, frozen=True):
    """A source in place: its tokens, its type, and the mention it stands for."""

    first: int
    last: int
    kind: SourceType
    antecedent: Mention | None = None


def find_mentions(page: Page) -> list[Mention]:
    """Names with their titles all through the text, each run of capitalised words once."""
    found: list[Mention] = []
    lex, n = page.lexicon, len(page.words)
    i = 0
    while i < n:
        if not (page.words[i][0].isupper() or lex.match("titles", page.lowers, i, n) or lex.match("offices", page.lowers, i, n)):
            i += 1
            continue
        first = i
        i = _run_end(page, first)
        if i > first and _worth(page, first, i):
            start = _run_start(page, first, i)
            if start < i:
                name = person_name(page, start, i)
                if name is not None:
                    found.append(Mention(start, i, tuple(page.lowers[name[0] : name[1]]), "person_named"))
        i = max(i, first + 1)
    return found


def _worth(page: Page, first: int, last: int) -> bool:
    return any(page.capital(k) for k in range(first, last))


def _run_end(page: Page, i: int) -> int:
    lex, n = page.lexicon, len(page.words)
    while i < n:
        if page.words[i] == "(" and i + 2 < n and page.words[i + 2] == ")" and not is_time(page, i + 1):
            i += 3
            continue
        title = lex.match("titles", page.lowers, i, n) or lex.match("offices", page.lowers, i, n)
        if title:
            i += title
        elif page.capital(i) and not is_time(page, i):
            i += 1
        elif lex.has("links", page.lowers[i]) and i + 1 < n and page.capital(i + 1) and not is_time(page, i + 1):
            i += 1
        elif page.words[i] == "," and i + 1 < n and page.capital(i + 1) and not is_time(page, i + 1) and lex.match("titles", page.lowers, i - 1, n) == 0 and _title_before(page, i):
            i += 1
        else:
            break
    return i


def _title_before(page: Page, comma: int) -> bool:
    """Whether the run before a comma begins with a title: "Juru bicara Polda, Dewi Rukmana"."""
    i = comma
    while i > 0 and comma - i < 10 and page.words[i - 1] not in ",.\n":
        i -= 1
        if page.lexicon.match("titles", page.lowers, i, comma) or page.lexicon.match("offices", page.lowers, i, comma):
            return not person_name_after_title(page, i, comma)
    return False


def person_name_after_title(page: Page, first: int, last: int) -> bool:
    """Whether a titled phrase already ends in a person's name."""
    return source_type_of(page, first, last) == "person_named"


def _run_start(page: Page, first: int, last: int) -> int:
    """Leave out a sentence opener that is capitalised only by its place."""
    lex = page.lexicon
    while first < last:
        n = lex.match("openers", page.lowers, first, last) or lex.match("adjuncts", page.lowers, first, last) or lex.match("times", page.lowers, first, last)
        if not n and lex.has("pronouns", page.lowers[first]):
            n = 1
        if not n and page.lowers[first] in lex.cues and last - first > 1:
            n = 1
        if not n:
            return first
        first += n
    return first


def resolve(page: Page, sources: list[tuple[int, int] | None]) -> list[Source | None]:
    """Give each source (token range, clitics as an empty range) its type and antecedent."""
    mentions = find_mentions(page)
    done: list[Source | None] = []
    for source in sources:
        done.append(None if source is None else _resolve_one(page, source, done, mentions))
    return done


def _resolve_one(page: Page, source: tuple[int, int], done: list[Source | None], mentions: list[Mention]) -> Source:
    first, last = source
    lex, lowers = page.lexicon, page.lowers
    clitic = first == last
    if clitic or (last - first == 1 and (lex.has("pronouns", lowers[first]) or lex.has("plural_pronouns", lowers[first]))):
        return _pronoun(page, source, done, mentions)
    if lex.has("demonstratives", lowers[last - 1]) or (last - first <= 3 and lex.has("definite", lowers[first])):
        return _definite(page, source, done, mentions)
    kind = source_type_of(page, first, last)
    if kind == "person_named":
        return _short_name(page, source, mentions, kind)
    return _repeated(page, source, done, mentions, kind)


def _speaker(done: list[Source | None]) -> Source | None:
    for source in reversed(done):
        if source is not None:
            return source
    return None


def _as_mention(page: Page, source: Source) -> Mention | None:
    if source.antecedent is not None:
        return source.antecedent
    if source.first == source.last or page.lexicon.has("pronouns", page.lowers[source.first]):
        return None
    return Mention(source.first, source.last, (), source.kind)


def _pronoun(page: Page, source: tuple[int, int], done: list[Source | None], mentions: list[Mention]) -> Source:
    """The speaker before; else the only person named in the sentence before."""
    speaker = _nearest_person(done)
    mention = _as_mention(page, speaker) if speaker is not None else None
    if mention is None:
        near = [m for m in mentions if m.last <= source[0] and _personal(page, m)]
        mention = near[-1] if near else None
    if mention is None:
        return Source(source[0], source[1], "person_named")
    kind = mention.kind
    return Source(source[0], source[1], kind, mention)


def _personal(page: Page, mention: Mention) -> bool:
    """Whether a run of capitals is likely a person: after a title, or two words that name no place."""
    lex, before = page.lexicon, page.lowers[mention.first]
    name_first = mention.last - len(mention.name)
    if name_first > mention.first:
        return source_type_of(page, mention.first, mention.last) == "person_named"
    previous = page.lowers[mention.first - 1] if mention.first else ""
    return len(mention.name) == 2 and not any(lex.has(n, w) for n in ("places", "organisations", "links", "adjuncts") for w in (previous, before))


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
        w for w in page.lowers[first:last] if not lex.has("demonstratives", w) and not lex.has("definite", w)
    )


def _definite(page: Page, source: tuple[int, int], done: list[Source | None], mentions: list[Mention]) -> Source:
    """"Sumber itu": the nearest earlier source that begins with the same word."""
    first, last = source
    head = _head_words(page, first, last)
    for earlier in reversed(done):
        if earlier is None or earlier.first == earlier.last or not head:
            continue
        if head[0] in page.lowers[earlier.first : earlier.last]:
            mention = _as_mention(page, earlier)
            if mention is not None:
                return Source(first, last, mention.kind if mention.kind != "none" else earlier.kind, mention)
    for mention in reversed(mentions):
        if mention.last <= first and head and page.lowers[mention.first : mention.first + len(head)] == list(head):
            return Source(first, last, "person_named", mention)
    kind = source_type_of(page, first, last)
    if kind in ("office_unnamed", "group"):
        speaker = _nearest_person(done)
        mention2 = _as_mention(page, speaker) if speaker is not None and speaker.kind == "person_named" else None
        if mention2 is not None and kind == "office_unnamed":
            return Source(first, last, "person_named", mention2)
    return Source(first, last, kind)


def _short_name(page: Page, source: tuple[int, int], mentions: list[Mention], kind: SourceType) -> Source:
    """The longest mention whose name holds all words of this one, if it is longer."""
    first, last = source
    name = person_name(page, first, last)
    if name is None:
        return Source(first, last, kind)
    words = tuple(page.lowers[name[0] : name[1]])
    same = [m for m in mentions if m.first != first and _holds(m.name, words)]
    names = {m.name for m in same if len(m.name) > len(words)}
    if len(words) == 1 and len(names) > 1 and not _one_family(names):
        return Source(first, last, kind)
    fullest = max(same, key=lambda m: (m.last - m.first, -m.first), default=None)
    if fullest is None or fullest.last - fullest.first <= last - first or fullest.first == first:
        return Source(first, last, kind)
    return Source(first, last, kind, fullest)


def _holds(longer: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether a name holds all words of a shorter one, spellings apart.

    >>> _holds(("igor", "konashenckov"), ("konashenkov",)), _holds(("dewi", "rukmana"), ("halim",))
    (True, False)
    """
    return len(longer) >= len(words) and all(any(same_name(w, other) for other in longer) for w in words)


def same_name(a: str, b: str) -> bool:
    """Whether two words spell one name: a letter more, less or changed, or a short form.

    >>> same_name("konashenkov", "konashenckov"), same_name("pras", "prasetyo"), same_name("dewi", "desi")
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


def _repeated(page: Page, source: tuple[int, int], done: list[Source | None], mentions: list[Mention], kind: SourceType) -> Source:
    """"sumber" after "sumber informasi", "BNPB" after "Badan ... (BNPB)", "Presiden" after a name."""
    first, last = source
    words = page.lowers[first:last]
    best: Source | None = None
    for earlier in done:
        if earlier is None or earlier.last - earlier.first <= last - first or earlier.first == earlier.last:
            continue
        if _begins_or_glosses(page, earlier, words) and (best is None or earlier.last - earlier.first > best.last - best.first):
            best = earlier
    if best is not None:
        return Source(first, last, best.kind if kind != "organisation" else kind, _as_mention(page, best))
    if kind == "office_unnamed":
        holder = [m for m in mentions if m.last <= first and page.lowers[m.first : m.first + len(words)] == words]
        if holder and len({m.name for m in holder}) == 1:
            return Source(first, last, "person_named", holder[0])
    return Source(first, last, kind, _spelt_out(page, first, last))


def _begins_or_glosses(page: Page, earlier: Source, words: list[str]) -> bool:
    """Whether an earlier source begins with these words, or ends in them after comma or bracket."""
    inside = page.lowers[earlier.first : earlier.last]
    n = len(words)
    if inside[:n] == words:
        return True
    return any(inside[k - 1] in ",(" and inside[k : k + n] == words for k in range(1, len(inside) - n + 1))


def _spelt_out(page: Page, first: int, last: int) -> Mention | None:
    """The name before a bracketed abbreviation: "Badan Sungai Nasional (BSN)" for "BSN"."""
    word = page.words[first]
    if last - first != 1 or not word.isupper() or len(word) < 2:
        return None
    at = page.text.find(f"({word})", 0, page.starts[first])
    if at < 0:
        return None
    end, _ = tokens_between(page, Span(at, at + 1))
    begin = end
    while begin > 0 and end - begin < 8 and (page.capital(begin - 1) or page.lexicon.has("links", page.lowers[begin - 1])):
        begin -= 1
    return Mention(begin, end + 3, (), "organisation") if begin < end else None
