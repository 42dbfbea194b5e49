"""Whether the sheets an operator counted are the sheets that arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from digitize.errors import SheetMismatch


class Use(IntEnum):
    """What became of a page. A sheet counts as the highest of its two sides."""

    SEPARATOR = 0
    REJECTED = 1
    DOCUMENT = 2


@dataclass(frozen=True, slots=True)
class ScannedStack:
    """A stack as it arrived.

    Attributes:
        uses: What became of each page, in the order scanned. The blank back of a separator sheet is a separator
            page. Empty where the file could not be opened, so that nobody knows how many pages it has.
        sides: How many sides of each sheet were scanned.
    """

    uses: tuple[Use, ...]
    sides: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Sheets that arrived.

    Attributes:
        documents: Sheets of documents.
        separators: Separator sheets.
        rejected: Sheets none of whose pages was taken into a document.
        unknown: Files that could not be opened; each holds at least one sheet.
    """

    documents: int
    separators: int
    rejected: int
    unknown: int = 0

    @property
    def total(self) -> int:
        """All sheets that can be counted."""
        return self.documents + self.separators + self.rejected


def count(stacks: Iterable[ScannedStack]) -> SheetCount:
    """Counts sheets: ⌈pages / 2⌉ of a stack scanned on both sides, pages of one scanned on one side."""
    sheets: list[Use] = []
    unknown = 0
    for stack in stacks:
        sheets += [max(stack.uses[at : at + stack.sides]) for at in range(0, len(stack.uses), stack.sides)]
        unknown += not stack.uses
    return SheetCount(sheets.count(Use.DOCUMENT), sheets.count(Use.SEPARATOR), sheets.count(Use.REJECTED), unknown)


def check(counted: int, arrived: SheetCount) -> None:
    """Compares the operator's count with what arrived.

    Args:
        counted: Sheets the operator put into the scanner, separator sheets included.
        arrived: What came of them.

    Raises:
        SheetMismatch: They differ. While files could not be opened, only a count too small for them differs: the
            files are failures of their own, and the count is checked when they have been sent again.
    """
    least = arrived.total + arrived.unknown
    if counted < least or (counted > least and not arrived.unknown):
        raise SheetMismatch(
            f"counted {counted}, arrived {arrived.total}: documents {arrived.documents}, "
            f"separators {arrived.separators}, rejected {arrived.rejected}, files not opened {arrived.unknown}"
        )
