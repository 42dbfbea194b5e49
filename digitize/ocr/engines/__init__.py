"""The recognition engines, made by name."""

from __future__ import annotations

from pathlib import Path

from digitize.errors import EngineMissing
from digitize.ocr.engines.in_process import TesserocrEngine
from digitize.ocr.engines.program import PytesseractEngine
from digitize.ocr.engines.tessdata import find_tessdata
from digitize.ocr.interfaces import Engine

__all__ = ["create", "find_tessdata"]

_ENGINES: dict[str, type[TesserocrEngine] | type[PytesseractEngine]] = {
    TesserocrEngine.name: TesserocrEngine,
    PytesseractEngine.name: PytesseractEngine,
}


def create(name: str, tessdata: Path | None = None, *, timeout: float = 120.0) -> Engine:
    """Makes an engine, once per worker.

    Args:
        name: As in the setting ``engine``: ``tesserocr`` or ``pytesseract``.
        tessdata: Folder with ``vie.traineddata``; ``None``: where Debian and Ubuntu put it.
        timeout: Seconds a program started for a page may take; an engine in process is ended with its worker.

    Raises:
        EngineMissing: The program or its Vietnamese data is not on this machine, or the name is unknown.
    """
    if name not in _ENGINES:
        raise EngineMissing(f"engine={name}")
    return _ENGINES[name](find_tessdata(tessdata), timeout)
