"""Scans documents with the samples' wear and writes them as files, their truth beside them."""

from __future__ import annotations

import json
import multiprocessing
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from digitize.model import Colour
from digitize.samples import files
from digitize.samples.degrade import LEVELS, WEAR, Level, scan
from digitize.samples.render import SampleLevel
from tests.unseen.compose import Document, Truth, document

_COLOURS = (Colour.COLOUR,) * 6 + (Colour.GREY,) * 3 + (Colour.BILEVEL,)


def render(folder: Path, count: int, seed: int, level: SampleLevel, jobs: int = 1, first: int = 0) -> list[Truth]:
    """Writes documents ``first`` … and ``truth.jsonl``; gives the truth.

    Document *i* is the same whatever the others are and however many jobs work.

    Args:
        folder: Made where it is missing.
        count: Documents.
        seed: Of everything drawn by chance.
        level: Wear; ``mixed`` draws it for each document.
        jobs: Processes.
        first: Number of the first document.
    """
    return render_all(folder, range(first, first + count), partial(_numbered, seed), level, jobs)


def _numbered(seed: int, number: int) -> tuple[str, Document]:
    return f"unseen/{seed}/{number}", document(seed, number)


def render_all(
    folder: Path, numbers: range, make: Callable[[int], tuple[str, Document]], level: SampleLevel, jobs: int
) -> list[Truth]:
    """As :func:`render` for documents that ``make`` gives by number, each with the key of its scan."""
    folder.mkdir(parents=True, exist_ok=True)
    work = partial(_one, folder, make, level)
    if jobs <= 1:
        truths = list(map(work, numbers))
    else:
        # A fresh interpreter: forking a process that has OpenCV's threads may lock up.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
            truths = list(pool.map(work, numbers, chunksize=4))
    lines = (json.dumps(truth, ensure_ascii=False) for truth in truths)
    (folder / "truth.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return truths


def _one(folder: Path, make: Callable[[int], tuple[str, Document]], level: SampleLevel, number: int) -> Truth:
    key, made = make(number)
    rng = random.Random(f"{key}/scanner")
    worn: Level = rng.choice(LEVELS) if level == "mixed" else level
    wear = WEAR[worn]
    colour, dpi = rng.choice(_COLOURS), rng.choice(wear.dpi)
    pages = []
    for sheet in made.sheets:
        skew = round(rng.uniform(-1, 1) * wear.skew, 2)
        shine = np.random.default_rng(rng.getrandbits(64))
        pages.append(scan(np.asarray(sheet.image), worn, dpi, colour, skew, shine))
    written = files.write(pages, folder, f"U{number:05d}", "pdf", rng.randint(*wear.quality))
    return {"file": written.name, "level": worn, "dpi": dpi, "colour": colour.value, **made.truth}
