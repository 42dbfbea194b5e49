"""Which way up a page lies; an upright page is never turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitize.model import Box, Colour, PageImage, PageText, Word
from digitize.ocr.cleaning import clean
from digitize.ocr.engines import create
from digitize.ocr.interfaces import Engine
from digitize.ocr.orientation import ANY_WAY, SIDEWAYS, UPRIGHT, turns_to_try, witness
from digitize.ocr.reading import read
from digitize.ocr.tree import block_of, line_of
from tests.drawn_paper import Paper, official_paper, skewed, turned


@pytest.fixture(scope="module")
def engine() -> Engine:
    return create("tesseract")


@pytest.mark.parametrize("clockwise", [0, 90, 180, 270])
def test_the_turn_back_is_found(engine: Engine, clockwise: int) -> None:
    page = turned(skewed(official_paper(200).page(), 1.0), clockwise)
    assert turns_to_try(clean(page).image) == (SIDEWAYS if clockwise in (90, 270) else UPRIGHT)
    assert read(page, (), engine).findings.rotation == (360 - clockwise) % 360


def test_a_page_without_text_may_lie_any_way_and_is_left_as_it_is(engine: Engine) -> None:
    paper = Paper(150)
    paper.seal(100, 150)
    assert turns_to_try(clean(paper.page()).image) == ANY_WAY
    assert read(paper.page(), (), engine).findings.rotation == 0


def test_as_it_lies_counts_for_more_than_turned() -> None:
    word = Word("giấy", Box(0, 0, 19, 9), 0.8)
    text = PageText((block_of([line_of([word])]),), 100, 100, 100, 100)
    assert witness(text, 0) > witness(text, 180) > 0
    upwards = replace(text, blocks=(block_of([line_of([replace(word, box=Box(0, 0, 9, 19))])]),))
    assert witness(upwards, 0) == 0


@pytest.mark.real_data
def test_real_pages_stand_upright(shared_data: Path) -> None:
    for file in sorted((shared_data / "official_pages").glob("*_p1.png")):
        pixels = np.ascontiguousarray(np.asarray(Image.open(file).convert("RGB"))[:, :, ::-1])
        assert turns_to_try(clean(PageImage(pixels, 0, Colour.COLOUR)).image) == UPRIGHT


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
def test_landscape_and_tables_are_turned_upright(
    engine: Engine, layout: Callable[[], PageImage], clockwise: int
) -> None:
    assert read(turned(layout(), clockwise), (), engine).findings.rotation == (360 - clockwise) % 360
