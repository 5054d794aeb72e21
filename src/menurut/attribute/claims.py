"""Claims without a source, and whether a content can be checked.

A sentence carries a claim when it asserts something that numbers, names or events tie down.
Weakness: a rule of thumb, not a model of check-worthiness.
"""

from __future__ import annotations

from bisect import bisect_left

from menurut.attribute.page import Page, Sentence
from menurut.model import Attribution, Span, Spans

# Shorter stretches are headings, captions and credit lines.
MIN_CLAIM_WORDS = 5


def is_checkable(page: Page, spans: Spans) -> bool:
    """Whether a content asserts numbers, events or names that can be checked."""
    count, tied = 0, False
    for span in spans:
        begin, end = bisect_left(page.ends, span.start + 1), bisect_left(page.starts, span.end)
        previous = "."
        for word in page.words[begin:end]:
            first = word[0]
            count += first.isalnum()
            tied = tied or first.isdigit() or (first.isupper() and previous not in '.!?"“')
            if tied and count >= MIN_CLAIM_WORDS - 1:
                return True
            previous = word
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
        span = page.span(sentence.first, sentence.last)
        before = bisect_left(starts, span.end)
        if before and furthest[before - 1] > span.start:
            continue
        if (
            is_checkable(page, (span,))
            and not _is_question(page, sentence)
            and _has_verb(page, sentence)
        ):
            found.append(span)
    return tuple(found)


def _has_verb(page: Page, sentence: Sentence) -> bool:
    """Whether there is a clause, where the pack can tell; all sentences pass where it cannot."""
    lex = page.lexicon
    if lex.verb is None and not lex.sets["finite"]:
        return True
    return (
        any(page.verb(i) for i in range(sentence.first, sentence.last))
        or sentence.last - sentence.first > 9
    )
