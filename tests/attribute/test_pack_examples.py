"""Every example sentence of every pack comes out as it is marked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from menurut.attribute import AttributeSettings, find_attributions
from menurut.languages import known_languages, load_pack
from menurut.languages.attribution import AttributionWords, Example, WordList
from menurut.model import Article, Attribution, Span, Spans, words_of

PACK_ALONE = AttributeSettings(tagger=False)
MARK = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}|<([^>]*)>")


def unmark(marked: str) -> tuple[str, dict[str, Spans]]:
    """The bare sentence, and where its source, cue and content stand."""
    text, parts, at = "", {"source": [], "cue": [], "content": []}, 0
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        role = ("source", "cue", "content")[match.lastindex - 1]
        parts[role].append(Span(len(text), len(text) + len(match[match.lastindex])))
        text += match[match.lastindex]
        at = match.end()
    return text + marked[at:], {role: tuple(spans) for role, spans in parts.items()}


def all_examples() -> Iterator[tuple[str, str, Example]]:
    for code in known_languages():
        words = load_pack(code).attribution
        for group in words.cues:
            yield from ((code, group.kind, example) for example in group.examples)
        for field in AttributionWords.__struct_fields__:
            value = getattr(words, field)
            if isinstance(value, WordList):
                yield from ((code, field, example) for example in value.examples)


EXAMPLES = list(all_examples())


def matching(found: tuple[Attribution, ...], parts: dict[str, Spans]) -> Attribution | None:
    roles = [role for role in ("cue", "content") if parts[role]]
    hits = [a for a in found if all(getattr(a, role) == parts[role] for role in roles)]
    return next((a for a in hits if a.source == parts["source"]), None)


@pytest.mark.parametrize(
    ("code", "example"),
    [(code, example) for code, _, example in EXAMPLES],
    ids=[f"{c}-{e}-{i}" for i, (c, e, _) in enumerate(EXAMPLES)],
)
def test_example_comes_out_as_marked(code: str, example: Example):
    text, parts = unmark(example.text)

    # The examples show what the pack does; the tagger would hide its slips.
    pack_alone = AttributeSettings(tagger=False)
    found = find_attributions(Article(id="x", lang=code, text=text), pack_alone).attributions
    got = matching(found, parts)

    assert got is not None, [
        (words_of(text, a.source), words_of(text, a.cue), words_of(text, a.content)) for a in found
    ]
    if example.source_type is not None:
        assert got.source_type == example.source_type
    if example.hedge is not None:
        assert words_of(text, got.hedge) == example.hedge
    if example.via is not None:
        assert tuple(words_of(text, via) for via in got.via) == example.via
    if example.antecedent is not None:
        assert words_of(text, got.antecedent) == example.antecedent


def test_every_cue_group_has_an_example():
    without = [
        (code, group.words[:2])
        for code in known_languages()
        for group in load_pack(code).attribution.cues
        if not group.examples
    ]

    assert without == []


def coverage_rows() -> list[str]:
    rows = []
    for code in known_languages():
        pack = load_pack(code)
        words = sum(len(group.words) for group in pack.attribution.cues)
        examples = sum(c == code for c, _, _ in EXAMPLES)
        if words:
            rows.append(
                f"| {code} | {pack.name} | {len(pack.attribution.cues)} | {words} | {examples} |"
            )
    return rows


def test_the_page_on_adding_a_language_lists_what_we_have():
    page = (Path(__file__).parents[2] / "docs" / "add-a-language.md").read_text(encoding="utf-8")

    assert page.rstrip().splitlines()[-len(coverage_rows()) :] == coverage_rows()
