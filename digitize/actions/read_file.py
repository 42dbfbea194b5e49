"""Reading one file without an archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from digitize.errors import BadFile, DigitizeError, ParserCrashed
from digitize.ingest.files import require
from digitize.ingest.sources import Limits, Probe
from digitize.model import PageReading
from digitize.pipeline import work
from digitize.pipeline.pool import Job, Pool
from digitize.pipeline.progress import Progress, Step
from digitize.settings import Settings
from digitize.vietnamese.text import display_name


@dataclass(frozen=True, slots=True)
class PageProblem:
    """A page that could not be read (1-based), or 0 for the access copy, and the reason code."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True)
class FileReading:
    """What was read from a file.

    Attributes:
        pages: The page trees with what was found; ``None`` for a page that could not be read.
        problems: Pages that could not be read, and an access copy that is not all it should be.
    """

    pages: tuple[PageReading | None, ...]
    problems: tuple[PageProblem, ...]

    @property
    def text(self) -> str:
        """The text of all pages, a form feed between them."""
        return "\f".join(page.text.text if page else "" for page in self.pages)


def read_file(
    file: Path,
    settings: Settings,
    *,
    pdf: Path | None,
    keep_steps: Path | None,
    progress: Progress,
    deskew: bool = False,
) -> FileReading:
    """Reads all pages of a file on all cores.

    Args:
        file: PDF, TIFF, JPEG or PNG.
        settings: For the reader and its limits.
        pdf: Where to write a PDF/A with a text layer.
        keep_steps: A folder for pictures of the cleaning steps.
        progress: Is told of each page.
        deskew: The pictures in the PDF/A are levelled; otherwise they are as received, turned upright.

    Raises:
        NoSuchPath: There is no such file.
        BadFile: The file cannot be read at all.
    """
    require(file)
    spec = replace(work.ReaderSpec.of(settings), level_pictures=deskew)
    work.engine_version(spec)
    if keep_steps:
        keep_steps.mkdir(parents=True, exist_ok=True)
    with Pool(settings.workers, settings.worker_memory, work.prepare) as pool, _beside(pdf) as folder:
        probe = _probe(pool, file, settings)
        pages: list[PageReading | None] = [None] * probe.pages
        problems = []
        jobs = (
            Job(index, work.read_page, (file, index, spec, _picture(folder, index), keep_steps), settings.page_timeout)
            for index in range(probe.pages)
        )
        for done, (job, outcome) in enumerate(pool.run(jobs), start=1):
            pages[job.key] = outcome.answer
            if outcome.problem:
                problems.append(PageProblem(job.key + 1, outcome.problem.code))
            progress(Step.PAGES, done, probe.pages)
        if pdf and folder and (reason := _write_pdf(pool, file, pages, spec, settings, pdf, folder)):
            problems.append(PageProblem(0, reason))
    return FileReading(tuple(pages), tuple(sorted(problems, key=lambda problem: problem.page)))


@contextmanager
def _beside(pdf: Path | None) -> Iterator[Path | None]:
    """A folder for what the access copy is made of, on the disk where it will lie."""
    if pdf is None:
        yield None
        return
    with TemporaryDirectory(dir=pdf.absolute().parent) as folder:
        yield Path(folder)


def _picture(folder: Path | None, index: int) -> Path | None:
    return folder and folder / f"{index}.picture"


def _checks(draft: Path, places: Sequence[work.PagePlace], workers: int, timeout: float) -> Iterator[Job[str | None]]:
    """Each worker reads a part of the copy back; one alone would take half as long as all of them for the reading."""
    step = -(-len(places) // workers)
    for first in range(0, len(places), step):
        part = tuple(places[first : first + step])
        yield Job(first, work.check_copy, (draft, part, first, first + step < len(places)), timeout)


def _probe(pool: Pool, file: Path, settings: Settings) -> Probe:
    limits = Limits(settings.max_file_bytes, settings.max_pages, settings.max_pixels)
    arguments = (file, display_name(file.name), limits)
    [(_, outcome)] = pool.run(iter([Job("probe", work.probe_file, arguments, settings.page_timeout)]))
    if outcome.problem and not isinstance(outcome.problem, BadFile):
        raise ParserCrashed from outcome.problem
    probe: Probe = outcome.get()
    return probe


def _write_pdf(
    pool: Pool,
    file: Path,
    pages: Sequence[PageReading | None],
    spec: work.ReaderSpec,
    settings: Settings,
    pdf: Path,
    folder: Path,
) -> str | None:
    """Writes the access copy beside its place and then moves it there; gives a reason code if something is wrong."""
    places = []
    for index, page in enumerate(pages):
        reading = folder / f"{index}.json"
        if page:
            reading.write_bytes(msgspec.json.encode(page))
        places.append(work.PagePlace(file, index, reading if page else None, _picture(folder, index)))
    draft = folder / "access.pdf"
    arguments = (draft, tuple(places), spec, "", "", datetime.now(UTC))
    timeout = 60 + settings.page_timeout * len(pages) / 10
    [(_, outcome)] = pool.run(iter([Job("pdf", work.compose_copy, arguments, timeout)]))
    try:
        copy, reason = outcome.get()
        if not copy:
            return str(reason)
        reasons = [outcome.get() for _, outcome in pool.run(_checks(draft, places, settings.workers, timeout))]
    except DigitizeError as error:
        return error.code
    shutil.move(draft, pdf)
    return next(filter(None, reasons), None)
