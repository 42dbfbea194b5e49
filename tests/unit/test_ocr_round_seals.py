"""Letters of round seals."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from digitize.model import Affine, Box, Colour, Line, PageImage, PageText, Word
from digitize.ocr.round_seals import rings, without_legends
from digitize.ocr.tree import block_of

DPI = 200
MM = DPI / 25.4
SEAL = (105 * MM, 180 * MM, 18 * MM)


def page(*, ring: bool = True) -> PageImage:
    """A page of lines of print, and under them the two rings of a seal."""
    pixels = np.full((round(297 * MM), round(210 * MM)), 255, np.uint8)
    for row in range(20):
        text = "Uy ban nhan dan xa cap giay phep nay cho ong ba co ten"
        cv2.putText(pixels, text, (200, 200 + 50 * row), cv2.FONT_HERSHEY_COMPLEX, 1.1, 0, 2)
    if ring:
        x, y, radius = (round(part) for part in SEAL)
        cv2.circle(pixels, (x, y), radius, 60, 5)
        cv2.circle(pixels, (x, y), radius - 10, 60, 2)
    return PageImage(pixels, DPI, Colour.GREY)


def line(x: float, y: float, confidence: float, width: float = 10 * MM) -> Line:
    box = Box(x - width / 2, y - 2 * MM, x + width / 2, y + 2 * MM)
    return Line((Word("ÂN", box, confidence),), box)


def text_of(lines: Sequence[Line]) -> PageText:
    size = page().pixels.shape
    return PageText(
        blocks=tuple(block_of([one]) for one in lines),
        width=size[1],
        height=size[0],
        source_width=size[1],
        source_height=size[0],
        to_source=Affine(),
        engine="own",
        engine_version="1",
    )


def test_a_ring_is_found_where_it_is_drawn() -> None:
    (found,) = rings(page(), [line(SEAL[0], SEAL[1], 0).box])
    assert (found.x, found.y, found.radius) == pytest.approx(SEAL, abs=2 * MM)


def test_print_makes_no_ring() -> None:
    image = page(ring=False)
    everywhere = Box(0, 0, image.width, image.height)
    assert rings(image, [everywhere]) == ()


def test_doubtful_lines_within_a_seal_go() -> None:
    x, y, radius = SEAL
    stays = line(x, 100 * MM, 1)
    read = text_of([stays, line(x, y - radius / 2, 0.2), line(x, y, 0.9), line(x, y, 0.5, 2.1 * radius)])
    assert list(without_legends(read, page()).lines()) == [stays]


@pytest.mark.parametrize(
    "stays",
    [
        pytest.param(line(SEAL[0], SEAL[1], 0.99), id="what is read with confidence may be a name"),
        pytest.param(line(SEAL[0] + SEAL[2], SEAL[1], 0.2, 20 * MM), id="it reaches beyond the ring"),
        pytest.param(line(SEAL[0], 240 * MM, 0.2), id="it lies elsewhere"),
    ],
)
def test_other_lines_stay(stays: Line) -> None:
    read = text_of([stays])
    assert without_legends(read, page()) is read


def test_without_a_seal_everything_stays() -> None:
    read = text_of([line(SEAL[0], SEAL[1], 0.01)])
    assert without_legends(read, page(ring=False)) is read
