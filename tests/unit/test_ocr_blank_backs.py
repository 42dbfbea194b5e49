"""Backs of sheets as scanners give them: what bleeds through is no text, a seal or a signature is something."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PIL import Image

from digitize.model import BlankReason, Colour, PageImage, Pixels
from digitize.ocr.cleaning import clean
from digitize.samples.degrade import Level, blank_back, scan
from digitize.samples.seal import Legend, scribble, stamp
from digitize.samples.sheet import HEIGHT, MM, WIDTH, Sheet, Style, words_of

SCANS = [(dpi, colour) for dpi in (150, 200, 300) for colour in (Colour.COLOUR, Colour.GREY, Colour.BILEVEL)]
LEGEND = Legend("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", ("TỈNH", "ĐỒNG THÁP"))


def scanned(sheet: Pixels, dpi: int, colour: Colour, level: Level = "medium") -> PageImage:
    return scan(sheet, level, dpi, colour, 0.4, np.random.default_rng(11))


def white() -> Sheet:
    return Sheet(random.Random(5))


def pixels(sheet: Sheet) -> Pixels:
    return np.asarray(sheet.image)


def front() -> Sheet:
    """A front full of writing, with a seal: the worst that shines through."""
    sheet = white()
    style = Style(bold=True)
    for row in range(24):
        words = words_of("Cấp giấy chứng nhận cơ sở đủ điều kiện buôn bán thuốc bảo vệ thực vật", style)
        sheet.line(words, 30 * MM, (30 + 9 * row) * MM, 12)
    sheet.multiply(stamp(LEGEND, sheet.rng), 110 * MM, 200 * MM)
    return sheet


@pytest.mark.parametrize("seed", [5, 6, 7, 8])
@pytest.mark.parametrize(("dpi", "colour"), SCANS)
def test_a_back_with_nothing_but_a_seal_is_not_blank(dpi: int, colour: Colour, seed: int) -> None:
    sheet = Sheet(random.Random(seed))
    sheet.multiply(stamp(LEGEND, sheet.rng), 100 * MM, 180 * MM)
    assert clean(scanned(pixels(sheet), dpi, colour)).blank is None


@pytest.mark.parametrize(("dpi", "colour"), SCANS)
def test_a_back_with_nothing_but_a_signature_is_not_blank(dpi: int, colour: Colour) -> None:
    sheet = white()
    layer, x, y = scribble(sheet.rng, 45 * MM, 130 * MM, 120 * MM)
    sheet.multiply(layer, x, y)
    assert clean(scanned(pixels(sheet), dpi, colour)).blank is None


@pytest.mark.parametrize("strength", [0.0, 0.05, 0.09, 0.15])
@pytest.mark.parametrize(("dpi", "colour"), SCANS)
def test_what_shines_through_is_blank(dpi: int, colour: Colour, strength: float) -> None:
    seen = cv2.GaussianBlur(cv2.flip(pixels(front()), 1), (0, 0), 4)
    paper = np.full_like(seen, 255)
    back = cv2.addWeighted(paper, 1 - strength, seen, strength, 0).astype(np.uint8)
    # Without dust: grains of half a millimetre are marks of this side, whatever shines through beside them.
    blank = clean(scanned(back, dpi, colour, "clean")).blank
    assert blank is not None
    if strength == 0:
        assert blank is BlankReason.WHITE


@pytest.mark.parametrize(("dpi", "colour"), SCANS)
def test_the_backs_of_rendered_dossiers_are_blank(dpi: int, colour: Colour) -> None:
    back = blank_back(pixels(front()), (255, 255, 255), np.random.default_rng(3))
    assert back.shape == (HEIGHT, WIDTH, 3)
    assert clean(scanned(back, dpi, colour, "clean")).blank is not None


@pytest.mark.parametrize(("dpi", "colour"), SCANS)
def test_a_seal_on_a_back_that_shines_through_is_not_blank(dpi: int, colour: Colour) -> None:
    back = blank_back(pixels(front()), (255, 255, 255), np.random.default_rng(3))
    sheet = white()
    sheet.image = Image.fromarray(back)
    sheet.multiply(stamp(LEGEND, sheet.rng), 100 * MM, 180 * MM)
    assert clean(scanned(pixels(sheet), dpi, colour)).blank is None
