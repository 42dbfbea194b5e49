"""The picture of a page in the access copy: as received, turned upright, small enough to be kept by the million.

A bilevel scan stays what it is. Other pages are kept in layers (:mod:`digitize.ocr.page_layers`): paper as a coarse
JPEG, each ink as a stencil. A page with photographs or solid areas, or one whose layers would be no smaller, is one
JPEG.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from math import isfinite

import cv2
import numpy as np
import numpy.typing as npt
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from digitize.errors import ComposeFailed
from digitize.model import Colour, PageImage, Pixels
from digitize.ocr.ink import reduced_to
from digitize.ocr.page_layers import PageLayers, parted
from digitize.ocr.skew import NEGLIGIBLE
from digitize.ocr.turning import levelled

# Where neither the file nor the reader knows, a page is taken for a scan of this resolution.
UNKNOWN_DPI = 200.0

_QUARTER_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_LONGEST_JPEG_SIDE = 65_000
# A single JPEG has this resolution and quality at most. At 60 letters of 11 points at 200 dpi are free of visible
# halos. Bilevel pages are small and suffer from being reduced.
_WHOLE_DPI, _WHOLE_QUALITY = 200.0, 60
_BILEVEL_DPI = 300.0
_PAPER_QUALITY = 45
# Layers of more bytes than this are weighed against a single JPEG.
_MANY_BYTES = 120_000
# Levels of the paper: below the first it is no paper (a copy on black, a photograph); channels further apart than the
# second are the colour of printed-form stock, which stays; grain that lies less than the third below it is made white.
_DARK_PAPER = 200
_TINTED_PAPER = 24
_PAPER_GRAIN = 12
# TIFF 6.0, section 8.
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTE_COUNTS = 273, 278, 279


@dataclass(frozen=True, slots=True)
class Layer:
    """A compressed picture and what a PDF must say of it.

    Attributes:
        data: JPEG for colour and grey, CCITT group 4 for bilevel.
        width: In px.
        height: In px.
        colour: Of the picture.
        ink: Red, green, blue of 255 of a stencil, through which ink falls where its picture is black.
    """

    data: bytes
    width: int
    height: int
    colour: Colour
    ink: tuple[int, int, int] | None = None

    def embed(self, pdf: Pdf) -> Object:
        """Adds the picture to a file."""
        picture = Stream(pdf, self.data)
        picture.Type = Name.XObject
        picture.Subtype = Name.Image
        picture.Width = self.width
        picture.Height = self.height
        if self.ink is not None:
            picture.ImageMask = True
        else:
            picture.ColorSpace = Name.DeviceRGB if self.colour is Colour.COLOUR else Name.DeviceGray
        if self.colour is Colour.BILEVEL:
            picture.BitsPerComponent = 1
            picture.Filter = Array([Name.CCITTFaxDecode])
            picture.DecodeParms = Array([Dictionary(K=-1, Columns=self.width, Rows=self.height, BlackIs1=True)])
        else:
            picture.BitsPerComponent = 8
            picture.Filter = Array([Name.DCTDecode])
        return pdf.make_indirect(picture)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's picture, compressed, upright.

    Attributes:
        layers: From the lowest to the uppermost; each covers the whole page.
        width: Of the page as received and turned, px.
        height: Likewise.
        dpi: Of these pixels.
        levelled: Degrees counter-clockwise by which its lines rose before they were levelled.
    """

    layers: tuple[Layer, ...]
    width: int
    height: int
    dpi: float
    levelled: float = 0.0

    @property
    def size(self) -> int:
        """Bytes of all layers."""
        return sum(len(layer.data) for layer in self.layers)


def encode_picture(image: PageImage, rotation: int = 0, skew: float = 0.0) -> PagePicture:
    """Turns and compresses a page's picture.

    Args:
        image: The picture as received.
        rotation: Degrees clockwise (0, 90, 180, 270) by which it is turned.
        skew: Degrees counter-clockwise by which lines rise after that turn, if they are to be levelled.

    Raises:
        ComposeFailed: The picture could not be compressed.
    """
    pixels = image.pixels
    if pixels.ndim == 3 and image.colour is not Colour.COLOUR:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if rotation:
        pixels = cv2.rotate(pixels, _QUARTER_TURNS[rotation])
    if abs(skew) < NEGLIGIBLE:
        skew = 0.0
    pixels, _ = levelled(pixels, skew)
    height, width = pixels.shape[:2]
    dpi = image.dpi if isfinite(image.dpi) and image.dpi > 0 else UNKNOWN_DPI
    if image.colour is Colour.BILEVEL:
        layers: tuple[Layer, ...] = (_group_4(_reduced(pixels, _BILEVEL_DPI / dpi) >= 128),)
    else:
        layers = _layers(pixels, dpi)
    return PagePicture(layers, width, height, dpi, skew)


def _layers(pixels: Pixels, dpi: float) -> tuple[Layer, ...]:
    parts = parted(pixels, dpi)
    layers = _encoded(parts) if parts else ()
    if layers and sum(len(layer.data) for layer in layers) <= _MANY_BYTES:
        return layers
    whole = _jpeg(_paper_white(_reduced(pixels, _WHOLE_DPI / dpi)), _WHOLE_QUALITY)
    return min((layers or (whole,), (whole,)), key=lambda made: sum(len(layer.data) for layer in made))


def _encoded(parts: PageLayers) -> tuple[Layer, ...]:
    paper = _jpeg(_paper_white(parts.paper), _PAPER_QUALITY)
    return paper, *(_group_4(~ink.stencil, ink.colour) for ink in parts.inks)


def _reduced(pixels: Pixels, factor: float) -> Pixels:
    height, width = pixels.shape[:2]
    factor = min(1.0, factor, _LONGEST_JPEG_SIDE / max(width, height))
    return reduced_to(pixels, max(1, round(width * factor)), max(1, round(height * factor)))


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


def _jpeg(pixels: Pixels, quality: int) -> Layer:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]
    done, data = cv2.imencode(".jpg", pixels, options)
    if not done:
        raise ComposeFailed("a page's picture could not be compressed")
    height, width = pixels.shape[:2]
    return Layer(data.tobytes(), width, height, Colour.GREY if pixels.ndim == 2 else Colour.COLOUR)


def _group_4(white: npt.NDArray[np.bool_], ink: tuple[int, int, int] | None = None) -> Layer:
    height, width = white.shape
    bilevel = Image.frombytes("1", (width, height), np.packbits(white, axis=1).tobytes())
    file = io.BytesIO()
    # One strip for the whole page, so that the strip is the stream a PDF wants.
    bilevel.save(file, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: height})
    file.seek(0)
    with TiffImageFile(file) as tiff:
        (start,), (length,) = tiff.tag_v2[_STRIP_OFFSETS], tiff.tag_v2[_STRIP_BYTE_COUNTS]
    return Layer(file.getvalue()[start : start + length], width, height, Colour.BILEVEL, ink)
