"""Tesseract in this process: the fast path."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitize.errors import EngineFailed, EngineMissing
from digitize.model import Block, PageImage
from digitize.ocr.engines import tsv
from digitize.ocr.engines.preparation import at_reading_dpi
from digitize.ocr.engines.tessdata import LANGUAGE, fingerprint


class TesserocrEngine:
    """Reads pages through ``tesserocr``; the model is loaded once and no file is written."""

    name = "tesserocr"

    def __init__(self, tessdata: Path, timeout: float) -> None:
        """Loads the model.

        Args:
            tessdata: Folder with ``vie.traineddata``.
            timeout: Not used here: what runs in process is ended with the process.

        Raises:
            EngineMissing: The library or the data cannot be loaded.
        """
        # OpenMP reads its limits when the library is loaded, and a worker sets them before it makes an engine.
        try:
            import tesserocr
        except ImportError as error:
            raise EngineMissing("tesserocr") from error
        try:
            # Leptonica writes what it meets on odd pages to standard error, where operators read our own words.
            tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
            self._api = tesserocr.PyTessBaseAPI(
                path=str(tessdata), lang=LANGUAGE, psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
            )
        except RuntimeError as error:
            raise EngineMissing("vie.traineddata") from error
        self._version = f"{tesserocr.tesseract_version().split()[1]}+{fingerprint(tessdata)}"

    @property
    def version(self) -> str:
        """Version of Tesseract and fingerprint of the model."""
        return self._version

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """The text of a page; see :class:`digitize.ocr.interfaces.Engine`."""
        image, enlarged = at_reading_dpi(image)
        pixels = np.ascontiguousarray(image.pixels)
        try:
            self._api.SetImageBytes(pixels.tobytes(), image.width, image.height, 1, image.width)
            self._api.SetSourceResolution(round(image.dpi))
            if not self._api.Recognize():
                raise EngineFailed("recognize")
            table: str = self._api.GetTSVText(0)
        except RuntimeError as error:
            raise EngineFailed("tesserocr") from error
        finally:
            self._api.Clear()
        return tsv.blocks(table, enlarged)
