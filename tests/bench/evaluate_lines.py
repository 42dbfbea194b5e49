"""The lines of real pages that our own reader reads worst, as a picture: the cut, what stands there, what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from digitize.model import Box, PageText, Pixels
from digitize.vietnamese.text import squeeze
from digitize.vietnamese.typeface import face_file
from tests.bench.cer import paired_lines

_WIDE, _HIGH, _ROW, _MARGIN, _FONT = 1100, 48, 20, 6, 16
_AROUND = 0.15
_PAPER, _INK, _TRUTH, _READ = 255, 40, (0, 110, 0), (170, 0, 0)


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line of a real page.

    Attributes:
        page: Where it stands.
        dpi: At which that was rendered.
        truth: Empty where there is no text.
        read: Empty where nothing was read.
        wrong: Edits between the two.
        cut: Its picture; ``None`` where no line was found.
    """

    page: str
    dpi: int
    truth: str
    read: str
    wrong: int
    cut: Pixels | None


def wrong_lines(page: str, dpi: int, text: PageText, truth: str, pixels: Pixels) -> Iterator[LineRead]:
    """The lines of a page that were not read as they stand.

    Args:
        page: Its name.
        dpi: At which it was rendered.
        text: As read.
        truth: With printed line breaks.
        pixels: The cleaned page, in which the boxes of ``text`` lie.
    """
    boxes: defaultdict[str, list[Box]] = defaultdict(list)
    for line in text.lines():
        boxes[squeeze(line.text)].append(line.box)
    for expected, read in paired_lines(text.text, truth):
        cut = _cut(pixels, boxes[read].pop()) if read else None
        if wrong := Levenshtein.distance(read, expected):
            yield LineRead(page, dpi, expected, read, wrong, cut)


def _cut(pixels: Pixels, box: Box) -> Pixels:
    around = _AROUND * box.height
    top, left = max(0, int(box.y0 - around)), max(0, int(box.x0 - around))
    return pixels[top : int(box.y1 + around) + 1, left : int(box.x1 + around) + 1].copy()


def worst(lines: Iterable[LineRead], count: int) -> list[LineRead]:
    """Those with most errors; of a line that was rendered several times the worst reading."""
    known: dict[tuple[str, str], LineRead] = {}
    for line in sorted(lines, key=lambda one: -one.wrong):
        known.setdefault((line.page, line.truth or line.read), line)
    return list(known.values())[:count]


def picture(lines: list[LineRead]) -> Image.Image:
    """The lines one below the other."""
    parts = [_part(line) for line in lines]
    sheet = Image.new("RGB", (_WIDE + 2 * _MARGIN, sum(part.height for part in parts) or 1), "white")
    y = 0
    for part in parts:
        sheet.paste(part, (0, y))
        y += part.height
    return sheet


def _part(line: LineRead) -> Image.Image:
    cut = _fitted(line.cut) if line.cut is not None else np.full((_ROW, 1), _PAPER, np.uint8)
    part = Image.new("RGB", (_WIDE + 2 * _MARGIN, cut.shape[0] + 3 * _ROW + 2 * _MARGIN), "white")
    pen = ImageDraw.Draw(part)
    font = ImageFont.truetype(str(face_file(False, False)), _FONT, layout_engine=ImageFont.Layout.BASIC)
    found = "" if line.cut is not None else ", no line was found"
    rows = (
        (f"{line.page}, {line.dpi} dpi, {line.wrong} wrong{found}", (_INK,) * 3),
        (line.truth or "– (no text)", _TRUTH),
        (line.read or "– (nothing read)", _READ),
    )
    pen.text((_MARGIN, _MARGIN), rows[0][0], font=font, fill=rows[0][1])
    part.paste(Image.fromarray(cut), (_MARGIN, _MARGIN + _ROW))
    for number, (text, colour) in enumerate(rows[1:]):
        pen.text((_MARGIN, _MARGIN + cut.shape[0] + (number + 1) * _ROW), text, font=font, fill=colour)
    pen.line((0, part.height - 1, part.width, part.height - 1), fill=(210, 210, 210))
    return part


def _fitted(cut: Pixels) -> Pixels:
    factor = min(_HIGH / cut.shape[0], _WIDE / cut.shape[1])
    size = (max(1, round(cut.shape[1] * factor)), max(1, round(cut.shape[0] * factor)))
    fitted: Pixels = cv2.resize(cut, size, interpolation=cv2.INTER_AREA)
    return fitted
