"""Two numbers of one owner on one paper: found side by side under their labels, and nowhere else."""

from __future__ import annotations

import pytest

from digitize.classify.number_pairs import find_number_pairs
from tests.classify_pages import document, line, page

NEW, OLD, OTHER_OLD = "087190000456", "341234567", "340000111"


def pairs(*lines: str) -> list[tuple[str, str]]:
    sheet = page(*(line(text, 200 + 60 * index) for index, text in enumerate(lines)))
    return [(pair.older.value, pair.newer.value) for pair in find_number_pairs(document(sheet))]


@pytest.mark.parametrize(
    "lines",
    [
        (f"Số CCCD: {NEW} (CMND cũ: {OLD})",),
        (f"CMND số {OLD}, nay là CCCD số {NEW}",),
        (f"Số định danh cá nhân: {NEW}; số CMND: {OLD}",),
        (f"Căn cước công dân số: {NEW}", f"Chứng minh nhân dân số: {OLD}"),
        (f"CCCD số {NEW[:3]} {NEW[3:6]} {NEW[6:9]} {NEW[9:]}, số CMND cũ {OLD}",),
    ],
)
def test_both_numbers_of_a_person(lines: tuple[str, ...]) -> None:
    assert pairs(*lines) == [(OLD, NEW)]


@pytest.mark.parametrize(
    "lines",
    [
        # Husband and wife.
        (f"Ông Nguyễn Văn A, CMND số {OLD}; bà Trần Thị B, CCCD số {NEW}",),
        (f"Họ và tên vợ: Trần Thị B, CCCD số {NEW}", f"Họ và tên chồng: Lê Văn C, CMND số {OLD}"),
        # No label says what the number is.
        (f"CCCD số {NEW}, điện thoại {OLD}",),
        (f"Số {NEW} {OLD}",),
        # Two old numbers beside one new one: which is right nobody can tell.
        (f"CMND số {OTHER_OLD}, CCCD số {NEW}, CMND số {OLD}",),
        # Too far apart.
        (
            f"CCCD số {NEW}",
            "Nơi cấp: Cục Cảnh sát quản lý hành chính về trật tự xã hội, ngày 10/5/2021, Hà Nội",
            f"CMND số {OLD}",
        ),
    ],
)
def test_where_it_is_not_plain_there_is_none(lines: tuple[str, ...]) -> None:
    assert pairs(*lines) == []


def test_old_and_new_number_of_a_household_business() -> None:
    assert pairs("Mã số thuế: 0100109106", "(Số đăng ký cũ: 51A8001234)") == [("51A8001234", "0100109106")]
