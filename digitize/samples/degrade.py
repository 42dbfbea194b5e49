"""From a clean sheet to a scan, in a scanner's order: ink, paper, optics, skew, sensor, colour.

How strong each step is follows from the level. The arithmetic is OpenCV's on 8 bits, as a page has 26 million samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np

from digitize.model import Affine, Colour, PageImage, Pixels
from digitize.samples.sheet import DPI

Level = Literal["clean", "medium", "hard"]
LEVELS: tuple[Level, ...] = ("clean", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Wear:
    """How strongly a level wears a page.

    Attributes:
        ink: Largest share of a thicker print that is mixed in; of a thinner one 0.6 of it.
        shade: Largest darkening of the paper, grey levels.
        tint: Largest yellowing, grey levels of blue.
        fold: Probability of a fold.
        blur: Range of the blur, px of σ at 200 dpi.
        skew: Largest turn, degrees.
        noise: Range of the noise's σ, grey levels.
        specks: Dust specks a page, at most.
        quality: Range of JPEG quality.
        dpi: Resolutions that occur.
    """

    ink: float
    shade: float
    tint: float
    fold: float
    blur: tuple[float, float]
    skew: float
    noise: tuple[float, float]
    specks: int
    quality: tuple[int, int]
    dpi: tuple[int, ...]


WEAR: dict[Level, Wear] = {
    "clean": Wear(0.0, 6, 4, 0.0, (0.0, 0.35), 0.3, (0.5, 2), 0, (85, 93), (200, 300, 300)),
    "medium": Wear(0.35, 22, 14, 0.15, (0.3, 0.7), 1.0, (2, 6), 25, (62, 82), (200, 200, 300)),
    "hard": Wear(0.7, 46, 28, 0.5, (0.5, 1.05), 2.5, (5, 12), 120, (38, 60), (150, 200, 200, 300)),
}


def scan(sheet: Pixels, level: Level, dpi: int, colour: Colour, skew: float, rng: np.random.Generator) -> PageImage:
    """What a scanner makes of a sheet.

    Args:
        sheet: RGB, 300 dpi.
        level: How worn it is.
        dpi: Resolution of the scan.
        colour: Of the scan.
        skew: Degrees counter-clockwise by which the text lines rise.
        rng: Of this page.

    Returns:
        BGR or grey pixels; 0 and 255 only for a bilevel scan.
    """
    wear = WEAR[level]
    image: Pixels = cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY if colour is not Colour.COLOUR else cv2.COLOR_RGB2BGR)
    image = _ink(image, wear, rng)
    if dpi != DPI:
        size = (round(image.shape[1] * dpi / DPI), round(image.shape[0] * dpi / DPI))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    image = _paper(image, wear, rng)
    sigma = rng.uniform(*wear.blur) * dpi / 200
    if sigma > 0.2:
        image = cv2.GaussianBlur(image, (0, 0), sigma)
    image = _turn(image, skew)
    image = _sensor(image, wear, rng)
    if colour is Colour.BILEVEL:
        # A scanner sets its threshold by the paper it sees.
        paper = float(np.median(image[::16, ::16]))
        image = np.where(image > paper * rng.uniform(0.66, 0.78), 255, 0).astype(np.uint8)
    return PageImage(image, dpi, colour)


def _ink(image: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Too much toner or too little."""
    share = rng.uniform(-wear.ink * 0.6, wear.ink)
    if abs(share) < 0.1:
        return image
    other = (cv2.erode if share > 0 else cv2.dilate)(image, np.ones((3, 3), np.uint8))
    mixed: Pixels = cv2.addWeighted(image, 1 - abs(share), other, abs(share), 0)
    return mixed


def _paper(image: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    """Uneven light, yellowed paper, a fold across, dust."""
    height, width = image.shape[:2]
    coarse = rng.uniform(0, wear.shade * 0.4, (6, 4)).astype(np.float32)
    lean_x, lean_y = rng.uniform(-0.5, 0.5, 2) * wear.shade
    coarse += (
        lean_x * np.linspace(-1, 1, 4, dtype=np.float32) + lean_y * np.linspace(-1, 1, 6, dtype=np.float32)[:, None]
    )
    light = 255 - np.clip(coarse - coarse.min(), 0, 90)
    if image.ndim == 3:
        yellow = rng.uniform(0, wear.tint)
        light = np.stack([light - yellow, light - yellow * 0.25, light], axis=-1)
    shade = cv2.resize(light, (width // 8, height // 8), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    shade = cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < wear.fold:
        _fold(shade, rng)
    lit: Pixels = cv2.multiply(image, shade, scale=1 / 255)
    for _ in range(int(rng.integers(0, wear.specks + 1))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        dust = int(rng.integers(40, 170))
        cv2.circle(lit, (x, y), int(rng.integers(1, 3)), (dust, dust, dust), -1)
    return lit


def _fold(shade: Pixels, rng: np.random.Generator) -> None:
    """A fold darkens a narrow strip across the sheet, at its half or third."""
    at = int(shade.shape[0] * (rng.choice([1 / 3, 1 / 2, 2 / 3]) + rng.uniform(-0.01, 0.01)))
    reach = 6
    for offset in range(-reach, reach + 1):
        depth = 1 - rng.uniform(0.1, 0.2) * (1 - abs(offset) / (reach + 1))
        shade[at + offset] = (shade[at + offset] * depth).astype(np.uint8)


def to_scan(width: int, height: int, dpi: int, skew: float) -> Affine:
    """Leads from px of a sheet to px of its scan.

    Args:
        width: Of the sheet, px.
        height: Of the sheet, px.
        dpi: Of the scan.
        skew: Degrees counter-clockwise by which the text lines rise.
    """
    across, down = (round(side * dpi / DPI) for side in (width, height))
    (a, b, c), (d, e, f) = _turning(across, down, skew)
    # A pixel's place is its middle where a picture is turned, and its edge where it is resized.
    turn = Affine(a, b, c + 0.5 - 0.5 * (a + b), d, e, f + 0.5 - 0.5 * (d + e))
    return turn.after(Affine(a=across / width, e=down / height))


def _turning(width: int, height: int, degrees: float) -> list[list[float]]:
    matrix: list[list[float]] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0).tolist()
    return matrix


def _turn(image: Pixels, degrees: float) -> Pixels:
    """The sheet lies askew; what the scanner sees beside it has the colour of its lid."""
    height, width = image.shape[:2]
    matrix = np.array(_turning(width, height, degrees))
    turned: Pixels = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(236,) * 3
    )
    return turned


@lru_cache(maxsize=1)
def _grain() -> Pixels:
    """One big tile of noise with σ 32 around 128; every page takes it from another corner and mirrored otherwise."""
    tile = np.random.default_rng(20260630).normal(128, 32, (1024, 1024, 3))
    return tile.clip(0, 255).astype(np.uint8)


def _sensor(image: Pixels, wear: Wear, rng: np.random.Generator) -> Pixels:
    height, width = image.shape[:2]
    tile = np.roll(_grain(), tuple(int(part) for part in rng.integers(0, 1024, 2)), axis=(0, 1))
    if image.ndim == 2:
        tile = tile[..., 0]
    repeats = (height // 1024 + 1, width // 1024 + 1) + (1,) * (image.ndim - 2)
    noise = np.tile(tile, repeats)[:height, :width]
    strength = rng.uniform(*wear.noise) / 32
    noisy: Pixels = cv2.addWeighted(image, 1.0, noise, strength, -128 * strength)
    return noisy


def blank_back(front: Pixels, paper: tuple[int, int, int], rng: np.random.Generator) -> Pixels:
    """The back of a sheet: empty, with what stands on the front showing through, mirrored and faint.

    Args:
        front: RGB.
        paper: Colour of the paper.
        rng: Of this page.
    """
    height, width = front.shape[:2]
    small = cv2.resize(cv2.flip(front, 1), (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    seen = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.2), (width, height), interpolation=cv2.INTER_LINEAR)
    strength = rng.uniform(0.02, 0.09)
    base = np.empty_like(front)
    base[:] = paper
    back: Pixels = cv2.addWeighted(base, 1 - strength, seen, strength, 0)
    return back
