"""A fresh process with our own reader alone: ``python -m tests.bench.evaluate_process PAGES FILES…``.

Says on standard output, as JSON, how long loading took, how long each page took from file to text, and how much memory
it held. Nothing else is imported before the reader is loaded.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any


def main() -> None:
    """Loads, reads, tells."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("pages", type=int)
    options.add_argument("files", type=Path, nargs="*")
    chosen = options.parse_args()
    start = time.perf_counter()
    from digitize.ocr import threads

    threads.single_threaded()
    from digitize.ocr.engines import create

    imported = time.perf_counter()
    engine = create("own")
    loaded = time.perf_counter()
    seconds, resident = _read(engine, chosen.files, chosen.pages) if chosen.pages else ([], [])
    said = {
        "loading": loaded - start,
        "making": loaded - imported,
        "seconds": seconds,
        "resident": resident,
        "peak": _memory("VmHWM"),
    }
    sys.stdout.write(json.dumps(said))


def _read(engine: Any, files: list[Path], pages: int) -> tuple[list[float], list[int]]:
    """Pages of the files by turns, over and over: seconds of each, and resident bytes after it."""
    from digitize.ingest import sources
    from digitize.ocr import reading
    from tests.bench.evaluate_pages import DPI

    places = []
    for file in files:
        with sources.open_source(file) as source:
            places += [(file, index) for index in range(source.page_count)]
    seconds, resident = [], []
    for file, index in islice(cycle(places), pages):
        start = time.perf_counter()
        with sources.open_source(file) as source:
            picture = source.image(index, DPI)
        reading.read(picture, (), engine)
        seconds.append(time.perf_counter() - start)
        resident.append(_memory("VmRSS"))
    return seconds, resident


def _memory(name: str) -> int:
    """A figure of ``/proc/self/status``, bytes; unlike that of ``getrusage`` it knows nothing of a parent's memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


if __name__ == "__main__":
    main()
