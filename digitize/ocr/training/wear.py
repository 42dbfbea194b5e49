"""What paper, copier and scanner do to a line, in their order: ink, paper, optics, sensor, threshold or JPEG.

How strong each step is is drawn wide; how often it happens rises with the hardness of the training's stage. One kind of
wear, gaps across the print as a worn print head leaves them, is held back: training never sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from digitize.model import Pixels

Rng = np.random.Generator
_GRAIN_HIGH, _GRAIN_WIDE = 512, 4096
_PAPER_NEAR = 255


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of wear and how often it happens at hardness 1."""

    often: float
    work: Callable[[Pixels, float, Rng], Pixels]


def worn(picture: Pixels, em: float, hardness: float, rng: Rng, *, held_back: bool = False) -> Pixels:
    """A line picture after paper and scanner.

    Args:
        picture: Grey, at the resolution of the scan, with some room around the cut.
        em: Size of the em in it, px.
        hardness: 0 (seldom worn) to 1.
        rng: Everything is drawn from it.
        held_back: Adds the kind of wear that is held back.
    """
    if held_back:
        picture = _gaps(picture, em, rng)
    for step in _STEPS:
        if rng.random() < step.often * (0.3 + 0.7 * hardness):
            picture = step.work(picture, em, rng)
    return picture


# --- ink --------------------------------------------------------------------------------------------------


def _thickness(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Too much toner or too little, by mixing in a thicker or thinner print."""
    size = 3 if em > 26 else 2
    other = (cv2.erode if rng.random() < 0.5 else cv2.dilate)(picture, np.ones((size, size), np.uint8))
    share = rng.uniform(0.2, 0.9 if em > 26 else 0.6)
    changed: Pixels = cv2.addWeighted(picture, 1 - share, other, share, 0)
    return changed


def _copied(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """A copy of a copy: blurred, then a soft or hard threshold."""
    soft = cv2.GaussianBlur(picture, (0, 0), em * rng.uniform(0.015, 0.05)).astype(np.float32)
    at = _between(picture, rng.uniform(0.3, 0.68))
    steep = 255.0 if rng.random() < 0.25 else rng.uniform(2, 8)
    changed: Pixels = ((soft - at) * steep + at).clip(0, 255).astype(np.uint8)
    return changed


def _pale(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Grey ink instead of black."""
    black = rng.uniform(20, 130)
    changed: Pixels = cv2.convertScaleAbs(picture, alpha=1 - black / 255, beta=black)
    return changed


def _uneven_ink(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Ink that fails here and there."""
    height, width = picture.shape
    cells = rng.integers(0, 140, (2, max(2, width // round(em)))).astype(np.uint8)
    veil = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC)
    changed: Pixels = cv2.max(picture, veil)
    return changed


def _white_specks(picture: Pixels, em: float, rng: Rng) -> Pixels:
    return _specks(picture, em, rng, 255, most=0.02)


def _gaps(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """The kind that is held back: thin white gaps across the whole line."""
    picture = picture.copy()
    for _ in range(int(rng.integers(1, 4))):
        y = int(rng.integers(0, picture.shape[0]))
        picture[y : y + max(1, round(em * rng.uniform(0.02, 0.05)))] = 255
    return picture


# --- what else stands on the paper ------------------------------------------------------------------------


def _seal(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """An arc of a seal, or two, as grey as its red becomes, and the strokes of its letters."""
    height, width = picture.shape
    layer = np.full_like(picture, 255)
    radius = em * rng.uniform(3, 9)
    centre = (int(rng.uniform(0, width)), int(rng.uniform(-radius, height + radius)))
    grey = int(rng.uniform(60, 215))
    for ring in (radius, radius * rng.uniform(0.82, 0.93)):
        cv2.circle(layer, centre, int(ring), grey, max(1, round(em * rng.uniform(0.03, 0.12))), cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 12))):
        begin = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        end = tuple(int(part + em * rng.uniform(-0.5, 0.5)) for part in begin)
        cv2.line(layer, begin, end, grey, max(1, round(em * 0.06)), cv2.LINE_AA)
    return _laid_on(picture, layer)


def _rules(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Rules of a table or frame: beside the text, above or below it; a stroke of a signature now and then."""
    picture = picture.copy()
    height, width = picture.shape
    grey, thick = int(rng.uniform(0, 110)), max(1, round(em * rng.uniform(0.03, 0.1)))
    chance = rng.random()
    if chance < 0.4:
        x = int(rng.choice((rng.uniform(0, em * 0.35), width - 1 - rng.uniform(0, em * 0.35))))
        cv2.line(picture, (x, 0), (x + int(rng.integers(-1, 2)), height), grey, thick)
    elif chance < 0.8:
        y = int(rng.choice((rng.uniform(0, height * 0.12), height - rng.uniform(0, height * 0.12))))
        cv2.line(picture, (0, y), (width, y + int(rng.integers(-2, 3))), grey, thick)
    else:
        points = np.stack([np.sort(rng.uniform(0, width, 6)), rng.uniform(0, height, 6)], axis=1)
        cv2.polylines(picture, [points.astype(np.int32)], False, grey, thick, cv2.LINE_AA)
    return picture


def _shine(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Print of the other side, mirrored, faint and soft."""
    back = np.roll(cv2.flip(picture, 1), tuple(int(part) for part in rng.integers(-30, 31, 2)), axis=(0, 1))
    soft = cv2.GaussianBlur(back, (0, 0), em * rng.uniform(0.04, 0.1))
    faint = cv2.addWeighted(soft, share := rng.uniform(0.06, 0.3), np.full_like(soft, 255), 1 - share, 0)
    return _laid_on(picture, faint)


def _dust(picture: Pixels, em: float, rng: Rng) -> Pixels:
    return _specks(picture, em, rng, int(rng.uniform(0, 140)), most=0.006)


def _shade(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Uneven light, a fold, yellowed paper."""
    height, width = picture.shape
    cells = rng.uniform(255 - rng.uniform(10, 110), 255, (3, 5)).astype(np.float32)
    light = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    return _laid_on(picture, light)


# --- optics, sensor, file ---------------------------------------------------------------------------------


def _wavy(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """A line that is not quite straight: paper that does not lie flat."""
    height, width = picture.shape
    across = np.arange(width, dtype=np.float32)
    bend = em * rng.uniform(0.02, 0.09) * np.sin(across / (em * rng.uniform(6, 25)) + rng.uniform(0, 6))
    y = np.arange(height, dtype=np.float32)[:, None] + bend[None, :].astype(np.float32)
    x = np.broadcast_to(across, (height, width)).astype(np.float32)
    changed: Pixels = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return changed


def _blur(picture: Pixels, em: float, rng: Rng) -> Pixels:
    sigma = em * rng.uniform(0.012, 0.05)
    changed: Pixels = cv2.GaussianBlur(picture, (0, 0), sigma, sigmaY=sigma * rng.uniform(0.6, 1.5))
    return changed


def _sharpened(picture: Pixels, em: float, rng: Rng) -> Pixels:
    """Scanners sharpen, with a bright rim around letters."""
    soft = cv2.GaussianBlur(picture, (0, 0), em * 0.04)
    much = rng.uniform(0.4, 1.6)
    changed: Pixels = cv2.addWeighted(picture, 1 + much, soft, -much, 0)
    return changed


def _noise(picture: Pixels, em: float, rng: Rng) -> Pixels:
    height, width = picture.shape
    grain = _grain()
    if height >= _GRAIN_HIGH:
        grain = np.tile(grain, (height // _GRAIN_HIGH + 2, 1))
    y, x = int(rng.integers(0, grain.shape[0] - height)), int(rng.integers(0, _GRAIN_WIDE - width))
    tile = grain[y : y + height, x : x + width]
    much = rng.uniform(1, 15) / 32
    changed: Pixels = cv2.addWeighted(picture, 1.0, tile, much, -128 * much)
    return changed


def _bilevel(picture: Pixels, em: float, rng: Rng) -> Pixels:
    at = _between(picture, rng.uniform(0.4, 0.72))
    return np.where(picture >= at, np.uint8(255), np.uint8(0))


def _jpeg(picture: Pixels, em: float, rng: Rng) -> Pixels:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(18, 91))])
    changed = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return picture if changed is None else changed


# --- parts ------------------------------------------------------------------------------------------------


@cache
def _grain() -> Pixels:
    """Noise with σ 32 around 128, half of it as fine as pixels and half coarser, to take pieces of."""
    rng = np.random.default_rng(20260630)
    fine = rng.normal(128, 32, (_GRAIN_HIGH // 2, _GRAIN_WIDE)).astype(np.float32)
    coarse = cv2.GaussianBlur(rng.normal(0, 1, (_GRAIN_HIGH // 2, _GRAIN_WIDE)), (0, 0), 0.9)
    both = np.concatenate([fine, 128 + 32 * coarse / coarse.std()])
    return both.clip(0, 255).astype(np.uint8)


def _between(picture: Pixels, share: float) -> float:
    """A grey level between ink and paper: a scanner sets its threshold by what it sees."""
    ink, paper = np.percentile(picture, (3, 80))
    return float(ink + (paper - ink) * share)


def _specks(picture: Pixels, em: float, rng: Rng, grey: int, most: float) -> Pixels:
    """Points a few pixels wide, at most a share of all."""
    picture = picture.copy()
    height, width = picture.shape
    count = int(height * width * most * rng.random() ** 2 / 4)
    ys, xs = rng.integers(0, height, count), rng.integers(0, width, count)
    for right, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
        part = slice(None, None, 1 if (right, down) == (0, 0) else 2)
        picture[np.minimum(ys[part] + down, height - 1), np.minimum(xs[part] + right, width - 1)] = grey
    return picture


def _laid_on(picture: Pixels, layer: Pixels) -> Pixels:
    """Light that goes through both."""
    both: Pixels = cv2.multiply(picture, layer, scale=1 / _PAPER_NEAR)
    return both


_STEPS = (
    Step(0.3, _thickness),
    Step(0.35, _copied),
    Step(0.25, _pale),
    Step(0.1, _uneven_ink),
    Step(0.12, _white_specks),
    Step(0.11, _seal),
    Step(0.14, _rules),
    Step(0.2, _shine),
    Step(0.2, _dust),
    Step(0.3, _shade),
    Step(0.2, _wavy),
    Step(0.55, _blur),
    Step(0.12, _sharpened),
    Step(0.5, _noise),
    Step(0.12, _bilevel),
    Step(0.5, _jpeg),
)
