"""The port of the recognition engines."""

from __future__ import annotations

from typing import Protocol

from digitize.model import Block, PageImage


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
