"""Turning pictures, and the maps that lead the pixels back to where they came from.

A pixel's place is its centre: pixel (0, 0) covers 0…1 and its centre lies at 0.5. All maps below are in these
continuous coordinates, in which boxes are given; OpenCV's warps count from pixel centres, which :func:`warp`
allows for.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitize.model import Affine, Pixels

WHITE = 255

_QUARTERS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def quarter_turn(pixels: Pixels, rotation: int) -> tuple[Pixels, Affine]:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees.

    Returns:
        The turned pixels, and the map from the turned picture to the one given.
    """
    height, width = pixels.shape[:2]
    if rotation == 0:
        return pixels, Affine()
    turned = cv2.rotate(pixels, _QUARTERS[rotation])
    if rotation == 90:
        return turned, Affine(0, 1, 0, -1, 0, height)
    if rotation == 180:
        return turned, Affine(-1, 0, width, 0, -1, height)
    return turned, Affine(0, -1, width, 1, 0, 0)


def scaling(source_width: int, source_height: int, width: int, height: int) -> Affine:
    """The map from a picture of ``width`` × ``height`` px to the one it was resized from."""
    return Affine(a=source_width / width, e=source_height / height)


def levelling(width: int, height: int, skew: float, factor: float = 1.0) -> Affine:
    """The map from the levelled to the skewed picture; both have the same middle.

    Args:
        width: Of the skewed picture, px.
        height: Of the skewed picture, px.
        skew: Degrees counter-clockwise by which the text lines rise.
        factor: How many px of the levelled picture are one of the skewed.
    """
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    x, y = width / 2, height / 2
    return Affine(cos / factor, sin / factor, x - cos * x - sin * y, -sin / factor, cos / factor, y + sin * x - cos * y)


def levelled(pixels: Pixels, skew: float, factor: float = 1.0) -> tuple[Pixels, Affine]:
    """The picture with level lines, and enlarged; what comes from outside is white.

    Args:
        pixels: Grey or BGR.
        skew: Degrees counter-clockwise by which the text lines rise; 0 leaves the picture unturned.
        factor: At least 1.

    Returns:
        The picture, and the map from it to the one given.
    """
    height, width = pixels.shape[:2]
    size = (round(width * factor), round(height * factor))
    if skew == 0:
        if factor == 1:
            return pixels, Affine()
        large: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
        return large, scaling(width, height, *size)
    to_source = levelling(width, height, skew, factor)
    m = to_source
    matrix = np.array(
        [
            [m.a, m.b, m.c + (m.a + m.b - 1) / 2],
            [m.d, m.e, m.f + (m.d + m.e - 1) / 2],
        ]
    )
    method = cv2.INTER_LINEAR if factor == 1 else cv2.INTER_CUBIC
    level: Pixels = cv2.warpAffine(
        pixels,
        matrix,
        size,
        flags=method | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(WHITE,) * 3,
    )
    return level, to_source
