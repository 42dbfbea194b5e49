"""Renders sample dossiers into a folder, with their truth beside them."""

from __future__ import annotations

import csv
import json
import multiprocessing
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from digitize.model import Colour, PageImage
from digitize.samples import files
from digitize.samples.degrade import LEVELS, WEAR, Level, scan
from digitize.samples.dossier import Piece, Stack, make_stack

SampleLevel = Literal["clean", "medium", "hard", "mixed"]
Truth = dict[str, Any]

_COLOURS = (Colour.COLOUR,) * 6 + (Colour.GREY,) * 2 + (Colour.BILEVEL,) * 2


@dataclass(frozen=True, slots=True)
class SamplesSummary:
    """What was rendered.

    Attributes:
        folder: Where it lies.
        dossiers: How many.
        documents: Papers in them.
        pages: Sides, blank ones and separator sheets included.
        sheets: Sheets an operator would have counted.
        truth: The file with the truth, one JSON object a line.
        manifest: The file with what an operator would know.
    """

    folder: Path
    dossiers: int
    documents: int
    pages: int
    sheets: int
    truth: Path
    manifest: Path


@dataclass(frozen=True, slots=True)
class _Scan:
    """How a dossier is scanned."""

    level: Level
    dpi: int
    colour: Colour
    form: files.FileFormat
    quality: int


def render(
    folder: Path,
    count: int,
    seed: int,
    level: SampleLevel,
    on_dossier: Callable[[int], None] | None = None,
    jobs: int = 1,
) -> SamplesSummary:
    """Renders dossiers of all sixteen result types, and ``truth.jsonl`` and ``manifest.csv`` beside them.

    The same seed gives the same truth everywhere, and the same bytes with the same libraries, however many jobs.
    Dossier *i* is the same whatever ``count`` is.

    Args:
        folder: Made where it is missing; files of the same names are written over.
        count: Dossiers.
        seed: Of everything that is drawn by chance.
        level: How worn the papers are; ``mixed`` draws it for each dossier.
        on_dossier: Called with the number of dossiers done, after each.
        jobs: Processes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truths: list[Truth] = []
    for truth in _rendered(partial(render_one, folder, seed, level), count, jobs):
        truths.append(truth)
        if on_dossier:
            on_dossier(len(truths))
    return _write_lists(folder, truths)


def _rendered(work: Callable[[int], Truth], count: int, jobs: int) -> Iterator[Truth]:
    if jobs <= 1:
        yield from map(work, range(count))
        return
    # A fresh interpreter: forking a process that has threads (OpenCV's, a progress display's) may lock up.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        yield from pool.map(work, range(count))


def render_one(folder: Path, seed: int, level: SampleLevel, index: int) -> Truth:
    """Renders one dossier into ``folder`` and says what is in it."""
    stack = make_stack(seed, index)
    rng = random.Random(f"{seed}/{index}/scanner")
    how = _draw_scan(rng, level, len(stack.sides))
    nominal = rng.uniform(-1, 1) * WEAR[how.level].skew
    skews, pages = [], []
    for number, side in enumerate(stack.sides):
        reach = WEAR[how.level].skew
        skew = round(max(-reach, min(reach, nominal + rng.gauss(0, reach / 6))), 2)
        generator = np.random.default_rng([seed, index, number])
        skews.append(skew)
        pages.append(scan(side.pixels, how.level, how.dpi, how.colour, skew, generator))
    name = f"D{index + 1:04d}"
    written = files.write(pages, folder, name, how.form, how.quality)
    return _truth(stack, how, folder, written, skews, pages)


def _draw_scan(rng: random.Random, level: SampleLevel, sides: int) -> _Scan:
    drawn: Level = rng.choice(LEVELS) if level == "mixed" else level
    colour = rng.choice(_COLOURS)
    forms: list[files.FileFormat] = ["pdf", "pdf", "pdf", "tiff", "tiff"]
    if colour is not Colour.BILEVEL:
        forms += ["jpeg_folder"] if sides > 1 else ["jpeg", "jpeg", "jpeg"]
    wear = WEAR[drawn]
    return _Scan(drawn, rng.choice(wear.dpi), colour, rng.choice(forms), rng.randint(*wear.quality))


def _truth(stack: Stack, how: _Scan, folder: Path, written: Path, skews: list[float], pages: list[PageImage]) -> Truth:
    parts = sorted(written.iterdir())[: len(pages)] if written.is_dir() else [written]
    return {
        "file": written.relative_to(folder).as_posix(),
        "files": [part.relative_to(folder).as_posix() for part in parts],
        "format": how.form,
        "dpi": how.dpi,
        "colour": how.colour.value,
        "level": how.level,
        "skew": skews,
        "sides": "duplex" if stack.duplex else "simplex",
        "pages": len(pages),
        "sheets": stack.sheets,
        "dossier_code": stack.case.code,
        "procedure": stack.result.procedure,
        "agency": stack.case.agency.code,
        "documents": [_document(stack, piece) for piece in stack.pieces],
        "separators": list(stack.separators),
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _document(stack: Stack, piece: Piece) -> Truth:
    paper = piece.paper
    sides = range(piece.first, piece.first + piece.count)
    return {
        "kind": paper.kind,
        "document_type": paper.fields.document_type,
        "result_type": paper.result_type,
        "procedure": paper.procedure,
        "fields": {name: _plain(value) for name, value in asdict(paper.fields).items()},
        "owners": [
            {"name": who.name.upper(), "birth_date": _plain(who.born), "id": who.number_on(stack.case.issued)}
            for who in paper.owners
        ],
        "validities": [_plain(day) for day in paper.validities],
        "term_months": paper.term_months,
        "first_page": piece.first,
        "pages": [{"index": side, "text": stack.sides[side].text, "blank": stack.sides[side].blank} for side in sides],
    }


def _write_lists(folder: Path, truths: list[Truth]) -> SamplesSummary:
    truth_file, manifest = folder / "truth.jsonl", folder / "manifest.csv"
    lines = (json.dumps(truth, ensure_ascii=False) for truth in truths)
    truth_file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with manifest.open("w", encoding="utf-8", newline="") as target:
        rows = csv.DictWriter(target, ("file", "sides", "sheets", "dossier_code", "procedure"), extrasaction="ignore")
        rows.writeheader()
        rows.writerows(truths)
    return SamplesSummary(
        folder=folder,
        dossiers=len(truths),
        documents=sum(len(truth["documents"]) for truth in truths),
        pages=sum(truth["pages"] for truth in truths),
        sheets=sum(truth["sheets"] for truth in truths),
        truth=truth_file,
        manifest=manifest,
    )
