"""The ports of the recognition engines: one that takes a page, and one that takes lines which our own finder found.

Both give the same tree; :class:`digitize.ocr.engines.by_line.LinewiseEngine` makes a page's engine of a finder and a
line engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from digitize.model import Affine, Block, PageImage, Pixels, Word


class Engine(Protocol):
    """Reads the picture of a cleaned, upright page.

    Engines are made once per worker, kept warm, and used by one thread only.
    """

    @property
    def name(self) -> str:
        """Short name, as in the setting ``engine``."""
        ...

    @property
    def version(self) -> str:
        """Version of the program and of its model data; part of the key of the stage's output."""
        ...

    def read(self, image: PageImage) -> tuple[Block, ...]:
        """The text of a page.

        Args:
            image: Grey, upright, deskewed.

        Returns:
            Blocks in reading order, boxes in pixels of ``image``, raw word scores in 0…1, text in NFC.

        Raises:
            EngineFailed: The engine failed on this page.
        """
        ...


@dataclass(frozen=True, slots=True)
class LineImage:
    """A text line cut out of a page, marks above and below within.

    Attributes:
        pixels: Grey, level.
        to_page: From the cut to the page's picture, px.
    """

    pixels: Pixels
    to_page: Affine


class LineFinder(Protocol):
    """Finds the text lines of a cleaned, upright page."""

    @property
    def version(self) -> str:
        """Rises when lines would be found otherwise; part of the version of the engine that uses it."""
        ...

    def find(self, image: PageImage) -> tuple[tuple[LineImage, ...], ...]:
        """The lines of each block, blocks and lines in reading order."""
        ...


class LineEngine(Protocol):
    """Reads lines. Made once per worker, kept warm, and used by one thread only."""

    @property
    def name(self) -> str:
        """Short name, as in the setting ``engine``."""
        ...

    @property
    def version(self) -> str:
        """Version of the program and of its model data."""
        ...

    def read(self, lines: Sequence[LineImage]) -> list[tuple[Word, ...]]:
        """The words of each line, in the order of the lines.

        Returns:
            Boxes in pixels of the cut, raw word scores in 0…1, text in NFC; no words where there is no text.

        Raises:
            EngineFailed: The engine failed.
        """
        ...
