"""How far the work is: what the pipeline tells whoever watches."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """What is being counted."""

    FILES = "files"
    PAGES = "pages"
    DOCUMENTS = "documents"
    OBJECTS = "objects"
    ROWS = "rows"
    PAPERS = "papers"
    TRAINING = "training"


class Progress(Protocol):
    """Is told after each step; must be quick, since the coordinator waits for it."""

    def __call__(self, step: Step, done: int, total: int) -> None:
        """Takes note.

        Args:
            step: What is being counted.
            done: How many of them are done, failures included.
            total: How many there are, as far as known now; it may grow.
        """
        ...


def silent(step: Step, done: int, total: int) -> None:
    """Nobody watches."""
