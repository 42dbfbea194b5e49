"""Barcodes and the Patch-T bars of a page picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from digitize.errors import BarcodeUnreadable
from digitize.model import Barcode, Box, PageImage, Pixels
from digitize.vietnamese.text import nfc

PATCH_SYMBOLOGY = "Patch"
PATCH_T_TEXT = "PATCHT"
"""What the bars of a Patch-T sheet read as; the barcode printed on such sheets says the same."""

_Format = zxingcpp.BarcodeFormat
_FULL_FORMATS = [_Format.Code39, _Format.Code128, _Format.QRCode]
# Finding a DataMatrix takes as long as the three others together; it is looked for in the small picture only.
_SMALL_FORMATS = [*_FULL_FORMATS, _Format.DataMatrix]

_LONG_INCHES = 11.7
_FULL_DPI, _SMALL_DPI, _PATCH_DPI = 300.0, 150.0, 60.0
_SHORTEST_LINEAR = 4
"""Code 39 has no check digit: a few ruled lines of a table read as two or three letters."""
_SMALLEST_INCHES = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """What a page carries in codes.

    Attributes:
        codes: Each once, from top to bottom, boxes in the source frame, text in NFC.
        damaged: A code is there that cannot be read: its check fails, or of Patch-T only some of the bars are left.
    """

    codes: tuple[Barcode, ...] = ()
    damaged: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """Reason codes for the page."""
        return (BarcodeUnreadable.code,) if self.damaged else ()


def find(image: PageImage) -> Found:
    """The barcodes of a page: Code 39, Code 128, QR, DataMatrix, and Patch-T bars (as ``PATCHT``).

    Looks twice, at 300 and at 150 dpi: fine bars need the one, noisy print the other. A code that one of the two reads
    is not damaged, whatever became of it in the other.

    Args:
        image: In the source frame.
    """
    full = _at(_grey(image), image.dpi, _FULL_DPI)
    small = _at(full, min(image.dpi, _FULL_DPI), _SMALL_DPI)
    found: dict[tuple[str, str], Barcode] = {}
    damaged: list[Box] = []
    for picture, formats in ((full, _FULL_FORMATS), (small, _SMALL_FORMATS)):
        enlarged = image.width / picture.shape[1]
        for code in zxingcpp.read_barcodes(
            picture,
            formats=formats,
            try_downscale=False,
            try_invert=False,
            text_mode=zxingcpp.TextMode.Plain,
            return_errors=True,
        ):
            barcode = _barcode(code, enlarged)
            if barcode is not None:
                found.setdefault((barcode.symbology, barcode.text), barcode)
            elif not code.valid and code.format in _FULL_FORMATS and _is_of_a_size(_box(code, enlarged), image):
                damaged.append(_box(code, enlarged))
    agreeing = _patch_agreement(_at(small, min(image.dpi, _SMALL_DPI), _PATCH_DPI))
    if agreeing >= _AGREEING:
        whole = Box(0, 0, image.width, image.height)
        found[PATCH_SYMBOLOGY, PATCH_T_TEXT] = Barcode(PATCH_SYMBOLOGY, PATCH_T_TEXT, whole)
    codes = tuple(sorted(found.values(), key=lambda barcode: (barcode.box.y0, barcode.box.x0)))
    is_patch = any(code.text == PATCH_T_TEXT for code in codes)
    return Found(
        codes,
        damaged=any(not any(_meet(box, code.box) for code in codes) for box in damaged)
        or (not is_patch and agreeing >= _REMAINING),
    )


def patch_t(image: PageImage) -> bool:
    """Whether a page carries the bars of Patch-T along one of its edges.

    The code is four bars along an edge, thin, thick, thin, thick from the edge inwards, a thick one 2.5 times as
    wide as a thin one and as the gaps (measured on printed sheets).

    Args:
        image: In the source frame, any of the four ways up.
    """
    return _patch_agreement(_at(_grey(image), image.dpi, _PATCH_DPI)) >= _AGREEING


def _grey(image: PageImage) -> Pixels:
    if image.pixels.ndim == 2:
        return image.pixels
    grey: Pixels = cv2.cvtColor(image.pixels, cv2.COLOR_BGR2GRAY)
    return grey


def _at(grey: Pixels, dpi: float, wanted: float) -> Pixels:
    """The picture reduced to a resolution, never enlarged; an unknown resolution is taken from the size of A4."""
    scale = wanted / (dpi or max(grey.shape) / _LONG_INCHES)
    # A reduction by a few per cent would only blur the bars.
    if scale > 0.9:
        return grey
    reduced: Pixels = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return reduced


def _barcode(code: zxingcpp.Barcode, enlarged: float) -> Barcode | None:
    text = nfc(code.text).strip()
    is_linear = code.format in (_Format.Code39, _Format.Code128)
    if not code.valid or not text or (is_linear and len(text) < _SHORTEST_LINEAR):
        return None
    return Barcode(code.format.name, text, _box(code, enlarged))


def _box(code: zxingcpp.Barcode, enlarged: float) -> Box:
    corners = code.position.top_left, code.position.top_right, code.position.bottom_left, code.position.bottom_right
    xs = [corner.x * enlarged for corner in corners]
    ys = [corner.y * enlarged for corner in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_of_a_size(box: Box, image: PageImage) -> bool:
    """Whether a code that cannot be read is as large as printed ones are; a stroke or two of a seal is not."""
    return max(box.width, box.height) / (image.dpi or max(image.pixels.shape) / _LONG_INCHES) >= _SMALLEST_INCHES


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


# --- patch ------------------------------------------------------------------------------------------------

_THIN, _THICK = (0.55, 1.5), (1.8, 3.4)
_BARS = (_THIN, _THIN, _THICK, _THIN, _THIN, _THIN, _THICK)
"""Bar, gap, bar, gap …, from the edge inwards, in widths of a thin bar."""
_PROBES = 21
_AGREEING, _REMAINING = 0.7, 0.3
"""Shares of the probes that meet the bars: of a sheet that is one, and of one that is torn or smeared."""
_DARK, _PALE, _LEAST_CONTRAST = 128.0, 96.0, 20.0
_EDGE_SHARE = 0.3


def _patch_agreement(small: Pixels) -> float:
    """The share of probes that meet the bars, at the edge where it is largest.

    Where a page has no dark print at all, its bars are pale: dark is then what is nearer to that print than to paper.
    """
    ink, paper = np.percentile(small, (1, 50))
    if paper - ink < _LEAST_CONTRAST:
        return 0.0
    dark = small < (_DARK if ink < _PALE else (ink + paper) / 2)
    return max(_agreement(side) for side in (dark, dark[::-1], dark.T, dark.T[::-1]))


def _agreement(dark: npt.NDArray[np.bool_]) -> float:
    """The share of probes from the upper edge downwards that meet the bars."""
    depth = int(dark.shape[0] * _EDGE_SHARE)
    columns = np.linspace(dark.shape[1] * 0.3, dark.shape[1] * 0.7, _PROBES).astype(int)
    return sum(_meets_bars(dark[:depth, column]) for column in columns) / _PROBES


def _meets_bars(line: npt.NDArray[np.bool_]) -> bool:
    changes = np.flatnonzero(line[1:] != line[:-1]) + 1
    widths = [int(end - start) for start, end in pairwise(changes)]
    # Every second run is dark; the first run of ``widths`` is, where the paper's edge is light.
    first_dark = int(bool(line[0])) if line.size else 0
    return any(_is_patch(widths[at : at + len(_BARS)]) for at in range(first_dark, len(widths), 2))


def _is_patch(widths: list[int]) -> bool:
    if len(widths) < len(_BARS):
        return False
    thin = sum(width for width, bar in zip(widths, _BARS, strict=True) if bar is _THIN) / _BARS.count(_THIN)
    return thin >= 2 and all(low <= width / thin <= high for width, (low, high) in zip(widths, _BARS, strict=True))
