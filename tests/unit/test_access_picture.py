"""The picture in the access copy: small, upright, its coloured and faint marks still there."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from digitize.model import Colour, PageImage, Pixels
from digitize.ocr.page_picture import DEFAULT_PICTURE, EncodedPicture, PictureOptions, encode_picture

RED_SEAL = (40, 40, 200)
PENCIL = 205


def decoded(picture: EncodedPicture) -> Pixels:
    pixels = cv2.imdecode(np.frombuffer(picture.data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    return pixels.astype(np.uint8)


def paper(level: int | tuple[int, int, int], seed: int = 7) -> Pixels:
    grain = np.random.default_rng(seed).normal(0, 4, (900, 640, 3))
    return np.clip(np.full((900, 640, 3), level) + grain, 0, 255).astype(np.uint8)


def test_seal_stays_red_and_pencil_stays_on_whitened_paper() -> None:
    page = paper((238, 243, 245))
    cv2.circle(page, (320, 600), 120, RED_SEAL, 14)
    cv2.line(page, (50, 100), (600, 120), (PENCIL, PENCIL, PENCIL), 5)
    picture = encode_picture(PageImage(page, 200, Colour.COLOUR), 0, DEFAULT_PICTURE)
    seen = decoded(picture)
    assert picture.colour is Colour.COLOUR
    blue, green, red = (int(level) for level in seen[600, 200])
    assert red > 180
    assert max(blue, green) < 90
    assert seen[111, 325].max() < 235
    assert np.median(seen[300:450]) == 255
    plain = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, DEFAULT_PICTURE.quality])[1]
    assert len(picture.data) < 0.7 * len(plain)


@pytest.mark.parametrize("level", [(200, 190, 240), (120, 120, 120)])
def test_tinted_stock_and_dark_copies_stay_as_they_are(level: tuple[int, int, int]) -> None:
    seen = decoded(encode_picture(PageImage(paper(level), 200, Colour.COLOUR), 0, DEFAULT_PICTURE))
    assert np.abs(seen.reshape(-1, 3).mean(axis=0) - level).max() < 4


@pytest.mark.parametrize(
    ("dpi", "size"), [(150, (640, 900)), (200, (640, 900)), (300, (427, 600)), (600, (213, 300)), (1200, (107, 150))]
)
def test_resolution_is_reduced_never_raised(dpi: int, size: tuple[int, int]) -> None:
    picture = encode_picture(PageImage(paper(245), dpi, Colour.COLOUR), 0, DEFAULT_PICTURE)
    assert (picture.width, picture.height) == size
    assert decoded(picture).shape == (size[1], size[0], 3)


def test_options_are_kept() -> None:
    image = PageImage(paper(245)[..., 0].copy(), 300, Colour.GREY)
    large = encode_picture(image, 0, PictureOptions(dpi=300, quality=90))
    assert (large.width, large.height) == (640, 900)
    assert len(large.data) > len(encode_picture(image, 0, PictureOptions(dpi=300, quality=30)).data)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
@pytest.mark.parametrize("colour", list(Colour))
def test_the_picture_is_turned_clockwise(rotation: int, corner: tuple[int, int], colour: Colour) -> None:
    grey = np.full((300, 200), 255, np.uint8)
    grey[:60, :60] = 0
    pixels = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR) if colour is Colour.COLOUR else grey
    picture = encode_picture(PageImage(pixels, 200, colour), rotation, DEFAULT_PICTURE)
    seen = _through_pdf(picture)
    assert seen.shape == ((300, 200) if rotation in (0, 180) else (200, 300))
    dark = {place for place in ((0, 0), (0, -1), (-1, 0), (-1, -1)) if seen[place] < 100}
    assert dark == {corner}


@pytest.mark.parametrize("width", [640, 637, 1])
def test_bilevel_pages_come_back_dot_for_dot(width: int) -> None:
    dots = np.random.default_rng(3).integers(0, 2, (211, width)).astype(np.uint8) * 255
    picture = encode_picture(PageImage(dots, 300, Colour.BILEVEL), 0, DEFAULT_PICTURE)
    assert picture.colour is Colour.BILEVEL
    assert np.array_equal(_through_pdf(picture), dots)


def test_bilevel_pages_of_600_dpi_keep_their_strokes() -> None:
    page = np.full((1200, 900), 255, np.uint8)
    page[100:1100, 300:303] = 0
    picture = encode_picture(PageImage(page, 600, Colour.BILEVEL), 0, DEFAULT_PICTURE)
    seen = _through_pdf(picture)
    assert seen.shape == (600, 450)
    assert (seen[60:540].min(axis=1) == 0).all()


def test_a_grey_page_in_colour_pixels_is_stored_grey() -> None:
    picture = encode_picture(PageImage(paper(240), 200, Colour.GREY), 0, DEFAULT_PICTURE)
    assert picture.colour is Colour.GREY
    assert decoded(picture).ndim == 2


def _through_pdf(picture: EncodedPicture) -> Pixels:
    """Grey levels as a PDF reader's own decoder gives them."""
    with pikepdf.new() as pdf:
        stored = pikepdf.PdfImage(picture.embed(pdf))
        if picture.colour is Colour.BILEVEL:
            return np.asarray(stored.as_pil_image().convert("L"))
        return np.asarray(Image.open(io.BytesIO(picture.data)).convert("L"))
