"""A sheet of samples with their texts, to be looked at: ``python -m digitize.ocr.training.contact_sheet OUT.png``."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitize.ocr.engines.alignment import in_print
from digitize.ocr.engines.line_picture import HEIGHT
from digitize.ocr.training.batches import Batches, Plan
from digitize.vietnamese.typeface import face_file

_COLUMNS, _CELL_WIDE, _CELL_HIGH = 4, 620, HEIGHT + 24


def sheet(count: int, seed: int, hardness: float) -> Image.Image:
    """Draws the first samples of a seed."""
    samples = Batches(Plan(seed=seed)).samples(0, count, hardness)
    rows = -(-count // _COLUMNS)
    canvas = Image.new("L", (_COLUMNS * _CELL_WIDE, rows * _CELL_HIGH), 235)
    pen = ImageDraw.Draw(canvas)
    font = ImageFont.truetype(str(face_file(False, False)), 15)
    for place, one in enumerate(samples):
        x, y = place % _COLUMNS * _CELL_WIDE, place // _COLUMNS * _CELL_HIGH
        canvas.paste(Image.fromarray(np.ascontiguousarray(255 - one.picture[:, : _CELL_WIDE - 8])), (x, y))
        pen.text((x, y + HEIGHT + 2), in_print(one.text) or "(–)", font=font, fill=60)
    return canvas


def main() -> None:
    """Writes the sheet."""
    cv2.setNumThreads(1)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--count", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--hardness", type=float, default=1.0)
    chosen = options.parse_args()
    sheet(chosen.count, chosen.seed, chosen.hardness).save(chosen.file, optimize=True)


if __name__ == "__main__":
    main()
