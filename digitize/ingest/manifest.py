"""The table an operator hands in with the scans: what is already known of each file."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from digitize.catalogue.identifiers import is_dossier_code, is_procedure_code, parse_owner_number
from digitize.errors import BadManifest, BadOwnerNumber
from digitize.ingest.files import open_regular
from digitize.vietnamese.text import fold, nfc, squeeze

_MOST_BYTES = 64 * 1024**2
_MOST_ROWS = 200_000
_MOST_PROBLEMS = 50

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "file name", "path", "tệp", "tên tệp", "tập tin", "tên tập tin", "tên file"),
    "dossier_code": ("dossier code", "dossier", "mã hồ sơ", "số hồ sơ"),
    "procedure": ("procedure", "procedure code", "mã tthc", "mã thủ tục", "mã thủ tục hành chính"),
    "agency": ("agency", "agency code", "mã cơ quan", "mã đơn vị"),
    "result_type": ("result type", "mã loại kết quả", "loại kết quả", "mã kết quả"),
    "number": ("number", "document number", "số", "số ký hiệu", "số, ký hiệu", "số/ký hiệu", "số hiệu"),
    "issued_on": ("issued on", "date", "ngày ban hành", "ngày cấp", "ngày ký"),
    "owner_name": ("owner name", "owner", "chủ hồ sơ", "tên chủ hồ sơ", "chủ giấy tờ", "họ tên", "họ và tên"),
    "owner_id": ("owner id", "owner number", "số định danh", "số giấy tờ", "số cccd", "cccd", "mã định danh"),
    "sides": ("sides", "số mặt", "mặt quét"),
    "sheets": ("sheets", "số tờ"),
}
_COLUMN_OF = {fold(header): column for column, headers in _HEADERS.items() for header in headers}


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest says of one file; ``None`` where it says nothing.

    Attributes:
        line: Row number in the table, the header being 1.
        file: Relative name, ``/`` between folders.
        dossier_code: As in circular 01/2018/TT-VPCP.
        procedure: National procedure code.
        result_type: National result code.
        number: Number and symbol as printed.
        issued_on: Day of issue.
        owner_name: As printed.
        owner_id: Digits only, and ``-`` before the branch of a tax code.
        sides: Sides of each sheet that were scanned: 1 (``simplex``, ``một mặt``) or 2 (``duplex``, ``hai mặt``).
        sheets: Sheets the operator counted.
        agency: Code in the agency tree; cover sheets are printed with it.
    """

    line: int
    file: str
    dossier_code: str | None = None
    procedure: str | None = None
    result_type: str | None = None
    number: str | None = None
    issued_on: date | None = None
    owner_name: str | None = None
    owner_id: str | None = None
    sides: int | None = None
    sheets: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest without a fault.

    Attributes:
        rows: In the order of the table.
        unknown_columns: Positions (A is 1) of columns whose header says nothing to us; they are not used.
    """

    rows: tuple[ManifestRow, ...]
    unknown_columns: tuple[int, ...] = ()
    _by_file: dict[str, ManifestRow] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_file", {row.file: row for row in self.rows})

    def for_file(self, relative: str) -> ManifestRow | None:
        """The row of a file by its relative name, to the letter: a near match might be another person's paper."""
        return self._by_file.get(_file_name(relative))


def load(path: Path, *, key: str = "file") -> Manifest:
    """Reads a manifest from CSV (UTF-8, ``;`` or ``,`` or tab) or XLSX (first sheet).

    Args:
        path: The content decides which of the two, not the name.
        key: The column that every row must have, and no two rows alike.

    Raises:
        BadManifest: It cannot be used; the detail names rows and columns, never values.
        BadFile: The file cannot be opened.
    """
    with open_regular(path) as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise BadManifest("too large")
    table = _xlsx_rows(io.BytesIO(content)) if content.startswith(b"PK") else _csv_rows(content)
    return _manifest(table, key)


# --- tables -----------------------------------------------------------------------------------------------

_DELIMITERS = ";,\t"
_HEADER_WITHIN = 20
"""Forms carry titles above the header; it is looked for in this many rows."""

Cells = Sequence[Any]


def _csv_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadManifest("neither UTF-8 nor XLSX") from None
    tables = [_parse_csv(text, delimiter) for delimiter in _DELIMITERS]
    best = max(tables, key=_most_known)
    return iter(best)


def _most_known(table: list[tuple[int, Cells]]) -> int:
    return max((sum(_column_of(cell) is not None for cell in cells) for _, cells in table[:_HEADER_WITHIN]), default=0)


def _parse_csv(text: str, delimiter: str) -> list[tuple[int, Cells]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(enumerate(reader, start=1))
    except csv.Error:
        raise BadManifest(f"row {reader.line_num}: not CSV") from None


def _xlsx_rows(file: BinaryIO) -> Iterator[tuple[int, Cells]]:
    try:
        with zipfile.ZipFile(file) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > 8 * _MOST_BYTES:
            raise BadManifest("too large when unpacked")
        with warnings.catch_warnings():
            # openpyxl tells of decorations it does not keep; only values matter here.
            warnings.simplefilter("ignore")
            # Formulas come as their text, not as what some program once computed.
            book = openpyxl.load_workbook(file, read_only=True, data_only=False)
            try:
                yield from enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
            finally:
                book.close()
    except (BadManifest, MemoryError):
        raise
    except Exception as error:
        # A damaged workbook makes its parsers raise whatever the damage hits upon.
        raise BadManifest(f"not a readable XLSX ({type(error).__name__})") from None


def _column_of(header: Any) -> str | None:
    return _COLUMN_OF.get(fold(squeeze(_text(header).replace("_", " "))).strip(" *:"))


def _manifest(table: Iterator[tuple[int, Cells]], key: str) -> Manifest:
    header = _header(table, key)
    columns = [_column_of(cell) for cell in header]
    unknown = tuple(at for at, cell in enumerate(header, 1) if _text(cell) and columns[at - 1] is None)
    known = [column for column in columns if column]
    problems = [f"column {column} stands twice" for column in sorted(set(known)) if known.count(column) > 1]
    rows: dict[str, ManifestRow] = {}
    for line, cells in table:
        values = {column: cell for column, cell in zip(columns, cells, strict=False) if column and _text(cell)}
        if not values:
            continue
        row, wrong = _row(line, values, key)
        mine = getattr(row, key)
        if mine in rows and key not in wrong:
            wrong.append(f"{key} (as in row {rows[mine].line})")
        problems += [f"row {line}: {column}" for column in wrong]
        rows.setdefault(mine, row)
        if len(rows) > _MOST_ROWS or len(problems) > _MOST_PROBLEMS:
            problems.append("and more")
            break
    if problems:
        raise BadManifest("; ".join(problems))
    return Manifest(tuple(rows.values()), unknown)


def _header(table: Iterator[tuple[int, Cells]], key: str) -> Cells:
    for line, cells in table:
        if key in map(_column_of, cells):
            return cells
        if line >= _HEADER_WITHIN:
            break
    raise BadManifest(f"no column for the {key}")


# --- cells ------------------------------------------------------------------------------------------------

# Older result codes have many forms, such as 000.00.00.G15-KQ1353.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{1,39}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)


def _row(line: int, values: Mapping[str, Any], key: str) -> tuple[ManifestRow, list[str]]:
    """A row, and the columns of it that are wrong."""
    read: dict[str, Any] = {}
    wrong = [] if key in values else [key]
    for column, cell in values.items():
        try:
            read[column] = _READERS[column](_text(cell))
        except (ValueError, BadOwnerNumber):
            wrong.append(column)
    return ManifestRow(line, read.pop("file", ""), **read), wrong


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, days as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _file_name(text: str) -> str:
    return nfc(text).replace("\\", "/").removeprefix("./")


def _checked(is_right: Callable[[str], bool]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not is_right(text):
            raise ValueError
        return text

    return read


def _day(text: str) -> date:
    match = _DAY_FIRST.fullmatch(text)
    return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)


_SIDES = {"1": 1, "simplex": 1, "mot mat": 1, "2": 2, "duplex": 2, "hai mat": 2}


def _sides(text: str) -> int:
    return _SIDES[_checked(lambda sides: fold(sides) in _SIDES)(fold(text))]


def _sheets(text: str) -> int:
    return int(_checked(lambda sheets: re.fullmatch("[1-9][0-9]{0,5}", sheets) is not None)(text))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "file": _file_name,
    "dossier_code": _checked(is_dossier_code),
    "procedure": _checked(is_procedure_code),
    "agency": squeeze,
    "result_type": _checked(lambda text: _CODE.fullmatch(text) is not None),
    "number": squeeze,
    "issued_on": _day,
    "owner_name": squeeze,
    "owner_id": lambda text: parse_owner_number(text).value,
    "sides": _sides,
    "sheets": _sheets,
}
