"""How fast our own reader is beside Tesseract, where its time goes, and what a process with it alone costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnxruntime

from digitize.model import PageImage
from digitize.ocr.engines import checked
from digitize.ocr.engines import own as own_engine
from digitize.ocr.interfaces import Engine
from digitize.ocr.lines import finder
from tests.bench.evaluate_figures import Process, Soak, Speed
from tests.bench.evaluate_readers import OWN, PEER
from tests.bench.read_pages import BenchFile
from tests.bench.read_profile import REST, Stage, watched

ROUNDS, LOADINGS = 3, 5
REST_OF_OWN = "grouping, padding, tree"

_TRAINING = "digitize.ocr.training.train"
PARTS: tuple[Stage, ...] = (
    ("line finder", finder, "located"),
    ("cutting", finder, "cut"),
    ("line pictures", own_engine, "line_picture"),
    ("network", onnxruntime.InferenceSession, "run"),
    ("letters", own_engine, "letters"),
    ("words", own_engine, "_words"),
)
AGAIN: tuple[Stage, ...] = (("of these all that reads a second time", checked, "_compare"),)


def trainings(processes: Path = Path("/proc")) -> list[int]:
    """Processes that train at this moment: a run that was told of a file to rest by rests while it is there."""
    found = []
    for place in processes.iterdir():
        try:
            words = (place / "cmdline").read_text(errors="replace").split("\0")
            folder = (place / "cwd").readlink()
        except OSError:
            continue  # It has ended, or is no process.
        if _TRAINING not in words:
            continue
        pause = words[words.index("--pause") + 1] if "--pause" in words else ""
        if not pause or not (folder / pause).exists():
            found.append(int(place.name))
    return sorted(found)


def side_by_side(own: Engine, peer: Engine, pages: Sequence[PageImage]) -> Speed:
    """Both readers by turns on cleaned pages, on one core, one thread each.

    Args:
        own: Our reader.
        peer: Tesseract, whose readings must not be kept ones.
        pages: Cleaned.
    """
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        seconds: dict[str, list[float]] = {OWN: [], PEER: []}
        for engine in (own, peer):
            engine.read(pages[0])  # What a worker does once, it does here.
        for _ in range(ROUNDS):
            for page in pages:
                for name, engine in ((OWN, own), (PEER, peer)):
                    seconds[name].append(_time(engine, page))
        return Speed({name: tuple(times) for name, times in seconds.items()}, _parts(own, pages))
    finally:
        os.sched_setaffinity(0, cores)


def _time(engine: Engine, page: PageImage) -> float:
    start = time.perf_counter()
    engine.read(page)
    return time.perf_counter() - start


def _parts(own: Engine, pages: Sequence[PageImage]) -> dict[str, tuple[float, ...]]:
    """Seconds of each page by part, in runs of their own: to watch costs a little."""
    spent = []
    for page in pages:
        with watched(PARTS) as seconds:
            own.read(page)
        with watched(AGAIN) as again:
            own.read(page)
        spent.append({**again, **seconds})
    names = (*(name for name, _, _ in PARTS), REST, *(name for name, _, _ in AGAIN))
    return {REST_OF_OWN if name == REST else name: tuple(one.get(name, 0.0) for one in spent) for name in names}


# --- fresh processes --------------------------------------------------------------------------------------


def process(files: Sequence[BenchFile], *, timing: bool) -> Process:
    """The memory of a process that has read the files once, and, if times are taken, how long loading took."""
    pages = sum(len(file.pages) for file in files)
    loaded = [_fresh(0, ()) for _ in range(LOADINGS if timing else 0)]
    peak = _fresh(pages, files)["peak"]
    return Process(tuple(one["loading"] for one in loaded), tuple(one["making"] for one in loaded), peak, pages)


def soak(files: Sequence[BenchFile], pages: int) -> Soak:
    """Many pages in one process, those of the files over and over."""
    said = _fresh(pages, files)
    return Soak(tuple(said["seconds"]), tuple(said["resident"]))


def _fresh(pages: int, files: Sequence[BenchFile]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.evaluate_process", str(pages), *(str(file.path) for file in files)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    answer: dict[str, Any] = json.loads(said)
    return answer
