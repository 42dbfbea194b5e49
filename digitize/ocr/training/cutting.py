"""Line pictures with their text: cut out of strips as the line finder cuts, turned, scanned, worn, and made ready."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from digitize.model import Pixels
from digitize.ocr.engines.line_picture import Preparation, line_picture
from digitize.ocr.training import wear
from digitize.ocr.training.strips import PlacedLine, PlacedWord, Strip

_LEAST_LETTERS, _MOST_LETTERS = 8, 46
_BETWEEN, _STEEP = 0.025, 0.03
"""Shares of pictures without text: what is left of ruling, dust, and the gap between lines; and letters that stand
steep or on their heads, as on the ring of a seal or a page that lies the wrong way up."""
_LONGEST_NOTHING = 14
"""Width of the former over its height, at most."""
_LEAST_STEEP = 40
"""Degrees by which the latter are turned, at least."""
_LEAST_SCAN_EM, _MOST_SCAN_EM = 17, 58
_ROOM = 0.35
"""What is drawn around a cut before it is worn, em, so that turning brings in paper and not nothing."""

_ALONE = 0.4
"""Share of cuts in which the ink of the lines above and below is whitened."""
_COARSE = 0.75


@dataclass(frozen=True, slots=True)
class Sample:
    """A line picture (32 px high, ink 255) and what stands on it."""

    picture: Pixels
    text: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """The rectangle of a cut on the strip, px."""

    left: float
    top: float
    right: float
    bottom: float


def sample(
    strip: Strip, hardness: float, rng: np.random.Generator, preparation: Preparation, *, worn_anew: bool = False
) -> Sample:
    """Cuts some words out of a strip.

    Args:
        strip: With at least one line.
        hardness: See :func:`digitize.ocr.training.wear.worn`.
        rng: Everything is drawn from it.
        preparation: Of the picture.
        worn_anew: With the kind of wear that is held back.
    """
    line = strip.lines[int(rng.integers(len(strip.lines)))]
    words, first = _window(line, rng)
    text = " ".join(word.text for word in words)
    cut = _cut(strip, line, words, first, rng)
    chance = rng.random()
    if chance < _STEEP:
        return Sample(line_picture(_steep(strip, line, hardness, rng), preparation), "")
    if chance < _STEEP + _BETWEEN:
        # Between two lines: too little of either to be read.
        middle = line.baseline + strip.em * 0.3
        top, bottom = middle - strip.em * 0.05, middle + strip.em * 0.15
        right = min(cut.right, cut.left + _LONGEST_NOTHING * (bottom - top))
        cut, text = _Cut(cut.left, top, right, bottom), ""
    return Sample(line_picture(_scanned(strip, line, cut, hardness, rng, worn_anew), preparation), text)


def _steep(strip: Strip, line: PlacedLine, hardness: float, rng: np.random.Generator) -> Pixels:
    """Letters that nobody reads as a line: a piece of the strip turned by much, at the resolution of a scan, worn."""
    word = line.words[int(rng.integers(len(line.words)))]
    scan_em = rng.uniform(_LEAST_SCAN_EM, _MOST_SCAN_EM)
    height = scan_em * rng.uniform(0.8, 2)
    size = (round(height * rng.uniform(1.5, 8)), round(height))
    scale = scan_em / strip.em
    middle = ((word.left + word.right) / 2, (word.top + word.bottom) / 2)
    turn = cv2.getRotationMatrix2D(middle, float(rng.uniform(_LEAST_STEEP, 360 - _LEAST_STEEP)), scale)
    turn[:, 2] += np.array(size) / 2 - middle
    turned = cv2.warpAffine(strip.pixels, turn, size, flags=cv2.INTER_AREA, borderValue=255)
    return wear.worn(turned, scan_em, hardness, rng)


def _window(line: PlacedLine, rng: np.random.Generator) -> tuple[tuple[PlacedWord, ...], int]:
    """Words that stand side by side, and the index of the first."""
    wanted = int(rng.integers(_LEAST_LETTERS, _MOST_LETTERS + 1))
    first = int(rng.integers(len(line.words)))
    last, letters = first, len(line.words[first].text)
    while letters < wanted and last + 1 < len(line.words):
        last += 1
        letters += 1 + len(line.words[last].text)
    while letters < wanted and first > 0:
        first -= 1
        letters += 1 + len(line.words[first].text)
    return line.words[first : last + 1], first


def _cut(strip: Strip, line: PlacedLine, words: tuple[PlacedWord, ...], first: int, rng: np.random.Generator) -> _Cut:
    """Around the ink of the line or of the words, a little tight or wide; else by the base line."""
    em = strip.em
    reach = line.words if rng.random() < 0.6 else words
    if rng.random() < 0.75:
        top = min(word.top for word in reach) - em * rng.uniform(-0.05, 0.2)
        bottom = max(word.bottom for word in reach) + em * rng.uniform(-0.05, 0.2)
    else:
        top, bottom = line.baseline - em * rng.uniform(0.92, 1.25), line.baseline + em * rng.uniform(0.24, 0.42)
    # A digit or a dash alone must not fill the picture: the finder knows how high the line is.
    if bottom - top < em * 0.8:
        top, bottom = line.baseline - em * rng.uniform(0.75, 0.95), line.baseline + em * rng.uniform(0.1, 0.3)
    before = line.words[first - 1].right if first else None
    behind = first + len(words)
    after = line.words[behind].left if behind < len(line.words) else None
    left, right = words[0].left - em * rng.uniform(-0.03, 0.8), words[-1].right + em * rng.uniform(-0.03, 0.8)
    if before is not None:
        left = max(left, (before + words[0].left) / 2)
    if after is not None:
        right = min(right, (after + words[-1].right) / 2)
    return _Cut(max(left, 0), top, min(right, strip.pixels.shape[1]), bottom)


def _piece(strip: Strip, line: PlacedLine, cut: _Cut, *, alone: bool) -> tuple[Pixels, int, int]:
    """The cut with some room, and where it begins; ``alone``: without the ink of other lines, as the finder cuts."""
    room = strip.em * _ROOM
    height, width = strip.pixels.shape
    x0, x1 = max(int(cut.left - room), 0), min(int(cut.right + room), width)
    y0, y1 = max(int(cut.top - 2 * room), 0), min(int(cut.bottom + 2 * room), height)
    piece = strip.pixels[y0:y1, x0:x1]
    if not alone:
        return piece, x0, y0
    white = np.full_like(piece, 255)
    for word in line.words:
        box = (
            slice(max(word.top - y0, 0), max(word.bottom - y0, 0)),
            slice(max(word.left - x0, 0), max(word.right - x0, 0)),
        )
        white[box] = piece[box]
    return white, x0, y0


def _scanned(
    strip: Strip, line: PlacedLine, cut: _Cut, hardness: float, rng: np.random.Generator, worn_anew: bool
) -> Pixels:
    """The cut at the resolution of a scan, worn."""
    scan_em = math.exp(rng.uniform(math.log(_LEAST_SCAN_EM), math.log(_MOST_SCAN_EM)))
    scale = scan_em / strip.em
    room = strip.em * _ROOM
    width = max(round((cut.right - cut.left) * scale * rng.uniform(0.85, 1.15)), 4)
    height = max(round((cut.bottom - cut.top + 2 * room) * scale), 8)
    slope = math.tan(math.radians(rng.normal(0, 0.45)))
    # One map from the scan back to the strip: scale, stretch, and the slope that levelling left, about the middle.
    across, down = (cut.right - cut.left) / width, 1 / scale
    to_strip = np.array(
        [[across, 0, cut.left], [slope * across, down, cut.top - room - slope * (cut.right - cut.left) / 2]]
    )
    source, x0, y0 = _piece(strip, line, cut, alone=rng.random() < _ALONE)
    to_piece = to_strip - np.array([[0, 0, x0], [0, 0, y0]])
    if scale < _COARSE:
        # Fewer pixels than the strip has: its letters are made smooth first, as a lens would.
        size = (max(round(source.shape[1] * scale), 2), max(round(source.shape[0] * scale), 2))
        to_piece = np.diag([size[0] / source.shape[1], size[1] / source.shape[0]]) @ to_piece
        source = cv2.resize(source, size, interpolation=cv2.INTER_AREA)
    scanned = cv2.warpAffine(
        source, to_piece, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255
    )
    worn = wear.worn(scanned, scan_em, hardness, rng, held_back=worn_anew)
    edge = round(room * scale)
    return worn[edge : height - edge] if height > 2 * edge + 3 else worn
