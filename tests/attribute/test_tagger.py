"""The English tagger on invented sentences."""

import resource
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.attribute.pieces import (
    CONTEXT,
    LENGTH,
    cut_windows,
    load_tokenizer,
    read_pieces,
    read_stretches,
    window_pieces,
)
from menurut.attribute.tagger import (
    ASSETS,
    load_tagger,
    tag_attributions,
    tag_findings,
    tagger_is_installed,
)
from menurut.errors import MissingPartError
from menurut.model import words_of

TOKENIZER = load_tokenizer(str(ASSETS / "tokenizer.json"))
needs_model = pytest.mark.skipif(
    not tagger_is_installed(), reason="the tagger's model is not installed (docs/tagger.md)"
)
TEXTS = st.lists(
    st.sampled_from([*"ab Zé.,“”\"'\n:—1", "said ", "Moor ", "that "]), max_size=200
).map("".join)


def parts(text):
    return [
        (words_of(text, a.source), words_of(text, a.cue), words_of(text, a.content))
        for a in tag_attributions(text)
    ]


# What the model reads


def test_quotation_marks_and_capitals_are_told_by_types():
    text = "Ann said: “We STAY.” So."
    pieces = read_pieces(text, TOKENIZER)
    words = [text[s:e] for s, e in zip(pieces.starts, pieces.ends, strict=True)]

    assert ["Ann", "said", ":", "“", "We", "STAY", ".", "”", "So", "."] == words
    assert [1, 0, 0, 3, 4, 5, 3, 3, 1, 0] == pieces.types[pieces.first].tolist()


def test_a_quotation_left_open_ends_with_its_paragraph():
    pieces = read_pieces("“One two.\n\nThree.", TOKENIZER)

    assert [True, True, True, True, False, False] == pieces.quoted.tolist()


@given(TEXTS)
@settings(deadline=None)
def test_windows_part_all_words_among_them_and_are_short_enough(text):
    pieces = read_pieces(text, TOKENIZER)
    windows = cut_windows(pieces, length=80)
    cores = [w for window in windows for w in range(window.core, window.last)]

    assert list(range(len(pieces.first))) == cores
    for window in windows:
        last = pieces.first[window.last] if window.last < len(pieces.first) else len(pieces.ids)
        assert last - pieces.first[window.first] <= 80 - 2 or window.last == window.core + 1


def test_a_window_ends_with_a_paragraph_where_it_can():
    text = "\n".join(["One two three four five six seven eight nine ten."] * 60)
    pieces = read_pieces(text, TOKENIZER)
    heads = {0, *pieces.breaks.tolist()}

    assert all(window.core in heads for window in cut_windows(pieces))
    assert LENGTH > 4 * CONTEXT


# What it finds


@needs_model
def test_a_quotation_with_a_cue_beside_it():
    text = "“The bridge will stay closed until spring,” said Ann Moor, the mayor of Eastwick."
    ((source, cue, content),) = parts(text)

    assert source.startswith("Ann Moor")
    assert "said" in cue
    assert "The bridge will stay closed until spring" in content


@needs_model
def test_reported_speech_and_two_cues_of_one_source():
    text = "Ann Moor said that the bridge was unsafe and warned that the school must close too."
    found = parts(text)

    assert ["Ann Moor", "Ann Moor"] == [source for source, _, _ in found]
    assert "the bridge was unsafe" in found[0][2]
    assert "the school must close too" in found[1][2]


@needs_model
def test_a_content_around_its_cue_has_two_fragments():
    text = "“We had no choice,” Mr. Moor told reporters, “and we would do it again.”"
    (found,) = tag_attributions(text)

    assert 2 == len(found.content)
    assert "direct" == found.kind


@needs_model
def test_plain_narration_attributes_nothing():
    assert () == tag_attributions("The bus left at nine. It rained all day in Eastwick.")


@needs_model
@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "“", "a" * 5000, "é" * 700, "\x00\ufeff"])
def test_odd_texts_are_no_trouble(text):
    assert all(a.content for a in tag_attributions(text))


@needs_model
@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_spans_lie_inside_the_text_and_hold_words(text):
    for finding in tag_findings(text):
        for span in (*finding.source, *finding.cue, *finding.content):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip() == text[span.start : span.end]


STORY = (
    "The mayor, Ann Moor, said on Monday that the bridge would stay closed.\n\n"
    "“It is not safe,” she added. Engineers believe that the piers moved last winter.\n\n"
)


@needs_model
def test_the_same_text_gives_the_same_findings():
    text = STORY * 12

    assert tag_findings(text) == tag_findings(text)
    assert tag_findings(text)


@needs_model
def test_the_model_is_read_once():
    assert load_tagger() is load_tagger()


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(MissingPartError, match=r"tagger\.onnx is not installed"):
        load_tagger(folder=tmp_path)


def windows_in(pieces, windows, start=0):
    shown = [window_pieces(pieces, window) for window in windows]
    begins = [start + int(pieces.starts[window.core]) for window in windows]
    return [
        (b, pieces.ids[s].tolist(), pieces.types[s].tolist())
        for b, s in zip(begins, shown, strict=True)
    ]


@given(st.lists(TEXTS, max_size=30).map("\n".join))
@settings(deadline=None)
def test_a_long_text_read_in_parts_has_the_windows_of_the_whole(text):
    pieces = read_pieces(text, TOKENIZER)
    parts = [
        found
        for part in read_stretches(text, TOKENIZER, size=1000)
        for found in windows_in(part.pieces, part.windows, part.start)
    ]
    longest = max(map(len, text.split("\n")))

    assert longest > 900 or parts == windows_in(pieces, cut_windows(pieces))
    assert [begin for begin, *_ in parts] == sorted({begin for begin, *_ in parts})


SLACK_SECONDS = 0.3
"""Both runs take a tenth of a second: a busy machine weighs more than what is measured."""


@needs_model
@pytest.mark.slow
def test_time_grows_with_the_length_only_and_memory_stays_small():
    def seconds(words):
        text = STORY * (words // len(STORY.split()))
        begun = time.process_time()
        assert tag_findings(text)
        return time.process_time() - begun

    def megabytes():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    before = megabytes()  # what other tests of this run, or its parent, took
    seconds(2_000)
    small, large = seconds(4_000), seconds(16_000)

    assert large < 4 * small * 1.6 + SLACK_SECONDS
    assert megabytes() - before < 200


def test_200_000_words_are_cut_in_linear_time():
    text = "word " * 200_000
    begun = time.process_time()
    windows = cut_windows(read_pieces(text, TOKENIZER))

    assert 200_000 == windows[-1].last
    assert time.process_time() - begun < 20
