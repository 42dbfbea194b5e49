"""What cleaning takes away, what it must leave, and that every place is found again."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from digitize.model import BlankReason, Colour, PageImage, Pixels
from digitize.ocr.cleaning import clean
from tests.drawn_paper import Paper, grey, official_paper, shaded, skewed, sprinkled, turned

DPI = 150.0


def _darkness(pixels: Pixels, box_mm: tuple[float, float, float, float], dpi: float) -> float:
    """Mean darkness, 0…255, of a place given in millimetres: left, top, right, bottom."""
    left, top, right, bottom = (round(mm * dpi / 25.4) for mm in box_mm)
    return 255 - float(pixels[top:bottom, left:right].mean())


@pytest.mark.parametrize(
    ("dpi", "width"), [(100.0, 2481), (150.0, 2480), (200.0, 1654), (280.0, 2315), (300.0, 2480), (600.0, 2480)]
)
def test_pages_come_to_200_to_360_dpi(dpi: float, width: int) -> None:
    size = (round(11.69 * dpi), round(8.27 * dpi))
    cleaned = clean(PageImage(np.full(size, 255, np.uint8), dpi, Colour.GREY))
    assert cleaned.image.width == pytest.approx(width, abs=4)
    assert 200 <= cleaned.image.dpi <= 360


def test_an_unknown_resolution_is_taken_from_a4() -> None:
    page = grey(official_paper(DPI).page())
    cleaned = clean(PageImage(page.pixels, 0, page.colour))
    assert cleaned.image.height == pytest.approx(3508, abs=4)
    assert cleaned.image.dpi == pytest.approx(300, abs=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(("dpi", "degrees"), [(150.0, 2.0), (300.0, -1.0)])
def test_every_place_leads_back_to_the_source(rotation: int, dpi: float, degrees: float) -> None:
    paper = official_paper(dpi)
    # A solid square on its own, 40 mm from the left and 200 mm from the top edge.
    mark = [round(paper.px(mm)) for mm in (40, 200, 46, 206)]
    paper.image.paste("black", tuple(mark))
    upright = skewed(grey(paper.page()), degrees)
    source = turned(upright, (360 - rotation) % 360)
    cleaned = clean(source, rotation=rotation)
    assert cleaned.skew == pytest.approx(degrees, abs=0.1)
    found = _square(cleaned.image.pixels, round(6 * cleaned.image.dpi / 25.4))
    expected = _square(source.pixels, round(6 * dpi / 25.4))
    assert cleaned.to_source.point(*found) == pytest.approx(expected, abs=2)


def _square(pixels: Pixels, side: int) -> tuple[float, float]:
    """The middle of the only solid piece about as large as a square of this side."""
    solid = cv2.morphologyEx((pixels < 128).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side // 2, side // 2)))
    count, _, _, centres = cv2.connectedComponentsWithStats(solid)
    assert count == 2
    return float(centres[1][0]) + 0.5, float(centres[1][1]) + 0.5


def test_shading_becomes_white_and_ink_stays() -> None:
    page = shaded(grey(official_paper(DPI).page()))
    assert page.pixels[-5, -5] < 150
    cleaned = clean(page).image
    assert cleaned.pixels[-40:, -40:].min() > 235
    assert _darkness(cleaned.pixels, (30, 60, 160, 110), cleaned.dpi) > 15


def test_a_dark_scan_edge_becomes_white() -> None:
    page = grey(official_paper(DPI).page())
    wide, thin = page.pixels.copy(), page.pixels.copy()
    wide[:, :60] = 12
    thin[:, -4:] = 12
    assert clean(PageImage(wide, DPI, Colour.GREY)).image.pixels[:, :100].min() > 200
    assert clean(PageImage(thin, DPI, Colour.GREY)).image.pixels[:, -8:].min() > 200


def test_text_at_the_edge_is_no_scan_edge() -> None:
    paper = official_paper(DPI)
    paper.write("chữ sát mép giấy", 0.2, 140, bold=True)
    cleaned = clean(grey(paper.page())).image
    assert _darkness(cleaned.pixels, (0, 140, 30, 147), cleaned.dpi) > 15


def test_a_red_seal_goes_and_black_print_under_it_stays() -> None:
    paper = official_paper(DPI)
    paper.write("GIÁM ĐỐC SỞ NÔNG NGHIỆP", 120, 198, bold=True)
    without_seal = clean(paper.page()).image
    paper.seal(135, 200)
    with_seal = clean(paper.page()).image
    ring = (116, 180, 154, 195)
    assert _darkness(grey(paper.page()).pixels, ring, DPI) > 20
    assert _darkness(with_seal.pixels, ring, with_seal.dpi) < 8
    name = (120, 198, 180, 204)
    kept = _darkness(with_seal.pixels, name, with_seal.dpi) / _darkness(without_seal.pixels, name, without_seal.dpi)
    assert 0.75 < kept < 1.35


def test_red_print_stays() -> None:
    paper = official_paper(DPI)
    paper.write("GIẤY PHÉP XÂY DỰNG", 70, 150, points=20, bold=True, colour="#cc1020")
    paper.write("Số: 0012345", 70, 162, colour="#cc1020")
    cleaned = clean(paper.page()).image
    assert _darkness(cleaned.pixels, (70, 150, 150, 170), cleaned.dpi) > 15


def test_stray_pixels_go_and_dots_of_letters_stay() -> None:
    page = grey(official_paper(300).page())
    steps: list[str] = []
    clean(page, lambda name, _: steps.append(name))
    assert "4-calm" not in steps
    cleaned = clean(sprinkled(page, 0.01)).image
    margin = cleaned.pixels[2600:3300, 200:2300]
    assert float((margin < 128).mean()) < 1e-4


def test_steps_are_named_in_the_order_of_the_work() -> None:
    steps: dict[str, Pixels] = {}
    clean(sprinkled(official_paper(DPI).page(), 0.01), steps.__setitem__)
    assert list(steps) == ["1-grey", "2-paper", "3-flat", "4-calm", "5-plain", "6-levels", "7-level"]
    assert all(pixels.ndim == 2 and pixels.dtype == np.uint8 for pixels in steps.values())


# --- blank pages ------------------------------------------------------------------------------------------


def _bled_through(page: PageImage, strength: float) -> PageImage:
    """What is seen of a page from its other side: mirrored, blurred, pale."""
    mirrored = cv2.GaussianBlur(page.pixels[:, ::-1], (0, 0), page.dpi / 150)
    pixels = 250 - (strength * (255.0 - mirrored))
    return PageImage(np.clip(pixels, 0, 255).astype(np.uint8), page.dpi, page.colour)


def _signed(paper: Paper) -> None:
    """A pen stroke such as a signature."""
    along = np.linspace(0, 1, 200)
    points = np.column_stack((paper.px(110) + paper.px(45) * along, paper.px(180) + paper.px(8) * np.sin(along * 25)))
    ImageDraw.Draw(paper.image).line([tuple(point) for point in points], (30, 40, 150), round(paper.px(0.4)))


def test_white_paper_is_blank() -> None:
    page = Paper(DPI).page()
    assert clean(page).blank is BlankReason.WHITE
    dusty = sprinkled(shaded(page), 0.0005)
    assert clean(dusty).blank is BlankReason.WHITE


def test_a_blank_page_with_a_black_edge_is_blank() -> None:
    page = grey(Paper(DPI).page())
    page.pixels[:, :40] = 10
    assert clean(page).blank is BlankReason.WHITE


def test_what_shines_through_is_not_on_the_page() -> None:
    written = official_paper(DPI)
    written.seal(135, 200)
    for page in (written.page(), grey(written.page())):
        assert clean(_bled_through(page, 0.25)).blank is BlankReason.SHOW_THROUGH


@pytest.mark.parametrize("colour", [True, False])
def test_a_page_with_a_stamp_alone_is_not_blank(colour: bool) -> None:
    paper = Paper(DPI)
    paper.seal(135, 200)
    page = paper.page()
    assert clean(page if colour else grey(page)).blank is None


def test_a_page_with_a_signature_alone_is_not_blank() -> None:
    paper = Paper(DPI)
    _signed(paper)
    assert clean(paper.page()).blank is None
    assert clean(grey(paper.page())).blank is None


def test_a_page_with_a_short_line_alone_is_not_blank() -> None:
    paper = Paper(DPI)
    paper.write("Trang 2", 100, 12)
    assert clean(paper.page()).blank is None


def test_a_faintly_printed_page_is_not_blank() -> None:
    page = grey(official_paper(DPI).page())
    faint = (255 - (255.0 - page.pixels) * 0.55).astype(np.uint8)
    assert clean(PageImage(faint, DPI, Colour.GREY)).blank is None


@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 2), (16, 16), (1, 400), (400, 1)])
def test_a_picture_too_small_for_a_page_is_cleaned_like_any_other(height: int, width: int) -> None:
    # OpenCV 5 ends the process when it looks for components in a picture without pixels.
    image = PageImage(np.full((height, width), 255, np.uint8), 300.0, Colour.GREY)
    assert clean(image).image.pixels.size > 0
