"""Sheets that cut a stack: Patch-T with its Code 39, a Code 128 sheet, a dossier's cover with a QR code."""

from __future__ import annotations

import random
from typing import Literal

import cv2
import numpy as np
import zxingcpp
from PIL import Image

from digitize.samples.layout import Para, stack
from digitize.samples.ornament import qr
from digitize.samples.sheet import HEIGHT, INK, MM, WIDTH, Sheet

SeparatorKind = Literal["patch_t", "code_128", "cover"]
PATCH_TEXT = "PATCHT"
# Patch-T read from the edge inwards: narrow, wide, narrow, wide; bars 0.08 and 0.2 inch, gaps 0.08 inch.
_PATCH_BARS = (24, 60, 24, 60)
_PATCH_GAP = 24
_PATCH_EDGE = 187


def separator_sheet(kind: SeparatorKind, cover: str, rng: random.Random) -> Sheet:
    """A separator sheet.

    Args:
        kind: Which.
        cover: Text of the QR code of a cover.
        rng: Of the stack.
    """
    sheet = Sheet(rng)
    width = WIDTH - 60 * MM
    if kind == "cover":
        _say(sheet, 40 * MM, width, "TỜ BÌA HỒ SƠ", cover.split("|")[1])
        qr(sheet, cover, WIDTH / 2 - 35 * MM, 90 * MM, 70 * MM)
        return sheet
    if kind == "patch_t":
        _patch_t(sheet)
    _say(sheet, 80 * MM, width, "TỜ NGĂN CÁCH VĂN BẢN", "Không bỏ tờ này ra khỏi xấp khi quét")
    symbology = zxingcpp.BarcodeFormat.Code39 if kind == "patch_t" else zxingcpp.BarcodeFormat.Code128
    _bars(sheet, PATCH_TEXT, symbology)
    return sheet


def _say(sheet: Sheet, y: float, width: float, title: str, line: str) -> None:
    paras = (Para(title, 24, bold=True, align="centre"), Para(line, 14, align="centre"))
    stack(sheet, paras, 30 * MM, y, width)


def _bars(sheet: Sheet, text: str, symbology: zxingcpp.BarcodeFormat) -> None:
    row = np.asarray(zxingcpp.create_barcode(text, symbology).to_image(scale=1))[:1]
    module = max(6, round(95 * MM / row.shape[1]))
    code = cv2.resize(row, (row.shape[1] * module, round(25 * MM)), interpolation=cv2.INTER_NEAREST)
    sheet.image.paste(Image.fromarray(code).convert("RGB"), ((WIDTH - code.shape[1]) // 2, round(140 * MM)))


def _patch_t(sheet: Sheet) -> None:
    """The bars along all four edges, so that the sheet works whichever way it is fed."""
    depth = sum(_PATCH_BARS) + 4 * _PATCH_GAP
    near = 0
    for bar in _PATCH_BARS:
        start, end = _PATCH_EDGE + near, _PATCH_EDGE + near + bar
        inside = _PATCH_EDGE + depth
        for y0, y1 in ((start, end), (HEIGHT - end, HEIGHT - start)):
            sheet.draw.rectangle((inside, y0, WIDTH - inside, y1 - 1), fill=INK)
        for x0, x1 in ((start, end), (WIDTH - end, WIDTH - start)):
            sheet.draw.rectangle((x0, _PATCH_EDGE, x1 - 1, HEIGHT - _PATCH_EDGE), fill=INK)
        near += bar + _PATCH_GAP
