from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.vietnamese.names import has_surname, is_name, leading_name, name_key, normal_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ông NGUYỄN  VĂN AN", "Nguyễn Văn An"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("Ông/Bà: Trần Thị Bé…", "Trần Thị Bé"),
        ("ThS. Lê Ánh", "Lê Ánh"),
        ("H'HEN NIÊ", "H'Hen Niê"),
    ],
)
def test_normal_form(written: str, kept: str) -> None:
    assert normal_name(written) == kept


def test_the_key_forgets_accents_and_capitals() -> None:
    assert name_key("NGUYỄN VĂN ĐỆ") == name_key("Nguyen Van De")
    assert name_key("Nguyễn Văn Đệ") != name_key("Nguyễn Văn Đức")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NGUYỄN VĂN AN Giới tính", "NGUYỄN VĂN AN"),
        ("Ông Trần Văn Bình, sinh năm 1980", "Trần Văn Bình"),
        ("Nguyễn Văn An và vợ là bà Lê Thị Hoa", "Nguyễn Văn An"),
        ("Ấp 3", ""),
        ("của cơ sở", ""),
        ("………", ""),
    ],
)
def test_a_name_ends_where_other_words_begin(text: str, name: str) -> None:
    assert leading_name(text) == name


def test_the_shape_of_a_name() -> None:
    assert is_name("Phan Văn Tèo")
    assert not is_name("- Như Điều 2;")
    assert not is_name("Tèo")
    assert has_surname("NGUYEN Van A")
    assert not has_surname("Zzz Văn A")


SURNAMES = st.sampled_from(["Nguyễn", "Trần", "Đỗ", "Ý", "Huỳnh"])
SYLLABLES = st.sampled_from(["Văn", "Thị", "Anh", "Bé", "Ước", "Ý", "Nguyễn"])


@given(SURNAMES, st.lists(SYLLABLES, min_size=1, max_size=5), st.sampled_from([str.upper, str.lower, str.title]))
@settings(max_examples=100)
def test_the_normal_form_comes_back(surname: str, syllables: list[str], case: Callable[[str], str]) -> None:
    name = " ".join([surname, *syllables])
    assert normal_name(case(name)) == name
    assert leading_name(f"{name}, sinh năm 1980") == name


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_any_text_is_survived(text: str) -> None:
    found = leading_name(text)
    assert found == "" or is_name(found)
