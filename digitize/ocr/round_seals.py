"""Letters of round seals: a seal that its colour does not tell from print is known by its ring.

A red seal is taken out before a page is read (:mod:`digitize.ocr.ink`). On grey and black-and-white pages its legend
and pieces of its ring are read with the text. What is doubtful and lies wholly within a ring is left out again; what
is read with confidence stays, for it may be the name of who signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Box, Line, PageImage, PageText, Pixels
from digitize.ocr import ink
from digitize.ocr.ink import px
from digitize.ocr.tree import block_of

# Seals of agencies and enterprises are 34 to 42 mm wide (Circular 08/1999 and its successors), and scans a little off.
_LEAST_RADIUS_MM, _MOST_RADIUS_MM = 15.0, 22.0
_BETWEEN_MM = 15.0
# On a copy as small as this votes for a centre fall together, and are quickly counted.
_SEEN_DPI = 50.0
# The gradient at an edge, and the votes that make a centre worth a look; what is a ring is told by its ink.
_EDGE, _VOTES = 120, 20
_MOST_RINGS = 4

# Lines of text cross a circle as well: they darken at most two fifths of one, a ring that is worn at least half.
_DARK, _LEAST_INKED = 190, 0.5
_DEGREES = 360
_OFF_PX, _OFF_RADIUS_PX = 1, 3.5

_DOUBTFUL = 0.95
"""Mean confidence of a line's words below which nothing speaks for it."""
_BEYOND = 1.2
"""How far pieces of a seal reach from its middle, of the radius found, which may be that of an inner ring."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of a seal; px of the page."""

    x: float
    y: float
    radius: float

    def holds(self, box: Box) -> bool:
        """Whether a box lies wholly within it."""
        reach = _BEYOND * self.radius
        across, down = (box.x0 + box.x1) / 2 - self.x, (box.y0 + box.y1) / 2 - self.y
        inside = self.x - reach < box.x0 and box.x1 < self.x + reach
        inside &= self.y - reach < box.y0 and box.y1 < self.y + reach
        return inside and bool(np.hypot(across, down) < self.radius)


def without_legends(text: PageText, image: PageImage) -> PageText:
    """The text without the doubtful lines that lie wholly within a round seal.

    Args:
        text: Of the page, its confidences probabilities.
        image: The page as it was read: grey, upright.
    """
    widest = px(2 * _BEYOND * _MOST_RADIUS_MM, image.dpi)
    doubtful = [line for line in text.lines() if _is_doubtful(line) and max(line.box.width, line.box.height) < widest]
    if not doubtful:
        return text
    found = rings(image, [line.box for line in doubtful])
    gone = {id(line) for line in doubtful if any(ring.holds(line.box) for ring in found)}
    if not gone:
        return text
    kept = ([line for line in block.lines if id(line) not in gone] for block in text.blocks)
    return replace(text, blocks=tuple(block_of(lines) for lines in kept if lines))


def _is_doubtful(line: Line) -> bool:
    return sum(word.confidence for word in line.words) < _DOUBTFUL * len(line.words)


def rings(image: PageImage, near: Sequence[Box]) -> tuple[Ring, ...]:
    """The rings of round seals.

    Args:
        image: The page: grey, upright.
        near: Only seals that may hold one of these are looked for.
    """
    factor = _SEEN_DPI / image.dpi
    small = _only_near(ink.reduced(image.pixels, factor), near, factor)
    circles = cv2.HoughCircles(
        small,
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=px(_BETWEEN_MM, _SEEN_DPI),
        param1=_EDGE,
        param2=_VOTES,
        minRadius=px(_LEAST_RADIUS_MM, _SEEN_DPI),
        maxRadius=px(_MOST_RADIUS_MM, _SEEN_DPI),
    )
    if circles is None:
        return ()
    dark = small < _DARK
    seals = (circle for circle in circles[0, :_MOST_RINGS] if max(_inked(dark, *circle)) >= _LEAST_INKED)
    return tuple(Ring(*(float(part) / factor for part in circle)) for circle in seals)


def _only_near(small: Pixels, near: Sequence[Box], factor: float) -> Pixels:
    """The page, white where no ring can lie that holds one of the boxes: edges cost time."""
    reach = 2 * px(_MOST_RADIUS_MM, _SEEN_DPI)
    looked_at = np.full_like(small, ink.WHITE)
    for box in near:
        rows = slice(max(0, int(box.y0 * factor) - reach), int(box.y1 * factor) + reach)
        columns = slice(max(0, int(box.x0 * factor) - reach), int(box.x1 * factor) + reach)
        looked_at[rows, columns] = small[rows, columns]
    return looked_at


def _inked(dark: npt.NDArray[np.bool_], x: float, y: float, radius: float) -> Iterator[float]:
    """How much of a circle is dark, for circles a little off, as votes are no finer."""
    angle = np.arange(_DEGREES) * (2 * np.pi / _DEGREES)
    height, width = dark.shape
    shifts = (-_OFF_PX, 0, _OFF_PX)
    for size in np.arange(radius - _OFF_RADIUS_PX, radius + _OFF_RADIUS_PX, 0.5):
        across, down = size * np.cos(angle), size * np.sin(angle)
        for off_x in shifts:
            columns = np.rint(x + off_x + across).astype(int).clip(0, width - 1)
            for off_y in shifts:
                rows = np.rint(y + off_y + down).astype(int).clip(0, height - 1)
                yield float(dark[rows, columns].mean())
