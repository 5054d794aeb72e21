"""Pack and tagger together, with findings made by hand: no model needed."""

import msgspec
import pytest

from menurut.attribute.findings import Finding
from menurut.attribute.lexicon import lexicon_of
from menurut.attribute.merging import merge_findings
from menurut.attribute.page import make_page
from menurut.model import Span, words_of

TEXT = "The mayor said that the bridge was shut, and engineers fear that it may fall."


def span(words):
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


def finding(source, cue, content, rule="tagger", **more):
    return Finding(source=span(source), cue=span(cue), content=span(content), rule=rule, **more)


@pytest.fixture(scope="module")
def page():
    return make_page(TEXT, lexicon_of("en"))


PACKED = finding(
    "The mayor", "said", "that the bridge was shut, and engineers", "clause", sentence=0
)
TAGGED = finding("The mayor", "said", "that the bridge was shut", confidence=0.8)


def test_of_one_cue_the_tagger_gives_the_spans_and_the_pack_the_rung(page):
    (merged,) = merge_findings(page, [PACKED], [TAGGED])

    assert "that the bridge was shut" == words_of(TEXT, merged.content)
    assert "clause" == merged.rule
    assert merged.confidence > TAGGED.confidence


def test_what_the_tagger_alone_sees_takes_its_meaning_from_the_pack(page):
    fear = finding("engineers", "fear", "that it may fall", confidence=0.7)
    (merged,) = merge_findings(page, [], [fear])

    assert "tagger" == merged.rule
    assert 0 == merged.sentence
    assert "say" != merged.act


def test_only_a_sure_rung_stands_where_the_tagger_saw_nothing(page):
    quoted = msgspec.structs.replace(PACKED, rule="quote-cue")

    assert [quoted] == merge_findings(page, [quoted], [])
    assert [] == merge_findings(page, [PACKED], [])


def test_the_pack_yields_where_the_tagger_gave_the_words_to_another(page):
    other = finding("engineers", "fear", "the bridge was shut", confidence=0.9)

    quoted = msgspec.structs.replace(PACKED, rule="quote-cue")

    assert ["tagger"] == [f.rule for f in merge_findings(page, [quoted], [other])]


def test_the_unsure_is_left_out(page):
    unsure = finding("engineers", "fear", "that it may fall", confidence=0.05)

    assert [] == merge_findings(page, [], [unsure])


def test_nothing_makes_nothing(page):
    assert [] == merge_findings(page, [], [])
