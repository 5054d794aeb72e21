"""One article as drift reads it: its headline and sentences with what can be compared.

In: an `Article` and, if known, its `Attributed`. Out: a `View` of `Line`s. A line holds the
tokens, pack entries, quantities and names of one sentence, with their places in the text.

Weakness: sentences are cut at full stops by a short list of abbreviations; names of scripts
without capitals (Arabic) are any word that the pack does not know.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec
import Stemmer
from anyascii import anyascii

from menurut.languages import load_pack
from menurut.model import Span
from menurut.trace.drift_words import (
    KEPT_WORDS,
    Mention,
    Token,
    bare_forms,
    find_mentions,
    fold,
    tokenize,
    vocabulary,
)
from menurut.trace.quantities import Quantity, quantities_among

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from menurut.model import Article, Attributed, Attribution

MOST_LINES = 60
"""Lines of an article that are compared; what stands further down is seldom the claim."""


KEPT_SENTENCES = 20_000
"""Sentences whose reading is kept: in a family of reprints most stand many times."""


class Name(NamedTuple):
    """A word that names, and its sound in Latin consonants."""

    span: Span
    sound: str
    opens: bool
    """It opens the sentence: the capital may be only that."""


NOTHING: frozenset[str] = frozenset()


def _stands(label: str, kinds: Mapping[str, frozenset[str]]) -> bool:
    prefix, colon, name = label.partition(":")
    found = kinds.get(prefix)
    return found is not None and (not colon or name in found)


def kinds_of(mentions: Sequence[Mention]) -> dict[str, frozenset[str]]:
    """Names of pack entries by their prefix.

    >>> kinds_of([Mention("event:fire", 0, 0), Mention("hedges", 1, 1)])
    {'event': frozenset({'fire'}), 'hedges': frozenset({''})}
    """
    found: dict[str, set[str]] = {}
    for mention in mentions:
        prefix, _, name = mention.label.partition(":")
        found.setdefault(prefix, set()).add(name)
    return {prefix: frozenset(names) for prefix, names in found.items()}


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A sentence, or the headline."""

    index: int
    """Place in the article; the headline is -1."""
    field: Literal["text", "title"]
    span: Span
    text: str
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    stems: frozenset[str]
    kinds: Mapping[str, frozenset[str]]
    """Names of pack entries by their prefix; entries without one under their own label."""
    quoted: bool = False
    """Most of it stands in quotation marks."""
    attributed: tuple[Attribution, ...] = ()
    """What `attribute` found here, with a source."""

    def has(self, *labels: str) -> bool:
        """Whether a pack entry of one of these labels stands here ("hedges", "thing:milk")."""
        return any(_stands(label, self.kinds) for label in labels)

    def labels(self, prefix: str) -> frozenset[str]:
        """Names of pack entries under a prefix: "event", "actor", "source", "unit"."""
        return self.kinds.get(prefix, NOTHING)

    def span_of(self, mention: Mention) -> Span:
        """Where a pack entry stands in the field of this line."""
        return Span(self.tokens[mention.first].start, self.tokens[mention.last].end)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """An article made ready for comparison."""

    id: str
    lang: str | None
    outlet: str | None
    text: str
    title: Line | None
    lines: tuple[Line, ...]
    every: tuple[Line, ...]
    """The headline, if any, and all sentences."""
    body: Mapping[str, frozenset[str]]
    """Names of pack entries in the body, by their prefix."""
    whole: Mapping[str, frozenset[str]]
    """The same with the headline."""

    def labels(self, prefix: str) -> frozenset[str]:
        """Pack entries of the body under a prefix."""
        return self.body.get(prefix, NOTHING)

    def sounds(self) -> frozenset[str]:
        """Sounds of all names, headline included."""
        return frozenset(name.sound for line in self.every for name in line.names)

    def outlet_sounds(self) -> frozenset[str]:
        """Sounds of the words of the outlet's name."""
        return frozenset(sound_of(word) for word in re.findall(r"\w+", self.outlet or ""))


_CLUSTERS = (
    ("sh", "s"),
    ("ch", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("ph", "f"),
    ("dh", "d"),
)
_SOUNDS = str.maketrans("pvcqjzx", "bfkkgss", "aeiouywh'`-")


@lru_cache(maxsize=KEPT_WORDS)
def sound_of(word: str) -> str:
    """The consonants of a name, much alike in all scripts.

    >>> sound_of("Larkmoor"), sound_of("Ларкмур")
    ('lrkmr', 'lrkmr')
    """
    latin = anyascii(word).lower()
    for cluster, letter in _CLUSTERS:
        latin = latin.replace(cluster, letter)
    sound = re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", latin.translate(_SOUNDS)))
    return sound[:-1] if len(sound) > 3 and sound.endswith("s") else sound  # "Kurds", "Lena's"


@cache
def _stemmer(code: str | None) -> Stemmer.Stemmer | None:
    """Snowball's stemmer for the language of a pack, if it has one."""
    pack = load_pack(code)
    if pack is None or pack.name.lower() not in Stemmer.algorithms():
        return None
    return Stemmer.Stemmer(pack.name.lower())


@cache
def _stopwords(code: str | None) -> frozenset[str]:
    pack = load_pack(code)
    return frozenset(map(fold, pack.drift.stopwords)) if pack else frozenset()


LONGEST_PLAIN = 5
"""Languages without a stemmer: words count as one when so many letters agree."""


@lru_cache(maxsize=KEPT_WORDS)
def stem_of(key: str, code: str | None) -> str:
    """The stem of a folded word.

    >>> stem_of("villages", "en")
    'villag'
    """
    stemmer = _stemmer(code)
    return stemmer.stemWord(key) if stemmer else key[:LONGEST_PLAIN]


LONGEST_LINE = 1500
"""Characters of a line that are read: no sentence of a newspaper is longer."""
MOST_CHARS = 200_000
"""Characters of an article that are read."""
_END = re.compile(r"(?<=[.!?؟…])[\"”»’)\]]*\s+(?=\S)")
_WORD_BEFORE = re.compile(r"([^\s(«“\"]+)\.$")


def split_sentences(text: str, code: str | None) -> tuple[Span, ...]:
    """Where the sentences of a text stand.

    >>> text = "Kata Dr. Sari benar. Dua orang pergi."
    >>> [span.of(text) for span in split_sentences(text, "id")]
    ['Kata Dr. Sari benar.', 'Dua orang pergi.']
    """
    found, start = [], 0
    for line in text.split("\n"):
        cut = _cut_line if len(line) <= LONGEST_KEPT else _cut_line.__wrapped__
        found += [Span(start + b, start + e) for b, e in cut(line, code)]
        start += len(line) + 1
    return tuple(found)


LONGEST_KEPT = 5000
"""Characters of a paragraph whose sentences are kept: reprints repeat paragraphs."""


@cache
def _abbreviations(code: str | None) -> frozenset[str]:
    pack = load_pack(code)
    return frozenset(map(fold, pack.drift.abbreviations)) if pack else frozenset()


@lru_cache(maxsize=KEPT_SENTENCES)
def _cut_line(text: str, code: str | None) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a text without line breaks begin and end."""
    short = _abbreviations(code)
    spans, start = [], 0
    for match in _END.finditer(text):
        if _goes_on(text, start, match, short):
            continue
        spans.append((start, match.start() + len(match.group().rstrip())))
        start = match.end()
    spans.append((start, len(text)))
    return tuple(
        (b + len(part) - len(part.lstrip()), b + len(part.rstrip()))
        for b, e in spans
        if (part := text[b:e]).strip()
    )


def _goes_on(text: str, start: int, match: re.Match[str], short: frozenset[str]) -> bool:
    """Whether a full stop ends no sentence: an abbreviation, an initial, a small letter next."""
    if text[match.end()].islower():
        return True
    before = _WORD_BEFORE.search(text[max(start, match.start() - 20) : match.start()])
    word = fold(before.group(1)) if before else ""
    initials = re.fullmatch(r"(?:\w\.)*\w", word)  # "J.", "U.S."
    return word in short or (initials is not None and word.isascii() and not word.isdigit())


def _names(
    text: str, tokens: tuple[Token, ...], known: frozenset[int], code: str | None
) -> tuple[Name, ...]:
    """Capitalised words; in a script without capitals every word the pack does not know."""
    stop, words = _stopwords(code), vocabulary(code)
    names = []
    for i, token in enumerate(tokens):
        surface = text[token.start : token.end]
        first = surface[0]
        cased = first.lower() != first.upper()
        if token.key in stop or first.isdigit() or (cased and not first.isupper()):
            continue
        if not first.isalpha() or (not cased and i in known):
            continue
        before = text[tokens[i - 1].end : token.start] if i else "."
        opens = cased and before.strip(" -") != "" and not _QUOTED_NAME.match(text, token.start)
        keys = (token.key,) if cased else bare_forms(token.key, words)
        span = Span(token.start, token.end)
        sounds = sorted({sound_of(key) for key in keys})
        names += [Name(span, sound, opens) for sound in sounds if len(sound) >= 2]
    return tuple(names)


_QUOTED_NAME = re.compile(r"(?<=[«“„\"])[^«»“”„\"\n.!?]{2,30}[»”“\"]")
"""A few words in quotation marks name something: «Ночной паром», "Tern"."""


def _is_cased(line: Line) -> bool:
    return line.text.lower() != line.text.upper()


_QUOTED = re.compile(r'"[^"\n]{3,}"|“[^“”\n]{3,}”|«[^«»\n]{3,}»|„[^“”\n]{3,}[“”]')
QUOTED_SHARE = 0.6
"""A line is a quotation when so much of it stands in quotation marks, opened wherever."""


def quotations(text: str) -> tuple[Span, ...]:
    """What stands in quotation marks, within paragraphs.

    >>> [span.of('He said "no way" and left') for span in quotations('He said "no way" and left')]
    ['"no way"']
    """
    return tuple(Span(m.start(), m.end()) for m in _QUOTED.finditer(text))


def _is_quoted(span: Span, quotes: tuple[Span, ...]) -> bool:
    covered = sum(
        max(0, min(span.end, quote.end) - max(span.start, quote.start)) for quote in quotes
    )
    return covered > QUOTED_SHARE * (span.end - span.start)


@lru_cache(maxsize=KEPT_SENTENCES)
def read_sentence(sentence: str, code: str | None) -> Line:
    """A sentence by itself, as if it opened a text: places are counted from its start."""
    tokens = tokenize(sentence)
    mentions = find_mentions(tokens, code)
    known = frozenset(i for m in mentions for i in range(m.first, m.last + 1))
    stop = _stopwords(code)
    return Line(
        index=-1,
        field="title",
        span=Span(0, len(sentence)),
        text=sentence,
        tokens=tokens,
        mentions=mentions,
        quantities=quantities_among(sentence, tokens, mentions, code),
        names=_names(sentence, tokens, known, code),
        stems=frozenset(
            stem_of(t.key, code) for t in tokens if t.key not in stop and t.key[0].isalpha()
        ),
        kinds=kinds_of(mentions),
    )


@lru_cache(maxsize=KEPT_SENTENCES)
def _settled_sentence(
    sentence: str, code: str | None, sure: frozenset[str], *, is_title: bool
) -> Line:
    """A sentence in which a capital is a name only where it is one elsewhere inside a sentence.

    Sentence openings and headlines in title case would make a name of any word. `sure`: the
    sounds of its words that are names elsewhere.
    """
    line = read_sentence(sentence, code)
    kept = tuple(n for n in line.names if n.sound in sure or not (is_title or n.opens))
    if len(kept) == len(line.names) and not kept:
        return line
    places = {n.span for n in kept}
    stop = _stopwords(code)
    stems = frozenset(
        stem_of(t.key, code)
        for t in line.tokens
        if t.key not in stop and t.key[0].isalpha() and Span(t.start, t.end) not in places
    )
    return msgspec.structs.replace(line, names=kept, stems=stems)


def _settle(
    sentence: str, code: str | None, sure: frozenset[str] | None, *, is_title: bool = False
) -> Line:
    """A sentence by itself with its names; `sure` is None in a script without capitals."""
    line = read_sentence(sentence, code)
    if sure is None:
        return line
    here = frozenset(n.sound for n in line.names if n.sound in sure)
    return _settled_sentence(sentence, code, here, is_title=is_title)


def _later(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


Places = dict[tuple[int, int, int], tuple[Line, Line]]
"""Sentences at the places where they were found: reprints repeat most of them there. By the
identity of the sentence, which is kept beside it, and its place."""


def _placed(read: Line, by: int, index: int, known: Places) -> Line:
    """A sentence at its place; what needs the whole text (quotations) is added by `view_of`."""
    key = id(read), by, index
    if key not in known:
        known[key] = read, _moved(read, by, index)
    return known[key][1]


def _moved(read: Line, by: int, index: int) -> Line:
    return msgspec.structs.replace(
        read,
        index=index,
        field="text",
        span=_later(read.span, by),
        tokens=tuple([Token(start + by, end + by, key) for start, end, key in read.tokens]),
        quantities=tuple(
            msgspec.structs.replace(q, span=_later(q.span, by)) for q in read.quantities
        ),
        names=tuple(Name(_later(n.span, by), n.sound, n.opens) for n in read.names),
    )


def _by_line(
    spans: Sequence[Span], attributed: Attributed | None
) -> dict[int, tuple[Attribution, ...]]:
    """For each line the attributions with a source of which cue or source stands in it."""
    starts = [span.start for span in spans]
    found: dict[int, list[Attribution]] = {}
    for attribution in attributed.attributions if attributed else ():
        if not attribution.source:
            continue
        lines = {
            number
            for part in attribution.source + attribution.cue
            for number in range(
                max(0, bisect_right(starts, part.start) - 1), bisect_left(starts, part.end)
            )
            if part.overlaps(spans[number])
        }
        for number in lines:
            found.setdefault(number, []).append(attribution)
    return {number: tuple(group) for number, group in found.items()}


def _merged(
    lines: Sequence[Line], known: Mapping[str, frozenset[str]] | None = None
) -> dict[str, frozenset[str]]:
    """The kinds of all lines, added to those already known."""
    found = {prefix: set(names) for prefix, names in (known or {}).items()}
    for kinds in {id(line.kinds): line.kinds for line in lines}.values():
        for prefix, names in kinds.items():
            found.setdefault(prefix, set()).update(names)
    return {prefix: frozenset(names) for prefix, names in found.items()}


def view_of(
    article: Article, attributed: Attributed | None = None, known: Places | None = None
) -> View:
    """An article made ready for comparison.

    `known`: filled with sentences at their places, to be handed on to the next article.

    >>> from menurut.model import Article
    >>> view_of(Article(id="a", text="Dua desa terendam.", lang="id")).lines[0].labels("unit")
    frozenset({'village'})
    """
    code = article.lang.lower().split("-")[0] if article.lang else None
    spans = split_sentences(article.text[:MOST_CHARS], code)[:MOST_LINES]
    spans = tuple(Span(s.start, min(s.end, s.start + LONGEST_LINE)) for s in spans)
    texts = [span.of(article.text) for span in spans]
    read = [read_sentence(text, code) for text in texts]
    sure = None
    if any(map(_is_cased, read)):
        sure = frozenset(n.sound for line in read for n in line.names if not n.opens)
    title = article.title if article.title and article.title.strip() else None
    headline = _settle(title[:LONGEST_LINE], code, sure, is_title=True) if title else None
    quotes = quotations(article.text[:MOST_CHARS])
    said = _by_line(spans, attributed)
    known = {} if known is None else known
    lines = tuple(
        _with_context(
            _placed(_settle(text, code, sure), span.start, i, known),
            quoted=_is_quoted(span, quotes),
            attributed=said.get(i, ()),
        )
        for i, (text, span) in enumerate(zip(texts, spans, strict=True))
    )
    body = _merged(lines)
    return View(
        id=article.id,
        lang=code,
        outlet=article.outlet,
        text=article.text,
        title=headline,
        lines=lines,
        every=((headline,) if headline else ()) + lines,
        body=body,
        whole=_merged((headline,), body) if headline else body,
    )


def _with_context(line: Line, *, quoted: bool, attributed: tuple[Attribution, ...]) -> Line:
    if not quoted and not attributed:
        return line
    return msgspec.structs.replace(line, quoted=quoted, attributed=attributed)


class Views:
    """Articles made ready once each, however many edges they have and whoever asks."""

    def __init__(
        self, articles: Mapping[str, Article], attributed: Mapping[str, Attributed]
    ) -> None:
        self._articles, self._attributed = articles, attributed
        self._made: dict[str, View] = {}
        self._places: Places = {}

    def of(self, article_id: str) -> View:
        """The view of one article; KeyError where there is no such article."""
        if article_id not in self._made:
            self._made[article_id] = view_of(
                self._articles[article_id], self._attributed.get(article_id), self._places
            )
        return self._made[article_id]
