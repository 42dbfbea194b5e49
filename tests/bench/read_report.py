"""The page on how we read beside OCRmyPDF, as ``make bench-read`` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from digitize.samples.degrade import LEVELS, Level
from tests.bench.read_figures import COPY, Figures
from tests.bench.read_pages import FAMILIES, LEAST_LINE
from tests.bench.read_statistics import (
    BINS,
    RESAMPLES,
    Scored,
    calibration_error,
    difference,
    plain_rate,
    rate,
    reliability,
)
from tests.bench.read_targets import (
    KILOBYTE,
    against_best,
    best_peer,
    bytes_a_page,
    outputs,
    targets,
    throughput,
    wall,
)
from tests.bench.read_tools import CLEANED, OURS, PLAIN, TOOLS
from tests.bench.tables import machine, percent, table, verdicts

_MEGABYTE = 1_000_000
_BAR = 40
_SHORT = "**A short run, to try the command: too few pages or rounds for its figures to be believed.**\n\n"


def report(figures: Figures) -> str:
    """The whole page."""
    plan = figures.plan
    sections = (
        _head(figures),
        f"## What it must show\n\n{verdicts(targets(figures))}",
        f"## Throughput\n\n{_throughput(figures)}",
        f"## Error rates\n\n{_errors(figures)}",
        f"## Reading of the access copy\n\n{_copies(figures)}",
        f"## Size and validity\n\n{_sizes(figures)}",
        f"## Confidence\n\n{_confidence(figures)}",
        f"## Cores and memory\n\n{_cores(figures)}",
        f"## Where our time goes\n\n{_profile(figures)}",
        _pages(plan.families),
    )
    return "\n\n".join(sections) + "\n"


# --- sections ---------------------------------------------------------------------------------------------


def _head(figures: Figures) -> str:
    plan = figures.plan
    versions = "\n".join(f"- {name}: {version}" for name, version in figures.versions.items() if name != CLEANED.name)
    return f"""<!-- Made by `make bench-read`; do not edit. -->

# Reading beside OCRmyPDF, as measured

{"" if figures.full else _SHORT}Command: `{figures.command}`. Machine: {machine()}.
Seed {plan.seed}; {plan.pages} pages for the error rates, {figures.sealed} of them with a seal; {plan.timed} of them \
timed, rounds: {figures.rounds}. Load average at the start: {figures.load:.1f}.

{versions}

OCRmyPDF runs in its default environment (it limits Tesseract's threads by itself), with \
`{" ".join(PLAIN.options)}`
and as many jobs as cores; `digitize read` with as many workers and `OMP_THREAD_LIMIT=1`."""


def _throughput(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for level in LEVELS:
            for tool in TOOLS:
                walls = wall(figures, tool.name, level)
                runs = [one for one in figures.timings if (one.tool, one.level) == (tool.name, level)]
                processors = median(one.cost.cpu / one.pages for one in runs)
                times = "" if tool is OURS else f"{throughput(figures, tool.name, level):.2f}"
                span = f"{min(walls):.2f} … {max(walls):.2f}"
                count = str(runs[0].pages)
                yield level, count, tool.name, f"{median(walls):.2f}", span, f"{processors:.2f}", times

    heads = (
        "level",
        "pages a file",
        "tool",
        "s a page",
        "least … most",
        "CPU s a page",
        "our throughput, times",
    )
    return f"""From the command's start to its end, starting up included: from a PDF of scans to a PDF/A
that the tool has checked itself. The tools took turns; medians of the rounds. veraPDF ran afterwards.

{table(heads, rows())}"""


def _errors(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for level in LEVELS:
            for tool in TOOLS:
                pages = figures.errors[level][tool.name]
                yield level, str(len(pages)), tool.name, percent(rate(pages)), percent(plain_rate(pages))

    def compared() -> Iterator[tuple[str, ...]]:
        for level in LEVELS:
            share, more = against_best(figures, level)
            parts = f"{share.value:.2f} ({share.low:.2f} … {share.high:.2f})"
            yield level, best_peer(figures, level), parts, percent(more, 3, "+")

    heads = ("level", "pages", "tool", "error rate %", "without accents and capitals %")
    return f"""Edits from the truth to the reading over the truth's letters, all pages of a level together; NFC, any
white space is one space. In brackets 95 % intervals: {RESAMPLES:,} bootstrap resamples of the pages, the same ones for
both tools where two are compared.

{table(heads, rows())}

Against OCRmyPDF's better setting on each level:

{table(("level", "its better setting", "our rate as a share of its", "our rate less its, points"), compared())}"""


def _copies(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for level in LEVELS:
            copy, original = figures.errors[level][COPY], figures.errors[level][OURS.name]
            worse = percent(difference(copy, original), 2, "+")
            yield level, percent(rate(original)), percent(rate(copy)), worse

    heads = ("level", "original %", "access copy %", "copy less original, points")
    return f"""`digitize read` of what `digitize read --pdf` wrote; all pages were read from their pictures, none from
the text layer.

{table(heads, rows())}"""


def _sizes(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for level in (*LEVELS, None):
            for tool in TOOLS:
                made = outputs(figures, tool.name, level)
                if made:
                    size = f"{bytes_a_page(figures, tool.name, level) / KILOBYTE:.1f}"
                    verdicts = [one.valid for one in made]
                    valid = "–" if None in verdicts else f"{sum(map(bool, verdicts))} of {len(made)}"
                    codes = ", ".join(sorted({str(one.cost.code) for one in made}))
                    yield level or "grey, 300 dpi, all levels", tool.name, size, valid, codes

    heads = ("level", "tool", "KB a page", "files valid by veraPDF", "exit codes")
    return f"""1 KB is {KILOBYTE} bytes. veraPDF checks ours for PDF/A-2u and OCRmyPDF's for PDF/A-2b, as promised.

{table(heads, rows())}"""


def _confidence(figures: Figures) -> str:
    parts = [
        "A word is right if it equals the word of the truth it is aligned with. The error is the expected calibration "
        "error: how far\nconfidence and share of right words lie apart, on average over all words."
    ]
    for name, by_level in figures.words.items():
        everything = [word for words in by_level.values() for word in words]
        parts.append(f"### {name.capitalize()} confidence\n\n{_curve(everything)}\n\n{_by_level(by_level)}")
    return "\n\n".join(parts)


def _curve(words: Sequence[Scored]) -> str:
    """The reliability curve as a table with a bar for the share of right words; ``│`` stands at the mean confidence."""

    def rows() -> Iterator[tuple[str, ...]]:
        for index, one in enumerate(reliability(words)):
            span = f"{index / BINS:.1f} … {(index + 1) / BINS:.1f}"
            if one is None:
                yield span, "0", "–", "–", ""
                continue
            length, mark = round(one.right * _BAR), min(round(one.confidence * _BAR), _BAR - 1)
            bar = "".join("│" if at == mark else "█" if at < length else "·" for at in range(_BAR))
            yield span, str(one.words), f"{100 * one.confidence:.1f}", f"{100 * one.right:.1f}", f"`{bar}`"

    return table(("confidence", "words", "mean confidence %", "right %", "right (bar), confidence (│)"), rows())


def _by_level(by_level: dict[Level, list[Scored]]) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        everything = [word for words in by_level.values() for word in words]
        for level, words in (*by_level.items(), ("all", everything)):
            if words:
                confidence = 100 * sum(word[0] for word in words) / len(words)
                right = 100 * sum(word[1] for word in words) / len(words)
                error = 100 * calibration_error(words)
                yield level, str(len(words)), f"{confidence:.1f}", f"{right:.1f}", f"{error:.1f}"

    return table(("level", "words", "mean confidence %", "right %", "calibration error, points"), rows())


def _cores(figures: Figures) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for one in figures.outputs:
            if one.tool == OURS.name and one.level:
                cost = one.cost
                shares = ("–" if share is None else f"{100 * share:.1f}" for share in (cost.busy, cost.busy_reading))
                yield one.file, str(one.pages), *shares, _megabytes(cost.largest), _megabytes(cost.together)

    heads = ("file", "pages", "busy %", "busy while reading %", "largest worker MB", "all together MB")
    peers = ", ".join(f"{tool.name} {_megabytes(_most(figures, tool.name))} MB" for tool in (PLAIN, CLEANED))
    return f"""*Busy*: share of the cores' time used from the command's start until the last pages were begun, one for
each core; *while reading*: from the first page's end on. Memory is resident memory as seen every quarter of a second; a
worker's address space is bounded by the setting `worker_memory`. All processes together, for comparison: {peers}.

{table(heads, rows())}"""


def _most(figures: Figures, tool: str) -> int:
    return max(one.cost.together for one in figures.outputs if one.tool == tool)


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f}"


def _profile(figures: Figures) -> str:
    levels = list(figures.profile)
    stages = sorted(
        {stage for spent in figures.profile.values() for stage in spent},
        key=lambda stage: -sum(spent.get(stage, 0.0) for spent in figures.profile.values()),
    )
    rows = [(stage, *(_share(figures.profile[level], stage) for level in levels)) for stage in stages]
    rows.append(("**all**", *(f"{1000 * sum(figures.profile[level].values()):.0f}" for level in levels)))
    return f"""One worker in one process, without its start; milliseconds a page and share.

{table(("stage", *levels), rows)}"""


def _share(spent: dict[str, float], stage: str) -> str:
    seconds = spent.get(stage, 0.0)
    return f"{1000 * seconds:.0f} ({100 * seconds / sum(spent.values()):.0f} %)"


def _pages(families: Sequence[str]) -> str:
    told = ", ".join(f"{family} ({families.count(family)} of {len(families)})" for family in dict.fromkeys(families))
    other = "" if tuple(families) == FAMILIES else " (not the usual ones)"
    return f"""## The pages

Bodies of the fifth of the legal documents that is set aside for measuring
(`digitize/ocr/training/legal_texts.py`), set on A4 in 13 to 14 points, worn and scanned at 200 to 300 dpi, grey and
colour, as `digitize samples` does; each file is a PDF of the scanner's JPEG pictures, and all tools get the same one.
Pages whose lines have fewer than {LEAST_LINE} letters on
average, crumbs of tables, are drawn anew before any tool has seen them. Documents are fewer than pages, so
two pages may share text. Fonts: {told}{other}."""
