"""Dark edges go, and punch holes, by shape and place; stamps, letters and filled fields stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from digitize.model import BlankReason, Colour, PageImage, Pixels
from digitize.ocr.cleaning import clean
from tests.drawn_paper import Paper, grey, official_paper, skewed

Disc = tuple[float, float, float]


def _with_discs(paper: Paper, *discs: Disc, shade: int = 15) -> Paper:
    draw = ImageDraw.Draw(paper.image)
    for x, y, diameter in discs:
        box = [paper.px(mm) for mm in (x - diameter / 2, y - diameter / 2, x + diameter / 2, y + diameter / 2)]
        draw.ellipse(box, fill=(shade,) * 3)
    return paper


def _darkest(pixels: Pixels, disc: Disc, dpi: float) -> int:
    """The darkest pixel about a disc, half a millimetre more than it is wide."""
    x, y, diameter = disc
    left, top, right, bottom = (
        round((mm + side * (diameter / 2 + 0.5)) * dpi / 25.4) for side in (-1, 1) for mm in (x, y)
    )
    return int(pixels[max(top, 0) : bottom, max(left, 0) : right].min())


@pytest.mark.parametrize("dpi", [100.0, 150.0, 200.0, 300.0])
@pytest.mark.parametrize("diameter", [5.0, 6.0, 8.0])
@pytest.mark.parametrize("shade", [15, 90])
def test_holes_of_a_binder_go(dpi: float, diameter: float, shade: int) -> None:
    holes = ((12.0, 108.5, diameter), (12.0, 188.5, diameter))
    cleaned = clean(grey(_with_discs(official_paper(dpi), *holes, shade=shade).page())).image
    assert all(_darkest(cleaned.pixels, hole, cleaned.dpi) > 200 for hole in holes)


def test_holes_go_from_a_page_askew_and_at_its_head() -> None:
    holes = ((65.0, 10.0, 6.0), (145.0, 10.0, 6.0))
    page = skewed(grey(_with_discs(official_paper(200), *holes).page()), 2.0)
    cleaned = clean(page).image
    assert all(_darkest(cleaned.pixels, hole, cleaned.dpi) > 200 for hole in holes)


def test_a_disc_in_the_middle_of_the_page_is_no_hole() -> None:
    mark = (100.0, 150.0, 6.0)
    cleaned = clean(grey(_with_discs(official_paper(200), mark).page())).image
    assert _darkest(cleaned.pixels, mark, cleaned.dpi) < 60


def test_letters_stamps_and_filled_fields_at_the_edge_are_no_holes() -> None:
    paper = official_paper(200)
    paper.write("O", 6, 100, points=32, bold=True)
    draw = ImageDraw.Draw(paper.image)
    ring = (6, 130, 14, 138)
    square = (8, 160, 14, 166)
    draw.ellipse([paper.px(mm) for mm in ring], outline="black", width=8)
    draw.rectangle([paper.px(mm) for mm in square], fill="black")
    # A stamp of a disc within a ring, and one with writing right beside it.
    _with_discs(paper, (12.0, 200.0, 6.0), (12.0, 230.0, 6.0))
    draw.ellipse([paper.px(mm) for mm in (8, 196, 16, 204)], outline="black", width=5)
    paper.write("I", 15.6, 227.5, points=14)
    page = grey(paper.page())
    steps: dict[str, Pixels] = {}
    clean(page, steps.__setitem__)
    assert np.array_equal(steps["5-plain"] < 128, page.pixels < 128)


def test_a_blank_page_with_holes_is_blank() -> None:
    paper = _with_discs(Paper(150), (12.0, 108.5, 6.0), (12.0, 188.5, 6.0))
    assert clean(grey(paper.page())).blank is BlankReason.WHITE


def _ink_left(page: PageImage, plain: PageImage) -> float:
    """How much ink cleaning leaves, measured by the same page without faults."""
    faulty, good = (clean(one).image.pixels for one in (page, plain))
    return float((255.0 - faulty).sum() / (255.0 - good).sum())


@pytest.mark.parametrize("degrees", [-3.0, -1.0, 1.0, 3.0])
def test_wedges_of_a_black_lid_beside_a_skewed_page_go(degrees: float) -> None:
    page = grey(official_paper(200).page())
    matrix = cv2.getRotationMatrix2D((page.width / 2, page.height / 2), degrees, 1)
    size = page.width, page.height
    on_black = cv2.warpAffine(page.pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=14)
    on_white = cv2.warpAffine(page.pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)
    faulty, plain = (PageImage(pixels, 200, Colour.GREY) for pixels in (on_black, on_white))
    assert _ink_left(faulty, plain) == pytest.approx(1, abs=0.02)


def test_the_shadow_of_a_book_is_paper() -> None:
    page = grey(official_paper(200).page())
    across = np.linspace(0, 1, page.width)
    # From black in the fold to full light a quarter of the page away.
    light = np.clip(across / 0.25, 0.0, 1.0) ** 0.5
    faulty = PageImage((page.pixels * light).astype(np.uint8), 200, Colour.GREY)
    assert _ink_left(faulty, page) == pytest.approx(1, abs=0.06)
