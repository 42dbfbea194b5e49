"""Reading catalogue files: UTF-8 CSV with one header row, text in NFC, every complaint with file, row and column."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from digitize.errors import CatalogueDamaged

LIST_SEPARATOR = ";"


def damaged(file: str, row: int, column: str, why: str) -> CatalogueDamaged:
    """The error for one cell.

    Args:
        file: Name of the catalogue file.
        row: As a spreadsheet counts: the header is row 1. 0 for the file as a whole.
        column: Name of the column, or ``*`` for the whole row.
        why: What is wrong, without the cell's text.
    """
    return CatalogueDamaged(f"{file}, row {row}, column {column}: {why}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a catalogue file; its methods read a cell and complain about it by name."""

    file: str
    number: int
    cells: dict[str, str]

    def damaged(self, column: str, why: str) -> CatalogueDamaged:
        """The error for a cell of this row."""
        return damaged(self.file, self.number, column, why)

    def optional(self, column: str) -> str:
        """The cell, which may be empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        if not (value := self.cells[column]):
            raise self.damaged(column, "is empty")
        return value

    def code(self, column: str, form: Callable[[str], object]) -> str:
        """The cell, which must have the form of a code: ``form`` answers something true."""
        if not form(value := self.text(column)):
            raise self.damaged(column, "does not have the form of such a code")
        return value

    def choice(self, column: str, choices: Sequence[str]) -> str:
        """The cell, which must be one of the choices."""
        if (value := self.cells[column]) not in choices:
            raise self.damaged(column, f"must be one of {', '.join(choices)}")
        return value

    def flag(self, column: str) -> bool:
        """A cell that says ``yes`` or ``no``."""
        return self.choice(column, ("yes", "no")) == "yes"

    def count(self, column: str) -> int | None:
        """A cell with a whole number above zero; ``None`` when empty."""
        if not (value := self.cells[column]):
            return None
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            raise self.damaged(column, "must be a whole number above 0")
        return int(value)

    def day(self, column: str) -> date | None:
        """A cell with a day as ``2025-07-01``; ``None`` when empty."""
        if not (value := self.cells[column]):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.damaged(column, "must be a day written YYYY-MM-DD") from None

    def period(self, first: str, last: str) -> tuple[date | None, date | None]:
        """Two cells with the first and the last day of a period, either of which may be open."""
        start, end = self.day(first), self.day(last)
        if start and end and end < start:
            raise self.damaged(last, f"lies before {first}")
        return start, end

    def items(self, column: str) -> tuple[str, ...]:
        """A cell with several values, separated by ``;``; may be empty."""
        return tuple(item for part in self.cells[column].split(LIST_SEPARATOR) if (item := part.strip()))


def read_rows(file: str, content: bytes, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a catalogue file.

    Args:
        file: Its name, for complaints.
        content: Its bytes; a byte order mark, as spreadsheets write it, is allowed.
        columns: The columns it must have, in any order; others are left alone.

    Raises:
        CatalogueDamaged: Not UTF-8, not NFC, a column missing or double, a row too long or too short.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise damaged(file, 0, "*", "is not UTF-8") from None
    all_nfc = unicodedata.is_normalized("NFC", text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if missing := [column for column in columns if header.count(column) != 1]:
            raise damaged(file, 1, missing[0], "must stand in the header once")
        for number, values in enumerate(reader, start=2):
            if len(values) != len(header):
                raise damaged(file, number, "*", f"has {len(values)} cells, the header {len(header)}")
            row = Row(file, number, {name: value.strip() for name, value in zip(header, values, strict=True)})
            if not all_nfc:
                _require_nfc(row)
            yield row
    except csv.Error:
        raise damaged(file, reader.line_num, "*", "is not well-formed CSV") from None


def _require_nfc(row: Row) -> None:
    for column, value in row.cells.items():
        if not unicodedata.is_normalized("NFC", value):
            raise row.damaged(column, "is not in Unicode form NFC")
