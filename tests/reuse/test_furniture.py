"""What an outlet prints under everything is not reuse; a common quote is marked."""

from stories import invented

from menurut.model import Article
from menurut.reuse import ReuseSettings, find_reuse_among

LINE = (
    "Ikuti kabar terbaru Kabar Lowa setiap pagi lewat surat elektronik dan unduh aplikasi kami "
    "secara gratis untuk membaca berita pilihan redaksi di mana saja."
)
STATEMENT = (
    "Kami tidak akan membiarkan satu pun warga Lowa tidur tanpa atap malam ini dan seluruh balai "
    "desa sudah dibuka untuk semua orang yang membutuhkan"
)


def article(number, text, outlet="Kabar Lowa", day=None):
    return Article(
        id=f"a{number}", text=text, outlet=outlet, published=f"2031-03-{day or number + 1:02d}"
    )


def body(seed):
    return "\n\n".join(invented(60, f"{seed}-{k}") for k in range(3))


def test_a_line_under_everything_of_one_outlet_is_left_out():
    articles = [article(n, f"{body(n)}\n\n{LINE}") for n in range(3)]

    assert () == find_reuse_among(articles)


def test_it_is_labelled_where_it_is_asked_for():
    articles = [article(n, f"{body(n)}\n\n{LINE}") for n in range(3)]

    found = find_reuse_among(articles, ReuseSettings(keep_furniture=True))

    assert ["furniture"] * 3 == [r.kind for r in found]
    assert LINE.rstrip(".") == articles[0].text[found[0].a0 : found[0].a1]


def test_a_story_is_told_without_the_line_under_it():
    story = body("story")
    articles = [
        article(0, f"{story}\n\n{LINE}", day=9),
        article(1, f"{story}\n\n{LINE}", outlet="Sura Post", day=9),
        *(article(n, f"{body(n)}\n\n{LINE}") for n in range(2, 5)),
    ]

    found = find_reuse_among(articles)

    assert {("a0", "a1")} == {(r.a, r.b) for r in found}
    assert len(story) - 2 <= max(r.a1 - r.a0 for r in found)


def test_a_line_that_many_outlets_have_over_weeks_is_furniture():
    articles = [
        article(n, f"{body(n)}\n\n{LINE}", outlet=f"Koran {n}", day=1 + 4 * n) for n in range(6)
    ]

    assert () == find_reuse_among(articles)


def test_a_story_that_one_outlet_prints_twice_in_a_day_is_reuse():
    story = invented(70, "story")
    articles = [article(n, f"{body(n)}\n\n{story}", day=5) for n in range(2)]

    assert ["copy"] == [r.kind for r in find_reuse_among(articles)]


def test_a_statement_that_everybody_quotes_is_marked():
    def quoting(number):
        return f'{body(number)} "{STATEMENT}," kata dia. {body(number + 100)}'

    articles = [article(n, quoting(n), outlet=f"Koran {n}", day=5) for n in range(6)]

    found = find_reuse_among(articles)

    assert 15 == len(found)
    assert all(r.common_quote for r in found)


def test_the_same_words_without_quotation_marks_are_not():
    articles = [
        article(n, f"{body(n)} {STATEMENT} {body(n + 100)}", outlet=f"Koran {n}", day=5)
        for n in range(6)
    ]

    assert not any(r.common_quote for r in find_reuse_among(articles))
