"""Tesseract in this process: a page's engine, and a line engine for what our own finder cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from digitize.errors import EngineFailed, EngineMissing
from digitize.model import Affine, Block, PageImage, Pixels, Word
from digitize.ocr.engines import tsv
from digitize.ocr.engines.preparation import at_reading_dpi
from digitize.ocr.engines.tessdata import LANGUAGE, fingerprint
from digitize.ocr.interfaces import LineImage
from digitize.ocr.layout import arranged

_FRAME = 12
"""White about a line, px: Tesseract expects some."""
_DPI_OF_LINES = 300.0
"""What it is told of lines: it brings them to one height anyhow."""


class _Tesseract:
    """The model, loaded once; no file is written."""

    def __init__(self, tessdata: Path, mode: str) -> None:
        # OpenMP reads its limits when the library is loaded, and a worker sets them before it makes an engine.
        try:
            import tesserocr
        except ImportError as error:
            raise EngineMissing("tesserocr") from error
        try:
            # Leptonica writes what it meets on odd pages to standard error, where operators read our own words.
            tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
            self._api = tesserocr.PyTessBaseAPI(
                path=str(tessdata), lang=LANGUAGE, psm=getattr(tesserocr.PSM, mode), oem=tesserocr.OEM.LSTM_ONLY
            )
        except RuntimeError as error:
            raise EngineMissing("vie.traineddata") from error
        self.version = f"{tesserocr.tesseract_version().split()[1]}+{fingerprint(tessdata)}"

    def table(self, pixels: Pixels, dpi: float) -> str:
        """What stands on a grey picture, as :mod:`digitize.ocr.engines.tsv` takes it."""
        height, width = pixels.shape
        try:
            self._api.SetImageBytes(np.ascontiguousarray(pixels).tobytes(), width, height, 1, width)
            self._api.SetSourceResolution(round(dpi))
            if not self._api.Recognize():
                raise EngineFailed("recognize")
            table: str = self._api.GetTSVText(0)
        except RuntimeError as error:
            raise EngineFailed("tesserocr") from error
        finally:
            self._api.Clear()
        return table


class TesserocrEngine:
    """Reads pages through ``tesserocr``."""

    name = "tesseract"

    def __init__(self, tessdata: Path) -> None:
        """Loads the model.

        Args:
            tessdata: Folder with ``vie.traineddata``.

        Raises:
            EngineMissing: The library or the data cannot be loaded.
        """
        self._tesseract = _Tesseract(tessdata, "AUTO")

    @property
    def version(self) -> str:
        """Version of Tesseract and fingerprint of the model."""
        return self._tesseract.version

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """The text of a page; see :class:`digitize.ocr.interfaces.Engine`."""
        smaller, enlarged = at_reading_dpi(image)
        return arranged(tsv.blocks(self._tesseract.table(smaller.pixels, smaller.dpi), enlarged), image.width)


class TesserocrLineEngine:
    """Reads lines through ``tesserocr``; see :class:`digitize.ocr.interfaces.LineEngine`.

    Args:
        tessdata: Folder with ``vie.traineddata``.

    Raises:
        EngineMissing: The library or the data cannot be loaded.
    """

    name = TesserocrEngine.name

    def __init__(self, tessdata: Path) -> None:
        self._tesseract = _Tesseract(tessdata, "SINGLE_LINE")

    @property
    def version(self) -> str:
        """Version of Tesseract and fingerprint of the model."""
        return self._tesseract.version

    def read(self, lines: Sequence[LineImage]) -> list[tuple[Word, ...]]:
        """The words of each line, see :meth:`digitize.ocr.interfaces.LineEngine.read`."""
        return [self._line(line.pixels) for line in lines]

    def _line(self, pixels: Pixels) -> tuple[Word, ...]:
        framed = cv2.copyMakeBorder(pixels, *(_FRAME,) * 4, cv2.BORDER_CONSTANT, value=255)
        back = Affine(c=-_FRAME, f=-_FRAME)
        blocks = tsv.blocks(self._tesseract.table(framed, _DPI_OF_LINES))
        words = (word for block in blocks for line in block.lines for word in line.words)
        return tuple(replace(word, box=back.box(word.box)) for word in words)
