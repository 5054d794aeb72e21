"""Translated passages: what must be found, what must not, and what must never break."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.archive import Archive
from menurut.model import Article, Reuse
from menurut.reuse import (
    find_translations,
    find_translations_among,
    fingerprint_article,
    has_older_index,
    index_translation,
)

ENGLISH = """Fire destroys grain silo in Port Vellamo
A fire destroyed a grain silo in the harbour of Port Vellamo on Tuesday night and injured 14 workers, the fire brigade said.
The flames were first seen at about 9:30 p.m. near the northern gate of the terminal, which belongs to the company Orlan & Tessier.
Firefighters from three towns needed six hours to bring the blaze under control.
Mayor Idris Kalvani told reporters that the cause was not yet known and that an investigation had begun.
The silo held 2,400 tonnes of wheat and was built in 1987.
Schools near the port will remain closed until Thursday because of the smoke."""

INDONESIAN = """Kebakaran Hancurkan Gudang Gandum di Port Vellamo
Kebakaran menghancurkan sebuah silo gandum di pelabuhan Port Vellamo pada Selasa malam dan melukai 14 pekerja, kata dinas pemadam kebakaran.
Api pertama kali terlihat sekitar pukul 21.30 di dekat gerbang utara terminal milik perusahaan Orlan & Tessier.
Petugas pemadam kebakaran dari tiga kota membutuhkan enam jam untuk mengendalikan api.
Wali Kota Idris Kalvani mengatakan kepada wartawan bahwa penyebabnya belum diketahui dan penyelidikan telah dimulai.
Silo itu berisi 2.400 ton gandum dan dibangun pada 1987.
Sekolah di dekat pelabuhan akan tetap ditutup sampai Kamis karena asap."""

RUSSIAN = """Пожар уничтожил зернохранилище в порту Велламо
Пожар уничтожил зернохранилище в гавани Порт-Велламо во вторник вечером, 14 рабочих получили ранения, сообщила пожарная служба.
Пламя впервые заметили около 21:30 у северных ворот терминала, который принадлежит компании «Орлан и Тессье».
Пожарным из трёх городов понадобилось шесть часов, чтобы взять огонь под контроль.
Мэр Идрис Калвани сказал журналистам, что причина пока неизвестна и что расследование началось.
В хранилище было 2400 тонн пшеницы, его построили в 1987 году.
Школы рядом с портом будут закрыты до четверга из-за дыма."""

ARABIC = """حريق يدمر صومعة حبوب في ميناء فيلامو
دمر حريق صومعة للحبوب في ميناء بورت فيلامو مساء الثلاثاء وأصاب ١٤ عاملا، بحسب ما قالت فرقة الإطفاء.
شوهدت النيران لأول مرة قرابة الساعة 9:30 مساء قرب البوابة الشمالية للمحطة التي تملكها شركة أورلان وتيسييه.
احتاج رجال الإطفاء من ثلاث مدن إلى ست ساعات للسيطرة على الحريق.
وقال رئيس البلدية إدريس كالفاني للصحفيين إن السبب غير معروف بعد وإن التحقيق قد بدأ.
كانت الصومعة تحتوي على ٢٤٠٠ طن من القمح وقد بنيت عام 1987.
ستبقى المدارس القريبة من الميناء مغلقة حتى الخميس بسبب الدخان."""

UKRAINIAN = """Пожежа знищила зерносховище в порту Велламо
Пожежа знищила зерносховище в гавані Порт-Велламо у вівторок увечері, 14 робітників зазнали поранень, повідомила пожежна служба.
Полум'я вперше побачили близько 21:30 біля північних воріт терміналу, який належить компанії «Орлан і Тессьє».
Пожежникам із трьох міст знадобилося шість годин, щоб узяти вогонь під контроль.
Мер Ідріс Калвані сказав журналістам, що причина поки невідома і що розслідування почалося.
У сховищі було 2400 тонн пшениці, його збудували в 1987 році.
Школи поруч із портом будуть закриті до четверга через дим."""

MALAY = """Kebakaran Musnahkan Silo Bijirin di Port Vellamo
Kebakaran memusnahkan sebuah silo bijirin di pelabuhan Port Vellamo pada malam Selasa dan mencederakan 14 pekerja, kata pasukan bomba.
Api mula-mula dilihat kira-kira jam 9.30 malam berhampiran pintu utara terminal milik syarikat Orlan & Tessier.
Anggota bomba dari tiga bandar memerlukan enam jam untuk mengawal api itu.
Datuk Bandar Idris Kalvani memberitahu pemberita bahawa puncanya belum diketahui dan siasatan telah dimulakan.
Silo itu mengandungi 2,400 tan gandum dan dibina pada 1987.
Sekolah berhampiran pelabuhan akan kekal ditutup sehingga Khamis kerana asap."""

INDEPENDENT = """Warga Pelabuhan Vellamo Cemas Setelah Silo Terbakar
Ratna Suwiji masih memeluk kucingnya ketika tetangga mengetuk pintu rumahnya di gang belakang pelabuhan.
Asap hitam menutup langit Port Vellamo, dan anak-anak dibawa mengungsi ke balai warga dengan selimut seadanya.
Kami tidak sempat membawa apa-apa selain surat tanah, ujar perempuan itu sambil menunggu antrean bubur.
Pemilik gudang, Orlan & Tessier, berjanji mengganti kerugian, tetapi warga mengaku sudah pernah mendengar janji serupa.
Dinas kesehatan membagikan 600 masker dan meminta orang lanjut usia tinggal di dalam rumah."""

OTHER = """Teluk Marsuna membuka perpustakaan apung
Perpustakaan apung pertama di Teluk Marsuna mulai melayani pembaca pada hari Minggu, kata pengelolanya.
Kapal kayu itu membawa 3.100 buku dan singgah di sembilan pulau setiap bulan.
Anak-anak boleh meminjam dua buku dan mengembalikannya pada kunjungan berikutnya."""

VERSIONS = {
    "en": ENGLISH,
    "id": INDONESIAN,
    "ms": MALAY,
    "ru": RUSSIAN,
    "uk": UKRAINIAN,
    "ar": ARABIC,
}


def article(lang: str, text: str | None = None, *, name: str | None = None) -> Article:
    return Article(id=name or lang, text=VERSIONS[lang] if text is None else text, lang=lang)


def linked(reuses: tuple[Reuse, ...]) -> set[frozenset[str]]:
    return {frozenset((r.a, r.b)) for r in reuses}


def covered(reuses: tuple[Reuse, ...], name: str) -> int:
    return sum(r.a1 - r.a0 if r.a == name else r.b1 - r.b0 for r in reuses)


@pytest.mark.parametrize("lang", ["id", "ms", "ru", "uk", "ar"])
def test_a_translation_from_english_is_found_nearly_whole(lang):
    reuses = find_translations_among([article("en"), article(lang), article("id", OTHER, name="o")])

    assert {frozenset(("en", lang))} == linked(reuses)
    assert all(r.kind == "translation" for r in reuses)
    assert covered(reuses, lang) >= 0.8 * len(VERSIONS[lang])


@pytest.mark.parametrize(("one", "two"), [("id", "ru"), ("ms", "ar"), ("id", "ms"), ("ru", "uk")])
def test_two_translations_meet_through_english(one, two):
    reuses = find_translations_among([article(one), article(two)])

    assert {frozenset((one, two))} == linked(reuses)


def test_an_abridged_translation_of_three_sentences_is_found():
    short = "\n".join(INDONESIAN.split("\n")[1:4])

    assert find_translations_among([article("en"), article("id", short)])


def test_boilerplate_between_the_sentences_does_not_hide_a_translation():
    lines = INDONESIAN.split("\n")
    padded = "\n".join([*lines[:3], "Baca juga: Resep bubur hangat untuk musim hujan", *lines[3:]])

    assert find_translations_among([article("en"), article("id", padded)])


def test_an_independent_report_of_the_same_event_is_not_a_translation():
    assert find_translations_among([article("en"), article("id", INDEPENDENT)]) == ()


def test_a_headline_alone_is_not_a_translation():
    lines = [INDONESIAN.split("\n", maxsplit=1)[0], *OTHER.split("\n")[1:]]

    assert find_translations_among([article("en"), article("id", "\n".join(lines))]) == ()


def test_a_common_statement_alone_is_not_a_translation():
    shared = INDONESIAN.split("\n")[4]

    assert find_translations_among([article("en"), article("id", f"{OTHER}\n{shared}")]) == ()


def test_a_list_of_names_is_not_a_translation():
    names = "Idris Kalvani, Orlan, Tessier, Port Vellamo, " * 400

    assert find_translations_among([article("en"), article("id", names)]) == ()


def test_a_wrong_language_tag_changes_nothing():
    wrong = Article(id="id", text=INDONESIAN, lang="en")

    assert find_translations_among([article("en"), article("id")]) == find_translations_among(
        [article("en"), wrong]
    )


def test_no_language_tag_is_needed():
    bare = [Article(id=lang, text=VERSIONS[lang]) for lang in ("en", "ru")]

    assert {frozenset(("en", "ru"))} == linked(find_translations_among(bare))


def test_copies_in_one_language_are_left_to_others():
    assert find_translations_among([article("en"), article("en", name="again")]) == ()


def test_one_text_under_two_tags_is_a_copy_not_a_translation():
    spanish = (
        "El incendio destruyó el silo de Port Vellamo el martes por la noche, dijo la alcaldía.\n"
        "Catorce obreros de Orlan & Tessier resultaron heridos cuando cayó el techo del almacén.\n"
        "El alcalde Idris Kalvani pidió a los vecinos cerrar las ventanas hasta el jueves."
    )
    articles = [article("es", spanish), article("pt", spanish), Article(id="bare", text=spanish)]

    assert find_translations_among(articles) == ()


def test_look_alike_letters_do_not_hide_a_translation():
    disguised = ENGLISH.replace("harbour", "h\u0430rbour").replace("cause", "c\u0430us\u0435")

    assert find_translations_among([article("en", disguised), article("id")])


def test_arabic_in_latin_letters_is_no_trouble():
    chat = "7ariq kabir fi mina2 Vellamo, 14 3amil\nel balad kolaha dokhan w Idris Kalvani sakit"

    assert find_translations_among([article("en"), article("ar", chat)]) == ()


def test_a_text_in_two_languages_is_read_in_the_more_frequent_one():
    mixed = INDONESIAN + "\nThe fire was under control."

    assert find_translations_among([article("en"), Article(id="mixed", text=mixed)])


def test_a_language_without_a_table_is_found_by_names_and_numbers_and_trusted_less():
    french = (
        "Un incendie a détruit un silo à Port Vellamo mardi 14 mars 2031, blessant 14 ouvriers de "
        "Orlan & Tessier.\nLe maire Idris Kalvani et le commandant Bastien Rukavina ont visité le "
        "terminal Orlan & Tessier de Port Vellamo.\nLe silo contenait 2 400 tonnes, assurées pour "
        "8.750.000 dinars par la compagnie Hestermann Vorlund."
    )
    english = (
        "A fire destroyed a silo in Port Vellamo on Tuesday, 14 March 2031, injuring 14 workers of "
        "Orlan & Tessier.\nMayor Idris Kalvani and commander Bastien Rukavina visited the Orlan & "
        "Tessier terminal in Port Vellamo.\nThe silo held 2 400 tonnes, insured for 8,750,000 dinars "
        "by the company Hestermann Vorlund."
    )
    reuses = find_translations_among([article("en", english), article("fr", french)])

    assert {frozenset(("en", "fr"))} == linked(reuses)
    assert max(r.similarity for r in reuses) <= 0.6


def test_spanish_has_no_table_and_is_found_by_names_and_numbers_alone():
    spanish = (
        "El transbordador Tanira se hundió frente a Port Vellamo con 64 personas; el capitán Bastien "
        "Rukavina llamó a Hestermann Vorlund a las 21.30.\nEl alcalde Idris Kalvani y el comandante "
        "Ottoline Grabowska visitaron el terminal Orlan & Tessier, asegurado por 8.750.000 dinares.\n"
        "El Tanira fue construido en 1987 en Krasnolessk y llevaba 2.400 toneladas para Dravonia."
    )
    english = (
        "The ferry Tanira sank off Port Vellamo with 64 people aboard; captain Bastien Rukavina "
        "called Hestermann Vorlund at 21.30.\nMayor Idris Kalvani and commander Ottoline Grabowska "
        "visited the Orlan & Tessier terminal, insured for 8,750,000 dinars.\n"
        "The Tanira was built in 1987 in Krasnolessk and carried 2,400 tonnes for Dravonia."
    )
    reuses = find_translations_among([article("en", english), article("es", spanish)])

    assert {frozenset(("en", "es"))} == linked(reuses)
    assert max(r.similarity for r in reuses) <= 0.6


def test_back_and_forth_through_a_machine_is_still_a_translation():
    loop = (
        "The fire ruined a wheat silo at the harbor of Port Vellamo on Tuesday evening and hurt 14 "
        "workers, said the fire service.\nThe fire was first seen around 21.30 close to the north "
        "gate of the terminal owned by the company Orlan & Tessier.\nFirefighters of three cities "
        "took six hours to control the fire.\nMayor Idris Kalvani told journalists that the reason "
        "is not known and the inquiry has started.\nThe silo contained 2,400 tons of wheat and was "
        "built in 1987."
    )
    reuses = find_translations_among([article("en", loop, name="loop"), article("id")])

    assert {frozenset(("id", "loop"))} == linked(reuses)


def test_half_in_one_language_and_half_in_another_is_found_by_the_half_that_is_read():
    first, second = RUSSIAN.split("\n")[:5], INDONESIAN.split("\n")[5:]
    mixed = Article(id="mixed", text="\n".join([*first, *second]))

    assert find_translations_among([article("en"), mixed])


def test_a_russian_word_with_latin_look_alikes_does_not_hide_a_translation():
    disguised = RUSSIAN.replace("порт", "п\u006fрт").replace("силос", "сил\u006fс")

    assert find_translations_among([article("en"), article("ru", disguised)])


def test_a_text_archived_a_thousand_times_leaves_room_for_another_translation(tmp_path):
    copies = [article("en", name=f"copy-{n}") for n in range(60)]
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([*copies, article("ru")], indexers=(index_translation,))

        found = linked(find_translations(article("id"), archive))

    assert frozenset(("id", "ru")) in found
    assert 1 <= len(found) - 1 <= 3


def test_a_collection_of_copies_leaves_room_for_another_translation():
    copies = [article("en", name=f"copy-{n}") for n in range(60)]
    found = linked(find_translations_among([*copies, article("ru"), article("id")]))

    assert frozenset(("id", "ru")) in found
    assert 1 <= sum("id" in pair for pair in found) - 1 <= 60


def test_word_pairs_are_evidence_that_can_be_read():
    reuses = find_translations_among([article("en"), article("id")])
    words = {
        (one.of(VERSIONS[r.a]).lower(), two.of(VERSIONS[r.b]).lower())
        for r in reuses
        for one, two in r.pairs
    }

    assert {("wheat", "gandum"), ("kalvani", "kalvani"), ("2,400", "2.400")} <= words


def test_word_pairs_lie_inside_their_passage():
    for reuse in find_translations_among([article(lang) for lang in VERSIONS]):
        for one, two in reuse.pairs:
            assert reuse.a0 <= one.start < one.end <= reuse.a1
            assert reuse.b0 <= two.start < two.end <= reuse.b1


def test_order_of_articles_does_not_matter():
    articles = [article(lang) for lang in VERSIONS]

    assert linked(find_translations_among(articles)) == linked(
        find_translations_among(articles[::-1])
    )


def test_the_archive_finds_what_the_collection_finds(tmp_path):
    others = [article("en"), article("ru"), article("id", OTHER, name="other")]
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add(others, indexers=(index_translation,))

        found = find_translations(article("id"), archive)

    assert {frozenset(("id", "en")), frozenset(("id", "ru"))} == linked(found)
    assert all(r.a == "id" for r in found)


def test_an_article_does_not_translate_itself(tmp_path):
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([article("en"), article("id")], indexers=(index_translation,))

        assert {frozenset(("id", "en"))} == linked(find_translations(article("id"), archive))


def test_an_archive_without_the_index_holds_no_translations(tmp_path):
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([article("en")], indexers=())

        assert find_translations(article("id"), archive) == ()


def test_an_archive_of_an_older_menurut_is_known_as_one(tmp_path):
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        assert not has_older_index(archive)
        archive.add([article("en")], indexers=(fingerprint_article,))
        assert has_older_index(archive)
        archive.add([article("ru")], indexers=(fingerprint_article, index_translation))
        assert not has_older_index(archive)
        archive._connection.execute("UPDATE indexes SET version = 1 WHERE name = 'translation'")
        assert has_older_index(archive)

        assert find_translations(article("id"), archive) == ()


def test_the_index_holds_each_meaning_once_and_not_too_many():
    postings = index_translation(article("en", ENGLISH + "\n" + INDEPENDENT * 50))

    assert postings.index == "translation"
    assert len(set(postings.keys.tolist())) == len(postings.keys) <= 200


@pytest.mark.parametrize("text", ["", " \n ", "...", "١٢٣", "🔥🔥", "a", "\u202e\u200f", "½ ¹"])
def test_hardly_any_text_is_no_trouble(text, tmp_path):
    odd = Article(id="odd", text=text)
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        archive.add([odd, article("en")], indexers=(index_translation,))

        assert find_translations(odd, archive) == ()
    assert find_translations_among([odd, article("en")]) == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="aшق1 .,\n'«»\u0301Б", max_size=60), max_size=4))
def test_any_text_gives_passages_inside_the_texts(texts):
    articles = [Article(id=str(n), text=text) for n, text in enumerate(texts)]
    length = {a.id: len(a.text) for a in articles}

    for reuse in find_translations_among([*articles, article("en"), article("id")]):
        if {reuse.a, reuse.b} <= length.keys():
            assert 0 <= reuse.a0 < reuse.a1 <= length[reuse.a]
            assert 0 <= reuse.b0 < reuse.b1 <= length[reuse.b]
            assert 0 <= reuse.similarity <= 1


def test_a_long_text_of_few_words_takes_no_longer_than_its_length():
    endless = Article(id="endless", text="the fire in the harbour of the port " * 6000, lang="en")

    assert find_translations_among([endless, article("id")]) == ()
