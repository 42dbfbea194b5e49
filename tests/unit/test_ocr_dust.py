"""Dust goes wherever it is no letter's dot; every dot and mark of Vietnamese text stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitize.model import PageImage, Pixels
from digitize.ocr.cleaning import clean
from tests.drawn_paper import Paper, grey, skewed

DOTTED = "Nội dung được chọn: một bị hại tự đặt lịch hẹn, ngày 19.6.1990 … vụ việc."
MARKED = "Ẩm ướt, ẳm ẵm, ế ẩm, ỗ ỡ, rửa xỉ, nghị định; ì í ĩ ị ỉ j."
POINTS = (9.0, 13.0, 20.0, 28.0)


def _written(dpi: float) -> Paper:
    paper = Paper(dpi)
    y = 25.0
    for points in POINTS:
        for text in (DOTTED, MARKED):
            paper.write(text, 20, y, points=points)
            y += points * 0.62
        y += 12
    return paper


def _pieces(pixels: Pixels, level: int = 128) -> tuple[int, np.ndarray]:
    count, labels = cv2.connectedComponents((pixels < level).astype(np.uint8))
    return count - 1, labels


@pytest.mark.parametrize("skew", [0.0, 2.0])
@pytest.mark.parametrize("dpi", [100.0, 150.0, 200.0, 300.0])
def test_every_mark_of_a_letter_stays(dpi: float, skew: float) -> None:
    steps: dict[str, Pixels] = {}
    clean(skewed(grey(_written(dpi).page()), skew), steps.__setitem__)
    count, labels = _pieces(steps["3-flat"])
    left = np.unique(labels[(steps["5-plain"] < 160) & (labels > 0)])
    assert count > 200
    assert len(left) == count


def _dusty(page: PageImage, where: np.ndarray, radius_mm: float) -> PageImage:
    """Round specks about places given in millimetres."""
    pixels = page.pixels.copy()
    for x, y in where * page.dpi / 25.4:
        radius = max(1, round(radius_mm * page.dpi / 25.4))
        cv2.circle(pixels, (round(x), round(y)), radius, 60, -1)
    return PageImage(pixels, page.dpi, page.colour)


@pytest.mark.parametrize("dpi", [150.0, 200.0, 300.0])
def test_dust_between_and_beside_lines_goes(dpi: float) -> None:
    paper = Paper(dpi)
    for row in range(12):
        paper.write(DOTTED, 30, 40 + 12 * row)
    page = grey(paper.page())
    rng = np.random.default_rng(11)
    # In the left margin, in the empty lower half, and half way between two lines.
    between = np.column_stack((rng.uniform(32, 150, 11), 40 + 12 * np.arange(11) + 9.3))
    margin = np.column_stack((rng.uniform(5, 24, 12), np.linspace(20, 280, 12)))
    below = np.column_stack((np.linspace(20, 190, 14), rng.uniform(190, 285, 14)))
    where = np.vstack((between, margin, below))
    cleaned, clear = clean(_dusty(page, where, 0.15)).image, clean(page).image
    assert int((cleaned.pixels < 200).sum()) == pytest.approx(int((clear.pixels < 200).sum()), rel=0.002)
    for x, y in where * cleaned.dpi / 25.4:
        assert cleaned.pixels[round(y) - 2 : round(y) + 3, round(x) - 2 : round(x) + 3].min() > 230


def test_what_is_larger_than_a_dot_is_no_dust() -> None:
    paper = Paper(200)
    paper.write("7", 100, 150)
    paper.write("–", 100, 200)
    cleaned = clean(grey(paper.page())).image
    for y in (150, 200):
        assert cleaned.pixels[round(y * cleaned.dpi / 25.4) :][:90].min() < 100


def test_print_so_broken_that_it_is_dots_stays() -> None:
    paper = Paper(200)
    paper.write("Giấy phép có thời hạn ba năm kể từ ngày ký", 40, 100)
    page = grey(paper.page())
    pixels = page.pixels.copy()
    # Only every fourth row and column of the letters has come through.
    broken = np.full_like(pixels, 255)
    broken[::4, ::4], broken[1::4, 1::4] = pixels[::4, ::4], pixels[1::4, 1::4]
    broken[::4, 1::4], broken[1::4, ::4] = pixels[::4, 1::4], pixels[1::4, ::4]
    cleaned = clean(PageImage(broken, 200, page.colour)).image
    before, after = (255.0 - broken).sum() * (cleaned.dpi / 200) ** 2, (255.0 - cleaned.pixels).sum()
    assert after > 0.6 * before
