"""The pages on which the readers are compared, with what stands on them: rendered ones and real ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from digitize.ingest import sources
from digitize.model import PageImage
from tests.bench.official import SHARED, official_files
from tests.bench.read_pages import BenchFile, Page

OFFICIAL_PAGES, OFFICIAL_SCANS = "official_pages", "official_scans"
RESOLUTIONS = (150, 200, 300)
DPI = 300
"""At which what has no resolution of its own is taken."""

_DATE_LINE = re.compile(r"Số: (/\S+) (.+, ngày) (tháng .+)")
_WIDGET = re.compile(r"\d+ \d\d")
_RECIPIENTS = "Nơi nhận:"


@dataclass(frozen=True, slots=True)
class RealSource:
    """A page of a real file: where it is, how it is rendered, and its text with printed line breaks."""

    group: str
    name: str
    path: Path
    index: int
    dpi: int
    truth: str

    def picture(self) -> PageImage:
        """The page as received."""
        with sources.open_source(self.path) as source:
            return source.image(self.index, self.dpi)


def rendered_pictures(files: list[BenchFile]) -> Iterator[tuple[Page, PageImage]]:
    """The pages of the benchmark's files, as received."""
    for file in files:
        with sources.open_source(file.path) as source:
            for index, page in enumerate(file.pages):
                yield page, source.image(index, DPI)


def real_sources() -> Iterator[RealSource]:
    """The real pages with a text: pictures as they are, born-digital files at several resolutions."""
    for name, path, truth in official_files():
        yield RealSource(OFFICIAL_PAGES, name, path, 0, DPI, truth)
    folder = SHARED / OFFICIAL_SCANS
    for facts in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        if not facts.get("born_digital"):
            continue
        path = folder / facts["file"]
        layer = (folder / "textlayer" / f"{path.stem}.raw.txt").read_text(encoding="utf-8")
        number, day = facts["so_ky_hieu"].split("/")[0], date.fromisoformat(facts["ngay"]).day
        for index, text in enumerate(layer.removesuffix("\f").split("\f")):
            for dpi in RESOLUTIONS:
                truth = as_printed(text, number, day)
                yield RealSource(OFFICIAL_SCANS, f"{facts['so_ky_hieu']}, p. {index + 1}", path, index, dpi, truth)


def as_printed(layer: str, number: str, day: int) -> str:
    """The text of a page as it stands on paper, in the order of its text layer: agency, motto, number, date, subject.

    That is also the order in which the corrected texts of ``official_pages`` have their headings. The layer has the
    fields of the signatures at the end, although number and day stand in the heading and the stamp above it, and joins
    what stands on one row of two columns.

    Args:
        layer: Of one page.
        number: Of the document, which a field shows.
        day: Of its date, likewise.
    """
    lines, stamp = _without_fields(layer.splitlines())
    lines = [row for line in lines for row in _parted(line, number, day)]
    for at, line in enumerate(lines):
        if line.startswith(_RECIPIENTS) and line != _RECIPIENTS:
            last = max(place for place, other in enumerate(lines) if other.startswith("- Lưu"))
            lines[at : last + 1] = [_RECIPIENTS, *lines[at + 1 : last + 1], line.removeprefix(_RECIPIENTS).strip()]
            break
    return "\n".join([*stamp, *lines])


def _without_fields(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without the fields at the end, and of these the stamp's."""
    at = next((place for place, line in enumerate(lines) if _WIDGET.fullmatch(line)), len(lines))
    return lines[:at], lines[at + 1 :]


def _parted(line: str, number: str, day: int) -> list[str]:
    """The row of number and date as two lines with both filled in; any other line as it is."""
    found = _DATE_LINE.fullmatch(line)
    return [f"Số: {number}{found[1]}", f"{found[2]} {day:02} {found[3]}"] if found else [line]
