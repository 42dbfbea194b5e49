"""What papers of other offices taught the rules: where a title stands, whose a number is, what turns a name round."""

from __future__ import annotations

from functools import lru_cache

import pytest

from digitize import catalogue
from digitize.classify import classify
from digitize.classify.fields import extract
from digitize.classify.retrieval import names_of
from digitize.classify.titles import find_title
from digitize.classify.zones import title_blocks
from digitize.model import Classification, DocumentKind, FieldName, FieldValue, PageReading
from tests.classify_pages import CENTRE, LEFT, RIGHT, document, line, page, paper

RESULT = Classification(DocumentKind.RESULT, "Giấy phép", None, None, 0.9, "header")
TRUSTED = 0.75


@lru_cache(maxsize=1)
def facts() -> catalogue.Catalogue:
    return catalogue.load()


def said(*pages: PageReading) -> Classification:
    return classify(document(*pages), facts())


def read(sheet: PageReading, name: FieldName, what: Classification = RESULT) -> list[FieldValue]:
    return [field for field in extract(document(sheet), what) if field.name is name]


# --- titles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agency", "title"),
    [
        (("CÔNG AN HUYỆN CAO LÃNH", "CÔNG AN XÃ MỸ THỌ"), "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ"),
        (("ỦY BAN NHÂN DÂN", "PHƯỜNG AN BÌNH"), "GIẤY KHAI SINH"),
        (("SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH"), "GIẤY PHÉP KINH DOANH KARAOKE"),
        (("UBND TỈNH ĐỒNG THÁP", "BỘ PHẬN TIẾP NHẬN"), "PHIẾU THU"),
    ],
)
def test_an_agency_is_no_title(agency: tuple[str, ...], title: str) -> None:
    (layout,) = document(paper(agency, ("Họ và tên: TRẦN VĂN HAI",), title=(title,))).layouts
    found = find_title(layout)
    assert found
    assert found.passage.text == title


@pytest.mark.parametrize("title", ["TRÍCH LỤC BỔ SUNG HỘ TỊCH", "SƠ YẾU LÝ LỊCH", "GIẤY PHÉP BÁN LẺ RƯỢU"])
def test_words_that_agencies_begin_with_as_well_stand_in_titles(title: str) -> None:
    first, second = title.rsplit(" ", 2)[0], " ".join(title.rsplit(" ", 2)[1:])
    (layout,) = document(paper(("UBND XÃ MỸ THỌ",), (), title=(first, second))).layouts
    assert [passage.text for _, passage in title_blocks(layout)[0].lines] == [first, second]


def test_what_a_permit_decides_is_not_its_title() -> None:
    sheet = paper(
        ("UBND TỈNH ĐỒNG THÁP",),
        ("Căn cứ Luật Bảo vệ môi trường;", "QUYẾT ĐỊNH:", "Điều 1. Cấp phép cho Công ty TNHH Phương Nam"),
        title=("GIẤY PHÉP MÔI TRƯỜNG",),
    )
    answer = said(sheet)
    assert (answer.result_type, answer.rung) == ("KQ.G10.000894", "retrieval")


def test_the_subject_may_stand_below_the_number() -> None:
    sheet = page(
        line("GIẤY PHÉP", 400, centre=CENTRE),
        line("Số: 07/GP-UBND", 446, centre=CENTRE),
        line("Khai thác nước dưới đất", 492, centre=CENTRE),
        line("1. Tên chủ giấy phép: CÔNG TY CỔ PHẦN TƯ NGHĨA", 600),
    )
    (layout,) = document(sheet).layouts
    assert [passage.text for _, passage in title_blocks(layout)[0].subject] == ["Khai thác nước dưới đất"]
    assert said(sheet).result_type == "KQ.G10.001264"


# --- names --------------------------------------------------------------------------------------------------


def test_what_was_misread_is_taken_for_what_stands_beside_its_neighbours() -> None:
    found = names_of(facts()).nearest("GIẤY PHÉP XE TẬP LÁl")
    assert found[0].codes == ("KQ.G04.000056",)
    misread = names_of(facts()).nearest("GIẤY PHÉP XE TẶP LÁIX")
    assert misread[0].codes == ("KQ.G04.000056",)


def test_whose_it_is_and_where_does_not_lead_away_from_the_name() -> None:
    bare = names_of(facts()).nearest("Quyết định cấp Thẻ Thừa phát lại")
    named = names_of(facts()).nearest("Quyết định về việc cấp Thẻ Thừa phát lại cho ông Trần Văn Bình tại xã Mỹ Hiệp")
    assert named[0].codes == bare[0].codes
    assert named[0].score == bare[0].score


def test_a_withdrawal_is_not_what_was_given() -> None:
    given = names_of(facts()).nearest("Quyết định trợ cấp xã hội hằng tháng")
    ended = names_of(facts()).nearest("Quyết định thôi hưởng trợ cấp xã hội hằng tháng")
    assert given[0].codes == ("X-KQ.023",)
    assert ended[0].score < given[0].score / 1.5


def test_a_name_that_anything_may_bear_is_no_answer() -> None:
    answer = said(paper(("SỞ XÂY DỰNG",), ("Đơn vị: Công ty TNHH Tư Nghĩa",), title=("VĂN BẢN CHẤP THUẬN",)))
    assert answer.result_type is None


# --- what is not put away lightly ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Về việc từ chối giải quyết yêu cầu đăng ký khai sinh", "Kính gửi: Bà Phạm Thị Oanh"),
        ("Kết quả xét hồ sơ cấp chứng chỉ hành nghề", "Hồ sơ của bà Lương Thị Hà: KHÔNG ĐẠT. Lý do: thiếu giấy tờ."),
    ],
)
def test_a_notice_that_turns_down_is_a_refusal(subject: str, body: str) -> None:
    sheet = paper(("SỞ XÂY DỰNG",), (body,), number="Số: 12/TB-SXD", title=("THÔNG BÁO",), subject=(subject,))
    assert said(sheet).kind is DocumentKind.REFUSAL


def test_a_contract_with_words_of_certification_is_left_to_a_person() -> None:
    plain = paper((), ("Bên A: Lê Văn Hai",), title=("HỢP ĐỒNG TẶNG CHO QUYỀN SỬ DỤNG ĐẤT",))
    certified = paper(
        (), ("Bên A: Lê Văn Hai", "LỜI CHỨNG CỦA CHỦ TỊCH"), title=("HỢP ĐỒNG TẶNG CHO QUYỀN SỬ DỤNG ĐẤT",)
    )
    assert said(plain).kind is DocumentKind.DOSSIER_PAPER
    assert said(certified).kind is DocumentKind.UNKNOWN


def test_a_letter_without_an_agency_is_not_the_offices_own() -> None:
    sheet = page(
        line("CÔNG TY CỔ PHẦN TƯ NGHĨA", 200, x=LEFT - 250),
        line("Số: 12/CV-TN", 250, x=LEFT - 250),
        line("V/v đề nghị cấp giấy tờ", 300, x=LEFT - 250),
        line("Kính gửi: Sở Xây dựng", 450),
    )
    assert said(sheet).kind is DocumentKind.UNKNOWN


# --- whose it is --------------------------------------------------------------------------------------------


def test_whom_only_a_sentence_names_is_proposed() -> None:
    sheet = paper(
        ("UBND XÃ MỸ THỌ",),
        ("Điều 1. Công nhận ông (bà) Thái Xuân Dũng, sinh ngày 14/10/1975, số CCCD 087075396815, trú tại ấp 1.",),
        title=("QUYẾT ĐỊNH",),
    )
    (name,) = read(sheet, FieldName.OWNER_NAME)
    (number,) = read(sheet, FieldName.OWNER_ID)
    (birth,) = read(sheet, FieldName.OWNER_BIRTH_DATE)
    assert (name.value, number.value, birth.value) == ("Thái Xuân Dũng", "087075396815", "1975-10-14")
    assert number.confidence < TRUSTED


def test_a_street_is_nobody() -> None:
    sheet = paper(
        ("UBND XÃ MỸ THỌ",),
        ("Điều 1. Công nhận hộ tại địa chỉ Nguyễn Huệ, ấp 1; người liên hệ: CCCD 087075396815.",),
        title=("QUYẾT ĐỊNH",),
    )
    assert read(sheet, FieldName.OWNER_NAME) == []


def test_who_stands_for_a_company_does_not_own_what_it_owns() -> None:
    sheet = paper(
        ("SỞ CÔNG THƯƠNG",),
        ("Tên doanh nghiệp: CÔNG TY TNHH TƯ NGHĨA", "Họ và tên: LÊ VĂN HAI", "Số CCCD: 087075396815"),
        title=("GIẤY PHÉP",),
    )
    assert [one.value for one in read(sheet, FieldName.OWNER_NAME)] == ["CÔNG TY TNHH TƯ NGHĨA"]
    assert read(sheet, FieldName.OWNER_ID) == []


def test_a_shop_and_its_keeper_are_both_owners() -> None:
    sheet = paper(
        ("SỞ Y TẾ",),
        ("Tên cơ sở: CỬA HÀNG ĐẠI LỢI", "Họ và tên chủ cơ sở: Mai Chí Tuấn", "Số CCCD: 087075396815"),
        title=("GIẤY CHỨNG NHẬN",),
    )
    assert [one.value for one in read(sheet, FieldName.OWNER_NAME)] == ["CỬA HÀNG ĐẠI LỢI", "Mai Chí Tuấn"]
    assert [one.value for one in read(sheet, FieldName.OWNER_ID)] == ["087075396815"]


# --- numbers and days ---------------------------------------------------------------------------------------


def _number(text: str, confidence: float = 0.95) -> FieldValue:
    (found,) = read(
        page(line(text, 300, centre=LEFT, confidence=confidence), line("GIẤY PHÉP", 400, centre=CENTRE)),
        FieldName.NUMBER,
    )
    return found


def test_a_number_whose_symbol_is_in_use_is_surer() -> None:
    assert _number("Số: 12/GP-UBND", 0.7).confidence > TRUSTED > _number("Số: 12/GQ-XKTW", 0.7).confidence


@pytest.mark.parametrize("text", ["Số: 12/GP-UBMD", "Số: 1459", "Số: 1447/2017/aTTP"])
def test_numbers_that_may_be_misread_or_another_papers_are_proposed(text: str) -> None:
    assert _number(text, 0.99).confidence < TRUSTED


def test_the_number_of_a_card_is_not_that_of_its_holder() -> None:
    sheet = page(line("Số: 087075396815", 300, centre=LEFT), line("CĂN CƯỚC CÔNG DÂN", 400, centre=CENTRE))
    assert read(sheet, FieldName.NUMBER) == []


@pytest.mark.parametrize(
    ("sentence", "until"),
    [
        ("Thời hạn: 05 (năm) năm kể từ ngày 09/10/2024.", "2029-10-09"),
        ("Giấy phép có hiệu lực từ ngày ký đến hết ngày 09 tháng 8 năm 2034.", "2034-08-09"),
        ("Giấy phép hoạt động không xác định thời hạn.", "unlimited"),
        ("Thời hạn sử dụng đất: đến ngày 27 tháng 4 năm 2046", None),
        ("Hợp đồng lao động không xác định thời hạn.", None),
    ],
)
def test_terms_of_the_paper_and_of_other_things(sentence: str, until: str | None) -> None:
    sheet = paper(("SỞ CÔNG THƯƠNG",), (sentence,), title=("GIẤY PHÉP",), dated="Đồng Tháp, ngày 01 tháng 10 năm 2024")
    assert [field.value for field in read(sheet, FieldName.VALID_UNTIL)] == ([until] if until else [])


def test_a_signer_is_no_office() -> None:
    sheet = page(
        line("GIẤY PHÉP", 300, centre=CENTRE),
        line("GIÁM ĐỐC", 1200, centre=RIGHT),
        line("VĂN PHÒNG", 1300, centre=RIGHT),
        line("Trần Văn Tiến", 1450, centre=RIGHT),
    )
    assert [field.value for field in read(sheet, FieldName.SIGNER)] == ["Trần Văn Tiến"]
