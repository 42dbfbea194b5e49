"""How often the quality gate is right: ``make gate`` writes ``docs/quality-gate.md``.

Good pages are rendered at three levels and read, so that all reasons can come up; faults are made on pages of the
middle level and measured alone. The seed is not the one that the limits were found with.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from digitize.ingest import sources
from digitize.model import Colour, PageImage, PageText, Verdict
from digitize.ocr import engines, quality, reading, threads
from digitize.ocr.cleaning import clean
from digitize.ocr.interfaces import Engine
from digitize.ocr.quality import Limits
from digitize.ocr.verdicts import verdict_of
from digitize.pipeline import work
from digitize.samples.degrade import LEVELS, WEAR, Level, scan
from digitize.samples.dossier import make_stack
from digitize.settings import Settings
from tests.bench.official import SHARED
from tests.bench.scan_faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "quality-gate.md"
SEED, STACKS = 20260801, 16
HOW = ((200, Colour.GREY), (300, Colour.COLOUR), (300, Colour.BILEVEL))
EVERY = 2
JPEG_QUALITY = 60
WELL_READ = PageText((), 1, 1, 1, 1)


def sheets() -> Iterator[np.ndarray]:
    """The first written side of each paper of some stacks, RGB."""
    for index in range(STACKS):
        stack = make_stack(SEED, index)
        for piece in stack.pieces:
            if not stack.sides[piece.first].blank:
                yield stack.sides[piece.first].pixels


def scanned(sheet: np.ndarray, number: int, level: Level, dpi: int, colour: Colour) -> PageImage:
    """The sheet as a scanner of a level delivers it, JPEG included."""
    rng = np.random.default_rng([SEED, number, LEVELS.index(level), dpi])
    page = scan(sheet, level, dpi, colour, rng.uniform(-1, 1) * WEAR[level].skew, rng)
    if colour is Colour.BILEVEL:
        return page
    _, data = cv2.imencode(".jpg", page.pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return replace(page, pixels=cv2.imdecode(data, cv2.IMREAD_UNCHANGED))


def good_rows(pages: list[np.ndarray], engine: Engine) -> Iterator[str]:
    """A row of the table for each level and kind of scan."""
    for level in LEVELS:
        for dpi, colour in HOW:
            findings = [
                reading.read(scanned(sheet, number, level, dpi, colour), (), engine, limits=Limits()).findings
                for number, sheet in enumerate(pages[::EVERY])
            ]
            yield f"| {level} | {dpi} dpi {colour} | {_verdicts([one.warnings for one in findings])}"


def _verdicts(warnings: list[tuple[str, ...]]) -> str:
    """The last columns of a row: pages, shares of verdicts, reasons."""
    verdicts = Counter(verdict_of(codes) for codes in warnings)
    reasons = Counter(code for codes in warnings for code in codes)
    shares = " | ".join(f"{100 * verdicts[one] / len(warnings):.0f}" for one in (Verdict.RESCAN, Verdict.LOOK))
    return f"{len(warnings)} | {shares} | {', '.join(f'{code} {count}' for code, count in reasons.most_common())} |"


def fault_rows(pages: list[np.ndarray], fault: Fault) -> Iterator[str]:
    """A row of the table for each strength of a fault."""
    for strength in fault.strengths:
        warnings = []
        for number, sheet in enumerate(pages[::EVERY]):
            page = fault.make(scanned(sheet, number, "medium", 300, Colour.GREY), strength)
            warnings.append(quality.warnings_of(quality.measure(page, clean(page)), WELL_READ, Limits(target_dpi=0)))
        yield f"| {fault.name} | {strength:g} {fault.unit} | {_verdicts(warnings)}"


def real_rows() -> Iterator[str]:
    """What the gate says of real pages; nothing was set by them."""
    spec = work.ReaderSpec.of(Settings())
    for folder, pattern in (("official_scans", "*.pdf"), ("official_pages", "*.pdf"), ("skewed_pages", "*.*")):
        warnings = []
        for file in sorted((SHARED / folder).glob(pattern)):
            with sources.open_source(file) as source:
                count = source.page_count
            findings = (work.read_page(file, index, spec).findings for index in range(count))
            warnings += [one.warnings for one in findings if one.blank is None]
        yield f"| `{folder}` | {_verdicts(warnings)}"


def main() -> None:
    """Measures everything and writes the report."""
    threads.single_threaded()
    engine = engines.create("tesseract")
    pages = list(sheets())
    faults = [row for fault in FAULTS for row in fault_rows(pages, fault)]
    good, real = list(good_rows(pages, engine)), list(real_rows())
    REPORT.write_text(_report(good, faults, real), encoding="utf-8")
    sys.stdout.write(f"{REPORT.relative_to(ROOT)}\n")


def _report(good: list[str], faults: list[str], real: list[str]) -> str:
    lines = "\n".join
    return f"""<!-- Made by `make gate`; do not edit. -->

# The quality gate, as measured

Of each page it is said whether it is good, to be looked at, or to be scanned again, with reasons ([list](reasons.md)).
A page is to be scanned again for a fault of the scan, and to be looked at for a doubt. Seed {SEED}; the limits were
found with another.

## False alarms: rendered pages without fault

| level | scan | pages | scan again % | look % | reasons, pages |
|---|---|---|---|---|---|
{lines(good)}

## Catches: faults made on rendered pages, level medium, 300 dpi grey

Weak faults that do no harm to the reading are meant to pass. What the reading says of a page is left out here.

| fault | strength | pages | scan again % | look % | reasons, pages |
|---|---|---|---|---|---|
{lines(faults)}

## Real pages, blank ones left out

| folder | pages | scan again % | look % | reasons, pages |
|---|---|---|---|---|
{lines(real)}
"""


if __name__ == "__main__":
    main()
