"""What decorates printed-form stock: frames, the emblem, a photograph's place, a QR code. None of it is text."""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from digitize.samples.sheet import HEIGHT, INK, MM, RED, WIDTH, Colour, Sheet

_GOLD: Colour = (214, 168, 60)


def frame(sheet: Sheet, kind: Literal["none", "double", "ornate"], colour: Colour) -> None:
    """The border of a form: two lines, or a band of small motifs with corners over a faint pattern."""
    if kind == "none":
        return
    for inset, width in ((10.0, 8), (11.6, 3)):
        edge = inset * MM
        sheet.draw.rectangle((edge, edge, WIDTH - edge, HEIGHT - edge), outline=colour, width=width)
    if kind == "ornate":
        _guilloche(sheet, colour)
        _band(sheet, colour)


def _pale(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(255 - (255 - part) * share) for part in colour)
    return red, green, blue


def _guilloche(sheet: Sheet, colour: Colour) -> None:
    """Interlaced waves so pale that a scanner barely sees them, as security paper has."""
    faint = _pale(colour, 0.1)
    xs = np.arange(20 * MM, WIDTH - 20 * MM, 14)
    for row in range(26):
        middle = 24 * MM + row * 10 * MM
        for phase in (0.0, math.pi):
            points = [(float(x), middle + 3 * MM * math.sin(x / 90 + phase)) for x in xs]
            sheet.draw.line(points, fill=faint, width=2)


def _band(sheet: Sheet, colour: Colour) -> None:
    """A tinted band with a chain of lozenges that touch each other and its edges, as engraved borders are dense."""
    outer, inner = 11.6 * MM, 15 * MM
    middle, radius = (outer + inner) / 2, (inner - outer) / 2
    tint = _pale(colour, 0.3)
    sheet.draw.rectangle((outer, outer, WIDTH - outer, HEIGHT - outer), outline=tint, width=round(inner - outer))
    for start, end, level in ((middle, WIDTH - middle, True), (middle, HEIGHT - middle, False)):
        count = round((end - start) / (2 * radius))
        reach = (end - start) / count / 2
        for index in range(count + 1):
            along = start + 2 * reach * index
            for across in (middle, (HEIGHT if level else WIDTH) - middle):
                x, y = (along, across) if level else (across, along)
                wide, high = (reach, radius) if level else (radius, reach)
                sheet.draw.polygon([(x - wide, y), (x, y - high), (x + wide, y), (x, y + high)], fill=colour)
    sheet.draw.rectangle((inner, inner, WIDTH - inner, HEIGHT - inner), outline=colour, width=4)


def emblem(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A red disc with ears of rice as a ring of gold and a star: the emblem as a blurred scan shows it."""
    radius = size / 2
    sheet.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_GOLD)
    inner = radius * 0.78
    sheet.draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=RED)
    points = []
    for corner in range(10):
        reach = inner * (0.55 if corner % 2 == 0 else 0.22)
        points.append((x + reach * math.sin(math.pi * corner / 5), y - reach * math.cos(math.pi * corner / 5)))
    sheet.draw.polygon(points, fill=_GOLD)


def photograph(sheet: Sheet, x: float, y: float) -> None:
    """A 4 × 6 cm portrait without a face: background, head and shoulders."""
    width, height = 40 * MM, 60 * MM
    sheet.draw.rectangle((x, y, x + width, y + height), fill=(150, 178, 214), outline=INK, width=2)
    middle = x + width / 2
    sheet.draw.ellipse((middle - 9 * MM, y + 12 * MM, middle + 9 * MM, y + 36 * MM), fill=(214, 178, 150))
    sheet.draw.chord((middle - 18 * MM, y + 38 * MM, middle + 18 * MM, y + 82 * MM), 180, 360, fill=(60, 66, 84))


def qr(sheet: Sheet, text: str, x: float, y: float, size: float) -> None:
    """A QR code of ``size`` px."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    modules = np.asarray(code.to_image(scale=1))
    scaled = cv2.resize(modules, (round(size), round(size)), interpolation=cv2.INTER_NEAREST)
    sheet.image.paste(Image.fromarray(scaled).convert("RGB"), (round(x), round(y)))
