"""Where the time of one worker goes: the public functions of the stages, wrapped from outside and timed."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import msgspec

from digitize.ingest import barcodes
from digitize.ingest.pdf import PdfSource
from digitize.ocr import access, calibration, embedded, orientation, pdfa, quality, reading
from digitize.ocr.engines import by_line, in_process
from digitize.ocr.engines.by_line import LinewiseEngine
from digitize.ocr.engines.in_process import TesserocrEngine
from digitize.pipeline import work
from digitize.settings import Settings

Stage = tuple[str, Any, str]
"""Its name, and the function through which the work goes there: its home and its name."""

STAGES: tuple[Stage, ...] = (
    ("decode the picture", PdfSource, "image"),
    ("look for a text layer", PdfSource, "words"),
    ("weigh the text layer", embedded, "page_text"),
    ("barcodes", barcodes, "find"),
    ("clean", reading, "clean"),
    ("orientation", orientation, "turns_to_try"),
    ("engine", TesserocrEngine, "read"),
    ("engine", LinewiseEngine, "read"),
    ("reading order", in_process, "arranged"),
    ("reading order", by_line, "arranged"),
    ("text layer", access, "text_operators"),
    ("encode the picture", work, "encode_picture"),
    ("quality gate", quality, "measure"),
    ("calibrate", calibration, "calibrated"),
    ("write PDF/A", pdfa, "declare"),
    ("write PDF/A", pdfa, "write"),
    ("read back", access, "read_back"),
)
REST = "everything else"


@dataclass(slots=True)
class _Stopwatch:
    """Seconds by stage; what a stage calls that is a stage itself counts there alone."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _within: list[str] = field(default_factory=lambda: [REST])
    _since: float = field(default_factory=time.perf_counter)

    def switch(self) -> None:
        """Puts down what has passed to the stage in work."""
        now = time.perf_counter()
        self.seconds[self._within[-1]] += now - self._since
        self._since = now

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            self.switch()
            self._within.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.switch()
                self._within.pop()

        return call


def profile(scans: Sequence[tuple[Path, int]]) -> dict[str, float]:
    """Seconds by stage for reading pages and writing their access copies, in this process.

    Args:
        scans: Files and how many of their pages are taken.
    """
    work.prepare()
    spec = work.ReaderSpec.of(Settings())
    # Loads engine and libraries, which a worker does once for all its pages.
    work.read_page(scans[0][0], 0, spec)
    with TemporaryDirectory() as folder, watched(STAGES) as seconds:
        for path, pages in scans:
            _through(path, pages, spec, Path(folder))
    return dict(seconds)


@contextmanager
def watched(stages: Sequence[Stage]) -> Iterator[dict[str, float]]:
    """Seconds by stage of what runs within, whole when it has ended."""
    with ExitStack() as stack:
        watch = _Stopwatch()
        for stage, home, name in stages:
            stack.enter_context(patch.object(home, name, watch.timed(stage, getattr(home, name))))
        yield watch.seconds
        watch.switch()


def _through(path: Path, pages: int, spec: work.ReaderSpec, folder: Path) -> None:
    """What the workers of ``digitize read --pdf`` do with a file."""
    places = []
    for index in range(pages):
        place = folder / f"{index}.json"
        picture = folder / f"{index}.picture"
        place.write_bytes(msgspec.json.encode(work.read_page(path, index, spec, picture)))
        places.append(work.PagePlace(path, index, place, picture))
    work.compose_copy(folder / "out.pdf", tuple(places), spec, "", "", datetime.now(UTC))
    work.check_copy(folder / "out.pdf", tuple(places))
