"""Whatever the text is: no crash, no span outside it, time in proportion to length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.attribute import AttributeSettings, find_attributions
from menurut.model import Article, Attributed, Spans

WORDS = [
    "kata", "katanya", "menurut", "menurutnya", "Dewi", "Rukmana", "bahwa", "yang", "dilaporkan", "sumber",
    "itu", "dilansir", "dari", "Kabar", "Ujung", "said", "according", "to", "told", "reporters", "that", "who",
    "the", "was", "by", "claim", "mengatakan", "berdasarkan", "data", "disampaikan", "oleh", "di", "dan",
    "12", "4.877", "Rp14.239", "Sen.", "A.", "(40)", "(Senin", ")", "]", "[",
]  # fmt: skip
MARKS = [
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "»",
    ",",
    ".",
    "?",
    "!",
    ":",
    ";",
    "—",
    "-",
    "\n",
    " ",
    "…",
]
PACK_ALONE = AttributeSettings(tagger=False)
LANGUAGES = ["id", "en", "ru", "ar", "ms", None, "xx"]


def all_spans(found: Attributed) -> Spans:
    spans = list(found.unattributed)
    for a in found.attributions:
        spans += [*a.source, *a.cue, *a.content, *a.via_cue, *a.hedge, *a.antecedent]
        spans += [span for via in a.via for span in via]
        spans += [span for link in a.chain for span in link.spans]
    return tuple(spans)


def check(text: str, lang: str | None) -> None:
    article = Article(id="x", lang=lang, text=text, outlet="Kabar Ujung")
    found = find_attributions(article, PACK_ALONE)

    assert [s for s in all_spans(found) if not 0 <= s.start < s.end <= len(text)] == []
    assert all(a.content for a in found.attributions)
    assert all(0 <= a.confidence <= 1 for a in found.attributions)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), lang=st.sampled_from(LANGUAGES))
def test_spans_lie_inside_any_text(text, lang):
    check(text, lang)


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(st.sampled_from(WORDS + MARKS), max_size=60),
    joint=st.sampled_from([" ", "", "  "]),
    shape=st.sampled_from([str, str.upper, str.lower, str.title]),
    lang=st.sampled_from(LANGUAGES),
)
def test_spans_lie_inside_shuffled_news_words(parts, joint, shape, lang):
    check(shape(joint.join(parts)), lang)


@settings(max_examples=50, deadline=None)
@given(parts=st.lists(st.sampled_from(WORDS + MARKS), max_size=60))
def test_same_text_gives_the_same_answer(parts):
    article = Article(id="x", lang="id", text=" ".join(parts))

    assert find_attributions(article) == find_attributions(article)


SHAPES = {
    "news": 'Menurut Dewi Rukmana, sungai itu meluap. "Air naik," kata Rusdi Halim kepada Kabar Ujung. Ia menambahkan bahwa 12 rumah hanyut.\n',
    "no stops": "kata Dewi Rukmana bahwa sungai itu dilaporkan meluap dan Rusdi Halim mengatakan air naik ",
    "capitals": "MENURUT DEWI RUKMANA SUNGAI ITU MELUAP KATA RUSDI HALIM ",
    "open marks": '"Air naik, kata Dewi Rukmana. “Sungai meluap, ujar Rusdi. ',
    "commas": "kata Dewi, kata Rusdi, menurut Halim, ",
    "brackets": "((( kata [Dewi ( Rukmana ",
    "one name": "Rukmana mengatakan Rukmana menyebut sumber itu ",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.slow
def test_time_grows_with_length_only(shape, lang):
    piece = SHAPES[shape]

    def seconds(words: int) -> float:
        text = piece * (words // len(piece.split()))
        begun = time.process_time()
        find_attributions(Article(id="x", lang=lang, text=text), PACK_ALONE)
        return time.process_time() - begun

    seconds(1_000)
    short, long = seconds(2_000), seconds(20_000)

    assert long < 25 * max(short, 0.02)
