"""TIFF (many pages, G4), JPEG and PNG as page sources.

The source frame of a page is its picture turned as its orientation tag says: scanners and telephones store a page
lying on its side and say so there. Where the resolutions across and down differ (a fax), the picture is stretched to
the greater one, so that a pixel is square. What is transparent shows white paper.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

import cv2
import numpy as np
from PIL import ExifTags, Image, ImageOps
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from digitize.errors import BadFile, DamagedFile, NoPages, PageUnreadable, TooManyPages, TooManyPixels, TruncatedFile
from digitize.ingest.pixels import settle
from digitize.ingest.sniffing import MediaType
from digitize.model import Colour, PageImage, Pixels, Word

_FORMATS = {MediaType.TIFF: "TIFF", MediaType.JPEG: "JPEG", MediaType.PNG: "PNG"}
_END_MARKS = {MediaType.JPEG: b"\xff\xd9", MediaType.PNG: b"IEND"}
_TAIL_BYTES = 1024

# Tags of TIFF 6.0.
_SUBFILE_TYPE, _WIDTH, _HEIGHT = 254, 256, 257
_OFFSETS_AND_SIZES = ((273, 279), (324, 325))
_REDUCED_OR_MASK = 0b101
_HEADER, _BIG_HEADER, _BIG_MARKS = 8, 16, (b"+\0", b"\0+")

_A4_LONG_INCHES = 297 / 25.4
_A4_ASPECT = 297 / 210
_A0_LONG_INCHES = 1189 / 25.4
_PLAUSIBLE_DPI = (50.0, 2400.0)
_SCREEN_DPI = 100.0
"""Below this, the resolution a file states is a program's default (72, 96) more often than a scanner's setting."""
_ALMOST_SQUARE = 0.02


@dataclass(frozen=True, slots=True)
class _Frame:
    """One picture of a file: its number in the chain, its size in px, and where its last byte should lie."""

    number: int
    width: int
    height: int
    end: int = 0

    @property
    def area(self) -> int:
        return self.width * self.height


def probe(file: BinaryIO, kind: MediaType, *, max_pages: int, max_pixels: int) -> int:
    """Counts the pages of a TIFF, JPEG or PNG; a single picture is decoded to see that it is whole.

    Args:
        file: At any position.
        kind: Which of the three.
        max_pages: Most pages allowed.
        max_pixels: Most pixels of a page picture; a file all of whose pages are larger is refused.

    Raises:
        BadFile: The fitting subclass.
    """
    size = file.seek(0, 2)
    with _judging(file, kind):
        frames = _pages(file, kind, max_pages)
        if not frames:
            raise NoPages
        if all(frame.area > max_pixels for frame in frames):
            raise TooManyPixels(f"{frames[0].width}×{frames[0].height} px")
        suspects = [frame for frame in frames if frame.end > size or kind is not MediaType.TIFF]
        with _opened(file, kind) as picture:
            for frame in suspects[:1]:
                picture.seek(frame.number)
                picture.load()
    return len(frames)


class ImageSource:
    """The pages of a TIFF, JPEG or PNG; see :class:`digitize.ingest.interfaces.PageSource`.

    Args:
        file: Belongs to the source from now on.
        kind: Which of the three.
        max_pixels: Most pixels of a page picture.

    Raises:
        BadFile: The file cannot be opened.
    """

    def __init__(self, file: BinaryIO, kind: MediaType, max_pixels: int) -> None:
        self._file = file
        self._max_pixels = max_pixels
        self.media_type = kind
        with _judging(file, kind):
            self._frames = _pages(file, kind)

    @property
    def page_count(self) -> int:
        """How many pages the file has; thumbnails and masks of a TIFF are none."""
        return len(self._frames)

    def image(self, index: int, dpi: float) -> PageImage:
        """A page's picture; ``dpi`` does not matter, since the page has pixels of its own."""
        frame = self._frames[_checked(index, self.page_count)]
        self._refuse_if_larger(frame.area)
        try:
            with _opened(self._file, self.media_type) as picture:
                picture.seek(frame.number)
                return self._page_image(picture)
        except (TooManyPixels, MemoryError):
            raise
        except Exception as error:
            # Decoders meet hostile bytes with exceptions of every kind; whichever it is, the page is lost.
            raise PageUnreadable(type(error).__name__) from None

    def words(self, index: int, dpi: float) -> tuple[Word, ...]:
        """None: a picture holds no words."""
        _checked(index, self.page_count)
        return ()

    def close(self) -> None:
        """Frees the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _page_image(self, picture: Image.Image) -> PageImage:
        stored = picture.size
        self._refuse_if_larger(stored[0] * stored[1])
        across, down = _stated_dpi(picture)
        picture.load()
        upright = _turned(picture)
        if upright.size == stored[::-1] and upright.size != stored:
            across, down = down, across
        pixels, colour = _pixels(upright)
        if across and abs(across / down - 1) > _ALMOST_SQUARE:
            greater = max(across, down)
            width = round(upright.width * greater / across)
            height = round(upright.height * greater / down)
            self._refuse_if_larger(width * height)
            pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_CUBIC)
            across = greater
        return PageImage(pixels, _believed_dpi(across, pixels.shape[1], pixels.shape[0]), colour)

    def _refuse_if_larger(self, area: int) -> None:
        if area > self._max_pixels:
            raise TooManyPixels(f"{area} px")


def _checked(index: int, count: int) -> int:
    if not 0 <= index < count:
        raise IndexError(f"page {index} of {count}")
    return index


# --- structure --------------------------------------------------------------------------------------------


@contextmanager
def _judging(file: BinaryIO, kind: MediaType) -> Iterator[None]:
    """Turns whatever a parser raises into the reason that fits the whole file."""
    try:
        yield
    except (BadFile, MemoryError):
        raise
    except Exception as error:
        cut = "truncated" in str(error).lower() or not _has_end_mark(file, kind)
        raise (TruncatedFile if cut else DamagedFile)(type(error).__name__) from None


def _has_end_mark(file: BinaryIO, kind: MediaType) -> bool:
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL_BYTES))
    return kind not in _END_MARKS or _END_MARKS[kind] in file.read()


@contextmanager
def _opened(file: BinaryIO, kind: MediaType) -> Iterator[Image.Image]:
    """The file in Pillow, whose own size limit gives way to ours and whose warnings nobody would see."""
    file.seek(0)
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield Image.open(file, formats=(_FORMATS[kind],))
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _pages(file: BinaryIO, kind: MediaType, most: int | None = None) -> list[_Frame]:
    if kind is MediaType.TIFF:
        return _tiff_pages(file, most)
    with _opened(file, kind) as picture:
        return [_Frame(0, *picture.size)]


def _tiff_pages(file: BinaryIO, most: int | None) -> list[_Frame]:
    """The frames of a TIFF that are pages: no thumbnails, no masks, unless there is nothing else.

    Raises:
        TooManyPages: The chain of frames is longer than allowed.
        TruncatedFile: The chain leads beyond the end of the file.
    """
    pages: list[_Frame] = []
    others: list[_Frame] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, tags in enumerate(_tiff_directories(file)):
            if most is not None and number >= most:
                raise TooManyPages(f"more than {most}")
            frame = _Frame(number, int(tags.get(_WIDTH, 0)), int(tags.get(_HEIGHT, 0)), _end_of_data(tags))
            (others if int(tags.get(_SUBFILE_TYPE, 0)) & _REDUCED_OR_MASK else pages).append(frame)
    return pages or others


def _tiff_directories(file: BinaryIO) -> Iterator[ImageFileDirectory_v2]:
    file.seek(0)
    header = file.read(_BIG_HEADER)
    tags = ImageFileDirectory_v2(header if header[2:4] in _BIG_MARKS else header[:_HEADER])
    seen: set[int] = set()
    while tags.next and tags.next not in seen:
        seen.add(tags.next)
        file.seek(tags.next)
        # Pillow leaves ``next`` alone where the file ends within a directory.
        tags.next = -1
        tags.load(file)
        if tags.next < 0:
            raise TruncatedFile("directory beyond the end")
        yield tags


def _end_of_data(tags: ImageFileDirectory_v2) -> int:
    """The position after the last byte of a frame's strips or tiles; 0 where the frame does not say."""
    ends = [0]
    for offsets, sizes in _OFFSETS_AND_SIZES:
        ends += (offset + size for offset, size in zip(tags.get(offsets, ()), tags.get(sizes, ()), strict=False))
    return max(ends)


# --- pixels -----------------------------------------------------------------------------------------------


def _turned(picture: Image.Image) -> Image.Image:
    try:
        # Pillow would copy a picture that lies as it should.
        is_turned = picture.getexif().get(ExifTags.Base.Orientation, 1) != 1
        return ImageOps.exif_transpose(picture) if is_turned else picture
    except Exception:
        # A picture whose metadata cannot be read is shown as it is stored.
        return picture


def _pixels(picture: Image.Image) -> tuple[Pixels, Colour]:
    see_through = "transparency" in picture.info or picture.mode in ("LA", "La", "PA", "RGBA", "RGBa")
    if see_through:
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture.convert("RGBA"))
        picture = paper
    if picture.mode == "1":
        return np.asarray(picture.convert("L")), Colour.BILEVEL
    if picture.mode == "L":
        return np.asarray(picture), Colour.GREY
    if picture.mode.startswith("I;16"):
        return (np.asarray(picture) >> 8).astype(np.uint8), Colour.GREY
    if picture.mode in ("I", "F"):
        raise PageUnreadable("samples of 32 bits")
    # Pillow would copy a picture that is RGB already.
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    pixels, colour = settle(cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR))
    two_colours = picture.mode == "P" and picture.getcolors(2) is not None
    return pixels, Colour.BILEVEL if two_colours and colour is Colour.GREY else colour


def _stated_dpi(picture: Image.Image) -> tuple[float, float]:
    """Resolution across and down as the file states it; zeros where it states none or nonsense."""
    try:
        across, down = (float(value) for value in picture.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    low, high = _PLAUSIBLE_DPI
    return (across, down) if low <= across <= high and low <= down <= high else (0.0, 0.0)


def _believed_dpi(stated: float, width: int, height: int) -> float:
    """The resolution to go by, or 0 where nothing can be said.

    What a file states holds unless it is a screen's or makes the paper larger than A0; then a picture shaped like A4
    counts as A4.
    """
    long, short = max(width, height), min(width, height)
    as_a4 = long / _A4_LONG_INCHES if abs(long / short / _A4_ASPECT - 1) < 0.03 else 0.0
    if stated >= _SCREEN_DPI and long / stated <= _A0_LONG_INCHES:
        return stated
    if _SCREEN_DPI <= as_a4 <= _PLAUSIBLE_DPI[1]:
        return as_a4
    return stated if stated and long / stated <= _A0_LONG_INCHES else 0.0
