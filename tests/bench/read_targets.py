"""What the reading benchmark must show, each computed from the figures and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from digitize.samples.degrade import LEVELS, Level
from tests.bench.read_figures import COPY, Figures, Output
from tests.bench.read_statistics import Interval, difference, rate, ratio
from tests.bench.read_tools import CLEANED, OURS, PLAIN

KILOBYTE = 1000
_TIMED_LEVELS: tuple[Level, ...] = ("medium", "hard")
_EASY_LEVELS: tuple[Level, ...] = ("clean", "medium")


@dataclass(frozen=True, slots=True)
class Target:
    """A claim, the figure that decides it, and whether it holds; ``None``: it could not be measured."""

    claim: str
    figure: str
    met: bool | None


def wall(figures: Figures, tool: str, level: Level) -> list[float]:
    """Seconds a page by the clock, round by round."""
    return [one.cost.wall / one.pages for one in figures.timings if (one.tool, one.level) == (tool, level)]


def throughput(figures: Figures, peer: str, level: Level) -> float:
    """How many pages we read while a peer reads one, by the medians of the rounds."""
    return median(wall(figures, peer, level)) / median(wall(figures, OURS.name, level))


def best_peer(figures: Figures, level: Level) -> str:
    """The setting of OCRmyPDF with the fewer errors on a level."""
    return min((PLAIN.name, CLEANED.name), key=lambda tool: rate(figures.errors[level][tool]).value)


def against_best(figures: Figures, level: Level) -> tuple[Interval, Interval]:
    """Our error rate as a share of the best setting's, and less it."""
    ours, best = figures.errors[level][OURS.name], figures.errors[level][best_peer(figures, level)]
    return ratio(ours, best), difference(ours, best)


def outputs(figures: Figures, tool: str, level: Level | None) -> list[Output]:
    """What a tool wrote of a level; level ``None``: of the pages for the size alone."""
    return [one for one in figures.outputs if (one.tool, one.level) == (tool, level)]


def bytes_a_page(figures: Figures, tool: str, level: Level | None) -> float:
    """Size of the PDFs over their pages."""
    made = outputs(figures, tool, level)
    return sum(one.size for one in made) / sum(one.pages for one in made)


def longest(figures: Figures) -> list[Output]:
    """Our runs over the longest files of each level."""
    ours = [one for one in figures.outputs if one.tool == OURS.name and one.level]
    most = max(one.pages for one in ours)
    return [one for one in ours if one.pages == most]


def targets(figures: Figures) -> Iterator[Target]:
    """All of them."""
    for peer, least in ((CLEANED.name, 4), (PLAIN.name, 2)):
        for level in _TIMED_LEVELS:
            times = throughput(figures, peer, level)
            yield Target(f"≥ {least} × the throughput of {peer}, {level}", f"{times:.2f} ×", times >= least)
    share, _ = against_best(figures, "hard")
    yield Target("hard pages: error rate ≤ 1/4 of the best setting's", f"{share.value:.2f}", share.value <= 0.25)
    for level in _EASY_LEVELS:
        _, more = against_best(figures, level)
        claim = f"{level} pages: error rate ≤ 0.05 points above the best setting's, upper end of the paired interval"
        yield Target(claim, f"{100 * more.high:+.3f} points", 100 * more.high <= 0.05)
    smaller = min(bytes_a_page(figures, peer, "hard") for peer in (PLAIN.name, CLEANED.name))
    part = bytes_a_page(figures, OURS.name, "hard") / smaller
    yield Target("hard pages: ≤ 1/5 of the bytes of its smaller output", f"{part:.3f}", part <= 0.2)
    size = bytes_a_page(figures, OURS.name, None) / KILOBYTE
    yield Target("≤ 80 KB a page, grey at 300 dpi", f"{size:.1f} KB", size <= 80)
    for level in LEVELS:
        worse = difference(figures.errors[level][COPY], figures.errors[level][OURS.name])
        claim = f"{level} pages: reading of the access copy ≤ 0.3 points worse than of the original"
        yield Target(claim, f"{100 * worse.value:+.2f} points", 100 * worse.value <= 0.3)
    yield from _held(figures)


def _held(figures: Figures) -> Iterator[Target]:
    """What is asked of our runs themselves."""
    shares = [one.cost.busy for one in longest(figures)]
    known = [share for share in shares if share is not None]
    least = min(known, default=0.0)
    claim = f"cores ≥ 95 % busy until the last pages, least of the {len(shares)} longest files"
    yield Target(claim, f"{100 * least:.1f} %" if known else "files too short", least >= 0.95 if known else None)
    ours = [one for one in figures.outputs if one.tool == OURS.name]
    valid = [one.valid for one in ours]
    figure = "veraPDF is not here" if None in valid else f"{sum(map(bool, valid))} of {len(ours)} files"
    yield Target("every access copy is PDF/A-2u by veraPDF", figure, None if None in valid else all(valid))
    sound = sum(one.cost.code == 0 for one in ours)
    yield Target("every access copy is accepted by our own check", f"{sound} of {len(ours)} files", sound == len(ours))
