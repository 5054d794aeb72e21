"""Contents in another sentence than their cue.

Quotations that go on without a cue, quotations in a paragraph of their own after "X said:",
and labels at the head of a paragraph ("RUKMANA: ...").
"""

from __future__ import annotations

import msgspec

from menurut.attribute.contents import fragments, sentence_end, sentence_start
from menurut.attribute.cues import BLOCK_REACH, find_cues
from menurut.attribute.findings import Finding
from menurut.attribute.page import Page, Sentence
from menurut.attribute.subjects import subject_before

# A quotation that goes on without a cue belongs to the speaker before it, within so many
# paragraphs; farther away it is more often somebody else's (looked at on id_dev).
CONTINUATION_PARAGRAPHS = 1


# A label before a colon has at most so many words: "DEWI RUKMANA: ...".
LABEL_TOKENS = 7


def label_rung(page: Page, number: int) -> list[Finding]:
    """`Rukmana: the bridge is old` at the head of a paragraph, where the language has it."""
    sentence = page.sentences[number]
    i = first = sentence.first
    if ":" not in page.words[first : first + LABEL_TOKENS + 1]:
        return []
    if not page.lexicon.words.labels or (
        number and page.sentences[number - 1].paragraph == sentence.paragraph
    ):
        return []
    while i < min(sentence.last, first + LABEL_TOKENS) and page.words[i] != ":":
        if page.words[i] in ",.;" or page.lowers[i] in page.lexicon.cue_starts:
            return []
        if i == first and not page.capital(i):
            return []
        i += 1
    if i == first or i >= sentence.last - 2 or page.words[i] != ":":
        return []
    last = sentence_end(page, sentence)
    if all(word.isupper() or not word.isalpha() for word in page.words[first:i]):
        last = _paragraph_end(page, number)  # a transcript: "RUKMANA: ..."
    content = fragments(page, (i + 1, last))
    source, cue = (page.span(first, i),), (page.span(i, i + 1),)
    return (
        [Finding(source=source, cue=cue, content=content, rule="label", sentence=number)]
        if content
        else []
    )


def _paragraph_end(page: Page, number: int) -> int:
    paragraph = page.sentences[number].paragraph
    while number + 1 < len(page.sentences) and page.sentences[number + 1].paragraph == paragraph:
        number += 1
    return page.sentences[number].last


def add_continuations(page: Page, found: list[Finding]) -> list[Finding]:
    """Give quoted sentences without a cue to the attribution just before them."""
    by_sentence: dict[int, int] = {}
    for index, finding in enumerate(found):
        by_sentence[finding.sentence] = index
    result = list(found)
    last: int | None = None
    last_paragraph = -9
    for number, sentence in enumerate(page.sentences):
        if number in by_sentence:
            last, last_paragraph = by_sentence[number], sentence.paragraph
        elif last is not None and _all_quoted(page, sentence):
            if sentence.paragraph - last_paragraph <= CONTINUATION_PARAGRAPHS:
                content = fragments(page, (sentence.first, sentence_end(page, sentence)))
                result[last] = msgspec.structs.replace(
                    result[last], content=tuple(sorted({*result[last].content, *content}))
                )
                last_paragraph = sentence.paragraph
        elif sentence.paragraph != last_paragraph:
            last = None
    return result


def block_quotes(page: Page, found: list[Finding]) -> list[Finding]:
    """`X said:` at the end of a paragraph: what it said is the next one."""
    have = {finding.sentence for finding in found}
    result = list(found)
    for number, sentence in enumerate(page.sentences[:-1]):
        following = page.sentences[number + 1]
        if (
            page.words[sentence.last - 1] != ":"
            or number + 1 in have
            or following.paragraph == sentence.paragraph
        ):
            continue
        first = sentence_start(page, sentence)
        hits = [h for h in find_cues(page, sentence, first) if h.group.kind in ("verb", "stem")]
        if not hits or sentence.last - hits[-1].last > BLOCK_REACH:
            continue
        subject = subject_before(page, hits[-1].first, first)
        content = fragments(page, (following.first, following.last))
        if subject is not None and content:
            cue = (page.span(hits[-1].first, hits[-1].last),)
            result = [f for f in result if f.cue != cue]
            result.append(
                Finding(
                    source=(page.span(*subject),),
                    cue=cue,
                    content=content,
                    rule="block",
                    sentence=number + 1,
                )
            )
    return sorted(result, key=lambda f: (f.cue, f.content))


def _all_quoted(page: Page, sentence: Sentence) -> bool:
    number = page.in_quote[sentence.first]
    if number < 0 or page.quotes[number].first != sentence.first:
        return False
    end = sentence_end(page, sentence)
    return all(
        page.in_quote[i] >= 0 or not page.words[i][0].isalnum() for i in range(sentence.first, end)
    )
