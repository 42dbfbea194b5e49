"""Which strings are spelled like Vietnamese syllables."""

from __future__ import annotations

import pytest

from digitize.vietnamese.syllables import is_syllable


@pytest.mark.parametrize(
    "text",
    [
        "Cộng hòa xã hội chủ nghĩa Việt Nam độc lập tự do hạnh phúc",
        "giấy chứng nhận đăng ký quyền sử dụng đất nghiêng ngoằn ngoèo khuỷu tay quyết định nguyễn huỳnh",
        "gì giếng giết giặt gìn giữ yêu yếm yết y ý quý quy quốc huơ thuở uống oan uyên loong xoong",
        "hoà hòa thuỷ thủy khoẻ khỏe ĐƯỜNG PHƯỜNG TRƯƠNG NGHĨA ẤP xoáy rượu hươu tuổi khuya",
    ],
)
def test_words_of_the_language_are_syllables(text: str) -> None:
    assert [word for word in text.split() if not is_syllable(word)] == []


@pytest.mark.parametrize(
    "text",
    [
        "băc",
        "cat",
        "học̉",
        "ngiệp",
        "nghanh",
        "kông",
        "ceo",
        "zô",
        "which",
        "QĐ",
        "Nøãi",
        "Mgô",
        "12",
        "a1",
        "",
        "thụôc̣",
    ],
)
def test_what_the_spelling_does_not_allow_is_none(text: str) -> None:
    assert not is_syllable(text)
