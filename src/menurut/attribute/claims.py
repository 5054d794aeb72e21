"""Claims without a source, and whether a content can be checked.

A sentence carries a claim when it asserts something that numbers, names or events tie down.
Weakness: a rule of thumb, not a model of check-worthiness.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from menurut.attribute.lexicon import TIME, UPPER, VERB
from menurut.attribute.page import HAVING, Page, Sentence
from menurut.attribute.phrases import Range
from menurut.model import Attribution, Span, Spans

# Shorter stretches are headings, captions and credit lines.
ENOUGH = 4


def is_checkable(page: Page, ranges: Sequence[Range]) -> bool:
    """Whether the tokens of a content assert numbers, events or names that can be checked."""
    for first, last in ranges:
        if _tied(page, first, last):
            return _long_enough(page, ranges)
    return False


def _long_enough(page: Page, ranges: Sequence[Range]) -> bool:
    """Whether there are more words than in a heading."""
    count = 0
    for first, last in ranges:
        for word in page.words[first:last]:
            count += word[0].isalnum()
            if count == ENOUGH:
                return True
    return False


def _tied(page: Page, first: int, last: int) -> bool:
    """Whether there is a number, or a capital that is not that of a sentence."""
    for match in HAVING[UPPER | TIME].finditer(page.codes, first, last):
        i = match.start()
        if page.words[i][0].isdigit():
            return True
        if page.codes[i] & UPPER and i > first and page.words[i - 1] not in '.!?"“':
            return True
    return False


def _is_question(page: Page, sentence: Sentence) -> bool:
    return "?" in page.words[max(sentence.first, sentence.last - 2) : sentence.last]


def unattributed_claims(page: Page, attributions: tuple[Attribution, ...]) -> Spans:
    """Sentences that assert something checkable and in which nobody is made to say it."""
    taken = sorted(span for a in attributions for span in (*a.content, *a.cue))
    starts = [span.start for span in taken]
    furthest: list[int] = []
    for span in taken:
        furthest.append(max(span.end, furthest[-1] if furthest else 0))
    found: list[Span] = []
    for sentence in page.sentences:
        before = bisect_left(starts, page.ends[sentence.last - 1])
        if before and furthest[before - 1] > page.starts[sentence.first]:
            continue
        if (
            is_checkable(page, ((sentence.first, sentence.last),))
            and not _is_question(page, sentence)
            and _has_verb(page, sentence)
        ):
            found.append(page.span(sentence.first, sentence.last))
    return tuple(found)


def _has_verb(page: Page, sentence: Sentence) -> bool:
    """Whether there is a clause, where the pack can tell; all sentences pass where it cannot."""
    lex = page.lexicon
    if (lex.verb is None and not lex.sets["finite"]) or sentence.last - sentence.first > 9:
        return True
    return page.holds(VERB, sentence.first, sentence.last)
