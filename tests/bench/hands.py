"""Digits by hand in a printed date, of writers the training never saw: ``python -m tests.bench.hands``.

Needs the digits that ``scripts/setup-train`` fetches. Prints how often a day is read right, how often it is flagged as
written by hand, and how often digits in print are flagged.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from digitize.model import Affine, Word
from digitize.ocr.engines.checked import CheckedLineEngine
from digitize.ocr.engines.line_picture import Preparation
from digitize.ocr.engines.own import OwnLineEngine, ReaderName, shipped
from digitize.ocr.interfaces import LineImage
from digitize.ocr.training import handwriting
from digitize.vietnamese.typeface import face_file

_LINES, _SEED = 1000, 99
_PX, _BASELINE, _SIZE, _GAP = 44, 60, (1400, 90), 12


def main() -> None:
    """Reads the lines with both readers, as at work, and prints the counts."""
    rng, counted = random.Random(_SEED), Counter[str]()
    first, second = (OwnLineEngine(shipped(name)) for name in ReaderName)
    reader = CheckedLineEngine("own", first, (first.seeing(Preparation.BILEVEL),), second)
    for _ in range(_LINES):
        day, line = _line(rng)
        counted.update(_judged(day, reader.read([line])[0]))
    for what, number in sorted(counted.items()):
        sys.stdout.write(f"{what}: {number}\n")


def _line(rng: random.Random) -> tuple[str, LineImage]:
    """«ngày {day by hand} tháng {month} năm {year}» and the day."""
    font = ImageFont.truetype(str(face_file(False, False)), _PX)
    canvas = Image.new("L", _SIZE, 255)
    pen = ImageDraw.Draw(canvas)
    day, x = f"{rng.randint(1, 31):02}", 20.0
    for text in ("ngày", None, "tháng", str(rng.randint(1, 12)), "năm", str(rng.randint(1990, 2026))):
        if text is None:
            x = handwriting.write(canvas, day, x, _BASELINE, rng.randint(28, 40), rng, measuring=True)[2]
        else:
            pen.text((x, _BASELINE), text, font=font, fill=0, anchor="ls")
            x += font.getlength(text)
        x += _GAP
    return day, LineImage(np.asarray(canvas)[:, : round(x)].copy(), Affine())


def _judged(day: str, words: tuple[Word, ...]) -> list[str]:
    """What is counted of a line: of the number before the month by hand, and of the two behind it in print."""
    month = next((place for place, word in enumerate(words) if word.text.endswith("tháng")), 0)
    written, printed = ([word for word in part if _has_digit(word)] for part in (words[:month], words[month:]))
    said = ["days by hand", *["in print"] * len(printed)]
    said += ["in print and flagged"] * sum(word.handwritten for word in printed)
    right = [word.text for word in written] == [day]
    flagged, doubted = any(word.handwritten for word in written), any(word.agreed is False for word in written)
    if not written:
        return [*said, "no number read"]
    said += ["read right"] if right else []
    said += ["flagged"] if flagged else []
    return said if right or flagged or doubted else [*said, "wrong, neither flagged nor doubted"]


def _has_digit(word: Word) -> bool:
    return any(map(str.isdigit, word.text))


if __name__ == "__main__":
    main()
