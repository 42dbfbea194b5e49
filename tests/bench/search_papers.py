"""The papers of ``make bench-search``: results as they stand in the samples, and what the reader makes of them.

A paper is known by seed and number. Its truth costs little; rendering and reading it takes about half a second a page,
so what was read is kept under ``.cache/bench-search`` and a run that was broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from unittest.mock import patch

import msgspec
import numpy as np
from PIL import Image, ImageDraw

from digitize import catalogue
from digitize.actions.archive import Archive, open_archive
from digitize.catalogue.agencies import AgencyTree
from digitize.catalogue.identifiers import mask_numbers
from digitize.classify.classifier import classify
from digitize.classify.document import DocumentText
from digitize.classify.fields import extract
from digitize.classify.terms import end_of_term
from digitize.model import UNLIMITED, Colour, IndexEntry, ObjectKind, PageReading, Taken
from digitize.ocr import threads
from digitize.pipeline import work
from digitize.pipeline.indexing import Indexer
from digitize.pipeline.publishing import publication_of
from digitize.records.rows import Publication
from digitize.records.transaction import Transaction
from digitize.samples import files, layout
from digitize.samples.degrade import LEVELS, WEAR, scan
from digitize.samples.dossier import make_case
from digitize.samples.layout import Signature, set_paper
from digitize.samples.papers import Case, Paper
from digitize.samples.places import Commune
from digitize.samples.sheet import Sheet
from digitize.samples.types import TYPES
from digitize.settings import Settings
from tests import archives

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache" / "bench-search"
SPEC = work.ReaderSpec.of(Settings(engine="own"))

_COLOURS = (Colour.COLOUR,) * 6 + (Colour.GREY,) * 2 + (Colour.BILEVEL,) * 2
_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Result:
    """A result paper and the truth about it.

    Attributes:
        key: Seed and number; the id of its entry.
        type: Which of the samples' types it is.
        kind: What the paper is called: the words over its text.
        commune: Where its owner lives.
        entry: What the index would know of it if everything was read as it stands there.
    """

    key: str
    type: int
    kind: str
    commune: Commune
    entry: IndexEntry


@cache
def result_of(seed: int, number: int) -> Result:
    """The truth about a paper, nothing drawn."""
    case, paper = _made(seed, number)
    with patch.object(layout, "Sheet", _Unseen), patch.object(Signature, "_marks"):
        texts = [sheet.text for sheet in _sheets(seed, number, paper)]
    said = paper.fields
    issuers = _agencies().find(said.issuer or "", said.issued_on)
    ends = min(paper.validities, default=None) or said.valid_until
    if ends is None and paper.term_months and said.issued_on:
        ends = end_of_term(said.issued_on, paper.term_months)
    key = f"{seed}/{number}"
    entry = IndexEntry(
        document_id=key,
        revision=1,
        title=mask_numbers(" ".join(part for part in (said.document_type, said.abstract) if part)),
        number=mask_numbers(said.number or ""),
        body=mask_numbers("\n\n".join(texts)),
        kind=paper.kind,
        result_type=paper.result_type or "",
        procedure=paper.procedure or "",
        agency=issuers[0].code if issuers else "",
        issued_on=said.issued_on,
        valid_until=None if ends == UNLIMITED else ends,
        term_known=ends is not None,
        owner_names=tuple(one.name for one in paper.owners) or (said.owner_name or "",),
    )
    return Result(key, number % len(TYPES), said.document_type.lower(), case.commune, entry)


def read_all(
    seed: int, numbers: Iterable[int], *, jobs: int, pause: Path | None, again: int = 0
) -> Iterator[tuple[int, tuple[PageReading, ...]]]:
    """Renders and reads papers, those that lie in the cache excepted.

    Args:
        seed: Of the papers.
        numbers: Which of them.
        jobs: Processes.
        pause: While this file is there, nothing is begun.
        again: Another number, another scan of the same paper.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, threads.single_threaded) as pool:
        yield from pool.map(partial(_read, seed, pause, again), numbers)


def read_before(seed: int) -> int:
    """How many papers of a seed, from the first on, lie in the cache."""
    return next(number for number in itertools.count() if not _kept(seed, number, 0).exists())


def entries_of(papers: Mapping[int, tuple[Result, tuple[PageReading, ...]]]) -> dict[int, IndexEntry]:
    """What the index is told of papers that were read: through the records, as at work."""
    taken = _Taken()
    with tempfile.TemporaryDirectory() as folder, open_archive(Settings(home=Path(folder) / "a"), create=True) as made:
        numbers = {}
        for number, (result, readings) in papers.items():
            with made.records.write() as write:
                numbers[publish(made, write, result.key, readings)] = number
        Indexer(made.records, made.store, taken, made.catalogue).rebuild()
    return {
        numbers[one.document_id]: replace(one, document_id=papers[numbers[one.document_id]][0].key)
        for one in taken.entries
    }


def publish(
    archive: Archive,
    write: Transaction,
    key: str,
    readings: tuple[PageReading, ...],
    change: Callable[[Publication], Publication] = lambda said: said,
) -> str:
    """Publishes a paper as the pipeline does; its id.

    Args:
        archive: Where it goes.
        write: A transaction.
        key: Stands for its bytes.
        readings: Its pages.
        change: Says of it what was not read on it.
    """
    text = DocumentText(readings)
    what = classify(text, archive.catalogue)
    finished = work.Finished(what, extract(text, what), None, None)
    refs = archives.blob(write, key, len(readings))
    for ref, reading in zip(refs, readings, strict=True):
        stored = archive.store.put(ObjectKind.PAGE_TEXT, io.BytesIO(msgspec.json.encode(reading)))
        write.pages.save_reading(ref, stored.sha256, reading.findings, 0.0)
    document = write.documents.create(write.batches.open("Lô").id, refs).id
    pages = [write.pages.get(ref) for ref in refs]
    said = publication_of(finished, pages, (), "", None, archive.catalogue, archive.settings)
    write.publish(document, change(said))
    return document


class _Taken:
    """An index that keeps what it is given."""

    stale, name = False, "kept"

    def rebuild(self, entries: Iterable[IndexEntry]) -> Taken:
        self.entries = list(entries)
        return Taken(len(self.entries))


def _read(seed: int, pause: Path | None, again: int, number: int) -> tuple[int, tuple[PageReading, ...]]:
    kept = _kept(seed, number, again)
    if not kept.exists():
        while pause and pause.exists():
            time.sleep(_PAUSE)
        readings = _readings(seed, number, again)
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_bytes(msgspec.json.encode(readings))
        draft.replace(kept)
    return number, msgspec.json.decode(kept.read_bytes(), type=tuple[PageReading, ...])


def _kept(seed: int, number: int, again: int) -> Path:
    return _cache() / str(seed) / (f"{number}-{again}.json" if again else f"{number}.json")


@cache
def _cache() -> Path:
    """Of reader and samples as they are now; with another line of code they may read otherwise."""
    version = hashlib.sha256(work.reader_version(SPEC).encode())
    for room in ("ocr", "samples"):
        for module in sorted((ROOT / "digitize" / room).rglob("*.py")):
            version.update(module.read_bytes())
    return FOLDER / version.hexdigest()[:12]


def _readings(seed: int, number: int, again: int) -> tuple[PageReading, ...]:
    """Scans a paper as the samples are scanned, and reads it as a worker does."""
    draw = random.Random(f"{seed}/{number}/scanner" + (f"/{again}" if again else ""))
    level, colour = draw.choice(LEVELS), draw.choice(_COLOURS)
    wear = WEAR[level]
    dpi, quality = draw.choice(wear.dpi), draw.randint(*wear.quality)
    pages = [
        scan(
            np.asarray(sheet.image),
            level,
            dpi,
            colour,
            round(draw.uniform(-wear.skew, wear.skew), 2),
            np.random.default_rng([seed, number, side, *([again] if again else [])]),
        )
        for side, sheet in enumerate(_sheets(seed, number, _made(seed, number)[1]))
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = files.write(pages, Path(folder), "scan", "pdf", quality)
        return tuple(work.read_page(path, page, SPEC) for page in range(len(pages)))


def _made(seed: int, number: int) -> tuple[Case, Paper]:
    kind = TYPES[number % len(TYPES)]
    case = make_case(random.Random(f"{seed}/{number}"), kind)
    return case, kind.build(case)


def _sheets(seed: int, number: int, paper: Paper) -> list[Sheet]:
    return set_paper(paper.elements, paper.form, random.Random(f"{seed}/{number}/sheets"))


class _Unseen(Sheet):
    """A sheet of which only the text is wanted: drawing takes a hundred times as long."""

    def __init__(self, rng: random.Random, paper: object = None) -> None:
        self.image = Image.new("RGB", (1, 1))
        self.draw = ImageDraw.Draw(self.image)
        self.lines, self.runs, self.rng = [], [], rng

    def line(self, words: object, x: float, *_: object) -> float:
        return x

    def rule(self, *_: object) -> None: ...

    def leader(self, *_: object) -> None: ...

    def multiply(self, *_: object) -> None: ...


@cache
def _agencies() -> AgencyTree:
    return catalogue.load(None).agencies
