"""The subject before a cue, without a parser.

In: a page and a token index. Out: token indices of the subject, or `None`. Idea: news prose
puts title, name and apposition between few kinds of borders (commas, subordinators, words on
place and time), which the pack lists. Weakness: a subject behind a long opening phrase
without a comma is cut wrong.
"""

from __future__ import annotations

from menurut.attribute.page import Page
from menurut.attribute.phrases import (
    BREAKS,
    CLOSING,
    MAX_SOURCE_TOKENS,
    OPENING,
    Range,
    bare,
    cut_right,
    is_name,
    is_time,
    opens_adjunct,
    skip_back,
    titled,
)

# Where a dateline ends, if the article has one; as in contents.py.
DATELINE_CHARS = 200


def _relative_in(page: Page, first: int, last: int) -> int | None:
    """What hides a verb from the subject before it, in a stretch without commas.

    The leftmost relative pronoun, else a word like "saat" after the subject ("X saat dihubungi").
    """
    for i in range(first, last):
        if page.lexicon.has("relatives", page.lowers[i]):
            return i
    for i in range(first + 1, last):
        if page.lexicon.match("adjuncts", page.lowers, i, last) and i > first:
            return i
    return None


def _segment_start(page: Page, i: int, first: int) -> int:
    """Where the stretch between commas that holds token `i` begins."""
    words, inside = page.words, page.in_quote
    while i > first and not (words[i - 1] in BREAKS or words[i - 1] == ","):
        plain = inside[i - 1] < 0 and words[i - 1] not in CLOSING
        i = i - 1 if plain else max(first, skip_back(page, i - 1, first))
    return i


def _joins_left(page: Page, first: int, start: int, end: int) -> bool:
    """Whether the stretch after a comma (`start` to `end`) goes on the phrase before it.

    "Juru bicara Polda, Dewi Rukmana" does; "Kemarin, Dewi Rukmana" does not.
    """
    if start >= end or any(
        page.lexicon.match(n, page.lowers, start, end) for n in ("relatives", "citing")
    ):
        return True
    if all(
        is_time(page, k) or page.words[k] in "()" for k in range(start, end) if page.words[k] != ","
    ):
        return True
    left = _segment_start(page, start - 1, first)
    if left >= start - 1:
        return False
    left_is_adjunct = opens_adjunct(page, left, start) or page.lexicon.match(
        "openers", page.lowers, left, start
    )
    has_verb = any(page.verb(k) for k in range(left, start - 1))
    if left_is_adjunct or has_verb:
        return False
    if page.words[end - 1] == ",":  # an insertion before the cue: "Ann Moor, 35, the mayor, said"
        inserted = page.words[start][0].isdigit() or any(
            page.lexicon.match(name, page.lowers, start, end)
            for name in ("determiners", "groups", "adjuncts", "openers", "relays", "attached")
        )
        aside = not page.words[start][0].isupper()  # "Moor, reached by telephone, told"
        if inserted or aside or titled(page, start, end):
            return True
    named = is_name(page, start, bare(page, start, _before_citing(page, start, end)))
    agency = any(
        page.lexicon.match(name, page.lowers, left, start - 1) for name in ("media", "groups")
    )
    return (named and (agency or titled(page, left, start - 1))) or (
        is_name(page, left, start - 1) and page.lexicon.has("determiners", page.lowers[start])
    )


def _before_citing(page: Page, start: int, end: int) -> int:
    """Where "mengutip polisi" begins behind a name: "kantor berita Hulu, HANA, [mengutip] ..."."""
    lex, lowers = page.lexicon, page.lowers
    return next((k for k in range(start + 1, end) if lex.match("citing", lowers, k, end)), end)


def _border(page: Page, j: int) -> bool:
    sets, lower = page.lexicon.sets, page.lowers[j]
    return (
        lower in sets["subordinators"]
        or lower in sets["complementizers"]
        or page.words[j] in BREAKS
        or _dash(page, j)
    )


def _dash(page: Page, j: int) -> bool:
    """Whether a hyphen behind a dateline stands for a dash: "Hulu. HULU.RU - The mayor said"."""
    early = page.words[j] == "-" and page.starts[j] < DATELINE_CHARS
    return early and page.text[page.ends[j] : page.ends[j] + 1].isspace()


def _coordinates_clauses(page: Page, j: int, first: int) -> bool:
    """Whether the "and" at `j` joins clauses: a comma or a verb stands in front of it."""
    if j <= first or page.words[j - 1] == ",":
        return True
    left = _segment_start(page, j - 1, first)
    return any(page.verb(k) for k in range(left, j))


def _scan_left(page: Page, end: int, first: int) -> int:
    """The leftmost token that may belong to the phrase that ends before `end`."""
    j = end
    while j > first:
        k = _step_left(page, j, end, first)
        if k is None:
            break
        j = k
    return j


def _step_left(page: Page, j: int, end: int, first: int) -> int | None:
    """One step left from `j`, or `None` at a border of the phrase."""
    k = skip_back(page, j - 1, first)
    if k < j - 1:
        return k
    if page.in_quote[k] >= 0 or _border(page, k):
        return None
    lex, lower = page.lexicon, page.lowers[k]
    if page.words[k] == ",":
        relay = _segment_start(page, k, first)
        if first < relay < k and lex.match("relays", page.lowers, relay, k):
            return relay - 1  # "Dewi Rukmana, dikutip Kabar Ujung, mengatakan"
        return k if _joins_left(page, first, j, end) else None
    if lex.has("coordinators", lower):
        return None if k == end - 1 or _coordinates_clauses(page, k, first) else k
    if page.verb(k) and not lex.has("citing", lower):
        return _relative_in(page, _segment_start(page, k, first), k)
    return k


def _trim_left(page: Page, start: int, end: int) -> int:
    """Drop conjunctions, openers and words on time before the phrase."""
    while start < end and (n := _loose_words(page, start, end)):
        start += n
    return start


def _loose_words(page: Page, start: int, end: int) -> int:
    """How many tokens at `start` belong to no source: "Namun", "Senin", "20 Mei", "and"."""
    lex, lowers = page.lexicon, page.lowers
    if page.words[start] in OPENING:  # "REED: (laughs) The mayor said"
        closed = (k for k in range(start, end) if page.words[k] in CLOSING)
        return next(closed, start) + 1 - start
    n = lex.match("openers", lowers, start, end) or lex.match("times", lowers, start, end)
    if n or lex.has("coordinators", lowers[start]) or page.words[start] in ",)-":
        return n or 1
    dated = page.words[start][0].isdigit() and start + 1 < end and is_time(page, start + 1)
    return 1 if dated else 0


def subject_before(page: Page, cue: int, first: int) -> Range | None:
    """The subject of a verb at `cue`, looking left no farther than `first`.

    "Kemarin, [juru bicara Polda Banten, Dewi Rukmana], mengatakan" → the bracketed words.
    """
    cue = end = _before_aside(page, cue, first)
    if end > first and page.words[end - 1] == ",":
        end -= 1
    if end <= first:
        return None
    start = _scan_left(page, cue, first)
    if end < cue and start > first and not _after_border(page, start):
        return None
    start = _trim_left(page, start, end)
    if start < end and _house(page, start, end):
        pass
    elif start >= end or opens_adjunct(page, start, end):
        start = _after_adjunct(page, start, end)
    end = bare(page, start, cut_right(page, start, end))
    if start >= end or end - start > MAX_SOURCE_TOKENS or not _nominal(page, start, end):
        return None
    return start, end


def _before_aside(page: Page, cue: int, first: int) -> int:
    """Where the subject may end, words on occasion between commas left out.

    "The envoy, [reached by telephone], declined": at the first comma.
    """
    if cue <= first or page.words[cue - 1] != ",":
        return cue
    start = _segment_start(page, cue - 1, first)
    if start <= first or page.words[start - 1] != ",":
        return cue
    lex, lowers = page.lexicon, page.lowers
    if lex.match("citing", lowers, start, cue):
        return cue  # "Kabar Ujung, mengutip polisi, menulis": who cites is no subject
    aside = opens_adjunct(page, start, cue) or lex.has("subordinators", lowers[start])
    return start - 1 if aside and not page.words[start][0].isdigit() else cue


def _house(page: Page, start: int, end: int) -> bool:
    """Whether "in the ministry" is the subject itself: "В мэрии сообщили"."""
    lex, lowers = page.lexicon, page.lowers
    if not lex.has("houses", lowers[start]) or start + 1 >= end:
        return False
    return lex.match("organisations", lowers, start + 1, end) > 0


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
        if (
            page.capital(i)
            and is_time(page, i)
            and i + 1 < end
            and page.capital(i + 1)
            and not is_time(page, i + 1)
        ):
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
