"""Where a content begins and ends.

In: a page and token indices. Out: fragments of text. Idea: an indirect content runs to the
end of its sentence unless a relay formula ("..., seperti dikutip AFP") cuts it; a direct one
is its quotation, marks included.
"""

from __future__ import annotations

from menurut.attribute.findings import trim
from menurut.attribute.page import END, Page, Sentence
from menurut.attribute.phrases import OPENING, opens_adjunct, source_after
from menurut.model import Span, Spans

# How far after the cue "bahwa"/"that" may stand when words on time, place or hearer come first.
COMPLEMENTIZER_REACH = 24


def sentence_start(page: Page, sentence: Sentence) -> int:
    """The first token of a sentence after a dateline, if it opens the article."""
    first = sentence.first
    if sentence.paragraph <= 1 and page.starts[first] < 200:
        while first < sentence.last - 1 and page.starts[first] < page.dateline:
            first += 1
    while first < sentence.last - 1 and page.words[first] in "-–—•*":
        first += 1
    return first


def sentence_end(page: Page, sentence: Sentence) -> int:
    """One past the last token, final stops left out (but not those inside a quotation)."""
    last = _before_credit(page, sentence)
    while last > sentence.first + 1 and page.words[last - 1] in END and page.in_quote[last - 1] < 0:
        last -= 1
    return last


def _before_credit(page: Page, sentence: Sentence) -> int:
    """Leave out a closing bracket of a few words: "(Antara)", "[ka/ds]"."""
    last = sentence.last
    i = last - 1
    if page.words[i] == ".":
        i -= 1
    if page.words[i] not in ")]" or page.in_quote[i] >= 0:
        return last
    for k in range(i - 1, max(sentence.first, i - 6), -1):
        if page.words[k] in OPENING:
            closed = page.words[k - 1] in END or page.in_quote[k - 1] >= 0
            return k if closed and k > sentence.first else last
    return last


def fragments(page: Page, *ranges: tuple[int, int]) -> Spans:
    """Text fragments of token ranges, trimmed, empty ones left out."""
    found: list[Span] = []
    for first, last in ranges:
        if first < last:
            span = trim(page.text, page.span(first, last))
            if span is not None:
                found.append(_keep_quote_end(page, span, last))
    return tuple(sorted(found))


def _keep_quote_end(page: Page, span: Span, last: int) -> Span:
    """A content that is an unclosed quotation keeps its last stop."""
    return Span(span.start, page.ends[last - 1]) if page.in_quote[last - 1] >= 0 else span


def relay_cut(page: Page, first: int, last: int) -> int:
    """Where a closing relay formula begins (its comma left out), or `last`."""
    lex = page.lexicon
    for comma, word in enumerate(page.words[max(first, 0) : last - 1], max(first, 0)):
        i = comma + 1
        if word != "," or page.in_quote[i] >= 0:
            continue
        breaks = lex.has("content_breaks", page.lowers[i])
        if breaks or lex.match("relays", page.lowers, i, last):
            return comma
    return last


def find_complementizer(page: Page, first: int, last: int) -> int | None:
    """The next "bahwa"/"that" that stands after words on time, place or hearer."""
    for i in range(first, min(last, first + COMPLEMENTIZER_REACH)):
        if page.in_quote[i] >= 0:
            continue
        if page.lexicon.has("complementizers", page.lowers[i]):
            return i
        if i > first and page.lexicon.has("finite", page.lowers[i]):
            return None
    return None


def skip_adjuncts(page: Page, i: int, last: int) -> int:
    """Step over words on time, place or hearer between a cue and its content.

    "mengatakan di Serang, Senin (4/3), jembatan ditutup": the content begins at "jembatan".
    """
    while i < last and page.in_quote[i] < 0 and not page.words[i][0].isdigit():
        opening = opens_adjunct(page, i, last) or page.words[i] in OPENING
        found = find_complementizer(page, i, last) if opening else None
        if found is not None:  # "وشدد على أن": the preposition belongs to the content
            return i if found == i + 1 and page.lexicon.words.verb_first else found
        after = skip_setting(page, i, last)
        if after == i:
            return i
        i = after
    return i


def skip_setting(page: Page, i: int, last: int) -> int:
    """Step over one phrase on day, place or hearer with its comma; `i` itself if there is none."""
    if i >= last or page.in_quote[i] >= 0 or not _is_setting(page, i, last):
        return i
    comma = _next_comma(page, i, last)
    if comma is not None:
        return comma + 1
    k = i  # "said Monday it had closed"
    while k < last and page.lexicon.has("times", page.lowers[k]):
        k += 1
    plain = (
        k < last and page.words[k][0].isalpha() and not page.lexicon.has("finite", page.lowers[k])
    )
    return k if plain else i


def _is_setting(page: Page, i: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    if (
        lex.has("times", lowers[i])
        or page.words[i] in OPENING
        or lex.match("settings", lowers, i, last)
    ):
        return True
    return lex.match("adjuncts", lowers, i, last) == 1 and i + 1 < last and page.capital(i + 1)


def _next_comma(page: Page, i: int, last: int) -> int | None:
    for k in range(i, min(last, i + 16)):
        if page.words[k] in (",", ":"):
            return k
        if page.in_quote[k] >= 0:
            return k - 1
    return None


def skip_recipient(page: Page, i: int, last: int) -> int:
    """Step over the person told: "told [reporters] that"."""
    if i < last and (page.in_quote[i] >= 0 or page.words[i] in ",:"):
        return i
    found = find_complementizer(page, i, min(last, i + 14))
    if found is not None:
        return found
    after = source_after(page, i, last)
    return after[1] if after is not None else i
