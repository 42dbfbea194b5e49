"""Which way up a page lies; an upright page is never turned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitize.errors import EngineMissing
from digitize.model import Colour, PageImage
from digitize.ocr.cleaning import clean
from digitize.ocr.engines import find_tessdata
from digitize.ocr.orientation import detect, lies_on_its_side, needs_osd
from tests.drawn_paper import Paper, official_paper, skewed, turned


def _cleaned(clockwise: int) -> PageImage:
    return clean(turned(skewed(official_paper(200).page(), 1.0), clockwise)).image


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_the_turn_back_is_found(clockwise: int) -> None:
    image = _cleaned(clockwise)
    assert needs_osd(image) == (clockwise in (90, 270))
    assert lies_on_its_side(image) == (clockwise in (90, 270))
    assert detect(image, find_tessdata()) == (360 - clockwise) % 360


def test_a_low_confidence_is_a_doubt() -> None:
    image = _cleaned(0)
    assert needs_osd(image, confidence=0.4)
    assert not needs_osd(image, confidence=0.9)


def test_a_page_without_text_tells_nothing() -> None:
    paper = Paper(150)
    paper.seal(100, 150)
    image = clean(paper.page()).image
    assert not lies_on_its_side(image)
    assert detect(image, find_tessdata()) is None


def test_missing_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing):
        detect(_cleaned(90), tmp_path)


@pytest.mark.real_data
def test_real_pages_stand_upright(shared_data: Path) -> None:
    for file in sorted((shared_data / "official_pages").glob("*_p1.png")):
        pixels = np.ascontiguousarray(np.asarray(Image.open(file).convert("RGB"))[:, :, ::-1])
        assert not needs_osd(clean(PageImage(pixels, 0, Colour.COLOUR)).image)


def _landscape() -> PageImage:
    """A certificate that is wider than high, with a seal and few lines."""
    paper = Paper(200)
    paper.image = paper.image.resize(paper.image.size[::-1])
    paper.write("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 95, 25, bold=True)
    paper.write("BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG", 65, 55, points=24, bold=True)
    for row, text in enumerate(("Cấp cho: Nguyễn Thị Ánh Tuyết", "Ngày sinh: 06/01/1998", "Xếp loại tốt nghiệp: Khá")):
        paper.write(text, 60, 80 + 12 * row, points=15)
    paper.seal(200, 160)
    return paper.page()


def _table() -> PageImage:
    """A page that is nearly all table, with more upright rules than level ones."""
    paper = Paper(200)
    draw = ImageDraw.Draw(paper.image)
    for column in range(9):
        x = paper.px(20 + 20 * column)
        draw.line([(x, paper.px(40)), (x, paper.px(240))], fill="black", width=3)
        for row in range(20):
            paper.write("Họ và tên"[: 3 + row % 7], 22 + 20 * column, 42 + 10 * row, points=11)
    return paper.page()


@pytest.mark.parametrize("layout", [_landscape, _table])
@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_landscape_and_tables_are_never_turned_wrongly(layout: Callable[[], PageImage], clockwise: int) -> None:
    image = clean(turned(layout(), clockwise)).image
    asked = needs_osd(image)
    assert asked or clockwise in (0, 180)
    if asked:
        assert detect(image, find_tessdata()) in ((360 - clockwise) % 360, None)
