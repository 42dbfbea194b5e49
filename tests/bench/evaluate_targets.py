"""What our own reader must show, each computed from the figures and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import mean, median

from digitize.samples.degrade import LEVELS, Level
from tests.bench.evaluate_figures import FieldCounts, Fields, Figures, Process, Rates, RealPage, Soak, Speed
from tests.bench.evaluate_pages import OFFICIAL_PAGES, OFFICIAL_SCANS
from tests.bench.evaluate_readers import OWN, PEER
from tests.bench.read_statistics import Interval, calibration_error, difference, rate
from tests.bench.read_targets import Target

ENOUGH_FIELDS, ENOUGH_SOAK = 4_000, 10_000
ENDS = 100
"""Pages at the beginning and at the end of a long run that are compared."""
MEGABYTE = 1_000_000

_MOST: dict[Level, float] = {"clean": 0.0010, "hard": 0.0040}
_SLOWER, _GROWN = 1.05, 20 * MEGABYTE
WAYS: dict[str, Callable[[Rates], float]] = {
    "strict order": lambda rates: rates.strict,
    "order-free": lambda rates: rates.order_free,
    "the truth's lines": lambda rates: rates.matched,
}
"""Ways to count the errors of a real page."""


def targets(figures: Figures) -> Iterator[Target]:
    """All of them."""
    yield from _rendered(figures)
    yield from _speed(figures.speed)
    yield from _process(figures.process)
    yield _soak(figures.soak)
    for group in (OFFICIAL_PAGES, OFFICIAL_SCANS):
        yield from _real(group, [page for page in figures.real if page.group == group])
    yield from _fields(figures.fields)
    for where, words in figures.words(OWN).items():
        error = calibration_error(words)
        yield Target(f"{where}: calibration error of words' confidence ≤ 0.02", f"{error:.4f}", error <= 0.02)


def _percent(one: Interval, sign: str = "") -> str:
    value, low, high = (f"{100 * part:{sign}.3f}" for part in (one.value, one.low, one.high))
    return f"{value} % ({low} … {high})"


def _rendered(figures: Figures) -> Iterator[Target]:
    for level in LEVELS:
        own, peer = (figures.letters(reader, level) for reader in (OWN, PEER))
        more = difference(own, peer)
        figure = f"{_percent(rate(own))} against {_percent(rate(peer))}; {_percent(more, '+')}"
        yield Target(f"{level} pages: error rate not above Tesseract's", figure, more.value <= 0)
    for level, most in _MOST.items():
        found = rate(figures.letters(OWN, level))
        yield Target(f"{level} pages: error rate ≤ {100 * most:.2f} %", _percent(found), found.value <= most)
    missed = {reader: figures.numbers(reader) for reader in (OWN, PEER)}
    more = difference(missed[OWN], missed[PEER])
    figure = f"missed {_percent(rate(missed[OWN]))} against {_percent(rate(missed[PEER]))}; {_percent(more, '+')}"
    yield Target("numbers, codes, dates: exactly right at least as often as Tesseract", figure, more.value <= 0)


def times_faster(speed: Speed) -> float:
    """How often we read a page while Tesseract reads it once, by the medians of all runs."""
    return median(speed.seconds[PEER]) / median(speed.seconds[OWN])


def _speed(speed: Speed | None) -> Iterator[Target]:
    times = times_faster(speed) if speed else None
    figure = "left out" if times is None else f"{times:.1f} ×"
    yield Target("cleaned page → tree: ≥ 10 × tesserocr, one core", figure, None if times is None else times >= 10)


def _process(process: Process) -> Iterator[Target]:
    loading = median(process.loading) if process.loading else None
    figure = "left out" if loading is None else f"{loading:.2f} s"
    met = None if loading is None else loading <= 0.5
    yield Target("loading in a fresh process ≤ 0.5 s, imports included", figure, met)
    peak = process.peak / MEGABYTE
    yield Target("memory of a process with the reader alone ≤ 400 MB", f"{peak:.0f} MB", peak <= 400)


def ends(soak: Soak) -> tuple[float, float, int]:
    """Median seconds of a page at the beginning and at the end of a long run, and bytes it grew by between them."""
    first, last = median(soak.seconds[:ENDS]), median(soak.seconds[-ENDS:])
    return first, last, soak.resident[-1] - soak.resident[min(ENDS, len(soak.resident)) - 1]


def _soak(soak: Soak | None) -> Target:
    claim = f"{ENOUGH_SOAK:,} pages: the last {ENDS} ≤ 5 % slower than the first, memory grown by ≤ 20 MB"
    if soak is None:
        return Target(claim, "left out", None)
    first, last, grown = ends(soak)
    met = last <= _SLOWER * first and grown <= _GROWN
    figure = f"{len(soak.seconds):,} pages: {first:.3f} → {last:.3f} s, {grown / MEGABYTE:+.0f} MB"
    return Target(claim, figure, _believed(met, len(soak.seconds) >= ENOUGH_SOAK))


def _believed(met: bool, enough: bool) -> bool | None:
    """A miss is a miss however little was measured; what is met needs enough of it."""
    return (True if enough else None) if met else False


def mean_of(rates: list[Rates], way: str) -> float:
    """Mean of the pages' rates, counted one way."""
    return mean(map(WAYS[way], rates))


def worse_pages(pages: list[RealPage], way: str) -> list[RealPage]:
    """Pages that we read worse than the better of Tesseract's readings."""
    count = WAYS[way]
    return [page for page in pages if count(page.rates[OWN]) > count(page.best)]


def _real(group: str, pages: list[RealPage]) -> Iterator[Target]:
    for way in WAYS:
        own, best = mean_of([page.rates[OWN] for page in pages], way), mean_of([page.best for page in pages], way)
        figure = f"{100 * own:.2f} % against {100 * best:.2f} %: {own / best:.2f}" if best else f"{100 * own:.2f} % : 0"
        claim = f"`{group}`, {way}: mean error rate ≤ 1/3 of the better of Tesseract's"
        yield Target(claim, figure, 3 * own <= best)
        worse = worse_pages(pages, way)
        told = f"{len(worse)} of {len(pages)} worse"
        yield Target(f"`{group}`, {way}: no page worse", told, not worse)


def _fields(fields: Fields) -> Iterator[Target]:
    counts = [FieldCounts.of(those) for those in fields.by_document().values()]
    wrong, misread = rate([one.wrong for one in counts]), rate([one.misread for one in counts])
    silent = rate([one.silent for one in counts])
    there = sum(one.wrong.letters for one in counts)
    enough = there >= ENOUGH_FIELDS
    told = "" if enough else f" of only {there:,}"
    claim = f"critical fields without Tesseract, ≥ {ENOUGH_FIELDS:,}: "
    met = _believed(wrong.value <= 0.001, enough)
    figure = f"{_percent(wrong)}{told}; by misreading {_percent(misread)}"
    yield Target(f"{claim}answered and wrong ≤ 0.1 %", figure, met)
    answered = Interval(1 - silent.value, 1 - silent.high, 1 - silent.low)
    met = _believed(answered.value >= 0.9, enough)
    yield Target(f"{claim}≥ 90 % answered", f"{_percent(answered)}{told}", met)
