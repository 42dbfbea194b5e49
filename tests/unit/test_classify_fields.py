from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize import catalogue
from digitize.classify import classify, extract
from digitize.classify.labels import find_labels
from digitize.model import Affine, Box, Classification, DocumentKind, FieldValue, Line, PageReading
from tests.classify_pages import CENTRE, LEFT, RIGHT, document, line, page, paper

FACTS = catalogue.load()
RESULT = Classification(DocumentKind.RESULT, "Giấy", None, None, 0.9, "header")


def read(*pages: PageReading, what: Classification = RESULT) -> dict[tuple[str, int], FieldValue]:
    return {(field.name.value, field.item): field for field in extract(document(*pages), what)}


def texts(*pages: PageReading, what: Classification = RESULT) -> dict[str, str]:
    return {name: field.value for (name, item), field in read(*pages, what=what).items() if item == 0}


DECREE = paper(
    ("ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG THÁP"),
    ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "Căn cứ Luật ngày 19 tháng 6 năm 2015;", "Điều 1. Phê duyệt Kế hoạch."),
    number="Số: 51/QĐ-UBND",
    dated="Đồng Tháp, ngày 05 tháng 01 năm 2025",
    title=("QUYẾT ĐỊNH",),
    subject=("Về việc phê duyệt Kế hoạch ứng phó sự cố tràn dầu", "huyện Cao Lãnh"),
    office=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer="Trần Phước Hai",
)


def test_the_zones_of_decree_30() -> None:
    what = Classification(DocumentKind.INTERNAL, "Quyết định", None, None, 0.9, "header")
    assert texts(DECREE, what=what) == {
        "document_type": "Quyết định",
        "number": "51/QĐ-UBND",
        "issued_on": "2025-01-05",
        "issuer": "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
        "abstract": "Về việc phê duyệt Kế hoạch ứng phó sự cố tràn dầu huyện Cao Lãnh",
        "signer": "Trần Phước Hai",
        "signer_title": "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
    }


def test_a_number_written_by_hand_is_never_used_without_a_look() -> None:
    lines = [
        replace(one, words=tuple(replace(word, handwritten=word.text.startswith("51/")) for word in one.words))
        for one in DECREE.text.lines()
    ]
    printed, filled_in = read(DECREE), read(page(*lines))
    assert filled_in[("number", 0)].value == "51/QĐ-UBND"
    assert filled_in[("number", 0)].confidence <= 0.3 < printed[("number", 0)].confidence
    assert filled_in[("issued_on", 0)].confidence == printed[("issued_on", 0)].confidence


def test_boxes_are_in_the_source_frame() -> None:
    doubled = PageReading(page(*DECREE.text.lines(), to_source=Affine(a=2, e=2)).text, DECREE.findings)
    plain, twice = read(DECREE)[("number", 0)].box, read(doubled)[("number", 0)].box
    assert plain is not None
    assert twice == Box(2 * plain.x0, 2 * plain.y0, 2 * plain.x1, 2 * plain.y1)


def test_heading_columns_read_as_one_line_are_parted_at_the_motto() -> None:
    sheet = page(
        line("UBND TỈNH ĐỒNG THÁP CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, x=150),
        line("SỞ TƯ PHÁP Độc lập - Tự do - Hạnh phúc", 250, x=200),
        line("Số: 12/STP-LLTP Đồng Tháp, ngày 05 tháng 01 năm 2024", 330, x=200),
        line("PHIẾU LÝ LỊCH TƯ PHÁP SỐ 1", 450, centre=CENTRE),
    )
    found = texts(sheet)
    assert found["issuer"] == "UBND TỈNH ĐỒNG THÁP SỞ TƯ PHÁP"
    assert (found["number"], found["issued_on"]) == ("12/STP-LLTP", "2024-01-05")


def test_a_death_extract_takes_the_dead_persons_data_only() -> None:
    sheet = paper(
        ("UBND HUYỆN CAO LÃNH", "UBND XÃ AN BÌNH"),
        (
            "Họ, chữ đệm, tên: TRẦN VĂN HAI",
            "Ngày, tháng, năm sinh: 01/02/1950 Giới tính: Nam Dân tộc: Kinh Quốc tịch: Việt Nam",
            "Số định danh cá nhân/Giấy tờ tùy thân: 087050001234",
            "Đã chết vào lúc: 10 giờ 30 phút, ngày 02 tháng 3 năm 2024",
            "Đăng ký khai tử tại: UBND xã An Bình, số: 12 ngày 05/3/2024",
        ),
        number="Số: 470/2025/TLKT-BS",
        dated="An Bình, ngày 07 tháng 3 năm 2025",
        title=("TRÍCH LỤC KHAI TỬ (BẢN SAO)",),
    )
    found = texts(sheet)
    assert found["owner_name"] == "Trần Văn Hai"
    assert found["owner_birth_date"] == "1950-02-01"
    assert found["owner_id"] == "087050001234"
    assert (found["number"], found["issued_on"]) == ("470/2025/TLKT-BS", "2025-03-07")
    assert "valid_until" not in found


def test_a_birth_certificate_belongs_to_the_child_not_to_its_parents() -> None:
    sheet = paper(
        ("UBND XÃ AN BÌNH",),
        (
            "Họ, chữ đệm, tên: LÊ MINH KHÔI Giới tính: Nam",
            "Ngày, tháng, năm sinh: 09/05/2021 ghi bằng chữ: ngày chín tháng năm",
            "Họ, chữ đệm, tên người mẹ: PHẠM THỊ HOA Năm sinh: 1990",
            "Số định danh cá nhân: 087190004321",
            "Họ, chữ đệm, tên người cha: LÊ VĂN BA Năm sinh: 1988",
            "Nơi đăng ký khai sinh: UBND xã An Bình",
            "Ngày, tháng, năm đăng ký: 20/05/2021",
        ),
        title=("GIẤY KHAI SINH", "Số: 45/2021"),
    )
    found = texts(sheet)
    assert (found["owner_name"], found["owner_birth_date"]) == ("Lê Minh Khôi", "2021-05-09")
    assert (found["number"], found["issued_on"]) == ("45/2021", "2021-05-20")
    assert "owner_id" not in found


def spouses(rows: Iterable[tuple[str, str]], *fields: str, right: int = 930) -> list[list[str]]:
    """Fields of wife and husband on a marriage certificate, whose data stand in two columns."""
    lines = [line("GIẤY CHỨNG NHẬN KẾT HÔN", 300, centre=CENTRE)]
    for index, (wife, husband) in enumerate(rows):
        lines += [line(wife, 500 + 60 * index, x=150), line(husband, 500 + 60 * index, x=right)]
    found = read(page(*lines))
    return [[found[(field, item)].value for field in fields] for item in (0, 1)]


def test_a_marriage_certificate_has_two_owners_side_by_side() -> None:
    rows = (
        ("Họ, chữ đệm, tên vợ: ĐỖ THỊ MAI", "Họ, chữ đệm, tên chồng: VÕ VĂN TÁM"),
        ("Ngày sinh: 02/03/1995", "Ngày sinh: 04/05/1993"),
        ("Giấy tờ tùy thân: 087195001111", "Giấy tờ tùy thân: 087093002222"),
    )
    got = spouses(rows, "owner_name", "owner_birth_date", "owner_id", right=880)
    assert got == [["Đỗ Thị Mai", "1995-03-02", "087195001111"], ["Võ Văn Tám", "1993-05-04", "087093002222"]]


def test_values_that_fill_their_column_go_on_in_the_next_line() -> None:
    rows = (
        ("Họ, chữ đệm, tên vợ: ĐỖ NGỌC", "Họ, chữ đệm, tên chồng: VÕ"),
        ("MAI", "VĂN TÁM"),
        ("Ngày sinh: 02/03/1995", "Ngày sinh: 04/05/1993"),
        ("Giấy tờ tùy thân: CCCD số", "Giấy tờ tùy thân: Căn cước"),
        ("087195001111, Cục Cảnh sát", "số 340976293, Công an tỉnh"),
    )
    got = spouses(rows, "owner_name", "owner_birth_date", "owner_id")
    assert got == [["Đỗ Ngọc Mai", "1995-03-02", "087195001111"], ["Võ Văn Tám", "1993-05-04", "340976293"]]


def test_a_value_is_not_taken_from_the_other_column() -> None:
    rows = (
        ("Họ, chữ đệm, tên vợ: ĐỖ THỊ MAI", "Họ, chữ đệm, tên chồng: TRƯƠNG VĂN TÁM"),
        ("Nơi cư trú: ấp Long Hòa,", "Nơi cư trú: ấp 2, xã Hòa An"),
        ("tỉnh Đồng Tháp", "Giấy tờ tùy thân: Căn cước công dân số"),
        ("Giấy tờ tùy thân: Căn cước công dân số", "087097249042, Cục Cảnh sát"),
        ("087197884159, Cục Cảnh sát", "cấp ngày 22/07/2017"),
    )
    got = spouses(rows, "owner_name", "owner_id")
    assert got == [["Đỗ Thị Mai", "087197884159"], ["Trương Văn Tám", "087097249042"]]


def test_what_stands_below_a_name_is_not_always_the_rest_of_it() -> None:
    for below in ("Giám đốc Công ty", "nông dân", "Lê Thị Hoa Lan Anh", "AN GIANG", "An Giang", "Dân tộc: Kinh"):
        found = texts(
            page(line("Họ và tên: Đỗ Ngọc Mai", 500), line(below, 560), line("Ngày, tháng, năm sinh: 02/03/1995", 620))
        )
        assert found["owner_name"] == "Đỗ Ngọc Mai", below


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Điều 1. Trợ cấp hằng tháng đối với ông (bà): Hồ Thị Mỹ, sinh ngày", "15/05/1949, số CMND: 087149194918."),
        ("Điều 1. Trợ cấp hằng tháng đối với ông (bà): Hồ Thị Mỹ, sinh", "ngày 15/05/1949, số CMND: 087149194918."),
        ("Trợ cấp đối với bà: Hồ Thị Mỹ; sinh ngày 15 tháng 5 năm 1949,", "số định danh cá nhân: 087149194918."),
    ],
)
def test_a_decision_names_a_person_within_a_sentence(first: str, second: str) -> None:
    found = texts(page(line("QUYẾT ĐỊNH", 300, centre=CENTRE), line(first, 500), line(second, 560)))
    assert found["owner_name"] == "Hồ Thị Mỹ"
    assert (found["owner_birth_date"], found["owner_id"]) == ("1949-05-15", "087149194918")


@pytest.mark.parametrize("label", ["CMND/ID No.:", "CCCD/ID No.", "CMND:"])
def test_a_bilingual_label_of_an_identity_paper(label: str) -> None:
    found = texts(page(line("Chủ tàu/Owner: Hồ Phương Quyên", 500), line(f"{label} 087149194918", 560)))
    assert found["owner_id"] == "087149194918"


def _copy_of_a_diploma(*own: Line) -> PageReading:
    return page(
        line("BẢN SAO", 150, centre=CENTRE),
        line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 200, centre=CENTRE),
        line("GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐỒNG THÁP", 300, centre=CENTRE),
        line("cấp", 350, centre=CENTRE),
        line("BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG", 420, centre=CENTRE),
        line("Cho: Bà Ngô Thị Thu Ngày sinh: 12/11/2001", 520),
        line("Đồng Tháp, ngày 20 tháng 7 năm 2019", 900, centre=RIGHT),
        line("GIÁM ĐỐC", 950, centre=RIGHT),
        line("(Đã ký)", 1000, centre=RIGHT),
        line("Hồ Văn Chín", 1100, centre=RIGHT),
        line("Số hiệu: A 1234567", 1200),
        line("Số vào sổ gốc cấp bằng: 00123/2019", 1250),
        *own,
        line("Cao Lãnh, ngày 03 tháng 4 năm 2023", 1350, centre=RIGHT),
    )


def test_a_copy_with_a_number_of_its_own_has_two_numbers_and_two_days() -> None:
    found = read(_copy_of_a_diploma(line("Số vào sổ cấp bản sao: 0415/2023/BS-THPT", 1300)))
    assert [found[("number", item)].value for item in (0, 1)] == ["0415/2023/BS-THPT", "A1234567"]
    assert [found[("issued_on", item)].value for item in (0, 1)] == ["2023-04-03", "2019-07-20"]
    assert min(found[(name, item)].confidence for name in ("number", "issued_on") for item in (0, 1)) > 0.75


def test_a_number_of_the_copy_that_cannot_be_read_is_not_replaced_by_that_of_the_original() -> None:
    found = read(_copy_of_a_diploma(line("Số vào sổ cấp bản sao: ....", 1300)))
    assert ("number", 0) not in found
    assert found[("number", 1)].value == "A1234567"


def test_a_copy_without_a_number_of_its_own_keeps_those_of_the_diploma_for_a_look() -> None:
    sheet = _copy_of_a_diploma()
    found = texts(sheet)
    assert (found["number"], found["issued_on"]) == ("A1234567", "2019-07-20")
    assert read(sheet)[("number", 0)].confidence < 0.85
    assert (found["owner_name"], found["owner_birth_date"]) == ("Ngô Thị Thu", "2001-11-12")
    assert found["issuer"] == "SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐỒNG THÁP"
    assert found["signer"] == "Hồ Văn Chín"
    assert read(sheet)[("issued_on", 0)].confidence < 0.85


def _licence(*dated: str) -> PageReading:
    title = line("GIẤY PHÉP KINH DOANH VẬN TẢI BẰNG XE Ô TÔ", 300, centre=CENTRE)
    return page(title, *(line(text, 400 + 40 * row, centre=CENTRE) for row, text in enumerate(dated)))


@pytest.mark.parametrize("mark", [";", ","])
def test_the_day_of_a_change_is_found_behind_a_mark_however_it_was_read(mark: str) -> None:
    dated = f"Cấp lần đầu, ngày 20 tháng 01 năm 2017{mark} cấp thay đổi lần thứ 1, ngày 16 tháng 7 năm 2018"
    assert texts(_licence(dated))["issued_on"] == "2018-07-16"


def test_the_day_of_a_change_goes_on_in_the_next_line() -> None:
    first = "Cấp lần đầu, ngày 20 tháng 01 năm 2017; cấp thay đổi lần thứ 1, ngày 16 tháng 7 năm"
    field = read(_licence(first, "2018"))[("issued_on", 0)]
    assert field.value == "2018-07-16"
    assert field.box is not None
    assert field.box.height > 60


def test_a_first_day_is_doubted_where_that_of_the_change_cannot_be_read() -> None:
    field = read(_licence("Cấp lần đầu, ngày 20 tháng 01 năm 2017; cấp thay đổi lần thứ 1, ngày 1_ thá_g"))
    assert field[("issued_on", 0)].value == "2017-01-20"
    assert field[("issued_on", 0)].confidence <= 0.3


def test_one_expiry_for_each_row_of_a_table() -> None:
    lines = [
        line("CHỨNG CHỈ HÀNH NGHỀ HOẠT ĐỘNG XÂY DỰNG", 300, centre=CENTRE),
        line("Số: DOT-00012345", 350, centre=CENTRE),
        line("Họ và tên: Bùi Văn Năm", 450),
        line("Lĩnh vực hành nghề", 600, x=250),
        line("Hạng", 600, x=900),
        line("Ngày hết hạn", 600, x=1150),
    ]
    for index, (field, rank, day) in enumerate(
        [("Thiết kế kết cấu", "II", "12/05/2028"), ("Giám sát thi công", "III", "30/11/2026")]
    ):
        lines += [line(field, 660 + 60 * index, x=250), line(rank, 660 + 60 * index, x=910)]
        lines += [line(day, 660 + 60 * index, x=1150)]
    found = read(page(*lines))
    assert [found[("valid_until", item)].value for item in (0, 1)] == ["2028-05-12", "2026-11-30"]
    assert found[("number", 0)].value == "DOT-00012345"
    signed = [*lines, line("Đồng Tháp, ngày 12 tháng 5 năm 2023", 780, x=1000)]
    assert ("valid_until", 2) not in read(page(*signed))


@pytest.mark.parametrize(
    ("sentence", "value", "rule"),
    [
        ("Giấy chứng nhận này có giá trị đến ngày 09 tháng 8 năm 2027.", "2027-08-09", "printed_date"),
        ("Có hiệu lực đến ngày 09 tháng 8 năm 2027/Valid until 09/08/2027", "2027-08-09", "printed_date"),
        ("Có giá trị từ ngày 10/08/2022 đến ngày 09/08/2027", "2027-08-09", "printed_range"),
        ("Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.", "2025-02-28", "printed_duration"),
        ("Giấy chứng nhận có hiệu lực 03 năm kể từ ngày ký", "2027-08-31", "printed_duration"),
        ("Thời hạn: không thời hạn", "unlimited", "printed_unlimited"),
    ],
)
def test_what_the_paper_says_of_its_term(sentence: str, value: str, rule: str) -> None:
    sheet = paper(
        (), ("Họ và tên: Bùi Văn Năm", sentence), dated="Cao Lãnh, ngày 31 tháng 8 năm 2024", title=("GIẤY XÁC NHẬN",)
    )
    field = read(sheet)[("valid_until", 0)]
    assert (field.value, field.rule) == (value, rule)


@pytest.mark.parametrize(
    "sentence",
    [
        "Có hiệu lực đến ngày … tháng … năm …/Valid until …",
        "(thay thế Giấy chứng nhận số: 12/GCN cấp ngày 01/02/2020)",
        "Trước khi hết hiệu lực 3 tháng phải làm thủ tục gia hạn",
        "Có hiệu lực kể từ ngày ký.",
        "Giấy phép có giá trị trong thời hạn 12 tháng kể từ ngày khởi công",
        "Có giá trị đến ngày 01/01/2026, có giá trị đến ngày 01/01/2027",
    ],
)
def test_no_term_is_better_than_a_wrong_one(sentence: str) -> None:
    sheet = paper((), (sentence,), dated="Cao Lãnh, ngày 31 tháng 8 năm 2024", title=("GIẤY XÁC NHẬN",))
    assert ("valid_until", 0) not in read(sheet)


@pytest.mark.parametrize("other", ["Giới tính: Nữ", "Ngày sinh: 01/02/1991"], ids=["other sex", "other birth year"])
def test_a_number_that_contradicts_the_paper_is_doubted(other: str) -> None:
    good = read(paper((), ("Họ và tên: Bùi Văn Năm", "Số CCCD: 087090001234")))
    bad = read(paper((), ("Họ và tên: Bùi Văn Năm", other, "Số CCCD: 087090001234")))
    assert good[("owner_id", 0)].confidence > 0.85
    assert bad[("owner_id", 0)].confidence <= 0.3


def test_a_number_that_is_none_is_left_out() -> None:
    found = texts(paper((), ("Họ và tên: Bùi Văn Năm", "Số CCCD: 003090001234")))
    assert found["owner_name"] == "Bùi Văn Năm"
    assert "owner_id" not in found


def test_an_end_before_the_issue_is_doubted() -> None:
    sheet = paper((), ("Có giá trị đến ngày 01/01/2020",), dated="Cao Lãnh, ngày 31 tháng 8 năm 2024", title=("GIẤY",))
    found = read(sheet)
    assert found[("valid_until", 0)].confidence <= 0.3
    assert found[("issued_on", 0)].confidence <= 0.3


def test_confidence_of_a_date_is_that_all_its_digits_are_right() -> None:
    def dated(confidence: float) -> float:
        words = line("Cao Lãnh, ngày 31 tháng 8 năm 2024", 340, centre=RIGHT, confidence=confidence)
        return read(page(words, line("GIẤY KHAI SINH", 460, centre=CENTRE)))[("issued_on", 0)].confidence

    # Three words of the date hold digits.
    assert dated(0.9) == pytest.approx(dated(1.0) * 0.9**3, abs=1e-3)
    assert dated(1.0) > 0.9
    assert dated(0.7) < 0.4


def test_misread_labels_and_values_on_the_next_line() -> None:
    sheet = page(
        line("GIẤY XÁC NHẬN", 300, centre=CENTRE),
        line("Họ và tén: BÙI VĂN NĂM Gidi tinh: Nam", 450),
        line("Ngày, tháng, nam sinh:", 510),
        line("05/06/1985", 560),
    )
    found = texts(sheet)
    assert (found["owner_name"], found["owner_birth_date"]) == ("Bùi Văn Năm", "1985-06-05")


def test_an_organisation_as_owner() -> None:
    sheet = paper(
        ("UBND TỈNH ĐỒNG THÁP", "SỞ GIAO THÔNG VẬN TẢI"),
        (
            "1. Tên đơn vị: CÔNG TY TNHH VẬN TẢI SAO MAI",
            "4. Giấy chứng nhận đăng ký doanh nghiệp số: 0100109106 do Sở cấp ngày 01/02/2020",
            "5. Người đại diện theo pháp luật: Hồ Văn Chín",
        ),
        title=("GIẤY PHÉP KINH DOANH VẬN TẢI BẰNG XE Ô TÔ",),
    )
    found = texts(sheet)
    assert (found["owner_name"], found["owner_id"]) == ("CÔNG TY TNHH VẬN TẢI SAO MAI", "0100109106")


def test_a_form_has_an_owner_and_no_end() -> None:
    what = Classification(DocumentKind.DOSSIER_PAPER, "Tờ khai", None, None, 0.9, "header")
    form = paper((), ("Họ, chữ đệm, tên: TRẦN VĂN HAI",), number="Số: 1/TK-UBND", title=("TỜ KHAI ĐĂNG KÝ KHAI TỬ",))
    found = texts(form, what=what)
    assert found["owner_name"] == "Trần Văn Hai"
    assert "valid_until" not in found


def test_an_office_read_wrongly_is_no_signer() -> None:
    sheet = paper((), (), title=("THÔNG BÁO",), office=("KT. CHÁNH VĂN PHÒNG", "Phó Chảnh Văn Phong"), signer="")
    assert "signer" not in texts(sheet)


def test_labels_end_values() -> None:
    layout = document(page(line("Nơi sinh: Cao Lãnh Quê quán: Sa Đéc", 300, x=LEFT))).layouts[0]
    assert [hit.label.name for hit in find_labels(layout)] == ["noi sinh", "que quan"]


def test_quick_enough() -> None:
    body = tuple(f"Điều {index}. Nội dung của điều này dài vừa phải, nói về việc thi hành" for index in range(25))
    pages = [paper(("UBND XÃ AN BÌNH",), body, title=("GIẤY KHAI SINH",)) for _ in range(3)]
    extract(document(*pages), RESULT)
    start = time.process_time()
    extract(document(*pages), RESULT)
    assert time.process_time() - start < 0.5


WORDING = (
    "Số: 05/QĐ-UBND GIẤY KHAI SINH Họ và tên: ngày hết hạn 05/01/2024 … \u0301 İ có giá trị đến CỘNG HÒA GIÁM ĐỐC "
    "Lê Ba 087090001234 6 tháng cấp ( :"
)
WORDS = st.sampled_from(WORDING.split())
SCRAPS = st.lists(
    st.tuples(st.lists(WORDS, min_size=1, max_size=8), st.integers(0, 2200), st.integers(0, 1200)), max_size=15
)


@given(SCRAPS)
@settings(max_examples=80, deadline=None)
def test_no_heap_of_scraps_breaks_it(scraps: list[tuple[list[str], int, int]]) -> None:
    heap = document(page(*(line(" ".join(words), y, x=x) for words, y, x in scraps)))
    for field in extract(heap, classify(heap, FACTS)):
        assert 0 < field.confidence <= 1
        assert field.value.strip()
