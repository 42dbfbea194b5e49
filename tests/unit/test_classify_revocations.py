"""Which papers a decision revokes or cancels, and which paper another says that it replaces."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitize.classify.revocations import find_acts
from digitize.model import ValidityState
from tests.classify_pages import document, line, page, paper

DATED = "Đồng Tháp, ngày 05 tháng 01 năm 2025"


def decision(subject: tuple[str, ...], body: tuple[str, ...] = (), title: str = "QUYẾT ĐỊNH") -> list[tuple[str, str]]:
    sheet = paper(
        ("ỦY BAN NHÂN DÂN", "HUYỆN CAO LÃNH"),
        ("Căn cứ Luật Xây dựng số 50/2014/QH13 ngày 18 tháng 6 năm 2014;", *body),
        number="Số: 12/QĐ-UBND",
        dated=DATED,
        title=(title,),
        subject=subject,
        office=("CHỦ TỊCH",),
        signer="Trần Phước Hai",
    )
    return [(str(act.state), f"{act.number} {act.issued_on}") for act in find_acts(document(sheet))]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (
            ("Về việc thu hồi Giấy phép xây dựng số 45/GPXD", "ngày 02 tháng 3 năm 2024"),
            [("revoked", "45/GPXD 2024-03-02")],
        ),
        (("V/v hủy bỏ Giấy chứng nhận số 07/GCN.ATTP cấp ngày 03/04/2023",), [("cancelled", "07/GCN.ATTP 2023-04-03")]),
        (("Bãi bỏ Quyết định số 88/QĐ-UBND ngày 9/5/2022",), [("cancelled", "88/QĐ-UBND 2022-05-09")]),
        # It takes back a decision; the permit that this was about is not revoked by it.
        (
            (
                "Hủy bỏ Quyết định số 88/QĐ-UBND ngày 09/5/2022",
                "về việc thu hồi Giấy phép xây dựng số 45/GPXD ngày 2/3/2020",
            ),
            [("cancelled", "88/QĐ-UBND 2022-05-09")],
        ),
        (("Về việc thu hồi đất để thực hiện dự án đường tỉnh 847",), []),
        (("Về việc thu hồi Giấy phép xây dựng số 45/GPXD",), []),
        (("Về việc cấp Giấy phép xây dựng số 45/GPXD ngày 02/3/2024",), []),
        (("Về việc thu hồi đất của hộ bà B theo Giấy chứng nhận số 07/GCN ngày 03/04/2023",), []),
    ],
)
def test_what_the_abstract_says(subject: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert decision(subject) == expected


def test_what_an_article_says_and_each_paper_once() -> None:
    subject = ("Về việc thu hồi Giấy chứng nhận đăng ký hộ kinh doanh",)
    body = (
        "Điều 1. Thu hồi Giấy chứng nhận đăng ký hộ kinh doanh số 51A8001234 do Phòng Tài chính",
        "- Kế hoạch cấp ngày 05/01/2020 của bà Nguyễn Thị B, CCCD số 087190000456.",
        "Lý do: chấm dứt hoạt động theo đơn ngày 01/12/2024.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế các quy định trước.",
    )
    assert decision(subject, body) == [("revoked", "51A8001234 2020-01-05")]


def test_several_papers_in_one_article() -> None:
    body = (
        "Điều 1. Thu hồi các giấy phép sau: Giấy phép số 45/GPXD ngày 02/3/2024;",
        "Giấy phép số 46/GPXD ngày 03/3/2024.",
    )
    found = decision(("Về việc thu hồi giấy phép xây dựng",), body)
    assert found == [("revoked", "45/GPXD 2024-03-02"), ("revoked", "46/GPXD 2024-03-03")]


def test_only_decisions_and_notices_revoke() -> None:
    subject = ("Về việc thu hồi Giấy phép xây dựng số 45/GPXD ngày 02/3/2024",)
    assert decision(subject, title="TỜ TRÌNH") == []
    assert decision(subject, title="THÔNG BÁO") == [("revoked", "45/GPXD 2024-03-02")]


def test_the_issuer_that_is_named() -> None:
    sheet = paper(
        ("ỦY BAN NHÂN DÂN",),
        (
            "Điều 1. Thu hồi Giấy phép số 45/GPXD do Sở Xây dựng cấp ngày 02/3/2024.",
            "Điều 2. Thi hành.",
        ),
        title=("QUYẾT ĐỊNH",),
    )
    [act] = find_acts(document(sheet))
    assert (act.issuer, act.rule, act.piece.page) == ("Sở Xây dựng", "article", 0)
    assert act.piece.raw.startswith("45/GPXD")


def test_a_certificate_says_which_it_replaces() -> None:
    sheet = paper(
        ("SỞ NÔNG NGHIỆP",),
        ("Giấy chứng nhận này thay thế cho Giấy chứng nhận số 07/GCN-ATTP cấp ngày 03/04/2023.",),
        title=("GIẤY CHỨNG NHẬN",),
    )
    [act] = find_acts(document(sheet))
    assert (act.state, act.number, act.issued_on) == (ValidityState.REPLACED, "07/GCN-ATTP", date(2023, 4, 3))


@given(st.text(alphabet="thu hồi Giấy số 4/GP ngày 0123456789./ĐH", max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    if text.strip():
        sheet = page(line("QUYẾT ĐỊNH", 300, centre=850), line(f"Điều 1. Thu hồi {text}", 460))
        for act in find_acts(document(sheet)):
            assert not (act.number.isdigit() and len(act.number) in (9, 12))
