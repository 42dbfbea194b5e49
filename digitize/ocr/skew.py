"""How far a page's text lines are from level, found on a thumbnail.

The method is Postl's (projection profiles, US patent 4,723,297 of 1988, expired): project the ink along a trial
angle; the profile is sharpest where the angle is that of the lines. Only the lower edges of the ink are projected,
since most letters stand on the base line.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from digitize.model import Pixels
from digitize.ocr import ink

LARGEST = 15.0
NEGLIGIBLE = 0.15

_INK = 160
_FEWEST_POINTS = 200
_COARSE_POINTS = 5_000
_FINE_POINTS = 20_000
_COARSE_STEP = 0.5
_FINE_STEP = 0.05
# A profile at the right angle is at least this much sharper than at a wrong one, or there are no lines to level.
_SHARPER = 1.15

Points = npt.NDArray[np.float64]


def lower_edges(thumbnail: Pixels) -> Points:
    """The places, as an n × 2 array of x and y, where ink has paper below it."""
    dark = ink.below(thumbnail, _INK)
    # OpenCV crashes on a picture without pixels, which one row leaves.
    edges = cv2.findNonZero(dark[:-1] & ~dark[1:]) if len(dark) > 1 else None
    return np.empty((0, 2)) if edges is None else edges.reshape(-1, 2).astype(np.float64)


def sharpness(points: Points, angle: float) -> float:
    """How sharp the points' profile is along lines that rise by ``angle`` degrees counter-clockwise.

    The value compares only between angles of the same points: the sum of squares of the profile.
    """
    level = points[:, 1] + points[:, 0] * np.tan(np.radians(angle))
    profile = np.bincount((level - level.min()).astype(np.int64))
    # Two neighbouring rows together, so that a line between two rows counts like one within a row.
    pairs = profile[:-1] + profile[1:]
    return float(np.dot(pairs, pairs))


def skew_of(thumbnail: Pixels) -> float:
    """Degrees counter-clockwise by which the text lines rise; 0 where there are no lines to tell by.

    Args:
        thumbnail: Grey page with white paper, at 75 to 100 dpi, lines roughly level (within 15°).
    """
    points = lower_edges(thumbnail)
    if len(points) < _FEWEST_POINTS:
        return 0.0
    coarse = np.arange(-LARGEST, LARGEST + _COARSE_STEP / 2, _COARSE_STEP)
    some = points[:: len(points) // _COARSE_POINTS + 1]
    scores = np.array([sharpness(some, angle) for angle in coarse])
    best = int(scores.argmax())
    if scores[best] < _SHARPER * float(np.median(scores)):
        return 0.0
    some = points[:: len(points) // _FINE_POINTS + 1]
    fine = coarse[best] + np.arange(-_COARSE_STEP, _COARSE_STEP + _FINE_STEP / 2, _FINE_STEP)
    return _peak(fine, np.array([sharpness(some, angle) for angle in fine]))


def _peak(angles: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]) -> float:
    """The top of a parabola through the scores around the highest one."""
    smooth = np.convolve(scores, [0.25, 0.5, 0.25], mode="same")[1:-1]
    top = int(smooth.argmax()) + 1
    if not 1 < top < len(angles) - 2:
        return float(angles[top])
    before, at, after = smooth[top - 2 : top + 1]
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(angles[top] + shift * (angles[1] - angles[0]))
