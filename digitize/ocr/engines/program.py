"""Tesseract as a program of the system: the portable path."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytesseract
from PIL import Image

from digitize.errors import EngineFailed, EngineMissing, PageTimeout
from digitize.model import Block, PageImage
from digitize.ocr.engines import tsv
from digitize.ocr.engines.preparation import at_reading_dpi
from digitize.ocr.engines.tessdata import LANGUAGE, fingerprint
from digitize.ocr.layout import arranged

_LSTM_ONLY, _AUTO = 1, 3


class PytesseractEngine:
    """Reads pages through ``pytesseract``; each page starts the program anew."""

    name = "pytesseract"

    def __init__(self, tessdata: Path, timeout: float) -> None:
        """Asks the program for its version.

        Args:
            tessdata: Folder with ``vie.traineddata``.
            timeout: Seconds a page may take.

        Raises:
            EngineMissing: There is no such program.
        """
        try:
            version = pytesseract.get_tesseract_version()
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise EngineMissing("tesseract") from error
        self._version = f"{version}+{fingerprint(tessdata)}"
        self._tessdata = tessdata
        self._timeout = timeout

    @property
    def version(self) -> str:
        """Version of Tesseract and fingerprint of the model."""
        return self._version

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """The text of a page; see :class:`digitize.ocr.interfaces.Engine`.

        Raises:
            PageTimeout: The program took too long and was ended.
        """
        smaller, enlarged = at_reading_dpi(image)
        options = (
            f"--tessdata-dir {shlex.quote(str(self._tessdata))} "
            f"--oem {_LSTM_ONLY} --psm {_AUTO} --dpi {round(smaller.dpi)}"
        )
        try:
            table = pytesseract.image_to_data(
                Image.fromarray(smaller.pixels), lang=LANGUAGE, config=options, timeout=self._timeout
            )
        except pytesseract.TesseractNotFoundError as error:
            raise EngineMissing("tesseract") from error
        except pytesseract.TesseractError as error:
            raise EngineFailed(f"status={error.status}") from error
        except RuntimeError as error:
            # TesseractError is a RuntimeError too; a bare one is how pytesseract says that time ran out.
            raise PageTimeout(f"timeout={self._timeout:g}") from error
        return arranged(tsv.blocks(table, enlarged), image.width)
