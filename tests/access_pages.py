"""Pages for tests of the access copy: a picture in which every word of the tree is a black bar in its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import cv2
import numpy as np

from digitize.model import (
    Affine,
    Block,
    Box,
    Colour,
    Line,
    PageFindings,
    PageImage,
    PageText,
    Pixels,
    Word,
)
from digitize.ocr.access import AccessPage
from digitize.ocr.page_picture import encode_picture

WIDTH, HEIGHT = 1000, 1400
DPI = 150.0
STRAIGHT = Affine()
MOMENT = datetime(2025, 7, 1, 8, 30, tzinfo=UTC)

# What turns an upright picture back into one that must be turned by so many degrees clockwise.
_TURN_BACK = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
_TURNED_BACK = {
    0: STRAIGHT,
    90: Affine(a=0, b=1, c=0, d=-1, e=0, f=WIDTH),
    180: Affine(a=-1, b=0, c=WIDTH, d=0, e=-1, f=HEIGHT),
    270: Affine(a=0, b=-1, c=HEIGHT, d=1, e=0, f=0),
}


def line(text: str, x: float, y: float, height: float = 30.0, letter: float = 15.0, space: float = 12.0) -> Line:
    """A line whose words (parted by spaces) stand side by side."""
    words = []
    left = x
    for word in text.split(" "):
        words.append(Word(word, Box(left, y, left + letter * len(word), y + height), 0.9))
        left += letter * len(word) + space
    return Line(tuple(words), Box(x, y, left - space, y + height))


def tree(*blocks: Sequence[Line], to_source: Affine = STRAIGHT, source: tuple[int, int] = (WIDTH, HEIGHT)) -> PageText:
    """A page's text of blocks of lines."""
    made = tuple(Block(tuple(lines), Box(0, 0, WIDTH, HEIGHT)) for lines in blocks)
    return PageText(made, WIDTH, HEIGHT, *source, to_source=to_source, engine="test", engine_version="1")


def column(*texts: str, x: float = 80, y: float = 100, pitch: float = 40) -> list[Line]:
    """Lines below one another."""
    return [line(text, x, y + pitch * index) for index, text in enumerate(texts)]


def bars(text: PageText) -> Pixels:
    """A white upright picture with a black bar for each word."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for word in text.words():
        box = word.box
        pixels[max(0, round(box.y0)) : max(0, round(box.y1)), max(0, round(box.x0)) : max(0, round(box.x1))] = 0
    return pixels


def page(
    *blocks: Sequence[Line],
    colour: Colour = Colour.GREY,
    rotation: int = 0,
    skew: float = 0.0,
    dpi: float = DPI,
    level: bool = False,
) -> AccessPage:
    """A page that was received turned and skewed, degrees as in ``PageFindings``; its picture may be levelled."""
    slant = _slant(skew)
    image = page_image(*blocks, colour=colour, rotation=rotation, skew=skew, dpi=dpi)
    text = tree(*blocks, to_source=_TURNED_BACK[rotation].after(slant), source=(image.width, image.height))
    return AccessPage(
        encode_picture(image, rotation, skew if level else 0.0), text, PageFindings(dpi, colour, rotation, skew)
    )


def page_image(
    *blocks: Sequence[Line], colour: Colour = Colour.GREY, rotation: int = 0, skew: float = 0.0, dpi: float = DPI
) -> PageImage:
    """The picture of such a page, as received."""
    slant = _slant(skew)
    matrix = np.array([[slant.a, slant.b, slant.c], [slant.d, slant.e, slant.f]])
    pixels = cv2.warpAffine(bars(tree(*blocks)), matrix, (WIDTH, HEIGHT), borderValue=255)
    if rotation:
        pixels = cv2.rotate(pixels, _TURN_BACK[rotation])
    if colour is Colour.COLOUR:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    if colour is Colour.BILEVEL:
        pixels = np.where(pixels > 127, 255, 0).astype(np.uint8)
    return PageImage(np.ascontiguousarray(pixels), dpi, colour)


def _slant(skew: float) -> Affine:
    """Rising text lines (counter-clockwise, y downwards) about the middle of the page."""
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    x, y = WIDTH / 2, HEIGHT / 2
    return Affine(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y)
