"""What each of our readers is trained on: the first reads all lines, the second those of critical fields once more.

Two readers that agree are seldom both wrong if they do not err alike, so they differ in everything that can differ:
texts, seeds, size, and the picture they are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digitize.ocr.engines.line_picture import Preparation
from digitize.ocr.engines.own import ReaderName
from digitize.ocr.training import places, texts


@dataclass(frozen=True, slots=True)
class Course:
    """How a reader is trained where nothing else is said.

    Attributes:
        name: Of the reader.
        size: Of its network.
        seed: Of all that is drawn by chance.
        lines: How many it sees.
        preparation: Of its pictures.
        shares: Of the kinds of text.
    """

    name: ReaderName
    size: str
    seed: int
    lines: int
    preparation: Preparation
    shares: texts.Shares

    @property
    def run(self) -> Path:
        """Where the state and the log of its training lie."""
        return places.RUNS / self.name

    @property
    def shipped(self) -> Path:
        """Where its weights lie in the package."""
        return places.SHIPPED / self.name


COURSES = {
    course.name: course
    for course in (
        Course(ReaderName.FIRST, "medium", 1, 800_000, Preparation.GREY, texts.ALL_LINES),
        Course(ReaderName.SECOND, "small", 2, 400_000, Preparation.BILEVEL, texts.FIELD_LINES),
    )
}
