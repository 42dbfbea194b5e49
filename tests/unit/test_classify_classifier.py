from __future__ import annotations

from functools import lru_cache

import pytest

from digitize import catalogue
from digitize.classify import Known, classify
from digitize.classify.titles import rules
from digitize.model import Barcode, BlankReason, Box, Classification, Colour, DocumentKind, PageFindings, PageReading
from tests.classify_pages import CENTRE, document, line, page, paper

TLKT = "KQ.G15.000034"


@lru_cache(maxsize=1)
def facts() -> catalogue.Catalogue:
    return catalogue.load()


def said(*pages: PageReading, known: Known | None = None) -> Classification:
    return classify(document(*pages), facts(), known=known)


def titled(*title: str, agency: tuple[str, ...] = ("UBND HUYỆN CAO LÃNH", "PHÒNG TƯ PHÁP")) -> PageReading:
    return paper(agency, ("Họ, chữ đệm, tên: TRẦN VĂN HAI",), title=title)


def test_every_result_type_of_the_table_is_in_the_catalogue() -> None:
    unknown = [code for rule in rules() for code in rule.result_types if code not in facts().result_types]
    assert unknown == []
    assert all(rule.result_types for rule in rules() if rule.kind is DocumentKind.RESULT)


@pytest.mark.parametrize(
    ("title", "result_type"),
    [
        (("TRÍCH LỤC KHAI TỬ (BẢN SAO)",), TLKT),
        (("GIẤY KHAI SINH",), "KQ.G15.000031"),
        (("GIẤY CHỨNG NHẬN KẾT HÔN",), "KQ.G15.000032"),
        (("GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN"), "KQ.G15.000038"),
        (("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1",), "KQ.G01.000200"),
        (("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 2",), "KQ.G01.000199"),
        (("GIẤY CHỨNG NHẬN", "ĐỦ ĐIỀU KIỆN BUÔN BÁN THUỐC BẢO VỆ THỰC VẬT"), "KQ.G10.001350"),
        (("GIẤY CHỨNG NHẬN", "ĐỦ ĐIỀU KIỆN BUÔN BÁN THUỐC THÚ Y"), "KQ.G10.000209"),
        (("GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN BUÔN BÁN PHÂN BÓN",), "X-KQ.002"),
        (("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",), "KQ.G12.001041"),
        (("CHỨNG CHỈ HÀNH NGHỀ HOẠT ĐỘNG XÂY DỰNG",), "KQ.G17.000233"),
        (("GIẤY PHÉP KINH DOANH VẬN TẢI BẰNG XE Ô TÔ",), "KQ.G04.000042"),
        (("GIẤY CHỨNG NHẬN ĐĂNG KÝ TÀU CÁ / FISHING VESSEL",), "KQ.G10.000871"),
    ],
)
def test_titles_of_results(title: tuple[str, ...], result_type: str) -> None:
    answer = said(titled(*title))
    assert (answer.kind, answer.result_type, answer.rung) == (DocumentKind.RESULT, result_type, "header")
    assert answer.probability > 0.9


@pytest.mark.parametrize(
    ("title", "document_type"),
    [
        ("TỜ KHAI ĐĂNG KÝ KHAI TỬ", "Tờ khai"),
        ("GIẤY BÁO TỬ", "Giấy báo tử"),
        ("ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP XÂY DỰNG", "Đơn đề nghị"),
        ("GIẤY ĐỀ NGHỊ ĐĂNG KÝ HỘ KINH DOANH", "Giấy đề nghị"),
        ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        ("GIẤY ỦY QUYỀN", "Giấy ủy quyền"),
        ("CĂN CƯỚC CÔNG DÂN", "Căn cước công dân"),
    ],
)
def test_papers_of_a_dossier_are_no_results(title: str, document_type: str) -> None:
    answer = said(titled(title, agency=()))
    assert (answer.kind, answer.document_type, answer.result_type) == (
        DocumentKind.DOSSIER_PAPER,
        document_type,
        None,
    )


def test_a_misread_title_is_known_with_less_certainty() -> None:
    clean, misread = said(titled("TRÍCH LỤC KHAI TỬ")), said(titled("TRÍCH LUC KHAl TU"))
    assert misread.result_type == TLKT
    assert misread.probability < clean.probability


def test_a_sibling_title_is_not_taken_for_the_one_in_the_table() -> None:
    answer = said(titled("GIẤY CHỨNG NHẬN ĐỦ ĐIỀU KIỆN BUÔN BÁN THUỐC LÁ ĐIẾU"))
    assert answer.result_type is None


@pytest.mark.parametrize(
    ("agency", "remark", "result_type"),
    [
        (("UBND TỈNH ĐỒNG THÁP", "SỞ XÂY DỰNG"), "(Sử dụng cho công trình không theo tuyến)", "KQ.G17.000232"),
        (("UBND TỈNH ĐỒNG THÁP", "SỞ XÂY DỰNG"), "(Sử dụng cho nhà ở riêng lẻ)", "KQ.G17.000311"),
        (("ỦY BAN NHÂN DÂN", "HUYỆN CAO LÃNH"), "(Sử dụng cho công trình không theo tuyến)", "KQ.G17.000311"),
    ],
)
def test_agency_and_remark_tell_building_permits_apart(agency: tuple[str, ...], remark: str, result_type: str) -> None:
    permit = paper(agency, ("1. Cấp cho: Ông Nguyễn Văn An",), title=("GIẤY PHÉP XÂY DỰNG", remark))
    assert said(permit).result_type == result_type


def test_types_that_share_a_title_are_a_choice_unless_the_procedure_is_known() -> None:
    permit = page(line("GIẤY PHÉP XÂY DỰNG", 300, centre=CENTRE), line("1. Cấp cho: Ông Nguyễn Văn An", 500))
    unsure = said(permit)
    assert (unsure.kind, unsure.result_type) == (DocumentKind.RESULT, None)
    assert {item.code for item in unsure.candidates} == {"KQ.G17.000232", "KQ.G17.000311"}
    assert unsure.probability < 0.6
    sure = said(permit, known=Known(procedure="1.013236"))
    assert (sure.result_type, sure.procedure, sure.rung) == ("KQ.G17.000232", "1.013236", "barcode")
    assert sure.probability > 0.9


def test_what_is_known_and_the_title_must_agree() -> None:
    extract_page = titled("TRÍCH LỤC KHAI TỬ")
    agreed = said(extract_page, known=Known(result_type=TLKT))
    denied = said(extract_page, known=Known(result_type="KQ.G15.000031"))
    assert agreed.rung == "barcode"
    assert agreed.probability > said(extract_page).probability
    assert (denied.rung, denied.result_type) == ("header", TLKT)
    assert denied.probability < 0.6
    form = said(titled("TỜ KHAI ĐĂNG KÝ KHAI TỬ", agency=()), known=Known(result_type=TLKT))
    assert (form.kind, form.result_type) == (DocumentKind.DOSSIER_PAPER, None)


def test_a_procedure_code_in_a_barcode_names_the_procedure() -> None:
    code = Barcode("QRCode", "1.001766", Box(0, 0, 10, 10))
    reading = titled("TRÍCH LỤC KHAI TỬ")
    marked = PageReading(reading.text, PageFindings(200.0, Colour.GREY, barcodes=(code,)))
    answer = said(marked)
    assert (answer.rung, answer.procedure) == ("barcode", "1.001766")


@pytest.mark.parametrize(
    ("number", "title", "subject", "kind", "document_type"),
    [
        ("Số: 51/QĐ-UBND", ("QUYẾT ĐỊNH",), ("Về việc phê duyệt kế hoạch tràn dầu",), "internal", "Quyết định"),
        ("Số: 04/CT-UBND", ("CHỈ THỊ",), ("Về việc phòng, chống bão",), "internal", "Chỉ thị"),
        ("Số: 11/TB-UBND", ("THÔNG BÁO",), ("Kết luận cuộc họp giao ban",), "internal", "Thông báo"),
        ("Số: 11/TB-STP", ("THÔNG BÁO",), ("Về việc từ chối cấp phiếu",), "refusal", "Thông báo"),
        ("Số: 9/QĐ-UBND", ("QUYẾT ĐỊNH",), ("Về việc trợ cấp xã hội hằng tháng",), "result", "Quyết định"),
        ("Số: 9/QĐ-UBND", ("QUYẾT ĐỊNH",), ("Về việc thôi hưởng trợ cấp xã hội hằng tháng",), "unknown", "Quyết định"),
    ],
)
def test_decrees_and_notices(
    number: str, title: tuple[str, ...], subject: tuple[str, ...], kind: str, document_type: str
) -> None:
    sheet = paper(
        ("ỦY BAN NHÂN DÂN", "HUYỆN CAO LÃNH"),
        ("Căn cứ Luật Tổ chức chính quyền địa phương;",),
        number=number,
        title=title,
        subject=subject,
    )
    answer = said(sheet)
    assert (answer.kind, answer.document_type) == (kind, document_type)
    assert answer.result_type == ("X-KQ.023" if kind == "result" else None)


def test_an_official_letter_has_no_title() -> None:
    letter = page(
        line("ỦY BAN NHÂN DÂN", 200, centre=410),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, centre=1150),
        line("Số: 574/UBND-KTTH", 300, centre=410),
        line("V/v đăng ký nội dung trình", 340, centre=410),
        line("Kính gửi: Sở Tài chính", 450, x=600),
    )
    answer = said(letter)
    assert (answer.kind, answer.document_type) == (DocumentKind.INTERNAL, "Công văn")


def test_retrieval_knows_a_title_that_no_rule_knows() -> None:
    answer = said(titled("GIẤY PHÉP TIẾN HÀNH CÔNG VIỆC BỨC XẠ", agency=("SỞ KHOA HỌC VÀ CÔNG NGHỆ",)))
    assert (answer.kind, answer.result_type, answer.rung) == (DocumentKind.RESULT, "X-KQ.029", "retrieval")
    assert answer.probability < 0.97


@pytest.mark.parametrize(
    "sheet",
    [
        page(),
        page(line("Hôm nay trời mưa, bà con ra đồng từ sớm.", 300)),
        page(line("HƯƠNG XƯA QUÁN NHỎ VEN SÔNG", 300, centre=CENTRE), line("Cà phê, nước mía", 400)),
        page(line("giấy khai sinh, giấy chứng nhận kết hôn đã nộp kèm", 300)),
    ],
    ids=["empty", "prose", "unknown title", "titles in prose"],
)
def test_it_abstains(sheet: PageReading) -> None:
    answer = said(sheet)
    assert (answer.kind, answer.result_type, answer.probability) == (DocumentKind.UNKNOWN, None, 0.0)


def test_blank_pages_before_the_first_text_do_not_matter() -> None:
    blank = page(findings=PageFindings(200.0, Colour.GREY, blank=BlankReason.WHITE))
    assert said(blank, titled("TRÍCH LỤC KHAI TỬ")).result_type == TLKT


def test_the_reason_names_nobody() -> None:
    answer = said(titled("TRÍCH LỤC KHAI TỬ"))
    assert "TRẦN" not in answer.why.upper()
    assert answer.why
