"""The real pages with a corrected text, and how they are read: by us, and by Tesseract as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from digitize.ingest import sources
from digitize.model import PageImage
from digitize.ocr import engines
from digitize.ocr.interfaces import Engine
from digitize.pipeline import work
from digitize.settings import Settings

SHARED = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True, slots=True)
class OfficialPage:
    """A real page: its truth, what we read, and what plain Tesseract reads."""

    name: str
    truth: str
    ours: str
    plain: str


def official_files() -> Iterator[tuple[str, Path, str]]:
    """Name, file and corrected text of the real pages."""
    for truth in sorted((SHARED / "official_pages").glob("real_*.txt")):
        name = truth.stem.removeprefix("real_")
        # The truths are of the pictures, without the stamps of digital signatures that the PDFs draw over them; only
        # the picture of the page with form fields lacks its number and day.
        file = truth.parent / (f"{name}.pdf" if name == "hanoi_tb_453_flag" else f"{truth.stem}_p1.png")
        yield name, file, truth.read_text(encoding="utf-8")


def official_pages() -> list[OfficialPage]:
    """The real pages with a corrected text, read by us and by plain Tesseract."""
    spec = work.ReaderSpec.of(Settings())
    plain = engines.create("tesseract", None)
    pages = []
    for name, file, truth in official_files():
        ours = work.read_page(file, 0, spec).text.text
        with sources.open_source(file) as source:
            picture = source.image(0, 300)
        pages.append(OfficialPage(name, truth, ours, read_as_it_is(plain, picture)))
    return pages


def read_as_it_is(engine: Engine, picture: PageImage) -> str:
    """What an engine reads on a page that was not cleaned."""
    return "\n".join(line.text for block in engine.read(_grey(picture)) for line in block.lines)


def _grey(picture: PageImage) -> PageImage:
    if picture.pixels.ndim == 2:
        return picture
    return replace(picture, pixels=cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY))
