"""Noun phrases without a parser: the subject before a cue, the source after one.

In: a page and a token index. Out: token indices of the phrase, or `None`. Idea: news prose
puts title, name and apposition between few kinds of borders (commas, subordinators, words on
place and time), which the pack lists. Weakness: a subject behind a long opening phrase
without a comma is cut wrong.
"""

from __future__ import annotations

from menurut.attribute.lexicon import TIME
from menurut.attribute.page import Page

Range = tuple[int, int]
BREAKS = frozenset(";:—–…!?|")
OPENING = frozenset("([")
CLOSING = frozenset(")]")
# Longest source in words: identifying relative clauses and appositions run long in PolNeAR
# train (99 % of sources have fewer than 30 words).
MAX_SOURCE_TOKENS = 45
# Lists of words that end a source before them.
STOPPING = ("complementizers", "subordinators", "adjuncts", "relays")
# A short quotation inside a noun phrase ('aktivis "Kali Bersih"'), in tokens with its marks.
SHORT_QUOTE = 9


def skip_back(page: Page, i: int, first: int) -> int:
    """Step left over a bracket or a short quotation that ends at `i`; else `i` itself."""
    if page.words[i] in CLOSING:
        j = i
        while j > first and i - j < 25:
            j -= 1
            if page.words[j] in OPENING:
                return j
    number = page.in_quote[i]
    if number >= 0:
        quote = page.quotes[number]
        if (
            quote.last - quote.first <= SHORT_QUOTE
            and quote.first >= first
            and not spoken(page, number)
        ):
            return quote.first
    return i


def abbreviated(page: Page, i: int) -> bool:
    """Whether the stop at `i` ends an abbreviation inside a phrase: "Sen. Ann Moor"."""
    if page.words[i] != "." or not i:
        return False
    before = page.words[i - 1]
    return before.lower() in page.lexicon.abbreviations or (len(before) == 1 and before.isupper())


def spoken(page: Page, number: int) -> bool:
    """Whether a quotation ends like speech, in comma or stop, and so names nothing."""
    last = page.quotes[number].last - 1
    return page.words[last - 1] in ",.?!" or page.words[last] not in "”\"»’'“"


def is_time(page: Page, i: int) -> bool:
    """Whether a token is a day, a date or a number: never a source by itself."""
    return page.codes[i] & TIME != 0


def opens_adjunct(page: Page, i: int, last: int) -> bool:
    """Whether words on place, time, medium or hearer begin here."""
    return page.codes[i] & TIME != 0 or page.lexicon.match("adjuncts", page.lowers, i, last) > 0


def is_name(page: Page, first: int, last: int) -> bool:
    """Whether every word is capitalised, a small word of names, or in brackets."""
    seen = False
    i = first
    while i < last:
        if page.words[i] in OPENING:
            while i < last and page.words[i] not in CLOSING:
                i += 1
        elif page.words[i] == "." and abbreviated(page, i):
            pass
        elif page.capital(i) and not is_time(page, i):
            seen = True
        elif not page.lexicon.has("links", page.lowers[i]):
            return False
        i += 1
    return seen


def titled(page: Page, first: int, last: int) -> bool:
    """Whether a phrase begins with a title, an office or a determiner."""
    return page.lexicon.match_any(("titles", "offices", "determiners"), page.lowers, first, last)


def cut_right(page: Page, start: int, end: int) -> int:
    """End the phrase where words on place, time or hearer begin, outside a relative clause."""
    relative = False
    lex, lowers = page.lexicon, page.lowers
    for i in range(start + 1, end):
        inserted = page.words[i - 1] == ","
        if not relative and lex.match("citing", lowers, i, end):
            return end
        if inserted and lex.match("relays", lowers, i, end):
            return i
        relative = relative or lex.has("relatives", lowers[i])
        if relative:
            continue
        if (inserted and lex.match("openers", lowers, i, end)) or _cuts(page, start, i, end):
            return i
    return end


def _cuts(page: Page, start: int, i: int, end: int) -> bool:
    """Whether a date in brackets, or words on place, time or hearer begin at `i`."""
    if page.words[i] in OPENING and i + 1 < end:
        return is_time(page, i + 1) and "/" in page.words[i + 1]
    if page.in_quote[i] >= 0 or page.words[i][0].isdigit() or not opens_adjunct(page, i, end):
        return False
    return not _within(page, start, i, end) and not _attached(page, start, i, end)


def _within(page: Page, start: int, i: int, last: int) -> bool:
    """Whether words on place at `i` say who an unnamed source is: "sumber di istana"."""
    lex = page.lexicon
    if not lex.has("within", page.lowers[i]) or i + 1 >= last or is_time(page, i + 1):
        return False
    if any(lex.match("anonymous", page.lowers, k, i) for k in range(start, min(i, start + 2))):
        return True
    return lex.words.right_headed and _housed(page, i, last)


# "a clerk at [the district court]": the house stands within so many words.
HOUSE_REACH = 5


def _housed(page: Page, i: int, last: int) -> bool:
    """Whether an unnamed person works where the words on place say: "a clerk [at the court]"."""
    lex, lowers = page.lexicon, page.lowers
    if not page.words[i - 1].islower() or not lex.match_any(
        ("offices", "groups"), lowers, i - 1, i
    ):
        return False
    for k in range(i + 1, min(last, i + HOUSE_REACH)):
        if page.words[k] in ",." or page.verb(k) or page.in_quote[k] >= 0:
            return False
        if lex.match_any(("organisations", "media"), lowers, k, last):
            return True
    return False


def _attached(page: Page, start: int, i: int, last: int) -> bool:
    """Whether the word before keeps words on place behind it: "documents [seen] by Kabar Ujung"."""
    if i + 1 >= last or i <= start or is_time(page, i + 1):
        return False
    return page.lexicon.has("attached", page.lowers[i - 1])


def bare(page: Page, start: int, end: int) -> int:
    """The end of a phrase without commas and dashes."""
    while end > start and page.words[end - 1] in ",-":
        end -= 1
    return end


def _stops_right(page: Page, i: int, first: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    plain = page.words[i].isalpha() and page.in_quote[i] < 0 and not lex.compounds
    if plain and lowers[i] not in lex.opening(STOPPING):
        return False
    return (
        page.words[i] in BREAKS
        or page.words[i] == ","
        or (
            page.words[i] == "."
            and not (abbreviated(page, i) and i + 1 < last and page.capital(i + 1))
        )
        or page.in_quote[i] >= 0
        or lex.has("complementizers", lowers[i])
        or lex.has("subordinators", lowers[i])
        or (
            lex.match("adjuncts", lowers, i, last) > 0
            and not _within(page, first, i, last)
            and not _attached(page, first, i, last)
        )
        or lex.match("relays", lowers, i, last) > 0
    )


def _bracket_end(page: Page, i: int, last: int) -> int:
    while i < last and page.words[i] not in CLOSING:
        i += 1
    return min(i + 1, last)


def source_after(page: Page, first: int, last: int) -> Range | None:
    """The source that begins at token `first`, as in "kata [Dewi Rukmana] di Serang".

    A lower-case word after a name ends it, unless a list of the pack says otherwise.
    """
    i, named = first, False
    while i < last and i - first < MAX_SOURCE_TOKENS:
        jump = _block_end(page, i, first, last)
        if jump > i:
            i = jump
            continue
        dated = is_time(page, i) and (i == first or named) and not _numbered(page, i, last)
        if dated or _ends_source(page, i, first, last):
            break
        if page.lexicon.has("relatives", page.lowers[i]):
            i = i if named and not titled(page, first, i) else _relative_end(page, i, last)
            break
        if page.capital(i):
            named = named or _names_something(page, i, first, last)
        elif named and not _goes_on(page, i, last):
            break
        i += 1
    if i == first:
        return None
    i = _name_behind(page, first, i, last) if page.lexicon.words.long_titles else i
    return first, _apposition(page, first, i, last)


def _name_behind(page: Page, first: int, end: int, last: int) -> int:
    """Go on from a title over words on place to the name: "посол в Хулу [Анна Морозова]"."""
    if end >= last or not titled(page, first, end) or not opens_adjunct(page, end, last):
        return end
    stop = end
    while stop < last and stop - first < MAX_SOURCE_TOKENS and page.in_quote[stop] < 0:
        if page.words[stop] in BREAKS or page.words[stop] in ",.-":
            break
        if page.verb(stop) or is_time(page, stop) or page.lexicon.has("times", page.lowers[stop]):
            return end
        stop += 1
    named = stop - end > 3 and all(_personal(page, k, last) for k in (stop - 2, stop - 1))
    return stop if named else end


def _personal(page: Page, i: int, last: int) -> bool:
    """Whether a capitalised word may be part of a person's name."""
    return page.capital(i) and not page.words[i].isupper() and not is_common(page, i, last)


def _numbered(page: Page, i: int, last: int) -> bool:
    """Whether a number stands inside a name: "Ketua RT 05 Sari Wulan"."""
    if not page.words[i].isdigit() or i + 1 >= last:
        return False
    return page.words[i - 1].isupper() and page.capital(i + 1) and not is_time(page, i + 1)


def _names_something(page: Page, i: int, first: int, last: int) -> bool:
    """Whether a capital is more than that of "The" at the head of a sentence."""
    return i > first or not page.lexicon.match("determiners", page.lowers, i, last)


def _block_end(page: Page, i: int, first: int, last: int) -> int:
    """Step over a bracket or a short quotation inside a source; `i` itself if there is none."""
    if i == first:
        return i
    if page.words[i] in OPENING and not (i + 1 < last and "/" in page.words[i + 1]):
        return _bracket_end(page, i, last)
    return page.quotes[page.in_quote[i]].last if short_quote_here(page, i) else i


def _ends_source(page: Page, i: int, first: int, last: int) -> bool:
    """Whether a source cannot go on at token `i`."""
    lex, lower = page.lexicon, page.lowers[i]
    if page.words[i] in OPENING or _stops_right(page, i, first, last):
        return True
    if i == first:
        return not page.words[i][0].isalnum()
    if lex.has("pronouns", lower) or lex.has("finite", lower):
        return True
    if lex.has("genitives", lower) and is_common(page, i - 1, last):
        return False
    opening = lex.match("determiners", page.lowers, first, last)  # "salah seorang" is one
    return (
        i >= first + opening
        and lex.has("determiners", lower)
        and not page.capital(i)
        and _closed_before(page, i)
    )


COMMON = ("titles", "offices", "groups", "organisations", "anonymous", "documents", "media")


def is_common(page: Page, i: int, last: int) -> bool:
    """Whether a word that the pack knows, and no name, stands at `i`."""
    return page.lexicon.match_any(COMMON, page.lowers, i, last)


def source_to_comma(page: Page, first: int, last: int) -> Range | None:
    """The source of a formula that opens a sentence: all up to its comma.

    "Menurut [keterangan warga desa itu], air mulai naik"; `None` without a comma near.
    """
    i = first
    while i < last and i - first < 20:
        if page.in_quote[i] >= 0 and not short_quote_here(page, i):
            return None
        if page.words[i] == ",":
            break
        if page.words[i] in BREAKS or page.lexicon.has("complementizers", page.lowers[i]):
            return None
        if page.lexicon.has("relatives", page.lowers[i]):
            i = _relative_end(page, i, last)
            break
        if page.verb(i):
            return None
        i += 1
    if i == first or i >= last or page.words[i] != ",":
        return None
    end = _apposition(page, first, cut_right(page, first, i), last)
    return (first, end) if end < last else (first, cut_right(page, first, i))


def short_quote_here(page: Page, i: int) -> bool:
    """Whether a few words in marks, no speech, begin at token `i`."""
    number = page.in_quote[i]
    return (
        number >= 0
        and page.quotes[number].first == i
        and page.quotes[number].last - i <= SHORT_QUOTE
        and not spoken(page, number)
    )


def _closed_before(page: Page, i: int) -> bool:
    """Whether the word before can end a phrase: no determiner, no "of", no "and"."""
    lex, before = page.lexicon, page.lowers[i - 1]
    return not any(
        lex.has(name, before)
        for name in ("determiners", "links", "coordinators", "agent", "adjuncts")
    )


def _goes_on(page: Page, i: int, last: int) -> bool:
    """Whether a lower-case word after a capitalised one belongs to the same phrase."""
    lex, lower = page.lexicon, page.lowers[i]
    if page.words[i] == "." or _numbered(page, i, last):
        return True
    if lex.has("demonstratives", lower) or page.words[i] in ("’s", "'s", "/", "&"):
        return True
    if lex.has("links", lower) or lex.has("coordinators", lower):
        return i + 1 < last and (
            page.capital(i + 1)
            or lex.has("determiners", page.lowers[i + 1])
            or titled(page, i + 1, last)
        )
    if lex.words.right_headed and lex.match("media", page.lowers, i, last):
        return True  # "Upland magazine"
    return lex.match_any(("titles", "offices"), page.lowers, i, last)


def _relative_end(page: Page, i: int, last: int) -> int:
    while i < last and page.words[i] not in ".,;:" and page.in_quote[i] < 0:
        if page.lexicon.match("relays", page.lowers, i, last):
            break
        i += 1
    return i


def _gloss_end(page: Page, end: int, last: int) -> int:
    """Take in an office after a name and a comma: "kata Rukmana, pelapor khusus untuk sungai,"."""
    lex, i = page.lexicon, end + 1
    named = page.capital(end - 1) or page.words[end - 1] in CLOSING
    if not named or not _may_gloss(page, i, last):
        return end
    relative = False
    while i < last and page.words[i] not in ",.;:" and page.in_quote[i] < 0:
        relative = relative or lex.has("relatives", page.lowers[i])
        if page.verb(i) and not relative:
            return end
        i += 1
    return i if _gloss_closed(page, end + 1, i, last) else end


def _may_gloss(page: Page, i: int, last: int) -> bool:
    """Whether a lower-case noun phrase can begin here."""
    lex, lower = page.lexicon, page.lowers[i]
    if not page.words[i].isalpha() or page.capital(i) or opens_adjunct(page, i, last):
        return False
    lists = ("coordinators", "subordinators", "relatives", "pronouns")
    return not any(lex.has(n, lower) for n in lists) and not lex.match(
        "relays", page.lowers, i, last
    )


def _gloss_closed(page: Page, first: int, i: int, last: int) -> bool:
    """Whether what follows shows that the gloss is no clause: the end, or words on place or day."""
    lex, lowers = page.lexicon, page.lowers
    if i >= last or page.in_quote[i] >= 0:
        lists = ("titles", "offices", "groups")
        return lex.has("noun_markers", lowers[first]) or any(
            lex.match(n, lowers, first, last) for n in lists
        )
    if page.words[i] != "," or i + 1 >= last:
        return False
    return opens_adjunct(page, i + 1, last) or lex.match("relays", lowers, i + 1, last) > 0


def _apposition(page: Page, first: int, end: int, last: int) -> int:
    """Take in a name after a title and a comma: "kata Kapolsek Walantaka, AKP Rusdi, Senin"."""
    if end + 1 >= last or page.words[end] != ",":
        return end
    gloss = _gloss_end(page, end, last)
    if gloss > end:
        return gloss
    stop = end + 1
    while stop < last and not _stops_right(page, stop, end + 1, last) and stop - end < 8:
        stop = _bracket_end(page, stop, last) if page.words[stop] in OPENING else stop + 1
    determined = page.lexicon.has("determiners", page.lowers[end + 1])
    agency = page.lexicon.match("media", page.lowers, first, end) > 0
    if stop == end + 1 or determined or not (agency or titled(page, first, end)):
        return end
    closed = stop >= last or page.words[stop] in ",.;" or opens_adjunct(page, stop, last)
    named = is_name(page, end + 1, stop) and not is_time(page, end + 1)
    return stop if closed and named else end
