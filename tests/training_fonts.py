"""Tinos of the package as a font that was fetched for training, and a law of one paragraph."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitize.ocr.training import fonts, places
from digitize.ocr.training.fonts import Family, Kind
from digitize.ocr.training.legal_texts import LegalText
from digitize.vietnamese.typeface import face_file

TINOS = Family("Tinos", Kind.TIMES, "npm:@fontsource/tinos", "", "", "Apache-2.0", False)
LAW = LegalText("1/2025/QH15", ("Căn cứ Luật Tổ chức Chính phủ, Bộ trưởng ban hành Thông tư này.",))


@contextmanager
def only_tinos(folder: Path) -> Iterator[Family]:
    """Within, the fetched fonts are Tinos in this folder."""
    before, places.FONTS = places.FONTS, folder
    caches = (fonts.styles, fonts.face, fonts.letters)
    TINOS.folder.mkdir()
    for bold, name in ((False, "400-normal.font"), (True, "700-normal.font")):
        shutil.copy(face_file(bold, False), TINOS.folder / name)
    for cached in caches:
        cached.cache_clear()
    yield TINOS
    places.FONTS = before
    for cached in caches:
        cached.cache_clear()
