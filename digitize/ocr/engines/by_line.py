"""A page's engine made of a line finder and a line engine."""

from __future__ import annotations

from dataclasses import replace

from digitize.model import Block, Line, PageImage, Word
from digitize.ocr.interfaces import LineEngine, LineFinder, LineImage
from digitize.ocr.layout import arranged
from digitize.ocr.tree import block_of, line_of


class LinewiseEngine:
    """Reads pages line by line; see :class:`digitize.ocr.interfaces.Engine`.

    Args:
        finder: Finds the lines and their order.
        engine: Reads them, all lines of a page at once.
    """

    def __init__(self, finder: LineFinder, engine: LineEngine) -> None:
        self._finder = finder
        self._engine = engine

    @property
    def name(self) -> str:
        """That of the line engine."""
        return self._engine.name

    @property
    def version(self) -> str:
        """Of the line engine and of the finder."""
        return f"{self._engine.version}/{self._finder.version}"

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """The text of a page; lines without text are left out."""
        found = self._finder.find(image)
        read = iter(self._engine.read([line for block in found for line in block]))
        blocks = ([_placed(line, next(read)) for line in block] for block in found)
        read_blocks = tuple(block_of(lines) for block in blocks if (lines := [line for line in block if line]))
        return arranged(read_blocks, image.width)


def _placed(line: LineImage, words: tuple[Word, ...]) -> Line | None:
    if not words:
        return None
    return line_of(replace(word, box=line.to_page.box(word.box)) for word in words)
