"""One article against an archive finds what the collection finds."""

import pytest
from stories import changed, invented

from menurut.archive import Archive
from menurut.errors import ArchiveError
from menurut.model import Article
from menurut.reuse import find_reuse, find_reuse_among, fingerprint_article, fingerprint_articles


@pytest.fixture
def archive():
    with Archive.open(":memory:", create=True) as opened:
        yield opened


def flat(r, first):
    """A passage as seen from one article."""
    sides = (r.a, r.a0, r.a1, r.b, r.b0, r.b1)
    return (sides if r.a == first else sides[3:] + sides[:3], r.similarity, r.kind)


def test_the_same_as_among_all(archive):
    story = invented(150, "story")
    articles = [
        Article(id=f"s{n}", text=f"{invented(60, n)}\n\n{changed(story, 0.1, n)}") for n in range(4)
    ] + [Article(id=f"o{n}", text=invented(200, f"o{n}")) for n in range(20)]
    archive.add(articles, indexers=[fingerprint_article])
    expected = {flat(r, "s1") for r in find_reuse_among(articles) if "s1" in (r.a, r.b)}

    found = find_reuse(articles[1], archive)

    assert {"s0", "s2", "s3"} == {r.b for r in found}
    assert expected == {flat(r, "s1") for r in found}


def test_an_article_that_is_not_archived_and_one_with_nothing_in_common(archive):
    text = invented(100, 1)
    archive.add([Article(id="a", text=text)], indexers=[fingerprint_article])

    assert ["a"] == [r.b for r in find_reuse(Article(id="new", text=text), archive)]
    assert () == find_reuse(Article(id="new", text=invented(100, 2)), archive)
    assert () == find_reuse(Article(id="new", text=""), archive)
    assert () == find_reuse(archive.get("a"), archive)


def test_an_archive_without_fingerprints(archive):
    archive.add([Article(id="a", text=invented(100, 1))])

    assert () == find_reuse(Article(id="new", text=invented(100, 1)), archive)


def test_an_archive_of_older_rules_answers_and_takes_nothing_more(archive):
    text = invented(100, 1)
    archive.add([Article(id="a", text=text)], indexers=[fingerprint_article])
    archive._connection.execute("UPDATE indexes SET version = 1")

    assert ["a"] == [r.b for r in find_reuse(Article(id="new", text=text), archive)]
    with pytest.raises(ArchiveError, match="Make it new: menurut archive export"):
        archive.add([Article(id="b", text=text)], indexers=[fingerprint_article])


def test_a_removed_article_is_not_found(archive):
    text = invented(100, 1)
    articles = [Article(id=name, text=text) for name in "ab"]
    archive.add(articles, indexers=[fingerprint_article])
    archive.remove(["a"])

    assert ["b"] == [r.b for r in find_reuse(Article(id="new", text=text), archive)]


@pytest.mark.parametrize(("mark", "told"), [("", 0), ('"', 60)])
def test_a_stock_phrase_of_many_articles_is_no_story_unless_it_is_quoted(archive, mark, told):
    line = mark + invented(10, "line") + mark
    articles = [
        Article(
            id=f"o{n}",
            text=f"{invented(100, n)} {line} {invented(100, f'{n}b')}",
            published=f"2031-03-{1 + n % 28:02d}",
        )
        for n in range(60)
    ]
    archive.add(articles, indexers=[fingerprint_article])
    text = f"{invented(100, 'x')} {line} {invented(100, 'y')}"

    found = find_reuse(Article(id="x", text=text, published="2031-03-09"), archive)

    assert told == len(found)


def test_texts_with_the_same_words_and_other_characters(archive):
    text = invented(60, "story")
    spaced = f"“{text.replace(' ', '  ').upper()}”"
    archive.add(
        [Article(id="a", text=text), Article(id="b", text=spaced)], indexers=[fingerprint_article]
    )

    found = find_reuse(Article(id="x", text=f"{invented(20, 1)} {text}"), archive)

    assert {text, spaced[1:-1]} == {archive.get(r.b).text[r.b0 : r.b1] for r in found}


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (
            "洪水在周一晚上淹没了洛瓦村的四十所房屋村长说没有人受伤但居民被迫离开家园等待援助",
            "洪水在周一晚上淹没了洛瓦村的四十七所房屋村长说没有人受伤但居民被迫离开家园等待援助",
        ),
        (
            "น้ำท่วมบ้านเรือนสี่สิบหลังในหมู่บ้านโลวาเมื่อคืนวันจันทร์ผู้ใหญ่บ้านกล่าวว่าไม่มีผู้ได้รับบาดเจ็บ",
            "น้ำท่วมบ้านเรือนห้าสิบหลังในหมู่บ้านโลวาเมื่อคืนวันจันทร์ผู้ใหญ่บ้านกล่าวว่าไม่มีผู้ได้รับบาดเจ็บ",
        ),
        (
            "غمرت المياه أربعين منزلا في قرية لوا مساء الاثنين وقال رئيس القرية إن أحدا لم يصب بأذى",
            "وغمرت مياه أربعين منزلا في قرية لوا بالمساء الاثنين فقال رئيس القرية إن أحدا لم يصب بأذى",
        ),
    ],
)
def test_scripts_without_spaces_and_joined_words(archive, told, printed):
    others = [Article(id=f"o{n}", text=f"{told[n : n + 6]} {invented(40, n)}") for n in range(20)]
    archive.add([Article(id="b", text=printed), *others], indexers=[fingerprint_article])

    found = find_reuse(Article(id="a", text=f"{invented(30, 'x')}\n{told}"), archive)

    assert {"b"} == {r.b for r in found}
    assert sum(r.b1 - r.b0 for r in found) > 0.8 * len(printed)


@pytest.mark.slow
def test_a_viral_story_is_found_to_the_last_reprint(archive):
    story, line = invented(200, "story"), invented(40, "line")
    reprints = [Article(id=f"r{n}", text=f"{invented(30, n)}\n{story}") for n in range(400)]
    others = [
        Article(
            id=f"o{n}",
            text=f"{invented(200, f'o{n}')}\n\n{line}",
            outlet="Kabar Lowa",
            published=f"2031-03-{1 + n % 28:02d}",
        )
        for n in range(400)
    ]
    archive.add([*reprints, *others], indexers=[fingerprint_article])
    asked = Article(id="x", text=f"{story}\n\n{line}", outlet="Kabar Lowa", published="2031-04-02")

    found = find_reuse(asked, archive)

    assert {r.b for r in found} == {article.id for article in reprints}


def test_many_articles_have_the_fingerprints_of_each():
    texts = ["", invented(90, 1), "satu dua", f"{invented(40, 2)} " * 6, invented(90, 1)]
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]

    expected = [fingerprint_article(article) for article in articles]
    made = fingerprint_articles(articles)

    assert [one.keys.tolist() for one in expected] == [one.keys.tolist() for one in made]
    assert [one.positions.tolist() for one in expected] == [one.positions.tolist() for one in made]
    assert [0, 0] == [len(made[0].keys), len(made[2].keys)]
    assert [] == fingerprint_articles([])
