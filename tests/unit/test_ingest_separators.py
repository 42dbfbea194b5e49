"""Barcodes, Patch-T bars, and which of them cut a stack."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from digitize.catalogue.covers import Cover, cover_text, parse_cover
from digitize.ingest import barcodes
from digitize.ingest.separators import cover_of, has_sticker, separator_of, warnings_of
from digitize.model import Barcode, Box, Colour, PageImage, Pixels, Separator

NOWHERE = Box(0, 0, 1, 1)
COVER = Cover("000.00.19.H20-220511-0012", "1.004363", "H20.19")


def page(dpi: float = 300) -> Pixels:
    return np.full((round(11.69 * dpi), round(8.27 * dpi)), 255, np.uint8)


def with_code(
    text: str, kind: zxingcpp.BarcodeFormat, *, dpi: float = 300, at: tuple[int, int] = (500, 600)
) -> PageImage:
    pixels = page(dpi)
    code = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=max(1, round(dpi / 60))))
    pixels[at[1] : at[1] + code.shape[0], at[0] : at[0] + code.shape[1]] = code
    return PageImage(pixels, dpi, Colour.GREY)


def patch_sheet(bars_mm: tuple[float, ...], *, dpi: float = 300, turns: int = 0, angle: float = 0.0) -> PageImage:
    """Bars and gaps in turn along the upper edge, from 16 mm on."""
    pixels = page(dpi)
    at = 16.0
    for index, width in enumerate(bars_mm):
        if index % 2 == 0:
            top, bottom = (round(mm * dpi / 25.4) for mm in (at, at + width))
            pixels[top:bottom, round(0.15 * pixels.shape[1]) : round(0.85 * pixels.shape[1])] = 0
        at += width
    middle = (pixels.shape[1] / 2, pixels.shape[0] / 2)
    turned = cv2.warpAffine(pixels, cv2.getRotationMatrix2D(middle, angle, 1), pixels.shape[::-1], borderValue=255)
    noisy = np.clip(turned + np.random.default_rng(1).normal(0, 12, turned.shape), 0, 255).astype(np.uint8)
    return PageImage(np.ascontiguousarray(np.rot90(noisy, turns)), dpi, Colour.GREY)


PATCH_T = (2.0, 2.0, 5.1, 2.0, 2.0, 2.0, 5.1)
PATCH_3 = (5.1, 2.0, 2.0, 2.0, 5.1, 2.0, 2.0)
PATCH_2 = (5.1, 2.0, 2.0, 2.0, 2.0, 2.0, 5.1)
LINES = (2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0)


# --- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [150, 200, 300, 600])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (zxingcpp.BarcodeFormat.Code39, "Code39"),
        (zxingcpp.BarcodeFormat.Code128, "Code128"),
        (zxingcpp.BarcodeFormat.QRCode, "QRCode"),
        (zxingcpp.BarcodeFormat.DataMatrix, "DataMatrix"),
    ],
)
def test_finds_codes_and_where_they_are(kind: zxingcpp.BarcodeFormat, name: str, dpi: float) -> None:
    image = with_code("H20.12-220511-0012", kind, dpi=dpi, at=(200, 400))
    found = barcodes.find(image).codes
    assert [(barcode.symbology, barcode.text) for barcode in found] == [(name, "H20.12-220511-0012")]
    ink = np.argwhere(image.pixels < 128)
    (top, left), (bottom, right) = ink.min(0), ink.max(0)
    box, slack = found[0].box, dpi / 20
    assert box.x0 == pytest.approx(left, abs=slack)
    assert box.x1 == pytest.approx(right, abs=slack)
    assert top - slack <= box.y0 < box.y1 <= bottom + slack


def test_text_of_a_code_is_nfc() -> None:
    found = barcodes.find(with_code("Đo\u0302\u0300ng Tháp", zxingcpp.BarcodeFormat.QRCode))
    assert [barcode.text for barcode in found.codes] == ["Đồng Tháp"]


def test_finds_a_code_where_the_resolution_is_unknown_and_in_colour() -> None:
    grey = with_code("PATCHT", zxingcpp.BarcodeFormat.Code39)
    colour = PageImage(cv2.cvtColor(grey.pixels, cv2.COLOR_GRAY2BGR), 0.0, Colour.COLOUR)
    assert [barcode.text for barcode in barcodes.find(colour).codes] == ["PATCHT"]


def test_an_empty_page_has_no_codes() -> None:
    assert barcodes.find(PageImage(page(), 300, Colour.GREY)) == barcodes.Found()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(("dpi", "angle"), [(300, 0.0), (200, 2.0), (100, -1.5)])
def test_patch_t_is_seen_on_any_edge(turns: int, dpi: float, angle: float) -> None:
    image = patch_sheet(PATCH_T, dpi=dpi, turns=turns, angle=angle)
    assert barcodes.patch_t(image)
    assert separator_of(barcodes.find(image).codes) is Separator.PATCH_T


@pytest.mark.parametrize("bars", [PATCH_3, PATCH_2, LINES, tuple(2 * width for width in LINES), PATCH_T[:5]])
@pytest.mark.parametrize("turns", [0, 2])
def test_other_bars_are_no_patch_t(bars: tuple[float, ...], turns: int) -> None:
    assert not barcodes.patch_t(patch_sheet(bars, turns=turns))


def test_patch_t_behind_the_dark_border_of_a_lid() -> None:
    image = patch_sheet(PATCH_T)
    image.pixels[:60] = 0
    assert barcodes.patch_t(image)


# --- deciding ---------------------------------------------------------------------------------------------


def codes(*texts: str) -> tuple[Barcode, ...]:
    return tuple(Barcode("QRCode", text, NOWHERE) for text in texts)


PART = st.text(st.characters(exclude_characters="|", exclude_categories=("Cs",)), max_size=30)


@given(PART, PART, PART)
@settings(max_examples=100)
def test_a_cover_reads_as_it_was_written(dossier: str, procedure: str, agency: str) -> None:
    assert parse_cover(cover_text(Cover(dossier, procedure, agency))) == Cover(dossier, procedure, agency)


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_no_text_makes_the_cover_parser_fail(text: str) -> None:
    assert parse_cover(text) is None


def test_a_changed_cover_is_no_cover() -> None:
    text = cover_text(COVER)
    assert parse_cover(text) is not None
    assert parse_cover(text.replace("0012", "0013")) is None
    assert parse_cover(text + "|") is None
    assert parse_cover(text.replace("DIGITIZE1", "DIGITIZE2")) is None


def test_which_sheet_cuts() -> None:
    cover = cover_text(COVER)
    assert separator_of(codes("PATCHT")) is Separator.PATCH_T
    assert separator_of(codes("PATCHT", cover)) is Separator.COVER
    assert separator_of(codes("TAG:invoice"), texts={"TAG:invoice"}) is Separator.BARCODE
    # The sheet is one of ours, whatever became of its text: going on with the old document would be worse.
    assert separator_of(codes(cover[:-2] + "zz")) is Separator.BARCODE


@pytest.mark.parametrize(
    "text",
    [
        "087123456789|301234567|Nguyễn Văn A|01011990|Nam|ấp Một, Đồng Tháp|01012021",
        "000.00.19.H20-220511-0012",
        "patcht",
        "TAG:invoice",
    ],
)
def test_an_ordinary_code_never_cuts(text: str) -> None:
    assert separator_of(codes(text), texts={"TAG:receipt"}) is None


def test_two_covers_that_disagree_name_no_dossier() -> None:
    first, second = (
        cover_text(Cover(dossier, "1.004363", "H20")) for dossier in ("H20-220511-0012", "H20-220511-0013")
    )
    assert cover_of(codes(first, "x")) == Cover("H20-220511-0012", "1.004363", "H20")
    assert cover_of(codes(first, second)) is None
    assert warnings_of(codes(first, second, "x")) == ("covers_disagree",)
    assert warnings_of(codes(first, first, "x")) == ()


def test_a_cover_whose_check_fails_is_said() -> None:
    assert warnings_of(codes(cover_text(COVER)[:-2] + "zz")) == ("cover_check_failed",)


def test_an_ending_of_an_office_code_may_be_left_open() -> None:
    assert separator_of(codes("KHAC-17"), texts={"KHAC-*"}) is Separator.BARCODE
    assert separator_of(codes("KHAC-17"), texts={"KHAC-"}) is None
    assert has_sticker(codes("ASN00123"), texts={"ASN*"})
    assert not has_sticker(codes("ASN00123", "PATCHT"), texts={"ASN"})
    assert has_sticker(codes(cover_text(COVER)))


# --- codes that cannot be read ----------------------------------------------------------------------------


def test_a_smeared_code_is_said_and_a_clean_one_is_not() -> None:
    image = with_code(cover_text(COVER), zxingcpp.BarcodeFormat.QRCode)
    assert barcodes.find(image).warnings == ()
    # Ink over the middle: the finder patterns in the corners are left, the data is not.
    ink = np.argwhere(image.pixels < 128)
    (top, left), (bottom, right) = ink.min(0), ink.max(0)
    smear = (bottom - top) * 3 // 10
    image.pixels[top + smear : bottom - smear, left:right] = 0
    found = barcodes.find(image)
    assert found.codes == ()
    assert found.warnings == ("barcode_unreadable",)


def test_torn_patch_bars_are_said() -> None:
    image = patch_sheet(PATCH_T)
    assert barcodes.find(image).warnings == ()
    # Half of the bars is torn off.
    image.pixels[:, image.pixels.shape[1] // 2 :] = 250
    found = barcodes.find(image)
    assert separator_of(found.codes) is None
    assert found.warnings == ("barcode_unreadable",)


def test_pale_patch_bars_are_seen() -> None:
    image = patch_sheet(PATCH_T)
    image.pixels[:] = np.clip(255 - (255 - image.pixels.astype(int)) * 0.35, 0, 255)
    assert separator_of(barcodes.find(image).codes) is Separator.PATCH_T
