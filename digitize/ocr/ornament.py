"""What is printed and says nothing, and would be read as letters: frames of certificates, rows of dots in forms."""

from __future__ import annotations

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.ink import Mask, below, components, px

# A thin line that falls between two pixels of 75 dpi leaves each of them lighter than 150.
_INK_BELOW = 190

# A frame goes round most of the page and lies in a band along its own outline, however its pieces are joined.
_FRAME_SHARE = 0.6
_FRAME_BAND_MM = 18.0
_FRAME_GAP_MM = 2.0
_FRAME_LINES_MM = 6.0

# A row of dots to write on: dots so near each other, so many that the row is this long.
_DOT_GAP_MM = 1.6
_ROW_MM = 12.0
_ROW_SLACK = 3


def frames(flat: Pixels, dpi: float) -> Mask:
    """Where the frame of a certificate is printed.

    Tables are no frames: they have lines within.

    Args:
        flat: Reduced page on evenly white paper.
        dpi: Of the reduced page.
    """
    gap = cv2.getStructuringElement(cv2.MORPH_RECT, (px(_FRAME_GAP_MM, dpi) | 1,) * 2)
    labels, stats = components(cv2.morphologyEx(below(flat, _INK_BELOW), cv2.MORPH_CLOSE, gap))
    found = np.zeros(flat.shape, np.uint8)
    band = px(_FRAME_BAND_MM, dpi)
    spans = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / (flat.shape[1], flat.shape[0])
    for label in np.flatnonzero(spans.min(axis=1) >= _FRAME_SHARE):
        left, top, width, height = (int(value) for value in stats[label, :4])
        piece = labels[top : top + height, left : left + width] == label
        if label and not piece[band:-band, band:-band].any():
            found[top : top + height, left : left + width] |= piece
    if not found.any():
        return found.astype(bool)
    # Between the lines of a frame stands nothing but ornament.
    between = cv2.getStructuringElement(cv2.MORPH_RECT, (px(_FRAME_LINES_MM, dpi) | 1,) * 2)
    filled: Mask = cv2.dilate(cv2.morphologyEx(found, cv2.MORPH_CLOSE, between), gap).astype(bool)
    return filled


def dotted_rows(dots: Pixels, dpi: float) -> Mask:
    """Where a form has rows of dots to write on; the marks and dots of letters never stand in such rows.

    Args:
        dots: From :func:`digitize.ocr.dust.dots`, at 100 dpi or more, level within some 4°.
        dpi: Of the dots.
    """
    # A row may rise or fall by some pixels over its length.
    tall = cv2.dilate(dots, np.ones((_ROW_SLACK, 1), np.uint8))
    joined = cv2.morphologyEx(tall, cv2.MORPH_CLOSE, np.ones((1, px(_DOT_GAP_MM, dpi)), np.uint8))
    rows = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, px(_ROW_MM, dpi)), np.uint8))
    kept: Mask = cv2.dilate(rows & tall, np.ones((3, 3), np.uint8)).view(bool)
    return kept
