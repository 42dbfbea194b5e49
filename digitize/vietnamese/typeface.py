"""Where the typeface of what we print and render lies: Tinos, complete for Vietnamese, as wide as Times New Roman."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

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
