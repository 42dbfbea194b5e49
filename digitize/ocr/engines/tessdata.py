"""Where Tesseract's language data lies, and which data it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from digitize.errors import EngineMissing

LANGUAGE = "vie"

_USUAL_PLACES = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
)


def find_tessdata(folder: Path | None = None) -> Path:
    """The folder with the Vietnamese data.

    Args:
        folder: Where to look; ``None``: where distributions put it.

    Raises:
        EngineMissing: There is no ``vie.traineddata``.
    """
    for place in _places(folder):
        if data_file(place).is_file():
            return place
    raise EngineMissing("vie.traineddata")


def has_tessdata(folder: Path | None = None) -> bool:
    """Whether :func:`find_tessdata` would find the data."""
    return any(data_file(place).is_file() for place in _places(folder))


def _places(folder: Path | None) -> tuple[Path, ...]:
    return _USUAL_PLACES if folder is None else (folder,)


def data_file(folder: Path, language: str = LANGUAGE) -> Path:
    """The data file of a language in a folder."""
    return folder / f"{language}.traineddata"


def fingerprint(folder: Path) -> str:
    """First 12 digits of the SHA-256 of the Vietnamese data: another file may read otherwise."""
    with data_file(folder).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]
