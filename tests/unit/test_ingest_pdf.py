"""PDF pages: the scan's own pixels, what forms draw, and words that lie on their ink."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from digitize.errors import PageUnreadable, TooManyPixels
from digitize.ingest.sources import open_source
from digitize.model import Colour, PageImage, Word

A4 = (595.0, 842.0)
UPRIGHT = {0: b"1 0 0 1", 90: b"0 1 -1 0", 180: b"-1 0 0 -1", 270: b"0 -1 1 0"}
"""Text matrices under which writing stands upright on a page shown with that rotation."""


class Draft:
    """A PDF of one page in the making."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self.document = pikepdf.new()
        self.page = self.document.add_blank_page(page_size=size)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        self.resources = Dictionary(Font=Dictionary(F=self.document.make_indirect(font)), XObject=Dictionary())
        self.page.Resources = self.resources
        self.content = b""

    def text(self, words: bytes, x: float, y: float, rotation: int = 0, mode: int = 0) -> Draft:
        place = b"%s %f %f Tm %d Tr" % (UPRIGHT[rotation], x, y, mode)
        self.content += b"BT /F 14 Tf %s (%s) Tj ET\n" % (place, words)
        return self

    def picture(self, image: Image.Image, box: tuple[float, float, float, float] = (0, 0, *A4)) -> Draft:
        stream = self.document.make_stream(image.tobytes())
        stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, image.width, image.height
        stream.BitsPerComponent = 1 if image.mode == "1" else 8
        stream.ColorSpace = Name.DeviceRGB if image.mode == "RGB" else Name.DeviceGray
        self._place(stream, box)
        return self

    def broken_jpeg(self) -> Draft:
        stream = self.document.make_stream(b"\xff\xd8\xff" + bytes(50))
        stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, 1654, 2339
        stream.BitsPerComponent, stream.ColorSpace, stream.Filter = 8, Name.DeviceGray, Name.DCTDecode
        self._place(stream, (0, 0, *A4))
        return self

    def _place(self, stream: pikepdf.Stream, box: tuple[float, float, float, float]) -> None:
        name = f"/Im{len(self.resources.XObject.keys())}"
        self.resources.XObject[name] = stream
        self.content += b"q %f 0 0 %f %f %f cm %s Do Q\n" % (
            box[2] - box[0], box[3] - box[1], box[0], box[1], name.encode(),
        )  # fmt: skip

    def field(self, words: bytes, box: tuple[float, float, float, float]) -> Draft:
        """A signature field that shows words, as a signing program writes number and date."""
        look = self.document.make_stream(b"BT /F 14 Tf 0 4 Td (%s) Tj ET" % words)
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox, look.Resources = Array([0, 0, box[2] - box[0], box[3] - box[1]]), self.resources
        widget = self.document.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="s", F=4, Rect=Array(box), AP={"/N": look})
        )
        self.page.Annots = Array([widget])
        self.document.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=3)
        return self

    def write(self, path: Path) -> Path:
        self.page.Contents = self.document.make_stream(self.content)
        buffer = io.BytesIO()
        self.document.save(buffer)
        path.write_bytes(buffer.getvalue())
        return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "a.pdf"


def read(path: Path, dpi: float = 150) -> tuple[PageImage, tuple[Word, ...]]:
    with open_source(path) as source:
        return source.image(0, dpi), source.words(0, dpi)


def ink_box(image: PageImage) -> tuple[float, float, float, float]:
    grey = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY)
    rows, columns = np.flatnonzero((grey < 128).any(1)), np.flatnonzero((grey < 128).any(0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


def noise(width: int, height: int, channels: int = 1) -> Image.Image:
    values = np.random.default_rng(3).integers(0, 255, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(values.squeeze())


# --- scans ------------------------------------------------------------------------------------------------


def test_a_scan_keeps_its_pixels(target: Path) -> None:
    # 590.64 points is a width whose rounding would resample the whole page.
    scan = noise(2461, 3508)
    draft = Draft((590.64, 841.92)).picture(scan, (0, 0, 590.64, 841.92))
    image, _ = read(draft.write(target), dpi=300)
    assert np.array_equal(image.pixels, np.asarray(scan))
    assert image.dpi == pytest.approx(300, abs=0.1)
    assert image.colour is Colour.GREY


@pytest.mark.parametrize(
    ("scan", "colour"),
    [
        (noise(400, 566).convert("1"), Colour.BILEVEL),
        (noise(400, 566).convert("RGB"), Colour.GREY),
        (noise(400, 566, 3), Colour.COLOUR),
    ],
)
def test_colour_of_a_scan(target: Path, scan: Image.Image, colour: Colour) -> None:
    image, _ = read(Draft().picture(scan).write(target))
    assert image.colour is colour


@pytest.mark.parametrize(("width", "drawn_at"), [(200, 100), (1240, 150), (7000, 600)])
def test_a_scan_is_drawn_at_its_own_resolution_within_bounds(target: Path, width: int, drawn_at: float) -> None:
    image, _ = read(Draft().picture(Image.new("L", (width, round(width * 842 / 595)), 99)).write(target), dpi=300)
    assert image.dpi == pytest.approx(drawn_at, rel=0.01)
    assert image.width == pytest.approx(595 / 72 * drawn_at, rel=0.01)


def test_a_scan_in_strips_is_one_scan(target: Path) -> None:
    draft = Draft()
    for strip in range(10):
        draft.picture(Image.new("L", (1240, 176), 90 + strip), (0, strip * 84.2, 595, (strip + 1) * 84.2))
    image, _ = read(draft.write(target), dpi=300)
    assert image.dpi == pytest.approx(150, rel=0.01)


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_turned_scan_keeps_its_resolution(target: Path, rotation: int) -> None:
    draft = Draft().picture(noise(1240, 1754))
    draft.page.Rotate = rotation
    image, _ = read(draft.write(target), dpi=300)
    assert (image.width, image.height) == (1754, 1240)


def test_a_background_picture_under_text_does_not_set_the_resolution(target: Path) -> None:
    draft = Draft().picture(Image.new("L", (595, 842), 230)).text(b"Permit", 100, 700)
    image, words = read(draft.write(target), dpi=200)
    assert image.dpi == 200
    assert [word.text for word in words] == ["Permit"]


def test_a_hidden_layer_over_a_scan_gives_no_words(target: Path) -> None:
    draft = Draft().picture(noise(1240, 1754)).text(b"misread by another program", 100, 700, mode=3)
    _, words = read(draft.write(target))
    assert words == ()


def test_a_stamp_keeps_its_colour_on_a_bilevel_scan(target: Path) -> None:
    draft = Draft().picture(noise(1240, 1754).convert("1")).field(b"x) Tj 1 0 0 rg (12", (300, 700, 400, 720))
    image, _ = read(draft.write(target))
    assert image.colour is Colour.COLOUR


def test_a_scan_that_cannot_be_decoded_is_not_taken_for_a_blank_page(target: Path) -> None:
    with open_source(Draft().broken_jpeg().write(target)) as source, pytest.raises(PageUnreadable):
        source.image(0, 300)


def test_a_white_scan_is_a_page(target: Path) -> None:
    image, _ = read(Draft().picture(Image.new("L", (1240, 1754), 255)).write(target))
    assert image.pixels.min() == 255


# --- drawn pages ------------------------------------------------------------------------------------------


def test_number_in_a_signature_field_is_drawn_and_read(target: Path) -> None:
    draft = Draft().text(b"So:        /QD-UBND", 100, 700).field(b"542", (124, 696, 160, 712))
    image, words = read(draft.write(target), dpi=200)
    assert {word.text for word in words} == {"So:", "/QD-UBND", "542"}
    number = next(word.box for word in words if word.text == "542")
    inside = image.pixels[round(number.y0) : round(number.y1), round(number.x0) : round(number.x1)]
    assert (inside < 128).mean() > 0.1


@pytest.mark.parametrize("rotation", sorted(UPRIGHT))
@pytest.mark.parametrize("cropped", [False, True])
def test_words_lie_on_their_ink(target: Path, rotation: int, cropped: bool) -> None:
    draft = Draft().text(b"Hxdgx", 260, 420, rotation)
    draft.page.Rotate = rotation
    if cropped:
        draft.page.MediaBox = Array([-50, -70, 595, 842])
        draft.page.CropBox = Array([100, 200, 500, 820])
    image, words = read(draft.write(target), dpi=150)
    assert [word.text for word in words] == ["Hxdgx"]
    box, ink = words[0].box, ink_box(image)
    assert box.x0 == pytest.approx(ink[0], abs=4)
    assert box.x1 == pytest.approx(ink[2], abs=4)
    assert box.y0 <= ink[1] + 1
    assert box.y1 >= ink[3] - 1
    assert box.height < 45


def test_words_of_a_page_that_is_shown_sideways_are_left_to_the_reader(target: Path) -> None:
    draft = Draft().text(b"Sideways", 260, 420)
    draft.page.Rotate = 90
    _, words = read(draft.write(target))
    assert words == ()


def test_words_are_composed_letters(target: Path) -> None:
    # A font may map one glyph to a letter and its mark apart; text is NFC at every door.
    draft = Draft().text(b"A", 100, 700)
    mapping = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfchar <41> <00450302> endbfchar endcmap end"
    )
    draft.resources.Font.F.ToUnicode = draft.document.make_stream(mapping)
    _, words = read(draft.write(target))
    assert [word.text for word in words] == ["Ê"]


def test_a_plan_is_drawn_as_finely_as_the_limit_allows(target: Path) -> None:
    with open_source(Draft((2384, 3370)).text(b"Plan", 100, 700).write(target), max_pixels=90_000_000) as source:
        image = source.image(0, 300)
    assert 120 < image.dpi < 300
    assert image.width * image.height <= 30_000_000
    with open_source(target, max_pixels=5_000_000) as source, pytest.raises(TooManyPixels):
        source.image(0, 300)


def test_a_large_scan_is_refused_rather_than_reduced(target: Path) -> None:
    path = Draft((2000, 2800)).picture(Image.new("1", (3000, 4200)), (0, 0, 2000, 2800)).write(target)
    with open_source(path, max_pixels=12_000_000) as source, pytest.raises(TooManyPixels):
        source.image(0, 300)


@pytest.mark.real_data
def test_signed_papers_show_their_numbers(shared_data: Path) -> None:
    with open_source(shared_data / "official_scans" / "vht507.signed.pdf") as source:
        texts = [word.text for word in source.words(0, 300)]
    assert "542" in texts
    assert "06" in texts
