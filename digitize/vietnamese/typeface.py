"""The typeface of what we print and render: Tinos, complete for Vietnamese, as wide as Times New Roman."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
_FACES = {
    (False, False): "Tinos-Regular.ttf",
    (True, False): "Tinos-Bold.ttf",
    (False, True): "Tinos-Italic.ttf",
    (True, True): "Tinos-BoldItalic.ttf",
}


def face_file(bold: bool, italic: bool) -> Path:
    """The file of a face of Tinos, as ``scripts/make_fonts.py`` cut it: the letters and signs of our papers."""
    return _FOLDER / _FACES[bold, italic]
