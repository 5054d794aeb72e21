"""Who "dia", "-nya", "sumber itu" and "Rukmana" are: the fullest mention in the article.

In: the findings in order of position. Out: for each source the span of its antecedent, or
nothing when there is none or it is ambiguous. Idea: a pronoun after a report is most often
the speaker of the report before it; a short name is the longest earlier mention that ends
in it. Weakness: aliases ("Jokowi") are not known.
"""

from __future__ import annotations

import msgspec

from menurut.attribute.page import Page
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
    return _repeated(page, source, done, kind)


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
        near = [m for m in mentions if m.last <= source[0] and len(m.name) > 0]
        mention = near[-1] if near else None
    if mention is None:
        return Source(source[0], source[1], "person_named")
    kind = mention.kind
    return Source(source[0], source[1], kind, mention)


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
    words = set(page.lowers[name[0] : name[1]])
    same = [m for m in mentions if words <= set(m.name) or (words & set(m.name) and set(m.name) <= words)]
    names = {m.name for m in same if len(m.name) > len(words)}
    if len(words) == 1 and len({n for n in names}) > 1 and not _one_family(names):
        return Source(first, last, kind)
    fullest = max(same, key=lambda m: (m.last - m.first, -m.first), default=None)
    if fullest is None or fullest.last - fullest.first <= last - first or fullest.first == first:
        return Source(first, last, kind)
    return Source(first, last, kind, fullest)


def _one_family(names: set[tuple[str, ...]]) -> bool:
    """Whether the longer names are versions of one: each within the longest."""
    longest = max(names, key=len)
    return all(set(name) <= set(longest) for name in names)


def _repeated(page: Page, source: tuple[int, int], done: list[Source | None], kind: SourceType) -> Source:
    """"sumber" after "sumber informasi", "SANA" after "Kantor berita negara, SANA"."""
    first, last = source
    words = page.lowers[first:last]
    best: Source | None = None
    for earlier in done:
        if earlier is None or earlier.last - earlier.first <= last - first:
            continue
        inside = page.lowers[earlier.first : earlier.last]
        if all(w in inside for w in words) and (best is None or earlier.last - earlier.first > best.last - best.first):
            best = earlier
    if best is None:
        return Source(first, last, kind)
    mention = _as_mention(page, best)
    return Source(first, last, best.kind if kind != "organisation" else kind, mention)
