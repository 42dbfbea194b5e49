"""Our line finder with Tesseract reading single lines: the other kind of reader, for the contract suite."""

from __future__ import annotations

from digitize.ocr.engines import find_tessdata
from digitize.ocr.engines.by_line import LinewiseEngine
from digitize.ocr.engines.in_process import TesserocrLineEngine
from digitize.ocr.lines import TextLineFinder


def line_reader() -> LinewiseEngine:
    """An engine made of the two."""
    return LinewiseEngine(TextLineFinder(), TesserocrLineEngine(find_tessdata()))
