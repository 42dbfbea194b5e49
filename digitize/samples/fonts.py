"""Letters of rendered papers, drawn and measured."""

from __future__ import annotations

from functools import cache, lru_cache

from fontTools.ttLib import TTFont
from PIL import ImageFont

from digitize.vietnamese.typeface import face_file


@cache
def face(bold: bool, italic: bool, px: int) -> ImageFont.FreeTypeFont:
    """A face at a size of ``px`` pixels to the em, set without any shaping library so that all machines agree."""
    return ImageFont.truetype(str(face_file(bold, italic)), px, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advances(bold: bool, italic: bool) -> dict[str, float]:
    with TTFont(face_file(bold, italic), lazy=True) as font:
        per_em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {chr(code): widths[glyph][0] / per_em for code, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=1 << 15)
def width(text: str, bold: bool, italic: bool, px: float) -> float:
    """Width of a text in px, from the font's own table.

    The renderer's measure depends on its version and hinting; line breaks, hence truth, must not.
    """
    advances = _advances(bold, italic)
    return px * sum(advances.get(letter, 0.5) for letter in text)
