"""A plain line finder, and Tesseract reading single lines: the other kind of reader, for the contract suite."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitize.model import Affine, PageImage, Word
from digitize.ocr.engines import find_tessdata, tsv
from digitize.ocr.engines.by_line import LinewiseEngine
from digitize.ocr.engines.tessdata import LANGUAGE, fingerprint
from digitize.ocr.interfaces import LineImage

_MARGIN = 30


class SmearedFinder:
    """Takes for a line what hangs together when ink is smeared sideways; good enough for clear pages."""

    version = "smeared"

    def find(self, image: PageImage) -> tuple[tuple[LineImage, ...], ...]:
        """Each line is a block of its own, from top to bottom."""
        ink = (image.pixels < 160).astype(np.uint8)
        across, down = round(image.dpi * 0.12), round(image.dpi * 0.05)
        _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((down, across), np.uint8)))
        boxes = [tuple(map(int, row[:4])) for row in stats[1:] if row[cv2.CC_STAT_HEIGHT] > image.dpi * 0.1]
        return tuple((self._cut(image, *box),) for box in sorted(boxes, key=lambda box: (box[1], box[0])))

    def _cut(self, image: PageImage, left: int, top: int, width: int, height: int) -> LineImage:
        cut = image.pixels[top : top + height, left : left + width]
        framed = cv2.copyMakeBorder(cut, *(_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255)
        return LineImage(framed, Affine(c=left - _MARGIN, f=top - _MARGIN))


class TesseractLines:
    """Tesseract on single lines."""

    name = "tesserocr"

    def __init__(self) -> None:
        import tesserocr

        folder = find_tessdata()
        self._api = tesserocr.PyTessBaseAPI(path=str(folder), lang=LANGUAGE, psm=tesserocr.PSM.SINGLE_LINE)
        self.version = f"{tesserocr.tesseract_version().split()[1]}+{fingerprint(folder)}"

    def read(self, lines: Sequence[LineImage]) -> list[tuple[Word, ...]]:
        """See :class:`digitize.ocr.interfaces.LineEngine`."""
        return [self._line(line) for line in lines]

    def _line(self, line: LineImage) -> tuple[Word, ...]:
        height, width = line.pixels.shape
        self._api.SetImageBytes(line.pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(300)
        self._api.Recognize()
        return tuple(word for block in tsv.blocks(self._api.GetTSVText(0)) for row in block.lines for word in row.words)


def line_reader() -> LinewiseEngine:
    """An engine made of the two."""
    return LinewiseEngine(SmearedFinder(), TesseractLines())
