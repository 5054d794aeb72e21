"""Read the public sources of the translation tables: files in, (foreign, English) pairs out.

One function for each format, all of one shape: `inputs -> pairs`, where each input is the
files of one reference by their paths (a single file, or the pages of a folder). Text comes out in
NFC with its white space made single; markup is taken off. Pairs of which a side is empty, and
pages whose paragraphs do not answer each other, are left out.

Weakness: paragraphs are paired by their place in a section, so a translator who swapped two of
them gives two wrong pairs.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
import tarfile
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache

Files = dict[str, bytes]
Pair = tuple[str, str]
Format = Callable[[Sequence[Files]], Iterator[Pair]]

POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OTHER_SCRIPTS = {"ru", "uk", "ar"}
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""The 64 digits of a dictd index."""


def plain(text: str) -> str:
    r"""One line, single spaces, NFC.

    >>> plain(" dua\u00a0 kapal\n")
    'dua kapal'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def sole(files: Files) -> str:
    """The text of the one file of a reference."""
    (data,) = files.values()
    return data.decode("utf-8-sig")


def tmx_pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
    """A translation memory (TMX 1.4) of English and one language; plain, or alone in a ZIP."""
    (data,) = inputs[0].values()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = packed.read(packed.namelist()[0])
    for unit in ET.fromstring(data).iter("tu"):
        sides = {
            tuv.get(XML_LANG) == "en": "".join(seg.itertext())
            for tuv in unit.iter("tuv")
            for seg in tuv.iter("seg")
        }
        if len(sides) == 2:
            yield sides[False], sides[True]


def line_pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
    """Two files whose lines answer each other."""
    foreign, english = (sole(files).removesuffix("\n").split("\n") for files in inputs)
    if len(foreign) != len(english):
        msg = f"{len(foreign)} lines against {len(english)} English ones"
        raise ValueError(msg)
    yield from zip(foreign, english, strict=True)


def numbered_pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
    """Two files of `number TAB sentence`; sentences of one number answer each other (TALPCo)."""
    foreign, english = (
        dict(line.split("\t", 1) for line in sole(files).splitlines() if "\t" in line)
        for files in inputs
    )
    for number in foreign.keys() & english.keys():
        yield foreign[number], english[number]


def csv_pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
    """CSV files with columns `indonesian` and `english` (NusaX)."""
    for files in inputs:
        for row in csv.DictReader(io.StringIO(sole(files))):
            yield row["indonesian"], row["english"]


def squad_texts(data: str) -> tuple[dict[str, str], list[str]]:
    """Questions by their number, and the paragraphs they are about."""
    paragraphs = [p for article in json.loads(data)["data"] for p in article["paragraphs"]]
    questions = {q["id"]: q["question"] for p in paragraphs for q in p["qas"]}
    return questions, [p["context"] for p in paragraphs]


def squad_pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
    """Questions of two SQuAD files, and the sentences of paragraphs with as many on each side."""
    (questions, paragraphs), (asked, english) = (squad_texts(sole(files)) for files in inputs)
    for number in questions.keys() & asked.keys():
        yield questions[number], asked[number]
    for ours, theirs in zip(paragraphs, english, strict=True):
        # "Three lines. Two stops!" has two; "3.5 km" is not cut.
        sides = [re.split(r"(?<=[.!?؟])\s+", side.strip()) for side in (ours, theirs)]
        if len(sides[0]) == len(sides[1]):
            yield from zip(*sides, strict=True)


def without_markup(block: str) -> str:
    """Text of a Markdown block: no tags, link targets, heading, list, quote or code marks."""
    block = re.sub(r"<[^>]*>", " ", block)
    # "[the guide](../guide.md)" and "![chart](chart.png)" keep their words.
    block = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", block)
    block = re.sub(r"^\s*(?:#+|[*>-]|\d+\.)\s+", "", block, flags=re.MULTILINE)
    return plain(re.sub(r"`|\*\*", "", block))


Block = tuple[bool, str]
"""Whether it is a heading, and its text."""


def blocks_of(page: str) -> list[Block]:
    """The paragraphs of a Markdown page, without front matter and code."""
    page = re.sub(r"\A---\n.*?\n---\n", "", page, flags=re.DOTALL)
    page = re.sub(r"^\s*```.*?^\s*```[ \t]*$", "", page, flags=re.DOTALL | re.MULTILINE)
    blocks = [(b.lstrip().startswith("#"), without_markup(b)) for b in re.split(r"\n\s*\n", page)]
    return [(heading, text) for heading, text in blocks if any(map(str.isalnum, text))]


def sections_of(blocks: Sequence[Block]) -> list[list[str]]:
    """Blocks by section; each section begins with its heading, the first may have none."""
    sections: list[list[str]] = [[]]
    for heading, text in blocks:
        if heading:
            sections.append([])
        sections[-1].append(text)
    return sections


def page_pairs(foreign: str, english: str) -> Iterator[Pair]:
    """Paragraphs of one Markdown page and its English one, by their place in their section.

    Pages with another number of headings are left out, and so are sections with another number
    of paragraphs: paired by the place in the page alone, one sentence more in a translation
    shifts all pairs after it.
    """
    ours, theirs = sections_of(blocks_of(foreign)), sections_of(blocks_of(english))
    if len(ours) == len(theirs):
        for a, b in zip(ours, theirs, strict=True):
            if len(a) == len(b):
                yield from zip(a, b, strict=True)


def tldr_lines(page: str) -> list[tuple[str, str]]:
    """Mark (`>` about the command, `-` about an example) and text of the prose of a tldr page."""
    found = re.findall(r"^([>-]) (.*)$", page, flags=re.MULTILINE)
    # "> More information: <https://…>." is the same in all languages.
    prose = ((mark, re.sub(r"[`\[\]]", "", text)) for mark, text in found if "<http" not in text)
    return [(mark, plain(text).rstrip(": ")) for mark, text in prose]


def tldr_page_pairs(foreign: str, english: str) -> Iterator[Pair]:
    """The prose of a tldr page, if both pages have the same lines."""
    ours, theirs = tldr_lines(foreign), tldr_lines(english)
    if [mark for mark, _ in ours] == [mark for mark, _ in theirs]:
        yield from ((a, b) for (_, a), (_, b) in zip(ours, theirs, strict=True))


def paired_pages(read: Callable[[str, str], Iterator[Pair]]) -> Format:
    """A format of two folders whose pages of one path answer each other."""

    def pairs(inputs: Sequence[Files]) -> Iterator[Pair]:
        foreign, english = inputs
        for path in sorted(foreign.keys() & english.keys()):
            yield from read(foreign[path].decode("utf-8-sig"), english[path].decode("utf-8-sig"))

    return pairs


@cache
def debian_files(package: bytes) -> Files:
    """The files of a Debian package (an `ar` archive with data.tar.xz in it)."""
    at = 8  # after "!<arch>\n"
    while at < len(package):
        name, size = package[at : at + 16].decode().strip(" /"), int(package[at + 48 : at + 58])
        if name == "data.tar.xz":
            content = lzma.decompress(package[at + 60 : at + 60 + size])
            with tarfile.open(fileobj=io.BytesIO(content)) as packed:
                return {  # nothing to extract: only of what is no file
                    m.name.removeprefix("./"): packed.extractfile(m).read()  # type: ignore[union-attr]
                    for m in packed
                    if m.isfile()
                }
        at += 60 + size + size % 2
    msg = "no data.tar.xz in the Debian package"
    raise ValueError(msg)


def synset(line: str, pos: str) -> tuple[str, tuple[list[str], str]]:
    r"""Number, words and definition of one line of a WordNet data file (wndb(5WN)).

    >>> synset("00000042 03 n 02 harbor_town 0 port 1 000 | a place; \"a busy port\"", "n")
    ('00000042-n', (['harbor town', 'port'], 'a place'))
    """
    fields, _, gloss = line.partition(" | ")
    parts = fields.split()
    words = parts[4 : 4 + 2 * int(parts[3], 16) : 2]
    # "galore(ip)": where an adjective may stand is no part of it.
    named = [re.sub(r"\((?:a|p|ip)\)$", "", word).replace("_", " ") for word in words]
    return f"{parts[0]}-{pos}", (named, gloss.split('; "')[0].strip())


@cache
def wordnet(package: bytes) -> dict[str, tuple[list[str], str]]:
    """Princeton WordNet 3.0 of the Debian package: synset to its words and its definition."""
    files = debian_files(package)
    return dict(
        synset(line, pos)
        for name, pos in POS.items()
        for line in files[f"usr/share/wordnet/data.{name}"].decode("latin-1").splitlines()
        if not line.startswith("  ")  # the licence
    )


def tab_rows(data: str) -> Iterator[tuple[str, str, str]]:
    """Synset, kind of entry (`lemma`, `def`) and text of an Open Multilingual Wordnet file."""
    for line in data.splitlines():
        fields = line.split("\t")
        if len(fields) > 2 and not line.startswith("#"):
            # Satellite adjectives (-s) are numbered among the adjectives.
            yield re.sub("-s$", "-a", fields[0]), fields[1].rpartition(":")[2], fields[-1]


def wordnet_words(inputs: Sequence[Files]) -> Iterator[Pair]:
    """WordNet's Debian package and .tab files: each word with the English words of its synsets."""
    package, *tabs = inputs
    english = wordnet(*package.values())
    for tab in tabs:
        for number, kind, word in tab_rows(sole(tab)):
            if kind == "lemma" and number in english:
                yield from ((word.replace("_", " "), other) for other in english[number][0])


def wordnet_definitions(inputs: Sequence[Files]) -> Iterator[Pair]:
    """WordNet's Debian package and a .tab file: definitions of one synset."""
    package, tab = inputs
    english = wordnet(*package.values())
    for number, kind, text in tab_rows(sole(tab)):
        if kind == "def" and number in english:
            yield text, english[number][1]


def dictd_number(digits: str) -> int:
    """A number of a dictd index.

    >>> dictd_number("BA")
    64
    """
    value = 0
    for digit in digits:
        value = value * 64 + DIGITS.index(digit)
    return value


def dictionary_entry(entry: str) -> Iterator[Pair]:
    r"""Translations of one entry of a WikDict dictionary.

    The first line is the headword with its sound and word class, then come the translations, or
    several numbered lines of them, each with an explanation under it:

    >>> list(dictionary_entry("harbor /ˈhɑːbə/ <n>\n1. pelabuhan, bandar\nwhere ships lie"))
    [('pelabuhan', 'harbor'), ('bandar', 'harbor')]
    """
    head, *lines = entry.split("\n")
    headword = re.split(r"\s+[/<]", head)[0].strip()
    numbered = [line for line in lines if re.match(r"\d+\. ", line)]
    for line in numbered or lines[:1]:
        # The number of a second meaning may hang at the end: "pelabuhan 2."
        words = re.sub(r"^\d+\. |\s+\d+\.\s*$|^\d+\.?$|<[^>]*>", "", line)
        yield from ((word.strip(), headword) for word in re.split("[,;]", words))


def dictionary_words(inputs: Sequence[Files]) -> Iterator[Pair]:
    """A dictd dictionary from English in a Debian package (FreeDict)."""
    files = debian_files(*inputs[0].values())
    (index,) = (data for path, data in files.items() if path.endswith(".index"))
    (packed,) = (data for path, data in files.items() if path.endswith(".dict.dz"))
    text = gzip.decompress(packed)
    for line in index.decode().splitlines():
        word, start, size = line.split("\t")[:3]
        if not word.startswith("00"):  # about the dictionary itself
            at = dictd_number(start)
            yield from dictionary_entry(text[at : at + dictd_number(size)].decode())


FORMATS: dict[str, Format] = {
    "tmx": tmx_pairs,
    "lines": line_pairs,
    "numbered": numbered_pairs,
    "csv": csv_pairs,
    "squad": squad_pairs,
    "markdown": paired_pages(page_pairs),
    "tldr": paired_pages(tldr_page_pairs),
    "wordnet": wordnet_words,
    "wordnet-definitions": wordnet_definitions,
    "dictd": dictionary_words,
}


def read_pairs(name: str, inputs: Sequence[Files], lang: str, *, words: bool) -> list[Pair]:
    """The pairs of one format, cleaned, each once, in order of their text.

    `words` are kept where both sides are alike (names are); such a sentence was not translated,
    nor was one without a letter of its language's script.
    """
    found = ((plain(a), plain(b)) for a, b in FORMATS[name](inputs))
    pairs = sorted({(a, b) for a, b in found if a and b and (words or a != b)})
    if words or lang not in OTHER_SCRIPTS:
        return pairs
    return [(a, b) for a, b in pairs if any(c.isalpha() and c > "ʯ" for c in a)]
