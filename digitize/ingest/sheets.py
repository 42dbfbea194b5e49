"""Sheets to print: separators, cover sheets of dossiers, and stickers with a dossier's code. Vector PDF, A4.

Patch-T is read from the edge inwards: narrow, wide, narrow, wide bars with gaps; bars 0.08 and 0.2 inch, gaps 0.08 inch
(as industrial scanners print it). The bars stand along all four edges, so that a sheet works whichever way it is fed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, repeat
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
import zxingcpp
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import inch, mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from digitize.catalogue.covers import Cover, cover_text
from digitize.ingest.barcodes import PATCH_T_TEXT
from digitize.ingest.separators import COVER_TITLE, SEPARATOR_TITLE
from digitize.vietnamese.typeface import face_file

PerPage = Literal[1, 2, 4, 8, 24]
_GRIDS: dict[PerPage, tuple[int, int]] = {1: (1, 1), 2: (1, 2), 4: (2, 2), 8: (2, 4), 24: (3, 8)}
"""Columns and rows of stickers on A4."""

_PATCH_BARS = (0.08 * inch, 0.2 * inch, 0.08 * inch, 0.2 * inch)
_PATCH_GAP = 0.08 * inch
_PATCH_EDGE = 16 * mm
_PLAIN, _BOLD = "Tinos", "Tinos-Bold"
_LEADING = 1.25
_CUT_MARK = 4 * mm
_SEPARATOR_NOTE = "không bỏ ra khỏi xấp khi quét"


@dataclass(frozen=True, slots=True)
class Label:
    """What is printed of a dossier: its code, and in words what the code says."""

    cover: Cover
    procedure_name: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A rectangle of the page, in points from its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def write_separators(target: Path, count: int) -> None:
    """Writes separator sheets, one a page.

    Args:
        target: Must not be there.
        count: How many.
    """
    _write(target, "Tờ ngăn cách văn bản", repeat(_separator, count))


def write_covers(target: Path, labels: Sequence[Label], per_page: PerPage = 1) -> None:
    """Writes cover sheets, or stickers with cut marks where several stand on a page.

    Args:
        target: Must not be there.
        labels: One a dossier.
        per_page: How many stand on a page.
    """
    groups = [labels[at : at + per_page] for at in range(0, len(labels), per_page)]
    draw = _cover_page if per_page == 1 else partial(_stickers, per_page=per_page)
    _write(target, "Tờ bìa hồ sơ", (partial(draw, labels=group) for group in groups))


def _write(target: Path, title: str, pages: Iterable[Callable[[Canvas], None]]) -> None:
    pdfmetrics.registerFont(TTFont(_PLAIN, str(face_file(bold=False, italic=False))))
    pdfmetrics.registerFont(TTFont(_BOLD, str(face_file(bold=True, italic=False))))
    with target.open("xb") as file:
        canvas = _canvas(file, title)
        for draw in pages:
            draw(canvas)
            canvas.showPage()
        canvas.save()


def _canvas(file: BinaryIO, title: str) -> Canvas:
    # Without a moment or a random id: the same sheets are the same bytes.
    canvas = Canvas(file, pagesize=A4, invariant=True, lang="vi")
    canvas.setTitle(title)
    canvas.setCreator("digitize")
    return canvas


# --- pages ------------------------------------------------------------------------------------------------


def _separator(canvas: Canvas) -> None:
    width, height = A4
    _patch_t(canvas, width, height)
    y = _centred(canvas, width / 2, height - 75 * mm, width - 110 * mm, _BOLD, 20, SEPARATOR_TITLE)
    _centred(canvas, width / 2, y - 4 * mm, width - 110 * mm, _PLAIN, 15, f"— {_SEPARATOR_NOTE} —")
    for symbology, middle in ((zxingcpp.BarcodeFormat.Code39, 160), (zxingcpp.BarcodeFormat.Code128, 110)):
        code = _Field(60 * mm, middle * mm - 12 * mm, width - 120 * mm, 24 * mm)
        _barcode(canvas, PATCH_T_TEXT, symbology, code)
    _centred(canvas, width / 2, 85 * mm, width - 110 * mm, _PLAIN, 11, PATCH_T_TEXT)


def _patch_t(canvas: Canvas, width: float, height: float) -> None:
    inside = _PATCH_EDGE + sum(_PATCH_BARS) + len(_PATCH_BARS) * _PATCH_GAP
    near = _PATCH_EDGE
    for bar in _PATCH_BARS:
        for y in (near, height - near - bar):
            canvas.rect(inside, y, width - 2 * inside, bar, stroke=0, fill=1)
        for x in (near, width - near - bar):
            canvas.rect(x, inside, bar, height - 2 * inside, stroke=0, fill=1)
        near += bar + _PATCH_GAP


def _cover_page(canvas: Canvas, labels: Sequence[Label]) -> None:
    [label] = labels
    width, height = A4
    room = width - 50 * mm
    y = _centred(canvas, width / 2, height - 55 * mm, room, _BOLD, 26, COVER_TITLE)
    _centred(canvas, width / 2, y - 3 * mm, room, _BOLD, 18, label.cover.dossier_code)
    _qr(canvas, label, _Field(width / 2 - 37 * mm, height / 2 - 37 * mm, 74 * mm, 74 * mm))
    y = height / 2 - 45 * mm
    for line in _lines(label):
        y = _centred(canvas, width / 2, y, room, _PLAIN, 15, line) - 2 * mm
    _centred(canvas, width / 2, 30 * mm, room, _PLAIN, 12, "Đặt trước giấy tờ của hồ sơ, không bỏ ra khi quét")


def _stickers(canvas: Canvas, labels: Sequence[Label], per_page: PerPage) -> None:
    columns, rows = _GRIDS[per_page]
    width, height = A4[0] / columns, A4[1] / rows
    for at, label in enumerate(labels):
        row, column = divmod(at, columns)
        _sticker(canvas, label, _Field(column * width, A4[1] - (row + 1) * height, width, height))
    canvas.setLineWidth(0.3)
    for x in (column * width for column in range(1, columns)):
        for y in (row * height for row in range(rows + 1)):
            canvas.line(x, y - _CUT_MARK, x, y + _CUT_MARK)
    for y in (row * height for row in range(1, rows)):
        for x in (column * width for column in range(columns + 1)):
            canvas.line(x - _CUT_MARK, y, x + _CUT_MARK, y)


def _sticker(canvas: Canvas, label: Label, field: _Field) -> None:
    """The code on the left, its words on the right, as large as the field lets them be."""
    inset = 5 * mm
    side = min(field.height - 2 * inset, 0.42 * field.width, 45 * mm)
    code = _Field(field.x + inset, field.y + (field.height - side) / 2, side, side)
    _qr(canvas, label, code)
    left = code.x + side + 1 * mm
    room = field.x + field.width - 4 * mm - left
    size = min(13.0, room / 13)
    most = int((field.height - 2 * inset) / (size * _LEADING))
    written = [(_BOLD, line) for line in simpleSplit(label.cover.dossier_code, _BOLD, size, room)]
    written += [(_PLAIN, line) for text in _lines(label) for line in simpleSplit(text, _PLAIN, size, room)]
    y = field.y + field.height / 2 + min(len(written), most) * size * _LEADING / 2
    for font, line in written[:most]:
        y -= size * _LEADING
        canvas.setFont(font, size)
        canvas.drawString(left, y + size * (_LEADING - 1), line)


def _lines(label: Label) -> tuple[str, ...]:
    cover = label.cover
    return (
        f"Thủ tục {cover.procedure}: {label.procedure_name}",
        f"Cơ quan {cover.agency}: {label.agency_name}",
        f"Mã kiểm tra: {cover_text(cover).rsplit('|', 1)[1]}",
    )


def _centred(canvas: Canvas, x: float, y: float, room: float, font: str, size: float, text: str) -> float:
    """Writes lines about a middle, from a height downwards; gives where they end."""
    canvas.setFont(font, size)
    for line in simpleSplit(text, font, size, room):
        y -= size * _LEADING
        canvas.drawCentredString(x, y, line)
    return y


# --- codes ------------------------------------------------------------------------------------------------


def _qr(canvas: Canvas, label: Label, field: _Field) -> None:
    _barcode(canvas, cover_text(label.cover), zxingcpp.BarcodeFormat.QRCode, field)


def _barcode(canvas: Canvas, text: str, symbology: zxingcpp.BarcodeFormat, field: _Field) -> None:
    """Draws the modules of a code as rectangles, its quiet zone within the field; bars are as high as the field."""
    modules = np.asarray(zxingcpp.create_barcode(text, symbology).to_image(scale=1)) < 128
    if symbology != zxingcpp.BarcodeFormat.QRCode:
        modules = modules[modules.any(axis=1)][:1]
    wide, high = field.width / modules.shape[1], field.height / modules.shape[0]
    for row, line in enumerate(modules):
        at = 0
        for dark, run in groupby(line.tolist()):
            length = len(list(run))
            if dark:
                canvas.rect(field.x + at * wide, field.top - (row + 1) * high, length * wide, high, stroke=0, fill=1)
            at += length
