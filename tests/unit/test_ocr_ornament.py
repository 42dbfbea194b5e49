"""Frames and rows of dots go; tables, marks and dots of letters stay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from digitize.model import Pixels
from digitize.ocr import dust
from digitize.ocr.ornament import dotted_rows, frames
from tests.drawn_paper import Paper, grey, official_paper, skewed

DPI = 150.0


def _framed(paper: Paper, colour: str = "black") -> None:
    """Two lines round the page with lozenges between them."""
    draw = ImageDraw.Draw(paper.image)
    outer, inner = [paper.px(mm) for mm in (8, 8, 202, 289)], [paper.px(mm) for mm in (12, 12, 198, 285)]
    draw.rectangle(outer, outline=colour, width=3)
    draw.rectangle(inner, outline=colour, width=2)
    for mm in np.arange(10, 280, 3.0):
        draw.regular_polygon((paper.px(10), paper.px(mm), 5), 4, fill=colour)


def _pixels(paper: Paper, skew: float = 0.0) -> Pixels:
    return skewed(grey(paper.page()), skew).pixels


@pytest.mark.parametrize("skew", [0.0, 1.5])
def test_a_frame_is_found_and_the_text_within_is_not(skew: float) -> None:
    plain, framed = official_paper(75), official_paper(75)
    _framed(framed)
    found = frames(_pixels(framed, skew), 75)
    ink_of_frame = (_pixels(framed, skew) < 128) & (_pixels(plain, skew) > 200)
    assert found[ink_of_frame].mean() > 0.98
    assert not found[_pixels(plain, skew) < 128].any()


def test_a_table_is_no_frame() -> None:
    paper = official_paper(75)
    _framed(paper)
    draw = ImageDraw.Draw(paper.image)
    for mm in (100, 150, 200, 250):
        draw.line([(paper.px(8), paper.px(mm)), (paper.px(202), paper.px(mm))], fill="black", width=2)
    assert not frames(_pixels(paper), 75).any()


def test_a_page_without_a_frame_has_none() -> None:
    assert not frames(_pixels(official_paper(75)), 75).any()


@pytest.mark.parametrize("skew", [0.0, 2.0, -3.0])
@pytest.mark.parametrize("dpi", [100.0, 150.0])
def test_dots_to_write_on_are_found(dpi: float, skew: float) -> None:
    paper, plain = Paper(dpi), Paper(dpi)
    for page in (paper, plain):
        page.write("Họ, chữ đệm, tên:", 30, 80)
    paper.write("." * 60, 75, 80)
    found = dotted_rows(dust.dots(_pixels(paper, skew), dpi)[0], dpi)
    dots = (_pixels(paper, skew) < 128) & (_pixels(plain, skew) > 200)
    assert found[dots].mean() > 0.9
    assert not found[_pixels(plain, skew) < 128].any()


@pytest.mark.parametrize(
    "text",
    ["Địa chỉ: ấp Mỹ Thị, xã Mỹ Hội, thị trấn Mỹ Thọ ...", "iiiiiiii ịịịịịịịị ọọọọọọọọ", "1.000.000.000 đ; 2.5; v.v."],
)
def test_dots_of_letters_and_numbers_stay(text: str) -> None:
    paper = official_paper(DPI)
    paper.write(text, 30, 200, points=12)
    assert not dotted_rows(dust.dots(_pixels(paper), DPI)[0], DPI).any()
