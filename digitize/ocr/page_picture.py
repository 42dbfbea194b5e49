"""The picture of a page in the access copy: as received, turned upright, small enough to be kept by the million."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from digitize.errors import ComposeFailed
from digitize.model import Colour, PageImage, Pixels
from digitize.ocr.turning import levelled


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """How much of the picture is kept.

    Attributes:
        dpi: Colour and grey pictures are reduced to this; what has less stays as it is.
        bilevel_dpi: The same for bilevel pictures, which are small and suffer from being reduced.
        quality: Of the JPEG, 1…100. At 60 letters of 11 points at 200 dpi are free of visible halos.
    """

    dpi: float = 200.0
    bilevel_dpi: float = 300.0
    quality: int = 60


DEFAULT_PICTURE = PictureOptions()

_QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_LONGEST_JPEG_SIDE = 65_000
# Levels of the paper: below the first it is no paper (a copy on black, a photograph); channels further apart than the
# second are the colour of printed-form stock, which stays; grain that lies less than the third below it is made white.
_DARK_PAPER = 200
_TINTED_PAPER = 24
_PAPER_GRAIN = 12
# TIFF 6.0, section 8.
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTE_COUNTS = 273, 278, 279


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A compressed picture and what a PDF must say of it."""

    data: bytes
    width: int
    height: int
    colour: Colour

    def embed(self, pdf: Pdf) -> Object:
        """Adds the picture to a file."""
        picture = Stream(pdf, self.data)
        picture.Type = Name.XObject
        picture.Subtype = Name.Image
        picture.Width = self.width
        picture.Height = self.height
        picture.ColorSpace = Name.DeviceRGB if self.colour is Colour.COLOUR else Name.DeviceGray
        if self.colour is Colour.BILEVEL:
            picture.BitsPerComponent = 1
            picture.Filter = Array([Name.CCITTFaxDecode])
            picture.DecodeParms = Array([Dictionary(K=-1, Columns=self.width, Rows=self.height, BlackIs1=True)])
        else:
            picture.BitsPerComponent = 8
            picture.Filter = Array([Name.DCTDecode])
        return pdf.make_indirect(picture)


def encode_picture(image: PageImage, rotation: int, options: PictureOptions, *, skew: float = 0.0) -> EncodedPicture:
    """Turns and compresses a page's picture.

    Args:
        image: The picture as received; its ``dpi`` must be known.
        rotation: Degrees clockwise (0, 90, 180, 270) by which it is turned.
        options: How much of it is kept.
        skew: Degrees counter-clockwise by which lines rise after that turn, if it is to be levelled.

    Returns:
        JPEG for colour and grey, CCITT group 4 for bilevel. Coloured marks stay coloured.

    Raises:
        ComposeFailed: The picture could not be compressed.
    """
    bilevel = image.colour is Colour.BILEVEL
    pixels = _reduced(image, options.bilevel_dpi if bilevel else options.dpi)
    if rotation:
        pixels = cv2.rotate(pixels, _QUARTER_TURNS[rotation])
    pixels, _ = levelled(pixels, skew)
    colour = Colour.COLOUR if image.colour is Colour.COLOUR and pixels.ndim == 3 else Colour.GREY
    if pixels.ndim == 3 and colour is not Colour.COLOUR:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    height, width = pixels.shape[:2]
    if bilevel:
        return EncodedPicture(_group_4(pixels), width, height, Colour.BILEVEL)
    return EncodedPicture(_jpeg(_paper_white(pixels), options.quality), width, height, colour)


def _reduced(image: PageImage, dpi: float) -> Pixels:
    factor = min(1.0, dpi / image.dpi, _LONGEST_JPEG_SIDE / max(image.width, image.height))
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    pixels = image.pixels
    # Halving is exact and quick; what is left is less than a half, where interpolation loses no thin stroke.
    while min(pixels.shape[:2]) > 1 and pixels.shape[0] >= 2 * size[1] and pixels.shape[1] >= 2 * size[0]:
        height, width = (side // 2 for side in pixels.shape[:2])
        pixels = cv2.resize(pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    return pixels if pixels.shape[1::-1] == size else cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)


def _paper_white(pixels: Pixels) -> Pixels:
    """Makes the paper's own grain white, which saves bytes; paper that is dark or coloured stays as it is."""
    size = (max(1, pixels.shape[1] // 8), max(1, pixels.shape[0] // 8))
    thumbnail = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    channels = thumbnail.reshape(-1, 1 if pixels.ndim == 2 else 3)
    paper = np.array([np.bincount(channel, minlength=256).argmax() for channel in channels.T])
    if paper.min() < _DARK_PAPER or np.ptp(paper) > _TINTED_PAPER:
        return pixels
    steps = np.arange(256)[:, None] * 255.0 / (paper - _PAPER_GRAIN)
    table = np.clip(steps, 0, 255).astype(np.uint8).reshape(1, 256, -1)
    whitened: Pixels = cv2.LUT(pixels, table)
    return whitened


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    done, data = cv2.imencode(".jpg", pixels, options)
    if not done:
        raise ComposeFailed("a page's picture could not be compressed")
    return data.tobytes()


def _group_4(pixels: Pixels) -> bytes:
    bilevel = Image.fromarray(pixels).point(lambda level: 255 * (level >= 128), mode="1")
    file = io.BytesIO()
    # One strip for the whole page, so that the strip is the stream a PDF wants.
    bilevel.save(file, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: bilevel.height})
    file.seek(0)
    with TiffImageFile(file) as tiff:
        (start,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_BYTE_COUNTS]
    return file.getvalue()[start : start + length]
