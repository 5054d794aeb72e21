"""Labels of one attribution that need no other: kind and hedge.

They read any (source, cue, content), whichever rung or tagger gave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from menurut.attribute.page import Page, tokens_between
from menurut.attribute.phrases import Range
from menurut.languages.attribution import CueGroup
from menurut.model import Act, AttributionKind, Span, Spans

# A quotation of more tokens, marks included, is no name.
LONGEST_NAME = 12
# In a script without capitals only so few words in marks are taken for a name.
CASELESS_NAME = 2


def kind_of(page: Page, content: Sequence[Range]) -> AttributionKind:
    """Direct when all words of the content are quoted, indirect when none is.

    An opening "bahwa" outside the marks leaves it direct; marks around a name (short, inside
    a longer content) do not make it mixed.
    """
    sides: set[bool] = set()
    for first, last in content:
        sides.update(_sides(page, first, last))
    return "mixed" if len(sides) > 1 else "indirect" if sides == {False} else "direct"


def _sides(page: Page, first: int, last: int) -> Iterator[bool]:
    """For each run of words whether it is quoted."""
    before: int | None = None
    for i in range(first, last):
        number = page.in_quote[i]
        if number == before or not page.words[i][0].isalnum():
            continue
        if before is None and page.lexicon.has("complementizers", page.lowers[i]):
            continue
        before = number
        yield number >= 0 and not _names(page, number)


def _names(page: Page, number: int) -> bool:
    """Whether a quotation only names something: “Legiun Sungai”."""
    quote = page.quotes[number]
    if quote.last - quote.first > LONGEST_NAME:
        return False
    words = [i for i in range(quote.first, quote.last) if page.words[i][0].isalnum()]
    capital = sum(page.words[i] != page.lowers[i] for i in words)
    if words and all(page.words[i].upper() == page.words[i].lower() for i in words):
        return len(words) <= CASELESS_NAME  # no capitals to go by: تنظيم "داعش"
    small = sum(page.lexicon.has("links", page.lowers[i]) for i in words)
    return (
        bool(words) and capital + small == len(words) and page.words[quote.last - 2] not in ",.!?"
    )


def hedge_of(page: Page, content: Sequence[Range], cue: Spans, *, cue_hedges: bool) -> Spans:
    """The words that lower certainty: the cue itself, or a marker on the content's main claim."""
    if cue_hedges:
        return cue
    lex = page.lexicon
    for begin, last in content:
        end = begin
        for i in lex.spots_of("hedges", page.lowers, begin, last):
            if i < end or (page.in_quote[i] >= 0 and i >= begin + 3):
                continue
            n = lex.match("hedges", page.lowers, i, last)
            opens = i == begin + (not page.words[begin][0].isalnum())  # behind a quotation mark
            named = n == 1 and not opens and page.words[i][0].isupper()  # "in May"
            if n and not named and not _in_noun_phrase(page, i):
                return (Span(page.starts[i], page.ends[i + n - 1]),)
            end = i + n
    return ()


# "asked the [Upland Council’s engineers] to leave": an infinitive so far into the content.
INFINITIVE_REACH = 10


def act_of(page: Page, group: CueGroup, content: Spans) -> Act:
    """The act of a cue; "asked her [to leave]" orders, "asked [whether it held]" does not."""
    if group.infinitive_act is None or not content:
        return group.act
    first, last = tokens_between(page, content[0])
    for i in range(first, min(last, first + INFINITIVE_REACH)):
        if page.lexicon.has("infinitives", page.lowers[i]):
            return group.infinitive_act
        if page.in_quote[i] >= 0 or page.words[i] == "," or page.verb(i):
            break
    return group.act


def source_hedge(page: Page, source: Spans) -> Spans:
    """Doubt in the source itself: "kabar [yang beredar]"."""
    lex = page.lexicon
    for span in source:
        first, last = tokens_between(page, span)
        for i in lex.spots_of("source_hedges", page.lowers, first, last):
            n = lex.match("source_hedges", page.lowers, i, last)
            if n:
                return (page.span(i, i + n),)
    return ()


def _in_noun_phrase(page: Page, i: int) -> bool:
    """Whether the marker stands in a relative clause: "yang diduga pelaku"."""
    return i > 0 and page.lexicon.has("relatives", page.lowers[i - 1])
