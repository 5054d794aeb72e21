"""Noun phrases without a parser: the subject before a cue, the source after one.

In: a page and a token index. Out: token indices of the phrase, or `None`. Idea: news prose
puts title, name and apposition between few kinds of borders (commas, subordinators, words on
place and time), which the pack lists. Weakness: a subject behind a long opening phrase
without a comma is cut wrong.
"""

from __future__ import annotations

from menurut.attribute.page import Page, Sentence

Range = tuple[int, int]
BREAKS = frozenset(";:—–…!?|")
OPENING = frozenset("([")
CLOSING = frozenset(")]")
# Longest source in words: identifying relative clauses and appositions run long in PolNeAR
# train (99 % of sources have fewer than 30 words).
MAX_SOURCE_TOKENS = 45
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
        if quote.last - quote.first <= SHORT_QUOTE and quote.first >= first and not spoken(page, number):
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
    return page.lexicon.has("times", page.lowers[i]) or page.words[i][0].isdigit()


def opens_adjunct(page: Page, i: int, last: int) -> bool:
    """Whether words on place, time, medium or hearer begin here."""
    return page.lexicon.match("adjuncts", page.lowers, i, last) > 0 or is_time(page, i)


def _relative_in(page: Page, first: int, last: int) -> int | None:
    """What hides a verb from the subject before it: the leftmost relative pronoun of a stretch
    without commas, else a word like "ketika" that is not its first ("X saat dihubungi")."""
    for i in range(first, last):
        if page.lexicon.has("relatives", page.lowers[i]):
            return i
    for i in range(first + 1, last):
        if page.lexicon.match("adjuncts", page.lowers, i, last) and i > first:
            return i
    return None


def _segment_start(page: Page, i: int, first: int) -> int:
    """Where the stretch between commas that holds token `i` begins."""
    while i > first and not (page.words[i - 1] in BREAKS or page.words[i - 1] == ","):
        i = max(first, skip_back(page, i - 1, first))
    return i


def _is_name(page: Page, first: int, last: int) -> bool:
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
    lex = page.lexicon
    return any(lex.match(name, page.lowers, first, last) for name in ("titles", "offices", "determiners"))


def _joins_left(page: Page, first: int, start: int, end: int) -> bool:
    """Whether the stretch after a comma (`start` to `end`) goes on the phrase before it.

    "Juru bicara Polda, Dewi Rukmana" does; "Kemarin, Dewi Rukmana" does not.
    """
    if start >= end or page.lexicon.has("relatives", page.lowers[start]):
        return True
    if all(is_time(page, k) or page.words[k] in "()" for k in range(start, end) if page.words[k] != ","):
        return True
    left = _segment_start(page, start - 1, first)
    if left >= start - 1:
        return False
    left_is_adjunct = opens_adjunct(page, left, start) or page.lexicon.match("openers", page.lowers, left, start)
    has_verb = any(page.lexicon.verblike(page.lowers[k]) for k in range(left, start - 1))
    if left_is_adjunct or has_verb:
        return False
    if page.words[end - 1] == ",":  # an insertion before the cue: "Ann Moor, 35, the mayor, said"
        inserted = page.lexicon.has("determiners", page.lowers[start]) or page.words[start][0].isdigit()
        if inserted or titled(page, start, end):
            return True
    named = _is_name(page, start, end)
    return (named and titled(page, left, start - 1)) or (
        _is_name(page, left, start - 1) and page.lexicon.has("determiners", page.lowers[start])
    )


def _border(page: Page, j: int, first: int) -> bool:
    lower, lex = page.lowers[j], page.lexicon
    return page.words[j] in BREAKS or lex.has("subordinators", lower) or lex.has("complementizers", lower)


def _coordinates_clauses(page: Page, j: int, first: int) -> bool:
    """Whether the "and" at `j` joins clauses: a comma or a verb stands in front of it."""
    if j <= first or page.words[j - 1] == ",":
        return True
    left = _segment_start(page, j - 1, first)
    return any(page.lexicon.verblike(page.lowers[k]) for k in range(left, j))


def _scan_left(page: Page, end: int, first: int) -> int:
    """The leftmost token that may belong to the phrase that ends before `end`."""
    j = cue = end
    while j > first:
        k = skip_back(page, j - 1, first)
        lower = page.lowers[k]
        if k == j - 1 and page.in_quote[k] >= 0:
            break
        if k < j - 1:
            j = k
        elif page.words[k] == ",":
            if not _joins_left(page, first, j, end):
                break
            j = k
        elif _border(page, k, first) or (k == cue - 1 and page.lexicon.has("coordinators", lower)) or (page.lexicon.has("coordinators", lower) and _coordinates_clauses(page, k, first)):
            break
        elif page.lexicon.has("citing", lower):
            j = k
        elif page.lexicon.verblike(lower):
            relative = _relative_in(page, _segment_start(page, k, first), k)
            if relative is None:
                break
            j = relative
        else:
            j = k
    return j


def _trim_left(page: Page, start: int, end: int) -> int:
    """Drop conjunctions, openers and words on time before the phrase."""
    lex = page.lexicon
    while start < end:
        n = lex.match("openers", page.lowers, start, end) or lex.match("times", page.lowers, start, end)
        if not n and (lex.has("coordinators", page.lowers[start]) or page.words[start] in ",)-"):
            n = 1
        if not n and page.words[start][0].isdigit() and start + 1 < end and is_time(page, start + 1):
            n = 1
        if not n:
            break
        start += n
    return start


def _cut_right(page: Page, start: int, end: int) -> int:
    """End the phrase where words on place, time or hearer begin."""
    for i in range(start + 1, end):
        if page.lexicon.has("relatives", page.lowers[i]):
            return end
        if page.words[i] in OPENING and i + 1 < end and is_time(page, i + 1) and "/" in page.words[i + 1]:
            return i
        if page.in_quote[i] < 0 and opens_adjunct(page, i, end) and not page.words[i][0].isdigit():
            return i
    return end


def _bare(page: Page, start: int, end: int) -> int:
    while end > start and page.words[end - 1] in ",-":
        end -= 1
    return end


def subject_before(page: Page, cue: int, first: int) -> Range | None:
    """The subject of a verb at `cue`, looking left no farther than `first`.

    "Kemarin, [juru bicara Polda Banten, Dewi Rukmana], mengatakan" → the bracketed words.
    """
    end = cue
    if end > first and page.words[end - 1] == ",":
        end -= 1
    if end <= first:
        return None
    start = _scan_left(page, cue, first)
    if end < cue and start > first and not _after_border(page, start):
        return None
    start = _trim_left(page, start, end)
    if start >= end or opens_adjunct(page, start, end):
        start = _after_adjunct(page, start, end)
    end = _bare(page, start, _cut_right(page, start, end))
    if start >= end or end - start > MAX_SOURCE_TOKENS or not _nominal(page, start, end):
        return None
    return start, end


def _after_border(page: Page, start: int) -> bool:
    """Whether a phrase begins at a comma or a conjunction, not behind a verb."""
    before = page.lowers[start - 1]
    lex = page.lexicon
    return not page.words[start - 1][0].isalnum() or any(
        lex.has(name, before) for name in ("subordinators", "complementizers", "coordinators")
    )


def _after_adjunct(page: Page, start: int, end: int) -> int:
    """Skip words on place or time without a comma before the subject: "On Monday Ann Moor said"."""
    for i in range(start + 1, end):
        if titled(page, i, end) or page.lexicon.has("pronouns", page.lowers[i]):
            return i
        if page.capital(i) and is_time(page, i) and i + 1 < end and page.capital(i + 1) and not is_time(page, i + 1):
            return i + 1
    return end


def _nominal(page: Page, start: int, end: int) -> bool:
    """Whether the words can be a source: some letters, not only time, not a clause."""
    lowers = page.lowers
    if page.lexicon.has("own_pronouns", lowers[start]) and end - start == 1:
        return False
    return any(page.words[i][0].isalpha() and not is_time(page, i) for i in range(start, end))


def subject_of_relative(page: Page, relative: int, first: int) -> Range | None:
    """The head noun phrase before a relative pronoun: "[laporan] yang menyebut"."""
    end = relative - 1 if relative > first and page.words[relative - 1] == "," else relative
    start = _trim_left(page, _scan_left(page, end, first), end)
    for i in range(end - 1, start, -1):  # "bertemu dalam [kunjungan] yang": the nearest noun phrase
        if page.lexicon.match("adjuncts", page.lowers, i, end) and i + 1 < end:
            start = i + 1
            break
    return (start, end) if start < end and end - start <= MAX_SOURCE_TOKENS else None


def _stops_right(page: Page, i: int, last: int) -> bool:
    lex, lowers = page.lexicon, page.lowers
    return (
        page.words[i] in BREAKS
        or page.words[i] == ","
        or (page.words[i] == "." and not (abbreviated(page, i) and i + 1 < last and page.capital(i + 1)))
        or page.in_quote[i] >= 0
        or lex.has("complementizers", lowers[i])
        or lex.has("subordinators", lowers[i])
        or lex.match("adjuncts", lowers, i, last) > 0
        or lex.match("relays", lowers, i, last) > 0
    )


def _bracket_end(page: Page, i: int, last: int) -> int:
    while i < last and page.words[i] not in CLOSING:
        i += 1
    return min(i + 1, last)


def source_after(page: Page, i: int, last: int) -> Range | None:
    """The source that begins at token `i`, as in "kata [Dewi Rukmana] di Serang".

    A lower-case word after a name ends it, unless a list of the pack says otherwise.
    """
    lex, lowers = page.lexicon, page.lowers
    first = i
    named = False
    while i < last and i - first < MAX_SOURCE_TOKENS:
        if page.words[i] in OPENING:
            if i == first or (i + 1 < last and "/" in page.words[i + 1]):
                break
            i = _bracket_end(page, i, last)
            continue
        if _short_quote_here(page, i) and i > first:
            i = page.quotes[page.in_quote[i]].last
            continue
        if _stops_right(page, i, last) or (is_time(page, i) and (i == first or named)):
            break
        if i == first and not page.words[i][0].isalnum():
            break
        if i > first and (lex.has("pronouns", lowers[i]) or lex.has("finite", lowers[i])):
            break
        if lex.has("relatives", lowers[i]):
            if named and not titled(page, first, i):
                break
            i = _relative_end(page, i, last)
            break
        if page.capital(i):
            named = named or i > first or not lex.match("determiners", lowers, i, last)
        elif named and page.words[i] != "." and not _goes_on(page, i, last):
            break
        i += 1
    return (first, _apposition(page, first, i, last)) if i > first else None


def source_to_comma(page: Page, first: int, last: int) -> Range | None:
    """The source of a formula that opens a sentence: all up to its comma.

    "Menurut [keterangan warga desa itu], air mulai naik"; `None` without a comma near.
    """
    i = first
    while i < last and i - first < 20:
        if page.in_quote[i] >= 0 and not _short_quote_here(page, i):
            return None
        if page.words[i] == ",":
            break
        if page.words[i] in BREAKS or page.lexicon.has("complementizers", page.lowers[i]):
            return None
        if page.lexicon.has("relatives", page.lowers[i]):
            i = _relative_end(page, i, last)
            break
        if page.lexicon.verblike(page.lowers[i]):
            return None
        i += 1
    if i == first or i >= last or page.words[i] != ",":
        return None
    return first, _apposition(page, first, _cut_right(page, first, i), last)


def _short_quote_here(page: Page, i: int) -> bool:
    number = page.in_quote[i]
    return number >= 0 and page.quotes[number].first == i and page.quotes[number].last - i <= SHORT_QUOTE and not spoken(page, number)


def _goes_on(page: Page, i: int, last: int) -> bool:
    """Whether a lower-case word after a capitalised one belongs to the same phrase."""
    lex, lower = page.lexicon, page.lowers[i]
    if lex.has("demonstratives", lower) or page.words[i] in ("’s", "'s", "/", "&"):
        return True
    if lex.has("links", lower) or lex.has("coordinators", lower):
        return i + 1 < last and (page.capital(i + 1) or lex.has("determiners", page.lowers[i + 1]) or titled(page, i + 1, last))
    return lex.match("titles", page.lowers, i, last) > 0 or lex.match("offices", page.lowers, i, last) > 0


def _relative_end(page: Page, i: int, last: int) -> int:
    while i < last and page.words[i] not in ".,;:" and page.in_quote[i] < 0:
        if page.lexicon.match("relays", page.lowers, i, last):
            break
        i += 1
    return i


def _gloss_end(page: Page, first: int, end: int, last: int) -> int:
    """Take in an office after a name and a comma: "kata Rukmana, pelapor khusus untuk sungai,"."""
    lex, i = page.lexicon, end + 1
    if not page.capital(end - 1) or page.words[i][0].isupper() or not page.words[i].isalpha() or opens_adjunct(page, i, last):
        return end
    if any(lex.has(n, page.lowers[i]) for n in ("coordinators", "subordinators", "relatives", "pronouns")) or lex.match("relays", page.lowers, i, last):
        return end
    relative = False
    while i < last and page.words[i] not in ",.;:" and page.in_quote[i] < 0:
        relative = relative or lex.has("relatives", page.lowers[i])
        if lex.verblike(page.lowers[i]) and not relative:
            return end
        i += 1
    closed = i >= last or page.in_quote[i] >= 0 or (page.words[i] == "," and i + 1 < last and (opens_adjunct(page, i + 1, last) or lex.match("relays", page.lowers, i + 1, last) > 0))
    return i if closed else end


def _apposition(page: Page, first: int, end: int, last: int) -> int:
    """Take in a name after a title and a comma: "kata Kapolsek Walantaka, AKP Rusdi, Senin"."""
    if end >= last or page.words[end] != "," or end + 1 >= last:
        return end
    stop = end + 1
    while stop < last and not _stops_right(page, stop, last) and stop - end < 8:
        stop = _bracket_end(page, stop, last) if page.words[stop] in OPENING else stop + 1
    gloss = _gloss_end(page, first, end, last)
    if gloss > end:
        return gloss
    if stop > end + 1 and titled(page, first, end) and not page.lexicon.has("determiners", page.lowers[end + 1]):
        closed = stop >= last or page.words[stop] in ",.;" or opens_adjunct(page, stop, last)
        if closed and _is_name(page, end + 1, stop) and not is_time(page, end + 1):
            return stop
    return end
