"""The text lines of a page by classical steps, and their cuts."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Affine, Box, PageImage, Pixels
from digitize.ocr import ink
from digitize.ocr.interfaces import LineImage
from digitize.ocr.lines.grid import grid_of
from digitize.ocr.lines.order import ordered
from digitize.ocr.lines.pieces import SEEN_DPI, Pieces, pieces_of
from digitize.ocr.lines.segments import Segments, running_ends, segments_of
from digitize.ocr.lines.turned import with_turned

# Paper left about the ink of a line, in type sizes.
_MARGIN = 0.08
# The narrowest space between words, in type sizes.
_SPACE = 0.14


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text line where it stands on the page; all in px of the page.

    Attributes:
        box: Its ink, marks above and below within.
        base: Row of the base line at the left end of ``box``.
        slope: By how much the base line falls for a px to the right.
        em: Type size, by the height of the letters.
        gaps: Middle and width of the gaps between words, from left to right.
        turned: The text runs up or down the page; it has no base line, slope and gaps to speak of.
    """

    box: Box
    base: float
    slope: float
    em: float
    gaps: tuple[tuple[float, float], ...]
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a page and the ink that they own.

    Attributes:
        blocks: In reading order.
        owners: Number of the line (from 1, in reading order) that a pixel of a reduced copy belongs to; 0 for no line.
        scale: Px of the page over px of ``owners``, across and down.
    """

    blocks: tuple[tuple[TextLine, ...], ...]
    owners: npt.NDArray[np.uint16]
    scale: tuple[float, float]


class TextLineFinder:
    """Finds text lines; see :class:`digitize.ocr.interfaces.LineFinder`."""

    @property
    def version(self) -> str:
        """Rises when lines would be found otherwise."""
        return "lines-2"

    def find(self, image: PageImage) -> tuple[tuple[LineImage, ...], ...]:
        """The lines of each block, cut out, the ink of other lines whitened."""
        found = located(image)
        numbers = iter(range(1, 1 + sum(map(len, found.blocks))))
        return tuple(tuple(cut(image.pixels, line, found, next(numbers)) for line in block) for block in found.blocks)


def located(image: PageImage) -> Found:
    """Where the text lines of a cleaned page stand.

    Args:
        image: Grey, upright, level, ink black on white.
    """
    factor = min(1.0, SEEN_DPI / image.dpi)
    seen = ink.reduced(image.pixels, factor)
    scale = (image.width / seen.shape[1], image.height / seen.shape[0])
    pieces = pieces_of(seen, image.dpi * factor)
    segments = with_turned(segments_of(pieces), pieces.em)
    blocks = ordered(
        segments, grid_of(pieces.level_rules, pieces.upright_rules, image.dpi * factor), pieces.upright_rules
    )
    lines = [line for block in blocks for line in block]
    # One more than there are segments: nobody's number, -1, leads to the last, which is no line's.
    number = np.zeros(len(segments) + 1, np.int32)
    for at, line in enumerate(lines, 1):
        number[line] = at
    owner = number[segments.owner]
    gaps = _gaps(pieces, segments, owner)
    texts = iter([_line(segments, line, gaps.get(at, ()), scale) for at, line in enumerate(lines, 1)])
    return Found(
        tuple(tuple(next(texts) for _ in block) for block in blocks),
        owner.astype(np.uint16)[pieces.labels],
        scale,
    )


def _line(
    segments: Segments, members: list[int], gaps: tuple[tuple[float, float], ...], scale: tuple[float, float]
) -> TextLine:
    """The line of some segments, in px of the page."""
    across, down = scale
    widest = max(members, key=lambda member: float(segments.x1[member] - segments.x0[member]))
    x0, top = segments.x0[members].min(), segments.top[members].min()
    slope = float(segments.slope[widest])
    base = float(segments.base[widest] + slope * (x0 - segments.x0[widest]))
    box = Box(
        float(x0) * across,
        float(top) * down,
        float(segments.x1[members].max()) * across,
        float(segments.bottom[members].max()) * down,
    )
    placed = tuple((middle * across, width * across) for middle, width in gaps)
    em = float(segments.em[widest]) * down
    return TextLine(box, base * down, slope * down / across, em, placed, bool(segments.turned[widest]))


def _gaps(
    pieces: Pieces, segments: Segments, owner: npt.NDArray[np.int32]
) -> dict[int, tuple[tuple[float, float], ...]]:
    """The gaps between words of each line, by its number."""
    which = np.flatnonzero(owner > 0)
    order = which[np.lexsort((pieces.left[which], owner[which]))]
    line = owner[order]
    ends = running_ends(pieces, order, owner)
    width = pieces.left[order][1:] - ends[:-1]
    em = segments.em[segments.owner[order][1:]]
    wide = np.flatnonzero((line[1:] == line[:-1]) & (width > _SPACE * em))
    gaps: dict[int, list[tuple[float, float]]] = {}
    for at in wide.tolist():
        gaps.setdefault(int(line[at]), []).append((float(ends[at]) + float(width[at]) / 2, float(width[at])))
    return {number: tuple(entries) for number, entries in gaps.items()}


def cut(pixels: Pixels, line: TextLine, found: Found, number: int) -> LineImage:
    """The picture of a line with a narrow margin; ink that belongs to another line is white in it.

    Text that runs upwards is turned to be read.

    Args:
        pixels: Of the page.
        line: The line.
        found: The lines of the page.
        number: Of the line, from 1, in reading order.
    """
    margin = _MARGIN * line.em
    height, width = pixels.shape
    x0, y0 = max(0, int(line.box.x0 - margin)), max(0, int(line.box.y0 - margin))
    x1, y1 = min(width, int(line.box.x1 + margin) + 1), min(height, int(line.box.y1 + margin) + 1)
    part = pixels[y0:y1, x0:x1]
    across, down = found.scale
    rows, columns = found.owners.shape
    left, top = int(x0 / across), int(y0 / down)
    right, bottom = min(columns, int(x1 / across) + 1), min(rows, int(y1 / down) + 1)
    near = found.owners[top:bottom, left:right]
    foreign = ((near != 0) & (near != number)).view(np.uint8)
    if foreign.any():
        # The pale edge of ink goes with it, but nothing of the line's own.
        foreign = cv2.dilate(foreign, np.ones((3, 3), np.uint8)) & (near != number).view(np.uint8)
        grown = cv2.resize(foreign * 255, None, fx=across, fy=down, interpolation=cv2.INTER_NEAREST)
        inset_x, inset_y = int(x0 - left * across), int(y0 - top * down)
        cover = np.zeros_like(part)
        fits = grown[inset_y : inset_y + cover.shape[0], inset_x : inset_x + cover.shape[1]]
        cover[: fits.shape[0], : fits.shape[1]] = fits
        part = cv2.max(part, cover)
    if line.turned:
        # Beside tables and in margins text runs upwards, with few exceptions.
        upright = np.ascontiguousarray(np.rot90(part, -1))
        return LineImage(upright, Affine(a=0, b=1, c=x0, d=-1, e=0, f=y0 + part.shape[0]))
    return LineImage(part, Affine(c=x0, f=y0))
