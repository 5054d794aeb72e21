"""Shared passages among articles: found, placed, symmetric, whatever the order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import changed, invented

from menurut.errors import UsageError
from menurut.model import Article
from menurut.reuse import ReuseSettings, find_reuse_among


def among(*texts, **options):
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    return find_reuse_among(articles, ReuseSettings(**options))


def test_a_copy_with_exact_characters():
    text = invented(60, 1)

    (found,) = among(f"Sura - {text}.", f"{invented(80, 2)}.\n\n“{text}”")

    assert text == f"Sura - {text}."[found.a0 : found.a1]
    assert ("copy", 1.0, False) == (found.kind, found.similarity, found.common_quote)


def test_tables_of_numbers_are_no_copies_of_each_other():
    rates = ("\n".join(f"{k * n} {k + n}" for k in range(1, 40)) for n in (3, 7))

    assert () == tuple(among(*rates))


def test_an_excerpt_between_other_words():
    whole = invented(300, 1)
    part = " ".join(whole.split()[100:130])
    host = f"{invented(50, 2)} {part} {invented(50, 3)}"

    (found,) = among(whole, host)

    assert part == whole[found.a0 : found.a1] == host[found.b0 : found.b1]


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2])
def test_a_rewrite_is_found_nearly_whole(share):
    text = invented(200, 1)
    rewritten = changed(text, share, 2)

    found = among(text, rewritten)

    assert sum(r.a1 - r.a0 for r in found) > 0.85 * len(text)
    assert all(r.similarity < 1 for r in found)


def test_reordered_sentences_are_passages_of_their_own():
    sentences = [f"{invented(35, seed)}." for seed in range(4)]
    moved = [sentences[k] for k in (2, 0, 3, 1)]

    found = among(" ".join(sentences), " ".join(moved))

    assert 4 == len(found)


def test_numbers_and_accents_may_change():
    found = among(
        "Panitia José menyebut 4.500 warga mengungsi ke 12 balai desa di Lowa Timur sejak Senin.",
        "Panitia Jose menyebut 7.200 warga mengungsi ke 31 balai desa di Lowa Timur sejak Senin.",
    )

    assert [1.0] == [r.similarity for r in found]


def test_nothing_in_common_nothing_told():
    assert () == among(invented(300, 1), invented(300, 2), "", "\n", "satu")


def test_names_of_offices_are_no_reuse():
    name = "Menteri Koordinator Bidang Pembangunan Manusia dan Kebudayaan"
    one, other = (f"{invented(40, s)} {name} {invented(40, s + 1)}" for s in (1, 5))

    assert () == among(one, other)


@pytest.mark.parametrize(
    "text",
    [
        "洪水在周一晚上淹没了洛瓦村的四十所房屋村长说没有人受伤但居民被迫离开家园等待援助",
        "น้ำท่วมบ้านเรือนสี่สิบหลังในหมู่บ้านโลวาเมื่อคืนวันจันทร์ผู้ใหญ่บ้านกล่าวว่าไม่มีผู้ได้รับบาดเจ็บ",
        "غمرت المياه أربعين منزلا في قرية لوا مساء الاثنين وقال رئيس القرية إن أحدا لم يصب بأذى",
        "Вода залила сорок домов в деревне Лова в понедельник вечером, сообщил глава деревни.",
    ],
)
def test_other_scripts(text):
    found = among(f"{invented(30, 1)}\n{text}", f"{text}\n{invented(30, 2)}")

    assert 1 == len(found)
    assert found[0].b1 - found[0].b0 > 0.9 * len(text)


def test_a_repeated_id_is_refused():
    with pytest.raises(UsageError, match="two articles have the id 'a'"):
        find_reuse_among([Article(id="a", text="x"), Article(id="a", text="y")])


def test_the_earlier_article_comes_first():
    text = invented(50, 1)
    late = Article(id="a", text=text, published="2031-03-05")
    early = Article(id="b", text=text, published="2031-03-04")

    (found,) = find_reuse_among([late, early])

    assert ("b", "a") == (found.a, found.b)


story_sets = st.lists(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.0, 0.1, 0.3])), max_size=4),
    min_size=2,
    max_size=5,
)


def built(story_set):
    """Articles made of up to four paragraphs each, drawn from six, changed a little."""
    return [
        Article(
            id=f"id{number}",
            text="\n\n".join(changed(invented(25, k), share, number) for k, share in paragraphs),
        )
        for number, paragraphs in enumerate(story_set)
    ]


@settings(max_examples=25, deadline=None)
@given(story_sets, st.randoms())
def test_order_changes_nothing_and_characters_lie_inside(story_set, chance):
    articles = built(story_set)
    texts = {article.id: article.text for article in articles}
    shuffled = list(articles)
    chance.shuffle(shuffled)

    found = find_reuse_among(articles)

    assert found == find_reuse_among(shuffled)
    for r in found:
        assert 0 <= r.a0 < r.a1 <= len(texts[r.a])
        assert 0 <= r.b0 < r.b1 <= len(texts[r.b])
        assert 0 < r.similarity <= 1
        assert r.a != r.b


@settings(max_examples=25, deadline=None)
@given(st.integers(12, 120), st.integers(0, 60), st.integers(0, 60), st.integers(0, 1000))
def test_an_exact_copy_is_always_found_and_the_same_from_both_sides(copied, before, after, seed):
    text = invented(copied, seed)
    host = f"{invented(before, seed + 1)} {text} {invented(after, seed + 2)}".strip()

    one = among(text, host)
    other = among(host, text)

    assert any(text in text[r.a0 : r.a1] for r in one)
    sides = {(r.a0, r.a1, r.b0, r.b1) for r in one}
    assert sides == {(r.b0, r.b1, r.a0, r.a1) for r in other}


def test_many_identical_texts_stay_linear():
    text = invented(60, 1)

    found = among(*[text] * 300)

    assert 300 * 299 // 2 == len(found)


@pytest.mark.slow
def test_hostile_texts_end_soon():
    word = "kata " * 1_000_000
    cycle = f"{invented(50, 1)} " * 4000
    long_text = " ".join(invented(1000, f"long{k}") for k in range(100))

    found = among(word, word, cycle, cycle, long_text, *(invented(200, f"o{k}") for k in range(20)))

    assert {("0", "1"), ("2", "3")} == {(r.a, r.b) for r in found}


@pytest.mark.slow
def test_a_viral_story_is_found_whole():
    # More holders than COMMON: every pair must still be there.
    chance = random.Random(1)
    story = invented(150, 1)
    texts = [f"{invented(40, k)}\n{changed(story, 0.05, chance.random())}" for k in range(250)]

    pairs = {(r.a, r.b) for r in among(*texts)}

    assert 250 * 249 // 2 == len(pairs)
