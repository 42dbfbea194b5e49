"""PDF as a page source: drawn by PDFium with its forms, words by pdfplumber.

A page that is one picture is drawn at that picture's own resolution, so that the scan's pixels stay as they are.
"""

from __future__ import annotations

import io
import logging
import math
import mmap
import re
import warnings
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from types import TracebackType
from typing import Any, BinaryIO, Self

import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from digitize.errors import (
    BadFile,
    DamagedFile,
    EncryptedFile,
    NoPages,
    PageUnreadable,
    TooManyPages,
    TooManyPixels,
    TruncatedFile,
)
from digitize.ingest.pixels import settle
from digitize.ingest.sniffing import MediaType
from digitize.model import Box, Colour, PageImage, Pixels, Word
from digitize.vietnamese.text import nfc

for _library in ("pdfminer", "pdfplumber", "pikepdf", "pypdfium2"):
    # What parsers think of a received file is no message of ours; a file's failure has its reason code.
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_POINTS_PER_INCH = 72.0
_SCAN_DPI = (100.0, 600.0)
"""A picture of lower or higher resolution than these is drawn at the bound."""
_MOST_OBJECTS = 5000
_COVERED = 0.8
_DRAWN_SHARE = 1 / 3
"""Of the most pixels a page may have: a plan loses nothing but sharpness, and spares the reader's memory."""
_FEW_PATHS = 8
_MOST_LETTERS = 100_000
_ALMOST_SQUARE = 0.015
_SHRINK = 0.01
"""Pixels by which a page is drawn smaller at each edge. PDFium widens a picture to whole pixels; without this slack a
rounding error of a page's size in points would resample the whole scan by one pixel."""
_TAIL_BYTES = 2048
_OBJECT_BEGINS = re.compile(rb"\d\s+\d+\s+obj\b")
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")


def probe(file: BinaryIO, *, max_pages: int) -> int:
    """Counts the pages of a PDF. Broken pages count: they fail singly.

    Args:
        file: At any position.
        max_pages: Most pages allowed.

    Raises:
        BadFile: The fitting subclass.
    """
    with _document(file) as document:
        pages = len(document)
    if _ends_within_object(file):
        raise TruncatedFile
    if pages == 0:
        raise NoPages
    if pages > max_pages:
        raise TooManyPages(f"{pages} pages")
    return pages


def _document(file: BinaryIO) -> Any:
    file.seek(0)
    try:
        return pdfium.PdfDocument(file)
    except pdfium.PdfiumError:
        raise _reason_not_opened(file) from None


def _reason_not_opened(file: BinaryIO) -> BadFile:
    """Why PDFium cannot open a file. Its own error code is that of an earlier file where this one has no pages."""
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            if not document.pages:
                return NoPages()
    except pikepdf.PasswordError:
        return EncryptedFile()
    except MemoryError:
        raise
    except Exception as error:
        if "encrypt" in str(error).lower():
            return EncryptedFile()
    return DamagedFile() if _has_end_mark(file) else TruncatedFile()


def _has_end_mark(file: BinaryIO) -> bool:
    file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL_BYTES))
    return b"%%EOF" in file.read()


def _ends_within_object(file: BinaryIO) -> bool:
    """Whether nothing closes the last object that began. PDFium repairs such a file in silence, pages missing."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        last_end = max(content.rfind(mark) for mark in (b"endobj", b"startxref", b"%%EOF"))
        return _OBJECT_BEGINS.search(content, max(last_end, 0)) is not None


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture drawn on a page: its own resolution along the page's edges, and the area it covers in square points."""

    across: float
    down: float
    area: float
    bilevel: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a page is drawn: size in px, dots per inch, and whether it is black and white only."""

    width: int
    height: int
    dpi: float
    bilevel: bool


class PdfSource:
    """The pages of a PDF; see :class:`digitize.ingest.interfaces.PageSource`.

    Args:
        file: Belongs to the source from now on.
        max_pixels: Most pixels of a page picture.

    Raises:
        BadFile: The file cannot be opened.
    """

    media_type = MediaType.PDF

    def __init__(self, file: BinaryIO, max_pixels: int) -> None:
        self._file = file
        self._max_pixels = max_pixels
        self._document = _document(file)
        # Before any page is loaded; else number and date in signature widgets would not be drawn.
        self._document.init_forms()

    @property
    def page_count(self) -> int:
        """How many pages the file has."""
        return len(self._document)

    def image(self, index: int, dpi: float) -> PageImage:
        """A page's picture: at its own resolution where it is one picture, else at ``dpi`` (lower if it is huge)."""
        page = self._page(index)
        try:
            pictures, is_scan = _contents(page, self._max_pixels)
            layout = _layout(page, pictures, is_scan, dpi, self._max_pixels)
            pixels, colour = settle(self._draw(page, layout))
            if pictures and pixels.min() == 255 and not _any_decodes(page):
                raise PageUnreadable("pictures")
        except pdfium.PdfiumError as error:
            raise PageUnreadable(type(error).__name__) from None
        finally:
            page.close()
        return PageImage(pixels, layout.dpi, Colour.BILEVEL if layout.bilevel and colour is Colour.GREY else colour)

    def words(self, index: int, dpi: float) -> tuple[Word, ...]:
        """The words of a page that is no scan, those drawn by form fields and stamps after the others."""
        page = self._page(index)
        try:
            pictures, is_scan = _contents(page, self._max_pixels)
            if is_scan or not 0 < _letters(page) <= _MOST_LETTERS:
                return ()
            layout = _layout(page, pictures, is_scan, dpi, self._max_pixels)
            across, down = layout.width / page.get_width(), layout.height / page.get_height()
            box = page.get_bbox()
        except (pdfium.PdfiumError, PageUnreadable, TooManyPixels):
            return ()
        finally:
            page.close()
        return tuple(_scaled(word, across, down) for word in self._plumbed(index, box))

    def close(self) -> None:
        """Frees the file."""
        if "_objects" in self.__dict__:
            self._objects.close()
        self._document.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _page(self, index: int) -> Any:
        if not 0 <= index < self.page_count:
            raise IndexError(f"page {index} of {self.page_count}")
        try:
            page = self._document[index]
        except pdfium.PdfiumError as error:
            raise PageUnreadable(type(error).__name__) from None
        if min(page.get_size()) <= 0:
            raise PageUnreadable("no area")
        return page

    def _draw(self, page: Any, layout: _Layout) -> Pixels:
        width, height = layout.width, layout.height
        bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        across = (width - 2 * _SHRINK) / page.get_width()
        down = (height - 2 * _SHRINK) / page.get_height()
        matrix = pdfium_c.FS_MATRIX(across, 0, 0, down, _SHRINK, _SHRINK)
        whole = pdfium_c.FS_RECTF(0, 0, width, height)
        flags = pdfium_c.FPDF_ANNOT
        pdfium_c.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, flags)
        if self._document.formenv:
            pdfium_c.FPDF_FFLDraw(self._document.formenv, bitmap, page, 0, 0, width, height, 0, flags)
        pixels: Pixels = bitmap.to_numpy()
        return pixels

    @cached_property
    def _objects(self) -> pikepdf.Pdf:
        self._file.seek(0)
        return pikepdf.open(self._file)

    def _plumbed(self, index: int, box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
        """pdfplumber's words of a page, in points from the top left of the page as it is shown.

        pdfplumber leaves out what form fields and stamps draw, and signed papers carry number and date there. So the
        page is laid out twice: its own contents, and its annotations alone; together, the blanks left for a number
        would tear its digits apart.
        """
        try:
            both = pikepdf.new()
            for _ in range(2):
                both.pages.append(self._objects.pages[index])
            contents, annotations = both.pages
            if "/Annots" in contents:
                del contents["/Annots"]
            annotations.Contents = both.make_stream(b"")
            both.flatten_annotations("screen")
            left, bottom, right, top = box
            for page in (contents, annotations):
                # pdfplumber mixes up its edges on a turned page whose box does not begin at the origin.
                page.contents_add(b"1 0 0 1 %f %f cm" % (-left, -bottom), prepend=True)
                page.mediabox = page.cropbox = pikepdf.Rectangle(0, 0, right - left, top - bottom)
            buffer = io.BytesIO()
            with warnings.catch_warnings():
                # The copy is for reading words only; that its forms no longer work is no loss.
                warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
                both.save(buffer)
            with pdfplumber.open(buffer) as document:
                return [word for page in document.pages for word in page.extract_words() if word["upright"]]
        except MemoryError:
            raise
        except Exception:
            # Words are a gift; a page whose objects these parsers cannot follow is read from its picture.
            return []


def _contents(page: Any, max_pixels: int) -> tuple[list[_Picture], bool]:
    """A page's pictures, and whether the page is a scan: pictures cover it and nothing else is to be seen.

    Raises:
        TooManyPixels: A picture on the page is larger than allowed.
    """
    page_area = page.get_width() * page.get_height()
    pictures, paths, text = [], 0, False
    for item in islice(page.get_objects(), _MOST_OBJECTS):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(_picture(item, page.get_rotation(), max_pixels))
        elif item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            text = text or pdfium_c.FPDFTextObj_GetTextRenderMode(item) != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        elif item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths += 1
    covered = sum(picture.area for picture in pictures) >= _COVERED * page_area
    return pictures, covered and not text and paths <= _FEW_PATHS


def _picture(item: Any, page_rotation: int, max_pixels: int) -> _Picture:
    width, height = item.get_px_size()
    if width * height > max_pixels:
        raise TooManyPixels(f"{width}×{height} px in a picture on the page")
    matrix, container = item.get_matrix(), item.container
    while container is not None:
        matrix, container = matrix.multiply(container.get_matrix()), container.container
    right, up = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    across, down = (_POINTS_PER_INCH * px / max(points, 1e-3) for px, points in ((width, right), (height, up)))
    lies_on_its_side = abs(matrix.b) > abs(matrix.a)
    if lies_on_its_side != (page_rotation in (90, 270)):
        across, down = down, across
    return _Picture(across, down, right * up, item.get_metadata().bits_per_pixel == 1)


def _layout(page: Any, pictures: list[_Picture], is_scan: bool, dpi: float, max_pixels: int) -> _Layout:
    """How a page is drawn.

    Raises:
        TooManyPixels: It cannot be drawn within the limit.
    """
    across = down = dpi
    least, most = _SCAN_DPI
    if is_scan:
        largest = max(picture.area for picture in pictures)
        leading = [picture for picture in pictures if picture.area >= largest / 2]
        across, down = max(picture.across for picture in leading), max(picture.down for picture in leading)
        if abs(across / down - 1) > _ALMOST_SQUARE:
            across = down = max(across, down)
        fit = min(max(across, least), most) / across
        across, down = across * fit, down * fit
    width, height = page.get_width() / _POINTS_PER_INCH, page.get_height() / _POINTS_PER_INCH
    area = width * across * height * down
    allowed = max_pixels if is_scan else max_pixels * _DRAWN_SHARE
    if area > allowed:
        # What has no pixels of its own, a large plan, is drawn as finely as the limit allows.
        smaller = across * math.sqrt(0.999 * allowed / area)
        if is_scan or smaller < least:
            raise TooManyPixels(f"{area:.0f} px")
        across = down = smaller
    bilevel = is_scan and all(picture.bilevel for picture in pictures)
    size = max(1, round(width * across)), max(1, round(height * down))
    return _Layout(*size, (across + down) / 2, bilevel)


def _any_decodes(page: Any) -> bool:
    """Whether any picture of a page can be decoded; PDFium leaves out in silence what it cannot."""
    for item in islice(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]), _FEW_PATHS):
        try:
            item.get_bitmap()
        except pdfium.PdfiumError:
            continue
        return True
    return False


def _letters(page: Any) -> int:
    """How many characters a page has at most; annotations count as one each."""
    letters = page.get_textpage().count_chars()
    return int(letters) + int(pdfium_c.FPDFPage_GetAnnotCount(page))


def _scaled(word: dict[str, Any], across: float, down: float) -> Word:
    box = Box(word["x0"] * across, word["top"] * down, word["x1"] * across, word["bottom"] * down)
    return Word(nfc(_UNKNOWN_GLYPH.sub("\ufffd", word["text"])), box, 1.0)
