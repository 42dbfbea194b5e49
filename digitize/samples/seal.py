"""What is put on a paper by hand: the red round seal and the signature, as layers on white."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from digitize.samples import fonts
from digitize.samples.sheet import MM, PEN, RED, WHITE, Colour

RADIUS = 18 * MM


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of a seal: ``ring`` along the upper edge, a star below it, ``middle`` across."""

    ring: str
    middle: tuple[str, ...]


def _along(layer: Image.Image, text: str, radius: float, centre: float, px: int) -> None:
    """Sets letters on a circle, upright at its top."""
    font = fonts.face(True, False, px)
    angles = [fonts.width(letter, True, False, px) / radius for letter in text]
    angle = -sum(angles) / 2
    for letter, step in zip(text, angles, strict=True):
        middle = angle + step / 2
        angle += step
        glyph = Image.new("L", (px * 2, px * 2), 0)
        ImageDraw.Draw(glyph).text((px, px), letter, font=font, fill=255, anchor="mm")
        turned = glyph.rotate(-math.degrees(middle), Image.Resampling.BICUBIC)
        x = centre + radius * math.sin(middle)
        y = centre - radius * math.cos(middle)
        layer.paste(255, (round(x - px), round(y - px)), turned)


@lru_cache(maxsize=64)
def _plate(legend: Legend) -> Image.Image:
    """The rubber of a seal: white where it takes ink."""
    size = round(2 * RADIUS + 8 * MM)
    centre = size / 2
    layer = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(layer)
    for radius, width in ((RADIUS, 9), (RADIUS - 1.3 * MM, 3), (RADIUS * 0.6, 3)):
        draw.ellipse((centre - radius, centre - radius, centre + radius, centre + radius), outline=255, width=width)
    room = RADIUS * 0.78
    px = min(46, int(46 * (math.pi * 1.25 * room) / max(1.0, fonts.width(legend.ring, True, False, 46))))
    _along(layer, legend.ring, room, centre, px)
    for index, line in enumerate(legend.middle):
        line_px = min(44, int(44 * RADIUS * 1.05 / fonts.width(line, True, False, 44)))
        y = centre + (index - (len(legend.middle) - 1) / 2) * 46
        draw.text((centre, y), line, font=fonts.face(True, False, line_px), fill=255, anchor="mm")
    _star(draw, centre, centre + room, RADIUS * 0.12)
    return layer


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        turn = math.pi * corner / 5
        points.append((x + reach * math.sin(turn), y - reach * math.cos(turn)))
    draw.polygon(points, fill=255)


def stamp(legend: Legend, rng: random.Random) -> Image.Image:
    """A seal's print: turned a little, its red uneven, as a hand presses it.

    Args:
        legend: Its words.
        rng: For turn and pressure.
    """
    plate = np.asarray(_plate(legend).rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC))
    noise = np.random.default_rng(rng.getrandbits(64))
    patches = noise.uniform(0.45, 1.0, (9, 9)).astype(np.float32)
    pressure = cv2.resize(patches, plate.shape[::-1], interpolation=cv2.INTER_CUBIC) * rng.uniform(0.75, 0.95)
    grain = noise.uniform(0.75, 1.15, plate.shape).astype(np.float32)
    cover = np.clip(plate / 255.0 * pressure * grain, 0, 1)[..., None]
    return _layer(cover.astype(np.float32), RED)


def _layer(cover: np.ndarray[tuple[int, ...], np.dtype[np.float32]], colour: Colour) -> Image.Image:
    white = np.array(WHITE, np.float32)
    return Image.fromarray((white - cover * (white - np.array(colour, np.float32))).astype(np.uint8))


def scribble(rng: random.Random, span: float, x: float, y: float) -> tuple[Image.Image, float, float]:
    """A signature: loops along a rising line and a closing stroke, in blue or black.

    Args:
        rng: For its shape.
        span: Width in px.
        x: Its centre on the sheet, px.
        y: As ``x``.

    Returns:
        The layer and where its top left corner goes on the sheet.
    """
    pad, height = 30, 24 * MM
    turns = rng.randint(4, 7)
    steps = np.linspace(0, 1, 260)
    tall = height * rng.uniform(0.2, 0.3)
    fade = np.interp(steps, [0, 0.15, 0.5, 1], [1.2, 0.9, 0.6, 0.25])
    hurry = np.cumsum(np.interp(steps, np.linspace(0, 1, 7), [rng.uniform(0.4, 1.6) for _ in range(7)]))
    turned = 2 * np.pi * turns * hurry / hurry[-1]
    height_of = np.interp(steps, np.linspace(0, 1, 9), [rng.uniform(0.35, 1.5) for _ in range(9)])
    wave = height_of * (np.sin(turned) + rng.uniform(0, 0.5) * np.sin(2 * turned + rng.random()))
    sway = rng.uniform(0.04, 0.09) * span * height_of * np.cos(turned + rng.random())
    line_x = pad + span * 0.08 + steps * span * 0.84 + sway
    line_y = pad + height / 2 + tall * fade * wave - (steps - 0.5) * height * rng.uniform(0.1, 0.35)
    stroke_y = pad + height * (0.62 + 0.1 * rng.random())
    stroke_xs = np.linspace(line_x[-1], pad + span * rng.uniform(0.1, 0.3), 80)
    stroke_ys = stroke_y + np.linspace(-0.12, 0.1, 80) ** 2 * height * 6
    canvas = np.zeros((round(height) + 2 * pad, round(span) + 2 * pad), np.uint8)
    for xs, ys, width in ((line_x, line_y, rng.choice((5, 6, 7))), (stroke_xs, stroke_ys, 4)):
        points = np.stack([xs, ys], axis=1).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [points], False, 235, width, cv2.LINE_AA)
    colour = PEN if rng.random() < 0.75 else (25, 25, 32)
    layer = _layer((canvas / 255.0)[..., None].astype(np.float32), colour)
    return layer, x - layer.width / 2, y - layer.height / 2
