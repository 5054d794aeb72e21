"""Languages, and the neighbours Indonesian and Malay."""

from __future__ import annotations

import pytest

from menurut.read import detect_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Polisi menangkap dua orang pria karena mencuri mobil di kantor wali kota pada hari Senin.",
            "id",
        ),
        (
            "Polis menahan dua lelaki kerana mencuri kereta di pejabat datuk bandar pada hari Isnin.",
            "ms",
        ),
        ("The pier of the harbour town collapsed on Monday night, the harbour master said.", "en"),
        ("Причал обрушился в ночь на вторник, сообщил капитан порта.", "ru"),
        ("Причал обвалився в ніч на вівторок, повідомив капітан порту.", "uk"),
        ("انهار رصيف الميناء ليل الاثنين، بحسب ما قال مدير الميناء.", "ar"),
        ("码头在星期一晚上倒塌了，港务局长说没有人受伤。", "zh"),
    ],
)
def test_languages(text, expected):
    assert expected == detect_language(text)


def test_same_text_same_answer():
    text = "Dermaga kayu itu ambruk pada Senin malam."

    assert 1 == len({detect_language(text) for _ in range(5)})
