"""Writes scans the way scanners do: PDF, multi-page TIFF, one JPEG, or a folder with one JPEG a page.

All pictures carry their resolution; nothing carries a moment or a random id, so the same scans give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import cv2
import pikepdf
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from digitize.model import Colour, PageImage

FileFormat = Literal["pdf", "tiff", "jpeg", "jpeg_folder"]
_ROWS_PER_STRIP, _STRIP_OFFSETS, _STRIP_LENGTHS = 278, 273, 279


def write(pages: Sequence[PageImage], folder: Path, name: str, form: FileFormat, quality: int) -> Path:
    """Writes a stack.

    Args:
        pages: In scanning order.
        folder: Where to.
        name: Without suffix.
        form: PDF, TIFF, one JPEG (a single page) or a folder of JPEG files.
        quality: Of JPEG pictures, 1–95.

    Returns:
        The file, or the folder of JPEG files.
    """
    match form:
        case "pdf":
            return _pdf(pages, folder / f"{name}.pdf", quality)
        case "tiff":
            return _tiff(pages, folder / f"{name}.tif", quality)
        case "jpeg":
            target = folder / f"{name}.jpg"
            target.write_bytes(_jpeg(pages[0], quality))
            return target
        case "jpeg_folder":
            target = folder / name
            target.mkdir(exist_ok=True)
            for number, page in enumerate(pages, start=1):
                (target / f"p{number:03d}.jpg").write_bytes(_jpeg(page, quality))
            return target


def _picture(page: PageImage) -> Image.Image:
    if page.colour is Colour.COLOUR:
        return Image.fromarray(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2RGB))
    picture = Image.fromarray(page.pixels)
    return picture.convert("1", dither=Image.Dither.NONE) if page.colour is Colour.BILEVEL else picture


def _jpeg(page: PageImage, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture = Image.fromarray(page.pixels) if page.colour is not Colour.COLOUR else _picture(page)
    picture.save(buffer, "JPEG", quality=quality, dpi=(page.dpi, page.dpi))
    return buffer.getvalue()


def _group4(page: PageImage) -> bytes:
    """One strip of CCITT Group 4; Pillow codes white as 1, so that a PDF must be told that black runs are ones."""
    buffer = io.BytesIO()
    _picture(page).save(buffer, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: page.height})
    buffer.seek(0)
    with TiffImageFile(buffer) as tiff:
        (offset,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_LENGTHS]
    return buffer.getvalue()[offset : offset + length]


def _pdf(pages: Sequence[PageImage], target: Path, quality: int) -> Path:
    with pikepdf.new() as pdf:
        for page in pages:
            width, height = page.width * 72 / page.dpi, page.height * 72 / page.dpi
            picture = _bilevel_object(pdf, page) if page.colour is Colour.BILEVEL else _jpeg_object(pdf, page, quality)
            pdf.add_blank_page(page_size=(width, height))
            sheet = pdf.pages[-1]
            sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
            sheet.Contents = pdf.make_stream(f"q {width:.4f} 0 0 {height:.4f} 0 0 cm /Im0 Do Q".encode())
        pdf.save(target, deterministic_id=True)
    return target


def _image_object(pdf: pikepdf.Pdf, data: bytes, page: PageImage, bits: int, **more: object) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, data)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = page.width, page.height, bits
    colour = page.colour is Colour.COLOUR
    stream.ColorSpace = pikepdf.Name.DeviceRGB if colour else pikepdf.Name.DeviceGray
    for key, value in more.items():
        stream[f"/{key}"] = value
    return pdf.make_indirect(stream)


def _jpeg_object(pdf: pikepdf.Pdf, page: PageImage, quality: int) -> pikepdf.Stream:
    return _image_object(pdf, _jpeg(page, quality), page, 8, Filter=pikepdf.Name.DCTDecode)


def _bilevel_object(pdf: pikepdf.Pdf, page: PageImage) -> pikepdf.Stream:
    parameters = pikepdf.Dictionary(K=-1, Columns=page.width, Rows=page.height, BlackIs1=True)
    return _image_object(pdf, _group4(page), page, 1, Filter=pikepdf.Name.CCITTFaxDecode, DecodeParms=parameters)


def _tiff(pages: Sequence[PageImage], target: Path, quality: int) -> Path:
    """Group 4 for bilevel pages, JPEG inside TIFF otherwise."""
    first, *rest = (_picture(page) for page in pages)
    options = (
        {"compression": "group4"} if pages[0].colour is Colour.BILEVEL else {"compression": "jpeg", "quality": quality}
    )
    first.save(target, "TIFF", save_all=True, append_images=rest, dpi=(pages[0].dpi, pages[0].dpi), **options)
    return target
