"""How many text lines are found whole and in order: ``make bench-lines`` writes ``docs/lines.md``.

Every line that is drawn on a rendered page must come back as one cut with all of its ink and no other line's letters.
Pictures of lines that did not lie in ``.bench/lines`` afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from digitize.model import Affine, Colour, PageImage, Pixels
from digitize.ocr import threads
from digitize.ocr.cleaning import clean
from digitize.ocr.interfaces import LineImage
from digitize.ocr.lines import TextLineFinder, located
from digitize.samples.degrade import LEVELS, WEAR, Level, scan, to_scan
from digitize.samples.dossier import make_stack
from digitize.samples.sheet import HEIGHT, WIDTH, Run
from tests.bench import read_pages
from tests.bench.line_truth import Ink, Verdict, in_order, ink_of, verdicts

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "lines.md"
FAULTS = ROOT / ".bench" / "lines"
SEED, STACKS, PAGES = 20261125, 32, 18
RESOLUTIONS = (100, 150, 200, 300, 400, 600)
COLOURS = (Colour.GREY, Colour.COLOUR, Colour.BILEVEL)
_PICTURES = 60
_MARGIN = 60


@dataclass(frozen=True, slots=True)
class Side:
    """A written side: its layout, its picture and its lines."""

    layout: str
    pixels: Pixels
    runs: tuple[Run, ...]


@dataclass(slots=True)
class Score:
    """Counts of lines."""

    pages: int = 0
    lines: int = 0
    ordered: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, found: list[Verdict]) -> None:
        """Counts the lines of a page."""
        self.pages += 1
        self.lines += len(found)
        self.ordered += in_order([one.position for one in found])
        self.faults.update(one.fault for one in found if one.fault)

    def row(self, name: str) -> str:
        """As a row of a table."""
        whole, ordered = 1 - self.faults.total() / self.lines, self.ordered / self.lines
        faults = ", ".join(f"{fault} {count}" for fault, count in self.faults.most_common()) or "–"
        return f"| {name} | {self.pages} | {self.lines} | {100 * whole:.2f} | {100 * ordered:.2f} | {faults} |"


def sides(seed: int, stacks: int) -> Iterator[Side]:
    """The written sides of sample dossiers: results by their type, other papers by theirs."""
    for index in range(stacks):
        stack = make_stack(seed, index)
        for piece in stack.pieces:
            kind = piece.paper.result_type or piece.paper.fields.document_type
            for side in stack.sides[piece.first : piece.first + piece.count]:
                if side.runs:
                    yield Side(kind, side.pixels, side.runs)


def legal_sides(seed: int, pages: int) -> Iterator[Side]:
    """Pages of the reading benchmark."""
    plan = read_pages.Plan(seed, pages, 0, 0, read_pages.FAMILIES, measuring=False)
    for number in range(pages):
        sheet = read_pages.drawn_page(plan, LEVELS[number % len(LEVELS)], number).sheet
        yield Side("legal text", np.asarray(sheet.image), tuple(sheet.runs))


@dataclass(slots=True)
class Bench:
    """The running measurement."""

    seed: int
    by_layout: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    by_scan: defaultdict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    locating: list[float] = field(default_factory=list)
    cutting: list[float] = field(default_factory=list)
    pictures: int = 0

    def measure(self, side: Side, ink: Ink, number: int, level: Level, dpi: int, colour: Colour) -> None:
        """Scans, cleans and looks for the lines of a side."""
        rng = np.random.default_rng([self.seed, number, LEVELS.index(level), dpi])
        skew = float(rng.uniform(-1, 1)) * WEAR[level].skew
        cleaned = clean(scan(side.pixels, level, dpi, colour, skew, rng))
        to_page = cleaned.to_source.inverse().after(to_scan(WIDTH, HEIGHT, dpi, skew))
        cuts = self._find(cleaned.image)
        found = verdicts(ink, to_page, cleaned.image.pixels, cuts)
        self.by_layout[side.layout].add(found)
        self.by_scan[f"{level}, {colour}"].add(found)
        self.by_scan[f"{dpi} dpi"].add(found)
        for run, one in zip(side.runs, found, strict=True):
            if one.fault and self.pictures < _PICTURES:
                self.pictures += 1
                name = f"{self.pictures:02d}-{one.fault.replace(' ', '-')}-{number}-{level}-{dpi}-{colour}.png"
                _show(FAULTS / name, cleaned.image.pixels, run, to_page, cuts, one.position)

    def _find(self, image: PageImage) -> list[LineImage]:
        located(image)  # The first run on a page finds nothing in the processor's cache.
        start = time.perf_counter()
        located(image)
        middle = time.perf_counter()
        cuts = [line for block in TextLineFinder().find(image) for line in block]
        both = time.perf_counter() - middle
        self.locating.append(middle - start)
        self.cutting.append(both - (middle - start))
        return cuts


def _show(file: Path, page: Pixels, run: Run, to_page: Affine, cuts: list[LineImage], best: int) -> None:
    """A picture of a line that was not found whole: its truth in green, all cuts in red, the best one below."""
    box = to_page.box(run.box)
    x0, y0 = max(0, int(box.x0) - _MARGIN), max(0, int(box.y0) - _MARGIN)
    x1, y1 = int(box.x1) + _MARGIN, int(box.y1) + _MARGIN
    around = cv2.cvtColor(page[y0:y1, x0:x1], cv2.COLOR_GRAY2BGR)
    for cut in cuts:
        left, top = int(cut.to_page.c) - x0, int(cut.to_page.f) - y0
        height, width = cut.pixels.shape
        cv2.rectangle(around, (left, top), (left + width, top + height), (0, 0, 255), 1)
    corners = [(round(box.x0) - x0, round(box.y0) - y0), (round(box.x1) - x0, round(box.y1) - y0)]
    cv2.rectangle(around, *corners, (0, 160, 0), 2)
    if best >= 0:
        pixels = cv2.cvtColor(cuts[best].pixels, cv2.COLOR_GRAY2BGR)
        width = max(around.shape[1], pixels.shape[1])
        both = [
            cv2.copyMakeBorder(part, 4, 4, 0, width - part.shape[1], cv2.BORDER_CONSTANT, value=(255, 230, 200))
            for part in (around, pixels)
        ]
        around = cv2.vconcat(both)
    cv2.imwrite(str(file), around)


def main() -> None:
    """Measures everything and writes the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--stacks", type=int, default=STACKS)
    options.add_argument("--pages", type=int, default=PAGES)
    options.add_argument("--report", type=Path, default=REPORT)
    chosen = options.parse_args()
    threads.single_threaded()
    shutil.rmtree(FAULTS, ignore_errors=True)
    FAULTS.mkdir(parents=True)
    bench = Bench(chosen.seed)
    number = 0
    for source in (sides(chosen.seed, chosen.stacks), legal_sides(chosen.seed, chosen.pages)):
        for side in source:
            ink = ink_of(side.pixels, side.runs)
            # Each side at each level; resolutions and colours take turns.
            for turn, level in enumerate(LEVELS):
                dpi = RESOLUTIONS[(number + 2 * turn) % len(RESOLUTIONS)]
                colour = COLOURS[(number // len(RESOLUTIONS) + turn) % len(COLOURS)]
                bench.measure(side, ink, number, level, dpi, colour)
            number += 1
    chosen.report.write_text(_report(bench, chosen), encoding="utf-8")
    sys.stdout.write(f"{chosen.report}\n")


def _report(bench: Bench, chosen: argparse.Namespace) -> str:
    lines = "\n".join
    whole = Score()
    for score in bench.by_layout.values():
        whole.pages += score.pages
        whole.lines += score.lines
        whole.ordered += score.ordered
        whole.faults.update(score.faults)
    locating, cutting = (1000 * float(np.median(times)) for times in (bench.locating, bench.cutting))
    head = "| pages | lines | found whole % | in order % | faults, lines |\n|---|---|---|---|---|---|"
    return f"""<!-- Made by `make bench-lines`; do not edit. -->

# Text lines, as measured

Seed {chosen.seed}, {chosen.stacks} dossiers and {chosen.pages} pages of legal text, each side at three levels of wear,
100 to 600 dpi, grey, colour and bilevel. A line is *found whole* if one cut holds 98 % of the columns of its ink and
three quarters of every piece of it (letters, marks, dots), and letters of other lines amount to no more than 3 % of it.
*In order* are the lines of a page that the order of the cuts need not pass twice. A cell's line of a table is a line.
Faults: *columns* (cut off at a side or in two), *marks* (a piece of ink missing), *joined* (with another line),
*not found*.

Median of a page on one thread: lines located in {locating:.0f} ms, cut out in {cutting:.0f} ms.

## All

| {head}
{whole.row("all")}

## By layout

| layout {head}
{lines(score.row(name) for name, score in sorted(bench.by_layout.items()))}

## By scan

| scan {head}
{lines(score.row(name) for name, score in sorted(bench.by_scan.items()))}
"""


if __name__ == "__main__":
    main()
