"""Tesseract's table of results as the neutral tree; both engines give the same table.

The columns are those of Tesseract's TSV renderer: level, page, block, paragraph, line, word, left, top, width,
height, confidence in percent, text. Rows of level 5 are words.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from digitize.errors import EngineFailed
from digitize.model import Block, Box, Word
from digitize.ocr.tree import block_of, line_of
from digitize.vietnamese.text import nfc

_COLUMNS = 12
_WORD_LEVEL = "5"

_Place = tuple[int, int, int]


def blocks(table: str, enlarged: float = 1.0) -> tuple[Block, ...]:
    """The tree of a page: blocks and lines as Tesseract found them, words without text left out.

    Args:
        table: The rows, with or without the line of headings.
        enlarged: By how much boxes are to be larger than in the picture that was read.

    Raises:
        EngineFailed: The table is not of this form.
    """
    try:
        placed = list(_words(table.splitlines(), enlarged))
    except ValueError as error:
        raise EngineFailed("table of results") from error
    return tuple(
        block_of(line_of(word for _, word in line) for _, line in groupby(block, key=lambda entry: entry[0]))
        for _, block in groupby(placed, key=lambda entry: entry[0][0])
    )


def _words(rows: Iterable[str], enlarged: float) -> Iterable[tuple[_Place, Word]]:
    """Each word with its block, paragraph and line."""
    for row in rows:
        cells = row.split("\t", _COLUMNS - 1)
        if cells[0] != _WORD_LEVEL:
            continue
        block, paragraph, line, _ = (int(cell) for cell in cells[2:6])
        left, top, width, height = (int(cell) * enlarged for cell in cells[6:10])
        text = nfc(cells[11]).strip() if len(cells) == _COLUMNS else ""
        if text:
            box = Box(left, top, left + width, top + height)
            confidence = min(max(float(cells[10]) / 100, 0.0), 1.0)
            yield (block, paragraph, line), Word(text, box, confidence)
