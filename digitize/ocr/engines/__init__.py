"""The recognition engines, made by name."""

from __future__ import annotations

from pathlib import Path

from digitize.errors import EngineMissing
from digitize.ocr.engines.by_line import LinewiseEngine
from digitize.ocr.engines.checked import CheckedLineEngine
from digitize.ocr.engines.in_process import TesserocrEngine, TesserocrLineEngine
from digitize.ocr.engines.line_picture import Preparation
from digitize.ocr.engines.own import OwnLineEngine, ReaderName, shipped
from digitize.ocr.engines.tessdata import find_tessdata, has_tessdata
from digitize.ocr.interfaces import Engine, LineEngine
from digitize.ocr.lines import TextLineFinder

__all__ = ["create", "find_tessdata"]


def create(name: str, tessdata: Path | None = None, *, timeout: float = 120.0) -> Engine:
    """Makes an engine, once per worker.

    Args:
        name: As in the setting ``engine``: ``auto`` is ``tesseract`` where its Vietnamese data is installed, else
            ``own``; ``own`` is our own reader; ``both`` asks Tesseract as well about lines that it is not sure of;
            ``tesseract`` is Tesseract in this process, ``pytesseract`` the program.
        tessdata: Folder with ``vie.traineddata``; ``None``: where Debian and Ubuntu put it.
        timeout: Seconds a program started for a page may take; an engine in process is ended with its worker.

    Raises:
        EngineMissing: What the engine needs is not on this machine, or the name is unknown.
    """
    match name:
        case "auto":
            return create(TesserocrEngine.name if has_tessdata(tessdata) else "own", tessdata)
        case "own":
            return _own(name, ())
        case "both":
            return _own(name, (TesserocrLineEngine(find_tessdata(tessdata)),))
        case TesserocrEngine.name:
            return TesserocrEngine(find_tessdata(tessdata))
        case "pytesseract":
            # It brings more libraries along than all other engines, which start sooner without them.
            from digitize.ocr.engines.program import PytesseractEngine

            return PytesseractEngine(find_tessdata(tessdata), timeout)
    raise EngineMissing(f"engine={name}")


def _own(name: str, others: tuple[LineEngine, ...]) -> Engine:
    """Our own reader, which reads lines it is not sure of from another picture as well."""
    first = OwnLineEngine(shipped(ReaderName.FIRST))
    again = first.seeing(Preparation.BILEVEL)
    second = OwnLineEngine(shipped(ReaderName.SECOND))
    return LinewiseEngine(TextLineFinder(), CheckedLineEngine(name, first, (again, *others), second))
