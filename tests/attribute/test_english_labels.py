"""Kinds of sources, acts and relays in English: what a reporter would say of each."""

import pytest

from menurut.attribute import AttributeSettings, find_attributions
from menurut.model import Article, Attribution, words_of

PACK_ALONE = AttributeSettings(tagger=False)


def only(text: str) -> Attribution:
    article = Article(id="x", lang="en", text=text, outlet="Upland Courier")
    (found,) = find_attributions(article, PACK_ALONE).attributions
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A police spokeswoman", "office_unnamed"),
        ("A spokesman for Ann Moor", "office_unnamed"),
        ("The governor’s office", "organisation"),
        ("The Treasury", "organisation"),
        ("Dalvik Mining", "organisation"),
        ("The rights group Open Door", "organisation"),
        ("Growers", "group"),
        ("Dozens of residents", "group"),
        ("Scientists at the University of Hulu", "group"),
        ("A leaked memo", "document"),
        ("Court records", "document"),
        ("Local media", "outlet"),
        ("The daily Costa Nova", "outlet"),
        ("A viral video", "other"),
        ("Two people familiar with the talks", "anonymous"),
        ("An official who was not authorised to speak to the press", "anonymous"),
        ("Republic Party chairman Tom Eskola", "person_named"),
        ("His lawyer, Greta Molin,", "person_named"),
    ],
)
def test_kind_of_source(source, expected):
    assert only(f"{source} said that the dam was weak.").source_type == expected


def test_anonymity_asked_for_beside_the_source():
    text = "The dam was weak, said a diplomat, speaking on condition of anonymity."

    assert only(text).source_type == "anonymous"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Ann Moor asked whether the dam was safe.", "say"),
        ("Ann Moor asked residents to leave.", "directive"),
        ("Ann Moor urged residents to leave.", "directive"),
        ("Ann Moor hopes to rebuild the dam.", "intention"),
        ("Ann Moor believes the dam will hold.", "belief"),
        ("The court ruled that the dam must close.", "decree"),
    ],
)
def test_act(text, act):
    assert only(text).act == act


@pytest.mark.parametrize("cue", ["claimed", "alleged"])
def test_cues_that_keep_a_distance(cue):
    text = f"Ann Moor {cue} that the dam was weak."

    assert words_of(text, only(text).hedge) == cue


@pytest.mark.parametrize(
    ("text", "source", "via"),
    [
        ("The Hulu Post reported, citing two officials, that the dam was weak.", "two officials", ["The Hulu Post"]),
        ("Citing the council, the Hulu Post said the dam was safe.", "the council", ["the Hulu Post"]),
        ("Ann Moor was quoted by the Hulu Post as saying the dam was safe.", "Ann Moor", ["the Hulu Post"]),
        ("The dam was weak, a guard told the Hulu Post, as reported by Meridien.", "a guard", ["Meridien", "the Hulu Post"]),
        ("In remarks carried by state television, Ann Moor said the dam was safe.", "Ann Moor", ["state television"]),
        ("According to Ann Moor, who spoke to Meridien, the dam was safe.", "Ann Moor", ["Meridien"]),
    ],
)  # fmt: skip
def test_relays(text, source, via):
    found = only(text)

    assert words_of(text, found.source) == source
    assert [words_of(text, part) for part in found.via] == via


def test_the_company_is_not_its_employee():
    text = "An employee of the company said the dam was weak. The company said it was safe."
    article = Article(id="x", lang="en", text=text)
    found = find_attributions(article, PACK_ALONE).attributions

    assert [a.source_type for a in found] == ["office_unnamed", "organisation"]
    assert found[1].antecedent == ()
