"""Reading beside OCRmyPDF: ``make bench-read`` writes ``docs/bench-read.md``. It measures, and asserts nothing.

The tools take turns on the same files, A B C A B C, as commands from file to validated PDF/A. Error rates are of these
and of further pages, whose reading is not timed and is kept, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from digitize.samples.degrade import LEVELS, Level
from tests import verapdf
from tests.bench.read_figures import COPY, FULL_PAGES, FULL_ROUNDS, FULL_TIMED, Figures, Output, Timing
from tests.bench.read_pages import FAMILIES, BenchFile, Plan, rendered
from tests.bench.read_profile import profile
from tests.bench.read_report import report
from tests.bench.read_statistics import Errors, Scored, scored
from tests.bench.read_tools import CONFIDENCES, OURS, ROOT, TOOLS, Reading, Shelf, Tool
from tests.bench.tables import of_engine

CACHE = ROOT / ".cache" / "bench-read"
REPORT = ROOT / "docs" / "bench-read.md"
_GREY_PAGES = 12
_SEED = 20260715
_CORES = 2
_PROFILED_PAGES = 3


# --- times ------------------------------------------------------------------------------------------------


def timed(files: list[BenchFile], rounds: int, shelf: Shelf, note: Path, key: str) -> list[Timing]:
    """All tools by turns on the files that are timed.

    Times of two runs are never mixed: a round that was not reached is timed anew with all before it. Only when all are
    there are they noted, until the report is written, in case what follows is stopped.
    """
    if note.exists():
        known, timings = msgspec.json.decode(note.read_bytes(), type=tuple[str, list[Timing]])
        if known == key:
            return timings
    timings = []
    for number in range(rounds):
        for file in files:
            if not file.timed or not file.level:
                continue
            for tool in TOOLS:
                cost = shelf.made(tool, file.path, shelf.place(tool, file.path), len(file.pages))
                timings.append(Timing(tool.name, file.level, len(file.pages), cost))
                _say(f"round {number + 1}/{rounds} {file.name}: {tool.name} {cost.wall:.1f} s")
    note.write_bytes(msgspec.json.encode((key, timings)))
    return timings


# --- readings ---------------------------------------------------------------------------------------------


def read_all(files: list[BenchFile], shelf: Shelf) -> Iterator[tuple[str, BenchFile, Path, Reading]]:
    """Our reading of each file and of our access copies, then the others'; what is for the size alone only we read.

    Ours come first: of them it is seen how busy the cores are, and the machine must be left alone so long.
    """
    for file in files:
        place = shelf.place(OURS, file.path)
        yield OURS.name, file, place, _reading(shelf, OURS, file, file.path, place)
        if file.level:
            copy, copied = place / "out.pdf", shelf.place(OURS, file.path, COPY)
            yield COPY, file, copied, _reading(shelf, OURS, file, copy, copied)
    for tool, file in itertools.product(TOOLS, files):
        if tool is not OURS and file.level:
            place = shelf.place(tool, file.path)
            yield tool.name, file, place, _reading(shelf, tool, file, file.path, place)


def _reading(shelf: Shelf, tool: Tool, file: BenchFile, source: Path, place: Path) -> Reading:
    """What a tool makes of a file, or of the access copy of it, made now if it was not made before."""
    if found := shelf.reading(place):
        return found
    # The others' reading is not timed here and may wait.
    shelf.made(tool, source, place, len(file.pages), nice=tool is not OURS)
    _say(f"read {file.name}{'' if source == file.path else f', {COPY}'}: {tool.name}")
    made = shelf.reading(place)
    assert made
    return made


def measured(command: str, plan: Plan, rounds: int) -> Figures:
    """Renders, times, reads, checks and compares."""
    load = os.getloadavg()[0]
    files = rendered(plan, CACHE / f"pages-{plan.key}")
    shelf = Shelf(CACHE / "readings")
    versions = {tool.name: tool.version for tool in TOOLS}
    timings = timed(files, rounds, shelf, CACHE / "timings.json", f"{plan.key} {rounds} {versions}")
    errors: dict[Level, dict[str, list[Errors]]] = {level: {} for level in LEVELS}
    words: dict[str, dict[Level, list[Scored]]] = {name: {level: [] for level in LEVELS} for name in CONFIDENCES}
    made: list[tuple[str, BenchFile, Path, Reading]] = []
    for tool, file, place, reading in read_all(files, shelf):
        if tool != COPY:
            made.append((tool, file, place, reading))
        if not file.level:
            continue
        truths = [page.text for page in file.pages]
        found = [Errors.of(page.text, truth) for page, truth in zip(reading.pages, truths, strict=True)]
        errors[file.level].setdefault(tool, []).extend(found)
        if tool == OURS.name:
            for page, truth in zip(reading.pages, truths, strict=True):
                for name, confidences in page.confidences.items():
                    words[name][file.level] += scored(page.words, confidences, truth)
    return Figures(
        command=command,
        versions=versions,
        plan=plan,
        sealed=sum(page.sealed for file in files for page in file.pages if file.level),
        rounds=rounds,
        load=load,
        timings=timings,
        outputs=_checked(made),
        errors=errors,
        words=words,
        profile={file.level: _profile(file) for file in files if file.timed and file.level},
    )


def _checked(made: list[tuple[str, BenchFile, Path, Reading]]) -> list[Output]:
    """The outputs with veraPDF's verdicts: ours must be PDF/A-2u, OCRmyPDF promises PDF/A-2b."""
    verdicts: dict[Path, str] = {}
    if not verapdf.missing_tools():
        for flavour, ours in (("2u", True), ("2b", False)):
            places = [place for tool, _, place, _ in made if (tool == OURS.name) is ours]
            said = verapdf.verdicts(*(place / "out.pdf" for place in places), flavour=flavour)
            verdicts.update(zip(places, said, strict=True))
    return [
        Output(
            tool=tool,
            file=file.name,
            level=file.level,
            pages=len(file.pages),
            size=reading.size,
            valid=verdicts[place] == "PASS" if verdicts else None,
            cost=reading.cost,
        )
        for tool, file, place, reading in made
    ]


def _profile(file: BenchFile) -> dict[str, float]:
    pages = min(_PROFILED_PAGES, len(file.pages))
    return {stage: seconds / pages for stage, seconds in profile([(file.path, pages)]).items()}


# --- the command ------------------------------------------------------------------------------------------


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-read", description=__doc__)
    parser.add_argument("--pages", type=int, default=FULL_PAGES, help="pages of the three levels together")
    parser.add_argument("--rounds", type=int, default=FULL_ROUNDS, help="how often each tool is timed")
    parser.add_argument("--seed", type=int, default=_SEED, help="a fresh seed gives fresh pages")
    parser.add_argument("--fonts", default=",".join(FAMILIES), help="families, one drawn for each page")
    return parser.parse_args()


def main() -> None:
    """Measures and writes the report: a full run into ``docs``, a smaller one beside the figures."""
    options = _options()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
    CACHE.mkdir(parents=True, exist_ok=True)
    pages = max(len(LEVELS), options.pages // len(LEVELS) * len(LEVELS))
    grey = min(_GREY_PAGES, pages // 2 // len(LEVELS) * len(LEVELS))
    plan = Plan(options.seed, pages, min(FULL_TIMED, pages), grey, tuple(options.fonts.split(",")))
    figures = measured(shlex.join(["python", "-m", "tests.bench.read", *sys.argv[1:]]), plan, options.rounds)
    (CACHE / "figures.json").write_bytes(msgspec.json.encode(figures))
    text = report(figures)
    page = of_engine(REPORT)
    target = page if figures.full else CACHE / page.name
    target.write_text(text, encoding="utf-8")
    (CACHE / "timings.json").unlink()
    sys.stdout.write(f"{text}\n{target.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
