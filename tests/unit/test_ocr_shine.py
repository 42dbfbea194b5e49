"""What shines through a written page goes from the OCR image; the page's own ink stays, be it pale or soft."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitize.model import Colour, PageImage, Pixels
from digitize.ocr.cleaning import clean
from tests.drawn_paper import Paper, grey, skewed

LINE = "Căn cứ Nghị định số 45/2020/NĐ-CP ngày 08 tháng 4 năm 2020 của Chính phủ"


def _written(first: float, colour: str = "black") -> PageImage:
    paper = Paper(300)
    for row in range(12):
        paper.write(LINE, 25, first + 20 * row, points=14, bold=True, colour=colour)
    return grey(paper.page())


def _steps(page: PageImage) -> dict[str, Pixels]:
    steps: dict[str, Pixels] = {}
    clean(page, steps.__setitem__)
    return steps


@pytest.mark.parametrize("strength", [0.3, 0.45])
def test_print_of_the_other_side_goes(strength: float) -> None:
    front, back = _written(25), _written(35)
    seen = cv2.GaussianBlur(back.pixels[:, ::-1], (0, 0), 4)
    pixels = front.pixels - np.minimum(front.pixels, (strength * (255.0 - seen)).astype(np.uint8))
    plain = _steps(PageImage(pixels, 300, front.colour))["5-plain"]
    seen_before, own = (pixels < 225) & (front.pixels > 250), front.pixels < 100
    assert seen_before.mean() > 0.01
    assert (plain[seen_before] < 225).mean() < 0.1
    assert (plain[own] < 130).mean() > 0.99


@pytest.mark.parametrize("colour", ["#b4b4b4", "#8c8c8c"])
def test_pale_print_beside_black_stays(colour: str) -> None:
    pixels = np.minimum(_written(25).pixels, _written(35, colour).pixels)
    steps = _steps(skewed(PageImage(pixels, 300, Colour.GREY), 0.5))
    ink = steps["3-flat"] < 220
    assert (steps["5-plain"][ink] < 220).mean() > 0.99


def test_a_page_out_of_focus_stays() -> None:
    page = _written(25)
    soft = PageImage(cv2.GaussianBlur(page.pixels, (0, 0), 0.25 * 300 / 25.4), 300, page.colour)
    steps = _steps(soft)
    assert np.array_equal(steps["5-plain"] < 200, steps["3-flat"] < 200)
