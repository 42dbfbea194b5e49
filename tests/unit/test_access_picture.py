"""The picture in the access copy: small, upright, its coloured and faint marks still there."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from digitize.ingest.pdf import PdfSource
from digitize.model import Colour, PageFindings, PageImage, Pixels
from digitize.ocr.access import AccessPage, compose
from digitize.ocr.page_layers import _filled, parted
from digitize.ocr.page_picture import PagePicture, encode_picture
from tests.access_pages import MOMENT
from tests.drawn_paper import Paper

RED_SEAL = (40, 40, 200)
BLUE_PEN = (150, 60, 30)
PENCIL = (205, 205, 205)

MOST_COPIES = 7
"""In sizes of the picture; in floating point a page took 17."""


def seen(picture: PagePicture, folder: Path, dpi: float | None = None) -> Pixels:
    """The page as a PDF reader shows it, grey or BGR, at the resolution of the page as received."""
    copy = compose(
        folder / "seen.pdf",
        [AccessPage(picture, None, PageFindings(picture.dpi, Colour.GREY))],
        title="",
        document_id="",
        moment=MOMENT,
    )
    with pypdfium2.PdfDocument(copy.path) as pdf:
        return pdf[0].render(scale=(dpi or picture.dpi) / 72).to_numpy()


def grained(level: tuple[int, int, int], size: tuple[int, int] = (900, 640)) -> Pixels:
    grain = np.random.default_rng(7).normal(0, 4, (*size, 3))
    return np.clip(np.full((*size, 3), level) + grain, 0, 255).astype(np.uint8)


def written(dpi: float) -> Pixels:
    paper = Paper(dpi)
    for row in range(30):
        paper.write("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 30, 25 + 8 * row)
    return np.asarray(paper.image)[..., ::-1].copy()


def test_seal_stays_red_pen_stays_blue_and_pencil_stays(tmp_path: Path) -> None:
    page = grained((238, 243, 245))
    cv2.circle(page, (320, 600), 120, RED_SEAL, 10)
    cv2.line(page, (50, 300), (600, 340), BLUE_PEN, 5)
    cv2.line(page, (50, 100), (600, 120), PENCIL, 5)
    picture = encode_picture(PageImage(page, 200, Colour.COLOUR))
    assert {layer.colour for layer in picture.layers} == {Colour.COLOUR, Colour.BILEVEL}
    shown = seen(picture, tmp_path)
    for place, colour in (((600, 200), RED_SEAL), ((320, 325), BLUE_PEN)):
        assert np.abs(shown[place].astype(int) - colour).max() < 30
    assert shown[111, 325].max() < 235
    assert np.median(shown[380:450]) >= 253


def test_a_page_of_text_is_small_and_sharp(tmp_path: Path) -> None:
    page = written(300)
    worn = cv2.GaussianBlur(page, (0, 0), 1.2)
    picture = encode_picture(PageImage(cv2.cvtColor(worn, cv2.COLOR_BGR2GRAY), 300, Colour.GREY))
    one_jpeg = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    assert picture.size < len(one_jpeg) / 4
    shown, clear = seen(picture, tmp_path), cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    shown = cv2.resize(shown if shown.ndim == 2 else shown[..., 0], clear.shape[::-1])
    ink = clear < 128
    assert (shown[ink] < 128).mean() > 0.9
    assert (shown[cv2.dilate(ink.astype(np.uint8), np.ones((5, 5))) == 0] > 200).mean() > 0.999


@pytest.mark.parametrize("sigma", [0.6, 1.0, 1.6])
def test_tone_marks_stay_apart_from_their_letters(tmp_path: Path, sigma: float) -> None:
    paper = Paper(300)
    for row, (points, bold) in enumerate(((13, True), (13, False), (12, True), (11, False))):
        paper.write("ẾỄẦẨỐỖỚỢ ếễầẩốỗ ừữộậ", 30, 40 + 10 * row, points=points, bold=bold)
    clear = cv2.cvtColor(np.asarray(paper.image), cv2.COLOR_RGB2GRAY)
    worn = cv2.GaussianBlur(clear, (0, 0), sigma)
    layers = parted(worn, 300)
    assert layers is not None
    [ink] = layers.inks
    assert _pieces(ink.stencil) >= 0.8 * _pieces(clear < 128)


def _pieces(ink: np.ndarray) -> int:
    return int(cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)[0]) - 1


@pytest.mark.parametrize("level", [(200, 190, 240), (120, 120, 120)])
def test_tinted_stock_and_dark_copies_keep_their_colour(tmp_path: Path, level: tuple[int, int, int]) -> None:
    shown = seen(encode_picture(PageImage(grained(level), 200, Colour.COLOUR)), tmp_path)
    levels = shown.reshape(shown.shape[0] * shown.shape[1], -1).mean(axis=0)
    assert np.abs(levels - level).max() < 4


def test_a_photograph_keeps_its_tones(tmp_path: Path) -> None:
    page = written(200)
    tones = np.linspace(20, 230, 300).astype(np.uint8)
    page[1500:1900, 200:500] = tones[None, :, None]
    picture = encode_picture(PageImage(page, 200, Colour.COLOUR))
    assert picture.size < 80_000
    shown = seen(picture, tmp_path)
    assert np.abs(shown[1700, 220:480].mean(axis=-1) - tones[20:280]).max() < 16


def test_specks_are_no_ink_yet_are_not_lost(tmp_path: Path) -> None:
    page = written(300)[..., 0].copy()
    page[3300, 300:2200:100] = 0
    layers = parted(page, 300)
    assert layers is not None
    assert not layers.inks[0].stencil[3290:3310].any()
    assert layers.paper[1095:1105].min() < 250


@pytest.mark.parametrize(
    ("dpi", "size"), [(150, (640, 900)), (200, (640, 900)), (300, (427, 600)), (600, (213, 300)), (1200, (107, 150))]
)
def test_one_jpeg_is_reduced_never_enlarged(dpi: int, size: tuple[int, int]) -> None:
    solid = grained((245, 245, 245))
    solid[50:850, 50:600] = 60
    [layer] = encode_picture(PageImage(solid, dpi, Colour.COLOUR)).layers
    assert (layer.width, layer.height) == size


def test_the_copys_own_reading_is_at_the_stencils_resolution(tmp_path: Path) -> None:
    picture = encode_picture(PageImage(written(200), 200, Colour.COLOUR))
    leaf = AccessPage(picture, None, PageFindings(200, Colour.COLOUR))
    path = compose(tmp_path / "copy.pdf", [leaf], title="", document_id="", moment=MOMENT).path
    with PdfSource(BytesIO(path.read_bytes()), 10**9) as source:
        assert source.image(0, 100).dpi == pytest.approx(300, abs=2)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
@pytest.mark.parametrize("colour", list(Colour))
def test_the_picture_is_turned_clockwise(
    tmp_path: Path, rotation: int, corner: tuple[int, int], colour: Colour
) -> None:
    grey = np.full((300, 200), 255, np.uint8)
    grey[:60, :60] = 0
    pixels = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR) if colour is Colour.COLOUR else grey
    picture = encode_picture(PageImage(pixels, 200, colour), rotation)
    shown = seen(picture, tmp_path)
    shown = shown if shown.ndim == 2 else shown[..., 0]
    assert (picture.height, picture.width) == ((300, 200) if rotation in (0, 180) else (200, 300))
    dark = {place for place in ((3, 3), (3, -4), (-4, 3), (-4, -4)) if shown[place] < 100}
    assert {tuple(0 if side > 0 else -1 for side in place) for place in dark} == {corner}


@pytest.mark.parametrize("width", [640, 637, 8])
def test_bilevel_pages_come_back_dot_for_dot(tmp_path: Path, width: int) -> None:
    dots = np.random.default_rng(3).integers(0, 2, (211, width)).astype(np.uint8) * 255
    picture = encode_picture(PageImage(dots, 72, Colour.BILEVEL))
    shown = seen(picture, tmp_path, 72)
    assert np.array_equal(shown if shown.ndim == 2 else shown[..., 0], dots)


def test_bilevel_pages_of_600_dpi_keep_their_strokes(tmp_path: Path) -> None:
    page = np.full((1200, 900), 255, np.uint8)
    page[100:1100, 300:303] = 0
    picture = encode_picture(PageImage(page, 600, Colour.BILEVEL))
    assert (picture.layers[0].width, picture.layers[0].height) == (450, 600)
    shown = seen(picture, tmp_path, 300)
    assert (shown[62:538, :, 0].min(axis=1) < 128).all()


def test_a_grey_page_in_colour_pixels_is_stored_grey() -> None:
    picture = encode_picture(PageImage(written(200), 200, Colour.GREY))
    assert {layer.colour for layer in picture.layers} == {Colour.GREY, Colour.BILEVEL}


def test_what_is_thicker_than_a_stroke_stays_solid(tmp_path: Path) -> None:
    page = written(200)
    for height, top in ((24, 1700), (40, 1800), (70, 1900)):
        page[top : top + height, 300:1200] = 20
    shown = seen(encode_picture(PageImage(page, 200, Colour.COLOUR)), tmp_path)
    for height, top in ((24, 1700), (40, 1800), (70, 1900)):
        assert shown[top + 3 : top + height - 3, 310:1190].max() < 100


def test_layers_are_the_same_in_strips_and_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    page = grained((238, 243, 245))
    cv2.circle(page, (320, 600), 120, RED_SEAL, 10)
    cv2.line(page, (50, 300), (600, 340), BLUE_PEN, 5)
    cv2.rectangle(page, (200, 30), (420, 250), (90, 60, 70), -1)
    for pixels in (page, page[..., 1].copy()):
        monkeypatch.setattr("digitize.ocr.ink._STRIP_PX", 2**30)
        whole = parted(pixels, 200)
        monkeypatch.setattr("digitize.ocr.ink._STRIP_PX", 1)
        strips = parted(pixels, 200)
        assert whole
        assert strips
        assert np.array_equal(whole.paper, strips.paper)
        assert [ink.colour for ink in whole.inks] == [ink.colour for ink in strips.inks]
        assert all(
            np.array_equal(one.stencil, other.stencil) for one, other in zip(whole.inks, strips.inks, strict=True)
        )


def test_under_ink_lies_the_paper_about_it_and_the_usual_one_where_none_is_near() -> None:
    page = np.full((600, 600, 3), (200, 210, 221), np.uint8)
    page[:, 300:] = (160, 150, 141)
    covered = np.zeros((600, 600), np.uint8)
    covered[100:104] = covered[200:, 300:] = 255
    paper = _filled(page, covered, 100)
    assert np.array_equal(paper[101, 100], (200, 210, 221))
    assert np.array_equal(paper[101, 500], (160, 150, 141))
    # Of what is free of ink more is left of the middle than right of it.
    assert np.array_equal(paper[500, 500], (200, 210, 221))


def test_a_page_is_compressed_in_little_more_memory_than_its_picture_takes() -> None:
    # In a process of its own, for a peak never falls; and getrusage would begin with the peak of this one.
    program = """
import re, cv2, numpy as np
from digitize.model import Colour, PageImage
from digitize.ocr.page_picture import encode_picture
cv2.setNumThreads(1)
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024
page = np.full((3508, 2480, 3), (238, 243, 245), np.uint8)
cv2.rectangle(page, (400, 400), (1200, 1200), (90, 60, 70), -1)
cv2.putText(page, "0123456789", (400, 2000), 0, 8, (30, 30, 30), 12)
before = peak()
encode_picture(PageImage(page, 300, Colour.COLOUR))
print((peak() - before) / page.nbytes)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(run.stdout) < MOST_COPIES
