"""The typeface of rendered papers: Tinos, metric-equal to Times New Roman and complete for Vietnamese."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from digitize.errors import FontMissing

_USUAL_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)
_FACES = {
    (False, False): "Tinos-Regular.ttf",
    (True, False): "Tinos-Bold.ttf",
    (False, True): "Tinos-Italic.ttf",
    (True, True): "Tinos-BoldItalic.ttf",
}
# Letters that a font without Vietnamese support lacks; Liberation 2.x of Debian 12 fails here.
_PROOF = "ĂÂĐÊÔƠƯăâđêôơưẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


@cache
def face_file(bold: bool, italic: bool) -> Path:
    """The file of a face of Tinos.

    Raises:
        FontMissing: None of the usual font folders holds it, or it lacks Vietnamese letters.
    """
    name = _FACES[bold, italic]
    for folder in _USUAL_FOLDERS:
        for found in sorted(folder.expanduser().rglob(name)):
            with TTFont(found, lazy=True) as font:
                if set(map(ord, _PROOF)) <= set(font.getBestCmap()):
                    return found
    raise FontMissing(name)


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


def width(text: str, bold: bool, italic: bool, px: float) -> float:
    """Width of a text in px, from the font's own table.

    The renderer's measure depends on its version and hinting; line breaks, hence truth, must not.
    """
    advances = _advances(bold, italic)
    return px * sum(advances.get(letter, 0.5) for letter in text)
