"""Texts as they come: what is right in them is still found, what is wrong in them does no harm."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from menurut.attribute import AttributeSettings, find_attributions
from menurut.attribute.lexicon import lexicon_of
from menurut.attribute.page import BLOCK_CHARS, TOKEN, make_page
from menurut.attribute.tagger import tagger_is_installed
from menurut.model import Article, Attributed, words_of

PACK_ALONE = AttributeSettings(tagger=False)
PLAIN = "Dewi Rukmana mengatakan tanggul itu jebol."


def read(text: str, lang: str = "id", settings: AttributeSettings = PACK_ALONE) -> Attributed:
    return find_attributions(Article(id="x", lang=lang, text=text, outlet="Kabar Ujung"), settings)


def said(text: str, lang: str = "id") -> list[tuple[str, str]]:
    return [
        (words_of(text, a.source), words_of(text, a.content)) for a in read(text, lang).attributions
    ]


def test_a_mark_that_is_never_closed_ends_with_its_paragraph():
    text = f"“Air sudah naik, kata Rusdi Halim.\n\n{PLAIN}"

    assert ("Dewi Rukmana", "tanggul itu jebol") in said(text)


def test_a_mark_that_is_never_opened():
    text = f"Air sudah naik,” kata Rusdi Halim.\n\n{PLAIN}"

    assert said(text) == [
        ("Rusdi Halim", "Air sudah naik,”"),
        ("Dewi Rukmana", "tanggul itu jebol"),
    ]


def test_a_quotation_that_opens_anew_in_each_paragraph():
    text = (
        "“The dam is old,” said Ann Moor.\n\n“It was built by my father.\n\n“It will not hold.”\n\n"
        "The road is closed."
    )
    content = read(text, "en").attributions[0].content

    assert words_of(text, content).startswith("“The dam is old,” … “It was built by my father.")
    assert "road" not in words_of(text, content)


def test_a_list_is_read_line_by_line():
    text = (
        f"Yang diketahui sejauh ini:\n- 12 rumah hanyut\n- Menurut polisi, jalan ditutup\n* {PLAIN}"
    )

    assert said(text) == [("polisi", "jalan ditutup"), ("Dewi Rukmana", "tanggul itu jebol")]


def test_a_transcript_has_its_speakers():
    text = "MOOR: The dam is old. It will not hold.\nREED: Then we close the road."

    assert said(text, "en") == [
        ("MOOR", "The dam is old. It will not hold"),
        ("REED", "Then we close the road"),
    ]


@pytest.mark.parametrize("before", ["(tertawa) ", "(", "[tidak terdengar] "])
def test_what_a_transcript_puts_in_brackets_is_no_part_of_a_source(before):
    assert said(f"RUSDI: {before}{PLAIN}") == [("Dewi Rukmana", "tanggul itu jebol")]


def test_a_tweet_in_the_text_is_nobodys_quotation():
    text = f"{PLAIN}\n\nTanggul jebol!! 😱😱 #Lembayung pic.example.com/x8 — Info Lembayung (@infolembayung) March 3, 2031"

    assert said(text) == [("Dewi Rukmana", "tanggul itu jebol")]


def test_capitals_only():
    text = "TANGGUL ITU JEBOL, KATA DEWI RUKMANA."

    assert said(text) == [("DEWI RUKMANA", "TANGGUL ITU JEBOL")]


def test_noise_of_a_scanner_costs_its_own_sentence_only():
    text = f"Dewi Rukrnana menga- takan bahvva tangguI itu jeboI ,, seIama 2 jarn .\n{PLAIN}"

    assert ("Dewi Rukmana", "tanggul itu jebol") in said(text)


def test_text_without_punctuation_gives_spans_inside_it():
    text = "dewi rukmana mengatakan tanggul itu jebol menurut polisi jalan ditutup " * 50
    found = read(text)

    assert all(s.end <= len(text) for a in found.attributions for s in (*a.source, *a.content))


def test_another_language_in_the_middle():
    text = f"The dam broke on Monday, Ann Moor said.\n{PLAIN}\nПлотину закрыли, сообщили в мэрии."

    assert ("Dewi Rukmana", "tanggul itu jebol") in said(text)


def test_boilerplate_says_nothing():
    text = (
        f"Baca juga: Tanggul Jebol di Lembayung\n{PLAIN}\nADVERTISEMENT\nSCROLL TO CONTINUE\n"
        "Copyright © 2031 Kabar Ujung. Dilarang mengutip tanpa izin.\nSimak video di bawah ini:"
    )

    assert said(text) == [("Dewi Rukmana", "tanggul itu jebol")]


SHAPES = {
    "a cue again and again": "kata said ",
    "a source, a cue, again and again": "Ann Moor said that ",
    "marks only": "“ ” ",
    "news": "Menurut Dewi Rukmana, sungai meluap. “Air naik,” kata Rusdi Halim. ",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.slow
def test_two_hundred_thousand_words_take_seconds(shape):
    piece = SHAPES[shape]
    text = piece * (200_000 // len(piece.split()))
    begun = time.process_time()
    read(text)

    assert time.process_time() - begun < 20


@pytest.mark.skipif(not tagger_is_installed(), reason="the English tagger's model is not there")
@pytest.mark.slow
def test_the_tagger_reads_what_repeats_itself_once():
    text = "said " * 200_000
    begun = time.process_time()
    read(text, "en", AttributeSettings())

    assert time.process_time() - begun < 20


@pytest.mark.skipif(not tagger_is_installed(), reason="the English tagger's model is not there")
def test_half_a_character_moves_nothing():
    text = "The \ud800 dam broke on Monday, said Ann Moor."
    found = read(text, "en", AttributeSettings()).attributions

    assert ["Ann Moor"] == [words_of(text, one.source) for one in found]


def test_a_long_text_is_cut_into_the_same_tokens_in_blocks():
    text = (f"{PLAIN} “Air-naik,” kata\tDewi’s 12,5\u00a0km di U.S. " * 5 + "\n") * 2_500
    page = make_page(text, lexicon_of("id"))
    whole = TOKEN.split(text)[1::2]

    assert len(text) > 2 * BLOCK_CHARS
    assert page.words == whole
    assert [text[s:e] for s, e in zip(page.starts, page.ends, strict=True)] == whole
    assert page.lowers == [word.lower() for word in whole]


MEASURE = """
import sys
from pathlib import Path
from menurut.attribute import AttributeSettings, find_attributions
from menurut.model import Article
text = sys.stdin.read() * 20_000
found = find_attributions(Article(id="x", lang="en", text=text), AttributeSettings())
assert len(found.attributions) > 10_000
told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(told["VmHWM"].split()[0]) // 1024)
"""
"""Peak memory of this program alone: what `resource` tells begins with that of its parent."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.slow
def test_half_a_million_words_take_little_memory():
    story = (
        "The dam broke on Monday, said Ann Moor, the mayor of Eastwick, who had warned of it twice "
        "before.\nTom Reed told reporters that 12 houses were gone.\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=story, capture_output=True, text=True, check=True
    )

    assert int(done.stdout) < 400


@pytest.mark.slow
def test_shuffled_words_of_news_never_crash():
    chance = random.Random(7)
    words = [
        *PLAIN.split(),
        "“",
        "”",
        ",",
        ".",
        ":",
        "(",
        ")",
        "menurut",
        "dilansir",
        "dari",
        "Hulu",
        "Pos",
        "yang",
        "12",
        "-nya",
        "kata",
    ]
    for _ in range(200):
        read(" ".join(chance.choices(words, k=60)))


def test_a_closing_mark_among_open_ones_opens_nothing() -> None:
    assert find_attributions(Article(id="a", text='‘‘kata[’"', lang="id")).attributions == ()
