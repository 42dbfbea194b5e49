"""Skew found to a tenth of a degree."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from digitize.model import Pixels
from digitize.ocr import ink
from digitize.ocr.cleaning import clean
from digitize.ocr.skew import skew_of
from tests.drawn_paper import Paper, grey, official_paper, skewed

DPI = 150.0


@pytest.mark.parametrize("degrees", [-12.3, -3.1, -1.87, -0.5, 0.0, 0.2, 1.13, 4.4, 9.9])
def test_known_angles_are_found_to_a_tenth_of_a_degree(degrees: float) -> None:
    page = skewed(grey(official_paper(DPI).page()), degrees)
    assert skew_of(page.pixels) == pytest.approx(degrees, abs=0.1)


def test_a_page_without_lines_has_no_skew() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1000, 700)).astype(np.uint8)
    assert skew_of(np.full((1000, 700), 255, np.uint8)) == 0
    assert skew_of(noise) == 0


@pytest.mark.real_data
def test_the_scan_of_known_skew(shared_data: object) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = pdfium.PdfDocument(f"{shared_data}/skewed_pages/skew.pdf")[0]
    pixels = page.render(scale=300 / 72, grayscale=True).to_numpy()
    pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.shape[-1] == 3 else pixels.squeeze()
    assert skew_of(ink.reduced(pixels, 0.5)) == pytest.approx(-1.87, abs=0.1)


def _table() -> Paper:
    """A page that is nearly all table."""
    paper = Paper(DPI)
    draw = ImageDraw.Draw(paper.image)
    for row in range(18):
        y = 40 + 12 * row
        draw.line([(paper.px(20), paper.px(y)), (paper.px(190), paper.px(y))], fill="black", width=2)
        for column, text in enumerate(("Số thứ tự", "Họ và tên", "Nơi cư trú hiện nay")):
            paper.write(text, 23 + 55 * column, y + 4, points=11)
    for x in (20, 75, 130, 190):
        draw.line([(paper.px(x), paper.px(40)), (paper.px(x), paper.px(244))], fill="black", width=2)
    return paper


def _columns() -> Paper:
    """Two columns whose lines do not stand level with each other."""
    paper = Paper(DPI)
    for row in range(30):
        paper.write("Điều này áp dụng cho hộ kinh doanh", 20, 30 + 7.3 * row, points=11)
        paper.write("cơ sở sản xuất và người lao động ở", 110, 33 + 7.9 * row, points=11)
    return paper


def _few_lines() -> Paper:
    paper = Paper(DPI)
    paper.write("Hiệu trưởng trường trung học phổ thông đã ký và đóng dấu", 40, 100)
    paper.write("Vào sổ cấp bản sao số 0622/2026 ngày 06 tháng 01 năm 2026", 40, 110)
    paper.write("Giấy này có giá trị như bản chính khi xuất trình", 40, 120)
    return paper


def _sealed() -> Paper:
    paper = official_paper(DPI)
    paper.seal(135, 160)
    paper.seal(60, 180)
    return paper


@pytest.mark.parametrize("degrees", [-10.0, -6.3, -2.72, -1.0, -0.33, 0.0, 0.16, 0.74, 1.87, 3.5, 7.1, 10.0])
@pytest.mark.parametrize("layout", [_table, _columns, _few_lines, _sealed])
def test_cleaning_levels_every_layout_to_a_tenth_of_a_degree(layout: Callable[[], Paper], degrees: float) -> None:
    page = skewed(layout().page(), degrees)
    assert clean(page).skew == pytest.approx(degrees, abs=0.1)


@pytest.mark.parametrize(("degrees", "turned"), [(0.1, False), (-0.12, False), (0.2, True), (-0.25, True)])
def test_what_is_nearly_level_is_left_as_it_is(degrees: float, turned: bool) -> None:
    steps: dict[str, Pixels] = {}
    clean(skewed(grey(official_paper(300).page()), degrees), steps.__setitem__)
    assert np.array_equal(steps["6-levels"], steps["7-level"]) is not turned
