"""What `find_attributions` says about small invented articles."""

import msgspec
import pytest

from menurut.attribute import AttributeSettings, Finding, enrich, find_attributions
from menurut.attribute.lexicon import lexicon_of
from menurut.attribute.page import make_page
from menurut.model import Article, Attributed, Attribution, Credit, Span, words_of

PACK_ALONE = AttributeSettings(tagger=False)
STORY = (
    "KOTA LEMBAYUNG, KABAR UJUNG – Tanggul Sungai Kembang jebol pada Senin (3/3/2031) dan merendam 120 rumah.\n"
    "Menurut sumber di dinas yang berbicara dengan kantor berita Hulu, tanggul itu sudah retak sejak Januari.\n"
    "“Kami sudah melapor dua kali,” kata sumber itu.\n"
    "Kepala Dinas Bina Marga Kota Lembayung Dewi Rukmana membantah tuduhan itu. Ia menyebut tanggul kemungkinan "
    'besar rusak karena hujan. "Tidak ada laporan yang kami terima," ujarnya, seperti dikutip dari Warta Hilir.\n'
    "Ratusan warga dilaporkan mengungsi ke bukit."
)


def attributed(text: str, lang: str = "id", **more: object) -> Attributed:
    return find_attributions(Article(id="x", text=text, lang=lang, **more), PACK_ALONE)


def only(text: str, lang: str = "id") -> Attribution:
    (found,) = attributed(text, lang).attributions
    return found


def parts(text: str, a: Attribution) -> tuple[str, str, str]:
    return words_of(text, a.source), words_of(text, a.cue), words_of(text, a.content)


def test_story_has_its_six_attributions():
    expected = [
        ("sumber", "Menurut", "tanggul itu sudah retak sejak Januari"),
        ("sumber itu", "kata", "“Kami sudah melapor dua kali,”"),
        ("Kepala Dinas Bina Marga Kota Lembayung Dewi Rukmana", "membantah", "tuduhan itu"),
        ("Ia", "menyebut", "tanggul kemungkinan besar rusak karena hujan"),
        ("nya", "ujar", '"Tidak ada laporan yang kami terima,"'),
        ("", "dilaporkan", "Ratusan warga … mengungsi ke bukit"),
    ]

    found = attributed(STORY).attributions

    assert [(parts(STORY, a)) for a in found][1:] == expected[1:]
    assert words_of(STORY, found[0].content) == expected[0][2]


def test_labels_of_the_story():
    found = attributed(STORY).attributions

    assert [a.kind for a in found] == [
        "indirect",
        "direct",
        "indirect",
        "indirect",
        "direct",
        "indirect",
    ]
    assert [a.source_type for a in found] == [
        "anonymous", "anonymous", "person_named", "person_named", "person_named", "none",
    ]  # fmt: skip
    assert [words_of(STORY, a.hedge) for a in found][3:] == ["kemungkinan besar", "", "dilaporkan"]


def test_chain_runs_from_outlet_over_relay_to_endpoint():
    found = attributed(STORY, outlet="Kabar Ujung").attributions[0]

    assert [link.source_type for link in found.chain] == ["outlet", "outlet", "anonymous"]
    assert [link.name for link in found.chain][:2] == ["Kabar Ujung", "kantor berita Hulu"]
    assert not found.chain[1].inherited


def test_source_that_is_pointed_back_to_keeps_its_relay():
    found = attributed(STORY, outlet="Kabar Ujung").attributions[1]

    assert found.via == ()
    assert [(link.name, link.inherited) for link in found.chain[:2]] == [
        ("Kabar Ujung", False),
        ("kantor berita Hulu", True),
    ]


def test_agency_that_the_article_credits_stands_in_every_chain():
    text = "“Air naik,” kata Dewi Rukmana. (Hulu)"
    credit = Credit(name="Hulu", kind="wire", spans=(Span(32, 36),))

    found = attributed(text, outlet="Kabar Ujung", credits=(credit,)).attributions[0]

    assert [(link.name, link.inherited) for link in found.chain] == [
        ("Kabar Ujung", False),
        ("Hulu", True),
        ("Dewi Rukmana", False),
    ]


def test_relay_formula_covers_its_sentence_only():
    found = attributed(STORY).attributions

    assert [[words_of(STORY, via) for via in a.via] for a in found][3:] == [[], ["Warta Hilir"], []]


def test_claim_without_a_source_is_reported():
    found = attributed(STORY)

    assert words_of(STORY, found.unattributed).startswith("KOTA LEMBAYUNG, KABAR UJUNG – Tanggul")
    assert len(found.unattributed) == 1


def test_content_in_two_fragments():
    text = "Banyak rumah, kata Dewi Rukmana, belum dihuni kembali."

    assert parts(text, only(text)) == (
        "Dewi Rukmana",
        "kata",
        "Banyak rumah … belum dihuni kembali",
    )


def test_quotation_without_cue_goes_on_with_its_speaker():
    text = "“Air naik,” kata Dewi Rukmana. “Kami takut.”"

    assert parts(text, only(text))[2] == "“Air naik,” … “Kami takut.”"


def test_verb_that_shares_its_subject():
    text = "Dewi Rukmana mengatakan tanggul aman dan menambahkan bahwa air surut."

    found = attributed(text).attributions

    assert [parts(text, a) for a in found] == [
        ("Dewi Rukmana", "mengatakan", "tanggul aman"),
        ("Dewi Rukmana", "menambahkan", "bahwa air surut"),
    ]


def test_statement_inside_a_statement_is_nested():
    text = "Dewi Rukmana mengatakan bahwa sungai, menurut data Badan Sungai, naik dua meter."

    outer, inner = attributed(text).attributions

    assert (outer.nested, inner.nested) == (False, True)
    assert words_of(text, inner.source) == "Badan Sungai"
    assert [words_of(text, via) for via in inner.via] == ["Dewi Rukmana"]


def test_ambiguous_short_name_has_no_antecedent():
    text = "Bupati Rusdi Halim datang. Menteri Sari Halim juga datang. “Air surut,” kata Halim."

    assert only(text).antecedent == ()


def test_pronoun_after_two_persons_has_no_antecedent():
    text = "Presiden Rusli Darma bertemu Menteri Sari Wulan. Ia mengatakan sungai sudah surut."

    assert only(text).antecedent == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Warga setempat, Sari Wulan,", "person_named"),
        ("Kepala Dinas Bina Marga", "office_unnamed"),
        ("Bupati Lembayung Rusdi Halim", "person_named"),
        ("Gubernur Lembayung Barat", "office_unnamed"),
        ("Kota Lembayung", "organisation"),
        ("BSN", "organisation"),
        ("Kantor berita Hulu", "outlet"),
        ("hulu.com", "outlet"),
        ("Hasil survei", "document"),
        ("Sejumlah saksi mata", "group"),
        ("Dua sumber", "anonymous"),
    ],
)
def test_types_of_sources(source, expected):
    assert only(f"{source} mengatakan tanggul sudah jebol.").source_type == expected


@pytest.mark.parametrize("name", ["Dimas Berlian", "Meutia Darma", "Dirga Terbit"])
def test_names_that_look_like_verbs(name):
    text = f"{name} mengatakan tanggul aman."

    assert words_of(text, only(text).source) == name


def test_missing_opening_mark_is_still_a_quotation():
    text = "Nanti kita umumkan, tunggu saja,” kata Dewi Rukmana."

    found = only(text)

    assert (found.kind, words_of(text, found.content)) == (
        "direct",
        "Nanti kita umumkan, tunggu saja,”",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Air surut dengan kata lain warga bisa pulang.",
        "Ia datang untuk mengatakan terima kasih.",
        "Buku itu bagus.",
        "",
        "   \n\n ",
    ],
)
def test_what_reports_nothing(text):
    assert attributed(text).attributions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We closed it,” Moor said. “It was old.”",
            ("Moor", "said", "“We closed it,” … “It was old.”"),
        ),
        ("The plan was criticized by Ann Moor.", ("Ann Moor", "was criticized", "The plan")),
        ("MOOR: The dam is old. It will break.", ("MOOR", ":", "The dam is old. It will break")),
        (
            "In a letter to the council, Moor wrote:\n\nThe dam is old.",
            ("Moor", "wrote", "The dam is old"),
        ),
    ],
)
def test_english_shapes(text, expected):
    assert parts(text, only(text, "en")) == expected


def test_language_without_a_pack_gives_nothing():
    assert attributed("Tämä on uutinen.", "fi").attributions == ()


def test_malay_is_read_with_the_indonesian_pack():
    text = "Jambatan itu ditutup, kata Dewi Rukmana."

    assert parts(text, only(text, "ms"))[0] == "Dewi Rukmana"


def test_settings_override_the_language_and_the_threshold():
    article = Article(id="x", lang="fi", text="Jembatan itu ditutup, kata Dewi Rukmana.")

    assert len(find_attributions(article, AttributeSettings(language="id")).attributions) == 1
    assert (
        find_attributions(article, AttributeSettings(language="id", min_confidence=1)).attributions
        == ()
    )


def test_findings_of_another_finder_are_labelled_alike():
    text = "Dewi Rukmana shrugged: tidak ada laporan."
    page = make_page(text, lexicon_of("id"), "Kabar Ujung")
    finding = Finding(
        source=(Span(0, 12),),
        cue=(Span(13, 21),),
        content=(Span(23, 40),),
        rule="tagger",
        confidence=0.6,
    )

    (found,) = enrich(page, [finding])

    assert (found.source_type, found.kind, found.rule, found.confidence) == (
        "person_named", "indirect", "tagger", 0.6,
    )  # fmt: skip
    assert [link.name for link in found.chain] == ["Kabar Ujung", "Dewi Rukmana"]


def test_result_survives_json():
    found = attributed(STORY, outlet="Kabar Ujung")

    assert msgspec.json.decode(msgspec.json.encode(found), type=Attributed) == found
