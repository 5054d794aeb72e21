"""The text as the rungs read it: tokens, quotations, sentences.

In: an article's text. Out: a `Page` of parallel lists, made in one pass, linear in the length.
Idea: a quotation is one block, so a full stop inside it ends no sentence outside. Weakness:
a mark that is never closed is taken to close at the end of its paragraph.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec

from menurut.attribute.datelines import dateline_end
from menurut.attribute.lexicon import CAPITAL, MARK, UPPER, VERB, Lexicon
from menurut.model import Credit, Span

# "4.812 orang" is one token, as are "CNNIndonesia.com", "U.S." and "Al-Qasr"; "Trump’s" is two.
# The first branches and the look for a blank only save time.
TOKEN = re.compile(
    r"(?! )([a-zA-Z]++(?=[ \n,])|[,\n]|[^\W\d_]++(?=[ \n])|"
    r"\d+(?:[.,:/]\d+)*(?:-\w+)*|[A-Za-z]{1,3}\d+(?:[.,]\d+)+|"
    r"(?:[^\W\d_]\.){2,}|[A-Za-z0-9-]+(?:\.[a-z]{2,4})+(?![^\W\d_])"
    r"|[’'][sS]\b|@?\w+(?:-\w+|[’'](?![sS]\b)\w+)*|[^\w\s])"
)
# Arabic punctuation does what the Latin marks do.
SAME_MARK = {"،": ",", "؛": ";", "؟": "?"}
DIRECTED_OPEN = "“«„"
MARKS = frozenset("“”\"«»„‘’'")
SINGLE = frozenset("‘’'")
CLOSERS = {"‘": "’'", "'": "'’", "“": '”"', "”": '”"', '"': '"”', "«": "»", "„": '“”"', "»": "»«"}
END = frozenset(".!?…")
AFTER_END = frozenset("”\"»’')]")
# A quotation longer than this is taken to be a mark that was never closed (a whole speech
# is shorter); set by looking at the longest quotations of PolNeAR train.
MAX_QUOTE_TOKENS = 3000


# 'Kota Hantu' in single marks names something; a quotation has more words.
MIN_SINGLE_TOKENS = 4

# Text without full stops is cut here, so that the work stays linear; no sentence of id_dev or
# PolNeAR train is nearly as long.
MAX_SENTENCE_TOKENS = 400

# A text is cut into tokens in blocks of so many characters, so that what it takes stays small.
BLOCK_CHARS, BLOCK_TOKENS = 300_000, 50_000
BLANK = re.compile(r"[ \n]")

# Byte patterns: tokens that have one of these bits.
HAVING = {
    bits: re.compile(b"[%b]" % b"".join(b"\\x%02x" % code for code in range(256) if code & bits))
    for bits in range(1, 256)
}

# A relay word and an outlet glued together are longer than this.
MAX_PLAIN = 8

# The name of an outlet behind a word for one has so many words.
MAX_OUTLET = 4


class Quote(msgspec.Struct, frozen=True):
    """A quotation: indices of the first and one past the last token, marks included."""

    first: int
    last: int
    opened: bool = True
    """False: the opening mark is missing."""


class Sentence(msgspec.Struct, frozen=True):
    """Indices of the first and one past the last token."""

    first: int
    last: int
    paragraph: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A text, its tokens (parallel lists), quotations and sentences."""

    text: str
    lexicon: Lexicon
    starts: Sequence[int]
    ends: Sequence[int]
    words: list[str]
    lowers: list[str]
    codes: bytes
    """For each token its bits, see `lexicon`."""
    quotes: tuple[Quote, ...]
    in_quote: list[int]
    """For each token the index of its quotation, or -1."""
    sentences: tuple[Sentence, ...]
    outlet_names: frozenset[tuple[str, ...]]
    """Names that stand behind a word for outlets or a relay formula: "majalah [Hulu Pos]"."""
    in_names: frozenset[str]
    """Words that stand beside another capital: of longer names, where persons have two names."""
    outlet: str | None = None
    credits: tuple[Credit, ...] = ()
    """Whom the article as a whole names as where it has its text from."""
    dateline: int
    """Where the text proper begins."""

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `first` up to, not including, `last`."""
        return Span(self.starts[first], self.ends[last - 1])

    def verb(self, i: int) -> bool:
        """Whether token `i` shows that there is a clause; a capital ("Dimas") names somebody."""
        return self.codes[i] & VERB != 0

    def capital(self, i: int) -> bool:
        """Whether token `i` begins with a capital letter, or one of a script without case."""
        return self.codes[i] & CAPITAL != 0

    def where(self, bits: int, first: int, last: int) -> list[int]:
        """The tokens of a stretch that have one of these bits."""
        return [match.start() for match in HAVING[bits].finditer(self.codes, first, last)]

    def holds(self, bits: int, first: int, last: int) -> bool:
        """Whether a stretch has a token with one of these bits."""
        return HAVING[bits].search(self.codes, first, last) is not None


Tokens = tuple[list[str], Sequence[int], Sequence[int]]


def _tokens(text: str, lexicon: Lexicon) -> Tokens:
    """Words and marks, and where each begins and ends; of a long text equal words are shared."""
    if len(text) <= BLOCK_CHARS:
        return _block_tokens(text, lexicon)
    words, starts, ends = list[str](), array("q"), array("q")
    known: dict[str, str] = {}
    for begin, end in _blocks(text):
        block, block_starts, block_ends = _block_tokens(text[begin:end], lexicon)
        words += map(known.setdefault, block, block)
        starts.extend(begin + start for start in block_starts)
        ends.extend(begin + stop for stop in block_ends)
    return words, starts, ends


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a long text that end before a blank or a line end."""
    begin = 0
    while begin < len(text):
        blank = BLANK.search(text, begin + BLOCK_CHARS)
        end = len(text) if blank is None else blank.start()
        yield begin, end
        begin = end


def _lowers(words: list[str]) -> list[str]:
    if len(words) <= BLOCK_TOKENS:
        return " ".join(words).lower().split(" ") if words else []
    small = {word: word.lower() for word in {*words}}
    return [small[word] for word in words]


def _block_tokens(text: str, lexicon: Lexicon) -> tuple[list[str], list[int], list[int]]:
    parts = TOKEN.split(text)  # what lies between tokens, and each token, by turns
    borders = list(accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], borders[:-1:2], borders[1::2]
    for mark, latin in SAME_MARK.items():
        if mark in text:
            words = [latin if word == mark else word for word in words]
    glued = {
        i: cut
        for i, word in enumerate(words)
        if len(word) > MAX_PLAIN
        and not word.islower()
        and not word[1:].islower()
        and (cut := _glued(word, lexicon))
    }
    return _cut_words(words, starts, ends, glued) if glued else (words, starts, ends)


def _cut_words(
    words: list[str], starts: list[int], ends: list[int], cuts: dict[int, int]
) -> tuple[list[str], list[int], list[int]]:
    """The same with some words cut in two."""
    shown: list[tuple[str, int, int]] = []
    for i, (word, start, end) in enumerate(zip(words, starts, ends, strict=True)):
        cut = cuts.get(i, 0)
        if cut:
            shown.append((word[:cut], start, start + cut))
        shown.append((word[cut:], start + cut, end))
    return [w for w, _, _ in shown], [s for _, s, _ in shown], [e for _, _, e in shown]


def _glued(word: str, lexicon: Lexicon) -> int:
    """Where to cut a relay word glued to its outlet by link extraction: "Dilansir|kabarUjung"."""
    lower = word.lower()
    for head in lexicon.relay_words:
        if (
            lower.startswith(head)
            and word[1 : len(head)].islower()
            and not word[len(head) :].islower()
        ):
            return len(head) if word[len(head) :][:1].isalpha() else 0
    return 0


def _opens(text: str, start: int, mark: str) -> bool:
    """Whether a mark stands where one opens: blank or bracket before, word after."""
    before = text[start - 1] if start else " "
    after = text[start + 1 : start + 2]
    if mark == "»":
        return False
    return (before.isspace() or before in "([—–-:" or before in DIRECTED_OPEN) and bool(
        after.strip()
    )


def _loose(text: str, start: int) -> bool:
    """Whether a mark has blanks on both sides."""
    return text[start - 1 : start].isspace() and text[start + 1 : start + 2].isspace()


def _paired(text: str, marks: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Leave out single marks that do not open and close a stretch: apostrophes."""
    kept: list[tuple[int, int, str]] = []
    opened: int | None = None
    double = False
    for item in marks:
        token, offset, mark = item
        if mark not in SINGLE:
            kept.append(item)
            double = not double
        elif double:
            continue
        elif opened is None and mark != "’" and _opens(text, offset, mark):
            opened = len(kept)
            kept.append(item)
        elif opened is not None and mark != "‘" and not text[offset + 1 : offset + 2].isalnum():
            if token - kept[opened][0] >= MIN_SINGLE_TOKENS:
                kept.append(item)
            else:
                del kept[opened]
            opened = None
    if opened is not None:
        del kept[opened]
    return kept


def _paragraph_quotes(
    text: str, marks: list[tuple[int, int, str]], first: int, last: int
) -> list[Quote]:
    """Quotations of one paragraph from its marks: (token, offset, mark).

    `“Ya,” kata dia` gives one; `Nanti kita umumkan,” kata dia` one whose opening is missing.
    Equal marks may nest (`"Ada "Barisan Sungai", kata dia" ...`), if that leaves none open.
    """
    kept = _paired(text, marks)
    found, left_open = _match_marks(text, kept, first, nested=True)
    if left_open is not None:
        found, left_open = _match_marks(text, kept, first, nested=False)
    if left_open is not None and last - left_open < MAX_QUOTE_TOKENS:
        found.append(Quote(left_open, last))
    return found


def _match_marks(
    text: str, marks: list[tuple[int, int, str]], first: int, *, nested: bool
) -> tuple[list[Quote], int | None]:
    """Outermost quotations, and the token of a mark that is never closed, if any."""
    found: list[Quote] = []
    stack: list[tuple[int, str]] = []
    for number, (token, offset, mark) in enumerate(marks):
        opening = _opens(text, offset, mark)
        if not stack and number + 1 < len(marks) and _loose(text, offset):
            opening = True  # "that ” the dam broke”": another mark closes it
        opening = opening and mark in CLOSERS  # "’" alone opens nothing
        again = opening and (mark in DIRECTED_OPEN or nested)
        if stack and mark in CLOSERS[stack[-1][1]] and not again:
            begun, _ = stack.pop()
            if not stack:
                found.append(Quote(begun, token + 1))
        elif opening or (not stack and mark in DIRECTED_OPEN):
            stack.append((token, mark))
        elif stack:  # an odd closer, as in “ ... “: it closes what is open
            found.append(Quote(stack[0][0], token + 1))
            stack.clear()
        elif not found:
            found.append(Quote(first, token + 1, opened=False))
    return found, stack[0][0] if stack else None


def _quotes(
    text: str, words: list[str], starts: Sequence[int], marked: list[int]
) -> tuple[Quote, ...]:
    found: list[Quote] = []
    marks: list[tuple[int, int, str]] = []
    first = 0
    for i in marked:
        word = words[i]
        if word == "\n":
            if marks:
                found.extend(_paragraph_quotes(text, marks, first, i))
                marks = []
            first = i + 1
        elif word in MARKS:
            marks.append((i, starts[i], word))
    if marks:
        found.extend(_paragraph_quotes(text, marks, first, len(words)))
    return tuple(found)


def _membership(quotes: tuple[Quote, ...], length: int) -> list[int]:
    inside = [-1] * length
    for number, quote in enumerate(quotes):
        inside[quote.first : quote.last] = [number] * (quote.last - quote.first)
    return inside


def _ends_sentence(words: list[str], i: int, lexicon: Lexicon, opening: set[int]) -> bool:
    """Whether the stop at token `i` ends a sentence, looking at its neighbours only."""
    after = words[i + 1] if i + 1 < len(words) else "\n"
    if i + 1 in opening:
        return True
    if words[i] != ".":
        return not after[0].islower() and after not in AFTER_END
    before = words[i - 1] if i else ""
    if before.lower() in lexicon.abbreviations or (len(before) == 1 and before.isupper()):
        return after == "\n" or (after[0].isupper() and _dated(words, i, lexicon))
    return not after[0].islower() and after not in AFTER_END


def _dated(words: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether the stop at `i` ends a date of day and month: "7 ноя. Мост закрыли"."""
    return i > 1 and words[i - 2].isdigit() and lexicon.has("times", words[i - 1].lower())


def _after_quote(words: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether a closing mark at `i` ends a sentence: a stop before it, no cue after it."""
    if words[i - 1] not in END:
        return False
    if i + 1 >= len(words) or words[i + 1] == "\n":
        return True
    if words[i + 1][0].islower() or not (words[i + 1][0].isalnum() or words[i + 1] in MARKS):
        return False
    if words[i - 1] == ".":
        return not _only_cue(words, i + 1, lexicon)
    near = words[i + 1 : i + 6]
    return not any(word.lower() in lexicon.cue_starts for word in near)


def _only_cue(words: list[str], i: int, lexicon: Lexicon) -> bool:
    """Whether a few words with a cue and a stop follow, as after `“We closed it.”`."""
    near = words[i : i + 7]
    end = next((k for k, word in enumerate(near) if word in ".\n"), None)
    return end is not None and any(
        word.lower() in lexicon.cue_starts for word in near[max(0, end - 2) : end]
    )


def _inner_stop(words: list[str], starts: Sequence[int], i: int) -> bool:
    """Whether the stop at `i` is inside a name: no blank, no small letter before ("HULU.ID")."""
    return (
        0 < i < len(words) - 1
        and words[i] == "."
        and starts[i + 1] == starts[i] + 1
        and words[i + 1][0].isalnum()
        and not words[i - 1][-1].islower()
    )


def _sentences(
    words: list[str],
    starts: Sequence[int],
    quotes: tuple[Quote, ...],
    inside: list[int],
    marked: list[int],
    lexicon: Lexicon,
) -> list[Sentence]:
    """Split at line ends and at stops outside quotations."""
    closing = {quote.last - 1 for quote in quotes}
    opening = {quote.first for quote in quotes}
    found: list[Sentence] = []
    first = paragraph = begun = 0
    for i in sorted(closing.union(marked)):
        word = words[i]
        if word == "\n":
            if i > first:
                found.append(Sentence(first, i, paragraph))
            # A blank line is no paragraph, but the line above it is over.
            paragraph += i > begun
            first = begun = i + 1
            continue
        if i in closing:
            ends = _after_quote(words, i, lexicon)
        else:
            ends = word in END and inside[i] < 0 and not _inner_stop(words, starts, i)
            ends = ends and _ends_sentence(words, i, lexicon, opening)
        if ends:
            found.append(Sentence(first, i + 1, paragraph))
            first = i + 1
    if len(words) > first:
        found.append(Sentence(first, len(words), paragraph))
    return found


def _short(sentences: list[Sentence], inside: list[int]) -> Iterator[Sentence]:
    """Cut what has no stop for very long, outside quotations."""
    for sentence in sentences:
        first, last = sentence.first, sentence.last
        for i in range(first, last) if last - first > MAX_SENTENCE_TOKENS else ():
            if i - first >= MAX_SENTENCE_TOKENS and inside[i] < 0 and i + 1 < last:
                yield Sentence(first, i + 1, sentence.paragraph)
                first = i + 1
        yield Sentence(first, last, sentence.paragraph) if first > sentence.first else sentence


def tokens_between(page: Page, span: Span) -> tuple[int, int]:
    """Token indices of a span."""
    return bisect_left(page.ends, span.start + 1), bisect_left(page.starts, span.end)


def _outlet_names(
    words: list[str], lowers: list[str], lexicon: Lexicon
) -> frozenset[tuple[str, ...]]:
    if not lexicon.sets["mastheads"]:
        return frozenset()
    found = set()
    announcing = lexicon.announcing
    for i in [k for k, lower in enumerate(lowers) if lower in announcing]:
        if not words[i].islower():
            continue
        last = len(words)
        n = max(lexicon.match("media", lowers, i, last), lexicon.match("relays", lowers, i, last))
        first = end = i + n
        while n and end < len(words) and end - first < MAX_OUTLET and words[end][0].isupper():
            end += 1
        lists = ("organisations", "places", "titles", "offices", "times", "groups")
        if first < end and not lexicon.match_any(lists, lowers, first, end):
            found.add(tuple(lowers[first:end]))
    return frozenset(found)


def _in_names(lowers: list[str], upper: list[int], lexicon: Lexicon) -> frozenset[str]:
    if not lexicon.words.full_names:
        return frozenset()
    small = lexicon.sets["determiners"]  # "The Nightly" is one name
    capital = {i for i in upper if lowers[i] not in small}
    return frozenset(lowers[i] for i in capital if i - 1 in capital)


def make_page(
    text: str, lexicon: Lexicon, outlet: str | None = None, credits_: tuple[Credit, ...] = ()
) -> Page:
    """Read a text once."""
    words, starts, ends = _tokens(text, lexicon)
    codes = lexicon.codes(words)
    marked = [match.start() for match in HAVING[MARK].finditer(codes)]
    upper = [match.start() for match in HAVING[UPPER].finditer(codes)]
    quotes = _quotes(text, words, starts, marked)
    inside = _membership(quotes, len(words))
    lowers = _lowers(words)
    sentences = _sentences(words, starts, quotes, inside, marked, lexicon)
    return Page(
        text=text,
        lexicon=lexicon,
        starts=starts,
        ends=ends,
        words=words,
        lowers=lowers,
        codes=codes,
        outlet_names=_outlet_names(words, lowers, lexicon),
        in_names=_in_names(lowers, upper, lexicon),
        quotes=quotes,
        in_quote=inside,
        sentences=tuple(_short(sentences, inside)),
        outlet=outlet,
        credits=credits_,
        dateline=dateline_end(text),
    )
