"""What words find, and in which order."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from digitize.index.interfaces import SearchIndex
from digitize.model import IndexEntry
from tests.contract.index.asking import Holding, bodies, found, ids


@pytest.fixture(scope="module")
def provinces(holding: Holding) -> SearchIndex:
    texts = ("Ủy ban nhân dân tỉnh Đồng Tháp", unicodedata.normalize("NFD", "Tỉnh Đồng Tháp"), "Bến Tre")
    return holding(IndexEntry(name, 1, body=text) for name, text in zip("abc", texts, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "Đồng Tháp",
        "đồng tháp",
        "dong thap",
        "DONG THAP",
        "ĐỒNG THÁP",
        "Đong Thap",
        "thap dong",
        "đổng tháp",
        unicodedata.normalize("NFD", "Đồng Tháp"),
        "  dong\tthap\n",
        "(Đồng) Tháp!",
    ],
)
def test_accents_capitals_order_and_normal_form_do_not_matter_for_finding(provinces: SearchIndex, text: str) -> None:
    assert found(provinces, text) == {"a", "b"}


def test_all_words_must_occur_anywhere_in_the_document(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("a", 1, title="Giấy phép", owner_names=("Lê Văn Bình",), body="xây dựng nhà ở"),
            IndexEntry("b", 1, title="Giấy phép", owner_names=("Lê Thị Hoa",)),
        ]
    )
    assert ids(index, "giấy phép bình xây dựng") == ["a"]
    assert found(index, "giấy phép lê") == {"a", "b"}
    assert ids(index, "giấy phép bình hoa") == []


def test_exact_accents_stand_above_folded_ones_whatever_else_speaks_for_those(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("dong", 1, title="Dong Dong Dong", body="Dong dong", issued_on=date(2025, 1, 1)),
            IndexEntry("đông", 1, title="Phía đông", body="đông đông đông", issued_on=date(2025, 1, 1)),
            IndexEntry("đồng", 1, body="rất nhiều chữ khác trước khi tới Đồng " + "và sau đó nữa " * 50),
        ]
    )
    assert ids(index, "Đồng")[0] == "đồng"
    assert ids(index, "đông")[0] == "đông"
    assert found(index, "Đồng") == {"đồng", "đông", "dong"}


def test_all_accents_exact_stand_above_a_better_place(index: SearchIndex) -> None:
    index.apply(
        [
            IndexEntry("title", 1, title="Đông Tháp Tháp Tháp", owner_names=("Tháp",)),
            IndexEntry("body", 1, body="chữ " * 300 + "Đồng và Tháp"),
            *(IndexEntry(f"other{n}", 1, body="chữ khác") for n in range(20)),
        ]
    )
    assert ids(index, "đồng tháp") == ["body", "title"]


def test_more_exact_words_stand_above_fewer(index: SearchIndex) -> None:
    bodies(index, "Cao Lanh Dong Thap", "Cao Lãnh Dong Thap", "Cao Lãnh Đồng Tháp", "Cao Lãnh Đồng Thap")
    assert ids(index, "cao lãnh đồng tháp") == ["c", "d", "b", "a"]


def test_words_are_whole_words(index: SearchIndex) -> None:
    bodies(index, "bà Hoa", "ông Hoàng", "bà Hoà")
    assert found(index, "hoa") == {"a", "c"}
    assert found(index, "hoa*") == {"a", "b", "c"}
    assert ids(index, "hoan*") == ["b"]


def test_a_phrase_is_found_only_in_one_piece(index: SearchIndex) -> None:
    bodies(index, "huyện Cao Lãnh", "Cao nguyên và Lãnh địa", "Lãnh Cao", "huyện cao\nlanh")
    assert found(index, '"Cao Lãnh"') == {"a", "d"}
    assert ids(index, "“Cao Lãnh” huyện") == ["a", "d"]
    assert found(index, "Cao Lãnh") == {"a", "b", "c", "d"}
    assert found(index, '"Cao Lãnh') == {"a", "b", "c", "d"}
    assert found(index, '"" cao') == {"a", "b", "c", "d"}


def test_where_a_word_stands_decides_the_order(index: SearchIndex) -> None:
    filler = "một hai ba bốn năm sáu bảy tám chín mười"
    index.apply(
        [
            IndexEntry("body", 1, body=f"Khánh {filler}"),
            IndexEntry("owner", 1, owner_names=("Khánh",), body=filler),
            IndexEntry("title", 1, title="Khánh", body=filler),
            IndexEntry("number", 1, number="Khánh", body=filler),
            *(IndexEntry(f"other{n}", 1, body=filler) for n in range(20)),
        ]
    )
    assert ids(index, "khánh") == ["number", "title", "owner", "body"]
