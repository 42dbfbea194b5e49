"""The line finder: lines whole with all their marks, in the order a paper is read; and the measure that says so."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitize.model import Affine, Colour, PageImage
from digitize.ocr.cleaning import clean
from digitize.ocr.interfaces import LineImage
from digitize.ocr.lines import TextLineFinder, located
from digitize.samples import seal
from digitize.samples.degrade import scan, to_scan
from digitize.samples.layout import Columns, Element, Form, Para, Signature, Table, set_paper
from digitize.samples.sheet import HEIGHT, MM, WIDTH, Sheet, Style, words_of
from tests.bench.line_truth import Verdict, in_order, ink_of, verdicts

STACKED = (
    "Bộ Nông nghiệp và Phát triển nông thôn đã thẩm định, những kết quả ấy được phê chuẩn từ đầu thế kỷ.",
    "QUYẾT ĐỊNH VỀ VIỆC CÔNG NHẬN KẾT QUẢ ĐỔI MỚI TỔ CHỨC, ĐẶC BIỆT Ở CẤP XÃ, CỦA ỦY BAN NHÂN DÂN HUYỆN.",
)


def _page(sheet: Sheet) -> PageImage:
    grey = np.asarray(sheet.image.convert("L"))
    return PageImage(np.ascontiguousarray(grey), 300, Colour.GREY)


def _set(*elements: Element) -> Sheet:
    (sheet,) = set_paper(elements, Form(numbered=False), random.Random(5))
    return sheet


def _cuts(page: PageImage) -> list[LineImage]:
    return [line for block in TextLineFinder().find(page) for line in block]


def _verdicts(sheet: Sheet) -> list[Verdict]:
    page = _page(sheet)
    return verdicts(ink_of(np.asarray(sheet.image), sheet.runs), Affine(), page.pixels, _cuts(page))


def _all_whole(sheet: Sheet) -> None:
    found = _verdicts(sheet)
    faults = [(run.text, one.fault) for run, one in zip(sheet.runs, found, strict=True) if one.fault]
    assert not faults
    assert in_order([one.position for one in found]) == len(found)


@pytest.mark.parametrize("size", [10, 13, 20])
@pytest.mark.parametrize("text", STACKED)
def test_stacked_marks_belong_to_their_line(text: str, size: float) -> None:
    _all_whole(_set(Para(f"{text} {text} {text}", size)))


@pytest.mark.parametrize("size", [11, 14, 16])
def test_stacked_marks_of_thick_bold_words_are_no_lines_by_themselves(size: float) -> None:
    sheet = _set(*(Para(f"<b>Điều {number}. Tết, kết quả</b> {STACKED[0]}", size) for number in range(1, 5)))
    page = _page(sheet)
    thick = replace(page, pixels=cv2.erode(page.pixels, np.ones((3, 3), np.uint8)))

    assert len(_cuts(thick)) == len(sheet.runs)


def test_a_title_keeps_its_marks_beside_small_print() -> None:
    _all_whole(_set(Para("GIẤY CHỨNG NHẬN", 26, bold=True, align="centre"), *(Para(text) for text in STACKED * 3)))


def test_the_left_column_of_a_heading_comes_first_and_goes_on_below() -> None:
    left = ("ỦY BAN NHÂN DÂN", "HUYỆN THÁP MƯỜI", "PHÒNG KINH TẾ", "Số: 12/GCN-KT")
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    sheet = _set(
        Columns(
            tuple(Para(line, 12.5, align="centre", after=0) for line in left),
            tuple(Para(line, 12.5, bold=True, align="centre", after=0) for line in right),
            outdent=6,
        ),
        Para(STACKED[0] * 2),
    )

    _all_whole(sheet)


def test_entries_of_a_form_in_one_row_are_one_line() -> None:
    rows = (
        "Sinh ngày: 02/03/1960   Dân tộc: Kinh   Quốc tịch: Việt Nam",
        "Số: 0123   Ngày cấp: 4/5/2016   Nơi cấp: CA",
    )

    _all_whole(_set(*(Para(row) for row in rows)))


def test_a_table_is_read_cell_by_cell() -> None:
    rows = (("1", "Đơn đề nghị cấp giấy phép xây dựng của hộ gia đình ở nông thôn", "01 bản"), ("2", "Bản vẽ", "02 bộ"))

    _all_whole(_set(Table(("STT", "Tên giấy tờ", "Số lượng"), rows, (0.1, 0.5, 0.4), (0,))))


def test_a_broken_rule_still_ends_a_line() -> None:
    sheet = _set(Table(("Hạng", "Tên"), (("1", "Nhà ở riêng lẻ"), ("2", "Nhà kho")), (0.1, 0.9)))
    edge = round((30 + 0.1 * (210 - 48)) * MM)
    for top in range(round(20 * MM), round(60 * MM), 40):
        sheet.draw.rectangle((edge - 4, top, edge + 4, top + 6), fill="white")
    sheet.draw.rectangle((0, 0, 30 * MM + 4, HEIGHT), fill="white")

    _all_whole(sheet)


def test_recipients_are_read_before_the_signature_under_its_seal() -> None:
    sheet = _set(
        Para(STACKED[0]),
        Signature(
            (Para("Nơi nhận:", 12, bold=True), Para("- Như trên;", 11, after=0), Para("- Lưu: VT.", 11)),
            ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            "Nguyễn Thị Bích Quyên",
            seal.Legend("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", ("VĂN PHÒNG",)),
        ),
    )

    _all_whole(sheet)


def test_a_title_alone_between_number_and_foot_stands_in_no_column() -> None:
    sheet = _set(
        Para("Số: 07/GCN.ATTP", after=14),
        Para("GIẤY CHỨNG NHẬN", 14, bold=True, align="centre", after=14),
        Columns(
            tuple(Para(text, 12, after=0) for text in ("Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.")),
            tuple(Para(text, 13, align="centre", after=0) for text in ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Văn Mẫu")),
        ),
    )

    found = [one.position for one in _verdicts(sheet)]
    assert found[:2] == [0, 1], "number, title, then the foot"


@pytest.mark.parametrize("seed", range(8))
def test_no_line_reaches_over_the_signature(seed: int) -> None:
    element = Signature((), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Võ Minh Hậu", None, room=20)
    (sheet,) = set_paper([Para(STACKED[0]), element], Form(numbered=False), random.Random(seed))

    assert not [one.fault for one in _verdicts(sheet) if one.fault]


def test_base_line_size_and_gaps_are_those_drawn() -> None:
    sheet = _set(Para(STACKED[0], 13, align="left"))
    lines = [line for block in located(_page(sheet)).blocks for line in block]

    assert len(lines) == len(sheet.runs)
    for line, run in zip(lines, sheet.runs, strict=True):
        assert line.base == pytest.approx(run.baseline, abs=3)
        assert line.em == pytest.approx(run.size, rel=0.25)
        assert len(line.gaps) == len(run.boxes) - 1
        for (middle, _), before, after in zip(line.gaps, run.boxes, run.boxes[1:], strict=False):
            assert before.x1 - 4 <= middle <= after.x0 + 4


def test_ink_of_other_lines_is_white_in_a_cut() -> None:
    sheet = Sheet(random.Random(1))
    for row, text in enumerate(("Ngày ký, quý, giấy phép, qua", "ĐẶC BIỆT ĐỔI MỚI QUYẾT ĐỊNH")):
        sheet.line(words_of(text, Style(14)), 400, 600 + 68 * row, 14)
    page = _page(sheet)
    first, second = _cuts(page)

    assert first.to_page.f + first.pixels.shape[0] > second.to_page.f
    ink = ink_of(np.asarray(sheet.image), sheet.runs)
    assert [one.fault for one in verdicts(ink, Affine(), page.pixels, [first, second])] == ["", ""]


def test_text_that_runs_upwards_is_flagged_and_turned() -> None:
    sheet = _set(*(Para(text) for text in STACKED))
    aside = Sheet(random.Random(1))
    aside.line(words_of("Mẫu số 05 ban hành kèm theo Nghị định", Style(11)), 200, 200, 12)
    box = aside.runs[0].box
    strip = aside.image.crop((int(box.x0) - 5, int(box.y0) - 5, int(box.x1) + 5, int(box.y1) + 5))
    sheet.image.paste(strip.rotate(90, expand=True), (120, 1500))
    page = _page(sheet)

    lines = [line for block in located(page).blocks for line in block]
    (cut,) = [cut for line, cut in zip(lines, _cuts(page), strict=True) if line.turned]

    assert len(lines) == len(sheet.runs) + 1
    assert cut.pixels.shape[1] == pytest.approx(strip.width, abs=16)
    assert cut.to_page.point(0, 0) == pytest.approx((120, 1500 + strip.width), abs=16)
    upright = np.asarray(strip.convert("L"))
    assert (cut.pixels < 128).sum() == pytest.approx((upright < 128).sum(), rel=0.02)


def test_an_empty_page_has_no_lines() -> None:
    assert TextLineFinder().find(PageImage(np.full((1000, 800), 255, np.uint8), 300, Colour.GREY)) == ()


def test_lines_are_found_on_a_worn_skewed_scan() -> None:
    sheet = _set(*(Para(text) for text in STACKED * 6))
    cleaned = clean(scan(np.asarray(sheet.image), "medium", 200, Colour.GREY, 0.8, np.random.default_rng(4)))
    to_page = cleaned.to_source.inverse().after(to_scan(WIDTH, HEIGHT, 200, 0.8))

    found = verdicts(ink_of(np.asarray(sheet.image), sheet.runs), to_page, cleaned.image.pixels, _cuts(cleaned.image))

    assert not [one for one in found if one.fault]


# --- the measure itself -----------------------------------------------------------------------------------


@pytest.fixture
def measured() -> tuple[Sheet, PageImage, list[LineImage]]:
    sheet = _set(Para(STACKED[1], 14))
    page = _page(sheet)
    return sheet, page, _cuts(page)


def _faults(sheet: Sheet, page: PageImage, cuts: list[LineImage]) -> list[str]:
    return [one.fault for one in verdicts(ink_of(np.asarray(sheet.image), sheet.runs), Affine(), page.pixels, cuts)]


def test_a_line_cut_short_is_not_whole(measured: tuple[Sheet, PageImage, list[LineImage]]) -> None:
    sheet, page, cuts = measured
    cuts[0] = replace(cuts[0], pixels=cuts[0].pixels[:, :-90])

    assert _faults(sheet, page, cuts)[0] == "columns"


def test_a_line_without_its_marks_is_not_whole(measured: tuple[Sheet, PageImage, list[LineImage]]) -> None:
    sheet, page, cuts = measured
    cuts[0] = LineImage(cuts[0].pixels[16:], replace(cuts[0].to_page, f=cuts[0].to_page.f + 16))

    assert _faults(sheet, page, cuts)[0] == "marks"


def test_two_lines_in_one_cut_are_joined(measured: tuple[Sheet, PageImage, list[LineImage]]) -> None:
    sheet, page, _ = measured

    assert set(_faults(sheet, page, [LineImage(page.pixels, Affine())])) == {"joined"}


def test_a_line_without_a_cut_is_not_found(measured: tuple[Sheet, PageImage, list[LineImage]]) -> None:
    sheet, page, cuts = measured

    assert _faults(sheet, page, cuts[1:])[0] == "not found"
    assert _faults(sheet, page, [])[0] == "not found"


@pytest.mark.parametrize(("positions", "ordered"), [([0, 1, 2], 3), ([2, 0, 1], 2), ([0, 0, 1], 2), ([-1, 0], 1)])
def test_order_counts_the_longest_rising_row(positions: list[int], ordered: int) -> None:
    assert in_order(positions) == ordered
